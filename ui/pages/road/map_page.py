"""The map: households, the warehouse and the drives of a day on the roads that are held; a click sets a place."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QWidget

from models import format
from models.actions.party import places as verbs
from models.actions.party.parties import Doubt
from models.errors import UserError
from models.files import unwritable
from models.i18n import mark, plural, tr
from models.queries.desk.target import Record, Setting, Target
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
from models.rules.road.coordinates import Point
from ui.kit.background_query import Asker
from ui.kit.empty import Empty
from ui.kit.form import ChoiceField, DateField
from ui.kit.inline import inline
from ui.kit.page import Page
from ui.kit.save_dialog import PICTURE, ask_target
from ui.kit.table import TableView
from ui.kit.turns import Pieces
from ui.pages.road.map_canvas import MapCanvas
from ui.pages.road.map_marks import WAREHOUSE
from ui.shell import theme

EVERY: Final = ""
"""The choice of all villages."""


class MapPage(Page):
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
        self.canvas = MapCanvas()
        self.canvas.chosen.connect(self._mark_chosen)
        self.canvas.opened.connect(self.open_household)
        self.canvas.put.connect(self.put)
        across = QSplitter(Qt.Orientation.Horizontal)
        across.setChildrenCollapsible(False)
        across.setHandleWidth(theme.px("m"))
        across.addWidget(self.table)
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
        strip = QHBoxLayout()
        strip.setSpacing(theme.px("l"))
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
        strip.addStretch(1)
        return strip

    def _add_actions(self) -> None:
        self.placing = self.set_primary(
            tr("Set the place"), self.set_place, "Ctrl+E", "pin", right=roles.MASTER
        )
        self.placing.setStatusTip(tr("Choose a household first."))
        self.add_action(tr("Show all of it"), self.canvas.show_all, "", "map")
        self.add_action(
            tr("Place of the warehouse"), self.set_warehouse, "", "stock", more=True, right=roles.MASTER
        )
        self.add_action(tr("Remove the place"), self.forget, "", "minus", more=True, right=roles.MASTER)
        self.add_action(tr("Roads from a map file"), self.map_file, "", "route", more=True, right=roles.DRIVE)
        self.add_action(tr("Save as picture"), self.save_picture, "", "export", more=True)

    # -- showing -----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask beside the window where everybody is and what is driven; what stands there stays until then."""
        today, day = self.desk.today(), self.day_shown
        self.asker.ask(
            lambda: (places(today), [] if day is None else map_drives(day)),
            lambda answer: self._came(*answer),
        )

    @property
    def day_shown(self) -> date | None:
        """The day whose drives are shown; None for none, or while what is typed is no day."""
        try:
            day: date | None = self.day.value()
        except UserError:
            return None
        return day

    def _came(self, found: MapPlaces, drives: list[MapDrive]) -> None:
        self.places = found
        self.homes = {home.key: home for home in found.homes}
        self.stack.setCurrentIndex(0 if found.points else 1)
        villages: list[tuple[Any, str]] = [
            (village, " ".join(filter(None, reversed(village)))) for village in found.villages
        ]
        self.village_field.set_choices([(EVERY, tr("All villages")), *villages])
        self.show_chosen()
        self.canvas.show_drives(drives)
        self._say(found)
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
        self.placing.setEnabled(self.table.key() in self.homes)

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
        """A household on the map; one without a place is to be put there."""
        match target:
            case Record(key):
                self._sought = key
                if self.places is not None and not self.asker.waiting:
                    self._sought = None
                    self._seek(key)
            case _:
                super().open(target)

    def _seek(self, key: int) -> None:
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
            self.table.select(key)

    def first_focus(self) -> QWidget | None:
        """The households; the map while somebody is put on it."""
        if self.canvas.putting is not None:
            return self.canvas
        return self.table.table if self.stack.currentIndex() == 0 else None

    # -- doing -------------------------------------------------------------------------------------------------

    def open_household(self, key: int) -> None:
        """All there is about a household."""
        self.desk.go("households", Record(key))

    def set_place(self) -> None:
        """The next click says where the chosen household lives."""
        key = self.table.key()
        home = None if key is None else self.homes.get(key)
        if home is None or self.places is None:
            self.notify(tr("Choose a household first."), role="soon")
            return
        near = home.point or self.places.near(home.village)
        if near is not None:
            self.canvas.look_at(near)
        self.canvas.choose(home.key)
        self.canvas.begin_putting(
            home.key, tr("Click on the home of {name} · Esc stops").format(name=f"{home.head} {home.code}")
        )

    def set_warehouse(self) -> None:
        """The next click says where the warehouse is."""
        self.canvas.begin_putting(WAREHOUSE, tr("Click where the warehouse is · Esc stops"))

    def put(self, key: int, point: Point) -> None:
        """A household or the warehouse was put somewhere, by a click or by dragging."""
        if key == WAREHOUSE:
            self.attempt(
                lambda _: verbs.place_warehouse(point),
                done=lambda _: self.done(tr("The place of the warehouse is set")),
            )
            return
        self.attempt(
            lambda _: verbs.place_household(key, point), done=lambda doubts: self._was_put(key, doubts)
        )

    def _was_put(self, key: int, doubts: list[Doubt]) -> None:
        name = self.homes[key].head
        if doubts:
            self.notify(doubts[0].sentence, tr("Undo Ctrl+Z"), self.desk.undo, "soon")
        else:
            self.done(tr("The place of {name} is set").format(name=name))

    def forget(self) -> None:
        """The chosen household has no place of its own."""
        key = self.table.key()
        home = None if key is None else self.homes.get(key)
        if home is None or (home.point is None and home.astray is None):
            self.notify(tr("Choose a household with a place first."), role="soon")
            return
        self.attempt(
            lambda _: verbs.forget_place(home.key),
            done=lambda _: self.done(tr("The place of {name} is removed").format(name=home.head)),
        )

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
