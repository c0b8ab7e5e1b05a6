"""A household that moves on, and where it lived before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from models import format
from models.actions.party.stays import MOVING, move_household, save_stays
from models.actions.removal import remove_records
from models.i18n import mark, plural, tr
from models.kinds import DAY
from models.queries import suggestions
from models.rules.desk import roles
from models.tables.party import Helper, Household, HouseholdStay
from ui.kit.form import DateField, Form, WordsField, field_of, fields_of
from ui.kit.form_sheet import Sheet
from ui.kit.memory_listing import column
from ui.kit.page import Page
from ui.kit.rows_card import RowsCard
from ui.kit.shown_record import ShownRecord
from ui.pages.party.place_words import PlaceWords


def move_sheet(
    parent: QWidget, household: int, today: date, values: Mapping[str, Any] | None = None
) -> Sheet:
    """From which day a household lives elsewhere, or somebody else looks after it; its result is the household.

    ``values`` are those typed already.
    """
    row: Any = Household.get_by_id(household)
    places = PlaceWords(lambda: str(form.field("township").raw()))
    others = [field_of(getattr(Household, name)) for name in MOVING[2:]]
    for field in others:
        field.group = ""
    form = Form(
        [
            DateField("day", tr("Lives there from"), required=True, value=today),
            WordsField("township", tr(Household.township.verbose_name), places.townships),
            WordsField("village", tr(Household.village.verbose_name), places.villages),
            *others,
        ],
        columns=2,
    )
    form.set_values({name: getattr(row, name) for name in MOVING} | dict(values or {}))
    form.field("day").set_hint(tr("What it earned before stays at its old place."))

    def save(consent: Any, said: dict[str, Any]) -> Any:
        day = said.pop("day")
        return move_household(household, day, said, today)

    return Sheet(parent, tr("{name} moved on").format(name=row.head), form, tr("Save"), save)


class StaysCard(RowsCard):
    """Where a household lived before; a row is changed where it stands."""

    def __init__(self, page: Page) -> None:
        super().__init__(
            "household-stays",
            mark("Former places"),
            (
                column(
                    "place", mark("Place"), of=lambda one: format.place(one.township, one.village, one.group)
                ),
                column("start", mark("Lives there from"), DAY),
                column("end", mark("Lives there until"), DAY),
                column(
                    "helper", mark("Helper"), of=lambda one: "" if one.helper is None else one.helper.name
                ),
            ),
            tr("It has always lived here."),
        )
        self.page, self.household = page, 0
        self.add_step(tr("Moved on…"), self.move, right=roles.MASTER)
        self.change_rows(tr("Change"), self.edit, self.remove, right=roles.MASTER)

    def show_household(self, key: int) -> None:
        """The former places of a household, the newest first."""
        self.household = key
        stays = (
            HouseholdStay.select().where(HouseholdStay.household == key).order_by(HouseholdStay.end.desc())
        )
        self.show_things(stays, "id")

    def move(self) -> None:
        """The household lives elsewhere from a day on."""
        sheet = move_sheet(self.page, self.household, self.page.desk.today())
        if sheet.exec():
            self.page.done(tr("Saved {name}").format(name=sheet.result_value.head))

    def edit(self, key: int) -> None:
        """Change the days or the words of a former place."""
        row: Any = HouseholdStay.get_by_id(key)
        form = Form(fields_of(HouseholdStay), columns=2)
        shown, values = ShownRecord(row), dict(row.__data__)
        if row.helper_id:
            values["helper"] = (row.helper_id, suggestions.label(Helper, row.helper_id), "")
        form.set_values({name: value for name, value in values.items() if name in form.fields})

        def save(consent: Any, said: dict[str, Any]) -> Any:
            return save_stays([shown.changes(said)])[0]

        self.page.done_by(Sheet(self.page, tr("Former place"), form, tr("Save"), save), tr("Saved"))

    def remove(self, key: int) -> None:
        """Take off a former place that never was one."""
        words = plural("Removed {n} record", "Removed {n} records", 1)
        self.page.attempt(
            lambda _: remove_records(HouseholdStay, [key]), done=lambda _: self.page.done(words)
        )
