"""The typeface as one font of a PDF file, cut down to the glyphs the file uses.

reportlab cuts a Chinese font into many of 256 glyphs each and switches between them inside a word. Here two bytes name
a glyph, so that one font holds them all; reading the font, cutting it and putting it into the file are reportlab's.
"""

from __future__ import annotations

from typing import Any

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFStream, PDFString, PDFZCompress
from reportlab.pdfbase.ttfonts import TTFont, TTFontFace


class Glyphs(dict[str, bytes]):
    """The glyphs one file uses: character → its two bytes, numbered in order of first use.

    Number 0 stands for what the font cannot draw.
    """

    def __init__(self, face: TTFontFace) -> None:
        super().__init__()
        self._known = face.charToGlyph
        self._number = {0: 0}
        self.codes = [0]

    def __missing__(self, char: str) -> bytes:
        glyph = self._known.get(ord(char), 0)
        number = self._number.get(glyph)
        if number is None:
            # Two characters may share one glyph; the subset counts glyphs, so the numbers must too.
            number = self._number[glyph] = len(self.codes)
            self.codes.append(ord(char))
        self[char] = number.to_bytes(2)
        return self[char]

    def encode(self, text: str) -> bytes:
        """The text as a page shows it."""
        return b"".join(map(self.__getitem__, text))

    def to_unicode(self) -> str:
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
        return "\n".join(lines)


class Outlines:
    """The outlines of every glyph, ten megabytes of them, of which only what is asked for is copied."""

    def __init__(self, face: TTFontFace) -> None:
        self._font = face._ttf_data
        self._start, self._length = face.get_table_pos("glyf")

    def __getitem__(self, part: slice) -> bytes:
        first, end, _ = part.indices(self._length)
        outlines: bytes = self._font[self._start + first : self._start + end]
        return outlines


class EmbeddedFont(TTFont):  # type: ignore[misc]
    """A TrueType font that is one composite font in each file, instead of many of 256 glyphs."""

    def __init__(self, name: str, path: str) -> None:
        super().__init__(name, path)
        # Cutting the font down would copy all outlines for each file, and what is freed is not always given back.
        outlines, table = Outlines(self.face), self.face.get_table
        self.face.get_table = lambda tag: outlines if tag == "glyf" else table(tag)

    def _glyphs(self, document: Any) -> Glyphs:
        """The glyphs a document uses, kept with what reportlab keeps of the document."""
        state = self._assignState(document)
        if not hasattr(state, "glyphs"):
            state.glyphs = Glyphs(self.face)
        glyphs: Glyphs = state.glyphs
        return glyphs

    def splitString(self, text: str, doc: Any, encoding: str = "utf-8") -> list[tuple[int, bytes]]:
        """The bytes of a text, all in the one subset there is."""
        return [(0, self._glyphs(doc).encode(text))]

    def addObjects(self, doc: Any) -> None:
        """Put the font into a finished document."""
        glyphs = self._glyphs(doc)
        key = self.getSubsetInternalName(0, doc)[1:]
        name = f"YUANBA+{self.face.name.decode('ascii')}"
        widths = PDFArray([int(self.face.getCharWidth(code)) for code in glyphs.codes])
        descendant = PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/CIDFontType2",
                "BaseFont": f"/{name}",
                "CIDSystemInfo": PDFDictionary(
                    {"Registry": PDFString("Adobe"), "Ordering": PDFString("Identity"), "Supplement": 0}
                ),
                "FontDescriptor": self.face.addSubsetObjects(doc, name, glyphs.codes),
                "DW": 1000,
                "W": PDFArray([0, widths]),
                "CIDToGIDMap": "/Identity",
            }
        )
        to_unicode = PDFStream(content=glyphs.to_unicode(), filters=[PDFZCompress])
        composite = PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/Type0",
                "BaseFont": f"/{name}",
                "Encoding": "/Identity-H",
                "DescendantFonts": PDFArray([doc.Reference(descendant)]),
                "ToUnicode": doc.Reference(to_unicode),
            }
        )
        doc.idToObject["BasicFonts"][key] = doc.Reference(composite, key)
        del self.state[doc]
