"""A form: fields in, exact values out, what is wrong said beside the field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from models import kinds, sex
from models.actions.day_doubts import says_for_ever
from models.database import Record
from models.errors import UserError
from models.i18n import tr
from models.queries import suggestions
from models.rules.desk.roles import is_masked
from models.tables.guidance import Equipment
from models.tables.order import Order, Subcontract
from models.tables.party import Enterprise, Helper, Household, Region, Trade, Worker
from models.tables.product import Material, Product
from models.tables.programme import Vacancy, Workshop
from models.tables.support import Claim, SupportRule
from models.tables.training import Course
from ui.kit.alignment import LEFT
from ui.kit.button import ActionButton
from ui.kit.day_field import DateField
from ui.kit.field import (
    LONGEST,
    CheckField,
    ChoiceField,
    EnterGoesOn,
    Field,
    MoneyField,
    NoteField,
    PercentField,
    QuantityField,
    RateField,
    TextField,
    TimeField,
    WholeField,
)
from ui.kit.pick_field import PickField, SexField, UnitField, WordsField
from ui.kit.suggestion_list import Suggest
from ui.shell import theme

__all__ = [
    "CheckField",
    "ChoiceField",
    "DateField",
    "Field",
    "Form",
    "MoneyField",
    "NoteField",
    "PercentField",
    "PickField",
    "QuantityField",
    "RateField",
    "TextField",
    "TimeField",
    "UnitField",
    "WholeField",
    "WordsField",
]


_WIDGETS: Final[tuple[tuple[type[kinds.Kind], type[Field]], ...]] = (
    (kinds.DayField, DateField),
    (kinds.ChoiceField, ChoiceField),
    (kinds.FlagField, CheckField),
    (kinds.TimeField, TimeField),
    (kinds.MoneyField, MoneyField),
    (kinds.RateField, RateField),
    (kinds.QuantityField, QuantityField),
    (kinds.PercentField, PercentField),
    (kinds.CountField, WholeField),
    (kinds.ReferenceField, PickField),
    (kinds.UnitField, UnitField),
    (sex.SexField, SexField),
    (kinds.WordField, WordsField),
    (kinds.NoteField, NoteField),
    (kinds.TextField, TextField),
)
"""What a field of a table is typed into, by its kind: the first that it is."""
_PICKED: Final[dict[type[Record], Suggest]] = {
    Household: suggestions.households,
    Material: suggestions.materials,
    Product: suggestions.products,
    Order: suggestions.orders,
    Subcontract: suggestions.subcontracts,
    Equipment: suggestions.machines,
    Enterprise: suggestions.enterprises,
    Worker: suggestions.workers,
    Region: suggestions.regions,
    **{
        table: partial(suggestions.registered, table)
        for table in (Trade, Helper, Workshop, Vacancy, Course, SupportRule, Claim)
    },
}
"""What offers the records of a table to pick from."""


def widget_of(described: kinds.Kind) -> type[Field]:
    """What a value of a kind is typed into."""
    return next(widget for kind, widget in _WIDGETS if isinstance(described, kind))


def field_of(described: Any, **options: Any) -> Field:
    """What a field of a table is typed into: its label, hint, choices, bounds and kind are those of the table."""
    widget = widget_of(described)
    found: dict[str, Any] = {"hint": tr(described.help_text or "")}
    if widget is CheckField:
        found["value"] = bool(described.default)
    else:
        found["required"] = described.required or isinstance(described, kinds.ChoiceField)
    if isinstance(described, kinds.ChoiceField):
        found["choices"] = [(code, tr(words)) for code, words in described.choices]
    elif isinstance(described, kinds.FigureField):
        found["minimum"] = described.minimum
    elif isinstance(described, kinds.ReferenceField):
        table = described.rel_model
        found["suggest"], found["named"] = _PICKED[table], lambda key: suggestions.label(table, key)
        # Of a choice that is narrowed, what is new would not be one.
        found["makes"] = None if "suggest" in options else table
    elif issubclass(widget, TextField):
        if isinstance(described, kinds.DayField):
            found["after"] = described.after
            found["for_ever"] = says_for_ever(described)
        if described.placeholder:
            found["placeholder"] = tr(described.placeholder)
        found["longest"] = getattr(described, "longest", LONGEST)
        if isinstance(described, kinds.WordField) and widget is not UnitField:
            found["suggest"] = words_among(described.suggested)
    make: Any = widget
    made: Field = make(described.name, tr(described.verbose_name), **(found | options))
    made.group = tr(described.group)
    made.guarded = isinstance(described, kinds.GuardedField)
    return made


def fields_of(
    table: type[Record], *own: Field, order: Sequence[str] = (), leave: Sequence[str] = ()
) -> list[Field]:
    """All that is asked about a record of a table, in the order of its fields; those of ``order`` come first.

    ``own`` stand in the place of the field of their name, or at the end; those in ``leave`` are left out. Fields of one
    group stand together.
    """
    asked = {
        field.name: field
        for field in table._meta.sorted_fields
        if field.verbose_name and getattr(field, "asked", False) and field.name not in leave
    }
    there = {field.name: field for field in own}
    found = [
        there[name] if name in there else field_of(asked[name])
        for name in dict.fromkeys((*order, *asked, *there))
    ]
    for field in found:
        if field.name in asked:
            field.group = tr(asked[field.name].group)
    # A group stands where its last field would.
    last = {field.group: place for place, field in enumerate(found) if field.name in asked}
    return sorted(found, key=lambda field: last.get(field.group, -1))


def words_among(suggested: Sequence[str]) -> Suggest:
    """Offers the words, in the screen's language, that hold what was typed."""
    return lambda typed: [(word, tr(word), "") for word in suggested if typed.lower() in tr(word).lower()]


