"""Speaking: plain English source strings, with Chinese shipped complete in ``resources/i18n/zh``.

``tr("…").format(…)`` speaks the screen's language. A document is handed its own `Translator`,
because paper speaks the household's language while the screen speaks the clerk's.

Sources speak of many: "{n} stops". What English says of one stands in ``resources/i18n/en``, word beside word:
"{n} {n:stop|stops}".
"""

from __future__ import annotations

import json
import locale
import os
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

LANGUAGES = ("zh", "en")
CATALOGUES = Path(__file__).resolve().parent.parent / "resources" / "i18n"


class Counted(str):
    """A text that says a word for one and another for many: "{n:stop|stops}", as what is filled in is 1 or not."""

    __slots__ = ()

    def format(self, *values: Any, **named: Any) -> str:
        """The text filled in."""
        return _FORMS.vformat(self, values, named)


class _Forms(Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        one, bar, many = format_spec.partition("|")
        if not bar:
            return str(super().format_field(value, format_spec))
        return one if str(value) == "1" else many


_FORMS = _Forms()


class Translator:
    """Turns source strings into one language; one that is not translated yet stays English."""

    def __init__(self, language: str, catalogue: dict[str, str]) -> None:
        self.language = language
        self._catalogue = catalogue

    def __call__(self, text: str) -> str:
        return self._catalogue.get(text) or text


@cache
def translator(language: str) -> Translator:
    """The translator of a language ("zh" or "en"); catalogues are read once."""
    catalogue: dict[str, str] = {}
    for path in sorted((CATALOGUES / language).glob("*.json")):
        found = json.loads(path.read_text(encoding="utf-8"))
        catalogue.update((source, Counted(text) if "|" in text else text) for source, text in found.items())
    return Translator(language, catalogue)


_screen = "zh"


def set_language(language: str) -> None:
    """Set the language the screen and the command line speak."""
    global _screen
    if language not in LANGUAGES:
        raise ValueError(language)
    _screen = language


def language() -> str:
    """The language the screen speaks now."""
    return _screen


def tr(text: str) -> str:
    """The text in the screen's language."""
    return translator(_screen)(text)


def mark(text: str) -> str:
    """Mark a constant for translation where it is declared; it is translated where it is shown."""
    return text


def system_language() -> str:
    """English when the system clearly asks for it, else Chinese."""
    name = os.environ.get("LC_ALL") or os.environ.get("LANG") or locale.getlocale()[0] or ""
    return "en" if name.lower().startswith(("en", "english")) else "zh"
