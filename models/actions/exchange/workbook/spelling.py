"""Names of a workbook written as they are known: with the dots, blanks and points between their parts that are kept.

Who 王五 is does not change when another clerk writes 王  五, or 阿的•尔布 for 阿的·尔布.
"""

from __future__ import annotations

from typing import Any

from models.actions.exchange.workbook.book import Book, BookRow
from models.database import db
from models.queries.exchange.workbook_schema import RecordSheet
from models.rules.pinyin import joined
from models.tables.party import Enterprise, Household, Worker


def spell_as_known(book: Book) -> None:
    """Write the names that records are matched by as the open file has them, else as the workbook first does."""
    enterprises = {joined(row[0]): row[0] for row in db.execute(Enterprise.select(Enterprise.name))}
    for sheet, column in (("enterprises", "name"), ("orders", "enterprise")):
        for row in book.sheets[sheet].rows:
            _spell(row, column, enterprises)
    _spell_people(book)


def _spell_people(book: Book) -> None:
    """Write workers' names so, in their own sheet and then wherever a row names one of a household."""
    sheets = [
        (found.rows, column)
        for found in book.sheets.values()
        for column in (("name",) if found.sheet.table is Worker else _naming(found.sheet))
        if found.rows
    ]
    if not sheets:
        return
    workers: dict[str, dict[str, str]] = {}
    for code, name in db.execute(Worker.select(Household.code, Worker.name).join(Household)):
        workers.setdefault(code, {})[joined(name)] = name
    for rows, column in sheets:
        for row in rows:
            _spell(row, column, workers.setdefault(row.values.get("household") or "", {}))


def _naming(sheet: RecordSheet) -> list[str]:
    """The columns of a sheet that name a worker."""
    return [column for column, table in sheet.references.items() if table is Worker]


def _spell(row: BookRow, column: str, known: dict[str, str]) -> None:
    name: Any = row.values.get(column)
    if isinstance(name, str):
        row.values[column] = known.setdefault(joined(name), name)
