"""The county's programme around the demo cooperative: workshops, money, work elsewhere, courses and support rules.

It draws from a chance of its own, so that the cooperative's figures are what they are without it.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any, Final

from models.actions.demo.claims import claim_support
from models.actions.demo.moves import move_some
from models.actions.demo.names import TRADES, WORDS, Speaker, read
from models.actions.demo.people import Cooperative
from models.actions.guidance.equipment import save_machines
from models.actions.party import parties
from models.actions.party.directory import save_helpers, save_trades
from models.actions.product.products import save_products
from models.actions.programme import employment, support, training, workshops
from models.actions.programme.courses import certify
from models.actions.programme.referrals import save_referrals
from models.queries.party.place_tree import PlaceTree
from models.tables.guidance import Equipment
from models.tables.party import VILLAGE, Helper, Household, Worker
from models.tables.product import Product
from models.tables.programme import (
    ASSISTANCE,
    BASE,
    ENTERPRISE_MONEY,
    HOME,
    IN_VILLAGE,
    JOB,
    TREASURY,
    Vacancy,
)
from models.tables.support import PER_DAY, PER_PERSON, PER_WORKSHOP
from models.tables.training import DECLINED, TAKEN, TOLD, Skill

_SAID: Final[dict[str, Any]] = read("programme.json")
_BEFORE: Final = 500
"""Days before the first month that the registers go back: a contract of a year must have had time to end."""
_HOUSEHOLDS_OF_ONE, _BASES, _VILLAGE_SHARE = 3, 2, 3
"""As in the county's article: 26 workshops over 78 households, few of them bases, a third of the villages."""
_YUAN: Final = 100

_ASKED: Final[dict[str, dict[str, Any]]] = {
    "JY365": {
        "basis": PER_PERSON,
        "amount": 1_000 * _YUAN,
        "contract_days": 365,
        "insured": True,
        "first_only": True,
    },
    "XJ10": {"basis": PER_WORKSHOP, "amount": 10_000 * _YUAN, "newly_taken": 10, "first_only": True},
    "CY": {"basis": PER_PERSON, "amount": 3_000 * _YUAN, "first_only": True},
    "PX50": {"basis": PER_DAY, "amount": 50 * _YUAN, "most_courses": 3},
}
"""What the invented rules of support money ask, by their codes."""


def run_programme(coop: Cooperative, start: date, until: date, seed: int) -> None:
    """Keep every register from well before ``start`` until the demo's last day."""
    play = _Programme(coop, start - timedelta(days=_BEFORE), until, random.Random(f"programme {seed}"))
    play.name_trades()
    play.look_after()
    move_some(start, until)
    play.open_workshops()
    play.value_machines()
    play.teach()
    play.place()
    play.wish()
    play.rule()
    claim_support(until, play.say)


