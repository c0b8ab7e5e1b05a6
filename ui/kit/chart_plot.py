"""Where everything of a chart stands, and how it is drawn: bars that lie, bars that stand, lines.

Bars of things with names lie, so that a name has a line of its own; what goes by months or days stands.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QPolygonF

from models.i18n import tr
from models.kinds import DayField, MonthField
from models.queries.report import COURSE, LINES, STACKED, Chart
from models.rules.desk.axis import axis
from ui.kit import chart_ink
from ui.kit.alignment import LEFT, RIGHT
from ui.shell import theme

NAMES: Final = 0.3  # of the width, at most, for the names of lying bars
ENDS: Final = 0.22  # of the width, at most, for the names at the ends of lines
STEPS: Final = 4  # of an axis, at most; fewer where that many figures have no room


@dataclass(frozen=True, slots=True)
class Mark:
    """A bar or a point: which category, which series, and where it is."""

    category: int
    series: int
    box: QRectF


def lies(chart: Chart) -> bool:
    """Whether a chart's bars lie."""
    timely = chart.categories and isinstance(chart.categories[0].kind, (DayField, MonthField))
    return chart.kind not in (LINES, COURSE) and not timely


def extent(chart: Chart) -> tuple[int, int]:
    """The lowest and highest value drawn, 0 among them; those on top of each other count as one."""
    low = high = 0
    for place in range(len(chart.categories)):
        values = [one for series in chart.series if (one := series.values[place]) is not None]
        if chart.kind == STACKED:
            values = [sum(one for one in values if one > 0), sum(one for one in values if one < 0)]
        low, high = min(low, *values, 0), max(high, *values, 0)
    return low, high


class Plot(ABC):
    """The picture of a chart in a place: `marks` are what can be pointed at."""

    def __init__(self, chart: Chart, place: QRectF) -> None:
        self.chart, self.place = chart, place
        self.quiet = QFontMetrics(theme.font("quiet"))
        self.marks: list[Mark] = []

    @abstractmethod
    def paint(self, painter: QPainter) -> None:
        """Draw it."""

    @abstractmethod
    def distance(self, mark: Mark, point: QPointF) -> float:
        """How far a point is from a mark, less along the way on which one points past it."""

    def nearest(self, point: QPointF) -> Mark | None:
        """The mark a pointer means."""
        if not self.place.contains(point):
            return None
        return min(self.marks, key=lambda mark: self.distance(mark, point), default=None)

    def spans(self, place: int) -> Iterator[tuple[int, int, int]]:
        """The bars of a category: (series, from, to) in values."""
        up = down = 0
        for number, series in enumerate(self.chart.series):
            value = series.values[place]
            if value is None:
                continue
            if self.chart.kind != STACKED:
                yield number, 0, value
            elif value >= 0:
                yield number, up, up + value
                up += value
            else:
                yield number, down, down + value
                down += value

    def bars(self, painter: QPainter) -> None:
        """Every mark as a bar."""
        for mark in self.marks:
            chart_ink.fill(painter, mark.box, mark.series, dashed=self.chart.series[mark.series].dashed)


def _off(box: QRectF, x: float, y: float) -> tuple[float, float]:
    """How far beside and how far above or below a box a point lies."""
    return max(box.left() - x, 0, x - box.right()), max(box.top() - y, 0, y - box.bottom())


