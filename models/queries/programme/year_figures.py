"""What each figure of the programme's year is made of: the records of a span, one row each. Money in fen.

A figure is the sum of its rows, so that it always agrees with what it opens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from peewee import fn

from models.database import db
from models.i18n import mark
from models.queries.counting import counts, standing
from models.queries.guidance.machine_states import lost_loans
from models.queries.pay.pay_by_month import MonthPay
from models.queries.report import OF_HOUSEHOLD, OF_STATEMENT, OF_VOUCHER, Lead
from models.rules.ledger import voucher_kind
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
    """The days a year's figures are of, and what the households earned in its months."""

    first: date
    last: date
    pay: Sequence[MonthPay]


@dataclass(frozen=True, slots=True)
class YearFigure:
    """One figure of the year: its key, marked label, whether it is money, and the rows of a span."""

    key: str
    label: str
    money: bool
    rows: Callable[[YearSpan], list[YearRow]]


def _rows(query: Iterable[Any]) -> list[YearRow]:
    """Rows of (name, detail, day, amount, household)."""
    return [
        YearRow(
            name or "",
            detail or "",
            date.fromisoformat(day) if day else None,
            amount,
            None if home is None else Lead(OF_HOUSEHOLD, home),
        )
        for name, detail, day, amount, home in query
    ]


def _in(field: Any, span: YearSpan) -> Any:
    return field.between(span.first, span.last)


def _workshops(*kinds: str) -> Callable[[YearSpan], list[YearRow]]:
    def rows(span: YearSpan) -> list[YearRow]:
        query = Workshop.select(Workshop.name, Workshop.code, Workshop.opened, 1, None).where(
            Workshop.kind.in_(kinds),
            Workshop.opened.is_null() | (Workshop.opened <= span.last),
            Workshop.closed.is_null() | (Workshop.closed >= span.last),
        )
        return _rows(db.execute(query.order_by(Workshop.code)))

    return rows


def _paid_households(span: YearSpan) -> list[YearRow]:
    homes = {one.home.id: one.home for one in span.pay if one.gross > 0}
    return [
        YearRow(home.head, home.code, None, 1, Lead(OF_HOUSEHOLD, home.id))
        for home in sorted(homes.values(), key=lambda home: home.code)
    ]


def _income(span: YearSpan) -> list[YearRow]:
    return [
        YearRow(one.home.head, one.period, None, one.gross, Lead(OF_STATEMENT, one.home.id, one.period))
        for one in span.pay
    ]


def _workers(span: YearSpan) -> list[YearRow]:
    homes = {one.home.id for one in span.pay if one.gross > 0}
    query = (
        Worker.select(Worker.name, Household.code, None, 1, Household.id)
        .join(Household)
        .where(Worker.active)
        .order_by(Household.code, Worker.id)
    )
    return [row for row in _rows(db.execute(query)) if row.lead is not None and row.lead.key in homes]


def _courses(span: YearSpan) -> list[YearRow]:
    query = Course.select(Course.name, Course.number, Course.start, 1, None).where(_in(Course.start, span))
    return _rows(db.execute(query.order_by(Course.start)))


def _trained(span: YearSpan) -> list[YearRow]:
    """Everybody once who was at a course, on the first day."""
    query = (
        Attendance.select(Worker.name, Household.code, fn.MIN(Attendance.date), 1, Household.id)
        .join(Worker)
        .join(Household)
        .where(_in(Attendance.date, span))
        .group_by(Worker.id)
        .order_by(Household.code)
    )
    return _rows(db.execute(query))


def _training_days(span: YearSpan) -> list[YearRow]:
    """The days of everybody at a course: one in two courses on a day was there once."""
    query = (
        Attendance.select(Worker.name, fn.MIN(Course.name), Attendance.date, 1, Worker.household)
        .join(Worker)
        .switch(Attendance)
        .join(Course)
        .where(_in(Attendance.date, span))
        .group_by(Worker.id, Attendance.date)
        .order_by(Attendance.date)
    )
    return _rows(db.execute(query))


def _certificates(span: YearSpan) -> list[YearRow]:
    query = (
        Enrolment.select(Worker.name, Enrolment.certificate, Enrolment.certified_on, 1, Worker.household)
        .join(Worker)
        .where(Enrolment.certificate != "", _in(Enrolment.certified_on, span))
        .order_by(Enrolment.certified_on)
    )
    return _rows(db.execute(query))


def _placements(span: YearSpan) -> list[YearRow]:
    """Everybody once who began to work elsewhere, with the first of these places."""
    query = (
        Placement.select(Worker.name, Placement.employer, fn.MIN(Placement.start), 1, Worker.household)
        .join(Worker)
        .where(_in(Placement.start, span))
        .group_by(Worker.id)
        .order_by(fn.MIN(Placement.start))
    )
    return _rows(db.execute(query))


