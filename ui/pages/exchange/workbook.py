"""The workbook: a cooperative's records read in from a spreadsheet, checked first; an empty one to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QLabel, QStackedWidget, QVBoxLayout, QWidget

from models.actions.exchange.workbook.book import BookMapping
from models.actions.exchange.workbook.mapping import StrangeLayout
from models.actions.exchange.workbook.problem_groups import ProblemGroup, grouped
from models.errors import Problem, WorkbookRefused
from models.i18n import mark, plural, tr
from models.queries.desk.target import Target, Workbook
from models.rules.product.reach import NEW
from ui.kit.background_task import under_way
from ui.kit.boxes import STRETCH, hbox
from ui.kit.button import ActionButton
from ui.kit.dropping import dropped_workbook
from ui.kit.empty import Empty
from ui.kit.page import Page
from ui.kit.print_commands import offer_reprint
from ui.kit.save_dialog import ask_file, ask_target
from ui.kit.text import paragraph, text
from ui.kit.turns import Pieces
from ui.pages.exchange.arrived import Arrival, copy_and_look
from ui.pages.exchange.checked_book import CheckedBook
from ui.pages.exchange.problem_table import ProblemTable
from ui.pages.exchange.workbook_files import save_template, write_remarked
from ui.shell import theme

NOTHING, CHECKED, REFUSED = range(3)
KINDS = mark("Workbooks (*.xlsx)")


class DropPlace(QFrame):
    """Where a workbook is dropped, and what the page is for."""

    def __init__(self, page: WorkbookPage) -> None:
        super().__init__()
        self.setObjectName("card")
        down = QVBoxLayout(self)
        down.setSpacing(theme.px("l"))
        down.addStretch(2)
        picture = QLabel()
        picture.setPixmap(theme.icon("sheet", "accent_soft").pixmap(theme.px("icon_l"), theme.px("icon_l")))
        down.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        first = text(tr("Drop a workbook here"), "section")
        down.addWidget(first, 0, Qt.AlignmentFlag.AlignHCenter)
        words = paragraph(
            tr(
                "Households, products, orders and slips of a whole month come in at once. The workbook is"
                " checked first, and nothing changes before you say so."
            ),
            "quiet",
        )
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        words.setFixedWidth(theme.px("dialog"))
        words.setMinimumHeight(words.heightForWidth(theme.px("dialog")))
        down.addWidget(words, 0, Qt.AlignmentFlag.AlignHCenter)
        self.choose = ActionButton(tr("Choose a workbook…"), icon="folder", slot=page.choose)
        self.template = ActionButton(tr("Save an empty workbook…"), icon="save", slot=page.save_template)
        down.addLayout(hbox("s", STRETCH, self.choose, self.template, STRETCH))
        down.addStretch(3)


class WorkbookPage(Page):
    """Choose or drop, check, then bring in; or the complete list of what is wrong."""

    title = mark("Workbook")
    help_key = "workbook"

    def build(self) -> Pieces:
        """The three states of the page."""
        self.state = NOTHING
        self.path: Path | None = None
        self.problems: list[Problem] = []
        self.remarks: list[Problem] = []
        self.setAcceptDrops(True)
        self.stack = QStackedWidget()
        self.body.addWidget(self.stack)
        self.place = DropPlace(self)
        self.stack.addWidget(self.place)
        yield
        self.checked = CheckedBook(self)
        self.checked.reach_changed.connect(self._reach_changed)
        self.counts, self.warnings, self.arrived = (
            self.checked.counts,
            self.checked.warnings,
            self.checked.arrived,
        )
        self.stack.addWidget(self.checked)
        yield
        self.stack.addWidget(self._build_refused())
        yield
        self.save_action = self.add_action(tr("Save with remarks…"), self.save_remarks, "Ctrl+S", "save")
        self.again_action = self.add_action(tr("Another workbook…"), self.choose, "Ctrl+N", "folder")
        self.match_action = self.add_more(tr("Match columns…"), self.match, "filter", "Ctrl+M")
        self.add_more(tr("Save an empty workbook…"), self.save_template, "sheet")
        self._dress()

    def _build_refused(self) -> QWidget:
        self.faults = ProblemTable(
            "import-problems",
            mark("What is wrong with the workbook"),
            self,
            empty=Empty(tr("Nothing is wrong with the workbook.")),
        )
        return self.faults

    def _dress(self) -> None:
        self._dress_state()
        # Other actions are shown in every state: what has no room goes into the menu, once the new button is there.
        QTimer.singleShot(0, self, self.fit_head)

    def _dress_state(self) -> None:
        self.stack.setCurrentIndex(self.state)
        self.again_action.setVisible(self.state != NOTHING)
        self.save_action.setVisible(bool(self.remarks))
        self.match_action.setEnabled(self.path is not None)
        name = self.path.name if self.path is not None else ""
        self.set_subtitle(name if self.state != NOTHING else "")
        if self.state == NOTHING:
            self.set_chip("")
            self.set_primary(tr("Choose a workbook…"), self.choose, "Ctrl+N", "folder")
            self.again_action.setEnabled(False)
            return
        self.again_action.setEnabled(True)
        if self.state == CHECKED:
            action = self.set_primary(tr("Import"), self.bring_in, "Ctrl+Enter", "import")
            action.setEnabled(self.changes)
            same = tr("No rows in it") if self.without_rows else tr("All of it is here already")
            words = tr("Ready") if self.changes else same
            self.set_chip(words, "accent" if self.changes else "quiet")
        else:
            self.set_chip(
                plural("{n} fault, nothing changed", "{n} faults, nothing changed", len(self.problems)),
                "wrong",
            )
            self.set_primary(tr("Check again"), self.check_again, "Ctrl+Enter", "refresh")

    def refresh(self) -> None:
        """What was checked may look different by now."""
        if under_way() is not None:
            return
        if self.state == CHECKED and self.path is not None and not self._bringing:
            self._check(ask=False)

    _bringing = False
    mapping: BookMapping | None = None
    apply_to = NEW
    changes = without_rows = False

    # -- choosing --------------------------------------------------------------------------------------------------

    def choose(self) -> None:
        """Ask for a workbook and check it."""
        chosen = ask_file(self, "workbook", tr("Choose a workbook"), tr(KINDS))
        if chosen is not None:
            self.check(chosen)

    def open(self, target: Target) -> None:
        """A workbook to check."""
        match target:
            case Workbook(Path() as path):
                self.check(path)
            case Workbook():
                self.choose()
            case _:
                super().open(target)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A workbook may be dropped anywhere on the page."""
        if dropped_workbook(event.mimeData()) is not None:
            event.acceptProposedAction()
            self.set_chip(tr("Let go to check it"))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Gone again."""
        self._dress()

    def dropEvent(self, event: QDropEvent) -> None:
        """Check what was dropped."""
        path = dropped_workbook(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.check(path)

    # -- checking and bringing in ----------------------------------------------------------------------------------

    def check(self, path: Path) -> None:
        """Check a workbook in the background; nothing changes. A stranger's columns are asked about first."""
        self.path, self.mapping, self.apply_to = path, None, NEW
        self._check(ask=True)

    def _check(self, *, ask: bool) -> None:
        from models.actions.exchange.workbook import import_workbook

        path, mapping, apply_to = self.path, self.mapping, self.apply_to
        if path is None:
            return
        self.run(
            tr("Checking {file}").format(file=path.name),
            lambda progress: import_workbook(
                path,
                check=True,
                progress=lambda done, total: progress(done, total, ""),
                mapping=mapping,
                ask_layout=ask,
                apply_to=apply_to,
            ),
            self._checked,
            self._refused,
        )

    def match(self) -> None:
        """Say which sheet and column is which, although it was read already."""
        self._look(always=True)

    def _look(self, *, always: bool) -> None:
        """See how the workbook is laid out, ask what is what where nobody said it before, then check it."""
        from models.actions.exchange.workbook.mapping import scan
        from ui.pages.exchange.mapping import ask_mapping, known_mapping

        path = self.path
        if path is None:
            return

        def seen(strangers: Any) -> None:
            mapping, must = known_mapping(strangers)
            mapping |= self.mapping or {}
            if always or must:
                answer = ask_mapping(self, path, strangers, mapping)
                if answer is None:
                    if not always:
                        self._forget()
                    return
                mapping = answer
            # Sheets of our own layout are read by their names, as ever.
            ours = {one.name for one in strangers if one.own and not always and not mapping[one.name].missing}
            self.mapping = {name: one for name, one in mapping.items() if name not in ours}
            self._check(ask=False)

        self.run(
            tr("Looking at {file}").format(file=path.name),
            lambda progress: scan(path, lambda done, total: progress(done, total, "")),
            seen,
        )

    def _forget(self) -> None:
        self.path, self.mapping, self.state, self.remarks = None, None, NOTHING, []
        self._dress()

    def check_again(self) -> None:
        """The same file, after it was put right."""
        if self.path is not None:
            self.check(self.path)

    def bring_in(self) -> None:
        """Import what was checked, all of it or nothing."""
        from models.actions.exchange.workbook import import_workbook
        from models.backup import back_up_before
        from models.backup_copies import IMPORT

        path, mapping, apply_to = self.path, self.mapping, self.apply_to
        if path is None:
            return
        self._bringing = True

        def work(progress: Any) -> Any:
            back_up_before(IMPORT)
            return import_workbook(
                path,
                progress=lambda done, total: progress(done, total, ""),
                mapping=mapping,
                apply_to=apply_to,
            )

        self.run(tr("Bringing in {file}").format(file=path.name), work, self._brought_in, self._refused)

    def _checked(self, result: Any) -> None:
        self.arrived.hide()
        self.remarks = self.checked.show_result(result, self.apply_to)
        self.changes, self.without_rows = result.changed, result.empty
        self.state = CHECKED
        self._dress()
        self.counts.setFocus()

    def _reach_changed(self, chosen: str) -> None:
        """Check again for what the changed rates and bills shall reach."""
        if self.state == CHECKED and chosen != self.apply_to:
            self.apply_to = chosen
            self._check(ask=False)

    def _refused(self, error: BaseException) -> bool:
        self._bringing = False
        if isinstance(error, StrangeLayout):
            self._look(always=False)
            return True
        if not isinstance(error, WorkbookRefused):
            return False
        self.problems = list(error.problems)
        self.remarks = [*self.problems, *error.warnings]
        # Every fault has to be mended in its own row; what is only odd is told by kind.
        self.faults.put([*(ProblemGroup((one,)) for one in self.problems), *grouped(error.warnings)])
        self.state = REFUSED
        self._dress()
        self.faults.setFocus()
        return True

    def _brought_in(self, result: Any) -> None:
        self.remarks = self.checked.show_result(result, self.apply_to)
        self.remarks = []
        added = sum(one.added for one in result.counts.values())
        updated = sum(one.updated for one in result.counts.values())
        name = self.path.name if self.path is not None else ""
        self.changes = False
        self.state = CHECKED
        self._dress()
        self.set_chip(tr("Imported"), "accent")
        words = plural(
            "{file} is in: {n} new row, {updated} changed.",
            "{file} is in: {n} new rows, {updated} changed.",
            added,
        ).format(file=name, updated=f"{updated:,}")
        self.done(words)
        self.arrived.came(words)
        self.arrived.show()
        self._bringing = False
        # The next refresh is the one of this very import.
        self.path = None
        self.checked.reach.setVisible(False)
        if result.reprint:
            offer_reprint(self, result.reprint)
        self.run(tr("Backing up"), copy_and_look, self._looked)

    def _looked(self, arrival: Arrival) -> None:
        self.arrived.tell(arrival)
        self.desk.say_state()

    # -- files -----------------------------------------------------------------------------------------------------

    def save_template(self) -> None:
        """An empty workbook to fill in."""
        save_template(self)

    def save_remarks(self) -> None:
        """Write the workbook again with what is wrong or odd in a last column."""
        if self.path is None:
            return
        target = ask_target(self, tr("{name} with remarks").format(name=self.path.stem))
        if target is not None:
            write_remarked(self, self.path, target, self.remarks)

    def first_focus(self) -> QWidget | None:
        """What the state is about."""
        return (self.place.choose, self.counts.table, self.faults.table)[self.state]
