"""What an order brought and cost, part by part (毛利): each entry a slip, statement, subcontract or drive. Fen.

The sale is what the enterprise accepted of good pieces at the order's price, as it was agreed when the order was given.
Material that the ordering enterprise sent itself costs nothing; what of it is lost does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple

from peewee import fn

from models.database import among, db, unless_halted
from models.i18n import mark
from models.kinds import ChoiceField
from models.queries.answers import first_column
from models.queries.counting import counts, standing
from models.queries.order.standing import SubcontractState, subcontract_states
from models.queries.pay.earnings import compute_open
from models.queries.periods import locked_until, period_at
from models.queries.report import OF_STATEMENT, OF_SUBCONTRACT, OF_VOUCHER, Lead
from models.rights import shows
from models.rules.amount import line_amount
from models.rules.desk import roles
from models.rules.ledger.balance import consumed
from models.rules.ledger.grade import GOOD
from models.rules.order.margin import driving_cost, shared
from models.settings import setting
from models.tables.ledger import DeliveryLine, Movement, Voucher
from models.tables.order import Order, Subcontract
from models.tables.party import Enterprise, Household
from models.tables.pay import PayPeriod, Statement, StatementLine
from models.tables.product import Material
from models.tables.road import RouteDrive, RoutePlan, RouteStop, RouteWork

SALE, PIECE, ON_TOP, MATERIAL, DRIVING, LOSS = "sold", "piece", "on_top", "material", "driving", "loss"
COSTS: Final = (PIECE, ON_TOP, MATERIAL, DRIVING, LOSS)
PART: Final = ChoiceField(
    choices=(
        (SALE, mark("Sale")),
        (PIECE, mark("Piece pay")),
        (ON_TOP, mark("Allowance and make-up pay")),
        (MATERIAL, mark("Material used")),
        (DRIVING, mark("Driving")),
        (LOSS, mark("Loss")),
    )
)


class OrderEntry(NamedTuple):
    """One part of an order's money, in fen; a cost is above 0. ``words`` say what it is, beside the record's number."""

    order: int
    part: str
    day: date
    number: str
    words: str
    fen: int
    lead: Lead | None


@shows(roles.SEE_PAY)
def entries(orders: Mapping[int, int | None], since: date, until: date) -> list[OrderEntry]:
    """All entries of these orders (key → price, None: none was said) up to a day; none is older than ``since``."""
    states = subcontract_states(_subcontracts(orders), until=until)
    by_number = {state.number: state for state in states.values()}
    return [
        *_sales(orders, until),
        *_pay(by_number, since, until),
        *_materials(orders, states, until),
        *_drives(states, until),
    ]


def _subcontracts(orders: Collection[int]) -> list[int]:
    query = Subcontract.select(Subcontract.id).where(among(Subcontract.order, orders))
    return first_column(query)


def _sales(orders: Mapping[int, int | None], until: date) -> Iterator[OrderEntry]:
    query = (
        DeliveryLine.select(
            DeliveryLine.order,
            Voucher.date,
            Voucher.number,
            DeliveryLine.accepted,
            Voucher.id,
            Enterprise.name,
        )
        .join(Voucher)
        .join_from(DeliveryLine, Order)
        .join(Enterprise)
        .where(
            among(DeliveryLine.order, orders),
            standing(),
            DeliveryLine.grade == GOOD,
            DeliveryLine.checked_on.is_null(False),
            DeliveryLine.accepted != 0,
            Voucher.date <= until,
        )
        .order_by(Voucher.date, Voucher.number)
    )
    for order, day, number, accepted, voucher, name in db.execute(query):
        price = orders[order]
        if price is not None:
            fen = line_amount(accepted, price)
            yield OrderEntry(
                order, SALE, date.fromisoformat(day), number, name, fen, Lead(OF_VOUCHER, voucher)
            )


class _Paid(NamedTuple):
    """What a statement paid for its subcontracts, by number, and its allowance and make-up pay."""

    period: str
    end: date
    household: int
    head: str
    number: str
    on_top: int
    by_work: dict[str, int]


def _pay(works: Mapping[str, SubcontractState], since: date, until: date) -> Iterator[OrderEntry]:
    """Piece pay by statement and subcontract, and the share these have in what was paid on top of it."""
    for one in unless_halted((*_locked(since, until), *_open(until))):
        tops = shared(one.on_top, list(one.by_work.values()))
        for (work, fen), top in zip(one.by_work.items(), tops, strict=True):
            state = works.get(work)
            if state is None:
                continue
            lead = Lead(OF_STATEMENT, one.household, one.period)
            words = f"{one.head} {work}"
            yield OrderEntry(state.order_id, PIECE, one.end, one.number, words, fen, lead)
            if top:
                yield OrderEntry(state.order_id, ON_TOP, one.end, one.number, words, top, lead)


def _locked(since: date, until: date) -> Iterator[_Paid]:
    meant = (PayPeriod.end >= since, PayPeriod.start <= until)
    sums: dict[int, dict[str, int]] = defaultdict(dict)
    lines = (
        StatementLine.select(StatementLine.statement, StatementLine.subcontract, fn.SUM(StatementLine.amount))
        .join(Statement)
        .join(PayPeriod)
        .where(*meant)
        .group_by(StatementLine.statement, StatementLine.subcontract)
        .order_by(StatementLine.statement, StatementLine.subcontract)
    )
    for statement, work, fen in unless_halted(db.execute(lines)):
        sums[statement][work] = fen
    heads = (
        Statement.select(
            Statement.id,
            PayPeriod.key,
            PayPeriod.end,
            Statement.household,
            Household.head,
            Statement.number,
            Statement.allowance + Statement.make_up,
        )
        .join(PayPeriod)
        .join_from(Statement, Household)
        .where(*meant)
        .order_by(PayPeriod.key, Statement.number)
    )
    for key, period, end, home, head, number, on_top in unless_halted(db.execute(heads)):
        yield _Paid(period, date.fromisoformat(end), home, head, number, on_top, sums[key])


def _open(until: date) -> Iterator[_Paid]:
    locked = locked_until()
    if locked is not None and until <= locked:
        return
    for month in compute_open(period_at(until)):
        for s in month.statements:
            sums: dict[str, int] = defaultdict(int)
            for line in sorted(s.lines, key=lambda one: one.subcontract):
                sums[line.subcontract] += line.amount
            on_top = s.reckoning.allowance + s.reckoning.make_up
            yield _Paid(month.period.key, month.period.end, s.household, s.head, s.code, on_top, dict(sums))


def _materials(
    orders: Collection[int], states: Mapping[int, SubcontractState], until: date
) -> Iterator[OrderEntry]:
    """What of each material was used up or lost, at its price; lost is excess and what work scrap had used."""
    goods = {
        key: (name, price or 0)
        for key, name, price in db.execute(Material.select(Material.id, Material.name, Material.price))
    }
    sent = _sent_by_customer(orders, until)
    for state in unless_halted(states.values()):
        lead = Lead(OF_SUBCONTRACT, state.id)
        for key, account in state.materials.items():
            held = state.holding(account)
            name, price = goods[key]
            out = held.issued + held.transferred_in - held.returned - held.transferred_out
            lost = held.figures()[-1] + consumed(state.parts.work_scrap, account.per_unit)
            loss = line_amount(lost, price)
            if loss:
                yield OrderEntry(state.order_id, LOSS, state.date, state.number, name, loss, lead)
            used = line_amount(out, price) - loss
            if used and (state.order_id, key) not in sent:
                yield OrderEntry(state.order_id, MATERIAL, state.date, state.number, name, used, lead)


def _sent_by_customer(orders: Collection[int], until: date) -> set[tuple[int, int]]:
    """The materials (order, material) that the order's enterprise sent itself up to a day."""
    query = (
        Order.select(Order.id, Movement.material)
        .join(Movement, on=(Movement.source == Order.enterprise))
        .join(Voucher, on=(Movement.voucher == Voucher.id))
        .where(among(Order.id, orders), Movement.material.is_null(False), counts(day=until))
        .where(Voucher.date <= until)
        .distinct()
    )
    return set(db.execute(query))


