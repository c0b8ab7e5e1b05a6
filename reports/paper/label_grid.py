"""Labels in rows: framed on plain paper to be cut apart, or one on each label of a sheet that is sold in their size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from reports.paper.blocks import Strip, baseline
from reports.paper.marks import Code, Frame, Text
from reports.paper.papers import MM, RULE, SMALLEST, Type
from reports.paper.wrap import wrap

_WIDTH: Final = 56 * MM
_HEIGHT: Final = 36 * MM
"""What a label on plain paper has at least."""
_SIDE: Final = 15 * MM
_GAP: Final = 6.0
_LARGER: Final = (1.5, 1.4, 1.3, 1.2, 1.1)
_EDGE: Final = 4.2 * MM
"""What a printer leaves blank at the edge of a sheet, and what a label loses when the sheet is pulled askew."""


@dataclass(frozen=True, slots=True)
class LabelText:
    """What one label says: the text of its code, a name in large letters, and further lines, the last one bold."""

    code: str
    name: str
    lines: Sequence[str]


def _lines(label: LabelText, width: float, type: Type) -> Iterator[tuple[str, float, bool, float]]:
    """The lines of a label beside its code while it lasts, then across: text, size, bold, how far down each ends."""
    y = 0.0
    for words, size, bold in (
        (label.name, type.holder + 1, True),
        *((line, type.small, False) for line in label.lines[:-1]),
        *((line, type.text, True) for line in label.lines[-1:]),
    ):
        room = width - _SIDE - _GAP if y < _SIDE else width
        for line in wrap(words, room, size):
            y += size * 1.35
            yield line, size, bold, y


def _height(label: LabelText, width: float, type: Type) -> float:
    return max((end for *_, end in _lines(label, width, type)), default=0.0)


def _write(strip: Strip, label: LabelText, x: float, top: float, width: float, type: Type) -> None:
    """Put a label and its code on a strip, its upper left corner at a place."""
    strip.marks.append(Code(x + width - _SIDE, top, _SIDE, label.code))
    for line, size, bold, end in _lines(label, width, type):
        step = size * 1.35
        strip.marks.append(Text(x, top + end - step + baseline(step, size), line, size, bold))


@dataclass(frozen=True, slots=True)
class LabelGrid:
    """Labels on plain paper, framed to be cut apart, each with its QR code. A label grows rather than lose a word."""

    labels: Sequence[LabelText]

    def strips(self, width: float, type: Type) -> list[Strip]:
        across = max(1, int(width / _WIDTH))
        room = width / across
        strips: list[Strip] = []
        row: list[LabelText] = []
        for label in self.labels:
            # What would grow beyond a few labels' height gets a row of its own, across the page.
            alone = _height(label, room - 2 * _GAP, type) > 3 * _HEIGHT
            if row and (alone or len(row) == across):
                strips.append(self._row(row, room, type))
                row = []
            if alone:
                strips.append(self._row([label], width, type))
            else:
                row.append(label)
        return [*strips, self._row(row, room, type)] if row else strips

    @staticmethod
    def _row(row: Sequence[LabelText], room: float, type: Type) -> Strip:
        inner = room - 2 * _GAP
        strip = Strip(max(_HEIGHT, *(_height(label, inner, type) + _GAP + 4 for label in row), 0.0))
        for at, label in enumerate(row):
            _write(strip, label, at * room + _GAP, _GAP, inner, type)
            strip.marks.append(Frame(at * room + 0.5, strip.height, room - 1, strip.height - 1))
        return strip


@dataclass(frozen=True, slots=True)
class LabelSheet:
    """One label on each of a sheet's labels, whose width, height and gap are given in millimetres.

    What does not fit on a label in small letters goes on on the next one. A ``frame`` shows where each ends.
    """

    labels: Sequence[LabelText]
    size: tuple[float, float, float]
    frame: bool = False

    def strips(self, width: float, type: Type) -> list[Strip]:
        wide, high, gap = (part * MM for part in self.size)
        across = int((width + gap + 1) / (wide + gap))
        parts = [part for label in self.labels for part in self._parts(label, type)]
        strips = []
        for start in range(0, len(parts), across):
            strip = Strip(high)
            for at, (label, fitted) in enumerate(parts[start : start + across]):
                x = at * (wide + gap)
                inner = wide - 2 * _EDGE
                top = (high - max(_SIDE, _height(label, inner, fitted))) / 2
                _write(strip, label, x + _EDGE, top, inner, fitted)
                if self.frame:
                    strip.marks.append(Frame(x + 1.5, high - 1.5, wide - 3, high - 3, RULE))
            strips.append(strip)
        return strips

    def _parts(self, label: LabelText, type: Type) -> Iterator[tuple[LabelText, Type]]:
        """A label with the type it fits in, or as many as it takes in the smallest."""
        width, room = self.size[0] * MM - 2 * _EDGE, self.size[1] * MM - 2 * _EDGE
        smallest = replace(type, text=SMALLEST, small=SMALLEST, holder=SMALLEST)
        for scale in _LARGER:
            # Across a van large letters are read; not at the price of a line broken.
            fitted = type.times(scale)
            unbroken = len(list(_lines(label, width, fitted))) == 1 + len(label.lines)
            if unbroken and _height(label, width, fitted) <= room:
                yield label, fitted
                return
        for tried in (type, type.times(0.9), smallest):
            fitted = replace(tried, text=max(SMALLEST, tried.text), small=max(SMALLEST, tried.small))
            if _height(label, width, fitted) <= room:
                yield label, fitted
                return
        held: list[str] = []
        named = LabelText(label.code, label.code, ())
        for line in (label.name, *label.lines):
            for part in wrap(line, width - _SIDE - _GAP, SMALLEST):
                if held and _height(replace(named, lines=(*held, part)), width, smallest) > room:
                    yield replace(named, lines=tuple(held)), smallest
                    held = []
                held.append(part)
        yield replace(named, lines=tuple(held)), smallest
