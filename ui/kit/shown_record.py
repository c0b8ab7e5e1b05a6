"""A record as a form shows it: only what somebody changed there is written, whatever another window wrote since."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.actions.upsert import cleaned
from models.database import Record
from models.errors import UserError
from models.i18n import tr
from models.kinds import Kind
from models.queries.desk.history import shown_value


class ShownRecord:
    """The values of a record when its form was opened."""

    def __init__(self, record: Record) -> None:
        self._table, self._key = type(record), record.id
        self._held: dict[str, Any] = dict(record.__data__)

    def changes(self, values: Mapping[str, Any]) -> tuple[dict[str, Any], Any]:
        """What of these values somebody changed in the form, and the record as it is by now.

        Raises UserError (the field) once where another window wrote something else meanwhile, and where the record is
        gone. What is no field of the record counts as changed.
        """
        now = self._table.get_by_id(self._key)
        fields = self._table._meta.fields
        own = cleaned(self._table, {name: value for name, value in values.items() if name in fields})
        changed = {
            name: value
            for name, value in values.items()
            if name not in own or own[name] != self._held.get(name)
        }
        for name in changed.keys() & own.keys():
            there = now.__data__.get(name)
            if isinstance(fields[name], Kind) and there not in (self._held.get(name), own[name]):
                self._held[name] = there
                words = tr('Another window wrote "{value}" here meanwhile. Save again to write yours.')
                raise UserError(words.format(value=shown_value(fields[name], there)), name)
        return changed, now
