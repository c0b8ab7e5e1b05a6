"""The office's monthly returns (月报): each a table by place or trade whose every figure opens its records.

A return is described once: its figures are the columns of its sheet, of its table on screen and of its paper. Figures
that the yearly report has too are the same ones, asked of other months. Money in fen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, Final, NamedTuple

from models.database import db, unless_halted
from models.i18n import Translator, mark
from models.kinds import COUNT, MONEY, ChoiceField, WordField
from models.queries import report
from models.queries.grouped_report import GroupFigure, RecordGroup, grouped_answer
from models.queries.party.place_rows import PlaceRow, PlacesMeant
from models.queries.past import as_locked
from models.queries.pay.pay_by_month import gross_of, pay_months
from models.queries.pay.pay_rows import not_locked
from models.queries.programme import return_figures as made
from models.queries.programme.homes_by_day import HomesByDay
from models.queries.programme.place_report import PLACE_COLUMNS
from models.queries.programme.return_figures import YEARLY
from models.queries.programme.year_figures import EarnedOnce, YearFigure, YearRow, YearSpan, figure_rows
from models.queries.report_span import YEAR, span_days
from models.rights import may, shows
from models.rules.desk import roles
from models.tables.party import Trade
from models.tables.programme import Workshop

BY_PLACE, BY_TRADE = "place", "trade"
_WORD: Final = WordField()
_NAMES: Final = {
    BY_PLACE: PLACE_COLUMNS,
    BY_TRADE: (report.column("trade", mark("Trade"), _WORD),),
}
"""The columns that name a row."""
_NO_TRADE: Final = mark("No trade said")


@dataclass(frozen=True, slots=True)
class CountyReturn:
    """A return: its key, marked title and help, its figures in their order, and by what its rows are.

    One that shows what households earned (``pay``) is only for who may see pay.
    """

    key: str
    title: str
    help: str
    figures: tuple[YearFigure, ...]
    by: str = BY_PLACE
    pay: bool = False


class PlacedRow(NamedTuple):
    """A record of a figure, and the place or trade it counts at."""

    row: YearRow
    at: PlaceRow


def _yearly(*keys: str) -> tuple[YearFigure, ...]:
    return tuple(YEARLY[key] for key in keys)


_SHOPS: Final = (
    *_yearly("home_workshops", "village_workshops", "bases"),
    made.OPENED,
    made.CLOSED,
    made.CENTRES,
    made.MEMBER_HOMES,
)
RETURNS: Final = (
    CountyReturn(
        "return_workshops",
        mark("Return of workshops"),
        mark(
            "Workshops of each kind open at the end, opened and closed, service centres, households, by place."
        ),
        _SHOPS,
    ),
    CountyReturn(
        "return_trades",
        mark("Return of workshops by trade"),
        mark(
            "Workshops of each kind open at the end, opened and closed, service centres, households, by trade."
        ),
        _SHOPS,
        BY_TRADE,
    ),
    CountyReturn(
        "return_people",
        mark("Return of people"),
        mark(
            "Households and people served, women at home, the left behind, the poor, collectives, by place."
        ),
        made.SERVED,
    ),
    CountyReturn(
        "return_income",
        mark("Return of income"),
        mark("Who earned, and what piece by piece, in allowances, bonuses and make-up pay, by place."),
        (*_yearly("households", "workers"), *made.EARNED, *_yearly("income")),
        pay=True,
    ),
    CountyReturn(
        "return_placements",
        mark("Return of work elsewhere"),
        mark("Who began and ended work elsewhere, who works there, is insured and has a contract, by place."),
        (*_yearly("placements"), *made.PLACED),
    ),
    CountyReturn(
        "return_vacancies",
        mark("Return of vacancies"),
        mark(
            "Vacancies and places reported, places still open, and who took them, by the place of the post."
        ),
        (made.REPORTED, *_yearly("vacancies"), made.PLACES_OPEN, made.FROM_VACANCIES),
    ),
    CountyReturn(
        "return_wishes",
        mark("Return of wishes"),
        mark(
            "New wishes for a job, training or a business of their own, what was met, told and is open, by place."
        ),
        (*made.WISHED, *_yearly("met"), made.WISHES_OPEN, *made.TOLD_OF),
    ),
    CountyReturn(
        "return_training",
        mark("Return of training"),
        mark("Courses where they were held; people, their days, money and certificates where people live."),
        (*_yearly("courses", "trained", "training_days"), made.TRAINING_MONEY, *_yearly("certificates")),
    ),
    CountyReturn(
        "return_support",
        mark("Return of support money"),
        mark(
            "Claims made, what was claimed, refused and received, by the place of the workshop or the people."
        ),
        (*made.CLAIMED, *_yearly("support")),
    ),
    CountyReturn(
        "return_funding",
        mark("Return of funding"),
        mark("Money put into workshops by enterprises, assistance funds and the treasury, by place."),
        (*made.FUNDED, *_yearly("funding")),
    ),
    CountyReturn(
        "return_machines",
        mark("Return of machines"),
        mark("Machines with households at the end and their value; lent, given back, inspected, by place."),
        (*_yearly("machines", "machine_value"), *made.HANDLED),
    ),
    CountyReturn(
        "return_sales",
        mark("Return of retail sales"),
        mark("Sale slips and takings, by the place of the workshop that sold."),
        (made.SALE_SLIPS, *_yearly("sales")),
    ),
    CountyReturn(
        "return_visits",
        mark("Return of visits"),
        mark("Guidance and return visits and the households visited again, by place."),
        (*_yearly("visits"), made.RETURN_VISITS, made.REVISITED),
    ),
)
"""Every return, in the order in which it is handed in."""


class ReturnRows:
    """The records of a span at their places; with a place meant only those in it."""

    def __init__(self, filters: report.ReportFilters, today: date, *, pay: bool) -> None:
        self._places = PlacesMeant(filters.level, filters.place)
        periods = pay_months(filters, today, REPORT.months)
        first, last = report.span_of(filters, today, REPORT.months)
        if periods:
            first, last = periods[0].start, min(periods[-1].end, today)
        self.empty = not periods or first > last
        paid = gross_of(periods) if pay and periods else ()
        self.span = YearSpan(first, last, paid, periods, EarnedOnce(periods))
        if not self.empty:
            with as_locked(periods[-1].key):
                self._homes = HomesByDay(None)

    def rows(self, figures: Sequence[YearFigure]) -> dict[str, list[PlacedRow]]:
        """The records behind some figures, by the figure's key."""
        if self.empty:
            return {figure.key: [] for figure in figures}
        known = figure_rows(figures, self.span)
        return {
            figure.key: [
                placed
                for row in unless_halted(known[figure.key])
                if (placed := self._placed(row, at_end=figure.at_end)) is not None
            ]
            for figure in figures
        }

    def _placed(self, row: YearRow, *, at_end: bool) -> PlacedRow | None:
        where: tuple[int | None, str, str, str] = row.region, "", "", ""
        home = row.then
        if home is None and row.home is not None:
            day = row.day if row.day is not None and not at_end else self.span.last
            home = self._homes.of(row.home, day)
        if home is not None:
            where = home.region, home.township, home.village, home.group
        at = self._places.row_meant(*where)
        return None if at is None else PlacedRow(row, at)


