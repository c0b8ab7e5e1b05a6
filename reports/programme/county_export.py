"""Workbooks for others: the county office's sheets, and the accounts with enterprises."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from models.files import replacing
from models.i18n import Translator
from models.kinds import COUNT, DAY, MONEY, QUANTITY, TEXT, UNIT, Kind
from models.queries.ledger.enterprise_accounts import enterprise_papers
from models.queries.periods import locked_on, period_at
from models.queries.programme.county import County, Group, county
from models.queries.programme.county_returns import REPORTS
from models.queries.report import ReportFilters
from models.rights import allowed
from models.rules.desk import roles
from models.sex import SEX
from reports.sheets.report_table import ReportTable, write_tables
from reports.sheets.writer import Workbook, wide

Progress = Callable[[int, int], None]


class Shown(NamedTuple):
    """A column: the name of what it shows of a thing, or how that is worked out, its header and its kind."""

    value: str | Callable[[Any], Any]
    head: str
    kind: Kind = TEXT

    def of(self, thing: Any) -> Any:
        """What stands in the column for a thing."""
        return getattr(thing, self.value) if isinstance(self.value, str) else self.value(thing)


_WIDTH_MOST = 40


@allowed(roles.EXPORT, roles.SEE_PAY)
def write_county(
    target: Path | str,
    first: date,
    last: date,
    *,
    tr: Translator,
    level: str | None = None,
    progress: Progress | None = None,
) -> None:
    """Write the county office's workbook of the days between two: its tables, and the programme's monthly returns.

    The returns are added up by a level of places, townships unless one is said; each of their figures opens its
    records. Raises UserError when it cannot be written.
    """
    answer = county(first, last)
    sheets = (_overview, _villages, _categories, _months, _households, _machines, _visits)
    steps = len(sheets) + len(REPORTS)
    said = progress or (lambda done, of: None)
    filters = ReportFilters(first, last, level=level)
    with replacing(Path(target)) as unfinished:
        book = OfficeBook(unfinished, locked_on(answer.months[-1].key), tr=tr)
        for done, sheet in enumerate(sheets):
            said(done, steps)
            sheet(book, answer, tr)
        tables = []
        for done, one in enumerate(REPORTS, start=len(sheets)):
            said(done, steps)
            tables.append(ReportTable(one, one.ask(filters, last)))
        write_tables(book, tables, tr)
        book.close()


@allowed(roles.EXPORT)
def write_enterprises(target: Path | str, first: date, last: date, *, tr: Translator) -> None:
    """Write the accounts with all enterprises of the days between two, an order a row.

    Raises UserError when it cannot be written.
    """
    accounts = [(paper, order) for paper in enterprise_papers(first, last) for order in paper.orders]
    with replacing(Path(target)) as unfinished:
        book = OfficeBook(unfinished, locked_on(period_at(last).key), tr=tr)
        book.things(
            tr("Accounts with enterprises"),
            accounts,
            Shown(lambda line: line[0].name, tr("Enterprise")),
            Shown(lambda line: line[1].number or tr("no order"), tr("Order")),
            Shown(lambda line: line[1].work, tr("Work")),
            Shown(lambda line: line[1].unit, tr("Unit"), UNIT),
            Shown(lambda line: line[1].given, tr("Ordered on"), DAY),
            Shown(lambda line: line[1].due, tr("Due", "order"), DAY),
            Shown(lambda line: line[1].ordered, tr("Ordered"), QUANTITY),
            Shown(lambda line: line[1].good, tr("Good"), QUANTITY),
            Shown(lambda line: line[1].second, tr("Second"), QUANTITY),
            Shown(lambda line: line[1].rework, tr("Rework"), QUANTITY),
            Shown(lambda line: line[1].work_scrap, tr("Work scrap"), QUANTITY),
            Shown(lambda line: line[1].material_scrap, tr("Material scrap"), QUANTITY),
            Shown(lambda line: line[1].delivered, tr("Delivered"), QUANTITY),
            Shown(lambda line: line[1].accepted, tr("Accepted"), QUANTITY),
            Shown(lambda line: line[1].defects, tr("Rejected"), QUANTITY),
            Shown(lambda line: line[1].delivered_in_all, tr("Delivered in all"), QUANTITY),
            Shown(lambda line: line[1].unchecked, tr("Unchecked"), QUANTITY),
            Shown(lambda line: line[1].outstanding, tr("Outstanding"), QUANTITY),
        )
        book.close()


def _overview(book: OfficeBook, data: County, tr: Translator) -> None:
    whole = data.whole
    book.figures(
        tr("Overview"),
        (tr("What"), tr("How much")),
        (tr("From day"), DAY, data.first),
        (tr("Until day"), DAY, data.last),
        (tr("Villages"), COUNT, len(data.villages)),
        (tr("Households"), COUNT, whole.households),
        (tr("In work now"), COUNT, whole.active),
        (tr("Workers"), COUNT, whole.workers),
        (tr("Households paid"), COUNT, whole.paid),
        (tr("Piece pay"), MONEY, whole.piece),
        (tr("Gross pay"), MONEY, whole.gross),
        (tr("Net pay"), MONEY, whole.net),
        (tr("Net pay per household paid"), MONEY, whole.average),
        (tr("Machines on loan"), COUNT, whole.machines),
        (tr("Guidance visits"), COUNT, whole.visits),
    )


def _pay(tr: Translator) -> tuple[Shown, ...]:
    return (
        Shown("piece", tr("Piece pay"), MONEY),
        Shown("gross", tr("Gross pay"), MONEY),
        Shown("net", tr("Net pay"), MONEY),
    )


def _whose(tr: Translator) -> tuple[Shown, ...]:
    return (
        Shown("household", tr("Household code")),
        Shown("head", tr("Head")),
        Shown("village", tr("Village")),
    )


def _of_group(tr: Translator) -> tuple[Shown, ...]:
    return (
        Shown("households", tr("Households"), COUNT),
        Shown("active", tr("In work now"), COUNT),
        Shown("workers", tr("Workers"), COUNT),
        Shown("paid", tr("Households paid"), COUNT),
        *_pay(tr),
        Shown("average", tr("Net pay per household paid"), MONEY),
        Shown("machines", tr("Machines on loan"), COUNT),
        Shown("visits", tr("Guidance visits"), COUNT),
    )


def _villages(book: OfficeBook, data: County, tr: Translator) -> None:
    book.things(
        tr("By village"),
        [*data.villages, data.whole],
        Shown(lambda group: group.place[0] if group.place else tr("In all"), tr("Township")),
        Shown(lambda group: group.place[1] if group.place else "", tr("Village")),
        *_of_group(tr),
    )


def _categories(book: OfficeBook, data: County, tr: Translator) -> None:
    def name(group: Group) -> str:
        return group.place[0] or tr("Not stated") if group.place else tr("In all")

    book.things(
        tr("By population category"),
        [*data.categories, data.whole],
        Shown(name, tr("Population category")),
        *_of_group(tr),
    )


def _months(book: OfficeBook, data: County, tr: Translator) -> None:
    book.things(
        tr("By month"),
        data.months,
        Shown("key", tr("Month")),
        Shown(
            lambda month: {"open": tr("open"), "locked": tr("locked"), "paid": tr("paid")}[month.status],
            tr("Status"),
        ),
        Shown("households", tr("Households paid"), COUNT),
        *_pay(tr),
        Shown("bank", tr("By bank"), MONEY),
        Shown(lambda month: month.net - month.bank, tr("In cash"), MONEY),
    )


def _households(book: OfficeBook, data: County, tr: Translator) -> None:
    book.things(
        tr("Households"),
        data.homes,
        Shown("code", tr("Household code")),
        Shown("head", tr("Head")),
        Shown(lambda home: SEX.shown(home.sex, tr), tr("Sex")),
        Shown("township", tr("Township")),
        Shown("village", tr("Village")),
        Shown("category", tr("Population category")),
        Shown("helper", tr("Helper")),
        Shown("workers", tr("Workers"), COUNT),
        Shown("months", tr("Months with pay"), COUNT),
        *_pay(tr),
    )


def _machines(book: OfficeBook, data: County, tr: Translator) -> None:
    book.things(
        tr("Machines on loan"),
        data.machines,
        Shown("code", tr("Code", "machine")),
        Shown("name", tr("Machine")),
        Shown("model", tr("Model")),
        *_whose(tr),
        Shown("lent_on", tr("Lent on"), DAY),
        Shown("returned_on", tr("Returned on"), DAY),
        Shown("deposit", tr("Deposit"), MONEY),
    )


def _visits(book: OfficeBook, data: County, tr: Translator) -> None:
    book.things(
        tr("Guidance visits"),
        data.visits,
        Shown("date", tr("Date"), DAY),
        Shown("number", tr("Number")),
        *_whose(tr),
        Shown("technician", tr("Technician")),
        Shown("topic", tr("Topic")),
        Shown("finding", tr("Findings")),
        Shown("advice", tr("Advice")),
    )


class OfficeBook(Workbook):
    """A workbook of plain tables."""

    def things(self, name: str, things: Iterable[Any], *columns: Shown) -> None:
        """Add a sheet with a row for each thing."""
        rows = ([(column.kind, column.of(thing)) for column in columns] for thing in things)
        self._table(name, [column.head for column in columns], rows)

    def figures(self, name: str, heads: Sequence[str], *figures: tuple[str, Kind, Any]) -> None:
        """Add a sheet with a row for each figure: its name, its kind and what it comes to."""
        self._table(name, heads, ([(TEXT, said), (kind, value)] for said, kind, value in figures))

    def _table(self, name: str, heads: Sequence[str], rows: Iterable[Sequence[tuple[Kind, Any]]]) -> None:
        page = self.page(name)
        page.freeze_panes(1, 0)
        widths = [wide(head) for head in heads]
        for at, head in enumerate(heads):
            page.write_string(0, at, head, self.dress(bold=True, bottom=1, valign="vcenter"))
        for line, row in enumerate(rows, start=1):
            for at, (kind, value) in enumerate(row):
                widths[at] = max(widths[at], self.put(page, line, at, kind, value))
        for at, width in enumerate(widths):
            page.set_column(at, at, min(_WIDTH_MOST, width + 2))