def _drives(states: Mapping[int, SubcontractState], until: date) -> Iterator[OrderEntry]:
    """The way of each drive whose sheet came back, shared by its stops, and a stop's part by the works done there."""
    per_km = int(setting("road.cost_km"))
    if not per_km:
        return
    drives = {
        key: (
            date.fromisoformat(day),
            number,
            driving_cost(driven if driven is not None else planned, per_km),
        )
        for key, day, number, driven, planned in db.execute(
            RouteDrive.select(
                RouteDrive.id, RoutePlan.date, RouteDrive.number, RouteDrive.driven, RouteDrive.distance
            )
            .join(RoutePlan)
            .where(RoutePlan.returned_on.is_null(False), RoutePlan.date <= until)
        )
    }
    stops: dict[int, list[int]] = defaultdict(list)
    homes: dict[int, str] = {}
    query = RouteStop.select(RouteStop.drive, RouteStop.id, Household.head).join(Household)
    for drive, stop, head in db.execute(
        query.where(among(RouteStop.drive, drives)).order_by(RouteStop.place)
    ):
        stops[drive].append(stop)
        homes[stop] = head
    works: dict[int, list[int]] = defaultdict(list)
    done_there = RouteWork.select(RouteWork.stop, RouteWork.subcontract).where(
        among(RouteWork.stop, homes), RouteWork.subcontract.is_null(False)
    )
    for stop, work in db.execute(done_there.order_by(RouteWork.id)):
        works[stop].append(work)
    for drive, own in stops.items():
        day, number, cost = drives[drive]
        for stop, fen in zip(own, shared(cost, [1] * len(own)), strict=True):
            done = works[stop]
            for work, part in zip(done, shared(fen, [1] * len(done)), strict=True):
                if part and work in states:
                    label = f"{day:%y%m%d}-{number}"
                    lead = Lead(OF_SUBCONTRACT, work)
                    yield OrderEntry(states[work].order_id, DRIVING, day, label, homes[stop], part, lead)
