"""A sketch of the day's drives, painted: the warehouse, the stops by number, each drive in a colour of its own."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from models import format
from models.i18n import tr
from models.queries.road.route_geometry import CREDIT
from models.queries.road.route_sheets import RouteDay, StopLine
from reports.road.map_projection import Sketch, Spot, along, arrow, between, scale_bar, sketch
from ui.pages.road.stop_list import hues, say_hint
from ui.shell import theme


class RouteMap(QWidget):
    """The map. ``chosen`` gives kind and key of the stop that was clicked."""

    chosen = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._day: RouteDay | None = None
        self._picked: tuple[str, int] | None = None
        self._drawn: Sketch | None = None
        self._legs: dict[int, list[list[Spot]]] = {}
        self._roads: list[list[Spot]] = []
        self._asked: tuple[RouteDay, QSize] | None = None
        self._radius = theme.px("s") + 2
        self._spots: list[tuple[float, float, StopLine]] = []
        self._painted: QPixmap | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(theme.px("field"), theme.px("thumb")))
        self.setAccessibleName(tr("Map"))
        theme.changed.connect(self._anew)

    def show_day(self, day: RouteDay | None) -> None:
        """Draw a plan, or nothing."""
        self._day = day
        self._anew()

    def _anew(self) -> None:
        """What is painted has changed; what only comes into view again is shown as it was."""
        self._painted = None
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Everything stands elsewhere."""
        super().resizeEvent(event)
        self._painted = None

    @property
    def shown_along_roads(self) -> bool:
        """Whether the drives follow the roads of a map."""
        return self._day is not None and any(sheet.streets is not None for sheet in self._day.sheets)

    def pick(self, kind: str, key: int) -> None:
        """Mark a stop."""
        self._picked = kind, key
        self._anew()

    def _laid_out(self) -> Sketch | None:
        """Where everything goes, worked out anew only for another day or size."""
        if self._day is None:
            return None
        lines = [line for line in self._lines() if line.home is not None]
        if not lines:
            return None
        asked = self._day, self.size()
        if self._asked != asked:
            yard = next((sheet.warehouse for sheet in self._day.sheets), None)
            points = [yard] if yard is not None else []
            points += [line.home.point for line in lines if line.home is not None]
            apart = 2.0 * self._radius + 2
            margin = theme.px("xl") + 4
            streets = {sheet.id: sheet.streets for sheet in self._day.sheets if sheet.streets is not None}
            bends = [point for one in streets.values() for leg in one.legs for point in leg]
            size = self.width(), self.height() - self._foot
            drawn = self._drawn = sketch(points, *size, margin=margin, apart=apart, seen=bends)
            self._legs = {
                key: [drawn.line(leg, 1.0) if leg else [] for leg in one.legs] for key, one in streets.items()
            }
            main = sorted({road for one in streets.values() for road in one.main})
            self._roads = [drawn.line(road, 1.0) for road in main]
            self._asked = asked
        return self._drawn

    def _lines(self) -> list[StopLine]:
        """All stops of the day, those on no drive last."""
        if self._day is None:
            return []
        return [*(line for sheet in self._day.sheets for line in sheet.stops), *self._day.left]

    def paintEvent(self, event: QPaintEvent) -> None:
        """The whole sketch."""
        fine = self.devicePixelRatioF()
        if self._painted is None or self._painted.devicePixelRatioF() != fine:
            self._painted = QPixmap(self.size() * fine)
            self._painted.setDevicePixelRatio(fine)
            self._painted.fill(Qt.GlobalColor.transparent)
            self._paint(QPainter(self._painted))
        QPainter(self).drawPixmap(0, 0, self._painted)

    def _paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._spots = []
        drawn = self._laid_out()
        if self._day is None or drawn is None:
            say_hint(painter, tr("The map comes with the plan."), self.rect())
            return
        radius = self._radius
        homes = [line for line in self._lines() if line.home is not None]
        start = drawn.spots[0] if self._day.sheets else None
        spots = drawn.spots[1:] if start is not None else drawn.spots
        spot_of = {line.id: spot for line, spot in zip(homes, spots, strict=True)}
        roles = hues(self._day)
        painter.setPen(QPen(theme.color("line"), 2))
        for road in self._roads:
            painter.drawPolyline(polygon(road))
        ways = self._ways(spot_of, start)
        for role, way in ways:
            self._way(painter, role, way, radius)
        if start is not None:
            side = radius * 1.3
            painter.fillRect(QRectF(start[0] - side / 2, start[1] - side / 2, side, side), theme.color("ink"))
        painter.setFont(QFont(theme.font("quiet")))
        credit = self._credit(painter)
        taken = [*credit, *self._scale(painter, drawn, credit), *self._round(drawn.spots)]
        painter.setPen(theme.color("quiet"))
        legs = [leg for _, way in ways for leg in way]
        for village, box in self._villages(painter.fontMetrics(), spot_of, legs, taken).items():
            painter.fillRect(box, theme.color("surface"))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter.value), village)
        for sheet in self._day.sheets:
            for line in sheet.stops:
                if line.id in spot_of:
                    number = str(line.number) if sheet.cut_at is None else "✓"
                    self._spot(painter, spot_of[line.id], radius, line, roles[sheet.van.key], number)
        for line in self._day.left:
            if line.id in spot_of:
                self._spot(painter, spot_of[line.id], radius, line, "wrong", "–")

    def _ways(self, spot_of: dict[int, Spot], start: Spot | None) -> list[tuple[str, list[list[Spot]]]]:
        """Each drive's legs from where it begins to where it ends, along known roads; with its colour."""
        assert self._day is not None
        roles = hues(self._day)
        ends: dict[int, Spot | None] = {}
        ways = []
        for sheet in self._day.sheets:
            way = [ends.get(sheet.after, start) if sheet.after is not None else start]
            way += [spot_of.get(line.id, start) for line in sheet.lines]
            ends[sheet.id] = way[-1]
            if sheet.cut_at is None:
                way.append(start)
            legs = list(self._legs.get(sheet.id, ()))
            if legs and sheet.after is not None and sheet.begins is None:
                legs[0] = []
            spots = [spot for spot in way if spot is not None]
            legs += [[] for _ in spots]
            hops = zip(itertools.pairwise(spots), legs, strict=False)
            ways.append((roles[sheet.van.key], [[a, *leg, b] for (a, b), leg in hops]))
        return ways

    def _round(self, spots: Sequence[Spot]) -> list[QRectF]:
        """The boxes the stops and the warehouse take."""
        radius = self._radius
        return [QRectF(x - radius, y - radius, 2 * radius, 2 * radius) for x, y in spots]

    @property
    def _foot(self) -> int:
        """How high the line below the sketch is, where the scale and the roads' owner stand clear of stops."""
        return QFontMetrics(theme.font("quiet")).height()

    def _credit(self, painter: QPainter) -> list[QRectF]:
        """Whose map the roads are drawn from; the box it takes, if any."""
        if not self.shown_along_roads:
            return []
        painter.setPen(theme.color("quiet"))
        edge, metrics = theme.px("m"), painter.fontMetrics()
        wide, high = metrics.horizontalAdvance(tr(CREDIT)) + 2, metrics.height()
        box = QRectF(edge, self.height() - edge - high, wide, high)
        painter.fillRect(box, theme.color("surface"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter.value), tr(CREDIT))
        return [box]

    def _scale(self, painter: QPainter, drawn: Sketch, taken: Sequence[QRectF]) -> list[QRectF]:
        """The bar at the foot, or at the head where a narrow map holds only the roads' owner; the box it takes."""
        metres, long = scale_bar(drawn.metres, self.width() * 0.2)
        if not metres:
            return []
        painter.setPen(QPen(theme.color("quiet"), 2))
        label = format.distance(metres)
        edge, metrics = theme.px("m"), painter.fontMetrics()
        wide, high = max(long, metrics.horizontalAdvance(label)), metrics.height() + 4
        box = QRectF(self.width() - edge - wide, self.height() - edge - high, wide, high)
        if any(box.intersects(other) for other in taken):
            box.moveTop(edge)
        painter.drawLine(QPointF(box.right() - long, box.bottom()), QPointF(box.right(), box.bottom()))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignRight.value), label)
        return [box.adjusted(-2, -2, 2, 2)]

    def _way(self, painter: QPainter, role: str, way: list[list[Spot]], radius: float) -> None:
        painter.setPen(QPen(theme.color(role), theme.px("ring")))
        for line in way:
            if len(line) > 2:
                painter.drawPolyline(polygon(line))
                strokes = along(line, theme.px("s"))
            else:
                straight = between(line[0], line[1], radius, radius)
                strokes = [] if straight is None else [straight, *arrow(straight, theme.px("s"))]
            for x1, y1, x2, y2 in strokes:
                painter.drawLine(QPointF(x1, y1), QPointF(x2, y2))

    def _spot(
        self,
        painter: QPainter,
        spot: tuple[float, float],
        radius: float,
        line: StopLine,
        hue: str,
        number: str,
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
        self, metrics: QFontMetrics, spot_of: dict[int, Spot], ways: list[list[Spot]], taken: list[QRectF]
    ) -> dict[str, QRectF]:
        """Where the name of each village stands, once: it covers nothing that is taken and, if it can, no way."""
        high, radius = metrics.height(), self._radius
        legs = _Legs(ways)
        boxes: dict[str, list[QRectF]] = {}
        for line in self._lines():
            village = line.home.contact.village if line.home is not None else ""
            if not village:
                continue
            x, y = spot_of[line.id]
            wide = metrics.horizontalAdvance(village) + 2
            boxes.setdefault(village, []).extend(
                QRectF(left, top, wide, high)
                for left, top in (
                    (x + radius + 3, y - high / 2),
                    (x - radius - 3 - wide, y - high / 2),
                    (x - wide / 2, y + radius + 1),
                    (x - wide / 2, y - radius - 1 - high),
                )
            )
        named: dict[str, QRectF] = {}
        for village, found in boxes.items():
            free = [
                box
                for box in found
                if QRectF(self.rect()).contains(box)
                and not any(box.intersects(other) for other in (*taken, *named.values()))
            ]
            if free:
                named[village] = min(free, key=legs.through)
        return named

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the stop under the pointer."""
        where = event.position()
        near = [((x - where.x()) ** 2 + (y - where.y()) ** 2, at) for at, (x, y, _) in enumerate(self._spots)]
        if near and min(near)[0] < (theme.px("l")) ** 2:
            line = self._spots[min(near)[1]][2]
            self.chosen.emit(line.kind, line.key)


def polygon(line: Sequence[Sequence[float]]) -> QPolygonF:
    """Pairs of figures as a line to paint."""
    return QPolygonF([QPointF(x, y) for x, y in line])


def squares(box: QRectF, side: float) -> Iterator[tuple[int, int]]:
    """The squares of an area, each of this side, that a box touches: what lies near it is found by them."""
    across = range(int(box.left() // side), int(box.right() // side) + 1)
    return itertools.product(across, range(int(box.top() // side), int(box.bottom() // side) + 1))


class _Legs:
    """The legs of all ways by the squares of the map they touch: of thousands only those near a name are looked at."""

    def __init__(self, ways: list[list[Spot]]) -> None:
        self._side = float(theme.px("xl"))
        self._legs = [
            QLineF(QPointF(*a), QPointF(*b)) for way in ways for a, b in itertools.pairwise(way) if a != b
        ]
        self._near: dict[tuple[int, int], set[int]] = defaultdict(set)
        for number, leg in enumerate(self._legs):
            for square in squares(QRectF(leg.p1(), leg.p2()).normalized(), self._side):
                self._near[square].add(number)

    def through(self, box: QRectF) -> int:
        """How many legs lead through a box."""
        near = set().union(*(self._near.get(square, ()) for square in squares(box, self._side)))
        return sum(_crosses(self._legs[number], box) for number in near)


def _crosses(leg: QLineF, box: QRectF) -> bool:
    """Whether a way leads through a box."""
    (left, right), (top, below) = sorted((leg.x1(), leg.x2())), sorted((leg.y1(), leg.y2()))
    if right < box.left() or left > box.right() or below < box.top() or top > box.bottom():
        return False
    if box.contains(leg.p1()) or box.contains(leg.p2()):
        return True
    corners = box.topLeft(), box.topRight(), box.bottomRight(), box.bottomLeft()
    bounded = QLineF.IntersectionType.BoundedIntersection
    return any(
        leg.intersects(QLineF(a, b))[0] == bounded for a, b in itertools.pairwise((*corners, corners[0]))
    )
