"""Who could take more of an order: each household's free time, what it still owes, and how it delivered so far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Final, NamedTuple

from peewee import fn

from models.database import db
from models.queries.answers import first_column
from models.queries.counting import counts
from models.queries.order.standing import SubcontractState, subcontract_states
from models.queries.party.households import PLACE
from models.queries.party.road_map import RoadMap
from models.rules.amount import half_up
from models.rules.ledger import voucher_kind
from models.rules.order.allocation import ABLE, LEARNING, MILLION, PRACTISED, Candidate, Weights, capacity
from models.rules.road.distance import straight
from models.settings import settings
from models.tables.ledger import CollectionLine, InspectionLine, Voucher
from models.tables.order import Order, Subcontract
from models.tables.party import Agreement, Household, Worker
from models.tables.product import Product
from models.tables.training import Skill

MINUTES_A_DAY: Final = 240
"""What a worker at home is taken to find for the work in a day, where nobody has said otherwise."""

YEAR: Final = timedelta(days=365)
"""How long a guidance visit counts."""

_ACTIVE: Final = (
    Household.select(
        Household.id,
        Household.code,
        Household.head,
        PLACE,
        Household.township,
        Household.village,
        Household.minutes_per_day,
    )
    .where(Household.active)
    .order_by(Household.code)
)


class CandidateRow(NamedTuple):
    """A household that could take work, as the rules weigh it, and what it is called."""

    candidate: Candidate
    code: str
    head: str
    place: str
    practised: bool


def candidates(order: int, due: date, today: date) -> list[CandidateRow]:
    """All active households for an order's product and due date, by code.

    Capacity is days × minutes a day (the household's own, else 240 for each worker) ÷ minutes a unit; a product
    without minutes is not limited by time. Skill: 3 delivered this product before, 2 works on it now or delivered
    another one, 1 never made any; trained: the best level of its workers in the product's trade. Distance: the
    straight way from the warehouse to the house, or the middle of its village or township, × what the road adds;
    None where nobody knows the place.
    """
    product, quantity, minutes = next(
        iter(
            db.execute(
                Order.select(Order.product, Order.quantity, Product.minutes_per_unit)
                .join(Product)
                .where(Order.id == order)
            )
        )
    )
    states: dict[int, list[SubcontractState]] = defaultdict(list)
    for state in subcontract_states(materials=False).values():
        states[state.household_id].append(state)
    pace = dict(db.execute(Product.select(Product.id, Product.minutes_per_unit)))
    minutes_of = minutes_a_day()
    days = max(0, (due - today).days + 1)
    by_due = _delivered_by_due(today)
    guided, agreed, trained = _guided(today), _agreed(today, due), _trained(product)
    map_ = RoadMap(today)
    detour = map_.roads().detour
    rows = []
    for key, code, head, place, township, village, own in db.execute(_ACTIVE):
        mine = states.get(key, [])
        made = [state for state in mine if state.product_id == product]
        time = days * minutes_of(key, own)
        room = quantity if minutes is None else capacity(time, minutes)
        load = sum(_load(state, product, minutes, pace.get(state.product_id)) for state in mine)
        where = map_.place(key, township, village)
        one = Candidate(
            key,
            room,
            load,
            _skill(mine, made),
            half_up(straight(map_.warehouse, where[0]) * detour, MILLION) if where else None,
            _on_time(mine, by_due),
            _defects(mine),
            guided.get(key, 0),
            None if agreed is None else key in agreed,
            trained.get(key, 0),
        )
        rows.append(CandidateRow(one, code, head, place, bool(made)))
    return rows


def minutes_a_day() -> Callable[[int, int | None], int]:
    """What says how long a household works a day: its own minutes where it said them, else so many for each worker."""
    working = Worker.select(Worker.household, fn.COUNT(Worker.id)).where(Worker.active)
    hands = dict(db.execute(working.group_by(Worker.household)))
    return lambda household, own: MINUTES_A_DAY * max(1, hands.get(household, 0)) if own is None else own


def weights() -> Weights:
    """How strongly skill, record and distance count, as the cooperative has set it."""
    chosen = settings()
    return Weights(**{name: chosen[f"share.{name}"] for name in Weights.__slots__})


def _skill(mine: Iterable[SubcontractState], made: Iterable[SubcontractState]) -> int:
    if any(state.parts.delivered for state in made):
        return PRACTISED
    return ABLE if any(made) or any(state.parts.delivered for state in mine) else LEARNING


def _guided(today: date) -> dict[int, int]:
    """How many guidance visits each household had in the year before."""
    made = (
        Voucher.select(Voucher.household, fn.COUNT(Voucher.id))
        .where(Voucher.kind == voucher_kind.VISIT, counts())
        .where(Voucher.date > today - YEAR, Voucher.date <= today)
        .group_by(Voucher.household)
    )
    return dict(db.execute(made))


def _trained(product: int) -> dict[int, int]:
    """The best level that a worker of each household has in a product's trade."""
    known = (
        Skill.select(Worker.household, fn.MAX(Skill.level))
        .join(Worker)
        .join_from(Skill, Product, on=(Skill.trade == Product.trade))
        .where(Product.id == product, Worker.active)
        .group_by(Worker.household)
    )
    return dict(db.execute(known))


def _agreed(today: date, due: date) -> set[int] | None:
    """Whose agreement covers today up to the due date; None when the cooperative keeps no agreements here."""
    if not Agreement.select().exists():
        return None
    covering = Agreement.select(Agreement.household).where(
        Agreement.start.is_null() | (Agreement.start <= today),
        Agreement.end.is_null() | (Agreement.end >= due),
    )
    return set(first_column(covering))


def _load(state: SubcontractState, product: int, minutes: int | None, own: int | None) -> int:
    """What an open subcontract still takes, in units of the product asked about."""
    if state.closed or not state.outstanding:
        return 0
    if state.product_id == product:
        return state.outstanding
    return 0 if not minutes or not own else state.outstanding * own // minutes


def _on_time(states: Iterable[SubcontractState], by_due: dict[int, int]) -> int | None:
    """The mean share of each due subcontract that was there in time, in ppm; None where none was due yet."""
    shares = [
        min(MILLION, by_due[state.id] * MILLION // state.quantity) for state in states if state.id in by_due
    ]
    return sum(shares) // len(shares) if shares else None


def _defects(states: Iterable[SubcontractState]) -> int | None:
    """Rework and work scrap of all that was received, mean over the subcontracts, in ppm; None before any receipt."""
    shares = [
        (state.parts.rework + state.parts.work_scrap) * MILLION // state.received
        for state in states
        if state.received > 0
    ]
    return sum(shares) // len(shares) if shares else None


def _delivered_by_due(today: date) -> dict[int, int]:
    """Good and second pieces that came by the due date, of every subcontract that was due before today."""
    due = Subcontract.select(Subcontract.id).where(Subcontract.due < today, Subcontract.closed_on.is_null())
    found = {row[0]: 0 for row in db.execute(due)}
    collected = (
        CollectionLine.select(CollectionLine.subcontract, fn.SUM(CollectionLine.good + CollectionLine.second))
        .join(Voucher)
        .join_from(CollectionLine, Subcontract)
        .where(counts(), Subcontract.due < today, Voucher.date <= Subcontract.due)
        .group_by(CollectionLine.subcontract)
    )
    inspected = (
        InspectionLine.select(CollectionLine.subcontract, fn.SUM(InspectionLine.good + InspectionLine.second))
        .join(Voucher)
        .join_from(InspectionLine, CollectionLine)
        .join(Subcontract)
        .where(counts(), Subcontract.due < today, Voucher.date <= Subcontract.due)
        .group_by(CollectionLine.subcontract)
    )
    for query in (collected, inspected):
        for subcontract, total in db.execute(query):
            if subcontract in found:
                found[subcontract] += total
    return found