# -- one return --------------------------------------------------------------------------------------------------------


@shows(roles.SEE_PAY)
def _income(filters: report.ReportFilters, today: date) -> report.ReportAnswer:
    return _answer(next(one for one in RETURNS if one.pay), filters, today)


@shows()
def _of_records(one: CountyReturn, filters: report.ReportFilters, today: date) -> report.ReportAnswer:
    return _answer(one, filters, today)


def _answer(one: CountyReturn, filters: report.ReportFilters, today: date) -> report.ReportAnswer:
    found = ReturnRows(filters, today, pay=one.pay)
    records: dict[tuple[str, ...], dict[str, list[report.BehindRow]]] = defaultdict(lambda: defaultdict(list))
    named: dict[tuple[str, ...], dict[str, Any]] = {}
    trades = _trades() if one.by == BY_TRADE else None
    for figure, rows in zip(one.figures, found.rows(one.figures).values(), strict=True):
        for placed in rows:
            key, names = _group(placed, trades)
            named[key] = names
            records[key][figure.key].append(_behind_row(figure, placed))
    groups = [
        RecordGroup(
            "/".join(key),
            named[key],
            records[key],
            report.Category(
                "/".join(key), next(iter(named[key].values())), _WORD, named[key].get("above", "")
            ),
        )
        for key in sorted(records)
    ]
    drawn = next((figure for figure in one.figures if figure.money), one.figures[0]).key
    return grouped_answer(
        _NAMES[one.by],
        [_figure(figure) for figure in one.figures],
        groups,
        (_said(one, records.values()),),
        drawn=drawn,
        notes=(_how_placed, *(not_locked(found.span.earned.pay) if one.pay else ())),
    )


