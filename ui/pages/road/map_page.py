"""The map: households, the warehouse and the drives of a day on the roads that are held; a click sets a place.

Another layer shows the workshops of the programme and the households they serve.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QWidget

from models import format
from models.files import unwritable
from models.i18n import mark, plural, tr
from models.queries.desk.target import OfRegister, Record, Setting, Target
from models.queries.programme.workshop_map import WorkshopMap, workshop_map
from models.queries.road.map_places import (
    ALL,
    SHOWN,
    MapDrive,
    MapPlaces,
    Placed,
    Village,
    map_drives,
    mapped_households,
    places,
)
from models.rules.desk import roles
from ui.kit.background_query import Asker
from ui.kit.boxes import hbox
from ui.kit.empty import Empty
from ui.kit.form import ChoiceField, DateField
from ui.kit.inline import inline
from ui.kit.save_dialog import PICTURE, ask_target
from ui.kit.table import TableView
from ui.kit.turns import Pieces
from ui.pages.road.map_canvas import MapCanvas
from ui.pages.road.places_page import PlacesPage
from ui.pages.road.programme_layer import ProgrammeLayer
from ui.shell import theme

EVERY: Final = ""
"""The choice of all villages."""
HOMES, PROGRAMME = "homes", "programme"
LAYERS: Final = ((HOMES, mark("Households and drives")), (PROGRAMME, mark("Workshops")))
"""What one may look at."""


class MapPage(PlacesPage):
    """Who lives where."""

    title = mark("Map")
    help_key = "map"

    def build(self) -> Pieces:
        """What to look for above; the households at the left, the map at the right."""
        self.asker = Asker(self)
        self.places: MapPlaces | None = None
        self.homes: dict[int, Placed] = {}
        self._sought: int | None = None
        self._filling = False
        self.canvas = MapCanvas()
        self.programme = ProgrammeLayer(self, self.canvas)
        self.body.addLayout(self._strip())
        yield
        self.table = TableView(
            mapped_households(),
            self,
            gives_way=("code",),
            empty=Empty(tr("There is no such household."), icon="households"),
        )
        self.table.table.delegate.leads = True
        self.table.opened.connect(self.open_household)
        self.table.selected.connect(self._row_chosen)
        yield
        self.canvas.chosen.connect(self._mark_chosen)
        self.canvas.opened.connect(self._open)
        self.canvas.put.connect(self.put)
        across = QSplitter(Qt.Orientation.Horizontal)
        across.setChildrenCollapsible(False)
        across.setHandleWidth(theme.px("m"))
        self.lists = QStackedWidget()
        self.lists.addWidget(self.table)
        self.lists.addWidget(self.programme.table)
        across.addWidget(self.lists)
        across.addWidget(self.canvas)
        across.setSizes([theme.px("field_wide"), 3 * theme.px("field_wide")])
        across.setStretchFactor(1, 1)
        nothing = Empty(
            tr(
                "Nobody's place is known yet. Write where the warehouse is; then the place of every household is set"
                " by a click."
            ),
            tr("Where the warehouse is"),
            lambda: self.desk.go("settings", Setting("road.warehouse")),
            "map",
            roles.SETTINGS,
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(across)
        self.stack.addWidget(nothing)
        self.body.addWidget(self.stack, 1)
        self._add_actions()

    def _strip(self) -> QHBoxLayout:
        layers = [(key, tr(words)) for key, words in LAYERS]
        self.layer = inline(ChoiceField("layer", tr("Layer"), layers, required=True), "field")
        self.layer.changed.connect(lambda: self.guard(self._show_layer))
        strip = hbox("l", self.layer)
        self.show_field = inline(
            ChoiceField("show", tr("Show"), [(key, tr(words)) for key, words in SHOWN], required=True),
            "field",
        )
        self.village_field = inline(
            ChoiceField("village", tr("Village"), [(EVERY, tr("All villages"))], required=True)
        )
        self.day = inline(DateField("day", tr("Drives of"), value=self.desk.today(), today=self.desk.today))
        for field in (self.show_field, self.village_field):
            field.changed.connect(lambda: self.guard(self.show_chosen))
            strip.addWidget(field)
        self.day.changed.connect(lambda: self.guard(self.refresh))
        strip.addWidget(self.day)
        for choice in self.programme.fields:
            strip.addWidget(choice)
            choice.hide()
        strip.addStretch(1)
        return strip

    def _add_actions(self) -> None:
        self.placing = self.set_primary(
            tr("Set the place"), self.set_place, "Ctrl+E", "pin", right=roles.MASTER
        )
        self.placing.setStatusTip(tr("Choose a household first."))
        self.add_action(tr("Show all of it"), self.canvas.show_all, "", "map")
        self.add_more(tr("Place of the warehouse"), self.set_warehouse, "stock", right=roles.MASTER)
        self.add_more(tr("Remove the place"), self.forget, "minus", right=roles.MASTER)
        self.add_more(tr("Roads from a map file"), self.map_file, "route", right=roles.DRIVE)
        self.add_more(tr("Save as picture"), self.save_picture, "export")

    # -- showing -----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask beside the window where everybody is and what is driven; what stands there stays until then."""
        today, day, workshops = self.desk.today(), self.day_shown, self.of_programme

        def ask() -> tuple[MapPlaces, list[MapDrive], WorkshopMap | None]:
            if workshops:
                return places(today), [], workshop_map(today)
            return places(today), [] if day is None else map_drives(day), None

        self.asker.ask(ask, lambda answer: self._came(*answer))

    @property
    def of_programme(self) -> bool:
        """Whether the workshops are looked at."""
        return bool(self.layer.raw() == PROGRAMME)

    def _show_layer(self) -> None:
        """The list and the choices of what is looked at; the map follows once it is asked for."""
        workshops = self.of_programme
        for field in (self.show_field, self.village_field, self.day):
            field.setVisible(not workshops)
        for choice in self.programme.fields:
            choice.setVisible(workshops)
        self.lists.setCurrentWidget(self.programme.table if workshops else self.table)
        if self.canvas.putting is not None:
            self.canvas.stop_putting()
        self._say_possible()
        self.refresh()

    @property
    def day_shown(self) -> date | None:
        """The day whose drives are shown; None for none, or while what is typed is no day."""
        day: date | None = self.day.value_or_none()
        return day

    def _came(self, found: MapPlaces, drives: list[MapDrive], workshops: WorkshopMap | None) -> None:
        self.places = found
        self.homes = {home.key: home for home in found.homes}
        self.stack.setCurrentIndex(0 if found.points else 1)
        villages: list[tuple[Any, str]] = [
            (village, " ".join(filter(None, reversed(village)))) for village in found.villages
        ]
        self.village_field.set_choices([(EVERY, tr("All villages")), *villages])
        self.show_chosen()
        self.canvas.show_drives(drives)
        if workshops is None:
            self.canvas.show_workshops(None)
            self._say(found)
        else:
            self.programme.came(workshops)
        sought, self._sought = self._sought, None
        if sought is not None:
            self._seek(sought)

    def show_chosen(self) -> None:
        """The households one wants to see, in the list and on the map."""
        if self.places is None:
            return
        show = self.show_field.raw() or ALL
        village: Village | None = self.village_field.raw() or None
        shown = {home.key for home in self.places.homes if home.shown(show, village)}
        astray = [home.key for home in self.places.homes if home.astray is not None]
        chosen = self.table.key()
        self._filling = True
        self.table.set_listing(mapped_households(show, village, astray))
        self.table.refresh()
        if chosen is not None:
            self.table.select(chosen)
        self._filling = False
        self.canvas.show_places(self.places, shown)
        self._say_possible()

    def _say_possible(self) -> None:
        """A place is set of a household that is chosen."""
        self.placing.setEnabled(not self.of_programme and self.table.key() in self.homes)

    def _say(self, found: MapPlaces) -> None:
        placed = sum(home.point is not None for home in found.homes)
        self.set_subtitle(
            plural(
                "{placed} of {n} household has a place",
                "{placed} of {n} households have a place",
                len(found.homes),
            ).format(placed=f"{placed:,}")
        )
        astray = sum(home.astray is not None for home in found.homes)
        words = plural("{n} place cannot be right", "{n} places cannot be right", astray)
        self.set_chip(words if astray else "", "soon")

    def open(self, target: Target) -> None:
        """A household on the map, one without a place is to be put there; or a workshop."""
        match target:
            case Record(key) | OfRegister("workshop", key):
                self._sought = key
                self.layer.set_value(PROGRAMME if isinstance(target, OfRegister) else HOMES)
                if self.places is not None and not self.asker.waiting:
                    self._sought = None
                    self._seek(key)
            case _:
                super().open(target)

    def _seek(self, key: int) -> None:
        if self.of_programme:
            self.programme.seek(key)
            return
        if key not in self.homes:
            self.notify(tr("A household that stopped is not on the map."), role="soon")
            return
        if self.show_field.raw() != ALL or self.village_field.raw() != EVERY:
            self.show_field.set_value(ALL)
            self.village_field.set_value(EVERY)
        self.table.select(key)
        point = self.homes[key].point
        if point is None:
            self.set_place()
        else:
            self.canvas.choose(key)
            self.canvas.look_at(point)
            self.canvas.setFocus()

    def _row_chosen(self) -> None:
        key = self.table.key()
        # The row that a list begins with was chosen by nobody.
        if key is not None and key != self.canvas.key and not self._filling:
            if self.canvas.putting is not None:
                self.canvas.stop_putting()
            self.canvas.choose(key)
        self._say_possible()

    def _mark_chosen(self, key: int | None) -> None:
        if key:
            (self.programme.table if self.of_programme else self.table).select(key)

    def first_focus(self) -> QWidget | None:
        """The households; the map while somebody is put on it."""
        if self.canvas.putting is not None:
            return self.canvas
        shown = self.programme.table if self.of_programme else self.table
        return shown.table if self.stack.currentIndex() == 0 else None

    # -- doing -------------------------------------------------------------------------------------------------

    def _open(self, key: int) -> None:
        """What a mark stands for."""
        if self.of_programme:
            self.programme.open_record(key)
        else:
            self.open_household(key)

    def open_household(self, key: int) -> None:
        """All there is about a household."""
        self.desk.go("households", Record(key))

    def map_file(self) -> None:
        """Which roads are known, and a map file to read them from."""
        from ui.pages.road.road_map_file import NetworkDialog

        NetworkDialog(self).exec()
        self.canvas.roads.forget()

    def save_picture(self) -> None:
        """The map as it is seen, as a picture."""
        target = ask_target(self, f"{tr('Map')} {format.date(self.desk.today())}", PICTURE)
        if target is None:
            return

        def write(_: Any) -> None:
            if not self.canvas.grab().save(str(target), "PNG"):
                raise unwritable(target)

        self.attempt(write, done=lambda _: self.notify(tr("Written: {file}").format(file=target.name)))
