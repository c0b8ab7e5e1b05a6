"""The sheets of vouchers: dispatches, collections, inspections, visits, advances, adjustments; stocktakes in turn.

A voucher that is posted already must say the same again; new ones are posted together in date order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from models import format
from models.actions.exchange.workbook.book import Book, BookRow
from models.actions.exchange.workbook.care_slips import CareSlips
from models.actions.exchange.workbook.defect_counts import DefectCounts
from models.actions.exchange.workbook.disputes import DisputeSheet
from models.actions.exchange.workbook.masters import Masters
from models.actions.exchange.workbook.posted import Pairs, Posted, SlipSheets
from models.actions.exchange.workbook.sales import Sales
from models.actions.exchange.workbook.single_slips import SingleSlips
from models.actions.exchange.workbook.stocktakes import Stocktakes
from models.actions.ledger import stocktake
from models.actions.ledger.posting import Draft, MaterialLine, PieceLine, post
from models.actions.ledger.stocktake import StockDraft
from models.database import db
from models.errors import UserError
from models.i18n import tr
from models.queries.counting import standing
from models.rules.ledger import voucher_kind
from models.rules.ledger.balance import Parts, check_collection, slip_of_the_finger
from models.rules.ledger.grade import PARTS
from models.tables.ledger import CollectionLine, InspectionLine, Movement, Voucher
from models.tables.party import Agreement


class Slips(SlipSheets):
    """The vouchers of one workbook on their way in."""

    def __init__(self, book: Book, masters: Masters) -> None:
        super().__init__(book, masters, "dispatches", "collections", "inspections")
        self.singles = SingleSlips(book, masters)
        self.care = CareSlips(book, masters)
        self.stocktakes = Stocktakes(book, masters)
        self.defects = DefectCounts(book, masters)
        self.sales, self.disputes = Sales(book, masters), DisputeSheet(book, masters)
        for one in (self.defects, self.singles, self.care, self.stocktakes, self.sales, self.disputes):
            self.counts |= one.counts
        self.drafts: list[Draft] = []
        # Subcontracts with a dispatch row that could not be read: their balance is not known, so it refuses nothing.
        self.shaky: set[int] = set()
        self.all_shaky = "dispatches" in book.lost
        self.collection_lines: dict[str, dict[int, int]] = defaultdict(dict)
        self.collection_heads: dict[str, int] = {}
        self.lost_collections: set[str] = set()

    def post(self) -> None:
        """Check and post every voucher of the workbook, noting what is wrong."""
        self.singles.post_visits()
        self.care.post_return_visits()
        self.care.post_machine_events()
        self.masters.lend()
        self._dispatches()
        self._collections()
        self._inspections()
        self.defects.attach(self.drafts, self.lost_collections)
        self.shaky |= self.stocktakes.post_openings()
        self._post_in_turn(self.stocktakes.count_drafts())
        self.stocktakes.doubt_stock(self._handed_out())
        self.sales.post()
        self.singles.post_advances()
        self.singles.post_adjustments()
        self.disputes.post()

    def _post_in_turn(self, found: list[StockDraft]) -> None:
        """Post slips and stocktakes in the order of their days: a count is of what lay there after its day's slips."""
        left = sorted(self.drafts, key=lambda draft: draft.date)
        faults: list[Any] = []
        with db.atomic() as halfway:
            for count in sorted(found, key=lambda draft: (draft.date, draft.number)):
                due = [draft for draft in left if draft.date <= count.date]
                left = left[len(due) :]
                post(due, lambda *fault: faults.append(fault))
                if not faults:
                    stocktake.post_counts([count], lambda *fault: faults.append(fault))
                if faults:
                    halfway.rollback()
                    break
        # Whatever is wrong is told of all slips together, as it would be without any count.
        post(self.drafts if faults else left, self._refused)
        if faults:
            # While other slips are wrong nobody knows what the books would have said.
            tell = self.stocktakes.refused_alone if self.book.problems else self.stocktakes.refused
            stocktake.post_counts(found, tell)

    def _handed_out(self) -> list[MaterialLine]:
        """The lines of dispatches and top-ups of this workbook that are new."""
        return [
            line
            for draft in self.drafts
            if draft.kind in voucher_kind.ISSUES
            for line in draft.lines
            if isinstance(line, MaterialLine)
        ]

    def _refused(self, draft: Draft, line: Any, error: UserError) -> None:
        if draft.kind == voucher_kind.RETURN and error.field == "quantity":
            follows = self.all_shaky or line.subcontract in self.shaky
        else:
            follows = (
                draft.kind in voucher_kind.ISSUES
                and error.field == "reason"
                and self.masters.bill_unread(line.subcontract)
            )
        if not follows:
            self._fault_at(line.place, error)

    def _draft(self, sheet: str, draft: Draft) -> None:
        self.drafts.append(draft)
        self.counts[sheet].added += len(draft.lines)

    def _dispatches(self) -> None:
        sheet = "dispatches"
        posted = self._posted("dispatch", sheet)
        lines = self._posted_materials() if posted else {}
        agreements = self._agreements()
        self._doubt_balances()
        for number, rows in self._grouped(sheet, ("number", "subcontract", "material")).items():
            subs = [self._subcontract(sheet, row) for row in rows]
            self._one_slip(sheet, rows, [s and s.household_id for s in subs], "date", "kind")
            head = posted.get(number)
            draft_lines: list[MaterialLine] = []
            for row, sub in zip(rows, subs, strict=True):
                material = self.masters.find(sheet, row, "material", "materials", self.masters.materials)
                if row.faulty or sub is None or material is None:
                    if sub is not None:
                        self.shaky.add(sub.id)
                    continue
                line = lines.get((head.id, sub.id, material.id)) if head is not None else None
                if self._known(sheet, row, head, line, _dispatched):
                    continue
                v = row.values
                draft_lines.append(
                    MaterialLine(
                        sub.id, material.id, v["quantity"], v.get("reason") or "", place=(sheet, row)
                    )
                )
            if draft_lines and not any(row.faulty for row in rows):
                first = rows[0].values
                household = _household(subs)
                self._draft(sheet, Draft(first["kind"], first["date"], household, draft_lines, number))
                if first["kind"] != voucher_kind.RETURN and not _in_force(
                    agreements.get(household, ()), first["date"]
                ):
                    self.book.warn(
                        sheet, rows[0], "date", tr("No agreement with this household is in force.")
                    )
            elif draft_lines:
                self.shaky.update(line.subcontract for line in draft_lines)

    def _doubt_balances(self) -> None:
        """What a row cannot be read for is missing somewhere: at its subcontract, or nobody knows where."""
        for row in self.book.sheets["dispatches"].rows:
            if row.faulty:
                number = row.values.get("subcontract")
                if number is None:
                    self.all_shaky = True
                elif (sub := self.masters.subcontracts.get(number)) is not None:
                    self.shaky.add(sub.id)

    def _subcontract(self, sheet: str, row: BookRow) -> Any | None:
        return self.masters.find(sheet, row, "subcontract", "subcontracts", self.masters.subcontracts)

    def _posted_materials(self) -> dict[tuple[int, int, int], tuple[int, str]]:
        query = (
            Movement.select(
                Movement.voucher,
                Movement.source_subcontract,
                Movement.target_subcontract,
                Movement.material,
                Movement.quantity,
                Movement.reason,
            )
            .join(Voucher)
            .where(Voucher.series == voucher_kind.SERIES[voucher_kind.ISSUE], standing())
        )
        return {
            (voucher, source or target, material): (quantity, reason)
            for voucher, source, target, material, quantity, reason in db.execute(query)
        }

    def _agreements(self) -> dict[int, list[tuple[date | None, date | None]]]:
        found: dict[int, list[tuple[date | None, date | None]]] = defaultdict(list)
        for agreement in Agreement.select():
            found[agreement.household_id].append((agreement.start, agreement.end))
        return found

    def _collections(self) -> None:
        sheet = "collections"
        posted = self._posted(voucher_kind.COLLECTION, sheet)
        stored: dict[tuple[str, int], Any] = {}
        if posted or self.book.sheets["inspections"].rows:
            for posted_line in (
                CollectionLine.select(CollectionLine, Voucher.number, Voucher.household)
                .join(Voucher)
                .objects()
            ):
                row_of: Any = posted_line
                stored[row_of.number, row_of.subcontract_id] = row_of
                self.collection_lines[row_of.number][row_of.subcontract_id] = row_of.id
                self.collection_heads[row_of.number] = row_of.household
        for number, rows in self._grouped(sheet, ("number", "subcontract")).items():
            subs = [self._subcontract(sheet, row) for row in rows]
            self._one_slip(sheet, rows, [s and s.household_id for s in subs], "date")
            head = posted.get(number)
            draft_lines: list[PieceLine] = []
            for row, sub in zip(rows, subs, strict=True):
                if row.faulty or sub is None:
                    continue
                if self._known(sheet, row, head, stored.get((number, sub.id)), _collected):
                    continue
                v = row.values
                piece = PieceLine(
                    sub.id,
                    Parts(*(v.get(part) or 0 for part in PARTS)),
                    v["received"],
                    v.get("gross"),
                    v.get("tare"),
                    v.get("reason") or "",
                    place=(sheet, row),
                )
                draft_lines.append(piece)
                if slip_of_the_finger(piece.received, sub.quantity):
                    words = tr("{received} received of a subcontract of {quantity}: look again.").format(
                        received=format.quantity(piece.received), quantity=format.quantity(sub.quantity)
                    )
                    self.book.warn(sheet, row, "received", words)
                self.collection_lines[number][sub.id] = piece.key
                self.collection_heads[number] = sub.household_id
            if any(row.faulty for row in rows) or None in subs:
                self.lost_collections.add(number)
                self._add_up(rows)
            elif draft_lines:
                day = rows[0].values["date"]
                self._draft(sheet, Draft(voucher_kind.COLLECTION, day, _household(subs), draft_lines, number))

    def _add_up(self, rows: list[BookRow]) -> None:
        """Check the sums of a collection that is not posted for another fault, so that every fault is told at once."""
        sheet = "collections"
        for row in rows:
            if any(self.book.unread(sheet, row, column) for column in ("received", *PARTS, "gross", "tare")):
                continue
            v = row.values
            try:
                check_collection(
                    v["received"], Parts(*(v.get(part) or 0 for part in PARTS)), v.get("gross"), v.get("tare")
                )
            except UserError as error:
                self._fault_at((sheet, row), error)

    def _inspections(self) -> None:
        sheet = "inspections"
        posted = self._posted(voucher_kind.INSPECTION, sheet)
        stored: dict[tuple[str, int], Any] = {}
        if posted:
            for posted_line in InspectionLine.select(InspectionLine, Voucher.number).join(Voucher).objects():
                row_of: Any = posted_line
                stored[row_of.number, row_of.collection_line_id] = row_of
        for number, rows in self._grouped(sheet, ("number", "collection", "subcontract")).items():
            found = [self._collection_line(row) for row in rows]
            households = [
                pair and self.collection_heads.get(row.values["collection"])
                for row, pair in zip(rows, found, strict=True)
            ]
            self._one_slip(sheet, rows, households, "date")
            head = posted.get(number)
            draft_lines: list[PieceLine] = []
            told: dict[int, BookRow] = {}
            for row, pair in zip(rows, found, strict=True):
                if row.faulty or pair is None:
                    continue
                subcontract, collection_line = pair
                # One row may name the subcontract that another leaves to be understood.
                first = told.setdefault(collection_line, row)
                if first is not row:
                    message = tr("The same key as row {row}.").format(row=first.number)
                    self.book.fault(sheet, row, "collection", message)
                    continue
                if self._known(sheet, row, head, stored.get((number, collection_line)), _inspected):
                    continue
                v = row.values
                draft_lines.append(
                    PieceLine(
                        subcontract,
                        Parts(*(v.get(part) or 0 for part in PARTS[:-1])),
                        collection_line=collection_line,
                        place=(sheet, row),
                    )
                )
            if draft_lines and not any(row.faulty for row in rows) and None not in found:
                household = self.collection_heads[rows[0].values["collection"]]
                self._draft(
                    sheet,
                    Draft(voucher_kind.INSPECTION, rows[0].values["date"], household, draft_lines, number),
                )

    def _collection_line(self, row: BookRow) -> tuple[int, int] | None:
        """(subcontract, collection line) an inspection row speaks of; notes a fault when there is none or several."""
        number = row.values.get("collection")
        if number is None or number in self.lost_collections:
            return None
        lines = self.collection_lines.get(number)
        if not lines:
            message = tr('"{key}" is not in this workbook and not known.').format(key=number)
            self.masters.unknown("inspections", row, "collection", ("collections", number), message)
            return None
        if row.values.get("subcontract") is not None:
            sub = self._subcontract("inspections", row)
            if sub is None:
                return None
            if sub.id not in lines:
                message = tr("{number} has no line of this subcontract.").format(number=number)
                named = ("collections", (number, sub.id))
                self.masters.unknown("inspections", row, "subcontract", named, message)
                return None
            return sub.id, lines[sub.id]
        if self.book.unread("inspections", row, "subcontract"):
            return None
        if len(lines) > 1:
            message = tr("{number} has several subcontracts; name the one inspected.").format(number=number)
            self.book.fault("inspections", row, "subcontract", message)
            return None
        return next(iter(lines.items()))


