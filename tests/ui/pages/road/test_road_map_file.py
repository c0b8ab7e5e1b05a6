"""Roads from a map file, on screen: read, drawn, refused, forgotten."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog

from models.actions.road.planning import plan_route
from models.actions.road.registration import save_vehicle
from models.queries.road.road_network import held
from tests import factories as make
from tests.extracts import county
from tests.ui.clerk import TODAY, Clerk
from ui.kit.background_task import under_way
from ui.pages.road.road_map_file import NetworkDialog


@pytest.fixture
def page(clerk: Clerk) -> Any:
    """The road's page on a day with three households along the test's roads."""
    bamboo = make.material(name="竹篾", unit="kg")
    order = make.order(make.product(bom=[(bamboo, 0.5, 0)], good=3.25))
    for at in range(3):
        home = make.household(f"H{at}", latitude=30.7205 + at / 30, longitude=105.6805 + at / 40)
        make.subcontract(home, order, 20, due=TODAY + timedelta(days=20))
    save_vehicle({"name": "川J·A1234"})
    return clerk.go("routes")


def pick(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """What the file dialog answers."""
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))


def until(qtbot: Any, true: Any) -> None:
    """Wait for work beside the window."""
    qtbot.waitUntil(lambda: under_way() is None and true(), timeout=10_000)


def test_a_map_file_is_chosen_read_and_the_map_follows_its_roads(
    clerk: Clerk, page: Any, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_route(TODAY, seconds=0.1)
    clerk.settle()
    lines = page.map.grab().toImage()
    dialog = NetworkDialog(page)
    assert dialog.forget_button.isHidden() and "直线" in dialog.state.text()
    pick(monkeypatch, county(tmp_path / "sichuan.osm.pbf"))
    dialog.choose_button.click()
    until(qtbot, lambda: held() is not None)
    assert "sichuan.osm.pbf" in dialog.state.text() and not dialog.credit.isHidden()
    page.refresh()
    qtbot.waitUntil(lambda: page.map.shown_along_roads, timeout=10_000)
    assert page.map.grab().toImage() != lines
    dialog.forget_button.click()
    assert held() is None and dialog.forget_button.isHidden()
    page.refresh()
    clerk.heard()
    assert not page.map.shown_along_roads
    dialog.close()
    dialog.deleteLater()


def test_a_file_that_is_none_is_said_and_what_was_read_stays(
    clerk: Clerk, page: Any, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr("ui.shell.errors.show", lambda parent, error: said.append(str(error)))
    dialog = NetworkDialog(page)
    dialog.read(county(tmp_path / "sichuan.osm.pbf"))
    until(qtbot, lambda: held() is not None)
    wrong = tmp_path / "wrong.osm.pbf"
    wrong.write_bytes(b"<html>404</html>")
    dialog.read(wrong)
    until(qtbot, lambda: bool(said))
    assert "wrong.osm.pbf" in said[0] and held() is not None
    assert "sichuan.osm.pbf" in dialog.state.text()
    dialog.close()
    dialog.deleteLater()
