"""What people paste: tabs and line breaks, signs without a width, full-width figures, names as long as a sentence."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from models.actions.party import parties
from models.errors import UserError
from models.i18n import translator
from models.queries.desk.global_search import find
from models.queries.desk.target import Pending, Record
from models.queries.party.households import households
from models.rules import amount, parsing
from models.tables.ledger import CollectionLine, Voucher
from models.tables.party import Household
from reports.exchange.list_export import write_list
from reports.kinds import KINDS, kind_named
from tests import factories as make
from tests.reports.printed import print_documents
from tests.trust.promises import times
from tests.ui.clerk import CTRL, Clerk
from ui.kit.pasting import pasted
from ui.shell import errors

KEY = Qt.Key
NASTY = (
    "\u200b１２．５\ufeff", "\u202a12\u202c", "1，234.5", "12件", "-1", "1e5", "9" * 70, "²", "٣", "∞", "NaN", "=1+1",
    "单\u200b春梅", "单\n春梅", '"单', "陈㛃", "𠮷", "<b>粗</b>", "{name}", "%s", "\x00", "\u2028", "'; DROP --",
    "长" * 3000, "a\tb\tc\nd\te\tf\n", '"一行\n两行"\t5', "\t\t\t", "\r\n\r\n", "   ",
)  # fmt: skip
SHARES = times(4, 1)
"""Each cell is given one in so many of them, the next cell the next ones."""


def test_what_a_spreadsheet_copies_is_read_as_it_copies_it() -> None:
    assert pasted("a\tb\r\nc\td\r\n") == [["a", "b"], ["c", "d"]]
    assert pasted('"x\ny"\t1\n"5"" rim"\t2') == [["x\ny", "1"], ['5" rim', "2"]]
    assert pasted('"abc\tq') == [['"abc', "q"]] and pasted("1\t\t3") == [["1", "", "3"]]
    assert pasted("") == [[""]] and pasted("a\t") == [["a", ""]]


@pytest.mark.parametrize(
    "sign", ["\u200b", "\u200e", "\u202a", "\u202c", "\u2060", "\u2066", "\ufeff", "\u00ad", "\x00"]
)
def test_signs_without_a_width_are_not_there(sign: str) -> None:
    assert amount.quantity(f"{sign}1{sign}2.5") == 12_500 and amount.percent(f"1.5%{sign}") == 15_000
    assert amount.money(f"{sign}１２{sign}") == 1_200 and amount.rate(f"3.25{sign}") == 32_500
    assert parsing.line_of(f"单{sign}春梅") == parsing.code_of(f"{sign}单春梅") == "单春梅"
    assert parsing.date_of(f"{sign}２０２６-10-05") == parsing.date_of("2026-10-05")


def test_a_name_stands_in_one_line_and_a_note_in_several() -> None:
    assert parsing.line_of("单\r\n春梅\t（组长）") == "单 春梅 （组长）"
    assert parsing.text_of("一行\n两行") == "一行\n两行"


def grids(clerk: Clerk) -> Any:
    """Every grid slips are typed into."""
    page = clerk.go("dispatch")
    for kind in range(5):
        page.tabs.setCurrentIndex(kind)
        yield page.grid
    page = clerk.go("collection")
    yield page.grid
    page = clerk.go("collection", Pending())
    clerk.settle()
    yield page.inspection


@pytest.mark.sampled
def test_anything_pasted_into_any_cell_is_read_or_refused_in_words(clerk: Clerk) -> None:
    bamboo = make.material("M1", "竹篾")
    item = make.product(bom=[(bamboo, 0.5, 0)], good=3.25)
    one = make.subcontract(make.household("H1", "单春梅"), make.order(item), 100, number="PG00001")
    make.dispatch(one, bamboo, 20)
    make.collection(one, good=5, pending=5)
    before = Voucher.select().count()
    errors._shown.clear()
    at = itertools.count()
    for grid in grids(clerk):
        # One column of each kind of value: they are read alike.
        kinds = {
            (type(column.kind), column.suggest is None, column.choices): number
            for number, column in enumerate(grid.model.columns)
        }
        for number in kinds.values():
            column = grid.model.columns[number]
            for words in NASTY[next(at) % SHARES :: SHARES]:
                if not grid.model.fixed:
                    grid.model.clear()
                    grid.model.put(0, "subcontract", one.id, "PG00001")
                    grid.view.go_to(0, number)
                else:
                    grid.view.go_to(0, number)
                if not grid.model.editable(0, number):
                    continue
                QGuiApplication.clipboard().setText(words)
                clerk.press(KEY.Key_V, CTRL, on=grid.view)
                for line in grid.lines():
                    # Whatever could not be read stands in its cell with the sentence beside it.
                    assert set(line.typed) <= set(line.problems), (column.key, words, line)
                    for value in line.cells.values():
                        assert not isinstance(value, str) or value == parsing.line_of(value)
                grid.keep()
                grid.view.undo()
        if not grid.model.fixed:
            grid.clear()
    assert not errors._shown and not errors._open_boxes
    assert Voucher.select().count() == before


def test_a_days_figures_pasted_with_what_hides_in_them_are_posted(clerk: Clerk) -> None:
    order = make.order(make.product(good=3.25))
    for place in range(3):
        make.subcontract(make.household(f"H{place}"), order, 100, number=f"PG0000{place}")
    page = clerk.go("collection")
    QGuiApplication.clipboard().setText(
        "\ufeffPG00000\t１０\r\n\u202aPG00001\u202c\t\u200b2０\r\n PG00002 \t30\u00a0\r\n"
    )
    page.grid.view.go_to(0, page.grid.view.first_cell(0))
    clerk.press(KEY.Key_V, CTRL, on=page.grid.view)
    clerk.press(KEY.Key_Return, CTRL)
    assert sorted(row.received for row in CollectionLine.select()) == [10_000, 20_000, 30_000]


def test_a_pasted_phone_and_name_are_kept_clean_and_found(clerk: Clerk) -> None:
    page = clerk.go("households")

    def fill(box: Any) -> None:
        for name, words in (("head", "\u200b𠮷\n田㛃"), ("phone", "\u202a138 0000 0007\u202c")):
            QGuiApplication.clipboard().setText(words)
            box.form.field(name).line.paste()
        box.submit()

    clerk.with_sheet(page.create, fill)
    row = Household.get()
    assert (row.head, row.phone) == ("𠮷 田㛃", "138 0000 0007")
    for words in ("𠮷", "㛃", "138\u200b0000", "１３８", "\ufeff0007"):
        assert [one.key for one in find(words)] == [row.id], words
    assert parties.save_household({"head": "陈\u2028㛃", "code": "H9\t1"}).head == "陈 㛃"


def test_typing_on_an_inspection_is_taken_back(clerk: Clerk) -> None:
    one = make.subcontract(make.household("H1", "单春梅"), quantity=100, number="PG00001")
    make.collection(one, good=5, pending=5)
    page = clerk.go("collection", Pending())
    clerk.settle()
    clerk.type("3")
    clerk.press(KEY.Key_Return)
    clerk.type("many")
    clerk.press(KEY.Key_Return)
    (line,) = page.inspection.lines()
    assert line.cells["good"] == 3_000 and "second" in line.problems
    clerk.press(KEY.Key_Z, CTRL)
    assert not line.typed and not line.problems and line.facts.work.number == "PG00001"
    clerk.press(KEY.Key_Z, CTRL)
    assert (
        not page.inspection.lines() and Voucher.select().where(Voucher.voided_on.is_null(False)).count() == 0
    )
    clerk.type("4")
    clerk.press(KEY.Key_Return)
    clerk.press(KEY.Key_Return, CTRL)
    assert Voucher.select().where(Voucher.kind == "inspection").count() == 1


def test_a_name_as_long_as_a_sentence_is_shown_printed_and_exported(clerk: Clerk, tmp_path: Path) -> None:
    make.month_of_slips()
    home = Household.get(Household.code == "H0001")
    parties.save_household({"head": "欧阳" * 60, "landmark": "老槐树" * 100}, home)
    for key in [entry.key for entry in clerk.window.entries]:
        clerk.go(key)
        clerk.settle()
    clerk.go("households", Record(home.id))
    clerk.settle()
    assert write_list(tmp_path / "a.xlsx", households(), translator("zh")) == 2
    printed = set()
    for kind in map(kind_named, KINDS):
        period = "2026-10" if "period" in kind.takes else None
        try:
            print_documents(kind.key, tmp_path / f"{kind.key}.pdf", tr=translator("zh"), period=period)
            printed.add(kind.key)
        except UserError as refusal:
            assert refusal.message.endswith(("。", "？")), (kind.key, refusal.message)
    assert {"dispatch", "collection", "statement", "paylist", "passbook", "label"} <= printed
