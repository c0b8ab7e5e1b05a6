"""Blocks to write and to stamp in: answers with blank lines, boxes for chop, thumb and witness, labels to cut apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from reports.blocks import Strip, baseline
from reports.fonts import text_width
from reports.paper import MM, RULE, Type
from reports.wrap import wrap

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
        head = Strip(height, [(0, drop, self.question, type.text, True)], keep=True)
        lines = wrap(self.answer, width, type.text) if self.answer else []
        strips = [head]
        for number in range(max(len(lines), self.blank)):
            strip = Strip(
                height,
                rules=[(0, width, height - 2, RULE)],
                keep=number == 0,
                spare=number >= max(1, len(lines)),
            )
            if number < len(lines):
                strip.texts.append((0, drop, lines[number], type.text, False))
            strips.append(strip)
        return strips


@dataclass(frozen=True, slots=True)
class SignBoxes:
    """Boxes side by side to sign, stamp or press a thumb in, each under its name."""

    names: Sequence[str]
    height: float = 62

    def strips(self, width: float, type: Type) -> list[Strip]:
        across = max(1, min(len(self.names), int((width + 10) / 110)))
        # Rows of the same length: no box stands alone below the others.
        across = -(-len(self.names) // -(-len(self.names) // across))
        room = (width + 10) / across - 10
        strips = []
        for start in range(0, len(self.names), across):
            wrapped = [wrap(name, room - 8, type.small) for name in self.names[start : start + across]]
            step = type.small * 1.3
            height = max(self.height, step * max(map(len, wrapped)) + 30)
            strip = Strip(height + 8)
            for at, lines in enumerate(wrapped):
                x = at * (room + 10)
                strip.frames.append((x + 0.5, height, room - 1, height - 1, RULE))
                for number, line in enumerate(lines):
                    strip.texts.append(
                        (x + 4, 3 + baseline(step, type.small) + number * step, line, type.small, False)
                    )
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
                strip.texts.append((0, drop, self.number, size, False))
                if bold and line.startswith(bold):
                    strip.texts.append((x, drop, bold, size, True))
                    x += text_width(bold, size)
                    line = line.removeprefix(bold)
                    x += text_width(" ", size) * (len(line) - len(line.lstrip(" ")))
                    line = line.lstrip(" ")
            if line:
                strip.texts.append((x, drop, line, size, False))
            strips.append(strip)
        strips[-1].keep = False
        strips[-1].height += size * 0.45
        return strips


@dataclass(frozen=True, slots=True)
class LabelText:
    """What one label says: the text of its code, a name in large letters, and further lines, the last one bold."""

    code: str
    name: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class LabelGrid:
    """Labels in rows, framed to be cut apart, each with its QR code."""

    labels: Sequence[LabelText]

    _height: ClassVar[float] = 36 * MM
    _side: ClassVar[float] = 15 * MM

    def strips(self, width: float, type: Type) -> list[Strip]:
        across = max(1, int(width / (56 * MM)))
        room = width / across
        strips: list[Strip] = []
        row: list[LabelText] = []
        for label in self.labels:
            # What would grow beyond a few labels' height gets a row of its own, across the page.
            alone = self._write(Strip(0), label, 0, room - 12, self._side, type) > 3 * self._height
            if row and (alone or len(row) == across):
                strips.append(self._row(row, room, type))
                row = []
            if alone:
                strips.append(self._row([label], width, type))
            else:
                row.append(label)
        return [*strips, self._row(row, room, type)] if row else strips

    def _row(self, row: Sequence[LabelText], room: float, type: Type) -> Strip:
        strip = Strip(self._height)
        for at, label in enumerate(row):
            x = at * room
            strip.codes.append((x + room - self._side - 6, 6, self._side, label.code))
            # A label grows rather than lose a word.
            strip.height = max(
                strip.height, self._write(strip, label, x + 6, room - 12, self._side, type) + 4
            )
        strip.frames = [
            (at * room + 0.5, strip.height, room - 1, strip.height - 1, RULE) for at in range(len(row))
        ]
        return strip

    def _write(
        self, strip: Strip, label: LabelText, x: float, width: float, side: float, type: Type
    ) -> float:
        """The texts of a label, beside the code while it lasts, then across; where they end, in points from the top."""
        y = 6.0
        for words, size, bold in (
            (label.name, type.holder + 1, True),
            *((line, type.small, False) for line in label.lines[:-1]),
            *((line, type.text, True) for line in label.lines[-1:]),
        ):
            room = width - side - 6 if y < side + 6 else width
            for line in wrap(words, room, size):
                step = size * 1.35
                strip.texts.append((x, y + baseline(step, size), line, size, bold))
                y += step
        return y
