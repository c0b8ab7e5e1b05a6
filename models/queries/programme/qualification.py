"""Who qualifies for support money by a rule on a day, who nearly does and what is missing, and who was claimed already.

All people and workshops are asked for in a few questions; `rules.programme.support` decides. Money is fen.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from peewee import JOIN

from models import format
from models.database import StoredDays, db, unless_halted
from models.gc_pause import held_back
from models.i18n import Translator, mark
from models.queries.answers import first_column
from models.queries.programme.training import money_of
from models.rules.programme import support
from models.rules.programme.support import (
    CLAIMED,
    NEARLY,
    NOT,
    PER_DAY,
    QUALIFIES,
    Applicant,
    Condition,
    EarlierClaim,
    Employment,
    Judged,
    SupportedPlace,
    Terms,
    TrainingDay,
)
from models.rules.programme.training import BEYOND
from models.tables.party import Enterprise, Household, Worker
from models.tables.programme import Placement, Workshop, WorkshopMember
from models.tables.support import REFUSED, Claim, ClaimPerson, SupportRule
from models.tables.training import Attendance

VERDICTS: Final = (
    (QUALIFIES, mark("Qualifies")),
    (NEARLY, mark("Nearly")),
    (CLAIMED, mark("Claimed already")),
    (NOT, mark("Does not qualify")),
)


@dataclass(frozen=True, slots=True)
class WorkerFacts:
    """Who somebody is, as lists and papers name people."""

    id: int
    name: str
    household_id: int
    household: str
    head: str
    township: str
    village: str
    phone: str


@dataclass(frozen=True, slots=True)
class WorkshopFacts:
    """A workshop as lists and papers name it."""

    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Claimant:
    """Somebody or a workshop, held against a rule on a day.

    ``worker`` is None where the rule pays workshops, ``workshop`` where the person works at none. ``job`` is the one
    with the longest contract there.
    """

    judged: Judged
    worker: WorkerFacts | None = None
    workshop: WorkshopFacts | None = None
    job: Employment | None = None

    @property
    def name(self) -> str:
        """What it is called."""
        if self.worker is not None:
            return self.worker.name
        return "" if self.workshop is None else self.workshop.name


@dataclass(frozen=True, slots=True)
class Qualification:
    """The answer for a rule and a day: claimants by name within their verdict, and the people known by key."""

    rule: Any
    day: dt.date
    terms: Terms
    claimants: tuple[Claimant, ...]
    people: Mapping[int, WorkerFacts]
    jobs: Mapping[int, tuple[Employment, ...]]

    def of(self, *verdicts: str) -> list[Claimant]:
        """The claimants of these verdicts."""
        return [one for one in self.claimants if one.judged.verdict in verdicts]

    def job_at(self, worker: int, workshop: int | None) -> Employment | None:
        """The job of somebody at a workshop (None: anywhere) with the longest contract, up to the day.

        One with a contract that the rule counts comes first, though it has ended.
        """

        def order(job: Employment) -> tuple[bool, bool, int]:
            days = job.contract_days or 0
            return days > 0 and support.since(self.terms, job, self.day), job.on(self.day), days

        found = [
            job
            for job in self.jobs.get(worker, ())
            if job.start <= self.day and (workshop is None or job.workshop == workshop)
        ]
        return max(found, key=order, default=None)


def terms_of(rule: Any) -> Terms:
    """A dated rule as the rules read it: by the same names."""
    return Terms(**{one.name: getattr(rule, one.name) for one in fields(Terms)})


def qualification(rule: Any, day: dt.date, *, leaving_out: Iterable[int] = ()) -> Qualification:
    """How everybody and every workshop stands to a rule on a day; who has no job and no course is not among them.

    ``leaving_out`` are claims that are not counted, such as the one that is being changed.
    """
    with held_back():
        return _qualification(rule, day, frozenset(leaving_out))


def _qualification(rule: Any, day: dt.date, left_out: frozenset[int]) -> Qualification:
    terms = terms_of(rule)
    facts, categories = _workers()
    workshops = {
        key: WorkshopFacts(key, code, name)
        for key, code, name in db.execute(Workshop.select(Workshop.id, Workshop.code, Workshop.name))
    }
    jobs = _jobs()
    training = training_days(rule) if terms.basis == PER_DAY else {}
    claimed, claimed_places = _claims(rule, left_out)
    people = [
        Applicant(
            key, tuple(jobs.get(key, ())), tuple(training.get(key, ())), *categories[key], tuple(claimed[key])
        )
        for key in facts
        if (key in training if terms.basis == PER_DAY else key in jobs)
    ]
    judged_people, judged_places = support.judge_all(terms, people, _places(claimed_places), day)
    held = {person.key: person.jobs for person in people}
    answer = Qualification(rule, day, terms, (), facts, held)
    found = [
        Claimant(
            judged,
            facts[key],
            None if judged.workshop is None else workshops.get(judged.workshop),
            answer.job_at(key, judged.workshop),
        )
        for key, judged in judged_people.items()
    ] + [Claimant(judged, None, workshops[key]) for key, judged in judged_places.items()]
    order = [verdict for verdict, _ in VERDICTS]
    found.sort(key=lambda one: (order.index(one.judged.verdict), *_place_of(one)))
    return Qualification(rule, day, terms, tuple(found), facts, held)


def _place_of(one: Claimant) -> tuple[str, str, str]:
    shop = "" if one.workshop is None else one.workshop.code
    return (shop, "", "") if one.worker is None else (shop, one.worker.household, one.worker.name)


_Category = tuple[str, dt.date | None, dt.date | None, str]
"""Somebody's own category with its span, and that of the household."""


