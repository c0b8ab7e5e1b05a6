"""The side of a cell its words stand on: figures end on one line, everything else begins on one."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt

# Joined once: a table asks for every cell it paints.
LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def side_of(figure: bool) -> Qt.AlignmentFlag:
    """Where a figure stands, or words."""
    return RIGHT if figure else LEFT
