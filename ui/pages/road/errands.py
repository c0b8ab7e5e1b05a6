"""What somebody asks to be driven for: one form for all kinds, and the list of what is not done yet."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QScrollArea, QWidget

from models import format
from models.actions.road import registration as acting
from models.i18n import tr
from models.queries import suggestions
from models.queries.desk.target import Day
from models.queries.road.errands import materials_under, open_errands, takers_of
from models.rules.desk import roles
from models.rules.road import tasks
from models.tables.road import Errand
from ui.kit.boxes import hbox
from ui.kit.button import ActionButton
from ui.kit.dialog import Dialog
from ui.kit.empty import Empty
from ui.kit.form import DateField, Form, TextField, field_of
from ui.kit.form_sheet import Sheet, saves
from ui.kit.page import Page
from ui.kit.text import text
from ui.shell import errors, theme


class ErrandForm(Form):
    """What is driven for, and whatever that kind of errand asks."""

    def __init__(self, day: date) -> None:
        kind, note = field_of(Errand.kind, value=tasks.COLLECT), TextField("note", tr("Note"))
        kind.wide = note.wide = True
        super().__init__(
            [
                kind,
                field_of(Errand.household),
                DateField("date", tr("On or after"), required=True, value=day),
                field_of(Errand.equipment),
                field_of(Errand.subcontract, suggest=self._subcontracts),
                field_of(Errand.material, suggest=self._materials),
                field_of(Errand.quantity),
                field_of(Errand.to_subcontract, suggest=self._takers),
                note,
            ],
            columns=2,
        )
        kind.changed.connect(self.shape)
        self.shape()

    def shape(self) -> None:
        """Show what the kind asks for."""
        kind = self.field("kind").raw()
        asked = tasks.ASKED.get(kind, ())
        for name in tasks.OWN:
            self.field(name).setVisible(name in asked)
        self.field("note").set_hint(tr("What is to be done there") if kind == tasks.OTHER else "")

    def _chosen(self, name: str) -> int | None:
        value = self.field(name).raw()
        return value if isinstance(value, int) else None

    def _subcontracts(self, words: str) -> Any:
        return suggestions.subcontracts(words, household=self._chosen("household"))

    def _materials(self, words: str) -> Any:
        return materials_under(self._chosen("subcontract"), words)

    def _takers(self, words: str) -> Any:
        return takers_of(self._chosen("material"), self._chosen("household"), words)


class ErrandSheet(Sheet):
    """The form in a window that is as high as its kind of errand wants."""

    def __init__(self, parent: QWidget, form: ErrandForm, existing: Any) -> None:
        title = tr("Add an errand") if existing is None else tr("Change the errand")
        super().__init__(parent, title, form, tr("Save"), saves(acting.save_errand, existing))
        # Once what was shown or hidden is laid out.
        form.field("kind").changed.connect(lambda: QTimer.singleShot(0, self, self._fit))

    def _fit(self) -> None:
        """Another kind asks for more or less: as high as the form, where the screen has the room."""
        self.form.layout().activate()
        for area in self.findChildren(QScrollArea):
            area.updateGeometry()
        room = theme.room(self).height() - theme.px("top")
        self.resize(self.width(), min(self.sizeHint().height(), room))


def errand_sheet(parent: QWidget, day: date, *, household: int | None = None, existing: Any = None) -> Sheet:
    """Something to drive for that no subcontract says by itself, new or to be changed."""
    form = ErrandForm(day)
    if existing is not None:
        form.set_values({name: existing.__data__.get(name) for name in form.fields})
    elif household is not None:
        form.field("household").set_value(household)
    form.mark_clean()
    return ErrandSheet(parent, form, existing)


def drive_for(page: Page, household: int) -> None:
    """Ask for a drive to the household a page shows: pieces it announced, a machine, material for another household."""
    sheet = errand_sheet(page, page.desk.today(), household=household)
    if sheet.exec():
        day = sheet.result_value.date
        page.notify(
            tr("Asked for from {day} on").format(day=format.date(day)),
            tr("Routes"),
            lambda: page.desk.go("routes", Day(day)),
        )


class ErrandsBox(Dialog):
    """Everything asked for and not done: new, change, drop."""

    def __init__(self, parent: QWidget, day: date) -> None:
        super().__init__(parent)
        self._day = day
        title = tr("Errands")
        self.setWindowTitle(title)
        self.setMinimumSize(theme.px("sheet"), theme.px("field_wide"))
        outer = self.body_layout()
        outer.addWidget(text(title, "page"))
        self.list = QListWidget()
        self.list.setAccessibleName(title)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemActivated.connect(lambda _: self.change())
        outer.addWidget(self.list, 1)
        self.empty = Empty(
            tr("No errands yet. An errand added here appears in the plan of its day."),
            tr("Add an errand"),
            self.ask,
            "truck",
            roles.ERRAND,
        )
        outer.addWidget(self.empty, 1)
        buttons = hbox("s")
        self.drop_button = ActionButton(tr("Drop"), "Del", icon="trash")
        self.change_button = ActionButton(tr("Change"), "Ctrl+E", icon="edit")
        new = ActionButton(tr("Add an errand"), "Ctrl+N", icon="plus")
        close = ActionButton(tr("Close"), "Esc", slot=self.reject)
        for button, key, slot in (
            (self.drop_button, "Del", self.drop),
            (self.change_button, "Ctrl+E", self.change),
            (new, "Ctrl+N", self.ask),
        ):
            button.clicked.connect(slot)
            QShortcut(QKeySequence(key), self).activated.connect(slot)
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(close)
        outer.addLayout(buttons)
        self.refresh()
        self.list.setFocus()

    def refresh(self) -> None:
        """Ask anew what is open."""
        with errors.caught(self):
            rows = open_errands()
            place = self.list.currentRow()
            self.list.clear()
            for row in rows:
                who = " · ".join(part for part in (row.head, row.village) if part)
                item = QListWidgetItem(f"{format.date(row.date)}   {who}   {row.what}")
                item.setToolTip(item.text())
                item.setData(Qt.ItemDataRole.UserRole, row.id)
                self.list.addItem(item)
            self.list.setCurrentRow(max(0, min(place, len(rows) - 1)))
            self.list.setVisible(bool(rows))
            self.empty.setVisible(not rows)
            for button in (self.drop_button, self.change_button):
                button.setEnabled(bool(rows))

    def _current(self) -> int | None:
        item = self.list.currentItem()
        key: int | None = None if item is None else item.data(Qt.ItemDataRole.UserRole)
        return key

    def ask(self) -> None:
        """Ask for something new."""
        if errand_sheet(self, self._day).exec():
            self.refresh()

    def change(self) -> None:
        """Change the one chosen."""
        key = self._current()
        if key is not None and errand_sheet(self, self._day, existing=Errand.get_by_id(key)).exec():
            self.refresh()

    def drop(self) -> None:
        """Take the one chosen off the list; undo brings it back."""
        key = self._current()
        if key is not None and errors.attempt(self, lambda _: acting.drop_errand(key)):
            self.refresh()