def _workers() -> tuple[dict[int, WorkerFacts], dict[int, _Category]]:
    """Everybody, and the category of each with its span, and that of the household."""
    facts, categories = {}, {}
    day = StoredDays()
    query = Worker.select(
        Worker.id,
        Worker.name,
        Household.id,
        Household.code,
        Household.head,
        Household.township,
        Household.village,
        Household.phone,
        Worker.category,
        Worker.category_from,
        Worker.category_until,
        Household.category,
    ).join(Household)
    for *who, own, since, until, common in db.execute(query):
        facts[who[0]] = WorkerFacts(*who)
        categories[who[0]] = (own, since and day[since], until and day[until], common)
    return facts, categories


def _jobs() -> dict[int, list[Employment]]:
    """Everybody's time at workshops and elsewhere: by placements, and as a worker of a household that is a member."""
    day = StoredDays()
    found: dict[int, list[Employment]] = defaultdict(list)
    members = (
        WorkshopMember.select(Worker.id, WorkshopMember.workshop, WorkshopMember.start, WorkshopMember.end)
        .join(Worker, on=Worker.household == WorkshopMember.household)
        .where(Worker.active)
    )
    for worker, workshop, start, end in db.execute(members):
        found[worker].append(Employment(workshop, day[start], end and day[end]))
    firms = _Firms()
    placements = Placement.select(
        Placement.worker,
        Placement.workshop,
        Placement.start,
        Placement.end,
        Placement.contract_days,
        Placement.insured_from,
        Placement.insured_to,
        Placement.employer,
    )
    for worker, workshop, start, end, contract, since, until, employer in unless_halted(
        db.execute(placements)
    ):
        found[worker].append(
            Employment(
                workshop,
                day[start],
                end and day[end],
                contract,
                since and day[since],
                until and day[until],
                firms.of(employer, workshop),
            )
        )
    return found


class _Firms:
    """The workshops of one enterprise, by its name, by theirs, and by each of them."""

    def __init__(self) -> None:
        query = Workshop.select(Workshop.id, Workshop.name, Workshop.enterprise, Enterprise.name).join(
            Enterprise, JOIN.LEFT_OUTER
        )
        rows = list(db.execute(query))
        own: dict[int | None, set[int]] = defaultdict(set)
        for key, _, enterprise, _ in rows:
            own[enterprise].add(key)
        self._of: dict[int | None, frozenset[int]] = {}
        self._named: dict[str, frozenset[int]] = defaultdict(frozenset)
        for key, name, enterprise, firm in rows:
            self._of[key] = frozenset({key} if enterprise is None else own[enterprise])
            for called in {name, firm or name}:
                self._named[called] |= self._of[key]

    def of(self, employer: str, workshop: int | None) -> frozenset[int]:
        """The workshops of whoever employed somebody, at one of them or elsewhere."""
        return self._named.get(employer, frozenset()) | self._of.get(workshop, frozenset())


