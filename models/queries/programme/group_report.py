"""The report on groups of people: who belongs to each, what their households earned and made, what they were taught.

Who belongs is asked of the last day of the span; the rest is of its days. Nobody is counted twice in a group or in
all. Pay is of the households, in fen, and only for who may see it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, Final

from models.database import db, unless_halted
from models.i18n import Translator, mark
from models.kinds import COUNT, MONEY, TEXT, ChoiceField
from models.queries import report
from models.queries.answers import stored_day
from models.queries.counting import counts, within
from models.queries.pay.pay_by_month import HomesThen, HouseholdThen, MonthPay, pay_months, pay_of
from models.queries.pay.pay_rows import not_locked
from models.queries.periods import period_at
from models.rights import may, shows
from models.rules.desk.roles import SEE_PAY
from models.rules.party.day_span import DaySpan
from models.rules.party.groups import GROUPS, WorkingPerson, everybody, members
from models.tables.ledger import CollectionLine, Voucher
from models.tables.order import Order, Subcontract
from models.tables.party import Worker
from models.tables.product import Product
from models.tables.training import Attendance, Course

PEOPLE, HOUSEHOLDS, PAY, WORK, COURSES, DAYS = "people", "households", "pay", "work", "courses", "days"
_FIGURES: Final = (
    report.column(PEOPLE, mark("People"), COUNT),
    report.column(HOUSEHOLDS, mark("Households"), COUNT),
    report.column(PAY, mark("Gross pay of their households"), MONEY),
    report.column(WORK, mark("Subcontracts worked on"), COUNT),
    report.column(COURSES, mark("Courses"), COUNT),
    report.column(DAYS, mark("Days of training"), COUNT),
)
_ABOUT: Final = {
    PEOPLE: ("key", "person", "code", "head", "village"),
    HOUSEHOLDS: ("code", "head", "village"),
    PAY: ("month", "code", "head", "village", PAY),
    WORK: ("number", "product", "code", "head"),
    COURSES: ("number", "course", "person", "code", "head", DAYS),
    DAYS: ("number", "course", "person", "code", "head", DAYS),
}
"""The columns of the rows behind each figure."""
_COLUMNS: Final = {
    one.key: one
    for one in (
        report.column("key", mark("Person"), COUNT, hidden=True),
        report.MONTH_COLUMN,
        report.NUMBER_COLUMN,
        report.column("course", mark("Course"), TEXT),
        report.PRODUCT_COLUMN,
        report.column("person", mark("Full name"), TEXT, person=True),
        *report.HOUSEHOLD_COLUMNS,
        report.column(PAY, mark("Gross pay"), MONEY),
        report.column(DAYS, mark("Days"), COUNT),
    )
}
_GROUP: Final = ChoiceField(choices=tuple((group.key, group.label) for group in GROUPS))
_HOW: Final = {
    PEOPLE: ("key", report.DIFFERENT),
    HOUSEHOLDS: ("code", report.DIFFERENT),
    PAY: (PAY, report.SUM),
    WORK: ("number", report.DIFFERENT),
    COURSES: ("number", report.DIFFERENT),
    DAYS: (DAYS, report.SUM),
}
"""How each figure follows from its rows: from which column, and how."""


@dataclass(slots=True)
class _GroupFacts:
    """What was asked once for all groups, by household or worker."""

    homes: Mapping[int, HouseholdThen]
    names: Mapping[int, str]
    identities: Mapping[int, tuple[int, ...]]
    """The records that are the same person, by each of them."""
    pay: dict[int, list[MonthPay]]
    work: dict[int, list[tuple[int, str, str]]]
    training: dict[int, list[tuple[str, str, tuple[str, ...]]]]
    """The courses people were at, by worker: number, name and the days there."""

    def rows(self, what: str, people: Sequence[WorkingPerson]) -> list[report.BehindRow]:
        """The rows behind a figure of some people."""
        if what == PEOPLE:
            return [self._row(what, one.household, key=one.key, person=self.names[one.key]) for one in people]
        if what in (COURSES, DAYS):
            return [
                self._row(
                    what, one.household, number=number, course=name, person=self.names[one.key], days=days
                )
                for one in people
                for number, name, days in self._courses(what, one.key)
            ]
        homes = dict.fromkeys(one.household for one in people)
        if what == HOUSEHOLDS:
            return [self._row(what, home) for home in homes]
        if what == PAY:
            return [
                self._row(what, home, report.OF_STATEMENT, month=one.period, pay=one.gross)
                for home in homes
                for one in self.pay.get(home, ())
            ]
        return [
            self._row(what, home, report.OF_SUBCONTRACT, key, number=number, product=product)
            for home in homes
            for key, number, product in self.work.get(home, ())
        ]

    def _courses(self, what: str, person: int) -> Iterator[tuple[str, str, int]]:
        """The courses of a person; of a day at two of them `DAYS` counts only the first."""
        seen: set[str] = set()
        for key in self.identities[person]:
            for number, name, there in self.training.get(key, ()):
                days = len(set(there) - seen) if what == DAYS else len(there)
                seen.update(there)
                if days:
                    yield number, name, days

    def _row(
        self, what: str, home: int, leads: str = report.OF_HOUSEHOLD, key: int | None = None, /, **said: Any
    ) -> report.BehindRow:
        cells = {**self.homes[home].cells(), "key": key, **said}
        lead = report.Lead(
            leads, home if leads != report.OF_SUBCONTRACT or key is None else key, said.get("month", "")
        )
        return report.BehindRow({name: cells[name] for name in _ABOUT[what]}, lead)

    def behind(self, what: str, people: Sequence[WorkingPerson]) -> report.Behind:
        """The rows behind a figure, with how it follows from them."""
        rows = self.rows(what, people)
        columns = tuple(_COLUMNS[name] for name in _ABOUT[what])
        return report.Behind(
            lambda tr: tr.plural("{n} row", "{n} rows", len(rows)), columns, rows, *_HOW[what]
        )


@shows()
def _by_group(filters: report.ReportFilters, today: date) -> report.ReportAnswer:
    first, last = report.span_of(filters, today, REPORT.months)
    homes = HomesThen(filters).of(period_at(last).key)
    people, facts = _asked(filters, (first, last), homes, today)
    groups = {group.key: members(group, people, last) for group in GROUPS}
    paid = may(SEE_PAY)
    figures = [one for one in _FIGURES if paid or one.key != PAY]
    rows = tuple(_row(group.key, facts, groups[group.key], figures) for group in GROUPS if groups[group.key])
    whole = everybody(people, last)
    columns = (report.column("group", mark("Group", "people"), _GROUP), *figures)
    return report.ReportAnswer(
        (partial(_said, whole, rows),),
        report.chart_of(report.BARS, rows, columns, "group", [PEOPLE]),
        columns,
        rows,
        _row(report.TOTAL, facts, whole, figures) if rows else None,
        lambda row, what: facts.behind(what, whole if row == report.TOTAL else groups[row]),
        frozenset(one.key for one in figures),
        (
            _how_people_count,
            *(not_locked([one for many in facts.pay.values() for one in many]) if paid else ()),
        ),
    )


def _row(
    key: str, facts: _GroupFacts, people: Sequence[WorkingPerson], figures: Sequence[Any]
) -> report.ReportRow:
    values = {one.key: facts.behind(one.key, people).value() or 0 for one in figures}
    return report.ReportRow(key, {"group": None if key == report.TOTAL else key, **values})


def _asked(
    filters: report.ReportFilters, span: tuple[date, date], homes: Mapping[int, HouseholdThen], today: date
) -> tuple[list[WorkingPerson], _GroupFacts]:
    """The people of these households, and what is known of them and their households over a span."""
    people, names = people_of(homes)
    same: dict[str, list[int]] = defaultdict(list)
    for one in people:
        same[one.identity or str(one.key)].append(one.key)
    identities = {one.key: tuple(same[one.identity or str(one.key)]) for one in people}
    pay: dict[int, list[MonthPay]] = defaultdict(list)
    if may(SEE_PAY):
        # A month is the household's wherever it lived then.
        anywhere = replace(filters, village=None, place=None)
        for month in pay_of(pay_months(filters, today, REPORT.months), anywhere):
            pay[month.home.id].append(month)
    return people, _GroupFacts(homes, names, identities, pay, _work(span), _training(span))


def people_of(homes: Mapping[int, HouseholdThen]) -> tuple[list[WorkingPerson], dict[int, str]]:
    """Who works in these households, and what each is called."""
    people, names = [], {}
    # As they are kept: who may not see ID numbers is told of different people all the same.
    rows = db.execute(
        Worker.select(
            Worker.id,
            Worker.household,
            Worker.id_number,
            Worker.sex,
            Worker.category,
            Worker.category_from,
            Worker.category_until,
            Worker.left_behind,
            Worker.collective,
            Worker.active,
            Worker.name,
        ).order_by(Worker.id)
    )
    for key, home, number, sex, category, since, until, left, collective, active, name in unless_halted(rows):
        if home in homes:
            names[key] = name
            span = DaySpan(*(stored_day(day) for day in (since, until)))
            people.append(
                WorkingPerson(
                    key,
                    home,
                    number.strip().upper(),
                    sex,
                    category,
                    span,
                    homes[home].category,
                    bool(left),
                    bool(collective),
                    bool(active),
                )
            )
    return people, names


def _work(span: tuple[date, date]) -> dict[int, list[tuple[int, str, str]]]:
    """The subcontracts of which something was collected in a span, by household: key, number and product."""
    query = (
        CollectionLine.select(Subcontract.household, Subcontract.id, Subcontract.number, Product.name)
        .join(Voucher)
        .join_from(CollectionLine, Subcontract)
        .join(Order)
        .join(Product)
        .where(counts(), *within(*span))
        .group_by(Subcontract.id)
        .order_by(Subcontract.number)
    )
    found: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
    for home, *said in unless_halted(db.execute(query)):
        found[home].append((said[0], said[1], said[2]))
    return found


def _training(span: tuple[date, date]) -> dict[int, list[tuple[str, str, tuple[str, ...]]]]:
    """The courses people were at in a span, by worker: number, name and the days there."""
    query = (
        Attendance.select(Attendance.worker, Course.number, Course.name, Attendance.date)
        .join(Course)
        .where(Attendance.date.between(*span))
        .order_by(Course.number)
    )
    days: dict[tuple[int, str, str], list[str]] = defaultdict(list)
    for worker, number, name, day in unless_halted(db.execute(query)):
        days[worker, number, name].append(day)
    found: dict[int, list[tuple[str, str, tuple[str, ...]]]] = defaultdict(list)
    for (worker, number, name), there in days.items():
        found[worker].append((number, name, tuple(there)))
    return found


def _said(whole: Sequence[WorkingPerson], rows: Sequence[report.ReportRow], tr: Translator) -> str:
    most = max(rows, key=lambda row: int(row.cells[PEOPLE])).cells
    homes = len({one.household for one in whole})
    return tr("{people} of {households}; most: {group}, {n}.").format(
        people=tr.plural("{n} person", "{n} people", len(whole)),
        households=tr.plural("{n} household", "{n} households", homes),
        group=_GROUP.shown(most["group"], tr),
        n=most[PEOPLE],
    )


def _how_people_count(tr: Translator) -> str:
    return tr(
        "Who belongs to a group is asked of the last day. Somebody may belong to several groups, and counts once in"
        " each and once in all."
    )


REPORT: Final = report.Report(
    "groups",
    mark("Groups of people"),
    mark("Women, the left behind, the poor and members of collectives: income, work and training of each."),
    (report.SPAN, report.VILLAGE, report.PLACE),
    _by_group,
    mark("Nobody belongs to a group yet. Enter sex, category, left behind or collective of the workers."),
)
