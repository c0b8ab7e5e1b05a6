"""A table over a `Listing`, with search, count, keys, a context menu and an empty state.

Sorting and searching happen in SQL; `ui.kit.row_model` holds the keys and fetches the rows that are painted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QObject,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QFontMetrics,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QStackedLayout,
    QTableView,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from models.i18n import plural, tr
from models.queries.listing import STATUS
from models.rules.amount import UNSEEN
from ui.kit.background_query import Asker
from ui.kit.background_task import run
from ui.kit.chip import chip_width
from ui.kit.columns import Heads, Want, lines_of, share
from ui.kit.empty import Empty
from ui.kit.exporting import Shown, export_action, export_button
from ui.kit.memory_listing import Rows
from ui.kit.row import RowDelegate
from ui.kit.row_model import COPIED, FIRST, MANY, TableModel, Tone
from ui.kit.search_field import SearchLine
from ui.kit.text import text
from ui.shell import errors, theme
from ui.shell.window_state import remembered

SAMPLE = 60  # rows looked at for the widths of columns


class TableView(QWidget):
    """A table with search, count, empty state, context menu and keys.

    ``opened(key)`` on double click or Enter; ``selected()`` when the current row changes. ``gives_way`` names columns
    that are left out, one after the other, where there is no room for all.
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
    ) -> None:
        super().__init__(parent)
        self._gives_way = tuple(gives_way)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.px("m"))
        self._build_table()
        outer.addLayout(self._build_bar())
        outer.addLayout(self._second)
        # Only here, where they have a place: a widget shown without one opens a window of its own.
        for part in (self.search, self.counted, self.export_button):
            part.setVisible(search)
        self.stack = QStackedLayout()
        self.empty = empty or Empty(tr("Nothing here yet."))
        self.nothing = Empty(tr("Nothing matches."), tr("Show all"), self._show_all, "search")
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.nothing)
        outer.addLayout(self.stack, 1)

        self._tone = tone
        self._sizing = False
        self._sized = False
        self._wants: list[Want] = []
        self._stretch = 0
        self._actions: list[tuple[QAction, bool]] = []
        self._wait = QTimer(self, singleShot=True, interval=120)
        self._wait.timeout.connect(self._filter)
        self.search.textChanged.connect(lambda _: self._wait.start())
        # While one types the first rows do; all of them follow once the keys rest.
        self._rest = QTimer(self, singleShot=True, interval=300)
        self._rest.timeout.connect(self._ask_all)
        self._asker = Asker(self)
        self._long = False
        self._keep_widths = QTimer(self, singleShot=True, interval=500)
        self._keep_widths.timeout.connect(self._save_widths)
        self.set_listing(listing)

        find = QAction(self)
        find.setShortcut(QKeySequence("Ctrl+F"))
        find.triggered.connect(self.search.setFocus)
        copy = QAction(theme.icon("copy"), tr("Copy"), self)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        copy.triggered.connect(self.copy)
        self._copy = copy
        self.table.addAction(copy)
        if search:
            self.addAction(find)

    def _build_bar(self) -> QHBoxLayout:
        """The search, how many rows there are, and what else stands above them; in two lines where room is short."""
        self.bar = QHBoxLayout()
        self.bar.setSpacing(theme.px("m"))
        self.search = SearchLine("Ctrl+F")
        self.search.setPlaceholderText(tr("Search this list"))
        self.search.setAccessibleName(tr("Search this list"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(theme.px("field") // 2)
        self.search.setMaximumWidth(theme.px("field_wide"))
        self.search.installEventFilter(self)
        self.counted = text("", "quiet")
        self.bar.addWidget(self.search, 3)
        self.bar.addWidget(self.counted)
        self._export = export_action(self)
        self.export_button = export_button(self._export)
        self.bar.addWidget(self.export_button)
        self.bar.addStretch(1)
        self.filters: list[QWidget] = []
        self._second = QHBoxLayout()
        self._second.setSpacing(theme.px("m"))
        self._second.addStretch(1)
        return self.bar

    def _build_table(self) -> None:
        self.table = QTableView()
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.setMouseTracking(True)
        self.table.entered.connect(lambda index: self._hover(index.row()))
        self.table.viewportEntered.connect(lambda: self._hover(-1))
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._menu)
        self.table.doubleClicked.connect(lambda index: self.opened.emit(self.model.key(index.row())))
        self.table.installEventFilter(self)
        self.table.viewport().installEventFilter(self)
        self.delegate = RowDelegate(self.table)
        self.delegate.too_narrow.connect(self._widen)
        self.table.setItemDelegate(self.delegate)
        rows = self.table.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(theme.px("row"))
        self.heads = Heads(self.table)
        self.table.setHorizontalHeader(self.heads)
        self.heads.setFixedHeight(theme.px("header"))
        self.heads.setMinimumSectionSize(theme.px("xl"))
        self.heads.sectionResized.connect(self._resized)
        self.setFocusProxy(self.table)

    # -- what pages call ---------------------------------------------------------------------------------------

    def add_filter(self, widget: QWidget) -> None:
        """Something that narrows the list: behind the search, or in a line below it where room is short."""
        self.bar.insertWidget(self.bar.indexOf(self.counted), widget)
        self.filters.append(widget)

    def set_listing(self, listing: Any) -> None:
        """Ask another question; call `refresh` afterwards."""
        old, before = self.table.selectionModel(), self.table.model()
        self.model: TableModel = TableModel(listing, self, self._tone)
        self.model.search = self.search.text().strip()
        self.model.resorted = self.refresh
        self._asker.stop()
        self.table.setSortingEnabled(False)
        self.table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.delegate.fractions.clear()
        self.table.setModel(self.model)
        for gone in (old, before):
            if gone is not None:
                gone.deleteLater()
        self.table.setSortingEnabled(True)
        self.table.setAccessibleName(tr(listing.title))
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self.selected.emit())
        self._sized = False

    def refresh(self) -> None:
        """Ask again, keeping what is selected and where one has scrolled to; what a long list lacks then follows."""
        if isinstance(self.model.listing, Rows):
            # A record's table holds another record now: its columns fit what they hold.
            self._sized = False
            self.delegate.fractions.clear()
            self._keeping(self.model.load)
        elif self.model.rowCount() >= MANY:
            self.model.freshen()
            self._ask_all()
        else:
            self._asker.stop()
            self._keeping(lambda: self.model.load(MANY))
            if self.model.partial:
                self._ask_all()

    def listed(self) -> Shown:
        """What stands here, to be written as a workbook."""
        model = self.model
        return Shown(model.listing, model.search, model.order, model.descending)

    def count(self) -> int:
        """How many rows match."""
        return self.model.rowCount()

    def key(self) -> int | None:
        """The key of the current row, or None."""
        index = self.table.currentIndex()
        return self.model.key(index.row()) if index.isValid() else None

    def keys(self) -> list[int]:
        """The keys of all selected rows, from the top."""
        ranges: Any = self.table.selectionModel().selection()
        rows = {row for one in ranges for row in range(one.top(), one.bottom() + 1)}
        return [self.model.key(row) for row in sorted(rows)]

    def record(self, key: int | None = None) -> dict[str, Any]:
        """The raw values of a row (the current one) by column key; empty when there is none."""
        wanted = self.key() if key is None else key
        row = -1 if wanted is None else self.model.row_of(wanted)
        return self.model.record(row) if row >= 0 else {}

    def select(self, key: int) -> bool:
        """Make a key current and visible; a search that hides it is taken away."""
        if not self.model.loaded:
            self.refresh()
        if self.model.row_of(key) < 0 and self.search.text():
            self._show_all()
        if self.model.row_of(key) < 0 and (self.model.partial or self._asker.waiting):
            self._asker.stop()
            self._keeping(self.model.load)
        self._select([key], key)
        return self.key() == key

    def add_action(
        self,
        words: str,
        slot: Callable[[list[int]], object],
        key: str = "",
        icon: str = "",
        *,
        single: bool = False,
        danger: bool = False,
    ) -> QAction:
        """Something to do with the selected rows: in the context menu, and by its key; the slot gets the keys."""
        action = QAction(words, self)
        if icon:
            action.setIcon(theme.icon(icon, "wrong" if danger else "quiet"))
        if key:
            action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda: self._do(slot, single))
        self.table.addAction(action)
        self._actions.append((action, single))
        return action

    def copy(self) -> None:
        """Put the selected rows on the clipboard, with headers, so that a spreadsheet takes them."""
        keys, model, put = self.keys(), self.model, QGuiApplication.clipboard().setText
        if len(keys) <= COPIED:
            put(model.copied(keys))
            return
        run(
            self,
            tr("Copying the rows"),
            lambda progress: model.copied(keys, lambda done, total: progress(done, total, "")),
            put,
        )

    # -- inside ------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Filters go where there is room for them."""
        super().resizeEvent(event)
        if not self.filters:
            return
        gap = self.bar.spacing()
        fixed = [self.counted, self.export_button]
        taken = sum(max(one.sizeHint().width(), one.minimumWidth()) + gap for one in (*self.filters, *fixed))
        below = taken + theme.px("field") > self.width()
        held = self._second if below else self.bar
        if held.indexOf(self.filters[0]) >= 0:
            return
        for widget in self.filters:
            (self.bar if below else self._second).removeWidget(widget)
        for place, widget in enumerate(self.filters):
            if below:
                held.insertWidget(place, widget)
            else:
                held.insertWidget(held.indexOf(self.counted), widget)

    def _do(self, slot: Callable[[list[int]], object], single: bool) -> None:
        keys = self.keys()
        if not keys or (single and len(keys) != 1):
            return
        with errors.caught(self):
            slot(keys)

    def _select(self, keys: Sequence[int], current: int | None) -> None:
        picked = QItemSelection()
        for row in self.model.rows_of(keys[:500]):
            picked.select(self.model.index(row, 0), self.model.index(row, len(self.model.columns) - 1))
        row = -1 if current is None else self.model.row_of(current)
        chosen = self.table.selectionModel()
        if row >= 0:
            chosen.setCurrentIndex(self.model.index(row, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
            self.table.scrollTo(self.model.index(row, 0))
        chosen.select(picked, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _filter(self, *, at_once: bool = False) -> None:
        """Show what matches the words; in a long list beside the window, unless it has to be there ``at_once``."""
        words = self.search.text().translate(UNSEEN).strip()
        if words == self.model.search and self.model.loaded and not (at_once and self._asker.waiting):
            return
        self._asker.stop()
        self._rest.stop()
        self.model.search = words
        question = self.model.question()
        if self._long and not at_once:
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
            self._select([current], current)

    def _ask_all(self) -> None:
        """Ask for all keys beside the window: reading a million would hold it up."""
        question = self.model.question()
        self._asker.ask(lambda: question(None), lambda keys: self._keeping(lambda: self.model.take(keys)))

    def _keeping(self, load: Callable[[], object]) -> None:
        """Load, keeping what is selected and where one has scrolled to."""
        keys, current = self.keys(), self.key()
        top = self.table.verticalScrollBar().value()
        load()
        self._after_load()
        if self.key() != current or self.keys() != keys:
            self._select(keys, current)
            self.table.verticalScrollBar().setValue(top)

    def _show_all(self) -> None:
        self.search.clear()
        self._filter(at_once=True)

    def _after_load(self) -> None:
        number = self.model.rowCount()
        if not self.model.search:
            # The first rows of a long list, which is still to come, say nothing.
            self._long = number >= MANY or (self._long and self.model.partial)
        searching = bool(self.model.search)
        if searching:
            self.nothing.say(tr('Nothing matches "{text}".').format(text=self.model.search))
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
        self._export.setEnabled(bool(number))
        if number and not self._sized:
            self._size_columns()
        self.loaded.emit()

    def _size_columns(self) -> None:
        """Give each column what its label and the rows there are want."""
        self._sized = True
        self._ask_columns()
        self._fill()

    def _ask_columns(self) -> None:
        """Note what each column wants: its label, and what its rows hold so far."""
        kept = remembered().value(f"table/{self.model.listing.name}/widths")
        kept = kept if isinstance(kept, dict) else {}
        self._wants, self._stretch = [], len(self.model.columns) - 1
        for number, column in enumerate(self.model.columns):
            if column.kind.flows:
                self._stretch = number
            self._wants.append(self._want(number, column, kept.get(column.key)))

    def _want(self, number: int, column: Any, kept: Any) -> Want:
        if kept is not None:
            return Want.drawn(int(kept))
        quiet, base = QFontMetrics(theme.font("quiet")), QFontMetrics(theme.font("base"))
        label, folded = lines_of(tr(column.label), quiet)
        held = 0
        for row in range(min(SAMPLE, self.model.rowCount())):
            cells = self.model.painted(row)
            if not cells:
                continue
            words = cells[number].words
            if column.kind is STATUS:
                held = max(held, chip_width(words) + theme.px("xs"))
            elif column.kind.figure:
                held = max(held, self.delegate.figure_width(cells[number], number))
            else:
                held = max(held, base.horizontalAdvance(words.replace("\n", " ")))
        if column.kind.flows:
            held = min(held, theme.px("column_max"))
            least = min(held, max(theme.px("column_text"), held * 2 // 3))
        else:
            least = held
        wide, tight = 2 * theme.px("m"), 2 * theme.px("s")
        natural, snug = max(label + theme.px("s"), held) + wide, max(folded, held) + tight
        return Want(natural, max(folded, least) + tight, snug)

    def _widen(self, number: int, width: int) -> None:
        """A figure further down is longer than what was seen so far: none is ever cut."""
        if number < len(self._wants) and (not width or self._wants[number].least < width):
            self._wants[number].least = max(self._wants[number].least, width)
            self._wants[number].natural = max(self._wants[number].natural, width)
            self._wants[number].snug = max(self._wants[number].snug, width)
            QTimer.singleShot(0, self, self._fill)

    def _fill(self) -> None:
        """Share the width, so that nothing is cut while there is room and no list has all its ink at one side."""
        if len(self._wants) != len(self.model.columns):
            # Until rows come the labels alone say how wide columns are, so that a list that waits lies still.
            self._ask_columns()
        room = self.table.viewport().width()
        # A column that comes back says a width too; only a hand's counts as chosen.
        before, self._sizing = self._sizing, True
        shown = self._shown(room)
        self._sizing = before
        wants = [self._wants[number] for number in shown]
        grow = shown.index(self._stretch) if self._stretch in shown else len(shown) - 1
        widths = share(wants, room, grow, theme.px("xl"))
        tight = any(width < want.natural for width, want in zip(widths, wants, strict=True))
        pad = theme.px("s" if tight else "m")
        self.delegate.pad = self.heads.pad = pad
        quiet = QFontMetrics(theme.font("quiet"))
        folded = tight and any(
            quiet.horizontalAdvance(tr(self.model.columns[number].label)) + 2 * pad > width
            for number, width in zip(shown, widths, strict=True)
        )
        self.heads.setFixedHeight(
            max(theme.px("header"), 2 * quiet.lineSpacing() + theme.px("s")) if folded else theme.px("header")
        )
        before, self._sizing = self._sizing, True
        for number, width in zip(shown, widths, strict=True):
            if self.heads.sectionSize(number) != width:
                self.heads.resizeSection(number, width)
        self._sizing = before
        self.table.viewport().update()
        self.filled.emit()

    def _shown(self, room: int) -> list[int]:
        """The columns there is room for; those that give way are left out in their order."""
        shown = list(range(len(self._wants)))
        for key in self._gives_way:
            if sum(self._wants[number].least for number in shown) <= room:
                break
            shown = [number for number in shown if self.model.columns[number].key != key]
        for number in range(len(self._wants)):
            hidden = number not in shown
            if self.table.isColumnHidden(number) != hidden:
                self.table.setColumnHidden(number, hidden)
        return shown

    def _resized(self, section: int, old: int, new: int) -> None:
        if not self._sizing and self._sized:
            if not new:
                return
            self._wants[section] = Want.drawn(new)
            self._keep_widths.start()

    def _save_widths(self) -> None:
        # Only what somebody chose: the other columns go on fitting what they hold.
        kept = remembered().value(f"table/{self.model.listing.name}/widths")
        widths = dict(kept) if isinstance(kept, dict) else {}
        for column, want in zip(self.model.columns, self._wants, strict=True):
            if want.chosen:
                widths[column.key] = want.natural
        remembered().setValue(f"table/{self.model.listing.name}/widths", widths)

    def _menu(self, place: QPoint) -> None:
        keys = self.keys()
        menu = QMenu(self)
        if keys:
            for action, single in self._actions:
                action.setEnabled(not single or len(keys) == 1)
                menu.addAction(action)
            if self._actions:
                menu.addSeparator()
            menu.addAction(self._copy)
        menu.addAction(self._export)
        menu.exec(self.table.viewport().mapToGlobal(place))
        for action, _ in self._actions:
            action.setEnabled(True)
        menu.deleteLater()

    def _hover(self, row: int) -> None:
        """Shade the whole row under the pointer, as a row is what one clicks."""
        before, self.delegate.hovered = self.delegate.hovered, row
        view = self.table.viewport()
        for one in {before, row} - {-1}:
            view.update(0, self.table.rowViewportPosition(one), view.width(), self.table.rowHeight(one))

    def _tell(self, event: QHelpEvent) -> None:
        """What an ellipsis hides, under the pointer."""
        index = self.table.indexAt(event.pos())
        cells = self.model.painted(index.row()) if index.isValid() else ()
        if cells and self.delegate.hides(cells[index.column()], self.table.visualRect(index).width()):
            QToolTip.showText(event.globalPos(), cells[index.column()].words, self.table)
        else:
            QToolTip.hideText()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Columns fill the width; Enter opens; arrows go from the search box into the table; Esc empties it."""
        if event.type() == QEvent.Type.Resize and watched is self.table.viewport():
            QTimer.singleShot(0, self, self._fill)
        if event.type() == QEvent.Type.Leave and watched is self.table.viewport():
            self._hover(-1)
        if (
            event.type() == QEvent.Type.ToolTip
            and watched is self.table.viewport()
            and isinstance(event, QHelpEvent)
        ):
            self._tell(event)
            return True
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key = event.key()
        enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if watched is self.table and enter:
            current = self.key()
            if current is not None:
                self.opened.emit(current)
            return True
        if watched is self.search:
            if key == Qt.Key.Key_Escape and self.search.text():
                self._show_all()
                return True
            if key == Qt.Key.Key_Down or enter:
                if self._wait.isActive() or self._asker.waiting:
                    self._wait.stop()
                    self._filter(at_once=True)
                if self.count():
                    if self.key() is None:
                        self.table.selectRow(0)
                    if enter and self.count() == 1:
                        self.opened.emit(self.model.key(0))
                    else:
                        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return True
        return False
