"""Workshops, who works for them, the money put into them, and the places, trades and helpers they are told by."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from models.i18n import mark, tr
from models.queries.desk.target import OfRegister
from models.queries.narrowing import Chosen
from models.tables.party import Helper, Region, Trade
from models.tables.programme import Workshop
from reports.selection import Selection
from ui.kit.form_sheet import Sheet
from ui.kit.print_commands import print_kind
from ui.kit.register_records import RegisterRecordsPage
from ui.kit.register_table import begun, of_table
from ui.kit.tabs import tab_label
from ui.kit.turns import Pieces
from ui.pages.programme.care import CareTable
from ui.pages.programme.workshop_registers import REGISTERS
from ui.pages.programme.workshop_view import WorkshopView


class WorkshopsPage(RegisterRecordsPage):
    """Workshops, each on a page of its own, and the registers around them."""

    title = mark("Workshops")
    help_key = "workshops"
    kept_in = Workshop
    tab_names = (("care", mark("In care")),)
    registers = REGISTERS
    records = (WorkshopView,)

    def build_more(self) -> Pieces:
        """Whom helpers look after, behind the helpers; the map of the workshops, on paper."""
        helpers = self.tables["helper"]
        self.care = CareTable(self)
        self.tabs.add(self.care, tab_label(self, "care"), self.tabs.indexOf(helpers) + 1, name="care")
        yield
        helpers.add_row_action(tr("Households in care"), self.show_care, "", "households")
        self.tables["region"].add_row_action(
            tr("Workshops of this place"), self.show_workshops, "", "courtyard"
        )
        self.tables["workshop"].add_row_action(tr("Show on the map"), self.show_on_map, "", "map")
        self.add_list_action(tr("Map of the workshops"), self.print_map, "Ctrl+Shift+P", "map")

    def dress(self) -> None:
        """A new helper is the thing to do where it is told whom they look after."""
        if self.key is None and self.tabs.currentWidget() is self.care:
            self.tables["helper"].empty.offer(self)
        else:
            super().dress()

    def refreshing(self) -> Pieces:
        """The registers, and who is in care; or the record."""
        yield from super().refreshing()
        if self.key is None:
            self.care.ask()

    def show_care(self, helper: int) -> None:
        """The households of the helper chosen."""
        row: Any = Helper.get_by_id(helper)
        self.tabs.setCurrentWidget(self.care)
        self.care.show_helper(row.name)

    def show_workshops(self, region: int) -> None:
        """The workshops of the place chosen, and of all that belongs to it."""
        place: Any = Region.get_by_id(region)
        shops = self.tables["workshop"]
        shops.filters.choose("region", Chosen((place.id,), (place.name,)))
        self.tabs.setCurrentWidget(shops)

    def show_on_map(self, workshop: int) -> None:
        """The workshop chosen, on the map among the others."""
        self.desk.go("map", OfRegister("workshop", workshop))

    def print_map(self) -> None:
        """Preview where the workshops of today are."""
        print_kind(self, "workshopmap", Selection(day=self.desk.today()))


def new_workshop(parent: QWidget, words: str = "") -> Sheet:
    """A new workshop by what was typed where it was looked for."""
    return begun(parent, of_table(REGISTERS, Workshop), "name", words)


def new_helper(parent: QWidget, words: str = "") -> Sheet:
    """A new helper by the name typed where one was looked for."""
    return begun(parent, of_table(REGISTERS, Helper), "name", words)


def new_trade(parent: QWidget, words: str = "") -> Sheet:
    """A new trade by the name typed where one was looked for."""
    return begun(parent, of_table(REGISTERS, Trade), "name", words)
