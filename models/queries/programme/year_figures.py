"""What each figure of the programme's year is made of: the records of a span, one row each. Money in fen.

A figure is the sum of its rows, so that it always agrees with what it opens: the same question, summed by the database.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from peewee import SQL, Select, fn

from models.database import among, db
from models.i18n import mark
from models.queries.counting import counts, standing, within
from models.queries.guidance.machine_states import lost_loans
from models.queries.pay.pay_by_month import HouseholdGross, pay_of
from models.queries.report import OF_HOUSEHOLD, OF_STATEMENT, OF_VOUCHER, Lead, ReportFilters
from models.rules.ledger import voucher_kind
from models.rules.pay.calendar import Period
from models.tables.guidance import Equipment, EquipmentLoan
from models.tables.ledger import SaleLine, Voucher
from models.tables.party import Household, Worker
from models.tables.programme import (
    BASE,
    HOME,
    IN_VILLAGE,
    Funding,
    Placement,
    Vacancy,
    Wish,
    Workshop,
)
from models.tables.support import PAID_OUT, Claim
from models.tables.training import Attendance, Course, Enrolment


class YearRow(NamedTuple):
    """A record that counts in a figure: what it is called, what is said of it, its day, how much, and where it is."""

    name: str
    detail: str
    day: date | None
    amount: int
    lead: Lead | None = None


class YearSpan(NamedTuple):
    """The days a year's figures are of, what the households earned in its months, and which months these are."""

    first: date
    last: date
    pay: Sequence[HouseholdGross]
    months: Sequence[Period]


class YearSum(NamedTuple):
    """How many rows a figure has, and what they come to."""

    rows: int
    amount: int


@dataclass(frozen=True, slots=True)
class YearFigure:
    """One figure of the year: its key, marked label, whether it is money, and the sum and the rows of a span."""

    key: str
    label: str
    money: bool
    sum: Callable[[YearSpan], YearSum]
    rows: Callable[[YearSpan], list[YearRow]]


_AMOUNT: Final = "amount"
_ONE: Final = SQL("1").alias(_AMOUNT)


def _asked(
    key: str, label: str, query: Callable[[YearSpan], Any], *, money: bool = False, record: str = OF_HOUSEHOLD
) -> YearFigure:
    """A figure of the rows of a select: name, detail, day, `_AMOUNT`, and the key of the record or None."""

    def total(span: YearSpan) -> YearSum:
        rows = query(span).order_by().alias("rows")
        amount = fn.COALESCE(fn.SUM(SQL(f'"rows"."{_AMOUNT}"')), 0)
        return YearSum(*db.execute(Select([rows], [fn.COUNT(SQL("*")), amount])).fetchone())

    def listed(span: YearSpan) -> list[YearRow]:
        return [
            YearRow(
                name or "",
                detail or "",
                date.fromisoformat(day) if day else None,
                amount,
                None if lead is None else Lead(record, lead),
            )
            for name, detail, day, amount, lead in db.execute(query(span))
        ]

    return YearFigure(key, label, money, total, listed)


def _in(field: Any, span: YearSpan) -> Any:
    return field.between(span.first, span.last)


def _workshops(*kinds: str) -> Callable[[YearSpan], Any]:
    def asked(span: YearSpan) -> Any:
        query = Workshop.select(Workshop.name, Workshop.code, Workshop.opened, _ONE, None).where(
            Workshop.kind.in_(kinds),
            Workshop.opened.is_null() | (Workshop.opened <= span.last),
            Workshop.closed.is_null() | (Workshop.closed >= span.last),
        )
        return query.order_by(Workshop.code)

    return asked


def _earners(span: YearSpan) -> set[int]:
    return {one.household for one in span.pay if one.gross > 0}


def _paid_households(span: YearSpan) -> list[YearRow]:
    pay = pay_of(span.months, ReportFilters())
    homes = {one.home.id: one.home for one in pay if one.gross > 0}
    return [
        YearRow(home.head, home.code, None, 1, Lead(OF_HOUSEHOLD, home.id))
        for home in sorted(homes.values(), key=lambda home: home.code)
    ]


def _income(span: YearSpan) -> list[YearRow]:
    return [
        YearRow(one.home.head, one.period, None, one.gross, Lead(OF_STATEMENT, one.home.id, one.period))
        for one in pay_of(span.months, ReportFilters())
    ]


def _sum_of_earners(span: YearSpan) -> YearSum:
    homes = len(_earners(span))
    return YearSum(homes, homes)


def _sum_of_income(span: YearSpan) -> YearSum:
    return YearSum(len(span.pay), sum(one.gross for one in span.pay))


def _workers(span: YearSpan) -> Any:
    return (
        Worker.select(Worker.name, Household.code, None, _ONE, Household.id)
        .join(Household)
        .where(Worker.active, among(Worker.household, _earners(span)))
        .order_by(Household.code, Worker.id)
    )


def _courses(span: YearSpan) -> Any:
    query = Course.select(Course.name, Course.number, Course.start, _ONE, None).where(_in(Course.start, span))
    return query.order_by(Course.start)


def _trained(span: YearSpan) -> Any:
    """Everybody once who was at a course, on the first day."""
    return (
        Attendance.select(Worker.name, Household.code, fn.MIN(Attendance.date), _ONE, Household.id)
        .join(Worker)
        .join(Household)
        .where(_in(Attendance.date, span))
        .group_by(Worker.id)
        .order_by(Household.code)
    )


