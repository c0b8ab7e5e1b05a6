"""Which columns a list shows and in which order: chosen on the header, by a button or by key, and kept for each list.

What is exported and copied follows it. A column is only ever put aside: the choice names all of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QPoint, QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from models.i18n import tr
from models.queries.listing import ListColumn
from ui.kit.boxes import STRETCH, hbox, vbox
from ui.kit.button import ActionButton
from ui.kit.column_widths import ColumnWidths
from ui.kit.dialog import Dialog
from ui.kit.rows_view import RowsView
from ui.kit.text import paragraph, text
from ui.shell import errors, theme
from ui.shell.window_state import remembered


@dataclass(frozen=True)
class Arrangement:
    """The columns of a list by key: ``order`` left to right, those put aside, those shown though room is short."""

    order: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    shown: frozenset[str] = frozenset()

    def all_of(self, columns: Sequence[ListColumn]) -> list[ListColumn]:
        """All columns one may choose, in order; one that the order does not know stands behind its neighbour."""
        usual = [column for column in columns if not column.hidden]
        known = {column.key: column for column in usual}
        found = [known[key] for key in self.order if key in known]
        for place, column in enumerate(usual):
            if column not in found:
                found.insert(found.index(usual[place - 1]) + 1 if place else 0, column)
        return found

    def of(self, columns: Sequence[ListColumn]) -> list[ListColumn]:
        """The columns that are shown, in order; never none at all."""
        found = self.all_of(columns)
        shown = [column for column in found if self.shows(column)]
        return shown or found

    def shows(self, column: ListColumn) -> bool:
        """Whether a column is shown."""
        return column.key not in self.hidden and (not column.optional or column.key in self.shown)

    def toggled(self, key: str, shown: bool) -> Arrangement:
        """The same with a column shown or put aside."""
        changed = {key}
        if shown:
            return replace(self, hidden=self.hidden - changed, shown=self.shown | changed)
        return replace(self, hidden=self.hidden | changed, shown=self.shown - changed)

    def kept(self) -> str:
        """As text, for the window's settings."""
        return json.dumps(
            {"order": list(self.order), "hidden": sorted(self.hidden), "shown": sorted(self.shown)}
        )

    @classmethod
    def of_kept(cls, words: Any) -> Arrangement:
        """Out of the window's settings; what cannot be read counts as none."""
        try:
            kept = json.loads(words)
            return cls(tuple(kept["order"]), frozenset(kept["hidden"]), frozenset(kept["shown"]))
        except (TypeError, ValueError, KeyError):
            return cls()


class ColumnChoice(QObject):
    """The arrangement of a view's columns, with all that changes it. ``changed()`` when there is another one."""

    changed = Signal()

    def __init__(self, view: RowsView, widths: ColumnWidths, owner: QWidget) -> None:
        super().__init__(owner)
        self._view, self._widths, self._owner = view, widths, owner
        self._listing: Any = None
        self.arrangement = Arrangement()
        self.action = QAction(theme.icon("columns"), tr("Choose columns…"), owner)
        self.action.setShortcut(QKeySequence("Ctrl+Shift+K"))
        self.action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.action.triggered.connect(self.ask)
        owner.addAction(self.action)
        view.heads.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.heads.customContextMenuRequested.connect(self._menu)
        view.heads.sectionMoved.connect(lambda *_: QTimer.singleShot(0, self, self._moved))

    def columns(self, listing: Any) -> list[ListColumn]:
        """The columns of a listing as they were arranged the last time."""
        self._listing = listing
        self.arrangement = Arrangement.of_kept(remembered().value(self._place("columns")))
        self._widths.insisted = self.arrangement.shown
        return self.arrangement.of(listing.columns)

    def show(self, key: str, shown: bool) -> None:
        """Show a column or put it aside."""
        self.arrange(self.arrangement.toggled(key, shown))

    def arrange(self, arrangement: Arrangement) -> None:
        """Keep another arrangement and show it."""
        remembered().setValue(self._place("columns"), arrangement.kept())
        self.changed.emit()

    def reset(self) -> None:
        """The columns, their order and their widths as the program gives them."""
        for what in ("columns", "widths"):
            remembered().remove(self._place(what))
        self.changed.emit()

    def ask(self) -> None:
        """Choose and order them in a window of their own."""
        with errors.caught(self._owner):
            all_columns = self.arrangement.all_of(self._listing.columns)
            dialog = ColumnsDialog(self._owner, all_columns, self._seen())
            if dialog.exec():
                if dialog.as_usual:
                    self.reset()
                else:
                    self._take(dialog.order, dialog.ticked)

    def _take(self, order: Sequence[str], ticked: Collection[str]) -> None:
        seen, chosen = self._seen(), replace(self.arrangement, order=tuple(order))
        for key in order:
            if (key in ticked) != (key in seen):
                chosen = chosen.toggled(key, key in ticked)
        self.arrange(chosen)

    def _place(self, what: str) -> str:
        return f"table/{self._listing.name}/{what}"

    def _seen(self) -> set[str]:
        """The columns one sees: those left out for want of room are none of them."""
        return {
            column.key
            for number, column in enumerate(self._view.rows().columns)
            if not self._view.isColumnHidden(number)
        }

    def _moved(self) -> None:
        """A column was drawn to another place: the list itself is ordered so, and the header stands still."""
        heads, columns = self._view.heads, self._view.rows().columns
        order = [columns[heads.logicalIndex(place)].key for place in range(len(columns))]
        if order == [column.key for column in columns]:
            return
        with QSignalBlocker(heads):
            for place in range(len(columns)):
                heads.moveSection(heads.visualIndex(place), place)
        # Columns put aside keep their place behind the one they stood behind.
        kept = [column.key for column in self.arrangement.all_of(self._listing.columns)]
        for place, key in enumerate(kept):
            if key not in order:
                order.insert(order.index(kept[place - 1]) + 1 if place else 0, key)
        self.arrange(replace(self.arrangement, order=tuple(order)))

    def _menu(self, place: QPoint) -> None:
        menu, seen = QMenu(self._owner), self._seen()
        for column in self.arrangement.all_of(self._listing.columns):
            action = menu.addAction(tr(column.label))
            action.setCheckable(True)
            action.setChecked(column.key in seen)
            action.setEnabled(seen != {column.key})
            action.toggled.connect(partial(self.show, column.key))
        menu.addSeparator()
        menu.addAction(self.action)
        menu.addAction(theme.icon("refresh"), tr("Reset columns"), self.reset)
        with errors.caught(self._owner):
            menu.exec(self._view.heads.mapToGlobal(place))
        menu.deleteLater()


