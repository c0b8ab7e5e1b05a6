"""Changing several records at once: what is left as it is stays as it is in each, what is typed is written into all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QLineEdit, QWidget

from models.actions.upsert import save_alike
from models.database import Record
from models.errors import UserError
from models.i18n import plural, tr
from ui.kit.form import Field, Form, field_of
from ui.kit.form_sheet import Sheet


class SeveralForm(Form):
    """Fields that say where records differ; `values` holds only what somebody changed."""

    def __init__(self, fields: Sequence[Field], rows: Sequence[Any]) -> None:
        super().__init__(fields, columns=2 if len(fields) > 2 else 1)
        for name, field in self.fields.items():
            found = {getattr(row, name) for row in rows}
            if len(found) == 1:
                field.set_value(found.pop())
            else:
                field.restore(tr("(different)"))
                line = getattr(field, "line", None)
                if line is not None:
                    line.installEventFilter(self)
        self.mark_clean()

    def values(self) -> dict[str, Any]:
        """The changed values by name; an emptied field empties it in every record."""
        every = self.fields
        touched = self.touched
        self.fields = {name: field for name, field in every.items() if name in touched}
        try:
            return super().values()
        finally:
            self.fields = every

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is typed replaces the words that say records differ."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QLineEdit):
            QTimer.singleShot(0, watched, watched.selectAll)
        return False


def several_sheet(
    parent: QWidget,
    table: type[Record],
    keys: Sequence[int],
    fields: Iterable[str],
    save: Callable[..., Any],
) -> Sheet:
    """Change these fields of several records in one operation; ``save(entries, refused)`` saves them all or none."""
    rows = [table.get_by_id(key) for key in keys]
    form = SeveralForm([field_of(table._meta.fields[name]) for name in fields], rows)

    def act(consent: Any, values: dict[str, Any]) -> Any:
        if not values:
            raise UserError(tr("Nothing was changed yet."))
        return save_alike(save, [table.get_by_id(key) for key in keys], values)

    return Sheet(
        parent,
        plural("Change {n} record", "Change {n} records", len(rows)),
        form,
        tr("Save"),
        act,
        intro=tr("What you change is written into all of them; everything else stays as it is in each."),
    )
