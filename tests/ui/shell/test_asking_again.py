"""Pages ask again when, and only when, something they have read was changed: nothing on screen is stale."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QLabel, QTableView, QTabWidget, QWidget

from models.actions.desk.undo import last_undoable, undo
from models.actions.guidance import equipment
from models.actions.ledger import blank_slips, stocktake, voiding
from models.actions.order import orders
from models.actions.party import parties
from models.actions.pay import locking
from models.actions.product import products
from models.actions.road import registration
from models.actions.road.planning import plan_route
from models.database import noting
from models.operation import Committed, listen
from models.queries.desk.target import Day, Month, Record
from models.queries.ledger.stocktake import Item
from models.queries.road.route_sheets import route_day
from models.settings import change_settings
from models.tables.ledger import Voucher
from models.tables.order import Order, Subcontract
from models.tables.party import Enterprise, Household, Worker
from models.tables.product import Material, Product
from tests import factories as make
from tests.trust.promises import times
from tests.ui.clerk import TODAY, Clerk
from tests.ui.dialogs import something_of_everything
from ui.kit.totals import Totals

ROWS = 40
"""Rows of a list that are compared."""
LOOKED_AT = times(16, 4)
"""One in so many pages that did not ask again is looked at after each operation."""


def first(table: Any) -> Any:
    """A table's first record."""
    return table.select().order_by(table.id).first()


def numbered(number: str) -> int:
    """The key of a slip."""
    return int(Voucher.get(Voucher.number == number).id)


def take_back() -> None:
    """Undo the newest operation."""
    undo(last_undoable().id)


OPERATIONS: dict[str, Callable[[], object]] = {
    "household": lambda: parties.save_household({"phone": "13999999999"}, first(Household)),
    "new household": lambda: make.household("H0009", "吴小妹"),
    "worker": lambda: parties.save_worker(first(Household).id, {"name": "单小燕"}),
    "no worker": lambda: parties.remove_worker(first(Worker).id),
    "agreement": lambda: parties.save_agreement(
        first(Household).id, "XY2", date(2027, 1, 1), date(2027, 12, 31)
    ),
    "enterprise": lambda: parties.save_enterprise({"contact": "王经理"}, first(Enterprise)),
    "product": lambda: products.save_product({"name": "大果篮"}, first(Product)),
    "material": lambda: products.save_material({"price": 12_000}, first(Material)),
    "bill": lambda: products.save_bom_line(
        first(Product).id, make.material("M-ROPE", "麻绳").id, 900, 50_000
    ),
    "rate": lambda: products.new_rate_from(first(Product).id, "good", date(2026, 10, 20), 40_000),
    "order": lambda: orders.save_order({"due": date(2026, 12, 24)}, first(Order)),
    "shared out": lambda: make.subcontract(first(Household), first(Order), 10),
    "closed short": lambda: orders.short_close_subcontract(
        Subcontract.select().order_by(Subcontract.id.desc()).first().id, TODAY, "不做了"
    ),
    "receipt": lambda: make.receipt(first(Enterprise), first(Material), 500, TODAY),
    "stocktake": lambda: stocktake.post_count(
        stocktake.StockDraft(TODAY, [stocktake.StockLine(Item(first(Material).id), 490_000, "鼠咬")])
    ),
    "dispatch": lambda: make.dispatch(first(Subcontract), first(Material), 1, TODAY, number="FL8"),
    "collection": lambda: make.collection(first(Subcontract), TODAY, good=2, pending=2, number="HS8"),
    "inspection": lambda: make.inspection("HS8", TODAY, good=2),
    "void": lambda: voiding.void(numbered("FL8"), "点错了", TODAY),
    "undone": take_back,
    "advance": lambda: make.advance(first(Household), 50, day=TODAY),
    "adjustment": lambda: make.adjustment(first(Household), 5, "奖", TODAY),
    "visit": lambda: make.visit(first(Household), "起头", TODAY),
    "machine": lambda: make.machine("SB0077"),
    "lent": lambda: equipment.lend(make.machine("SB0078").id, first(Household).id, TODAY, 1_000),
    "blank slips": lambda: blank_slips.set_aside("collection", 2, TODAY, "刘师傅"),
    "vehicle": lambda: registration.save_vehicle({"name": "川J·B5678"}),
    "errand": lambda: registration.ask_for("other", first(Household).id, TODAY, note="送合同"),
    "drives": lambda: plan_route(TODAY, seconds=0.1),
    "settings": lambda: change_settings({"cooperative.name": "大石镇合作社"}),
    "locked": lambda: locking.lock("2026-10", date(2026, 11, 2)),
    "paid": lambda: locking.mark_paid("2026-10", date(2026, 11, 3)),
}
"""An operation of every kind, in an order in which they can be done."""


@pytest.fixture
def desk(fill: Any, clerk: Clerk) -> Clerk:
    fill(something_of_everything)
    return clerk


def stations() -> dict[str, tuple[str, Any]]:
    """Every page, and a record of each kind."""
    return {
        "household": ("households", Record(first(Household).id)),
        "order": ("orders", Record(first(Order).id)),
        "product": ("products", Record(first(Product).id)),
        "slip": ("vouchers", Record(numbered("HS1"))),
        "month": ("pay", Month("2026-10")),
        "drive": ("routes", Day(TODAY)),
    }


