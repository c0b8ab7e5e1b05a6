"""What the figures of the monthly returns are made of, beside those of the programme's year: one row a record. Fen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from peewee import JOIN, fn

from models.database import db
from models.i18n import mark
from models.queries import report
from models.queries.counting import counts
from models.queries.pay.pay_by_month import HomesThen
from models.queries.periods import period_at
from models.queries.programme.group_report import people_of
from models.queries.programme.homes_by_day import HomesByDay
from models.queries.programme.matching import places_left
from models.queries.programme.training import money_of
from models.queries.programme.workshops import open_on
from models.queries.programme.year_figures import (
    FIGURES,
    OF_HOME,
    OF_REGION,
    OF_SLIP,
    YearFigure,
    YearRow,
    YearSpan,
    YearSum,
    claimed_where,
    funding_of,
    in_span,
    income,
    rows_of,
    visits,
    workshops_where,
)
from models.rules.ledger import voucher_kind
from models.rules.party.groups import GROUPS, POOR_CATEGORIES, PeopleGroup, members
from models.tables.guidance import INSPECT, REPAIR, Equipment, EquipmentEvent, EquipmentLoan
from models.tables.ledger import SaleLine, Voucher
from models.tables.party import Household, Worker
from models.tables.programme import (
    FUNDING_SOURCES,
    WISH_KINDS,
    Placement,
    Vacancy,
    Wish,
    Workshop,
    WorkshopMember,
)
from models.tables.support import REFUSED, Claim
from models.tables.training import TAKEN, Attendance, Course, Referral

YEARLY: Final = {figure.key: figure for figure in FIGURES}
"""The figures that the yearly report has too, by their keys."""
_Rows = Callable[[YearSpan], list[YearRow]]


def _figure(
    key: str,
    label: str,
    rows: _Rows,
    *,
    money: bool = False,
    distinct: bool = False,
    at_end: bool = False,
    locked: bool = False,
) -> YearFigure:
    """A figure whose sum is that of its rows."""

    def total(span: YearSpan) -> YearSum:
        found = rows(span)
        return YearSum(len(found), figure.value(found))

    figure = YearFigure(key, label, money, total, rows, distinct, at_end, locked)
    return figure


def _of(query: Callable[[YearSpan], Any], record: str, at: str) -> _Rows:
    """The rows of a select."""
    return lambda span: rows_of(db.execute(query(span)), record, at)


def _during(query: Any, day: Any, span: YearSpan) -> Any:
    """Narrow a select down to the days of a span, and put it in the order of the days."""
    return query.where(in_span(day, span)).order_by(day, day.model.id)


def _holds(start: Any, end: Any, day: date) -> list[Any]:
    """The conditions that a span of days holds a day; None is open on either side."""
    return [start.is_null() | (start <= day), end.is_null() | (end >= day)]


# -- workshops ---------------------------------------------------------------------------------------------------------


def _workshops(*conditions: Any, day: Any = Workshop.opened) -> list[YearRow]:
    return rows_of(db.execute(workshops_where(*conditions, day=day)), report.OF_WORKSHOP, OF_REGION)


def _member_homes(span: YearSpan) -> list[YearRow]:
    """The households that belong to an open workshop on the last day; they count at the workshop's place."""
    query = (
        WorkshopMember.select(
            Household.head, Workshop.code, WorkshopMember.start, 1, Household.id, Workshop.region
        )
        .join(Workshop)
        .join_from(WorkshopMember, Household)
        .where(
            *_holds(WorkshopMember.start, WorkshopMember.end, span.last),
            open_on(span.last),
        )
        .order_by(Workshop.code, Household.code)
    )
    return [row._replace(once=_key(row)) for row in rows_of(db.execute(query), at=OF_REGION)]


def _key(row: YearRow) -> int | None:
    return None if row.lead is None else row.lead.key


# -- households and people ---------------------------------------------------------------------------------------------


