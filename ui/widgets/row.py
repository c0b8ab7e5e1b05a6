"""How a row of a table is painted: ink on paper, units quietly after figures, statuses as chips."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from models import format
from ui import theme
from ui.rowmodel import KIND, RAW, TONE, UNIT
from ui.widgets.chip import paint_chip, status


class RowDelegate(QStyledItemDelegate):
    """Paints the cells of `ui.rowmodel.TableModel`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dressed()
        theme.changed.connect(self._dressed)

    def _dressed(self) -> None:
        self.base: QFont = theme.font("base")
        self.quiet: QFont = theme.font("quiet")
        self.base_metrics = QFontMetrics(self.base)
        self.quiet_metrics = QFontMetrics(self.quiet)
        self.unit_width = max(
            self.quiet_metrics.horizontalAdvance(format.unit_name(unit)) for unit in format.UNITS
        )
        self.pad = theme.px("m")
        self.ink, self.grey, self.line = theme.color("ink"), theme.color("quiet"), theme.color("line")
        self.tint, self.hover = theme.color("accent_tint"), theme.color("ground")
        self.accent = theme.color("accent")

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """A row of the usual height."""
        return QSize(theme.px("column_min"), theme.px("row"))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Background by state, the words, the line below."""
        box = option.rect
        painter.save()
        tone = index.data(TONE)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, self.tint)
            if index.column() == 0:
                painter.fillRect(QRect(box.left(), box.top(), theme.px("mark"), box.height()), self.accent)
        elif tone in ("wrong", "soon"):
            painter.fillRect(box, theme.color(f"{tone}_tint"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, self.hover)
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), self.line)
        kind, words = index.data(KIND), str(index.data() or "")
        room = box.adjusted(self.pad, 0, -self.pad, -1)
        if kind == "status":
            raw = index.data(RAW)
            if raw:
                paint_chip(painter, room.left(), room.center().y() + 1, *status(str(raw)))
            painter.restore()
            return
        painter.setFont(self.base)
        painter.setPen(self.grey if kind == "code" and not words else self.ink)
        if kind in ("quantity", "money", "rate", "percent", "count"):
            unit = index.data(UNIT) or ""
            if unit and words:
                # Units share one width, so that the figures of a column end on one line.
                reserved = max(self.unit_width, self.quiet_metrics.horizontalAdvance(unit))
                painter.setFont(self.quiet)
                painter.setPen(self.grey)
                place = QRect(room.right() - reserved + 1, room.top(), reserved, room.height())
                painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, unit)
                room.setRight(room.right() - reserved - theme.px("xs"))
                painter.setFont(self.base)
                painter.setPen(self.ink)
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
        else:
            words = words.replace("\n", " ")
            if self.base_metrics.horizontalAdvance(words) > room.width():
                words = self.base_metrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()
