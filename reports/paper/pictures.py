"""Pictures for people who read little: an amount as notes and coins and a cross.

Everything is drawn in lines and boxes of at least a point, so that a dot-matrix printer shows it too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from models.rules.pay.cash import DENOMINATIONS, coinage
from reports.paper.fonts import text_width
from reports.paper.marks import Circle, Frame, Mark, Stroke, Text
from reports.paper.papers import HEAVY, RULE

SHOWN_EACH = 3  # of one note or coin; more are drawn once, with their number
NOTE_WIDE, NOTE_HIGH, COIN = 48.0, 21.0, 10.5
GAP = 6.0


@dataclass(slots=True)
class Picture:
    """Marks that belong together, measured from their upper left corner, in points."""

    width: float = 0.0
    height: float = 0.0
    marks: list[Mark] = field(default_factory=list)

    def put(self, other: Picture, x: float, y: float) -> None:
        """Draw another picture inside this one, its corner at a place."""
        self.marks += [mark.moved(x, y) for mark in other.marks]
        self.width = max(self.width, x + other.width)
        self.height = max(self.height, y + other.height)


def flowed(pictures: Sequence[Picture], width: float) -> Picture:
    """Pictures one after the other, in as many rows as the width asks for, standing on one line in each."""
    whole = Picture()
    rows: list[list[Picture]] = [[]]
    used = 0.0
    for picture in pictures:
        if rows[-1] and used + picture.width > width:
            rows.append([])
            used = 0.0
        rows[-1].append(picture)
        used += picture.width + GAP
    y = 0.0
    for row in rows:
        high = max((picture.height for picture in row), default=0.0)
        x = 0.0
        for picture in row:
            whole.put(picture, x, y + high - picture.height)
            x += picture.width + GAP
        y += high + GAP - 1
    whole.height = max(0.0, y - GAP + 1)
    return whole


def times(count: int, size: float = 15) -> Picture:
    """The words "× 7" beside what is there seven times."""
    words = f"× {count:,}"
    picture = Picture(text_width(words, size) * 1.04, size * 1.2)
    picture.marks.append(Text(0, size, words, size, True))
    return picture


def note(value: int) -> Picture:
    """A bank note of so many fen."""
    picture = Picture(NOTE_WIDE, NOTE_HIGH)
    picture.marks.append(Frame(0.75, NOTE_HIGH - 0.75, NOTE_WIDE - 1.5, NOTE_HIGH - 1.5, HEAVY))
    for x in (7.0, NOTE_WIDE - 7):
        picture.marks.append(Circle(x, NOTE_HIGH / 2, 3.0, RULE))
    words, size = str(value // 100), 13.0
    wide = text_width(words, size) * 1.04
    picture.marks.append(Text((NOTE_WIDE - wide) / 2, NOTE_HIGH / 2 + size * 0.36, words, size, True))
    return picture


def coin(words: str, radius: float = COIN, size: float = 11) -> Picture:
    """A coin with its value written on it."""
    picture = Picture(radius * 2, radius * 2)
    picture.marks.append(Circle(radius, radius, radius - 0.75, HEAVY))
    wide = text_width(words, size) * 1.04
    picture.marks.append(Text(radius - wide / 2, radius + size * 0.36, words, size, True))
    return picture


def money(fen: int, width: float) -> Picture:
    """An amount in the fewest notes and coins; fen that no coin pays are left out."""
    found: list[Picture] = []
    for value, count in zip(DENOMINATIONS, coinage(max(0, fen)).counts, strict=True):
        if not count:
            continue
        if value >= 500:
            one = note(value)
        elif value >= 100:
            one = coin(str(value // 100))
        else:
            one = coin(f"{value // 10}角", COIN, 9)  # as it is stamped on the coin
        found += [one] * count if count <= SHOWN_EACH else [one, times(count, 13)]
    return flowed(found, width)


def cross(size: float = 12) -> Picture:
    """A mark for what does not count."""
    picture = Picture(size, size)
    picture.marks += [Stroke(1, 1, size - 1, size - 1, 2.0), Stroke(1, size - 1, size - 1, 1, 2.0)]
    return picture