class Lying(Plot):
    """A name, its bars and their figures on a line each."""

    def __init__(self, chart: Chart, place: QRectF) -> None:
        super().__init__(chart, place)
        self.names = [chart_ink.named(one) for one in chart.categories]
        width = max((self.quiet.horizontalAdvance(name) for name in self.names), default=0)
        self.name_width = min(width, place.width() * NAMES)
        self.line = line_height(chart)
        low, high = extent(chart)
        figures = self._figures()
        gap = self.gap = theme.px("s") - theme.px("hair")  # the ring around a bar has room
        above = max(
            (self.quiet.horizontalAdvance(words) + gap for words, value in figures if value >= 0), default=0
        )
        under = max(
            (self.quiet.horizontalAdvance(words) + gap for words, value in figures if value < 0), default=0
        )
        left = place.left() + self.name_width + theme.px("s") + (under if low < 0 else 0)
        self.length = max(1.0, place.right() - above - left)
        self.zero = left + self.length * -low / max(1, high - low)
        self.per = self.length / max(1, high - low)
        for number in range(len(chart.categories)):
            self._place(number)

    def _figures(self) -> list[tuple[str, int]]:
        return [
            (chart_ink.short(series.kind, value), value)
            for series in self.chart.series
            for value in (*series.values, sum(one or 0 for one in series.values) if self._stacked else None)
            if value is not None
        ]

    @property
    def _stacked(self) -> bool:
        return self.chart.kind == STACKED

    def _place(self, category: int) -> None:
        many = 1 if self._stacked else max(1, len(self.chart.series))
        thick = bar_thickness(self.chart)
        top = self.place.top() + category * self.line + (self.line - many * thick - (many - 1)) / 2
        for series, start, end in self.spans(category):
            x, width = self.zero + min(start, end) * self.per, abs(end - start) * self.per
            y = top if self._stacked else top + series * (thick + 1)
            self.marks.append(Mark(category, series, QRectF(x, y, max(1.0, width), thick)))

    def distance(self, mark: Mark, point: QPointF) -> float:
        """A whole line belongs to its bar."""
        across, down = _off(mark.box, point.x(), point.y())
        return across / 8 + down

    def paint(self, painter: QPainter) -> None:
        """Names, bars, figures, and the line they begin at."""
        painter.setFont(theme.font("quiet"))
        for number, name in enumerate(self.names):
            row = QRectF(self.place.left(), self.place.top() + number * self.line, self.name_width, self.line)
            painter.setPen(theme.color("ink"))
            words = self.quiet.elidedText(name, Qt.TextElideMode.ElideRight, int(self.name_width) + 1)
            painter.drawText(row, RIGHT, words)
        self.bars(painter)
        painter.setPen(QPen(theme.color("edge"), 1))
        bottom = self.place.top() + self.line * len(self.names)
        painter.drawLine(QPointF(self.zero, self.place.top()), QPointF(self.zero, bottom))
        painter.setPen(theme.color("ink"))
        if self._stacked:
            self._totals(painter)
        else:
            for mark in self.marks:
                value = self.chart.series[mark.series].values[mark.category] or 0
                self._figure(
                    painter, mark.box, chart_ink.short(self.chart.series[mark.series].kind, value), value
                )

    def _totals(self, painter: QPainter) -> None:
        for number in range(len(self.names)):
            values = [one for series in self.chart.series if (one := series.values[number]) is not None]
            boxes = [mark.box for mark in self.marks if mark.category == number]
            if boxes:
                whole = boxes[0]
                for box in boxes:
                    whole = whole.united(box)
                self._figure(
                    painter, whole, chart_ink.short(self.chart.series[0].kind, sum(values)), sum(values)
                )

    def _figure(self, painter: QPainter, box: QRectF, words: str, value: int) -> None:
        gap, height = self.gap, self.quiet.height()
        width = self.quiet.horizontalAdvance(words) + 2
        x = box.right() + gap if value >= 0 else box.left() - gap - width
        place = QRectF(x, box.center().y() - height / 2, width, height)
        painter.drawText(place, LEFT if value >= 0 else RIGHT, words)


def bar_thickness(chart: Chart) -> int:
    """How thick a lying bar is; figures beside it are as high as their letters."""
    return theme.px("m") + theme.px("hair") * 2


def line_height(chart: Chart) -> int:
    """How high the line of a category of lying bars is."""
    many = 1 if chart.kind == STACKED else max(1, len(chart.series))
    return many * (bar_thickness(chart) + 1) + theme.px("s")


