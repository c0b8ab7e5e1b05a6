"""What Qt says by itself is said in the language of the screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QFileInfo
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QFileIconProvider, QLineEdit, QTextEdit
from pytestqt.qtbot import QtBot

from ui.shell.appearance import apply_settings
from ui.shell.qt_texts import set_language


@pytest.fixture(autouse=True)
def _as_before(qapp: object) -> Iterator[None]:
    yield
    set_language("en")


def words(actions: list[QAction]) -> list[str]:
    """What a menu says, without its keys and underlined letters."""
    return [re.sub(r"\(&\w\)|&|\t.*", "", action.text()) for action in actions if action.text()]


@pytest.mark.parametrize("kind", [QLineEdit, QTextEdit])
def test_the_menu_of_a_field_speaks_the_language_of_the_screen(
    qtbot: QtBot, kind: type[QLineEdit] | type[QTextEdit]
) -> None:
    field = kind()
    qtbot.addWidget(field)
    said = {}
    for language in ("zh", "en", "zh"):
        set_language(language)
        menu = field.createStandardContextMenu()
        said[language] = words(menu.actions())
        menu.deleteLater()
    assert {"复制", "粘贴", "剪切", "全选"} <= set(said["zh"])
    assert {"Copy", "Paste", "Cut", "Select All"} <= set(said["en"])


def test_the_window_sets_what_qt_says_with_its_own_language(qtbot: QtBot, database: Path) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    for language, word in (("zh", "复制"), ("en", "Copy"), ("zh", "复制")):
        apply_settings(language)
        menu = field.createStandardContextMenu()
        assert word in words(menu.actions())
        menu.deleteLater()


def test_buttons_and_file_dialogs_are_wholly_chinese(qtbot: QtBot, tmp_path: Path) -> None:
    set_language("zh")
    buttons = QDialogButtonBox.StandardButton
    box = QDialogButtonBox(buttons.Ok | buttons.Cancel | buttons.Save | buttons.Yes | buttons.No)
    dialog = QFileDialog(options=QFileDialog.Option.DontUseNativeDialog)
    for widget in (box, dialog):
        qtbot.addWidget(widget)
    said = [button.text() for button in box.buttons()]
    said += [dialog.labelText(label) for label in QFileDialog.DialogLabel]
    said.append(QFileIconProvider().type(QFileInfo(str(tmp_path))))
    assert len(said) == 11 and [text for text in said if not re.search("[一-鿿]", text)] == []


def test_what_has_no_translation_stays_as_it_is() -> None:
    set_language("zh")
    assert QCoreApplication.translate("QFileDialog", "no such text") == "no such text"


def test_keys_are_called_what_is_printed_on_them() -> None:
    set_language("zh")
    for key in ("Ctrl+Enter", "Del", "Shift+Home", "PgDown"):
        assert QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) == key
