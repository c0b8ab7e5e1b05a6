"""The registers around workshops: what each lists, how a record of it is saved, and what is said where it is empty."""

from __future__ import annotations

from models.actions.party.directory import save_helpers, save_regions, save_trades
from models.actions.programme.workshops import doubt_of_centre, save_funding, save_members, save_workshops
from models.i18n import mark, tr
from models.queries.programme import registers
from models.rules.desk import roles
from models.tables.party import GROUP, Helper, Region, Trade
from models.tables.programme import Funding, Workshop, WorkshopMember
from ui.kit.page import Page
from ui.kit.register_table import Register, of_table, register_sheet

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
        opens=True,
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
        dated="start",
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
        dated="date",
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
        begins=lambda: {"level": GROUP},
        given=("code",),
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


def join_for(page: Page, household: int) -> None:
    """The household a page shows works for a workshop from a day on."""
    sheet = register_sheet(page, of_table(REGISTERS, WorkshopMember), values={"household": household})
    page.done_by(sheet, tr("Saved"))
