"""The lines of received and of inspected pieces: columns, what follows from a cell, what does not add up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from models import format
from models.errors import UserError
from models.i18n import mark, plural, tr
from models.kinds import COUNT, QUANTITY, TEXT
from models.queries.ledger import entry_context
from models.queries.product.units import GoodsUnits
from models.rules.amount import half_up
from models.rules.ledger import balance
from models.rules.ledger.grade import GOOD, PARTS
from models.tables.order import Subcontract
from ui.kit.entry_page import quantity_of
from ui.kit.grid_model import GridColumn, GridLine, never, told_column
from ui.kit.suggestion_list import Suggestion
from ui.pages.ledger.defect_cell import DefectCell

WEIGHED = "kg"
REWORK_REMARKABLE = 50_000  # ppm: from one piece in twenty on it is worth a word
FOUND = PARTS[:-1]
LABELS = {
    "good": mark("Good"),
    "second": mark("Second"),
    "rework": mark("Rework"),
    "work_scrap": mark("Work scrap"),
    "material_scrap": mark("Material scrap"),
    "pending": mark("Pending"),
}


def suggest_works(words: str) -> list[Suggestion]:
    """Subcontracts as suggestions: number, then household, product and what is outstanding."""
    return [(work.id, work.number, describe(work)) for work in entry_context.find_works(words)]


def describe(work: entry_context.OpenWork) -> str:
    """Household, product and what is still to come of a subcontract, in one line."""
    state = work.state
    if state.closed:
        rest = tr("completed")
    else:
        rest = tr("{n} outstanding").format(n=format.quantity(state.outstanding, work.unit))
    return f"{work.who} · {work.product_name} · {rest}"


def problem_of(line: GridLine, cell: str, units: GoodsUnits, unit: str) -> None:
    """Say beside a quantity that it has more decimals than its unit takes."""
    try:
        units.check(unit, line.get(cell), cell)
    except UserError as refusal:
        line.problems.setdefault(cell, refusal.message)


def work_number(key: int) -> str:
    """The number of a subcontract."""
    found = entry_context.works([key])
    return found[key].number if key in found else ""


def work_of(line: GridLine) -> entry_context.OpenWork | None:
    """The subcontract of a line, asked anew; a problem on the line when it is gone."""
    key = line.get("subcontract")
    if key is None:
        return None
    found = entry_context.works([key]).get(key)
    if found is None:
        line.problems["subcontract"] = tr("This subcontract does not exist.")
    else:
        line.names["subcontract"] = found.number
    return found


def known(line: GridLine) -> bool:
    """Whether the subcontract of a line is known."""
    return line.facts is not None


def subcontract_column(skip: Callable[[GridLine], bool] = never) -> GridColumn:
    """The subcontract of a line, found by number, name or initials."""
    return GridColumn(
        "subcontract",
        tr("Subcontract"),
        TEXT,
        9,
        suggest=lambda _, words: suggest_works(words),
        named=work_number,
        makes=Subcontract,
        skip=skip,
    )


def reason_column(width: int, needed: Callable[[GridLine], bool]) -> GridColumn:
    """The reason, asked for where one is ``needed``; what the program remarks on the line stands in it."""
    return GridColumn(
        "reason",
        tr("Reason"),
        TEXT,
        width,
        stretch=True,
        hints=True,
        editable=known,
        skip=lambda line: not needed(line),
        tip=tr("A reason, where one is needed"),
    )


class ReceiptSheet:
    """Lines of a collection. ``day`` answers the date of the slips."""

    def __init__(self, day: Callable[[], date | None]) -> None:
        self._day = day
        self.defects = DefectCell(
            lambda line: line.facts.product if line.facts is not None else None,
            lambda line: self.parts(line).faulty,
        )

    def columns(self) -> list[GridColumn]:
        """From the subcontract to the reason."""
        weighed = self.weighed
        columns = [
            subcontract_column(),
            GridColumn("who", tr("Household"), TEXT, 13, stretch=True, show=_who),
            GridColumn("product", tr("Product"), TEXT, 6, stretch=True, yields=True, show=_product),
            GridColumn("outstanding", tr("Outstanding"), COUNT, 6, show=_outstanding),
            GridColumn("gross", tr("Gross"), QUANTITY, 6, editable=weighed, worded=_amount),
            GridColumn("tare", tr("Tare"), QUANTITY, 5, editable=weighed, worded=_amount),
            GridColumn(
                "received",
                tr("Received"),
                QUANTITY,
                6,
                editable=known,
                worded=_amount,
                skip=lambda line: line.get("gross") is not None,
            ),
        ]
        columns += [
            GridColumn(
                part, tr(LABELS[part]), QUANTITY, 6 if part == GOOD else 5, editable=known, worded=_amount
            )
            for part in PARTS
        ]
        columns += [
            self.defects.column(),
            GridColumn("pay", tr("Piece pay"), COUNT, 6, show=self._pay, yields=True),
            reason_column(10, self._needs_reason),
        ]
        return columns

    def weighed(self, line: GridLine) -> bool:
        """Whether the line's product is weighed."""
        return line.facts is not None and line.facts.unit == WEIGHED

    def parts(self, line: GridLine) -> balance.Parts:
        """What became of the pieces."""
        return balance.Parts(*(line.get(part, 0) for part in PARTS))

    def changed(self, line: GridLine, key: str) -> None:
        """Fill in what follows from a cell: the facts, the net weight, the good ones, and what does not add up."""
        if key in ("", "subcontract"):
            line.problems.pop("subcontract", None)
            line.facts = work_of(line)
        if line.facts is None:
            line.hints = []
            return
        if key in ("gross", "tare") and line.get("gross") is not None:
            line.cells["received"] = line.cells["gross"] - line.get("tare", 0)
            line.proposed.add("received")
        if line.get("received") is not None:
            for part in PARTS:
                if part != GOOD:
                    line.propose(part, 0)
            others = sum(line.get(part, 0) for part in PARTS if part != GOOD)
            line.propose(GOOD, max(0, line.cells["received"] - others))
        line.drop_problems()
        units = GoodsUnits()
        for cell in ("received", *PARTS):
            problem_of(line, cell, units, line.facts.unit)
        line.hints = self._hints(line, line.facts)
        self.defects.check(line)

    def left(self, line: GridLine) -> None:
        """The line was left: what does not add up is no longer just unfinished."""
        words = self.off(line)
        if words:
            line.problems["received"] = words
            line.hints = []

    def check(self, line: GridLine) -> None:
        """Note what keeps a line from being posted."""
        if line.facts is None:
            if not line.problems:
                line.problems["subcontract"] = tr("Which subcontract? Type its number, a name or initials.")
            return
        words = self.off(line)
        if words:
            line.problems["received"] = words
        self.defects.check(line)

    def off(self, line: GridLine) -> str:
        """How far the grades of a line are from what was received, in words; "" where they add up."""
        received = line.get("received")
        if received is None:
            return ""
        total = self.parts(line).total
        if total == received:
            return ""
        words = (
            tr("Parts {parts}, {rest} missing") if total < received else tr("Parts {parts}, {rest} too many")
        )
        return words.format(parts=format.quantity(total), rest=format.quantity(abs(received - total)))

    def _over(self, line: GridLine, work: entry_context.OpenWork) -> int:
        parts, state = self.parts(line), work.state
        delivered = state.parts.delivered + parts.delivered
        if not parts.delivered or not balance.over_delivery(
            state.quantity, state.over_delivery_ppm, delivered
        ):
            return 0
        return delivered - state.quantity

    def _needs_reason(self, line: GridLine) -> bool:
        if line.facts is None:
            return False
        return "reason" in line.problems or bool(self._over(line, line.facts))

    def _pay(self, line: GridLine) -> str:
        if line.facts is None or line.get("received") is None:
            return ""
        total, unpriced = line.facts.earned(self.parts(line))
        return "—" if unpriced or self.off(line) else format.money(total)

    def _hints(self, line: GridLine, work: entry_context.OpenWork) -> list[tuple[str, str]]:
        hints: list[tuple[str, str]] = []
        off = self.off(line)
        if off:
            hints.append((off, "soon"))
        parts = self.parts(line)
        for grade in work.earned(parts)[1]:
            hints.append((tr("no rate for {grade}").format(grade=tr(LABELS[grade])), "soon"))
        over = self._over(line, work)
        if over and not line.get("reason"):
            words = tr("{n} over the order; give a reason").format(n=format.quantity(over))
            hints.append((words, "soon"))
        received = line.get("received", 0)
        if balance.slip_of_the_finger(received, work.state.quantity):
            words = tr("{received} received of a subcontract of {quantity}: look again.").format(
                received=format.quantity(received), quantity=format.quantity(work.state.quantity)
            )
            hints.append((words, "soon"))
        if received > 0 and parts.rework * balance.MILLION >= received * REWORK_REMARKABLE:
            tenths = half_up(parts.rework * 1000, received)
            hints.append((tr("rework {share}%").format(share=f"{tenths // 10}.{tenths % 10}"), "quiet"))
        day = self._day()
        if day is not None and day > work.due and not work.state.closed:
            hints.append((plural("{n} day late", "{n} days late", (day - work.due).days), "soon"))
        return hints


