"""The list to count by: what it names, what is left to be written, and what a posted count says."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.actions.ledger.stocktake import StockDraft, StockLine, post_count, post_opening
from models.errors import UserError
from models.queries.ledger.stocktake import Item, count_papers
from models.settings import change_settings
from reports.paper.language import paper_translator
from tests import factories as make
from tests.reports.marks import text_of
from tests.reports.printed import print_documents

pytestmark = pytest.mark.usefixtures("database")
ZH = paper_translator("zh")


@pytest.fixture
def work(database: Path) -> Any:
    bamboo = make.material("M-BAM", "竹篾")
    basket = make.product("P-1", "竹编果篮", bom=[(bamboo, 0.5, 0)], good=3.25)
    sub = make.subcontract(make.household("H0001", "单春梅"), make.order(basket), 50)
    lines = [StockLine(Item(bamboo.id), 80_000), StockLine(Item(None, basket.id, "good"), 12_000)]
    post_opening(StockDraft(make.DAY, lines))
    make.dispatch(sub, bamboo, 25)
    return sub


def printed(tmp_path: Path, **which: Any) -> str:
    target = tmp_path / "list.pdf"
    print_documents("stockcount", target, tr=ZH, **which)
    return "\n".join(text_of(target))


def test_the_list_of_the_warehouse_has_room_to_write(work: Any, tmp_path: Path) -> None:
    text = printed(tmp_path, day=make.DAY)
    for words in (
        "盘点表",
        "仓库",
        "2026年10月10日",
        "竹篾",
        "竹编果篮",
        "合格",
        "账上",
        "55",
        "实盘",
        "盘点人",
    ):
        assert words in text, words
    change_settings({"paper.count_books": False})
    assert "账上" not in printed(tmp_path, day=make.DAY)


def test_the_list_of_a_household_names_its_subcontracts(work: Any, tmp_path: Path) -> None:
    text = printed(tmp_path, household="H0001")
    assert "单春梅" in text and work.number in text and "25" in text


def test_a_posted_count_says_what_was_found(work: Any, tmp_path: Path) -> None:
    bamboo = Item(work.order.product.bom[0].material_id)
    number = post_count(StockDraft(date(2026, 10, 20), [StockLine(bamboo, 54_000, "受潮")]))
    text = printed(tmp_path, number=number)
    for words in (str(number), "54", "55", "−1", "受潮"):
        assert words in text, words
    with pytest.raises(UserError):
        count_papers(numbers=["PD26X00001"])
