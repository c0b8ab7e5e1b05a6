"""A proposal of how to share an order out over households: fair by capacity, tempered by skill, record and distance.

How strongly each of them counts is the cooperative's own choice (`Weights`).

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

LEARNING, ABLE, PRACTISED = 1, 2, 3
"""Skill: never made it, able, made it before. 0 is not trained for it and not offered any."""

CAPACITY: Final = "capacity"
LOAD: Final = "load"
SKILL: Final = "skill"
TRAINED: Final = "trained"
GUIDED: Final = "guided"
NO_AGREEMENT: Final = "no_agreement"
DISTANCE: Final = "distance"
ON_TIME: Final = "on_time"
DEFECTS: Final = "defects"
NO_RECORD: Final = "no_record"
FULL: Final = "full"
BEYOND: Final = "beyond"
NO_CAPACITY: Final = "no_capacity"
NO_SKILL: Final = "no_skill"
TOO_LITTLE: Final = "too_little"

REASONS: Final = {
    CAPACITY: mark("can take {number} until the due date"),
    LOAD: mark("still owes {number} on other work"),
    SKILL: mark("skill {number} of 3"),
    TRAINED: mark("trained in the trade, level {number} of 3"),
    GUIDED: mark("guidance visits in a year: {number}"),
    NO_AGREEMENT: mark("no agreement in force"),
    DISTANCE: mark("{number} away"),
    ON_TIME: mark("{number} delivered on time"),
    DEFECTS: mark("{number} defects"),
    NO_RECORD: mark("no record yet"),
    FULL: mark("filled to its capacity"),
    BEYOND: mark("{number} beyond its capacity"),
    NO_CAPACITY: mark("no capacity left"),
    NO_SKILL: mark("not trained for this work"),
    TOO_LITTLE: mark("its share would be less than {number}"),
}
"""The sentence of every reason code; ``models.format.reason`` fills in the number."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How strongly what is known of a household counts, in parts per million of its free capacity.

    ``learning`` and ``practised``: what a household of that skill is offered against an able one; ``trained``: what
    each level of a skill in the product's trade adds; ``guided``: what a guidance visit adds, at most
    ``guided_most`` together; ``no_agreement``: what is taken off without an agreement in force; ``distance``: what a
    kilometre of road takes off, at most ``distance_most`` (far villages live from this work too); ``late``: what is
    taken off when nothing came in time; ``defects``: how many times the share of defects is taken off, a million for
    once, at most ``defects_most``.
    """

    learning: int = 700_000
    practised: int = 1_150_000
    trained: int = 50_000
    guided: int = 30_000
    guided_most: int = 90_000
    no_agreement: int = 50_000
    distance: int = 10_000
    distance_most: int = 200_000
    late: int = 500_000
    defects: int = 3_000_000
    defects_most: int = 500_000


USUAL: Final = Weights()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A household that could take work.

    ``capacity``: what it can make until the due date; ``open_load``: how much of that other open work already takes;
    ``skill``: 0 to 3, None when nobody judged it (counts as able); ``distance``: metres from the depot, None unknown;
    ``on_time_ppm`` and ``defect_ppm``: its record, None without one (no household is marked down for being new);
    ``guided``: guidance visits in the last year; ``agreement``: whether one is in force, None where none are kept;
    ``trained``: the best level, 0 to 3, that a worker of it has in the product's trade.
    """

    household_id: int
    capacity: int
    open_load: int = 0
    skill: int | None = None
    distance: int | None = None
    on_time_ppm: int | None = None
    defect_ppm: int | None = None
    guided: int = 0
    agreement: bool | None = None
    trained: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a share is what it is: a code of `REASONS` and its number (thousandths, ppm, metres, a level or a count)."""

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


def weight(candidate: Candidate, weights: Weights = USUAL) -> int:
    """How strongly a household's free capacity counts, in parts per million of it; 0 when it cannot do the work."""
    skill = ABLE if candidate.skill is None else candidate.skill
    if skill <= 0:
        return 0
    share = {LEARNING: weights.learning, ABLE: MILLION}.get(skill, weights.practised)
    share += min(max(candidate.trained, 0), PRACTISED) * weights.trained
    share += min(candidate.guided * weights.guided, weights.guided_most)
    taken = []
    if candidate.agreement is False:
        taken.append(weights.no_agreement)
    if candidate.on_time_ppm is not None:
        taken.append(weights.late * (MILLION - candidate.on_time_ppm) // MILLION)
    if candidate.defect_ppm is not None:
        taken.append(min(weights.defects * candidate.defect_ppm // MILLION, weights.defects_most))
    if candidate.distance is not None:
        taken.append(min(candidate.distance * weights.distance // 1000, weights.distance_most))
    for part in taken:
        share = share * max(0, MILLION - part) // MILLION
    return max(1, share)


def propose(
    quantity: int,
    candidates: Sequence[Candidate],
    *,
    step: int = WHOLE,
    least: int = 0,
    weights: Weights = USUAL,
    beyond: bool = False,
) -> Proposal:
    """A fair split of ``quantity`` in multiples of ``step``, by free capacity × `weight`, never beyond capacity.

    ``least`` is the smallest share worth a trip; households below it are left out as long as the others can take
    the work. ``beyond``: what nobody has capacity for is spread too, by whole capacity × weight. The same candidates
    in any order get the same shares. Raises `UserError` when the quantity is not above 0.
    """
    if quantity <= 0:
        raise UserError(tr("Must be above 0."), "quantity")
    free = {one.household_id: max(0, one.capacity - one.open_load) // step * step for one in candidates}
    weighed = {one.household_id: weight(one, weights) for one in candidates}
    if len(free) != len(candidates):
        raise ValueError("a household stands among the candidates twice")
    able = {key: room for key, room in free.items() if room and weighed[key]}
    whole = quantity // step * step
    wanted = min(whole, sum(able.values()))
    given = _poured(wanted, able, weighed, step)
    dropped: set[int] = set()
    while least and len(able) > 1:
        key = min(able, key=lambda one: (given[one], weighed[one], -one))
        if given[key] >= least or sum(able.values()) - able[key] < wanted:
            break
        dropped.add(key)
        del able[key]
        given = _poured(wanted, able, weighed, step)
    more: dict[int, int] = {}
    if beyond and wanted < whole:
        # Who cannot take a step for lack of time still counts a little, or nobody could be told to.
        rooms = {one.household_id: max(step, one.capacity) for one in candidates if weighed[one.household_id]}
        more = _spread(whole - wanted, rooms, weighed, step)
        wanted += sum(more.values())
    shares = []
    for one in candidates:
        key = one.household_id
        usual, extra = given.get(key, 0), more.get(key, 0)
        reasons = _reasons(one, free[key], usual, extra, dropped, least)
        shares.append(Share(key, usual + extra, tuple(reasons)))
    return Proposal(tuple(shares), quantity - wanted)


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
    return given | _spread(left, {key: room[key] for key in queue}, weights, step)


def _spread(wanted: int, room: dict[int, int], weights: dict[int, int], step: int) -> dict[int, int]:
    """``wanted`` in proportion to room × weight, whatever the room; exact, the largest remainders rounded up."""
    whole_weight = sum(room[key] * weights[key] for key in room)
    given: dict[int, int] = {}
    parts: list[tuple[Fraction, int]] = []
    steps = rest = wanted // step if room else 0
    for key in room:
        exact = Fraction(steps * room[key] * weights[key], whole_weight)
        whole = exact.numerator // exact.denominator
        given[key] = whole * step
        rest -= whole
        parts.append((whole - exact, key))
    for _, key in sorted(parts)[:rest]:
        given[key] += step
    return given


def _reasons(
    one: Candidate, room: int, given: int, extra: int, dropped: set[int], least: int
) -> Iterable[Reason]:
    if one.skill is not None and one.skill <= 0:
        yield Reason(NO_SKILL)
        return
    if not room:
        yield Reason(NO_CAPACITY)
    elif given == room:
        yield Reason(FULL)
    if extra:
        yield Reason(BEYOND, extra)
    if one.household_id in dropped:
        yield Reason(TOO_LITTLE, least)
    yield Reason(CAPACITY, room)
    if one.open_load > 0:
        yield Reason(LOAD, one.open_load)
    if one.skill is not None:
        yield Reason(SKILL, min(one.skill, PRACTISED))
    if one.trained > 0:
        yield Reason(TRAINED, min(one.trained, PRACTISED))
    if one.guided:
        yield Reason(GUIDED, one.guided)
    if one.agreement is False:
        yield Reason(NO_AGREEMENT)
    if one.distance is not None:
        yield Reason(DISTANCE, one.distance)
    if one.on_time_ppm is not None:
        yield Reason(ON_TIME, one.on_time_ppm)
    if one.defect_ppm is not None:
        yield Reason(DEFECTS, one.defect_ppm)
    if one.on_time_ppm is None and one.defect_ppm is None:
        yield Reason(NO_RECORD)
