"""How a row of a table is painted: ink on paper, units quietly after figures, statuses as chips."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from models import format
from models.kinds import QuantityField
from models.queries.listing import STATUS
from ui.kit.alignment import LEFT, RIGHT
from ui.kit.chip import paint_chip, status
from ui.kit.row_model import Cell, TableModel
from ui.shell import theme

_SELECTED = QStyle.StateFlag.State_Selected.value


class RowDelegate(QStyledItemDelegate):
    """Paints the cells of `ui.kit.row_model.TableModel`. ``too_narrow(column, width)`` when a figure has no room.

    ``fractions``: the most decimals seen in a column of quantities, whose points stand below each other.
    ``hovered``: the row under the pointer, or -1.
    """

    too_narrow = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fractions: dict[int, int] = {}
        self.hovered = -1
        self._heavy = False
        self._dressed()
        # Whether the chosen row is shown beside the list too: it then stands out wherever the keyboard is.
        self.leads = False
        theme.changed.connect(self._dressed)

    def embolden(self) -> None:
        """Set all cells in bold, as those of a total are."""
        self._heavy = True
        self._dressed()

    def _dressed(self) -> None:
        self.base: QFont = theme.font("base", bold=self._heavy)
        self.quiet: QFont = theme.font("quiet")
        self.bold: QFont = theme.font("base", bold=True)
        self.base_metrics = QFontMetrics(self.base)
        self.quiet_metrics = QFontMetrics(self.quiet)
        self.unit_width = max(
            self.quiet_metrics.horizontalAdvance(format.unit_name(unit)) for unit in format.UNITS
        )
        # Figures are set in digits of equal width; nothing else in one is wider.
        self.digit, self.point = (self.base_metrics.horizontalAdvance(one) for one in "0.")
        self.pad, self.gap, self.mark = theme.px("m"), theme.px("xs"), theme.px("mark")
        self.em = round(self.base.pixelSize() * 1.2)  # no character is wider
        self.ink, self.grey, self.line = theme.color("ink"), theme.color("quiet"), theme.color("line")
        self.tint, self.hover = theme.color("accent_tint"), theme.color("ground")
        self.rest = theme.color("quiet_tint")
        self.accent = theme.color("accent")
        self.tones = {tone: theme.color(tone) for tone in ("wrong", "soon")}

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """A row of the usual height."""
        return QSize(theme.px("column_min"), theme.px("row"))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Background by state, the words, the line below."""
        # Every scroll paints a few hundred cells: the row is asked for directly, all else is at hand.
        model = index.model()
        assert isinstance(model, TableModel)
        cells = model.painted(index.row())
        column, box, state = index.column(), option.rect, option.state.value
        left, top, width, height = box.left(), box.top(), box.width(), box.height()
        if state & _SELECTED:
            # The mark is only there while the keyboard is; the tint still says which line it was on.
            here = option.widget is not None and option.widget.hasFocus()
            painter.fillRect(box, self.tint if here or self.leads else self.rest)
            if column == 0 and here:
                painter.fillRect(left, top, self.mark, height, self.accent)
        elif index.row() == self.hovered:
            painter.fillRect(box, self.hover)
        painter.fillRect(left, top + height - 1, width, 1, self.line)
        if not cells or not (cells[column].words or cells[column].raw):
            return
        kind, words, unit, raw, tone = cells[column]
        left, width = left + self.pad, width - 2 * self.pad
        if column == 0 and model.thumbnails is not None and model.thumbnails.some:
            self._paint_photo(painter, model, index.row(), left, top + (height - 1) // 2)
            left, width = left + model.thumbnails.room, width - model.thumbnails.room
        if kind is STATUS:
            paint_chip(painter, left, top + (height - 2) // 2 + 1, *status(str(raw)))
            return
        if kind.figure:
            if unit and words:
                # Units share one width, so that the figures of a column end on one line.
                reserved = max(self.unit_width, self.quiet_metrics.horizontalAdvance(unit))
                painter.setFont(self.quiet)
                painter.setPen(self.grey)
                painter.drawText(left + width - reserved, top, reserved, height - 1, LEFT, unit)
                width -= reserved + self.gap
            side = RIGHT
            slot = own = 0
            if isinstance(kind, QuantityField):
                slot, own = self._slots(column, words)
            if (len(words) * self.digit + slot - own) > width:
                wanted = self.figure_width(cells[column], column) + 2 * self.pad
                if wanted > box.width():
                    self.too_narrow.emit(column, wanted)
            width -= slot - own
        else:
            side = LEFT
            words = words.replace("\n", " ")
            if len(words) * self.em > width and self.base_metrics.horizontalAdvance(words) > width:
                words = self.base_metrics.elidedText(words, Qt.TextElideMode.ElideRight, width)
        painter.setFont(self.bold if tone else self.base)
        painter.setPen(self.tones[tone] if tone else self.ink)
        painter.drawText(left, top, width, height - 1, side, words)

    def _paint_photo(self, painter: QPainter, model: TableModel, row: int, left: int, middle: int) -> None:
        """The row's photo, cut to a square; where it has none its place stays empty."""
        assert model.thumbnails is not None
        ratio = painter.device().devicePixelRatioF()
        pixmap = model.thumbnails.of(model.key(row), ratio)
        if pixmap is not None:
            side = theme.px("row_photo")
            painter.drawPixmap(QRect(left, middle - side // 2, side, side), pixmap)

    def figure_width(self, cell: Cell, column: int) -> int:
        """What a figure takes with its unit; how many decimals its column has is learnt by the way."""
        metrics = QFontMetrics(self.bold) if cell.tone else self.base_metrics
        width = metrics.horizontalAdvance(cell.words)
        if isinstance(cell.kind, QuantityField):
            slot, own = self._slots(column, cell.words)
            width += slot - own
        if cell.unit and cell.words:
            width += max(self.unit_width, self.quiet_metrics.horizontalAdvance(cell.unit)) + self.gap
        return width

    def _slots(self, column: int, words: str) -> tuple[int, int]:
        """The width kept in a column for a point and decimals, and how much of it a quantity takes."""
        at = words.find(".")
        digits = len(words) - at - 1 if at >= 0 else 0
        most = self.fractions.get(column, 0)
        if digits > most:
            most = self.fractions[column] = digits
            self.too_narrow.emit(column, 0)
        if not most:
            return 0, 0
        return self.point + most * self.digit, self.point + digits * self.digit if digits else 0

    def hides(self, cell: Cell, width: int) -> bool:
        """Whether the words of a cell have no room in a width."""
        return self.base_metrics.horizontalAdvance(cell.words) > width - 2 * self.pad
