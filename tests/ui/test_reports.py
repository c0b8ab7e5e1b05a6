"""The reports page, as a user drives it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from python_calamine import CalamineWorkbook

from models.actions.workbook import import_workbook
from tests.books import worked_example, write_book


@pytest.fixture
def desk(database: Path, tmp_path: Path, qtbot: Any) -> Iterator[Any]:
    from ui.window import MainWindow

    import_workbook(write_book(tmp_path / "book.xlsx", worked_example()))
    window = MainWindow(today=lambda: date(2026, 10, 21))
    qtbot.addWidget(window)
    window.show()
    window.go("reports")
    yield window
    window.close()


def shown_kinds(page: Any) -> list[str]:
    return [page.list.item(row).text() for row in range(page.list.count())]


def test_every_kind_of_the_registry_is_listed(desk: Any) -> None:
    from models.i18n import tr
    from reports.kinds import KINDS

    assert shown_kinds(desk.go("reports")) == [tr(kind.title) for kind in KINDS.values()]


def test_arrows_choose_and_the_form_follows(desk: Any, qtbot: Any) -> None:
    page = desk.go("reports")
    qtbot.keyClick(page.list, Qt.Key.Key_End)
    assert page.chosen.key == list(page.kinds)[-1]
    page.open("statement")
    assert {"period", "household"} <= set(page.form.fields)
    assert page.form.fields["period"].value() == "2026-10"
    page.open("dispatch")
    assert "date" in page.form.fields


def test_preview_prints_what_was_chosen(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(
        "ui.pages.reports.print_kind", lambda page, kind, **which: asked.append((kind, which))
    )
    page = desk.go("reports")
    page.open("statement")
    page.preview()
    page.open("dispatch")
    page.form.fields["date"].set_value(date(2026, 10, 10))
    page.preview()
    assert [(kind, which.get("period"), which.get("day")) for kind, which in asked] == [
        ("statement", "2026-10", None),
        ("dispatch", None, date(2026, 10, 10)),
    ]


def test_a_missing_month_is_said_at_the_field(desk: Any) -> None:
    page = desk.go("reports")
    page.open("statement")
    page.form.fields["period"].set_value("")
    page.preview()
    assert page.form.fields["period"].problem()


def test_results_are_written(desk: Any, tmp_path: Path, qtbot: Any) -> None:
    page = desk.go("reports")
    target = tmp_path / "results.xlsx"
    page.export_to(target, "2026-10")
    qtbot.waitUntil(target.exists, timeout=5000)
    rows = CalamineWorkbook.from_path(str(target)).get_sheet_by_name("工资").to_python()
    assert rows[1][8] == 84.34


def test_a_month_that_is_none_writes_nothing(desk: Any, tmp_path: Path) -> None:
    page = desk.go("reports")
    page.open("statement")
    page.export_to(tmp_path / "results.xlsx", "2026-13")
    assert page.form.fields["period"].problem()
    assert not (tmp_path / "results.xlsx").exists()
