"""Blocks to write and to stamp in: answers with blank lines, boxes for chop, thumb and witness."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from reports.paper.blocks import Block, Strip, baseline
from reports.paper.fonts import text_width
from reports.paper.marks import Frame, Text, rule
from reports.paper.papers import MM, RULE, SMALLEST, Type
from reports.paper.wrap import wrap

_WORD: Final = re.compile(r"[!-~]+")
_ABOUT: Final = re.compile("[^：:。.{]{1,30}[：:]")


@dataclass(frozen=True, slots=True)
class Answer:
    """A question with its answer, and ruled lines below it to write more on, at least ``blank`` in all."""

    question: str
    answer: str
    blank: int = 2

    def strips(self, width: float, type: Type) -> list[Strip]:
        height = round(type.text * 2.0, 2)
        drop = baseline(height, type.text)
        head = Strip(height, [Text(0, drop, self.question, type.text, True)], keep=True)
        lines = wrap(self.answer, width, type.text) if self.answer else []
        strips = [head]
        for number in range(max(len(lines), self.blank)):
            strip = Strip(
                height,
                [rule(0, width, height - 2)],
                keep=number == 0,
                spare=number >= max(1, len(lines)),
            )
            if number < len(lines):
                strip.marks.append(Text(0, drop, lines[number], type.text))
            strips.append(strip)
        return strips


def _sized(name: str, width: float, size: float) -> float:
    """The size in points at which no English word of a box's name is broken; not below the smallest there is."""
    widest = max((text_width(word, size) for word in _WORD.findall(name)), default=0.0)
    return size if widest <= width else max(SMALLEST, size * width / widest - 0.05)


def _high(strips: Sequence[Strip]) -> float:
    return sum(strip.height for strip in strips)


@dataclass(frozen=True, slots=True)
class SignRow:
    """Boxes of fixed size to sign in at the right (name, width, height in millimetres), notes and lines beside them.

    ``notes`` stand at the left, each begun anew; ``lines`` are names with a line to write on, below the notes;
    ``above`` stands over the notes, of which the first then stand over the boxes where that is lower. Where there is
    too little room beside the boxes all stands above them.
    """

    boxes: Sequence[tuple[str, float, float]]
    notes: Sequence[str] = ()
    lines: Sequence[str] = ()
    above: Block | None = None

    _gap: ClassVar[float] = 10.0
    _least: ClassVar[float] = 150.0

    def strips(self, width: float, type: Type) -> list[Strip]:
        rows = self._rows(width)
        across = sum(box[1] * MM for box in rows[0]) + self._gap * (len(rows[0]) - 1)
        beside = width - across - 2 * self._gap
        if len(rows) > 1 or beside < self._least:
            above = self.above.strips(width, type) if self.above is not None else []
            return [*above, *self._words(width, type), *(self._boxed(row, width, type, 0.0) for row in rows)]
        strip = self._boxed(rows[0], width, type)
        above = self.above.strips(beside, type) if self.above is not None else []
        words, over_boxes = self._words(beside, type), list[Strip]()
        if above:
            spare = strip.height - _high(above) - 4
            words, over_boxes = min(
                (
                    (
                        replace(self, notes=self.notes[count:])._words(beside, type),
                        replace(self, notes=self.notes[:count], lines=())._words(across, type),
                    )
                    for count in range(len(self.notes) + 1)
                ),
                key=lambda parted: max(_high(parted[0]) - spare, _high(parted[1])),
            )
        # What is higher than the boxes stands beside them from above them on.
        over = max(_high(over_boxes), _high(words) + _high(above) + 4 - strip.height)
        strip.height += over
        # Who reads aloud or copies the text meets what is signed before where it is signed.
        boxed, strip.marks = strip.marks, []
        self._onto(strip, above, 0.0)
        self._onto(strip, words, strip.height - _high(words))
        self._onto(strip, over_boxes, over - _high(over_boxes), width - across)
        strip.put(0, over, boxed)
        return [strip]

    @staticmethod
    def _onto(strip: Strip, parts: Sequence[Strip], y: float, right: float = 0.0) -> None:
        """Put strips on another, one below the other from ``y`` on."""
        for part in parts:
            strip.put(right, y, part.marks)
            y += part.height

    def _rows(self, width: float) -> list[list[tuple[str, float, float]]]:
        rows: list[list[tuple[str, float, float]]] = [[]]
        used = 0.0
        for box in self.boxes:
            wide = box[1] * MM + self._gap
            if rows[-1] and used + wide - self._gap > width:
                rows.append([])
                used = 0.0
            rows[-1].append(box)
            used += wide
        return rows

    def _boxed(
        self, row: Sequence[tuple[str, float, float]], width: float, type: Type, x: float | None = None
    ) -> Strip:
        """One row of boxes, its first at a place, else its last at the right edge."""
        high = max(box[2] for box in row) * MM
        strip = Strip(high + 4.5, keep=True)
        if x is None:
            x = width - sum(box[1] * MM for box in row) - self._gap * (len(row) - 1)
        for name, millimetres, _ in row:
            wide = millimetres * MM
            strip.marks.append(Frame(max(0.5, x + 0.5), high + 4, min(wide, width) - 1, high, RULE))
            size = _sized(name, wide - 8, type.small)
            for number, line in enumerate(wrap(name, wide - 8, size)):
                drop = 6 + size + number * size * 1.3
                strip.marks.append(Text(max(0.5, x) + 4, drop, line, size, False))
            x += wide + self._gap
        return strip

    def _words(self, width: float, type: Type) -> list[Strip]:
        strips = [
            Strip(round(type.small * 1.4, 2), [Text(0, type.small * 1.15, line, type.small)], keep=True)
            for note in self.notes
            for line in wrap(note, width, type.small)
        ]
        if not self.lines:
            return strips
        height = type.text * 1.9
        needs = max(text_width(name, type.text) for name in self.lines) + 34
        across = len(self.lines) if (needs + 12) * len(self.lines) - 12 <= width else 1
        room = (width - 12 * (across - 1)) / across
        for start in range(0, len(self.lines), across):
            strip = Strip(height, keep=True)
            for at, name in enumerate(self.lines[start : start + across]):
                x = at * (room + 12)
                strip.marks.append(Text(x, height - 5, name, type.text))
                strip.marks.append(rule(x, x + room, height - 0.5, RULE))
            strips.append(strip)
        return strips


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a contract: its number hanging before it, and what it is about, up to the first colon, bold."""

    number: str
    text: str

    def strips(self, width: float, type: Type) -> list[Strip]:
        size = type.text + 0.5
        height = round(size * 1.6, 2)
        drop = baseline(height, size)
        indent = size * 1.9
        about = _ABOUT.match(self.text)
        bold = about.group() if about else ""
        strips: list[Strip] = []
        for line in wrap(self.text, width - indent, size):
            strip = Strip(height, keep=True)
            x = indent
            if not strips:
                strip.marks.append(Text(0, drop, self.number, size))
                if bold and line.startswith(bold):
                    strip.marks.append(Text(x, drop, bold, size, True))
                    x += text_width(bold, size)
                    line = line.removeprefix(bold)
                    x += text_width(" ", size) * (len(line) - len(line.lstrip(" ")))
                    line = line.lstrip(" ")
            if line:
                strip.marks.append(Text(x, drop, line, size))
            strips.append(strip)
        strips[-1].keep = False
        strips[-1].height += size * 0.45
        return strips
