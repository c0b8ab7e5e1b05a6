"""History: who did what when, in words; what a thing done changed, and taking back the newest."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.i18n import mark, plural, tr
from models.queries.desk import history, operation_details
from models.rules.desk import roles
from ui.kit.background_query import Asker
from ui.kit.boxes import hbox
from ui.kit.card import Card
from ui.kit.change_trail import in_words
from ui.kit.empty import Empty
from ui.kit.listed_page import TablePage
from ui.kit.scrolled import Scrolled
from ui.kit.table import TableView
from ui.kit.text import paragraph, rule, text
from ui.shell import theme

KINDS = {"added": mark("Added"), "changed": mark("Changed"), "removed": mark("Removed")}
SHOWN = 40  # records of one operation that are told one by one


class HistoryPage(TablePage):
    """Operations at the left, what the chosen one changed at the right."""

    title = mark("History")
    help_key = "history"

    def build(self) -> None:
        """The list and the telling."""
        self._asking = False
        self._counting = Asker(self)
        self.set_primary(
            tr("Undo the last action"), self.desk.undo, shown_key="Ctrl+Z", icon="undo", right=roles.UNDO
        )
        self.table = TableView(
            history.operations(),
            self,
            empty=Empty(tr("Every change is listed here, and by whom."), icon="history"),
        )
        self.table.selected.connect(lambda: self.guard(self._chosen))
        self.table.loaded.connect(self._say_count)
        self.card = Card(tr("What it changed"), " ").inset()
        self.area = Scrolled()
        self.area.setAccessibleName(tr("What it changed"))
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.card.body.addWidget(self.area, 1)
        self.body.addLayout(hbox("l", (self.table, 3), (self.card, 2)), 1)
        self._show([])

    def refresh(self) -> None:
        """Ask again; what is chosen stays."""
        # Told once, when it is settled which operation is chosen.
        self._asking = True
        try:
            self._ask_again()
        finally:
            self._asking = False
        self._tell()

    def _ask_again(self) -> None:
        self.table.refresh()
        if self.table.key() is None and self.table.count():
            self.table.table.selectRow(0)

    def _say_count(self) -> None:
        self.set_subtitle(plural("{n} thing done", "{n} things done", self.table.count()))

    def first_focus(self) -> QWidget | None:
        """The list, so that arrows tell one after the other."""
        return self.table.table

    def concerns(self, tables: Collection[str]) -> bool:
        """Every operation is told here."""
        return True

    def _chosen(self) -> None:
        if not self._asking:
            self._tell()

    def _tell(self) -> None:
        self._counting.stop()
        key = self.table.key()
        if key is None:
            self._show([])
            return
        found = operation_details.changes_by(key, SHOWN)
        self._show(found)
        if len(found) == SHOWN:
            # An import may have touched a hundred thousand.
            self._counting.ask(lambda: operation_details.count_of(key), self._say_rest)

    def _say_rest(self, count: int) -> None:
        more = count - SHOWN
        self.rest.setText(plural("{n} more record", "{n} more records", more) if more > 0 else "")
        self.rest.setVisible(more > 0)

    def _show(self, found: list[operation_details.ChangeDetails]) -> None:
        inner = QWidget()
        lines = QVBoxLayout(inner)
        lines.setContentsMargins(0, 0, theme.px("m"), 0)
        lines.setSpacing(theme.px("xs"))
        for number, one in enumerate(found):
            if number:
                lines.addSpacing(theme.px("xs"))
                lines.addWidget(rule())
                lines.addSpacing(theme.px("xs"))
            head = f"{tr(KINDS[one.kind])} · {one.table}"
            lines.addWidget(paragraph(f"{head} {one.name}".strip(), "strong"))
            for change in one.fields:
                lines.addWidget(paragraph(in_words(one.kind, change)))
        if not found:
            lines.addWidget(paragraph(tr("Nothing that is shown by name, only inner marks."), "quiet"))
        self.rest = text("", "quiet", inner)
        self.rest.setContentsMargins(0, theme.px("s"), 0, 0)
        self.rest.hide()
        lines.addWidget(self.rest)
        lines.addStretch(1)
        self.area.hold(inner)
