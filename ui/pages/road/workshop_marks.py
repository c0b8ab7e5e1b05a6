"""What stands on the map of the programme: workshops in the shape of their kind, service centres, households served.

No kind is told by its colour alone: a filled circle is a home workshop, an open square a village workshop, a double
square a base, as on paper; a service centre bears a flag.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPixmap, QPolygonF

from models.i18n import plural, tr
from models.queries.programme.workshop_map import DOUBLE, KIND, SQUARE, MappedWorkshop
from models.rules.road.map_view import Crowd, Plane, Spot, View, crowds
from ui.pages.road.map_marks import MapMarks
from ui.pages.road.map_names import Names, NameStyle, Taken, alone, box_about, paint_names
from ui.shell import theme

NAMED: Final = NameStyle(near=25.0, most=80, village="quiet", single="ink")
"""How the names of villages and workshops are written."""
MIXED: Final = "mixed"
"""What a crowd of several kinds is drawn as: a diamond."""
FLAG: Final = "flag"
"""The flag of a service centre alone, as the legend has it."""


@dataclass(frozen=True, slots=True)
class _Face:
    """How a mark looks: its kind, whether a service centre is among what it stands for, and the words in it."""

    kind: str
    centre: bool
    words: str


class WorkshopMarks:
    """The marks of the workshops meant, over the households, which are dots here: larger where they are served."""

    movable = False
    """Where a workshop is follows from its households."""

    def __init__(self, homes: MapMarks) -> None:
        self._homes = homes
        self.spots: dict[int, Spot] = {}
        self.heads: dict[int, str] = {}
        self._workshops: dict[int, MappedWorkshop] = {}
        self._placed: list[tuple[int, Spot]] = []
        self._served: frozenset[int] = frozenset()
        self._crowds: tuple[float, list[Crowd]] | None = None
        self._dress: tuple[float, bool, int] | None = None
        self._pictures: dict[_Face, tuple[QPixmap, float]] = {}

    @property
    def plane(self) -> Plane:
        """The plane of the households."""
        return self._homes.plane

    def show_workshops(self, workshops: Sequence[MappedWorkshop]) -> None:
        """Mark these, and the households that work for them."""
        self._workshops = {one.id: one for one in workshops}
        self._placed = [(one.id, self.plane.spot(one.point)) for one in workshops if one.point is not None]
        members = {home for one in workshops for home in one.members}
        self._served = frozenset(members & self._homes.spots.keys())
        self.spots = {key: self._homes.spots[key] for key in self._served} | dict(self._placed)
        self.heads = {key: self._homes.heads[key] for key in self._served}
        self.heads |= {one.id: f"{one.name} {one.code}" for one in workshops}
        self._crowds = None

    def anew(self) -> None:
        """The households were placed anew: so are the workshops."""
        self.show_workshops(list(self._workshops.values()))

    def of(self, key: int | None) -> MappedWorkshop | None:
        """The workshop of a key, None where it is a household's."""
        return None if key is None else self._workshops.get(key)

    def crowds_at(self, view: View) -> list[Crowd]:
        """The workshops, gathered where they crowd."""
        if self._crowds is None or self._crowds[0] != view.metres:
            self._crowds = view.metres, crowds(self._placed, view.metres, 2.6 * theme.px("m"))
        return self._crowds[1]

    def under(self, view: View, x: float, y: float) -> tuple[int, ...]:
        """The keys of the mark at a pixel: a workshop, a crowd of them, else the household served there."""
        marks = [((crowd.east, crowd.north), crowd.keys) for crowd in self.crowds_at(view)]
        near = self._nearest(view, marks, x, y, theme.px("m") + 2)
        if near:
            return near
        homes = [(self.spots[key], (key,)) for key in self._served]
        return self._nearest(view, homes, x, y, theme.px("s"))

    def _nearest(
        self, view: View, marks: Sequence[tuple[Spot, tuple[int, ...]]], x: float, y: float, reach: float
    ) -> tuple[int, ...]:
        found = []
        for spot, keys in marks:
            left, top = view.pixel(spot)
            away = math.hypot(left - x, top - y)
            if away <= reach:
                found.append((away, keys))
        return min(found)[1] if found else ()

    # -- painting ----------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, view: View, chosen: int | None) -> None:
        """The households as dots, the workshops over them, the chosen one with lines to its households."""
        self._paint_homes(painter, view)
        shop = self.of(chosen)
        if shop is not None and shop.point is not None:
            self._paint_lines(painter, view, shop)
        taken = Taken()
        seen = [
            crowd for crowd in self.crowds_at(view) if view.sees((crowd.east, crowd.north), theme.px("xl"))
        ]
        for crowd in seen:
            x, y = view.pixel((crowd.east, crowd.north))
            picture, half = self._picture(painter, self._face(crowd))
            painter.drawPixmap(QPointF(x - half, y - half), picture)
            # A name begins right beside it.
            taken.take(box_about(x, y, theme.px("m") - 1.0))
        paint_names(painter, view, self._names(seen, chosen), NAMED, taken)
        for crowd in seen:
            if chosen is not None and chosen in crowd.keys:
                _paint_ring(painter, *view.pixel((crowd.east, crowd.north)), theme.px("m") + 2.0)
        if chosen is not None and chosen in self._served:
            _paint_ring(painter, *view.pixel(self.spots[chosen]), theme.px("s"))

    def _paint_homes(self, painter: QPainter, view: View) -> None:
        """All households at once: small and faint, larger where they are served."""
        served: list[QPointF] = []
        others: list[QPointF] = []
        for key, spot in self._homes.spots.items():
            if key in self._homes.heads and view.sees(spot, theme.px("xl")):
                (served if key in self._served else others).append(QPointF(*view.pixel(spot)))
        for dots, role, wide in ((others, "edge", theme.px("xs")), (served, "quiet", theme.px("s") - 1)):
            painter.setPen(QPen(theme.color(role), wide, c=Qt.PenCapStyle.RoundCap))
            painter.drawPoints(QPolygonF(dots))

    def _paint_lines(self, painter: QPainter, view: View, shop: MappedWorkshop) -> None:
        assert shop.point is not None
        middle = QPointF(*view.pixel(self.plane.spot(shop.point)))
        painter.setPen(QPen(theme.color("quiet"), theme.px("hair"), Qt.PenStyle.DashLine))
        for home in shop.members:
            if home in self._served:
                painter.drawLine(middle, QPointF(*view.pixel(self.spots[home])))

    def _face(self, crowd: Crowd) -> _Face:
        of = [self._workshops[key] for key in crowd.keys]
        kinds = {one.kind for one in of}
        return _Face(
            kinds.pop() if len(kinds) == 1 else MIXED,
            any(one.service_centre for one in of),
            f"{len(of):,}" if len(of) > 1 else "",
        )

    def _picture(self, painter: QPainter, face: _Face) -> tuple[QPixmap, float]:
        """A mark, painted once in each dress, and half of how wide it is."""
        dress = painter.device().devicePixelRatioF(), theme.is_dark(), theme.scale()
        if self._dress != dress:
            self._dress = dress
            self._pictures.clear()
        if face not in self._pictures:
            font = theme.font("quiet", bold=True)
            radius = theme.px("s") + 1.0
            if face.words:
                radius = max(radius, QFontMetricsF(font).horizontalAdvance(face.words) / 2 + 4)
            if face.kind == MIXED:
                radius *= 1.3
            half = math.ceil(radius + theme.px("s"))
            picture = QPixmap(round(2 * half * dress[0]), round(2 * half * dress[0]))
            picture.setDevicePixelRatio(dress[0])
            picture.fill(Qt.GlobalColor.transparent)
            with QPainter(picture) as inner:
                inner.setRenderHint(QPainter.RenderHint.Antialiasing)
                _paint_shape(inner, face.kind, half, radius)
                inner.setFont(font)
                filled = face.kind not in SQUARE and face.kind != MIXED
                inner.setPen(theme.color("on_accent" if filled else "ink"))
                inner.drawText(
                    box_about(half, half, half), int(Qt.AlignmentFlag.AlignCenter.value), face.words
                )
                if face.centre:
                    _paint_flag(inner, half, radius)
            self._pictures[face] = picture, half
        return self._pictures[face]

    def _names(self, seen: Sequence[Crowd], chosen: int | None) -> Names:
        return Names(
            (self.spots[chosen], self.heads[chosen])
            if chosen in self.heads and chosen in self.spots
            else None,
            [(spot, village) for village, spot, _ in self._homes.villages],
            (((one.east, one.north), self._workshops[one.keys[0]].name) for one in alone(seen, chosen)),
        )

    # -- the legend --------------------------------------------------------------------------------------------

    def legend(self) -> list[tuple[_Face | None, str]]:
        """What each sort of mark means, and how many there are; None is the dot of a household served."""
        counted = Counter(one.kind for one in self._workshops.values())
        rows: list[tuple[_Face | None, str]] = [
            (_Face(kind, False, ""), f"{KIND.worded(kind)} {counted[kind]:,}")
            for kind, _ in KIND.choices
            if counted[kind]
        ]
        centres = [one for one in self._workshops.values() if one.service_centre]
        if centres:
            words = plural("{n} service centre", "{n} service centres", len(centres))
            rows.append((_Face(FLAG, True, ""), words))
        rows.append((_Face(MIXED, False, "2"), tr("Several kinds together")))
        words = plural("{n} household served", "{n} households served", len(self._served))
        return [*rows, (None, words)]

    def paint_legend(self, painter: QPainter, top: float) -> None:
        """What each mark means, at the left below ``top``."""
        rows = self.legend()
        painter.setFont(theme.font("quiet"))
        metrics, edge = painter.fontMetrics(), theme.px("m")
        shape = 2 * max(self._picture(painter, face)[1] for face, _ in rows if face is not None)
        high = max(metrics.height() + theme.px("xs"), shape * 0.75)
        wide = shape + max(metrics.horizontalAdvance(words) for _, words in rows) + 2 * theme.px("s")
        painter.setPen(QPen(theme.color("line"), theme.px("hair")))
        painter.setBrush(theme.color("surface"))
        painter.drawRect(QRectF(edge, top, wide, high * len(rows) + theme.px("s")))
        for at, (face, words) in enumerate(rows):
            middle = top + theme.px("xs") + high * (at + 0.5)
            left = edge + theme.px("xs") + shape / 2
            if face is None:
                painter.setPen(QPen(theme.color("quiet"), theme.px("s") - 1, c=Qt.PenCapStyle.RoundCap))
                painter.drawPoint(QPointF(left, middle))
            else:
                picture, half = self._picture(painter, face)
                painter.drawPixmap(QPointF(left - half, middle - half), picture)
            painter.setPen(theme.color("ink"))
            box = QRectF(edge + theme.px("xs") + shape, middle - high / 2, wide, high)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter.value), words)


