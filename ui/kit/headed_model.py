"""What the models of all tables share: heads, each on the side where the values below it stand."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from models.kinds import TEXT, Kind
from ui.kit.alignment import side_of

Index = QModelIndex | QPersistentModelIndex
NOWHERE: Final = QModelIndex()


class HeadedModel(QAbstractTableModel):
    """Override `head`, and `head_tip` where a head has more to say."""

    def head(self, section: int) -> tuple[str, Kind]:
        """What stands over a column, and the kind of the values below it."""
        return "", TEXT

    def head_tip(self, section: int) -> str:
        """What a head says while the mouse rests on it."""
        return ""

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Labels, on the side where the values stand."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < self.columnCount():
            return None
        words, kind = self.head(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return words
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return side_of(kind.figure)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.head_tip(section) or None
        return None
