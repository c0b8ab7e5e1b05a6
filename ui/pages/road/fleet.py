"""The vehicles of a day side by side, each with its stops; and what is on no drive, which stands apart."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from models.queries.road.road_facts import Van
from models.queries.road.route_sheets import RouteDay, RouteSheet
from ui.kit.boxes import hbox
from ui.kit.scrolled import Scrolled
from ui.pages.road.stop_list import StopList, VanColumn, hues


class Fleet(Scrolled):
    """A column for each vehicle, by its key in ``columns``; None is ``left``, the column of what is on no drive.

    ``moved``: kind, key, vehicle and place, None where a stop was sent to the next column; ``picked``: kind, key.
    """

    moved = Signal(str, object, object, object)
    picked = Signal(str, object)

    def __init__(self) -> None:
        inner = QWidget()
        self._across = hbox("m", of=inner)
        super().__init__(inner, sideways=True)
        self.left = self._column(None)
        self.left.show_left(())
        self.columns: dict[int | None, VanColumn] = {}

    def _column(self, vehicle: int | None) -> VanColumn:
        column = VanColumn(vehicle)
        column.stops.moved.connect(self.moved.emit)
        column.stops.sent.connect(self._send)
        column.stops.picked.connect(self.picked)
        return column

    def show_day(self, plan: RouteDay | None, vans: list[Van], waiting: str = "") -> None:
        """Show a day's plan, or the vehicles there are while none is known: ``waiting`` says what for."""
        sheets: dict[int, list[RouteSheet]] = {}
        for sheet in plan.sheets if plan is not None else ():
            sheets.setdefault(sheet.van.key, []).append(sheet)
        known = {van.key: van for van in vans} | {key: listed[0].van for key, listed in sheets.items()}
        if any(known) and 0 in known and 0 not in sheets:
            del known[0]
        self._make([*sheets, *(key for key in known if key not in sheets)])
        roles = hues(plan)
        for key, column in self.columns.items():
            if key is None:
                column.show_left(plan.left if plan is not None else (), plan is not None)
            elif key in sheets:
                # A drive that was cut when a vehicle broke down stands above the one that goes on after it.
                over = tuple(sheet for sheet in sheets[key] if sheet.cut_at is not None)
                column.show_sheet(sheets[key][-1], over, roles[key])
            else:
                column.show_van(known[key], waiting, planned=plan is not None)

    def _make(self, wanted: list[int]) -> None:
        """Have a column for each of these vehicles, in their order."""
        if wanted == [key for key in self.columns if key is not None]:
            return
        for key, column in self.columns.items():
            if key is not None:
                self._across.removeWidget(column)
                column.hide()
                column.deleteLater()
        self.columns = {key: self._column(key) for key in wanted}
        for column in self.columns.values():
            self._across.addWidget(column, 1)
        self.columns[None] = self.left

    def go_to(self, kind: str, key: int) -> StopList | None:
        """Make a stop current in its column; answers the list it is in."""
        found = None
        for column in self.columns.values():
            if column.stops.go_to(kind, key):
                found = found or column.stops
        return found

    def current(self) -> StopList | None:
        """The first list that has a current stop."""
        return next((one.stops for one in self.columns.values() if one.stops.current() is not None), None)

    def _send(self, kind: str, key: int, aside: int) -> None:
        keys = list(self.columns)
        here = next(at for at, one in enumerate(self.columns.values()) if one.stops.has(kind, key))
        if 0 <= here + aside < len(keys):
            self.moved.emit(kind, key, keys[here + aside], None)
