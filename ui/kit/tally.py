"""A big figure that can be pressed: it shows what it counts."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from ui.kit.card import FigureCard
from ui.shell import theme


class TallyCard(FigureCard):
    """A `FigureCard` as a button; ``chosen`` marks the one whose lines are shown."""

    pressed = Signal()

    def __init__(self, label: str, hint: str = "") -> None:
        super().__init__(label, " ")
        self._chosen = False
        # Four of them share the width evenly.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setToolTip(hint)
        self.setAccessibleName(label)
        self.setAccessibleDescription(hint)

    @property
    def chosen(self) -> bool:
        """Whether its lines are shown."""
        return self._chosen

    def choose(self, chosen: bool) -> None:
        """Mark it as the one shown, or not."""
        if chosen != self._chosen:
            self._chosen = chosen
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click anywhere on it."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.pressed.emit()
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter or space presses; arrows go to the neighbour."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.pressed.emit()
        elif event.key() == Qt.Key.Key_Right:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Left:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be pressed."""
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Back to calm."""
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The card, and an outline when it has the keyboard, is pointed at or is chosen."""
        super().paintEvent(event)
        if not (self.hasFocus() or self._chosen or self.underMouse()):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        strong = self.hasFocus() or self._chosen
        thick = theme.px("ring" if self.hasFocus() else "hair")
        painter.setPen(QPen(theme.color("accent" if strong else "edge"), thick))
        inset = thick / 2
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), theme.px("card"), theme.px("card")
        )
        painter.end()
