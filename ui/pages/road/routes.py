"""The road: what is to be driven, the vehicles with their stops, and the map, side by side."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from PySide6.QtWidgets import QHBoxLayout, QWidget

from models import format
from models.actions.road.breakdown import break_down
from models.actions.road.planning import decide, move_stop, plan_route, warned
from models.actions.road.road_import import renew_roads
from models.errors import UserError
from models.i18n import mark, plural, tr
from models.queries.desk.target import Day, Target
from models.queries.road.route_sheets import RouteDay, outliers_of, route_day
from models.queries.road.routes import Call, calls
from models.rules.desk import roles
from models.rules.road.day import Plan
from models.rules.road.solver import Progress as Search
from reports.selection import Selection
from ui.kit.alignment import RIGHT
from ui.kit.background_query import Asker
from ui.kit.background_task import Progress, run, under_way
from ui.kit.boxes import hbox
from ui.kit.empty import Empty
from ui.kit.form import DateField
from ui.kit.inline import inline
from ui.kit.page import Page
from ui.kit.save_dialog import WEB_PAGE, ask_target
from ui.kit.text import text
from ui.pages.road.drive_board import DriveBoard
from ui.pages.road.planning import search
from ui.pages.road.road_dialogs import RoadDialogs

SECONDS: Final = 10


class RoutesPage(Page):
    """One day's driving."""

    title = mark("Routes")
    help_key = "routes"

    def build(self) -> None:
        """A strip with the day; below it what to drive, the vehicles, the map."""
        self.day_asker = Asker(self)
        self.seen: date | None = None
        self.body.addLayout(self._strip())
        self.across = DriveBoard(self)
        self.across.moved.connect(self.move)
        self.across.decided.connect(self._decide)
        self.wanted, self.fleet, self.map = self.across.wanted, self.across.fleet, self.across.map
        self.dialogs = RoadDialogs(self, self.across, lambda: self.day_shown)
        self.empty = Empty(
            tr("No stops on this day. Material to dispatch, pieces due and visits are added automatically."),
            tr("Add an errand"),
            self.dialogs.ask,
            "truck",
            roles.ERRAND,
        )
        self.body.addWidget(self.across, 1)
        self.body.addWidget(self.empty, 1)
        self.empty.hide()
        self._add_actions()
        self._offer()

    def _strip(self) -> QHBoxLayout:
        self.day = inline(
            DateField("date", tr("Day"), required=True, value=self.desk.today(), today=self.desk.today)
        )
        self.day.changed.connect(lambda: self.guard(self.refresh))
        keys = text(
            tr("Drag a stop to another place or vehicle, or move it with Alt and arrows · Del takes it off"),
            "quiet",
        )
        keys.setAlignment(RIGHT)
        return hbox("l", self.day, (keys, 1))

    def _add_actions(self) -> None:
        self.set_primary(tr("Plan the drive"), self.plan_day, "Ctrl+Enter", "truck", right=roles.DRIVE)
        self.print_action = self.add_action(tr("Print"), self.print_, "Ctrl+P", "print")
        self.bag_action = self.add_action(tr("Bag for the drive"), self.print_bag, "Ctrl+Shift+P", "print")
        self.return_action = self.add_action(
            tr("Enter returned sheets"), self.enter, "Ctrl+E", "collection", right=roles.POST
        )
        self.broken_action = self.add_more(
            tr("A vehicle broke down"), self.break_down, "alert", "Ctrl+Shift+B", right=roles.DRIVE
        )
        self.add_more(tr("Add an errand"), self.dialogs.ask, "plus", "Ctrl+N", right=roles.ERRAND)
        self.add_more(tr("Errands"), self.dialogs.asked, "list", "Ctrl+L")
        self.add_more(tr("Pin the stop"), self.dialogs.pin, "pin", "Ctrl+T", right=roles.DRIVE)
        self.add_more(tr("Take the stop off"), self.take_off, "minus", "Del", right=roles.DRIVE)
        self.add_more(tr("New vehicle"), self.dialogs.new_vehicle, "truck", right=roles.DRIVE)
        self.add_more(tr("Change a vehicle"), self.dialogs.change_vehicle, "edit", right=roles.DRIVE)
        self.add_more(tr("Roads between villages"), self.dialogs.road, "route", right=roles.DRIVE)
        self.add_more(tr("Roads from a map file"), self.dialogs.map_file, "route", right=roles.DRIVE)
        self.add_more(tr("Weights and volumes"), self.dialogs.sizes, "scale", right=roles.MASTER)
        self.add_more(tr("Market days and busy weeks"), self.dialogs.market, "calendar", right=roles.DRIVE)
        self.phone_action = self.add_more(tr("File for the driver's phone"), self.save_html, "phone")

    # -- showing -----------------------------------------------------------------------------------------------

    @property
    def plan(self) -> RouteDay | None:
        """The plan of the day that is shown."""
        return self.across.plan

    @property
    def day_shown(self) -> date:
        """The day looked at; today while what is typed is none."""
        day: date = self.day.value_or_none() or self.desk.today()
        return day

    def refresh(self) -> None:
        """Ask for the calls and the saved plan beside the window; what stands there stays until the answer comes."""
        day = self.day_shown
        if self.seen not in (None, day):
            # What is still shown belongs to another day: nothing may be done to it under the new date.
            self.across.plan = None
            self.across.setEnabled(False)
            self._offer()
        elif self.seen is None:
            self.across.wait()
        self.day_asker.ask(lambda: _asked_for(day), lambda answer: self._came(day, *answer))

    def _came(self, day: date, found: list[Call], plan: RouteDay | None) -> None:
        self.seen = day
        self.across.setEnabled(True)
        focused = self.wanted.hasFocus()
        self.empty.setVisible(not found and plan is None)
        self.across.setVisible(bool(found) or plan is not None)
        if focused and self.empty.isVisible():
            self.day.editor.setFocus()
        self.across.show_day(found, plan, self.desk.today())
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
        if self.plan is None:
            self.set_chip("")
            self.set_subtitle(
                plural("{n} household could be driven to", "{n} households could be driven to", len(found))
            )
            return
        self.set_subtitle(_in_short(self.plan))
        self.set_chip(*_standing(self.plan, self.across.changed))

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
            self.across.follow(kind, key)
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

        if self.across.timing:
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
        held = self.across.stops()
        line = None if held is None else held.movable()
        if line is not None and self.across.isEnabled():
            self.move(line.kind, line.key, None, 0)

    def _decide(self, household: int, left_out: bool) -> None:
        self.attempt(lambda _: decide(self.day_shown, household, left_out=left_out))

    def break_down(self) -> None:
        """A vehicle broke down or does not go out; the others do the rest."""
        from ui.pages.road.breakdown import breakdown_sheet

        if self.plan is None:
            return
        sheet = breakdown_sheet(self, self.plan, self.across.vehicle())
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

        print_kind(self, "route", Selection(day=self.day_shown))

    def print_bag(self) -> None:
        """All papers of the drives in one file: what is loaded, the way, and what is handed over at each stop."""
        from ui.kit.print_commands import print_kind

        print_kind(self, "drivebag", Selection(day=self.day_shown))

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


