"""What is told about the road in windows of their own: errands, pins, vehicles, roads, weights, market days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from models.i18n import tr
from ui.kit.page import Page
from ui.pages.road.drive_board import DriveBoard


class RoadDialogs:
    """Opens them for a page, on the day and at the stop that is looked at; each is imported when it is wanted."""

    def __init__(self, page: Page, board: DriveBoard, day: Callable[[], date]) -> None:
        self.page, self.board, self.day = page, board, day

    def pin(self) -> None:
        """Pin the current stop to a vehicle, a time, the first place."""
        from ui.pages.road.road_forms import pin_sheet

        if not self.board.isEnabled():
            return
        line, call = self.board.current(), self.board.wanted.current()
        if (
            line is not None
            and line.home is not None
            and not line.rescued
            and not self.board.wanted.hasFocus()
        ):
            who = line.home.contact
        elif call is not None:
            who = call.home.contact
        else:
            self.page.notify(tr("Choose a stop first."), role="soon")
            return
        pin_sheet(self.page, self.day(), who.id, who.head).exec()

    def ask(self) -> None:
        """Ask for a drive, to the household chosen in the list."""
        from ui.pages.road.errands import errand_sheet

        errand_sheet(self.page, self.day(), household=self.board.household()).exec()

    def asked(self) -> None:
        """What was asked for and is not done."""
        from ui.pages.road.errands import ErrandsBox

        ErrandsBox(self.page, self.day()).exec()

    def new_vehicle(self) -> None:
        """Register a vehicle."""
        from ui.pages.road.road_forms import vehicle_sheet

        vehicle_sheet(self.page).exec()

    def change_vehicle(self) -> None:
        """Change the vehicle whose column has the keyboard, else the first."""
        from ui.pages.road.road_forms import vehicle_sheet

        first = next((one for one in self.board.fleet.columns if one), None)
        vehicle_sheet(self.page, self.board.vehicle() or first).exec()

    def road(self) -> None:
        """Known times between villages, and closed roads."""
        from ui.pages.road.village_roads import roads_sheet

        roads_sheet(self.page).exec()

    def sizes(self) -> None:
        """How heavy and large goods are."""
        from ui.pages.product.sizes import sizes_sheet

        sizes_sheet(self.page).exec()

    def map_file(self) -> None:
        """Which roads are known, and a map file to read them from."""
        from ui.pages.road.road_map_file import NetworkDialog

        NetworkDialog(self.page).exec()
        self.page.refresh()

    def market(self) -> None:
        """Market days and busy weeks."""
        from ui.pages.road.road_forms import market_sheet

        market_sheet(self.page).exec()
