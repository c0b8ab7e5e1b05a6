"""The programme's year: its figures beside those of the same months a year before, each opening its records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Final

from models.database import unless_halted
from models.i18n import Translator, mark
from models.kinds import COUNT, DAY, MONEY, SHARE, TEXT, ChoiceField
from models.queries import report
from models.queries.pay.pay_by_month import HomesThen, earlier, pay_months, pay_of
from models.queries.programme.year_figures import FIGURES, YearFigure, YearRow, YearSpan
from models.queries.report import (
    SPAN,
    Behind,
    BehindRow,
    Category,
    Chart,
    ChartSeries,
    Report,
    ReportAnswer,
    ReportFilters,
    ReportRow,
    Said,
    column,
)
from models.rights import shows
from models.rules.desk import roles
from models.rules.pay.calendar import Period
from models.rules.pay.growth import growth

YEAR: Final = 12
NOW, BEFORE = "now", "before"
COUNTED, COUNTED_BEFORE, AMOUNT, AMOUNT_BEFORE = "counted", "counted_before", "amount", "amount_before"
_COLUMNS: Final = {
    COUNTED: (NOW, False),
    COUNTED_BEFORE: (BEFORE, False),
    AMOUNT: (NOW, True),
    AMOUNT_BEFORE: (BEFORE, True),
}
"""What a column shows: of which year, and whether money."""

SECTIONS: Final = (
    "income",
    "places",
    "workshops",
    "groups",
    "funding",
    "support_rules",
    "machines",
    "sales",
    "quality",
    "standing",
)
"""The reports that stand behind the figures in the yearly report."""

_FIGURE: Final = ChoiceField(choices=tuple((figure.key, figure.label) for figure in FIGURES))
"""A figure by its key, in words of any language."""

Found = Mapping[str, Mapping[str, list[YearRow]]]
"""The rows of each year, by the figure's key."""


@shows(roles.SEE_PAY)
def _year(filters: ReportFilters, today: date) -> ReportAnswer:
    periods = pay_months(filters, today, YEAR)
    before = earlier(periods, YEAR)
    found: Found = {NOW: _found(periods, filters, today), BEFORE: _found(before, filters, today)}
    rows = tuple(_row(figure, found) for figure in FIGURES)
    money = [figure for figure in FIGURES if figure.money]
    chart = Chart(
        report.GROUPED,
        tuple(Category(figure.key, figure.key, _FIGURE) for figure in money),
        tuple(
            ChartSeries(key, label, tuple(_sum(found[year][figure.key]) for figure in money), MONEY)
            for key, label, year in (
                (AMOUNT, mark("These months"), NOW),
                (AMOUNT_BEFORE, mark("A year before"), BEFORE),
            )
        ),
    )
    columns = (
        column("figure", mark("Figure"), _FIGURE),
        column(COUNTED, mark("How many", "year"), COUNT),
        column(COUNTED_BEFORE, mark("How many a year before", "year"), COUNT),
        column(AMOUNT, mark("Amount"), MONEY),
        column(AMOUNT_BEFORE, mark("Amount a year before"), MONEY),
        column("growth", mark("More by"), SHARE),
    )
    empty = not any(rows for year in found.values() for rows in year.values())
    return ReportAnswer(
        () if empty else _said(found),
        chart,
        columns,
        () if empty else rows,
        None,
        partial(_behind, found),
        frozenset(_COLUMNS),
    )


def _found(periods: Sequence[Period], filters: ReportFilters, today: date) -> dict[str, list[YearRow]]:
    if not periods:
        return {figure.key: [] for figure in FIGURES}
    pay = pay_of(periods, filters, HomesThen(filters))
    span = YearSpan(periods[0].start, min(periods[-1].end, today), pay)
    return {figure.key: figure.rows(span) for figure in unless_halted(FIGURES)}


def _sum(rows: Sequence[YearRow]) -> int:
    return sum(row.amount for row in rows)


def _row(figure: YearFigure, found: Found) -> ReportRow:
    sums = {year: _sum(found[year][figure.key]) for year in (NOW, BEFORE)}
    cells = {key: sums[year] if money == figure.money else None for key, (year, money) in _COLUMNS.items()}
    return ReportRow(figure.key, {"figure": figure.key, **cells, "growth": growth(sums[NOW], sums[BEFORE])})


def _said(found: Found) -> tuple[Said, ...]:
    income, homes = (_sum(found[NOW][key]) for key in ("income", "households"))
    more = growth(income, _sum(found[BEFORE]["income"]))

    def said(tr: Translator) -> str:
        households = tr.plural("{n} household", "{n} households", homes)
        words = tr("{households} earned {sum}.")
        if more is not None and more >= 0:
            words = tr("{households} earned {sum}, {share} more than a year before.")
        elif more is not None:
            words = tr("{households} earned {sum}, {share} less than a year before.")
        return words.format(
            households=households,
            sum=MONEY.worded(income, tr),
            share=SHARE.shown(abs(more or 0), tr),
        )

    return (said,)


def _behind(found: Found, row: str, what: str) -> Behind:
    year, money = _COLUMNS[what]
    rows = found[year][row]
    kind, label = (MONEY, mark("Amount")) if money else (COUNT, mark("How many", "year"))
    columns = (
        column("name", mark("Name"), TEXT, person=True),
        column("detail", mark("Details"), TEXT),
        column("day", mark("Date"), DAY),
        column("amount", label, kind),
    )
    return Behind(
        lambda tr: tr.plural("{n} record", "{n} records", len(rows)),
        columns,
        [
            BehindRow(
                {"name": one.name, "detail": one.detail, "day": one.day, "amount": one.amount}, one.lead
            )
            for one in rows
        ],
        "amount",
    )


REPORT: Final = Report(
    "year",
    mark("The programme's year"),
    mark("Workshops, households, income, training, work elsewhere and money, beside the year before."),
    (SPAN,),
    _year,
    mark("Nothing of the programme in this span yet."),
    sections=SECTIONS,
)