class Standing(Plot):
    """An axis at the left with its round figures, a slot for each month or day, and its bars."""

    def __init__(self, chart: Chart, place: QRectF) -> None:
        super().__init__(chart, place)
        self.labels = [chart_ink.below(one) for one in chart.categories]
        if isinstance(chart.categories[0].kind, DayField) and len({year for _, year in self.labels}) == 1:
            # The days of one month need no year below them.
            self.labels = [(day, "") for day, _ in self.labels]
        years = any(year for _, year in self.labels)
        self.foot = self.quiet.height() * (2 if years else 1) + theme.px("xs")
        top = place.top() + self.quiet.height()
        low, high = extent(chart)
        kind = chart.series[0].kind
        # Where everything is nothing, the axis still goes to one of its unit; no figure stands on another.
        room = int((place.bottom() - self.foot - top) / self.quiet.height())
        steps = max(1, min(STEPS, room))
        self.lines = axis((low, high if low or high else 10**kind.places), steps)
        self.axis_words = [chart_ink.short(kind, one) for one in self.lines]
        self.axis_width = max(self.quiet.horizontalAdvance(words) for words in self.axis_words) + theme.px(
            "s"
        )
        left = place.left() + self.axis_width
        self.field = QRectF(left, top, place.right() - self.ends() - left, place.bottom() - self.foot - top)
        self.slot = self.field.width() / max(1, len(chart.categories))
        for number in range(len(chart.categories)):
            self.stand(number)

    def ends(self) -> float:
        """The room at the right of the slots."""
        return 0

    def y(self, value: int) -> float:
        """How far down a value stands."""
        low, high = self.lines[0], self.lines[-1]
        return self.field.bottom() - (value - low) / (high - low) * self.field.height()

    def middle(self, category: int) -> float:
        """The middle of a slot."""
        return self.field.left() + (category + 0.5) * self.slot

    def stand(self, category: int) -> None:
        """Put the bars of a slot."""
        many = 1 if self.chart.kind == STACKED else max(1, len(self.chart.series))
        width = max(1.0, min(self.slot * 0.72 / many, theme.px("xl") * 2))
        left = self.middle(category) - width * many / 2
        for series, start, end in self.spans(category):
            top, bottom = self.y(max(start, end)), self.y(min(start, end))
            x = left if self.chart.kind == STACKED else left + series * width
            self.marks.append(
                Mark(category, series, QRectF(x, top, max(1.0, width - 1), max(1.0, bottom - top)))
            )

    def distance(self, mark: Mark, point: QPointF) -> float:
        """A whole slot belongs to its bars."""
        across, down = _off(mark.box, point.x(), point.y())
        return across + down / 8

    def paint(self, painter: QPainter) -> None:
        """Axis, what stands on it, and what is below."""
        painter.setFont(theme.font("quiet"))
        self._axis(painter)
        self._below(painter)
        self.draw(painter)

    def draw(self, painter: QPainter) -> None:
        """Bars, and their figures where there is room for all of them."""
        self.bars(painter)
        painter.setPen(QPen(theme.color("quiet"), 1))
        zero = round(self.y(0)) + 0.5
        painter.drawLine(QPointF(self.field.left(), zero), QPointF(self.field.right(), zero))
        if len(self.chart.series) > 1:
            return
        (series,) = self.chart.series
        words = [chart_ink.short(series.kind, series.values[mark.category] or 0) for mark in self.marks]
        if any(self.quiet.horizontalAdvance(one) + theme.px("xs") > self.slot for one in words):
            return
        painter.setPen(theme.color("ink"))
        for mark, said in zip(self.marks, words, strict=True):
            up = (series.values[mark.category] or 0) >= 0
            y = mark.box.top() - self.quiet.height() if up else mark.box.bottom()
            box = QRectF(self.middle(mark.category) - self.slot / 2, y, self.slot, self.quiet.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, said)

    def _axis(self, painter: QPainter) -> None:
        height = self.quiet.height()
        for value, words in zip(self.lines, self.axis_words, strict=True):
            y = round(self.y(value)) + 0.5
            painter.setPen(QPen(theme.color("line"), 1))
            painter.drawLine(QPointF(self.field.left(), y), QPointF(self.field.right(), y))
            painter.setPen(theme.color("quiet"))
            box = QRectF(self.place.left(), y - height / 2, self.axis_width - theme.px("s"), height)
            painter.drawText(box, RIGHT, words)

    def _below(self, painter: QPainter) -> None:
        """Month or day below as many slots as there is room for, the year where it begins."""
        height = self.quiet.height()
        widest = max(
            (self.quiet.horizontalAdvance(word) for words in self.labels for word in words), default=1
        )
        every = max(1, -(-(widest + theme.px("s")) // max(1, int(self.slot))))
        painter.setPen(theme.color("quiet"))
        said, free = "", self.place.left() - widest
        for number in range(0, len(self.labels), every):
            name, year = self.labels[number]
            left = min(self.middle(number) - widest / 2, self.place.right() - widest)
            if left < free:
                # Pushed in from the edge, the last one would run into the one before it.
                continue
            free = left + widest + theme.px("xs")
            box = QRectF(left, self.field.bottom() + theme.px("xs"), widest + 1, height)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)
            if year and year != said:
                painter.drawText(box.translated(0, height), Qt.AlignmentFlag.AlignCenter, year)
                said = year


class Lines(Standing):
    """A line for each series, with its marker and, where there are several, its name at its end."""

    def ends(self) -> float:
        """Room for the names at the ends."""
        if len(self.chart.series) < 2:
            return theme.px("s")
        names = max(self.quiet.horizontalAdvance(tr(series.label)) for series in self.chart.series)
        return min(names + theme.px("m"), self.place.width() * ENDS)

    def stand(self, category: int) -> None:
        """Put the points of a slot."""
        reach = theme.px("xs")
        for series, _, value in self.spans(category):
            x, y = self.middle(category), self.y(value)
            self.marks.append(Mark(category, series, QRectF(x - reach, y - reach, 2 * reach, 2 * reach)))

    def draw(self, painter: QPainter) -> None:
        """Lines, broken where there is no value, then their markers and names; the first lies on top."""
        for number in reversed(range(len(self.chart.series))):
            for part in self._parts(number):
                painter.setPen(chart_ink.line_pen(number, dashed=self.chart.series[number].dashed))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawPolyline(QPolygonF(part))
                if self.slot >= theme.px("s") or len(part) == 1:
                    for at in part:
                        chart_ink.marker(painter, at, number, hollow=self.chart.series[number].dashed)
        if len(self.chart.series) > 1:
            self._names(painter)

    def _parts(self, series: int) -> Iterator[list[QPointF]]:
        part: list[QPointF] = []
        for category, value in enumerate(self.chart.series[series].values):
            if value is not None:
                part.append(QPointF(self.middle(category), self.y(value)))
            elif part:
                yield part
                part = []
        if part:
            yield part

    def _names(self, painter: QPainter) -> None:
        """Names at the ends, moved apart where lines end close together."""
        height = self.quiet.height()
        ends = sorted((self._end(number), number) for number in range(len(self.chart.series)))
        floor = self.place.top()
        left = self.field.right() + theme.px("xs")
        for y, number in ends:
            top = max(floor, y - height / 2)
            words = self.quiet.elidedText(
                tr(self.chart.series[number].label),
                Qt.TextElideMode.ElideRight,
                int(self.place.right() - left) + 1,
            )
            painter.setPen(theme.color("ink"))
            painter.drawText(QRectF(left, top, self.place.right() - left, height), LEFT, words)
            floor = top + height

    def _end(self, series: int) -> float:
        values = [value for value in self.chart.series[series].values if value is not None]
        return self.y(values[-1]) if values else self.field.bottom()


def plot(chart: Chart, place: QRectF) -> Plot:
    """The picture of a chart in a place."""
    if lies(chart):
        return Lying(chart, place)
    return (Lines if chart.kind in (LINES, COURSE) else Standing)(chart, place)


def legend(chart: Chart) -> Sequence[tuple[int, str]]:
    """The sorts of figures that have to be told apart, by their place and name."""
    return (
        [(number, tr(one.label)) for number, one in enumerate(chart.series)] if len(chart.series) > 1 else []
    )
