"""A few words of which one is chosen, in one line: which picture, which unit, which lines."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QLayout, QSizePolicy, QWidget

from models.i18n import tr
from ui.kit.boxes import hbox
from ui.kit.ring import paint_ring
from ui.shell import theme


class Segment(QAbstractButton):
    """One of them."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.setText(words)
        self.setAccessibleName(words)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """The words with a little space."""
        words = QFontMetrics(theme.font("quiet", bold=True)).horizontalAdvance(self.text())
        return QSize(words + 2 * theme.px("s"), theme.px("xl"))

    def minimumSizeHint(self) -> QSize:
        """Never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Quiet words; the chosen one on a tint."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked():
            painter.setBrush(theme.color("accent_tint"))
            painter.drawRoundedRect(box, theme.px("corner"), theme.px("corner"))
        elif self.underMouse():
            painter.setBrush(theme.color("hover"))
            painter.drawRoundedRect(box, theme.px("corner"), theme.px("corner"))
        if self.hasFocus():
            paint_ring(painter, box)
        painter.setFont(theme.font("quiet", bold=self.isChecked()))
        painter.setPen(theme.color("accent" if self.isChecked() else "quiet"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()


class Segments(QWidget):
    """The line of them; ``changed(key)`` when another is chosen. Left and Right choose the neighbour.

    Where there is no room for all, the last ones are left out, and a sign at the end goes on to them.
    """

    changed = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._line = hbox(2, of=self)
        self._line.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, Segment] = {}
        # The layout comes first: only then is the width the one that stays.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._fit)
        self.on = Segment("›")
        self.on.setCheckable(False)
        self.on.setAccessibleName(tr("Next"))
        self.on.setToolTip(tr("Next"))
        self.on.clicked.connect(lambda: self._step(1))
        self.on.hide()
        self._line.addWidget(self.on)

    def offer(self, choices: Sequence[tuple[str, str]], chosen: str = "") -> None:
        """Show choices of (key, words), keeping the chosen one where it is still among them."""
        kept = chosen or self.chosen()
        if [(key, button.text()) for key, button in self.buttons.items()] != list(choices):
            for button in self.buttons.values():
                self._group.removeButton(button)
                button.hide()
                button.deleteLater()
            self.buttons = {}
            for key, words in choices:
                button = Segment(words)
                button.clicked.connect(lambda _=False, key=key: self.changed.emit(key))
                self._group.addButton(button)
                self._line.insertWidget(self._line.count() - 1, button)
                self.buttons[key] = button
        if self.buttons:
            self.buttons[kept if kept in self.buttons else next(iter(self.buttons))].setChecked(True)

        self.updateGeometry()
        self._soon.start()

    def sizeHint(self) -> QSize:
        """Room for all of them."""
        widths = [button.sizeHint().width() for button in self.buttons.values()]
        return QSize(sum(widths) + max(0, len(widths) - 1) * self._line.spacing(), theme.px("xl"))

    def minimumSizeHint(self) -> QSize:
        """Room for the widest."""
        widest = max((b.sizeHint().width() for b in self.buttons.values()), default=0)
        return QSize(widest + self.on.sizeHint().width() + self._line.spacing(), theme.px("xl"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many as fit."""
        super().resizeEvent(event)
        self._soon.start()

    def _fit(self) -> None:
        chosen = self.buttons.get(self.chosen())
        room = self.width() - (chosen.sizeHint().width() if chosen is not None else 0)
        full = False
        crowded = self.width() < self.sizeHint().width()
        if crowded:
            room -= self.on.sizeHint().width() + self._line.spacing()
        self.on.setVisible(crowded)
        for button in self.buttons.values():
            if button is not chosen:
                room -= button.sizeHint().width() + self._line.spacing()
                full = full or room < 0
            button.setVisible(button is chosen or not full)
        self._line.invalidate()
        self._line.setGeometry(self.rect())

    def chosen(self) -> str:
        """The key chosen, or nothing."""
        return next((key for key, button in self.buttons.items() if button.isChecked()), "")

    def choose(self, key: str) -> None:
        """Choose as if it was pressed."""
        if key in self.buttons:
            self.buttons[key].setChecked(True)
            self._fit()
            self.changed.emit(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not self.buttons:
            super().keyPressEvent(event)
            return
        self._step(step)

    def _step(self, step: int) -> None:
        keys = list(self.buttons)
        key = keys[(keys.index(self.chosen()) + step) % len(keys)]
        self.choose(key)
        self.buttons[key].setFocus(Qt.FocusReason.TabFocusReason)