class ColumnsDialog(Dialog):
    """All columns of a list to tick and to put in order. ``as_usual``: none of that, but as the program gives them."""

    def __init__(self, parent: QWidget, columns: Sequence[ListColumn], ticked: Collection[str]) -> None:
        super().__init__(parent)
        self.as_usual = False
        title = tr("Choose columns")
        self.setWindowTitle(title)
        outer = self.body_layout()
        outer.addWidget(text(title, "page"))
        outer.addWidget(
            paragraph(tr("Tick what the list shows; drag to order it. Exports and copies follow."), "quiet")
        )
        self.list = QListWidget()
        self.list.setAccessibleName(title)
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setUniformItemSizes(True)
        self.list.setMinimumHeight(theme.px("row") * min(9, len(columns)))
        self._fill(columns, ticked)
        self.list.itemChanged.connect(lambda _: self._follow())
        across = QHBoxLayout()
        across.addWidget(self.list, 1)
        beside = vbox("s")
        self.up = self._button(beside, tr("Up"), "Alt+Up", "up", lambda: self._move(-1))
        self.down = self._button(beside, tr("Down"), "Alt+Down", "down", lambda: self._move(1))
        self.usual = self._button(beside, tr("Reset columns"), "Alt+R", "refresh", self._reset)
        beside.addStretch(1)
        across.addLayout(beside)
        outer.addLayout(across, 1)
        cancel = ActionButton(tr("Cancel"), "Esc", slot=self.reject)
        self.primary = ActionButton(tr("Apply"), "Ctrl+Enter", primary=True, slot=self.accept)
        self.on_ctrl_enter(self.primary.click)
        outer.addLayout(hbox("s", STRETCH, cancel, self.primary))
        self.list.setCurrentRow(0)
        self.list.setFocus()

    @property
    def order(self) -> list[str]:
        """The keys from top to bottom."""
        return [item.data(Qt.ItemDataRole.UserRole) for item in self._items()]

    @property
    def ticked(self) -> set[str]:
        """The keys that are shown."""
        return {
            item.data(Qt.ItemDataRole.UserRole)
            for item in self._items()
            if item.checkState() == Qt.CheckState.Checked
        }

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def _fill(self, columns: Sequence[ListColumn], ticked: Collection[str]) -> None:
        for column in columns:
            item = QListWidgetItem(tr(column.label))
            item.setData(Qt.ItemDataRole.UserRole, column.key)
            item.setSizeHint(QSize(0, theme.px("row")))
            # Dropped between two, never into one.
            item.setFlags((item.flags() | Qt.ItemFlag.ItemIsUserCheckable) & ~Qt.ItemFlag.ItemIsDropEnabled)
            state = Qt.CheckState.Checked if column.key in ticked else Qt.CheckState.Unchecked
            item.setCheckState(state)
            self.list.addItem(item)

    def _button(
        self, place: QVBoxLayout, words: str, key: str, icon: str, slot: Callable[[], object]
    ) -> ActionButton:
        button = ActionButton(words, key, icon=icon, slot=lambda: slot())
        QShortcut(QKeySequence(key), self).activated.connect(button.click)
        place.addWidget(button)
        return button

    def _move(self, by: int) -> None:
        row = self.list.currentRow()
        if row >= 0 and 0 <= row + by < self.list.count():
            self.list.insertItem(row + by, self.list.takeItem(row))
            self.list.setCurrentRow(row + by)

    def _follow(self) -> None:
        """A list without any column would be none."""
        self.primary.setEnabled(bool(self.ticked))

    def _reset(self) -> None:
        self.as_usual = True
        self.accept()
