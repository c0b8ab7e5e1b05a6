"""A cooperative of the county's programme: two years of a million movements, with every register filled.

The months are locked one after the other, and some records change after each: whoever asks about a month looks into
its past, as at a cooperative at work.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from models.actions.ledger.posting import movement
from models.actions.ledger.voiding import reverse
from models.actions.pay.locking import lock
from models.database import close_database, db, insert_named
from models.keys import next_key
from models.opening import open_database
from models.queries.periods import last_periods
from models.rights import by_the_house
from models.rules.ledger import voucher_kind
from models.rules.ledger.grade import GOOD
from models.settings import change_settings
from models.tables.guidance import Equipment, EquipmentLoan
from models.tables.ledger import Delivery, DeliveryLine, Movement, SaleLine, Voucher
from models.tables.order import Order, Subcontract
from models.tables.party import (
    CATEGORIES,
    SOLD,
    VILLAGE,
    WAREHOUSE,
    Enterprise,
    Household,
    HouseholdStay,
    Location,
    Region,
    Trade,
    Worker,
)
from models.tables.pay import FairFloor
from models.tables.product import PaceTest, Product
from models.tables.programme import (
    BASE,
    HOME,
    IN_VILLAGE,
    JOB,
    TRAINING,
    TREASURY,
    Funding,
    Placement,
    Vacancy,
    Wish,
    Workshop,
    WorkshopMember,
)
from models.tables.road import RouteDrive, RoutePlan, RouteStop, RouteWork
from models.tables.support import PAID_OUT, PER_DAY, PER_PERSON, PER_WORKSHOP, Claim, ClaimPerson, SupportRule
from models.tables.training import DECLINED, TAKEN, TOLD, Attendance, Course, Enrolment, Referral
from tests.bench import history
from tests.bench.history import TODAY
from tests.writing import operation

MONTHS = 24
MOVEMENTS = 1_000_000
FIRST = date(2024, 11, 1)
"""The first day of the two years."""
ENTERPRISES, WORKSHOPS, MACHINES, COURSES, CLAIMS = 200, 600, 1_500, 480, 480
PEOPLE = 2
"""Workers of a household."""
IN_COURSE, COURSE_DAYS, IN_CLAIM = 25, 3, 10
PLACED, WISHES, REFERRED, VACANCIES = 6_000, 4_000, 3_000, 1_000
DRIVES, STOPS = 480 * 2, 10
EDITED, MOVED, REVERSED = 20, 100, 200
"""Households changed after each lock, those that moved once, and collections of locked months taken back."""


def fill(path: Path, movements: int = MOVEMENTS, households: int = history.HOUSEHOLDS) -> None:
    """Make the file; none is open afterwards, and all months but the last are locked."""
    history.fill(path, movements, households, faulty=True, months=MONTHS)
    open_database(path)
    try:
        rng = random.Random(14)
        with by_the_house():
            change_settings({"pay.make_up": True, "training.free_courses": 3})
            with operation("Fill the registers"):
                _Registers(rng).fill()
            _lock_all(rng)
            _take_back(rng)
    finally:
        close_database()


def _put(table: Any, rows: Iterable[dict[str, Any]]) -> list[int]:
    """Insert rows, with the defaults of what they do not name; returns their keys."""
    standard = {
        field.name: field.default() if callable(field.default) else field.default
        for field in table._meta.sorted_fields
        if field.name != "id"
    }
    made = [{"id": next_key(), **standard, **row} for row in rows]
    insert_named(
        table,
        [
            {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}
            for row in made
        ],
    )
    return [row["id"] for row in made]


class _Registers:
    """Fills the registers of a file that has households, orders and slips; every chance is drawn from ``rng``."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.homes = [key for (key,) in db.execute(Household.select(Household.id).order_by(Household.code))]
        self.villages = [
            row
            for row in db.execute(
                Region.select(Region.id, Region.name, Region.parent).where(Region.level == VILLAGE)
            )
        ]
        self.days = (TODAY - FIRST).days
        self.workers: list[int] = []
        self.shops: list[int] = []
        self.rules: list[int] = []

    def fill(self) -> None:
        """All registers, those before that others name."""
        self._places()
        self._people()
        self._workshops()
        self._employment()
        self._courses()
        self._support()
        self._machines()
        self._fair()
        self._trade()
        self._drives()

    def _day(self) -> date:
        return FIRST + timedelta(days=self.rng.randrange(self.days))

    def _places(self) -> None:
        """Households live in villages of the list; some lived in another before."""
        towns = dict(db.execute(Region.select(Region.id, Region.name)))
        there = [
            (key, towns[town], name, f"{n % 8 + 1}组") for n, (key, name, town) in enumerate(self.villages)
        ]
        rows = [
            (*self.rng.choice(there), self.rng.choice((*(str(one) for one in CATEGORIES), "", "")), home)
            for home in self.homes
        ]
        db.connection().executemany(
            'UPDATE household SET region_id=?, township=?, village=?, "group"=?, category=? WHERE id=?', rows
        )
        fields = ("region", "township", "village", "group")
        _put(
            HouseholdStay,
            (
                {
                    "household": home,
                    "end": self._day(),
                    **dict(zip(fields, self.rng.choice(there), strict=True)),
                }
                for home in self.rng.sample(self.homes, MOVED)
            ),
        )

    def _people(self) -> None:
        words = [str(one) for one in CATEGORIES]
        self.workers = _put(
            Worker,
            (
                {
                    "household": home,
                    "name": f"黄{at}{n}",
                    "sex": "female" if self.rng.random() < 0.7 else "male",
                    "birth_date": date(1960 + self.rng.randrange(45), 5, 1),
                    "category": self.rng.choice((*words, "")),
                    "left_behind": self.rng.random() < 0.3,
                    "collective": self.rng.random() < 0.2,
                }
                for n, home in enumerate(self.homes)
                for at in range(PEOPLE)
            ),
        )

    def _workshops(self) -> None:
        kinds, trades = (HOME, HOME, IN_VILLAGE, BASE), [key for (key,) in db.execute(Trade.select(Trade.id))]
        names = [f"企业{n}" for n in range(ENTERPRISES)]
        keys = _put(Location, ({"kind": "enterprise", "name": ""} for _ in names))
        owners = _put(Enterprise, ({"id": key, "name": name} for key, name in zip(keys, names, strict=True)))
        self.shops = _put(
            Workshop,
            (
                {
                    "code": f"ZF{n:04d}",
                    "name": f"作坊{n}",
                    "kind": kinds[n % 4],
                    "region": self.rng.choice(self.villages)[0],
                    "trade": self.rng.choice(trades) if trades else None,
                    "enterprise": owners[n % ENTERPRISES],
                    "opened": FIRST - timedelta(days=self.rng.randrange(900) - 300),
                    "closed": TODAY - timedelta(days=30 + n) if n % 20 == 0 else None,
                }
                for n in range(WORKSHOPS)
            ),
        )
        _put(
            WorkshopMember,
            (
                {"workshop": self.shops[n % WORKSHOPS], "household": home, "start": self._day()}
                for n, home in enumerate(self.homes)
            ),
        )
        _put(
            Funding,
            (
                {
                    "workshop": shop,
                    "date": self._day(),
                    "source": TREASURY,
                    "amount": 1_000_000,
                    "purpose": f"设备 {n}",
                }
                for shop in self.shops
                for n in range(2)
            ),
        )

    def _employment(self) -> None:
        """Vacancies; everybody placed once or twice, half of them at workshops; wishes, and who was told of what."""
        owners = [key for (key,) in db.execute(Enterprise.select(Enterprise.id))]
        vacancies = _put(
            Vacancy,
            (
                {
                    "number": f"KG{n:05d}",
                    "enterprise": owners[n % len(owners)],
                    "post": "缝纫工",
                    "places": 1 + n % 5,
                    "reported": self._day(),
                }
                for n in range(VACANCIES)
            ),
        )
        _put(
            Placement,
            (
                {
                    "worker": self.workers[n % len(self.workers)],
                    "employer": f"企业{n % ENTERPRISES}" if n % 3 == 0 else "成都某厂",
                    "workshop": self.shops[n % WORKSHOPS] if n % 2 else None,
                    "start": FIRST + timedelta(days=n % self.days),
                    "end": None if n % 4 else FIRST + timedelta(days=n % self.days + 200),
                    "contract_days": (365, 364, 730, None)[n % 4],
                    "insured_from": FIRST + timedelta(days=n % self.days) if n % 3 else None,
                }
                for n in range(PLACED)
            ),
        )
        wishes = _put(
            Wish,
            (
                {
                    "worker": self.workers[n % len(self.workers)],
                    "kind": (JOB, TRAINING)[n % 2],
                    "date": FIRST + timedelta(days=n % self.days),
                    "met_on": None if n % 3 else FIRST + timedelta(days=n % self.days + 20),
                    "met_by": "" if n % 3 else "介绍到企业",
                }
                for n in range(WISHES)
            ),
        )
        _put(
            Referral,
            (
                {
                    "wish": wish,
                    "date": FIRST + timedelta(days=n % self.days),
                    "vacancy": vacancies[n % VACANCIES],
                    "result": (TOLD, TAKEN, DECLINED)[n % 3],
                }
                for n, wish in enumerate(wishes[:REFERRED])
            ),
        )

    def _courses(self) -> None:
        begun = [self._day() for _ in range(COURSES)]
        courses = _put(
            Course,
            (
                {
                    "number": f"PX{n:04d}",
                    "name": f"竹编班{n}",
                    "kind": Course.kind.choices[n % len(Course.kind.choices)][0],
                    "start": day,
                    "end": day + timedelta(days=COURSE_DAYS - 1),
                    "free": n % 5 > 0,
                }
                for n, day in enumerate(begun)
            ),
        )
        enrolled = [
            (course, day, worker)
            for course, day in zip(courses, begun, strict=True)
            for worker in self.rng.sample(self.workers, IN_COURSE)
        ]
        _put(
            Enrolment,
            (
                {
                    "course": course,
                    "worker": worker,
                    "certificate": f"ZS{n:06d}" if n % 3 == 0 else "",
                    "certified_on": day + timedelta(days=10) if n % 3 == 0 else None,
                }
                for n, (course, day, worker) in enumerate(enrolled)
            ),
        )
        _put(
            Attendance,
            (
                {"course": course, "worker": worker, "date": day + timedelta(days=n)}
                for course, day, worker in enrolled
                for n in range(COURSE_DAYS)
            ),
        )

    def _support(self) -> None:
        """A rule of each basis, and claims by the rule for people."""
        common = {"start": FIRST, "amount": 50_000}
        self.rules = _put(
            SupportRule,
            (
                {"code": "YCX", "name": "一次性奖补", "basis": PER_PERSON, "contract_days": 365, **common},
                {"code": "XN", "name": "吸纳奖补", "basis": PER_PERSON, "newly_taken": 10, **common},
                {
                    "code": "ZF",
                    "name": "作坊奖补",
                    "basis": PER_WORKSHOP,
                    "newly_taken": 3,
                    "contract_days": 365,
                    "insured": True,
                    **common,
                },
                {"code": "PX", "name": "培训补贴", "basis": PER_DAY, "most_courses": 3, **common},
            ),
        )
        days = [self._day() for _ in range(CLAIMS)]
        claims = _put(
            Claim,
            (
                {
                    "number": f"SB{n:05d}",
                    "rule": self.rules[0],
                    "workshop": None,
                    "date": day,
                    "amount": 50_000 * IN_CLAIM,
                    "status": PAID_OUT if n % 2 else Claim.status.choices[n % 4][0],
                    "paid_on": day + timedelta(days=30) if n % 2 else None,
                }
                for n, day in enumerate(days)
            ),
        )
        # Nobody twice by the same rule.
        some = iter(self.rng.sample(self.workers, min(len(self.workers) // 2, CLAIMS * IN_CLAIM)))
        _put(
            ClaimPerson,
            (
                {"claim": claims[n % CLAIMS], "worker": worker, "amount": 50_000, "days": None}
                for n, worker in enumerate(some)
            ),
        )

    def _machines(self) -> None:
        machines = _put(
            Equipment,
            (
                {
                    "code": f"SB{n:05d}",
                    "name": "缝纫机",
                    "value": 200_000 + n,
                    "bought_on": FIRST - timedelta(days=200),
                    "inspect_every": 6,
                }
                for n in range(MACHINES)
            ),
        )
        _put(
            EquipmentLoan,
            (
                {
                    "equipment": key,
                    "household": self.homes[n % len(self.homes)],
                    "lent_on": FIRST + timedelta(days=n % 300),
                    "returned_on": None if n % 5 else FIRST + timedelta(days=400),
                }
                for n, key in enumerate(machines)
            ),
        )

    def _fair(self) -> None:
        """Floors of the county and of some townships, and pace tests: some households are paid up to the floor."""
        product = Product.select(Product.id).scalar()
        towns = sorted({town for _, _, town in self.villages})
        _put(
            FairFloor,
            (
                {"region": region, "start": date(2024, 1, 1), "per_hour": 1_600 + 20 * n}
                for n, region in enumerate((None, *towns[:5]))
            ),
        )
        _put(
            PaceTest,
            (
                {
                    "product": product,
                    "date": FIRST,
                    "number": f"GS{n:02d}",
                    "units": 10_000,
                    "minutes": 130_000 + 1_000 * n,
                }
                for n in range(5)
            ),
        )

    def _trade(self) -> None:
        """Deliveries of every order with what was accepted, at a price; retail sales."""
        db.execute_sql("UPDATE orders SET price = 60000")
        db.execute_sql("UPDATE material SET price = 20000")
        product = Product.select(Product.id).scalar()
        slips, moves, deliveries, delivered, sold = [], [], [], [], []
        orders = list(db.execute(Order.select(Order.id, Order.enterprise, Order.date).order_by(Order.date)))
        _put(
            Location,
            ({"id": key, "kind": "enterprise", "name": ""} for key in {order[1] for order in orders}),
        )
        for at, (order, enterprise, said) in enumerate(orders):
            for part in range(20):
                day = min(date.fromisoformat(said) + timedelta(days=8 + part), TODAY)
                retail = part >= 10
                kind = voucher_kind.SALE if retail else voucher_kind.DELIVERY
                key = next_key()
                quantity = 20_000 if retail else 4_000_000
                target = SOLD if retail else enterprise
                slips.append(
                    {
                        "id": key,
                        "series": kind,
                        "number": f"{kind}{at:03d}{part:02d}",
                        "kind": kind,
                        "date": day,
                    }
                )
                moves.append(
                    movement(
                        key, kind, day, (None, product, GOOD), quantity, (WAREHOUSE, None), (target, None)
                    )
                )
                if retail:
                    sold.append(
                        {
                            "voucher": key,
                            "product": product,
                            "grade": GOOD,
                            "quantity": quantity,
                            "price": 140_000,
                            "takings": 28_000,
                            "place": f"ZF{part:04d}",
                        }
                    )
                else:
                    deliveries.append({"voucher": key, "enterprise": enterprise})
                    delivered.append(
                        {
                            "voucher": key,
                            "order": order,
                            "grade": GOOD,
                            "quantity": quantity,
                            "accepted": quantity - 40_000,
                            "defects": 40_000,
                            "checked_on": day,
                        }
                    )
        _put(Voucher, slips)
        insert_named(Movement, moves)
        _put(Delivery, deliveries)
        _put(DeliveryLine, delivered)
        _put(SaleLine, sold)

    def _drives(self) -> None:
        """Two drives on each of many days whose sheets came back, with two works a stop."""
        works = [
            row
            for row in db.execute(
                Subcontract.select(Subcontract.id, Subcontract.household)
                .order_by(Subcontract.id)
                .limit(DRIVES * STOPS)
            )
        ]
        days = [FIRST + timedelta(days=7 + n) for n in range(DRIVES // 2)]
        plans = _put(RoutePlan, ({"date": day, "returned_on": day} for day in days))
        drives = _put(
            RouteDrive,
            (
                {
                    "plan": plans[n // 2],
                    "number": n % 2 + 1,
                    "start": 480,
                    "end": 900,
                    "distance": 60_000,
                    "driven": 64_000,
                }
                for n in range(DRIVES)
            ),
        )
        stops = _put(
            RouteStop,
            (
                {
                    "plan": plans[n // STOPS // 2],
                    "drive": drives[n // STOPS],
                    "place": n % STOPS,
                    "kind": "task",
                    "household": home,
                }
                for n, (_, home) in enumerate(works)
            ),
        )
        _put(
            RouteWork,
            (
                {"stop": stop, "kind": kind, "subcontract": work}
                for stop, (work, _) in zip(stops, works, strict=False)
                for kind in ("deliver", "collect")
            ),
        )


def _lock_all(rng: random.Random) -> None:
    """Lock every month but the last; after each some households change, and its statements are paid."""
    homes = [key for (key,) in db.execute(Household.select(Household.id).order_by(Household.code))]
    for span in _ended():
        lock(span.key, TODAY)
        with operation("After the lock"):
            db.execute_sql(
                "UPDATE statement SET paid_on = ?, paid_by = 'cash' WHERE paid_on IS NULL",
                (TODAY.isoformat(),),
            )
            for home in rng.sample(homes, EDITED):
                db.execute_sql("UPDATE household SET note = ? WHERE id = ?", (span.key, home))


def _ended() -> Iterator[Any]:
    yield from last_periods(TODAY, MONTHS)[:-1]


def _take_back(rng: random.Random) -> None:
    """Collections of the last locked months that the open one takes back."""
    last = _last_collections()
    for key in rng.sample(last, min(REVERSED, len(last))):
        reverse(key, TODAY, "点错了")


def _last_collections() -> list[int]:
    query = (
        Voucher.select(Voucher.id)
        .where(
            Voucher.kind == voucher_kind.COLLECTION, Voucher.date.between(date(2026, 8, 1), date(2026, 9, 30))
        )
        .order_by(Voucher.id)
    )
    return [key for (key,) in db.execute(query)]
