"""Where the window can stand: every page, a record of each kind, and each tab of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtWidgets import QApplication, QTabWidget, QWidget

from models.queries.desk.target import Month, OfEnterprise, Record
from models.tables.ledger import Voucher
from models.tables.order import Order
from models.tables.party import Enterprise, Household
from models.tables.product import Product
from tests.ui.dialogs import slip
from ui.pages import PAGES


def records(rows: Any) -> list[Record]:
    """What leads to each of some records."""
    return [Record(row.id) for row in rows]


RECORDS: dict[str, Callable[[], list[Any]]] = {
    "households": lambda: records(Household.select()),
    "orders": lambda: [*records(Order.select()), *(OfEnterprise(row.id) for row in Enterprise.select())],
    "products": lambda: records(Product.select()),
    "vouchers": lambda: records(Voucher.select().limit(4)),
    "visits": lambda: [Record(slip("visit"))],
    "pay": lambda: [Month("2026-10")],
}
"""By page, what leads to its records."""


def stations() -> Iterator[tuple[str, Any]]:
    """Every page by its key, then its first record where it has any."""
    for entry in PAGES:
        yield entry.key, None
        if entry.key in RECORDS:
            yield entry.key, RECORDS[entry.key]()[0]


def tabs(page: QWidget) -> Iterator[str]:
    """The page as it stands, then each of its tabs."""
    yield ""
    for bar in page.findChildren(QTabWidget):
        for number in range(bar.count()):
            bar.setCurrentIndex(number)
            QApplication.processEvents()
            yield bar.tabText(number)
