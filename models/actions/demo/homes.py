"""The households of the demo: where they live, who looks after them, and the people in them, of believable ages."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from stdnum.cn import ric

from models.actions.demo.names import WORDS, Pair, Speaker, read
from models.actions.party import parties
from models.rules.party.identity import FEMALE, MALE
from models.tables.party import CATEGORIES, GROUP, RELATIONS, VILLAGE, Region

HEAD, SPOUSE, CHILD, CHILDS_SPOUSE, PARENT, _ = RELATIONS
GENERAL = CATEGORIES[0]
_SHARES: Final = (55, 25, 8, 8, 4)
"""How many of a hundred households belong to each of `CATEGORIES`."""
_MAIN: Final = (0, 1, 0, 2, 0, 1, 0, 2, 1, 0)
"""The main trade of each village, one after the other."""
_TRADES: Final = (0, 0, 0, 0, 0, 1, 1, 1, 2, 2)
_OWN_VILLAGE: Final = 0.8
"""So many households have the main trade of their village."""
_AWAY: Final = 0.3
"""So many men who are heads work far away and leave their wives behind."""
_YEAR: Final = 365
_ISSUED: Final = {MALE: ("997", "999"), FEMALE: ("998", "996")}
"""Numbers of a day's births that no office gives out any more, so that nobody has these ID numbers."""
_OFFICES: Final = ((1985, "512923"), (9999, "510921"))
"""The county's code up to a year of birth, and since."""
HELPERS: Final[list[dict[str, Any]]] = read("helpers.json")


@dataclass(slots=True)
class _Relative:
    name: str
    relation: str
    sex: str
    born: date
    left_behind: bool = False


@dataclass(slots=True)
class _ReachedVillage:
    """A village as people say it, with the number of its groups and where it lies."""

    township: str
    village: str
    groups: int
    latitude: float
    longitude: float
    at: int


@dataclass(slots=True)
class _Settling:
    """What all households are made with; ``issued`` are the ID numbers so far."""

    say: Speaker
    rng: random.Random
    first: date
    places: list[_ReachedVillage] = field(default_factory=list)
    issued: set[str] = field(default_factory=set)


def settle_households(
    say: Speaker, rng: random.Random, households: int, start: date, end: date
) -> list[tuple[int, int]]:
    """Enter the households with agreements and people; returns each one's key and the place of its trade."""
    here = _Settling(say, rng, date(start.year, 1, 1))
    here.places = _places(here, households)
    trades = [_TRADES[at % len(_TRADES)] for at in range(households)]
    homes: list[tuple[dict[str, Any], None]] = []
    people: list[list[_Relative]] = []
    for at, trade in enumerate(trades):
        members = _family(here, at)
        people.append(members)
        homes.append((_home(here, at, trade, members[0]), None))
    rows = parties.save_households(homes)
    parties.save_agreements(
        [
            (
                {
                    "household": row.id,
                    "number": f"XY-{row.code[1:]}",
                    "start": here.first,
                    # One agreement runs out soon, so that somebody has to think of it.
                    "end": end + timedelta(days=12) if at == 7 else date(end.year, 12, 31),
                },
                None,
            )
            for at, row in enumerate(rows)
        ]
    )
    parties.save_workers(
        entry for row, members in zip(rows, people, strict=True) for entry in _workers(here, row, members)
    )
    return [(row.id, trade) for row, trade in zip(rows, trades, strict=True)]


