"""Small photos side by side, each with its words below; as high as its rows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QListView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from ui.kit.photo_reading import Source, offers_photo, sources_of
from ui.shell import theme

_PIXMAP = Qt.ItemDataRole.UserRole
_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Delete)


class PhotoDelegate(QStyledItemDelegate):
    """Paints a photo in a square and its words below."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The photo, framed where it is chosen."""
        painter.save()
        gap = theme.px("xs")
        square = QRect(option.rect.topLeft() + QPoint(gap, gap), photo_size())
        pixmap: QPixmap = index.data(_PIXMAP)
        paint_photo(painter, pixmap, square)
        # Framed only while the keyboard is here: elsewhere nothing of it is chosen.
        here = option.widget is not None and option.widget.hasFocus()
        chosen = here and bool(option.state.value & QStyle.StateFlag.State_Selected.value)
        if chosen:
            painter.setPen(QPen(theme.color("accent"), theme.px("ring")))
            painter.drawRoundedRect(square.adjusted(-1, -1, 1, 1), theme.px("xs"), theme.px("xs"))
        font = theme.font("quiet", bold=chosen)
        painter.setFont(font)
        painter.setPen(theme.color("ink" if chosen else "quiet"))
        below = square.bottom() + gap
        words = QRect(square.left(), below, square.width(), option.rect.bottom() - below)
        shown = painter.fontMetrics().elidedText(
            str(index.data() or ""), Qt.TextElideMode.ElideRight, words.width()
        )
        painter.drawText(words, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, shown)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The square with its line of words."""
        return cell_size()


def cell_size() -> QSize:
    """How much room a photo takes with its words."""
    return photo_size() + QSize(2 * theme.px("xs"), theme.px("xl") + theme.px("xs"))


def photo_size() -> QSize:
    """The room of a photo by itself: as phones take them, whole."""
    return QSize(theme.px("photo"), theme.px("photo") * 3 // 4)


def paint_photo(painter: QPainter, pixmap: QPixmap, square: QRect) -> None:
    """Paint a photo into the middle of a square, whole, in points as fine as the screen's."""
    painter.fillRect(square, theme.color("quiet_tint"))
    if pixmap.isNull():
        return
    size = pixmap.size().scaled(square.size(), Qt.AspectRatioMode.KeepAspectRatio)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    place = QRect(0, 0, size.width(), size.height())
    place.moveCenter(square.center())
    painter.drawPixmap(place, pixmap)


def pixmap_of(data: bytes) -> QPixmap:
    """A JPEG as a pixmap; an empty one where it is none."""
    pixmap = QPixmap()
    pixmap.loadFromData(data, "JPEG")
    return pixmap


class PhotoList(QListWidget):
    """``opened(row)`` on Enter or a double click, ``removing(row)`` on Del, ``moving(row, by)`` on Ctrl with an arrow,
    ``given(sources)`` for what is dropped or pasted; ``words`` stand there while it is empty. With ``most_rows`` it
    scrolls where there are more.
    """

    opened = Signal(int)
    removing = Signal(int)
    moving = Signal(int, int)
    given = Signal(list)

    def __init__(self, words: str, most_rows: int = 0) -> None:
        super().__init__()
        self.words, self._most_rows = words, most_rows
        self.hovered = False
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setItemDelegate(PhotoDelegate(self))
        self.setAcceptDrops(True)
        self.viewport().setAcceptDrops(True)  # a list that stands still takes nothing by itself
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        if not most_rows:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemDoubleClicked.connect(lambda item: self.opened.emit(self.row(item)))
        theme.changed.connect(self._fit)
        self._fit()

    def show_photos(self, photos: Sequence[tuple[QPixmap, str]]) -> None:
        """Other photos with their words; the same place stays chosen."""
        row = self.currentRow()
        self.clear()
        for pixmap, words in photos:
            item = QListWidgetItem(words)
            item.setData(_PIXMAP, pixmap)
            item.setToolTip(words)
            self.addItem(item)
        if photos:
            self.setCurrentRow(min(max(row, 0), len(photos) - 1))
        self._fit()

    def _fit(self) -> None:
        cell = cell_size()
        self.setGridSize(cell)
        across = max(1, self.viewport().width() // cell.width())
        rows = -(-self.count() // across)
        rows = min(rows, self._most_rows or rows)
        empty = theme.px("control") + theme.px("l")
        height = rows * cell.height() + theme.px("xs") if rows else empty
        frame = 2 * self.frameWidth()
        if self.height() != height + frame or self.minimumHeight() != height + frame:
            self.setFixedHeight(height + frame)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many side by side as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The words of an empty list, and a frame while a photo hovers over it."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        if not self.count():
            painter.setFont(theme.font("base"))
            painter.setPen(theme.color("quiet"))
            room = self.viewport().rect().adjusted(theme.px("xs"), 0, -theme.px("xs"), 0)
            painter.drawText(
                room,
                int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)
                | int(Qt.TextFlag.TextWordWrap.value),
                self.words,
            )
        if self.hovered:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.color("accent"), 2, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(self.viewport().rect().adjusted(1, 1, -2, -2), 4, 4)
        painter.end()

    # -- keys ----------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """The keys of the list go before those of the page."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._own(event):
            event.accept()
            return True
        return super().event(event)

    def _own(self, event: QKeyEvent) -> bool:
        return self.currentRow() >= 0 and (event.key() in _KEYS or self._step(event) != 0)

    def _step(self, event: QKeyEvent) -> int:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier != Qt.KeyboardModifier.ControlModifier:
            return 0
        return {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Look at it, remove it, move it, paste another."""
        row = self.currentRow()
        if event.matches(QKeySequence.StandardKey.Paste):
            event.ignore()  # the strip's, wherever the keyboard is
        elif row < 0 or not self._own(event):
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Delete:
            self.removing.emit(row)
        elif step := self._step(event):
            self.moving.emit(row, step)
        else:
            self.opened.emit(row)

    # -- dropping ------------------------------------------------------------------------------------------------

    def _hover(self, hovered: bool) -> None:
        self.hovered = hovered
        self.viewport().update()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Photos are wanted; whatever else goes to the window."""
        self.dragMoveEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Photos are wanted; whatever else goes to the window."""
        wanted = offers_photo(event.mimeData())
        self._hover(wanted)
        if wanted:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Nothing hovers any more."""
        self._hover(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what was let go."""
        self._hover(False)
        if not offers_photo(event.mimeData()):
            event.ignore()
            return
        event.acceptProposedAction()
        self.take(sources_of(event.mimeData()))

    def take(self, sources: Sequence[Source]) -> None:
        """Hand on what was dropped or pasted."""
        if sources:
            self.given.emit(list(sources))
