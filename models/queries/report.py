"""A report: a question with figures to look at, as a chart and as a table, and the rows behind each figure.

Values are integers as the program keeps them (fen, thousandths, parts per million). Texts are said only where they are
shown, because paper may speak another language than the screen. A report is asked in the background; it stops at once
when its question is broken off (`models.database`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from models.gc_pause import held_back
from models.i18n import Translator, mark
from models.kinds import CODE, DAY, MONEY, MONTH, QUANTITY, TEXT, UNIT, FigureField, Kind, NameField
from models.queries.listing import ListColumn
from models.queries.periods import period_at, period_named
from models.rules.pay.growth import months_before

SPAN, VILLAGE, PRODUCT, CATEGORY = "span", "village", "product", "category"
ENTERPRISE, HOUSEHOLD, ORDER, TRADE = "enterprise", "household", "order", "trade"
PLACE, LEVEL = "place", "level"
"""What may narrow a report down."""
HOMES_MEANT: Final = (PLACE, VILLAGE, CATEGORY)
"""What narrows a report down to some households."""
WORK_MEANT: Final = (*HOMES_MEANT, HOUSEHOLD, PRODUCT, ENTERPRISE, ORDER)
"""What narrows a report down to some subcontracts."""

BARS, GROUPED, STACKED, LINES, COURSE = "bars", "grouped", "stacked", "lines", "course"
"""How a chart is drawn: a bar a category, several side by side, several on top of each other, a line a series over
months, or the course of one thing over days with its forecast."""

_NAME: Final = NameField()
TOTAL: Final = "total"
"""The key of the total row."""
MOST_DRAWN: Final = 20
"""A chart of more categories shows this many, the most telling ones, and says so."""

SUM, MEAN, SHARE, LAST, DIFFERENT = "sum", "mean", "share", "last", "different"
"""How a figure follows from the rows behind it: their sum, their mean (rounded down, empty cells left out), one
column's sum as a share of another's in parts per million (rounded down), the last row's value, or how many different
values a column holds."""

OF_VOUCHER, OF_STATEMENT, OF_SUBCONTRACT, OF_ORDER = "voucher", "statement", "subcontract", "order"
OF_HOUSEHOLD, OF_PRODUCT, OF_MATERIAL, OF_MACHINE = "household", "product", "material", "equipment"
OF_CLAIM: Final = "claim"
OF_WORKSHOP = "workshop"
OF_COURSE, OF_VACANCY = "course", "vacancy"
"""The kinds of record a row leads to."""


Said = Callable[[Translator], str]
"""A sentence with its figures, said where it is shown, in the language given."""


@dataclass(frozen=True, slots=True)
class Lead:
    """The record a row is about: its kind and key. A pay statement is a ``period`` with the key of its household."""

    record: str
    key: int
    period: str = ""


@dataclass(frozen=True, slots=True)
class ReportFilters:
    """What narrows a report down; days are both inside, records are keys, ``category`` is that of households.

    ``place`` is one of any level, with all that belongs to it; ``level`` is that at which figures are added up.
    """

    since: date | None = None
    until: date | None = None
    village: str | None = None
    product: int | None = None
    category: str | None = None
    enterprise: int | None = None
    household: int | None = None
    order: int | None = None
    place: int | None = None
    level: str | None = None
    trade: int | None = None


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A row of a report's table: its key, the value of each column by the column's key, and the record it is about."""

    key: str
    cells: Mapping[str, Any]
    lead: Lead | None = None


