"""The list of a register with its form: added to, changed and taken from where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from models.actions.day_doubts import day_doubts
from models.actions.numbering import CODES, code_field, next_code
from models.actions.removal import remove_records
from models.database import Record
from models.i18n import plural, tr
from models.kinds import ReferenceField
from models.queries import suggestions
from models.queries.listing import Listing
from models.rules.desk import roles
from ui.kit.empty import Empty
from ui.kit.form import Form, fields_of
from ui.kit.form_sheet import Sheet
from ui.kit.page import Page
from ui.kit.several import several_sheet
from ui.kit.shown_record import ShownRecord
from ui.kit.table import TableView


@dataclass(frozen=True, slots=True)
class Register:
    """A register as a page shows it: its table, its list, and how a record is saved.

    ``tab``, ``new`` ("New vacancy"), ``change`` ("Change vacancy") and ``empty`` are marked texts; ``alike`` are the
    fields one may change in several records at once. ``begins`` gives the values a new record begins with, and its day
    ``dated`` is today. One that ``asks`` takes ``consents``. ``after`` is done once a record was saved, given the page
    and the record. ``doubts`` says by field what is odd about the values typed, for a record or a new one. A record
    that ``opens`` has a page of its own, which stands in the place of its form. Fields that are ``given`` may be left
    empty in a new record: saving finds their values. ``gives_way`` names columns left out where there is no room for
    all.
    """

    table: type[Record]
    tab: str
    new: str
    change: str
    empty: str
    listing: Callable[[], Listing]
    save: Callable[..., list[Any]]
    icon: str = "list"
    alike: tuple[str, ...] = ()
    right: str = roles.PROGRAMME
    begins: Callable[[], Mapping[str, Any]] = field(default=dict)
    asks: bool = False
    after: Callable[[Page, Any], object] | None = None
    doubts: Callable[[Mapping[str, Any], Any], Mapping[str, str]] | None = None
    opens: bool = False
    gives_way: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    dated: str = ""


def register_sheet(
    parent: QWidget, register: Register, row: Any = None, values: Mapping[str, Any] | None = None
) -> Sheet:
    """A new record of a register, begun with ``values``, or one to change; its result is the saved record."""
    table = register.table
    form = Form(fields_of(table), columns=2)
    numbered = _numbered(register) if row is None else {}
    if row is None:
        today = {register.dated: date.today()} if register.dated else {}
        held = {**numbered, **today, **register.begins(), **(values or {})}
        for name in register.given:
            form.field(name).set_required(False)
    else:
        held = dict(row.__data__)
    form.set_values(
        {name: _named(table._meta.fields[name], value) for name, value in held.items() if name in form.fields}
    )
    _say_doubts(form, register, row)
    shown = None if row is None else ShownRecord(row)

    def save(consent: Any, said: dict[str, Any]) -> Any:
        changed, existing = (said, None) if shown is None else shown.changes(said)
        asked = {"consents": consent.keys} if register.asks else {}
        return register.save([({**(values or {}), **changed}, existing)], **asked)[0]

    sheet = Sheet(parent, tr(register.new if row is None else register.change), form, tr("Save"), save)
    found = {*numbered, *(() if row else register.given)}
    if found:
        next(field for name, field in form.fields.items() if name not in found).editor.setFocus()
    return sheet


def _say_doubts(form: Form, register: Register, row: Any) -> None:
    """Say beside the fields what is odd about what stands in them, now and as it changes."""
    said: dict[str, str] = {}

    def say() -> None:
        values = {name: field.value_or_none() for name, field in form.fields.items()}
        found = day_doubts(register.table, values, date.today())
        if register.doubts is not None:
            found |= register.doubts(values, row)
        for name in said.keys() | found.keys():
            form.field(name).say_doubt(found.get(name, ""))
        said.clear()
        said.update(found)

    form.changed.connect(say)
    say()


def of_table(registers: Iterable[Register], table: type[Record]) -> Register:
    """The register of a table."""
    return next(one for one in registers if one.table is table)


def begun(parent: QWidget, register: Register, name: str, words: str) -> Sheet:
    """A new record whose field ``name`` begins with what was typed where it was looked for."""
    sheet = register_sheet(parent, register)
    sheet.begin_with(_numbered(register), name, words)
    return sheet


def _numbered(register: Register) -> dict[str, Any]:
    """The code or number a new record is offered, where the program gives one."""
    if register.table not in CODES:
        return {}
    return {code_field(register.table): next_code(register.table)}


def _named(described: Any, value: Any) -> Any:
    """A value as a form takes it: of another record its key with its label."""
    if value is None or not isinstance(described, ReferenceField):
        return value
    return value, suggestions.label(described.rel_model, value), ""


class RegisterTable(TableView):
    """All records of a register; Enter changes one or opens its page, Del takes it off."""

    def __init__(self, page: Page, register: Register, *, only: Callable[[], Listing] | None = None) -> None:
        super().__init__(
            (only or register.listing)(),
            page,
            gives_way=register.gives_way,
            empty=Empty(tr(register.empty), tr(register.new), self.create, register.icon, register.right),
        )
        self.page, self.register = page, register
        self.values: Mapping[str, Any] = {}
        """What a new record has beforehand, such as the workshop whose page this list stands on."""
        if register.opens:
            self.add_row_action(tr("Show details"), self.opened.emit, "", "eye")
        else:
            self.opened.connect(self.edit)
        self.add_action(tr("Change"), self.edit_chosen, "Ctrl+E", "edit", right=register.right)
        self.add_action(tr("Remove"), self.remove, "Del", "trash", danger=True, right=register.right)

    def create(self) -> None:
        """A new record."""
        self.begin(self.values)

    def begin(self, values: Mapping[str, Any]) -> bool:
        """A new record that has these values beforehand; answers whether it was saved."""
        sheet = register_sheet(self.page, self.register, values=values)
        if sheet.exec():
            self.page.done(tr("Saved"))
            self.refresh()
            self.select(sheet.result_value.id)
            if self.register.opens:
                self.opened.emit(sheet.result_value.id)
            self._after(sheet.result_value)
            return True
        return False

    def edit(self, key: int) -> None:
        """Change a record."""
        sheet = register_sheet(self.page, self.register, self.register.table.get_by_id(key))
        if sheet.exec():
            self.page.done(tr("Saved"))
            self._after(sheet.result_value)

    def _after(self, row: Any) -> None:
        if self.register.after is not None:
            self.register.after(self.page, row)

    def edit_chosen(self, keys: list[int]) -> None:
        """Change the record chosen, or what several may have alike."""
        if len(keys) == 1 or not self.register.alike:
            self.edit(keys[0])
            return
        sheet = several_sheet(self.page, self.register.table, keys, self.register.alike, self.register.save)
        self.page.done_by(sheet, plural("Saved {n} record", "Saved {n} records", len(keys)))

    def remove(self, keys: list[int]) -> None:
        """Take records off that should never have stood here."""
        words = plural("Removed {n} record", "Removed {n} records", len(keys))
        self.page.attempt(
            lambda _: remove_records(self.register.table, keys), done=lambda _: self.page.done(words)
        )
