"""Fair pay by the piece: the tested pace, what an hour earns by it, the floor of an hour, and what is made up to it.

Money is fen, quantities and minutes thousandths, rates ten-thousandths of a yuan, percentages parts per million.
``effort`` is quantity × pace: millionths of a minute.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from models.rules.amount import half_up

MILLION: Final = 1_000_000
YEAR: Final = timedelta(days=365)
FACTOR: Final = 1_200_000
"""Rated output work divides the mean pace by 1.2, so that somebody slower than the mean earns the floor too."""
_A_MINUTE: Final = 1_000
_AN_HOUR: Final = 60 * MILLION


class Trial(NamedTuple):
    """A pace test: so many units took so many minutes, both in thousandths."""

    day: date
    units: int
    minutes: int
    number: str = ""


class Floor(NamedTuple):
    """What an hour must bring from a day on, in fen; ``region`` None: in the whole county."""

    region: int | None
    start: date
    per_hour: int


class PieceTime(NamedTuple):
    """What pieces earned, in fen, and the time they take by the tested pace, in millionths of a minute."""

    fen: int
    effort: int


def in_force(tests: Iterable[Trial], day: date, last: int) -> list[Trial]:
    """The tests that count on a day, oldest first: the last so many up to it; 0: all of the 365 days up to it."""
    up_to = sorted(one for one in tests if one.day <= day)
    if last > 0:
        return up_to[-last:]
    return [one for one in up_to if one.day > day - YEAR]


def mean_pace(tests: Iterable[Trial]) -> int | None:
    """Minutes a unit in thousandths, half up: all minutes over all units; None without tests."""
    minutes = units = 0
    for one in tests:
        minutes += one.minutes
        units += one.units
    return half_up(minutes * _A_MINUTE, units) if units > 0 else None


def hour_earned(rate: int, pace: int) -> int | None:
    """What an hour earns at a piece rate and pace, in fen, half up; None where the pace is 0."""
    return half_up(rate * 600, pace) if pace > 0 else None


def floor_on(floors: Iterable[Floor], places: Sequence[int], day: date) -> Floor | None:
    """The floor in force on a day: of the nearest of ``places`` (deepest first) that has one, else the county's."""
    newest: dict[int | None, Floor] = {}
    for one in floors:
        known = newest.get(one.region)
        if one.start <= day and (known is None or one.start > known.start):
            newest[one.region] = one
    return next((newest[place] for place in (*places, None) if place in newest), None)


def rate_needed(floor: int, pace: int) -> int:
    """The least piece rate at which the mean pace earns the floor of an hour, rounded up to 1/10,000 yuan."""
    return proposed_rate(floor, pace, MILLION)


def proposed_rate(floor: int, pace: int, factor: int = FACTOR) -> int:
    """The piece rate of rated output work: floor ÷ (mean units an hour ÷ factor), rounded up to 1/10,000 yuan."""
    return -(-floor * pace * factor // (600 * MILLION))


def effort(quantity: int, pace: int) -> int:
    """The time so many pieces take by a pace, in millionths of a minute."""
    return quantity * pace


def floor_pay(floor: int, effort: int) -> int:
    """What the floor of an hour comes to over a time in millionths of a minute, in fen, half up."""
    return half_up(floor * effort, _AN_HOUR)


def make_up(floor: int, earned: PieceTime) -> int:
    """What is missing to the floor over the time that pieces took, in fen; nothing where they earned as much."""
    return max(0, floor_pay(floor, earned.effort) - earned.fen) if floor > 0 else 0


def made_up_again(floor: int, month: PieceTime, before: PieceTime, now: PieceTime) -> int:
    """How the make-up pay of an earlier month changes by pieces taken back ``now``, in fen; mostly below 0.

    ``month`` is what the month's pieces were, ``before`` those of them taken back already. Over all that is taken back
    the changes sum to what the month's make-up pay would have been without those pieces.
    """
    left = PieceTime(month.fen - before.fen, month.effort - before.effort)
    rest = PieceTime(left.fen - now.fen, left.effort - now.effort)
    return make_up(floor, rest) - make_up(floor, left)
