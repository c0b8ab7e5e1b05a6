"""The PDF file: reportlab's canvas, each page of which goes to the disk when it is finished.

So ten thousand statements need hardly more memory than ten.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import BinaryIO

from reportlab.pdfbase.pdfdoc import (
    PDFCrossReferenceTable,
    PDFDocument,
    PDFFile,
    PDFIndirectObject,
    PDFName,
    PDFObjectReference,
    PDFPage,
    PDFResourceDictionary,
    PDFStream,
    PDFTrailer,
    PDFZCompress,
)
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas

from models.rules.photo import PlainPhoto
from reports.paper.fonts import PAPER_FONT, paper_font
from reports.paper.pdf_lock import PdfLock

_VERSION = (1, 7)
_ESCAPED = str.maketrans({char: f"\\{char}" for char in "()\\"} | {"\r": r"\r"})


class _PdfDocument(PDFDocument):  # type: ignore[misc]
    """A document that writes its pages as they come and keeps only where they lie."""

    def __init__(self, stream: BinaryIO, language: str, password: str | None = None) -> None:
        super().__init__(invariant=1, compression=1, pdfVersion=_VERSION, lang=language)
        self._stream = stream
        if password is not None:
            chance = secrets.token_hex(16)
            self.encrypt = PdfLock(password)
            self._ID = f"[<{chance}> <{chance}>]".encode("ascii")
        self._unwritten = PDFFile(_VERSION)
        self._photos: dict[str, PDFObjectReference] = {}
        self._on_page: dict[str, PDFObjectReference] = {}
        resources = PDFResourceDictionary()
        resources.basicFonts()
        self._resources = self.Reference(resources, "Resources")

    def addPage(self, page: PDFPage) -> None:
        """Write a finished page. What all of them may need stands in the file once."""
        content = PDFStream(content=page.stream.encode("latin-1"), filters=[PDFZCompress])
        page.Contents = self.Reference(content)
        page.Resources = self._with_photos() if self._on_page else self._resources
        page.Trans = None
        name = self.thisPageName()
        super().addPage(page)
        self.Pages.pages[-1] = PDFObjectReference(name)
        for written in (page.Contents.name, name):
            self._write(written)
            del self.idToObject[written]
        self._stream.write(self._unwritten.format(self))
        self._unwritten.strings.clear()

    def use_photo(self, photo: PlainPhoto) -> str:
        """The name of a photo on the page that is drawn; its bytes go into the file once, however often it is used."""
        name = f"P{hashlib.sha256(photo.data).hexdigest()[:16]}"
        if name not in self._photos:
            stream = PDFStream(content=photo.data, filters=[])
            for key, value in (
                ("Type", PDFName("XObject")),
                ("Subtype", PDFName("Image")),
                ("Width", photo.width),
                ("Height", photo.height),
                ("ColorSpace", PDFName("DeviceGray" if photo.colours == 1 else "DeviceRGB")),
                ("BitsPerComponent", 8),
                ("Filter", PDFName("DCTDecode")),
            ):
                stream.dictionary[key] = value
            self._photos[name] = self.Reference(stream, name)
            self._write(name)
            del self.idToObject[name]
        self._on_page[name] = self._photos[name]
        return name

    def _with_photos(self) -> PDFResourceDictionary:
        """What a page with photos may need: they are its own, all else is everybody's."""
        own = PDFResourceDictionary()
        own.basicFonts()
        own.allProcs()
        own.XObject = dict(self._on_page)
        self._on_page.clear()
        return own

    def _write(self, name: str) -> None:
        """Write an object and keep its place."""
        written = PDFIndirectObject(name, self.idToObject[name]).format(self)
        self.idToOffset[name] = self._unwritten.add(written)

    def format(self) -> bytes:
        """What is left to be written: all but the pages, and the index of the objects."""
        locked = self.encrypt.info()
        lock = None if locked is None else self.Reference(locked)
        number = 1
        # Writing one may name further ones.
        while number in self.numberToId:
            if self.numberToId[number] not in self.idToOffset:
                self._write(self.numberToId[number])
            number += 1
        table = PDFCrossReferenceTable()
        table.addsection(0, [self.numberToId[at] for at in range(1, number)])
        trailer = PDFTrailer(
            self._unwritten.add(table.format(self)),
            Size=number,
            Root=PDFObjectReference(self.Catalog.__InternalName__),
            Info=PDFObjectReference(self.info.__InternalName__),
            ID=self.ID(),
            Encrypt=lock,
        )
        self._unwritten.add(trailer.format(self))
        return bytes(self._unwritten.format(self))


class PaperCanvas(Canvas):  # type: ignore[misc]
    """A canvas for paper: in one typeface, unscaled when printed, the same file for the same marks."""

    def __init__(
        self, stream: BinaryIO, *, title: str, created: datetime, language: str, password: str | None = None
    ) -> None:
        registerFont(paper_font())
        super().__init__(stream, initialFontName=PAPER_FONT)
        self._doc = _PdfDocument(stream, language, password)
        self.setTitle(title)
        self.setAuthor("")
        self.setSubject("")
        self.setCreator("Yuanba")
        self.setDateFormatter(lambda *_: f"D:{created:%Y%m%d%H%M%S}")
        # No scaling: on continuous paper a page shrunk to "fit" creeps away from the perforation.
        self.setViewerPreference("PrintScaling", "None")
        self.setViewerPreference("DisplayDocTitle", "true")
        self._bookmarks = 0
        self._chapters = 0
        self._chapter = ""

    def _escape(self, s: bytes) -> str:
        """The bytes of a text as they stand between brackets: reportlab writes four for one that is no letter."""
        return s.decode("latin-1").translate(_ESCAPED)

    def photo(self, photo: PlainPhoto, x: float, y: float, width: float, height: float) -> None:
        """Draw a photo, x and y being its lower left corner."""
        name = self._doc.use_photo(photo)
        self.saveState()
        self.transform(width, 0, 0, height, x, y)
        self._code.append(f"/{name} Do")
        self.restoreState()

    @property
    def pages(self) -> int:
        """How many pages are finished."""
        return int(self.getPageNumber()) - 1

    def bookmark(self, title: str, chapter: str = "") -> None:
        """Name this page in the reader's list of contents, under a chapter when one is given."""
        if not chapter or chapter != self._chapter:
            self._enter(chapter or title, 0)
        if chapter:
            self._enter(title, 1)
        self._chapter = chapter

    def _enter(self, title: str, level: int) -> None:
        self._bookmarks += 1
        self._chapters += level == 0
        self.bookmarkPage(str(self._bookmarks))
        self.addOutlineEntry(title, str(self._bookmarks), level, closed=True)
        if self._chapters > 1:
            self.showOutline()
