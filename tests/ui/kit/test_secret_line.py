"""A line for a password: dots, the eye, and dots again."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.kit.secret_line import SecretField, SecretLine

DOTS, LETTERS = QLineEdit.EchoMode.Password, QLineEdit.EchoMode.Normal


def test_what_is_typed_is_dots_until_asked_for_and_again_when_it_left(qtbot: Any) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    line = SecretLine()
    line.setParent(around)
    around.show()
    assert line.echoMode() == DOTS and "显示" in line.eye.accessibleName()
    qtbot.mouseClick(line.eye, Qt.MouseButton.LeftButton)
    assert line.echoMode() == LETTERS and "盖住" in line.eye.toolTip()
    qtbot.keyClick(line, Qt.Key.Key_F7)
    assert line.echoMode() == DOTS
    qtbot.keyClick(line, Qt.Key.Key_F7)
    line.hide()
    line.show()
    assert line.echoMode() == DOTS


def test_a_password_in_a_form_has_the_eye_and_keeps_its_blanks(qtbot: Any) -> None:
    field = SecretField("secret", "密码")
    qtbot.addWidget(field)
    assert isinstance(field.line, SecretLine) and field.line.echoMode() == DOTS
    field.line.setText(" 25 80 ")
    assert field.value() == " 25 80 "
