"""Sums in one line: each with its label and its unit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.kit.text import text
from ui.shell import theme

SUMS_SHOWN = 5
"""How many sums stand in a line; the others are told by a sign's tooltip, so that they never widen the window."""


class Sums(QHBoxLayout):
    """The sums below a grid or a list, in one line."""

    def __init__(self) -> None:
        super().__init__()
        self.setSpacing(theme.px("xl"))
        self._said: list[tuple[str, str, str]] = []

    def say(self, sums: Sequence[tuple[str, str, str]]) -> None:
        """Show other sums: label, figure, unit; the first is how many lines or rows there are."""
        if list(sums) == self._said:
            return
        self._said = list(sums)
        while self.count():
            gone = self.takeAt(0).widget()
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        for place, (label, figure, unit) in enumerate(sums[:SUMS_SHOWN]):
            self.addWidget(_sum(label, figure, unit) if place else text(figure, "quiet"))
        if len(sums) > SUMS_SHOWN:
            more = text("…", "quiet")
            more.setToolTip("\n".join(" ".join(one).strip() for one in sums[SUMS_SHOWN:]))
            self.addWidget(more)


def _sum(label: str, figure: str, unit: str) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px("xs"))
    row.addWidget(text(label, "quiet"))
    row.addWidget(text(figure, "strong"))
    if unit:
        row.addWidget(text(unit, "quiet"))
    box.setAccessibleName(f"{label} {figure} {unit}".strip())
    return box