def _dispatched(said: Mapping[str, Any], head: Posted, line: tuple[int, str]) -> Pairs:
    quantity, reason = line
    return (
        ("date", said["date"], head.date),
        ("kind", said["kind"], head.kind),
        ("quantity", said["quantity"], quantity),
        ("reason", said.get("reason") or "", reason or head.reason),
    )


def _collected(said: Mapping[str, Any], head: Posted, line: Any) -> Pairs:
    return (
        ("date", said["date"], head.date),
        ("received", said["received"], line.received),
        *((part, said.get(part) or 0, getattr(line, part)) for part in PARTS),
        ("gross", said.get("gross"), line.gross),
        ("tare", said.get("tare"), line.tare),
        ("reason", said.get("reason") or "", line.reason or head.reason),
    )


def _inspected(said: Mapping[str, Any], head: Posted, line: Any) -> Pairs:
    return (
        ("date", said["date"], head.date),
        *((part, said.get(part) or 0, getattr(line, part)) for part in PARTS[:-1]),
    )


def _household(subcontracts: list[Any]) -> int:
    """The household of a voucher's lines, which all have the same."""
    return int(next(sub.household_id for sub in subcontracts if sub is not None))


def _in_force(spans: Iterable[tuple[date | None, date | None]], day: date) -> bool:
    return any((start is None or start <= day) and (end is None or day <= end) for start, end in spans)
