"""Workbooks for others: the county office's sheets, and the accounts with enterprises."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, NamedTuple

from models import format
from models.files import replacing
from models.i18n import Translator
from models.queries.county import County, Group, county
from models.queries.enterprises import enterprise_papers
from reports.workbook import number

Progress = Callable[[int, int], None]


class Fen(NamedTuple):
    """Money in a cell."""

    fen: int


class Units(NamedTuple):
    """A quantity in a cell, in thousandths."""

    thousandths: int


Value = str | int | date | Fen | Units | None
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
        book = _Book(unfinished)
        for done, sheet in enumerate(sheets):
            if progress is not None:
                progress(done, len(sheets))
            sheet(book, answer, tr)
        book.close()


def write_enterprises(target: Path | str, first: date, last: date, *, tr: Translator) -> None:
    """Write the accounts with all enterprises of the days between two, an order a row.

    Raises UserError when it cannot be written.
    """
    rows: list[list[Value]] = [
        [
            paper.name,
            order.number or tr("no order"),
            order.work,
            format.unit_name(order.unit, tr),
            order.given,
            order.due,
            Units(order.ordered),
            Units(order.good),
            Units(order.second),
            Units(order.rework),
            Units(order.work_scrap),
            Units(order.material_scrap),
            Units(order.delivered),
            Units(order.accepted),
            Units(order.defects),
            Units(order.delivered_in_all),
            Units(order.unchecked),
            Units(order.outstanding),
        ]
        for paper in enterprise_papers(first, last)
        for order in paper.orders
    ]
    with replacing(Path(target)) as unfinished:
        book = _Book(unfinished)
        book.sheet(
            tr("Accounts with enterprises"),
            (
                tr("Enterprise"),
                tr("Order"),
                tr("Work"),
                tr("Unit"),
                tr("Ordered on"),
                tr("Due"),
                tr("Ordered"),
                tr("Good"),
                tr("Second"),
                tr("Rework"),
                tr("Work scrap"),
                tr("Material scrap"),
                tr("Delivered"),
                tr("Accepted"),
                tr("Defects"),
                tr("Delivered in all"),
                tr("Not checked yet"),
                tr("Outstanding"),
            ),
            rows,
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
        [tr("Net pay a paid household"), Fen(whole.average)],
        [tr("Machines on loan"), whole.machines],
        [tr("Guidance visits"), whole.visits],
    ]
    book.sheet(tr("Overview"), (tr("What"), tr("How much")), rows)


def _group_heads(tr: Translator) -> tuple[str, ...]:
    return (
        tr("Households"),
        tr("In work now"),
        tr("Workers"),
        tr("Households paid"),
        tr("Piece pay"),
        tr("Gross pay"),
        tr("Net pay"),
        tr("Net pay a paid household"),
        tr("Machines on loan"),
        tr("Guidance visits"),
    )


def _group_cells(group: Group) -> list[Value]:
    return [
        group.households,
        group.active,
        group.workers,
        group.paid,
        Fen(group.piece),
        Fen(group.gross),
        Fen(group.net),
        Fen(group.average),
        group.machines,
        group.visits,
    ]


def _villages(book: _Book, data: County, tr: Translator) -> None:
    rows = [[*group.place, *_group_cells(group)] for group in data.villages]
    rows.append([tr("In all"), "", *_group_cells(data.whole)])
    book.sheet(tr("By village"), (tr("Township"), tr("Village"), *_group_heads(tr)), rows)


def _categories(book: _Book, data: County, tr: Translator) -> None:
    rows = [[group.place[0] or tr("Not stated"), *_group_cells(group)] for group in data.categories]
    rows.append([tr("In all"), *_group_cells(data.whole)])
    book.sheet(tr("By population category"), (tr("Population category"), *_group_heads(tr)), rows)


def _months(book: _Book, data: County, tr: Translator) -> None:
    rows: list[list[Value]] = [
        [
            month.key,
            {"open": tr("open"), "locked": tr("locked"), "paid": tr("paid")}[month.status],
            month.households,
            Fen(month.piece),
            Fen(month.gross),
            Fen(month.net),
            Fen(month.bank),
            Fen(month.net - month.bank),
        ]
        for month in data.months
    ]
    book.sheet(
        tr("By month"),
        (
            tr("Period"),
            tr("Status"),
            tr("Households paid"),
            tr("Piece pay"),
            tr("Gross pay"),
            tr("Net pay"),
            tr("By bank"),
            tr("In cash"),
        ),
        rows,
    )


def _households(book: _Book, data: County, tr: Translator) -> None:
    rows: list[list[Value]] = [
        [
            home.code,
            home.head,
            home.sex,
            home.township,
            home.village,
            home.category,
            home.helper,
            home.workers,
            home.months,
            Fen(home.piece),
            Fen(home.gross),
            Fen(home.net),
        ]
        for home in data.homes
    ]
    book.sheet(
        tr("Households"),
        (
            tr("Household code"),
            tr("Head"),
            tr("Sex"),
            tr("Township"),
            tr("Village"),
            tr("Population category"),
            tr("Helper"),
            tr("Workers"),
            tr("Months with pay"),
            tr("Piece pay"),
            tr("Gross pay"),
            tr("Net pay"),
        ),
        rows,
    )


def _machines(book: _Book, data: County, tr: Translator) -> None:
    rows: list[list[Value]] = [
        [
            one.code,
            one.name,
            one.model,
            one.household,
            one.head,
            one.village,
            one.lent_on,
            one.returned_on,
            Fen(one.deposit),
        ]
        for one in data.machines
    ]
    book.sheet(
        tr("Machines on loan"),
        (
            tr("Code"),
            tr("Machine"),
            tr("Model"),
            tr("Household code"),
            tr("Head"),
            tr("Village"),
            tr("Lent on"),
            tr("Returned on"),
            tr("Deposit"),
        ),
        rows,
    )


def _visits(book: _Book, data: County, tr: Translator) -> None:
    rows: list[list[Value]] = [
        [
            one.date,
            one.number,
            one.household,
            one.head,
            one.village,
            one.technician,
            one.topic,
            one.finding,
            one.advice,
        ]
        for one in data.visits
    ]
    book.sheet(
        tr("Guidance visits"),
        (
            tr("Date"),
            tr("Number"),
            tr("Household code"),
            tr("Head"),
            tr("Village"),
            tr("Technician"),
            tr("Topic"),
            tr("Found"),
            tr("Advised"),
        ),
        rows,
    )


class _Book:
    """A workbook of plain tables; every text is written as text, so that no name becomes a formula."""

    def __init__(self, path: Path) -> None:
        import xlsxwriter

        self._book: Any = xlsxwriter.Workbook(
            str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        )
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
