"""A table over a `Listing`, with search, count, keys, a context menu and an empty state.

Sorting and searching happen in SQL; `ui.kit.row_model` holds the keys and fetches the rows that are painted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from models.i18n import plural, tr
from models.rules.amount import UNSEEN
from ui.kit.background_query import Asker
from ui.kit.boxes import vbox
from ui.kit.column_choice import ColumnChoice
from ui.kit.column_widths import ColumnWidths
from ui.kit.empty import Empty
from ui.kit.exporting import Shown, export_action
from ui.kit.filter_bar import FilterBar
from ui.kit.memory_listing import Rows
from ui.kit.row_actions import RowActions
from ui.kit.row_model import FIRST, MANY, TableModel, Tone
from ui.kit.rows_view import RowsView, is_enter
from ui.kit.tab_order import put_in_tab_order
from ui.kit.table_bar import TableBar
from ui.kit.thumbnails import Thumbnails
from ui.kit.totals import Totals
from ui.shell import errors


class TableView(QWidget):
    """A table with search, count, empty state, context menu and keys.

    ``opened(key)`` on double click or Enter; ``selected()`` when the current row changes. ``gives_way`` names columns
    that are left out, one after the other, where there is no room for all; ``thumbnails`` stand before the rows.
    ``add_action`` and ``add_row_action`` are those of `ui.kit.row_actions.RowActions`.
    """

    opened = Signal(object)
    selected = Signal()
    loaded = Signal()
    filled = Signal()

    def __init__(
        self,
        listing: Any,
        parent: QWidget | None = None,
        *,
        empty: Empty | None = None,
        tone: Tone | None = None,
        search: bool = True,
        gives_way: Sequence[str] = (),
        thumbnails: Thumbnails | None = None,
    ) -> None:
        super().__init__(parent)
        outer = vbox("m", of=self)
        self.table = RowsView()
        self.heads, self.delegate = self.table.heads, self.table.delegate
        self.verbs = RowActions(self.table, self)
        self.add_action, self.add_row_action = self.verbs.add, self.verbs.add_for_one
        self.table.opened.connect(lambda row: self.opened.emit(self.model.key(row)))
        self.setFocusProxy(self.table)
        self.widths = ColumnWidths(self.table, gives_way)
        self.widths.filled.connect(self.filled)
        self.choice = ColumnChoice(self.table, self.widths, self)
        self.choice.changed.connect(self._arrange)
        outer.addLayout(self._build_bar(search))
        # Only here and below, where they have a place: a widget shown without one opens a window of its own.
        self.bar.show_own(search)
        self.stack = QStackedLayout()
        outer.addLayout(self.stack, 1)
        self.empty = empty or Empty(tr("Nothing here yet."))
        self.nothing = Empty(tr("Nothing matches."), tr("Show all"), self._show_all, "search")
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.nothing)
        if search:
            self.totals = Totals(self.table, self)
            self.totals.hide()
            outer.addWidget(self.totals)
            self.loaded.connect(self.totals.look)

        self._tone, self._thumbnails = tone, thumbnails
        self._wait = QTimer(self, singleShot=True, interval=120)
        self._wait.timeout.connect(self.narrow)
        self.search.textChanged.connect(lambda _: self._wait.start())
        # While one types the first rows do; all of them follow once the keys rest.
        self._rest = QTimer(self, singleShot=True, interval=300)
        self._rest.timeout.connect(self._ask_all)
        self._asker = Asker(self)
        self.long = False
        self.set_listing(listing)
        if search:
            find = QAction(self)
            find.setShortcut(QKeySequence("Ctrl+F"))
            find.triggered.connect(self.search.setFocus)
            self.addAction(find)

    def _build_bar(self, search: bool) -> TableBar:
        """Search, chips, count and buttons above the rows."""
        self.export = export_action(self)
        self.bar = TableBar(self.export, self.choice.action)
        self.verbs.last = (self.export, self.choice.action)
        self.search, self.counted = self.bar.search, self.bar.counted
        self.search.installEventFilter(self)
        self.filters = FilterBar(self, lambda: self.model.search)
        self.filters.changed.connect(self._filter)
        self.filters.searched.connect(self.search.setText)
        self.filtering = search
        if search:
            self.bar.add_filter(self.filters)
        else:
            self.filters.hide()
        return self.bar

    # -- what pages call ---------------------------------------------------------------------------------------

    def set_listing(self, listing: Any) -> None:
        """Ask another question; call `refresh` afterwards."""
        old, before = self.table.selectionModel(), self.table.model()
        if self.filtering:
            listing = self.filters.of(listing)
            buttons = (self.bar.columns_button, self.bar.export_button)
            put_in_tab_order((self.search, *self.filters.parts(), *buttons, self.table))
        columns = self.choice.columns(listing)
        self.model: TableModel = TableModel(listing, self, self._tone, self._thumbnails, columns)
        self.model.search = self.search.text().strip()
        self.model.resorted = self.refresh
        self._asker.stop()
        self.table.setSortingEnabled(False)
        self.table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.widths.forget()
        self.table.setModel(self.model)
        for gone in (old, before):
            if gone is not None:
                gone.deleteLater()
        self.table.setSortingEnabled(True)
        self.table.setAccessibleName(tr(listing.title))
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self.selected.emit())

    def refresh(self) -> None:
        """Ask again, keeping what is selected and where one has scrolled to; what a long list lacks then follows."""
        if isinstance(self.model.listing, Rows):
            # A record's table holds another record now: its columns fit what they hold.
            self.widths.forget()
            self._keeping(self.model.load)
        elif self.model.rowCount() >= MANY:
            self.model.freshen()
            self._ask_all()
        else:
            self._asker.stop()
            # What came or changed may be wider than what its columns were cut to.
            self.widths.forget()
            self._keeping(lambda: self.model.load(MANY))
            if self.model.partial:
                self._ask_all()

    def listed(self) -> Shown:
        """What stands here, to be written as a workbook."""
        model = self.model
        columns = [column.key for column in model.columns]
        return Shown(model.listing, model.search, model.order, model.descending, columns)

    def count(self) -> int:
        """How many rows match."""
        return self.model.rowCount()

    def key(self) -> int | None:
        """The key of the current row, or None."""
        return self.table.current_key()

    def keys(self) -> list[int]:
        """The keys of all selected rows, from the top."""
        return self.table.chosen_keys()

    def record(self, key: int | None = None) -> dict[str, Any]:
        """The raw values of a row (the current one) by column key; empty when there is none."""
        wanted = self.key() if key is None else key
        row = -1 if wanted is None else self.model.row_of(wanted)
        return self.model.record(row) if row >= 0 else {}

    def select(self, key: int) -> bool:
        """Make a key current and visible; a search that hides it is taken away."""
        if not self.model.loaded:
            self.refresh()
        if self.model.row_of(key) < 0 and (self.search.text() or self.filters.chosen()):
            self._show_all()
        if self.model.row_of(key) < 0 and (self.model.partial or self._asker.waiting):
            self._asker.stop()
            self._keeping(self.model.load)
        self.table.choose([key], key)
        return self.key() == key

    # -- inside ------------------------------------------------------------------------------------------------

    def narrow(self, *, at_once: bool = False) -> None:
        """Show what matches the words; in a long list beside the window, unless it has to be there ``at_once``."""
        words = self.search.text().translate(UNSEEN).strip()
        if words == self.model.search and self.model.loaded and not (at_once and self._asker.waiting):
            return
        self._asker.stop()
        self._rest.stop()
        self.model.search = words
        self._ask_first(at_once=at_once)

    def _ask_first(self, *, at_once: bool) -> None:
        question = self.model.question()
        if self.long and not at_once:
            self._asker.ask(lambda: question(FIRST), self._matched)
        else:
            with errors.caught(self):
                self._matched(question(FIRST))

    def _matched(self, keys: Any) -> None:
        current = self.key()
        self.model.take(keys, FIRST)
        self._after_load()
        if self.model.partial:
            self._rest.start()
        if current is not None and self.model.row_of(current) >= 0:
            self.table.choose([current], current)

    def _ask_all(self) -> None:
        """Ask for all keys beside the window: reading a million would hold it up."""
        question = self.model.question()
        self._asker.ask(lambda: question(None), lambda keys: self._keeping(lambda: self.model.take(keys)))

    def _arrange(self) -> None:
        """Show other columns, or in another order; what is selected and how the list is sorted stays."""
        model = self.model
        self.widths.forget()
        self._keeping(lambda: model.arrange(self.choice.columns(model.listing)))
        with QSignalBlocker(self.heads):
            way = Qt.SortOrder.DescendingOrder if model.descending else Qt.SortOrder.AscendingOrder
            self.heads.setSortIndicator(model.place_of(model.order), way)

    def _keeping(self, load: Callable[[], object]) -> None:
        """Load, keeping what is selected and where one has scrolled to."""
        keys, current = self.keys(), self.key()
        top = self.table.verticalScrollBar().value()
        load()
        self._after_load()
        if self.key() != current or self.keys() != keys:
            self.table.choose(keys, current)
            self.table.verticalScrollBar().setValue(top)

    def _filter(self) -> None:
        """Show what has what is chosen on the chips; the words searched stay."""
        self.bar.fit(self.width())
        self._asker.stop()
        self.model.listing = self.filters.narrowed()
        self.model.search = self.search.text().translate(UNSEEN).strip()
        self.widths.forget()
        self._ask_first(at_once=False)

    def _show_all(self) -> None:
        self.search.clear()
        if not self.filters.clear():
            self.narrow(at_once=True)

    def _after_load(self) -> None:
        number = self.model.rowCount()
        if not self.model.search and not self.filters.chosen():
            # The first rows of a long list, which is still to come, say nothing.
            self.long = number >= MANY or (self.long and self.model.partial)
        searching = bool(self.model.search) or bool(self.filters.chosen())
        if searching:
            words = tr('Nothing matches "{text}".').format(text=self.model.search)
            self.nothing.say(words if self.model.search else tr("Nothing matches the filter."))
        waited = self.table.hasFocus()
        self.stack.setCurrentWidget(self.table if number else self.nothing if searching else self.empty)
        if waited and not number:
            # The keyboard never stays on what is hidden.
            (self.search if searching or self.empty.button is None else self.empty.button).setFocus()
        self.counted.setText(
            plural("{n}{more} row", "{n}{more} rows", number).format(more="+" * self.model.partial)
            if number
            else ""
        )
        self.export.setEnabled(bool(number))
        if number and not self.widths.sized:
            self.widths.size()
        self.loaded.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Filters go where there is room for them."""
        super().resizeEvent(event)
        self.bar.fit(self.width())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows go from the search box into the table, Enter opens the only row that matches; Esc empties it."""
        if watched is not self.search or not isinstance(event, QKeyEvent):
            return False
        if event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() == Qt.Key.Key_Escape and self.search.text():
            self._show_all()
            return True
        if event.key() != Qt.Key.Key_Down and not is_enter(event):
            return False
        if self._wait.isActive() or self._asker.waiting:
            self._wait.stop()
            self.narrow(at_once=True)
        if self.count():
            if self.key() is None:
                self.table.selectRow(0)
            if is_enter(event) and self.count() == 1:
                self.opened.emit(self.model.key(0))
            else:
                self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True
