"""Names on the map, each beside its spot where nothing stands yet: a few of them, so that they are read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from models.rules.road.map_view import Crowd, Spot, View
from ui.pages.road.route_map import squares
from ui.shell import theme

Name = tuple[Spot, str]
"""Where it stands, and what is written."""


@dataclass(frozen=True, slots=True)
class NameStyle:
    """How a layer writes its names: single ones below ``near`` metres a pixel, ``most`` at once, in these colours."""

    near: float
    most: int
    village: str
    single: str


@dataclass(frozen=True, slots=True)
class Names:
    """What a layer writes: the chosen one's name, those of villages, and near by those of single spots."""

    chosen: Name | None
    villages: Sequence[Name]
    single: Iterable[Name]


def alone(seen: Iterable[Crowd], chosen: int | None) -> Iterator[Crowd]:
    """Of the crowds that are seen those of one only, without the chosen one."""
    return (one for one in seen if len(one.keys) == 1 and one.keys[0] != chosen)


def paint_names(painter: QPainter, view: View, names: Names, style: NameStyle, taken: Taken) -> None:
    """Write a layer's names where there is room: the chosen one first, then villages, then single ones."""
    if names.chosen is not None:
        painter.setFont(theme.font("base", bold=True))
        _paint_name(painter, view, names.chosen, "ink", taken)
    left = style.most
    painter.setFont(theme.font("quiet", bold=True))
    for name in names.villages:
        if left and view.sees(name[0], theme.px("xl")):
            left -= _paint_name(painter, view, name, style.village, taken)
    if view.metres > style.near:
        return
    painter.setFont(theme.font("quiet"))
    for name in names.single:
        if not left:
            return
        left -= _paint_name(painter, view, name, style.single, taken)


def _paint_name(painter: QPainter, view: View, name: Name, role: str, taken: Taken) -> bool:
    """A name beside, above or below a spot, where nothing stands yet; whether there was room."""
    spot, words = name
    x, y = view.pixel(spot)
    metrics = QFontMetricsF(painter.font())
    wide, high = metrics.horizontalAdvance(words) + 4, metrics.height()
    away = theme.px("m")
    for box in (
        QRectF(x + away, y - high / 2, wide, high),
        QRectF(x - away - wide, y - high / 2, wide, high),
        QRectF(x - wide / 2, y + away, wide, high),
        QRectF(x - wide / 2, y - away - high, wide, high),
    ):
        if not taken.free(box):
            continue
        ground = theme.color("surface")
        ground.setAlpha(200)
        painter.fillRect(box, ground)
        painter.setPen(theme.color(role))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter.value), words)
        taken.take(box)
        return True
    return False


def box_about(x: float, y: float, half: float) -> QRectF:
    """The square about a pixel, ``half`` to each side."""
    return QRectF(x - half, y - half, 2 * half, 2 * half)


class Taken:
    """Where something stands on the map already, by squares: of hundreds of boxes only those near one are looked at."""

    def __init__(self) -> None:
        self._side = 2.0 * theme.px("control")
        self._boxes: dict[tuple[int, int], list[QRectF]] = defaultdict(list)

    def take(self, box: QRectF) -> None:
        """Something stands there."""
        for square in squares(box, self._side):
            self._boxes[square].append(box)

    def free(self, box: QRectF) -> bool:
        """Whether nothing stands there yet."""
        return not any(
            box.intersects(other)
            for square in squares(box, self._side)
            for other in self._boxes.get(square, ())
        )
