"""What a driver's phone shows as codes and a scanner types: parts of digits, put together and read.

The form is described in ``resources/road/code.js``, which writes it.
"""

from __future__ import annotations

import datetime as dt
import zlib
from dataclasses import dataclass, field
from typing import Final

from models.errors import UserError
from models.i18n import tr
from models.rules.amount import HALF_WIDTH

HEAD: Final = 19
CRC: Final = 10
CHECK: Final = 100_000


@dataclass(frozen=True, slots=True)
class CodePart:
    """One code: the day and drive it is of, the check of its plan, which part it is of how many, and its bytes."""

    date: dt.date
    drive: int
    check: str
    number: int
    count: int
    content: bytes

    @property
    def of(self) -> tuple[dt.date, int, str, int]:
        """What the parts that belong together share."""
        return self.date, self.drive, self.check, self.count


@dataclass(frozen=True, slots=True)
class ScannedStop:
    """A stop's answer: its place on the drive (0 is first), whether somebody was at home, HH:MM or "".

    ``figures`` and ``words`` by the place of the job at the stop, as they were typed.
    """

    place: int
    done: bool
    arrived: str
    figures: dict[int, str] = field(default_factory=dict)
    words: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ScannedDrive:
    """All of one drive: its stops, and ``facts`` by L (left), B (back), O and I (odometer out and in)."""

    stops: tuple[ScannedStop, ...]
    facts: dict[str, str]


def plan_check(keys: list[int]) -> str:
    """Five digits that tell whether a code was made of this plan: its stops and jobs in order."""
    return f"{zlib.crc32(' '.join(map(str, keys)).encode()) % CHECK:05d}"


def read_part(text: str) -> CodePart:
    """One code as it was typed. Raises UserError when it is none of ours or was not read whole."""
    digits = "".join(text.translate(HALF_WIDTH).split())
    if not digits.isascii() or not digits.isdigit() or not digits.startswith("91"):
        raise UserError(tr("This is not a code from a driver's phone."))
    body, crc = digits[:-CRC], digits[-CRC:]
    whole = len(body) >= HEAD and (len(body) - HEAD) % 3 == 0 and int(crc) == zlib.crc32(body.encode())
    if not whole:
        raise UserError(tr("The code was not read whole; scan it again."))
    day, drive, check, number, count = body[2:8], body[8:10], body[10:15], body[15:17], body[17:19]
    try:
        content = bytes(int(body[at : at + 3]) for at in range(HEAD, len(body), 3))
        date = dt.datetime.strptime(day, "%y%m%d").date()
    except ValueError as error:
        raise UserError(tr("This is not a code from a driver's phone.")) from error
    return CodePart(date, int(drive), check, int(number), int(count), content)


def put_together(parts: list[CodePart]) -> ScannedDrive | None:
    """The drive the parts tell, in whatever order they came; None while some are missing.

    Raises UserError when they make no sense.
    """
    by_number = {part.number: part for part in parts}
    count = parts[0].count if parts else 0
    if not parts or any(number not in by_number for number in range(1, count + 1)):
        return None
    try:
        text = b"".join(by_number[number].content for number in range(1, count + 1)).decode()
        stops: list[ScannedStop] = []
        facts: dict[str, str] = {}
        for record in filter(None, text.split("\x1e")):
            if record[0].isdigit():
                stops.append(_stop(record))
            else:
                facts[record[0]] = record[1:]
    except ValueError as error:
        raise UserError(tr("This is not a code from a driver's phone.")) from error
    return ScannedDrive(tuple(stops), facts)


def _stop(record: str) -> ScannedStop:
    first, *rest = record.split("\x1f")
    at = next((at for at, sign in enumerate(first) if sign in "dn"), -1)
    if at < 1:
        raise ValueError(first)
    clock = first[at + 1 :]
    stop = ScannedStop(int(first[:at]), first[at] == "d", f"{clock[:2]}:{clock[2:]}" if clock else "")
    for job in rest:
        sign = next((sign for sign in job if sign in "=~"), "")
        if not sign:
            raise ValueError(job)
        place, _, value = job.partition(sign)
        (stop.figures if sign == "=" else stop.words)[int(place)] = value
    return stop
