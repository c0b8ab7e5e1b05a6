"""What lies where: material at the households, and how far every subcontract has come.

The results workbook, the window and the paper all ask here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from models.database import among, db, unless_halted
from models.queries.order.standing import SubcontractState, subcontract_states
from models.rules.ledger.balance import HeldTotal, Holding, WorkTotal
from models.tables.order import Subcontract
from models.tables.party import Household
from models.tables.product import Material, Product

AT_ONCE: Final = 5_000
"""So many subcontracts are looked at together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingRow(HeldTotal):
    """One material at one household over all of its subcontracts; quantities in thousandths."""

    household_id: int
    household: str
    head: str
    material_id: int
    material: str
    name: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressRow(WorkTotal):
    """One subcontract's progress; ``rework`` is all ever sent back, ``pending`` now."""

    id: int
    subcontract: str
    household: str
    head: str
    product: str
    name: str
    unit: str
    status: str
    due: date


def holdings(until: date | None = None, *, household: int | None = None) -> list[HoldingRow]:
    """Material at households as of the end of a day (None: now), sorted by household and material code."""
    goods = {
        key: dict(material=code, name=name, unit=unit)
        for key, code, name, unit in db.execute(
            Material.select(Material.id, Material.code, Material.name, Material.unit)
        )
    }
    rows = []
    # Some households at a time: the states of years of work at once would take as much memory as the window.
    for some in _whole_households(_of(household)):
        accounts = _accounts(some, until)
        people = _people({owner for owner, _ in accounts})
        rows += [
            HoldingRow.of(
                held,
                household_id=owner,
                household=people[owner][0],
                head=people[owner][1],
                material_id=material,
                **goods[material],
            )
            for (owner, material), held in accounts.items()
        ]
    rows.sort(key=lambda row: (row.household, row.material))
    return rows


def _accounts(subcontracts: Collection[int], until: date | None) -> dict[tuple[int, int], list[Holding]]:
    """What lies on the account of each of these subcontracts, by household and material, where anything ever moved."""
    accounts: dict[tuple[int, int], list[Holding]] = defaultdict(list)
    for state in unless_halted(subcontract_states(subcontracts, until=until).values()):
        for material in state.materials.values():
            held = state.holding(material)
            moved = held.issued or held.returned or held.transferred_in or held.transferred_out
            if moved or held.used or held.counted:
                accounts[state.household_id, material.material_id].append(held)
    return accounts


def progress(until: date | None = None, *, household: int | None = None) -> list[ProgressRow]:
    """Every subcontract dated up to a day (None: all) as of its end, sorted by number."""
    states = subcontract_states(None if household is None else _keys(_of(household)), until=until)
    people = _people({state.household_id for state in states.values()})
    made = {
        key: (code, name, unit)
        for key, code, name, unit in db.execute(
            Product.select(Product.id, Product.code, Product.name, Product.unit)
        )
    }
    rows = [
        _progress_row(state, people[state.household_id], made[state.product_id]) for state in states.values()
    ]
    rows.sort(key=lambda row: row.subcontract)
    return rows


def _progress_row(state: SubcontractState, home: tuple[str, str], made: tuple[str, str, str]) -> ProgressRow:
    household, head = home
    product, name, unit = made
    return ProgressRow(
        id=state.id,
        subcontract=state.number,
        household=household,
        head=head,
        product=product,
        name=name,
        unit=unit,
        quantity=state.quantity,
        **state.parts._asdict(),
        outstanding=state.outstanding,
        status=state.status,
        due=state.due,
    )


def _people(households: Collection[int]) -> dict[int, tuple[str, str]]:
    """Code and head of these households."""
    query = Household.select(Household.id, Household.code, Household.head)
    return {key: (code, head) for key, code, head in db.execute(query.where(among(Household.id, households)))}


def _of(household: int | None) -> Any:
    """A select of the subcontracts of a household, of all for None, with whose they are."""
    query = Subcontract.select(Subcontract.id, Subcontract.household)
    return query if household is None else query.where(Subcontract.household == household)


def _keys(subcontracts: Any) -> list[int]:
    return [key for key, _ in db.execute(subcontracts)]


def _whole_households(subcontracts: Any) -> Iterator[list[int]]:
    """Subcontracts some at a time, those of one household together."""
    some: list[int] = []
    for _, own in groupby(db.execute(subcontracts.order_by(Subcontract.household)), itemgetter(1)):
        some += [key for key, _ in own]
        if len(some) >= AT_ONCE:
            yield some
            some = []
    if some:
        yield some
