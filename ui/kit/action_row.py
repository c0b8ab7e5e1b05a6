"""What one can do for the record shown: a row of buttons that goes on in the next line where room is short."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from ui.kit.button import ActionButton
from ui.shell import theme


class MenuButton(ActionButton):
    """A button that opens several things to choose from."""

    def __init__(self, words: str, icon: str, actions: Sequence[QAction]) -> None:
        super().__init__(words, icon=icon)
        self._choices = QMenu(self)
        self._choices.addActions(list(actions))
        self.clicked.connect(self.open)

    def open(self) -> None:
        """Show the choices below the button."""
        self._choices.exec(self.mapToGlobal(self.rect().bottomLeft()))

    def sizeHint(self) -> QSize:
        """With room for the sign of a menu."""
        plain = super().sizeHint()
        return QSize(plain.width() + theme.px("icon_s"), plain.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The button, and the sign of a menu at its right."""
        super().paintEvent(event)
        painter = QPainter(self)
        size = theme.px("m")
        x = self.width() - size - theme.px("s")
        theme.paint_icon(painter, "chevron-down", "quiet", x, (self.height() - size) / 2, size)
        painter.end()


class ActionRow(QWidget):
    """Buttons from left to right, each as wide as its words."""

    def __init__(self) -> None:
        super().__init__()
        self.buttons: list[ActionButton] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def add(self, button: ActionButton) -> None:
        """One more at the end."""
        button.setParent(self)
        self.buttons.append(button)
        self._place()

    def sizeHint(self) -> QSize:
        """As high as the lines there are."""
        return QSize(theme.px("dialog"), self._lay(self.width() or theme.px("dialog"), move=False))

    def minimumSizeHint(self) -> QSize:
        """As wide as the widest button."""
        widest = max((button.sizeHint().width() for button in self.buttons), default=0)
        return QSize(widest, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other lines."""
        super().resizeEvent(event)
        self._place()

    def event(self, event: QEvent) -> bool:
        """Words changed or a button went."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return super().event(event)

    def _place(self) -> None:
        height = self._lay(self.width(), move=True)
        if height != self.minimumHeight():
            self.setFixedHeight(height)

    def _lay(self, width: int, *, move: bool) -> int:
        """Place the buttons that are shown; answers how high they are together."""
        x = y = 0
        gap, high = theme.px("s"), theme.px("control")
        for button in self.buttons:
            if button.isHidden():
                continue
            size = button.sizeHint()
            if x and x + size.width() > width:
                x, y = 0, y + high + gap
            if move:
                button.setGeometry(QRect(x, y, size.width(), high))
            x += size.width() + gap
        return y + high
