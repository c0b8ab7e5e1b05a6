"""How rows of a workbook find the records they name: in the file and the database together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from typing import Any

from models.actions.exchange.workbook.book import Book, BookRow
from models.database import Record
from models.errors import Problem
from models.i18n import tr
from models.queries.exchange.workbook_schema import RECORDS, RecordSheet
from models.tables.order import Order, Subcontract
from models.tables.party import Enterprise, Helper, Household, Worker
from models.tables.product import Material, Product, Unit

SHEETS: dict[type[Record], str] = {sheet.table: sheet.key for sheet in RECORDS if sheet.table is not None}
"""The sheet that the records of a table stand in."""


class NamedRecords:
    """The records a workbook's rows may name, and what of them is wrong or nowhere."""

    def __init__(self, book: Book) -> None:
        self.book = book
        # Keys that stand in the file but whose row is wrong: what refers to them is not reported once more.
        self.broken: set[tuple[str, Hashable]] = set()
        self.told: set[tuple[str, int, str]] = set()
        # What is named in the file but stands nowhere, by sheet and key: the fault of each row that names it.
        self._unknown: dict[str, dict[Hashable, list[Problem]]] = defaultdict(lambda: defaultdict(list))
        self._others: dict[str, dict[Any, Any]] = {}
        """The records of the other sheets, by what rows name them by; read when a row first asks for one."""
        self.enterprises = {row.name: row for row in Enterprise.select()}
        self.households = {row.code: row for row in Household.select()}
        self.units = {row.name: row for row in Unit.select()}
        self.materials = {row.code: row for row in Material.select()}
        self.products = {row.code: row for row in Product.select()}
        self.orders = {row.number: row for row in Order.select()}
        self.subcontracts = {row.number: row for row in Subcontract.select()}

    def find(self, sheet: str, row: BookRow, column: str, at: str, among: dict[str, Any]) -> Any | None:
        """The record a cell names; notes a fault when it is neither in the file nor known.

        ``at`` is the sheet of ``among``. None too when that record's own row is wrong.
        """
        key = row.values.get(column)
        if key is None:
            return None
        if key in among:
            return among[key]
        if (at, key) not in self.broken:
            self.unknown(
                sheet,
                row,
                column,
                (at, key),
                tr('"{key}" is not in this workbook and not known.').format(key=key),
            )
        return None

    def unknown(
        self, sheet: str, row: BookRow, column: str, named: tuple[str, Hashable], message: str
    ) -> None:
        """Note once that a cell names what is nowhere: ``named`` is the sheet it should stand in, and its key there."""
        if (sheet, row.number, column) not in self.told:
            self.told.add((sheet, row.number, column))
            self.book.fault(sheet, row, column, message)
            self._unknown[named[0]][named[1]].append(self.book.problems[-1])

    def find_the_rest(self) -> None:
        """Look up what rows name that were left alone for another fault, so that every fault is told at once."""
        for found in self.book.sheets.values():
            for row in found.rows:
                if row.faulty:
                    for column in found.sheet.references:
                        self.named(found.sheet, row, column)
        self._leave_out_what_follows()

    def _leave_out_what_follows(self) -> None:
        """Drop the faults of rows that name a record whose own key could not be read: that cell's fault is enough."""
        follows: set[int] = set()
        for at, named in self._unknown.items():
            sheet = self.book.sheets[at]
            key = sheet.sheet.key_columns[0].key
            nameless = sum(row.values.get(key) is None for row in sheet.rows)
            if at in self.book.lost or len(named) <= nameless:
                follows.update(id(problem) for problems in named.values() for problem in problems)
        if follows:
            self.book.problems[:] = [one for one in self.book.problems if id(one) not in follows]

    def named(self, sheet: RecordSheet, row: BookRow, column: str) -> Any | None:
        """The record a cell of a reference names, found as `find` does; a worker is one of the row's household."""
        table = sheet.references[column]
        at = SHEETS[table]
        if table is Helper:
            return self.find(sheet.key, row, column, at, self._helpers())
        if table is not Worker:
            return self.find(sheet.key, row, column, at, self.among(at))
        household = self.named(sheet, row, "household")
        name = row.values.get(column)
        if household is None or name is None:
            return None
        found = self.among(at).get((household.id, name))
        if found is None and (at, (household.id, name)) not in self.broken:
            words = tr("{household} has no worker {name}: neither in this workbook nor known.")
            words = words.format(household=row.values["household"], name=name)
            self.unknown(sheet.key, row, column, (at, (household.id, name)), words)
        return found

    def wrong(self, *sheets: str) -> bool:
        """Whether a row of one of these sheets is at fault, so that nobody knows what hangs on it."""
        return any(row.faulty for key in sheets for row in self.book.sheets[key].rows)

    def _helpers(self) -> dict[str, Any]:
        """Helpers by their names, and by name and phone for who shares a name; households may have added some."""
        found: dict[str, Any] = {}
        for row in Helper.select().order_by(Helper.id):
            found.setdefault(row.name, row)
            found[f"{row.name} {row.phone}"] = row
        return found

    def among(self, at: str) -> dict[Any, Any]:
        """The records of a sheet by what rows name them by: those that are kept, and those of this workbook so far."""
        found: dict[Any, Any] | None = getattr(self, at, self._others.get(at))
        if found is None:
            sheet = next(one for one in RECORDS if one.key == at)
            table: Any = sheet.table
            names = [column.field for column in sheet.key_columns]
            found = {key_of_parts([row.__data__[name] for name in names]): row for row in table.select()}
            self._others[at] = found
        return found


def key_of_parts(parts: list[Any]) -> Any:
    """A record's key: the value of its one key column, or those of several."""
    return parts[0] if len(parts) == 1 else tuple(parts)
