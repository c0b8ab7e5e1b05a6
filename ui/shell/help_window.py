"""The help window: what can be read at the left, the text at the right; it stays beside the desk while one works."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QUrl
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QKeyEvent,
    QKeySequence,
    QShortcut,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QTextEdit,
    QVBoxLayout,
)

from models import i18n
from models.i18n import tr
from ui.kit.background_task import Progress
from ui.kit.button import ActionButton
from ui.kit.dialog import Dialog
from ui.kit.search_field import SearchLine
from ui.kit.text import paragraph
from ui.shell import help, theme
from ui.shell.window_state import remembered

if TYPE_CHECKING:
    from ui.shell.window import MainWindow

KEY = Qt.ItemDataRole.UserRole


class HelpWindow(Dialog):
    """Help for the page one is on; it follows the desk from page to page until another text is chosen."""

    def __init__(self, desk: MainWindow) -> None:
        super().__init__(desk)
        self.desk, self.language = desk, i18n.language()
        self.setWindowTitle(tr("Help"))
        self.setModal(False)
        outer = QVBoxLayout(self)
        margin = theme.px("l")
        outer.setContentsMargins(margin, margin, margin, margin)
        outer.setSpacing(theme.px("m"))
        outer.addLayout(self._build_texts(), 1)
        outer.addLayout(self._build_buttons())
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self.search.setFocus)
        QShortcut(QKeySequence("Ctrl+P"), self).activated.connect(self._print)
        QShortcut(QKeySequence("F1"), self).activated.connect(self.close)
        self._fill()
        self.list.currentItemChanged.connect(lambda now, _: self._show(now))
        theme.changed.connect(self._again)
        desk.page_shown.connect(self._page_shown)
        self.resize(theme.px("sheet") + theme.px("field_wide"), theme.px("preview_h"))
        kept = remembered().value("help/geometry")
        if kept is not None:
            self.restoreGeometry(kept)

    def _build_texts(self) -> QHBoxLayout:
        """The search and the contents, beside them the text."""
        across = QHBoxLayout()
        across.setSpacing(theme.px("l"))
        left = QVBoxLayout()
        left.setSpacing(theme.px("s"))
        self.search = SearchLine("Ctrl+F")
        self.search.setPlaceholderText(tr("Search the help"))
        self.search.setAccessibleName(tr("Search the help"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._searched)
        self.search.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Contents"))
        self.list.setFixedWidth(theme.px("nav") + theme.px("xl") * 2)
        self.search.setFixedWidth(theme.px("nav") + theme.px("xl") * 2)
        self.nothing = paragraph(tr("Nothing in the help holds these words."), "quiet")
        self.nothing.hide()
        left.addWidget(self.search)
        left.addWidget(self.nothing)
        left.addWidget(self.list, 1)
        self.text = QTextBrowser()
        self.text.setAccessibleName(tr("Help"))
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._follow)
        self.text.document().setDocumentMargin(theme.px("m"))
        across.addLayout(left)
        across.addWidget(self.text, 1)
        return across

    def _build_buttons(self) -> QHBoxLayout:
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px("s"))
        tour = ActionButton(tr("Show me around"))
        tour.clicked.connect(self._tour)
        about = ActionButton(tr("About Yuanba"))
        about.clicked.connect(self._about)
        self.print_button = ActionButton(tr("Print"), "Ctrl+P")
        self.print_button.clicked.connect(self._print)
        close = ActionButton(tr("Close"), "Esc")
        close.clicked.connect(self.close)
        buttons.addWidget(tour)
        buttons.addWidget(about)
        buttons.addStretch(1)
        buttons.addWidget(self.print_button)
        buttons.addWidget(close)
        return buttons

    def open_at(self, key: str) -> None:
        """Show the text of a page, and the window if it was closed."""
        self.search.clear()
        wanted = help.topic(key).key
        for row in range(self.list.count()):
            if self.list.item(row).data(KEY) == wanted:
                self.list.setCurrentRow(row)
        self.show()
        self.raise_()
        self.activateWindow()
        self.text.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def shown(self) -> str:
        """The key of the text that is read."""
        item = self.list.currentItem()
        return "" if item is None else str(item.data(KEY))

    def _fill(self) -> None:
        words = self.search.text().strip()
        before = self.shown
        self.list.blockSignals(True)
        self.list.clear()
        for one in help.topics(i18n.language()):
            if one.holds(words):
                item = QListWidgetItem(one.title)
                item.setData(KEY, one.key)
                self.list.addItem(item)
                if one.key == before:
                    self.list.setCurrentItem(item)
        if self.list.currentItem() is None:
            self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        self.nothing.setVisible(not self.list.count())
        self._show(self.list.currentItem())

    def _searched(self, words: str) -> None:
        self._fill()

    def _show(self, item: QListWidgetItem | None) -> None:
        if item is None:
            self.text.clear()
            return
        self.text.setHtml(help.page(help.topic(str(item.data(KEY))).text))
        self._mark()

    def _mark(self) -> None:
        """Tint what was searched for, and bring the first of it into sight."""
        found: list[QTextEdit.ExtraSelection] = []
        look = QTextCharFormat()
        look.setBackground(QColor(theme.color("soon_tint")))
        for word in self.search.text().split():
            cursor = QTextCursor(self.text.document())
            while not (cursor := self.text.document().find(word, cursor)).isNull():
                mark = QTextEdit.ExtraSelection()
                mark.cursor, mark.format = cursor, look
                found.append(mark)
        self.text.setExtraSelections(found)
        if found:
            first = min((mark.cursor for mark in found), key=lambda at: at.position())
            place = QTextCursor(first)
            place.clearSelection()
            self.text.setTextCursor(place)
            self.text.ensureCursorVisible()

    def _follow(self, link: QUrl) -> None:
        self.search.clear()
        for row in range(self.list.count()):
            if self.list.item(row).data(KEY) == link.toString():
                self.list.setCurrentRow(row)

    def _page_shown(self, key: str) -> None:
        if self.isVisible():
            page = self.desk.page
            for row in range(self.list.count()):
                if page is not None and self.list.item(row).data(KEY) == page.help_key:
                    self.list.setCurrentRow(row)

    def _tour(self) -> None:
        from ui.shell.tour import Tour

        self.close()
        Tour(self.desk).begin()

    def _about(self) -> None:
        from ui.shell.about import About

        box = About(self)
        box.exec()
        box.deleteLater()

    def _print(self) -> None:
        """The text that is read, on paper: who reads it when the program does not start has no other."""
        from reports.paper.papers import PAPERS
        from ui.kit.print_preview import Preview

        topic = help.topic(self.shown)

        def make(path: Path, paper: str, copies: int, progress: Progress) -> None:
            help.print_to(path, topic.text, paper, copies)

        papers = [(key, tr(PAPERS[key].label)) for key in ("a4", "a5")]
        box = Preview(self, "help", topic.title, make, papers)
        box.exec()
        box.deleteLater()

    def _again(self) -> None:
        self._show(self.list.currentItem())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows go from the search line through what was found; Enter goes to the text."""
        if watched is self.search and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
            if event.key() in steps:
                row = self.list.currentRow() + steps[Qt.Key(event.key())]
                self.list.setCurrentRow(max(0, min(row, self.list.count() - 1)))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.text.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return False

    def closeEvent(self, event: QCloseEvent) -> None:
        """Come back at the same place."""
        remembered().setValue("help/geometry", self.saveGeometry())
        super().closeEvent(event)


def open_help(desk: MainWindow, key: str) -> HelpWindow:
    """Help for a page of this desk, in one window made when it is first asked for."""
    for one in desk.findChildren(HelpWindow):
        if one.language == i18n.language():
            one.open_at(key)
            return one
        one.close()
        one.deleteLater()
    made = HelpWindow(desk)
    made.open_at(key)
    return made