class GroupHead(ActionButton):
    """The name over a group of fields, which folds it up and out again."""

    turned = Signal()

    def __init__(self, name: str, fields: Sequence[Field], folded: bool) -> None:
        super().__init__(name, kind="link")
        self._fields = fields
        self.clicked.connect(lambda: self.fold(not self.folded))
        self.fold(folded)

    def fold(self, folded: bool) -> None:
        """Hide or show the fields."""
        self.folded = folded
        self.icon_name = "chevron-right" if folded else "chevron-down"
        for field in self._fields:
            field.setVisible(not folded)
        self.update()
        self.turned.emit()


class Form(QWidget):
    """Fields laid out in columns. Enter goes to the next field, Ctrl+Enter submits.

    Fields of one group have its name above them; ``folded`` shows only those that stand first until more is asked for.
    """

    submitted = Signal()
    changed = Signal()
    unfolded = Signal()

    def __init__(
        self,
        fields: Sequence[Field],
        parent: QWidget | None = None,
        *,
        columns: int = 1,
        folded: bool = False,
    ) -> None:
        super().__init__(parent)
        self.fields: dict[str, Field] = {field.name: field for field in fields}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px("l"))
        grid.setVerticalSpacing(theme.px("m"))
        self._keys = EnterGoesOn(self, self._go_on, self.submitted.emit)
        self.heads: dict[str, GroupHead] = {}
        row = column = 0
        for field in fields:
            width = columns if field.wide else 1
            if field.group and field.group not in self.heads:
                row, column = row + bool(column), 0
                grid.addWidget(self._head(field.group, fields, folded), row, 0, 1, columns, LEFT)
                row += 1
            if column + width > columns:
                row, column = row + 1, 0
            grid.addWidget(field, row, column, 1, width, Qt.AlignmentFlag.AlignTop)
            column += width
            field.changed.connect(self.changed)
            field.editor.installEventFilter(self._keys)
            # The list of a pick field must see Enter before the form does: the last filter installed is asked first.
            hanging = getattr(field, "list", None)
            if isinstance(field, (PickField, WordsField)):
                field.entered.connect(partial(self._go_on, field.editor))
            if hanging is not None:
                field.editor.removeEventFilter(field)
                field.editor.removeEventFilter(hanging)
                field.editor.installEventFilter(field)
                field.editor.installEventFilter(hanging)
        for number in range(columns):
            grid.setColumnStretch(number, 1)
        for field in fields:
            base = self.fields.get(field.after) if isinstance(field, DateField) else None
            if isinstance(field, DateField) and isinstance(base, DateField):
                field.base = base
        self._order = list(fields)
        self._clean = self._snapshot()

    def _head(self, name: str, fields: Sequence[Field], folded: bool) -> GroupHead:
        own = [field for field in fields if field.group == name]
        head = self.heads[name] = GroupHead(name, own, folded and fields[0].group != name)
        head.turned.connect(self.unfolded)
        return head

    def reveal(self, field: Field) -> None:
        """Fold out the group a field stands in."""
        head = self.heads.get(field.group)
        if head is not None and head.folded:
            head.fold(False)

    def field(self, name: str) -> Any:
        """A field by its name."""
        return self.fields[name]

    def values(self) -> dict[str, Any]:
        """Every value by name; marks all fields that cannot be read and raises the first one's UserError."""
        found: dict[str, Any] = {}
        first: UserError | None = None
        for name, field in self.fields.items():
            try:
                found[name] = field.value()
            except UserError as refusal:
                field.say_problem(refusal.message)
                self.reveal(field)
                first = first or refusal
        if first is not None:
            raise first
        return found

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show values and take them as unchanged; names that are no field are ignored."""
        for name, value in values.items():
            if name in self.fields:
                field = self.fields[name]
                field.say_doubt("")
                field.set_value(value)
                if field.guarded:
                    # Who may not see it does not write over it either.
                    field.set_read_only(is_masked(value))
        self.clear_errors()
        self._clean = self._snapshot()

    def clear(self) -> None:
        """Empty every field."""
        self.set_values(dict.fromkeys(self.fields))

    def clear_errors(self) -> None:
        """Take every sentence away."""
        for field in self.fields.values():
            field.say_problem("")

    @property
    def dirty(self) -> bool:
        """Whether something stands here that was not there at `set_values`."""
        return bool(self.touched)

    @property
    def touched(self) -> set[str]:
        """The fields in which something else stands than was shown, by name."""
        return {name for name, raw in self._snapshot().items() if raw != self._clean[name]}

    def mark_clean(self) -> None:
        """Take what stands here as saved."""
        self._clean = self._snapshot()

    def kept(self) -> dict[str, Any]:
        """What stands in every field, as a draft file holds it."""
        return {name: field.kept() for name, field in self.fields.items()}

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Show a draft again, as something typed and not saved."""
        for name, value in kept.items():
            if name in self.fields:
                self.fields[name].restore(value)
                if self.fields[name].raw() != self._clean[name]:
                    self.reveal(self.fields[name])

    def show_error(self, refusal: UserError) -> bool:
        """Put a refusal beside its field and go there; answers False when it names none of these fields."""
        field = self.fields.get(refusal.field or "")
        if field is None:
            return False
        self.reveal(field)
        field.say_problem(refusal.message)
        field.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _snapshot(self) -> dict[str, Any]:
        return {name: field.raw() for name, field in self.fields.items()}

    def _go_on(self, editor: QWidget) -> None:
        names = [field.editor for field in self._order]
        for field in self._order[names.index(editor) + 1 :]:
            if field.isVisible() and field.editor.isEnabled():
                field.editor.setFocus(Qt.FocusReason.TabFocusReason)
                line = getattr(field, "line", None)
                if line is not None:
                    line.selectAll()
                return
        # What is folded up is wanted seldom: Tab comes to its name, Enter passes by.
        for _ in (None, *self.heads):
            self.focusNextPrevChild(True)
            if not isinstance(self.window().focusWidget(), GroupHead):
                break
