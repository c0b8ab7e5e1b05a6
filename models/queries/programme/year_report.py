"""The programme's year: its figures beside those of the same days a year before, each opening its records.

Pay is compared month by month: half a month with no whole one, and nothing with what was before the records begin.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from models.i18n import Translator, mark
from models.kinds import COUNT, MONEY, MONTH, SHARE, ChoiceField
from models.queries import report
from models.queries.pay.income_reports import compared
from models.queries.pay.pay_by_month import earlier, gross_of, pay_months
from models.queries.periods import is_over
from models.queries.programme.counted_report import records_behind
from models.queries.programme.year_figures import (
    FIGURES,
    EarnedOnce,
    YearFigure,
    YearSpan,
    YearSum,
    figure_rows,
    told_of,
)
from models.rights import shows
from models.rules.desk import roles
from models.rules.pay.calendar import Period
from models.rules.pay.growth import growth, months_before, year_before

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

_FIGURES: Final = {figure.key: figure for figure in FIGURES}
_FIGURE: Final = ChoiceField(choices=tuple((figure.key, figure.label) for figure in FIGURES))
"""A figure by its key, in words of any language."""

Found = Mapping[str, Mapping[str, YearSum]]
"""The sums of each year, by the figure's key."""
_OF_PAY: Final = frozenset({"households", "workers", "income"})
"""The figures that are made of the months' pay."""


@dataclass(frozen=True, slots=True)
class _Years:
    """A span and the same days a year before. ``begin`` is the first month with pay, "" where there is none."""

    periods: list[Period]
    spans: Mapping[str, YearSpan]
    begin: str
    today: date

    @property
    def alike(self) -> list[str]:
        """The months that are over and whose like a year before lies in the records."""
        over = [one.key for one in self.periods if is_over(one, self.today)]
        return [month for month in over if months_before(month, YEAR) >= self.begin]

    @property
    def partly(self) -> bool:
        """Whether some months are not compared."""
        return len(self.alike) < len(self.periods)

    @property
    def whole(self) -> bool:
        """Whether the records hold all of the year before."""
        return not self.periods or months_before(self.periods[0].key, YEAR) >= self.begin

    def growth(self, figure: YearFigure, found: Found) -> int | None:
        """How much more a figure is than a year before, of what can be compared."""
        if figure.key not in _OF_PAY:
            return growth(*_sums(figure, found)) if self.whole else None
        alike = set(self.alike)
        if not alike:
            return None
        then = {months_before(month, YEAR) for month in alike}
        pay = {
            year: figure.sum(span._replace(pay=[one for one in span.pay if one.period in months])).amount
            for (year, span), months in zip(self.spans.items(), (alike, then), strict=True)
        }
        return growth(pay[NOW], pay[BEFORE])


@shows(roles.SEE_PAY)
def _year(filters: report.ReportFilters, today: date) -> report.ReportAnswer:
    years = _years(filters, today)
    found: Found = {year: _found(years.spans.get(year)) for year in (NOW, BEFORE)}
    more = {figure.key: years.growth(figure, found) for figure in FIGURES}
    rows = tuple(_row(figure, found, more[figure.key]) for figure in FIGURES)
    money = [row for row in rows if _FIGURES[row.key].money]
    chart = report.Chart(
        report.GROUPED,
        tuple(report.Category(row.key, row.key, _FIGURE) for row in money),
        tuple(
            report.ChartSeries(key, label, tuple(row.cells[key] for row in money), MONEY)
            for key, label in ((AMOUNT, mark("These months")), (AMOUNT_BEFORE, mark("A year before")))
        ),
    )
    columns = (
        report.column("figure", mark("Figure"), _FIGURE),
        report.column(COUNTED, mark("How many", "year"), COUNT),
        report.column(COUNTED_BEFORE, mark("How many a year before", "year"), COUNT),
        report.column(AMOUNT, mark("Amount"), MONEY),
        report.column(AMOUNT_BEFORE, mark("Amount a year before"), MONEY),
        report.column("growth", mark("More by"), SHARE),
    )
    empty = not any(one.rows for year in found.values() for one in year.values())
    return report.ReportAnswer(
        (partial(_said, found), *compared(more["income"], partly=years.partly)),
        chart,
        columns,
        () if empty else rows,
        None,
        partial(_behind, years),
        frozenset(_COLUMNS),
        () if empty else tuple(_not_compared(years)),
    )


def _found(span: YearSpan | None) -> dict[str, YearSum]:
    if span is None:
        return {figure.key: YearSum(0, 0) for figure in FIGURES}
    return told_of(FIGURES, span, lambda figure: figure.sum(span))


def _years(filters: report.ReportFilters, today: date) -> _Years:
    periods = [one for one in pay_months(filters, today, YEAR) if one.start <= today]
    if not periods:
        return _Years([], {}, "", today)
    before = earlier(periods, YEAR)
    then = before[-1].end if is_over(periods[-1], today) else min(before[-1].end, year_before(today))
    spans = {
        year: YearSpan(months[0].start, last, gross_of(months), months, EarnedOnce(months))
        for year, months, last in (
            (NOW, periods, min(periods[-1].end, today)),
            (BEFORE, before, then),
        )
    }
    begin = min((one.period for span in spans.values() for one in span.pay), default="")
    return _Years(periods, spans, begin, today)


def _sums(figure: YearFigure, found: Found) -> tuple[int, int]:
    return found[NOW][figure.key].amount, found[BEFORE][figure.key].amount


def _row(figure: YearFigure, found: Found, more: int | None) -> report.ReportRow:
    sums = dict(zip((NOW, BEFORE), _sums(figure, found), strict=True))
    cells = {key: sums[year] if money == figure.money else None for key, (year, money) in _COLUMNS.items()}
    return report.ReportRow(figure.key, {"figure": figure.key, **cells, "growth": more})


def _said(found: Found, tr: Translator) -> str:
    income, homes = (found[NOW][key].amount for key in ("income", "households"))
    households = tr.plural("{n} household", "{n} households", homes)
    return tr("{households} earned {sum}.").format(households=households, sum=MONEY.worded(income, tr))


def _not_compared(years: _Years) -> Iterator[report.Said]:
    """Which month's pay is not compared since it is not over, and that the records begin within the year before."""
    running = next((one.key for one in years.periods if not is_over(one, years.today)), None)
    if running is not None:
        yield lambda tr: tr("{month} is not over; its pay is not compared.").format(
            month=MONTH.worded(running, tr)
        )
    if not years.whole:
        yield lambda tr: tr(
            "The records begin in {month}: only pay of months a year later and after is compared."
        ).format(month=MONTH.worded(years.begin, tr))


def _behind(years: _Years, row: str, what: str) -> report.Behind:
    year, money = _COLUMNS[what]
    rows = figure_rows([_FIGURES[row]], years.spans[year])[row]
    kind, label = (MONEY, mark("Amount")) if money else (COUNT, mark("How many", "year"))
    return records_behind([(one, one.lead) for one in rows], label, kind)


REPORT: Final = report.Report(
    "year",
    mark("The programme's year"),
    mark("Workshops, households, income, training, work elsewhere and money, beside the year before."),
    (report.SPAN,),
    _year,
    mark("Nothing of the programme in this span yet."),
    sections=SECTIONS,
)
