"""What a document is built of, from top to bottom: facts, notes, the reckoning, boxes to sign in.

A block turns itself into strips for a width. A strip is never divided, so a page ends between two of them; a strip that
asks to be kept stays with the one after it where the page allows. Positions count from the strip's upper left corner.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from reports.paper.fonts import text_width
from reports.paper.marks import Frame, Mark, Text, rule
from reports.paper.papers import HEAVY, RULE, Type
from reports.paper.wrap import TWO_LANGUAGES, wrap

GAP = 8.0
INSET = 4.0
"""Points between the edge of a table and what stands in its first and last column."""


class Continued(Protocol):
    """A table that may go on over pages: the head it repeats, and the rows that carry its sums."""

    head: list[Strip]

    def carry(self, sums: tuple[int, ...], brought: bool) -> list[Strip]: ...

    def carry_height(self) -> float: ...


@dataclass(slots=True)
class Strip:
    """An undivided band of a page, in points, with its marks; of those that cover each other the later lies on top.

    A strip of a table carries the running ``sums``. A ``spare`` one is an empty line that may be left out to save a
    page; a ``loose`` one is kept with the next only as far as a page can hold both.
    """

    height: float
    marks: list[Mark] = field(default_factory=list)
    keep: bool = False
    spare: bool = False
    loose: bool = False
    table: Continued | None = None
    sums: tuple[int, ...] = ()

    def put(self, x: float, y: float, marks: Iterable[Mark]) -> None:
        """Add marks that are measured from a point of this strip."""
        self.marks += [mark.moved(x, y) for mark in marks]


@dataclass(frozen=True, slots=True)
class Number:
    """A figure that aligns on the decimal, with its unit standing to the right of it."""

    text: str
    unit: str = ""

    def __str__(self) -> str:
        return f"{self.text} {self.unit}".strip()


class Block(Protocol):
    """Anything that can lay itself out as strips in a width in points."""

    def strips(self, width: float, type: Type) -> list[Strip]: ...


def baseline(height: float, size: float) -> float:
    """How far below a line's top its characters stand so that they look centred in it."""
    return height / 2 + size * 0.37


@dataclass(frozen=True, slots=True)
class Space:
    """Empty height in points; a ``spare`` one goes before a small paper gets a second page."""

    height: float
    spare: bool = False

    def strips(self, width: float, type: Type) -> list[Strip]:
        return [Strip(self.height, spare=self.spare)]


@dataclass(frozen=True, slots=True)
class Note:
    """Running text; ``bold`` for a heading, which stays with what follows, ``spare`` as of a strip."""

    text: str
    bold: bool = False
    small: bool = False
    spare: bool = False

    def strips(self, width: float, type: Type) -> list[Strip]:
        size = type.small if self.small else type.text
        height = round(size * 1.5, 2)
        return [
            Strip(
                height,
                [Text(0, baseline(height, size), line, size, self.bold)],
                keep=self.bold,
                spare=self.spare,
            )
            for line in wrap(self.text, width, size)
        ]


