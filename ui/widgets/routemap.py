"""A sketch of the day's drives, painted: the warehouse, the stops by number, each drive in a colour of its own."""

from __future__ import annotations

import itertools

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from models import format
from models.i18n import tr
from models.queries.route_sheets import Line, RouteDay
from reports.sketch import Sketch, arrow, between, scale_bar, sketch
from ui import theme

HUES = ("accent", "soon", "ink", "quiet")
"""The colours of the drives, taken in turn; the number in each spot says what the colour alone would not."""


class RouteMap(QWidget):
    """The map. ``chosen`` gives kind and key of the stop that was clicked."""

    chosen = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._day: RouteDay | None = None
        self._picked: tuple[str, int] | None = None
        self._drawn: Sketch | None = None
        self._spots: list[tuple[float, float, Line]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(theme.px("field"), theme.px("field")))
        self.setAccessibleName(tr("Map"))
        theme.changed.connect(self.update)

    def show_day(self, day: RouteDay | None) -> None:
        """Draw a plan, or nothing."""
        self._day = day
        self.update()

    def pick(self, kind: str, key: int) -> None:
        """Mark a stop."""
        self._picked = kind, key
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The whole sketch."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._spots = []
        if self._day is None:
            return
        lines = [line for sheet in self._day.sheets for line in sheet.stops]
        left = [line for line in self._day.left if line.home is not None]
        yard = next((sheet.warehouse for sheet in self._day.sheets), None)
        homes = [line.home.point for line in (*lines, *left) if line.home is not None]
        if not homes:
            return
        radius = theme.px("s") + 2
        points = ([yard] if yard is not None else []) + homes
        drawn = sketch(points, self.width(), self.height(), margin=theme.px("xl") + 4, apart=2.0 * radius + 2)
        start = drawn.spots[0] if yard is not None else None
        spots = drawn.spots[1:] if yard is not None else drawn.spots
        spot_of = {id(line): spot for line, spot in zip((*lines, *left), spots, strict=True)}
        for at, sheet in enumerate(self._day.sheets):
            self._way(painter, at, [spot_of.get(id(line), start) for line in sheet.lines], start, radius)
        if start is not None:
            side = radius * 1.3
            painter.fillRect(QRectF(start[0] - side / 2, start[1] - side / 2, side, side), theme.color("ink"))
        small = QFont(theme.font("quiet"))
        painter.setFont(small)
        for at, sheet in enumerate(self._day.sheets):
            for line in sheet.stops:
                self._spot(painter, spot_of[id(line)], radius, line, HUES[at % len(HUES)], str(line.number))
        for line in left:
            self._spot(painter, spot_of[id(line)], radius, line, "wrong", "–")
        self._villages(painter, [*lines, *left], spot_of, radius)
        metres, long = scale_bar(drawn.metres, self.width() * 0.2)
        if metres:
            painter.setPen(QPen(theme.color("quiet"), 2))
            x, y = self.width() - long - theme.px("m"), self.height() - theme.px("m")
            painter.drawLine(QPointF(x, y), QPointF(x + long, y))
            label = format.distance(metres)
            room = QRectF(x + long - 100, y - theme.px("chip"), 100, theme.px("l"))
            painter.drawText(room, int(Qt.AlignmentFlag.AlignRight.value), label)

    def _way(
        self,
        painter: QPainter,
        at: int,
        spots: list[tuple[float, float] | None],
        start: tuple[float, float] | None,
        radius: float,
    ) -> None:
        way = [spot for spot in (start, *spots, start) if spot is not None]
        painter.setPen(QPen(theme.color(HUES[at % len(HUES)]), theme.px("ring")))
        for a, b in itertools.pairwise(way):
            leg = between(a, b, radius, radius)
            if leg is not None:
                for x1, y1, x2, y2 in (leg, *arrow(leg, theme.px("s"))):
                    painter.drawLine(QPointF(x1, y1), QPointF(x2, y2))

    def _spot(
        self, painter: QPainter, spot: tuple[float, float], radius: float, line: Line, hue: str, number: str
    ) -> None:
        x, y = spot
        self._spots.append((x, y, line))
        picked = self._picked == (line.kind, line.key)
        painter.setPen(QPen(theme.color("wrong" if line.faults else hue), 3 if picked else 2))
        painter.setBrush(theme.color("accent_tint" if picked else "surface"))
        painter.drawEllipse(QPointF(x, y), radius, radius)
        painter.setPen(theme.color("ink"))
        box = QRectF(x - radius, y - radius, 2 * radius, 2 * radius)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter.value), number)

    def _villages(
        self,
        painter: QPainter,
        lines: list[Line],
        spot_of: dict[int, tuple[float, float]],
        radius: float,
    ) -> None:
        painter.setPen(theme.color("quiet"))
        metrics = painter.fontMetrics()
        high = metrics.height()
        taken = [QRectF(x - radius, y - radius, 2 * radius, 2 * radius) for x, y in spot_of.values()]
        named: set[str] = set()
        for line in lines:
            village = line.home.contact.village if line.home is not None else ""
            if not village or village in named:
                continue
            x, y = spot_of[id(line)]
            wide = metrics.horizontalAdvance(village) + 2
            for left, top in (
                (x + radius + 3, y - high / 2),
                (x - radius - 3 - wide, y - high / 2),
                (x - wide / 2, y + radius + 1),
                (x - wide / 2, y - radius - 1 - high),
            ):
                box = QRectF(left, top, wide, high)
                if not QRectF(self.rect()).contains(box) or any(box.intersects(other) for other in taken):
                    continue
                painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter.value), village)
                taken.append(box)
                named.add(village)
                break

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the stop under the pointer."""
        where = event.position()
        near = [((x - where.x()) ** 2 + (y - where.y()) ** 2, at) for at, (x, y, _) in enumerate(self._spots)]
        if near and min(near)[0] < (theme.px("l")) ** 2:
            line = self._spots[min(near)[1]][2]
            self.chosen.emit(line.kind, line.key)
