"""Where a file shall go is asked together with whether it is to have a password."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from models import protected_file
from reports.selection import Selection
from tests import factories as make
from tests.ui.clerk import Clerk, answer, pass_time
from ui.kit import save_dialog
from ui.kit.print_commands import print_kind
from ui.kit.save_dialog import PDF, TEXT, WORKBOOK, ask_target

WORDS = "for the county 7"


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Any]:
    """What the dialog of the system answers, and what it was asked."""
    said: dict[str, Any] = {"name": tmp_path / "list.xlsx", "filter": ""}

    def get(parent: Any, title: str, proposed: str, words: str) -> tuple[str, str]:
        said["offered"] = words.split(";;")
        return str(said["name"]), said["filter"]

    monkeypatch.setattr(QFileDialog, "getSaveFileName", get)
    monkeypatch.setattr(save_dialog, "_told", set())
    return said


def typed(*words: str) -> Any:
    def fill(box: Any) -> None:
        for line, one in zip((box.new, box.again), words, strict=True):
            line.setText(one)
        QTest.keyClick(box.again, Qt.Key.Key_Return)
        if box.isVisible():
            box.said = box.problem.text()
            box.reject()

    return fill


def test_the_kinds_offer_one_with_a_password(clerk: Clerk, chosen: dict[str, Any], tmp_path: Path) -> None:
    page = clerk.go("households")
    assert ask_target(page, "a") == tmp_path / "list.xlsx"
    assert chosen["offered"] == ["表格 (*.xlsx)", "带密码的表格 (*.xlsx)"]
    assert not protected_file.is_wanted(tmp_path / "list.xlsx")
    chosen["filter"] = "带密码的表格 (*.xlsx)"
    answer(typed(WORDS, WORDS))
    assert ask_target(page, "a") == tmp_path / "list.xlsx"
    assert protected_file.is_wanted(tmp_path / "list.xlsx")
    # Given up, and asked for without one the next time: nothing of before is left.
    answer(typed(WORDS, "another"))
    assert ask_target(page, "a") is None and not protected_file.is_wanted(tmp_path / "list.xlsx")
    ask_target(page, "a", TEXT, WORKBOOK, lockable=False)
    assert len(chosen["offered"]) == 2 and "带密码" not in "".join(chosen["offered"])
    ask_target(page, "a", PDF)
    assert chosen["offered"][-1] == "带密码的 PDF (*.pdf)"


def test_what_leaves_an_encrypted_file_is_said_once_not_to_be_encrypted(
    clerk: Clerk, chosen: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = clerk.go("households")
    ask_target(page, "a")
    assert not clerk.said
    monkeypatch.setattr(save_dialog, "current_password", lambda: "secret")
    for _ in range(3):
        ask_target(page, "a")
    assert len(clerk.said) == 1 and "没有加密" in clerk.said[0]


def test_a_preview_is_saved_under_its_password(clerk: Clerk, chosen: dict[str, Any], tmp_path: Path) -> None:
    make.slips_of_every_kind()
    chosen |= {"name": tmp_path / "account.pdf", "filter": "带密码的 PDF (*.pdf)"}

    def save(box: Any) -> None:
        for _ in range(500):
            if box._path is not None:
                break
            pass_time(10)
        answer(typed(WORDS, WORDS))
        box.save()

    answer(save)
    print_kind(clerk.go("households"), "account", Selection(period="2026-10"))
    for _ in range(500):
        if (tmp_path / "account.pdf").exists():
            break
        pass_time(10)
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(tmp_path / "account.pdf")
    pages = pypdfium2.PdfDocument(tmp_path / "account.pdf", password=WORDS)
    assert "单䶮" in pages[0].get_textpage().get_text_range()
