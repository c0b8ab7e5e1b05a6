"""A PDF file written page by page as it is drawn, so that ten thousand statements need no more memory than ten.

reportlab's canvas keeps every page until the end and cuts a Chinese font into many small ones, switching between them
inside a word. Here a page goes to the disk when it is finished, and the whole file shares one font whose glyphs are
numbered as they are used.
"""

from __future__ import annotations

import zlib
from array import array
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from reports.paper.fonts import FONT_FILE, Glyphs, descriptor

_FONT_NAME = "YUANBA+" + FONT_FILE.removesuffix(".ttf")


def _text(value: str) -> str:
    """A text as a PDF string object."""
    return f"<feff{value.encode('utf-16-be', 'replace').hex()}>"


@dataclass(slots=True)
class _Mark:
    """A bookmark held back until its successor is known."""

    number: int
    previous: int
    title: str
    page: int
    inside: str = ""


@dataclass(slots=True)
class _Level:
    """The bookmarks under one parent in the contents list."""

    parent: int
    title: str = ""
    first: int = 0
    count: int = 0
    held: _Mark | None = None


class PdfFile:
    """One PDF in the making: `page` appends a page, `bookmark` names the next one, `close` ties them together."""

    def __init__(self, stream: BinaryIO, *, title: str, created: datetime, language: str) -> None:
        self.glyphs = Glyphs()
        self.pages = 0
        self._stream = stream
        self._position = 0
        self._offsets = array("Q", [0])
        self._page_numbers = array("Q")
        self._title = title
        self._created = created
        self._language = language
        self._put(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        self._tree = self._reserve()
        self._resources = self._reserve()
        self._outline = self._reserve()
        self._top = _Level(self._outline)
        self._chapter: _Level | None = None
        self._coming = 0  # the object of the next page, once something names it

    def _put(self, data: bytes) -> None:
        self._stream.write(data)
        self._position += len(data)

    def _reserve(self) -> int:
        self._offsets.append(0)
        return len(self._offsets) - 1

    def _write(self, body: str | bytes, number: int | None = None) -> int:
        number = number or self._reserve()
        self._offsets[number] = self._position
        data = body.encode("ascii") if isinstance(body, str) else body
        self._put(b"%d 0 obj\n%b\nendobj\n" % (number, data))
        return number

    def _write_stream(self, data: bytes, extra: str = "") -> int:
        packed = zlib.compress(data)
        header = f"<< /Length {len(packed)} /Filter /FlateDecode{extra} >>\nstream\n".encode("ascii")
        return self._write(header + packed + b"\nendstream")

    def page(self, width: float, height: float, content: bytes) -> None:
        """Append a page of a size in points, with its drawing operators."""
        stream = self._write_stream(content)
        number = self._write(
            f"<< /Type /Page /Parent {self._tree} 0 R /MediaBox [0 0 {width:.4f} {height:.4f}]"
            f" /Resources {self._resources} 0 R /Contents {stream} 0 R >>",
            self._coming or None,
        )
        self._page_numbers.append(number)
        self.pages += 1
        self._coming = 0

    def bookmark(self, title: str, chapter: str = "") -> None:
        """Name the next page in the reader's list of contents, under a chapter when one is given."""
        if self._chapter is not None and (not chapter or self._chapter.title != chapter):
            self._end_chapter()
        if not chapter:
            self._enter(self._top, title)
            return
        if self._chapter is None:
            self._chapter = _Level(self._enter(self._top, chapter), chapter)
        self._enter(self._chapter, title)

    def _enter(self, level: _Level, title: str) -> int:
        """Add a bookmark to a level; its object number. It is written when its successor is known."""
        number = self._reserve()
        previous = self._flush(level, number)
        # Several may name one page: two slips on a sheet that is cut apart.
        self._coming = self._coming or self._reserve()
        level.held = _Mark(number, previous, title, self._coming)
        level.first = level.first or number
        level.count += 1
        return number

    def _end_chapter(self) -> None:
        level, self._chapter = self._chapter, None
        if level is not None and self._top.held is not None:
            last = self._flush(level, 0)
            # Below zero: the chapter is shown folded.
            self._top.held.inside = f" /First {level.first} 0 R /Last {last} 0 R /Count -{level.count}"

    def _flush(self, level: _Level, following: int) -> int:
        """Write the bookmark held back until its successor is known; its object number, or 0."""
        held = level.held
        if held is None:
            return 0
        entry = f"<< /Title {_text(held.title)} /Parent {level.parent} 0 R /Dest [{held.page} 0 R /Fit]{held.inside}"
        if held.previous:
            entry += f" /Prev {held.previous} 0 R"
        if following:
            entry += f" /Next {following} 0 R"
        self._write(entry + " >>", held.number)
        return held.number

    def _write_font(self) -> int:
        data = self.glyphs.subset()
        file = self._write_stream(data, f" /Length1 {len(data)}")
        to_unicode = self._write_stream(self.glyphs.to_unicode())
        measures = descriptor()
        box = " ".join(str(edge) for edge in measures.pop("FontBBox"))
        stated = " ".join(f"/{name} {value}" for name, value in measures.items())
        described = self._write(
            f"<< /Type /FontDescriptor /FontName /{_FONT_NAME} /Flags 4 /FontBBox [{box}] {stated}"
            f" /FontFile2 {file} 0 R >>"
        )
        widths = " ".join(str(width) for width in self.glyphs.widths())
        descendant = self._write(
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{_FONT_NAME}"
            " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
            f" /FontDescriptor {described} 0 R /DW 1000 /W [0 [{widths}]] /CIDToGIDMap /Identity >>"
        )
        return self._write(
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{_FONT_NAME} /Encoding /Identity-H"
            f" /DescendantFonts [{descendant} 0 R] /ToUnicode {to_unicode} 0 R >>"
        )

    def close(self) -> None:
        """Write fonts, contents list and index; the stream stays open for its owner to close."""
        self._end_chapter()
        top = self._top
        last = self._flush(top, 0)
        font = self._write_font()
        self._write(f"<< /Font << /F1 {font} 0 R >> /ProcSet [/PDF /Text] >>", self._resources)
        kids = " ".join(f"{number} 0 R" for number in self._page_numbers)
        self._write(f"<< /Type /Pages /Count {self.pages} /Kids [{kids}] >>", self._tree)
        outline = "<< /Type /Outlines"
        if last:
            outline += f" /First {top.first} 0 R /Last {last} 0 R /Count {top.count}"
        self._write(outline + " >>", self._outline)
        mode = "/UseOutlines" if top.count > 1 else "/UseNone"
        # No scaling: on continuous paper a page shrunk to "fit" creeps away from the perforation.
        root = self._write(
            f"<< /Type /Catalog /Pages {self._tree} 0 R /Outlines {self._outline} 0 R /PageMode {mode}"
            f" /Lang ({self._language}) /ViewerPreferences << /PrintScaling /None /DisplayDocTitle true >> >>"
        )
        info = self._write(
            f"<< /Title {_text(self._title)} /Creator (Yuanba) /Producer (Yuanba)"
            f" /CreationDate (D:{self._created:%Y%m%d%H%M%S}) >>"
        )
        start = self._position
        self._put(b"xref\n0 %d\n0000000000 65535 f \n" % len(self._offsets))
        for offset in self._offsets[1:]:
            self._put(b"%010d 00000 n \n" % offset)
        self._put(
            b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
            % (len(self._offsets), root, info, start)
        )
