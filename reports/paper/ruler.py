"""The test page of a paper: rulers along its edges and a cross to measure, so that a printer can be set straight."""

from __future__ import annotations

from dataclasses import dataclass

from models.i18n import Translator
from reports.paper.blocks import Strip
from reports.paper.document import Document
from reports.paper.fonts import text_width
from reports.paper.marks import Circle, Stroke, Text
from reports.paper.papers import HEAVY, MM, RULE, Paper, Type
from reports.paper.papers import paper as paper_named
from reports.paper.wrap import wrap

TEAR = 12.7
"""Millimetres of the tear-off strip on either side of continuous paper."""
CROSS = 40
"""Where the cross stands: so many millimetres from the left and the upper edge of the paper."""
EDGE = 6.0
"""Where the rulers stand, in millimetres inside the edge (or inside the tear line): most printers reach that far."""


def build(data: str, tr: Translator) -> Document:
    """The test page of a paper's key."""
    paper = paper_named(data)
    return Document(
        title=tr("Test page for the printer"),
        number="",
        subject=tr(paper.label),
        blocks=[_Rulers(paper, tr)],
        bookmark=tr(paper.label),
        bare=True,
    )


@dataclass(frozen=True, slots=True)
class _Rulers:
    """Everything on the page, measured from the corner of the paper, not of the margins."""

    paper: Paper
    tr: Translator

    def strips(self, width: float, type: Type) -> list[Strip]:
        paper = self.paper
        # A point less than the page holds, so that no rounding asks for a second one.
        strip = Strip((paper.height - paper.top - paper.bottom) * MM - 1)
        tear = TEAR if paper.continuous else 0.0
        left, right = tear + EDGE, paper.width - tear - EDGE
        top, bottom = EDGE, paper.height - EDGE
        self._across(strip, left, right, top, 1)
        self._across(strip, left, right, bottom, -1)
        self._down(strip, top, bottom, left, 1)
        self._down(strip, top, bottom, right, -1)
        self._cross(strip)
        if paper.continuous:
            for x in (TEAR, paper.width - TEAR):
                y = EDGE * 2
                while y < paper.height - EDGE * 2:
                    self._line(strip, x, y, x, y + 3, RULE)
                    y += 6
        self._words(strip, left, right, type)
        return [strip]

    def _line(self, strip: Strip, x1: float, y1: float, x2: float, y2: float, thickness: float) -> None:
        """A line between two points of the paper in millimetres."""
        dx, dy = self.paper.left, self.paper.top
        strip.marks.append(Stroke((x1 - dx) * MM, (y1 - dy) * MM, (x2 - dx) * MM, (y2 - dy) * MM, thickness))

    def _text(self, strip: Strip, x: float, y: float, words: str, size: float, bold: bool = False) -> None:
        strip.marks.append(Text((x - self.paper.left) * MM, (y - self.paper.top) * MM, words, size, bold))

    def _across(self, strip: Strip, left: float, right: float, y: float, side: int) -> None:
        """A ruler from left to right whose marks point inwards; every centimetre is numbered from the paper's edge."""
        self._line(strip, left, y, right, y, RULE)
        for at in range(int(left) + 1, int(right) + 1):
            long = 5 if at % 10 == 0 else 3.5 if at % 5 == 0 else 2
            self._line(strip, at, y, at, y + side * long, RULE)
            if at % 10 == 0 and left + 8 < at < right - 8:
                words = str(at // 10)
                shift = text_width(words, 9) / MM / 2
                self._text(strip, at - shift, y + (8.6 if side > 0 else -5.8), words, 9)

    def _down(self, strip: Strip, top: float, bottom: float, x: float, side: int) -> None:
        """A ruler from top to bottom."""
        self._line(strip, x, top, x, bottom, RULE)
        for at in range(int(top) + 1, int(bottom) + 1):
            long = 5 if at % 10 == 0 else 3.5 if at % 5 == 0 else 2
            self._line(strip, x, at, x + side * long, at, RULE)
            if at % 10 == 0 and top + 8 < at < bottom - 8:
                words = str(at // 10)
                shift = 6 if side > 0 else -6 - text_width(words, 9) / MM
                self._text(strip, x + shift, at + 1.2, words, 9)

    def _cross(self, strip: Strip) -> None:
        self._line(strip, CROSS - 9, CROSS, CROSS + 9, CROSS, HEAVY)
        self._line(strip, CROSS, CROSS - 9, CROSS, CROSS + 9, HEAVY)
        dx, dy = self.paper.left, self.paper.top
        strip.marks.append(Circle((CROSS - dx) * MM, (CROSS - dy) * MM, 5 * MM, RULE))

    def _words(self, strip: Strip, left: float, right: float, type: Type) -> None:
        tr = self.tr
        size = 10.0
        x, y = CROSS + 14.0, CROSS - 12.0
        room = (right - 14 - x) * MM
        self._text(strip, x, y, tr("Test page for the printer"), 14, True)
        y += 6.5
        for sentence in (
            tr("{paper}, {width} × {height} mm").format(
                paper=tr(self.paper.label), width=f"{self.paper.width:g}", height=f"{self.paper.height:g}"
            ),
            tr('Print at 100 %, without "fit to page".'),
            tr(
                "Measure from the left and the upper edge of the paper to the middle of the cross: both are"
                " {millimetres} mm when the printer is straight."
            ).format(millimetres=CROSS),
            tr("What is missing to {millimetres} is the offset to the right and down.").format(
                millimetres=CROSS
            ),
        ):
            for line in wrap(sentence, room, size):
                self._text(strip, x, y, line, size)
                y += 5
