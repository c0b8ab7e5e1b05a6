"""The roads and drives of the map, painted beside the window into a picture larger than what is seen of it.

While one drags or zooms, the picture there is moves and grows along at once; a sharp one follows.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from PySide6.QtCore import QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from models.queries.road.map_places import MapDrive
from models.queries.road.road_lines import MAIN, TRACK, VILLAGE, Lines, RoadLines, road_lines
from models.rules.road.map_view import Plane, Spot, View
from reports.road.map_projection import inside
from ui.kit.background_query import Asker
from ui.pages.road.route_map import polygon
from ui.pages.road.stop_list import HUES
from ui.shell import theme

AROUND: Final = 0.5
"""How much more than what is seen is painted, on each side."""
REST_MS: Final = 60
"""What one waits for before a sharp picture is painted: so long nothing was moved."""
RIM: Final = 50.0
"""Pixels beyond the picture at which a way is cut off: neither its end nor its width is seen there."""
NEAR: Final = 8.0
"""Metres a pixel below which roads are drawn with their width."""
ROADS: Final = ((TRACK, "line", 1, 2), (VILLAGE, "edge", 1, 3), (MAIN, "edge", 2, 6))
"""Class, colour, and how wide from afar and from near; what orders the map lies on top."""
STROKES: Final = (
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DotLine,
    Qt.PenStyle.DashDotLine,
)


@dataclass(frozen=True, slots=True)
class Stroke:
    """How the way of a vehicle is drawn: no two of the first sixteen alike, and none told by its colour alone."""

    role: str
    style: Qt.PenStyle

    def pen(self) -> QPen:
        """The pen in the colours of now."""
        return QPen(theme.color(self.role), theme.px("mark"), self.style)


def strokes(drives: Sequence[MapDrive]) -> dict[int, Stroke]:
    """The stroke of each vehicle; the colours are those of the road's page."""
    vehicles = dict.fromkeys(drive.vehicle for drive in drives)
    kinds = len(HUES)
    return {
        key: Stroke(HUES[at % kinds], STROKES[(at + at // kinds) % len(STROKES)])
        for at, key in enumerate(vehicles)
    }


@dataclass(frozen=True, slots=True)
class Picture:
    """What was painted: of which view and plane; ``roads``: whether any are held."""

    view: View
    plane: Plane
    image: QImage
    roads: bool


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to be painted, with all that only the window's thread may ask for."""

    view: View
    plane: Plane
    ratio: float
    pens: dict[int, tuple[QColor, int]]
    ways: tuple[tuple[QPen, tuple[tuple[Spot, ...], ...]], ...]


class RoadPicture(QObject):
    """Keeps a picture that fits what is looked at; ``painted`` when there is a new one."""

    painted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._asker = Asker(parent)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._ask)
        self._wanted: tuple[View, Plane, float] | None = None
        self._ways: tuple[tuple[Stroke, tuple[tuple[Spot, ...], ...]], ...] = ()
        self._lines: tuple[Plane, RoadLines | None] | None = None
        self._sharp = False
        self.picture: Picture | None = None

    @property
    def roads(self) -> bool | None:
        """Whether roads are held; None while nobody has looked."""
        return None if self.picture is None else self.picture.roads

    def forget(self) -> None:
        """Other roads may be held now."""
        self._lines = None
        self.paint_anew()

    def paint_anew(self) -> None:
        """The colours or what is drawn are others now; the old picture stays until it is painted."""
        self._sharp = False
        if self._wanted is not None:
            self._rest.start()

    def show_drives(self, drives: Sequence[MapDrive], plane: Plane) -> None:
        """Draw these drives on the roads."""
        drawn = strokes(drives)
        self._ways = tuple(
            (drawn[drive.vehicle], tuple(tuple(map(plane.spot, leg)) for leg in drive.legs))
            for drive in drives
        )
        self.paint_anew()

    def draw(self, painter: QPainter, view: View, plane: Plane) -> None:
        """Draw what there is of a view, and have painted what is missing."""
        ratio = painter.device().devicePixelRatioF()
        wanted = view, plane, ratio
        held = self.picture
        if self._wanted != wanted:
            self._wanted = wanted
            if held is None or held.plane != plane or not self._sharp or not held.view.holds(view):
                self._rest.start()
        if held is None or held.plane != plane:
            return
        west, south, east, north = held.view.bounds
        left, top = view.pixel((west, north))
        right, bottom = view.pixel((east, south))
        painter.drawImage(QRectF(left, top, right - left, bottom - top), held.image)

    def _ask(self) -> None:
        if self._wanted is None:
            return
        view, plane, ratio = self._wanted
        near = view.metres < NEAR
        pens = {road: (theme.color(role), wide if near else narrow) for road, role, narrow, wide in ROADS}
        ways = tuple((stroke.pen(), legs) for stroke, legs in self._ways)
        asked = _Wanted(view.grown(AROUND), plane, ratio, pens, ways)
        known = self._lines
        self._asker.ask(lambda: _painted(asked, known), self._take)

    def _take(self, answer: tuple[Picture, tuple[Plane, RoadLines | None]]) -> None:
        self.picture, self._lines = answer
        self._sharp = True
        self.painted.emit()


def _painted(
    asked: _Wanted, known: tuple[Plane, RoadLines | None] | None
) -> tuple[Picture, tuple[Plane, RoadLines | None]]:
    """The picture of a view, beside the window."""
    if known is None or known[0] != asked.plane:
        known = asked.plane, road_lines(asked.plane)
    view = asked.view
    image = QImage(
        round(view.width * asked.ratio),
        round(view.height * asked.ratio),
        QImage.Format.Format_ARGB32_Premultiplied,
    )
    image.setDevicePixelRatio(asked.ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if known[1] is not None:
        found = known[1].within(view.bounds, view.metres)
        for road, (color, wide) in asked.pens.items():
            if road in found:
                painter.setPen(QPen(color, wide))
                for line in _polygons(found[road], view):
                    painter.drawPolyline(line)
    for pen, legs in asked.ways:
        painter.setPen(pen)
        for leg in legs:
            for run in _runs(leg, view):
                painter.drawPolyline(run)
    painter.end()
    return Picture(view, asked.plane, image, known[1] is not None), known


def _polygons(lines: Lines, view: View) -> Iterator[QPolygonF]:
    """Each line in pixels."""
    pixels: Any = lines.corners.copy()
    pixels[:, 0] = view.width / 2 + (pixels[:, 0] - view.east) / view.metres
    pixels[:, 1] = view.height / 2 - (pixels[:, 1] - view.north) / view.metres
    begins = [*lines.first.tolist(), len(pixels)]
    for begin, end in pairwise(begins):
        yield polygon(pixels[begin:end].tolist())


def _runs(leg: Sequence[Spot], view: View) -> Iterator[QPolygonF]:
    """The parts of a way that come into a view: what lies far outside would be dashed for nothing."""
    run: list[tuple[float, float]] = []
    for a, b in pairwise([view.pixel(spot) for spot in leg]):
        seen = inside(a, b, view.width, view.height, -RIM)
        if run and (seen is None or math.dist(run[-1], seen[:2]) > 0.5):
            yield polygon(run)
            run = []
        if seen is not None:
            run = run or [seen[:2]]
            run.append(seen[2:])
    if run:
        yield polygon(run)
