"""The county's programme around the demo cooperative: its trades, helpers, workshops with their money, and machines.

It draws from a chance of its own, so that the cooperative's figures are what they are without it.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import Any, Final

from models.actions.demo.claims import claim_support, save_support_rules
from models.actions.demo.days import working
from models.actions.demo.homes import HELPERS
from models.actions.demo.jobs import Jobs
from models.actions.demo.moves import move_some
from models.actions.demo.names import TRADES, Speaker, read
from models.actions.demo.people import Cooperative, DemoHousehold
from models.actions.demo.schooling import Schooling
from models.actions.guidance.equipment import save_machines
from models.actions.party.directory import save_helpers, save_regions, save_trades
from models.actions.product.products import save_products
from models.actions.programme import workshops
from models.queries.party.care import in_care_of
from models.queries.party.place_tree import PlaceTree
from models.tables.guidance import Equipment
from models.tables.party import COUNTY, VILLAGE, Helper, Household, Region, Worker
from models.tables.product import Product
from models.tables.programme import ASSISTANCE, BASE, ENTERPRISE_MONEY, HOME, IN_VILLAGE, TREASURY

_SAID: Final[dict[str, Any]] = read("programme.json")
_BEFORE: Final = 500
"""Days before the first month that the registers go back: a contract of a year must have had time to end."""
_HOUSEHOLDS_OF_ONE, _VILLAGE_SHARE = 3, 3
"""As in the county's article: 26 workshops over 78 households, one base for each trade, a third of the villages."""
_OLD, _AT_ONCE = 370, 3
"""Some machines in the warehouse are older than a year when the books begin, and due for inspection at once."""
_BASES_BEFORE: Final = 400
"""Days before the registers begin that the bases were opened: those who joined then are no newcomers."""
_FEW: Final = 4
"""People of a workshop that misses one for the first award."""
_YUAN: Final = 100


def begin_programme(coop: Cooperative, start: date, until: date, seed: int) -> None:
    """Enter what the months are played with: trades, helpers, workshops and what the machines cost."""
    play = _Programme(coop, start - timedelta(days=_BEFORE), until, random.Random(f"programme {seed}"))
    play.name_trades()
    play.look_after()
    move_some(start, until)
    play.open_workshops()
    play.value_machines()


def complete_programme(coop: Cooperative, start: date, until: date, seed: int) -> None:
    """Keep the registers beside the months that were played: courses, work elsewhere, wishes and support money."""
    first, rng = start - timedelta(days=_BEFORE), random.Random(f"programme registers {seed}")
    say = Speaker("en" if coop.say.english else "zh", rng)
    school = Schooling(coop, say, rng, first, until)
    school.teach()
    jobs = Jobs(coop, say, rng, first, until)
    jobs.place()
    jobs.wish(school.courses, school.full)
    save_support_rules(first, say)
    claim_support(until, say)


