"""What speaks against a placement: the same employer twice, another one on the same days, a vacancy that is full.

Asked about when one is saved, said beside the fields while it is typed, and beside the row when a list comes in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from models.actions.programme.workshops import doubt_of_closed
from models.actions.upsert import cleaned, effective
from models.database import among, parts
from models.errors import NeedsConfirmation, UserError
from models.i18n import mark, plural, tr
from models.operation import ask
from models.rules.programme.spans import Days, meet, most_at_once
from models.tables.party import Worker
from models.tables.programme import Placement, Vacancy, Workshop

SEVERAL_EMPLOYERS: Final = "several_employers"
OVER_FULL: Final = "over_full"
OUTSIDE_DAYS: Final = "outside_days"
EMPLOYER_ENDED: Final = "employer_ended"
_ALL_THE_SAME: Final = mark("Place all the same")
_VERBS: Final = {
    SEVERAL_EMPLOYERS: mark("Works for both"),
    OVER_FULL: _ALL_THE_SAME,
    OUTSIDE_DAYS: _ALL_THE_SAME,
    EMPLOYER_ENDED: _ALL_THE_SAME,
}
CONSENTS: Final = tuple(_VERBS)
"""All that may be consented to."""


@dataclass(frozen=True, slots=True)
class PlacementDoubt:
    """What is odd about a placement or vacancy: what consents to it, the field it stands beside, and a sentence."""

    key: str
    field: str
    sentence: str


@dataclass(frozen=True, slots=True)
class _Employed:
    """A placement that is kept, or one of the batch."""

    key: int
    worker: int
    employer: str
    vacancy: int | None
    workshop: int | None
    days: Days


class PlacementDoubts:
    """The placements of the people and vacancies of a batch, with those of the batch as they are checked."""

    def __init__(self, entries: Sequence[tuple[Mapping[str, Any], Any]]) -> None:
        self._of_worker: dict[int, list[_Employed]] = defaultdict(list)
        self._of_vacancy: dict[int, list[_Employed]] = defaultdict(list)
        self._new: list[_Employed] = []
        named = {
            field: {effective(values, existing, field) for values, existing in entries} - {None}
            for field in ("worker", "vacancy", "workshop")
        }
        # Also whose it was before: a placement may be somebody else's from now on.
        named["worker"] |= {existing.worker_id for _, existing in entries if existing is not None}
        seen: set[int] = set()
        for field, keys in ((Placement.worker, named["worker"]), (Placement.vacancy, named["vacancy"])):
            for some in parts(keys):
                for row in Placement.select().where(field.in_(some)):
                    if row.id not in seen:
                        seen.add(row.id)
                        self._keep(_employed({}, row))
        self._vacancies = _by_key(Vacancy, named["vacancy"])
        self._workshops = _by_key(Workshop, named["workshop"])
        self._names = {key: row.name for key, row in _by_key(Worker, named["worker"]).items()}

    def check(self, values: dict[str, Any], existing: Any) -> None:
        """Raise UserError (field: start) where somebody would work for one employer twice on a day."""
        mine = _employed(values, existing)
        if existing is not None:
            held = next(one for one in self._of_worker[existing.worker_id] if one.key == mine.key)
            if held == mine:
                return
            self._of_worker[existing.worker_id].remove(held)
            if held.vacancy is not None:
                self._of_vacancy[held.vacancy].remove(held)
        for other in self._of_worker[mine.worker]:
            if other.employer == mine.employer and meet(other.days, mine.days):
                words = tr("Works for {employer} already, {span}.")
                raise UserError(words.format(employer=mine.employer, span=_said(other.days)), "start")
        self._new.append(mine)
        self._keep(mine)

    def ask(self, consents: Collection[str]) -> None:
        """Ask (`models.operation.ask`) about what is odd about the placements checked and not consented to."""
        for mine in self._new:
            for doubt in self._about(mine):
                if doubt.key not in consents:
                    ask(NeedsConfirmation(doubt.key, doubt.sentence, verb=tr(_VERBS[doubt.key])))

    def about(self, values: Mapping[str, Any], existing: Any) -> list[PlacementDoubt]:
        """What is odd about a placement as it is kept, or as it is typed: nothing until it has a person and a day."""
        mine = _employed(values, existing)
        return [] if None in (mine.worker, mine.days[0]) else list(self._about(mine))

    def _about(self, mine: _Employed) -> Iterator[PlacementDoubt]:
        others = [one for one in self._of_worker[mine.worker] if _other(one, mine)]
        found = next((one for one in others if meet(one.days, mine.days)), None)
        if found is not None:
            words = tr("{name} is employed by {employer} too, {span}.")
            said = words.format(
                name=self._names[mine.worker], employer=found.employer, span=_said(found.days)
            )
            yield PlacementDoubt(SEVERAL_EMPLOYERS, "start", said)
        vacancy = self._vacancies.get(mine.vacancy or 0)
        if vacancy is not None:
            days = [one.days for one in self._of_vacancy[vacancy.id] if _other(one, mine)]
            yield from _full(vacancy, most_at_once([*days, mine.days], mine.days))
            if not meet((vacancy.reported, vacancy.until), (mine.days[0], mine.days[0])):
                words = tr("{number} {post} is open {span}.")
                said = words.format(
                    number=vacancy.number,
                    post=vacancy.post,
                    span=_said((vacancy.reported, vacancy.until)),
                )
                yield PlacementDoubt(OUTSIDE_DAYS, "start", said)
        workshop = self._workshops.get(mine.workshop or 0)
        if workshop is not None:
            said = doubt_of_closed(workshop, mine.days[1] or date.max)
            if said:
                yield PlacementDoubt(EMPLOYER_ENDED, "workshop", said)

    def _keep(self, placed: _Employed) -> None:
        self._of_worker[placed.worker].append(placed)
        if placed.vacancy is not None:
            self._of_vacancy[placed.vacancy].append(placed)


def doubts_of_placements(entries: Sequence[tuple[Mapping[str, Any], Any]]) -> list[list[PlacementDoubt]]:
    """What is odd about each of these placements, kept ones or as they are typed."""
    doubts = PlacementDoubts(entries)
    return [doubts.about(values, existing) for values, existing in entries]


def placement_doubts(values: Mapping[str, Any], existing: Any = None) -> dict[str, str]:
    """What is odd about a placement as it is typed, by field; the first of a field."""
    (found,) = doubts_of_placements([(cleaned(Placement, values), existing)])
    return {one.field: one.sentence for one in reversed(found)}


def vacancy_doubts(values: Mapping[str, Any], existing: Any = None) -> dict[str, str]:
    """What is odd about a vacancy as it is typed or kept, by field."""
    (sentence,) = doubts_of_vacancies([(values, existing)])
    return {"places": sentence} if sentence else {}


def doubts_of_vacancies(entries: Sequence[tuple[Mapping[str, Any], Any]]) -> list[str]:
    """What is odd about the places of vacancies, in their order: more are placed there; "" for nothing."""
    spans: dict[int, list[Days]] = defaultdict(list)
    kept = {existing.id for _, existing in entries if existing is not None}
    for row in Placement.select().where(among(Placement.vacancy, kept)):
        spans[row.vacancy_id].append((row.start, row.end))
    found = []
    for values, existing in entries:
        placed = 0 if existing is None else most_at_once(spans[existing.id], (date.min, None))
        places = effective(values, existing, "places")
        said = tr("{placed} are placed there at once.").format(placed=placed)
        found.append(said if places and placed > places else "")
    return found


def _full(vacancy: Any, placed: int) -> Iterator[PlacementDoubt]:
    if placed > vacancy.places:
        words = plural(
            "{number} {post} has {n} place; with this one {placed} are placed there at once.",
            "{number} {post} has {n} places; with this one {placed} are placed there at once.",
            vacancy.places,
        )
        said = words.format(number=vacancy.number, post=vacancy.post, placed=placed)
        yield PlacementDoubt(OVER_FULL, "vacancy", said)


def _employed(values: Mapping[str, Any], existing: Any) -> _Employed:
    fields = ("worker", "employer", "vacancy", "workshop", "start", "end")
    worker, employer, vacancy, workshop, start, end = (effective(values, existing, field) for field in fields)
    key = 0 if existing is None else existing.id
    return _Employed(key, worker, employer or "", vacancy, workshop, (start, end))


def _other(one: _Employed, mine: _Employed) -> bool:
    """Whether a placement is another one: not itself, nor what it is as it is kept."""
    return one is not mine and (not mine.key or one.key != mine.key)


def _by_key(table: Any, keys: Collection[int]) -> dict[int, Any]:
    return {row.id: row for row in table.select().where(among(table.id, keys))}


def _said(days: tuple[date, date | None]) -> str:
    """A span of days as words."""
    first, last = days
    if last is None:
        return tr("since {start}").format(start=first.isoformat())
    return tr("from {start} to {end}").format(start=first.isoformat(), end=last.isoformat())
