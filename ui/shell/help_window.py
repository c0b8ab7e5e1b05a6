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
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QTextBrowser, QTextEdit, QWidget

from models import i18n
from models.i18n import tr
from ui.kit.background_task import Progress
from ui.kit.boxes import STRETCH, hbox, vbox
from ui.kit.button import ActionButton
from ui.kit.dialog import Dialog
from ui.kit.search_field import SearchLine
from ui.kit.text import paragraph
from ui.shell import help, theme
from ui.shell.help_search import Found, search
from ui.shell.window_state import remembered

if TYPE_CHECKING:
    from ui.shell.window import MainWindow

KEY = Qt.ItemDataRole.UserRole
FOUND = KEY + 1


class HelpWindow(Dialog):
    """Help for the page one is on; it follows the desk from page to page until another text is chosen.

    Over a dialog it is that dialog's own and goes with it; ``desk`` is None where no file is open yet.
    """

    def __init__(self, desk: MainWindow | None, over: QWidget | None = None) -> None:
        super().__init__(over or desk)
        self.desk, self.language = desk, i18n.language()
        self.setWindowTitle(tr("Help"))
        self.setModal(False)
        outer = self.body_layout("m", margin="l")
        outer.addLayout(self._build_texts(), 1)
        outer.addLayout(self._build_buttons())
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self.search.setFocus)
        QShortcut(QKeySequence("Ctrl+P"), self).activated.connect(self._print)
        self._fill()
        self.list.currentItemChanged.connect(lambda now, _: self._show(now))
        theme.changed.connect(self._again)
        self.tour_button.setVisible(desk is not None and over is None)
        if desk is not None and over is None:
            desk.page_shown.connect(self._page_shown)
        self.resize(theme.px("sheet") + theme.px("field_wide"), theme.px("preview_h"))
        kept = remembered().value("help/geometry")
        if kept is not None:
            self.restoreGeometry(kept)

    def _build_texts(self) -> QHBoxLayout:
        """The search and the contents, beside them the text."""
        self.search = SearchLine("Ctrl+F")
        self.search.setPlaceholderText(tr("Search the help"))
        self.search.setAccessibleName(tr("Search the help"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._searched)
        self.search.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Contents"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFixedWidth(theme.px("nav") + theme.px("xl") * 2)
        self.search.setFixedWidth(theme.px("nav") + theme.px("xl") * 2)
        self.nothing = paragraph(tr("Nothing in the help holds these words."), "quiet")
        self.nothing.hide()
        left = vbox("s", self.search, self.nothing, (self.list, 1))
        self.text = QTextBrowser()
        self.text.setAccessibleName(tr("Help"))
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._follow)
        self.text.document().setDocumentMargin(theme.px("m"))
        return hbox("l", left, (self.text, 1))

    def _build_buttons(self) -> QHBoxLayout:
        self.tour_button = ActionButton(tr("Show me around"), slot=self._tour)
        about = ActionButton(tr("About Yuanba"), slot=self._about)
        self.print_button = ActionButton(tr("Print"), "Ctrl+P", slot=self._print)
        close = ActionButton(tr("Close"), "Esc", slot=self.close)
        return hbox("s", self.tour_button, about, STRETCH, self.print_button, close)

    def ask_help(self) -> None:
        """The key that opened it closes it."""
        self.close()

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
        """All texts; while something is searched, the passages that answer it."""
        asked = self.search.text().strip()
        before = self.shown
        self.list.blockSignals(True)
        self.list.clear()
        if asked:
            for one in search(i18n.language(), asked):
                words = f"{one.topic.title} · {one.heading}" if one.heading else one.topic.title
                self._offer(words, one.topic.key, one)
        else:
            for topic in help.topics(i18n.language()):
                self._offer(topic.title, topic.key, None)
                if topic.key == before:
                    self.list.setCurrentRow(self.list.count() - 1)
        if self.list.currentItem() is None:
            self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        self.nothing.setVisible(not self.list.count())
        self._show(self.list.currentItem())

    def _offer(self, words: str, key: str, found: Found | None) -> None:
        item = QListWidgetItem(words)
        item.setToolTip(words)
        item.setData(KEY, key)
        item.setData(FOUND, found)
        self.list.addItem(item)

    def _searched(self, words: str) -> None:
        self._fill()

    def _show(self, item: QListWidgetItem | None) -> None:
        if item is None:
            self.text.clear()
            return
        self.text.setHtml(help.page(help.topic(str(item.data(KEY))).text))
        self._mark(item.data(FOUND))

    def _mark(self, found: Found | None) -> None:
        """Tint what was searched for, and bring the passage that answers into sight."""
        tinted: list[QTextEdit.ExtraSelection] = []
        look = QTextCharFormat()
        look.setBackground(QColor(theme.color("soon_tint")))
        document = self.text.document()
        for piece in () if found is None else found.pieces:
            cursor = QTextCursor(document)
            while not (cursor := document.find(piece, cursor)).isNull():
                mark = QTextEdit.ExtraSelection()
                mark.cursor, mark.format = cursor, look
                tinted.append(mark)
        self.text.setExtraSelections(tinted)
        if found is not None and found.heading:
            place = self._heading(found.heading)
        else:
            place = min((mark.cursor for mark in tinted), key=lambda at: at.position(), default=None)
        if place is not None:
            self._bring_up(place)

    def _heading(self, words: str) -> QTextCursor | None:
        """Where a heading stands."""
        block = self.text.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel() and block.text().strip() == words:
                return QTextCursor(block)
            block = block.next()
        return None

    def _bring_up(self, place: QTextCursor) -> None:
        """Have a place at the top of what is seen."""
        cursor = QTextCursor(place)
        cursor.clearSelection()
        self.text.setTextCursor(cursor)
        bar = self.text.verticalScrollBar()
        bar.setValue(bar.value() + self.text.cursorRect(cursor).top() - theme.px("s"))

    def _follow(self, link: QUrl) -> None:
        self.search.clear()
        for row in range(self.list.count()):
            if self.list.item(row).data(KEY) == link.toString():
                self.list.setCurrentRow(row)

    def _page_shown(self, key: str) -> None:
        if self.isVisible() and self.desk is not None:
            page = self.desk.page
            for row in range(self.list.count()):
                if page is not None and self.list.item(row).data(KEY) == page.help_key:
                    self.list.setCurrentRow(row)

    def _tour(self) -> None:
        from ui.shell.tour import Tour

        self.close()
        if self.desk is not None:
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
    return _opened(desk, None, key)


def open_help_over(dialog: QWidget, key: str) -> HelpWindow:
    """Help over an open dialog, which would keep every other window from the hand: on ``key``, or the page below."""
    from ui.shell.window import MainWindow

    below: QWidget | None = dialog
    while below is not None and not isinstance(below, MainWindow):
        below = below.parentWidget()
    page = None if below is None else below.page
    return _opened(below, dialog, key or ("" if page is None else page.help_key))


def _opened(desk: MainWindow | None, over: QWidget | None, key: str) -> HelpWindow:
    parent = over or desk
    assert parent is not None
    for one in parent.findChildren(HelpWindow, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if one.language == i18n.language():
            one.open_at(key)
            return one
        one.close()
        one.deleteLater()
    made = HelpWindow(desk, over)
    made.open_at(key)
    return made
