"""Training: how many free courses a person may take, and what a day of training is worth to whom. Money in fen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Final, NamedTuple

from models.i18n import mark, plural, tr

SKILL_LEVELS: Final = (mark("none", "skill"), mark("learning"), mark("able"), mark("teaches others"))
"""What each level of a skill means, beginning with 0."""
HIGHEST: Final = len(SKILL_LEVELS) - 1
"""The highest level of a skill."""

PAID, TWICE, BEYOND, NO_RULE, CHARGED = "paid", "twice", "beyond", "no_rule", "charged"
WHY: Final = {
    PAID: mark("paid by the day"),
    TWICE: mark("paid for another course on that day"),
    BEYOND: mark("beyond the courses that are paid a person"),
    NO_RULE: mark("no rule holds on that day"),
    CHARGED: mark("the course is not free of charge"),
}
"""Why a day of training is paid or not, by its code."""


@dataclass(frozen=True, slots=True)
class FreeCourse:
    """A free course of a person: its number, name, last day, and on how many days the person was there."""

    number: str
    name: str
    end: date
    days: int = 0

    def counts(self, today: date) -> bool:
        """Whether it takes one of the person's places: attended for a day at least, or reserved as it is not over."""
        return self.days > 0 or self.end >= today

    def worded(self) -> str:
        """The course with what was attended of it, or that it is reserved."""
        said = plural("{n} day", "{n} days", self.days) if self.days else tr("enrolled")
        return tr("{number} {name} ({days})").format(number=self.number, name=self.name, days=said)


def beyond_free(taken: Iterable[FreeCourse], most: int, today: date) -> str:
    """Why a person may take no further free course, naming those that count; "" when there is a place left."""
    counted = [course for course in taken if course.counts(today)]
    if len(counted) < most:
        return ""
    said = plural(
        "{n} free course a person at most. Taken: {courses}.",
        "{n} free courses a person at most. Taken: {courses}.",
        most,
    )
    listed = sorted(counted, key=lambda course: (course.end, course.number))
    return said.format(courses=tr("; ").join(course.worded() for course in listed) or tr("none"))


class DayAttended(NamedTuple):
    """A person at a course on a day: the keys of both; ``category`` is that of the person on the day."""

    worker: int
    course: int
    day: date
    free: bool = True
    category: str = ""


@dataclass(frozen=True, slots=True)
class DayRate:
    """What a rule pays for a day of training from ``start`` to ``end`` (None: until further notice), in fen.

    ``most_courses``: for how many courses of a person (None: any); ``category``: only for people of it ("": everybody).
    """

    code: str
    amount: int
    start: date
    end: date | None = None
    most_courses: int | None = None
    category: str = ""

    def holds(self, attended: DayAttended) -> bool:
        """Whether the rule is in force on the day and made for this person."""
        day = attended.day
        return (
            self.start <= day
            and (self.end is None or day <= self.end)
            and self.category in ("", attended.category)
        )


class DayMoney(NamedTuple):
    """What a day of a person at a course is paid, in fen, by which rule ("": none), and why (`WHY`)."""

    attended: DayAttended
    amount: int
    rule: str
    why: str


def day_money(attendance: Iterable[DayAttended], rules: Sequence[DayRate]) -> list[DayMoney]:
    """What each day of training is paid; ``attendance`` holds all of each person's days, or limits are not seen.

    A person is paid once a day: for the course begun first. Where several rules hold, the one that pays most counts;
    one with a limit pays the person's first courses under its code. The answer is by day, person and course, whatever
    the order asked in.
    """
    listed = sorted(attendance, key=attrgetter("day", "worker", "course"))
    begun: dict[tuple[int, int], date] = {}
    for one in listed:
        begun.setdefault((one.worker, one.course), one.day)
    paid: set[tuple[int, date]] = set()
    courses: dict[tuple[int, str], set[int]] = {}
    answers: dict[DayAttended, DayMoney] = {}
    # Thousands have a day and a category in common.
    holding: dict[tuple[date, str], list[DayRate]] = {}
    for one in sorted(
        listed, key=lambda one: (one.day, one.worker, begun[one.worker, one.course], one.course)
    ):
        alike = one.day, one.category
        if alike not in holding:
            holding[alike] = [rule for rule in rules if rule.holds(one)]
        answers[one] = found = _of_day(one, holding[alike], courses, (one.worker, one.day) in paid)
        if found.why == PAID:
            paid.add((one.worker, one.day))
            courses.setdefault((one.worker, found.rule), set()).add(one.course)
    return [answers[one] for one in dict.fromkeys(listed)]


def _of_day(
    one: DayAttended, holding: Sequence[DayRate], courses: dict[tuple[int, str], set[int]], twice: bool
) -> DayMoney:
    """The money of one day by the rules that hold, given the courses that were paid before by each."""
    if not one.free:
        return DayMoney(one, 0, "", CHARGED)
    if not holding:
        return DayMoney(one, 0, "", NO_RULE)
    if twice:
        return DayMoney(one, 0, "", TWICE)
    open_ = [
        rule
        for rule in holding
        if rule.most_courses is None
        or len(courses.get((one.worker, rule.code), set()) | {one.course}) <= rule.most_courses
    ]
    if not open_:
        return DayMoney(one, 0, "", BEYOND)
    best = min(open_, key=lambda rule: (-rule.amount, rule.code))
    return DayMoney(one, best.amount, best.code, PAID)


def raised(level: int | None, to: int) -> int:
    """The level of a skill after a course that leads to ``to``: it never falls. ``level`` None: none was known."""
    return min(HIGHEST, max(level or 0, to))
