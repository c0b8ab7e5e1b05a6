"""Material that lies at households, since when, and what it is worth: by household, owner and material.

The owner is the enterprise whose order the material serves. Of open work all of it counts, of finished work what is
there beyond the waste allowed. Only accounts that hold something are read slip by slip. Thousandths, fen at today's
price.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from models.database import StoredDays, among, db, unless_halted
from models.queries.counting import counts
from models.queries.ledger.dependents import account_steps
from models.queries.ledger.holding_accounts import may_hold
from models.queries.order.meant_subcontracts import Named, named
from models.queries.order.standing import SubcontractState, subcontract_states
from models.queries.report import ReportFilters, Said
from models.rules.amount import line_amount
from models.rules.ledger import ageing, balance, voucher_kind
from models.rules.ledger.ageing import Flow
from models.settings import settings
from models.tables.ledger import Movement, Voucher
from models.tables.order import Order, Subcontract, SubcontractMaterial
from models.tables.party import Enterprise
from models.tables.product import Material

Account = tuple[int, int]
"""A subcontract and a material."""


class ValuedMaterial(NamedTuple):
    """A material as it is told of, with its price of today in 1/10,000 yuan (None: none)."""

    id: int
    code: str
    name: str
    unit: str
    price: int | None


def priced_materials() -> dict[int, ValuedMaterial]:
    """All materials by their keys."""
    query = Material.select(Material.id, Material.code, Material.name, Material.unit, Material.price)
    return {one.id: one for one in map(ValuedMaterial._make, db.execute(query))}


def unpriced(materials: Iterable[ValuedMaterial]) -> tuple[Said, ...]:
    """Which of these have no price, so that they count as nothing."""
    names = sorted({one.name for one in materials if one.price is None})
    if not names:
        return ()
    return (lambda tr: tr("Without a price, counted as 0: {names}.").format(names=tr(", ").join(names)),)


@dataclass(frozen=True, slots=True)
class OutLayer:
    """So much of a material that lies at a household since a day, on account of a subcontract; worth in fen.

    ``slip`` is the key of the slip it left the warehouse by, 0 where none is known.
    """

    about: Named
    household_id: int
    owner_id: int
    owner: str
    material: ValuedMaterial
    since: dt.date
    quantity: int
    worth: int
    days: int
    bucket: int
    slip: int


@dataclass(frozen=True, slots=True)
class MaterialOut:
    """What lies outside on a day, the oldest first; ``below`` counts the accounts that are below zero."""

    day: dt.date
    limits: tuple[int, int]
    layers: tuple[OutLayer, ...]
    below: int


def limits() -> tuple[int, int]:
    """The days after which material must be back, as the settings say: the first and the second limit."""
    held = settings()
    return int(held["material.first_limit"]), int(held["material.second_limit"])


def material_out(day: dt.date, filters: ReportFilters | None = None) -> MaterialOut:
    """What lies at households on a day as the books are now, narrowed down by what a report may be."""
    outside, states, below = _outside()
    goods = priced_materials()
    about = named({key for key, _ in outside}, filters or ReportFilters())
    outside = {account: quantity for account, quantity in outside.items() if account[0] in about}
    owners = _owners({key for key, _ in outside})
    given = {account: states[account[0]].date for account in outside}
    laid = ageing.lying(_flows(outside), outside, given)
    until = limits()
    found = [
        OutLayer(
            about[subcontract],
            states[subcontract].household_id,
            *owners[subcontract],
            goods[material],
            layer.since,
            layer.quantity,
            worth,
            days := max(0, (day - layer.since).days),
            ageing.bucket(days, until),
            layer.slip,
        )
        for (subcontract, material), layers in laid.items()
        for layer, worth in zip(
            layers, _worths([one.quantity for one in layers], goods[material].price), strict=True
        )
    ]
    found.sort(key=lambda one: (one.since, one.about.number, one.material.code))
    return MaterialOut(day, until, tuple(found), below)


def _worths(quantities: list[int], price: int | None) -> list[int]:
    """What layers are worth so that they add up to what their account is worth."""
    found, quantity, told = [], 0, 0
    for one in quantities:
        quantity += one
        whole = line_amount(quantity, price or 0)
        found.append(whole - told)
        told = whole
    return found


def _outside() -> tuple[dict[Account, int], dict[int, SubcontractState], int]:
    """What lies outside by account, the subcontracts of those, and how many accounts are below zero."""
    outside: dict[Account, int] = {}
    kept: dict[int, SubcontractState] = {}
    below = 0
    holding = may_hold()
    for key, state in unless_halted(subcontract_states(holding).items() if holding else ()):
        for material in state.materials.values():
            held = state.holding(material)
            there = held.balance - (held.allowed_loss if held.closed else 0)
            if there > 0:
                outside[key, material.material_id] = there
                kept[key] = state
            elif held.balance < 0:
                below += 1
    return outside, kept, below


def _owners(subcontracts: Collection[int]) -> dict[int, tuple[int, str]]:
    query = (
        Subcontract.select(Subcontract.id, Enterprise.id, Enterprise.name)
        .join(Order)
        .join(Enterprise)
        .where(among(Subcontract.id, subcontracts))
    )
    return {key: (owner, name) for key, owner, name in db.execute(query)}


def _flows(accounts: Iterable[Account]) -> list[Flow]:
    """The slips of these accounts, and of those that handed something on to them, and so on."""
    wanted, read = {key for key, _ in accounts}, set[int]()
    found: dict[int, Flow] = {}
    while fresh := wanted - read:
        read |= fresh
        moved = _moves(fresh)
        found |= moved
        wanted |= {flow.account[0] for flow in moved.values() if flow.passed and flow.onto[0] in read}
    return [*found.values(), *_used({flow.account for flow in found.values() if flow.passed})]


def _moves(subcontracts: Collection[int]) -> dict[int, Flow]:
    """What came, went and was handed on by the slips that count, by movement; both ends of a transfer are one."""
    stored = StoredDays()
    found = {}
    for side in (Movement.target_subcontract, Movement.source_subcontract):
        query = (
            Movement.select(
                Movement.id,
                Movement.voucher,
                Movement.kind,
                Movement.date,
                Movement.source_subcontract,
                Movement.target_subcontract,
                Movement.material,
                Movement.quantity,
            )
            .join(Voucher)
            .where(among(side, subcontracts), Movement.material.is_null(False), counts())
        )
        for key, voucher, kind, on, source, target, material, quantity in db.execute(query):
            day = stored[on]
            if kind == voucher_kind.TRANSFER:
                found[key] = Flow((source, material), day, voucher, passed=quantity, onto=(target, material))
            elif target is None:
                found[key] = Flow((source, material), day, voucher, went=quantity)
            elif kind in voucher_kind.GIVEN:
                found[key] = Flow((target, material), day, voucher, came=quantity)
            else:
                found[key] = Flow((target, material), day, voucher, went=-quantity)
    return found


def _used(accounts: Collection[Account]) -> list[Flow]:
    """What pieces used up, receipt by receipt, of accounts that handed something on: only there the order matters."""
    subcontracts = {key for key, _ in accounts}
    if not subcontracts:
        return []
    bills = SubcontractMaterial.select(
        SubcontractMaterial.subcontract, SubcontractMaterial.material, SubcontractMaterial.per_unit
    ).where(among(SubcontractMaterial.subcontract, subcontracts))
    per_unit = {(key, material): each for key, material, each in db.execute(bills)}
    flows = []
    for account, steps in account_steps(subcontracts).items():
        pieces = used = 0
        for step in sorted(steps, key=lambda one: (one.day, one.slip)):
            if account in accounts and step.pieces:
                pieces += step.pieces
                now = balance.consumed(pieces, per_unit.get(account, 0))
                flows.append(Flow(account, step.day, step.slip, went=now - used, late=True))
                used = now
    return flows
