"""Collection: what came in from the households, sorted as it is counted, and later what inspection found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabBar

from models import format
from models.actions.ledger.posting import Draft, PieceLine, post
from models.errors import UserError
from models.i18n import mark, plural, tr
from models.queries.desk.target import Blank, CopyOf, OfHousehold, OfSubcontract, Pending, Tab, Target
from models.queries.ledger import entry_context
from models.queries.ledger.slip_copies import slip_copy
from models.rules.ledger import voucher_kind
from ui.kit.entry_page import EntryPage, by_unit, posted_words
from ui.kit.grid import Grid
from ui.kit.grid_model import GridLine
from ui.pages.ledger.collection_grid import InspectionSheet, ReceiptSheet


class CollectionPage(EntryPage):
    """Two grids: pieces received, and pieces that still wait for inspection."""

    title = mark("Collection")
    help_key = "collection"
    paper = "collection"
    tab_names = (
        ("receive", mark("Receive")),
        ("inspect", mark("Inspect")),
    )

    def build(self) -> None:
        """The grid of receipts, and behind a tab the one of inspections."""
        self.receipts = ReceiptSheet(self.day_or_none)
        self.found = InspectionSheet()
        super().build()
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setAccessibleName(tr("Receive or inspect"))
        for _, words in self.tab_names:
            self.tabs.addTab(tr(words))
        self.tabs.currentChanged.connect(lambda _: self.guard(self._turn))
        self.strip.insertWidget(0, self.tabs)
        self.inspection = Grid(
            self.found.columns(),
            self.found.changed,
            self,
            draft="inspection",
            title=tr("Inspection"),
            fixed=True,
        )
        self.inspection.edited.connect(self.sum_up)
        self.inspection.view.teach(tr("Nothing waits for inspection."))
        self.inspection.hide()
        self.inspection.view.selectionModel().currentRowChanged.connect(lambda *_: self.say_line())
        self.body.insertWidget(self.body.indexOf(self.grid) + 1, self.inspection, 1)
        kept = self.inspection.kept() or {}
        self.found.take_kept(kept.get("lines", []))
        self.add_more(tr("Receive or inspect"), self._other_tab, "eye", "Ctrl+I")

    # -- receiving -------------------------------------------------------------------------------------------------

    def make_grid(self) -> Grid:
        """The receipts."""
        return Grid(
            self.receipts.columns(),
            self.line_changed,
            self,
            draft="collection",
            title=tr("Collection"),
            today=self.desk.today,
        )

    def line_changed(self, line: GridLine, key: str) -> None:
        """See `ReceiptSheet.changed`."""
        self.receipts.changed(line, key)

    def check(self, line: GridLine) -> None:
        """A line needs its subcontract; the rest is checked on posting."""
        self.receipts.check(line)

    def left(self, line: GridLine) -> None:
        """What does not add up is no longer just unfinished."""
        self.receipts.left(line)
        super().left(line)

    def drafts(self, day: date, lines: Sequence[GridLine]) -> list[Draft]:
        """One slip a household."""
        by_household: dict[int, list[PieceLine]] = {}
        for line in lines:
            parts = self.receipts.parts(line)
            by_household.setdefault(line.facts.household, []).append(
                PieceLine(
                    line.cells["subcontract"],
                    parts,
                    line.get("received", 0),
                    line.get("gross"),
                    line.get("tare"),
                    line.get("reason", ""),
                    defects=self.receipts.defects.said(line),
                    place=line,
                )
            )
        return [
            Draft(voucher_kind.COLLECTION, day, household, lines) for household, lines in by_household.items()
        ]

    def sum_up(self) -> None:
        """The sums; the weighing columns are only there while something is weighed."""
        if self.inspecting:
            self._sum_up_inspection()
            return
        weighed = any(self.receipts.weighed(line) for line in self.grid.model.lines)
        for key in ("gross", "tare"):
            self.grid.show_column(key, weighed)
        self.grid.show_column("defects", self.receipts.defects.used)
        super().sum_up()
        self.dirty = self.grid.dirty or self._inspected_something()

    def figures(self) -> list[tuple[str, str, str]]:
        """Received or inspected by unit, and the piece pay."""
        if self.inspecting:
            found = [(line.facts.work, self.found.parts(line)) for line in self.inspection.lines()]
            earned = sum(work.earned(parts)[0] for work, parts in found)
            sums = by_unit([(work.unit, parts.total) for work, parts in found])
            return [*sums, (tr("Piece pay"), format.money(earned), tr("yuan"))]
        known = [line for line in self.grid.lines() if line.facts is not None]
        # What does not add up is not money or goods yet: it would look as if it were counted.
        lines = [line for line in known if not self.receipts.off(line)]
        figures = by_unit([(line.facts.unit, line.get("received", 0)) for line in lines])
        pay = sum(line.facts.earned(self.receipts.parts(line))[0] for line in lines)
        left_out = plural("{n} line", "{n} lines", len(known) - len(lines)) if len(lines) < len(known) else ""
        odd = [(tr("Does not add up, left out"), left_out, "")] if left_out else []
        return [*odd, *figures, (tr("Piece pay"), format.money(pay), tr("yuan"))]

    def save_draft(self) -> bool:
        """Both grids; each is on disk already and made durable."""
        self.inspection.settle()
        self.inspection.keep(durable=True)
        return super().save_draft() and not self.inspection.unkept

    # -- inspecting ------------------------------------------------------------------------------------------------

    @property
    def inspecting(self) -> bool:
        """Whether the grid of inspections is shown."""
        return hasattr(self, "tabs") and self.tabs.currentIndex() == 1

    def _inspected_something(self) -> bool:
        return hasattr(self, "inspection") and self.inspection.dirty

    def _other_tab(self) -> None:
        self.tabs.setCurrentIndex(1 - self.tabs.currentIndex())

    def _turn(self) -> None:
        self.grid.settle()
        self.inspection.settle()
        self.grid.setVisible(not self.inspecting)
        self.inspection.setVisible(self.inspecting)
        self.sum_up()
        (self.inspection if self.inspecting else self.grid).setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Ask again what is pending, keeping what was typed about it."""
        for sheet in (self.receipts, self.found):
            sheet.defects.refresh()
        super().refresh()
        for posted in self.inspection.posted.returned():
            self.found.take_kept(posted.content["lines"])
        self.inspection.show_column("defects", self.found.defects.used)
        lines = self.found.lines(self.inspection.model.lines)
        at = self.inspection.view.currentIndex()
        self.inspection.model.set_lines(lines)
        for line in lines:
            self.inspection.model.read_again(line)
        if lines:
            row = max(0, min(at.row(), len(lines) - 1))
            column = at.column() if at.isValid() else self.inspection.view.first_cell(row)
            self.inspection.view.go_to(row, column)
        waiting = len(lines)
        self.tabs.setTabText(1, tr("Inspect {n}").format(n=waiting) if waiting else tr("Inspect"))
        self.sum_up()

    def _sum_up_inspection(self) -> None:
        lines = self.inspection.lines()
        self.dirty = self.grid.dirty or bool(lines)
        self.say_kept(self.inspection)
        self.say_post(len({line.facts.work.household for line in lines}))
        self._say_figures()
        self.say_line()

    def shown_grid(self) -> Grid:
        """The grid of the tab."""
        return self.inspection if self.inspecting else self.grid

    def line_count(self) -> int:
        """The lines of the grid that is shown."""
        return len((self.inspection if self.inspecting else self.grid).lines())

    def post(self) -> None:
        """Post the grid that is shown."""
        if not self.inspecting:
            super().post()
            return
        if not self.inspection.settle():
            self.inspection.go_to_problem()
            return
        lines = self.inspection.lines()
        if not lines:
            raise UserError(tr("Nothing is inspected yet. Type what became of the pending pieces."))
        day = self.day_read()
        if day is None:
            return
        for line in lines:
            line.problems.clear()
            self.found.defects.check(line)
        if any(line.problems for line in lines):
            self.inspection.model.repaint()
            self.inspection.go_to_problem()
            return

        def refused(draft: Draft, posted: Any, error: UserError) -> None:
            if error.field == "date":
                self.day.say_problem(error.message)
            self.inspection.refuse(posted.place, error, "hint")

        drafts = self._inspections(day, lines)

        def act(_: Any) -> list[str]:
            with self.inspection.posting():
                return post(drafts, refused)

        self.attempt(act, done=self._inspected)
        if any(line.problems for line in lines):
            self.inspection.model.repaint()
            self.inspection.go_to_problem()

    def _inspections(self, day: date, lines: list[GridLine]) -> list[Draft]:
        by_slip: dict[int, list[PieceLine]] = {}
        owners: dict[int, int] = {}
        for line in lines:
            pending, work = line.facts.pending, line.facts.work
            owners[pending.voucher] = work.household
            by_slip.setdefault(pending.voucher, []).append(
                PieceLine(
                    pending.subcontract,
                    self.found.parts(line),
                    reason=line.get("reason", ""),
                    collection_line=pending.id,
                    defects=self.found.defects.said(line),
                    place=line,
                )
            )
        return [Draft(voucher_kind.INSPECTION, day, owners[slip], found) for slip, found in by_slip.items()]

    def _inspected(self, numbers: list[str]) -> None:
        if not numbers:
            return
        self.inspection.clear()
        self.refresh()
        self.done(posted_words(numbers))

    # -- from elsewhere --------------------------------------------------------------------------------------------

    def open(self, target: Target) -> None:
        """The open work of a subcontract or household, ready to be posted; what is pending; or a blank slip."""
        inspecting = isinstance(target, Pending) or target == Tab("inspect")
        self.tabs.setCurrentIndex(int(inspecting))
        match target:
            case Tab():
                pass
            case Blank(_, number):
                self.ask_number(number)
            case Pending(wanted):
                for row, line in enumerate(self.inspection.model.lines):
                    if line.facts.pending.id == wanted:
                        self.inspection.view.go_to(row)
            case OfHousehold(key):
                self._add_all(list(entry_context.household_works(key)))
            case CopyOf(key):
                self.grid.add(slip_copy(key).lines)
            case OfSubcontract(key):
                self._add_all(list(entry_context.works([key]).values()))
            case _:
                super().open(target)

    def _add_all(self, found: list[entry_context.OpenWork]) -> None:
        for work in found:
            self.add(work.id, work.number)

    def add(self, subcontract: int, name: str) -> None:
        """Go to what was received of a subcontract, on a new line unless there is one already."""
        row, fresh = self.grid.line_with("subcontract", subcontract, name)
        received = "gross" if self.receipts.weighed(self.grid.model.lines[row]) else "received"
        self.grid.view.go_to(row, self.grid.model.places[received] if fresh else None)

    def first_focus(self) -> Any:
        """The grid that is shown."""
        return self.inspection.view if self.inspecting else self.grid.view
