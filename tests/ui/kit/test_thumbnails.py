"""The small photos of a list: painted from memory, asked for by the page, and no room for them where there are none."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtGui import QImage

from models import database
from models.actions.party import parties
from models.queries.party import households
from models.tables.party import Household
from models.tables.photo import DOOR, Photo
from tests import factories as make
from tests.ui.clerk import Clerk
from tests.writing import operation
from ui.kit.table import TableView
from ui.kit.thumbnails import Thumbnails


def crowd(count: int) -> list[Any]:
    parties.save_households(
        [({"code": f"H{number:04}", "head": f"农户{number}"}, None) for number in range(count)]
    )
    return list(Household.select().order_by(Household.code))


def column_of(page: Any) -> QImage:
    """The first column as it is painted."""
    view = page.table.table
    image: QImage = view.viewport().grab().toImage()
    return image.copy(0, 0, view.columnWidth(0), image.height())


def coloured(image: QImage) -> int:
    """How many of its points are as brown as the photos are."""
    found = 0
    for x in range(image.width()):
        for y in range(image.height()):
            colour = image.pixelColor(x, y)
            found += colour.red() - colour.blue() > 60
    return found


def test_a_row_shows_its_first_photo_and_others_keep_the_place_free(clerk: Clerk) -> None:
    rows = crowd(3)
    page = clerk.go("households")
    before = page.table.table.columnWidth(0)
    assert not coloured(column_of(page))
    make.photo(rows[1], DOOR, 200)
    make.photo(rows[1], DOOR, 20)
    clerk.settle()
    model = page.table.model
    assert model.thumbnails.some
    assert [model.thumbnails.of(row.id, 1.0) is not None for row in rows] == [False, True, False]
    assert coloured(column_of(page)) > 200
    # Wide enough for the code behind it.
    assert page.table.table.columnWidth(0) > before


def test_a_list_without_photos_is_as_it_was(clerk: Clerk) -> None:
    rows = crowd(3)
    make.photo(make.product("P-1"), "sample")
    page = clerk.go("households")
    assert not page.table.model.thumbnails.some
    assert page.table.model.thumbnails.of(rows[0].id, 1.0) is None


def test_painting_five_hundred_rows_asks_by_the_page(
    clerk: Clerk, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = crowd(500)
    with operation("Photos"):
        for number, row in enumerate(rows):
            if number % 2:
                make.photo(row, DOOR, number % 40)
    table = TableView(households.households(), thumbnails=Thumbnails(Photo.household))
    qtbot.addWidget(table)
    table.resize(900, 600)
    table.show()
    table.refresh()
    asked: list[str] = []
    execute = database._Engine.execute_sql

    def listen(self: Any, sql: str, params: Any = None) -> Any:
        if "photo" in sql:
            asked.append(sql)
        return execute(self, sql, params)

    monkeypatch.setattr(database._Engine, "execute_sql", listen)
    bar = table.table.verticalScrollBar()
    for place in (*range(0, bar.maximum(), 7), *range(bar.maximum(), 0, -7)):
        bar.setValue(place)
        table.table.viewport().grab()
    pages = -(-len(rows) // 50)
    assert len(asked) <= 2 * pages
