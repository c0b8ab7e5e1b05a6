"""Reading paper: the marks a page is made of, before they become a PDF, and the text of a finished one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from reports.paper.document import Document, Letterhead
from reports.paper.fonts import text_width
from reports.paper.language import paper_translator
from reports.paper.layout import PageLayout
from reports.paper.marks import (
    Circle,
    Code,
    Fill,
    Frame,
    Mark,
    MarkSheet,
    PhotoMark,
    Polyline,
    Stroke,
    Text,
    code_runs,
)
from reports.paper.papers import Paper
from tests.reports.samples import PRINTED


class Marks:
    """What stands on a page as calls on a bare canvas, from the lower left corner up: kind, then its values."""

    def __init__(self, sheet: MarkSheet) -> None:
        self.calls = [call for mark in sheet.marks for call in _calls(mark, sheet.height)]


def _calls(mark: Mark, height: float) -> Iterator[tuple[Any, ...]]:
    """A mark as one call or several on a page of a height."""
    match mark:
        case Text():
            kind = "across" if mark.hollow else "upright" if mark.turn[1] else "text"
            yield kind, mark.x, height - mark.y, mark.text, mark.size, mark.spacing
        case Stroke():
            yield "line", mark.x1, height - mark.y1, mark.x2, height - mark.y2, mark.width
        case Polyline():
            for (x1, y1), (x2, y2) in pairwise(mark.corners):
                yield "line", x1, height - y1, x2, height - y2, mark.width
        case Frame():
            yield "rect", mark.x, height - mark.y, mark.width, mark.height, mark.thickness
        case Fill():
            yield "clear" if mark.white else "fill", mark.x, height - mark.y, mark.width, mark.height
        case Circle():
            yield "circle", mark.x, height - mark.y, mark.radius, mark.thickness
        case PhotoMark():
            yield "photo", mark.x, height - mark.y, mark.width, mark.height
        case Code():
            squares, runs = code_runs(mark.text)
            step, top = mark.side / squares, height - mark.y
            for column, row, length in runs:
                yield "square", mark.x + column * step, top - (row + 1) * step, length * step, step
        case _:
            raise AssertionError(mark)


@dataclass(frozen=True, slots=True)
class Box:
    """The ink of one text, in points from the lower left corner."""

    left: float
    bottom: float
    right: float
    top: float
    text: str
    size: float

    def meets(self, other: Box) -> bool:
        """Whether the two overlap by more than a hair."""
        hair = 0.4
        return (
            self.left < other.right - hair
            and other.left < self.right - hair
            and self.bottom < other.top - hair
            and other.bottom < self.top - hair
        )


def letterhead(language: str = "zh") -> Letterhead:
    """A cooperative's letterhead."""
    return Letterhead(
        "大石镇竹编专业合作社", PRINTED, paper_translator(language), "0825-0000001", "大石镇牛角沟村2组"
    )


def pages_of(document: Document, paper: Paper, language: str = "zh", part: str = "") -> list[Marks]:
    """The marks on every page of a document."""
    layout = PageLayout(paper, letterhead(language))
    head, pages = layout.pages(document)
    return [Marks(layout.sheet(head, pages, at, part)) for at in range(len(pages))]


def boxes(marks: Marks) -> list[Box]:
    """The boxes of the upright texts on a page; Chinese reaches from below its baseline to nine tenths above it."""
    found = []
    for kind, x, y, *rest in marks.calls:
        if kind == "text" and rest[0].strip():
            text, size, spacing = rest
            width = text_width(text, size) + spacing * (len(text) - 1)
            found.append(Box(x, y - size * 0.12, x + width, y + size * 0.88, text, size))
    return found


def words_on(marks: Marks) -> list[str]:
    """The texts on a page in the order they were drawn."""
    return [call[3] for call in marks.calls if call[0] in ("text", "upright", "across")]


def text_of(path: Path) -> list[str]:
    """The text of every page of a PDF, as a reader would copy it, without spaces."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()


def places(path: Path) -> list[tuple[str, float, float]]:
    """Every character of a PDF's first page with its left and lower edge, in points."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        text = document[0].get_textpage()
        found = []
        for at, char in enumerate(text.get_text_range()):
            left, bottom, *_ = text.get_charbox(at)
            if char.strip():
                found.append((char, left, bottom))
        return found
    finally:
        document.close()