def _group(placed: PlacedRow, trades: Mapping[str, str] | None) -> tuple[tuple[str, ...], dict[str, Any]]:
    """What a row is sorted by, which is its key, and what names it."""
    if trades is None:
        at = placed.at
        return (*at.sort, at.key), {"place": at.name, "above": at.above}
    trade = trades.get(placed.row.detail, "")
    return (trade or "\uffff",), {"trade": trade or _NO_TRADE}


def _trades() -> dict[str, str]:
    """The trade of each workshop by its code, which is what the records of a return by trade say of themselves."""
    return dict(db.execute(Workshop.select(Workshop.code, Trade.name).join(Trade)))


def _behind_row(figure: YearFigure, placed: PlacedRow) -> report.BehindRow:
    row = placed.row
    cells = {
        "name": row.name,
        "detail": row.detail,
        "day": row.day,
        "place": placed.at.name,
        _much(figure): row.amount,
        "once": row.once,
    }
    return report.BehindRow(cells, row.lead)


def _much(figure: YearFigure) -> str:
    """The key of how much a record adds."""
    return "amount" if figure.money else "many"


def _about(figure: YearFigure) -> tuple[Any, ...]:
    """The columns of the records behind a figure."""
    kind, label = (MONEY, mark("Amount")) if figure.money else (COUNT, mark("How many", "year"))
    return (
        *report.RECORD_COLUMNS,
        report.column("place", mark("Place", "region"), _WORD),
        report.column(_much(figure), label, kind),
        report.column("once", mark("Counts once"), COUNT, hidden=True),
    )


def _figure(figure: YearFigure) -> GroupFigure:
    shown = report.column(figure.key, figure.label, MONEY if figure.money else COUNT)
    if figure.distinct:
        return GroupFigure(shown, _about(figure), "once", report.DIFFERENT)
    return GroupFigure(shown, _about(figure), _much(figure))


def _said(one: CountyReturn, groups: Any) -> report.Said:
    count = len(groups)
    records = sum(len(rows) for group in groups for rows in group.values())

    def said(tr: Translator) -> str:
        if one.by == BY_TRADE:
            words = tr.plural("{n} trade, from {records}.", "{n} trades, from {records}.", count)
        else:
            words = tr.plural("{n} place, from {records}.", "{n} places, from {records}.", count)
        return words.format(records=tr.plural("{n} record", "{n} records", records))

    return said


def _how_placed(tr: Translator) -> str:
    return tr(
        "Households and people count where they lived on the day of the record, what is of the last day where they"
        " live then; workshops, vacancies and courses where they are."
    )


# -- all of them on one page -------------------------------------------------------------------------------------------

NOW, SO_FAR = "now", "so_far"
_COLUMNS: Final = {
    "counted": (NOW, False),
    "counted_so_far": (SO_FAR, False),
    "amount": (NOW, True),
    "amount_so_far": (SO_FAR, True),
}
"""What a column shows: of the month alone or of the year so far, and whether money."""
_TOLD: Final = {
    f"{one.key}/{figure.key}": (one, figure)
    for one in RETURNS
    if one.by == BY_PLACE
    for figure in one.figures
}
"""The figures on the page of all returns, by the keys of its rows."""
_RETURN: Final = ChoiceField(choices=tuple((one.key, one.title) for one in RETURNS))
_FIGURE: Final = ChoiceField(choices=tuple((key, figure.label) for key, (_, figure) in _TOLD.items()))
_Found = dict[str, dict[str, list[PlacedRow]]]