def _vacancies(span: YearSpan) -> list[YearRow]:
    query = Vacancy.select(Vacancy.post, Vacancy.number, Vacancy.reported, Vacancy.places, None).where(
        _in(Vacancy.reported, span)
    )
    return _rows(db.execute(query.order_by(Vacancy.reported)))


def _met(span: YearSpan) -> list[YearRow]:
    query = (
        Wish.select(Worker.name, Wish.met_by, Wish.met_on, 1, Worker.household)
        .join(Worker)
        .where(_in(Wish.met_on, span))
        .order_by(Wish.met_on)
    )
    return _rows(db.execute(query))


def _visits(kind: str) -> Callable[[YearSpan], list[YearRow]]:
    def rows(span: YearSpan) -> list[YearRow]:
        query = (
            Voucher.select(Household.head, Voucher.number, Voucher.date, Voucher.id)
            .join(Household)
            .where(Voucher.kind == kind, _in(Voucher.date, span), counts(day=span.last))
            .order_by(Voucher.date)
        )
        return [
            YearRow(head, number, date.fromisoformat(day), 1, Lead(OF_VOUCHER, key))
            for head, number, day, key in db.execute(query)
        ]

    return rows


def _machines(amount: Any) -> Callable[[YearSpan], list[YearRow]]:
    def rows(span: YearSpan) -> list[YearRow]:
        query = (
            EquipmentLoan.select(
                Equipment.name, Equipment.code, EquipmentLoan.lent_on, amount, EquipmentLoan.household
            )
            .join(Equipment)
            .where(
                EquipmentLoan.lent_on.is_null() | (EquipmentLoan.lent_on <= span.last),
                EquipmentLoan.returned_on.is_null() | (EquipmentLoan.returned_on > span.last),
                EquipmentLoan.id.not_in(lost_loans(span.last)),
            )
            .order_by(Equipment.code)
        )
        return _rows(db.execute(query))

    return rows


def _support(span: YearSpan) -> list[YearRow]:
    query = Claim.select(Claim.number, Claim.evidence, Claim.paid_on, Claim.amount, None).where(
        Claim.status == PAID_OUT, _in(Claim.paid_on, span)
    )
    return _rows(db.execute(query.order_by(Claim.paid_on)))


def _funding(span: YearSpan) -> list[YearRow]:
    query = (
        Funding.select(Workshop.name, Funding.purpose, Funding.date, Funding.amount, None)
        .join(Workshop)
        .where(_in(Funding.date, span))
        .order_by(Funding.date)
    )
    return _rows(db.execute(query))


def _sales(span: YearSpan) -> list[YearRow]:
    """The takings of sales; one reversed takes them back on the day it was."""
    query = (
        SaleLine.select(Voucher.number, SaleLine.place, Voucher.date, SaleLine.takings, Voucher.id)
        .join(Voucher)
        .where(_in(Voucher.date, span), standing())
        .order_by(Voucher.date)
    )
    return [
        YearRow(number, place, date.fromisoformat(day), takings, Lead(OF_VOUCHER, key))
        for number, place, day, takings, key in db.execute(query)
    ]


FIGURES: Final = (
    YearFigure("home_workshops", mark("Home workshops open"), False, _workshops(HOME)),
    YearFigure("village_workshops", mark("Village workshops open"), False, _workshops(IN_VILLAGE)),
    YearFigure("bases", mark("Bases open"), False, _workshops(BASE)),
    YearFigure("households", mark("Households that earned"), False, _paid_households),
    YearFigure("workers", mark("People who work in them"), False, _workers),
    YearFigure("income", mark("What they earned"), True, _income),
    YearFigure("visits", mark("Guidance visits"), False, _visits(voucher_kind.VISIT)),
    YearFigure("courses", mark("Courses begun"), False, _courses),
    YearFigure("trained", mark("People trained"), False, _trained),
    YearFigure("training_days", mark("Days of training, of all people"), False, _training_days),
    YearFigure("certificates", mark("Certificates given"), False, _certificates),
    YearFigure("vacancies", mark("Open places reported"), False, _vacancies),
    YearFigure("placements", mark("People placed elsewhere"), False, _placements),
    YearFigure("met", mark("Wishes met"), False, _met),
    YearFigure("machines", mark("Machines with households"), False, _machines(1)),
    YearFigure(
        "machine_value", mark("Their value when new"), True, _machines(fn.COALESCE(Equipment.value, 0))
    ),
    YearFigure("funding", mark("Money put into workshops"), True, _funding),
    YearFigure("support", mark("Support money received"), True, _support),
    YearFigure("sales", mark("Retail takings"), True, _sales),
)
"""The figures of the programme's year, in their order."""
