"""The places of households and of the warehouse, as they are set and removed on a map."""

from __future__ import annotations

from models.actions.party import places as verbs
from models.actions.party.parties import Doubt
from models.i18n import tr
from models.queries.road.map_places import MapPlaces, Placed
from models.rules.road.coordinates import Point
from ui.kit.page import Page
from ui.kit.table import TableView
from ui.pages.road.map_canvas import MapCanvas
from ui.pages.road.map_marks import WAREHOUSE


class PlacesPage(Page):
    """A page with a list of households beside their map."""

    table: TableView
    canvas: MapCanvas
    places: MapPlaces | None
    homes: dict[int, Placed]

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