def _in_short(plan: RouteDay) -> str:
    """How many drive where and how far."""
    stops = sum(len(sheet.stops) for sheet in plan.sheets)
    way = sum(sheet.distance for sheet in plan.sheets)
    vans = len({sheet.van.key for sheet in plan.sheets if sheet.lines})
    words = tr(", ").join(
        (
            plural("{n} vehicle", "{n} vehicles", vans),
            plural("{n} stop", "{n} stops", stops),
            format.distance(way),
        )
    )
    if plan.returned_on is not None and any(sheet.driven is not None for sheet in plan.sheets):
        driven = sum(sheet.driven or 0 for sheet in plan.sheets)
        words = tr("{words}, driven {driven}").format(words=words, driven=format.distance(driven))
    return words


def _standing(plan: RouteDay, changed: int) -> tuple[str, str]:
    """What most needs to be known of a plan, and the role to say it in; ``changed`` households are different since."""
    if plan.returned_on is not None:
        return tr("Sheets are entered"), "quiet"
    if out := [sheet.van.name for sheet in plan.sheets if sheet.broken]:
        return tr("{van} is out of order").format(van=tr(", ").join(out)), "wrong"
    if changed:
        words = plural(
            "The plan is out of date: {n} household changed; plan again",
            "The plan is out of date: {n} households changed; plan again",
            changed,
        )
        return words, "soon"
    if broken := sum(bool(line.faults) for sheet in plan.sheets for line in sheet.stops):
        return plural("{n} stop with a warning", "{n} stops with a warning", broken), "wrong"
    if plan.left:
        return plural("{n} stop on no drive", "{n} stops on no drive", len(plan.left)), "soon"
    return tr("All are served"), "accent"
