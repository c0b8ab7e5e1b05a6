"""Which form makes a new record of a table, by the table's name; the form is imported when somebody asks for it.

The pages say so (`ui.pages`), so that whoever picks a record need not know who makes one.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from models import rights
from models.database import Record
from models.i18n import tr


class NewForm(NamedTuple):
    """The form of a new record: its title as a source text, "module:function" of (parent, words typed so far), and the
    right it takes.

    What is ``scanned`` is not offered anew for a number that is not found: a scanner would open the form.
    """

    title: str
    place: str
    right: str = ""
    scanned: bool = False


_forms: Final[dict[str, NewForm]] = {}


def offer_new(forms: Mapping[str, NewForm]) -> None:
    """Say which forms make new records, by the name of the table's class."""
    _forms.update(forms)


def form_of(table: type[Record]) -> NewForm:
    """The form of a new record. Raises KeyError for a table that has none."""
    return _forms[table.__name__]


def opener(table: type[Record]) -> Callable[..., Any]:
    """What opens the form of a new record, as (parent, words typed so far)."""
    module, _, name = form_of(table).place.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found


def form_title(table: type[Record]) -> str:
    """What the form of a new record is called."""
    return tr(form_of(table).title)


def makes(table: type[Record]) -> bool:
    """Whether who is signed in makes new records of a table."""
    return rights.may(*filter(None, (form_of(table).right,)))


def makes_new(table: type[Record] | None) -> bool:
    """Whether a new record of a table may be made where one is picked."""
    return table is not None and table.__name__ in _forms and makes(table)
