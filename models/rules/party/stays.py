"""Where somebody lived on which day: former spans, each with its last day, and the place that holds now.

On every day there is exactly one place: that of the span the day lies in, else the present one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Generic, TypeVar

Place = TypeVar("Place")
Present = TypeVar("Present")

_ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span(Generic[Place]):
    """Days spent at a place, both inside; ``start`` None: from the beginning."""

    start: date | None
    end: date
    place: Place

    def covers(self, day: date) -> bool:
        """Whether a day lies in it."""
        return day <= self.end and (self.start is None or self.start <= day)


def place_on(spans: Sequence[Span[Place]], present: Present, day: date) -> Place | Present:
    """Where somebody lived on a day, ``present`` after the last of the spans; these do not overlap."""
    return next((span.place for span in spans if span.covers(day)), present)


def moved(
    spans: Sequence[Span[Place]], present: Place, day: date, place: Place
) -> tuple[list[Span[Place]], Place]:
    """Spans in order and the present place once somebody moved to ``place`` on a day.

    A day before a move that is known already changes the days up to that move only: who moved on since lives where they
    did.
    """
    before: list[Span[Place]] = []
    after: list[Span[Place]] = []
    for span in sorted(spans, key=lambda one: one.end):
        if span.covers(day):
            if span.start is None or span.start < day:
                before.append(replace(span, end=day - _ONE))
            after.insert(0, Span(day, span.end, place))
        else:
            (before if span.end < day else after).append(span)
    if after and after[0].start is not None and after[0].start > day:
        # Nothing was known of these days: up to the next move it is the new place.
        after.insert(0, Span(day, after[0].start - _ONE, place))
    if after:
        return [*before, *after], present
    since = before[-1].end + _ONE if before else None
    if since is None or since < day:
        before.append(Span(since, day - _ONE, present))
    return before, place


def overlapping(spans: Sequence[Span[Place]]) -> Span[Place] | None:
    """The first span that begins before an earlier one has ended, or None."""
    ordered = sorted(spans, key=lambda one: (one.start or date.min, one.end))
    return next(
        (later for earlier, later in pairwise(ordered) if later.start is None or later.start <= earlier.end),
        None,
    )
