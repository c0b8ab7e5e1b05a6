"""The find box: Ctrl+K, type, arrows, Enter; every kind of thing opens where it is dealt with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt

from models.actions.party import parties
from models.actions.pay import locking
from models.actions.road.planning import plan_route
from models.actions.road.registration import ask_for, save_vehicle
from models.queries.desk.global_search import KINDS
from tests import factories
from tests.ui.clerk import CTRL, Clerk
from ui.shell.find_results import OPENS, finder


@pytest.fixture
def finding(clerk: Clerk) -> Iterator[Clerk]:
    """A clerk who can find."""
    clerk.window.finder = finder
    clerk.go("products")
    yield clerk


def offered(clerk: Clerk) -> list[str]:
    """The labels under the box; a caption in brackets."""
    model = clerk.window.top.find.list.model
    return [f"[{label}]" if key is None else label for key, label, _ in model.items]


def look_for(clerk: Clerk, words: str) -> Any:
    """Ctrl+K and type; the box."""
    clerk.press(Qt.Key.Key_K, CTRL)
    clerk.type(words)
    return clerk.window.top.find


def test_a_household_is_found_by_initials_and_opened(finding: Clerk) -> None:
    head = factories.household("H0001", "单春梅")
    box = look_for(finding, "scm")
    assert offered(finding) == ["[农户]", "单春梅 H0001"] and box.list.isVisible()
    finding.press(Qt.Key.Key_Return)
    assert finding.window.current == "households"
    assert finding.window.pages.held["households"].key == head.id
    assert box.text() == "" and not box.list.isVisible()


def test_arrows_pass_over_captions(finding: Clerk) -> None:
    factories.household("H0001", "朱芳", phone="")
    factories.material("M-1", "竹篾")
    box = look_for(finding, "z")
    assert offered(finding) == ["[农户]", "朱芳 H0001", "[物料]", "竹篾 M-1"]
    rows = [box.list.view.currentIndex().row()]
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_PageDown):
        finding.press(key)
        rows.append(box.list.view.currentIndex().row())
    assert rows == [1, 3, 3, 1, 1, 3]
    finding.press(Qt.Key.Key_Return)
    assert finding.window.current == "products"


def test_a_caption_is_never_picked(finding: Clerk) -> None:
    box = look_for(finding, "zzz")
    assert offered(finding) == ["[没有找到。试试拼音首字母、电话尾号或单号。]"]
    finding.press(Qt.Key.Key_Return)
    box.list.view.clicked.emit(box.list.model.index(0, 0))
    assert finding.window.current == "products" and box.list.isVisible()
    finding.press(Qt.Key.Key_Escape)
    finding.press(Qt.Key.Key_Escape)
    assert box.text() == "" and not box.hasFocus()


def test_pages_are_found_by_their_name(finding: Clerk) -> None:
    look_for(finding, "设备")
    assert offered(finding)[:2] == ["[前往]", "物料与设备"]
    finding.press(Qt.Key.Key_Return)
    assert finding.window.current == "stock"


def test_everything_found_opens_where_it_is_dealt_with(finding: Clerk) -> None:
    head = factories.household("H0001", "单春梅")
    parties.save_worker(head.id, {"name": "曾小燕"})
    bamboo = factories.material("M-1", "竹篾")
    basket = factories.product("P-1", "果篮", bom=[(bamboo, 1, 0)], good=3)
    company = factories.enterprise("青篾坊")
    factories.machine("SB01", "绕线机")
    of = factories.order(basket, customer=company)
    part = factories.subcontract(head, of)
    slip = factories.collection(part, good=5)
    parties.save_agreement(head.id, "XY-2026-7", date(2026, 1, 1), date(2026, 12, 31))
    save_vehicle({"name": "川J·A1234"})
    ask_for("visit", head.id, date(2026, 11, 12))
    plan_route(date(2026, 11, 12), seconds=0.1)
    locking.lock("2026-10", date(2026, 11, 1))
    window = finding.window

    def pay_is_shown() -> bool:
        page = window.pages.held["pay"]
        for _ in range(100):
            if page.opened == head.id:
                return True
            finding.settle()
        return False

    cases = {
        "household": ("单春梅", lambda: window.pages.held["households"].key == head.id),
        "worker": ("曾小燕", lambda: window.pages.held["households"].key == head.id),
        "order": (of.number, lambda: window.pages.held["orders"].key == of.id),
        "subcontract": (part.number, lambda: window.pages.held["orders"].parts.key() is not None),
        "voucher": (slip, lambda: window.pages.held["vouchers"].key is not None),
        "statement": ("GZ26", pay_is_shown),
        "agreement": ("XY-2026-7", lambda: window.pages.held["households"].key == head.id),
        "drive": ("2026-11-12", lambda: window.pages.held["routes"].day.value() == date(2026, 11, 12)),
        "product": ("P-1", lambda: window.pages.held["products"].key == basket.id),
        "material": ("M-1", lambda: window.pages.held["products"].materials.key() == bamboo.id),
        "equipment": ("SB01", lambda: window.pages.held["stock"].machines.key() is not None),
        "enterprise": ("青篾", lambda: window.pages.held["orders"].enterprises.key() == company.id),
    }
    assert cases.keys() == OPENS.keys() == KINDS.keys()
    from models.queries.desk.global_search import find

    for kind, (words, arrived) in cases.items():
        place = next(OPENS[kind](row) for row in find(words) if row.kind == kind)
        finding.go("products")
        window._found(place)
        finding.settle()
        assert window.current == place[0] and arrived(), kind
