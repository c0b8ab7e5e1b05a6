"""What stands on the roads of the map: households, crowds of them, villages, the warehouse, stops by number."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPixmap, QPolygonF

from models.queries.road.map_places import MapDrive, MapPlaces
from models.rules.road.map_view import Crowd, Plane, Spot, View, crowds
from ui.pages.road.map_names import Names, NameStyle, Taken, alone, box_about, paint_names
from ui.pages.road.road_picture import strokes
from ui.shell import theme

WAREHOUSE: Final = 0
"""The key of the warehouse, which is no household."""
NAMED: Final = NameStyle(near=6.0, most=150, village="ink", single="quiet")
"""How the names of villages and households are written."""
APART: Final = 1.0
"""Degrees from the origin of a plane at which what is looked at has another."""


class MapMarks:
    """The marks on a plane, and which of them lie under the pointer."""

    movable = True

    def __init__(self) -> None:
        self.plane = Plane((0.0, 0.0))
        self.spots: dict[int, Spot] = {}
        self.heads: dict[int, str] = {}
        self.named = False
        self.villages: list[tuple[str, Spot, int]] = []
        self._shown: frozenset[int] = frozenset()
        self._drives: list[tuple[MapDrive, list[tuple[int, Spot]]]] = []
        self._stops: frozenset[Spot] = frozenset()
        self._crowds: tuple[float, list[Crowd]] | None = None
        self._dress: tuple[float, bool, int, bool] | None = None
        self._pictures: dict[str, tuple[QPixmap, float]] = {}

    # -- what there is -----------------------------------------------------------------------------------------

    def show_places(self, places: MapPlaces, shown: Collection[int]) -> None:
        """Mark these households, those not ``shown`` only as faint dots."""
        points = places.points or [places.warehouse]
        middle = tuple(sum(point[axis] for point in points) / len(points) for axis in (0, 1))
        # A household more moves nothing: only another county has a plane of its own.
        if max(abs(middle[axis] - self.plane.origin[axis]) for axis in (0, 1)) > APART:
            self.plane = Plane((middle[0], middle[1]))
        self.spots = {
            home.key: self.plane.spot(home.point) for home in places.homes if home.point is not None
        }
        self.spots[WAREHOUSE] = self.plane.spot(places.warehouse)
        self.heads = {home.key: f"{home.head} {home.code}" for home in places.homes}
        self.named = places.named
        self.villages = sorted(
            (
                (village[1], self.plane.spot(point), count)
                for village, (point, count) in places.village_points.items()
            ),
            key=lambda one: -one[2],
        )
        self._shown = frozenset(shown)
        self._crowds = None

    def show_drives(self, drives: Sequence[MapDrive]) -> None:
        """Number the stops of these drives."""
        self._drives = [
            (drive, [(stop.number, self.plane.spot(stop.point)) for stop in drive.stops]) for drive in drives
        ]
        self._stops = frozenset(spot for _, stops in self._drives for _, spot in stops)
        self._crowds = None

    def crowds_at(self, view: View) -> list[Crowd]:
        """The households shown, gathered where they crowd."""
        if self._crowds is None or self._crowds[0] != view.metres:
            shown = (
                (key, spot)
                for key, spot in self.spots.items()
                if key in self._shown and spot not in self._stops
            )
            self._crowds = view.metres, crowds(shown, view.metres, 3.0 * self.radius)
        return self._crowds[1]

    @property
    def radius(self) -> float:
        """Of a household's dot, in pixels."""
        return theme.px("s") - 1

    def under(self, view: View, x: float, y: float) -> tuple[int, ...]:
        """The keys of the mark at a pixel: of one household, of a crowd, of a stop, or of the warehouse."""
        stops: dict[Spot, list[int]] = defaultdict(list)
        for key, spot in self.spots.items():
            if spot in self._stops and key != WAREHOUSE:
                stops[spot].append(key)
        marks = [
            *(((crowd.east, crowd.north), crowd.keys) for crowd in self.crowds_at(view)),
            *((spot, tuple(keys)) for spot, keys in stops.items()),
        ]
        if self.named:
            marks.append((self.spots[WAREHOUSE], (WAREHOUSE,)))
        near = [
            (away, keys) for spot, keys in marks if (away := self._away(view, spot, x, y)) <= theme.px("m")
        ]
        return min(near)[1] if near else ()

    def over(self, view: View, x: float, y: float, key: int | None) -> bool:
        """Whether a pixel lies on the mark of a household or of the warehouse, also where it stands in a crowd."""
        return key in self.spots and self._away(view, self.spots[key], x, y) <= theme.px("m")

    def _away(self, view: View, spot: Spot, x: float, y: float) -> float:
        left, top = view.pixel(spot)
        return math.hypot(left - x, top - y)

    # -- painting ----------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, view: View, chosen: int | None) -> None:
        """All marks of a view, the chosen one on top."""
        taken = Taken()
        self._paint_others(painter, view)
        seen = [
            crowd for crowd in self.crowds_at(view) if view.sees((crowd.east, crowd.north), theme.px("xl"))
        ]
        for crowd in seen:
            taken.take(self._paint_crowd(painter, view, crowd))
        if self.named:
            taken.take(self._paint_warehouse(painter, view, chosen == WAREHOUSE))
        for box in self._paint_stops(painter, view):
            taken.take(box)
        if chosen is not None and chosen in self.spots and chosen != WAREHOUSE:
            taken.take(self._paint_chosen(painter, view, self.spots[chosen]))
        paint_names(painter, view, self._names(seen, chosen), NAMED, taken)

    def _paint_others(self, painter: QPainter, view: View) -> None:
        """Those one does not want to see: faint, so that the map is still known by them."""
        dots = [
            QPointF(*view.pixel(spot))
            for key, spot in self.spots.items()
            if key != WAREHOUSE and key not in self._shown and view.sees(spot, theme.px("xl"))
        ]
        painter.setPen(QPen(theme.color("edge"), theme.px("xs"), c=Qt.PenCapStyle.RoundCap))
        painter.drawPoints(QPolygonF(dots))

    def _paint_crowd(self, painter: QPainter, view: View, crowd: Crowd) -> QRectF:
        """One household as a dot, several as their number."""
        x, y = view.pixel((crowd.east, crowd.north))
        picture, half = self._picture_of(painter, f"{len(crowd.keys):,}" if len(crowd.keys) > 1 else "")
        painter.drawPixmap(QPointF(x - half, y - half), picture)
        return box_about(x, y, half)

    def _picture_of(self, painter: QPainter, words: str) -> tuple[QPixmap, float]:
        """A mark with these words, painted once, and half of how wide it is."""
        dress = painter.device().devicePixelRatioF(), theme.is_dark(), theme.scale(), bool(self._stops)
        if self._dress != dress:
            self._dress = dress
            self._pictures.clear()
        if words not in self._pictures:
            font = theme.font("quiet", bold=True)
            radius = self.radius
            if words:
                radius = max(QFontMetricsF(font).horizontalAdvance(words) / 2 + 4, theme.px("m") - 1.0)
            half = math.ceil(radius + 2)
            picture = QPixmap(round(2 * half * dress[0]), round(2 * half * dress[0]))
            picture.setDevicePixelRatio(dress[0])
            picture.fill(Qt.GlobalColor.transparent)
            with QPainter(picture) as inner:
                inner.setRenderHint(QPainter.RenderHint.Antialiasing)
                inner.setPen(QPen(theme.color("edge" if self._stops else "surface"), 2))
                # Beside a day's drives the other households stand back.
                inner.setBrush(theme.color("quiet_tint" if self._stops else "accent"))
                inner.drawEllipse(QPointF(half, half), radius, radius)
                inner.setPen(theme.color("quiet" if self._stops else "on_accent"))
                inner.setFont(font)
                inner.drawText(box_about(half, half, half), int(Qt.AlignmentFlag.AlignCenter.value), words)
            self._pictures[words] = picture, half
        return self._pictures[words]

    def _paint_warehouse(self, painter: QPainter, view: View, chosen: bool) -> QRectF:
        """A square, as on the sketch of a day's drives."""
        x, y = view.pixel(self.spots[WAREHOUSE])
        side = theme.px("s")
        painter.setPen(QPen(theme.color("soon" if chosen else "surface"), 3 if chosen else 2))
        painter.setBrush(theme.color("ink"))
        painter.drawRect(box_about(x, y, side))
        return box_about(x, y, side)

    def _paint_chosen(self, painter: QPainter, view: View, spot: Spot) -> QRectF:
        """A ring around the chosen household, also where it stands in a crowd."""
        x, y = view.pixel(spot)
        painter.setPen(QPen(theme.color("surface"), 2))
        painter.setBrush(theme.color("soon_bar"))
        painter.drawEllipse(QPointF(x, y), self.radius, self.radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("soon_bar"), 2))
        around = self.radius + theme.px("xs")
        painter.drawEllipse(QPointF(x, y), around, around)
        return box_about(x, y, around)

    def _paint_stops(self, painter: QPainter, view: View) -> list[QRectF]:
        """The stops by number in the stroke of their vehicle; several at one place stand in one mark."""
        drawn = strokes([drive for drive, _ in self._drives])
        painter.setFont(theme.font("quiet", bold=True))
        metrics = painter.fontMetrics()
        read, crowded = [], []
        taken = Taken()
        for drive, stops in self._drives:
            numbers: dict[Spot, list[int]] = {}
            for number, spot in stops:
                numbers.setdefault(spot, []).append(number)
            color = theme.color(drawn[drive.vehicle].role)
            for spot, several in numbers.items():
                if not view.sees(spot, theme.px("xl")):
                    continue
                words = ", ".join(map(str, several))
                x, y = view.pixel(spot)
                wide = max(theme.px("m") - 1.0, metrics.horizontalAdvance(words) / 2 + 4)
                box = QRectF(x - wide, y - theme.px("m") + 1, 2 * wide, 2 * theme.px("m") - 2)
                if taken.free(box.adjusted(4, 4, -4, -4)):
                    taken.take(box)
                    read.append((color, box, words))
                else:
                    # Nearer by, both are read.
                    crowded.append((color, QPointF(x, y)))
        painter.setBrush(theme.color("surface"))
        for color, where in crowded:
            painter.setPen(QPen(color, 2))
            painter.drawEllipse(where, 3, 3)
        for color, box, words in read:
            painter.setPen(QPen(color, 2))
            painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter.value), words)
        return [box for _, box, _ in read]

    def paint_legend(self, painter: QPainter, top: float) -> None:
        """Whose stroke is whose, at the left below ``top``."""
        driving = {drive.vehicle: drive.name for drive, stops in self._drives if stops}
        if not driving:
            return
        drawn = strokes([drive for drive, _ in self._drives])
        painter.setFont(theme.font("quiet"))
        metrics, edge, long = painter.fontMetrics(), theme.px("m"), 3 * theme.px("m")
        names = {
            key: metrics.elidedText(name, Qt.TextElideMode.ElideRight, theme.px("field"))
            for key, name in driving.items()
        }
        wide = max(map(metrics.horizontalAdvance, names.values())) + long + 3 * theme.px("s")
        high = metrics.height() + theme.px("xs")
        # Nothing shines through: a route may pass below.
        painter.setPen(QPen(theme.color("line"), theme.px("hair")))
        painter.setBrush(theme.color("surface"))
        painter.drawRect(QRectF(edge, top, wide, high * len(names) + theme.px("s")))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for at, (key, name) in enumerate(names.items()):
            middle = top + theme.px("xs") + high * (at + 0.5)
            left = edge + theme.px("s")
            painter.setPen(drawn[key].pen())
            painter.drawLine(QPointF(left, middle), QPointF(left + long, middle))
            painter.setPen(theme.color("ink"))
            box = QRectF(left + long + theme.px("s"), middle - high / 2, wide, high)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter.value), name)

    def _names(self, seen: Sequence[Crowd], chosen: int | None) -> Names:
        """The chosen household's name, those of villages, and near by those of households."""
        return Names(
            (self.spots[chosen], self.heads[chosen])
            if chosen in self.heads and chosen in self.spots
            else None,
            [(spot, village) for village, spot, _ in self.villages],
            (
                ((one.east, one.north), self.heads[one.keys[0]].rpartition(" ")[0])
                for one in alone(seen, chosen)
            ),
        )