def _training_days(span: YearSpan) -> Any:
    """The days of everybody at a course: one in two courses on a day was there once."""
    return (
        Attendance.select(Worker.name, fn.MIN(Course.name), Attendance.date, _ONE, Worker.household)
        .join(Worker)
        .switch(Attendance)
        .join(Course)
        .where(_in(Attendance.date, span))
        .group_by(Worker.id, Attendance.date)
        .order_by(Attendance.date)
    )


def _certificates(span: YearSpan) -> Any:
    return (
        Enrolment.select(Worker.name, Enrolment.certificate, Enrolment.certified_on, _ONE, Worker.household)
        .join(Worker)
        .where(Enrolment.certificate != "", _in(Enrolment.certified_on, span))
        .order_by(Enrolment.certified_on)
    )


def _placements(span: YearSpan) -> Any:
    """Everybody once who began to work elsewhere, with the first of these places."""
    return (
        Placement.select(Worker.name, Placement.employer, fn.MIN(Placement.start), _ONE, Worker.household)
        .join(Worker)
        .where(_in(Placement.start, span))
        .group_by(Worker.id)
        .order_by(fn.MIN(Placement.start))
    )


def _vacancies(span: YearSpan) -> Any:
    query = Vacancy.select(
        Vacancy.post, Vacancy.number, Vacancy.reported, Vacancy.places.alias(_AMOUNT), None
    ).where(_in(Vacancy.reported, span))
    return query.order_by(Vacancy.reported)


def _met(span: YearSpan) -> Any:
    return (
        Wish.select(Worker.name, Wish.met_by, Wish.met_on, _ONE, Worker.household)
        .join(Worker)
        .where(_in(Wish.met_on, span))
        .order_by(Wish.met_on)
    )


def _visits(kind: str) -> Callable[[YearSpan], Any]:
    def asked(span: YearSpan) -> Any:
        return (
            Voucher.select(Household.head, Voucher.number, Voucher.date, _ONE, Voucher.id)
            .join(Household)
            .where(Voucher.kind == kind, _in(Voucher.date, span), counts(day=span.last))
            .order_by(Voucher.date)
        )

    return asked


def _machines(amount: Any) -> Callable[[YearSpan], Any]:
    def asked(span: YearSpan) -> Any:
        return (
            EquipmentLoan.select(
                Equipment.name,
                Equipment.code,
                EquipmentLoan.lent_on,
                amount.alias(_AMOUNT),
                EquipmentLoan.household,
            )
            .join(Equipment)
            .where(
                EquipmentLoan.lent_on.is_null() | (EquipmentLoan.lent_on <= span.last),
                EquipmentLoan.returned_on.is_null() | (EquipmentLoan.returned_on > span.last),
                EquipmentLoan.id.not_in(lost_loans(span.last)),
            )
            .order_by(Equipment.code)
        )

    return asked


def _support(span: YearSpan) -> Any:
    query = Claim.select(
        Claim.number, Claim.evidence, Claim.paid_on, Claim.amount.alias(_AMOUNT), None
    ).where(Claim.status == PAID_OUT, _in(Claim.paid_on, span))
    return query.order_by(Claim.paid_on)


def _funding(span: YearSpan) -> Any:
    return (
        Funding.select(Workshop.name, Funding.purpose, Funding.date, Funding.amount.alias(_AMOUNT), None)
        .join(Workshop)
        .where(_in(Funding.date, span))
        .order_by(Funding.date)
    )


def _sales(span: YearSpan) -> Any:
    """The takings of sales; one reversed takes them back on the day it was."""
    return (
        SaleLine.select(
            Voucher.number, SaleLine.place, Voucher.date, SaleLine.takings.alias(_AMOUNT), Voucher.id
        )
        .join(Voucher)
        .where(*within(span.first, span.last), standing())
        .order_by(Voucher.date)
    )


FIGURES: Final = (
    _asked("home_workshops", mark("Home workshops open"), _workshops(HOME)),
    _asked("village_workshops", mark("Village workshops open"), _workshops(IN_VILLAGE)),
    _asked("bases", mark("Bases open"), _workshops(BASE)),
    YearFigure("households", mark("Households that earned"), False, _sum_of_earners, _paid_households),
    _asked("workers", mark("People who work in them"), _workers),
    YearFigure("income", mark("What they earned"), True, _sum_of_income, _income),
    _asked("visits", mark("Guidance visits"), _visits(voucher_kind.VISIT), record=OF_VOUCHER),
    _asked("courses", mark("Courses begun"), _courses),
    _asked("trained", mark("People trained"), _trained),
    _asked("training_days", mark("Days of training, of all people"), _training_days),
    _asked("certificates", mark("Certificates given"), _certificates),
    _asked("vacancies", mark("Open places reported"), _vacancies),
    _asked("placements", mark("People placed elsewhere"), _placements),
    _asked("met", mark("Wishes met"), _met),
    _asked("machines", mark("Machines with households"), _machines(_ONE)),
    _asked(
        "machine_value",
        mark("Their value when new"),
        _machines(fn.COALESCE(Equipment.value, 0)),
        money=True,
    ),
    _asked("funding", mark("Money put into workshops"), _funding, money=True),
    _asked("support", mark("Support money received"), _support, money=True),
    _asked("sales", mark("Retail takings"), _sales, money=True, record=OF_VOUCHER),
)
"""The figures of the programme's year, in their order."""
