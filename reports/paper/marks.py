"""What a page is made of: texts, lines, boxes, circles, photos and codes, each of which can be moved and drawn.

A mark is measured in points to the right of and below the upper left corner of the band it belongs to. All is black but
what a white mark clears.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, Protocol, Self

from models.rules.photo import plain_photo
from reports.paper.fonts import PAPER_FONT, drawable
from reports.paper.papers import RULE

_BOLD = 0.032  # of the size: the stroke that thickens the one weight the font has
_HOLLOW = 1.5
Canvas = Any
"""A canvas of reportlab, which states no types."""


class Mark(Protocol):
    """Anything that stands on a page."""

    def moved(self, right: float, down: float) -> Self:
        """The same mark at another place."""

    def draw(self, canvas: Canvas, x: float, y: float) -> None:
        """Draw it on a canvas where the corner it is measured from lies at x, y."""


class _AtPoint:
    __slots__ = ()
    x: float
    y: float

    def moved(self, right: float, down: float) -> Self:
        return replace(self, x=self.x + right, y=self.y + down)  # type: ignore[type-var]


@dataclass(slots=True)
class Text:
    """A text from its left end, standing on its baseline.

    ``spacing`` opens up the characters of a title. It is turned to the left by an angle of which ``turn`` is cosine
    and sine. A ``hollow`` one leaves readable what lies under it.
    """

    x: float
    y: float
    text: str
    size: float
    bold: bool = False
    spacing: float = 0.0
    turn: tuple[float, float] = (1.0, 0.0)
    hollow: bool = False

    def draw(self, canvas: Canvas, x: float, y: float) -> None:
        draw_texts(canvas, [(self, x, y)])

    def moved(self, right: float, down: float) -> Text:
        x, y = self.x + right, self.y + down
        return Text(x, y, self.text, self.size, self.bold, self.spacing, self.turn, self.hollow)

    @property
    def style(self) -> tuple[float, bool, float, bool]:
        """What texts share that are drawn together."""
        return self.size, self.bold, self.spacing, self.hollow


def draw_texts(canvas: Canvas, texts: Sequence[tuple[Text, float, float]], substitute: str = "") -> None:
    """Draw texts one after the other, each with the corner it is measured from.

    A ``substitute`` stands for each character the font lacks.
    """
    for (size, bold, spacing, hollow), alike in groupby(texts, lambda placed: placed[0].style):
        writing = canvas.beginText()
        writing.setFont(PAPER_FONT, size)
        if spacing:
            writing.setCharSpace(spacing)
        if bold or hollow:
            writing.setTextRenderMode(1 if hollow else 2)
            canvas.setLineWidth(_HOLLOW if hollow else round(size * _BOLD, 2))
        for text, x, y in alike:
            cosine, sine = text.turn
            x, y = round(x + text.x, 2), round(y - text.y, 2)
            if sine:
                writing.setTextTransform(cosine, sine, -sine, cosine, x, y)
            else:
                writing.setTextOrigin(x, y)
            words, missing = drawable(text.text)
            writing.textLine(
                words.translate(dict.fromkeys(map(ord, missing), substitute)) if missing else words
            )
        # reportlab takes each text object to begin filled and close together.
        if spacing:
            writing.setCharSpace(0)
        writing.setTextRenderMode(0)
        canvas.drawText(writing)


@dataclass(slots=True)
class Stroke:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float = RULE

    def moved(self, right: float, down: float) -> Stroke:
        return Stroke(self.x1 + right, self.y1 + down, self.x2 + right, self.y2 + down, self.width)

    def draw(self, canvas: Canvas, x: float, y: float) -> None:
        canvas.setLineWidth(self.width)
        canvas.line(*_rounded(x + self.x1, y - self.y1, x + self.x2, y - self.y2))


def rule(left: float, right: float, y: float, width: float = RULE) -> Stroke:
    """A line from left to right."""
    return Stroke(left, y, right, y, width)


@dataclass(slots=True)
class Polyline:
    """A line of several corners, all round."""

    corners: Sequence[tuple[float, float]]
    width: float

    def moved(self, right: float, down: float) -> Polyline:
        return Polyline([(x + right, y + down) for x, y in self.corners], self.width)

    def draw(self, canvas: Canvas, x: float, y: float) -> None:
        path = canvas.beginPath()
        first, *others = (_rounded(x + right, y - down) for right, down in self.corners)
        path.moveTo(*first)
        for corner in others:
            path.lineTo(*corner)
        canvas.saveState()
        canvas.setLineCap(1)
        canvas.setLineJoin(1)
        canvas.setLineWidth(self.width)
        canvas.drawPath(path)
        canvas.restoreState()


@dataclass(slots=True)
class Frame(_AtPoint):
    """An empty box, x and y being its lower left corner."""

    x: float
    y: float
    width: float
    height: float
    thickness: float = RULE

    def draw(self, canvas: Canvas, x: float, y: float) -> None:
        canvas.setLineWidth(self.thickness)
        canvas.rect(*_rounded(x + self.x, y - self.y, self.width, self.height))


@dataclass(slots=True)
class Fill(_AtPoint):
    """A filled box, x and y being its lower left corner; a ``white`` one clears what is there."""

    x: float
    y: float
    width: float
    height: float
    white: bool = False

    def draw(self, canvas: Canvas, x: float, y: float) -> None:
        if self.white:
            canvas.saveState()
            canvas.setFillGray(1)
        canvas.rect(*_rounded(x + self.x, y - self.y, self.width, self.height), stroke=0, fill=1)
        if self.white:
            canvas.restoreState()


@dataclass(slots=True)
class Circle(_AtPoint):
    """A circle around a point; a ``white`` one clears what is in it."""

    x: float
    y: float
    radius: float
    thickness: float = RULE
    white: bool = False

    def draw(self, canvas: Canvas, x: float, y: float) -> None:
        canvas.saveState()
        canvas.setLineWidth(self.thickness)
        if self.white:
            canvas.setFillGray(1)
        canvas.circle(x + self.x, y - self.y, self.radius, fill=self.white)
        canvas.restoreState()


@dataclass(slots=True)
class Code(_AtPoint):
    """A QR code, x and y being its upper left corner."""

    x: float
    y: float
    side: float
    text: str

    def draw(self, canvas: Canvas, x: float, y: float) -> None:
        from reportlab.pdfgen.pathobject import PDFPathObject

        squares, runs = code_runs(self.text)
        step = self.side / squares
        canvas.saveState()
        canvas.transform(step, 0, 0, -step, *_rounded(x + self.x, y - self.y))
        at = 0
        # Row by row from its own beginning: alike rows of whole numbers take half the room in the file.
        for row, parts in groupby(runs, itemgetter(1)):
            canvas.translate(0, row - at)
            at = row
            path = PDFPathObject(["n", *[f"{column} 0 {length} 1 re" for column, _, length in parts]])
            canvas.drawPath(path, stroke=0, fill=1)
        canvas.restoreState()


@dataclass(slots=True)
class PhotoMark(_AtPoint):
    """A photo (JPEG), x and y being its lower left corner."""

    x: float
    y: float
    width: float
    height: float
    data: bytes

    def draw(self, canvas: Canvas, x: float, y: float) -> None:
        place = _rounded(x + self.x, y - self.y, self.width, self.height)
        canvas.photo(plain_photo(self.data), *place)


@lru_cache(maxsize=8)
def code_runs(text: str) -> tuple[int, tuple[tuple[int, int, int], ...]]:
    """A QR code as its size in squares and its dark runs (column, row, length)."""
    import segno

    # A fixed mask: choosing the best of eight takes five times as long, and any of them scans.
    encoding = None if text.isascii() else "utf-8"
    matrix = segno.make_qr(text, error="m", mask=3, encoding=encoding).matrix
    runs = []
    for row, squares in enumerate(matrix):
        start = -1
        for column, dark in enumerate((*squares, 0)):
            if dark and start < 0:
                start = column
            elif not dark and start >= 0:
                runs.append((start, row, column - start))
                start = -1
    return len(matrix), tuple(runs)


def _rounded(*values: float) -> tuple[float, ...]:
    """Points to the hundredth, which no printer tells apart."""
    return tuple(round(value, 2) for value in values)


class MarkSheet:
    """The marks of one page: groups of them, each measured from a point right of and below its upper left corner."""

    def __init__(self, width: float, height: float) -> None:
        self.width = width
        self.height = height
        self._groups: list[tuple[float, float, Sequence[Mark]]] = []

    def put(self, x: float, y: float, marks: Iterable[Mark]) -> None:
        """Add marks that are measured from a point of the page."""
        self._groups.append((x, y, tuple(marks)))

    @property
    def marks(self) -> Iterator[Mark]:
        """All marks, measured from the upper left corner of the page."""
        return (mark.moved(x, y) for x, y, marks in self._groups for mark in marks)

    def undrawable(self) -> list[tuple[str, str]]:
        """The texts that hold characters the font lacks, with those characters."""
        texts = [mark.text for _, _, marks in self._groups for mark in marks if isinstance(mark, Text)]
        return [(text, missing) for text in texts if (missing := drawable(text)[1])]

    def draw(self, canvas: Canvas, substitute: str = "") -> None:
        """Draw all of it on a canvas of this size: texts last, in the order they are read."""
        texts: list[tuple[Text, float, float]] = []
        for x, down, marks in self._groups:
            y = self.height - down
            for mark in marks:
                if isinstance(mark, Text):
                    texts.append((mark, x, y))
                else:
                    mark.draw(canvas, x, y)
        draw_texts(canvas, texts, substitute)
