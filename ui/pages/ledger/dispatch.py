"""Dispatch: material handed out, topped up, taken back or handed on; consumption put right with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtWidgets import QTabBar

from models import rights
from models.actions.ledger.posting import Draft, MaterialLine
from models.i18n import mark, tr
from models.queries.desk.target import Blank, CopyOf, OfHousehold, OfSubcontract, Tab, Target
from models.queries.ledger import entry_context
from models.queries.ledger.slip_copies import slip_copy
from models.rules.desk import roles
from models.rules.ledger.voucher_kind import CORRECTION, ISSUE, RETURN, TOP_UP, TRANSFER
from ui.kit.button import ActionButton
from ui.kit.drafts import Draft as Kept
from ui.kit.entry_page import EntryPage, by_unit
from ui.kit.grid import Grid
from ui.kit.grid_model import GridLine
from ui.kit.posted_lines import Posted
from ui.pages.ledger.dispatch_grid import MaterialSheet

KINDS = (
    (ISSUE, mark("Dispatch"), "dispatch"),
    (TOP_UP, mark("Top-up"), "dispatch"),
    (RETURN, mark("Return"), "return"),
    (TRANSFER, mark("Transfer"), "transfer"),
    (CORRECTION, mark("Correct usage"), ""),
)


class DispatchPage(EntryPage):
    """One grid for the kinds of slip; each kind keeps its own unposted lines."""

    title = mark("Dispatch")
    help_key = "dispatch"
    tab_names = tuple((kind, label) for kind, label, _ in KINDS)

    def build(self) -> None:
        """The tabs of the kinds, then the grid."""
        self.sheet = MaterialSheet(lambda: self.grid.model)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setAccessibleName(tr("Kind of slip"))
        for _, label, _ in KINDS:
            self.tabs.addTab(tr(label))
        self.waiting: dict[str, int] = {}
        self.paper = KINDS[0][2]
        super().build()
        self.strip.insertWidget(0, self.tabs)
        self.tabs.currentChanged.connect(lambda place: self.guard(lambda: self._turn(place)))
        for place, (_, label, _) in enumerate(KINDS):
            self.add_more(tr(label), partial(self.tabs.setCurrentIndex, place), "", f"Alt+{place + 1}")
        self._show_columns()
        self.receive_button = ActionButton(
            tr("Enter goods in"), kind="link", slot=lambda: self.guard(self.receive)
        )
        self.receive_button.setVisible(False)
        self.under.insertWidget(1, self.receive_button)
        self.receive_action = self.add_more(tr("Enter goods in"), self.receive, "stock", right=roles.POST)
        self.say_line()

    def say_line(self) -> None:
        """What there is to say about the line, and the way out where the warehouse lacks its material."""
        super().say_line()
        if hasattr(self, "receive_button"):
            lacks = self.sheet.lacking(self._line()) is not None
            self.receive_button.setVisible(lacks and rights.may(roles.POST))

    def _line(self) -> GridLine | None:
        lines, row = self.grid.model.lines, self.grid.view.currentIndex().row()
        return lines[row] if 0 <= row < len(lines) else None

    def receive(self) -> None:
        """Material comes in that is not in the books yet: first of all what the line lacks."""
        from ui.pages.ledger.stock_forms import receipt_sheet

        lacked = self.sheet.lacking(self._line())
        self.done_by(receipt_sheet(self, self.desk.today(), material=lacked), tr("Posted {number}"))

    def make_grid(self) -> Grid:
        """Material lines."""
        return Grid(
            self.sheet.columns(),
            self.line_changed,
            self,
            draft=f"dispatch-{self.sheet.kind}",
            title=tr("Dispatch"),
            today=self.desk.today,
        )

    def restore_draft(self) -> None:
        """Show the issues of an earlier run, and say on the tabs what else waits."""
        for kind, _, _ in KINDS:
            self.grid.draft = f"dispatch-{kind}"
            self.waiting[kind] = len((self.grid.kept() or {}).get("lines", []))
        self.grid.draft = f"dispatch-{self.sheet.kind}"
        super().restore_draft()

    def _turn(self, place: int) -> None:
        kind, _, paper = KINDS[place]
        if kind == self.sheet.kind:
            return
        self.grid.settle()
        self.grid.keep(durable=True)
        self.sheet.kind, self.paper, self.posted = kind, paper, []
        self.print_action.setEnabled(False)
        self.grid.draft = f"dispatch-{kind}"
        self._show_columns()
        self.grid.restore(self.grid.kept() or {})
        self.grid.setFocus()

    def _show_columns(self) -> None:
        for key, shown in self.sheet.shown().items():
            self.grid.show_column(key, shown)

    def line_changed(self, line: GridLine, key: str) -> None:
        """See `MaterialSheet.changed`."""
        self.sheet.changed(line, key)

    def check(self, line: GridLine) -> None:
        """See `MaterialSheet.check`."""
        self.sheet.check(line)

    def left(self, line: GridLine) -> None:
        """More than there is to return or hand on is wrong by now."""
        self.sheet.left(line)
        super().left(line)

    def refresh(self) -> None:
        """The stock may be another by now."""
        self.sheet.ask()
        super().refresh()

    def drafts(self, day: date, lines: Sequence[GridLine]) -> list[Draft]:
        """One slip a household."""
        by_household: dict[int, list[MaterialLine]] = {}
        for line in lines:
            by_household.setdefault(line.facts.household, []).append(
                MaterialLine(
                    line.cells["subcontract"],
                    line.cells["material"],
                    line.get("quantity", 0),
                    line.get("reason", ""),
                    line.get("to_subcontract") if self.sheet.kind == TRANSFER else None,
                    place=line,
                )
            )
        return [Draft(self.sheet.kind, day, household, lines) for household, lines in by_household.items()]

    def sum_up(self) -> None:
        """The sums; tabs count what waits behind them."""
        super().sum_up()
        self.waiting[self.sheet.kind] = len(self.grid.lines())
        self.dirty = any(self.waiting.values())
        for place, (kind, label, _) in enumerate(KINDS):
            waits = self.waiting.get(kind) and kind != self.sheet.kind
            self.tabs.setTabText(place, f"{tr(label)} {self.waiting[kind]}" if waits else tr(label))

    def figures(self) -> list[tuple[str, str, str]]:
        """What is handed over, by unit."""
        return by_unit([(self.sheet.unit(line), line.get("quantity", 0)) for line in self.grid.lines()])

    def open(self, target: Target) -> None:
        """The material of a subcontract or of all of a household's, ready to be posted; or a blank slip."""
        kinds = [kind for kind, _, _ in KINDS]
        match target:
            case Tab(kind):
                self.tabs.setCurrentIndex(kinds.index(kind))
            case Blank(kind, number):
                self.tabs.setCurrentIndex(kinds.index(kind))
                self.ask_number(number)
            case OfHousehold(key):
                self._add(list(entry_context.household_works(key)))
            case OfSubcontract(key, kind):
                if kind:
                    self.tabs.setCurrentIndex(kinds.index(kind))
                self._add(list(entry_context.works([key]).values()))
            case CopyOf(key):
                copied = slip_copy(key)
                self.tabs.setCurrentIndex(kinds.index(copied.kind))
                self.grid.add(copied.lines)
            case _:
                super().open(target)

    def come_back(self, posted: Posted) -> None:
        """Lines of another kind of slip wait behind its tab."""
        if posted.draft == self.grid.draft:
            super().come_back(posted)
            return
        draft = Kept(posted.draft)
        there = draft.kept() or {}
        lines = [*posted.content["lines"], *there.get("lines", [])]
        draft.keep({**posted.content, **there, "lines": lines})
        self.waiting[posted.draft.removeprefix("dispatch-")] = len(lines)

    def _add(self, found: list[entry_context.OpenWork]) -> None:
        for work in found:
            row, _ = self.grid.line_with("subcontract", work.id, work.number)
            self.grid.view.go_to(row)
