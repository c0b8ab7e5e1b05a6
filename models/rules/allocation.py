"""A proposal of how to share an order out over households: fair by capacity, tempered by skill, record and distance.

The manager decides; this only proposes, and says for every household why, as codes with numbers that a page can word.
Quantities are thousandths of the product's unit, shares parts per million, distances metres.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from models.errors import UserError
from models.i18n import mark, tr

MILLION: Final = 1_000_000
WHOLE: Final = 1000  # counted goods are shared in whole pieces
WEIGHED: Final = 1  # weighed goods to the thousandth

SKILL_WEIGHTS: Final = {1: 700_000, 2: 1_000_000, 3: 1_150_000}
"""How much of its capacity a household is offered by skill: 1 learning, 2 able, 3 practised. 0 is not offered any."""

DISTANCE_PPM: Final = 10_000  # a kilometre of road costs 1 % of the weight …
DISTANCE_MOST: Final = 200_000  # … and never more than 20 %: far villages live from this work too
DEFECT_FACTOR: Final = 3  # a percent of defects costs 3 % of the weight …
DEFECT_MOST: Final = 500_000  # … and never more than half

CAPACITY: Final = "capacity"
LOAD: Final = "load"
SKILL: Final = "skill"
DISTANCE: Final = "distance"
ON_TIME: Final = "on_time"
DEFECTS: Final = "defects"
NO_RECORD: Final = "no_record"
FULL: Final = "full"
NO_CAPACITY: Final = "no_capacity"
NO_SKILL: Final = "no_skill"
TOO_LITTLE: Final = "too_little"

REASONS: Final = {
    CAPACITY: mark("can take {number} until the due date"),
    LOAD: mark("still owes {number} on other work"),
    SKILL: mark("skill {number} of 3"),
    DISTANCE: mark("{number} away"),
    ON_TIME: mark("{number} delivered on time"),
    DEFECTS: mark("{number} defects"),
    NO_RECORD: mark("no record yet"),
    FULL: mark("filled to its capacity"),
    NO_CAPACITY: mark("no capacity left"),
    NO_SKILL: mark("not trained for this work"),
    TOO_LITTLE: mark("its share would be less than {number}"),
}
"""The sentence of every reason code; ``models.format.reason`` fills in the number."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A household that could take work.

    ``capacity``: what it can make until the due date; ``open_load``: how much of that other open work already takes;
    ``skill``: 0 to 3, None when nobody judged it (counts as able); ``distance``: metres from the depot, None unknown;
    ``on_time_ppm`` and ``defect_ppm``: its record, None without one (no household is marked down for being new).
    """

    household_id: int
    capacity: int
    open_load: int = 0
    skill: int | None = None
    distance: int | None = None
    on_time_ppm: int | None = None
    defect_ppm: int | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a share is what it is: a code of `REASONS` and its number (thousandths, ppm, metres or a level)."""

    code: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """What one household is proposed to get, which may be nothing, and why."""

    household_id: int
    quantity: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """The shares in the candidates' order, and what nobody has capacity for (``short``); together the quantity."""

    shares: tuple[Share, ...]
    short: int


def capacity(minutes: int, minutes_per_unit: int) -> int:
    """What can be made in so many minutes of work, in thousandths; ``minutes_per_unit`` in thousandths, above 0."""
    return max(0, minutes) * 1_000_000 // minutes_per_unit


def weight(candidate: Candidate) -> int:
    """How strongly a household's free capacity counts, in parts per million of it; 0 when it cannot do the work."""
    skill = 2 if candidate.skill is None else candidate.skill
    if skill <= 0:
        return 0
    share = SKILL_WEIGHTS[min(skill, 3)]
    if candidate.on_time_ppm is not None:
        share = share * (MILLION + candidate.on_time_ppm) // (2 * MILLION)
    if candidate.defect_ppm is not None:
        share = share * (MILLION - min(DEFECT_FACTOR * candidate.defect_ppm, DEFECT_MOST)) // MILLION
    if candidate.distance is not None:
        share = share * (MILLION - min(candidate.distance * DISTANCE_PPM // 1000, DISTANCE_MOST)) // MILLION
    return max(1, share)


def propose(quantity: int, candidates: Sequence[Candidate], *, step: int = WHOLE, least: int = 0) -> Proposal:
    """A fair split of ``quantity`` in multiples of ``step``, by free capacity × `weight`, never beyond capacity.

    ``least`` is the smallest share worth a trip; households below it are left out as long as the others can take
    the work. The same candidates in any order get the same shares. Raises `UserError` when the quantity is not above 0.
    """
    if quantity <= 0:
        raise UserError(tr("Must be above 0."), "quantity")
    free = {one.household_id: max(0, one.capacity - one.open_load) // step * step for one in candidates}
    weights = {one.household_id: weight(one) for one in candidates}
    if len(free) != len(candidates):
        raise ValueError("a household stands among the candidates twice")
    able = {key: room for key, room in free.items() if room and weights[key]}
    wanted = min(quantity // step * step, sum(able.values()))
    given = _poured(wanted, able, weights, step)
    dropped: set[int] = set()
    while least and len(able) > 1:
        key = min(able, key=lambda one: (given[one], weights[one], -one))
        if given[key] >= least or sum(able.values()) - able[key] < wanted:
            break
        dropped.add(key)
        del able[key]
        given = _poured(wanted, able, weights, step)
    shares = tuple(
        Share(
            one.household_id,
            given.get(one.household_id, 0),
            tuple(_reasons(one, free[one.household_id], given.get(one.household_id, 0), dropped, least)),
        )
        for one in candidates
    )
    return Proposal(shares, quantity - wanted)


def _poured(wanted: int, room: dict[int, int], weights: dict[int, int], step: int) -> dict[int, int]:
    """``wanted`` poured over households by room × weight, each filled to its room at most; exact, in steps."""
    given: dict[int, int] = {}
    left = wanted
    open_weight = sum(room[key] * weights[key] for key in room)
    # The best weight reaches its room first, so one pass in that order finds everyone who is filled.
    queue = sorted(room, key=lambda key: (-weights[key], key))
    while queue and left * weights[queue[0]] >= open_weight:
        key = queue.pop(0)
        given[key] = room[key]
        left -= room[key]
        open_weight -= room[key] * weights[key]
    parts: list[tuple[Fraction, int]] = []
    steps = left // step
    rest = steps
    for key in queue:
        exact = Fraction(steps * room[key] * weights[key], open_weight)
        whole = exact.numerator // exact.denominator
        given[key] = whole * step
        rest -= whole
        parts.append((whole - exact, key))
    for _, key in sorted(parts)[:rest]:
        given[key] += step
    return given


def _reasons(one: Candidate, room: int, given: int, dropped: set[int], least: int) -> Iterable[Reason]:
    if one.skill is not None and one.skill <= 0:
        yield Reason(NO_SKILL)
        return
    if not room:
        yield Reason(NO_CAPACITY)
    elif given == room:
        yield Reason(FULL)
    if one.household_id in dropped:
        yield Reason(TOO_LITTLE, least)
    yield Reason(CAPACITY, room)
    if one.open_load > 0:
        yield Reason(LOAD, one.open_load)
    if one.skill is not None:
        yield Reason(SKILL, min(one.skill, 3))
    if one.distance is not None:
        yield Reason(DISTANCE, one.distance)
    if one.on_time_ppm is not None:
        yield Reason(ON_TIME, one.on_time_ppm)
    if one.defect_ppm is not None:
        yield Reason(DEFECTS, one.defect_ppm)
    if one.on_time_ppm is None and one.defect_ppm is None:
        yield Reason(NO_RECORD)