@dataclass(frozen=True, slots=True)
class Category:
    """What stands below a chart's bars or points: a row's or a month's key, and its value with the kind it has."""

    key: str
    value: Any
    kind: Kind
    of: str = ""
    """What tells it from another that is called alike, such as the product."""

    def words(self, tr: Translator | None = None) -> str:
        """The category in a language, the screen's unless another is given."""
        words = "" if self.value is None else self.kind.shown(self.value, tr)
        return f"{words} · {self.of}" if self.of else words


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """One sort of figures in a chart, a value for each category (None: none), with their kind and unit.

    ``key`` is a column's key; a ``dashed`` series is an expectation or a comparison, no fact of these days.
    """

    key: str
    label: str
    values: tuple[int | None, ...]
    kind: FigureField
    unit: str = ""
    dashed: bool = False
    opens: bool = True


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn; ``left_out`` counts the categories the table has beyond those drawn."""

    kind: str
    categories: tuple[Category, ...]
    series: tuple[ChartSeries, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class BehindRow:
    """A slip, statement or other record behind a figure."""

    cells: Mapping[str, Any]
    lead: Lead | None = None

    @classmethod
    def of(
        cls, one: object, columns: Iterable[ListColumn], lead: Lead | None = None, /, **more: Any
    ) -> BehindRow:
        """The row of what has an attribute for each column; ``more`` are cells it does not know by itself."""
        known = {column.key: getattr(one, column.key) for column in columns if column.key not in more}
        return cls(known | more, lead)


@dataclass(frozen=True, slots=True)
class Behind:
    """The rows behind a figure.

    The figure follows from the column ``figure`` as ``how`` says; a share is that of ``of``, another column.
    """

    title: Said
    columns: tuple[ListColumn, ...]
    rows: Sequence[BehindRow]
    figure: str
    how: str = SUM
    of: str = ""

    def value(self) -> int | None:
        """The figure that these rows make."""
        held: list[int] = [row.cells[self.figure] for row in self.rows if row.cells[self.figure] is not None]
        if self.how == SUM:
            return sum(held)
        if self.how == DIFFERENT:
            return len(set(held))
        if not held:
            return None
        if self.how == MEAN:
            return sum(held) // len(held)
        if self.how == LAST:
            return held[-1]
        whole: int = sum(row.cells[self.of] for row in self.rows)
        return sum(held) * 1_000_000 // whole if whole else None


@dataclass(frozen=True)
class ReportAnswer:
    """A report's figures: the sentence that says what the picture shows, the chart, the table, its total, and notes.

    ``behind(row, column)`` asks for the rows behind a figure by the keys of a row (or `TOTAL`, or a chart's category)
    and of a column (or a chart's series) that ``opens`` names; it may be asked in the background, like the report.
    Without rows nothing is said.
    """

    said: tuple[Said, ...]
    chart: Chart
    columns: tuple[ListColumn, ...]
    rows: tuple[ReportRow, ...]
    total: ReportRow | None
    behind: Callable[[str, str], Behind]
    opens: frozenset[str] = frozenset()
    notes: tuple[Said, ...] = ()

    def __post_init__(self) -> None:
        if self.empty:
            object.__setattr__(self, "said", ())

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return not self.rows


@dataclass(frozen=True, slots=True)
class Report:
    """A report: its key, marked title and one-sentence help, what narrows it down, and its question.

    `ask` answers by its ``question``; filters it does not take are passed over. Of ``needs`` each must be given.
    Without a span it takes the last ``months`` pay months. ``empty`` says what is missing where there is nothing to
    show. On paper and in a workbook the reports of the keys ``sections`` follow, asked for the same; where
    ``records_follow``, a workbook holds the records behind every figure too.
    """

    key: str
    title: str
    help: str
    takes: tuple[str, ...]
    question: Callable[[ReportFilters, date], ReportAnswer]
    empty: str
    needs: tuple[str, ...] = ()
    months: int = 12
    sections: tuple[str, ...] = ()
    records_follow: bool = False

    def ask(self, filters: ReportFilters, today: date) -> ReportAnswer:
        """The report's answer as of today."""
        with held_back():
            return self.question(filters, today)


def people(rows: Sequence[ReportRow], beside: str = "") -> tuple[Category, ...]:
    """Rows of households as a chart's categories: by name, with the code where two households are called alike.

    Where a household has several rows, the column ``beside`` tells them apart. The rows have `HOUSEHOLD_COLUMNS`.
    """
    named = Counter(name for name, _ in {(row.cells["head"], row.cells["code"]) for row in rows})
    several = Counter(row.cells["code"] for row in rows)
    return tuple(
        Category(
            row.key,
            f"{name} {code}" if named[name] > 1 else name,
            _NAME,
            str(row.cells[beside]) if beside and several[code] > 1 else "",
        )
        for row in rows
        for name, code in ((row.cells["head"], row.cells["code"]),)
    )


def _things(rows: Sequence[ReportRow], name: ListColumn, beside: str) -> tuple[Category, ...]:
    """Rows as a chart's categories: by name, with the code where two are called alike and the rows have one."""
    said = [(row.cells[name.key], row.cells[beside] if beside else "") for row in rows]
    times = Counter(said)
    return tuple(
        Category(
            row.key,
            value,
            name.kind,
            f"{of} {row.cells.get('code', '')}".strip() if times[value, of] > 1 else of,
        )
        for row, (value, of) in zip(rows, said, strict=True)
    )


def chart_of(
    kind: str,
    rows: Sequence[ReportRow],
    columns: Sequence[ListColumn],
    name: str,
    figures: Iterable[str],
    *,
    beside: str = "",
    dashed: Collection[str] = (),
    opens: bool = True,
) -> Chart:
    """A picture of the first rows: below each what the column ``name`` holds, and a series of each of ``figures``.

    ``beside`` is the column that tells rows apart; those called alike have their code too, see also `people`.
    """
    drawn, of = rows[:MOST_DRAWN], {one.key: one for one in columns}
    if of[name] is HEAD_COLUMN:
        categories = people(drawn, beside)
    else:
        categories = _things(drawn, of[name], beside)
    series = tuple(series_of(drawn, of[key], dashed=key in dashed, opens=opens) for key in figures)
    return Chart(kind, categories, series, len(rows) - len(drawn))


def series_of(rows: Iterable[ReportRow], column: ListColumn, **how: Any) -> ChartSeries:
    """A column's figures as a series of a chart; ``how`` it is drawn goes on to it."""
    assert isinstance(column.kind, FigureField)
    return ChartSeries(
        column.key, column.label, tuple(row.cells[column.key] for row in rows), column.kind, **how
    )


def total_row(columns: Iterable[ListColumn], sums: Mapping[str, Any]) -> ReportRow:
    """The row below all others: empty but for ``sums``, by column key."""
    return ReportRow(TOTAL, {one.key: None for one in columns} | dict(sums))


def counted_behind(
    title: Said,
    columns: tuple[ListColumn, ...],
    rows: Sequence[BehindRow],
    what: str,
    counted: Mapping[str, str],
    summed: str = "",
) -> Behind:
    """The rows behind the figure ``what``: the sum of that column or of ``summed``.

    Of a figure in ``counted`` it is how many different values the column named there holds.
    """
    if what in counted:
        return Behind(title, columns, rows, counted[what], DIFFERENT)
    return Behind(title, columns, rows, summed or what)


def statements_counted(rows: Sequence[object]) -> Said:
    """How many pay statements stand behind a figure."""
    return lambda tr: tr.plural("{n} pay statement", "{n} pay statements", len(rows))


def span_of(filters: ReportFilters, today: date, months: int) -> tuple[date, date]:
    """The first and last day of a span; without one it begins with the pay month so many months back."""
    last = filters.until or today
    first = filters.since
    return first or period_named(months_before(period_at(last).key, months - 1)).start, last


def column(
    key: str,
    label: str,
    kind: Kind,
    unit_key: str | None = None,
    *,
    hidden: bool = False,
    person: bool = False,
) -> ListColumn:
    """A column of rows that were asked for already; ``label`` is marked."""
    return ListColumn(key, label, kind, None, unit_key, hidden, person=person)


HEAD_COLUMN: Final = column("head", mark("Household"), TEXT, person=True)
HOUSEHOLD_COLUMNS: Final = (
    column("code", mark("Household code"), CODE),
    HEAD_COLUMN,
    column("village", mark("Village"), TEXT),
)
"""Whose row it is, where rows are households or something of them."""
RECORD_COLUMNS: Final = (
    column("name", mark("Name"), TEXT, person=True),
    column("detail", mark("Details"), TEXT),
    column("day", mark("Date"), DAY),
)
"""What a record is called, what is said of it and its day, where rows are records of many kinds."""
DATE_COLUMN: Final = column("date", mark("Date"), DAY)
NUMBER_COLUMN: Final = column("number", mark("Number"), CODE)
SLIP_COLUMNS: Final = (DATE_COLUMN, NUMBER_COLUMN)
"""Which slip a row is of."""
MONTH_COLUMN: Final = column("month", mark("Month"), MONTH)
PRODUCT_COLUMN: Final = column("product", mark("Product"), TEXT)
MATERIAL_COLUMN: Final = column("material", mark("Material"), TEXT)
QUANTITY_COLUMN: Final = column("quantity", mark("Quantity"), QUANTITY, "unit")
UNIT_COLUMN: Final = column("unit", mark("Unit"), UNIT, hidden=True)
AMOUNT_COLUMN: Final = column("amount", mark("Amount"), MONEY)
SUBCONTRACT_COLUMN: Final = column("number", mark("Number", "subcontract"), CODE)
WORK_COLUMNS: Final = (SUBCONTRACT_COLUMN, *HOUSEHOLD_COLUMNS, PRODUCT_COLUMN)
"""Which subcontract a row is of, whose it is and what is made."""
