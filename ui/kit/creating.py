"""What is made in place: wherever one picks a record, the last line of the list opens the form of a new one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from models.database import Record
from models.i18n import tr
from ui.kit.new_forms import form_of, makes_new, opener
from ui.kit.suggestion_list import Suggest, Suggestion, Way


@dataclass(frozen=True, slots=True)
class New(Way):
    """What stands for a record that is still to be made: its table, and what was typed to find it."""

    table: type[Record]
    words: str

    def make(self, parent: QWidget) -> Suggestion | None:
        """Open the form over ``parent``; answers the new record as it is picked, or None when the user gave up."""
        from models.queries import suggestions

        sheet = opener(self.table)(parent, self.words)
        if sheet.exec() != QDialog.DialogCode.Accepted:
            return None
        key = sheet.result_value.id
        return key, suggestions.label(self.table, key), ""


def with_new(table: type[Record] | None, suggest: Suggest) -> Suggest:
    """The same suggestions, and last the way to a new record where its table has a form."""
    if table is None or not makes_new(table):
        return suggest
    form = form_of(table)
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
