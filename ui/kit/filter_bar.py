"""The chips above a list: what it is narrowed by, each with what hangs below it, and filters kept under names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QWidget
from shiboken6 import isValid

from models.actions.desk.saved_filters import LONGEST, remove_filter, rename_filter, save_filter
from models.i18n import tr
from models.queries.desk.saved_filters import SavedFilter, saved_filters
from models.queries.narrowing import Chosen, Narrow, Offer
from ui.kit.background_query import Asker
from ui.kit.button import tool_button
from ui.kit.desk import desk_of
from ui.kit.field import TextField
from ui.kit.filter_popup import DaysPopup, FilterPopup, ValuesPopup, words_of
from ui.kit.form import Form
from ui.kit.form_sheet import Sheet
from ui.shell import errors, theme


class FilterChip(QAbstractButton):
    """One way to narrow a list. ``cleared()`` by its cross, Del or Backspace; a click, Enter or Space opens it."""

    cleared = Signal()

    def __init__(self, way: Narrow, parent: QWidget) -> None:
        super().__init__(parent)
        self.way, self.chosen = way, Chosen()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.say(Chosen())

    def say(self, chosen: Chosen) -> None:
        """Show what is chosen."""
        self.chosen = chosen
        label = tr(self.way.label)
        self.setText(f"{label}: {words_of(self.way, chosen)}" if chosen else label)
        self.setAccessibleName(self.text())
        self.setToolTip(self.text() if chosen else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The words, at most as wide as a field, and the sign."""
        words = QFontMetrics(theme.font("quiet")).horizontalAdvance(self.text())
        return QSize(
            min(words + 2, theme.px("field")) + 2 * theme.px("s") + theme.px("icon_s") + theme.px("xs"),
            theme.px("xl") + theme.px("xs"),
        )

    def minimumSizeHint(self) -> QSize:
        """Never cut further."""
        return self.sizeHint()

    def _cross(self) -> int:
        """Where the sign at the end begins."""
        return self.width() - theme.px("s") - theme.px("icon_s")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The cross clears it; anywhere else opens it."""
        inside = self.rect().contains(event.position().toPoint())
        if self.chosen and inside and event.position().x() >= self._cross():
            self.setDown(False)
            self.cleared.emit()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Del and Backspace clear it, arrows go to the neighbour."""
        key = event.key()
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.cleared.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.click()
        elif key == Qt.Key.Key_Right:
            self.focusNextChild()
        elif key == Qt.Key.Key_Left:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A rounded line around quiet words; tinted once something is chosen."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        thick = theme.px("ring" if self.hasFocus() else "hair")
        painter.setPen(QPen(theme.color("accent" if self.hasFocus() or self.chosen else "line"), thick))
        ground = "accent_tint" if self.chosen else "hover" if self.underMouse() else "surface"
        painter.setBrush(theme.color(ground))
        inset = thick / 2 + 0.5
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        role = "accent" if self.chosen else "ink"
        painter.setFont(theme.font("quiet"))
        painter.setPen(theme.color(role))
        room = self.rect().adjusted(theme.px("s") + theme.px("xs"), 0, 0, 0)
        room.setRight(self._cross() - 1)
        words = QFontMetrics(theme.font("quiet")).elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value), words)
        size = theme.px("icon_s")
        sign = "close" if self.chosen else "chevron-down"
        theme.paint_icon(painter, sign, role, self._cross(), (self.height() - size) / 2, size)
        painter.end()


