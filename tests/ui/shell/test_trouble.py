"""When it does not work: safe mode, what to send, the page to print, and about whom the program is made of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtGui import QGuiApplication

import main
from models import licences
from models.log import log_file
from models.version import VERSION
from tests.ui.clerk import Clerk
from ui.shell import app, doctor, help, opening, window_state
from ui.shell.about import About
from ui.shell.help_window import open_help


@pytest.fixture
def usual(home: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What the window remembered of an earlier run; this run may forget it."""
    monkeypatch.setattr(window_state, "_file", window_state.USUAL)
    kept = window_state.remembered()
    kept.setValue("window/page", "pay")
    kept.setValue("file/last", "coop.db")
    return kept


def test_safe_mode_uses_nothing_remembered_and_keeps_it_for_later(usual: Any) -> None:
    window_state.forget_for_now()
    assert window_state.is_safe()
    assert window_state.remembered().value("window/page") is None
    assert window_state.remembered().value("file/last") == "coop.db"
    window_state.remembered().setValue("window/page", "stock")
    assert usual.value("window/page") == "pay"
    window_state.forget_for_now()
    assert window_state.remembered().value("window/page") is None, "nor of an earlier safe run"


def test_safe_mode_looks_as_on_the_first_day(
    clerk: Clerk, usual: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[tuple[str, int]] = []
    monkeypatch.setattr(app.theme, "apply", lambda _, mode, size: looks.append((mode, size)))
    monkeypatch.setattr(app.theme, "mode", lambda: "dark")
    window_state.forget_for_now()
    app.apply_settings()
    assert looks == [("light", 100)]


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        ([], (None, False)),
        (["--safe"], (None, True)),
        (["/media/stick/合作社.yuanba"], ("合作社.yuanba", False)),
        (["COOP.DB"], ("COOP.DB", False)),
    ],
)
def test_a_click_on_an_icon_or_a_file_opens_the_window(
    arguments: list[str], asked: tuple[str | None, bool], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[str | None, bool]] = []

    def window(path: Path | None, *, safe: bool) -> int:
        opened.append((path.name if path else None, safe))
        return 0

    monkeypatch.delenv("YUANBA_DB", raising=False)
    monkeypatch.setattr(opening, "open_window", window)
    assert main.main(arguments) == 0
    assert opened == [asked]


def test_the_command_line_opens_a_file_in_safe_mode_too(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Any] = []
    monkeypatch.setattr(opening, "open_window", lambda *given, **more: opened.append((given[0], more)) or 0)
    assert main.main(["--db", "coop.db", "--safe"]) == 0
    assert opened == [(Path("coop.db"), {"safe": True})]


@pytest.mark.parametrize(
    ("before", "after"), [("fcitx5", "ibus"), ("fcitx", "ibus"), ("ibus", "ibus"), ("", "")]
)
def test_chinese_is_typed_on_desktops_of_fcitx(
    before: str, after: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening.sys, "platform", "linux")
    monkeypatch.setenv("QT_IM_MODULE", before)
    opening.choose_input_method()
    assert opening.os.environ["QT_IM_MODULE"] == after


def test_what_is_sent_tells_versions_disks_and_screens_but_no_record_and_no_name(
    database: Path, home: Path, qapp: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_file().parent.mkdir(parents=True)
    log_file().write_text(
        "2026-10-05 08:00:00,1 ERROR yuanba.ui: Defect: 单䶮\nTraceback (most recent call last):\n"
        "KeyError: '单䶮 的工资'\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(Path, "home", lambda: home.parent)
    told = doctor.examine(database)
    for words in (VERSION, "PySide6_Essentials 6", "sqlcipher3", "MB", "1 次出错", "KeyError", "×", "格式 "):
        assert words in told
    assert "单䶮" not in told and str(home.parent) not in told and "~" in told
    assert "没有" not in doctor.examine(database).splitlines()[0]
    assert "账本: 无" in doctor.examine(home / "missing.db")


def test_the_page_for_bad_days_is_printed_black_on_white_whatever_the_screen_shows(
    qapp: Any, tmp_path: Path
) -> None:
    from ui.shell import theme

    theme.apply(qapp, "dark", 100)
    try:
        text = help.topic("trouble").text
        help.print_to(tmp_path / "one.pdf", text, "a4")
        help.print_to(tmp_path / "two.pdf", text, "a4", copies=2)
    finally:
        theme.apply(qapp, "light", 100)
    with (
        pypdfium2.PdfDocument(tmp_path / "one.pdf") as one,
        pypdfium2.PdfDocument(tmp_path / "two.pdf") as two,
    ):
        assert len(two) == 2 * len(one) <= 4
        assert "yuanba doctor" in "".join(page.get_textpage().get_text_range() for page in one).replace(
            "\xa0", " "
        )
        assert [round(side) for side in one[0].get_size()] == [595, 842]
        drawn = one[0].render(scale=0.5, grayscale=True).to_numpy()
        assert drawn.mean() > 200 and drawn.min() < 90


def test_help_leads_to_what_the_program_is_made_of(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[About] = []

    def look(box: About) -> int:
        opened.append(box)
        names = [box.list.item(row).text() for row in range(box.list.count())]
        assert len(names) == len(licences.parts()) + 1
        assert "MIT License" in box.words.toPlainText()
        box.list.setCurrentRow(next(row for row, name in enumerate(names) if name == "SQLCipher"))
        assert "ZETETIC" in box.words.toPlainText()
        box.copy_button.click()
        assert VERSION in QGuiApplication.clipboard().text() and box.copied.text()
        return 0

    monkeypatch.setattr(About, "exec", look)
    shown = open_help(clerk.window, "trouble")
    shown._about()
    assert len(opened) == 1
    shown.close()
