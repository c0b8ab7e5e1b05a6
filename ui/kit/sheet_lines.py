"""Lines to type under a form: a grid of its own, read whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from models import format
from models.errors import UserError
from models.i18n import plural, tr
from ui.kit.boxes import STRETCH, hbox, vbox
from ui.kit.grid import Grid
from ui.kit.grid_model import GridColumn, GridLine
from ui.kit.sums import Sums
from ui.kit.text import text
from ui.shell import theme

ROWS_LEAST = 1


class Lines(QWidget):
    """The lines of a slip, or of a bill, under the form that heads it; ``adds`` names a column of money to add up."""

    def __init__(
        self,
        columns: list[GridColumn],
        changed: Callable[[GridLine, str], object],
        today: date,
        *,
        fixed: bool = False,
        title: str = "",
        adds: str = "",
    ) -> None:
        super().__init__()
        self._clean: list[dict[str, Any]] = []
        down = vbox("s", of=self)
        if title:
            down.addWidget(text(title, "section"))
        self.grid = Grid(columns, changed, self, title=title or tr("Lines"), today=lambda: today, fixed=fixed)
        self.grid.setMinimumHeight(theme.px("header") + ROWS_LEAST * theme.px("row"))
        down.addWidget(self.grid, 1)
        if fixed:
            return
        hint = text(
            tr("Enter goes to the next cell and adds a line · Ctrl+Del takes one out · F7 shows all"),
            "quiet",
        )
        if not adds:
            down.addWidget(hint, 0, Qt.AlignmentFlag.AlignRight)
            return
        self._adds = next(column for column in columns if column.key == adds)
        self.sum = Sums()
        down.addLayout(hbox("s", self.sum, STRETCH, hint))
        self.grid.edited.connect(self._add_up)
        self._add_up()

    def _add_up(self) -> None:
        lines = [line.get(self._adds.key) for line in self.grid.lines()]
        count = plural("{n} line", "{n} lines", len(lines))
        self.sum.say(
            [("", count, ""), (self._adds.label, format.money(sum(filter(None, lines))), tr("yuan"))]
        )

    @property
    def dirty(self) -> bool:
        """Whether something stands on the lines that was not there when they were shown."""
        return self._standing() != self._clean if self._clean else self.grid.dirty

    def show_kept(self, lines: Sequence[GridLine]) -> None:
        """Show lines as they are kept already, which nobody loses who closes them."""
        self.grid.model.set_lines(lines)
        self._clean = self._standing()

    def _standing(self) -> list[dict[str, Any]]:
        return [
            {key: value for key, value in (line.cells | line.typed).items() if value is not None}
            for line in self.grid.model.lines
        ]

    def complete(self, *needed: str) -> list[GridLine]:
        """The lines with every cell read; raises UserError, with the sign beside the cell that lacks something."""
        readable = self.grid.settle()
        lines = self.grid.lines()
        for line in lines:
            line.drop_problems()
            for key in needed:
                if line.get(key) is None and key not in line.typed:
                    self.grid.refuse(line, UserError(tr("Needed here."), key))
                    readable = False
        if not readable:
            self.grid.go_to_problem()
            raise UserError(self.grid.first_problem())
        return lines