@dataclass(frozen=True, slots=True)
class Holder:
    """Who the document is for, in one line where it fits: the name bold, the other parts apart."""

    name: str
    parts: Sequence[str]

    def strips(self, width: float, type: Type) -> list[Strip]:
        strips: list[Strip] = []
        x = width
        pieces = [(self.name, type.holder, True)] + [(part, type.text, False) for part in self.parts if part]
        for text, size, bold in pieces:
            lines = wrap(text, width, size)
            for number, line in enumerate(lines):
                wide = text_width(line, size)
                if number or x + wide > width:
                    strips.append(Strip(round(size * 1.55, 2), keep=True))
                    x = 0.0
                drop = baseline(strips[-1].height, type.text)
                strips[-1].marks.append(Text(x, drop, line, size, bold))
                x += wide
            x += 18
        strips.append(Strip(3, keep=True))
        return strips


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what is to be said; ``wide`` takes a line of its own."""

    label: str
    value: str
    wide: bool = False
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with their values, side by side in as many columns as the width carries."""

    facts: Sequence[Fact]

    def strips(self, width: float, type: Type) -> list[Strip]:
        columns = max(1, min(3, int(width / 165)))
        longest = max((text_width(fact.label, type.small) for fact in self.facts), default=0)
        while columns > 1 and longest > (width + GAP) / columns * 0.5:
            columns -= 1
        wide = (width + GAP) / columns
        lines: list[list[Fact]] = []
        for fact in self.facts:
            if fact.wide or not lines or len(lines[-1]) == columns or lines[-1][0].wide:
                lines.append([fact])
            else:
                lines[-1].append(fact)
        labels = [
            min(
                max((text_width(line[at].label, type.small) for line in lines if at < len(line)), default=0),
                wide * 0.5,
            )
            + 6
            for at in range(columns)
        ]
        strips: list[Strip] = []
        for line in lines:
            cells: list[tuple[float, list[str], float, list[str], bool]] = []
            for at, fact in enumerate(line):
                room = (width if fact.wide else wide * (at + 1) - GAP) - wide * at - labels[at]
                cells.append(
                    (
                        wide * at,
                        wrap(fact.label, labels[at] - 6, type.small),
                        labels[at],
                        wrap(fact.value, room, type.text),
                        fact.bold,
                    )
                )
            count = max(max(len(label), len(value)) for _, label, _, value, _ in cells)
            for number in range(count):
                strip = Strip(type.line, keep=number < count - 1)
                drop = baseline(type.line, type.text)
                for x, label, indent, value, bold in cells:
                    if number < len(label):
                        strip.marks.append(Text(x, drop, label[number], type.small, False))
                    if number < len(value):
                        strip.marks.append(Text(x + indent, drop, value[number], type.text, bold))
                strips.append(strip)
        return strips