@shows()
def _all(filters: report.ReportFilters, today: date) -> report.ReportAnswer:
    paid = may(roles.SEE_PAY)
    told = {key: figure for key, (one, figure) in _TOLD.items() if paid or not one.pay}
    now = ReturnRows(filters, today, pay=paid)
    since = span_days(YEAR, now.span.last)[0]
    year = ReturnRows(replace(filters, since=since, until=filters.until or today), today, pay=paid)
    found: _Found = {NOW: now.rows(list(told.values()))}
    # What is of the last day is the same in both.
    found[SO_FAR] = found[NOW] | year.rows([figure for figure in told.values() if not figure.at_end])
    empty = not any(rows for span in found.values() for rows in span.values())
    rows = () if empty else tuple(_total_row(key, figure, found) for key, figure in told.items())
    columns = (
        report.column("of", mark("Return", "monthly"), _RETURN),
        report.column("figure", mark("Figure"), _FIGURE),
        report.column("counted", mark("How many", "year"), COUNT),
        report.column("counted_so_far", mark("How many this year"), COUNT),
        report.AMOUNT_COLUMN,
        report.column("amount_so_far", mark("Amount this year"), MONEY),
    )
    return report.ReportAnswer(
        () if empty else (partial(_said_of_all, {row.key: row.cells for row in rows}),),
        # So many figures of so many kinds are read, not compared.
        report.Chart(report.BARS, (), ()),
        columns,
        rows,
        None,
        partial(_behind, told, found),
        frozenset(_COLUMNS),
        (_how_placed, *(not_locked(now.span.earned.pay) if paid and not empty else ())),
    )


def _value(figure: YearFigure, rows: Sequence[PlacedRow]) -> int:
    return figure.value([one.row for one in rows])


def _total_row(key: str, figure: YearFigure, found: _Found) -> report.ReportRow:
    cells = {
        what: _value(figure, found[span][figure.key]) if money == figure.money else None
        for what, (span, money) in _COLUMNS.items()
    }
    return report.ReportRow(key, {"of": _TOLD[key][0].key, "figure": key, **cells})


def _behind(told: Mapping[str, YearFigure], found: _Found, row: str, what: str) -> report.Behind:
    figure, span = told[row], _COLUMNS[what][0]
    return _figure(figure).behind({figure.key: [_behind_row(figure, one) for one in found[span][figure.key]]})


def _said_of_all(rows: Mapping[str, Mapping[str, Any]], tr: Translator) -> str:
    def counted(*keys: str) -> int:
        return sum(rows[key]["counted"] for key in keys)

    shops = [f"return_workshops/{one.key}" for one in _yearly("home_workshops", "village_workshops", "bases")]
    words = tr(
        "{workshops} open, {homes} in work, {people} placed elsewhere, {support} of support money received."
    )
    return words.format(
        workshops=tr.plural("{n} workshop", "{n} workshops", counted(*shops)),
        homes=tr.plural("{n} household", "{n} households", counted("return_people/homes")),
        people=tr.plural("{n} person", "{n} people", counted("return_placements/placements")),
        support=MONEY.worded(rows["return_support/support"]["amount"], tr),
    )


_EMPTY: Final = mark("Nothing to report in these months.")
REPORT: Final = report.Report(
    "returns",
    mark("All monthly returns"),
    mark(
        "Every figure of the office's monthly returns, beside the year so far; saved, each return has its sheet."
    ),
    (report.SPAN, report.LEVEL, report.PLACE),
    _all,
    _EMPTY,
    months=1,
    sections=tuple(one.key for one in RETURNS),
)
REPORTS: Final = (
    REPORT,
    *(
        report.Report(
            one.key,
            one.title,
            one.help,
            (report.SPAN, report.PLACE) if one.by == BY_TRADE else (report.SPAN, report.LEVEL, report.PLACE),
            _income if one.pay else partial(_of_records, one),
            _EMPTY,
            months=1,
            records_follow=True,
        )
        for one in RETURNS
    ),
)
"""The report of all returns, and one of each."""
