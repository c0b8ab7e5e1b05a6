"""The sheets of stock: what was there on the first day (期初), and what counts found (盘点)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from models import format
from models.actions.exchange.workbook.book import Book, BookRow
from models.actions.exchange.workbook.masters import Masters
from models.actions.exchange.workbook.posted import Pairs, Posted, SlipSheets
from models.actions.ledger import stocktake
from models.actions.ledger.posting import MaterialLine
from models.actions.ledger.stocktake import StockDraft, StockLine
from models.errors import UserError
from models.i18n import tr
from models.queries.ledger.stocktake import Count, Item, counted_on, openings
from models.queries.ledger.warehouse import kept_stock
from models.rules.ledger import voucher_kind

WHERE = ("material", "product", "grade", "subcontract")


class Stocktakes(SlipSheets):
    """The opening stock and the counts of one workbook on their way in."""

    def __init__(self, book: Book, masters: Masters) -> None:
        super().__init__(book, masters, "opening", "counts")

    def post_openings(self) -> set[int]:
        """Post the opening stock that is not there yet: one slip a day for the warehouse, one for each household.

        Returns the subcontracts whose opening stock is wrong, so that nobody knows what they hold.
        """
        sheet = "opening"
        known = openings() if self.book.sheets[sheet].rows else {}
        drafts: dict[tuple[date, int | None], list[StockLine]] = defaultdict(list)
        seen: dict[tuple[date, Item], BookRow] = {}
        for row in self.book.sheets[sheet].rows:
            found = self._item(sheet, row)
            if found is None:
                continue
            item, household = found
            day = row.values["date"]
            first = seen.setdefault((day, item), row)
            if first is not row:
                message = tr("The same key as row {row}.").format(row=first.number)
                self.book.fault(sheet, row, "date", message)
                continue
            posted = {one.day: one for one in known.get(item, ())}
            if day in posted:
                self._same(row, posted[day])
                continue
            for one in known.get(item, ()):
                words = tr("{number} of {day} has opening stock of it already; this is added to it.")
                self.book.warn(sheet, row, "date", words.format(number=one.number, day=one.day.isoformat()))
            drafts[day, household].append(StockLine(item, row.values["quantity"], place=(sheet, row)))
            self.counts[sheet].added += 1
        stocktake.post_openings([StockDraft(day, lines) for (day, _), lines in drafts.items()], self.refused)
        named = [row.values.get("subcontract") for row in self.book.sheets[sheet].rows if row.faulty]
        lost = (self.masters.subcontracts.get(number) for number in named if number)
        return {sub.id for sub in lost if sub is not None}

    def _same(self, row: BookRow, posted: Any) -> None:
        if posted.quantity == row.values["quantity"]:
            self.counts["opening"].unchanged += 1
            return
        message = tr("{number} is posted already with another value here. Void it first.").format(
            number=posted.number
        )
        self.book.fault("opening", row, "quantity", message)

    def count_drafts(self) -> list[StockDraft]:
        """The stocktakes that are not posted yet; one that is posted must say the same again."""
        sheet = "counts"
        posted = self._posted(voucher_kind.COUNT, sheet)
        lines = counted_on(head.id for head in posted.values()) if posted else {}
        drafts = []
        for number, rows in self._grouped(sheet, ("number", *WHERE)).items():
            items = [self._item(sheet, row) for row in rows]
            self._one_slip(sheet, rows, [found and found[1] for found in items], "date")
            head = posted.get(number)
            stored = {count.item: count for count in lines.get(head.id, ())} if head is not None else {}
            fresh = [
                StockLine(found[0], row.values["counted"], row.values.get("reason") or "", place=(sheet, row))
                for row, found in zip(rows, items, strict=True)
                if found is not None
                and not row.faulty
                and not self._known(sheet, row, head, stored.get(found[0]), _counted)
            ]
            if fresh and not any(row.faulty for row in rows):
                drafts.append(StockDraft(rows[0].values["date"], fresh, number))
                self.counts[sheet].added += len(fresh)
        return drafts

    def refused(self, draft: StockDraft, line: StockLine | None, error: UserError) -> None:
        """Note what is wrong with a line, or beside its first line with a whole slip."""
        self._fault_at((line or draft.lines[0]).place, error)

    def refused_alone(self, draft: StockDraft, line: StockLine | None, error: UserError) -> None:
        """Note what is wrong with a count whatever the books say."""
        if error.field != "reason":
            self.refused(draft, line, error)

    def doubt_stock(self, handed_out: Iterable[MaterialLine]) -> None:
        """Say at the last line of a material that more was handed out than the warehouse had.

        Only where its stock is kept at all: a cooperative that enters no receipts has a stock below 0 of everything.
        """
        last = {line.material: line for line in handed_out}
        for material, (quantity, unit) in kept_stock(last).items():
            if quantity < 0:
                sheet, row = last[material].place
                words = tr("The warehouse lacks {quantity} of it.").format(
                    quantity=format.quantity(-quantity, unit)
                )
                self.book.warn(sheet, row, "quantity", words)

    def _item(self, sheet: str, row: BookRow) -> tuple[Item, int | None] | None:
        """What a row is about and at which household; None when it cannot be read, which is told."""
        found = {
            column: self.masters.find(sheet, row, column, at, among)
            for column, at, among in (
                ("material", "materials", self.masters.materials),
                ("product", "products", self.masters.products),
                ("subcontract", "subcontracts", self.masters.subcontracts),
            )
        }
        said = {column for column in found if row.values.get(column) is not None}
        if row.faulty or any(found[column] is None for column in said):
            return None
        if len(said & {"material", "product"}) != 1:
            words = tr("Name a material, or a product with its grade.")
            self.book.fault(sheet, row, "product" if "material" in said else "material", words)
            return None
        keys = {column: None if one is None else one.id for column, one in found.items()}
        grade = row.values.get("grade") or "" if "product" in said else ""
        sub = found["subcontract"]
        item = Item(keys["material"], keys["product"], grade, keys["subcontract"])
        return item, None if sub is None else sub.household_id


def _counted(said: Mapping[str, Any], head: Posted, line: Count) -> Pairs:
    return (
        ("date", said["date"], head.date),
        ("counted", said["counted"], line.counted),
        ("reason", said.get("reason") or "", line.reason or head.reason),
    )