class _Programme:
    """The programme's years; every chance is drawn from ``rng``."""

    def __init__(self, coop: Cooperative, first: date, until: date, rng: random.Random) -> None:
        self.coop, self.first, self.until, self.rng = coop, first, until, rng
        self.say = Speaker("en" if coop.say.english else "zh", rng)
        self.people: list[Any] = list(Worker.select(Worker, Household).join(Household).order_by(Worker.id))
        self.trades: list[Any] = []
        self.workshops: list[Any] = []

    def day(self, least: int = 0) -> date:
        """Some day at least so many days before the end."""
        return self.first + timedelta(days=self.rng.randrange((self.until - self.first).days - least))

    def name_trades(self) -> None:
        """The three trades, each with its product."""
        self.trades = save_trades(({"name": self.say(name)}, None) for name in _SAID["trades"])
        products = [Product.get_by_id(key) for key in self.coop.products]
        save_products(
            [({"trade": trade}, product) for trade, product in zip(self.trades, products, strict=True)]
        )

    def look_after(self) -> None:
        """Who looks after the households, and who of them belongs to which group."""
        units = _SAID["helper_units"]
        save_helpers(
            ({"unit": self.say(units[at % len(units)])}, row)
            for at, row in enumerate(Helper.select().order_by(Helper.phone))
        )
        parties.save_workers(
            [
                (
                    {
                        "category": self.say(WORDS["categories"][self.rng.choice((0, 0, 1, 1, 2))]),
                        "category_from": date(self.first.year - 2, 1, 1),
                        "left_behind": self.rng.random() < 0.3,
                        "collective": self.rng.random() < 0.6,
                    },
                    person,
                )
                for person in self.people
            ]
        )

    def open_workshops(self) -> None:
        """A workshop for every three households, who join it one after the other; some move on to another."""
        homes = {row.id: row for row in Household.select()}
        tree = PlaceTree()
        groups: list[list[Any]] = []
        by_trade = sorted(self.coop.workshops, key=lambda one: one.trade)
        for at in range(0, len(by_trade), _HOUSEHOLDS_OF_ONE):
            groups.append(by_trade[at : at + _HOUSEHOLDS_OF_ONE])
        entries = []
        for at, group in enumerate(groups):
            kind = BASE if at < _BASES else IN_VILLAGE if at % _VILLAGE_SHARE == 0 else HOME
            home = homes[group[0].id]
            whose = home.head if kind == HOME else home.village
            trade = group[0].trade
            words = (whose, self.say(_SAID["trades"][trade]), self.say(_SAID["kinds"][kind]))
            entries.append(
                (
                    {
                        "name": " ".join(words) if self.say.english else "".join(words),
                        "kind": kind,
                        "region": getattr(tree.at(home.region_id, VILLAGE), "id", home.region_id),
                        "trade": self.trades[trade],
                        "enterprise": None if kind == HOME else self.coop.enterprises[trade],
                        "service_centre": kind == BASE,
                        "opened": self._opening(at, len(groups)),
                    },
                    None,
                )
            )
        self.workshops = workshops.save_workshops(entries)
        self._join(groups)
        self._fund()

    def _opening(self, at: int, of: int) -> date:
        """The first workshops before the books begin, the last ones some months ago."""
        last = (self.until - self.first).days - 100
        return self.first + timedelta(days=last * at // of * 3 // 4 + self.rng.randrange(30))

    def _join(self, groups: list[list[Any]]) -> None:
        entries: list[tuple[dict[str, Any], None]] = []
        for at, (shop, group) in enumerate(zip(self.workshops, groups, strict=True)):
            for home in group:
                start = shop.opened + timedelta(days=self.rng.randrange(60))
                left = None
                if self.rng.random() < 0.1:
                    left = start + timedelta(days=self.rng.randrange(200, 320))
                    other = self.workshops[(at + 1) % len(self.workshops)]
                    again = max(left, other.opened) + timedelta(days=1)
                    if again <= self.until:
                        entries.append(({"workshop": other, "household": home.id, "start": again}, None))
                entries.append(({"workshop": shop, "household": home.id, "start": start, "end": left}, None))
        workshops.save_members(entries)

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
                            "date": shop.opened + timedelta(days=self.rng.randrange(40)),
                            "source": source,
                            "amount": amount,
                            "purpose": self.say.one(_SAID["funding"]),
                        },
                        None,
                    )
                )
        workshops.save_funding(entries)

    def value_machines(self) -> None:
        """What every machine cost, whose it is and how often it is looked at."""
        entries = []
        for machine in Equipment.select().order_by(Equipment.code):
            trade = next(at for at, one in enumerate(TRADES) if machine.name == self.say(one.machine))
            owner = self.coop.enterprises[trade] if self.rng.random() < 0.5 else None
            entries.append(
                (
                    {
                        "value": self.rng.randrange(8, 40) * 100 * _YUAN,
                        "bought_on": self.first - timedelta(days=self.rng.randrange(400)),
                        "months": 60,
                        "inspect_every": self.rng.choice((6, 12)),
                        "owner": owner,
                    },
                    machine,
                )
            )
        save_machines(entries)

    def teach(self) -> None:
        """A course every three months; who was there on its days, and what they can do since."""
        if not self.people:
            return
        free: dict[int, int] = {}
        at, day = 0, self.first + timedelta(days=30)
        while day + timedelta(days=5) <= self.until:
            self._course(at, day, free)
            at, day = at + 1, day + timedelta(days=91)

    def _course(self, at: int, day: date, free: dict[int, int]) -> None:
        place = at % len(_SAID["courses"])
        trade = place % len(self.trades)
        last = day + timedelta(days=self.rng.choice((2, 4)))
        (course,) = training.save_courses(
            [
                (
                    {
                        "name": self.say(_SAID["courses"][place]),
                        "kind": ("central", "order", "van")[at % 3],
                        "trade": self.trades[trade],
                        "teacher": self.say.one(_SAID["teachers"]),
                        "place": self.workshops[at % len(self.workshops)].name,
                        "start": day,
                        "end": last,
                    },
                    None,
                )
            ]
        )
        there = [one for one in self.people if free.get(one.id, 0) < 3]
        there = self.rng.sample(there, min(len(there), 12))
        training.save_enrolments([({"course": course, "worker": one}, None) for one in there])
        days = [day + timedelta(days=more) for more in range((last - day).days + 1)]
        came = [(one, when) for one in there for when in days if self.rng.random() < 0.9]
        training.save_attendance(
            [({"course": course, "worker": one, "date": when}, None) for one, when in came]
        )
        for one in there:
            free[one.id] = free.get(one.id, 0) + 1
        finished = sorted({one.id for one, _ in came})
        if finished:
            certify(course.id, finished[: -(-len(finished) * 2 // 3)], last)
        known = {row.worker_id: row for row in Skill.select().where(Skill.trade == self.trades[trade])}
        training.save_skills(
            [
                (
                    {
                        "worker": one,
                        "trade": self.trades[trade],
                        "level": min(3, (known[one.id].level if one.id in known else 0) + 1),
                        "since": last,
                    },
                    known.get(one.id),
                )
                for one in there
            ]
        )

    def place(self) -> None:
        """Vacancies of the enterprises, and who took up work there or further away; some came back."""
        entries = []
        for at in range(max(4, len(self.workshops) // 2)):
            trade = at % len(self.trades)
            pay = self.rng.randrange(18, 32) * 100 * _YUAN
            reported = self.day()
            entries.append(
                (
                    {
                        "enterprise": self.coop.enterprises[trade],
                        "post": self.say.one(_SAID["posts"][trade]),
                        "places": self.rng.randrange(1, 6),
                        "trade": self.trades[trade],
                        "region": self.workshops[at % len(self.workshops)].region_id,
                        "skill": self.rng.choice((0, 0, 1, 2)),
                        "pay_from": pay,
                        "pay_to": pay + 600 * _YUAN,
                        "hours": self.say.one(_SAID["hours"]),
                        "flexible": self.rng.random() < 0.5,
                        "reported": reported,
                        "until": reported + timedelta(days=self.rng.choice((60, 90, 180))),
                    },
                    None,
                )
            )
        employment.save_vacancies(entries)
        placed = []
        for at, one in enumerate(self.rng.sample(self.people, len(self.people) // 3)):
            there, where = (self.say(words) for words in self.rng.choice(_SAID["elsewhere"]))
            start = self.day(30)
            lasts = (364, 365, None, 180, 400, 90)[at % 6]
            end = None if lasts is None else start + timedelta(days=lasts - 1)
            insured = self.rng.random() < 0.6
            placed.append(
                (
                    {
                        "worker": one,
                        "employer": there,
                        "place": where,
                        "start": start,
                        "end": None if end is None or end > self.until else end,
                        "contract_days": lasts or 730,
                        "insured_from": start if insured else None,
                        "insured_to": end if insured and end is not None and end <= self.until else None,
                    },
                    None,
                )
            )
        employment.save_placements(placed)

    def wish(self) -> None:
        """What people would like; a third of it has been met."""
        entries = []
        for one in self.rng.sample(self.people, len(self.people) // 2):
            kind = self.rng.choice(("job", "job", "training", "start_up"))
            day = self.day(20)
            met = self.rng.random() < 0.35
            entries.append(
                (
                    {
                        "worker": one,
                        "kind": kind,
                        "date": day,
                        "trade": self.rng.choice(self.trades) if self.rng.random() < 0.7 else None,
                        "flexible": self.rng.random() < 0.6,
                        "near": self.rng.random() < 0.8,
                        "note": self.say.one(_SAID["wishes"]),
                        "met_on": day + timedelta(days=self.rng.randrange(1, 20)) if met else None,
                        "met_by": self.say.one(_SAID["met"]) if met else "",
                    },
                    None,
                )
            )
        _tell(employment.save_wishes(entries), self.until, self.rng)

    def rule(self) -> None:
        """What the county pays for: invented amounts, as an example."""
        names = {code: (zh, en) for code, zh, en in _SAID["support"]}
        support.save_rules(
            [
                (
                    {
                        "code": code,
                        "name": self.say(names[code]),
                        "start": date(self.first.year, 1, 1),
                        "note": self.say(_SAID["basis"]),
                        **values,
                    },
                    None,
                )
                for code, values in _ASKED.items()
            ]
        )


def _tell(wishes: list[Any], until: date, rng: random.Random) -> None:
    """Half of those who would like a job were told of a vacancy; some took it up, some did not."""
    vacancies = list(Vacancy.select().order_by(Vacancy.id))
    entries = []
    for wish in wishes:
        if wish.kind != JOB or rng.random() < 0.5:
            continue
        vacancy = rng.choice(vacancies)
        told = max(wish.date, vacancy.reported) + timedelta(days=2)
        if told > until:
            continue
        result = TAKEN if wish.met_on is not None else rng.choice((TOLD, DECLINED))
        entries.append(({"wish": wish, "date": told, "vacancy": vacancy, "result": result}, None))
    save_referrals(entries)
