"""What each figure of the programme's year is made of: the records of a span, one row each. Money in fen.

A figure is the sum of its rows, so that it always agrees with what it opens: the same question, summed by the database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import Any, Final, NamedTuple, TypeVar

from peewee import JOIN, SQL, Select, fn

from models.database import among, db, unless_halted
from models.i18n import mark
from models.queries import report
from models.queries.answers import stored_day
from models.queries.counting import counts, standing, within
from models.queries.guidance.machine_states import lent_on, lost_loans
from models.queries.past import as_locked
from models.queries.pay.pay_by_month import HouseholdGross, HouseholdThen, MonthPay, pay_of
from models.queries.periods import period_at
from models.queries.programme.workshops import open_on
from models.rules.ledger import voucher_kind
from models.rules.pay.calendar import Period
from models.tables.guidance import Equipment, EquipmentLoan
from models.tables.ledger import SaleLine, Voucher
from models.tables.party import Household, Worker
from models.tables.programme import (
    BASE,
    FUNDING_SOURCES,
    HOME,
    IN_VILLAGE,
    Funding,
    Placement,
    Vacancy,
    Wish,
    Workshop,
)
from models.tables.support import PAID_OUT, Claim, ClaimPerson, SupportRule
from models.tables.training import Attendance, Course, Enrolment

Answer = TypeVar("Answer")


class YearRow(NamedTuple):
    """A record that counts in a figure: what it is called, what is said of it, its day, how much, and what it opens.

    Where it counts: at a place of the list (``region``), where a household lived then (``then``), or where one lived
    on its day, without a day on the last one (``home``). ``once``: whom it stands for, who counts once in a figure.
    """

    name: str
    detail: str
    day: date | None
    amount: int
    lead: report.Lead | None = None
    home: int | None = None
    region: int | None = None
    then: HouseholdThen | None = None
    once: int | None = None


class EarnedOnce:
    """What the households earned in some months and who they were then, asked once for all the figures made of it."""

    def __init__(self, months: Sequence[Period]) -> None:
        self._months = months

    @cached_property
    def pay(self) -> list[MonthPay]:
        """A row a household and month."""
        return pay_of(self._months, report.ReportFilters())


class YearSpan(NamedTuple):
    """The days the figures are of, what the households earned in its months, and which months these are."""

    first: date
    last: date
    pay: Sequence[HouseholdGross]
    months: Sequence[Period]
    earned: EarnedOnce


class YearSum(NamedTuple):
    """How many rows a figure has, and what they come to."""

    rows: int
    amount: int


@dataclass(frozen=True, slots=True)
class YearFigure:
    """One figure: its key, marked label, whether it is money, and the sum and the rows of a span.

    Of a ``distinct`` one everybody counts once, whatever rows stand for them; one of the last day alone
    (``at_end``) counts where households live then. A ``locked`` one is told as it was known when the span's last month
    was locked, as by place and in the county's sheets.
    """

    key: str
    label: str
    money: bool
    sum: Callable[[YearSpan], YearSum]
    rows: Callable[[YearSpan], list[YearRow]]
    distinct: bool = False
    at_end: bool = False
    locked: bool = False

    def value(self, rows: Sequence[YearRow]) -> int:
        """What some of its rows make."""
        return len({row.once for row in rows}) if self.distinct else sum(row.amount for row in rows)


def figure_rows(figures: Sequence[YearFigure], span: YearSpan) -> dict[str, list[YearRow]]:
    """The rows of each figure over a span, by its key."""
    return told_of(figures, span, lambda figure: figure.rows(span))


def told_of(
    figures: Sequence[YearFigure], span: YearSpan, ask: Callable[[YearFigure], Answer]
) -> dict[str, Answer]:
    """What is asked of each figure, by its key; of a locked one as it was known when the span was locked."""
    found = {one.key: ask(one) for one in unless_halted(figures) if not one.locked}
    with as_locked(period_at(span.last).key):
        return found | {one.key: ask(one) for one in unless_halted(figures) if one.locked}


_AMOUNT: Final = "amount"
_ONE: Final = SQL("1").alias(_AMOUNT)


OF_HOME, OF_REGION, OF_SLIP = "home", "region", "slip"
"""Where rows count: where the household they open lives; else a further column says the region, or the household."""


def rows_of(query: Iterable[Any], record: str = report.OF_HOUSEHOLD, at: str = OF_HOME) -> list[YearRow]:
    """Rows of (name, detail, day, amount, key of the record or None), and where they count."""
    found = []
    for name, detail, day, amount, key, *where in query:
        lead = None if key is None else report.Lead(record, key)
        row = YearRow(name or "", detail or "", stored_day(day), amount, lead)
        if at == OF_REGION:
            found.append(row._replace(region=where[0]))
        else:
            found.append(row._replace(home=key if at == OF_HOME else where[0]))
    return found


def summed(query: Any) -> YearSum:
    """What the rows of a select come to, by the database."""
    rows = query.order_by().alias("rows")
    amount = fn.COALESCE(fn.SUM(SQL(f'"rows"."{_AMOUNT}"')), 0)
    return YearSum(*db.execute(Select([rows], [fn.COUNT(SQL("*")), amount])).fetchone())


def _asked(
    key: str,
    label: str,
    query: Callable[[YearSpan], Any],
    *,
    money: bool = False,
    record: str = report.OF_HOUSEHOLD,
    at: str = OF_HOME,
    of_end: bool = False,
    locked: bool = False,
) -> YearFigure:
    """A figure of the rows of a select as `rows_of` takes them, the amount as `_AMOUNT`."""
    return YearFigure(
        key,
        label,
        money,
        lambda span: summed(query(span)),
        lambda span: rows_of(db.execute(query(span)), record, at),
        at_end=of_end,
        locked=locked,
    )


def in_span(field: Any, span: YearSpan) -> Any:
    """The condition that a day lies in a span."""
    return field.between(span.first, span.last)


def workshops_where(*conditions: Any, day: Any = Workshop.opened) -> Any:
    """The workshops of some conditions, with the day they opened or another, as a select."""
    query = Workshop.select(Workshop.name, Workshop.code, day, _ONE, Workshop.id, Workshop.region)
    return query.where(*conditions).order_by(Workshop.code)


def _workshops(*kinds: str) -> Callable[[YearSpan], Any]:
    return lambda span: workshops_where(Workshop.kind.in_(kinds), open_on(span.last))


def _earners(span: YearSpan) -> set[int]:
    return {one.household for one in span.pay if one.gross > 0}


def _homes_that_earned(span: YearSpan) -> dict[int, HouseholdThen]:
    """Each as it was in the last of the months in which it earned."""
    return {one.home.id: one.home for one in span.earned.pay if one.gross > 0}


def _paid_households(span: YearSpan) -> list[YearRow]:
    return [
        YearRow(home.head, home.code, None, 1, report.Lead(report.OF_HOUSEHOLD, home.id), then=home)
        for home in sorted(_homes_that_earned(span).values(), key=lambda home: home.code)
    ]


def income(part: str) -> Callable[[YearSpan], list[YearRow]]:
    """What a part of the pay comes to, by the name `MonthPay` has for it."""

    def rows(span: YearSpan) -> list[YearRow]:
        return [
            YearRow(
                one.home.head,
                one.period,
                None,
                amount,
                report.Lead(report.OF_STATEMENT, one.home.id, one.period),
                then=one.home,
            )
            for one in span.earned.pay
            if (amount := getattr(one, part))
        ]

    return rows


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


def _people_of_earners(span: YearSpan) -> list[YearRow]:
    homes = _homes_that_earned(span)
    rows = rows_of(db.execute(_workers(span)))
    return [row._replace(then=homes[row.home]) for row in rows if row.home is not None and row.home in homes]


def _courses(span: YearSpan) -> Any:
    query = Course.select(Course.name, Course.number, Course.start, _ONE, Course.id, Course.region)
    return query.where(in_span(Course.start, span)).order_by(Course.start)


def _trained(span: YearSpan) -> Any:
    """Everybody once who was at a course, on the first day."""
    return (
        Attendance.select(Worker.name, Household.code, fn.MIN(Attendance.date), _ONE, Household.id)
        .join(Worker)
        .join(Household)
        .where(in_span(Attendance.date, span))
        .group_by(Worker.id)
        .order_by(Household.code)
    )


def _training_days(span: YearSpan) -> Any:
    """The days of everybody at a course: one in two courses on a day was there once."""
    return (
        Attendance.select(Worker.name, fn.MIN(Course.name), Attendance.date, _ONE, Worker.household)
        .join(Worker)
        .join_from(Attendance, Course)
        .where(in_span(Attendance.date, span))
        .group_by(Worker.id, Attendance.date)
        .order_by(Attendance.date)
    )


def _certificates(span: YearSpan) -> Any:
    return (
        Enrolment.select(Worker.name, Enrolment.certificate, Enrolment.certified_on, _ONE, Worker.household)
        .join(Worker)
        .where(Enrolment.certificate != "", in_span(Enrolment.certified_on, span))
        .order_by(Enrolment.certified_on)
    )


def _placements(span: YearSpan) -> Any:
    """Everybody once who began to work elsewhere, with the first of these places."""
    return (
        Placement.select(Worker.name, Placement.employer, fn.MIN(Placement.start), _ONE, Worker.household)
        .join(Worker)
        .where(in_span(Placement.start, span))
        .group_by(Worker.id)
        .order_by(fn.MIN(Placement.start))
    )


def _vacancies(span: YearSpan) -> Any:
    query = Vacancy.select(
        Vacancy.post,
        Vacancy.number,
        Vacancy.reported,
        Vacancy.places.alias(_AMOUNT),
        Vacancy.id,
        Vacancy.region,
    ).where(in_span(Vacancy.reported, span))
    return query.order_by(Vacancy.reported)


def _met(span: YearSpan) -> Any:
    return (
        Wish.select(Worker.name, Wish.met_by, Wish.met_on, _ONE, Worker.household)
        .join(Worker)
        .where(in_span(Wish.met_on, span))
        .order_by(Wish.met_on)
    )


def visits(kind: str) -> Callable[[YearSpan], Any]:
    """The slips of a kind at households."""

    def asked(span: YearSpan) -> Any:
        return (
            Voucher.select(Household.head, Voucher.number, Voucher.date, _ONE, Voucher.id, Household.id)
            .join(Household)
            .where(Voucher.kind == kind, in_span(Voucher.date, span), counts(day=span.last))
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
            .where(*lent_on(span.last), EquipmentLoan.id.not_in(lost_loans(span.last)))
            .order_by(Equipment.code)
        )

    return asked


def _support(span: YearSpan) -> YearSum:
    """The claims that were paid, each once."""
    query = Claim.select(Claim.amount.alias(_AMOUNT))
    return summed(query.where(Claim.status == PAID_OUT, in_span(Claim.paid_on, span)))


def _supported(span: YearSpan) -> list[YearRow]:
    return claimed_where(Claim.paid_on, Claim.status == PAID_OUT, in_span(Claim.paid_on, span))


def claimed_where(day: Any, *conditions: Any) -> list[YearRow]:
    """Support money of claims: person by person, what is a workshop's or was cut in a row of its own.

    That for a workshop counts at its place, else a person's where the person lives.
    """
    query = Claim.select(
        Claim.id, Claim.number, SupportRule.name, day, Claim.amount, Workshop.id, Workshop.region
    )
    query = query.join(SupportRule).join_from(Claim, Workshop, JOIN.LEFT_OUTER).where(*conditions)
    heads = list(db.execute(query.order_by(day, Claim.number)))
    people: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
    named = ClaimPerson.select(ClaimPerson.claim, Worker.name, Worker.household, ClaimPerson.amount)
    named = named.join(Worker).where(among(ClaimPerson.claim, {key for key, *_ in heads}))
    for key, *who in db.execute(named.order_by(Worker.name, Worker.id)):
        people[key].append((who[0], who[1], who[2]))
    found = []
    for key, number, rule, on, amount, workshop, region in heads:
        rest = amount - sum(part for _, _, part in people[key])
        somewhere = people[key][0][1] if people[key] else None
        parts: list[tuple[str, int | None, int]] = [*people[key]]
        parts += [("", somewhere, rest)] if rest or not people[key] else []
        for name, home, part in parts:
            lead = report.Lead(report.OF_CLAIM, key)
            row = YearRow(name or number, f"{number} {rule}", date.fromisoformat(on), part, lead, once=key)
            found.append(row._replace(region=region) if workshop else row._replace(home=home))
    return found


def funding_of(*sources: str) -> Callable[[YearSpan], Any]:
    """The money put into workshops from some sources."""
    return lambda span: (
        Funding.select(
            Workshop.name,
            Funding.purpose,
            Funding.date,
            Funding.amount.alias(_AMOUNT),
            Workshop.id,
            Workshop.region,
        )
        .join(Workshop)
        .where(in_span(Funding.date, span), Funding.source.in_(sources))
        .order_by(Funding.date)
    )


def _sales(span: YearSpan) -> Any:
    """The takings of sales; one reversed takes them back on the day it was."""
    return (
        SaleLine.select(
            Voucher.number,
            SaleLine.place,
            Voucher.date,
            SaleLine.takings.alias(_AMOUNT),
            Voucher.id,
            Workshop.region,
        )
        .join(Voucher)
        .join_from(SaleLine, Workshop, JOIN.LEFT_OUTER, on=(Workshop.code == SaleLine.place))
        .where(*within(span.first, span.last), standing())
        .order_by(Voucher.date)
    )


_of_workshops = partial(_asked, record=report.OF_WORKSHOP, at=OF_REGION)
FIGURES: Final = (
    _of_workshops("home_workshops", mark("Home workshops open"), _workshops(HOME)),
    _of_workshops("village_workshops", mark("Village workshops open"), _workshops(IN_VILLAGE)),
    _of_workshops("bases", mark("Bases open"), _workshops(BASE)),
    YearFigure("households", mark("Households that earned"), False, _sum_of_earners, _paid_households),
    YearFigure(
        "workers",
        mark("People who work in them"),
        False,
        lambda span: summed(_workers(span)),
        _people_of_earners,
    ),
    YearFigure("income", mark("What they earned"), True, _sum_of_income, income("gross")),
    _asked(
        "visits",
        mark("Guidance visits"),
        visits(voucher_kind.VISIT),
        record=report.OF_VOUCHER,
        at=OF_SLIP,
        locked=True,
    ),
    _asked("courses", mark("Courses begun"), _courses, record=report.OF_COURSE, at=OF_REGION),
    _asked("trained", mark("People trained"), _trained),
    _asked("training_days", mark("Days of training, of all people"), _training_days),
    _asked("certificates", mark("Certificates given"), _certificates),
    _asked("vacancies", mark("Open places reported"), _vacancies, record=report.OF_VACANCY, at=OF_REGION),
    _asked("placements", mark("People placed elsewhere"), _placements),
    _asked("met", mark("Wishes met"), _met),
    _asked("machines", mark("Machines with households"), _machines(_ONE), of_end=True, locked=True),
    _asked(
        "machine_value",
        mark("Their value when new"),
        _machines(fn.COALESCE(Equipment.value, 0)),
        money=True,
        of_end=True,
        locked=True,
    ),
    _of_workshops(
        "funding",
        mark("Money put into workshops"),
        funding_of(*(key for key, _ in FUNDING_SOURCES)),
        money=True,
    ),
    YearFigure("support", mark("Support money received"), True, _support, _supported),
    _asked("sales", mark("Retail takings"), _sales, money=True, record=report.OF_VOUCHER, at=OF_REGION),
)
"""The figures of the programme's year, in their order."""
