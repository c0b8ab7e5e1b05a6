"""Two reports on gross pay: month by month beside the year before, and by household with its growth. Fen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from models.i18n import Translator, mark
from models.kinds import COUNT, MONEY, MONTH, SHARE
from models.queries import report
from models.queries.pay.pay_by_month import MonthPay, earlier, pay_months, pay_of
from models.queries.pay.pay_rows import lines_behind, not_locked, statements_behind
from models.queries.periods import is_over
from models.rights import shows
from models.rules.desk import roles
from models.rules.pay.calendar import Period
from models.rules.pay.growth import growth, months_before

YEAR: Final = 12
SAME: Final = 500
"""What rounds to nothing in tenths of a percent."""
Shown = TypeVar("Shown")


@dataclass(frozen=True, slots=True)
class _Pays:
    """The pay of a span and of what it is compared with, by month."""

    periods: list[Period]
    by_month: dict[str, list[MonthPay]]
    today: date

    def of(self, months: Iterable[str], household: int | None = None) -> list[MonthPay]:
        """The pay of these months, of one household or all."""
        return [
            one
            for month in months
            for one in self.by_month.get(month, ())
            if household is None or one.home.id == household
        ]

    def sum(self, months: Iterable[str], household: int | None = None) -> int | None:
        """The gross pay of these months; None where nobody had any, because it was before the records begin."""
        found = self.of(months, household)
        return sum(one.gross for one in found) if found else None

    @property
    def months(self) -> list[str]:
        """The keys of the span's months."""
        return [one.key for one in self.periods]

    @property
    def year_before(self) -> list[str]:
        """The keys of the same months a year earlier."""
        return [months_before(month, YEAR) for month in self.months]

    @property
    def over(self) -> list[str]:
        """The months that have ended: half a month is compared with no whole one."""
        return [one.key for one in self.periods if is_over(one, self.today)]

    @property
    def alike(self) -> list[str]:
        """The ended months whose like a year earlier lies in the records."""
        first = min(self.by_month, default="")
        return [month for month in self.over if months_before(month, YEAR) >= first]

    @property
    def partly(self) -> bool:
        """Whether some months are not compared with the year before."""
        return len(self.alike) < len(self.months)

    @property
    def last(self) -> str:
        """The last month that has ended, else the last; "" without any."""
        return (self.over or self.months or [""])[-1]

    def year_growth(self) -> int | None:
        """How much more that is than a year earlier, of the months that can be compared."""
        then = [months_before(month, YEAR) for month in self.alike]
        return growth(self.sum(self.alike) or 0, self.sum(then))

    def month_growth(self, month: str) -> int | None:
        """How much more a month that has ended is than the one before."""
        if month not in self.over:
            return None
        return growth(self.sum([month]) or 0, self.sum([months_before(month, 1)]))


def _pays(filters: report.ReportFilters, today: date) -> _Pays:
    periods = pay_months(filters, today, YEAR)
    if not periods:
        return _Pays([], {}, today)
    wanted = {one.key: one for one in (*earlier(periods, YEAR), *earlier(periods[:1], 1), *periods)}
    by_month: dict[str, list[MonthPay]] = defaultdict(list)
    for one in pay_of(sorted(wanted.values()), filters):
        by_month[one.period].append(one)
    # What was before the first pay is no month without pay.
    first = min(by_month, default="")
    return _Pays([one for one in periods if one.key >= first] if first else [], by_month, today)


# -- month by month ------------------------------------------------------------------------------------------------


