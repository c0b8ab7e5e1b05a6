"""The road: what is to be driven, the vehicles with their stops, and the map, side by side."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSplitter,
    QWidget,
)

from models import format
from models.actions.road.breakdown import break_down
from models.actions.road.planning import decide, move_stop, plan_route, warned
from models.actions.road.road_import import renew_roads
from models.errors import UserError
from models.i18n import mark, plural, tr
from models.queries.desk.target import Day, Target
from models.queries.road.plan_changes import changed_since
from models.queries.road.road_facts import vans
from models.queries.road.road_network import held_file
from models.queries.road.route_day import saved
from models.queries.road.route_geometry import drawn
from models.queries.road.route_sheets import Line, RouteDay, outliers_of, route_day
from models.queries.road.routes import Call, calls
from models.rules.road.day import Plan
from models.rules.road.solver import Progress as Search
from ui.kit.alignment import RIGHT
from ui.kit.background_query import Asker
from ui.kit.background_task import Progress, run, under_way
from ui.kit.card import Card
from ui.kit.empty import Empty
from ui.kit.form import DateField
from ui.kit.inline import inline
from ui.kit.page import Page
from ui.kit.save_dialog import WEB_PAGE, ask_target
from ui.kit.text import text
from ui.pages.road.calls import CallList
from ui.pages.road.fleet import Fleet
from ui.pages.road.planning import search
from ui.pages.road.route_map import RouteMap
from ui.pages.road.stop_list import StopList
from ui.shell import theme

SECONDS: Final = 10


class RoutesPage(Page):
    """One day's driving."""

    title = mark("The road")
    help_key = "routes"

    def build(self) -> None:
        """A strip with the day; below it what to drive, the vehicles, the map."""
        self.plan: RouteDay | None = None
        self.asker = Asker(self)
        self.day_asker = Asker(self)
        self.ways_asker = Asker(self)
        self._timed: frozenset[Any] = frozenset()
        self.seen: date | None = None
        self._moved: tuple[str, int] | None = None
        self.changed = 0
        self.fleet = Fleet()
        self.fleet.moved.connect(self.move)
        self.body.addLayout(self._strip())
        self.across = QSplitter(Qt.Orientation.Horizontal)
        self.across.setChildrenCollapsible(False)
        self.across.setHandleWidth(theme.px("m"))
        for part in (self._wanted_card(), self.fleet, self._aside()):
            self.across.addWidget(part)
        wide = theme.px("field")
        self.across.setSizes([wide, 3 * theme.px("field_wide"), wide + 2 * theme.px("xl")])
        self.across.setStretchFactor(1, 1)
        self.empty = Empty(
            tr(
                "Nothing is to be driven on this day. Material to hand out, pieces due and visits come by themselves."
            ),
            tr("Ask for a drive"),
            self.ask,
            "truck",
        )
        self.body.addWidget(self.across, 1)
        self.body.addWidget(self.empty, 1)
        self.empty.hide()
        self._add_actions()
        self._offer()

    def _strip(self) -> QHBoxLayout:
        strip = QHBoxLayout()
        strip.setSpacing(theme.px("l"))
        self.day = inline(
            DateField("date", tr("Day"), required=True, value=self.desk.today(), today=self.desk.today)
        )
        self.day.changed.connect(lambda: self._guard(self.refresh))
        strip.addWidget(self.day)
        keys = text(
            tr("Drag a stop to another place or vehicle, or move it with Alt and arrows · Del takes it off"),
            "quiet",
        )
        keys.setAlignment(RIGHT)
        strip.addWidget(keys, 1)
        return strip

    def _wanted_card(self) -> Card:
        self.wanted_card = Card(tr("To drive"))
        self.wanted = CallList()
        self.wanted.decided.connect(self._decide)
        self.wanted.picked.connect(self._wanted_chosen)
        self.wanted_card.body.addWidget(self.wanted)
        self.wanted_card.setMinimumWidth(theme.px("field"))
        return self.wanted_card

    def _aside(self) -> QSplitter:
        """The map, and below it what is on no drive."""
        self.aside = QSplitter(Qt.Orientation.Vertical)
        self.aside.setChildrenCollapsible(False)
        self.aside.setHandleWidth(theme.px("m"))
        card = Card()
        self.map = RouteMap()
        self.map.chosen.connect(self.show_stop)
        self.fleet.picked.connect(self.map.pick)
        card.body.addWidget(self.map)
        self.aside.addWidget(card)
        self.aside.addWidget(self.fleet.left)
        self.aside.setStretchFactor(0, 2)
        self.aside.setStretchFactor(1, 1)
        return self.aside

    def _add_actions(self) -> None:
        self.set_primary(tr("Plan the drive"), self.plan_day, "Ctrl+Enter", "truck")
        self.print_action = self.add_action(tr("Print"), self.print_, "Ctrl+P", "print")
        self.bag_action = self.add_action(tr("Bag for the drive"), self.print_bag, "Ctrl+Shift+P", "print")
        self.return_action = self.add_action(tr("Sheets are back"), self.enter, "Ctrl+E", "collection")
        self.broken_action = self.add_action(
            tr("A vehicle broke down"), self.break_down, "Ctrl+Shift+B", "alert", more=True
        )
        self.add_action(tr("Ask for a drive"), self.ask, "Ctrl+N", "plus", more=True)
        self.add_action(tr("What was asked for"), self.asked, "Ctrl+L", "list", more=True)
        self.add_action(tr("Pin the stop"), self.pin, "Ctrl+T", "pin", more=True)
        self.add_action(tr("Take the stop off"), self.take_off, "Del", "minus", more=True)
        self.add_action(tr("New vehicle"), self.new_vehicle, "", "truck", more=True)
        self.add_action(tr("Change a vehicle"), self.change_vehicle, "", "edit", more=True)
        self.add_action(tr("Roads between villages"), self.road, "", "route", more=True)
        self.add_action(tr("Roads from a map file"), self.map_file, "", "route", more=True)
        self.add_action(tr("Weights and volumes"), self.sizes, "", "scale", more=True)
        self.add_action(tr("Market days and busy weeks"), self.market, "", "calendar", more=True)
        self.phone_action = self.add_action(
            tr("File for the driver's phone"), self.save_html, "", "phone", more=True
        )

    # -- showing -----------------------------------------------------------------------------------------------

    @property
    def day_shown(self) -> date:
        """The day looked at; today while what is typed is none."""
        try:
            day: date = self.day.value() or self.desk.today()
        except UserError:
            day = self.desk.today()
        return day

    def refresh(self) -> None:
        """Ask for the calls and the saved plan beside the window; what stands there stays until the answer comes."""
        day = self.day_shown
        if self.seen not in (None, day):
            # What is still shown belongs to another day: nothing may be done to it under the new date.
            self.plan = None
            self.across.setEnabled(False)
            self._offer()
        elif self.seen is None:
            self.wanted_card.detail.setText(tr("Looking …"))
            self.fleet.show_day(self.plan, vans(), tr("Looking …"))
        self.day_asker.ask(lambda: _asked_for(day), lambda answer: self._came(day, *answer))

    def _came(self, day: date, found: list[Call], plan: RouteDay | None) -> None:
        self.seen, self.plan = day, plan
        self.across.setEnabled(True)
        focused = self.wanted.hasFocus()
        self.empty.setVisible(not found and self.plan is None)
        self.across.setVisible(bool(found) or self.plan is not None)
        if focused and self.empty.isVisible():
            self.day.editor.setFocus()
        self._fill_wanted(found)
        self.fleet.show_day(plan, vans())
        self._follow()
        self._show_map()
        self._offer()
        self._say(found)

    def _offer(self) -> None:
        """What can be done with the plan there is."""
        back = self.plan is not None and self.plan.returned_on is not None
        for action, enabled in (
            (self.print_action, self.plan is not None),
            (self.bag_action, self.plan is not None),
            (self.phone_action, self.plan is not None),
            (self.return_action, self.plan is not None and not back),
            (self.broken_action, self.plan is not None and not back),
        ):
            action.setEnabled(enabled)

    def _say(self, found: list[Call]) -> None:
        """The day in one line and a chip."""
        back = self.plan is not None and self.plan.returned_on is not None
        if self.plan is None:
            self.set_chip("")
            self.set_subtitle(
                plural("{n} household could be driven to", "{n} households could be driven to", len(found))
            )
            return
        stops = sum(len(sheet.stops) for sheet in self.plan.sheets)
        way = sum(sheet.distance for sheet in self.plan.sheets)
        vans = len({sheet.van.key for sheet in self.plan.sheets if sheet.lines})
        words = tr(", ").join(
            (
                plural("{n} vehicle", "{n} vehicles", vans),
                plural("{n} stop", "{n} stops", stops),
                format.distance(way),
            )
        )
        if back and any(sheet.driven is not None for sheet in self.plan.sheets):
            driven = sum(sheet.driven or 0 for sheet in self.plan.sheets)
            words = tr("{words}, driven {driven}").format(words=words, driven=format.distance(driven))
        self.set_subtitle(words)
        out = [sheet.van.name for sheet in self.plan.sheets if sheet.broken]
        broken = sum(bool(line.faults) for sheet in self.plan.sheets for line in sheet.stops)
        if back:
            self.set_chip(tr("Sheets are entered"), "quiet")
        elif out:
            self.set_chip(tr("{van} is out of order").format(van=tr(", ").join(out)), "wrong")
        elif broken:
            self.set_chip(plural("{n} stop with a warning", "{n} stops with a warning", broken), "wrong")
        elif self.changed:
            words = plural(
                "The plan is out of date: {n} household changed; plan again",
                "The plan is out of date: {n} households changed; plan again",
                self.changed,
            )
            self.set_chip(words, "soon")
        elif self.plan.left:
            self.set_chip(
                plural("{n} stop on no drive", "{n} stops on no drive", len(self.plan.left)), "soon"
            )
        else:
            self.set_chip(tr("All are served"), "accent")

    def _show_map(self) -> None:
        """The stops at once; the roads between them as soon as they are found."""
        plan = self.plan
        # Those of another day may still be looked for.
        self.asker.stop()
        self.map.show_day(plan)
        if plan is not None and held_file():
            self.asker.ask(lambda: drawn(plan), self.map.show_day)
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

        self.ways_asker.ask(lambda: saved(plan.date), known, lambda _: None)

    def _fill_wanted(self, found: list[Call]) -> None:
        plan = self.plan
        changed: dict[int, str] = {}
        if plan is not None and plan.returned_on is None and plan.date >= self.desk.today():
            changed = changed_since(plan, found)
        self.changed = len(changed)
        self.wanted.show_calls(found, changed)
        self.wanted_card.detail.setText(plural("{n} household", "{n} households", len(found)))

    def _follow(self) -> None:
        """The keyboard goes along with a stop that was moved, unless it has gone elsewhere since."""
        moved, self._moved = self._moved, None
        if moved is not None and isinstance(self.focusWidget(), StopList):
            self.show_stop(*moved)

    def show_stop(self, kind: str, key: int) -> None:
        """Go to a stop chosen on the map or in the list."""
        self.map.pick(kind, key)
        held = self.fleet.go_to(kind, key)
        if held is not None:
            held.setFocus()

    def _wanted_chosen(self, household: int) -> None:
        self.map.pick("task", household)
        self.fleet.go_to("task", household)

    def current(self) -> Line | None:
        """The stop the keyboard is on."""
        held = self._current_list()
        return None if held is None else held.current()

    def _current_list(self) -> StopList | None:
        focus = self.focusWidget()
        if isinstance(focus, StopList):
            return focus
        return self.fleet.current()

    def open(self, target: Target) -> None:
        """Another day."""
        match target:
            case Day(day):
                self.day.set_value(day)
                self.refresh()
            case _:
                super().open(target)

    def first_focus(self) -> QWidget | None:
        """What to drive."""
        return self.wanted if self.across.isVisible() else self.day.editor

    # -- doing -------------------------------------------------------------------------------------------------

    def plan_day(self) -> None:
        """Plan beside the window; stopping keeps the best so far."""
        day = self.day_shown

        def find(progress: Progress, telling: Search) -> Plan:
            # A map file that changed, or a household beyond what was read of it, is no reason to plan with old roads.
            renew_roads(progress)
            return plan_route(day, seconds=SECONDS, progress=telling)

        def found(plan: Plan, rest: str) -> None:
            words = tr("Planned: {way}").format(way=format.distance(plan.distance)) + rest
            wrong = outliers_of(route_day(day))
            if wrong:
                words = tr("{words}. {first}").format(words=words, first=wrong[0])
            if len(wrong) > 1:
                words = tr("{words} {n} more like it.").format(words=words, n=len(wrong) - 1)
            self.notify(words, tr("Undo"), self.desk.undo, "soon" if wrong else "accent")

        search(self, tr("Planning the drive"), find, found)

    def move(self, kind: str, key: int, vehicle: int | None, place: int | None) -> None:
        """A stop was dropped somewhere, or sent to a vehicle and wherever it fits best there."""

        def done(plan: Any) -> None:
            self._moved = kind, key
            faults = warned(plan)
            words = tr("Moved; now {way}").format(way=format.distance(plan.distance))
            if faults:
                words = plural("Moved; {n} stop has a warning", "Moved; {n} stops have a warning", faults)
            self.notify(words, tr("Undo"), self.desk.undo, "soon" if faults else "accent")

        def act(_: Any) -> Any:
            busy = under_way()
            if busy is not None:
                # The plan it finds takes the place of this one, and the move would be lost.
                raise UserError(tr('One moment: "{title}" is still under way.').format(title=busy.title))
            return move_stop(self.day_shown, kind, key, vehicle, place)

        if self.ways_asker.waiting:
            # The ways between the stops are still being found; the window does not wait for them.
            day = self.day_shown
            run(
                self,
                tr("Moving the stop"),
                lambda progress: move_stop(day, kind, key, vehicle, place),
                done,
            )
        else:
            self.attempt(act, done=done)

    def take_off(self) -> None:
        """Take the current stop off its drive."""
        held = self._current_list()
        line = None if held is None else held.movable()
        if line is not None and self.across.isEnabled():
            self.move(line.kind, line.key, None, 0)

    def _decide(self, household: int, left_out: bool) -> None:
        self.attempt(lambda _: decide(self.day_shown, household, left_out=left_out))

    def pin(self) -> None:
        """Pin the current stop to a vehicle, a time, the first place."""
        from ui.pages.road.road_forms import pin_sheet

        if not self.across.isEnabled():
            return
        line = self.current()
        call = self.wanted.current()
        if line is not None and line.home is not None and not line.rescued and not self.wanted.hasFocus():
            pin_sheet(self, self.day_shown, line.home.contact.id, line.home.contact.head).exec()
        elif call is not None:
            pin_sheet(self, self.day_shown, call.home.contact.id, call.home.contact.head).exec()
        else:
            self.notify(tr("Choose a stop first."), role="soon")

    def break_down(self) -> None:
        """A vehicle broke down or does not go out; the others do the rest."""
        from ui.pages.road.breakdown import breakdown_sheet

        if self.plan is None:
            return
        focus = self.focusWidget()
        sheet = breakdown_sheet(self, self.plan, focus.vehicle if isinstance(focus, StopList) else None)
        if not sheet.exec():
            return
        vehicle, now, done = sheet.result_value
        day = self.day_shown

        def find(progress: Progress, telling: Search) -> Plan:
            return break_down(day, vehicle, now, done, seconds=SECONDS, progress=telling)

        def found(plan: Plan, rest: str) -> None:
            words = tr("The rest is planned: {way}").format(way=format.distance(plan.distance))
            if plan.unserved:
                words += tr(", {n} left out").format(n=len(plan.unserved))
            self.notify(words + rest, tr("Print"), self.print_, "soon" if plan.unserved else "accent")

        search(self, tr("Planning the rest of the day"), find, found)

    def ask(self) -> None:
        """Ask for a drive, to the household chosen in the list."""
        from ui.pages.road.errands import errand_sheet

        call = self.wanted.current()
        household = None if call is None else call.home.contact.id
        errand_sheet(self, self.day_shown, household=household).exec()

    def asked(self) -> None:
        """What was asked for and is not done."""
        from ui.pages.road.errands import ErrandsBox

        ErrandsBox(self, self.day_shown).exec()

    def new_vehicle(self) -> None:
        """Register a vehicle."""
        from ui.pages.road.road_forms import vehicle_sheet

        vehicle_sheet(self).exec()

    def change_vehicle(self) -> None:
        """Change the vehicle whose column has the keyboard, else the first."""
        from ui.pages.road.road_forms import vehicle_sheet

        focus = self.focusWidget()
        key = focus.vehicle if isinstance(focus, StopList) else None
        key = key or next((one for one in self.fleet.columns if one), None)
        vehicle_sheet(self, key).exec()

    def road(self) -> None:
        """Known times between villages, and closed roads."""
        from ui.pages.road.village_roads import roads_sheet

        roads_sheet(self).exec()

    def sizes(self) -> None:
        """How heavy and large goods are."""
        from ui.pages.product.sizes import sizes_sheet

        sizes_sheet(self).exec()

    def map_file(self) -> None:
        """Which roads are known, and a map file to read them from."""
        from ui.pages.road.road_map_file import NetworkDialog

        NetworkDialog(self).exec()
        self.refresh()

    def market(self) -> None:
        """Market days and busy weeks."""
        from ui.pages.road.road_forms import market_sheet

        market_sheet(self).exec()

    def enter(self) -> None:
        """The sheets came back."""
        from ui.pages.road.route_return import return_sheet

        if self.plan is None:
            return
        sheet = return_sheet(self, self.plan)
        if sheet.exec():
            numbers = sheet.result_value or []
            self.notify(
                plural("Posted {n} slip", "Posted {n} slips", len(numbers)), tr("Undo"), self.desk.undo
            )

    def print_(self) -> None:
        """Sheets and loading lists."""
        from ui.kit.print_commands import print_kind

        print_kind(self, "route", day=self.day_shown)

    def print_bag(self) -> None:
        """All papers of the drives in one file: what is loaded, the way, and what is handed over at each stop."""
        from ui.kit.print_commands import print_kind

        print_kind(self, "drivebag", day=self.day_shown)

    def save_html(self) -> None:
        """The file for the driver's phone."""
        from reports.road.route_html import write_html

        if self.plan is None:
            return
        plan = self.plan
        target = ask_target(self, f"route-{self.day_shown:%y%m%d}", WEB_PAGE)
        if target is not None:
            self.attempt(
                lambda _: write_html(plan, target),
                done=lambda _: self.notify(tr("Written: {file}").format(file=target.name)),
            )


def _asked_for(day: date) -> tuple[list[Call], RouteDay | None]:
    """What could be driven on a day, and its saved plan where there is one."""
    found = calls(day)
    try:
        return found, route_day(day)
    except UserError:
        return found, None
