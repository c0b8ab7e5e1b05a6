"""The table of what is wrong or odd in a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

from PySide6.QtWidgets import QWidget

from models.actions.exchange.workbook.problem_groups import ProblemGroup
from models.errors import Problem
from models.i18n import mark
from models.kinds import COUNT
from ui.kit.empty import Empty
from ui.kit.memory_listing import Rows, column
from ui.kit.table import TableView

FOLDED, UNFOLDED = "▸ ", "▾ "
_COLUMNS = (
    column("sheet", mark("Sheet")),
    column("row", mark("Row"), COUNT),
    column("column", mark("Column")),
    column("value", mark("Value")),
    column("message", mark("What is wrong")),
)


class ProblemTable(TableView):
    """Problems of a workbook; a group of many rows is one line, which shows its rows when it is opened."""

    def __init__(
        self, name: str, title: str, parent: QWidget, *, empty: Empty | None = None, search: bool = True
    ) -> None:
        held = Rows(name, title, _COLUMNS)
        super().__init__(held, parent, empty=empty, search=search)
        self._held = held
        self._groups: list[ProblemGroup] = []
        self._unfolded: set[int] = set()
        self.opened.connect(self.turn)

    def put(self, groups: Sequence[ProblemGroup]) -> None:
        """Show other problems, all groups folded."""
        self._groups, self._unfolded = list(groups), set()
        self._fill_in()

    def turn(self, key: int) -> None:
        """Unfold a group, or fold it again; ``key`` is its place among all."""
        if key < len(self._groups) and self._groups[key].many:
            self._unfolded ^= {key}
            self._fill_in()

    def _fill_in(self) -> None:
        rows: list[tuple[int, tuple[Any, ...]]] = []
        # The groups keep their keys, so that the cursor stays on the one that was opened.
        keys = count(len(self._groups))
        for key, group in enumerate(self._groups):
            sign = "" if not group.many else UNFOLDED if key in self._unfolded else FOLDED
            rows.append((key, _cells(group.as_problem(), sign)))
            if key in self._unfolded:
                rows += [(next(keys), _cells(one)) for one in group.problems]
        self._held.put(rows)
        self.refresh()


def _cells(problem: Problem, sign: str = "") -> tuple[Any, ...]:
    return problem.sheet, problem.row, problem.column or "", problem.value, sign + problem.message
