"""What is made in place: wherever one picks a record, the last line of the list opens the form of a new one.

The pages say which form that is (`ui.pages.NEW_FORMS`); it is imported when somebody asks for it.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtWidgets import QDialog, QWidget

from models import rights
from models.database import Record
from models.i18n import tr
from ui.kit.suggestion_list import Suggest, Suggestion, Way


@dataclass(frozen=True, slots=True)
class NewForm:
    """The form of a new record: its title as a source text, "module:function" of (parent, words typed so far), and the
    right it takes.

    What is ``scanned`` is not offered anew for a number that is not found: a scanner would open the form.
    """

    title: str
    place: str
    right: str = ""
    scanned: bool = False


@dataclass(frozen=True, slots=True)
class New(Way):
    """What stands for a record that is still to be made: its table, and what was typed to find it."""

    table: type[Record]
    words: str

    def make(self, parent: QWidget) -> Suggestion | None:
        """Open the form over ``parent``; answers the new record as it is picked, or None when the user gave up."""
        from models.queries import suggestions

        module, _, name = _forms[self.table].place.partition(":")
        sheet = getattr(importlib.import_module(module), name)(parent, self.words)
        if sheet.exec() != QDialog.DialogCode.Accepted:
            return None
        key = sheet.result_value.id
        return key, suggestions.label(self.table, key), ""


_forms: Final[dict[type[Record], NewForm]] = {}


def offer_new(forms: Mapping[type[Record], NewForm]) -> None:
    """Say which forms make new records."""
    _forms.update(forms)


def form_title(table: type[Record]) -> str:
    """What the form of a new record is called."""
    return tr(_forms[table].title)


def makes(table: type[Record]) -> bool:
    """Whether who is signed in makes new records of a table."""
    return rights.may(*filter(None, (_forms[table].right,)))


def makes_new(table: type[Record] | None) -> bool:
    """Whether a new record of a table may be made where one is picked."""
    return table is not None and table in _forms and makes(table)


def with_new(table: type[Record] | None, suggest: Suggest) -> Suggest:
    """The same suggestions, and last the way to a new record where its table has a form."""
    if table is None or not makes_new(table):
        return suggest
    form = _forms[table]
    title = tr(form.title)

    def offered(words: str) -> list[Suggestion]:
        if form.scanned and any(letter.isdigit() for letter in words):
            return list(suggest(words))
        line: tuple[Any, str, str] = (
            (New(table, words), tr('New "{text}"…').format(text=words), title)
            if words
            else (New(table, ""), f"{title}…", "")
        )
        return [*suggest(words), line]

    return offered
