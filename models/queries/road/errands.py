"""What was asked to be driven for and is not done yet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from models import format
from models.database import among
from models.i18n import tr
from models.queries import suggestions
from models.queries.ledger.open_subcontracts import states_of
from models.rules.road import tasks
from models.tables.party import Household
from models.tables.product import Material
from models.tables.road import Errand


@dataclass(frozen=True, slots=True)
class ErrandRow:
    """An errand that is still to be done, from its day on; ``what`` says it in one line."""

    id: int
    kind: str
    household: int
    head: str
    village: str
    date: dt.date
    what: str


def open_errands(household: int | None = None) -> list[ErrandRow]:
    """Everything asked for and not done, the earliest first."""
    query = (
        Errand.select(Errand, Household)
        .join(Household)
        .where(Errand.done_on.is_null())
        .order_by(Errand.date, Errand.id)
    )
    if household is not None:
        query = query.where(Errand.household == household)
    return [
        ErrandRow(
            row.id,
            row.kind,
            row.household_id,
            row.household.head,
            row.household.village,
            row.date,
            _what(row),
        )
        for row in query
    ]


def _what(row: Any) -> str:
    words = [tr(dict(tasks.ERRANDS)[row.kind])]
    if row.equipment_id is not None:
        words.append(f"{row.equipment.name} {row.equipment.code}")
    if row.kind == tasks.TRANSFER:
        amount = format.quantity(int(row.quantity), row.material.unit)
        words.append(f"{row.material.name} {amount} → {row.to_subcontract.household.head}")
    return " · ".join((*words, row.note) if row.note else words)


def materials_under(subcontract: int | None, text: str) -> list[suggestions.Suggestion]:
    """The materials a household holds under a subcontract, with how much of each."""
    if subcontract is None:
        return []
    state = states_of([subcontract]).get(subcontract)
    if state is None:
        return []
    found = []
    for material in Material.select().where(among(Material.id, state.materials)).order_by(Material.code):
        held = state.holding(state.materials[material.id]).balance
        if held > 0 and text.strip().lower() in f"{material.code} {material.name}".lower():
            name = f"{material.code} {material.name}"
            found.append(
                (
                    material.id,
                    name,
                    tr("{quantity} there").format(quantity=format.quantity(held, material.unit)),
                )
            )
    return found


def takers_of(material: int | None, household: int | None, text: str) -> list[suggestions.Suggestion]:
    """The subcontracts of other households whose work uses a material."""
    found = suggestions.subcontracts(text)
    states = states_of([key for key, _, _ in found])
    return [
        one
        for one in found
        if one[0] in states
        and not states[one[0]].closed
        and states[one[0]].household_id != household
        and (material is None or material in states[one[0]].materials)
    ]
