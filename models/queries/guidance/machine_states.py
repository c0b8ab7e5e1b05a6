"""Where every machine is, what it is worth and when it is inspected next. Money in fen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from peewee import JOIN, fn

from models.database import among, db
from models.errors import UserError
from models.queries.answers import stored_day
from models.queries.counting import counts, unindexed
from models.queries.ledger.deposits import deposits_held
from models.rules.guidance.machine_value import next_inspection, value_on
from models.settings import settings
from models.tables.guidance import (
    INSPECT,
    LEND,
    LOSE,
    SWAP,
    TAKE_BACK,
    Equipment,
    EquipmentEvent,
    EquipmentLoan,
)
from models.tables.ledger import Voucher
from models.tables.party import Enterprise, Household

IN_STORE, LENT, LOST = "in_store", "lent", "lost"
"""Where a machine is, as lists show it."""
_FOUND: Final = (TAKE_BACK, LEND, SWAP)
"""What shows that a lost machine was found."""
_Day = dt.date | None


@dataclass(frozen=True, slots=True)
class Keeper:
    """The household that has a machine, since when, and what it has deposited for it."""

    id: int
    code: str
    head: str
    village: str
    phone: str
    since: _Day
    deposit: int


@dataclass(frozen=True, slots=True)
class MachineState:
    """A machine as it stands on a day; ``owner`` "" is the cooperative.

    ``value`` is what it cost new and ``worth`` what it is worth that day, None where nobody said. ``inspect_on`` is
    when it is due, None where it never is.
    """

    id: int
    code: str
    name: str
    model: str
    owner_id: int | None
    owner: str
    value: int | None
    worth: int | None
    bought_on: _Day
    inspect_every: int | None
    inspected_on: _Day
    inspect_on: _Day
    place: str
    keeper: Keeper | None

    @property
    def at_risk(self) -> int:
        """What is out with a household and not lost yet; 0 where its value is not known."""
        return (self.worth or 0) if self.place == LENT else 0


def machine_states(day: dt.date, keys: Collection[int] | None = None) -> list[MachineState]:
    """All machines, or some, as they stand on a day, by code."""
    said = settings()
    usual, residual = int(said["machines.months"]), int(said["machines.residual"])
    keepers, looked, lost = _keepers(day, keys), _inspections(day), _lost(day)
    first_lent = _first_lent(day)
    query = Equipment.select(
        Equipment.id,
        Equipment.code,
        Equipment.name,
        Equipment.model,
        Equipment.owner,
        fn.COALESCE(Enterprise.name, ""),
        Equipment.value,
        Equipment.bought_on,
        Equipment.months,
        Equipment.inspect_every,
    ).join(Enterprise, JOIN.LEFT_OUTER)
    if keys is not None:
        query = query.where(among(Equipment.id, keys))
    found = []
    for key, code, name, model, owner, called, value, bought, months, every in db.execute(
        query.order_by(Equipment.code)
    ):
        bought_on = stored_day(bought)
        keeper = keepers.get(key)
        gone = key in lost and (keeper is None or keeper.since is None or lost[key] >= keeper.since)
        inspected, agreed = looked.get(key, (None, None))
        due = agreed
        if due is None and every:
            begun = inspected or max(filter(None, (bought_on, first_lent.get(key))), default=None)
            due = day if begun is None else next_inspection(begun, every)
        found.append(
            MachineState(
                key,
                code,
                name,
                model,
                owner,
                called,
                value,
                None if value is None else value_on(value, bought_on, day, months or usual, residual),
                bought_on,
                every,
                inspected,
                None if gone else due,
                LOST if gone else IN_STORE if keeper is None else LENT,
                keeper,
            )
        )
    return found


def machine_state(key: int, day: dt.date) -> MachineState | None:
    """One machine as it stands on a day, or None when it is gone."""
    return next(iter(machine_states(day, (key,))), None)


def inspections_due(until: dt.date) -> list[MachineState]:
    """The machines that are due for inspection up to a day, the longest due first."""
    due = [(one.inspect_on, one) for one in machine_states(until) if one.inspect_on is not None]
    return [one for day, one in sorted(due, key=lambda pair: (pair[0], pair[1].code)) if day <= until]


def _keepers(day: dt.date, keys: Collection[int] | None) -> dict[int, Keeper]:
    """Who has each machine at the end of a day."""
    query: Any = (
        EquipmentLoan.select(
            EquipmentLoan.equipment,
            Household.id,
            Household.code,
            Household.head,
            Household.village,
            Household.phone,
            EquipmentLoan.lent_on,
        )
        .join(Household)
        .where(*lent_on(day))
        .order_by(EquipmentLoan.id)
    )
    if keys is not None:
        query = query.where(among(EquipmentLoan.equipment, keys))
    rows = list(db.execute(query))
    held = held_or_none(day) if rows else {}
    return {
        machine: Keeper(home, code, head, village, phone, stored_day(lent), held.get((home, machine), 0))
        for machine, home, code, head, village, phone, lent in rows
    }


def held_or_none(day: dt.date) -> dict[tuple[int, int], int]:
    """The deposits held up to a day; {} where the slips contradict each other, which the check of the file says."""
    try:
        return deposits_held(until=day)
    except UserError:
        return {}


def _inspections(day: dt.date) -> dict[int, tuple[_Day, _Day]]:
    """When each machine was inspected last, and the next day agreed then."""
    # The few slips of machines are named, and put in order here: the engine would read all slips by their days.
    of_machines = EquipmentEvent.select(EquipmentEvent.voucher).where(EquipmentEvent.kind == INSPECT)
    query = (
        EquipmentEvent.select(Voucher.date, Voucher.id, EquipmentEvent.equipment, EquipmentEvent.next_date)
        .join(Voucher)
        .where(
            EquipmentEvent.kind == INSPECT,
            Voucher.id.in_(of_machines),
            counts(),
            unindexed(Voucher.date) <= day.isoformat(),
        )
    )
    rows = sorted(db.execute(query), key=lambda row: row[:2])
    return {key: (stored_day(made), stored_day(following)) for made, _, key, following in rows}


def _lost(day: dt.date) -> dict[int, dt.date]:
    """When each machine was lost last, unless it came back since."""
    # The few slips of machines are named, and put in order here: the engine would read all slips by their days.
    of_machines = EquipmentEvent.select(EquipmentEvent.voucher)
    query = (
        EquipmentEvent.select(Voucher.date, Voucher.id, EquipmentEvent.equipment, EquipmentEvent.kind)
        .join(Voucher)
        .where(Voucher.id.in_(of_machines), counts(), unindexed(Voucher.date) <= day.isoformat())
    )
    found: dict[int, dt.date] = {}
    for made, _, key, kind in sorted(db.execute(query)):
        if kind == LOSE:
            found[key] = dt.date.fromisoformat(made)
        elif kind in _FOUND:
            found.pop(key, None)
    return found


def lent_on(day: dt.date) -> list[Any]:
    """The conditions that a machine is out on a loan at the end of a day, whether it was lost there or not."""
    return [
        EquipmentLoan.returned_on.is_null() | (EquipmentLoan.returned_on > day),
        EquipmentLoan.lent_on.is_null() | (EquipmentLoan.lent_on <= day),
    ]


def lost_loans(day: dt.date) -> list[int]:
    """The keys of the loans whose machine was lost at the household up to a day and not found since."""
    lost = _lost(day)
    query = EquipmentLoan.select(EquipmentLoan.id, EquipmentLoan.equipment, EquipmentLoan.lent_on)
    rows = db.execute(query.where(among(EquipmentLoan.equipment, set(lost))))
    return [
        key for key, machine, lent in rows if lent is None or lost[machine] >= dt.date.fromisoformat(lent)
    ]


def _first_lent(day: dt.date) -> dict[int, dt.date]:
    query = (
        EquipmentLoan.select(EquipmentLoan.equipment, fn.MIN(EquipmentLoan.lent_on))
        .where(EquipmentLoan.lent_on <= day)
        .group_by(EquipmentLoan.equipment)
    )
    return {key: dt.date.fromisoformat(lent) for key, lent in db.execute(query)}
