"""The program dies while somebody types: what stood there stands there again, once, and never after it was posted."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from models.actions.desk.people import save_user
from models.actions.road.planning import plan_route
from models.actions.road.registration import save_vehicle
from models.database import current_path
from models.operation import announced, done
from models.queries.desk.target import OfHousehold, Pending
from models.signed_in import sign_in_by_name
from models.tables.guidance import Visit
from models.tables.ledger import Voucher
from models.tables.order import Order
from models.tables.party import Enterprise
from tests import factories as make
from tests.ui.clerk import CTRL, TODAY, Clerk, pass_time
from ui.kit import drafts
from ui.shell.window import MainWindow

KEY = Qt.Key
ENTER = KEY.Key_Return
ROOT = Path(__file__).resolve().parents[3]
KILLED = 9
TYPE = "import sys; from tests.ui.kit.test_drafts import type_until_killed; type_until_killed(sys.argv[1])"


def cells(clerk: Clerk, *words: str) -> None:
    """One cell after the other; "" leaves what stands there."""
    for word in words:
        if word:
            clerk.type(word)
        clerk.press(ENTER)


def type_until_killed(path: str) -> None:
    """Begin something on every page and in every sheet that keeps drafts, and die with the last letter typed."""
    from models.i18n import set_language
    from models.opening import open_database

    set_language("zh")
    app = QApplication([])
    open_database(path)
    clerk = Clerk(MainWindow(today=lambda: TODAY))
    clerk.window.show()
    clerk.go("dispatch")
    cells(clerk, "PG00001", "4")
    clerk.go("collection")
    cells(clerk, "PG00001", "30", "20", "6", "4")
    cells(clerk, *[""] * 4)
    page = clerk.go("collection", Pending())
    page.inspection.setFocus()
    clerk.type("2")
    clerk.press(ENTER)
    page = clerk.go("visits", OfHousehold(page.inspection.model.lines[0].facts.work.household))
    clerk.type("winding")
    page = clerk.go("routes")
    clerk.with_sheet(page.enter, lambda box: (_type_return(clerk, box), box.deleteLater(), _leave(box)))
    page = clerk.go("orders")
    clerk.with_sheet(page.create, lambda box: (_type_order(clerk, box), _leave(box)))
    # The last line is in the middle of a word.
    page = clerk.go("collection")
    page.tabs.setCurrentIndex(0)
    page.grid.view.go_to(0, page.grid.model.places["received"])
    clerk.type("31")
    clerk.settle()
    pass_time(1_000)
    assert app is not None
    os._exit(KILLED)


def _leave(box: Any) -> None:
    # Nobody closes a sheet of a program that is killed: it only goes out of the way of the next one.
    box._draft.drop = lambda: None
    box.form.mark_clean()
    box._extra = None
    box.reject()


def _type_return(clerk: Clerk, box: Any) -> None:
    grid = box._extra
    grid.grid.view.go_to(0, grid.grid.model.places["actual"])
    grid.grid.setFocus()
    clerk.type("7.5", on=None)
    clerk.press(ENTER)
    box.form.field("left" + str(grid.day.sheets[0].id)).line.setFocus()
    clerk.type("08:05")


def _type_order(clerk: Clerk, box: Any) -> None:
    clerk.type("New works")
    field = box.form.field("product")
    field.pick(field._suggest("")[0])
    box.form.field("quantity").line.setFocus()
    clerk.type("1800")


@pytest.fixture
def killed(clerk: Clerk) -> Any:
    """A file with work to do, and the drafts a killed program left."""
    cane = make.material("M-CANE", "竹篾")
    item = make.product("P-1", bom=[(cane, 0.5, 0)], good=3.25)
    order = make.order(item)
    home = make.household("H1", "单春梅", latitude=30.76, longitude=105.71)
    one = make.subcontract(home, order, 100, due=TODAY + timedelta(days=20), number="PG00001")
    make.collection(one, good=5, pending=5)
    save_vehicle({"name": "川J·A1234"})
    plan_route(TODAY, seconds=0.1)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    died = subprocess.run(
        [sys.executable, "-c", TYPE, str(current_path())], cwd=ROOT, env=environment, check=False, timeout=120
    )
    assert died.returncode == KILLED
    return one


def test_everything_typed_stands_there_again_and_nothing_was_posted(clerk: Clerk, killed: Any) -> None:
    before = Voucher.select().count()
    clerk.window.file_opened()
    assert clerk.window.top.saved.text() == "没记账：发料, 回收, 技术指导"
    page = clerk.go("dispatch")
    assert [(line.cells["subcontract"], line.cells["quantity"]) for line in page.grid.lines()] == [
        (killed.id, 4_000)
    ]
    page = clerk.go("collection")
    (line,) = page.grid.lines()
    typed = {key: line.cells[key] for key in ("received", "good", "second", "rework")}
    # 31 was still being typed over the 30.
    assert typed == {"received": 31_000, "good": 20_000, "second": 6_000, "rework": 4_000}
    assert "31" in page.message.text() or any("差" in words for words, _ in line.hints)
    page = clerk.go("collection", Pending())
    assert [line.cells["good"] for line in page.inspection.lines()] == [2_000]
    page = clerk.go("visits")
    assert page.form.field("household").raw() == killed.household_id
    assert page.form.field("topic").raw() == "winding" and page.dirty

    def returned(box: Any) -> None:
        first = box._extra.grid.model.lines[0]
        assert first.get("actual") == 7_500 and "actual" not in first.proposed
        assert box.form.field("left" + str(box._extra.day.sheets[0].id)).raw() == "08:05"
        box._extra.restore([{"work": [1, 2], "cells": {}}])  # what was planned anew meanwhile is left out
        box.submit()
        assert not box.isVisible(), box._sentence.text()

    page = clerk.go("routes")
    clerk.with_sheet(page.enter, returned)
    assert Voucher.select().count() > before

    def ordered(box: Any) -> None:
        values = box.form.values()
        assert (values["enterprise"], values["quantity"]) == ("New works", 1_800_000)
        assert values["product"] == killed.order.product_id

    clerk.with_sheets(
        clerk.go("orders").create,
        [lambda box: (ordered(box), box.submit()), lambda question: question.accept()],
    )
    assert Order.select().count() == 2 and Enterprise.select().where(Enterprise.name == "New works").exists()
    # A second sheet begins empty.
    clerk.with_sheet(clerk.go("orders").create, lambda box: _is_empty(box))


def _is_empty(box: Any) -> None:
    assert not box.form.dirty and box.form.field("enterprise").raw() == ""


def test_what_was_posted_does_not_come_back(
    clerk: Clerk, killed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The program dies between the commit and the moment the draft is forgotten.
    with monkeypatch.context() as dying:
        dying.setattr(drafts, "_drop", lambda path: None)
        for key, verb in (("dispatch", "post"), ("collection", "post"), ("visits", "post")):
            page = clerk.go(key)
            if key == "collection":
                page.grid.model.put(0, "received", 30_000)
            getattr(page, verb)()
            clerk.settle()
        page = clerk.go("collection", Pending())
        page.post()
        clerk.with_sheet(clerk.go("routes").enter, lambda box: box.submit())
        clerk.with_sheets(
            clerk.go("orders").create, [lambda box: box.submit(), lambda question: question.accept()]
        )
    posted = (Voucher.select().count(), Visit.select().count(), Order.select().count())
    assert len(list((Path(os.environ["YUANBA_HOME"]) / "drafts").glob("*.json"))) == 6
    again = Clerk(MainWindow(today=lambda: TODAY))
    try:
        for key in ("dispatch", "collection", "visits"):
            page = again.go(key)
            assert not page.dirty, key
        assert not again.go("collection", Pending()).inspection.lines()
        again.with_sheet(again.go("orders").create, _is_empty)
    finally:
        again.window.close()
        again.window.deleteLater()
    assert posted == (Voucher.select().count(), Visit.select().count(), Order.select().count())
    assert posted[2] == 2


def test_a_refused_order_leaves_no_enterprise_behind(clerk: Clerk) -> None:
    item = make.product("P-1", good=3.25)
    make.order(item, number="DD-1")
    known = Enterprise.select().count()

    def fill(box: Any) -> None:
        box.form.set_values({"enterprise": "翠竹工艺", "number": "DD-1", "quantity": 5_000})
        box.form.field("product").set_value((item.id, "竹编果篮", ""))
        box.submit()
        assert box.form.field("number").problem()

    clerk.with_sheet(clerk.go("orders").create, fill)
    assert Enterprise.select().count() == known


def test_thrown_away_is_gone_and_kept_is_only_what_is_new(clerk: Clerk) -> None:
    page = clerk.go("households")

    def begin(box: Any) -> None:
        clerk.type("dancm")
        assert drafts.place("household").exists()
        clerk.press(KEY.Key_Escape)

    clerk.with_sheets(page.create, [begin, lambda question: question.accept()])
    assert not drafts.place("household").exists()
    head = make.household("H1", "单春梅")
    clerk.settle()

    def change(box: Any) -> None:
        box.form.field("note").set_value("怕狗")
        assert box.form.dirty
        assert not list(drafts.place("x").parent.glob("*.json"))

    from ui.pages.party.household_form import household_sheet

    clerk.with_sheet(lambda: household_sheet(page, head).exec(), change)


def test_a_draft_the_disk_does_not_take_is_said_once_and_not_called_kept(clerk: Clerk) -> None:
    make.subcontract(make.household("H1", "单春梅"), number="PG00001")
    page = clerk.go("collection")
    folder = drafts.place("x").parent
    # A file where the folder of drafts should be: portable, and as good as a full or read-only disk.
    folder.write_text("no folder", encoding="utf-8")
    cells(clerk, "PG00001", "3")
    said = [words for words in clerk.said if str(folder) in words]
    assert len(said) == 1 and page.chip.words == "草稿 · 没有保存"
    assert not page.save_draft()
    folder.unlink()
    page.grid.view.go_to(0, page.grid.model.places["received"])
    cells(clerk, "4")
    assert page.chip.words == "草稿 · 已自动保存" and page.save_draft()
    visits = clerk.go("visits")
    folder.rename(folder.with_name("moved"))
    folder.write_text("no folder", encoding="utf-8")
    visits.form.field("topic").line.setFocus()
    clerk.type("winding")
    assert len([words for words in clerk.said if str(folder) in words]) == 2 and not visits.save_draft()
    # Posting needs no draft.
    page = clerk.go("collection")
    clerk.press(ENTER, CTRL)
    assert Voucher.select().count() == 1


def test_an_announced_operation_is_known_by_its_key(database: Path) -> None:
    with announced() as key:
        make.household("H1", "单春梅")
    assert done(key)
    with announced() as other:
        pass
    make.household("H2", "曾国芳")
    assert not done(other)


def test_what_one_typed_is_not_shown_to_who_sits_there_next(database: Path) -> None:
    for role in ("manager", "clerk"):
        save_user({"name": role, "role": role})
    typed = {"id_number": "510921196503124417"}
    drafts.Draft("household").keep(typed)
    sign_in_by_name("clerk")
    assert drafts.Draft("household").kept() is None and drafts.left() == set()
    drafts.Draft("household").drop()
    sign_in_by_name("manager")
    assert drafts.Draft("household").kept() == typed and drafts.left() == {"household"}


def test_what_was_typed_before_the_first_user_is_his_and_stays_one_draft(database: Path) -> None:
    """The page that is open on it goes on in it, so that nothing is shown again after it was posted."""
    typed, older = {"finding": "篾条太厚"}, {"number": "川J·A1234"}
    page = drafts.Draft("visits")
    page.keep(typed)
    drafts.Draft("vehicle").keep(older)
    save_user({"name": "彭经理", "role": "manager"})
    save_user({"name": "任文员", "role": "clerk"})
    sign_in_by_name("任文员")
    drafts.hand_over()
    assert drafts.left() == set()
    sign_in_by_name("彭经理")
    drafts.Draft("order").keep({"note": "他的"})
    drafts.hand_over()
    assert drafts.left() == {"visits", "vehicle", "order"}
    assert drafts.Draft("visits").kept() == typed and drafts.Draft("vehicle").kept() == older
    page.keep({"finding": "刮薄了"})
    assert drafts.Draft("visits").kept() == {"finding": "刮薄了"}
    page.drop()
    drafts.hand_over()
    assert drafts.left() == {"vehicle", "order"}
    sign_in_by_name("任文员")
    drafts.hand_over()
    assert drafts.left() == set()


def test_the_first_user_made_in_the_window_finds_what_was_typed_before(
    database: Path, home: Path, qtbot: Any
) -> None:
    from models import signed_in
    from ui.pages.desk.people_forms import user_sheet
    from ui.shell import app

    drafts.Draft("dispatch-issue").keep({"lines": [{"cells": {"reason": "先记着"}}]})
    one = app.OpenFile(database, today=lambda: TODAY)
    clerk = Clerk(one.window)
    one.window.show()
    visits = clerk.go("visits")
    clerk.type("篾条太厚", visits.form.field("finding").line)
    visits.save_draft()
    sheet = user_sheet(one.window)
    sheet.form.field("name").set_value("彭经理")
    sheet.submit()
    clerk.settle()
    assert drafts.left() == {"dispatch-issue", "visits"}
    assert drafts.Draft("visits").kept()["finding"] == "篾条太厚"  # type: ignore[index]
    one.window.forget_pages()
    signed_in.sign_out()
    sign_in_by_name("彭经理")
    assert clerk.go("visits").form.field("finding").raw() == "篾条太厚"
    one.window.pages.held["visits"].dirty = False
    one.window.close()
    one.window.deleteLater()
