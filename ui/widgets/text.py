"""Words on the screen, by role."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget


def text(words: str = "", role: str = "base", parent: QWidget | None = None) -> QLabel:
    """A label of a type role: base, strong, quiet, section, page, figure, wrong, soon or accent. Never markup."""
    label = QLabel(words, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("type", role)
    return label


def paragraph(words: str, role: str = "base") -> QLabel:
    """Words that may take several lines."""
    label = text(words, role)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return label


def rule() -> QFrame:
    """A thin horizontal line."""
    line = QFrame()
    line.setObjectName("rule")
    return line


def key_words(key: str) -> str:
    """A shortcut as it is printed on a button: "Ctrl Enter"."""
    shown = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) if key else ""
    return shown.replace("Return", "Enter").replace("+", " ")