@shows(roles.SEE_PAY)
def _by_month(filters: report.ReportFilters, today: date) -> report.ReportAnswer:
    pays = _pays(filters, today)
    months = pays.months
    total, before = pays.sum(months) or 0, pays.sum(pays.year_before)
    paid = {one.home.id for one in pays.of(months) if one.gross > 0}
    rows = tuple(_month_row(month, pays) for month in months)
    columns = (
        report.MONTH_COLUMN,
        report.column("households", mark("Households paid"), COUNT),
        _GROSS,
        _GROWTH,
        *_if(before, *_YEAR_BEFORE),
    )
    whole = {
        "households": len(paid),
        "gross": total,
        "before": before,
        "year_growth": pays.year_growth(),
    }
    return report.ReportAnswer(
        (sum_of_pay(total, len(paid)), *_grown(pays)),
        report.Chart(
            report.LINES,
            tuple(report.Category(month, month, MONTH) for month in months),
            (
                report.series_of(rows, _GROSS),
                *_if(before, report.series_of(rows, _YEAR_BEFORE[0], dashed=True)),
            ),
        ),
        columns,
        rows,
        report.total_row(columns, whole),
        lambda row, what: _behind_months(pays, row, what, filters.household),
        frozenset({"gross", "households", *_if(before, "before")}),
        (*not_locked(pays.of(months)), *_not_over(pays)),
    )


_GROSS: Final = report.column("gross", mark("Gross pay"), MONEY)
_GROWTH: Final = report.column("growth", mark("Change on the month"), SHARE)
_YEAR_BEFORE: Final = (
    report.column("before", mark("A year before"), MONEY),
    report.column("year_growth", mark("Change on the year"), SHARE),
)


def _grown(pays: _Pays) -> tuple[report.Said, ...]:
    return compared(pays.year_growth(), partly=pays.partly)


def _not_over(pays: _Pays) -> tuple[report.Said, ...]:
    """Which month is not over, so that it stands there but is not compared."""
    running = next((month for month in pays.months if month not in pays.over), None)
    if running is None:
        return ()
    return (
        lambda tr: tr("{month} is not over and is not compared.").format(month=MONTH.worded(running, tr)),
    )


def _if(before: int | None, *what: Shown) -> tuple[Shown, ...]:
    """What stands in a report only where something is known of the year before."""
    return () if before is None else what


def _month_row(month: str, pays: _Pays) -> report.ReportRow:
    gross, before = pays.sum([month]) or 0, pays.sum([months_before(month, YEAR)])
    return report.ReportRow(
        month,
        {
            "month": month,
            "households": sum(one.gross > 0 for one in pays.of([month])),
            "gross": gross,
            "growth": pays.month_growth(month),
            "before": before,
            "year_growth": growth(gross, before) if month in pays.alike else None,
        },
    )


def _behind_months(pays: _Pays, row: str, what: str, household: int | None) -> report.Behind:
    months = pays.months if row == report.TOTAL else [row]
    if what == "before":
        months = [months_before(month, YEAR) for month in months]
    found = pays.of(months)
    if what == "households":
        return statements_behind([one for one in found if one.gross > 0], "code")
    if household is not None and [row] == months:
        return lines_behind(household, row)
    return statements_behind(found)


# -- by household --------------------------------------------------------------------------------------------------


@shows(roles.SEE_PAY)
def _by_household(filters: report.ReportFilters, today: date) -> report.ReportAnswer:
    pays = _pays(filters, today)
    months = pays.months
    rows = sorted(_household_rows(pays), key=lambda row: (-row.cells["gross"], row.cells["code"]))
    total, before = pays.sum(months) or 0, pays.sum(pays.year_before)
    columns = (
        *report.HOUSEHOLD_COLUMNS,
        report.column("months", mark("Months paid"), COUNT),
        _GROSS,
        *_if(before, *_YEAR_BEFORE),
        report.column("last", mark("Last month"), MONEY),
        _GROWTH,
    )
    whole = {
        "months": sum(row.cells["months"] for row in rows),
        "gross": total,
        "before": before,
        "year_growth": pays.year_growth(),
        "last": pays.sum([pays.last]) or 0,
        "growth": pays.month_growth(pays.last),
    }
    return report.ReportAnswer(
        (sum_of_pay(total, sum(row.cells["gross"] > 0 for row in rows)), *_grown(pays)),
        report.chart_of(report.GROUPED, rows, columns, "head", ("gross", *_if(before, "before"))),
        columns,
        tuple(rows),
        report.total_row(columns, whole),
        lambda row, what: _behind_household(pays, row, what),
        frozenset({"gross", "months", "last", *_if(before, "before")}),
        (*not_locked(pays.of(months)), *_not_over(pays)),
    )


