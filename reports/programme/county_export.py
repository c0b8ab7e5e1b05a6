"""Workbooks for others: the county office's sheets, and the accounts with enterprises."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from models import format
from models.files import replacing
from models.i18n import Translator
from models.queries.ledger.enterprise_accounts import enterprise_papers
from models.queries.periods import locked_on, period_at
from models.queries.programme.county import County, Group, county
from reports.exchange.workbook import new_workbook, number

Progress = Callable[[int, int], None]


class Fen(NamedTuple):
    """Money in a cell."""

    fen: int


class Units(NamedTuple):
    """A quantity in a cell, in thousandths."""

    thousandths: int


Value = str | int | date | Fen | Units | None
Thing = TypeVar("Thing")
Shown = tuple[str, Callable[[Thing], Value]]
"""A column: its header, and what it shows of a thing."""

_WIDTH_MOST = 40


def write_county(
    target: Path | str, first: date, last: date, *, tr: Translator, progress: Progress | None = None
) -> None:
    """Write the county office's workbook of the days between two.

    Raises UserError when it cannot be written.
    """
    answer = county(first, last)
    sheets = (_overview, _villages, _categories, _months, _households, _machines, _visits)
    with replacing(Path(target)) as unfinished:
        book = _Book(unfinished, locked_on(answer.months[-1].key))
        for done, sheet in enumerate(sheets):
            if progress is not None:
                progress(done, len(sheets))
            sheet(book, answer, tr)
        book.close()


def write_enterprises(target: Path | str, first: date, last: date, *, tr: Translator) -> None:
    """Write the accounts with all enterprises of the days between two, an order a row.

    Raises UserError when it cannot be written.
    """
    accounts = [(paper, order) for paper in enterprise_papers(first, last) for order in paper.orders]
    with replacing(Path(target)) as unfinished:
        book = _Book(unfinished, locked_on(period_at(last).key))
        book.things(
            tr("Accounts with enterprises"),
            accounts,
            (tr("Enterprise"), lambda line: line[0].name),
            (tr("Order"), lambda line: line[1].number or tr("no order")),
            (tr("Work"), lambda line: line[1].work),
            (tr("Unit"), lambda line: format.unit_name(line[1].unit, tr)),
            (tr("Ordered on"), lambda line: line[1].given),
            (tr("Due"), lambda line: line[1].due),
            (tr("Ordered"), lambda line: Units(line[1].ordered)),
            (tr("Good"), lambda line: Units(line[1].good)),
            (tr("Second"), lambda line: Units(line[1].second)),
            (tr("Rework"), lambda line: Units(line[1].rework)),
            (tr("Work scrap"), lambda line: Units(line[1].work_scrap)),
            (tr("Material scrap"), lambda line: Units(line[1].material_scrap)),
            (tr("Delivered"), lambda line: Units(line[1].delivered)),
            (tr("Accepted"), lambda line: Units(line[1].accepted)),
            (tr("Defects"), lambda line: Units(line[1].defects)),
            (tr("Delivered in all"), lambda line: Units(line[1].delivered_in_all)),
            (tr("Not checked yet"), lambda line: Units(line[1].unchecked)),
            (tr("Outstanding"), lambda line: Units(line[1].outstanding)),
        )
        book.close()


def _overview(book: _Book, data: County, tr: Translator) -> None:
    whole = data.whole
    rows: list[list[Value]] = [
        [tr("From day"), data.first],
        [tr("Until day"), data.last],
        [tr("Villages"), len(data.villages)],
        [tr("Households"), whole.households],
        [tr("In work now"), whole.active],
        [tr("Workers"), whole.workers],
        [tr("Households paid"), whole.paid],
        [tr("Piece pay"), Fen(whole.piece)],
        [tr("Gross pay"), Fen(whole.gross)],
        [tr("Net pay"), Fen(whole.net)],
        [tr("Net pay per household paid"), Fen(whole.average)],
        [tr("Machines on loan"), whole.machines],
        [tr("Guidance visits"), whole.visits],
    ]
    book.sheet(tr("Overview"), (tr("What"), tr("How much")), rows)


def _of_group(tr: Translator) -> tuple[Shown[Group], ...]:
    return (
        (tr("Households"), lambda group: group.households),
        (tr("In work now"), lambda group: group.active),
        (tr("Workers"), lambda group: group.workers),
        (tr("Households paid"), lambda group: group.paid),
        (tr("Piece pay"), lambda group: Fen(group.piece)),
        (tr("Gross pay"), lambda group: Fen(group.gross)),
        (tr("Net pay"), lambda group: Fen(group.net)),
        (tr("Net pay per household paid"), lambda group: Fen(group.average)),
        (tr("Machines on loan"), lambda group: group.machines),
        (tr("Guidance visits"), lambda group: group.visits),
    )


def _villages(book: _Book, data: County, tr: Translator) -> None:
    book.things(
        tr("By village"),
        [*data.villages, data.whole],
        (tr("Township"), lambda group: group.place[0] if group.place else tr("In all")),
        (tr("Village"), lambda group: group.place[1] if group.place else ""),
        *_of_group(tr),
    )


def _categories(book: _Book, data: County, tr: Translator) -> None:
    def name(group: Group) -> str:
        return group.place[0] or tr("Not stated") if group.place else tr("In all")

    book.things(
        tr("By population category"),
        [*data.categories, data.whole],
        (tr("Population category"), name),
        *_of_group(tr),
    )


def _months(book: _Book, data: County, tr: Translator) -> None:
    book.things(
        tr("By month"),
        data.months,
        (tr("Period"), lambda month: month.key),
        (
            tr("Status"),
            lambda month: {"open": tr("open"), "locked": tr("locked"), "paid": tr("paid")}[month.status],
        ),
        (tr("Households paid"), lambda month: month.households),
        (tr("Piece pay"), lambda month: Fen(month.piece)),
        (tr("Gross pay"), lambda month: Fen(month.gross)),
        (tr("Net pay"), lambda month: Fen(month.net)),
        (tr("By bank"), lambda month: Fen(month.bank)),
        (tr("In cash"), lambda month: Fen(month.net - month.bank)),
    )


def _households(book: _Book, data: County, tr: Translator) -> None:
    book.things(
        tr("Households"),
        data.homes,
        (tr("Household code"), lambda home: home.code),
        (tr("Head"), lambda home: home.head),
        (tr("Sex"), lambda home: home.sex),
        (tr("Township"), lambda home: home.township),
        (tr("Village"), lambda home: home.village),
        (tr("Population category"), lambda home: home.category),
        (tr("Helper"), lambda home: home.helper),
        (tr("Workers"), lambda home: home.workers),
        (tr("Months with pay"), lambda home: home.months),
        (tr("Piece pay"), lambda home: Fen(home.piece)),
        (tr("Gross pay"), lambda home: Fen(home.gross)),
        (tr("Net pay"), lambda home: Fen(home.net)),
    )


def _machines(book: _Book, data: County, tr: Translator) -> None:
    book.things(
        tr("Machines on loan"),
        data.machines,
        (tr("Code"), lambda one: one.code),
        (tr("Machine"), lambda one: one.name),
        (tr("Model"), lambda one: one.model),
        (tr("Household code"), lambda one: one.household),
        (tr("Head"), lambda one: one.head),
        (tr("Village"), lambda one: one.village),
        (tr("Lent on"), lambda one: one.lent_on),
        (tr("Returned on"), lambda one: one.returned_on),
        (tr("Deposit"), lambda one: Fen(one.deposit)),
    )


def _visits(book: _Book, data: County, tr: Translator) -> None:
    book.things(
        tr("Guidance visits"),
        data.visits,
        (tr("Date"), lambda one: one.date),
        (tr("Number"), lambda one: one.number),
        (tr("Household code"), lambda one: one.household),
        (tr("Head"), lambda one: one.head),
        (tr("Village"), lambda one: one.village),
        (tr("Technician"), lambda one: one.technician),
        (tr("Topic"), lambda one: one.topic),
        (tr("Found"), lambda one: one.finding),
        (tr("Advised"), lambda one: one.advice),
    )


class _Book:
    """A workbook of plain tables; every text is written as text, so that no name becomes a formula."""

    def __init__(self, path: Path, made_on: date | None = None) -> None:
        self._book = new_workbook(path, made_on)
        self._head = self._book.add_format({"bold": True, "bottom": 1, "valign": "vcenter"})
        self._formats = {
            name: self._book.add_format({"num_format": shown})
            for name, shown in (
                ("text", "@"),
                ("count", "#,##0"),
                ("money", "#,##0.00"),
                ("whole", "#,##0"),
                ("parts", "#,##0.000"),
                ("date", "yyyy-mm-dd"),
            )
        }

    def things(self, name: str, things: Iterable[Thing], *columns: Shown[Thing]) -> None:
        """Add a sheet with a row for each thing: columns, each with its header and what stands in it."""
        rows = [[value(thing) for _, value in columns] for thing in things]
        self.sheet(name, [head for head, _ in columns], rows)

    def sheet(self, name: str, heads: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
        """Add a sheet with a header that stays in sight."""
        page = self._book.add_worksheet(name[:31])
        page.freeze_panes(1, 0)
        widths = [_wide(head) for head in heads]
        for at, head in enumerate(heads):
            page.write_string(0, at, head, self._head)
        for line, row in enumerate(rows, start=1):
            for at, value in enumerate(row):
                widths[at] = max(widths[at], self._write(page, line, at, value))
        for at, width in enumerate(widths):
            page.set_column(at, at, min(_WIDTH_MOST, width + 2))

    def _write(self, page: Any, line: int, at: int, value: Value) -> int:
        formats = self._formats
        if value is None:
            return 0
        if isinstance(value, Fen):
            page.write_number(line, at, number(value.fen, 2), formats["money"])
            return len(format.money(value.fen))
        if isinstance(value, Units):
            shown = formats["parts" if value.thousandths % 1000 else "whole"]
            page.write_number(line, at, number(value.thousandths, 3), shown)
            return len(format.quantity(value.thousandths))
        if isinstance(value, date):
            page.write_datetime(line, at, datetime.combine(value, time()), formats["date"])
            return 10
        if isinstance(value, int):
            page.write_number(line, at, value, formats["count"])
            return len(str(value))
        page.write_string(line, at, value, formats["text"])
        return _wide(value)

    def close(self) -> None:
        """Write everything to the disk."""
        self._book.close()


def _wide(text: str) -> int:
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)
