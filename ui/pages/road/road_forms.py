"""Small forms of the road: vehicles with their drivers, market days, what is decided about a stop."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from PySide6.QtWidgets import QWidget

from models.actions.road import registration as acting
from models.i18n import tr
from models.tables.road import Driver, Vehicle, VillageDay
from ui.kit.form import ChoiceField, Form, TextField, TimeField, field_of, fields_of
from ui.kit.form_sheet import Sheet


def _clock(value: time | None) -> str:
    return "" if value is None else f"{value:%H:%M}"


def vehicle_sheet(parent: QWidget, key: int | None = None) -> Sheet:
    """A vehicle and who drives it."""
    vehicle: Any = None if key is None else Vehicle.get_by_id(key)
    driver: Any = None if vehicle is None else vehicle.driver
    form = Form(
        fields_of(
            Vehicle,
            TextField("driver", tr(Vehicle.driver.verbose_name)),
            TextField("phone", tr("Driver's phone")),
            field_of(Driver.work_from, value=Driver.work_from.default),
            field_of(Driver.work_to, value=Driver.work_to.default),
        ),
        columns=2,
    )
    form.set_values({"reloads": Vehicle.reloads.default} if vehicle is None else vehicle.__data__)
    form.set_values({} if driver is None else driver.__data__ | {"name": vehicle.name, "driver": driver.name})

    def act(consent: Any, values: dict[str, Any]) -> Any:
        theirs = {name: values.pop(name) for name in ("driver", "phone", "work_from", "work_to")}
        name = theirs.pop("driver")
        values["reloads"] = values["reloads"] or 0
        return acting.save_vehicle_and_driver(values, theirs | {"name": name} if name else None, vehicle)

    title = tr("New vehicle") if vehicle is None else tr("Vehicle {name}").format(name=vehicle.name)
    return Sheet(parent, title, form, tr("Save"), act, intro=tr("Leave empty what has no limit."))


def market_sheet(parent: QWidget) -> Sheet:
    """When people of a village are at home on market days and in busy weeks."""
    form = Form(fields_of(VillageDay), columns=2)

    def act(consent: Any, values: dict[str, Any]) -> Any:
        return acting.save_village_day(values)

    return Sheet(parent, tr("Market days and busy weeks"), form, tr("Save"), act)


def pin_sheet(parent: QWidget, day: date, household: int, head: str) -> Sheet:
    """What the manager decides about a stop."""
    from models.actions.road.planning import decide
    from models.queries.road.road_facts import vans
    from models.queries.road.routes import wishes

    wish = wishes(day).get(household)
    choices = [(0, tr("Any vehicle")), *((van.key, van.name) for van in vans() if van.key)]
    before = ""
    if wish is not None and wish.before is not None:
        before = f"{wish.before // 3600:02d}:{wish.before // 60 % 60:02d}"
    form = Form(
        [
            ChoiceField(
                "vehicle", tr("Vehicle"), choices, required=True, value=(wish.vehicle or 0) if wish else 0
            ),
            ChoiceField(
                "first",
                tr("Place on the drive"),
                [(0, tr("Wherever it fits")), (1, tr("First of the drive"))],
                required=True,
                value=int(wish.first) if wish else 0,
            ),
            TimeField("before", tr("Not later than"), value=before or None),
            ChoiceField(
                "priority",
                tr("If not all can be served"),
                [(-1, tr("As it comes")), (9, tr("Serve this one")), (0, tr("It can wait"))],
                required=True,
                value=-1 if wish is None or wish.priority is None else wish.priority,
            ),
        ]
    )

    def act(consent: Any, values: dict[str, Any]) -> Any:
        decide(
            day,
            household,
            vehicle=values["vehicle"] or None,
            first=bool(values["first"]),
            before=_clock(values["before"]),
            priority=None if values["priority"] < 0 else values["priority"],
        )

    intro = tr("It holds from the next planning of the day on.")
    return Sheet(parent, tr("Pin {head}").format(head=head), form, tr("Save"), act, intro=intro)
