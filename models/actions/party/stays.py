"""Households that move: where they lived before is kept with its days, so that what they earned there stays there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from models.actions.party.parties import keep_place_words
from models.actions.party.placing import Placing, keep_helpers
from models.actions.upsert import Batch, Entry, Refused, change, effective, refuse_end_before_start, require
from models.database import among, db
from models.errors import UserError
from models.i18n import mark, tr
from models.operation import in_turn, operation
from models.queries.party.stays import Dwelling, dwelling_of, spans_of
from models.rights import needs
from models.rules.desk import roles
from models.rules.party.stays import Span, moved, overlapping
from models.tables.party import Household, HouseholdStay

_PLACE: Final = ("township", "village", "group")
_HELPER: Final = ("helper", "helper_phone")
MOVING: Final = (*_PLACE, *_HELPER)
"""What changes when a household moves on, by the names of the household's fields."""


@needs(roles.MASTER)
@in_turn
def move_household(
    household: int, day: date, values: Mapping[str, Any], today: date | None = None
) -> Household:
    """Let a household live elsewhere, or be looked after by somebody else, from a day on; returns it.

    ``values`` are of the fields `MOVING`; what is left out stays. A day before a later move changes only the days up to
    that move; with ``today`` one after it is refused. Raises UserError (field: household, day, township).
    """
    row: Any = Household.get_or_none(Household.id == household)
    if row is None:
        raise UserError(tr("This household does not exist."), "household")
    if today is not None and day > today:
        raise UserError(tr("A move is entered once it has happened."), "day")
    with operation(mark("Household {name} moved on {day}"), name=row.head, day=day.isoformat()):
        spans, present = spans_of(household), dwelling_of(row)
        there = next((span.place for span in spans if span.covers(day)), present)
        place = _dwelling(there, values)
        if place.told == there.told:
            raise UserError(tr("It lives there already on that day."), "township")
        after, now = moved([Span(s.start, s.end, s.place) for s in spans], present, day, place)
        _keep_spans(household, after)
        if now is not present:
            _settle(row, now)
    return row  # type: ignore[no-any-return]


@needs(roles.MASTER)
def save_stays(entries: Iterable[Entry], refused: Refused | None = None) -> list[HouseholdStay]:
    """Add or change former places of households, each with its last day.

    Raises UserError (field: household, end).
    """
    batch = Batch(HouseholdStay, entries, refused)
    with operation(mark("Save former place of {name}")) as opened:
        batch.check(_check_stay)
        batch.unique("household", "start")
        _refuse_overlaps(batch)
        placing = Placing()
        for values, existing in batch.sound():
            place = [str(effective(values, existing, name) or "") for name in _PLACE]
            values["region"] = placing.region(*place)
        rows = batch.write()
        homes = {effective(values, old, "household") for values, old in batch.sound()}
        heads = [
            head for (head,) in db.execute(Household.select(Household.head).where(among(Household.id, homes)))
        ]
        opened.says(name=heads[0] if len(heads) == 1 else f"× {len(rows)}")
    return rows


def refuse_overlaps() -> None:
    """Raise UserError where a household would live at two places on a day; asked once stays were put back."""
    known = _known_spans()
    if any(overlapping(list(spans.values())) for spans in known.values()):
        raise UserError(tr("It was changed again since; undo that first."))


def _check_stay(values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "household", "end")
    refuse_end_before_start(values, existing, "start", "end")


def _refuse_overlaps(batch: Batch) -> None:
    """Refuse entries that put a household at two places on one day, looked for over what is kept and what comes."""
    known = _known_spans()
    fresh: dict[int, list[tuple[int, Span[int]]]] = defaultdict(list)
    for at, (values, existing) in batch.placed():
        household = effective(values, existing, "household")
        if existing is not None:
            known[household].pop(existing.id, None)
        span = Span(effective(values, existing, "start"), effective(values, existing, "end"), at)
        fresh[household].append((at, span))
    for household, added in fresh.items():
        kept = list(known[household].values())
        for at, span in added:
            if overlapping([*kept, span]) is None:
                kept.append(span)
            else:
                words = tr("The household lives elsewhere on some of these days.")
                batch.refuse(at, UserError(words, "end"))


def _known_spans() -> dict[int, dict[int, Span[int]]]:
    """The stays of all households by their keys."""
    found: dict[int, dict[int, Span[int]]] = defaultdict(dict)
    query = HouseholdStay.select(
        HouseholdStay.household, HouseholdStay.id, HouseholdStay.start, HouseholdStay.end
    )
    for household, key, start, end in db.execute(query):
        first = date.fromisoformat(start) if start else None
        found[household][key] = Span(first, date.fromisoformat(end), key)
    return found


def _dwelling(there: Dwelling, values: Mapping[str, Any]) -> Dwelling:
    """The place a household moves to, in the list's words as well; its helper is kept."""
    for name in MOVING:
        if name in values:
            Household._meta.fields[name].check(values[name])
    said = {name: str(values.get(name, getattr(there, name)) or "").strip() for name in MOVING}
    if "helper" in values and "helper_phone" not in values and said["helper"] != there.helper:
        said["helper_phone"] = ""
    keep_helpers([(said["helper"], said["helper_phone"])])
    region = Placing().region(*(said[name] for name in _PLACE))
    return Dwelling(region=region, **said)


def _keep_spans(household: int, spans: list[Span[Dwelling]]) -> None:
    """Write a household's former places as they are now; a row is known by its last day."""
    known: dict[date, Any] = {
        row.end: row for row in HouseholdStay.select().where(HouseholdStay.household == household)
    }
    helpers = keep_helpers((span.place.helper, span.place.helper_phone) for span in spans)
    for span in sorted(spans, key=lambda one: one.end, reverse=True):
        place = span.place
        values = {
            "start": span.start,
            "end": span.end,
            **{name: getattr(place, name) for name in (*_PLACE, "region")},
            "helper": helpers.get((place.helper, place.helper_phone)),
        }
        row = known.get(span.end)
        if row is None:
            # What was one span is two now: the later part keeps the row.
            HouseholdStay.create(household=household, **values)
        else:
            change(row, **values)


def _settle(row: Any, place: Dwelling) -> None:
    """Let a household's present place be another one."""
    values: dict[str, Any] = {name: getattr(place, name) for name in (*MOVING, "region")}
    keep_place_words(values, row)
    for name, value in values.items():
        setattr(row, name, value)
    row.save(only=[Household._meta.fields[name] for name in values])
