"""One photo as large as the screen allows, and the ones beside it by the arrows."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QWidget

from models import format
from models.i18n import tr
from ui.kit.boxes import vbox
from ui.kit.button import ActionButton
from ui.kit.dialog import Dialog, most
from ui.kit.photo_list import pixmap_of
from ui.kit.photo_store import Store
from ui.kit.text import ElidedLabel
from ui.shell import theme


class PhotoView(Dialog):
    """Shows the photos of a store from one place on; Esc or a click closes it."""

    def __init__(self, parent: QWidget | None, store: Store, place: int) -> None:
        super().__init__(parent)
        self._store, self._items = store, store.items()
        self.place = place
        self.setWindowTitle(tr("Photo"))
        self.canvas = _Canvas()
        line = QHBoxLayout()
        self.words = ElidedLabel("", "base", parts=True)
        line.addWidget(self.words, 1)
        self.back = ActionButton(
            tr("Previous", "photo"), "←", icon="chevron-left", slot=lambda: self.turn(-1)
        )
        self.on = ActionButton(tr("Next", "photo"), "→", icon="chevron-right", slot=lambda: self.turn(1))
        close = ActionButton(tr("Close"), "Esc", primary=True, slot=self.accept)
        for button in (self.back, self.on):
            button.setVisible(len(self._items) > 1)
            line.addWidget(button)
        line.addWidget(close)
        vbox("s", (self.canvas, 1), line, of=self, margin="m")
        self.canvas.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.canvas.setFocus()
        self.turn(0)
        self.resize(self._wish())

    def turn(self, by: int) -> None:
        """Show the one so many places further; the first follows the last."""
        self.place = (self.place + by) % len(self._items)
        item = self._items[self.place]
        self.canvas.show_photo(pixmap_of(self._store.photo(self.place)))
        parts = [item.words]
        if item.taken_on is not None:
            parts.append(format.date(item.taken_on))
        if len(self._items) > 1:
            parts.append(tr("{done} of {total}").format(done=self.place + 1, total=len(self._items)))
        self.words.setText(" · ".join(parts))
        self.canvas.setAccessibleName(item.words)

    def _wish(self) -> QSize:
        """The photo in its own points, with what stands below it, where the screen has the room."""
        ratio = self.devicePixelRatioF()
        own = self.canvas.pixmap.size() / ratio
        below = theme.px("control") + 3 * theme.px("m")
        wish = QSize(own.width() + 2 * theme.px("m"), own.height() + below)
        return wish.expandedTo(QSize(theme.px("sheet"), theme.px("sheet") * 3 // 4)).boundedTo(most(self))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows turn."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step and len(self._items) > 1:
            self.turn(step)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the photo closes it."""
        if self.canvas.geometry().contains(event.position().toPoint()):
            self.accept()


class _Canvas(QWidget):
    """A photo in the middle, whole."""

    def __init__(self) -> None:
        super().__init__()
        self.pixmap = QPixmap()

    def show_photo(self, pixmap: QPixmap) -> None:
        """Another one."""
        self.pixmap = pixmap
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Never larger than its own points."""
        if self.pixmap.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        own = self.pixmap.size() / self.devicePixelRatioF()
        room = self.size()
        size = own
        if own.width() > room.width() or own.height() > room.height():
            size = own.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(0, 0, size.width(), size.height())
        place.moveCenter(self.rect().center())
        painter.drawPixmap(place, self.pixmap)
        painter.end()
