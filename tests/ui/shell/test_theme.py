"""Roles, sizes, fonts and icons."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from ui.shell import theme

ROOT = Path(theme.__file__).parent
ICONS = sorted((theme.RESOURCES / "icons").glob("*.svg"))


def luminance(color: QColor) -> float:
    parts = [
        value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4
        for value in (color.redF(), color.greenF(), color.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(QColor(one)), luminance(QColor(other))))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colors", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("words", "grounds"),
    [
        ("ink", ("ground", "surface", "hover", "accent_tint", "wrong_tint", "soon_tint")),
        ("quiet", ("ground", "surface", "accent_tint", "quiet_tint", "hover")),
        ("accent", ("ground", "surface", "accent_tint")),
        ("wrong", ("ground", "surface", "wrong_tint")),
        ("soon", ("ground", "surface", "soon_tint")),
        ("on_accent", ("accent", "accent_deep")),
        ("on_accent_quiet", ("accent", "accent_deep")),
    ],
)
def test_words_can_be_read_on_every_ground(
    colors: dict[str, str], words: str, grounds: tuple[str, ...]
) -> None:
    for ground in grounds:
        assert contrast(colors[words], colors[ground]) >= 4.5, ground


def test_both_palettes_have_the_same_roles() -> None:
    assert set(theme.LIGHT) == set(theme.DARK)


def test_no_colour_is_written_anywhere_else() -> None:
    written = re.compile(r"#[0-9A-Fa-f]{6}\b")
    for path in [*ROOT.rglob("*.py"), *(theme.RESOURCES / "theme").glob("*.qss")]:
        if path.name != "theme.py":
            assert not written.search(path.read_text(encoding="utf-8")), path


@pytest.mark.parametrize("path", ICONS, ids=lambda path: path.stem)
def test_icons_are_one_family_of_one_weight(path: Path, qapp: Any) -> None:
    drawing = path.read_text(encoding="utf-8")
    assert 'viewBox="0 0 24 24"' in drawing and 'stroke-width="1.75"' in drawing
    assert 'stroke="currentColor"' in drawing and drawing.count("stroke-width") == 1
    picture = theme.icon(path.stem, "ink").pixmap(24, 24).toImage()
    inked = [(x, y) for x in range(24) for y in range(24) if QColor.fromRgba(picture.pixel(x, y)).alpha() > 0]
    assert len(inked) > 5
    assert all(0 < x < 23 and 0 < y < 23 for x, y in inked), "it touches its edge"


def test_an_icon_takes_the_colour_of_the_moment(qapp: Any) -> None:
    icon = theme.icon("minus", "accent")
    theme.apply(qapp, "light")
    light = icon.pixmap(QSize(24, 24)).toImage().pixelColor(12, 12)
    theme.apply(qapp, "dark")
    dark = icon.pixmap(QSize(24, 24)).toImage().pixelColor(12, 12)
    theme.apply(qapp, "light")
    assert luminance(dark) > luminance(light)


def test_an_unknown_icon_is_a_defect() -> None:
    with pytest.raises(FileNotFoundError):
        theme.icon("no such icon")


def test_the_font_size_setting_grows_everything(qapp: Any) -> None:
    theme.apply(qapp, "light", 150)
    assert theme.px("row") == 51 and theme.font("base").pixelSize() == 21
    assert "min-height: 46px" in theme.style_sheet()
    theme.apply(qapp, "light", 1000)
    assert theme.scale() == 200
    theme.apply(qapp, "light", 100)
    assert theme.px("row") == 34 and theme.font("page").pixelSize() == 22


def test_dark_changes_the_palette_and_says_so(qapp: Any, qtbot: Any) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.apply(qapp, "dark")
    assert theme.is_dark()
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(theme.DARK["ground"])
    theme.apply(qapp, "light")
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(theme.LIGHT["ground"])


def test_the_style_sheet_is_filled_in(qapp: Any) -> None:
    assert "$" not in theme.style_sheet()


def test_rare_characters_of_names_can_be_drawn(qapp: Any) -> None:
    from PySide6.QtGui import QRawFont

    shipped = theme.shipped_font()
    assert shipped is not None
    font = QRawFont(str(shipped), 14)
    for character in "䶮㛃𫖯㐱":
        assert font.supportsCharacter(ord(character)), character
    assert qapp.font().families()


def test_a_window_opens_while_no_screen_is_switched_on(qtbot: Any) -> None:
    """A laptop whose lid is shut, or a session from afar that has just been cut, has no screen for a while."""

    class Unseen(QWidget):
        def screen(self) -> None:  # type: ignore[override]
            return None

    widget = Unseen()
    qtbot.addWidget(widget)
    assert theme.room(widget).width() > 1000


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_a_line_icon_has_a_point_for_every_point_of_the_screen(qapp: Any, ratio: float) -> None:
    drawn = theme.icon("done").pixmap(QSize(16, 16), ratio)
    assert (drawn.width(), drawn.devicePixelRatio()) == (round(16 * ratio), ratio)


class Dressed(QLabel):
    """Counts how often it is dressed."""

    times = 0

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.times += event.type() == QEvent.Type.StyleChange


def test_a_widget_is_not_dressed_anew_for_each_widget_it_lies_in(qtbot: Any, qapp: QApplication) -> None:
    theme.apply(qapp, "light", 100)
    window = inner = QWidget()
    qtbot.addWidget(window)
    for _ in range(8):
        inner = QWidget(inner)
    label = Dressed("陈㛃", inner)
    window.show()
    label.ensurePolished()
    label.times = 0
    theme.apply(qapp, "dark", 100)
    assert 1 <= label.times <= 4
    theme.apply(qapp, "light", 100)


def test_a_disk_without_room_for_icons_still_has_a_style_sheet(
    qapp: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: Any) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(theme._theme, "images", None)
    monkeypatch.setattr(Path, "write_bytes", no_room)
    sheet = theme.style_sheet()
    assert "image: none" in sheet and "url(" not in sheet