def _homes(poor: bool) -> _Rows:
    def rows(span: YearSpan) -> list[YearRow]:
        found = sorted(HomesByDay(None).living(span.last, set()), key=lambda home: home.code)
        return [
            YearRow(home.head, home.code, None, 1, report.Lead(report.OF_HOUSEHOLD, home.id), then=home)
            for home in found
            if not poor or home.category.strip().casefold() in POOR_CATEGORIES
        ]

    return rows


def _people(group: PeopleGroup) -> _Rows:
    """Who belongs to a group on the last day, everybody once, however often entered."""

    def rows(span: YearSpan) -> list[YearRow]:
        homes = HomesThen(report.ReportFilters()).of(period_at(span.last).key)
        people, names = people_of(homes)
        return [
            YearRow(
                names[one.key],
                homes[one.household].code,
                None,
                1,
                report.Lead(report.OF_HOUSEHOLD, one.household),
                then=homes[one.household],
            )
            for one in members(group, people, span.last)
        ]

    return rows


# -- work elsewhere, vacancies and wishes ------------------------------------------------------------------------------


def _placed(*conditions: Any, day: Any = Placement.start, amount: Any = 1) -> list[YearRow]:
    """Placements of some conditions; of each the person, who counts once where people are counted."""
    query = (
        Placement.select(Worker.name, Placement.employer, day, amount, Worker.household, Worker.id)
        .join(Worker)
        .where(*conditions)
        .order_by(day, Placement.id)
    )
    return _of_people(query)


def _of_people(query: Any, at: str = OF_HOME) -> list[YearRow]:
    """The rows of a select whose last column is the person, who counts once where people are counted."""
    return [rows_of([row], at=at)[0]._replace(once=worker) for *row, worker in db.execute(query)]


def _ended(span: YearSpan) -> list[YearRow]:
    return _placed(in_span(Placement.end, span), day=Placement.end)


def _working(*more: Callable[[date], list[Any]]) -> _Rows:
    def rows(span: YearSpan) -> list[YearRow]:
        said = [condition for conditions in more for condition in conditions(span.last)]
        return _placed(*_holds(Placement.start, Placement.end, span.last), *said)

    return rows


def _is_insured(day: date) -> list[Any]:
    return [
        Placement.insured_from <= day,
        Placement.insured_to.is_null() | (Placement.insured_to >= day),
    ]


def _contracts(amount: Any) -> _Rows:
    return lambda span: _placed(in_span(Placement.start, span), Placement.contract_days > 0, amount=amount)


def _vacancies_reported(span: YearSpan) -> list[YearRow]:
    return [row._replace(amount=1) for row in YEARLY["vacancies"].rows(span)]


def _places_open(span: YearSpan) -> list[YearRow]:
    """The places of reported vacancies that nobody holds on the last day."""
    left = places_left(span.last)
    query = Vacancy.select(
        Vacancy.post, Vacancy.number, Vacancy.reported, 1, Vacancy.id, Vacancy.region
    ).where(*_holds(Vacancy.reported, Vacancy.until, span.last))
    found = rows_of(db.execute(query.order_by(Vacancy.reported)), report.OF_VACANCY, OF_REGION)
    return [row._replace(amount=left[key]) for row in found if (key := _key(row)) and left[key] > 0]


def _from_vacancies(span: YearSpan) -> list[YearRow]:
    """Who took a reported place; they count where the place is."""
    query = (
        Placement.select(
            Worker.name, Vacancy.number, Placement.start, 1, Worker.household, Vacancy.region, Worker.id
        )
        .join(Worker)
        .join_from(Placement, Vacancy)
    )
    return _of_people(_during(query, Placement.start, span), OF_REGION)


def _wished(kind: str) -> _Rows:
    return lambda span: _wishes(Wish.kind == kind, in_span(Wish.date, span))


def _wishes_open(span: YearSpan) -> list[YearRow]:
    return _wishes(Wish.date <= span.last, Wish.met_on.is_null() | (Wish.met_on > span.last))