def _paint_shape(painter: QPainter, kind: str, half: float, radius: float) -> None:
    """The shape of a kind, about the middle of a picture."""
    edge, ground = theme.color("accent"), theme.color("surface")
    middle = QPointF(half, half)
    if kind == FLAG:
        return
    if kind == MIXED:
        painter.setPen(QPen(theme.color("ink"), 2))
        painter.setBrush(ground)
        painter.drawPolygon(
            QPolygonF(
                [middle + QPointF(*away) for away in ((0, -radius), (radius, 0), (0, radius), (-radius, 0))]
            )
        )
    elif kind in SQUARE:
        painter.setPen(QPen(edge, 2))
        painter.setBrush(ground)
        if kind in DOUBLE:
            painter.drawRect(box_about(half, half, radius + 3))
        painter.drawRect(box_about(half, half, radius - (0 if kind in DOUBLE else 1)))
    else:
        painter.setPen(QPen(ground, 2))
        painter.setBrush(edge)
        painter.drawEllipse(middle, radius, radius)


def _paint_ring(painter: QPainter, x: float, y: float, radius: float) -> None:
    """A ring around the chosen mark."""
    painter.setPen(QPen(theme.color("soon_bar"), theme.px("mark")))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(x, y), radius, radius)


def _paint_flag(painter: QPainter, half: float, radius: float) -> None:
    """The flag of a service centre, at the right above its mark."""
    foot = QPointF(half + radius * 0.6, half - radius * 0.5)
    top = QPointF(foot.x(), 2.0)
    painter.setPen(QPen(theme.color("ink"), 2))
    painter.drawLine(foot, top)
    painter.setPen(QPen(theme.color("ink"), 1))
    painter.setBrush(theme.color("soon_bar"))
    long = theme.px("s")
    painter.drawPolygon(QPolygonF([top, top + QPointF(long, long * 0.35), top + QPointF(0, long * 0.8)]))
