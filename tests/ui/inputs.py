"""What of a window one types into and presses, the pieces of these left out."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

INPUTS = (
    QLineEdit,
    QComboBox,
    QAbstractSpinBox,
    QPlainTextEdit,
    QTextEdit,
    QAbstractItemView,
    QAbstractButton,
)
WHOLE = (QComboBox, QAbstractSpinBox, QTabBar, QAbstractItemView, QLineEdit)
"""What has pieces that could be taken for inputs: the line of a spin box, the arrows of a tab bar."""


def inputs(root: QWidget) -> Iterator[QWidget]:
    """The inputs, buttons and tables to be seen below a widget."""
    for one in root.findChildren(QWidget):
        if isinstance(one, INPUTS) and one.isVisibleTo(root) and not _inner(one):
            yield one


def _inner(widget: QWidget) -> bool:
    """Whether a widget is a piece of another one."""
    parent = widget.parentWidget()
    while parent is not None and not parent.isWindow():
        if isinstance(parent, WHOLE):
            return True
        parent = parent.parentWidget()
    return False
