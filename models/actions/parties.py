"""Enterprises, households, their workers and agreements: saving one of a form or thousands of a workbook."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any, Final

from models.actions.numbering import next_household_code
from models.actions.record import (
    ADDED,
    UNCHANGED,
    Batch,
    Entry,
    Refused,
    differing,
    effective,
    require,
)
from models.database import db, insert_rows
from models.errors import UserError
from models.i18n import mark, tr
from models.operation import operation
from models.queries.pinyin import search_text
from models.queries.regions import RegionIndex
from models.tables.party import Agreement, Enterprise, Household, Location, Worker

PAY_METHODS: Final = ("cash", "bank")
DATUMS: Final = ("WGS84", "GCJ02", "BD09")
MINUTES_OF_DAY: Final = 1440

_CLOCK: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_SEARCHED: Final = ("code", "head", "phone", "township", "village", "group")

Warning = tuple[str, str]
"""The field a doubt belongs to, and the doubt as a sentence."""


def save_enterprise(values: Mapping[str, Any], existing: Any = None) -> Enterprise:
    """Add or change an enterprise. Raises UserError (field: name)."""
    return save_enterprises([(values, existing)])[0]


def save_enterprises(entries: Iterable[Entry], refused: Refused | None = None) -> list[Enterprise]:
    """Add or change enterprises in one operation; each has its ``outcome``."""
    batch = Batch(Enterprise, entries, refused)
    with operation(mark("Save enterprise {name}")) as opened:
        batch.check(_check_enterprise)
        batch.unique("name")
        rows = batch.write()
        _keep_locations(rows, "enterprise", "name")
        opened.says(name=batch.called(rows, "name"))
    return rows


def save_household(values: Mapping[str, Any], existing: Any = None) -> Household:
    """Add or change a household; a new one without a code takes the next.

    Raises UserError (field: code, head, pay_method, ready_from, ready_to, latitude, longitude, datum, minutes_per_day).
    """
    return save_households([(values, existing)])[0]


def save_households(entries: Iterable[Entry], refused: Refused | None = None) -> list[Household]:
    """Add or change households in one operation; each has its ``outcome``."""
    batch = Batch(Household, entries, refused)
    with operation(mark("Save household {name}")) as opened:
        for values, existing in batch.entries:
            if existing is None and not values.get("code"):
                values["code"] = next_household_code()
        batch.check(_check_household)
        batch.unique("code")
        _place(batch)
        rows = batch.write()
        _keep_locations(rows, "household", "head")
        opened.says(name=batch.called(rows, "head"))
    return rows


def save_worker(household: int, values: Mapping[str, Any], existing: Any = None) -> Worker:
    """Add or change a worker of a household. Raises UserError (field: name, household)."""
    return save_workers([({**values, "household": household}, existing)])[0]


def save_workers(entries: Iterable[Entry], refused: Refused | None = None) -> list[Worker]:
    """Add or change workers (``household`` among their values) in one operation; each has its ``outcome``."""
    batch = Batch(Worker, entries, refused)
    with operation(mark("Save worker {name}")) as opened:
        batch.check(_check_worker)
        batch.unique("household", "name")
        rows = batch.write()
        opened.says(name=batch.called(rows, "name"))
    return rows


def remove_worker(worker: int) -> None:
    """Take a worker off a household's list; the trail keeps who it was."""
    row = Worker.get_or_none(Worker.id == worker)
    if row is None:
        raise UserError(tr("This worker does not exist."))
    with operation(mark("Remove worker {name}"), name=row.name):
        row.delete_instance()


def save_agreement(
    household: int, number: str, start: date | None, end: date | None, existing: Any = None
) -> Agreement:
    """Add or change a household's agreement. Raises UserError (field: number, end)."""
    values = {"household": household, "number": number, "start": start, "end": end}
    return save_agreements([(values, existing)])[0]


def save_agreements(entries: Iterable[Entry], refused: Refused | None = None) -> list[Agreement]:
    """Add or change agreements (``household`` among their values) in one operation; each has its ``outcome``."""
    batch = Batch(Agreement, entries, refused)
    with operation(mark("Save agreement {number}")) as opened:
        batch.check(_check_agreement)
        batch.unique("household", "number")
        rows = batch.write()
        opened.says(number=batch.called(rows, "number"))
    return rows


def warnings_for_household(values: Mapping[str, Any], existing: Any = None) -> list[Warning]:
    """What is odd about a household without forbidding it: ID number, doubled phone or ID number, missing account."""
    return warnings_for_households([(values, existing)])[0]


