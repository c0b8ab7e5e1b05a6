"""The map of the workshops: everyone that is open, where its households are, and what nobody has placed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from models.actions.programme.workshops import save_members, save_workshops
from models.queries.programme.workshop_map import workshop_map
from reports.kinds import print_documents
from reports.paper.language import paper_translator
from reports.selection import Selection
from tests import factories as make

DAY = date(2026, 10, 10)


@pytest.fixture
def shops(database: Path) -> list[Any]:
    placed = make.household("H1", "单䶮", latitude=30.78, longitude=105.72)
    other = make.household("H2", "陈㛃", latitude=30.70, longitude=105.80)
    nowhere = make.household("H3", "曾秀英")
    rows = save_workshops(
        [
            ({"name": "七星村竹编作坊", "kind": "village", "opened": date(2026, 1, 1)}, None),
            ({"name": "陈家作坊", "kind": "home"}, None),
            ({"name": "没定位的作坊", "kind": "home"}, None),
            ({"name": "关了的作坊", "kind": "base", "closed": date(2026, 9, 30)}, None),
        ]
    )
    save_members(
        [
            ({"workshop": shop, "household": home.id, "start": date(2026, 2, 1)}, None)
            for shop, home in zip(rows, (placed, other, nowhere), strict=False)
        ]
    )
    return rows


def test_it_shows_what_is_open_in_the_middle_of_its_households(shops: list[Any]) -> None:
    found = workshop_map(DAY).workshops
    assert [(one.name, one.households) for one in found] == [
        ("七星村竹编作坊", 1),
        ("陈家作坊", 1),
        ("没定位的作坊", 1),
    ]
    assert found[0].point == pytest.approx((30.78, 105.72)) and found[2].point is None
    assert "关了的作坊" in {one.name for one in workshop_map(date(2026, 9, 30)).workshops}


def test_on_paper_each_has_its_number_and_who_is_nowhere_is_named(shops: list[Any], tmp_path: Path) -> None:
    target = tmp_path / "map.pdf"
    print_documents("workshopmap", target, Selection(day=DAY), tr=paper_translator("zh"))
    document = pypdfium2.PdfDocument(target)
    words = document[0].get_textpage().get_text_range().replace("\r\n", "\n")
    document.close()
    assert "家庭作坊 2" in words and "村级作坊 1" in words
    assert "没画上图（农户都没有定位）：没定位的作坊" in words.replace("\n", "")
