"""The workbooks for others, as they are saved from the page Reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from models.queries.desk.target import OfKind
from tests.books import read_worked_example
from tests.ui.clerk import Clerk
from ui.kit.background_task import under_way
from ui.pages.desk.office_files import OFFICE_FILES


@pytest.fixture
def page(fill: Any, clerk: Clerk) -> Any:
    fill(read_worked_example)
    return clerk.window.go("reports")


def test_results_are_written(page: Any, tmp_path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "results.xlsx"
    monkeypatch.setattr("ui.pages.desk.office_files.ask_target", lambda *_: target)
    page.open(OfKind("results"))
    page.save()
    qtbot.waitUntil(lambda: target.exists() and under_way() is None, timeout=20_000)
    rows = CalamineWorkbook.from_path(str(target)).get_sheet_by_name("工资").to_python()
    assert rows[1][8] == 84.34


@pytest.mark.parametrize(
    ("key", "field"), [("results", "period"), ("county", "since"), ("enterprises", "until")]
)
def test_a_month_that_is_none_writes_nothing(
    page: Any, tmp_path: Path, key: str, field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr("ui.pages.desk.office_files.ask_target", lambda *_: asked.append(1))
    page.open(OfKind(key))
    form = page.panels[key].form
    form.fields[field].set_value("2026-13")
    page.save()
    assert form.fields[field].problem() and not asked


def test_each_of_them_is_written_for_the_newest_month(page: Any, tmp_path: Path, qtbot: Any) -> None:
    for one in OFFICE_FILES:
        page.open(OfKind(one.key))
        target = tmp_path / f"{one.key}.xlsx"
        page.panels[one.key].save_to(target)
        qtbot.waitUntil(lambda: under_way() is None, timeout=20_000)
        assert CalamineWorkbook.from_path(str(target)).sheet_names
