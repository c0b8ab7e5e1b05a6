"""Photos on paper: side by side, each as high as the others, with its words below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from models.rules.photo import plain_photo
from reports.paper.blocks import Strip
from reports.paper.fonts import text_width
from reports.paper.marks import PhotoMark, Text
from reports.paper.papers import Type
from reports.paper.wrap import wrap

GAP: Final = 8.0
_USUAL: Final = 10.0
"""The size of usual print, in points."""
WIDEST: Final = 1.6
"""How many times as wide as high a photo may be on paper; a wider one is made lower."""


@dataclass(frozen=True, slots=True)
class PaperPhoto:
    """A photo (JPEG) and the words below it."""

    data: bytes
    words: str = ""


def sized(data: bytes, height: float) -> tuple[float, float]:
    """Width and height of a photo that is at most so high, in points."""
    photo = plain_photo(data)
    width = height * photo.width / photo.height
    most = height * WIDEST
    return (width, height) if width <= most else (most, most * photo.height / photo.width)


@dataclass(frozen=True, slots=True)
class PhotoBlock:
    """Photos in as many rows as they need, each at most ``height`` points high beside usual print, larger beside large.

    Nothing where a printer shows none.
    """

    photos: Sequence[PaperPhoto]
    height: float

    def strips(self, width: float, type: Type) -> list[Strip]:
        if not type.photos:
            return []
        rows: list[list[tuple[PaperPhoto, float, float]]] = [[]]
        used = 0.0
        for photo in self.photos:
            wide, high = sized(photo.data, self.height * type.text / _USUAL)
            if rows[-1] and used + wide > width:
                rows.append([])
                used = 0.0
            rows[-1].append((photo, wide, high))
            used += wide + GAP
        return [self._strip(row, type) for row in rows if row]

    def _strip(self, row: Sequence[tuple[PaperPhoto, float, float]], type: Type) -> Strip:
        high = max(high for _, _, high in row)
        strip = Strip(high + 4)
        x = 0.0
        below = 0
        for photo, wide, own in row:
            strip.marks.append(PhotoMark(x, high, wide, own, photo.data))
            lines = wrap(photo.words, wide, type.small) if photo.words else []
            below = max(below, len(lines))
            for number, line in enumerate(lines):
                drop = high + type.small * (1.2 + 1.3 * number)
                indent = (wide - text_width(line, type.small)) / 2
                strip.marks.append(Text(x + indent, drop, line, type.small))
            x += wide + GAP
        strip.height += below * type.small * 1.3
        return strip
