"""Registering what the road needs: drivers, vehicles, ways between villages, calendars, sizes of goods, errands."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from models import format
from models.actions.upsert import Batch, effective, refuse_negative, require
from models.errors import UserError
from models.i18n import mark, tr
from models.operation import operation
from models.queries.guidance.loans import current_loan
from models.queries.ledger.open_subcontracts import states_of
from models.queries.product.units import GoodsUnits
from models.rights import needs
from models.rules.desk import roles
from models.rules.road import tasks
from models.tables.product import Material
from models.tables.road import Driver, Errand, Vehicle, VillageDay, VillageRoad

DROPPED: Final = dt.date(1, 1, 1)
"""The day that stands for "never done": the errand was taken off the list."""


@needs(roles.DRIVE)
def save_driver(values: Mapping[str, Any], existing: Any = None) -> Driver:
    """Add or change a driver. Raises UserError (field: name, work_from, work_to)."""
    driver: Driver = Batch(Driver, [(values, existing)]).save(
        mark("Save driver {name}"), _check_driver, unique=("name",)
    )[0]
    return driver


def _check_driver(values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "name")
    begin, end = (effective(values, existing, field) for field in ("work_from", "work_to"))
    if begin and end and begin >= end:
        raise UserError(tr("The end must come after the beginning."), "work_to")


@needs(roles.DRIVE)
def save_vehicle(values: Mapping[str, Any], existing: Any = None) -> Vehicle:
    """Add or change a vehicle. Raises UserError (field: name, kilograms, litres, pieces, reloads)."""
    vehicle: Vehicle = Batch(Vehicle, [(values, existing)]).save(
        mark("Save vehicle {name}"), _check_vehicle, unique=("name",)
    )[0]
    return vehicle


@needs(roles.DRIVE)
def save_vehicle_and_driver(
    values: Mapping[str, Any], driver: Mapping[str, Any] | None, existing: Any = None
) -> Vehicle:
    """Add or change a vehicle with who drives it, a known driver by the name; None for nobody.

    Raises UserError as `save_vehicle` and `save_driver` do.
    """
    with operation(mark("Save vehicle {name}")) as opened:
        held = None
        if driver is not None:
            known: Any = Driver.get_or_none(Driver.name == str(driver.get("name", "")).strip())
            held = save_driver(driver, known)
        vehicle = save_vehicle({**values, "driver": None if held is None else held.id}, existing)
        opened.says(name=vehicle.name)
    return vehicle


def _check_vehicle(values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "name")
    refuse_negative(values, "kilograms", "litres", "pieces", "reloads")


def checked_road(values: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of a way between two villages, or that no road into one is open (no ``other``), as it is kept.

    Raises UserError (field: one, other, minutes, closed_from, closed_until).
    """
    one, other = (str(values.get(field) or "").strip() for field in ("one", "other"))
    minutes, since, until = (values.get(field) for field in ("minutes", "closed_from", "closed_until"))
    if not one:
        raise UserError(tr("This is needed."), "one")
    if one == other:
        raise UserError(tr("These are the same village."), "other")
    if minutes is None and since is None:
        raise UserError(tr("Write the minutes, or from when it is closed."), "minutes")
    if minutes is not None and not 0 < minutes <= 24 * 60:
        raise UserError(tr("From 1 to 1440 minutes."), "minutes")
    if minutes is not None and not other:
        raise UserError(tr("Minutes are known between two villages."), "other")
    if until is not None and since is None:
        raise UserError(tr("From when is it closed?"), "closed_from")
    if since is not None and until is not None and until < since:
        raise UserError(tr("The end must come after the beginning."), "closed_until")
    first, second = sorted((one, other)) if other else (one, "")
    return {
        "one": first,
        "other": second,
        "minutes": minutes,
        "closed_from": since,
        "closed_until": until,
        "note": str(values.get("note") or "").strip(),
    }


@needs(roles.DRIVE)
def save_road(one: str, other: str = "", **values: Any) -> None:
    """Keep what is known of one way: ``minutes``, ``closed_from``, ``closed_until``, ``note``; see `checked_road`."""
    known = checked_road({**values, "one": one, "other": other})
    existing: Any = VillageRoad.get_or_none(
        VillageRoad.one == known["one"], VillageRoad.other == known["other"]
    )
    with operation(mark("Save the road {way}"), way=" – ".join(filter(None, (known["one"], known["other"])))):
        Batch(VillageRoad, [(known, existing)]).write()


@needs(roles.DRIVE)
def save_roads(ways: Sequence[Mapping[str, Any]]) -> None:
    """Keep exactly these ways, each as `checked_road` answered it; what is not among them is forgotten.

    Raises UserError (field: other) when a way stands there twice.
    """
    wanted = {(way["one"], way["other"]): way for way in ways}
    if len(wanted) < len(ways):
        raise UserError(tr("This way appears twice."), "other")
    known = {(row.one, row.other): row for row in VillageRoad.select()}
    with operation(mark("Save the roads between villages")):
        for key, row in known.items():
            if key not in wanted:
                row.delete_instance()
        Batch(VillageRoad, [(way, known.get(key)) for key, way in wanted.items()]).write()


