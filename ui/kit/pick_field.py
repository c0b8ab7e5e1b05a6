"""Fields with a list below: one that finds a record by code, name or pinyin initials, one that offers words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from models.database import Record
from models.errors import UserError
from models.i18n import tr
from models.kinds import UNIT, UNIT_WORDS
from models.sex import SEX
from ui.kit.creating import New, with_new
from ui.kit.field import TextField
from ui.kit.new_forms import makes_new
from ui.kit.suggestion_list import Suggest, Suggestion, SuggestList


class WordsField(TextField):
    """Free words, with those used before (or known from a list) hanging below: ``suggest(text)`` as a pick field's.

    ``entered`` says that Enter took one from the list.
    """

    entered = Signal()

    def __init__(
        self, name: str, label: str, suggest: Suggest, *, makes: type[Record] | None = None, **options: Any
    ) -> None:
        super().__init__(name, label, **options)
        self.list = SuggestList(self.line, with_new(makes, suggest))
        self.list.picked.connect(self._take)

    def _take(self, suggestion: Suggestion) -> None:
        made = suggestion[0].make(self) if isinstance(suggestion[0], New) else suggestion
        if made is not None:
            self.line.setText(made[1])
            self._touched()
            if self.list.by_enter:
                self.entered.emit()


class UnitField(WordsField):
    """A unit: piece and kg by their names in the reader's language, any other word as it is."""

    def __init__(self, name: str, label: str, **options: Any) -> None:
        super().__init__(name, label, _units, **options)

    def read(self, raw: Any) -> str:
        """The unit as records keep it."""
        unit: str = UNIT.read(raw)
        return unit

    def set_value(self, value: Any) -> None:
        """Show a unit by its name."""
        super().set_value(None if value is None else UNIT.shown(value))


class SexField(WordsField):
    """A sex by its word in the reader's language; anything else as it was written."""

    def read(self, raw: Any) -> str:
        """The sex as records keep it."""
        return SEX.read(raw)

    def set_value(self, value: Any) -> None:
        """Show a sex by its word."""
        super().set_value(SEX.shown(value) if value else value)


def _units(typed: str) -> list[tuple[Any, str, str]]:
    names = [UNIT.shown(choice.value) for choice in UNIT_WORDS]
    return [(name, name, "") for name in names if typed.lower() in name.lower()]


class PickField(TextField):
    """Type a code, a name or initials and pick from the list below; F7 shows all.

    ``suggest(text)`` answers (key, label, detail), best first, everything for an empty text. ``browse`` may open a
    window of its own on F7 and answer such a triple or None. The value is the key. ``makes`` is the table a new record
    may be added to from the list's last line. ``picked`` gives the key somebody has chosen; ``entered`` says that Enter
    took it from the list.
    """

    picked = Signal(object)
    entered = Signal()

    def __init__(
        self,
        name: str,
        label: str,
        suggest: Suggest,
        *,
        browse: Callable[[], tuple[Any, str, str] | None] | None = None,
        named: Callable[[Any], str] | None = None,
        makes: type[Record] | None = None,
        **options: Any,
    ) -> None:
        self._key: Any = None
        self._label = ""
        self._named = named
        self._makes = makes
        self._browse = browse
        options.setdefault("placeholder", tr("Code, name or initials; F7 shows all"))
        value = options.pop("value", None)
        super().__init__(name, label, **options)
        self._suggest = suggest
        self._found_hint = self.hint
        self.list = SuggestList(self.line, with_new(makes, suggest))
        self.list.picked.connect(self.pick)
        self.line.add_sign("chevron-down", tr("Show all (F7)"), self.open_list)
        self.line.editingFinished.connect(self._settle)
        self.line.installEventFilter(self)
        if value is not None:
            self.set_value(value)

    def open_list(self) -> None:
        """Everything there is to pick from."""
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._browse is not None:
            chosen = self._browse()
            if chosen is not None:
                self.pick(chosen)
        else:
            self.list.offer("")

    def pick(self, suggestion: Suggestion) -> None:
        """Take a suggestion; a new record is made first, by the words that stand there."""
        new = suggestion[0] if isinstance(suggestion[0], New) else None
        if new is not None and not new.words and self._unknown():
            new = replace(new, words=self._unknown())
        made = suggestion if new is None else new.make(self)
        if made is None:
            return
        suggestion = made
        self._key, self._label, detail = suggestion
        self.line.setText(self._label)
        self.set_hint(detail or self._found_hint)
        self._touched()
        self.picked.emit(self._key)
        if self.list.by_enter:
            self.entered.emit()

    def _unknown(self) -> str:
        """The words that stand there while nothing is picked by them."""
        words = self.line.text().strip()
        return "" if words == self._label else words

    def raw(self) -> Any:
        """The key while the words are those of the pick, else the words."""
        words = self.line.text().strip()
        return self._key if words and words == self._label else words

    def value(self) -> Any:
        """The key; raises UserError when the words were not picked from the list."""
        words = self.line.text().strip()
        if words and words == self._label:
            return self._key
        if words:
            raise UserError(self._not_picked().format(text=words), self.name)
        if self.required:
            raise UserError(tr("Needed here."), self.name)
        return None

    def _not_picked(self) -> str:
        if not makes_new(self._makes):
            return tr('Choose "{text}" from the list (F7).')
        return tr('"{text}" is not chosen yet: press F7 to choose it, or to add it as a new one.')

    def set_value(self, value: Any) -> None:
        """Show a key, or a (key, label, detail); a key is named by ``named`` or found among the suggestions."""
        if value is None:
            self._key, self._label = None, ""
            self.line.clear()
            self.set_hint(self._found_hint)
            return
        if isinstance(value, tuple):
            self._key, self._label = value[0], str(value[1])
            self.set_hint(str(value[2]) if len(value) > 2 and value[2] else self._found_hint)
        else:
            self._key = value
            named = self._named(value) if self._named is not None else ""
            self._label = named or next(
                (label for key, label, _ in self._suggest("") if key == value), str(value)
            )
        self.line.setText(self._label)

    def kept(self) -> Any:
        """The key with its words, or words that were not picked yet."""
        raw = self.raw()
        return [raw, self._label] if self._key is not None and raw == self._key else raw

    def restore(self, kept: Any) -> None:
        """Pick the key again where its words still lead to it; else the words alone."""
        if not isinstance(kept, list):
            self.line.setText(str(kept or ""))
            return
        key, words = kept
        found = next((one for one in self._suggest(words) if one[0] == key), None)
        if found is not None:
            self.pick(found)
        else:
            self.line.setText(words)

    def _settle(self) -> None:
        """Words that can only mean one thing are taken as picked."""
        words = self.line.text().strip()
        if not words or words == self._label or self.list.isVisible():
            return
        found = list(self._suggest(words))
        same = [item for item in found if words.lower() in (str(item[1]).lower(), str(item[2]).lower())]
        if len(same) == 1 or len(found) == 1:
            self.pick((same or found)[0])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """F7 opens a window where there is one; Enter settles unpicked words first."""
        if watched is self.line and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_F7 and self._browse is not None:
                self.open_list()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.list.isVisible():
                self._settle()
        return False
