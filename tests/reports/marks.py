"""Reading paper: the marks a page is made of, before they become a PDF, and the text of a finished one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from reports.paper.document import Document, Layout, Letterhead
from reports.paper.fonts import text_width
from reports.paper.language import paper_translator
from reports.paper.papers import Paper
from tests.reports.samples import PRINTED


class Marks:
    """Takes what a sheet would draw, as calls on a reportlab canvas: kind, then its values."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []

    def text(
        self, x: float, y: float, text: str, size: float, bold: bool = False, spacing: float = 0
    ) -> None:
        self.calls.append(("text", x, y, text, size, spacing))

    def text_right(self, x: float, y: float, text: str, size: float, bold: bool = False) -> None:
        self.text(x - text_width(text, size), y, text, size)

    def text_upright(self, x: float, y: float, text: str, size: float) -> None:
        self.calls.append(("upright", x, y, text, size))

    def line(self, x1: float, y1: float, x2: float, y2: float, width: float = 1) -> None:
        self.calls.append(("line", x1, y1, x2, y2, width))

    def frame(self, x: float, y: float, width: float, height: float, stroke: float = 1) -> None:
        self.calls.append(("rect", x, y, width, height, stroke))

    def fill(self, x: float, y: float, width: float, height: float) -> None:
        self.calls.append(("fill", x, y, width, height))

    def circle(self, x: float, y: float, radius: float, stroke: float = 1, *, clear: bool = False) -> None:
        self.calls.append(("circle", x, y, radius, stroke))

    def corners(self, points: Sequence[tuple[float, float]], width: float) -> None:
        for (x1, y1), (x2, y2) in pairwise(points):
            self.line(x1, y1, x2, y2, width)

    def clear(self, x: float, y: float, width: float, height: float) -> None:
        self.calls.append(("clear", x, y, width, height))

    def squares(self, x: float, y: float, step: float, runs: Sequence[tuple[int, int, int]]) -> None:
        for column, row, length in runs:
            self.calls.append(("square", x + column * step, y - (row + 1) * step, length * step, step))

    def outlined_across(self, x: float, y: float, text: str, size: float, sine: float, cosine: float) -> None:
        self.calls.append(("across", x, y, text, size))


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
    layout = Layout(paper, letterhead(language))
    head, pages = layout.pages(document)
    _, height = layout.page_size(head, pages)
    drawn = []
    for number, page in enumerate(pages, start=1):
        marks: Any = Marks()
        layout.draw(marks, head, page, number, len(pages), height, part)
        drawn.append(marks)
    return drawn


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