class FilterBar(QWidget):
    """The chips of one list. ``changed()`` when something else is chosen; ``searched(words)`` when a kept filter does.

    ``words`` is asked for what is searched.
    """

    changed = Signal()
    searched = Signal(str)

    def __init__(self, parent: QWidget, words: Callable[[], str]) -> None:
        super().__init__(parent)
        self._words = words
        self._listing: Any = None
        self._asker = Asker(self)
        self.chips: dict[str, FilterChip] = {}
        self.popup: FilterPopup | None = None
        self.kept = tool_button("filter", tr("Saved filters"), self._open_kept, role="ink")
        self.kept.setParent(self)
        self.kept.setFixedSize(theme.px("control"), theme.px("xl") + theme.px("xs"))
        self.action = QAction(theme.icon("filter"), tr("Filter"), parent)
        self.action.setShortcut(QKeySequence("Ctrl+Shift+F"))
        self.action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.action.triggered.connect(self._begin)
        parent.addAction(self.action)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    # -- what a list calls -------------------------------------------------------------------------------------

    def of(self, listing: Any) -> Any:
        """Chips for a listing; what is chosen already stays where the listing knows it. Answers it narrowed so."""
        self._listing = listing
        ways = listing.ways() if getattr(listing, "narrows", ()) else []
        if [chip.way.key for chip in self.chips.values()] != [way.key for way in ways]:
            before = self.chosen()
            for chip in self.chips.values():
                chip.hide()
                chip.deleteLater()
            self.chips = {way.key: self._chip(way, before.get(way.key, Chosen())) for way in ways}
        else:
            for way in ways:
                self.chips[way.key].way = way
        self.setVisible(bool(ways))
        self.action.setEnabled(bool(ways))
        self._lay_out()
        return self.narrowed()

    def narrowed(self) -> Any:
        """The listing with what is chosen."""
        chosen = self.chosen()
        return self._listing.narrowed(chosen, self._today()) if chosen else self._listing

    def chosen(self) -> dict[str, Chosen]:
        """What is chosen, by the key of the way."""
        return {key: chip.chosen for key, chip in self.chips.items() if chip.chosen}

    def choose(self, key: str, chosen: Chosen) -> None:
        """Choose something of one way, or nothing."""
        if key in self.chips and self.chips[key].chosen != chosen:
            self.chips[key].say(chosen)
            self._lay_out()
            self.changed.emit()

    def clear(self) -> bool:
        """Choose nothing of any way; answers whether anything was chosen."""
        if not self.chosen():
            return False
        for chip in self.chips.values():
            chip.say(Chosen())
        self._lay_out()
        self.changed.emit()
        return True

    # -- chips -------------------------------------------------------------------------------------------------

    def _chip(self, way: Narrow, chosen: Chosen) -> FilterChip:
        chip = FilterChip(way, self)
        chip.say(chosen)
        chip.clicked.connect(lambda: self.open(way.key))
        chip.cleared.connect(lambda: self.choose(way.key, Chosen()))
        chip.show()
        return chip

    def open(self, key: str) -> None:
        """Let what one can choose hang below a chip; values are counted beside the window."""
        chip = self.chips[key]
        popup = (
            DaysPopup(chip, chip.way, chip.chosen)
            if chip.way.spans
            else ValuesPopup(chip, chip.way, chip.chosen)
        )
        popup.changed.connect(lambda chosen: self.choose(key, chosen))
        self.popup = popup
        if isinstance(popup, ValuesPopup):
            others = {name: chosen for name, chosen in self.chosen().items() if name != key}
            listing, today, words = self._listing, self._today(), self._words()
            popup.open_below()

            def came(offers: list[Offer]) -> None:
                if self.popup is popup and isValid(popup):
                    popup.offer(offers)

            self._asker.ask(lambda: listing.narrowed(others, today).offered(key, words), came)

    def _begin(self) -> None:
        """By key: to the first chip, and from there on with arrows."""
        if self.chips:
            next(iter(self.chips.values())).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _today(self) -> dt.date:
        desk = desk_of(self)
        return dt.date.today() if desk is None else desk.today()

    # -- filters with names ------------------------------------------------------------------------------------

    def _open_kept(self) -> None:
        menu = QMenu(self)
        with errors.caught(self):
            self.fill(menu)
            menu.exec(self.kept.mapToGlobal(self.kept.rect().bottomLeft()))
        menu.deleteLater()

    def fill(self, menu: QMenu) -> None:
        """The filters that are kept, and what one can do with them."""
        found = saved_filters(self._listing.name)
        now = SavedFilter(self.chosen(), self._words())
        for name, kept in found.items():
            action = menu.addAction(name.replace("&", "&&"), partial(self.take, kept))
            action.setCheckable(True)
            action.setChecked(kept == now)
        if found:
            menu.addSeparator()
        save = menu.addAction(theme.icon("save"), tr("Save filter…"), self._save)
        save.setEnabled(bool(now.chosen or now.search))
        for words, icon, slot in (
            (tr("Rename filter"), "edit", self._rename),
            (tr("Delete filter"), "trash", self._remove),
        ):
            below = menu.addMenu(theme.icon(icon), words)
            below.setEnabled(bool(found))
            for name in found:
                below.addAction(name.replace("&", "&&"), partial(slot, name))
        menu.addSeparator()
        menu.addAction(tr("Clear all filters"), self.clear).setEnabled(bool(now.chosen))

    def take(self, kept: SavedFilter) -> None:
        """Narrow the list by what was kept."""
        for key, chip in self.chips.items():
            chip.say(kept.chosen.get(key, Chosen()))
        self._lay_out()
        self.searched.emit(kept.search)
        self.changed.emit()

    def _save(self) -> None:
        now = SavedFilter(self.chosen(), self._words())
        listing = self._listing.name
        self._ask_name(tr("Save filter"), "", lambda name: save_filter(listing, name, now))

    def _rename(self, name: str) -> None:
        listing = self._listing.name
        self._ask_name(tr("Rename filter"), name, lambda new: rename_filter(listing, name, new))

    def _remove(self, name: str) -> None:
        listing = self._listing.name
        if errors.attempt(self, lambda _: remove_filter(listing, name)):
            self._say(tr('Filter "{name}" deleted').format(name=name))

    def _ask_name(self, title: str, name: str, act: Callable[[str], str]) -> None:
        form = Form([TextField("name", tr("Name"), required=True, value=name, longest=LONGEST)])
        sheet = Sheet(self, title, form, tr("Save"), lambda _, values: act(values["name"]))
        if sheet.exec():
            self._say(tr('Filter "{name}" saved').format(name=sheet.result_value))

    def _say(self, words: str) -> None:
        desk = desk_of(self)
        if desk is not None:
            desk.notify(words, tr("Undo Ctrl+Z"), desk.undo)

    # -- where chips stand -------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """All in one line."""
        widths = [part.sizeHint().width() for part in self.parts()]
        return QSize(sum(widths) + theme.px("xs") * max(0, len(widths) - 1), theme.px("xl") + theme.px("xs"))

    def minimumSizeHint(self) -> QSize:
        """The widest chip."""
        return QSize(max((part.sizeHint().width() for part in self.parts()), default=0), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many in a line as there is room for."""
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        """Another font is another width."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._lay_out()

    def parts(self) -> list[QWidget]:
        """The chips, and what keeps filters, from left to right."""
        return [*self.chips.values(), self.kept]

    def _lay_out(self) -> None:
        gap, high = theme.px("xs"), theme.px("xl") + theme.px("xs")
        x = y = 0
        for part in self.parts():
            width = part.minimumWidth() if part is self.kept else part.sizeHint().width()
            if x and x + width > self.width():
                x, y = 0, y + high + gap
            part.setGeometry(x, y, width, high)
            x += width + gap
        if self.height() != y + high or self.minimumHeight() != y + high:
            self.setFixedHeight(y + high)
        self.updateGeometry()
