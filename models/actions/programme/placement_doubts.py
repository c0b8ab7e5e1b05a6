"""What speaks against a placement: the same employer twice, another one on the same days, a vacancy that is full."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from models.actions.upsert import Batch, effective
from models.database import parts
from models.errors import NeedsConfirmation, UserError
from models.i18n import plural, tr
from models.rules.programme.spans import Days, meet, most_at_once
from models.tables.party import Worker
from models.tables.programme import Placement, Vacancy

SEVERAL_EMPLOYERS: Final = "several_employers"
OVER_FULL: Final = "over_full"


@dataclass(frozen=True, slots=True)
class _Employed:
    """A placement that is kept, or one of the batch."""

    key: int
    employer: str
    vacancy: int | None
    days: Days


class PlacementDoubts:
    """The placements of the people and vacancies of a batch, with those of the batch as they are checked."""

    def __init__(self, batch: Batch) -> None:
        self._of_worker: dict[int, list[_Employed]] = defaultdict(list)
        self._of_vacancy: dict[int, list[_Employed]] = defaultdict(list)
        self._new: list[tuple[int, _Employed]] = []
        workers, vacancies = (
            {effective(values, existing, field) for values, existing in batch.sound()} - {None}
            for field in ("worker", "vacancy")
        )
        seen: set[int] = set()
        for field, keys in ((Placement.worker, workers), (Placement.vacancy, vacancies)):
            for some in parts(keys):
                for row in Placement.select().where(field.in_(some)):
                    if row.id not in seen:
                        seen.add(row.id)
                        self._keep(
                            row.worker_id,
                            _Employed(row.id, row.employer, row.vacancy_id, (row.start, row.end)),
                        )

    def check(self, values: dict[str, Any], existing: Any) -> None:
        """Raise UserError (field: start) where somebody would work for one employer twice on a day."""
        worker, employer, vacancy, start, end = (
            effective(values, existing, field) for field in ("worker", "employer", "vacancy", "start", "end")
        )
        key = 0 if existing is None else existing.id
        mine = _Employed(key, employer, vacancy, (start, end))
        if key:
            held = next(one for one in self._of_worker[existing.worker_id] if one.key == key)
            if held == mine and existing.worker_id == worker:
                return
            self._of_worker[existing.worker_id].remove(held)
            if held.vacancy is not None:
                self._of_vacancy[held.vacancy].remove(held)
        for other in self._of_worker[worker]:
            if other.employer == employer and meet(other.days, mine.days):
                words = tr("Works for {employer} already, {span}.")
                raise UserError(words.format(employer=employer, span=_said(other.days)), "start")
        self._new.append((worker, mine))
        self._keep(worker, mine)

    def ask(self, consents: Collection[str]) -> None:
        """Raise NeedsConfirmation for what is odd about the placements checked and not consented to."""
        for worker, mine in self._new:
            others = [one for one in self._of_worker[worker] if one is not mine and meet(one.days, mine.days)]
            if others and SEVERAL_EMPLOYERS not in consents:
                name = Worker.select(Worker.name).where(Worker.id == worker).scalar()
                words = tr("{name} is employed by {employer} too, {span}.")
                said = words.format(name=name, employer=others[0].employer, span=_said(others[0].days))
                raise NeedsConfirmation(SEVERAL_EMPLOYERS, said, verb=tr("Works for both"))
            if mine.vacancy is not None and OVER_FULL not in consents:
                self._ask_full(mine)

    def _ask_full(self, mine: _Employed) -> None:
        row: Any = Vacancy.get_or_none(Vacancy.id == mine.vacancy)
        if row is None:
            return
        placed = most_at_once((one.days for one in self._of_vacancy[row.id]), mine.days)
        if placed > row.places:
            words = plural(
                "{number} {post} has {n} place; with this one {placed} are placed there at once.",
                "{number} {post} has {n} places; with this one {placed} are placed there at once.",
                row.places,
            )
            said = words.format(number=row.number, post=row.post, placed=placed)
            raise NeedsConfirmation(OVER_FULL, said, verb=tr("Place all the same"))

    def _keep(self, worker: int, placed: _Employed) -> None:
        self._of_worker[worker].append(placed)
        if placed.vacancy is not None:
            self._of_vacancy[placed.vacancy].append(placed)


def _said(days: tuple[date, date | None]) -> str:
    """A span of days as words."""
    first, last = days
    if last is None:
        return tr("since {start}").format(start=first.isoformat())
    return tr("from {start} to {end}").format(start=first.isoformat(), end=last.isoformat())
