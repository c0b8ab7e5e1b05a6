"""The card of a machine (设备卡): what it is and is worth, where it is, and all that happened to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from models import format
from models.database import among, db
from models.queries.document_common import Contact, contacts, household_key, refuse_absent
from models.queries.guidance.machine_events import MachineEvent, events_of
from models.queries.guidance.machine_states import MachineState, machine_states
from models.tables.guidance import Equipment


@dataclass(frozen=True, slots=True)
class MachineCard:
    """A machine's card as of a day; ``place`` is the address of the household that has it."""

    day: dt.date
    state: MachineState
    condition: str
    place: str
    events: tuple[MachineEvent, ...]


def machine_cards(
    day: dt.date, *, codes: Sequence[str] = (), household: str | None = None
) -> list[MachineCard]:
    """The cards of all machines, of some by their codes, or of those a household has. Raises UserError for none."""
    query = Equipment.select(Equipment.id, Equipment.code, Equipment.condition)
    if codes:
        query = query.where(among(Equipment.code, list(codes)))
    rows = {key: (code, condition) for key, code, condition in db.execute(query)}
    refuse_absent(codes, {code for code, _ in rows.values()})
    states = machine_states(day, list(rows))
    if household is not None:
        home = household_key(household)
        states = [one for one in states if one.keeper is not None and one.keeper.id == home]
    homes = contacts({one.keeper.id for one in states if one.keeper is not None})
    return [
        MachineCard(
            day,
            one,
            rows[one.id][1],
            "" if one.keeper is None else _place(homes[one.keeper.id]),
            tuple(events_of(one.id)),
        )
        for one in states
    ]


def _place(home: Contact) -> str:
    return format.place(home.township, home.village, home.group)
