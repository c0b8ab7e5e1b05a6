"""What pages are made of is loaded beside the window; what cannot be loaded is left for whoever opens it."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from tests.ui.clerk import pass_time
from ui.pages import PageEntry
from ui.shell import load_ahead
from ui.shell.load_ahead import LoadAhead


def test_modules_are_loaded_one_after_the_other_whatever_is_wrong_with_one(
    database: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load_ahead, "AFTER_MS", 0)
    monkeypatch.setattr(load_ahead, "BETWEEN_MS", 0)
    names = ("no.such.module", "json.tool", "this_is_none", "sndhdr_of_nobody", "tabnanny")
    for name in names:
        monkeypatch.delitem(sys.modules, name, raising=False)
    window = QWidget()
    qtbot.addWidget(window)
    ahead = LoadAhead(window, [PageEntry(name, name, "map", "", f"{name}:Page", 1) for name in names])
    for _ in range(400):
        pass_time(5)
        if not ahead._left and not ahead._asker.waiting:
            break
    assert {"json.tool", "tabnanny"} <= sys.modules.keys()
