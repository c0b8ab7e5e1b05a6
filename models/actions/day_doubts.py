"""Which days nobody means: said beside the field while one is typed, and beside the cell when a list comes in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from models.database import Record
from models.i18n import tr
from models.kinds import DayField
from models.tables.headers import LAST_DAY
from models.tables.training import Attendance

_FAR: Final = timedelta(days=3653)


def says_for_ever(field: DayField) -> bool:
    """Whether days of a field are last days, which lie far ahead where something has no end."""
    return field.sheet is not None and field.sheet.note == LAST_DAY


def far_ahead(day: date, today: date) -> str:
    """That a day lies so far ahead that its year may be mistyped; "" for any other day."""
    if day - today <= _FAR:
        return ""
    return tr("{day} is more than ten years ahead. Is the year right?").format(day=day.isoformat())


def far_back(day: date, today: date) -> str:
    """That a day lies so far back that its year may be mistyped; "" for any other day."""
    if today - day <= _FAR:
        return ""
    return tr("{day} is more than ten years ago. Is the year right?").format(day=day.isoformat())


def day_doubt(field: DayField, day: date, today: date) -> str:
    """What is odd about a day of a field: far ahead, but for a last day, which says for ever; "" for nothing."""
    if says_for_ever(field):
        return ""
    if field.model is Attendance and today < day <= today + _FAR:
        return tr("{day} is still to come.").format(day=day.isoformat())
    return far_ahead(day, today)


def day_doubts(table: type[Record], values: Mapping[str, Any], today: date) -> dict[str, str]:
    """What is odd about the days among values of a table, by field."""
    found = {}
    for name, field in table._meta.fields.items():
        day = values.get(name)
        if isinstance(field, DayField) and isinstance(day, date) and (said := day_doubt(field, day, today)):
            found[name] = said
    return found