def warnings_for_households(entries: Sequence[Entry]) -> list[list[Warning]]:
    """The warnings of many households, in their order, compared with each other and all others, in one query."""
    stored = {
        key: (phone, id_number)
        for key, phone, id_number in db.execute(
            Household.select(Household.id, Household.phone, Household.id_number)
        )
    }
    for _, existing in entries:
        if existing is not None:
            stored.pop(existing.id, None)
    shown = [tuple(_text(v, e, field) for field in ("phone", "id_number")) for v, e in entries]
    phones = Counter(phone for phone, _ in (*stored.values(), *shown) if phone)
    numbers = Counter(number.upper() for _, number in (*stored.values(), *shown) if number)
    found: list[list[Warning]] = []
    for (values, existing), (phone, id_number) in zip(entries, shown, strict=True):
        own: list[Warning] = []
        if id_number and not valid_id_number(id_number):
            own.append(("id_number", tr("This is not a valid ID number.")))
        if id_number and numbers[id_number.upper()] > 1:
            own.append(("id_number", tr("Another household has the same ID number.")))
        if phones[phone] > 1:
            own.append(("phone", tr("Another household has the same phone.")))
        if _text(values, existing, "pay_method") == "bank" and not _text(values, existing, "account"):
            own.append(("account", tr("There is no bank account to pay to yet.")))
        found.append(own)
    return found


def valid_id_number(number: str) -> bool:
    """Whether a resident's ID number has 18 places, a real birth date and its right check digit."""
    # Imported late: only forms and imports that carry ID numbers need it.
    from stdnum.cn import ric

    return bool(ric.is_valid(number.upper()))


def _check_enterprise(values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "name")
    if existing is None or differing({k: v for k, v in values.items() if k != "search"}, existing):
        name, contact, phone = (_text(values, existing, field) for field in ("name", "contact", "phone"))
        values["search"] = search_text((name, contact), (phone,))


def _check_worker(values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "household", "name")
    name = _text(values, existing, "name")
    if existing is None or name != existing.name:
        values["search"] = search_text((name,))


def _check_household(values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "code", "head")
    for field in ("ready_from", "ready_to"):
        given = values.get(field)
        if isinstance(given, time):
            values[field] = given = f"{given:%H:%M}"
        if given and not _CLOCK.fullmatch(given):
            raise UserError(tr("Not a time of day: write it like 08:30."), field)
    if values.get("pay_method", "cash") not in PAY_METHODS:
        raise UserError(tr("Pay is in cash or by bank."), "pay_method")
    if values.get("datum", "WGS84") not in DATUMS:
        raise UserError(tr("Must be one of: {choices}.").format(choices=", ".join(DATUMS)), "datum")
    minutes = values.get("minutes_per_day")
    if minutes is not None and not 0 <= minutes <= MINUTES_OF_DAY:
        raise UserError(tr("Between {low} and {high}.").format(low=0, high=MINUTES_OF_DAY), "minutes_per_day")
    _check_coordinates(values, existing)
    begin, end = _text(values, existing, "ready_from"), _text(values, existing, "ready_to")
    if begin and end and begin >= end:
        raise UserError(tr("The end must come after the beginning."), "ready_to")


def _check_coordinates(values: dict[str, Any], existing: Any) -> None:
    for field, most in (("latitude", 90), ("longitude", 180)):
        given = values.get(field)
        if given is not None:
            values[field] = float(given)
            if not -most <= values[field] <= most:
                raise UserError(tr("Between {low} and {high}.").format(low=-most, high=most), field)
    if values.get("latitude") is not None or values.get("longitude") is not None:
        require(values, existing, "latitude", "longitude")


def _check_agreement(values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "household", "number")
    start, end = (effective(values, existing, field) for field in ("start", "end"))
    if start is not None and end is not None and end < start:
        raise UserError(tr("The end must not come before the beginning."), "end")


def _place(batch: Batch) -> None:
    """Match written places to the official list and fill what a household is found by, where anything changed."""
    index: RegionIndex | None = None
    for values, existing in batch.sound():
        if existing is None or any(
            field in values and values[field] != getattr(existing, field) for field in _SEARCHED
        ):
            township, village = _text(values, existing, "township"), _text(values, existing, "village")
            if "region" not in values:
                index = index or RegionIndex()
                values["region"] = index.find(township, village)
            values["search"] = search_text(
                (_text(values, existing, "head"),),
                (_text(values, existing, field) for field in _SEARCHED if field != "head"),
            )


def _keep_locations(rows: Sequence[Any], kind: str, name: str) -> None:
    """Each owner is a place goods can be, with the owner's key and name."""
    fresh = [(row.id, kind, getattr(row, name)) for row in rows if row.outcome == ADDED]
    insert_rows(Location, ("id", "kind", "name"), fresh)
    for row in rows:
        if row.outcome not in (ADDED, UNCHANGED):
            called = getattr(row, name)
            Location.update(name=called).where(Location.id == row.id, Location.name != called).execute()


def _text(values: Mapping[str, Any], existing: Any, field: str) -> str:
    return str(effective(values, existing, field) or "")
