"""A chart one can read, point at and walk through: its figures are said on hover and by key, Enter opens their rows."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QToolTip, QWidget

from models import format
from models.i18n import tr
from models.kinds import MoneyField, QuantityField
from models.queries.report import BARS, COURSE, LINES, Chart
from ui.kit import chart_ink
from ui.kit.alignment import LEFT, RIGHT
from ui.kit.chart_plot import Mark, Plot, legend, lies, line_height, plot
from ui.kit.rows_view import is_enter
from ui.shell import theme

NOTHING = Chart(BARS, (), ())


class ChartView(QWidget):
    """``opened(category, series)`` with their keys on Enter or a click on a figure that opens something.

    The arrows along the bars go from one to the next, those across them from one sort of figure to another.
    """

    opened = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.chart = NOTHING
        self.current: Mark | None = None
        self.hovered: Mark | None = None
        self._plot: tuple[tuple[int, int, int], Plot] | None = None

    def show_chart(self, chart: Chart, said: str) -> None:
        """Draw another chart; ``said`` is what a screen reader says of it. The keyboard stays on the same figure."""
        kept = None if self.current is None else self._keys(self.current)
        if self.hovered is not None:
            QToolTip.hideText()
        self.chart = chart
        self.current = self.hovered = self._plot = None
        self.setAccessibleName(said)
        self.setAccessibleDescription("")
        self.updateGeometry()
        self.update()
        same = None if kept is None else self.mark(*kept)
        if same is not None:
            self.current = same
        elif self.hasFocus():
            self._stand_on_first()

    def forget(self) -> None:
        """Draw nothing, until there is an answer again."""
        self.show_chart(NOTHING, "")

    # -- size ----------------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """As wide as there is room; lying bars say how high they are together."""
        return QSize(theme.px("sheet"), max(self.minimumSizeHint().height(), theme.px("row") * 7))

    def minimumSizeHint(self) -> QSize:
        """Every lying bar, or an axis that can be read."""
        high = (
            line_height(self.chart) * len(self.chart.categories) if lies(self.chart) else theme.px("row") * 2
        )
        return QSize(theme.px("field"), self._head() + high + theme.px("xs"))

    def _head(self) -> int:
        return theme.px("xl")

    # -- what is pointed at --------------------------------------------------------------------------------------------

    @property
    def picture(self) -> Plot | None:
        """Where everything stands now; None where there is nothing to draw."""
        if not self.chart.categories or not self.chart.series:
            return None
        key = (self.width(), self.height(), theme.scale())
        if self._plot is None or self._plot[0] != key:
            inset = theme.px("xs")
            place = QRectF(self.rect()).adjusted(inset, self._head(), -inset, -inset)
            self._plot = (key, plot(self.chart, place))
        return self._plot[1]

    @property
    def shown(self) -> Mark | None:
        """The mark that is said: under the pointer, else where the keyboard stands."""
        return self.hovered or (self.current if self.hasFocus() else None)

    def words(self, mark: Mark) -> str:
        """A figure in words: of what, which sort where there are several, how much."""
        series = self.chart.series[mark.series]
        value = series.values[mark.category]
        parts = [chart_ink.named(self.chart.categories[mark.category])]
        if len(self.chart.series) > 1:
            parts.append(tr(series.label))
        parts.append("" if value is None else chart_ink.figure(series, value))
        return " · ".join(parts)

    def mark(self, category: str, series: str) -> Mark | None:
        """The mark of a category's and a series' keys."""
        found = self.picture
        for one in () if found is None else found.marks:
            if self._keys(one) == (category, series):
                return one
        return None

    def _keys(self, mark: Mark) -> tuple[str, str]:
        return self.chart.categories[mark.category].key, self.chart.series[mark.series].key

    def _open(self, mark: Mark | None) -> None:
        if mark is not None and self.chart.series[mark.series].opens:
            self.opened.emit(*self._keys(mark))

    def _stand_on(self, mark: Mark) -> None:
        self.current = mark
        self.setAccessibleDescription(self.words(mark))
        area = self._area()
        inner = None if area is None else area.widget()
        if area is not None and inner is not None:
            at = self.mapTo(inner, mark.box.center().toPoint())
            area.ensureVisible(at.x(), at.y(), 0, self._head())
        self.update()

    def _stand_on_first(self) -> None:
        found = self.picture
        if found is not None and found.marks:
            self._stand_on(found.marks[0])

    def _area(self) -> QScrollArea | None:
        one = self.parentWidget()
        while one is not None and not isinstance(one, QScrollArea):
            one = one.parentWidget()
        return one

    # -- keyboard ------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home and End move; Enter opens."""
        found = self.picture
        if found is None or not found.marks:
            super().keyPressEvent(event)
            return
        if is_enter(event):
            self._open(self.current)
            return
        key = Qt.Key(event.key())
        back, on = (
            (Qt.Key.Key_Up, Qt.Key.Key_Down) if lies(self.chart) else (Qt.Key.Key_Left, Qt.Key.Key_Right)
        )
        less, more = (
            (Qt.Key.Key_Left, Qt.Key.Key_Right) if lies(self.chart) else (Qt.Key.Key_Down, Qt.Key.Key_Up)
        )
        now = self.current or found.marks[0]
        if key in (back, on):
            self._along(found, now, 1 if key == on else -1)
        elif key in (less, more):
            self._across(found, now, 1 if key == more else -1)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            same = [mark for mark in found.marks if mark.series == now.series]
            self._stand_on(same[0] if key == Qt.Key.Key_Home else same[-1])
        else:
            super().keyPressEvent(event)

    def _along(self, found: Plot, now: Mark, step: int) -> None:
        """The next category with a figure, of the same sort where it has one."""
        beyond = [mark for mark in found.marks if (mark.category - now.category) * step > 0]
        if beyond:
            nearest = min(abs(mark.category - now.category) for mark in beyond)
            there = [mark for mark in beyond if abs(mark.category - now.category) == nearest]
            self._stand_on(min(there, key=lambda mark: abs(mark.series - now.series)))

    def _across(self, found: Plot, now: Mark, step: int) -> None:
        """The next sort of figure of the same category."""
        here = [mark for mark in found.marks if mark.category == now.category]
        beyond = [mark for mark in here if (mark.series - now.series) * step > 0]
        if beyond:
            self._stand_on(min(beyond, key=lambda mark: abs(mark.series - now.series)))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard stands on the first figure until it goes elsewhere."""
        super().focusInEvent(event)
        if self.current is None and event.reason() != Qt.FocusReason.MouseFocusReason:
            self._stand_on_first()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Without the ring."""
        super().focusOutEvent(event)
        self.update()

    # -- pointer -------------------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say the figure under the pointer."""
        found = self.picture
        self._hover(None if found is None else found.nearest(event.position()), event.globalPosition())

    def enterEvent(self, event: QEnterEvent) -> None:
        """The same where the pointer came in."""
        found = self.picture
        self._hover(None if found is None else found.nearest(event.position()), event.globalPosition())
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at."""
        self._hover(None, QPointF())
        super().leaveEvent(event)

    def _hover(self, mark: Mark | None, place: QPointF) -> None:
        if mark == self.hovered:
            return
        self.hovered = mark
        opens = mark is not None and self.chart.series[mark.series].opens
        self.setCursor(Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor)
        if mark is None:
            QToolTip.hideText()
        else:
            QToolTip.showText(place.toPoint() + QPoint(theme.px("m"), theme.px("m")), self.words(mark), self)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens the rows behind the figure."""
        found = self.picture
        if found is None or event.button() != Qt.MouseButton.LeftButton:
            super().mouseReleaseEvent(event)
            return
        mark = found.nearest(event.position())
        if mark is not None:
            QToolTip.hideText()
            self._stand_on(mark)
            self._open(mark)

    # -- painting ------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """What the sorts are, what is pointed at, and the picture."""
        found = self.picture
        if found is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        found.paint(painter)
        said = self.shown
        if said is not None:
            around = theme.px("ring") + 1
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("ink"), theme.px("ring")))
            painter.drawRoundedRect(said.box.adjusted(-around, -around, around, around), around, around)
        left = self._legend(painter)
        if said is not None:
            self._say(painter, said, left)
        painter.end()

    def _say(self, painter: QPainter, mark: Mark, left: float) -> None:
        """The figure pointed at, at the right of the head; where room is short its beginning gives way."""
        font = theme.font("quiet", bold=True)
        metrics = QFontMetrics(font)
        room = int(self.width() - theme.px("xs") - left)
        words = metrics.elidedText(self.words(mark), Qt.TextElideMode.ElideLeft, room)
        painter.setFont(font)
        painter.setPen(theme.color("ink"))
        painter.drawText(QRectF(left, 0, room, self._head()), RIGHT, words)

    def _legend(self, painter: QPainter) -> float:
        """The unit, and each sort as it is drawn, as many as there is room for; answers where that ends."""
        metrics = QFontMetrics(theme.font("quiet"))
        painter.setFont(theme.font("quiet"))
        x, middle, gap = float(theme.px("xs")), self._head() / 2, theme.px("s")
        unit = self.unit()
        if unit:
            painter.setPen(theme.color("quiet"))
            painter.drawText(QRectF(x, 0, metrics.horizontalAdvance(unit) + 2, self._head()), LEFT, unit)
            x += metrics.horizontalAdvance(unit) + 2 * gap
        for number, words in legend(self.chart):
            width = metrics.horizontalAdvance(words) + 2
            if x + theme.px("l") + gap + width > self.width():
                break
            swatch = QRectF(x, middle - gap * 0.6, theme.px("l"), gap * 1.2)
            dashed = self.chart.series[number].dashed
            if self.chart.kind in (LINES, COURSE):
                chart_ink.stroke(painter, swatch, number, dashed=dashed)
            else:
                chart_ink.fill(painter, swatch, number, dashed=dashed)
            painter.setPen(theme.color("ink"))
            painter.drawText(QRectF(swatch.right() + gap / 2, 0, width, self._head()), LEFT, words)
            x = swatch.right() + gap / 2 + width + 2 * gap
        return x

    def unit(self) -> str:
        """What the figures count, where their digits do not say it."""
        series = self.chart.series[0]
        if isinstance(series.kind, MoneyField):
            return tr("In yuan")
        if isinstance(series.kind, QuantityField) and series.unit:
            return tr("In {unit}").format(unit=format.unit_name(series.unit))
        return ""
