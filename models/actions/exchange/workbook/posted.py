"""Rows of slips beside what is posted already: found by number, grouped to vouchers, compared with what they said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from models.actions.exchange.workbook.book import Book, BookRow
from models.actions.exchange.workbook.masters import Counts, Masters
from models.database import db
from models.errors import UserError
from models.i18n import tr
from models.rules.ledger.grade import PARTS
from models.tables.ledger import Voucher


class Posted(NamedTuple):
    """The head of a voucher that is in the database already."""

    id: int
    kind: str
    date: date
    household: int
    reason: str
    void: bool


Pairs = tuple[tuple[str, Any, Any], ...]
"""What a row says and what is posted: (column, in the file, in the database)."""
Pairing = Callable[[Mapping[str, Any], Posted, Any], Pairs]
"""Pairs a row's values with a posted voucher's head and line."""


class SlipSheets:
    """What the sheets of slips have in common."""

    def __init__(self, book: Book, masters: Masters, *sheets: str) -> None:
        self.book = book
        self.masters = masters
        self.counts: dict[str, Counts] = {sheet: Counts() for sheet in sheets}

    def _fault_at(self, place: Any, error: UserError) -> None:
        sheet, row = place
        keys = {column.key for column in self.book.sheets[sheet].sheet.columns}
        column = error.field if error.field in keys else None
        if column is None and sheet == "inspections":
            # What several parts come to is said beside the first of them.
            column = next((part for part in PARTS if row.values.get(part)), None)
        self.book.fault(sheet, row, column, error.message)

    def _posted(self, series: str, sheet: str) -> dict[str, Posted]:
        if not self.book.sheets[sheet].rows:
            return {}
        query = Voucher.select(
            Voucher.number,
            Voucher.id,
            Voucher.kind,
            Voucher.date,
            Voucher.household,
            Voucher.reason,
            Voucher.voided_on,
        ).where(Voucher.series == series)
        return {
            number: Posted(key, kind, date.fromisoformat(day), household, reason, voided is not None)
            for number, key, kind, day, household, reason, voided in db.execute(query)
        }

    def _grouped(self, sheet: str, keys: tuple[str, ...]) -> dict[str, list[BookRow]]:
        """Rows by voucher number; the same line twice is a fault."""
        groups: dict[str, list[BookRow]] = {}
        seen: dict[tuple[Any, ...], BookRow] = {}
        for row in self.book.sheets[sheet].rows:
            number = row.values.get("number")
            if number is None:
                continue
            key = tuple(row.values.get(k) for k in keys)
            if key in seen and not row.faulty:
                message = tr("The same key as row {row}.").format(row=seen[key].number)
                self.book.fault(sheet, row, "number", message)
                continue
            seen.setdefault(key, row)
            groups.setdefault(number, []).append(row)
        return groups

    def _one_slip(self, sheet: str, rows: list[BookRow], households: list[Any], *same: str) -> None:
        """Lines of one voucher share date, household and kind (help/layout, "All or nothing")."""
        first = rows[0]
        for row, household in zip(rows[1:], households[1:], strict=True):
            for column in same:
                said, other = row.values.get(column), first.values.get(column)
                if said is not None and other is not None and said != other:
                    message = tr("Differs from row {row} of the same voucher.").format(row=first.number)
                    self.book.fault(sheet, row, column, message)
            if household is not None and households[0] is not None and household != households[0]:
                message = tr("Another household than row {row} of the same voucher.").format(row=first.number)
                self.book.fault(sheet, row, "subcontract", message)

    def _compare(self, sheet: str, row: BookRow, pairs: Pairs) -> None:
        """A row must say what is posted."""
        for column, said, stored in pairs:
            if said != stored:
                message = tr("{number} is posted already with another value here. Void it first.").format(
                    number=row.values["number"]
                )
                self.book.fault(sheet, row, column, message)
                return
        self.counts[sheet].unchanged += 1

    def _again(self, sheet: str, row: BookRow, head: Posted) -> bool:
        """Whether a posted voucher was voided here since, which is said and changes nothing."""
        if head.void:
            self.book.warn(
                sheet,
                row,
                "number",
                tr("{number} was voided here and stays void.").format(number=row.values["number"]),
            )
            self.counts[sheet].unchanged += 1
        return head.void

    def _known(self, sheet: str, row: BookRow, head: Posted | None, line: Any | None, pair: Pairing) -> bool:
        """Whether a row's voucher is posted already; then it only has to agree with its posted line."""
        if head is None:
            return False
        if self._again(sheet, row, head):
            return True
        if line is not None:
            self._compare(sheet, row, pair(row.values, head, line))
            return True
        message = tr("{number} is posted already and has no such line.").format(number=row.values["number"])
        self.book.fault(sheet, row, "number", message)
        return True