def _household_rows(pays: _Pays) -> Iterable[report.ReportRow]:
    alike = pays.alike
    now, before, alike_now, alike_before, last, last_but = (
        _sums(pays.of(keys))
        for keys in (
            pays.months,
            pays.year_before,
            alike,
            [months_before(month, YEAR) for month in alike],
            [pays.last],
            [months_before(pays.last, 1)] if pays.over else [],
        )
    )
    months: dict[int, int] = defaultdict(int)
    homes = {one.home.id: one.home for one in pays.of(pays.year_before)}
    for one in pays.of(pays.months):
        homes[one.home.id] = one.home
        months[one.home.id] += one.gross > 0
    for key, home in homes.items():
        yield report.ReportRow(
            str(key),
            {
                **home.cells(),
                "months": months[key],
                "gross": now[key],
                "before": before.get(key),
                "year_growth": growth(alike_now[key], alike_before.get(key)),
                "last": last[key],
                "growth": growth(last[key], last_but.get(key)),
            },
            report.Lead(report.OF_HOUSEHOLD, key),
        )


def _sums(pays: Iterable[MonthPay]) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    for one in pays:
        found[one.home.id] += one.gross
    return found


def _behind_household(pays: _Pays, row: str, what: str) -> report.Behind:
    household = None if row == report.TOTAL else int(row)
    if what == "last" and household is not None:
        return lines_behind(household, pays.last)
    months = {"before": pays.year_before, "last": [pays.last]}.get(what, pays.months)
    found = pays.of(months, household)
    if what == "months":
        return statements_behind([one for one in found if one.gross > 0], "statement")
    return statements_behind(found)


# -- in words -------------------------------------------------------------------------


@shows()
def sum_of_pay(gross: int, households: int) -> report.Said:
    """How much so many households earned."""

    def said(tr: Translator) -> str:
        homes = tr.plural("{n} household", "{n} households", households)
        return tr("Gross pay of {homes}: {gross}.").format(homes=homes, gross=MONEY.worded(gross, tr))

    return said


_MORE: Final = (
    mark("That is {share} less than a year before."),
    mark("That is {share} more than a year before."),
)
_MORE_OF_SOME: Final = (
    mark("Of the months that can be compared that is {share} less than a year before."),
    mark("Of the months that can be compared that is {share} more than a year before."),
)


@shows()
def compared(more: int | None, *, partly: bool = False) -> tuple[report.Said, ...]:
    """How much more or less that is than the year before; nothing where there was none.

    ``partly``: only some of the months are compared, so that the two sums above do not say it.
    """
    if more is None:
        return ()

    def said(tr: Translator) -> str:
        if abs(more) < SAME:
            as_much = mark("Of the months that can be compared that is as much as a year before.")
            return tr(as_much) if partly else tr("That is as much as a year before.")
        words = _MORE_OF_SOME if partly else _MORE
        return tr(words[more > 0]).format(share=SHARE.worded(abs(more), tr))

    return (said,)


_TAKES: Final = (report.SPAN, *report.HOMES_MEANT, report.HOUSEHOLD)
_EMPTY: Final = mark("No pay in this span yet. It begins with the first collection.")
INCOME: Final = report.Report(
    "income",
    mark("Income by month"),
    mark("Gross pay of each month, beside the month before and the year before."),
    _TAKES,
    _by_month,
    _EMPTY,
)
HOUSEHOLDS: Final = report.Report(
    "households",
    mark("Income by household"),
    mark("What each household earned, and how that has grown."),
    _TAKES,
    _by_household,
    _EMPTY,
)
