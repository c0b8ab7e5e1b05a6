"""Writing documents into one PDF: one after another, copy by copy, and all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from models.errors import UserError
from models.files import replacing
from models.i18n import tr
from reports.document import PART_NAMES, Document, Layout, Letterhead
from reports.fonts import character_name
from reports.paper import MM, Paper
from reports.pdffile import PdfFile
from reports.sheet import Sheet

Progress = Callable[[int, int], None]
BY_COPIES, CARBON, PAGES = "copies", "carbon", "pages"
"""What the pages of a slip in three parts are called: by the number of copies, all three, or one each."""
_NAMED = 20  # unprintable texts named in one message


@dataclass(frozen=True, slots=True)
class PrintResult:
    """What came out: the file, how many documents and pages, and the keys of what was printed (to count reprints)."""

    path: Path
    documents: int
    pages: int
    keys: tuple[str, ...]


class UnprintableText(UserError):
    """Some texts hold characters no font can draw; ``found`` lists (document, text, characters)."""

    def __init__(self, found: list[tuple[str, str, str]]) -> None:
        lines = [
            tr('"{text}" ({document}): {characters}').format(
                text=text, document=document, characters=", ".join(map(character_name, characters))
            )
            for document, text, characters in found[:_NAMED]
        ]
        if len(found) > _NAMED:
            lines.append(tr("and {count} more").format(count=len(found) - _NAMED))
        super().__init__(
            tr("Nothing was printed: the font cannot draw these characters. Write them another way.")
            + "\n"
            + "\n".join(lines)
        )
        self.found = found


def write_documents(
    target: Path | str,
    documents: Iterable[Document],
    total: int,
    *,
    title: str,
    paper: Paper,
    letterhead: Letterhead,
    copies: int | None = 1,
    parts: str = BY_COPIES,
    chapters: bool = False,
    offset: tuple[float, float] = (0, 0),
    progress: Progress | None = None,
) -> PrintResult:
    """Write documents to a PDF at ``target``; ``offset`` shifts the print right and down in millimetres.

    ``copies`` None prints as many as ``parts`` wants: one, or with `PAGES` one for each part of a slip. With
    ``chapters`` the contents list gathers the documents of a household.

    Documents are taken one by one, so a generator of them needs no more memory for ten thousand than for ten. Nothing
    is left behind when it fails or ``progress(done, total)`` raises `Cancelled`. Raises `UserError` when the file
    cannot be written, `UnprintableText` when characters cannot be drawn.
    """
    if copies is not None and copies < 1:
        raise UserError(tr("At least one copy."), "copies")
    target = Path(target)
    with replacing(target) as unfinished, unfinished.open("wb") as stream:
        file = PdfFile(
            stream,
            title=title,
            created=letterhead.printed,
            language="en" if letterhead.tr.language == "en" else "zh-CN",
        )
        run = _Run(file, Layout(paper, letterhead), copies, parts, chapters, offset)
        keys = run.write(documents, total, progress)
        file.close()
    return PrintResult(target, len(keys), file.pages, tuple(keys))


class _Run:
    def __init__(
        self,
        file: PdfFile,
        layout: Layout,
        copies: int | None,
        parts: str,
        chapters: bool,
        offset: tuple[float, float],
    ) -> None:
        self._file = file
        self._layout = layout
        self._copies = copies
        self._parts = parts
        self._chapters = chapters
        self._dx, self._dy = offset[0] * MM, -offset[1] * MM
        self._coded: dict[str, str] = {}
        self._found: list[tuple[str, str, str]] = []

    def write(self, documents: Iterable[Document], total: int, progress: Progress | None) -> list[str]:
        keys = []
        for done, document in enumerate(documents):
            if progress is not None:
                progress(done, total)
            self._document(document)
            keys.append(document.key)
        if self._found:
            raise UnprintableText(self._found)
        if progress is not None:
            progress(total, total)
        return keys

    def _document(self, document: Document) -> None:
        layout, file = self._layout, self._file
        head, pages = layout.pages(document)
        width, height = layout.page_size(head, pages)
        if self._chapters and document.section:
            file.bookmark(document.section, document.chapter)
        elif document.bookmark:
            file.bookmark(document.bookmark)
        copies = self._copies
        if copies is None:
            copies = max(1, len(document.parts)) if self._parts == PAGES else 1
        for copy in range(copies):
            part = self._part(document, copy, copies)
            for number, page in enumerate(pages, start=1):
                sheet = Sheet(file.glyphs, self._coded, self._dx, self._dy)
                layout.draw(sheet, head, page, number, len(pages), height, part)
                self._found += [(document.bookmark or document.number, *what) for what in sheet.undrawable]
                file.page(width, height, sheet.content())
            if self._found:
                return

    def _part(self, document: Document, copy: int, copies: int) -> str:
        """The name of a copy; a page for carbon paper names all its parts."""
        say = self._layout.letterhead.tr
        if not document.parts:
            return ""
        if self._parts == CARBON or (self._parts == BY_COPIES and copies == 1):
            carbon = self._parts == CARBON or self._layout.paper.continuous
            return " ".join(map(say, document.parts)) if carbon else ""
        if copy >= len(document.parts):
            return ""
        return f"{say(PART_NAMES[copy])} {say(document.parts[copy])}"
