"""A day's driving side by side: what is to be driven, the vehicles with their stops, the map and what is left over."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter

from models.i18n import plural, tr
from models.queries.road.plan_changes import changed_since
from models.queries.road.road_facts import vans
from models.queries.road.road_network import held_file
from models.queries.road.route_day import saved
from models.queries.road.route_geometry import drawn
from models.queries.road.route_sheets import RouteDay, StopLine
from models.queries.road.routes import Call
from ui.kit.background_query import Asker
from ui.kit.card import Card
from ui.kit.page import Page
from ui.pages.road.calls import CallList
from ui.pages.road.fleet import Fleet
from ui.pages.road.route_map import RouteMap
from ui.pages.road.stop_list import StopList
from ui.shell import theme


class DriveBoard(QSplitter):
    """``moved`` as of `Fleet`; ``decided``: a household and whether it is left out.

    ``changed`` counts the households at which something is different since the plan was made.
    """

    moved = Signal(str, object, object, object)
    decided = Signal(object, bool)

    def __init__(self, page: Page) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._page = page
        self.plan: RouteDay | None = None
        self.changed = 0
        self._roads, self._ways = Asker(page), Asker(page)
        self._timed: frozenset[Any] = frozenset()
        self._follows: tuple[str, int] | None = None
        self.setChildrenCollapsible(False)
        self.setHandleWidth(theme.px("m"))
        self.fleet = Fleet()
        self.fleet.moved.connect(self.moved)
        for part in (self._wanted_card(), self.fleet, self._aside()):
            self.addWidget(part)
        wide = theme.px("field")
        self.setSizes([wide, 3 * theme.px("field_wide"), wide + 2 * theme.px("xl")])
        self.setStretchFactor(1, 1)

    def _wanted_card(self) -> Card:
        self.wanted_card = Card(tr("Stops to plan"))
        self.wanted = CallList()
        self.wanted.decided.connect(self.decided)
        self.wanted.picked.connect(self._wanted_chosen)
        self.wanted_card.body.addWidget(self.wanted)
        self.wanted_card.setMinimumWidth(theme.px("field"))
        return self.wanted_card

    def _aside(self) -> QSplitter:
        """The map, and below it what is on no drive."""
        aside = QSplitter(Qt.Orientation.Vertical)
        aside.setChildrenCollapsible(False)
        aside.setHandleWidth(theme.px("m"))
        card = Card()
        self.map = RouteMap()
        self.map.chosen.connect(self.show_stop)
        self.fleet.picked.connect(self.map.pick)
        card.body.addWidget(self.map)
        aside.addWidget(card)
        aside.addWidget(self.fleet.left)
        aside.setStretchFactor(0, 2)
        aside.setStretchFactor(1, 1)
        return aside

    # -- showing -----------------------------------------------------------------------------------------------

    def wait(self) -> None:
        """The vehicles at once; what they do is still looked for."""
        self.wanted_card.detail.setText(tr("Looking …"))
        self.fleet.show_day(self.plan, vans(), tr("Looking …"))

    def show_day(self, found: list[Call], plan: RouteDay | None, today: date) -> None:
        """What could be driven, and the plan there is."""
        self.plan = plan
        changed: dict[int, str] = {}
        if plan is not None and plan.returned_on is None and plan.date >= today:
            changed = changed_since(plan, found)
        self.changed = len(changed)
        self.wanted.show_calls(found, changed)
        self.wanted_card.detail.setText(plural("{n} household", "{n} households", len(found)))
        self.fleet.show_day(plan, vans())
        self._follow()
        self._show_map()

    def _show_map(self) -> None:
        """The stops at once; the roads between them as soon as they are found."""
        plan = self.plan
        # Those of another day may still be looked for.
        self._roads.stop()
        self.map.show_day(plan)
        if plan is not None and held_file():
            self._roads.ask(lambda: drawn(plan), self.map.show_day)
            self._time(plan)

    def _time(self, plan: RouteDay) -> None:
        """Have the ways between all stops found beside the window, so that a move by hand need not wait for them."""
        lines = [*plan.left, *(line for sheet in plan.sheets for line in sheet.lines)]
        spots = frozenset((plan.date, *(line.home.point for line in lines if line.home is not None)))
        if spots == self._timed or plan.returned_on is not None:
            return
        self._timed = frozenset()

        def known(_: Any) -> None:
            self._timed = spots

        self._ways.ask(lambda: saved(plan.date), known, lambda _: None)

    @property
    def timing(self) -> bool:
        """Whether the ways between the stops are still being found."""
        return self._ways.waiting

    # -- the stop under the keyboard ---------------------------------------------------------------------------

    def follow(self, kind: str, key: int) -> None:
        """Have the keyboard go along with a stop, once the day is shown anew."""
        self._follows = kind, key

    def _follow(self) -> None:
        """The keyboard goes along with a stop that was moved, unless it has gone elsewhere since."""
        moved, self._follows = self._follows, None
        if moved is not None and isinstance(self._focus(), StopList):
            self.show_stop(*moved)

    def _focus(self) -> Any:
        return self._page.focusWidget()

    def show_stop(self, kind: str, key: int) -> None:
        """Go to a stop chosen on the map or in the list."""
        self.map.pick(kind, key)
        held = self.fleet.go_to(kind, key)
        if held is not None:
            held.setFocus()

    def _wanted_chosen(self, household: int) -> None:
        self.map.pick("task", household)
        self.fleet.go_to("task", household)

    def stops(self) -> StopList | None:
        """The list of stops that the keyboard is in, else the one it was in last."""
        focus = self._focus()
        return focus if isinstance(focus, StopList) else self.fleet.current()

    def current(self) -> StopLine | None:
        """The stop the keyboard is on."""
        held = self.stops()
        return None if held is None else held.current()

    def vehicle(self) -> int | None:
        """The vehicle whose stops have the keyboard."""
        focus = self._focus()
        return focus.vehicle if isinstance(focus, StopList) else None

    def household(self) -> int | None:
        """The household chosen among those to drive to."""
        call = self.wanted.current()
        return None if call is None else int(call.home.contact.id)
