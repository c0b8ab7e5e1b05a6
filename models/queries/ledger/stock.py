"""What lies where: material at the households, and how far every subcontract has come.

The results workbook, the window and the paper all ask here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from models.database import db
from models.queries.order.standing import SubcontractState, subcontract_states
from models.rules.ledger.balance import HeldTotal, Holding
from models.tables.order import Subcontract
from models.tables.party import Household
from models.tables.product import Material, Product


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


class ProgressRow(NamedTuple):
    """One subcontract's progress; quantities in thousandths, ``rework`` all ever sent back, ``pending`` now."""

    id: int
    subcontract: str
    household: str
    head: str
    product: str
    name: str
    unit: str
    quantity: int
    good: int
    second: int
    rework: int
    work_scrap: int
    material_scrap: int
    pending: int
    outstanding: int
    status: str
    due: date


def holdings(until: date | None = None, *, household: int | None = None) -> list[HoldingRow]:
    """Material at households as of the end of a day (None: now), sorted by household and material code."""
    states = subcontract_states(_of(household), until=until)
    accounts: dict[tuple[int, int], list[Holding]] = defaultdict(list)
    for state in states.values():
        for material in state.materials.values():
            held = state.holding(material)
            moved = held.issued or held.returned or held.transferred_in or held.transferred_out
            if moved or held.used or held.counted:
                accounts[state.household_id, material.material_id].append(held)
    people = {key: dict(household=code, head=head) for key, code, head in db.execute(_heads())}
    goods = {
        key: dict(material=code, name=name, unit=unit)
        for key, code, name, unit in db.execute(
            Material.select(Material.id, Material.code, Material.name, Material.unit)
        )
    }
    rows = [
        HoldingRow.of(held, household_id=owner, **people[owner], material_id=material, **goods[material])
        for (owner, material), held in accounts.items()
    ]
    rows.sort(key=lambda row: (row.household, row.material))
    return rows


def progress(until: date | None = None, *, household: int | None = None) -> list[ProgressRow]:
    """Every subcontract dated up to a day (None: all) as of its end, sorted by number."""
    states = subcontract_states(_of(household), until=until)
    people = {key: (code, head) for key, code, head in db.execute(_heads())}
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


def _progress_row(
    state: SubcontractState, head: tuple[str, str], product: tuple[str, str, str]
) -> ProgressRow:
    parts: dict[str, Any] = dict(state.parts.amounts())
    return ProgressRow(
        state.id,
        state.number,
        *head,
        *product,
        state.quantity,
        **parts,
        outstanding=state.outstanding,
        status=state.status,
        due=state.due,
    )


def _heads() -> object:
    return Household.select(Household.id, Household.code, Household.head)


def _of(household: int | None) -> list[int] | None:
    """The subcontracts of a household, or None for all."""
    if household is None:
        return None
    return [
        row[0]
        for row in db.execute(Subcontract.select(Subcontract.id).where(Subcontract.household == household))
    ]
