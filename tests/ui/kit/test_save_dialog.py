"""Where a file shall go is asked for in one way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget

from models.i18n import set_language
from ui.kit.save_dialog import PDF, TEXT, WORKBOOK, ask_file, ask_target
from ui.shell.window_state import remembered


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the dialog is given, and what the user says in it."""
    told: dict[str, Any] = {"says": str(tmp_path / "工资")}

    def say(parent: QWidget, title: str, proposed: str, kinds: str) -> tuple[str, str]:
        told.update(proposed=Path(proposed), kinds=kinds)
        return told["says"], ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", say)
    set_language("zh")
    return told


@pytest.mark.parametrize(
    ("kinds", "said", "name"),
    [
        ((), "工资", "工资.xlsx"),
        ((), "工资.XLSX", "工资.XLSX"),
        ((), "工资.2026", "工资.2026.xlsx"),
        ((PDF,), "工资", "工资.pdf"),
        ((TEXT, WORKBOOK), "工资", "工资.csv"),
        ((TEXT, WORKBOOK), "工资.txt", "工资.txt"),
        ((TEXT, WORKBOOK), "工资.xlsx", "工资.xlsx"),
        ((TEXT, WORKBOOK), "工资.pdf", "工资.pdf.csv"),
    ],
)
def test_the_name_has_the_suffix_of_what_is_written(
    qtbot: Any, asked: dict[str, Any], tmp_path: Path, kinds: tuple[str, ...], said: str, name: str
) -> None:
    asked["says"] = str(tmp_path / said)
    assert ask_target(QWidget(), "x", *kinds) == tmp_path / name


def test_a_name_is_proposed_that_every_system_takes_in_the_folder_used_last(
    qtbot: Any, asked: dict[str, Any], tmp_path: Path
) -> None:
    ask_target(QWidget(), "发料: 9/10 月?")
    ask_target(QWidget(), "发料: 9/10 月?", PDF)
    assert asked["proposed"] == tmp_path / "发料- 9-10 月-.pdf"
    assert asked["kinds"] == "PDF 文件 (*.pdf);;带密码的 PDF (*.pdf)"


def test_nothing_said_is_nothing_written(qtbot: Any, asked: dict[str, Any]) -> None:
    asked["says"] = ""
    assert ask_target(QWidget(), "x") is None


@pytest.mark.parametrize("agreed", [True, False])
def test_a_name_completed_here_is_asked_about_when_it_is_taken(
    qtbot: Any, asked: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, agreed: bool
) -> None:
    questions: list[Any] = []

    def answer(box: Any) -> int:
        questions.append(box)
        return int(agreed)

    monkeypatch.setattr("ui.shell.message_box.Question.exec", answer)
    (tmp_path / "工资.xlsx").write_bytes(b"?")
    parent = QWidget()
    qtbot.addWidget(parent)
    assert ask_target(parent, "x") == (tmp_path / "工资.xlsx" if agreed else None) and len(questions) == 1


def test_each_kind_of_file_begins_where_such_a_one_was_found(
    qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    first, second = tmp_path / "entries", tmp_path / "maps"
    begun: list[str] = []

    def say(_: Any, title: str, folder: str, kinds: str) -> tuple[str, str]:
        begun.append(folder)
        return str((first if title == "a" else second) / "file"), ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", say)
    for one in (first, second):
        one.mkdir()
        remembered().remove(f"folder/{one.name}")
    for _ in range(2):
        assert ask_file(parent, "entries", "a", "*") == first / "file"
        assert ask_file(parent, "maps", "b", "*", tmp_path) == second / "file"
    assert begun == [str(Path.home()), str(tmp_path), str(first), str(second)]
    second.rmdir()
    ask_file(parent, "maps", "b", "*", tmp_path)
    assert begun[-1] == str(tmp_path), "a folder that is gone is no place to begin"
