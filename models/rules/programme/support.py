"""Who qualifies for support money (奖补): the conditions of a rule, held against people and workshops on a day.

Days are whole days, both ends of a span inside; money is fen. A rule asks only for what its conditions name; nothing is
fixed here but what the words mean (help/support).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from models.rules.party.category import category_on

PER_PERSON, PER_WORKSHOP, PER_DAY = "person", "workshop", "day"
QUALIFIES, NEARLY, CLAIMED, NOT = "qualifies", "nearly", "claimed", "not"

IN_FORCE, PLACED, OPEN = "in_force", "placed", "open"
CONTRACT, INSURED, NEWLY_TAKEN, ENOUGH_PEOPLE = "contract", "insured", "newly_taken", "enough_people"
CATEGORY, FIRST_TIME, COURSES, ONCE, ATTENDED = "category", "first_time", "courses", "once", "attended"
"""The conditions that a rule may ask for, or that always hold."""

MENDED: Final = frozenset({CONTRACT, INSURED, ENOUGH_PEOPLE})
"""The conditions that time or more people bring about; who lacks only a little of these nearly qualifies."""
NEAR: Final = 5
"""Nearly: what is missing is at most a fifth of what is asked for."""
YEAR: Final = dt.timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Terms:
    """A rule over its span: what it pays for, the amount in fen, and what it asks for (None, "" and off: nothing)."""

    basis: str
    amount: int
    start: dt.date
    end: dt.date | None = None
    contract_days: int | None = None
    insured: bool = False
    newly_taken: int | None = None
    first_only: bool = False
    most_courses: int | None = None
    category: str = ""

    def holds(self, day: dt.date) -> bool:
        """Whether the rule is in force on a day, its first and last day included."""
        return self.start <= day and (self.end is None or day <= self.end)

    @property
    def of_people(self) -> bool:
        """Whether it asks something of each person."""
        return bool(self.contract_days or self.insured or self.category)


@dataclass(frozen=True, slots=True)
class Employment:
    """Somebody's time at a workshop (None: elsewhere), as a member's household or by a placement.

    ``contract_days`` is how long the contract is, None: there is none. ``also_at`` names the workshops whose
    enterprise is the employer, though the person was not there.
    """

    workshop: int | None
    start: dt.date
    end: dt.date | None = None
    contract_days: int | None = None
    insured_from: dt.date | None = None
    insured_to: dt.date | None = None
    also_at: frozenset[int] = frozenset()

    def on(self, day: dt.date) -> bool:
        """Whether the person is there on a day."""
        return self.start <= day and (self.end is None or day <= self.end)


class EarlierClaim(NamedTuple):
    """A claim made before that was not refused: its number, whether by the very same dated rule, and its days."""

    number: str
    same: bool
    days: int = 0


class TrainingDay(NamedTuple):
    """A day of training of somebody: paid for by the rule, or ``beyond`` the courses that are paid a person."""

    day: dt.date
    beyond: bool = False


@dataclass(frozen=True, slots=True)
class Applicant:
    """What is known of somebody: jobs, days of training under the rule, the category with its span, earlier claims.

    ``common`` is the category of the household, which holds outside the span of the own one.
    """

    key: int
    jobs: tuple[Employment, ...] = ()
    training: tuple[TrainingDay, ...] = ()
    category: str = ""
    category_from: dt.date | None = None
    category_until: dt.date | None = None
    common: str = ""
    claims: tuple[EarlierClaim, ...] = ()

    def category_on(self, day: dt.date) -> str:
        """The category on a day."""
        return category_on(self.category, self.category_from, self.category_until, self.common, day)


@dataclass(frozen=True, slots=True)
class SupportedPlace:
    """A workshop: when it was opened and closed (last day), and the claims made for it by the rule."""

    key: int
    opened: dt.date | None = None
    closed: dt.date | None = None
    claims: tuple[EarlierClaim, ...] = ()

    def open_on(self, day: dt.date) -> bool:
        """Whether it is open on a day."""
        return (self.opened is None or self.opened <= day) and (self.closed is None or day <= self.closed)


class Condition(NamedTuple):
    """One condition held against somebody: how much there is of how much is needed.

    ``claim`` is the number of a claim that stands in the way.
    """

    code: str
    has: int
    needs: int
    claim: str = ""

    @property
    def missing(self) -> int:
        """So much is missing; 0 where the condition is met."""
        return max(0, self.needs - self.has)

    @property
    def near(self) -> bool:
        """Whether it is missing little, and of what may still come."""
        return self.code in MENDED and self.missing <= max(1, self.needs // NEAR)


@dataclass(frozen=True, slots=True)
class Judged:
    """How a person or a workshop stands to a rule on a day; amount in fen, 0 unless it qualifies.

    ``days`` are those paid for, ``workshop`` where the person works, ``people`` who count for a workshop.
    """

    verdict: str
    conditions: tuple[Condition, ...]
    workshop: int | None = None
    days: int | None = None
    amount: int = 0
    people: tuple[int, ...] = ()

    @property
    def unmet(self) -> tuple[Condition, ...]:
        """The conditions that are not met."""
        return tuple(one for one in self.conditions if one.missing)

    @property
    def claim(self) -> str:
        """The number of the claim that stands in the way, "" where none does."""
        return next((one.claim for one in self.unmet if one.claim), "")


def judge_person(terms: Terms, person: Applicant, day: dt.date) -> Judged:
    """How somebody stands to a rule that pays for people, or for people and days.

    Of several jobs the one that lacks least counts; what the rule asks of a workshop is asked apart (`judge_all`).
    """
    if terms.basis == PER_DAY:
        return _judge_days(terms, person, day)
    jobs = [job for job in person.jobs if job.on(day) or (job.contract_days and since(terms, job, day))]
    tried = [_judge_job(terms, person, job, day) for job in jobs]
    if not tried:
        tried = [_judge_job(terms, person, None, day)]
    return min(tried, key=lambda one: (_ORDER[one.verdict], sum(c.missing for c in one.conditions)))


def since(terms: Terms, job: Employment, day: dt.date) -> bool:
    """Whether a job had begun by a day and did not end before the rule."""
    return job.start <= day and (job.end is None or job.end >= terms.start)


_ORDER: Final = {QUALIFIES: 0, CLAIMED: 1, NEARLY: 2, NOT: 3}


def _judge_job(terms: Terms, person: Applicant, job: Employment | None, day: dt.date) -> Judged:
    found = [
        Condition(IN_FORCE, int(terms.holds(day)), 1),
        Condition(PLACED, int(job is not None), 1),
        *_once(terms, person.claims),
    ]
    if job is not None and terms.contract_days:
        found.append(Condition(CONTRACT, contract_of(job), terms.contract_days))
    if job is not None and terms.insured:
        found.append(insurance_of(job, day))
    if terms.category:
        found.append(Condition(CATEGORY, int(person.category_on(day) == terms.category), 1))
    if terms.newly_taken:
        taken = job is not None and newly_taken(terms, person, job.workshop, day)
        found.append(Condition(NEWLY_TAKEN, int(taken), 1))
    return _judged(tuple(found), terms.amount, job.workshop if job else None)


def _judge_days(terms: Terms, person: Applicant, day: dt.date) -> Judged:
    within = [one for one in person.training if one.day <= day and terms.holds(one.day)]
    paid = sum(one.days for one in person.claims if one.same)
    left = max(0, sum(not one.beyond for one in within) - paid)
    found = [Condition(IN_FORCE, int(terms.holds(day)), 1)]
    if left:
        found.append(Condition(ATTENDED, 1, 1))
    elif paid:
        found.append(Condition(ONCE, 0, 1, next(one.number for one in person.claims if one.same)))
    else:
        found.append(Condition(COURSES if within else ATTENDED, 0, 1))
    workshop = next((job.workshop for job in person.jobs if job.workshop and job.on(day)), None)
    return replace(_judged(tuple(found), terms.amount * left, workshop), days=left)


def contract_of(job: Employment) -> int:
    """The days of a contract; of one that ended before, the days it lasted."""
    days = job.contract_days or 0
    return days if job.end is None else min(days, (job.end - job.start).days + 1)


def insurance_of(job: Employment, day: dt.date) -> Condition:
    """Whether somebody was insured on every day of a job so far: the days insured, of the days there were."""
    last = day if job.end is None else min(day, job.end)
    needs = max(1, (last - job.start).days + 1)
    if job.insured_from is None:
        return Condition(INSURED, 0, needs)
    first = max(job.start, job.insured_from)
    until = last if job.insured_to is None else min(last, job.insured_to)
    return Condition(INSURED, max(0, (until - first).days + 1), needs)


def newly_taken(terms: Terms, person: Applicant, workshop: int | None, day: dt.date) -> bool:
    """Whether a workshop newly took somebody in, and still has the person on the day.

    It is the first stay at this workshop, begun within the 365 days up to the day and not before the rule; and nobody
    whom the workshop's enterprise employed in the 365 days before is new. Who left and came back is not; a contract
    that goes on the day after the last one ended is one stay.
    """
    own = sorted((job for job in person.jobs if job.workshop == workshop), key=lambda job: job.start)
    if workshop is None or not own or own[0].start > day:
        return False
    first, until = own[0].start, own[0].end
    for job in own[1:]:
        if until is not None and job.start <= until + dt.timedelta(days=1):
            until = None if job.end is None else max(until, job.end)
    if until is not None and until < day:
        return False
    if first < terms.start or day - first >= YEAR:
        return False
    before = [job for job in person.jobs if workshop in job.also_at and job.start < first]
    return not any(job.end is None or first - job.end <= YEAR for job in before)


def _once(terms: Terms, claims: Sequence[EarlierClaim]) -> list[Condition]:
    """What stands in the way of a second claim: the same dated rule, or any of its code where it pays only once."""
    by = next((one.number for one in claims if one.same), "")
    if by:
        return [Condition(ONCE, 0, 1, by)]
    if terms.first_only:
        first = next((one.number for one in claims), "")
        return [Condition(FIRST_TIME, int(not first), 1, first)]
    return [Condition(ONCE, 1, 1)]


def _judged(conditions: tuple[Condition, ...], amount: int, workshop: int | None) -> Judged:
    unmet = [one for one in conditions if one.missing]
    if not unmet:
        verdict = QUALIFIES
    elif any(one.claim for one in unmet):
        verdict = CLAIMED
    else:
        verdict = NEARLY if all(one.near for one in unmet) else NOT
    return Judged(verdict, conditions, workshop, amount=amount if verdict == QUALIFIES else 0)


def judge_workshop(terms: Terms, place: SupportedPlace, people: Iterable[Applicant], day: dt.date) -> Judged:
    """How a workshop stands to a rule that pays a workshop, by the people it has (`counting_people`)."""
    who = counting_people(terms, place.key, people, day)
    found = [
        Condition(IN_FORCE, int(terms.holds(day)), 1),
        Condition(OPEN, int(place.open_on(day)), 1),
        *_once(terms, place.claims),
    ]
    asked = terms.newly_taken or int(terms.of_people)
    if asked:
        found.append(Condition(ENOUGH_PEOPLE, len(who), asked))
    return replace(_judged(tuple(found), terms.amount, place.key), people=who)


def counting_people(
    terms: Terms, workshop: int, people: Iterable[Applicant], day: dt.date
) -> tuple[int, ...]:
    """Who counts towards what a rule asks of a workshop: each meets what it asks of people, and nobody counts twice."""
    found = []
    for person in people:
        for job in person.jobs:
            if job.workshop != workshop or not job.on(day):
                continue
            judged = _judge_job(terms, person, job, day)
            if not any(one.code != IN_FORCE for one in judged.unmet):
                found.append(person.key)
                break
    return tuple(found)


def judge_all(
    terms: Terms, people: Sequence[Applicant], places: Sequence[SupportedPlace], day: dt.date
) -> tuple[dict[int, Judged], dict[int, Judged]]:
    """How all people and all workshops stand to a rule, by key; only those that the rule pays for are answered.

    Where a rule for people asks that a workshop newly took in so many, its people share what the workshop lacks.
    """
    at: Mapping[int, list[Applicant]] = _by_workshop(people)
    if terms.basis == PER_WORKSHOP:
        return {}, {place.key: judge_workshop(terms, place, at.get(place.key, ()), day) for place in places}
    found = {person.key: judge_person(terms, person, day) for person in people}
    if terms.basis == PER_PERSON and terms.newly_taken:
        taken = {key: sum(newly_taken(terms, one, key, day) for one in those) for key, those in at.items()}
        for key, judged in found.items():
            if judged.workshop is not None:
                more = Condition(ENOUGH_PEOPLE, taken[judged.workshop], terms.newly_taken)
                found[key] = _judged((*judged.conditions, more), terms.amount, judged.workshop)
    return found, {}


def _by_workshop(people: Iterable[Applicant]) -> dict[int, list[Applicant]]:
    found: dict[int, list[Applicant]] = defaultdict(list)
    for person in people:
        for workshop in {job.workshop for job in person.jobs if job.workshop is not None}:
            found[workshop].append(person)
    return found
