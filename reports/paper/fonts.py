"""The one typeface of the paper: where it is, how wide its characters are, and which of them a file uses.

The font is Noto Sans SC, which draws the rare characters of people's names. It is embedded once per file, cut down to
the glyphs that were drawn.
"""

from __future__ import annotations

import importlib.util
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.errors import UserError
from models.i18n import tr

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFontFace

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
def face() -> TTFontFace:
    """The typeface, read once."""
    from reportlab.pdfbase.ttfonts import TTFontFace

    return TTFontFace(str(font_path()))


class _Widths(dict[str, int]):
    """Character → width in thousandths of the font size, read from the font when first asked."""

    def __missing__(self, char: str) -> int:
        width = int(face().getCharWidth(ord(char)))
        self[char] = width
        return width


_widths = _Widths()
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


def character_name(char: str) -> str:
    """How an undrawable character is named in a sentence, for example ``U+1F600 GRINNING FACE``."""
    return f"U+{ord(char):04X} {unicodedata.name(char, '')}".strip()


class Glyphs(dict[str, str]):
    """The glyphs one file uses: character → its four hexadecimal digits, given out in order of first use.

    ``missing`` gathers characters the font cannot draw, so that the printing can be refused by name.
    """

    def __init__(self) -> None:
        super().__init__()
        self._known = face().charToGlyph
        self._number: dict[int, int] = {}
        self.codes = [0]
        self.missing: dict[str, None] = {}

    def __missing__(self, char: str) -> str:
        glyph = self._known.get(ord(char))
        if not glyph:
            self.missing[char] = None
            return "0000"
        number = self._number.get(glyph)
        if number is None:
            # Two characters may share one glyph; the subset counts glyphs, so the numbers must too.
            number = self._number[glyph] = len(self.codes)
            self.codes.append(ord(char))
        self[char] = f"{number:04x}"
        return self[char]

    def encode(self, text: str) -> str:
        """The text as the hexadecimal string a page content shows."""
        return "".join(map(self.__getitem__, text))

    def subset(self) -> bytes:
        """The font file holding only the glyphs used, numbered as they were given out."""
        return bytes(face().makeSubset(self.codes))

    def widths(self) -> list[int]:
        """The widths of the glyphs given out, in thousandths, glyph 0 first."""
        return [int(face().getCharWidth(code)) for code in self.codes]

    def to_unicode(self) -> bytes:
        """The table that gives readers and searchers the text back."""
        lines = [
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
            "1 begincodespacerange <0000> <ffff> endcodespacerange",
        ]
        pairs = [(number, chr(code)) for number, code in enumerate(self.codes) if number]
        for start in range(0, len(pairs), 100):
            block = pairs[start : start + 100]
            lines.append(f"{len(block)} beginbfchar")
            lines += [f"<{number:04x}> <{char.encode('utf-16-be').hex()}>" for number, char in block]
            lines.append("endbfchar")
        lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
        return "\n".join(lines).encode("ascii")


def descriptor() -> dict[str, Any]:
    """The measures a PDF reader wants to know of the font, in thousandths."""
    metrics = face()
    return {
        "Ascent": metrics.ascent,
        "Descent": metrics.descent,
        "CapHeight": metrics.capHeight,
        "StemV": metrics.stemV,
        "ItalicAngle": metrics.italicAngle,
        "FontBBox": [int(edge) for edge in metrics.bbox],
    }
