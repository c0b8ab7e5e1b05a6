"""Registering what the road needs: drivers, vehicles, ways between villages, calendars, sizes of goods, errands."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, Final

from models.actions.record import Batch, effective, refuse_negative, require
from models.errors import UserError
from models.i18n import mark, tr
from models.operation import operation
from models.tables.road import Driver, Errand, ItemSize, Vehicle, VillageDay, VillageRoad

ERRANDS: Final = ("collect", "visit", "bring", "fetch", "transfer", "other")
_TIME: Final = re.compile(r"([01]?[0-9]|2[0-3]):[0-5][0-9]")


def save_driver(values: Mapping[str, Any], existing: Any = None) -> Driver:
    """Add or change a driver. Raises UserError (field: name, work_from, work_to)."""
    batch = Batch(Driver, [(values, existing)])
    with operation(mark("Save driver {name}"), name=str(values.get("name", ""))):
        batch.check(_check_driver)
        batch.unique("name")
        driver: Driver = batch.write()[0]
    return driver


def _check_driver(values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "name")
    check_times(values, "work_from", "work_to")
    begin, end = (effective(values, existing, field) for field in ("work_from", "work_to"))
    if begin and end and begin >= end:
        raise UserError(tr("The end must come after the beginning."), "work_to")


def check_times(values: dict[str, Any], *fields: str) -> None:
    """Write times as HH:MM. Raises UserError beside the first that is none."""
    for field in fields:
        text = values.get(field)
        if not text:
            continue
        text = str(text).replace("：", ":").strip()
        if not _TIME.fullmatch(text):
            raise UserError(tr("Write a time like 12:00."), field)
        values[field] = text.zfill(5)


def save_vehicle(values: Mapping[str, Any], existing: Any = None) -> Vehicle:
    """Add or change a vehicle. Raises UserError (field: name, kilograms, litres, pieces, reloads)."""
    batch = Batch(Vehicle, [(values, existing)])
    with operation(mark("Save vehicle {name}"), name=str(values.get("name", ""))):
        batch.check(_check_vehicle)
        batch.unique("name")
        vehicle: Vehicle = batch.write()[0]
    return vehicle


def save_vehicle_and_driver(
    values: Mapping[str, Any], driver: Mapping[str, Any] | None, existing: Any = None
) -> Vehicle:
    """Add or change a vehicle with who drives it, a known driver by the name; None for nobody.

    Raises UserError as `save_vehicle` and `save_driver` do.
    """
    with operation(mark("Save vehicle {name}"), name=str(values.get("name", ""))):
        held = None
        if driver is not None:
            known: Any = Driver.get_or_none(Driver.name == str(driver.get("name", "")).strip())
            held = save_driver(driver, known)
        return save_vehicle({**values, "driver": None if held is None else held.id}, existing)


def _check_vehicle(values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "name")
    refuse_negative(values, "kilograms", "litres", "pieces", "reloads")


def save_size(
    *, material: int | None = None, product: int | None = None, grams: int | None, millilitres: int | None
) -> None:
    """How heavy and large one unit of a material or a product is. Raises UserError (field: grams, millilitres)."""
    values = {"material": material, "product": product, "grams": grams, "millilitres": millilitres}
    refuse_negative(values, "grams", "millilitres")
    existing: Any = (
        ItemSize.get_or_none(ItemSize.material == material)
        if material is not None
        else ItemSize.get_or_none(ItemSize.product == product)
    )
    with operation(mark("Save the size of goods")):
        Batch(ItemSize, [(values, existing)]).write()


def save_road(
    one: str,
    other: str = "",
    *,
    minutes: int | None = None,
    closed_from: dt.date | None = None,
    closed_until: dt.date | None = None,
    note: str = "",
) -> None:
    """What is known of the way between two villages, or that no road into one is open (no ``other``).

    Raises UserError (field: one, other, minutes, closed_until).
    """
    names = sorted(name.strip() for name in (one, other) if name.strip())
    if not names:
        raise UserError(tr("This is needed."), "one")
    if len(set(names)) < len(names):
        raise UserError(tr("These are the same village."), "other")
    if minutes is not None and not 0 < minutes <= 24 * 60:
        raise UserError(tr("Must be above 0."), "minutes")
    if closed_from is not None and closed_until is not None and closed_until < closed_from:
        raise UserError(tr("The end must come after the beginning."), "closed_until")
    key = names[0], names[1] if len(names) > 1 else ""
    existing: Any = VillageRoad.get_or_none(VillageRoad.one == key[0], VillageRoad.other == key[1])
    values = {
        "one": key[0],
        "other": key[1],
        "minutes": minutes,
        "closed_from": closed_from,
        "closed_until": closed_until,
        "note": note,
    }
    with operation(mark("Save the road {way}"), way=" – ".join(names)):
        Batch(VillageRoad, [(values, existing)]).write()


def save_village_day(values: Mapping[str, Any], existing: Any = None) -> VillageDay:
    """When people of a village are at home on market days or in busy weeks.

    Raises UserError (field: place, market, home_from, home_to, end).
    """
    batch = Batch(VillageDay, [(values, existing)])
    with operation(mark("Save the calendar of {place}"), place=str(values.get("place", ""))):
        batch.check(_check_village_day)
        row: VillageDay = batch.write()[0]
    return row


def _check_village_day(values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "place")
    values["market"] = re.sub(r"[^0-9]", "", str(effective(values, existing, "market") or ""))
    check_times(values, "home_from", "home_to")
    begin, end = (effective(values, existing, field) for field in ("home_from", "home_to"))
    if begin and end and begin >= end:
        raise UserError(tr("The end must come after the beginning."), "home_to")
    first, last = (effective(values, existing, field) for field in ("start", "end"))
    if first is not None and last is not None and last < first:
        raise UserError(tr("The end must come after the beginning."), "end")
    if not values["market"] and first is None and last is None:
        raise UserError(tr("Write the last digits of the market days, or from when to when."), "market")


def ask_for(kind: str, household: int, day: dt.date, **values: Any) -> Errand:
    """Ask for something on or after a day: ``kind`` is one of `ERRANDS`.

    ``values``: ``material``, ``quantity`` (thousandths), ``subcontract`` and ``to_subcontract`` for a transfer,
    ``equipment`` for a machine, ``note``. Raises UserError (field: equipment, material, quantity, to_subcontract).
    """
    if kind in ("bring", "fetch") and values.get("equipment") is None:
        raise UserError(tr("This is needed."), "equipment")
    if kind == "transfer":
        for field in ("material", "subcontract", "to_subcontract"):
            if values.get(field) is None:
                raise UserError(tr("This is needed."), field)
        if (values.get("quantity") or 0) <= 0:
            raise UserError(tr("The quantity must be above 0."), "quantity")
    with operation(mark("Ask for a drive to a household on {day}"), day=day.isoformat()):
        return Errand.create(kind=kind, household=household, date=day, **values)


def drop_errand(errand: int) -> None:
    """Take an errand off the list without doing it."""
    with operation(mark("Drop an errand")):
        Errand.update(done_on=dt.date(1, 1, 1)).where(Errand.id == errand).execute()
