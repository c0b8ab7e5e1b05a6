"""Writing documents into one PDF: one after another, copy by copy, and all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from models import protected_file
from models.errors import UserError
from models.files import replacing
from models.i18n import mark, tr
from reports.paper.blocks import Note
from reports.paper.document import Document, Letterhead, part_name
from reports.paper.fonts import character_name
from reports.paper.language import BOTH
from reports.paper.layout import PageLayout
from reports.paper.marks import MarkSheet, Stroke
from reports.paper.papers import MM, Paper

if TYPE_CHECKING:
    from reports.paper.canvas import PaperCanvas

Progress = Callable[[int, int], None]
BY_COPIES, CARBON, PAGES = "copies", "carbon", "pages"
"""What the pages of a slip in three parts are called: by the number of copies, all three, or one each."""
SUBSTITUTE = "〓"
"""What printers set for a character they have no type for."""
_LOW = 100  # millimetres of a paper that is low
_NAMED = 20  # unprintable texts named in one message
Unprintable = tuple[str, str, str]
"""A document, a text in it, and the characters of that which no font can draw."""


@dataclass(frozen=True, slots=True)
class PrintResult:
    """What came out: the file, how many documents and pages, and the keys of what was printed (to count reprints).

    ``others`` are kinds and keys of what counts for another kind in a file of several. ``left_out`` lists what stopped
    its own document; ``substituted`` what was printed with another sign in its place.
    """

    path: Path
    documents: int
    pages: int
    keys: tuple[str, ...]
    others: tuple[tuple[str, str], ...] = ()
    left_out: tuple[Unprintable, ...] = ()
    substituted: tuple[Unprintable, ...] = ()

    @property
    def exceptions(self) -> str:
        """What did not come out as it is written, as a sentence with a line for each; "" when all did."""
        parts = []
        if self.left_out:
            words = tr("Left out, because the font cannot draw these characters. Write them another way.")
            parts += [words, *_lines(self.left_out)]
        if self.substituted:
            words = tr("Printed with {sign} for characters the font cannot draw.")
            parts += [words.format(sign=SUBSTITUTE), *_lines(self.substituted)]
        return "\n".join(parts)


class UnprintableText(UserError):
    """Some texts hold characters no font can draw, so that no document could be printed."""

    def __init__(self, found: Sequence[Unprintable]) -> None:
        words = tr("Nothing was printed: the font cannot draw these characters. Write them another way.")
        super().__init__("\n".join((words, *_lines(found))))
        self.found = found


def _lines(found: Sequence[Unprintable]) -> list[str]:
    lines = [
        tr('"{text}" ({document}): {characters}').format(
            text=text, document=document, characters=_named(characters)
        )
        for document, text, characters in found[:_NAMED]
    ]
    if len(found) > _NAMED:
        lines.append(tr("and {count} more").format(count=len(found) - _NAMED))
    return lines


def _named(characters: Iterable[str]) -> str:
    return ", ".join(map(character_name, characters))


@dataclass(frozen=True, slots=True)
class PrintRun:
    """Documents, ``total`` in number, and how they are printed.

    ``offset`` shifts the print right and down in millimetres. ``copies`` None prints as many as ``parts`` wants: one,
    or with `PAGES` one for each part of a slip. With ``chapters`` the contents list gathers the documents of a
    household. A document with characters that cannot be drawn is left out; one of a ``shared`` kind, on which many
    households stand, has a substitute and explains it.
    """

    documents: Iterable[Document]
    total: int
    title: str
    paper: Paper
    letterhead: Letterhead
    copies: int | None = 1
    parts: str = BY_COPIES
    chapters: bool = False
    offset: tuple[float, float] = (0, 0)
    shared: bool = False


def write_documents(
    target: Path | str, job: PrintRun, progress: Progress | None = None, *, private: bool = False
) -> PrintResult:
    """Write documents to a PDF at ``target``.

    Documents are taken one by one, so a generator of them needs no more memory for ten thousand than for ten. Nothing
    is left behind when it fails or ``progress(done, total)`` raises `Cancelled`. ``private``: only the user may read
    it. Raises `UserError` when the file cannot be written, `UnprintableText` when all documents were left out.
    """
    from reports.paper.canvas import PaperCanvas

    if job.copies is not None and job.copies < 1:
        raise UserError(tr("At least one copy."), "copies")
    target = Path(target)
    with replacing(target, private=private) as unfinished, unfinished.open("wb") as stream:
        canvas = PaperCanvas(
            stream,
            title=job.title,
            created=job.letterhead.printed,
            language="en" if job.letterhead.tr.language == "en" else "zh-CN",
            password=protected_file.current(),
        )
        run = _Run(canvas, job)
        keys = run.write(progress)
        canvas.save()
    found = tuple(run.found)
    left_out, substituted = ((), found) if job.shared else (found, ())
    return PrintResult(
        target, run.documents, canvas.pages, tuple(keys), tuple(run.others), left_out, substituted
    )


class _Run:
    def __init__(self, canvas: PaperCanvas, job: PrintRun) -> None:
        self._canvas, self._job = canvas, job
        self._layout = self._usual = PageLayout(job.paper, job.letterhead)
        self._layouts = {job.paper.key: self._layout}
        self._dx, self._dy = job.offset[0] * MM, -job.offset[1] * MM
        self._drawn = 0  # papers on the sheet that is being filled
        self.found: list[Unprintable] = []
        self.others: list[tuple[str, str]] = []
        self.documents = 0

    def write(self, progress: Progress | None) -> list[str]:
        keys = []
        for done, document in enumerate(self._job.documents):
            if progress is not None:
                progress(done, self._job.total)
            self._lay_on(document.paper)
            if self._document(document):
                printed = [document.key, *document.also]
                if document.kind:
                    self.others += [(document.kind, key) for key in printed]
                else:
                    keys += printed
                self.documents += 1
        if self.found and not self.documents:
            raise UnprintableText(self.found)
        self._end_sheet()
        if progress is not None:
            progress(self._job.total, self._job.total)
        return keys

    def _lay_on(self, paper: Paper | None) -> None:
        """Lay the next document on a paper of its own, or on that of the file."""
        wanted = self._usual if paper is None else self._layouts.get(paper.key)
        if wanted is None and paper is not None:
            wanted = self._layouts[paper.key] = PageLayout(paper, self._usual.letterhead)
        if wanted is not None and wanted is not self._layout:
            # What is cut apart does not share a sheet with another paper.
            self._end_sheet()
            self._layout = wanted

    def _document(self, document: Document) -> bool:
        """Write one document; False when it is left out."""
        sheets = self._sheets(document)
        missing = dict.fromkeys(found for sheet in sheets for found in sheet.undrawable())
        if missing:
            name = document.bookmark or document.number
            self.found += [(name, text, characters) for text, characters in missing]
            if not self._job.shared:
                return False
            sheets = self._sheets(self._explained(document, list(missing)))
        if self._job.chapters and document.section:
            self._canvas.bookmark(document.section, document.chapter)
        elif document.bookmark:
            self._canvas.bookmark(document.bookmark)
        for sheet in sheets:
            self._draw(sheet)
        return True

    def _draw(self, sheet: MarkSheet) -> None:
        """Draw a page, or a part of a sheet that is cut apart."""
        stack, canvas = self._layout.paper.stack, self._canvas
        if not self._drawn:
            canvas.setPageSize((sheet.width, sheet.height * stack))
            self._draw_cuts(sheet, stack)
        canvas.saveState()
        canvas.translate(self._dx, self._dy + (stack - 1 - self._drawn) * sheet.height)
        sheet.draw(canvas, SUBSTITUTE)
        canvas.restoreState()
        self._drawn += 1
        if self._drawn == stack:
            self._end_sheet()

    def _draw_cuts(self, sheet: MarkSheet, stack: int) -> None:
        """Draw dashed lines where a sheet is cut apart."""
        if stack > 1:
            self._canvas.saveState()
            self._canvas.setDash(4, 3)
            for at in range(1, stack):
                Stroke(0, 0, sheet.width, 0).draw(self._canvas, 0, sheet.height * at)
            self._canvas.restoreState()

    def _end_sheet(self) -> None:
        if self._drawn:
            self._canvas.showPage()
            self._drawn = 0

    def _sheets(self, document: Document) -> list[MarkSheet]:
        """Every page of every copy."""
        layout = self._layout
        head, pages = layout.pages(document)
        low = 0 < layout.paper.height < _LOW and layout.letterhead.tr.language == BOTH
        if low and document.unbroken and len(pages) > 1:
            message = tr(
                "In both languages {document} does not fit on one page of this paper: choose a higher paper or one "
                "language."
            )
            raise UserError(message.format(document=document.bookmark), "paper")
        copies = self._copies_of(document)
        order = list(product(range(copies), range(len(pages))))
        if layout.paper.stack > 1:
            # The parts of a page lie on one sheet.
            order.sort(key=lambda place: place[1])
        return [layout.sheet(head, pages, at, self._part(document, copy, copies)) for copy, at in order]

    def _copies_of(self, document: Document) -> int:
        """How many copies of a document are drawn; on a sheet cut in as many as it has parts, whole sheets of them."""
        parts, stack = len(document.parts), self._layout.paper.stack
        if parts and parts == stack:
            return -(-(self._job.copies or 1) // stack) * stack
        if self._job.copies is not None:
            return self._job.copies
        return max(1, parts) if self._job.parts == PAGES else 1

    def _explained(self, document: Document, missing: Sequence[tuple[str, str]]) -> Document:
        """The document with a line at its end that says what the substitute stands for."""
        if document.bare:
            return document
        say = self._layout.letterhead.tr
        characters = dict.fromkeys(character for _, found in missing for character in found)
        words = say(mark("Printed as {sign}, for lack of a picture: {characters}."))
        note = Note(words.format(sign=SUBSTITUTE, characters=_named(characters)), small=True)
        return replace(document, blocks=[*document.blocks, note])

    def _part(self, document: Document, copy: int, copies: int) -> str:
        """The name of a copy; a page for carbon paper names all its parts."""
        say = self._layout.letterhead.tr
        if not document.parts:
            return ""
        if self._layout.paper.stack > 1:
            return part_name(document, copy % len(document.parts), say) if copies > 1 else ""
        if self._job.parts == CARBON or (self._job.parts == BY_COPIES and copies == 1):
            carbon = self._job.parts == CARBON or self._layout.paper.continuous
            return " ".join(map(say, document.parts)) if carbon else ""
        if copy >= len(document.parts):
            return ""
        return part_name(document, copy, say)
