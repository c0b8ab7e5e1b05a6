"""A field in one line, its label at its left and what there is to say at its right; for the line above a grid."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy

from ui.kit.day_field import DateField
from ui.kit.field import Field
from ui.shell import theme

AnyField = TypeVar("AnyField", bound=Field)


def inline(field: AnyField, width: str = "thumb") -> AnyField:
    """Lay a field out in one line; ``width`` is a size of the theme for its editor."""
    grid = field._grid
    for widget in (field._words, field.editor, field._sign, field._line):
        grid.removeWidget(widget)
    middle = Qt.AlignmentFlag.AlignVCenter
    grid.setHorizontalSpacing(theme.px("s"))
    grid.addWidget(field._words, 0, 0, middle)
    grid.addWidget(field.editor, 0, 1, middle)
    grid.addWidget(field._sign, 0, 2, middle)
    grid.addWidget(field._line, 0, 3, middle)
    grid.setColumnStretch(1, 0)
    grid.setColumnStretch(3, 1)
    field.editor.setFixedWidth(theme.px(width))
    if isinstance(field, DateField):
        field.beside = True
        field.name_day()
    field._line.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return field