def training_days(rule: Any, workers: Collection[int] | None = None) -> dict[int, list[TrainingDay]]:
    """The days of training that a rule pays people (None: all), and those beyond the courses paid a person."""
    if workers is None:
        workers = set(first_column(Attendance.select(Attendance.worker).distinct()))
    found: dict[int, list[TrainingDay]] = defaultdict(list)
    for money in unless_halted(money_of(workers)):
        if money.rule == rule.code or money.why == BEYOND:
            found[money.attended.worker].append(TrainingDay(money.attended.day, money.why == BEYOND))
    return found


def _claims(
    rule: Any, left_out: frozenset[int]
) -> tuple[dict[int, list[EarlierClaim]], dict[int | None, list[EarlierClaim]]]:
    """What was claimed by a rule's code and not refused: by person, and by workshop."""
    people: dict[int, list[EarlierClaim]] = defaultdict(list)
    places: dict[int | None, list[EarlierClaim]] = defaultdict(list)
    standing = (SupportRule.code == rule.code) & (Claim.status != REFUSED)
    query = Claim.select(Claim.id, Claim.number, Claim.rule, Claim.workshop).join(SupportRule)
    for key, number, by, workshop in db.execute(query.where(standing).order_by(Claim.date, Claim.number)):
        if key not in left_out:
            places[workshop].append(EarlierClaim(number, by == rule.id))
    named = (
        ClaimPerson.select(Claim.id, ClaimPerson.worker, Claim.number, Claim.rule, ClaimPerson.days)
        .join(Claim)
        .join(SupportRule)
        .where(standing)
        .order_by(Claim.date, Claim.number)
    )
    for key, worker, number, by, days in db.execute(named):
        if key not in left_out:
            people[worker].append(EarlierClaim(number, by == rule.id, days or 0))
    return people, places


def _places(claimed: Mapping[int | None, list[EarlierClaim]]) -> list[SupportedPlace]:
    day = StoredDays()
    return [
        SupportedPlace(key, opened and day[opened], closed and day[closed], tuple(claimed.get(key, ())))
        for key, opened, closed in db.execute(Workshop.select(Workshop.id, Workshop.opened, Workshop.closed))
    ]


def reasons(one: Claimant, tr: Translator) -> str:
    """What is missing, in words and numbers, "" where nothing is; of who was claimed already only by which claim."""
    claimed = [condition for condition in one.judged.unmet if condition.claim]
    return tr("; ").join(worded(condition, tr) for condition in claimed or one.judged.unmet)


def worded(one: Condition, tr: Translator) -> str:
    """A condition that is not met, as a reader understands it."""
    counted = {
        support.CONTRACT: lambda: tr.plural(
            "{n} day of contract is missing", "{n} days of contract are missing", one.missing
        ),
        support.INSURED: lambda: tr.plural(
            "{n} day without insurance", "{n} days without insurance", one.missing
        ),
        support.ENOUGH_PEOPLE: lambda: tr.plural(
            "{n} person is missing", "{n} people are missing", one.missing
        ),
    }
    if one.code in counted:
        return counted[one.code]()
    if one.claim:
        return tr("Claimed already: {number}").format(number=one.claim)
    return tr(_UNMET[one.code])


_UNMET: Final = {
    support.IN_FORCE: mark("The rule is not in force on this day"),
    support.PLACED: mark("No contract and no workshop on this day"),
    support.OPEN: mark("The workshop is not open on this day"),
    support.NEWLY_TAKEN: mark("Not newly taken in"),
    support.CATEGORY: mark("Not of this category on this day"),
    support.FIRST_TIME: mark("Only the first time"),
    support.COURSES: mark("All courses that are paid for were before"),
    support.ONCE: mark("Claimed already"),
    support.ATTENDED: mark("No day of a free course under this rule"),
}
"""What is said of a condition that is not met and has no number."""


def claimable_rules() -> list[Any]:
    """All rules, the newest of a code first."""
    return list(SupportRule.select().order_by(SupportRule.code, SupportRule.start.desc()))


def rule_named(rule: Any) -> str:
    """A rule as it is chosen: its name, and since when it holds."""
    return f"{rule.name} · {format.date(rule.start)}"