@dataclass(frozen=True, slots=True)
class Figure:
    """The one figure that matters, framed, with its words below."""

    label: str
    amount: str
    words: str = ""

    def strip(self, width: float, type: Type) -> Strip:
        """The frame across a width, as one strip."""
        inner = width - 20
        label, size, beside = self._set(inner, type)
        lines = len(label)
        height = max(type.figure * 1.6, type.line * lines + 6) + (0 if beside else type.line * lines)
        strip = Strip(height + 2)
        strip.marks.append(Frame(1, height + 1, width - 2, height, HEAVY))
        drop = 1 + (height / 2 if beside else height - type.figure * 0.8) + size * 0.36
        middle = drop if lines == 1 else 1 + height / 2 + type.text * 0.37 - type.line * (lines - 1) / 2
        for at, words in enumerate(label):
            across = middle + type.line * at if beside else 1 + type.line * (at + 1)
            strip.marks.append(Text(10, across, words, type.text, False))
        strip.marks.append(Text(width - 10 - text_width(self.amount, size), drop, self.amount, size, True))
        if self.words:
            strip.height += 4
        for line in wrap(self.words, width - 2, type.text) if self.words else []:
            strip.marks.append(Text(1, strip.height + baseline(type.line, type.text), line, type.text, False))
            strip.height += type.line
        return strip

    def _set(self, inner: float, type: Type) -> tuple[list[str], float, bool]:
        """The label's lines, the amount's size, and whether they stand beside each other.

        Two languages take a line each before the amount gets smaller, and a line above it before it gets small.
        """
        whole, each = [self.label], TWO_LANGUAGES.sub("\n", self.label).split("\n")
        sizes = [type.figure - less for less in range(int(type.figure - type.text) + 1)]
        usual = [(label, size) for size in sizes if size >= type.figure * 0.8 for label in (whole, each)]
        for label, size in usual:
            words = max(text_width(line, type.text) for line in label)
            if words + 10 + text_width(self.amount, size) * 1.03 <= inner:
                return label, size, True
        size = next((size for size in sizes if text_width(self.amount, size) * 1.03 <= inner), sizes[-1])
        return whole if text_width(self.label, type.text) <= inner else each, size, False


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the reckoning: its sign in words, the reason, the amount.

    A ``sum`` has a rule above its amount, a ``bold`` one stands out.
    """

    sign: str
    words: str
    amount: str | Number
    sum: bool = False
    bold: bool = False


def _together(strips: list[Strip]) -> list[Strip]:
    """Strips that stay on one page where it can hold them."""
    for strip in strips[:-1]:
        strip.keep = True
    return strips


@dataclass(frozen=True, slots=True)
class Together:
    """Blocks that stay on one page where it can hold them: boxes to sign in with what is signed."""

    blocks: Sequence[Block]

    def strips(self, width: float, type: Type) -> list[Strip]:
        return _together([strip for block in self.blocks for strip in block.strips(width, type)])


@dataclass(frozen=True, slots=True)
class ReckoningBlock:
    """How the figure comes about, line by line in words, and the figure itself beside it unless it stands elsewhere."""

    steps: Sequence[Step]
    figure: Figure | None = None
    notes: Sequence[str] = ()

    def strips(self, width: float, type: Type) -> list[Strip]:
        if self.figure is None:
            return _together([Strip(3), *self._under(width, type), *self._notes(width, type)])
        beside = width > 400 and type.text < 13
        right = 204.0 if width < 560 else 215.0
        left = width - right - 28 if beside else width
        lines = self._steps(left, type)
        framed = self.figure.strip(right if beside else width, type)
        if not beside:
            notes = self._notes(width, type)
            return _together([Strip(5), *lines, Strip(3), framed, *notes])
        # The frame is as high as a few lines: they and it make one strip, the rest follow under it.
        group = Strip(5)
        group.put(left + 28, 5, framed.marks)
        bottom = framed.height + 5
        # The notes stand beside the frame or across the whole width below it, whichever is lower.
        notes, across = self._notes(left, type), self._notes(width, type)
        high = 5 + sum(strip.height for strip in lines)
        beside_them = max(bottom, high + sum(strip.height for strip in notes))
        if beside_them <= max(bottom, high) + sum(strip.height for strip in across):
            lines += notes
            notes = []
        else:
            notes = across
        first = group
        while lines and (group.height < bottom or first.keep):
            first = lines.pop(0)
            group.put(0, group.height, first.marks)
            group.height += first.height
        group.height = max(group.height, bottom)
        return _together([group, *lines, *notes])

    def _under(self, width: float, type: Type) -> list[Strip]:
        """The steps below a table: amounts under its last column, words as near to them as they are long."""
        inset = width - INSET
        widest = max(text_width(step.words, type.text) for step in self.steps) * 1.04
        signs = max(text_width(step.sign, type.text) for step in self.steps) + 9
        needed = min(inset, max(widest + signs + sum(self._slots(type.text)) + 22, inset * 0.5))
        strips = self._steps(needed, type)
        shift = inset - needed
        for strip in strips:
            strip.marks = [mark.moved(shift, 0) for mark in strip.marks]
        return strips

    def _notes(self, width: float, type: Type) -> list[Strip]:
        return [
            Strip(type.line, [Text(0, baseline(type.line, type.small), line, type.small)])
            for note in self.notes
            for line in wrap(note, width, type.small)
        ]

    def _steps(self, width: float, type: Type) -> list[Strip]:
        widest = max((text_width(step.sign, type.text) for step in self.steps), default=0)
        signs = widest + 9 if widest else 0.0
        whole, fraction, unit = self._slots(type.text)
        amounts = whole + fraction + unit + 10
        strips: list[Strip] = []
        drop = baseline(type.line, type.text)
        for step in self.steps:
            words = wrap(step.words, width - signs - (amounts if step.amount else 0), type.text)
            last = len(words) - 1
            for number, line in enumerate(words):
                strip = Strip(type.line, keep=number < last)
                if number == 0 and step.sign:
                    strip.marks.append(Text(0, drop, step.sign, type.text, step.bold))
                strip.marks.append(Text(signs, drop, line, type.text, step.bold))
                # Who reads aloud or copies the text meets the reason before its amount.
                if number == last:
                    strip.marks += [
                        Text(x, drop, text, type.text, step.bold)
                        for x, text in self._amount(step.amount, width, fraction, unit, type.text)
                    ]
                    if step.sum:
                        strip.marks.append(rule(width - amounts + 10, width - unit, 0.5, RULE))
                strips.append(strip)
        return strips

    def _slots(self, size: float) -> tuple[float, float, float]:
        """The widths of the amounts before the decimal point, from it on, and of their units."""
        whole = fraction = unit = 0.0
        for step in self.steps:
            if not isinstance(step.amount, Number):
                whole = max(whole, text_width(step.amount, size))
                continue
            before, _, after = step.amount.text.partition(".")
            whole = max(whole, text_width(before, size))
            if after:
                fraction = max(fraction, text_width("." + after, size))
            if step.amount.unit:
                unit = max(unit, text_width(step.amount.unit, size) + 3)
        return whole, fraction, unit

    @staticmethod
    def _amount(
        amount: str | Number, width: float, fraction: float, unit: float, size: float
    ) -> list[tuple[float, str]]:
        if not isinstance(amount, Number):
            return [(width - unit - text_width(amount, size), amount)] if amount else []
        whole = amount.text.partition(".")[0]
        x = width - unit - fraction - text_width(whole, size)
        placed = [(x, amount.text)]
        if amount.unit:
            placed.append((x + text_width(amount.text, size) + 3, amount.unit))
        return placed


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign on: as many side by side as fit, each as long as its label and a hand need."""

    labels: Sequence[str]

    def strips(self, width: float, type: Type) -> list[Strip]:
        apart = 22.0
        labels = self._labels(width, type)
        needs = [
            min(max(text_width(line, type.text) for line in label.split("\n")) + 34, width * 0.6)
            for label in labels
        ]
        rows: list[list[int]] = []
        count = 1
        while True:
            across = -(-len(needs) // count)
            rows = [list(range(len(needs)))[start : start + across] for start in range(0, len(needs), across)]
            if count == len(needs) or all(
                sum(needs[at] for at in row) + apart * (len(row) - 1) <= width for row in rows
            ):
                break
            count += 1
        return [self._row(row, labels, needs, width, apart, type) for row in rows]

    def _labels(self, width: float, type: Type) -> list[str]:
        """The labels; in two languages on two lines where they would not stand in one row otherwise."""
        wide = sum(text_width(label, type.text) + 56 for label in self.labels) - 22
        return list(self.labels) if wide <= width else [TWO_LANGUAGES.sub("\n", each) for each in self.labels]

    def _row(
        self, row: list[int], labels: list[str], needs: list[float], width: float, apart: float, type: Type
    ) -> Strip:
        spare = max(0.0, width - apart * (len(row) - 1) - sum(needs[at] for at in row)) / len(row)
        rooms = [min(needs[at] + spare, width) for at in row]
        wrapped = [(room, wrap(labels[at], room, type.text)) for at, room in zip(row, rooms, strict=True)]
        deepest = max(len(lines) for _, lines in wrapped)
        height = 10 * type.lead + deepest * type.line - 3
        strip = Strip(height, keep=True)
        x = 0.0
        for room, lines in wrapped:
            for number, line in enumerate(lines):
                drop = height - 6 - (len(lines) - 1 - number) * type.text * 1.25
                strip.marks.append(Text(x, drop, line, type.text, False))
            strip.marks.append(rule(x, x + room, height - 0.5, RULE))
            x += room + apart
        return strip