def _wishes(*conditions: Any) -> list[YearRow]:
    query = Wish.select(Worker.name, Wish.note, Wish.date, 1, Worker.household).join(Worker)
    return rows_of(db.execute(query.where(*conditions).order_by(Wish.date, Wish.id)))


def _told(*results: str) -> _Rows:
    """Who was told of something that fits a wish; of those with some results, or of all."""

    def rows(span: YearSpan) -> list[YearRow]:
        query = Referral.select(Worker.name, Referral.note, Referral.date, 1, Worker.household)
        query = query.join(Wish).join(Worker)
        if results:
            query = query.where(Referral.result.in_(results))
        return rows_of(db.execute(_during(query, Referral.date, span)))

    return rows


# -- training, support money, machines, sales and visits ---------------------------------------------------------------


def _training_money(span: YearSpan) -> list[YearRow]:
    query = Attendance.select(
        Worker.name, Course.name, Attendance.date, 0, Worker.household, Worker.id, Course.id
    )
    query = query.join(Worker).join_from(Attendance, Course)
    there = list(db.execute(_during(query, Attendance.date, span)))
    paid = {
        (money.attended.worker, money.attended.course, money.attended.day.isoformat()): money.amount
        for money in money_of({worker for *_, worker, _ in there})
    }
    found = []
    for *row, worker, course in there:
        amount = paid.get((worker, course, row[2]), 0)
        if amount:
            found.append(rows_of([row])[0]._replace(amount=amount))
    return found


def _claims(*conditions: Any) -> _Rows:
    return lambda span: claimed_where(Claim.date, in_span(Claim.date, span), *conditions)


def _loans(day: Any) -> _Rows:
    def rows(span: YearSpan) -> list[YearRow]:
        query = (
            EquipmentLoan.select(Equipment.name, Equipment.code, day, 1, EquipmentLoan.household)
            .join(Equipment)
            .where(in_span(day, span))
            .order_by(day, Equipment.code)
        )
        return rows_of(db.execute(query))

    return rows


def _machine_events(kind: str) -> _Rows:
    def rows(span: YearSpan) -> list[YearRow]:
        query = (
            EquipmentEvent.select(
                Equipment.name, Voucher.number, Voucher.date, 1, Voucher.id, Voucher.household
            )
            .join(Voucher)
            .join_from(EquipmentEvent, Equipment, on=(EquipmentEvent.equipment == Equipment.id))
            .where(EquipmentEvent.kind == kind, in_span(Voucher.date, span), counts(day=span.last))
            .order_by(Voucher.date, Voucher.number)
        )
        found = db.execute(query)
        return rows_of(found, report.OF_VOUCHER, OF_SLIP)

    return rows


def _sale_slips(span: YearSpan) -> list[YearRow]:
    query = (
        Voucher.select(
            Voucher.number, fn.MIN(SaleLine.place), Voucher.date, 1, Voucher.id, fn.MIN(Workshop.region)
        )
        .join(SaleLine)
        .join(Workshop, JOIN.LEFT_OUTER, on=(Workshop.code == SaleLine.place))
        .where(in_span(Voucher.date, span), counts(day=span.last))
        .group_by(Voucher.id)
        .order_by(Voucher.date, Voucher.number)
    )
    return rows_of(db.execute(query), report.OF_VOUCHER, OF_REGION)


def _return_visits(span: YearSpan) -> list[YearRow]:
    found = db.execute(visits(voucher_kind.RETURN_VISIT)(span))
    return [row._replace(once=row.home) for row in rows_of(found, report.OF_VOUCHER, OF_SLIP)]


