"""A button that shows its key, so that the keyboard path is learned."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QAction, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QStyleOptionButton, QToolButton, QWidget

from ui.kit.alignment import LEFT
from ui.kit.text import key_words
from ui.shell import theme


class ActionButton(QPushButton):
    """A push button with its key printed in it, small and quiet; a click does what its ``slot`` does.

    ``kind`` danger or plain changes its dress.
    """

    def __init__(
        self,
        words: str,
        key: str = "",
        *,
        primary: bool = False,
        icon: str = "",
        kind: str = "",
        parent: QWidget | None = None,
        slot: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(words, parent)
        self.key = key_words(key)
        self.icon_name = icon
        self.kind = "primary" if primary else kind
        self.setProperty("kind", self.kind)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if slot is not None:
            self.clicked.connect(slot)
        self._describe()

    @classmethod
    def of(cls, action: QAction, *, primary: bool = False, icon: str = "", kind: str = "") -> ActionButton:
        """A button that triggers an action and follows its words and whether it is enabled.

        Why it is not stands in the action's status tip.
        """
        button = cls(action.text(), action.shortcut().toString(), primary=primary, icon=icon, kind=kind)

        def follow() -> None:
            button.setText(action.text())
            button.setEnabled(action.isEnabled())
            button.setToolTip("" if action.isEnabled() else action.statusTip())
            button.setVisible(action.isVisible())
            button._describe()
            button.updateGeometry()

        button.clicked.connect(action.trigger)
        action.changed.connect(follow)
        button.setEnabled(action.isEnabled())
        button.setToolTip("" if action.isEnabled() else action.statusTip())
        return button

    def print_key(self, key: str) -> None:
        """Print a key that somebody else listens to; nothing happens without one."""
        if key:
            self.key = key_words(key)
            self._describe()
            self.updateGeometry()

    def _describe(self) -> None:
        self.setAccessibleName(self.text())
        if self.key:
            self.setAccessibleDescription(self.key)

    def sizeHint(self) -> QSize:
        """Wide enough for icon, words and key."""
        words = QFontMetrics(theme.font("base")).horizontalAdvance(self.text())
        width = words + 2 * (theme.px("m") if self.kind != "link" else theme.px("xs"))
        if self.icon_name:
            width += theme.px("icon_s") + (theme.px("s") if self.text() else 0)
        if self.key:
            width += QFontMetrics(theme.font("quiet")).horizontalAdvance(self.key) + theme.px("s")
        return QSize(width + 2, theme.px("control"))

    def minimumSizeHint(self) -> QSize:
        """Never cut."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the keyboard, whatever else the window would do with it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not (
            event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ):
            self.click()
        else:
            super().keyPressEvent(event)

    def initStyleOption(self, option: QStyleOptionButton) -> None:
        """The words are none of the style's: they stand beside the icon and the key."""
        super().initStyleOption(option)
        option.text = ""

    def paintEvent(self, event: QPaintEvent) -> None:
        """The style's button, then icon, words and key in its middle."""
        super().paintEvent(event)
        painter = QPainter(self)
        primary, enabled = self.kind == "primary", self.isEnabled()
        role = "quiet" if not enabled else "on_accent" if primary else self._role()
        key_role = "quiet" if not enabled or not primary else "on_accent_quiet"
        base, quiet = theme.font("base"), theme.font("quiet")
        x = (
            (self.width() - self.sizeHint().width()) // 2
            + 1
            + (theme.px("m") if self.kind != "link" else theme.px("xs"))
        )
        if self.icon_name:
            size = theme.px("icon_s")
            theme.paint_icon(painter, self.icon_name, role, x, (self.height() - size) / 2, size)
            x += size + theme.px("s")
        width = QFontMetrics(base).horizontalAdvance(self.text())
        painter.setFont(base)
        painter.setPen(theme.color(role))
        flags = LEFT | Qt.TextFlag.TextShowMnemonic
        painter.drawText(QRect(x, 0, width + 2, self.height()), flags, self.text())
        if self.key:
            painter.setFont(quiet)
            painter.setPen(theme.color(key_role))
            left = x + width + theme.px("s")
            painter.drawText(QRect(left, 0, self.width() - left, self.height()), flags, self.key)
        painter.end()

    def _role(self) -> str:
        return {"danger": "wrong", "link": "accent"}.get(self.kind, "ink")


def tool_button(
    icon: str, words: str, slot: Callable[[], object], *, role: str = "quiet", tip: str = ""
) -> QToolButton:
    """A small button with an icon only; ``words`` name it, and stand in its tooltip unless that says more."""
    button = QToolButton()
    button.setIcon(theme.icon(icon, role))
    button.setAccessibleName(words)
    button.setToolTip(tip or words)
    button.clicked.connect(slot)
    return button
