"""A vehicle broke down: which, when, and what it had done by then."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from PySide6.QtWidgets import QWidget

from models import format
from models.errors import UserError
from models.i18n import tr
from models.queries.road.route_sheets import RouteDay, RouteSheet
from models.rules.road.day import RELOAD
from models.rules.road.replan import NEVER_LEFT
from ui.kit.form import ChoiceField, Form, TimeField
from ui.kit.form_sheet import Sheet
from ui.pages.road.stop_list import place_words


def breakdown_sheet(parent: QWidget, plan: RouteDay, vehicle: int | None = None) -> Sheet:
    """Asks for it; ``result_value`` is the vehicle, the second of the day, and how many of its stops were done."""
    sheets = {sheet.van.key: sheet for sheet in plan.sheets if sheet.cut_at is None}
    vans = [(key, " ".join((sheet.van.name, sheet.van.driver_name)).strip()) for key, sheet in sheets.items()]
    chosen = vehicle if vehicle in sheets else next(iter(sheets), None)
    form = Form(
        [
            ChoiceField("vehicle", tr("Vehicle"), vans, required=True, value=chosen),
            TimeField("now", tr("Broke down at"), required=True),
            ChoiceField("done", tr("By then it had done"), [], required=True),
        ]
    )

    def seconds() -> int | None:
        value: time | None = form.field("now").value_or_none()
        return None if value is None else value.hour * 3600 + value.minute * 60

    def offer() -> None:
        sheet = sheets.get(form.field("vehicle").raw())
        form.field("done").set_choices([] if sheet is None else _done_choices(sheet))

    def propose() -> None:
        """What was done by that time if all went by the plan."""
        sheet, now = sheets.get(form.field("vehicle").raw()), seconds()
        if sheet is not None and now is not None:
            count = sum(line.begin <= now for line in sheet.lines)
            form.field("done").set_value(count if now > sheet.start else NEVER_LEFT)

    form.field("now").set_value(_likely(plan, sheets.get(chosen) if chosen is not None else None))
    offer()
    propose()
    form.field("vehicle").changed.connect(offer)
    form.field("vehicle").changed.connect(propose)
    form.field("now").changed.connect(propose)
    form.mark_clean()

    def act(consent: Any, values: dict[str, Any]) -> Any:
        now = seconds()
        if not sheets or now is None:
            raise UserError(tr("No vehicle drives on this day any more."), "vehicle")
        return values["vehicle"], now, values["done"]

    intro = tr(
        "What is done stays done. The others go on from where they are, take over what this one carries, on new sheets."
    )
    return Sheet(parent, tr("A vehicle broke down"), form, tr("Plan the rest"), act, intro=intro)


def _likely(plan: RouteDay, sheet: RouteSheet | None) -> str:
    """Now while the day is under way, else the middle of the drive."""
    now = datetime.now()
    if now.date() == plan.date or sheet is None:
        return f"{now:%H:%M}"
    return format.time_of_day((sheet.start + sheet.end) // 2)


def _done_choices(sheet: RouteSheet) -> list[tuple[int, str]]:
    """Everything it may have done, from nothing to all."""
    found = []
    if sheet.after is None:
        found.append((NEVER_LEFT, tr("It does not go out on this day")))
    found.append((0, tr("Nothing yet, it was on its way")))
    for count, line in enumerate(sheet.lines, start=1):
        if line.kind == RELOAD:
            words = tr("up to reloading at the warehouse")
        else:
            words = tr("up to stop {number}, {head}").format(number=line.number, head=place_words(line))
        found.append((count, words))
    return found
