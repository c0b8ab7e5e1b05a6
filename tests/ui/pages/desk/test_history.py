"""The history: what was done, what it changed, and taking the newest back."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from models.actions.party import parties
from models.queries.desk.target import Record
from models.tables.order import Order
from models.tables.party import Household
from tests import factories as make
from tests.ui.clerk import CTRL, TODAY, Clerk

KEY = Qt.Key


def words(page: object) -> list[str]:
    return [label.text() for label in page.area.widget().findChildren(QLabel)]  # type: ignore[attr-defined]


def test_the_newest_is_told_first_with_what_it_changed(clerk: Clerk) -> None:
    head = make.household("H1", "单春梅")
    before = head.phone
    parties.save_household({"phone": "13900000009"}, head)
    page = clerk.go("history")
    assert page.table.count() == 3 and page.table.key() is not None
    assert "修改 · 农户 H1 单春梅" in words(page)
    assert f"电话：{before} → 13900000009" in words(page)


def test_another_line_tells_another_story(clerk: Clerk) -> None:
    make.household("H1", "单春梅")
    parties.save_enterprise({"name": "翠竹工艺"})
    page = clerk.go("history")
    assert "新增 · 企业 翠竹工艺" in words(page)
    page.table.table.selectRow(1)
    assert any("H1 单春梅" in line for line in words(page))


def test_taking_back_is_told_as_well(clerk: Clerk) -> None:
    make.household("H1", "单春梅")
    clerk.go("history")
    clerk.press(KEY.Key_Z, CTRL)
    clerk.settle()
    assert not Household.select().exists()
    page = clerk.window.pages.held["history"]
    assert page.table.model.index(0, 1).data() == "撤销：保存农户 单春梅"
    assert page.subtitle.text() == "共 3 次操作"


def test_every_record_tells_who_changed_what(clerk: Clerk) -> None:
    from models.actions.ledger.voiding import void
    from models.actions.order import orders
    from models.actions.party import parties
    from models.actions.product import products

    part = make.subcontract(make.household("H1", "单春梅", phone="13800000001"), number="PG00001")
    order, head = part.order, part.household
    number = make.collection(part, good=5)
    # Two changes within a minute are two changes.
    for phone in ("13800000002", "13800000003"):
        parties.save_household({"phone": phone}, Household.get_by_id(head.id))
    orders.save_order({"due": date(2026, 11, 5)}, Order.get_by_id(order.id))
    products.save_product({"name": "大果篮"}, order.product)
    slip = make.voucher("collection", number)
    void(slip.id, "点错了", TODAY)
    for page, key, changes in (
        ("households", head.id, ("电话：13800000001 → 13800000002", "电话：13800000002 → 13800000003")),
        ("orders", order.id, ("2026-10-31 → 2026-11-05",)),
        ("products", order.product_id, ("大果篮",)),
        ("vouchers", slip.id, ("点错了",)),
    ):
        trail = clerk.go(page, Record(key)).trail
        told = "\n".join(trail.lines)
        assert all(one in told for one in changes), told
        assert trail.isVisibleTo(trail.parentWidget())
    parties.save_household({"phone": "13800000009"}, Household.get_by_id(head.id))
    assert "13800000009" in "\n".join(clerk.go("households", Record(head.id)).trail.lines)
