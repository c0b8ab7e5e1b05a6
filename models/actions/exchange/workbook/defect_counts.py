"""The sheet that says which defects the faulty pieces of collections and inspections had.

Its rows go into the slips of the same workbook before those are posted; of a slip that is posted already they are named
as in the window, and what is named already must say the same again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from models.actions.exchange.workbook.book import Book, BookRow
from models.actions.exchange.workbook.masters import Masters
from models.actions.exchange.workbook.posted import SlipSheets
from models.actions.ledger.defects import name_defects
from models.actions.ledger.posting import Draft, PieceLine
from models.database import db
from models.errors import UserError
from models.i18n import tr
from models.queries.counting import why_gone
from models.queries.ledger.defects import NamedLine, named_lines
from models.queries.product.defects import DefectCodes
from models.rules.ledger import voucher_kind
from models.rules.ledger.defects import check_counts
from models.tables.ledger import Voucher
from models.tables.order import Order, Subcontract

SHEET = "defect_counts"


class DefectCounts(SlipSheets):
    """The defects of one workbook's slips on their way in."""

    def __init__(self, book: Book, masters: Masters) -> None:
        super().__init__(book, masters, SHEET)

    def attach(self, drafts: Iterable[Draft], lost: set[str]) -> None:
        """Have the slips about to be posted say their defects, and name those of posted ones.

        ``lost`` are the numbers of slips whose own rows are at fault: what is said of them is not told as well.
        """
        groups = self._grouped(SHEET, ("number", "subcontract", "code"))
        if not groups:
            return
        self.codes = DefectCodes()
        self._products = dict(db.execute(Subcontract.select(Subcontract.number, Order.product).join(Order)))
        self._numbers = {row.id: number for number, row in self.masters.subcontracts.items()}
        new = {draft.number: draft for draft in drafts if draft.kind in voucher_kind.JUDGED and draft.number}
        for number, rows in groups.items():
            sound = [row for row in rows if not row.faulty]
            if number in lost:
                continue
            if number in new:
                self._say(new[number], sound)
            else:
                self._name(number, sound)

    def _say(self, draft: Draft, rows: list[BookRow]) -> None:
        """Put the defects into the lines of a slip that is not posted yet."""
        lines = {self._numbers[line.subcontract]: line for line in draft.lines if isinstance(line, PieceLine)}
        by_line: dict[str, list[tuple[BookRow, tuple[int, int]]]] = defaultdict(list)
        for row in rows:
            subcontract = self._subcontract(row, lines)
            defect = None if subcontract is None else self._defect(row, self._products[subcontract])
            if subcontract is not None and defect is not None:
                by_line[subcontract].append((row, (defect, row.values["quantity"])))
        for subcontract, said in by_line.items():
            line = lines[subcontract]
            counted = [one for _, one in said]
            try:
                check_counts([quantity for _, quantity in counted], line.parts.faulty, field="quantity")
            except UserError as error:
                self._fault_at((SHEET, said[-1][0]), error)
                continue
            line.defects = counted
            self.counts[SHEET].added += len(counted)

    def _name(self, number: str, rows: list[BookRow]) -> None:
        """Name the defects of a posted slip, or find them named already."""
        query = Voucher.select().where(Voucher.number == number, Voucher.kind.in_(voucher_kind.JUDGED))
        head = query.first()
        if head is None:
            for row in rows:
                message = tr('"{key}" is not in this workbook and not known.').format(key=number)
                self.masters.unknown(SHEET, row, "number", ("collections", number), message)
            return
        if why_gone(head) is not None:
            self.counts[SHEET].unchanged += len(rows)
            return
        lines = {line.subcontract: line for line in named_lines(head.id)}
        said: dict[int, list[tuple[int, int]]] = {}
        fresh: list[BookRow] = []
        for row in rows:
            subcontract = self._subcontract(row, lines)
            if subcontract is None:
                continue
            line = lines[subcontract]
            defect = self._defect(row, line.product)
            if defect is None or self._is_named(row, line, defect):
                continue
            held = said.setdefault(line.key, [(one.defect, one.quantity) for one in line.defects])
            held.append((defect, row.values["quantity"]))
            fresh.append(row)
        if fresh:
            try:
                name_defects(head.id, said)
            except UserError as error:
                self._fault_at((SHEET, fresh[-1]), UserError(error.message, "quantity"))
            else:
                self.counts[SHEET].added += len(fresh)

    def _is_named(self, row: BookRow, line: NamedLine, defect: int) -> bool:
        """Whether a posted line names a defect already; with another quantity that is a fault."""
        held = next((one.quantity for one in line.defects if one.defect == defect), None)
        if held is None:
            return False
        if held == row.values["quantity"]:
            self.counts[SHEET].unchanged += 1
        else:
            message = tr("{number} is posted already with another value here. Void it first.")
            self.book.fault(SHEET, row, "quantity", message.format(number=row.values["number"]))
        return True

    def _subcontract(self, row: BookRow, lines: Mapping[str, Any]) -> str | None:
        """The subcontract a row is about: the one it names, else the only one of its slip."""
        named: str | None = row.values.get("subcontract")
        number = row.values["number"]
        if named is None and len(lines) == 1:
            return next(iter(lines))
        known = self.masters.subcontracts
        if named is not None and self.masters.find(SHEET, row, "subcontract", "subcontracts", known) is None:
            return None
        if named in lines:
            return named
        message = (
            tr("{number} has several subcontracts; name the one with the defect.")
            if named is None
            else tr("{number} has no line of this subcontract.")
        )
        self.book.fault(SHEET, row, "subcontract", message.format(number=number))
        return None

    def _defect(self, row: BookRow, product: int) -> int | None:
        """The defect a row's code means for a product."""
        code = row.values["code"]
        found = self.codes.of(product, ended=True).get(code)
        if found is None and not self._is_refused(code):
            message = tr('"{key}" is not in this workbook and not known.').format(key=code)
            self.book.fault(SHEET, row, "code", message)
        return None if found is None else found.id

    def _is_refused(self, code: str) -> bool:
        """Whether a code stands in the workbook but its own row is at fault, or its cell could not be read."""
        rows = [row for row in self.book.sheets["defects"].rows if row.faulty]
        refused = {key[1] for at, key in self.masters.broken if at == "defects" and isinstance(key, tuple)}
        named = refused | {row.values.get("code") for row in rows}
        return "defects" in self.book.lost or code in named or None in named
