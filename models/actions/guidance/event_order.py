"""In which order what happened to machines on one day is possible, however a list tells it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from models.errors import UserError
from models.tables.guidance import LEND, SWAP, TAKE_BACK


class DayEvent(Protocol):
    """What happened to a machine: with which household, and which other went out in its place."""

    kind: str
    equipment: int
    household: int | None
    other: int | None


Event = TypeVar("Event", bound=DayEvent)


def post_in_turn(
    day: Sequence[Event], post: Callable[[Event], None], refused: Callable[[Event, UserError], object]
) -> None:
    """Post the events of one day as they are listed, each again after the others as long as that makes it possible.

    A machine goes first to a household it comes back from on the same day; who keeps it is last.
    """
    left, patient = list(day), True
    while left:
        late = _later(left) if patient else []
        faults: list[tuple[Event, UserError]] = []
        waiting = []
        for draft in left:
            if any(draft is one for one in late):
                waiting.append(draft)
                continue
            try:
                post(draft)
            except UserError as error:
                waiting.append(draft)
                faults.append((draft, error))
        if len(waiting) == len(left):
            if not late:
                for fault in faults:
                    refused(*fault)
                return
            patient = False
        else:
            patient = True
        left = waiting


def _later(drafts: Sequence[Event]) -> list[Event]:
    """What keeps a machine out that goes to somebody else and comes back from there on the same day."""
    back = {(one.equipment, one.household) for one in drafts if one.kind in (TAKE_BACK, SWAP)}
    out = [
        (one, one.equipment if one.kind == LEND else one.other) for one in drafts if one.kind in (LEND, SWAP)
    ]
    returning = {machine for one, machine in out if one.household and (machine, one.household) in back}
    return [one for one, machine in out if machine in returning and (machine, one.household) not in back]
