"""What to drive on a day: material still to hand out, pieces due or announced, returns, visits, machines, transfers."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from peewee import JOIN, fn

from models.database import among, db
from models.i18n import tr
from models.queries.answers import first_column
from models.queries.counting import counts
from models.queries.guidance.visits import planned_visits
from models.queries.ledger import entry_context
from models.queries.ledger.open_subcontracts import states_of, unfinished
from models.queries.party.road_map import Home, RoadMap, clock
from models.queries.product.sizes import Sizes
from models.queries.product.units import units as known_units
from models.rules.ledger import voucher_kind
from models.rules.road.day import Load
from models.rules.road.tasks import (
    BRING,
    COLLECT,
    DELIVER,
    FETCH,
    OTHER,
    OUT,
    PRIORITIES,
    RETURN,
    SLIP,
    TRANSFER,
    VISIT,
)
from models.tables import road
from models.tables.guidance import Equipment
from models.tables.ledger import Movement, Voucher
from models.tables.order import Order, Subcontract
from models.tables.product import Material, Product

OVERDUE: Final = 7
NOTHING: Final[Load] = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to do at a household; quantity in thousandths, None where it is not counted.

    ``number`` is the subcontract's or, for a SLIP, the slip's, which may be ``void`` since it was planned; ``load``
    grams, millilitres and pieces, the weight ``guessed`` where nobody wrote it down; ``actual`` what the returned
    sheet said of the quantity; ``pack_size`` how much a pack holds, 0 for none.
    """

    kind: str
    name: str
    quantity: int | None = None
    unit: str = ""
    number: str = ""
    subcontract: int | None = None
    material: int | None = None
    equipment: int | None = None
    errand: int | None = None
    to_subcontract: int | None = None
    to_household: int | None = None
    load: Load = NOTHING
    due: dt.date | None = None
    id: int | None = None
    void: bool = False
    actual: int | None = None
    guessed: bool = False
    pack_size: int = 0