def shown(page: QWidget) -> list[str]:
    """All words that are seen on a page, tab by tab."""
    found = list(_words(page))
    for bar in (bar for bar in page.findChildren(QTabWidget) if bar.isVisible()):
        stood = bar.currentIndex()
        for number in range(bar.count()):
            bar.setCurrentIndex(number)
            found += _words(bar.widget(number))
        bar.setCurrentIndex(stood)
    return found


def _words(part: QWidget) -> Iterator[str]:
    for label in part.findChildren(QLabel):
        if label.isVisible():
            yield label.text()
    for view in part.findChildren(QAbstractItemView):
        model = view.model()
        if model is None or not view.isVisible():
            continue
        yield f"{model.rowCount()} rows"
        for row in range(min(ROWS, model.rowCount())):
            for column in range(model.columnCount() if isinstance(view, QTableView) else 1):
                index = model.index(row, column)
                for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
                    yield str(index.data(role) or "")


def visit(desk: Clerk, name: str) -> Any:
    """Show a page where it starts, or a record."""
    with noting(None):
        found = stations()
    page = desk.go(*found.get(name, (name, None)))
    if name not in found and name != "pay":
        page.home()
    come_to_rest(desk, page)
    return page


def come_to_rest(desk: Clerk, page: Any) -> None:
    """Wait for what a page asked, its sums too, which are asked for a moment later."""
    desk.wait()
    for totals in page.findChildren(Totals):
        totals.settle()
    desk.wait()


@pytest.mark.sampled
@pytest.mark.timeout(180)
def test_pages_ask_again_when_and_only_when_what_they_read_was_changed(desk: Clerk) -> None:
    with noting(None):
        names = [entry.key for entry in desk.window.entries] + list(stations())
    pages = {name: visit(desk, name) for name in names}
    heard: list[Committed] = []
    stop = listen(heard.append)
    faults, spared = [], set()
    for number, (what, act) in enumerate(OPERATIONS.items()):
        here = visit(desk, names[number % len(names)])
        asked: list[bool] = []
        refresh = here.refreshing
        here.refreshing = lambda refresh=refresh, asked=asked: (asked.append(True), refresh())[1]
        waiting = {page for page in pages.values() if page.stale}
        with noting(None):
            act()
        tables = frozenset[str]().union(*(one.tables for one in heard))
        heard.clear()
        assert tables, what
        desk.settle()
        del here.refreshing
        for place, page in enumerate(dict.fromkeys(pages.values())):
            again, touched = bool(asked) if page is here else page.stale, page.concerns(tables)
            if again != (page in waiting or touched):
                faults.append(f"{what}: {type(page).__name__} asked again: {again}")
            if not touched:
                spared.add((what, page.help_key))
            # Asking all of them after each would take minutes; every page has its turn.
            if not again and (place + number) % LOOKED_AT == 0:
                faults += stale_after(desk, what, page)
    stop()
    assert not faults, "\n".join(faults)
    assert {("vehicle", "pay"), ("worker", "stock"), ("settings", "orders")} <= spared
    # The first look at pay goes on to the month under way, a station of its own; history stays at what was chosen.
    looked_at = [name for name in names if name not in ("pay", "history")][:: times(2, 1)]
    stood = {name: shown(visit(desk, name)) for name in looked_at}
    for name, words in stood.items():
        desk.window.forget_pages()
        assert shown(visit(desk, name)) == words, name


def counted(desk: Clerk, page: Any) -> Counter[str]:
    """What a page shows once it has come to rest, and how often."""
    come_to_rest(desk, page)
    return Counter(shown(page))


def stale_after(desk: Clerk, what: str, page: Any) -> Iterator[str]:
    """What asking again would change on a page that saw no need to."""
    key = next(key for key, one in desk.window.pages.held.items() if one is page)
    desk.go(key)
    before = counted(desk, page)
    page.stale = True
    page.bring_up()
    if (now := counted(desk, page)) != before:
        yield f"{what}: {key} showed {before - now} instead of {now - before}"


def test_the_chip_of_a_product_without_a_rate_goes_with_its_first_rate(clerk: Clerk) -> None:
    basket = make.product("P-1")
    page = clerk.go("products", Record(basket.id))
    assert page.chip.words == "缺工价"
    products.save_rate(basket.id, "good", TODAY, None, 30_000)
    clerk.settle()
    assert page.chip.words == ""


def test_a_plan_says_that_what_it_was_made_of_has_changed(clerk: Clerk) -> None:
    bamboo = make.material(name="竹篾", unit="kg")
    order = make.order(make.product(bom=[(bamboo, 0.5, 0)], good=3.25))
    parts = [make.subcontract(make.household(f"H{at}"), order, 20, due=TODAY) for at in range(2)]
    for part in parts:
        make.dispatch(part, bamboo, 10, TODAY - timedelta(days=5))
    registration.save_vehicle({"name": "川J·A1234"})
    plan_route(TODAY, seconds=0.1)
    page = clerk.go("routes")
    clerk.settle()
    assert page.across.changed == 0 and "过时" not in page.chip.words
    make.collection(parts[0], TODAY, good=15)
    clerk.settle()
    assert page.across.changed == 1 and "过时" in page.chip.words
    make.collection(parts[0], TODAY, good=5)
    clerk.settle()
    # Nothing is left to do there, though the plan still drives to it.
    assert page.across.changed == 1 and len(route_day(TODAY).sheets[0].stops) == 2
    plan_route(TODAY, seconds=0.1)
    clerk.settle()
    assert page.across.changed == 0 and "过时" not in page.chip.words
