"""The first day as a newcomer has it: from no file at all to the first slip in twelve steps, then on to a statement."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt

from models import database
from models.queries.desk import first_day
from models.queries.pay.earnings import statements
from models.rules.ledger import voucher_kind
from models.settings import setting
from models.tables.ledger import Voucher
from models.tables.order import Order, Subcontract
from models.tables.party import Household
from models.tables.product import BomLine, Rate
from tests.ui.clerk import CTRL, TODAY, Clerk, answer
from ui.kit.print_preview import Preview
from ui.shell import app, theme
from ui.shell.first_run import EMPTY
from ui.shell.tour import Tour

KEY = Qt.Key
ENTER = KEY.Key_Return
STEPS_AT_MOST = 12


class Newcomer:
    """Somebody who never saw the program; every form, key of a page and answer is a step."""

    def __init__(self) -> None:
        self.steps: list[str] = []
        self.clerk: Any = None

    def step(self, words: str) -> None:
        """One more."""
        self.steps.append(words)

    def keys(self, *words: str) -> None:
        """Words in one field after the other; "" goes by a field."""
        for place, word in enumerate(words):
            if place:
                self.clerk.press(ENTER)
            if word:
                self.clerk.type(word)

    def save(self) -> None:
        """Ctrl+Enter, as every form says."""
        self.clerk.press(ENTER, CTRL)

    def do(self, words: str, *fills: Any) -> None:
        """Press Enter where the keyboard stands, and fill the forms in that open one from another."""
        self.step(words)
        self.clerk.with_sheets(lambda: self.clerk.press(ENTER), list(fills))
        self.clerk.settle()


@pytest.fixture
def newcomer(home: Path, qtbot: Any, qapp: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newcomer]:
    """At the laptop, in front of the first choice."""
    theme.apply(qapp, "light", 100)
    who = Newcomer()

    def choose(box: Any) -> None:
        who.step("start empty")
        box.buttons[EMPTY].click()

    def name(box: Any) -> None:
        who.step("name of the cooperative")
        box.form.field("cooperative.name").set_value("大石镇竹编合作社")
        box.submit()

    answer(choose, name)
    found = app._open_some(home / "yuanba.db")
    assert found is not None
    begun, claim = found
    opened = app.OpenFile(begun.path, today=lambda: TODAY, claim=claim)
    qtbot.addWidget(opened.window)
    opened.window.show()
    opened.window.go("today")
    who.clerk = Clerk(opened.window)
    opened.begun(begun.choice)
    yield who
    for page in opened.window.pages.held.values():
        page.dirty = False
    opened.window.close()
    opened.window.deleteLater()
    claim.release()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    database.close_database()


def test_from_nothing_to_the_first_slip_and_on_to_a_statement(newcomer: Newcomer, tmp_path: Path) -> None:
    clerk, today = newcomer.clerk, newcomer.clerk.window.page
    clerk.settle()
    newcomer.step("leave the tour")
    tour = clerk.window.findChild(Tour)
    clerk.press(KEY.Key_Escape)
    assert not tour.isVisible()
    clerk.settle()

    def material(sheet: Any) -> None:
        newcomer.step("new material, in place")
        newcomer.keys("bamboo" if not sheet.form.field("name").raw() else "")
        newcomer.save()

    def product(sheet: Any) -> None:
        newcomer.keys("竹编果篮", "", "12.5", "6")
        sheet._extra.grid.setFocus()
        clerk.type("zhumie")
        clerk.press(ENTER)  # the last line of the list
        newcomer.keys("0.8", "2")
        newcomer.save()

    newcomer.do("new product", product, material)
    assert (Rate.select().count(), BomLine.get().per_unit, BomLine.get().loss_ppm) == (2, 800, 20_000)

    def household(sheet: Any) -> None:
        newcomer.keys("单春梅")
        newcomer.save()

    newcomer.do("new household", household)
    assert Household.get().code == "H0001"

    def enterprise(sheet: Any) -> None:
        newcomer.step("new enterprise, in place")
        newcomer.save()

    def order(sheet: Any) -> None:
        clerk.type("川竹公司")
        clerk.press(ENTER)
        newcomer.keys("", "zb")
        clerk.press(ENTER)  # picks the product and goes on
        newcomer.keys("200")
        newcomer.save()

    newcomer.do("new order", order, enterprise)
    assert Order.get().quantity == 200_000 and Order.get().enterprise.name == "川竹公司"
    newcomer.do("share out", lambda sheet: newcomer.save())
    assert Subcontract.get().quantity == 200_000

    newcomer.step("record the dispatch")
    clerk.press(ENTER)
    clerk.settle()
    assert clerk.window.current == "dispatch"
    newcomer.step("post it")
    newcomer.save()
    clerk.settle()
    assert Voucher.get().kind == voucher_kind.ISSUE
    newcomer.step("print it")
    assert printed(clerk, tmp_path / "slip.pdf") == 1
    assert len(newcomer.steps) <= STEPS_AT_MOST, newcomer.steps
    assert not first_day.first_steps() and setting(first_day.WANTED)
    clerk.go("today")
    clerk.settle()
    assert today.usual.isVisible() and not today.first.isVisible()

    page = clerk.go("collection")
    clerk.type("dcm")
    clerk.press(ENTER)
    newcomer.keys("50", "50")
    newcomer.save()
    clerk.settle()
    assert page.posted and statements(f"{TODAY:%Y-%m}").total("gross") == 62_500
    clerk.go("pay")
    clerk.settle()
    assert printed(clerk, tmp_path / "statement.pdf") == 1


def printed(clerk: Any, target: Path) -> int:
    """Press Ctrl+P, look at the pages, and keep them as a file; answers how many there are."""
    pages: list[int] = []

    def keep(box: Any) -> None:
        assert isinstance(box, Preview)
        clerk.wait()
        pages.append(box.document.pageCount())
        box.save_to(target)
        clerk.wait()

    clerk.with_sheet(lambda: clerk.press(KEY.Key_P, CTRL), keep)
    assert target.stat().st_size > 1_000
    return pages[0]
