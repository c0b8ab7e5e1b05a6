"""Sums in one line: each with its label and its unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.kit.boxes import hbox
from ui.kit.text import text
from ui.shell import theme

SUMS_SHOWN = 5
"""How many sums stand in a line; the others are told by a sign's tooltip, so that they never widen the window."""


class Sums(QHBoxLayout):
    """The sums below a grid or a list, in one line."""

    def __init__(self) -> None:
        super().__init__()
        self.setSpacing(theme.px("xl"))
        self._said: list[Any] = []

    def say(self, sums: Sequence[tuple[str, str, str]], room: int | None = None) -> None:
        """Show other sums: label, figure, unit; the first is how many lines or rows there are.

        In a ``room`` of so many pixels stand as many as it holds, else at most `SUMS_SHOWN`.
        """
        most = SUMS_SHOWN if room is None else self._holds(sums, room)
        if [*sums, most] == self._said:
            return
        self._said = [*sums, most]
        while self.count():
            gone = self.takeAt(0).widget()
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        for place, (label, figure, unit) in enumerate(sums[:most]):
            self.addWidget(_sum(label, figure, unit) if place else text(figure, "quiet"))
        if len(sums) > most:
            more = text("…", "quiet")
            more.setToolTip("\n".join(" ".join(one).strip() for one in sums[most:]))
            self.addWidget(more)

    def _holds(self, sums: Sequence[tuple[str, str, str]], room: int) -> int:
        """How many of the sums a line of so many pixels holds, beside the sign for the others."""
        quiet, strong = QFontMetrics(theme.font("quiet")), QFontMetrics(theme.font("base", bold=True))
        gap, left = self.spacing(), room - self.spacing() - quiet.horizontalAdvance("…")
        for place, (label, figure, unit) in enumerate(sums):
            words = quiet.horizontalAdvance(label) + quiet.horizontalAdvance(unit)
            left -= words + strong.horizontalAdvance(figure) + 2 * theme.px("xs") + gap
            if left < 0:
                return max(1, place)
        return len(sums)


def _sum(label: str, figure: str, unit: str) -> QWidget:
    box = QWidget()
    row = hbox("xs", text(label, "quiet"), text(figure, "strong"), of=box)
    if unit:
        row.addWidget(text(unit, "quiet"))
    box.setAccessibleName(f"{label} {figure} {unit}".strip())
    return box
