"""What fits a wish: vacancies with places left, work nobody has yet, and courses; and what has met it already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from peewee import fn

from models import format
from models.database import among, db
from models.i18n import tr
from models.queries import totals
from models.queries.party.place_tree import PlaceTree
from models.queries.programme.training import no_place_left
from models.rules.programme import matching
from models.rules.programme.matching import Match, OnOffer, Wanted, Why
from models.tables.order import Order, Subcontract
from models.tables.party import LEVELS, Enterprise, Household, Worker
from models.tables.product import Product
from models.tables.programme import JOB, TRAINING, Placement, Vacancy, Wish
from models.tables.training import Course, Enrolment, Referral, Skill


@dataclass(frozen=True, slots=True)
class Fit:
    """Something that fits a wish, with its name, what one should know of it, and why it fits, in words.

    ``told``: the day the person was told of it, None: not yet; ``outcome`` is what came of that.
    """

    match: Match
    name: str
    about: str
    told: date | None = None
    outcome: str = ""

    @property
    def why(self) -> str:
        """All reasons in one line."""
        return tr("; ").join(map(reason, self.match.why))


@dataclass(frozen=True, slots=True)
class Meeting:
    """What may have met a wish: since which day, in words, and the key of the placement where it is one."""

    day: date
    words: str
    placement: int | None = None


def reason(why: Why) -> str:
    """A reason as words."""
    if why.code == matching.NEARNESS:
        return tr(matching.NEAR[why.number])
    return tr(matching.REASONS[why.code]).format(number=why.number)


def fitting(wish: int, day: date) -> list[Fit]:
    """What fits a wish on a day, the best first, with what the person was told of it already."""
    row = _wish(wish)
    if row is None:
        return []
    tree = PlaceTree()
    worker = row.worker
    skills = Skill.select(Skill.trade, Skill.level).where(Skill.worker == worker.id)
    wanted = Wanted(
        row.kind,
        row.trade_id,
        row.flexible,
        row.near,
        _path(tree, worker.household.region_id),
        tuple(db.execute(skills.order_by(Skill.trade))),
    )
    named: dict[tuple[str, int], tuple[str, str]] = {}
    offers = []
    for kind in matching.OFFERED[row.kind]:
        for offer, name, about in _OFFERS[kind](tree, worker.id, day):
            offers.append(offer)
            named[kind, offer.key] = name, about
    told = _told(wish)
    return [
        Fit(one, *named[key], *told.get(key, (None, "")))
        for one in matching.matches(wanted, offers, day)
        for key in [(one.offer.kind, one.offer.key)]
    ]


def places_left(day: date, vacancies: Collection[int] | None = None) -> dict[int, int]:
    """How many places of each vacancy nobody holds on a day, below 0 where more were placed; None: of all."""
    held = (
        Placement.select(fn.COUNT(Placement.id))
        .where(
            Placement.vacancy == Vacancy.id,
            Placement.start <= day,
            Placement.end.is_null() | (Placement.end >= day),
        )
        .alias("held")
    )
    query = Vacancy.select(Vacancy.id, Vacancy.places, held)
    if vacancies is not None:
        query = query.where(among(Vacancy.id, vacancies))
    return {key: places - taken for key, places, taken in db.execute(query)}


def has_met(wish: int, day: date) -> list[Meeting]:
    """What the person does on a day that may have met a wish since: the first of each kind, the earliest first."""
    return _meetings(Wish.id == wish, day).get(wish, [])


def seemingly_met(day: date) -> dict[int, Meeting]:
    """Open wishes that something has met by a day, by their keys: nobody said so yet."""
    return {wish: found[0] for wish, found in _meetings(Wish.met_on.is_null(), day).items()}


def seems_met(meeting: Meeting) -> str:
    """What may have met a wish, as a sentence."""
    words = tr("Seems to be met since {day}: {words}.")
    return words.format(day=meeting.day.isoformat(), words=meeting.words)


def works_for(employer: str) -> str:
    """What a placement is called as that which met a wish."""
    return tr("works for {employer}").format(employer=employer)


def open_wishes(placement: Any) -> list[Any]:
    """The open wishes for a job that a placement may meet: said by the person before, the first one first."""
    query = Wish.select().where(
        Wish.worker == placement.worker_id,
        Wish.kind == JOB,
        Wish.met_on.is_null(),
        Wish.date <= placement.start,
    )
    return list(query.order_by(Wish.date, Wish.id))


def vacancy_taken(placement: Any) -> Any | None:
    """A vacancy of the employer with a place left on a placement's first day, that it does not name yet; else None.

    One the person was told of comes first, then the one reported first.
    """
    if placement.vacancy_id is not None:
        return None
    told = fn.EXISTS(
        Referral.select(Referral.id)
        .join(Wish)
        .where(Wish.worker == placement.worker_id, Referral.vacancy == Vacancy.id)
    )
    query = (
        Vacancy.select(Vacancy, Enterprise)
        .join(Enterprise)
        .where(
            Enterprise.name == placement.employer,
            Vacancy.reported <= placement.start,
            Vacancy.until.is_null() | (Vacancy.until >= placement.start),
        )
        .order_by(told.desc(), Vacancy.reported, Vacancy.id)
    )
    found = list(query)
    left = places_left(placement.start, [row.id for row in found])
    return next((row for row in found if left[row.id] > 0), None)


def _wish(key: int) -> Any:
    return (
        Wish.select(Wish, Worker, Household).join(Worker).join(Household).where(Wish.id == key).get_or_none()
    )


def _path(tree: PlaceTree, region: int | None) -> tuple[int, ...]:
    """The keys of the places a place lies in, the county first; 0 for a level that is unknown."""
    keys = {place.level: place.id for place in tree.above(region)}
    return tuple(keys.get(level, 0) for level, _ in LEVELS)


Offered = Iterator[tuple[OnOffer, str, str]]
"""What is offered, its name, and what one should know of it."""


def _vacancies(tree: PlaceTree, worker: int, day: date) -> Offered:
    left = places_left(day)
    query = Vacancy.select(Vacancy, Enterprise).join(Enterprise).where(Vacancy.reported <= day)
    for row in query.where(Vacancy.until.is_null() | (Vacancy.until >= day)):
        pay = [format.yuan(fen) for fen in dict.fromkeys((row.pay_from, row.pay_to)) if fen is not None]
        place = "" if row.region_id is None else getattr(tree.place(row.region_id), "name", "")
        said = [" – ".join(pay), row.hours, place, "" if row.until is None else row.until.isoformat()]
        offer = OnOffer(
            matching.VACANCY,
            row.id,
            row.trade_id,
            row.skill,
            row.flexible,
            _path(tree, row.region_id),
            row.reported,
            row.until,
            left[row.id],
            row.pay_to or row.pay_from or 0,
        )
        yield offer, f"{row.number} {row.enterprise.name} {row.post}", " · ".join(filter(None, said))


def _works(tree: PlaceTree, worker: int, day: date) -> Offered:
    left = (Order.quantity - totals.allocated()).alias("left")
    query = (
        Order.select(
            Order.id, Order.number, Order.due, Product.name, Product.unit, Product.trade, Order.quantity, left
        )
        .join(Product)
        .where(Order.closed_on.is_null(), Order.date <= day, Order.due >= day)
    )
    for key, number, due, product, unit, trade, _, rest in db.execute(query):
        offer = OnOffer(matching.WORK, key, trade, until=date.fromisoformat(due), left=rest)
        words = tr("{quantity} not assigned yet, due {due}")
        yield offer, f"{number} {product}", words.format(quantity=format.quantity(rest, unit), due=due)


def _courses(tree: PlaceTree, worker: int, day: date) -> Offered:
    full = worker in no_place_left([worker], day)
    mine = Enrolment.select(Enrolment.course).where(Enrolment.worker == worker)
    query = Course.select().where(Course.end >= day, Course.id.not_in(mine))
    for row in query.where(~Course.free) if full else query:
        offer = OnOffer(
            matching.COURSE, row.id, row.trade_id, place=_path(tree, row.region_id), until=row.end
        )
        said = [f"{row.start} – {row.end}", row.place, row.teacher]
        yield offer, f"{row.number} {row.name}", " · ".join(filter(None, said))


_OFFERS: Final = {matching.VACANCY: _vacancies, matching.WORK: _works, matching.COURSE: _courses}


def _told(wish: int) -> dict[tuple[str, int], tuple[date, str]]:
    """What the person was told of for a wish, and what came of it; the last time counts."""
    found: dict[tuple[str, int], tuple[date, str]] = {}
    rows = Referral.select().where(Referral.wish == wish).order_by(Referral.date, Referral.id)
    for row in rows:
        for kind, key in (
            (matching.VACANCY, row.vacancy_id),
            (matching.WORK, row.order_id),
            (matching.COURSE, row.course_id),
        ):
            if key is not None:
                found[kind, key] = row.date, row.result
    return found


def _meetings(which: Any, day: date) -> dict[int, list[Meeting]]:
    """What the people of some wishes do on a day: work elsewhere, courses, work at home; the first of each kind."""
    found: dict[int, list[Meeting]] = defaultdict(list)
    for wish, start, employer, placement in db.execute(_placed(which, day)):
        found[wish].append(Meeting(date.fromisoformat(start), works_for(employer), placement))
    for wish, said, start, number, name in db.execute(_taught(which, day)):
        words = tr("takes part in {course}").format(course=f"{number} {name}")
        found[wish].append(Meeting(date.fromisoformat(max(said, start)), words))
    for wish, start, number, product in db.execute(_at_home(which, day)):
        words = tr("the household makes {product} ({number})").format(product=product, number=number)
        found[wish].append(Meeting(date.fromisoformat(start), words))
    return {wish: sorted(some, key=lambda one: (one.day, one.words)) for wish, some in found.items()}


def _placed(which: Any, day: date) -> Any:
    """By wish for a job the first placement since that lasts on the day: who is back home still wishes for one."""
    return (
        Wish.select(Wish.id, fn.MIN(Placement.start), Placement.employer, Placement.id)
        .join(Placement, on=(Placement.worker == Wish.worker))
        .where(
            which,
            Wish.kind == JOB,
            Placement.start >= Wish.date,
            Placement.start <= day,
            Placement.end.is_null() | (Placement.end >= day),
        )
        .group_by(Wish.id)
    )


def _taught(which: Any, day: date) -> Any:
    """By wish that a course may meet the first one the person takes part in."""
    return (
        Wish.select(Wish.id, Wish.date, fn.MIN(Course.start), Course.number, Course.name)
        .join(Enrolment, on=(Enrolment.worker == Wish.worker))
        .join(Course)
        .where(
            which,
            Wish.kind != JOB,
            Course.end >= Wish.date,
            Course.start <= day,
            Wish.trade.is_null() | (Wish.trade == Course.trade),
        )
        .group_by(Wish.id)
    )


def _at_home(which: Any, day: date) -> Any:
    """By wish that work at home may meet the first the household was given since."""
    return (
        Wish.select(Wish.id, fn.MIN(Subcontract.date), Subcontract.number, Product.name)
        .join(Worker)
        .join(Subcontract, on=(Subcontract.household == Worker.household))
        .join(Order)
        .join(Product)
        .where(
            which,
            Wish.kind != TRAINING,
            Subcontract.date.between(Wish.date, day),
            Wish.trade.is_null() | (Wish.trade == Product.trade),
        )
        .group_by(Wish.id)
    )
