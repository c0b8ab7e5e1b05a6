"""Each household's month in one line: a bar of what came in time, and the share that had to be done again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from models import format
from models.i18n import mark, tr
from ui import theme
from ui.widgets.columns import Heads

if TYPE_CHECKING:
    from models.queries.track import Track

HEADERS: Final = (mark("Household"), mark("On time"), mark("Faulty"))
WHO, ON_TIME, DEFECTS = range(3)
MILLION: Final = 1_000_000
RAW = Qt.ItemDataRole.UserRole

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


def share(ppm: int | None) -> str:
    """A share in whole percents, tenths below ten; a dash where there is nothing to take a share of."""
    if ppm is None:
        return "—"
    step = 1_000 if ppm < MILLION // 10 else MILLION // 100
    return format.percent((ppm + step // 2) // step * step)


class TrackModel(QAbstractTableModel):
    """Households as rows; RAW gives the `Track`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tracks: list[Track] = []

    def put(self, tracks: Sequence[Track]) -> None:
        """Show other households."""
        self.beginResetModel()
        self.tracks = list(tracks)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """One row a household."""
        return 0 if parent.isValid() else len(self.tracks)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """As many as headers."""
        return 0 if parent.isValid() else len(HEADERS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words of a cell; who it is with the village as a tip."""
        if not index.isValid():
            return None
        one = self.tracks[index.row()]
        words = (one.head, share(one.on_time), share(one.defects))[index.column()]
        if role == RAW:
            return one
        if role == Qt.ItemDataRole.DisplayRole:
            return words
        if role == Qt.ItemDataRole.ToolTipRole:
            return (
                f"{one.head} · {one.place}\n{tr('On time')} {share(one.on_time)}  "
                f"{tr('Faulty')} {share(one.defects)}"
            )
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{tr(HEADERS[index.column()])} {words}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Labels, on the side where the words stand."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(HEADERS):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(HEADERS[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if section == WHO else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


class TrackDelegate(QStyledItemDelegate):
    """Paints the name, the bar with its figure, and the share of defects, marked where it is too much."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.too_much = MILLION

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Closer than a list: this is a picture."""
        return QSize(theme.px("column_min"), theme.px("xl") + theme.px("xs"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        one, column = index.data(RAW), index.column()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, theme.color("accent_tint"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, theme.color("ground"))
        pad = theme.px("s")
        room = option.rect.adjusted(pad, 0, -pad, 0)
        quiet = theme.font("quiet")
        metrics = QFontMetrics(quiet)
        words = str(index.data())
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(quiet)
        painter.setPen(theme.color("ink"))
        if column == WHO:
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, middle | Qt.AlignmentFlag.AlignLeft, shown)
        elif column == ON_TIME:
            figure = metrics.horizontalAdvance("100%") + pad
            painter.drawText(room, middle | Qt.AlignmentFlag.AlignRight, words)
            thick = theme.px("bar")
            bar = QRectF(room.left(), room.center().y() - thick / 2 + 1, max(1, room.width() - figure), thick)
            if one.on_time is not None:
                self._bar(painter, bar, one.on_time / MILLION)
        else:
            if one.defects is not None and one.defects >= self.too_much:
                # The sign says it too, not the colour alone.
                words = f"▲ {words}"
                painter.setFont(theme.font("quiet", bold=True))
                painter.setPen(theme.color("soon"))
            painter.drawText(room, middle | Qt.AlignmentFlag.AlignRight, words)
        painter.restore()

    def _bar(self, painter: QPainter, box: QRectF, part: float) -> None:
        radius = box.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("track"))
        painter.drawRoundedRect(box, radius, radius)
        if part > 0:
            done = QRectF(
                box.left(), box.top(), max(box.height(), box.width() * min(1.0, part)), box.height()
            )
            painter.setBrush(theme.color("accent_soft"))
            painter.drawRoundedRect(done, radius, radius)


class TrackTable(QTableView):
    """The picture, one line a household. ``opened(household)`` on Enter or a double click."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "none")
        self.tracks = TrackModel(self)
        self.setModel(self.tracks)
        self.picture = TrackDelegate(self)
        self.setItemDelegate(self.picture)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("On time and faulty by household"))
        self.doubleClicked.connect(lambda index: self.opened.emit(index.data(RAW).household))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        heads = Heads(self)
        heads.pad = theme.px("s")
        heads.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHorizontalHeader(heads)
        heads.setSectionsClickable(False)
        heads.setMinimumSectionSize(theme.px("xl"))
        heads.setFixedHeight(theme.px("xl"))
        self.verticalHeader().setDefaultSectionSize(theme.px("xl") + theme.px("xs"))

    def put(self, tracks: Sequence[Track], too_much: int) -> None:
        """Show these households; ``too_much`` is the share of defects in ppm from which one is marked."""
        self.picture.too_much = too_much
        self.tracks.put(tracks)
        self._fit()

    def _fit(self) -> None:
        quiet = QFontMetrics(theme.font("quiet", bold=True))
        pad = 2 * theme.px("s")
        defects = max(quiet.horizontalAdvance("▲ 99.9%"), quiet.horizontalAdvance(tr(HEADERS[DEFECTS]))) + pad
        room = self.viewport().width()
        names = max((quiet.horizontalAdvance(one.head) for one in self.tracks.tracks), default=0) + pad
        names = min(max(names, quiet.horizontalAdvance(tr(HEADERS[WHO])) + pad), room * 4 // 10)
        heads = self.horizontalHeader()
        for column, width in ((WHO, names), (ON_TIME, room - names - defects), (DEFECTS, defects)):
            heads.resizeSection(column, max(theme.px("xl"), width))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the household."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().data(RAW).household)
        else:
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Columns keep filling the width."""
        if event.type() == QEvent.Type.Resize:
            QTimer.singleShot(0, self, self._fit)
        return super().viewportEvent(event)
