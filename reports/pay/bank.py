"""The bank's payment file: a line a household, in the columns, delimiter and encoding the bank asks for."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from models import format
from models.errors import UserError
from models.files import replacing_all
from models.i18n import Translator, mark, plural, tr
from models.kinds import MONEY, TEXT
from models.queries.pay.bank import (
    AMOUNT,
    FIELDS,
    NOTE,
    NUMBER,
    BankLayout,
    Payment,
    Payments,
    bank_layout,
    payments,
)
from models.queries.periods import locked_on
from models.rights import allowed
from models.rules.desk import roles
from reports.paper.fonts import character_name
from reports.sheets.writer import Workbook

Progress = Callable[[int, int], None]
WORKBOOK = ".xlsx"
PAYEE_NOTE = mark("Piece-work pay of {month}")
_FORMULA = ("=", "+", "-", "@")
_NAMED = 5


@dataclass(frozen=True, slots=True)
class BankFile:
    """One file that was written: where, how many payments, and their sum in fen.

    ``formulas`` names the households with a value that a spreadsheet would take for a formula.
    """

    path: Path
    rows: int
    total: int
    formulas: tuple[str, ...] = ()


@allowed(roles.EXPORT, roles.SEE_PAY, roles.SEE_NUMBERS)
def write_bank_files(
    target: Path | str,
    period: str,
    *,
    tr: Translator,
    layout: BankLayout | None = None,
    progress: Progress | None = None,
    check: Callable[..., object] | None = None,
) -> list[BankFile]:
    """Write the payments by bank of a locked period to ``target``, or to several files when a bank limits their rows.

    A target that ends in .xlsx becomes a workbook with account numbers as text; any other a text file. ``layout`` is
    the cooperative's setting unless said; ``check`` may refuse the paths, which depend on how many are paid. All are
    written, or none. Raises UserError when the period is open, an account is missing, nobody is paid by bank, the
    encoding lacks a character, or a file cannot be written.
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
    paths = names_of(target, len(groups))
    if check is not None:
        check(*paths)
    write: Callable[[Path, Sequence[str], Sequence[Payment], BankLayout, str], None] = _text
    if target.suffix.lower() == WORKBOOK:
        write = partial(_workbook, made_on=locked_on(period))
    with replacing_all(paths) as unfinished:
        for done, (path, rows) in enumerate(zip(unfinished, groups, strict=True)):
            if progress is not None:
                progress(done, len(groups))
            write(path, heads if layout.header else [], rows, layout, note)
    return [
        BankFile(path, len(rows), sum(row.amount for row in rows), _formulas(rows, layout))
        for path, rows in zip(paths, groups, strict=True)
    ]


def names_of(target: Path, files: int) -> list[Path]:
    """Where the files go: the target itself, or with several bank-1of3.csv and so on.

    Each says how many there are, so that nobody sends one that an earlier writing left behind.
    """
    if files == 1:
        return [target]
    digits = len(str(files))
    return [
        target.with_name(f"{target.stem}-{at:0{digits}d}of{files}{target.suffix}")
        for at in range(1, files + 1)
    ]


def file_sentences(files: Sequence[BankFile]) -> list[str]:
    """What was written, as sentences: file by file, the sum of several, and what a spreadsheet would misread."""
    words = [
        plural(
            "Written: {file} ({n} payment, {total} yuan)",
            "Written: {file} ({n} payments, {total} yuan)",
            file.rows,
        ).format(file=file.path.name, total=format.money(file.total))
        for file in files
    ]
    if len(files) > 1:
        words.append(
            tr("Files: {files}, payments: {payments}, {total} yuan in all").format(
                files=len(files),
                payments=sum(file.rows for file in files),
                total=format.money(sum(file.total for file in files)),
            )
        )
    risky = [name for file in files for name in file.formulas]
    if risky and files[0].path.suffix.lower() != WORKBOOK:
        words.append(
            tr("A spreadsheet would take these for formulas, so open the file there as text: {names}").format(
                names=", ".join(risky[:_NAMED])
            )
        )
    return words


def _formulas(rows: Sequence[Payment], layout: BankLayout) -> tuple[str, ...]:
    """The households with a value, other than the amount, that begins as formulas do."""
    fields = [column.field for column in layout.columns if column.field not in (AMOUNT, NUMBER, NOTE)]
    return tuple(
        f"{row.code} {row.name}"
        for row in rows
        if any(row.value(field, 1, "").lstrip().startswith(_FORMULA) for field in fields)
    )


def _nobody() -> UserError:
    return UserError(tr("Nobody is paid by bank in this month."))


def note_of(answer: Payments, layout: BankLayout, tr: Translator) -> str:
    """The note to the payee, with the month filled in."""
    month = format.month(answer.period.key, "en" if tr.language == "en" else "zh")
    return (layout.note or tr(PAYEE_NOTE)).replace("{month}", month)


def lines_of(rows: Sequence[Payment], layout: BankLayout, note: str) -> list[list[str]]:
    """The cells of the file, row by row; line ends inside a value would break it and become spaces."""
    return [
        [" ".join(row.value(column.field, at, note).split()) for column in layout.columns]
        for at, row in enumerate(rows, start=1)
    ]


def _text(path: Path, heads: Sequence[str], rows: Sequence[Payment], layout: BankLayout, note: str) -> None:
    lines = lines_of(rows, layout, note)
    for row, cells in zip(rows, lines, strict=True):
        _check_encoding(f"{row.code} {row.name}", cells, layout)
    _check_encoding(tr("Header of your own"), heads, layout)
    with path.open("w", encoding=layout.encoding, newline="") as file:
        writer = csv.writer(file, delimiter=layout.delimiter, lineterminator="\r\n")
        if heads:
            writer.writerow(heads)
        writer.writerows(lines)


def _check_encoding(row: str, cells: Sequence[str], layout: BankLayout) -> None:
    """Raise UserError naming the row and the character that the file's encoding lacks."""
    for cell in cells:
        try:
            cell.encode(layout.encoding)
        except UnicodeEncodeError as error:
            raise UserError(
                tr('{row}: {encoding} cannot write {character} in "{text}". Choose another encoding.').format(
                    row=_printable(row),
                    encoding=layout.encoding.upper(),
                    character=character_name(cell[error.start]),
                    text=_printable(cell),
                ),
                "bank.encoding",
            ) from error


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _workbook(
    path: Path,
    heads: Sequence[str],
    rows: Sequence[Payment],
    layout: BankLayout,
    note: str,
    *,
    made_on: date | None,
) -> None:
    book = Workbook(path, made_on)
    page = book.page("Sheet1")
    text = book.shape(TEXT.shape)
    for at, column in enumerate(layout.columns):
        page.set_column(at, at, 24 if column.field == "account" else 14, text)
    for at, head in enumerate(heads):
        page.write_string(0, at, head, text)
    top = 1 if heads else 0
    for line, (row, cells) in enumerate(zip(rows, lines_of(rows, layout, note), strict=True), start=top):
        for at, (column, cell) in enumerate(zip(layout.columns, cells, strict=True)):
            if column.field == AMOUNT:
                book.put(page, line, at, MONEY, row.amount, fixed=True)
            else:
                book.put(page, line, at, TEXT, cell, fixed=True)
    book.close()
