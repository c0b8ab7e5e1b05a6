"""A household's year on one page (年度收入单): income by month, machines, courses, support money. Fen.

A locked month is told as it was frozen, an open one as it is calculated now; who the household is, as it is now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from peewee import fn

from models.database import PART, db, parts
from models.errors import UserError
from models.i18n import tr
from models.queries.document_common import Contact, chosen, contacts, with_printed
from models.queries.pay.earnings import PayStatement, statements
from models.queries.pay.months import OPEN, periods_with_pay
from models.queries.pay.statements import PaperBatch, tax_table
from models.queries.periods import period_named
from models.rights import shows
from models.rules.desk import roles
from models.rules.order.margin import shared
from models.rules.pay import tax
from models.settings import settings
from models.tables.guidance import Equipment, EquipmentLoan
from models.tables.party import Household, Worker
from models.tables.pay import PayPeriod
from models.tables.support import Claim, ClaimPerson, SupportRule
from models.tables.training import Attendance, Course

KIND: Final = "year"
"""The key of this document."""
FIGURES: Final = (
    *("piece", "allowance", "make_up", "bonus", "gross", "taken", "recovered", "given_back", "net"),
)
"""What is told of each month, by the names a reckoning has."""


@dataclass(frozen=True, slots=True)
class YearMonth:
    """A month of the year: its figures by `FIGURES` in fen, the estimate of tax (None: none told), whether locked."""

    key: str
    figures: Mapping[str, int]
    tax: int | None
    locked: bool
    worked: bool


@dataclass(frozen=True, slots=True)
class YearMachine:
    """A machine the household had in the year."""

    code: str
    name: str
    lent_on: date
    returned_on: date | None


@dataclass(frozen=True, slots=True)
class YearCourse:
    """A course that somebody of the household was at, on so many days of the year."""

    worker: str
    name: str
    days: int


@dataclass(frozen=True, slots=True)
class YearSupport:
    """Support money that was paid for somebody of the household in the year, in fen.

    ``shared``: the office approved another sum for all of the claim; this is its part of that.
    """

    worker: str
    name: str
    paid_on: date
    amount: int
    shared: bool = False


@dataclass(frozen=True, slots=True)
class YearPaper:
    """A household's year. ``months`` are those with a statement, ``unpaid`` the others in which anybody was paid."""

    year: int
    contact: Contact
    months: tuple[YearMonth, ...]
    machines: tuple[YearMachine, ...]
    courses: tuple[YearCourse, ...]
    support: tuple[YearSupport, ...]
    printed: int = 0
    unpaid: tuple[str, ...] = ()

    @property
    def number(self) -> str:
        """What tells it apart: the year and the household."""
        return year_number(self.year, self.contact.code)

    def total(self, figure: str) -> int:
        """The sum of a figure over the year, in fen."""
        return sum(one.figures[figure] for one in self.months)

    @property
    def tax(self) -> int | None:
        """The estimates of tax in all; None where none is told of any month."""
        told = [one.tax for one in self.months if one.tax is not None]
        return sum(told) if told else None


@shows()
def year_number(year: int, code: str) -> str:
    """The number of a household's year."""
    return f"ND{year % 100:02d}-{code}"


@shows()
def year_of(text: str) -> int:
    """The year of a text like "2026" or of a month like "2026-10". Raises UserError (field: period)."""
    digits = text.strip()[:4]
    if not digits.isascii() or not digits.isdigit() or len(digits) < 4 or text.strip()[4:5] not in ("", "-"):
        raise UserError(tr("Say which year, like 2026."), "period")
    return int(digits)


@shows(roles.SEE_PAY)
def year_papers(year: int, *, household: str | None = None, village: str | None = None) -> PaperBatch:
    """The year of one household, a village's, or all with a statement in it, by code; made as they are asked for."""
    only = chosen(household, village)
    keys = [one.key for one in periods_with_pay() if one.key.startswith(f"{year:04d}-")]
    query = Household.select(Household.id).order_by(Household.code)
    wanted = [key for (key,) in db.execute(query) if only is None or key in only]
    found = {one for some in parts(wanted) for one in _with_pay(sorted(keys), some)}
    in_order = [key for key in wanted if key in found]
    return PaperBatch(len(in_order), _papers(year, sorted(keys), in_order))


def _with_pay(keys: Sequence[str], households: Collection[int]) -> set[int]:
    return {s.household for key in keys for s in statements(key, households=households).statements}


