"""The bank's payment file: a line a household, in the columns, delimiter and encoding the bank asks for."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models import format
from models.errors import UserError
from models.files import replacing
from models.i18n import Translator, mark, tr
from models.queries.bank import AMOUNT, FIELDS, BankLayout, Payment, Payments, bank_layout, payments
from reports.workbook import number

Progress = Callable[[int, int], None]
WORKBOOK = ".xlsx"
NOTE = mark("Piece-work pay of {month}")


@dataclass(frozen=True, slots=True)
class BankFile:
    """One file that was written: where, how many payments, and their sum in fen."""

    path: Path
    rows: int
    total: int


def write_bank_files(
    target: Path | str,
    period: str,
    *,
    tr: Translator,
    layout: BankLayout | None = None,
    progress: Progress | None = None,
) -> list[BankFile]:
    """Write the payments by bank of a locked period to ``target``, or to several files when a bank limits their rows.

    A target that ends in .xlsx becomes a workbook with account numbers as text; any other a text file. ``layout`` is
    the cooperative's setting unless said. A fault while they are made leaves none. Raises UserError when the period is
    open, an account is missing, nobody is paid by bank, or a file cannot be written.
    """
    target = Path(target)
    layout = layout or bank_layout()
    answer = payments(period)
    if not answer.rows:
        raise _nobody()
    most = layout.rows or len(answer.rows)
    groups = [answer.rows[start : start + most] for start in range(0, len(answer.rows), most)]
    note = note_of(answer, layout, tr)
    heads = [column.header or tr(FIELDS[column.field]) for column in layout.columns]
    made = []
    with ExitStack() as all_or_none:
        for at, rows in enumerate(groups, start=1):
            path = target if len(groups) == 1 else target.with_name(f"{target.stem}-{at}{target.suffix}")
            unfinished = all_or_none.enter_context(replacing(path))
            if progress is not None:
                progress(at - 1, len(groups))
            write = _workbook if path.suffix.lower() == WORKBOOK else _text
            write(unfinished, heads if layout.header else [], rows, layout, note)
            made.append(BankFile(path, len(rows), sum(row.amount for row in rows)))
    return made


def _nobody() -> UserError:
    return UserError(tr("Nobody is paid by bank in this month."))


def note_of(answer: Payments, layout: BankLayout, tr: Translator) -> str:
    """The note to the payee, with the month filled in."""
    month = format.month(answer.period.key, "en" if tr.language == "en" else "zh")
    return (layout.note or tr(NOTE)).replace("{month}", month)


def lines_of(rows: Sequence[Payment], layout: BankLayout, note: str) -> list[list[str]]:
    """The cells of the file, row by row; line ends inside a value would break it and become spaces."""
    return [
        [" ".join(row.value(column.field, at, note).split()) for column in layout.columns]
        for at, row in enumerate(rows, start=1)
    ]


def _text(path: Path, heads: Sequence[str], rows: Sequence[Payment], layout: BankLayout, note: str) -> None:
    with path.open("w", encoding=layout.encoding, newline="") as file:
        writer = csv.writer(file, delimiter=layout.delimiter, lineterminator="\r\n")
        if heads:
            writer.writerow(heads)
        writer.writerows(lines_of(rows, layout, note))


def _workbook(
    path: Path, heads: Sequence[str], rows: Sequence[Payment], layout: BankLayout, note: str
) -> None:
    from xlsxwriter import Workbook

    book: Any = Workbook(
        str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    page = book.add_worksheet()
    text, money = book.add_format({"num_format": "@"}), book.add_format({"num_format": "0.00"})
    for at, column in enumerate(layout.columns):
        page.set_column(at, at, 24 if column.field == "account" else 14, text)
    for at, head in enumerate(heads):
        page.write_string(0, at, head, text)
    top = 1 if heads else 0
    for line, (row, cells) in enumerate(zip(rows, lines_of(rows, layout, note), strict=True), start=top):
        for at, (column, cell) in enumerate(zip(layout.columns, cells, strict=True)):
            if column.field == AMOUNT:
                page.write_number(line, at, number(row.amount, 2), money)
            else:
                page.write_string(line, at, cell, text)
    book.close()
