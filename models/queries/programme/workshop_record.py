"""One workshop as its record shows it: its households and people, their months, what lies there, its money and claims.

Money in fen, quantities in thousandths.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from models.database import among
from models.queries.counting import standing
from models.queries.guidance.machine_states import MachineState, machine_states
from models.queries.ledger.material_out import OutLayer, material_out
from models.queries.ledger.pieces_made import pieces_made
from models.queries.pay.pay_by_month import MonthPay, pay_of
from models.queries.periods import last_periods
from models.queries.report import ReportFilters
from models.rights import may, shows
from models.rules.desk.roles import SEE_PAY
from models.rules.party.day_span import DaySpan
from models.tables.ledger import SaleLine, Voucher
from models.tables.party import Household, Worker
from models.tables.product import Product
from models.tables.programme import Funding, Placement, Workshop, WorkshopMember
from models.tables.support import Claim, SupportRule
from models.tables.training import Attendance, Course


class WorkshopHome(NamedTuple):
    """A household that belongs or belonged to the workshop: the key of the membership, and its days."""

    membership: int
    household: int
    code: str
    head: str
    village: str
    span: DaySpan


class WorkshopPerson(NamedTuple):
    """Somebody who works there today: as one of a household that belongs to it, or ``placed`` there by a contract."""

    worker: int
    name: str
    sex: str
    household: int
    code: str
    head: str
    since: date | None
    placed: bool


class MonthHome(NamedTuple):
    """A household in a month: its pieces by unit, and its pay; None where it had none or who asks may not see it."""

    household: int
    code: str
    head: str
    pieces: tuple[tuple[str, int], ...]
    pay: MonthPay | None


class WorkshopMonth(NamedTuple):
    """A pay month with the households that belonged to the workshop on one of its days."""

    period: str
    homes: tuple[MonthHome, ...]

    @property
    def gross(self) -> int:
        """What they were paid in all."""
        return sum(one.pay.gross for one in self.homes if one.pay is not None)

    @property
    def locked(self) -> bool:
        """Whether nothing of their pay may change any more."""
        return all(one.pay.locked for one in self.homes if one.pay is not None)

    def pieces(self) -> dict[str, int]:
        """What they made, by unit."""
        sums: dict[str, int] = defaultdict(int)
        for home in self.homes:
            for unit, quantity in home.pieces:
                sums[unit] += quantity
        return sums


class WorkshopSale(NamedTuple):
    """A line of a sales slip of the workshop."""

    voucher: int
    date: date
    number: str
    product: str
    unit: str
    quantity: int
    takings: int


class Trained(NamedTuple):
    """So many days somebody of the workshop was at a course."""

    course: int
    number: str
    name: str
    start: date
    worker: int
    person: str
    household: int
    days: int


class PlacedBy(NamedTuple):
    """Somebody's placement at or by the workshop."""

    placement: int
    name: str
    employer: str
    span: DaySpan


@dataclass(frozen=True, slots=True)
class WorkshopRecord:
    """A workshop with all that is told of it; money of it and claims as their records, the newest first."""

    workshop: Any
    day: date
    homes: tuple[WorkshopHome, ...]
    people: tuple[WorkshopPerson, ...]
    months: tuple[WorkshopMonth, ...]
    layers: tuple[OutLayer, ...]
    machines: tuple[MachineState, ...]
    training: tuple[Trained, ...]
    funding: tuple[Any, ...]
    sales: tuple[WorkshopSale, ...]
    placed: tuple[PlacedBy, ...]
    claims: tuple[Any, ...]

    def now(self) -> list[WorkshopHome]:
        """The households that belong to it on the day."""
        return [one for one in self.homes if one.span.holds(self.day)]


@shows()
def workshop_record(key: int, today: date) -> WorkshopRecord | None:
    """A workshop's record; None when there is no such one."""
    workshop: Any = Workshop.get_or_none(Workshop.id == key)
    if workshop is None:
        return None
    homes = _homes(key)
    now = {one.household for one in homes if one.span.holds(today)}
    return WorkshopRecord(
        workshop,
        today,
        homes,
        _people(key, homes, today),
        _months(homes, today),
        tuple(one for one in material_out(today).layers if one.household_id in now) if now else (),
        tuple(one for one in machine_states(today) if one.keeper is not None and one.keeper.id in now),
        _training(homes),
        tuple(Funding.select().where(Funding.workshop == key).order_by(Funding.date.desc())),
        _sales(workshop.code),
        _placed(key),
        tuple(
            Claim.select(Claim, SupportRule)
            .join(SupportRule)
            .where(Claim.workshop == key)
            .order_by(Claim.date.desc(), Claim.number.desc())
        ),
    )


