"""The pages of the desk, in the order of the navigation; a page's class is imported when it is first shown."""

from __future__ import annotations

from dataclasses import dataclass

from models.i18n import mark


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One line of the navigation. ``place`` is "module:Class"; ``group`` starts a new block when it changes."""

    key: str
    label: str
    icon: str
    shortcut: str
    place: str
    group: int


PAGES: tuple[PageEntry, ...] = (
    PageEntry("today", mark("Today"), "today", "F2", "ui.pages.today:TodayPage", 1),
    PageEntry("orders", mark("Orders"), "orders", "F3", "ui.pages.orders:OrdersPage", 1),
    PageEntry("households", mark("Households"), "households", "F4", "ui.pages.households:HouseholdsPage", 1),
    PageEntry("dispatch", mark("Dispatch"), "dispatch", "F5", "ui.pages.dispatch:DispatchPage", 2),
    PageEntry("collection", mark("Collection"), "collection", "F6", "ui.pages.collection:CollectionPage", 2),
    PageEntry("visits", mark("Guidance"), "visits", "F8", "ui.pages.visits:VisitsPage", 2),
    PageEntry("routes", mark("The road"), "truck", "Ctrl+R", "ui.pages.routes:RoutesPage", 2),
    PageEntry("vouchers", mark("Slips"), "list", "Ctrl+J", "ui.pages.vouchers:VouchersPage", 2),
    PageEntry("pay", mark("Pay"), "pay", "F9", "ui.pages.pay:PayPage", 3),
    PageEntry("advances", mark("Advances"), "note", "Ctrl+W", "ui.pages.advances:AdvancesPage", 3),
    PageEntry("products", mark("Products"), "products", "F10", "ui.pages.products:ProductsPage", 3),
    PageEntry("stock", mark("Stock"), "stock", "F11", "ui.pages.stock:StockPage", 3),
    PageEntry("reports", mark("Reports"), "reports", "F12", "ui.pages.reports:ReportsPage", 3),
    PageEntry("workbook", mark("Workbook"), "sheet", "Ctrl+O", "ui.pages.workbook:WorkbookPage", 4),
    PageEntry("history", mark("History"), "history", "Ctrl+H", "ui.pages.history:HistoryPage", 4),
    PageEntry("settings", mark("Settings"), "settings", "Ctrl+,", "ui.pages.settings:SettingsPage", 4),
)
