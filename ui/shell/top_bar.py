"""The bar at the top: find anything at the left, the day and whether all is safe at the right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property
from threading import Thread
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from models import format, i18n
from models.i18n import tr
from ui.kit.button import ActionButton, tool_button
from ui.kit.desk import desk_of
from ui.kit.search_field import SearchLine
from ui.kit.text import text
from ui.shell import errors, theme

if TYPE_CHECKING:
    from ui.kit.suggestion_list import SuggestList

FOUND_SHOWN = 14


class FindBox(SearchLine):
    """Type what you look for; the list below goes there. Esc goes back to the page."""

    found = Signal(object)
    left = Signal()

    def __init__(self, finder: Callable[[str], Any]) -> None:
        super().__init__("Ctrl+K")
        self.setMinimumWidth(theme.px("field"))
        self.setMaximumWidth(theme.px("find"))
        self.setPlaceholderText(tr("Find households, slips, orders, materials…"))
        self.setAccessibleName(tr("Find anything (Ctrl+K)"))
        self._finder = finder
        self.installEventFilter(self)

    @cached_property
    def list(self) -> SuggestList:
        """What is found, below the line; made when the keyboard first comes here."""
        from ui.kit.suggestion_list import SuggestList

        found = SuggestList(self, self._finder, width="find_wide", shown=FOUND_SHOWN)
        found.picked.connect(self._picked)
        return found

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The list hears what is typed; the dictionary of pinyin is read meanwhile, not after the first letters."""
        super().focusInEvent(event)
        _ = self.list
        Thread(target=_read_pinyin, args=(tr("Commands", "find"),), daemon=True).start()

    def _picked(self, item: Any) -> None:
        self.clear()
        self.found.emit(item[0])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc without a list empties the box and leaves it."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape and not self.list.isVisible():
                self.clear()
                self.left.emit()
                return True
        return False


def _read_pinyin(words: str) -> None:
    from models.rules.pinyin import search_words

    search_words(words)


class Dot(QWidget):
    """A dot in the colour of a role; the words beside it say the same."""

    def __init__(self) -> None:
        super().__init__()
        self.role = "accent"
        self.setFixedSize(theme.px("dot"), theme.px("dot"))

    def sizeHint(self) -> QSize:
        """Small."""
        return QSize(theme.px("dot"), theme.px("dot"))

    def say(self, role: str) -> None:
        """Change the colour."""
        self.role = role
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A filled circle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(self.role))
        painter.drawEllipse(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()


class Top(QWidget):
    """The bar itself. ``help_asked`` when its question mark is pressed."""

    help_asked = Signal()
    find: FindBox  # type: ignore[assignment]  # Qt's own find(number) is of no use here

    def __init__(self, finder: Callable[[str], Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_plain = False
        self.setObjectName("top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(theme.px("top"))
        line = QHBoxLayout(self)
        line.setContentsMargins(theme.px("xl"), 0, theme.px("xl"), 0)
        line.setSpacing(theme.px("xl"))
        self.find = FindBox(finder)
        self.day = text("", "quiet")
        self.dot = Dot()
        self.saved = text("", "quiet")
        self.backup = text("", "quiet")
        self.cipher = text("", "quiet")
        self.plain = ActionButton(tr("Not encrypted"), kind="link")
        self.plain.setToolTip(tr("Whoever has this file can read it. Set a password…"))
        self.plain.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.plain.clicked.connect(self._set_password)
        line.addWidget(self.find, 4)
        line.addStretch(1)
        line.addWidget(self.day)
        self.state: QWidget = QWidget()
        self.state.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        state = QHBoxLayout(self.state)
        state.setContentsMargins(0, 0, 0, 0)
        state.setSpacing(theme.px("xs"))
        state.addWidget(self.dot)
        state.addWidget(self.saved)
        line.addWidget(self.state)
        line.addWidget(self.backup)
        line.addWidget(self.cipher)
        line.addWidget(self.plain)
        self.person: QToolButton = QToolButton()
        self.person.setIcon(theme.icon("user"))
        self.person.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.person.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.person.hide()
        line.addWidget(self.person)
        self.help = tool_button("help", tr("Help (F1)"), lambda: self.help_asked.emit())
        self.help.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        line.addWidget(self.help)
        self.say_saved(())
        self.say_backup("")
        self.say_encrypted(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where room is short the day goes first, then the backup; whether all is saved stays."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Show what there is room for, once it has any."""
        if not self.testAttribute(Qt.WidgetAttribute.WA_WState_Created):
            return
        gap = self.layout().spacing()
        room = self.width() - 2 * theme.px("xl") - theme.px("field") - gap
        room -= gap + self.help.sizeHint().width()
        room -= gap + self.person.sizeHint().width() if not self.person.isHidden() else 0
        room -= self.dot.sizeHint().width() + theme.px("xs") + self.saved.sizeHint().width()
        # What somebody should do something about stays as long as there is any room.
        shown = self._is_plain and room >= gap + self.plain.sizeHint().width()
        room -= gap + self.plain.sizeHint().width() if shown else 0
        self.plain.setVisible(shown)
        for part in (self.cipher, self.backup, self.day):
            room -= gap + part.sizeHint().width() if part.text() else 0
            part.setVisible(bool(part.text()) and room >= 0)

    def say_day(self, day: date) -> None:
        """Which day it is."""
        self.day.setText(f"{format.date(day, i18n.language())} {format.weekday(day)}")
        self.fit()

    def say_saved(self, unposted: tuple[str, ...]) -> None:
        """All saved, or which pages hold something unposted."""
        self.dot.say("soon" if unposted else "accent")
        self.saved.setText(
            tr("Not posted: {pages}").format(pages=", ".join(unposted)) if unposted else tr("All saved")
        )
        self.fit()

    def say_backup(self, words: str, role: str = "quiet") -> None:
        """When the last backup was made."""
        theme.set_role(self.backup, "type", role)
        self.backup.setText(words)
        self.fit()

    def say_person(self, name: str, role: str) -> None:
        """Who is signed in; nobody where people do not."""
        self.person.setVisible(bool(name))
        self.person.setText(name)
        self.person.setToolTip(role)
        self.person.setAccessibleName(f"{name} {role}")
        self.fit()

    def _set_password(self) -> None:
        """Do what the menu below the cooperative's name does."""
        desk = desk_of(self)
        acts = {words: act for words, _, act in desk.file_actions} if desk is not None else {}
        if tr("Password…") in acts:
            errors.attempt(self.window(), lambda _: acts[tr("Password…")]())

    def say_encrypted(self, encrypted: bool) -> None:
        """Whether the file has a password."""
        self.cipher.setText(tr("Encrypted") if encrypted else "")
        self._is_plain = not encrypted
        self.fit()