def _homes(key: int) -> tuple[WorkshopHome, ...]:
    """Who belongs to it, those of now first and the newest of before."""
    query: Any = (
        WorkshopMember.select(WorkshopMember, Household)
        .join(Household)
        .where(WorkshopMember.workshop == key)
        .order_by(WorkshopMember.end.is_null(False), WorkshopMember.end.desc(), Household.code)
    )
    return tuple(
        WorkshopHome(
            one.id,
            one.household_id,
            one.household.code,
            one.household.head,
            one.household.village,
            DaySpan(one.start, one.end),
        )
        for one in query
    )


def _people(key: int, homes: Sequence[WorkshopHome], today: date) -> tuple[WorkshopPerson, ...]:
    """Who works there today, everybody once: those of its households first."""
    since = {one.household: one.span.start for one in homes if one.span.holds(today)}
    found: dict[int, WorkshopPerson] = {}
    query: Any = Worker.select(Worker, Household).join(Household).order_by(Household.code, Worker.id)
    for one in query.where(Worker.active, among(Worker.household, set(since))):
        found[one.id] = _person(one, since[one.household_id], placed=False)
    placements: Any = (
        Placement.select(Placement, Worker, Household)
        .join(Worker)
        .join(Household)
        .where(Placement.workshop == key)
        .order_by(Household.code, Worker.id)
    )
    for one in placements:
        if DaySpan(one.start, one.end).holds(today):
            found.setdefault(one.worker_id, _person(one.worker, one.start, placed=True))
    return tuple(found.values())


def _person(worker: Any, since: date | None, *, placed: bool) -> WorkshopPerson:
    home = worker.household
    return WorkshopPerson(worker.id, worker.name, worker.sex, home.id, home.code, home.head, since, placed)


def _spans(homes: Sequence[WorkshopHome]) -> dict[int, list[DaySpan]]:
    """When each household belonged to the workshop."""
    spans: dict[int, list[DaySpan]] = defaultdict(list)
    for one in homes:
        spans[one.household].append(one.span)
    return spans


def _months(homes: Sequence[WorkshopHome], today: date) -> tuple[WorkshopMonth, ...]:
    """The last twelve pay months; a month counts for a household that belonged to the workshop on one of its days."""
    spans = _spans(homes)
    called = {one.household: (one.code, one.head) for one in homes}
    periods = list(last_periods(today))
    pays = pay_of(periods, ReportFilters()) if spans and may(SEE_PAY) else []
    paid = {(one.period, one.home.id): one for one in pays}
    made = pieces_made(called, periods)
    found = []
    for period in periods:
        month = DaySpan(period.start, period.end)
        inside = [home for home, many in spans.items() if any(one.meets(month) for one in many)]
        found.append(
            WorkshopMonth(
                period.key,
                tuple(
                    MonthHome(
                        home,
                        *called[home],
                        tuple(sorted(made.get((period.key, home), {}).items())),
                        paid.get((period.key, home)),
                    )
                    for home in sorted(inside, key=lambda one: called[one])
                ),
            )
        )
    return tuple(found)


def _training(homes: Sequence[WorkshopHome]) -> tuple[Trained, ...]:
    """The courses its people were at while their household belonged to it, the newest first."""
    spans = _spans(homes)
    query: Any = (
        Attendance.select(Attendance, Course, Worker)
        .join(Course)
        .join_from(Attendance, Worker)
        .where(among(Worker.household, set(spans)))
        .order_by(Course.start.desc(), Course.number, Worker.name)
    )
    days: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for one in query:
        if any(span.holds(one.date) for span in spans[one.worker.household_id]):
            days[one.course_id, one.worker_id].append(one)
    return tuple(
        Trained(
            course,
            those[0].course.number,
            those[0].course.name,
            those[0].course.start,
            worker,
            those[0].worker.name,
            those[0].worker.household_id,
            len(those),
        )
        for (course, worker), those in days.items()
    )


def _sales(code: str) -> tuple[WorkshopSale, ...]:
    """What it sold, the newest first; what was taken back counts with its sign."""
    query: Any = (
        SaleLine.select(SaleLine, Voucher, Product)
        .join(Voucher)
        .join_from(SaleLine, Product)
        .where(SaleLine.place == code, standing())
        .order_by(Voucher.date.desc(), SaleLine.id.desc())
    )
    return tuple(
        WorkshopSale(
            one.voucher_id,
            one.voucher.date,
            one.voucher.number,
            one.product.name,
            one.product.unit,
            one.quantity,
            one.takings,
        )
        for one in query
    )


def _placed(key: int) -> tuple[PlacedBy, ...]:
    query: Any = (
        Placement.select(Placement, Worker)
        .join(Worker)
        .where(Placement.workshop == key)
        .order_by(Placement.start.desc())
    )
    return tuple(
        PlacedBy(one.id, one.worker.name, one.employer, DaySpan(one.start, one.end)) for one in query
    )
