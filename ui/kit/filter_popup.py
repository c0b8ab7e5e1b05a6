"""What hangs below a chip of a filter: values to tick, or days to choose; what is chosen acts at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QWidget

from models.errors import UserError
from models.i18n import plural, tr
from models.queries.narrowing import Chosen, Narrow, Offer
from models.rules.desk.day_spans import NAMED
from models.rules.pinyin import asked_words, search_text
from ui.kit.boxes import hbox, vbox
from ui.kit.button import ActionButton
from ui.kit.day_field import DateField
from ui.kit.desk import desk_of
from ui.kit.popup import PopupFrame, hang
from ui.kit.rows_view import is_enter
from ui.kit.search_field import SearchLine
from ui.kit.text import text
from ui.shell import theme

FEW = 8
"""So many values need no search."""
ROWS_SHOWN = 10
_DEEPER = "\u2003"
"""Stands before what lies within what is above it."""
ROLE = Qt.ItemDataRole.UserRole


class FilterPopup(PopupFrame):
    """The frame both share. ``changed(Chosen)`` whenever something else is chosen."""

    changed = Signal(object)

    def __init__(self, chip: QWidget, way: Narrow) -> None:
        super().__init__(chip, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(tr(way.label))
        self.way, self._chip = way, chip
        self.box = vbox("s", of=self, margin="s")
        self.setMinimumWidth(theme.px("field"))

    def add_foot(self) -> None:
        """What clears it and what closes it."""
        foot = QHBoxLayout()
        self.none = ActionButton(tr("Clear", "filter"), kind="link", slot=self.clear)
        foot.addWidget(self.none)
        foot.addStretch(1)
        done = ActionButton(tr("Close"), "Esc", slot=self.close)
        foot.addWidget(done)
        self.box.addLayout(foot)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes it."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def clear(self) -> None:
        """Choose nothing, and close."""
        self.changed.emit(Chosen())
        self.close()

    def open_below(self) -> None:
        """Hang it below its chip, where the screen has the room."""
        self.adjustSize()
        hang(self, self._chip, theme.px("xs"))
        self.show()


class ValuesPopup(FilterPopup):
    """Values to tick, with how many rows have each; searched by name, pinyin and initials where there are many."""

    def __init__(self, chip: QWidget, way: Narrow, chosen: Chosen) -> None:
        super().__init__(chip, way)
        names = chosen.names or ("",) * len(chosen.values)
        self._chosen = dict(zip(chosen.values, names, strict=False))
        self.search = SearchLine()
        self.search.setPlaceholderText(tr("Search"))
        self.search.setAccessibleName(tr("Search"))
        self.search.textChanged.connect(self._seek)
        self.search.installEventFilter(self)
        self.search.hide()
        self.list = QListWidget()
        self.list.setAccessibleName(tr(way.label))
        self.list.setUniformItemSizes(True)
        self.list.itemChanged.connect(self._ticked)
        self.list.installEventFilter(self)
        self.wait = text(tr("Counting…"), "quiet")
        for part in (self.search, self.wait, self.list):
            self.box.addWidget(part)
        self.list.hide()
        self.add_foot()

    def offer(self, offers: Sequence[Offer]) -> None:
        """Show the values; those chosen that no row has any more stand first."""
        known = {one.value for one in offers}
        gone = [
            Offer(value, name or self.way.words(value), 0)
            for value, name in self._chosen.items()
            if value not in known
        ]
        self.list.blockSignals(True)
        for one in (*gone, *offers):
            item = QListWidgetItem(f"{_DEEPER * one.depth}{one.words or tr('(empty)')}  {one.rows:,}")
            item.setData(ROLE, one)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            state = Qt.CheckState.Checked if one.value in self._chosen else Qt.CheckState.Unchecked
            item.setCheckState(state)
            self.list.addItem(item)
        self.list.blockSignals(False)
        rows = max(1, min(ROWS_SHOWN, self.list.count()))
        self.list.setFixedHeight(rows * max(theme.px("row"), self.list.sizeHintForRow(0)) + theme.px("xs"))
        wide = self.list.sizeHintForColumn(0) + 2 * theme.px("xl")
        self.list.setMinimumWidth(max(theme.px("field"), min(theme.px("dialog"), wide)))
        self.wait.hide()
        self.list.show()
        self.search.setVisible(self.list.count() > FEW)
        self.open_below()
        self.list.setCurrentRow(0)
        (self.list if self.search.isHidden() else self.search).setFocus()

    def _ticked(self, item: QListWidgetItem) -> None:
        one: Offer = item.data(ROLE)
        if item.checkState() == Qt.CheckState.Checked:
            self._chosen[one.value] = one.words
        else:
            self._chosen.pop(one.value, None)
        names = tuple(self._chosen.values()) if self.way.named is not None else ()
        self.changed.emit(Chosen(tuple(self._chosen), names))

    def _seek(self, typed: str) -> None:
        ways = asked_words(typed)
        first = None
        for row in range(self.list.count()):
            held = search_text((self.list.item(row).data(ROLE).words,))
            fits = not ways or any(all(word in held for word in way) for way in ways)
            self.list.setRowHidden(row, not fits)
            first = row if fits and first is None else first
        if first is not None:
            self.list.setCurrentRow(first)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down goes into the list; Enter ticks the value one is on and, in the list, closes it."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if watched is self.search and event.key() == Qt.Key.Key_Down:
            self.list.setFocus()
            return True
        if is_enter(event):
            item = self.list.currentItem()
            if item is not None and not item.isHidden() and (watched is self.search):
                ticked = item.checkState() == Qt.CheckState.Checked
                item.setCheckState(Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked)
                self.search.selectAll()
            elif watched is self.list:
                self.close()
            return True
        return False


class DaysPopup(FilterPopup):
    """Spans named by how they lie to today, or a first and a last day."""

    def __init__(self, chip: QWidget, way: Narrow, chosen: Chosen) -> None:
        super().__init__(chip, way)
        self.list = QListWidget()
        self.list.setAccessibleName(tr(way.label))
        self.list.setUniformItemSizes(True)
        for name, label in NAMED.items():
            item = QListWidgetItem(tr(label))
            item.setData(ROLE, name)
            self.list.addItem(item)
            if name == chosen.span:
                self.list.setCurrentItem(item)
        self.list.setFixedHeight(
            self.list.count() * max(theme.px("row"), self.list.sizeHintForRow(0)) + theme.px("xs")
        )
        self.list.itemClicked.connect(self._take)
        self.list.installEventFilter(self)
        self.box.addWidget(self.list)
        desk = desk_of(chip)
        today = dt.date.today if desk is None else desk.today
        self.since = DateField("since", tr("From day"), today=today)
        self.until = DateField("until", tr("Until day"), today=today)
        across = hbox("s")
        for field, day in ((self.since, chosen.since), (self.until, chosen.until)):
            field.set_value(day)
            field.line.editingFinished.connect(self._typed)
            across.addWidget(field)
        self.box.addLayout(across)
        self.add_foot()
        self.open_below()
        self.list.setFocus()

    def _take(self, item: QListWidgetItem) -> None:
        self.changed.emit(Chosen(span=item.data(ROLE)))
        self.close()

    def _typed(self) -> None:
        for field in (self.since, self.until):
            field.say_problem("")
        try:
            since, until = self.since.value(), self.until.value()
        except UserError as refusal:
            (self.since if refusal.field == "since" else self.until).say_problem(refusal.message)
            return
        if since is not None and until is not None and until < since:
            self.until.say_problem(tr("The end must not come before the beginning."))
            return
        self.changed.emit(Chosen(since=since, until=until))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter takes the span one is on."""
        if (
            watched is self.list
            and event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and is_enter(event)
        ):
            if self.list.currentItem() is not None:
                self._take(self.list.currentItem())
            return True
        return False


def words_of(way: Narrow, chosen: Chosen) -> str:
    """What was chosen, in a few words."""
    if chosen.span:
        return tr(NAMED.get(chosen.span, chosen.span))
    if chosen.values:
        if len(chosen.values) > 2:
            return plural("{n} value", "{n} values", len(chosen.values))
        names = chosen.names or ("",) * len(chosen.values)
        said = zip(chosen.values, names, strict=False)
        return tr(", ", "list").join(name or way.words(value) or tr("(empty)") for value, name in said)
    since, until = (day.isoformat() if day else "" for day in (chosen.since, chosen.until))
    return f"{since} – {until}" if since and until else f"{since} –" if since else f"– {until}"
