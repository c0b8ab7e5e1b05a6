"""Two small pictures in the colours of the theme: a bar a day, and a bar a line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.kit.alignment import LEFT, RIGHT
from ui.shell import theme


class _Picture(QWidget):
    """A picture as large as its card lets it be."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """As in a narrow card."""
        return QSize(theme.px("find"), theme.px("row") * 4)

    def minimumSizeHint(self) -> QSize:
        """Still readable."""
        return QSize(theme.px("field"), theme.px("row") * 2)


class DayBars(_Picture):
    """A bar for each day; ``today`` (an index) is dark, days after it are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.values: Sequence[int] = ()
        self.labels: Sequence[str] = ()
        self.words: Sequence[str] = ()
        self.today = -1

    def show_days(
        self, values: Sequence[int], labels: Sequence[str], words: Sequence[str], today: int, said: str
    ) -> None:
        """``labels`` stand below some days (empty for none), ``words`` say a day's value; ``said`` is read aloud."""
        self.values, self.labels, self.words, self.today = values, labels, words, today
        self.setAccessibleName(said)
        self.update()

    def _slot(self) -> float:
        return self.width() / max(1, len(self.values))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Bars on a line, days below."""
        if not self.values:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        quiet = theme.font("quiet")
        below = QFontMetrics(quiet).height() + theme.px("xs")
        floor = self.height() - below
        slot, most = self._slot(), max(*self.values, 1)
        width = max(2.0, min(slot * 0.62, theme.px("l")))
        painter.setFont(quiet)
        painter.setPen(theme.color("quiet"))
        for number, label in enumerate(self.labels):
            if label:
                middle = (number + 0.5) * slot
                room = QRectF(middle - theme.px("xl"), floor + theme.px("xs"), 2 * theme.px("xl"), below)
                painter.drawText(room, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, label)
        painter.setPen(Qt.PenStyle.NoPen)
        for number, value in enumerate(self.values):
            if value <= 0:
                continue
            height = max(2.0, value / most * (floor - theme.px("xs")))
            painter.setBrush(theme.color("accent" if number == self.today else "accent_soft"))
            bar = QRectF((number + 0.5) * slot - width / 2, floor - height, width, height)
            painter.drawRoundedRect(bar, 2, 2)
        painter.fillRect(QRectF(0, floor, self.width(), 1), theme.color("line"))
        painter.end()

    def event(self, event: QEvent) -> bool:
        """The day under the pointer, in words."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            number = int(event.pos().x() // max(1.0, self._slot()))
            if 0 <= number < len(self.words):
                QToolTip.showText(event.globalPos(), self.words[number], self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)


class LineBars(_Picture):
    """A few names with a bar and a figure each, the longest first."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: Sequence[tuple[str, int, str]] = ()

    def show_lines(self, lines: Sequence[tuple[str, int, str]], said: str) -> None:
        """Lines of (name, value, figure in words); ``said`` is read aloud."""
        self.lines = lines
        self.setAccessibleName(said)
        self.update()

    def room(self) -> int:
        """How many lines fit."""
        return max(1, self.height() // theme.px("xl"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Name, bar, figure; as many as there is room for."""
        if not self.lines:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = self.lines[: self.room()]
        quiet = theme.font("quiet")
        metrics = QFontMetrics(quiet)
        gap = theme.px("s")
        name_width = min(max(metrics.horizontalAdvance(name) for name, _, _ in shown), self.width() // 3)
        figure_width = max(metrics.horizontalAdvance(figure) for _, _, figure in shown)
        left = name_width + gap
        length = max(1, self.width() - left - figure_width - gap)
        most = max(*(value for _, value, _ in shown), 1)
        step, bar = theme.px("xl"), theme.px("bar")
        painter.setFont(quiet)
        for number, (name, value, figure) in enumerate(shown):
            row = QRectF(0, number * step, self.width(), step)
            painter.setPen(theme.color("ink"))
            words = metrics.elidedText(name, Qt.TextElideMode.ElideRight, name_width)
            painter.drawText(row, LEFT, words)
            painter.drawText(row, RIGHT, figure)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent_soft"))
            box = QRectF(left, row.center().y() - bar / 2, max(2.0, length * max(0, value) / most), bar)
            painter.drawRoundedRect(box, bar / 2, bar / 2)
        painter.end()

    def event(self, event: QEvent) -> bool:
        """The whole name under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            number = event.pos().y() // theme.px("xl")
            if 0 <= number < min(len(self.lines), self.room()):
                name, _, figure = self.lines[number]
                QToolTip.showText(event.globalPos(), f"{name}  {figure}", self)
            return True
        return super().event(event)
