"""The one typeface of the paper: where it is, how wide its characters are, and which of them a file uses.

The font is Noto Sans SC, which draws the rare characters of people's names.
"""

from __future__ import annotations

import importlib.util
import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import UserError
from models.i18n import tr

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFontFace

    from reports.paper.embedded import EmbeddedFont

PAPER_FONT = "Paper"
"""What a canvas knows the font by."""
FONT_PACKAGE = "zhplot"
FONT_FILE = "NotoSansSC-Regular.ttf"

# Characters that draw nothing: controls, joiners, direction marks, variation selectors.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e01ef\ud800-\udfff]"
)
_SPACE = re.compile("[\t\u00a0\u2000-\u200a\u202f\u205f]")
_LINE_END = re.compile("\r\n|[\r\u2028\u2029]")


def font_path() -> Path:
    """Where the font file lies. The package holding it is never imported: it would load a whole plotting library."""
    spec = importlib.util.find_spec(FONT_PACKAGE)
    if spec is None or spec.origin is None:
        raise UserError(tr("The Chinese font is missing from this installation. Install the program again."))
    path = Path(spec.origin).parent / "fonts" / FONT_FILE
    if not path.is_file():
        raise UserError(tr("The Chinese font is missing from this installation. Install the program again."))
    return path


@cache
def paper_font() -> EmbeddedFont:
    """The font, read once."""
    from reports.paper.embedded import EmbeddedFont

    return EmbeddedFont(PAPER_FONT, str(font_path()))


def face() -> TTFontFace:
    """The typeface of the font: its widths and glyphs."""
    return paper_font().face


class _GlyphWidths(dict[str, int]):
    """Character → width in thousandths of the font size, read from the font when first asked."""

    def __missing__(self, char: str) -> int:
        width = int(face().getCharWidth(ord(char)))
        self[char] = width
        return width


_widths = _GlyphWidths()
_width_of = _widths.__getitem__


_text_widths: dict[str, int] = {}
_REMEMBERED = 2_000


def text_width(text: str, size: float) -> float:
    """The width of a text in points at a font size."""
    width = _text_widths.get(text)
    if width is None:
        if len(_text_widths) > _REMEMBERED:
            _text_widths.clear()
        width = _text_widths[text] = sum(map(_width_of, text))
    return width * size / 1000


def printable(text: str) -> str:
    """The text as it is drawn: line ends as ``\\n``, odd spaces as spaces, characters that draw nothing left out."""
    if text.isascii() and text.isprintable():
        return text
    text = _LINE_END.sub("\n", text)
    return _INVISIBLE.sub("", _SPACE.sub(" ", text))


def undrawable(text: str) -> list[str]:
    """The characters of a text that the font has no picture for, each once, in order of appearance."""
    known = face().charToGlyph
    return list(dict.fromkeys(char for char in printable(text) if char != "\n" and ord(char) not in known))


@lru_cache(maxsize=2_000)
def drawable(text: str) -> tuple[str, str]:
    """A text as it is drawn on one line, and the characters of it that the font lacks."""
    return printable(text).replace("\n", " "), "".join(undrawable(text))


def character_name(char: str) -> str:
    """How an undrawable character is named in a sentence, for example ``U+1F600 GRINNING FACE``."""
    return f"U+{ord(char):04X} {unicodedata.name(char, '')}".strip()
