"""Months side by side: a bar each, and below it the figures of the same month, to be walked over and opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QBrush,
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.kit.alignment import LEFT
from ui.shell import theme

MIDDLE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
BAR_LINES = 4
"""How many lines of words a bar may be as high as."""


@dataclass(frozen=True, slots=True)
class MonthColumn:
    """One month: what stands below its bar, the bar's value and how it is written, from the exactest to the shortest.

    ``firm`` says that the value changes no more; others are hatched. ``figures`` are one for each line below, ``tip``
    says all of it.
    """

    label: str
    value: int
    written: tuple[str, ...]
    firm: bool
    figures: tuple[str, ...]
    tip: str


class MonthBars(QWidget):
    """``opened(number)`` on a click, or Enter where the keyboard is; arrows walk over the months.

    One whose months open nothing says so by ``opens``: the pointer over it promises nothing.
    """

    opened = Signal(int)

    def __init__(self, *, opens: bool = True) -> None:
        super().__init__()
        self.opens = opens
        self.columns: Sequence[MonthColumn] = ()
        self.lines: Sequence[str] = ()
        self.at = -1
        self._said = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_months(self, columns: Sequence[MonthColumn], lines: Sequence[str], said: str) -> None:
        """Other months, with the words before each line of figures; ``said`` is read aloud."""
        self.columns, self.lines, self._said = columns, lines, said
        self.at = min(self.at, len(columns) - 1)
        self.setAccessibleName(said)
        self.updateGeometry()
        self.update()

    # -- how large -------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """The written value, the bar, the month, and a line for each figure."""
        return QSize(
            theme.px("dialog"), self._line() * (2 + BAR_LINES + len(self.lines)) + 2 * theme.px("xs")
        )

    def minimumSizeHint(self) -> QSize:
        """As narrow as a dialog; not lower."""
        return QSize(theme.px("field"), self.sizeHint().height())

    @staticmethod
    def _line() -> int:
        return QFontMetrics(theme.font("quiet")).height() + theme.px("xs")

    def _left(self) -> float:
        metrics = QFontMetrics(theme.font("quiet"))
        words = max((metrics.horizontalAdvance(line) for line in self.lines), default=0)
        return float(min(words + theme.px("s"), self.width() // 4)) if self.lines else 0.0

    def _slot(self) -> float:
        return (self.width() - self._left()) / max(1, len(self.columns))

    def _under(self, x: float) -> int:
        number = int((x - self._left()) // max(1.0, self._slot()))
        return number if x >= self._left() and 0 <= number < len(self.columns) else -1

    # -- painting --------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Values over bars on a line, months and figures below."""
        if not self.columns:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        quiet = theme.font("quiet")
        metrics = QFontMetrics(quiet)
        painter.setFont(quiet)
        left, slot, line = self._left(), self._slot(), self._line()
        floor = line * (1 + BAR_LINES) + theme.px("xs")
        if self.at >= 0:
            self._mark(painter, QRectF(left + self.at * slot, 0, slot, self.height()))
        form = self._form(metrics, slot)
        most = max(1, *(column.value for column in self.columns))
        for number, column in enumerate(self.columns):
            room = QRectF(left + number * slot, 0, slot, line)
            height = self._bar(painter, column, QRectF(room.left(), line, slot, floor - line), most, number)
            if column.written:
                painter.setPen(theme.color("ink"))
                painter.drawText(room.translated(0, floor - height - line), MIDDLE, column.written[form])
            painter.setPen(theme.color("quiet"))
            painter.drawText(room.translated(0, floor), MIDDLE, column.label)
            painter.setPen(theme.color("ink"))
            for place, words in enumerate(column.figures):
                shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(slot))
                painter.drawText(room.translated(0, floor + line * (1 + place)), MIDDLE, shown)
        painter.setPen(theme.color("quiet"))
        for place, words in enumerate(self.lines):
            box = QRectF(0, floor + line * (1 + place), left - theme.px("xs"), line)
            painter.drawText(
                box, LEFT, metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(box.width()))
            )
        painter.fillRect(QRectF(left, floor, self.width() - left, 1), theme.color("line"))
        painter.end()

    def _form(self, metrics: QFontMetrics, slot: float) -> int:
        """The first way to write the values in which all of them have room."""
        forms = max(len(column.written) for column in self.columns)
        for form in range(forms):
            widths = (metrics.horizontalAdvance(c.written[form]) for c in self.columns if c.written)
            if max(widths) <= slot - 2:
                return form
        return forms - 1

    def _mark(self, painter: QPainter, box: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("hover"))
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), theme.px("ring")))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), theme.px("corner"), theme.px("corner"))

    def _bar(self, painter: QPainter, column: MonthColumn, room: QRectF, most: int, number: int) -> float:
        """Paint a bar standing on the bottom of its room; answers its height."""
        if column.value <= 0:
            return 0.0
        height = max(2.0, column.value / most * room.height())
        width = max(2.0, min(room.width() * 0.6, 2.0 * theme.px("xl")))
        box = QRectF(room.center().x() - width / 2, room.bottom() - height, width, height)
        colour = theme.color("accent" if number == len(self.columns) - 1 else "accent_soft")
        painter.setPen(Qt.PenStyle.NoPen)
        if column.firm:
            painter.setBrush(colour)
        else:
            # Hatched and outlined: it is told from a firm one without its colour.
            painter.setPen(QPen(colour, 1))
            painter.setBrush(QBrush(colour, Qt.BrushStyle.BDiagPattern))
        painter.drawRoundedRect(box, 2, 2)
        return height

    # -- mouse and keyboard ----------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """The month under the pointer, in words."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            number = self._under(event.pos().x())
            if number >= 0:
                QToolTip.showText(event.globalPos(), self.columns[number].tip, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """What can be pressed looks like it."""
        self._go(self._under(event.position().x()))
        hand = self.opens and self.at >= 0 and bool(self.columns[self.at].written)
        self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        if not self.hasFocus():
            self._go(-1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the month that is pressed."""
        number = self._under(event.position().x())
        if event.button() == Qt.MouseButton.LeftButton and number >= 0:
            self.opened.emit(number)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Whoever comes by keyboard stands on the last month."""
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason and self.at < 0:
            self._go(len(self.columns) - 1)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """No month is marked without the keyboard."""
        super().focusOutEvent(event)
        self._go(-1)
        self.setAccessibleName(self._said)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home and End walk, Enter and Space open."""
        last = len(self.columns) - 1
        steps = {
            Qt.Key.Key_Left: max(0, self.at - 1),
            Qt.Key.Key_Right: min(last, self.at + 1),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        key = Qt.Key(event.key())
        if last >= 0 and key in steps and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self._go(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.at >= 0:
            self.opened.emit(self.at)
        else:
            super().keyPressEvent(event)

    def _go(self, number: int) -> None:
        if number == self.at:
            return
        self.at = number
        if number >= 0 and self.hasFocus():
            self.setAccessibleName(self.columns[number].tip)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))
        self.update()
