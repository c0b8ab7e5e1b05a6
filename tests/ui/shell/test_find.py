"""The find box: Ctrl+K, type, arrows, Enter; every kind of thing opens where it is dealt with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from pypinyin import Style, lazy_pinyin
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabBar

from models.actions.party import parties
from models.actions.party.directory import save_helpers
from models.actions.pay import locking
from models.actions.programme.claims import save_claims
from models.actions.programme.employment import save_vacancies
from models.actions.programme.support import save_rules
from models.actions.programme.training import save_courses
from models.actions.programme.workshops import save_workshops
from models.actions.road.planning import plan_route
from models.actions.road.registration import ask_for, save_vehicle
from models.i18n import tr
from models.queries.desk.global_search import KINDS
from models.queries.desk.target import OfEnterprise, OfRegister
from tests import factories
from tests.ui.clerk import CTRL, TODAY, Clerk
from ui.pages import PAGES
from ui.shell.commands import COMMANDS, NEW, named, with_commands
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


def test_a_register_is_found_by_its_name_and_a_new_record_of_it_made(finding: Clerk) -> None:
    look_for(finding, "地区")
    assert "地区" in offered(finding)
    finding.press(Qt.Key.Key_Return)
    page: Any = finding.window.page
    assert finding.window.current == "workshops" and page.tabs.currentWidget() is page.tables["region"]
    finding.go("products")
    look_for(finding, "新增转移")
    assert below(finding, "操作") == [("新增转移就业", "就业 · 转移就业")]
    titles = []
    finding.with_sheet(
        lambda: finding.press(Qt.Key.Key_Return),
        lambda sheet: (titles.append(sheet.windowTitle()), sheet.reject()),
    )
    assert titles == ["新增转移就业"] and finding.window.current == "employment"


def test_every_tab_of_every_page_is_found_by_its_name_and_letters(finding: Clerk) -> None:
    """Beside the registers none was: 工时测试, 小时底线, 检验, 仓库单据…"""
    window = finding.window
    for entry in PAGES:
        page = finding.go(entry.key)
        finding.settle()
        bars = [bar for bar in page.findChildren(QTabBar) if bar.isVisible()]
        for bar in bars:
            for at in range(bar.count()):
                words = bar.tabText(at).split()[0] if bar.tabText(at)[-1:].isdigit() else bar.tabText(at)
                if words == tr(entry.label):
                    continue
                for typed in (words, "".join(lazy_pinyin(words, style=Style.FIRST_LETTER))):
                    rows = [
                        (row, key)
                        for row, (key, label, detail) in enumerate(with_commands(window, typed, []))
                        if (label, detail) == (words, tr(entry.label)) and isinstance(key, tuple)
                    ]
                    assert rows, (typed, words)
                _, (key, target) = rows[0]
                finding.go("today")
                finding.go(key, target)
                finding.settle()
                assert bar.currentIndex() == at, words


def below(clerk: Clerk, caption: str) -> list[tuple[str, str]]:
    """Label and detail of what stands under a caption."""
    items = clerk.window.top.find.list.model.items
    heads = [row for row, (key, _, _) in enumerate(items) if key is None]
    start = next(row for row in heads if items[row][1] == caption)
    end = next((row for row in heads if row > start), len(items))
    return [(label, detail) for _, label, detail in items[start + 1 : end]]


@pytest.mark.parametrize(
    ("typed", "label", "detail"),
    [
        ("盘点", "盘点", "物料与设备 · Ctrl T"),
        ("pandian", "盘点", "物料与设备 · Ctrl T"),
        ("pd", "盘点", "物料与设备 · Ctrl T"),
        ("锁定", "锁定月份", "工资 · Ctrl L"),
        ("sd", "锁定月份", "工资 · Ctrl L"),
        ("备份", "立即备份", "账本"),
        ("bf", "立即备份", "账本"),
        ("新农户", "新农户", "农户 · Ctrl N"),
        ("xnh", "新农户", "农户 · Ctrl N"),
    ],
)
def test_commands_are_found_by_name_and_letters_with_their_key(
    finding: Clerk, typed: str, label: str, detail: str
) -> None:
    finding.window.file_actions = (("立即备份", "backup", lambda: None),)
    look_for(finding, typed)
    assert (label, detail) in below(finding, "操作")


def test_letters_mean_a_household_before_a_command(finding: Clerk) -> None:
    head = factories.household("H0001", "彭大")
    look_for(finding, "pd")
    assert offered(finding)[:2] == ["[农户]", "彭大 H0001"] and "盘点" in offered(finding)
    finding.press(Qt.Key.Key_Return)
    assert finding.window.pages.held["households"].key == head.id


def test_a_command_of_the_file_is_done(finding: Clerk) -> None:
    done: list[str] = []
    finding.window.file_actions = (("立即备份", "backup", lambda: done.append("backup")),)
    look_for(finding, "立即")
    finding.press(Qt.Key.Key_Return)
    assert done == ["backup"] and finding.window.current == "products"


def test_a_command_is_pressed_on_its_page(finding: Clerk) -> None:
    look_for(finding, "盘点")
    titles: list[str] = []
    finding.with_sheet(
        lambda: finding.press(Qt.Key.Key_Return),
        lambda sheet: (titles.append(sheet.windowTitle()), sheet.reject()),
    )
    assert finding.window.current == "stock" and titles == ["盘点"]


def test_a_month_is_never_locked_from_the_find_box(finding: Clerk) -> None:
    page = finding.go("pay")
    page.open_month("2026-10")
    finding.wait()
    look_for(finding, "锁定")
    finding.press(Qt.Key.Key_Return)
    finding.settle()
    assert finding.window.current == "pay" and page.primary_button.isVisible()
    assert page.shown.key == "2026-10" and page.level == 1


def test_a_new_record_is_made_over_the_page_shown(finding: Clerk) -> None:
    look_for(finding, "新企业")

    def fill(sheet: Any) -> None:
        sheet.form.field("name").set_value("青篾坊")
        sheet.submit()

    finding.with_sheet(lambda: finding.press(Qt.Key.Key_Return), fill)
    assert finding.window.current == "products" and finding.said == ["已保存 青篾坊"]


def test_a_setting_is_found_and_shown(finding: Clerk) -> None:
    look_for(finding, "截止日")
    label, detail = below(finding, "设置")[0]
    assert detail == "工资"
    finding.press(Qt.Key.Key_Return)
    page = finding.window.pages.held["settings"]
    assert finding.window.current == "settings" and page.where().name == "pay.cutoff_day", label


def test_letters_in_the_middle_of_a_setting_do_not_mean_it(finding: Clerk) -> None:
    look_for(finding, "sd")
    assert "[设置]" not in offered(finding) and "锁定月份" in offered(finding)
    finding.window.top.find.clear()
    look_for(finding, "jzr")
    assert ("截止日", "工资") in below(finding, "设置")


def test_every_command_stands_on_its_page_with_that_key(finding: Clerk) -> None:
    for command in COMMANDS:
        if not command.pressed:
            continue
        page = finding.go(command.page)
        [action] = [one for one in page.actions() if one.text() == tr(command.label)]
        keys = {key.toString() for key in action.shortcuts()}
        assert ({command.key} if command.key else set()) <= keys and bool(keys) == bool(command.key), command
    for page_key in NEW.values():
        page = finding.go(page_key)
        assert any(key.toString() == "Ctrl+N" for one in page.actions() for key in one.shortcuts())


def test_one_letter_and_the_middle_of_a_syllable_mean_no_command() -> None:
    assert named("盘点", "dian") and named("打印盘点表", "pdb") and named("盘点", "Pan Dian")
    assert named("Lock the window", "lock window") and not named("Lock the window", "lock month")
    assert not named("盘点", "p") and not named("盘点", "andian") and not named("盘点", "dp")


def test_everything_found_opens_where_it_is_dealt_with(finding: Clerk) -> None:
    head = factories.household("H0001", "单春梅")
    parties.save_worker(head.id, {"name": "曾小燕"})
    bamboo = factories.material("M-1", "竹篾")
    basket = factories.product("P-1", "果篮", bom=[(bamboo, 1, 0)], good=3)
    company = factories.enterprise("青篾坊")
    loose = factories.defect("Q", "收口松", basket)
    factories.machine("SB01", "绕线机")
    of = factories.order(basket, customer=company)
    part = factories.subcontract(head, of)
    slip = factories.collection(part, good=5)
    parties.save_agreement(head.id, "XY-2026-7", date(2026, 1, 1), date(2026, 12, 31))
    save_vehicle({"name": "川J·A1234"})
    ask_for("visit", head.id, date(2026, 11, 12))
    plan_route(date(2026, 11, 12), seconds=0.1)
    locking.lock("2026-10", date(2026, 11, 1))
    shop = save_workshops([({"name": "屏风村竹编作坊", "kind": "village"}, None)])[0]
    cadre = save_helpers([({"name": "邓建国"}, None)])[0]
    vacancy = save_vacancies(
        [({"enterprise": company.id, "post": "缝纫工", "places": 1, "reported": TODAY}, None)]
    )[0]
    course = save_courses([({"name": "收口班", "kind": "van", "start": TODAY, "end": TODAY}, None)])[0]
    rule = {"code": "WG", "name": "稳岗奖补", "basis": "person", "amount": 100_000, "start": TODAY}
    award = save_rules([(rule, None)])[0]
    claim = save_claims([({"number": "SB7", "rule": award.id, "date": TODAY, "amount": 1}, None)])[0]
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
        "defect": ("收口松", lambda: window.pages.held["products"].defects.key() == loose.id),
        "equipment": ("SB01", lambda: window.pages.held["stock"].machine_place.table.key() is not None),
        "enterprise": ("青篾", lambda: window.pages.held["orders"].key == OfEnterprise(company.id)),
        "workshop": (
            "屏风村竹",
            lambda: window.pages.held["workshops"].key == OfRegister("workshop", shop.id),
        ),
        "claim": ("SB7", lambda: window.pages.held["support"].key == OfRegister("claim", claim.id)),
        "support_rule": (
            "稳岗奖补",
            lambda: window.pages.held["support"].key == OfRegister("support_rule", award.id),
        ),
        "helper": ("邓建国", lambda: window.pages.held["workshops"].tables["helper"].key() == cadre.id),
        "vacancy": ("缝纫工", lambda: window.pages.held["employment"].tables["vacancy"].key() == vacancy.id),
        "course": ("收口班", lambda: window.pages.held["training"].tables["course"].key() == course.id),
    }
    assert cases.keys() == OPENS.keys() == KINDS.keys()
    from models.queries.desk.global_search import find

    for kind, (words, arrived) in cases.items():
        place = next(OPENS[kind](row) for row in find(words) if row.kind == kind)
        finding.go("products")
        window._found(place)
        finding.settle()
        assert window.current == place[0] and arrived(), kind
