"""An order on its way: what, for whom, until when, how much of it, and a bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from models import format
from models.i18n import tr
from ui.kit.chip import chip_width, paint_chip
from ui.kit.ring import paint_ring
from ui.shell import theme

if TYPE_CHECKING:
    from models.queries.desk.today import OrderProgress


class OrderLine(QAbstractButton):
    """One order; pressing it goes there."""

    def __init__(self, order: OrderProgress) -> None:
        super().__init__()
        self.order = order
        self.figure = f"{format.quantity(order.delivered)} / {format.quantity(order.quantity)}"
        self.unit = format.unit_name(order.unit)
        self.due = tr("due {due}").format(due=format.date(order.due, short=True))
        self.remark = f"{self.due} · {order.enterprise}"
        late, risk = order.outlook.late, order.at_risk
        self.chip = (tr("Overdue"), "wrong") if late else (tr("At risk"), "soon") if risk else None
        self.bar = "wrong" if late else "soon_bar" if risk else "accent"
        self.setText(order.product)
        self.setAccessibleName(f"{order.product} {self.figure} {self.unit} {self.remark}")
        self.setToolTip(
            f"{order.number}  {order.product}\n{self.remark}\n{self.figure} {self.unit}"
            + (f"\n{self.chip[0]}" if self.chip else "")
        )
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Two lines of words and a bar between them."""
        return QSize(theme.px("field"), self.height_of())

    @staticmethod
    def height_of() -> int:
        """How high such a line is."""
        words = QFontMetrics(theme.font("base")).height()
        small = max(QFontMetrics(theme.font("quiet")).height(), theme.px("chip"))
        return words + theme.px("bar") + small + 4 * theme.px("xs")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Words left, figure right, the bar, and below it until when and for whom."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        base, quiet = theme.font("base"), theme.font("quiet")
        metrics, small = QFontMetrics(base), QFontMetrics(quiet)
        side, gap = theme.px("s"), theme.px("xs")
        if self.hasFocus() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("hover"))
            painter.drawRoundedRect(QRectF(self.rect()), theme.px("corner"), theme.px("corner"))
        if self.hasFocus():
            paint_ring(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1))
        line = QRect(side, gap, self.width() - 2 * side, metrics.height())
        flags = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(quiet)
        painter.setPen(theme.color("quiet"))
        painter.drawText(line, flags | Qt.AlignmentFlag.AlignRight, self.unit)
        figures = line.adjusted(0, 0, -small.horizontalAdvance(self.unit) - gap, 0)
        painter.setFont(base)
        painter.setPen(theme.color("ink"))
        painter.drawText(figures, flags | Qt.AlignmentFlag.AlignRight, self.figure)
        room = figures.adjusted(0, 0, -metrics.horizontalAdvance(self.figure) - side, 0)
        words = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, flags | Qt.AlignmentFlag.AlignLeft, words)
        thick = theme.px("bar")
        bar = QRectF(side, line.bottom() + gap, line.width(), thick)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("track"))
        painter.drawRoundedRect(bar, thick / 2, thick / 2)
        share = min(1.0, self.order.delivered / max(1, self.order.quantity))
        if share > 0:
            painter.setBrush(theme.color(self.bar))
            done = QRectF(bar.left(), bar.top(), max(thick, bar.width() * share), thick)
            painter.drawRoundedRect(done, thick / 2, thick / 2)
        below = QRect(side, round(bar.bottom()) + gap, line.width(), max(small.height(), theme.px("chip")))
        if self.chip is not None:
            width = chip_width(self.chip[0])
            paint_chip(painter, below.right() - width + 1, below.center().y() + 1, *self.chip)
            below.setRight(below.right() - width - side)
        painter.setFont(quiet)
        painter.setPen(theme.color("quiet"))
        rest = small.elidedText(self.remark, Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, flags | Qt.AlignmentFlag.AlignLeft, rest)
        painter.end()
