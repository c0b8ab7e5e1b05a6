"""Speaking: plain English source strings, with Chinese shipped complete in ``resources/i18n/zh``.

``tr("…").format(…)`` speaks the screen's language. A document is handed its own `Translator`,
because paper speaks the household's language while the screen speaks the clerk's.
"""

from __future__ import annotations

import json
import locale
import os
from functools import cache
from pathlib import Path

LANGUAGES = ("zh", "en")
CATALOGUES = Path(__file__).resolve().parent.parent / "resources" / "i18n"


class Translator:
    """Turns source strings into one language; an unknown string stays English."""

    def __init__(self, language: str, catalogue: dict[str, str]) -> None:
        self.language = language
        self._catalogue = catalogue

    def __call__(self, text: str) -> str:
        return self._catalogue.get(text, text)


@cache
def translator(language: str) -> Translator:
    """The translator of a language ("zh" or "en"); catalogues are read once."""
    catalogue: dict[str, str] = {}
    for path in sorted((CATALOGUES / language).glob("*.json")):
        catalogue.update(json.loads(path.read_text(encoding="utf-8")))
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
