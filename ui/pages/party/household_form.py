"""What is written about a household, its workers and its agreements."""

from __future__ import annotations

import contextlib
import re
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from models import kinds
from models.actions.numbering import next_code
from models.actions.party import parties
from models.errors import UserError
from models.i18n import tr
from models.queries.desk.target import Record
from models.rules.road.coordinates import WGS84, latitude_first, to_wgs84
from models.tables.party import Agreement, Household, Worker
from ui.kit.button import tool_button
from ui.kit.desk import desk_of
from ui.kit.form import Form, TextField, WordsField, field_of, fields_of
from ui.kit.form_sheet import Sheet, saves
from ui.kit.place_asking import ask_on_map
from ui.pages.party.moves import move_sheet
from ui.pages.party.place_words import PlaceWords

ODD = tuple(field.name for field in Household._meta.sorted_fields if kinds.is_doubtful(field))
ASKED = (*ODD, "pay_method")
"""The fields whose oddities are said while they are typed."""
_TWO_FIGURES = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*[,，;；\s]\s*(-?\d+(?:\.\d+)?)\s*")


class CoordinatesField(TextField):
    """Latitude and longitude as one copies them from a map: "30.718028, 105.726636", or the other way round.

    ``map_wanted``: they are to be set by a click.
    """

    map_wanted = Signal()

    def __init__(self, name: str, label: str, **options: Any) -> None:
        super().__init__(name, label, **options)
        self.on_map = tool_button("pin", tr("Set it on the map"), lambda: self.map_wanted.emit())
        self._grid.addWidget(self.on_map, 1, 2)

    def read(self, raw: Any) -> tuple[float, float]:
        """The two figures, latitude first."""
        found = _TWO_FIGURES.fullmatch(str(raw))
        if found is None:
            raise UserError(tr("Write latitude and longitude: 30.718, 105.727."), self.name)
        return latitude_first(float(found[1]), float(found[2]))

    def set_value(self, value: Any) -> None:
        """Show a pair."""
        super().set_value(None if value is None else f"{value[0]:.6f}, {value[1]:.6f}")


class HouseholdForm(Form):
    """All fields of a household. What is odd is said beside its field while one types, and forbids nothing.

    ``asked(household)`` wants to see another household, the one with the same phone or ID number; ``moving()``: that it
    lives elsewhere is no correction.
    """

    asked = Signal(object)
    moving = Signal()

    def __init__(self, household: Any = None) -> None:
        self.household = household
        places = PlaceWords(lambda: str(self.field("township").raw()))
        where = CoordinatesField("coordinates", tr("Coordinates"), placeholder=tr("latitude, longitude"))
        where.group = tr(Household.latitude.group)
        where.map_wanted.connect(self.set_on_map)
        super().__init__(
            fields_of(
                Household,
                WordsField("township", tr(Household.township.verbose_name), places.townships),
                WordsField("village", tr(Household.village.verbose_name), places.villages),
                where,
                leave=parties.PLACE,
            ),
            columns=3,
            folded=household is None,
        )
        if household is not None:
            shown = dict(household.__data__)
            if household.latitude is not None:
                shown["coordinates"] = (household.latitude, household.longitude)
            self.set_values(shown)
            self.field("code").set_hint("")
        else:
            self.field("code").set_required(False)
            self.field("code").line.setPlaceholderText(next_code(Household))
        self._doubts: dict[str, parties.Doubt] = {}
        self._elsewhere = False
        self._placed: tuple[Any, list[parties.Doubt]] = (None, [])
        self._wait = QTimer(self, singleShot=True, interval=250)
        self._wait.timeout.connect(self.doubt)
        self._wait.timeout.connect(self._ask_whether_it_moved)
        self.changed.connect(self._wait.start)
        self.doubt()

    def record(self) -> dict[str, Any]:
        """The values as the record keeps them."""
        return self.of_record(self.values())

    @staticmethod
    def of_record(values: dict[str, Any]) -> dict[str, Any]:
        """Values of the form as the record keeps them: latitude and longitude stand in one field."""
        own = dict(values)
        pair = own.pop("coordinates")
        own["latitude"], own["longitude"] = pair if pair is not None else (None, None)
        return own

    def show_error(self, refusal: UserError) -> bool:
        """Latitude and longitude stand in one field."""
        if refusal.field in ("latitude", "longitude"):
            refusal = UserError(refusal.message, "coordinates")
        return super().show_error(refusal)

    def set_on_map(self) -> None:
        """Ask on the map where the household lives; what was typed of it is looked at first."""
        where, datum = self.field("coordinates"), self.field("datum")
        try:
            typed = where.value()
            point = None if typed is None else to_wgs84(typed[0], typed[1], datum.raw() or WGS84)
        except UserError:
            point = None
        found = ask_on_map(
            self.window(),
            str(self.field("head").raw()) or tr("New household"),
            point=point,
            key=None if self.household is None else self.household.id,
            village=(str(self.field("township").raw()), str(self.field("village").raw())),
        )
        if found is not None:
            where.set_value(found)
            datum.set_value(WGS84)
            self.changed.emit()

    def doubt(self) -> None:
        """Say what is odd: a doubled phone or ID number, a wrong check digit, no account, coordinates far away."""
        asked = {name: self.field(name).raw() for name in ASKED}
        asked |= {"latitude": None, "longitude": None}
        found = {one.field: one for one in parties.doubts_of_household(asked, self.household)}
        found |= {one.field: one for one in self._doubts_of_place()}
        if found == self._doubts:
            return
        for name in {*self._doubts, *found}:
            one = found.get(name)
            if one is None or one.household is None:
                self.field(name).say_doubt("" if one is None else one.sentence)
            else:
                key = one.household
                self.field(name).say_doubt(one.sentence, tr("Look"), lambda key=key: self.asked.emit(key))
        self._doubts = found

    def place(self) -> dict[str, str]:
        """Where the household lives, as it is typed."""
        return {name: str(self.field(name).raw() or "").strip() for name in ("township", "village", "group")}

    def _ask_whether_it_moved(self) -> None:
        """Say that another place is a correction, and offer a move with its day."""
        if self.household is None:
            return
        kept = {name: getattr(self.household, name) for name in self.place()}
        other = any(kept.values()) and kept != self.place()
        if other != self._elsewhere:
            self._elsewhere = other
            if other:
                words = tr("A correction. Did it move?")
                self.field("village").say_doubt(words, tr("Moved on…"), self.moving.emit)
            else:
                self.field("village").say_doubt("")

    def _doubts_of_place(self) -> list[parties.Doubt]:
        """What is odd about the coordinates; asked anew only when they change, for all households are read."""
        pair = self.field("coordinates").value_or_none()
        if pair != self._placed[0]:
            odd = [] if pair is None else parties.doubts_of_place(pair, self.household)
            # Both figures stand in one field.
            self._placed = pair, [one._replace(field="coordinates") for one in odd]
        return self._placed[1]


