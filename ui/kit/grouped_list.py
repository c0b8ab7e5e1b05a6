"""Names under captions, of which one is chosen: which document, which report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from ui.shell import theme

Group = tuple[str, Sequence[tuple[str, str]]]
"""A caption, and the (key, words) below it."""


class GroupedList(QListWidget):
    """The list of them; ``changed(key)`` when another one is under the cursor. A caption cannot be chosen."""

    changed = Signal(str)

    def __init__(self, name: str, groups: Sequence[Group]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFixedWidth(theme.px("nav") + theme.px("xl") * 3)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        for caption, names in groups:
            self._add_caption(caption)
            for key, words in names:
                item = QListWidgetItem(words)
                item.setData(Qt.ItemDataRole.UserRole, key)
                item.setToolTip(words)
                item.setSizeHint(QSize(0, theme.px("control")))
                self.addItem(item)
        self.currentItemChanged.connect(lambda *_: self.changed.emit(self.chosen()))

    def _add_caption(self, words: str) -> None:
        item = QListWidgetItem(words)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setFont(theme.font("quiet", bold=True))
        item.setForeground(theme.color("quiet"))
        item.setSizeHint(QSize(0, theme.px("control")))
        item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        self.addItem(item)

    def _named(self) -> Iterator[QListWidgetItem]:
        for row in range(self.count()):
            item = self.item(row)
            if item.flags() & Qt.ItemFlag.ItemIsEnabled:
                yield item

    def keys(self) -> list[str]:
        """What there is to choose from, from the top."""
        return [str(item.data(Qt.ItemDataRole.UserRole)) for item in self._named()]

    def chosen(self) -> str:
        """The key under the cursor, or nothing."""
        item = self.currentItem()
        return "" if item is None else str(item.data(Qt.ItemDataRole.UserRole))

    def choose(self, key: str) -> bool:
        """Put the cursor on a key; answers whether it is there."""
        for item in self._named():
            if item.data(Qt.ItemDataRole.UserRole) == key:
                self.setCurrentItem(item)
                return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Home goes to the first name: Qt would stop at the caption above it."""
        if event.key() == Qt.Key.Key_Home and (keys := self.keys()):
            self.choose(keys[0])
            self.scrollToTop()
            return
        super().keyPressEvent(event)
