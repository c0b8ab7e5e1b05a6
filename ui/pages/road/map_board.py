"""The map as it is looked at: which part of it, and everything that is painted there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from models import format
from models.i18n import tr
from models.queries.programme.workshop_map import MappedWorkshop
from models.queries.road.map_places import MapDrive, MapPlaces
from models.queries.road.route_geometry import CREDIT
from models.rules.road.coordinates import Point
from models.rules.road.map_view import View, fitted
from reports.road.map_projection import scale_bar
from ui.pages.road.map_marks import MapMarks
from ui.pages.road.road_picture import RoadPicture
from ui.pages.road.workshop_marks import WorkshopMarks
from ui.shell import theme

CLOSE: Final = 5.0
"""Metres a pixel at which a household that was asked for is looked at."""


class MapBoard(QWidget):
    """A part of the map with all that stands on it; how it is moved, `ui.pages.road.map_canvas` knows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.home_marks = MapMarks()
        self.shop_marks = WorkshopMarks(self.home_marks)
        self.marks: MapMarks | WorkshopMarks = self.home_marks
        """Those of the two that are seen."""
        self.roads = RoadPicture(self)
        self.roads.painted.connect(self.update)
        self.view: View | None = None
        self.key: int | None = None
        self.putting: int | None = None
        self.cross: QPointF | None = None
        """Where the pointer would put what is dragged."""
        self._words = ""
        self._fixed = False
        self._places: MapPlaces | None = None
        self._drives: tuple[MapDrive, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(theme.px("field"), theme.px("thumb")))
        self.setAccessibleName(tr("Map"))
        theme.changed.connect(self._dress)

    # -- what is shown -----------------------------------------------------------------------------------------

    def show_places(self, places: MapPlaces, shown: Collection[int]) -> None:
        """Show these, what is not ``shown`` faint; one looks at what one looked at before."""
        before = self.home_marks.plane
        self._places = places
        self.home_marks.show_places(places, shown)
        if self.home_marks.plane != before:
            self.roads.show_drives(self._drives, self.home_marks.plane)
            self.home_marks.show_drives(self._drives)
            self.view = None
        self.shop_marks.anew()
        if self.view is None or not self._fixed:
            self.show_all()
        self.update()

    def show_drives(self, drives: Sequence[MapDrive]) -> None:
        """Draw the drives of a day on it."""
        self._drives = tuple(drives)
        self.home_marks.show_drives(self._drives)
        self.roads.show_drives(self._drives, self.marks.plane)
        self.update()

    def show_workshops(self, workshops: Sequence[MappedWorkshop] | None) -> None:
        """Show these workshops and whom they serve in place of the households; None: the households again."""
        if (workshops is None) != (self.marks is self.home_marks):
            self.marks = self.home_marks if workshops is None else self.shop_marks
            self.key = None
        self.shop_marks.show_workshops(workshops or ())
        self.update()

    def show_all(self) -> None:
        """Everything that is known, and nothing far from all else."""
        if self._places is not None:
            spots = [self.marks.plane.spot(point) for point in self._places.points]
            self.view = fitted(spots, self.width(), self.height(), 2.0 * theme.px("xl"))
            self._fixed = False
            self.update()

    def look_at(self, point: Point) -> None:
        """Look at a point from near by."""
        if self.view is not None:
            self.turn(self.view.about(self.marks.plane.spot(point), CLOSE))

    def choose(self, key: int | None) -> None:
        """Mark a household, and bring it into view where it is not."""
        self.key = key
        spot = None if key is None else self.marks.spots.get(key)
        if spot is not None and self.view is not None:
            x, y = self.view.pixel(spot)
            if not self.rect().contains(round(x), round(y)):
                self.turn(self.view.about(spot))
        self.update()

    def begin_putting(self, key: int, words: str) -> None:
        """The next click says where a household or the warehouse is; ``words`` say so over the map."""
        self.putting, self._words = key, words
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocus()
        self.update()

    def stop_putting(self) -> None:
        """A click chooses again."""
        self.putting = None
        self.unsetCursor()
        self.update()

    def point_at(self, x: float, y: float) -> Point:
        """The point (WGS-84) that is painted there."""
        assert self.view is not None
        return self.marks.plane.point(self.view.spot(x, y))

    def pixel_of(self, key: int) -> QPointF | None:
        """Where a household is painted; None where nobody knows."""
        if self.view is None or key not in self.marks.spots:
            return None
        return QPointF(*self.view.pixel(self.marks.spots[key]))

    def zoom(self, factor: float, about: QPointF | None = None) -> None:
        """Nearer by a factor, about a pixel or the middle."""
        if self.view is not None:
            held = about or QPointF(self.width() / 2, self.height() / 2)
            self.turn(self.view.zoomed(factor, held.x(), held.y()))

    def turn(self, view: View) -> None:
        """Look at another part."""
        self.view, self._fixed = view, True
        self.update()

    def _dress(self) -> None:
        self.roads.paint_anew()
        self.update()

    # -- painting ----------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What was in the middle stays there; what was all of it stays all."""
        super().resizeEvent(event)
        if self.view is not None:
            self.view = self.view.sized(self.width(), self.height())
            if not self._fixed:
                self.show_all()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Roads and drives from their picture, the marks, and what helps to read them."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.color("surface"))
        if self.view is None:
            return
        self.roads.draw(painter, self.view, self.marks.plane)
        self.marks.paint(painter, self.view, self.key)
        if self.cross is not None:
            self._paint_cross(painter, self.cross)
        elif self.putting is not None and self.hasFocus() and not self.underMouse():
            self._paint_cross(painter, QPointF(self.width() / 2, self.height() / 2))
        self._paint_foot(painter)
        top = 0.0 if self.putting is None else self._paint_banner(painter)
        self.marks.paint_legend(painter, top + theme.px("m"))
        focused = self.hasFocus()
        painter.setPen(
            QPen(theme.color("accent" if focused else "line"), theme.px("ring" if focused else "hair"))
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def _paint_cross(self, painter: QPainter, where: QPointF) -> None:
        """Where it would be put."""
        painter.setPen(QPen(theme.color("soon_bar"), 2))
        for across in (QPointF(theme.px("m"), 0), QPointF(0, theme.px("m"))):
            painter.drawLine(where - across, where + across)

    def _paint_banner(self, painter: QPainter) -> float:
        """What a click does now; answers how far down it comes."""
        painter.setFont(theme.font("base", bold=True))
        high = painter.fontMetrics().height() + theme.px("m")
        box = QRectF(0, 0, self.width(), high)
        painter.fillRect(box, theme.color("soon_tint"))
        painter.setPen(theme.color("soon"))
        words = painter.fontMetrics().elidedText(
            self._words, Qt.TextElideMode.ElideRight, round(box.width()) - theme.px("l")
        )
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter.value), words)
        return box.bottom()

    def _paint_foot(self, painter: QPainter) -> None:
        """Whose roads these are, or that there are none; the scale; where north is."""
        assert self.view is not None
        painter.setFont(theme.font("quiet"))
        metrics, edge = painter.fontMetrics(), float(theme.px("m"))
        ground = theme.color("surface")
        ground.setAlpha(220)
        roads = self.roads.roads
        if roads is not None:
            words = tr(CREDIT) if roads else tr("No roads are known: only places are shown.")
            box = QRectF(edge, self.height() - edge - metrics.height(), 0, metrics.height())
            box.setWidth(metrics.horizontalAdvance(words) + 4)
            painter.fillRect(box, ground)
            painter.setPen(theme.color("quiet"))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter.value), words)
        metres, long = scale_bar(self.view.metres, self.width() * 0.2)
        right, below = self.width() - edge, self.height() - edge
        if metres:
            label = format.distance(metres)
            wide = max(long, metrics.horizontalAdvance(label))
            box = QRectF(right - wide, below - metrics.height() - 4, wide, metrics.height() + 4)
            painter.fillRect(box.adjusted(-4, -2, 4, 4), ground)
            painter.setPen(QPen(theme.color("ink"), 2))
            painter.drawLine(QPointF(right - long, below), QPointF(right, below))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignRight.value), label)
            below = box.top() - theme.px("s")
        self._paint_north(painter, right, below)

    def _paint_north(self, painter: QPainter, right: float, below: float) -> None:
        words, high, wide = tr("N", "north"), painter.fontMetrics().height(), theme.px("s")
        middle = right - wide
        painter.setPen(theme.color("ink"))
        box = QRectF(middle - 2 * wide, below - high, 4 * wide, high)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter.value), words)
        foot = box.top()
        painter.setBrush(theme.color("ink"))
        painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(middle, foot - 2.5 * wide),
                    QPointF(middle + wide * 0.8, foot),
                    QPointF(middle, foot - wide * 0.6),
                    QPointF(middle - wide * 0.8, foot),
                ]
            )
        )
