"""Speaking: plain English source strings, with Chinese shipped complete in ``resources/locale/zh``.

``tr("…").format(…)`` speaks the screen's language. A document is handed its own `Translator`,
because paper speaks the household's language while the screen speaks the clerk's. Where one English word has several
Chinese ones, a context tells them apart: ``tr("Due", "work")``, or ``mark("Due", "work")`` where it is declared.
A count says itself, as one or as many: ``plural("{n} stop", "{n} stops", 1_200)`` is "1,200 stops".
"""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

LANGUAGES = ("zh", "en")
CATALOGUES = Path(__file__).resolve().parent.parent / "resources" / "locale"


class Phrase(str):
    """A source text with the context that tells which of its meanings is meant."""

    def __new__(cls, text: str, context: str = "") -> Phrase:
        """Hold on to the context beside the text."""
        phrase = super().__new__(cls, text)
        phrase.context = context
        return phrase

    context: str


class Translator:
    """Turns source strings into one language; one that is not translated yet stays English."""

    def __init__(self, language: str, catalogue: NullTranslations) -> None:
        self.language = language
        self._catalogue = catalogue

    def __call__(self, text: str, context: str = "") -> str:
        context = context or (text.context if isinstance(text, Phrase) else "")
        if context:
            return self._catalogue.pgettext(context, text)
        # Asked for the empty text, a catalogue tells about itself.
        return self._catalogue.gettext(text) if text else text

    def plural(self, one: str, many: str, count: int) -> str:
        """The text for a count with ``{n}`` filled in, grouped by thousands; other places stay open for ``format``."""
        return self._catalogue.ngettext(one, many, count).replace("{n}", f"{count:,}")


@cache
def translator(language: str) -> Translator:
    """The translator of a language ("zh" or "en"); catalogues are read once."""
    if language == "en":
        return Translator(language, NullTranslations())
    return Translator(language, GNUTranslations(BytesIO(_read(catalogue_file(language)))))


def catalogue_file(language: str) -> Path:
    """The catalogue of a language as translators write it; only its compiled form beside it is handed out."""
    return CATALOGUES / language / "LC_MESSAGES" / "yuanba.po"


def _read(source: Path) -> bytes:
    """A catalogue in its compiled form, which is made anew whenever the one translators write was changed."""
    kept = source.with_suffix(".mo")
    if not source.exists() or (kept.exists() and kept.stat().st_mtime_ns == source.stat().st_mtime_ns):
        return kept.read_bytes()
    found = compiled(source)
    # Where the folder cannot be written, it is compiled at every start.
    with suppress(OSError):
        fresh = kept.with_suffix(f".{os.getpid()}")
        fresh.write_bytes(found)
        os.utime(fresh, ns=(source.stat().st_atime_ns, source.stat().st_mtime_ns))
        fresh.replace(kept)
    return found


def compiled(source: Path) -> bytes:
    """The compiled form of a catalogue; needs Babel, which is part of no program handed out."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    target = BytesIO()
    with source.open("rb") as file:
        write_mo(target, read_po(file))
    return target.getvalue()


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


def tr(text: str, context: str = "") -> str:
    """The text in the screen's language."""
    return translator(_screen)(text, context)


def plural(one: str, many: str, count: int) -> str:
    """The text for a count in the screen's language; see `Translator.plural`."""
    return translator(_screen).plural(one, many, count)


def mark(text: str, context: str = "") -> str:
    """Mark a constant for translation where it is declared; it is translated where it is shown."""
    return Phrase(text, context) if context else text


def system_language() -> str:
    """English when the system clearly asks for it, else Chinese."""
    name = os.environ.get("LC_ALL") or os.environ.get("LANG")
    if not name:
        import locale

        name = locale.getlocale()[0] or ""
    return "en" if name.lower().startswith(("en", "english")) else "zh"