@dataclass(frozen=True, slots=True)
class StopWish:
    """What the manager decided about a stop: see `models.tables.road.RouteWish`."""

    left_out: bool = False
    vehicle: int | None = None
    first: bool = False
    before: int | None = None
    priority: int | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A household to drive to, and all that is to be done there. ``service`` in seconds."""

    home: Home
    jobs: tuple[Job, ...]
    priority: int
    service: int
    wish: StopWish = StopWish()

    @property
    def deliver(self) -> Load:
        """What goes out to it."""
        return total(job.load for job in self.jobs if job.kind in OUT)

    @property
    def collect(self) -> Load:
        """What comes back from it."""
        return total(job.load for job in self.jobs if job.kind in (COLLECT, RETURN, FETCH))


def total(loads: Any) -> Load:
    """The sum of loads."""
    sums = [0, 0, 0]
    for load in loads:
        for at, amount in enumerate(load):
            sums[at] += amount
    return tuple(sums)


def calls(day: dt.date, places: RoadMap | None = None) -> list[Call]:
    """Everything that could be driven on a day, by household code; those left out have a wish that says so."""
    places = places or RoadMap(day)
    sizes = Sizes(places.limits)
    jobs: dict[int, list[Job]] = defaultdict(list)
    opened = unfinished().subcontracts
    _open_work(day, opened, int(places.limits["road.collect_ahead"]), sizes, jobs)
    _slips(day, sizes, jobs)
    for visit in planned_visits(day):
        jobs[visit.household_id].append(Job(VISIT, visit.topic, due=visit.day))
    _errands(day, sizes, jobs)
    _returns(day, opened, sizes, jobs)
    homes = places.homes(jobs)
    wanted = wishes(day)
    found = [
        call_of(homes[key], listed, wanted.get(key, StopWish()), day, places.limits)
        for key, listed in jobs.items()
    ]
    return sorted(found, key=lambda call: call.home.contact.code)


def call_of(home: Home, jobs: Sequence[Job], wish: StopWish, day: dt.date, limits: dict[str, Any]) -> Call:
    """A household with what is to be done there on a day: as urgent as the most urgent of it."""
    urgent = [
        OVERDUE if job.due and job.due < day else PRIORITIES[job.kind] for job in jobs if job.kind != TRANSFER
    ]
    return Call(home, tuple(jobs), max(urgent, default=PRIORITIES[OTHER]), service(jobs, limits), wish)


def wishes(day: dt.date) -> dict[int, StopWish]:
    """What the manager decided for a day, by household."""
    return {
        row.household_id: StopWish(
            row.left_out,
            row.vehicle_id,
            row.first,
            clock(row.before, 0) if row.before else None,
            row.priority,
        )
        for row in road.RouteWish.select().where(road.RouteWish.date == day)
    }


def service(jobs: Iterable[Job], limits: dict[str, Any]) -> int:
    """Seconds the jobs of one stop take; handing over several materials is one hand-over."""
    kinds = {job.kind for job in jobs}
    minutes = 0
    for some, key in (
        ({DELIVER, SLIP, RETURN}, "road.deliver_minutes"),
        ({COLLECT}, "road.collect_minutes"),
        ({VISIT}, "road.visit_minutes"),
        ({BRING, FETCH}, "road.machine_minutes"),
        ({OTHER}, "road.deliver_minutes"),
    ):
        if kinds & some:
            minutes += int(limits[key])
    return minutes * 60


def _open_work(
    day: dt.date, opened: Collection[int], ahead: int, sizes: Sizes, jobs: dict[int, list[Job]]
) -> None:
    goods, units = entry_context.materials(), known_units()
    horizon = day + dt.timedelta(days=ahead)
    announced = set(
        first_column(
            road.Errand.select(road.Errand.household).where(
                road.Errand.kind == COLLECT, road.Errand.date <= day, road.Errand.done_on.is_null()
            )
        )
    )
    works = entry_context.works(_pressing(day, opened, horizon, announced))
    for work in sorted(works.values(), key=lambda work: (work.due, work.number)):
        bare = not any(account.issued or account.transferred_in for account in work.state.materials.values())
        for key, account in work.state.materials.items():
            quantity = entry_context.needed(work, account, units) if bare else 0
            if quantity:
                material = goods[key]
                load = sizes.load("material", key, material.unit, quantity)
                jobs[work.household].append(
                    Job(
                        DELIVER,
                        material.name,
                        quantity,
                        material.unit,
                        work.number,
                        work.id,
                        key,
                        load=load,
                    )
                )
        # What waits for inspection lies in the warehouse already.
        back = max(0, work.state.outstanding - work.state.parts.pending) or work.state.rework_open
        if back and not bare and (work.due <= horizon or work.household in announced):
            load = sizes.load("product", work.product, work.unit, back)
            jobs[work.household].append(
                Job(
                    COLLECT, work.product_name, back, work.unit, work.number, work.id, load=load, due=work.due
                )
            )


def _pressing(
    day: dt.date, opened: Collection[int], horizon: dt.date, announced: Collection[int]
) -> list[int]:
    """Of the open subcontracts those that may have to be driven to: due, announced, or perhaps without material.

    Most of the open ones are supplied and not due yet; where they stand need not be read.
    """
    supplied = Movement.select(Movement.id).where(
        Movement.target_subcontract == Subcontract.id,
        Movement.kind.in_((*voucher_kind.GIVEN, voucher_kind.TRANSFER)),
    )
    taken_back = Movement.select(Movement.id).where(
        Movement.source_subcontract == Subcontract.id, Movement.kind.in_(voucher_kind.GIVEN)
    )
    query = Subcontract.select(Subcontract.id).where(
        among(Subcontract.id, opened),
        Subcontract.date <= day,
        (Subcontract.due <= horizon)
        | among(Subcontract.household, announced)
        | ~fn.EXISTS(supplied)
        | fn.EXISTS(taken_back),
    )
    return first_column(query)


def _slips(day: dt.date, sizes: Sizes, jobs: dict[int, list[Job]]) -> None:
    """Dispatches and top-ups posted for the day: they lie packed in the warehouse."""
    query = (
        Movement.select(
            Voucher.household,
            Voucher.number,
            Material.id,
            Material.name,
            Material.unit,
            Movement.quantity,
            Movement.target_subcontract,
        )
        .join(Voucher)
        .join_from(Movement, Material)
        .where(
            Voucher.date == day,
            Voucher.kind.in_(voucher_kind.ISSUES),
            counts(),
        )
        .order_by(Voucher.number, Movement.id)
    )
    for household, number, key, name, unit, quantity, subcontract in db.execute(query):
        load = sizes.load("material", key, unit, quantity)
        jobs[household].append(Job(SLIP, name, quantity, unit, number, subcontract, key, load=load))


def _errands(day: dt.date, sizes: Sizes, jobs: dict[int, list[Job]]) -> None:
    rows = list(
        road.Errand.select(road.Errand, Subcontract)
        .join(Subcontract, JOIN.LEFT_OUTER, on=road.Errand.to_subcontract)
        .where(road.Errand.date <= day, road.Errand.done_on.is_null())
        .order_by(road.Errand.date, road.Errand.id)
    )
    machines = {row.id: row for row in Equipment.select()} if any(row.equipment_id for row in rows) else {}
    goods = entry_context.materials() if any(row.material_id for row in rows) else {}
    for row in rows:
        if row.kind == COLLECT:
            if row.household_id not in jobs or not any(j.kind == COLLECT for j in jobs[row.household_id]):
                words = row.note or tr("Pieces announced")
                jobs[row.household_id].append(Job(OTHER, words, errand=row.id))
        elif row.kind in (BRING, FETCH):
            machine = machines[row.equipment_id]
            name = f"{machine.name} {machine.code}"
            jobs[row.household_id].append(
                Job(row.kind, name, equipment=machine.id, errand=row.id, load=(30_000, 200_000, 0))
            )
        elif row.kind == TRANSFER:
            material = goods[row.material_id]
            target: Any = row.to_subcontract
            jobs[row.household_id].append(
                Job(
                    TRANSFER,
                    material.name,
                    row.quantity,
                    material.unit,
                    subcontract=row.subcontract_id,
                    material=material.id,
                    errand=row.id,
                    to_subcontract=target.id,
                    to_household=target.household_id,
                    load=sizes.load("material", material.id, material.unit, int(row.quantity or 0)),
                )
            )
            jobs.setdefault(target.household_id, [])
        else:
            words = row.note or (tr("Show and teach") if row.kind == VISIT else "")
            jobs[row.household_id].append(
                Job(VISIT if row.kind == VISIT else OTHER, words, errand=row.id, due=row.date)
            )


def _returns(day: dt.date, opened: Collection[int], sizes: Sizes, jobs: dict[int, list[Job]]) -> None:
    """Material left from finished work, however old, of households that are driven to anyway.

    What somebody asked to be taken to another household is not brought back as well.
    """
    if not jobs:
        return
    asked: dict[tuple[int | None, int | None], int] = defaultdict(int)
    for job in (job for listed in jobs.values() for job in listed if job.kind == TRANSFER):
        asked[job.subcontract, job.material] += job.quantity or 0
    query = Subcontract.select(Subcontract.id).where(among(Subcontract.household, jobs))
    keys = set(first_column(query)) - set(opened)
    goods = entry_context.materials()
    for state in states_of(sorted(keys)).values():
        if not state.closed:
            continue
        for key, account in sorted(state.materials.items()):
            held = state.holding(account)
            left = held.balance - asked[state.id, key]
            # What the allowed loss may have taken is not worth a place on the sheet.
            if left > held.allowed_loss:
                material = goods[key]
                load = sizes.load("material", key, material.unit, left)
                jobs[state.household_id].append(
                    Job(RETURN, material.name, left, material.unit, state.number, state.id, key, load=load)
                )


def products_of(subcontracts: Collection[int]) -> dict[int, tuple[int, str, str]]:
    """The key, name and unit of what each of these subcontracts makes."""
    rows = db.execute(
        Subcontract.select(Subcontract.id, Product.id, Product.name, Product.unit)
        .join(Order)
        .join(Product)
        .where(among(Subcontract.id, subcontracts))
    )
    return {key: (product, name, unit) for key, product, name, unit in rows}
