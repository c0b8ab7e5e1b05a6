"""What a kept photo may be: a JPEG of a few hundred kilobytes that says nothing beside what is seen on it."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from models.errors import UserError
from models.i18n import tr

PHOTO_BYTES: Final = 200 * 1024
"""The most bytes of a kept photo."""
THUMBNAIL_BYTES: Final = 8 * 1024
"""The most bytes of its small copy."""
MOST_EACH: Final = 12
"""The most photos of one record, so that the file stays small enough to be copied to a stick every day."""

_START, _SCAN, _END = 0xD8, 0xDA, 0xD9
_JFIF, _EXIF, _ADOBE, _COMMENT = 0xE0, 0xE1, 0xEE, 0xFE
_NO_BODY: Final = frozenset({0x01, *range(0xD0, 0xD8)})
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_MOMENT: Final = re.compile(rb"(\d{4}):(\d\d):(\d\d) \d\d:\d\d:\d\d")
_FIRST_YEAR: Final = 1995  # a camera whose clock was never set notes an earlier one
_APPLICATIONS: Final = frozenset(range(0xE0, 0xF0))


class PlainPhoto(NamedTuple):
    """A JPEG without notes, how many points it is wide and high, and how many colours each has: 1 for grey, or 3."""

    data: bytes
    width: int
    height: int
    colours: int = 3


def plain_photo(data: bytes, most: int = PHOTO_BYTES) -> PlainPhoto:
    """A JPEG without place, camera, day and whatever else was noted in it, of at most so many bytes.

    Raises UserError when it is none, breaks off, or is larger.
    """
    kept = [b"\xff\xd8"]
    size, colours = (0, 0), 3
    ended = scanned = False
    for marker, part in _parts(data):
        if marker in _FRAMES and len(part) >= 10:
            size, colours = (int.from_bytes(part[7:9]), int.from_bytes(part[5:7])), part[9]
        if marker in _APPLICATIONS or marker == _COMMENT:
            # The two that say how its colours are to be read.
            wanted = (marker == _JFIF and part[4:9] == b"JFIF\0") or (
                marker == _ADOBE and part[4:9] == b"Adobe"
            )
            if not wanted:
                continue
        kept.append(part)
        ended = marker == _END
        scanned = scanned or marker == _SCAN
    if not ended or not scanned or 0 in size:
        raise UserError(tr("This is no whole JPEG photo."))
    plain = b"".join(kept)
    if len(plain) > most:
        raise UserError(tr("The photo is larger than {most} KB.").format(most=most // 1024))
    return PlainPhoto(plain, *size, colours)


def day_taken(data: bytes) -> date | None:
    """The day a camera noted in a JPEG, the earliest where it noted several; None where it noted none."""
    noted = []
    for marker, part in _parts(data):
        if marker == _EXIF and part[4:8] == b"Exif":
            noted += _MOMENT.findall(part)
        elif marker == _SCAN:
            break
    days = []
    for year, month, day in noted:
        with contextlib.suppress(ValueError):
            days.append(date(int(year), int(month), int(day)))
    return min((day for day in days if day.year >= _FIRST_YEAR), default=None)


def _parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The parts of a JPEG after its first two bytes, each with its marker; ends early where it breaks off."""
    if data[:2] != bytes((0xFF, _START)):
        return
    at = 2
    while at + 2 <= len(data):
        if data[at] != 0xFF:
            return
        marker = data[at + 1]
        if marker == 0xFF:  # padding between two parts
            at += 1
            continue
        end = at + 2
        if marker != _END and marker not in _NO_BODY:
            end += int.from_bytes(data[end : end + 2])
            if end < at + 4 or end > len(data):
                return
        if marker == _SCAN:
            end = _scan_end(data, end)
        yield marker, data[at:end]
        if marker == _END:
            return
        at = end


def _scan_end(data: bytes, at: int) -> int:
    """Where the points that begin at a place end: at the next marker that is none of theirs."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            return len(data)
        # A stuffed byte, or a mark inside the points.
        if data[at + 1] != 0 and data[at + 1] not in _NO_BODY:
            return at
        at += 2