@dataclass(frozen=True)
class Found:
    """What an inspection line is about."""

    pending: entry_context.PendingLine
    work: entry_context.OpenWork


class InspectionSheet:
    """Lines of an inspection: one for everything that is pending, to be filled in or left empty."""

    def __init__(self) -> None:
        self._kept: dict[int, dict[str, Any]] = {}
        self.defects = DefectCell(lambda line: line.facts.work.product, lambda line: self.parts(line).faulty)

    def take_kept(self, lines: Sequence[dict[str, Any]]) -> None:
        """Remember what an earlier run typed, by collection line."""
        self._kept = {one["cells"]["line"]: one for one in lines if "line" in one.get("cells", {})}

    def lines(self, before: Sequence[GridLine]) -> list[GridLine]:
        """A line for all that is pending now, with what was typed so far."""
        typed = {line.get("line"): line for line in before if not line.blank}
        pending = entry_context.pending_lines()
        works = entry_context.works({one.subcontract for one in pending})
        lines = []
        for one in pending:
            line = typed.get(one.id)
            if line is None:
                line = GridLine.of(self._kept[one.id]) if one.id in self._kept else GridLine({"line": one.id})
                line.proposed.add("line")
            line.facts = Found(one, works[one.subcontract])
            self.changed(line, "")
            lines.append(line)
        self._kept = {}
        return lines

    def columns(self) -> list[GridColumn]:
        """From the collection to the remark."""
        columns = [
            told_column("number", tr("Collection slip"), 10, lambda facts: facts.pending.number),
            told_column("day", tr("Date"), 5, lambda facts: format.date(facts.pending.day, short=True)),
            told_column("who", tr("Household"), 13, lambda facts: facts.work.who, stretch=True),
            told_column(
                "product", tr("Product"), 8, lambda facts: facts.work.product_name, stretch=True, yields=True
            ),
            GridColumn("left", tr("Pending"), COUNT, 7, show=self._left),
        ]
        columns += [
            GridColumn(part, tr(LABELS[part]), QUANTITY, 6 if part == GOOD else 5, worded=_found_amount)
            for part in FOUND
        ]
        columns += [
            self.defects.column(),
            GridColumn("pay", tr("Piece pay"), COUNT, 6, show=self._pay, yields=True),
            GridColumn(
                "reason",
                tr("Reason"),
                TEXT,
                10,
                stretch=True,
                hints=True,
                skip=lambda line: "reason" not in line.problems,
            ),
        ]
        return columns

    def parts(self, line: GridLine) -> balance.Parts:
        """What became of the pending pieces."""
        return balance.Parts(*(line.get(part, 0) for part in FOUND))

    def changed(self, line: GridLine, key: str) -> None:
        """Check the sum against what is pending."""
        line.drop_problems()
        line.hints = []
        if line.blank:
            return
        units = GoodsUnits()
        for cell in FOUND:
            problem_of(line, cell, units, line.facts.work.unit)
        parts, left = self.parts(line), line.facts.pending.left
        try:
            balance.check_inspection(parts, left)
        except UserError as refusal:
            line.problems["left"] = refusal.message
            return
        self.defects.check(line)
        if parts.total < left:
            words = tr("still pending: {n}").format(n=format.quantity(left - parts.total))
            line.hints.append((words, "quiet"))
        for grade in line.facts.work.earned(parts)[1]:
            line.hints.append((tr("no rate for {grade}").format(grade=tr(LABELS[grade])), "soon"))

    @staticmethod
    def _left(line: GridLine) -> str:
        return quantity_of(line.facts.work.unit, line.facts.pending.left)

    def _pay(self, line: GridLine) -> str:
        if line.blank:
            return ""
        total, unpriced = line.facts.work.earned(self.parts(line))
        return "—" if unpriced else format.money(total)


def _who(line: GridLine) -> str:
    return line.facts.who if line.facts is not None else ""


def _product(line: GridLine) -> str:
    return line.facts.product_name if line.facts is not None else ""


def _outstanding(line: GridLine) -> str:
    return quantity_of(line.facts.unit, line.facts.state.outstanding) if line.facts is not None else ""


def _amount(line: GridLine, value: int) -> str:
    return quantity_of(line.facts.unit if line.facts is not None else "", value)


def _found_amount(line: GridLine, value: int) -> str:
    return quantity_of(line.facts.work.unit, value)
