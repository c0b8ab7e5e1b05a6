"""The sheet of retail sales (零售): rows with the same number are lines of one slip."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, NamedTuple

from models import format
from models.actions.exchange.workbook.book import Book, BookRow
from models.actions.exchange.workbook.masters import Masters
from models.actions.exchange.workbook.posted import Pairs, Posted, SlipSheets
from models.actions.ledger.sales import SaleDraft, Sold, post_sales
from models.actions.programme.workshops import doubt_of_closed
from models.database import db
from models.errors import UserError
from models.i18n import tr
from models.queries.ledger.warehouse import product_stock
from models.queries.product.units import GoodsUnits
from models.rules.amount import line_amount
from models.rules.ledger import voucher_kind
from models.tables.ledger import SaleLine

SHEET = "sales"


class _SoldLines(NamedTuple):
    """What a posted sale says of one product, grade, workshop and price."""

    quantity: int
    takings: int


class Sales(SlipSheets):
    """The retail sales of one workbook on their way in."""

    def __init__(self, book: Book, masters: Masters) -> None:
        super().__init__(book, masters, SHEET)

    def post(self) -> None:
        """Post what is new; what is posted must say the same again."""
        posted = self._posted(voucher_kind.SALE, SHEET)
        stored = _stored() if posted else {}
        drafts = []
        for number, rows in self._grouped(SHEET, ("number", "product", "grade", "workshop", "price")).items():
            self._one_slip(SHEET, rows, [None for _ in rows], "date")
            head = posted.get(number)
            lines = [line for row in rows if (line := self._line(row)) is not None]
            fresh = [
                line
                for line in lines
                if not self._known(SHEET, line.place[1], head, _found(stored, head, line), _sold)
            ]
            if fresh and not any(row.faulty for row in rows):
                drafts.append(SaleDraft(rows[0].values["date"], fresh, number=number))
                self.counts[SHEET].added += len(fresh)
        post_sales(drafts, self._refused)
        self._doubt_sellers(drafts)
        self._doubt_stock([line for draft in drafts for line in draft.lines])

    def _line(self, row: BookRow) -> Sold | None:
        product = self.masters.find(SHEET, row, "product", "products", self.masters.products)
        said = row.values.get("workshop")
        workshop = None
        if said is not None:
            workshop = self.masters.find(SHEET, row, "workshop", "workshops", self.masters.among("workshops"))
        if row.faulty or product is None or (said is not None and workshop is None):
            return None
        v = row.values
        code = "" if workshop is None else workshop.code
        return Sold(product.id, v["grade"], v["quantity"], v["price"], v.get("takings"), code, (SHEET, row))

    def _refused(self, draft: SaleDraft, line: Sold | None, error: UserError) -> None:
        self._fault_at((line or draft.lines[0]).place, error)

    def _doubt_sellers(self, drafts: list[SaleDraft]) -> None:
        """Say at each line whether the workshop that sold it was closed by then."""
        for draft in drafts:
            for line in draft.lines:
                workshop = self.masters.among("workshops").get(line.workshop)
                said = "" if workshop is None else doubt_of_closed(workshop, draft.date)
                if said:
                    self.book.warn(SHEET, line.place[1], "workshop", said)

    def _doubt_stock(self, sold: list[Sold]) -> None:
        """Say at the last line of a product's grade that more was sold than the warehouse had."""
        last = {(line.product, line.grade): line for line in sold}
        held = product_stock({product for product, _ in last}) if last else {}
        units = GoodsUnits().products
        for key, line in last.items():
            if held.get(key, 0) < 0 and not line.place[1].faulty:
                words = tr("The warehouse lacks {quantity} of it.")
                lacking = format.quantity(-held[key], units[line.product])
                self.book.warn(SHEET, line.place[1], "quantity", words.format(quantity=lacking))


def _stored() -> dict[int, dict[tuple[Any, ...], _SoldLines]]:
    """What the posted sales say, by voucher and by product, grade, workshop and price."""
    found: dict[int, dict[tuple[Any, ...], _SoldLines]] = defaultdict(dict)
    query = SaleLine.select(
        SaleLine.voucher,
        SaleLine.product,
        SaleLine.grade,
        SaleLine.place,
        SaleLine.price,
        SaleLine.quantity,
        SaleLine.takings,
    )
    for voucher, *key, quantity, takings in db.execute(query):
        before = found[voucher].get(tuple(key), _SoldLines(0, 0))
        found[voucher][tuple(key)] = _SoldLines(before.quantity + quantity, before.takings + takings)
    return found


def _found(
    stored: dict[int, dict[tuple[Any, ...], _SoldLines]], head: Posted | None, line: Sold
) -> _SoldLines | None:
    key = (line.product, line.grade, line.workshop, line.price)
    return None if head is None else stored.get(head.id, {}).get(key)


def _sold(said: Mapping[str, Any], head: Posted, line: _SoldLines) -> Pairs:
    reckoned = line_amount(said["quantity"], said["price"])
    takings = said.get("takings")
    return (
        ("date", said["date"], head.date),
        ("quantity", said["quantity"], line.quantity),
        ("takings", reckoned if takings is None else takings, line.takings),
    )