class _Programme:
    """What there is before the first month; every chance is drawn from ``rng``."""

    def __init__(self, coop: Cooperative, first: date, until: date, rng: random.Random) -> None:
        self.coop, self.first, self.until, self.rng = coop, first, until, rng
        self.say = Speaker("en" if coop.say.english else "zh", rng)
        self.trades: list[Any] = []
        self.workshops: list[Any] = []

    def name_trades(self) -> None:
        """The three trades, each with its product, and the main trade of each village."""
        self.trades = save_trades(({"name": self.say(name)}, None) for name in _SAID["trades"])
        products = [Product.get_by_id(key) for key in self.coop.products]
        save_products(
            [({"trade": trade}, product) for trade, product in zip(self.trades, products, strict=True)]
        )
        tree = PlaceTree()
        regions = {row.id: row.region_id for row in Household.select()}
        found: dict[int, Counter[int]] = {}
        for one in self.coop.workshops:
            village = tree.at(regions[one.id], VILLAGE)
            if village is not None:
                found.setdefault(village.id, Counter())[one.trade] += 1
        save_regions(
            ({"trade": self.trades[found[row.id].most_common(1)[0][0]]}, row)
            for row in list(Region.select().where(Region.id.in_(list(found))).order_by(Region.code))
        )

    def look_after(self) -> None:
        """Whose helpers they are: of the county's offices, of a township, a village, a group."""
        tree, entries = PlaceTree(), []
        for at, one in enumerate(HELPERS):
            helper: Any = Helper.get_or_none(Helper.name == self.say(one["name"]))
            if helper is None:
                continue
            home: Any = Household.select().where(in_care_of(helper)).order_by(Household.code).first()
            place = None if home is None or home.region_id is None else tree.at(home.region_id, one["level"])
            county = Region.get(Region.level == COUNTY).id
            values = {"unit": self.say(HELPERS[at]["unit"]), "region": county if place is None else place.id}
            entries.append((values, helper))
        save_helpers(entries)

    def open_workshops(self) -> None:
        """A workshop for every three neighbours of a trade, who join it one after the other; some move on."""
        homes = {row.id: row for row in Household.select()}
        tree = PlaceTree()
        groups = self._groups(homes)
        opened = dict(zip((id(group) for group in groups), self._openings(groups), strict=True))
        groups.sort(key=lambda group: opened[id(group)])
        entries, bases, names = [], set(), Counter[str]()
        for at, group in enumerate(groups):
            trade = group[0].trade
            kind = BASE if trade not in bases else IN_VILLAGE if at % _VILLAGE_SHARE == 0 else HOME
            bases.add(trade)
            home = homes[group[0].id]
            whose = home.head if kind == HOME else home.village
            words = (whose, self.say(_SAID["trades"][trade]), self.say(_SAID["kinds"][kind]))
            name = " ".join(words) if self.say.english else "".join(words)
            names[name] += 1
            entries.append(
                (
                    {
                        "name": name if names[name] == 1 else f"{name} {names[name]}",
                        "kind": kind,
                        "region": getattr(tree.at(home.region_id, VILLAGE), "id", home.region_id),
                        "trade": self.trades[trade],
                        "enterprise": None if kind == HOME else self.coop.enterprises[trade],
                        "service_centre": kind == BASE,
                        "opened": opened[id(group)],
                    },
                    None,
                )
            )
        self.workshops = workshops.save_workshops(entries)
        self._join(groups)
        self._fund()

    def _groups(self, homes: dict[int, Any]) -> list[list[DemoHousehold]]:
        """Neighbours of a trade, three by three."""
        near = sorted(
            self.coop.workshops,
            key=lambda one: (one.trade, homes[one.id].township, homes[one.id].village, homes[one.id].code),
        )
        return [near[at : at + _HOUSEHOLDS_OF_ONE] for at in range(0, len(near), _HOUSEHOLDS_OF_ONE)]

    def _openings(self, groups: Sequence[list[DemoHousehold]]) -> list[date]:
        """The base of each trade opens first, before the books begin; the last workshops some months ago."""
        span, of = (self.until - self.first).days - 100, len(groups)
        turns = list(range(of))
        self.rng.shuffle(turns)
        begun: set[int] = set()
        days = []
        for group, turn in zip(groups, turns, strict=True):
            if group[0].trade not in begun:
                begun.add(group[0].trade)
                day = self.first - timedelta(days=_BASES_BEFORE - self.rng.randrange(20))
            else:
                day = self.first + timedelta(days=20 + (span - 20) * turn // of + self.rng.randrange(20))
            days.append(working(day, office=True))
        return days

    def _join(self, groups: list[list[DemoHousehold]]) -> None:
        """Households join within weeks; some move on to another workshop that is no base."""
        self._hold_back(groups)
        small = [shop for shop in self.workshops if shop.kind != BASE]
        entries: list[tuple[dict[str, Any], None]] = []
        for at, (shop, group) in enumerate(zip(self.workshops, groups, strict=True)):
            for home in group:
                start = shop.opened + timedelta(days=self.rng.randrange(60))
                left = None
                if small and self.rng.random() < 0.1:
                    left = start + timedelta(days=self.rng.randrange(200, 320))
                    other = small[at % len(small)]
                    again = max(left, other.opened) + timedelta(days=1)
                    left = left if again <= self.until and other is not shop else None
                    if left is not None:
                        entries.append(({"workshop": other, "household": home.id, "start": again}, None))
                entries.append(({"workshop": shop, "household": home.id, "start": start, "end": left}, None))
        workshops.save_members(entries)

    def _hold_back(self, groups: list[list[DemoHousehold]]) -> None:
        """Of the newest workshop let so many join that it misses one person for support money; the rest goes before."""
        people = Counter(row.household_id for row in Worker.select(Worker.household))
        newest = groups[-1]
        for many in range(len(newest), 0, -1):
            for some in combinations(newest, many):
                if sum(people[one.id] for one in some) == _FEW and len(groups) > 1:
                    groups[-2] += [one for one in newest if one not in some]
                    groups[-1] = list(some)
                    return

    def _fund(self) -> None:
        entries = []
        for shop in self.workshops:
            sources = (ENTERPRISE_MONEY, ASSISTANCE, TREASURY)
            for source in self.rng.sample(sources, 1 if shop.kind == HOME else 2):
                amount = self.rng.randrange(5, 60) * (1_000 if shop.kind != HOME else 200) * _YUAN
                entries.append(
                    (
                        {
                            "workshop": shop,
                            "date": working(
                                shop.opened + timedelta(days=self.rng.randrange(40)), office=True
                            ),
                            "source": source,
                            "amount": amount,
                            "purpose": self.say.one(_SAID["funding"]),
                        },
                        None,
                    )
                )
        workshops.save_funding(sorted(entries, key=lambda entry: entry[0]["date"]))

    def value_machines(self) -> None:
        """What every machine cost, whose it is and how often it is looked at."""
        entries = []
        start = self.first + timedelta(days=_BEFORE)
        for at, machine in enumerate(Equipment.select().order_by(Equipment.code.desc())):
            trade = next(at for at, one in enumerate(TRADES) if machine.name == self.say(one.machine))
            owner = self.coop.enterprises[trade] if self.rng.random() < 0.5 else None
            entries.append(
                (
                    {
                        "value": self.rng.randrange(8, 40) * 100 * _YUAN,
                        "bought_on": start
                        - timedelta(days=_OLD + at if at < _AT_ONCE else self.rng.randrange(30, _OLD)),
                        "months": 60,
                        "inspect_every": self.rng.choice((6, 12)),
                        "owner": owner,
                    },
                    machine,
                )
            )
        save_machines(entries)