def _papers(year: int, keys: Sequence[str], households: Sequence[int]) -> Iterator[YearPaper]:
    for start in range(0, len(households), PART):
        some = households[start : start + PART]
        months = _months(keys, some)
        known = contacts(some)
        span = date(year, 1, 1), date(year, 12, 31)
        machines, courses, support = _machines(span, some), _courses(span, some), _support(span, some)
        papers = [
            YearPaper(
                year,
                known[key],
                tuple(months[key]),
                tuple(machines[key]),
                tuple(courses[key]),
                tuple(support[key]),
                unpaid=tuple(sorted(set(keys) - {one.key for one in months[key]})),
            )
            for key in some
        ]
        yield from with_printed(KIND, papers, "number")


def _months(keys: Iterable[str], households: Collection[int]) -> dict[int, list[YearMonth]]:
    known = settings()
    found: dict[int, list[YearMonth]] = defaultdict(list)
    for key in keys:
        month = statements(key, households=households)
        row = PayPeriod.get_or_none(PayPeriod.key == key)
        table = tax_table(period_named(key).end, row, known)
        for s in month.statements:
            found[s.household].append(_month(key, s, table, month.status != OPEN))
    return found


def _month(key: str, s: PayStatement, table: tax.TaxTable | None, locked: bool) -> YearMonth:
    figures = {name: int(getattr(s.reckoning, name)) for name in FIGURES}
    told = None if table is None else tax.estimate(s.reckoning.gross, table)
    return YearMonth(key, figures, told, locked, bool(s.lines))


def _machines(span: tuple[date, date], households: Collection[int]) -> dict[int, list[YearMachine]]:
    found: dict[int, list[YearMachine]] = defaultdict(list)
    query = (
        EquipmentLoan.select(
            EquipmentLoan.household,
            Equipment.code,
            Equipment.name,
            EquipmentLoan.lent_on,
            EquipmentLoan.returned_on,
        )
        .join(Equipment)
        .where(
            EquipmentLoan.household.in_(list(households)),
            EquipmentLoan.lent_on <= span[1],
            EquipmentLoan.returned_on.is_null() | (EquipmentLoan.returned_on >= span[0]),
        )
        .order_by(EquipmentLoan.lent_on, Equipment.code)
    )
    for owner, code, name, lent, back in db.execute(query):
        until = None if back is None else date.fromisoformat(back)
        found[owner].append(YearMachine(code, name, date.fromisoformat(lent), until))
    return found


def _courses(span: tuple[date, date], households: Collection[int]) -> dict[int, list[YearCourse]]:
    found: dict[int, list[YearCourse]] = defaultdict(list)
    query = (
        Attendance.select(Worker.household, Worker.name, Course.name, fn.COUNT(Attendance.id))
        .join(Worker)
        .join_from(Attendance, Course)
        .where(Worker.household.in_(list(households)), Attendance.date.between(*span))
        .group_by(Attendance.course, Attendance.worker)
        .order_by(Course.start, Worker.name)
    )
    for owner, worker, name, days in db.execute(query):
        found[owner].append(YearCourse(worker, name, days))
    return found


def _support(span: tuple[date, date], households: Collection[int]) -> dict[int, list[YearSupport]]:
    """What was paid for people; what was approved of a claim otherwise is shared by what was claimed for each."""
    concerned = (
        ClaimPerson.select(ClaimPerson.claim)
        .join(Worker)
        .join_from(ClaimPerson, Claim)
        .where(Worker.household.in_(list(households)), Claim.paid_on.between(*span), ClaimPerson.amount > 0)
    )
    query = (
        ClaimPerson.select(
            Claim.id,
            Claim.amount,
            Worker.household,
            Worker.name,
            SupportRule.name,
            Claim.paid_on,
            ClaimPerson.amount,
        )
        .join(Worker)
        .join_from(ClaimPerson, Claim)
        .join(SupportRule)
        .where(Claim.id.in_(concerned), ClaimPerson.amount > 0)
        .order_by(Claim.paid_on, Worker.name, ClaimPerson.id)
    )
    people: dict[tuple[int, int], list[tuple[int, str, str, str, int]]] = defaultdict(list)
    for claim, approved, *who in db.execute(query):
        people[claim, approved].append((who[0], who[1], who[2], who[3], who[4]))
    found: dict[int, list[YearSupport]] = defaultdict(list)
    for (_, approved), those in people.items():
        claimed = [amount for *_, amount in those]
        for (owner, worker, name, day, _), part in zip(those, shared(approved, claimed), strict=True):
            if owner in households:
                cut = approved != sum(claimed)
                found[owner].append(YearSupport(worker, name, date.fromisoformat(day), part, cut))
    for own in found.values():
        own.sort(key=lambda one: (one.paid_on, one.worker))
    return found
