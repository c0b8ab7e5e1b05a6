"""What Qt says by itself is said in the language of the screen."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QLineEdit, QTextEdit
from pytestqt.qtbot import QtBot

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


def test_buttons_and_file_dialogs_are_wholly_chinese(qtbot: QtBot) -> None:
    set_language("zh")
    buttons = QDialogButtonBox.StandardButton
    box = QDialogButtonBox(buttons.Ok | buttons.Cancel | buttons.Save | buttons.Yes | buttons.No)
    dialog = QFileDialog(options=QFileDialog.Option.DontUseNativeDialog)
    for widget in (box, dialog):
        qtbot.addWidget(widget)
    said = [button.text() for button in box.buttons()]
    said += [dialog.labelText(label) for label in QFileDialog.DialogLabel]
    assert len(said) == 10 and [text for text in said if not re.search("[一-鿿]", text)] == []


def test_what_has_no_translation_stays_as_it_is() -> None:
    set_language("zh")
    assert QCoreApplication.translate("QFileDialog", "no such text") == "no such text"
