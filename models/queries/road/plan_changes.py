"""What became different at the households of a day since its drives were planned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from models.i18n import mark
from models.queries.road.route_sheets import RouteDay
from models.queries.road.routes import Call, Job
from models.rules.road.day import HAND
from models.rules.road.tasks import DELIVER, SLIP, TRANSFER

NOT_PLANNED: Final = mark("Not planned yet")
STILL_PLANNED: Final = mark("Still on the plan")
OTHERWISE: Final = mark("Changed since it was planned")
NOTHING_LEFT: Final = mark("Nothing left to do")


def changed_since(plan: RouteDay, found: Sequence[Call]) -> dict[int, str]:
    """What is different now at each household that is, by its key, given all that could be driven on the day."""
    planned = _planned(plan)
    changed: dict[int, str] = {}
    for call in found:
        key = call.home.contact.id
        if call.wish.left_out:
            if key in planned:
                changed[key] = STILL_PLANNED
        elif key not in planned:
            changed[key] = NOT_PLANNED
        elif planned[key] != _work(call.jobs):
            changed[key] = OTHERWISE
    known = {call.home.contact.id for call in found}
    return changed | {key: NOTHING_LEFT for key, work in planned.items() if work and key not in known}


def _planned(plan: RouteDay) -> dict[int, Counter[tuple[object, ...]]]:
    """The households a plan knows, on a drive or left behind, and what was to be done there."""
    work: dict[int, Counter[tuple[object, ...]]] = {}
    for line in (*(line for sheet in plan.sheets for line in sheet.stops), *plan.left):
        if line.home is not None:
            held = work.setdefault(line.home.contact.id, Counter())
            # What is handed over was taken elsewhere, and counts there.
            if line.kind != HAND and not line.rescued:
                held.update(_work(line.jobs))
    return work


def _work(jobs: Iterable[Job]) -> Counter[tuple[object, ...]]:
    """What is to be done, told apart by what and how much; handing out is the same before and after its slip."""
    return Counter(
        (
            DELIVER if job.kind == SLIP else job.kind,
            job.subcontract,
            job.material,
            job.equipment,
            job.errand,
            job.quantity,
        )
        for job in jobs
        if job.kind != TRANSFER or job.errand is not None
    )