def _places(here: _Settling, households: int) -> list[_ReachedVillage]:
    """The villages of as many as the cooperative reaches."""
    rng, say = here.rng, here.say
    regions = list(Region.select().order_by(Region.code))
    townships = {row.code: row.name for row in regions if row.level == "township"}
    villages = [row for row in regions if row.level == VILLAGE]
    reached = rng.sample(villages, min(len(villages), max(6, households // 8)))
    return [
        _ReachedVillage(
            say.place(townships[row.code[:9]]),
            say.place(row.name),
            rng.randint(4, 9),
            rng.uniform(30.60, 30.90),
            rng.uniform(105.40, 105.90),
            at,
        )
        for at, row in enumerate(reached)
    ]


def _home(here: _Settling, at: int, trade: int, head: _Relative) -> dict[str, Any]:
    rng, say = here.rng, here.say
    likely = [place for place in here.places if _MAIN[place.at % len(_MAIN)] == trade]
    place = rng.choice(likely if rng.random() < _OWN_VILLAGE else here.places)
    group = rng.randint(1, place.groups)
    banked = rng.random() < 0.35
    return {
        "code": f"H{at + 1:04d}",
        "head": head.name,
        "sex": head.sex,
        "id_number": _id_number(here, head),
        "phone": f"138{at + 1:08d}",
        "township": place.township,
        "village": place.village,
        "group": f"Group {group}" if say.english else f"{group}组",
        "landmark": say.one(WORDS["landmarks"]),
        "latitude": round(place.latitude + rng.uniform(-0.008, 0.008), 6),
        "longitude": round(place.longitude + rng.uniform(-0.008, 0.008), 6),
        "datum": rng.choice(("WGS84", "GCJ02")),
        "category": rng.choices(CATEGORIES, _SHARES)[0],
        **_helper(here, place.at),
        "pay_method": "bank" if banked else "cash",
        "bank": say.word("bank") if banked else "",
        "account": f"6200000{at + 1:012d}" if banked else "",
        "ready_from": rng.choice(("08:00", "08:00", "09:00", "14:00")),
        "ready_to": rng.choice(("18:00", "18:00", "17:00")),
    }


def _helper(here: _Settling, village: int) -> dict[str, str]:
    """Who looks after a household, if anybody does: those of a village or group only after theirs."""
    wide = [at for at, one in enumerate(HELPERS) if one["level"] not in (VILLAGE, GROUP)]
    near = [at for at, one in enumerate(HELPERS) if one["level"] in (VILLAGE, GROUP)]
    if here.rng.random() >= 0.6:
        return {"helper": "", "helper_phone": ""}
    chosen = near[village] if village < len(near) and here.rng.random() < 0.7 else here.rng.choice(wide)
    return {"helper": here.say(HELPERS[chosen]["name"]), "helper_phone": f"139{chosen + 11:08d}"}


def _family(here: _Settling, at: int) -> list[_Relative]:
    """The head first, and who else of the family does the work."""
    rng, say = here.rng, here.say
    known = say.first_head(at)
    sex = known[1] if known else MALE if rng.random() < 0.6 else FEMALE
    name, surname = (known[0], None) if known else say.person(sex)
    age = rng.randint(29, 66)
    head = _Relative(name, HEAD, sex, _born(here, age))
    others = rng.choice((0, 1, 1, 1, 2))
    if sex == MALE and rng.random() < _AWAY:
        head.relation = ""
        others = max(1, others)
    found = [head]
    for place in range(others):
        found.append(_relative(here, head, age, surname, first=place == 0))
    return found


def _relative(here: _Settling, head: _Relative, age: int, surname: Pair | None, *, first: bool) -> _Relative:
    """The spouse first; then a parent of who is young, or a grown child, or a child's wife."""
    rng, say = here.rng, here.say
    if first:
        sex = FEMALE if head.sex == MALE else MALE
        born = _born(here, min(68, max(24, age + rng.randint(-5, 3))))
        return _Relative(say.person(sex)[0], SPOUSE, sex, born, left_behind=not head.relation)
    if age < 47:
        sex = rng.choice((FEMALE, FEMALE, MALE))
        return _Relative(
            say.person(sex, surname if sex == MALE else None)[0],
            PARENT,
            sex,
            _born(here, age + rng.randint(22, 25)),
            left_behind=rng.random() < 0.4,
        )
    grown = max(20, age - rng.randint(22, 27))
    if rng.random() < 0.5:
        return _Relative(say.person(FEMALE)[0], CHILDS_SPOUSE, FEMALE, _born(here, grown), rng.random() < 0.5)
    sex = rng.choice((FEMALE, MALE))
    return _Relative(say.person(sex, surname)[0], CHILD, sex, _born(here, grown))


def _born(here: _Settling, age: int) -> date:
    """A day of birth that makes somebody so old when the books begin."""
    return here.first - timedelta(days=age * _YEAR + age // 4 + here.rng.randrange(_YEAR))


def _id_number(here: _Settling, one: _Relative) -> str:
    office = next(code for until, code in _OFFICES if one.born.year <= until)
    for order in _ISSUED[one.sex]:
        body = f"{office}{one.born:%Y%m%d}{order}"
        number = body + ric.calc_check_digit(body + "0")
        if number not in here.issued:
            here.issued.add(number)
            return str(number)
    return ""


def _workers(here: _Settling, home: Any, members: list[_Relative]) -> list[tuple[dict[str, Any], None]]:
    collective = here.rng.random() < 0.7
    return [
        (
            {
                "household": home.id,
                "name": one.name,
                "relation": one.relation,
                "sex": one.sex,
                "id_number": home.id_number if at == 0 else _id_number(here, one),
                "birth_date": one.born,
                "category": home.category,
                "category_from": None if home.category == GENERAL else date(here.first.year - 2, 1, 1),
                "left_behind": one.left_behind,
                "collective": collective,
            },
            None,
        )
        for at, one in enumerate(members)
        if one.relation
    ]