@needs(roles.DRIVE)
def save_village_day(values: Mapping[str, Any], existing: Any = None) -> VillageDay:
    """When people of a village are at home on market days or in busy weeks.

    Raises UserError (field: place, market, home_from, home_to, end).
    """
    batch = Batch(VillageDay, [(values, existing)])
    with operation(
        mark("Save the calendar of {place}"), place=str(effective(values, existing, "place") or "")
    ):
        batch.check(_check_village_day)
        row: VillageDay = batch.write()[0]
    return row


def _check_village_day(values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "place")
    values["market"] = re.sub(r"[^0-9]", "", str(effective(values, existing, "market") or ""))
    begin, end = (effective(values, existing, field) for field in ("home_from", "home_to"))
    if begin and end and begin >= end:
        raise UserError(tr("The end must come after the beginning."), "home_to")
    first, last = (effective(values, existing, field) for field in ("start", "end"))
    if first is not None and last is not None and last < first:
        raise UserError(tr("The end must come after the beginning."), "end")
    if not values["market"] and first is None and last is None:
        raise UserError(tr("Write the last digits of the market days, or from when to when."), "market")


@needs(roles.ERRAND)
def ask_for(kind: str, household: int, day: dt.date, **values: Any) -> Errand:
    """Ask for something on or after a day; see `save_errand`."""
    return save_errand({**values, "kind": kind, "household": household, "date": day})


@needs(roles.ERRAND)
def ask_for_visits(reasons: Mapping[int, str], day: dt.date, kind: str = tasks.VISIT) -> list[Errand]:
    """Ask for a visit to each of these households on or after a day, with why, in one operation.

    ``kind`` other: somebody else goes along, such as the helper of a household.
    """
    with operation(mark("Add an errand to {name} on {day}")) as opened:
        errands = [ask_for(kind, household, day, note=note) for household, note in reasons.items()]
        names = [errand.household.head for errand in errands]
        opened.says(name=format.some(names), day=day.isoformat())
    return errands


@needs(roles.ERRAND)
def save_errand(values: Mapping[str, Any], existing: Any = None) -> Errand:
    """Ask for something on or after a day, or change what was asked: ``kind`` is collect, visit, bring, fetch,
    transfer or other.

    A transfer takes ``quantity`` (thousandths) of ``material`` from ``subcontract`` to ``to_subcontract`` of another
    household; a machine is named by ``equipment``. Raises UserError beside the field that is missing or cannot be.
    """
    batch = Batch(Errand, [(values, existing)])
    with operation(mark("Add an errand to {name} on {day}")) as opened:
        batch.check(_check_errand)
        errand: Errand = batch.write()[0]
        opened.says(name=errand.household.head, day=errand.date.isoformat())
    return errand


def _check_errand(values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "kind", "household", "date")
    kind, household = effective(values, existing, "kind"), effective(values, existing, "household")
    for field in tasks.OWN:
        if field not in tasks.ASKED.get(kind, ()):
            values[field] = None
    require(values, existing, *tasks.ASKED.get(kind, ()))
    if kind in (tasks.BRING, tasks.FETCH):
        _check_machine(
            kind, household, *(effective(values, existing, field) for field in ("equipment", "date"))
        )
    elif kind == tasks.TRANSFER:
        _check_transfer(
            household,
            *(effective(values, existing, field) for field in tasks.ASKED[tasks.TRANSFER]),
        )
    elif kind == tasks.OTHER and not effective(values, existing, "note"):
        raise UserError(tr("Say what is to be done there."), "note")


def _check_machine(kind: str, household: int, equipment: int, day: dt.date) -> None:
    loan = current_loan(equipment)
    if kind == tasks.BRING and loan is not None:
        if loan.household_id == household:
            raise UserError(tr("This household has it already."), "equipment")
        fetched = Errand.select().where(
            Errand.kind == tasks.FETCH,
            Errand.equipment == equipment,
            Errand.done_on.is_null(),
            Errand.date <= day,
        )
        if not fetched.exists():
            raise UserError(
                tr("It is with {name}. Ask for it to be fetched there first.").format(
                    name=loan.household.head
                ),
                "equipment",
            )
    if kind == tasks.FETCH and (loan is None or loan.household_id != household):
        raise UserError(tr("This machine is not with this household."), "equipment")


def _check_transfer(household: int, source: int, material: int, quantity: int, target: int) -> None:
    states = states_of([source, target])
    if source not in states or states[source].household_id != household:
        raise UserError(tr("This subcontract is another household's."), "subcontract")
    if target not in states or states[target].household_id == household:
        raise UserError(tr("It goes to another household."), "to_subcontract")
    if material not in states[target].materials:
        raise UserError(tr("That work does not use this material."), "to_subcontract")
    if quantity <= 0:
        raise UserError(tr("The quantity must be above 0."), "quantity")
    GoodsUnits().check_material(material, quantity, "quantity")
    account = states[source].materials.get(material)
    held = 0 if account is None else states[source].holding(account).balance
    if quantity > held:
        unit = Material.get_by_id(material).unit
        there = format.quantity(max(0, held), unit)
        raise UserError(tr("Only {quantity} of it is there.").format(quantity=there), "quantity")


@needs(roles.ERRAND)
def drop_errand(errand: int) -> None:
    """Take an errand off the list without doing it."""
    row: Any = Errand.get_by_id(errand)
    with operation(mark("Drop the errand at {name}"), name=row.household.head):
        Errand.update(done_on=DROPPED).where(Errand.id == errand).execute()
