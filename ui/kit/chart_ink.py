"""How charts are drawn: the colour, pattern and marker of each sort of figure, and the words of a figure.

Every sort has a pattern or a marker of its own besides its colour, for whoever sees no colours and for bad screens.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from models import format
from models.i18n import language
from models.kinds import FigureField, MonthField, QuantityField
from models.queries.report import Category, ChartSeries
from ui.shell import theme

SORTS = 4
TINT = 48  # of 255: the inside of what is only expected


def ink(sort: int) -> QColor:
    """The colour of a sort of figures."""
    return theme.color(f"chart_{sort % SORTS + 1}")


def fill(painter: QPainter, box: QRectF, sort: int, *, dashed: bool = False) -> None:
    """A bar of a sort; a dashed one is an outline on a tint, because it is no fact."""
    colour = ink(sort)
    painter.save()
    if dashed:
        inside = QColor(colour)
        inside.setAlpha(TINT)
        painter.fillRect(box, inside)
        painter.setPen(QPen(colour, 1, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
    else:
        painter.fillRect(box, colour)
        painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
        painter.setPen(QPen(theme.color("surface"), 1))
        _pattern(painter, box, sort % SORTS)
    painter.restore()


def _pattern(painter: QPainter, box: QRectF, sort: int) -> None:
    """Strokes over a bar: none, rising, dots, level; drawn, because a brush of Qt's is blurred on a fine screen."""
    step = theme.px("s") * 0.75
    if sort == 1:
        at = box.left() - box.height()
        while at < box.right():
            painter.drawLine(QPointF(at, box.bottom()), QPointF(at + box.height(), box.top()))
            at += step
    elif sort == 2:
        painter.setBrush(theme.color("surface"))
        painter.setPen(Qt.PenStyle.NoPen)
        down = box.top() + step / 2
        while down < box.bottom():
            across = box.left() + step / 2
            while across < box.right():
                painter.drawEllipse(QPointF(across, down), 1, 1)
                across += step
            down += step
    elif sort == 3:
        down = box.top() + step / 2
        while down < box.bottom():
            painter.drawLine(QPointF(box.left(), down), QPointF(box.right(), down))
            down += step


def line_pen(sort: int, *, dashed: bool) -> QPen:
    """The pen of a line."""
    pen = QPen(ink(sort), theme.px("ring"))
    pen.setStyle(Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def stroke(painter: QPainter, box: QRectF, sort: int, *, dashed: bool) -> None:
    """A piece of a line with its marker, to say what it is."""
    painter.setPen(line_pen(sort, dashed=dashed))
    painter.drawLine(QPointF(box.left(), box.center().y()), QPointF(box.right(), box.center().y()))
    marker(painter, box.center(), sort, hollow=dashed)


def marker(painter: QPainter, at: QPointF, sort: int, *, hollow: bool = False) -> None:
    """The marker of a sort: a circle, a square, a triangle or a diamond."""
    size = theme.px("xs") * 0.9
    painter.setPen(QPen(ink(sort), 1.5))
    painter.setBrush(theme.color("surface") if hollow else ink(sort))
    x, y = at.x(), at.y()
    if sort % SORTS == 0:
        painter.drawEllipse(at, size, size)
    elif sort % SORTS == 1:
        painter.drawRect(QRectF(x - size, y - size, 2 * size, 2 * size))
    elif sort % SORTS == 2:
        _corners(painter, (x, y - size * 1.2), (x + size * 1.1, y + size), (x - size * 1.1, y + size))
    else:
        size *= 1.3
        _corners(painter, (x, y - size), (x + size, y), (x, y + size), (x - size, y))


def _corners(painter: QPainter, *corners: tuple[float, float]) -> None:
    painter.drawPolygon(QPolygonF([QPointF(*one) for one in corners]))


# -- words ---------------------------------------------------------------------------------------------------------


def figure(series: ChartSeries, value: int) -> str:
    """A figure with its sign or unit."""
    if isinstance(series.kind, QuantityField) and series.unit:
        return format.quantity(value, series.unit)
    return series.kind.worded(value)


def short(kind: FigureField, value: int) -> str:
    """A figure along an axis or at a bar: without decimals that say nothing."""
    words = kind.shown(value)
    return words.removesuffix("." + "0" * kind.always) if kind.always else words


def named(category: Category) -> str:
    """A category in full."""
    words = category.kind.worded(category.value)
    return f"{words} · {category.of}" if category.of else words


def below(category: Category) -> tuple[str, str]:
    """What stands below a category of an axis, and its year where it has one."""
    value = category.value
    if isinstance(category.kind, MonthField):
        year = str(value)[:4]
        return format.month(value, short=True), f"{year}年" if language() == "zh" else year
    if isinstance(value, date):
        return format.date(value, short=True), f"{value.year}年" if language() == "zh" else str(value.year)
    return named(category), ""