_EVERYBODY: Final = PeopleGroup("", "", lambda one, day: True)
MEMBER_HOMES: Final = _figure(
    "member_homes", mark("Households of workshops"), _member_homes, distinct=True, at_end=True
)
OPENED: Final = _figure(
    "opened", mark("Opened", "workshop"), lambda span: _workshops(in_span(Workshop.opened, span))
)
CLOSED: Final = _figure(
    "closed",
    mark("Closed", "in a span"),
    lambda span: _workshops(in_span(Workshop.closed, span), day=Workshop.closed),
)
CENTRES: Final = _figure(
    "centres",
    mark("Service centres"),
    lambda span: _workshops(Workshop.service_centre, open_on(span.last)),
    at_end=True,
)
SERVED: Final = (
    _figure("homes", mark("Households in work"), _homes(False), at_end=True, locked=True),
    _figure("poor_homes", mark("Poor households among them"), _homes(True), at_end=True, locked=True),
    _figure("people", mark("People"), _people(_EVERYBODY), at_end=True),
    *(_figure(group.key, group.label, _people(group), at_end=True) for group in GROUPS),
)
EARNED: Final = tuple(
    _figure(part, label, income(part), money=True)
    for part, label in (
        ("piece", mark("Piece pay")),
        ("allowance", mark("Allowance")),
        ("bonus", mark("Bonus")),
        ("make_up", mark("Make-up pay")),
    )
)
PLACED: Final = (
    _figure("ended", mark("Ended work elsewhere"), _ended, distinct=True),
    _figure("working", mark("Work elsewhere at the end"), _working(), distinct=True, at_end=True),
    _figure("insured", mark("Of them insured"), _working(_is_insured), distinct=True, at_end=True),
    _figure("contracts", mark("New with a contract"), _contracts(1), distinct=True),
    _figure("contract_days", mark("Days of contract"), _contracts(Placement.contract_days)),
)
REPORTED: Final = _figure("reported", mark("Vacancies reported"), _vacancies_reported)
PLACES_OPEN: Final = _figure("places_open", mark("Places open at the end"), _places_open, at_end=True)
FROM_VACANCIES: Final = _figure(
    "from_vacancies", mark("People who took them"), _from_vacancies, distinct=True
)
WISHED: Final = tuple(
    _figure(f"wish_{kind}", label, _wished(kind))
    for kind, label in (
        (WISH_KINDS[0][0], mark("New wishes for a job")),
        (WISH_KINDS[1][0], mark("New wishes for training")),
        (WISH_KINDS[2][0], mark("New wishes for a business of their own")),
    )
)
WISHES_OPEN: Final = _figure("wishes_open", mark("Wishes open at the end"), _wishes_open, at_end=True)
TOLD_OF: Final = (
    _figure("told", mark("Told of something"), _told()),
    _figure("taken", mark("Taken up"), _told(TAKEN)),
)
TRAINING_MONEY: Final = _figure("training_money", mark("Training money"), _training_money, money=True)
CLAIMED: Final = (
    _figure("claims", mark("Claims"), _claims(), distinct=True),
    _figure("claimed", mark("Claimed without the refused"), _claims(Claim.status != REFUSED), money=True),
    _figure("refused", mark("Refused", "money"), _claims(Claim.status == REFUSED), money=True),
)
FUNDED: Final = tuple(
    _figure(f"fund_{source}", label, _of(funding_of(source), report.OF_WORKSHOP, OF_REGION), money=True)
    for source, label in (
        (FUNDING_SOURCES[0][0], mark("From enterprises")),
        (FUNDING_SOURCES[1][0], mark("From assistance funds")),
        (FUNDING_SOURCES[2][0], mark("From the treasury")),
    )
)
HANDLED: Final = (
    _figure("lent", mark("Lent", "machines"), _loans(EquipmentLoan.lent_on), locked=True),
    _figure("given_back", mark("Given back", "machines"), _loans(EquipmentLoan.returned_on), locked=True),
    _figure("inspected", mark("Inspections", "machines"), _machine_events(INSPECT), locked=True),
    _figure("repaired", mark("Repairs"), _machine_events(REPAIR), locked=True),
)
SALE_SLIPS: Final = _figure("sale_slips", mark("Sale slips"), _sale_slips)
RETURN_VISITS: Final = _figure("return_visits", mark("Return visits"), _return_visits, locked=True)
REVISITED: Final = _figure(
    "revisited",
    mark("Households visited again"),
    _return_visits,
    distinct=True,
    locked=True,
)
