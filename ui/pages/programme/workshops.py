"""Workshops, who works for them, the money put into them, and the places, trades and helpers they are told by."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from models.actions.party.directory import save_helpers, save_regions, save_trades
from models.actions.programme.workshops import doubt_of_centre, save_funding, save_members, save_workshops
from models.i18n import mark, tr
from models.queries.programme import registers
from models.rules.desk import roles
from models.tables.party import Helper, Region, Trade
from models.tables.programme import Funding, Workshop, WorkshopMember
from reports.selection import Selection
from ui.kit.form_sheet import Sheet
from ui.kit.print_commands import print_kind
from ui.kit.register_table import Register, begun, of_table
from ui.kit.registers_page import RegistersPage
from ui.kit.turns import Pieces
from ui.pages.programme.care import CareTable
from ui.pages.programme.workshop_view import WorkshopView

REGISTERS = (
    Register(
        Workshop,
        mark("Workshops"),
        mark("New workshop"),
        mark("Change workshop"),
        mark("No workshops yet. There are home workshops, village workshops and bases."),
        registers.workshops,
        save_workshops,
        "households",
        alike=("kind", "region", "trade", "enterprise", "opened", "closed"),
        asks=True,
        doubts=lambda values, row: {"service_centre": doubt_of_centre(values, row)},
    ),
    Register(
        WorkshopMember,
        mark("Their households"),
        mark("Add household"),
        mark("Change household of a workshop"),
        mark("No household works for a workshop yet."),
        registers.members,
        save_members,
        "users",
        alike=("end",),
    ),
    Register(
        Funding,
        mark("Funding"),
        mark("New funding"),
        mark("Change funding"),
        mark("No money put into workshops yet."),
        registers.funding,
        save_funding,
        "pay",
    ),
    Register(
        Helper,
        mark("Helpers"),
        mark("New helper"),
        mark("Change helper"),
        mark("No helpers yet. They look after households."),
        registers.helper_list,
        save_helpers,
        "user",
        alike=("unit", "region"),
        right=roles.MASTER,
    ),
    Register(
        Region,
        mark("Places", "regions"),
        mark("New place"),
        mark("Change place"),
        mark("No places yet. Import the list of your county."),
        registers.regions,
        save_regions,
        "pin",
        alike=("parent", "trade"),
        right=roles.MASTER,
    ),
    Register(
        Trade,
        mark("Trades"),
        mark("New trade"),
        mark("Change trade"),
        mark("No trades yet. Products, workshops and courses belong to one."),
        registers.trades,
        save_trades,
        "tools",
        right=roles.MASTER,
    ),
)


class WorkshopsPage(RegistersPage):
    """Workshops, who works for them, the money put into them, and the places, trades and helpers they are told by."""

    title = mark("Workshops")
    help_key = "workshops"
    registers = REGISTERS

    def build_more(self) -> Pieces:
        """Whom helpers look after, behind the helpers; the map of the workshops, on paper."""
        self.view = WorkshopView(self)
        self.add_tab(self.view, tr("One workshop"), 1)
        yield
        yield from self.view.build()
        self.tables["workshop"].add_action(
            tr("Open the workshop"), self.show_workshop, "Ctrl+Shift+W", "eye", single=True
        )
        helpers = self.tables["helper"]
        self.care = CareTable(self)
        self.add_tab(self.care, tr("In care"), self.tabs.indexOf(helpers) + 1)
        helpers.add_action(tr("Households in care"), self.show_care, "", "households", single=True)
        self.add_action(tr("Map of the workshops"), self.print_map, "Ctrl+Shift+P", "map")

    def dress(self) -> None:
        """A new helper is the thing to do where it is told whom they look after."""
        if self.tabs.currentWidget() is self.care:
            self.set_primary(
                tr("New helper"), self.tables["helper"].create, "Ctrl+N", "plus", right=roles.MASTER
            )
        else:
            super().dress()
        if self.tabs.currentWidget() is self.view:
            self.set_primary(tr("Sell at retail"), self.view.sell, "Ctrl+N", "pay", right=roles.POST)

    def refreshing(self) -> Pieces:
        """The registers, and who is in care."""
        yield from super().refreshing()
        self.care.ask()
        yield
        self.view.ask()

    def show_workshop(self, keys: list[int]) -> None:
        """The record of the workshop chosen."""
        self.view.show_workshop(keys[0])
        self.tabs.setCurrentWidget(self.view)

    def show_care(self, keys: list[int]) -> None:
        """The households of the helper chosen."""
        row: Any = Helper.get_by_id(keys[0])
        self.tabs.setCurrentWidget(self.care)
        self.care.show_helper(row.name)

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