def new_household(parent: QWidget, words: str = "") -> Sheet:
    """A new household by the name typed where it was looked for; no draft of another one stands in it."""
    sheet = household_sheet(parent, draft="")
    sheet.form.field("head").set_value(words or None)
    return sheet


def household_sheet(parent: QWidget, household: Any = None, *, draft: str = "household") -> Sheet:
    """A new household, or an existing one to change; its result is the saved record."""
    form = HouseholdForm(household)
    title = tr("New household") if household is None else f"{household.code} {household.head}"

    save = saves(parties.save_household, household, HouseholdForm.of_record)
    sheet = Sheet(parent, title, form, tr("Save"), save, draft=draft if household is None else "")
    desk = desk_of(parent)
    if desk is not None:
        form.asked.connect(lambda key: sheet.leave_for(lambda: desk.go("households", Record(key))))
        if household is not None:
            form.moving.connect(
                lambda: sheet.leave_for(
                    lambda: move_sheet(parent, household.id, desk.today(), form.place()).exec()
                )
            )
    if household is None:
        form.field("head").editor.setFocus()
    return sheet


def worker_sheet(parent: QWidget, household: int, worker: Any = None) -> Sheet:
    """A worker of a household, new or to change."""
    form = Form(fields_of(Worker, order=("name", "relation", "sex", "birth_date")), columns=2)
    if worker is not None:
        form.set_values(worker.__data__)
    form.changed.connect(lambda: _say_doubts(form, household, worker))

    def save(consent: Any, values: dict[str, Any]) -> Any:
        return parties.save_worker(household, values, worker)

    return Sheet(parent, tr("New worker") if worker is None else worker.name, form, tr("Save"), save)


def _say_doubts(form: Form, household: int, worker: Any) -> None:
    """Say beside its field what is odd about a worker, a number not before it is typed to the end."""
    number = str(form.field("id_number").raw())
    asked = {"sex": str(form.field("sex").raw()), "id_number": number if len(number) >= 15 else ""}
    with contextlib.suppress(UserError):
        asked["birth_date"] = form.field("birth_date").value()
    found = {one.field: one.sentence for one in parties.doubts_of_worker(household, asked, worker)}
    for name in ("id_number", "sex", "birth_date"):
        form.field(name).say_doubt(found.get(name, ""))


def agreement_sheet(parent: QWidget, household: int, today: date, agreement: Any = None) -> Sheet:
    """An agreement of a household, new or to change."""
    start = today if agreement is None else agreement.start
    end = _year_later(today) if agreement is None else agreement.end
    form = Form(
        fields_of(
            Agreement, *(field_of(day, today=lambda: today) for day in (Agreement.start, Agreement.end))
        )
    )
    form.set_values({"number": agreement and agreement.number, "start": start, "end": end})

    def save(consent: Any, values: dict[str, Any]) -> Any:
        return parties.save_agreement(household, values["number"], values["start"], values["end"], agreement)

    title = tr("New agreement") if agreement is None else agreement.number
    return Sheet(parent, title, form, tr("Save"), save)


def _year_later(day: date) -> date:
    """The day before the same day a year on."""
    try:
        return day.replace(year=day.year + 1) - timedelta(days=1)
    except ValueError:
        return date(day.year + 1, 2, 28)
