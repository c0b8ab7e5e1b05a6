"""The pages of the desk, in the order of the navigation, and the forms that make a new record wherever one is picked.

A page's class or a form is imported when it is first shown.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from models import rights
from models.i18n import mark
from models.rules.desk import roles
from ui.kit.acts import offer_acts
from ui.kit.new_forms import NewForm, offer_new
from ui.kit.place_asking import offer_map

if TYPE_CHECKING:
    from ui.kit.page import Page
    from ui.kit.register_table import Register


class PageEntry(NamedTuple):
    """One line of the navigation. ``place`` is "module:Class"; ``group`` starts a new block when it changes. Who lacks
    its ``right`` is not offered it. ``lists``: it has tabs, which are found by their names.
    """

    key: str
    label: str
    icon: str
    shortcut: str
    place: str
    group: int
    right: str = ""
    lists: bool = False


PAGES: tuple[PageEntry, ...] = (
    PageEntry("today", mark("Today"), "today", "F2", "ui.pages.desk.today:TodayPage", 1),
    PageEntry("orders", mark("Orders"), "orders", "F3", "ui.pages.order.orders:OrdersPage", 1, lists=True),
    PageEntry(
        "households", mark("Households"), "households", "F4", "ui.pages.party.households:HouseholdsPage", 1
    ),
    PageEntry(
        "dispatch",
        mark("Dispatch"),
        "dispatch",
        "F5",
        "ui.pages.ledger.dispatch:DispatchPage",
        2,
        roles.POST,
        lists=True,
    ),
    PageEntry(
        "collection",
        mark("Collection"),
        "collection",
        "F6",
        "ui.pages.ledger.collection:CollectionPage",
        2,
        roles.POST,
        lists=True,
    ),
    PageEntry(
        "visits",
        mark("Guidance"),
        "visits",
        "F8",
        "ui.pages.guidance.guidance_page:GuidancePage",
        2,
        lists=True,
    ),
    PageEntry("routes", mark("Routes"), "truck", "Ctrl+R", "ui.pages.road.routes:RoutesPage", 2),
    PageEntry("map", mark("Map"), "map", "Ctrl+Shift+R", "ui.pages.road.map_page:MapPage", 2),
    PageEntry("vouchers", mark("Slips"), "list", "Ctrl+J", "ui.pages.ledger.vouchers:VouchersPage", 2),
    PageEntry("pay", mark("Pay"), "pay", "F9", "ui.pages.pay.pay:PayPage", 3, roles.SEE_PAY),
    PageEntry(
        "advances",
        mark("Advances"),
        "note",
        "Ctrl+W",
        "ui.pages.pay.advances:AdvancesPage",
        3,
        roles.SEE_PAY,
    ),
    PageEntry(
        "products",
        mark("Products"),
        "products",
        "F10",
        "ui.pages.product.products:ProductsPage",
        3,
        lists=True,
    ),
    PageEntry("stock", mark("Stock"), "stock", "F11", "ui.pages.ledger.stock:StockPage", 3, lists=True),
    PageEntry("reports", mark("Reports"), "reports", "F12", "ui.pages.desk.reports:ReportsPage", 3),
    PageEntry("print", mark("Print"), "print", "Ctrl+Q", "ui.pages.desk.printing:PrintPage", 3, roles.PRINT),
    PageEntry(
        "workshops",
        mark("Workshops"),
        "courtyard",
        "Ctrl+Shift+O",
        "ui.pages.programme.workshops:WorkshopsPage",
        4,
        lists=True,
    ),
    PageEntry(
        "employment",
        mark("Employment"),
        "users",
        "Ctrl+Shift+J",
        "ui.pages.programme.employment:EmploymentPage",
        4,
        lists=True,
    ),
    PageEntry(
        "training",
        mark("Training"),
        "award",
        "Ctrl+Shift+T",
        "ui.pages.programme.training:TrainingPage",
        4,
        lists=True,
    ),
    PageEntry(
        "support",
        mark("Support money"),
        "note",
        "Ctrl+Shift+G",
        "ui.pages.programme.support:SupportPage",
        4,
        lists=True,
    ),
    PageEntry(
        "workbook",
        mark("Workbook"),
        "sheet",
        "Ctrl+O",
        "ui.pages.exchange.workbook:WorkbookPage",
        5,
        roles.IMPORT,
    ),
    PageEntry("history", mark("History"), "history", "Ctrl+H", "ui.pages.desk.history:HistoryPage", 5),
    PageEntry(
        "settings",
        mark("Settings"),
        "settings",
        "Ctrl+,",
        "ui.pages.desk.settings:SettingsPage",
        5,
        roles.SETTINGS,
    ),
)


def registers_of(entry: PageEntry) -> tuple[Register, ...]:
    """The registers that a page shows."""
    return tuple(getattr(_class_of(entry), "registers", ())) if entry.lists else ()


def tabs_of(entry: PageEntry) -> dict[str, str]:
    """The tabs of a page by what a `Tab` calls them, each its marked label."""
    if not entry.lists:
        return {}
    named = {register.table._meta.table_name: register.tab for register in registers_of(entry)}
    return {**dict(getattr(_class_of(entry), "tab_names", ())), **named}


def _class_of(entry: PageEntry) -> type[Page]:
    module, _, name = entry.place.partition(":")
    found: type[Page] = getattr(importlib.import_module(module), name)
    return found


def offered(entries: Sequence[PageEntry]) -> tuple[PageEntry, ...]:
    """Those pages that are for who is signed in."""
    return tuple(entry for entry in entries if not entry.right or rights.may(entry.right))


offer_new(
    {
        "Household": NewForm(
            mark("New household"), "ui.pages.party.household_form:new_household", roles.MASTER
        ),
        "Enterprise": NewForm(
            mark("New enterprise"), "ui.pages.order.order_forms:new_enterprise", roles.MASTER
        ),
        "Product": NewForm(mark("New product"), "ui.pages.product.product_forms:new_product", roles.MASTER),
        "Material": NewForm(
            mark("New material"), "ui.pages.product.product_forms:new_material", roles.MASTER
        ),
        "Order": NewForm(mark("New order"), "ui.pages.order.order_forms:new_order", roles.MASTER),
        "Subcontract": NewForm(
            mark("New subcontract"), "ui.pages.order.order_forms:new_subcontract", roles.MASTER, scanned=True
        ),
        "Workshop": NewForm(
            mark("New workshop"), "ui.pages.programme.workshops:new_workshop", roles.PROGRAMME
        ),
        "Helper": NewForm(mark("New helper"), "ui.pages.programme.workshops:new_helper", roles.MASTER),
        "Trade": NewForm(mark("New trade"), "ui.pages.programme.workshops:new_trade", roles.MASTER),
        "Course": NewForm(mark("New course"), "ui.pages.programme.training:new_course", roles.PROGRAMME),
        "Vacancy": NewForm(mark("New vacancy"), "ui.pages.programme.employment:new_vacancy", roles.PROGRAMME),
        "Equipment": NewForm(mark("New machine"), "ui.pages.guidance.equipment:new_machine", roles.VISIT),
    }
)
offer_map("ui.pages.road.place_dialog:ask_place")

offer_acts(
    {
        "advance": "ui.pages.pay.money_slip:advance_for",
        "adjustment": "ui.pages.pay.money_slip:adjustment_for",
        "use_rate": "ui.pages.product.fair_rate:use_proposed",
        "dispute_slip": "ui.pages.pay.dispute_forms:dispute_slip",
        "object": "ui.pages.pay.dispute_forms:dispute_for",
        "answer": "ui.pages.pay.dispute_forms:answer_dispute_of",
        "join": "ui.pages.programme.workshop_registers:join_for",
        "lend": "ui.pages.guidance.equipment:lend_for",
        "assign": "ui.pages.order.order_forms:assign_for",
        "receive": "ui.pages.ledger.stock_forms:receive_for",
        "deliver": "ui.pages.ledger.stock_forms:deliver_for",
        "sell": "ui.pages.ledger.sale_form:sell_for",
        "order": "ui.pages.order.order_forms:order_for",
        "drive": "ui.pages.road.errands:drive_for",
        "machines": "ui.pages.guidance.machine_record:MachinePlace",
    }
)
