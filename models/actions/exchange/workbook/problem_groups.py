"""Problems of a workbook told by kind: what is the same in row after row of a column is one line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from models import format
from models.errors import Problem
from models.i18n import tr

FEW: Final = 3
"""So many rows with the same problem are told one by one."""


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """Problems that differ in nothing but row and value: a single one, or more than `FEW`."""

    problems: tuple[Problem, ...]

    @property
    def many(self) -> bool:
        """Whether it stands for several rows."""
        return len(self.problems) > 1

    def as_problem(self) -> Problem:
        """All of them as one problem; where there are many it has no row, its message says how many and which."""
        first = self.problems[0]
        if not self.many:
            return first
        words = tr("Rows {rows}, {count} in all: {message}").format(
            count=len(self.problems),
            rows=format.some([str(one.row) for one in self.problems], FEW),
            message=first.message,
        )
        return first._replace(row=None, value="", message=words)


def grouped(problems: Sequence[Problem]) -> list[ProblemGroup]:
    """Problems by sheet, column and message, each group where its first one stood."""
    alike: dict[tuple[str, str | None, str], list[Problem]] = defaultdict(list)
    for one in problems:
        alike[one.sheet, one.column, one.message].append(one)
    groups = []
    for one in problems:
        same = alike[one.sheet, one.column, one.message]
        if len(same) <= FEW:
            groups.append(ProblemGroup((one,)))
        elif one is same[0]:
            groups.append(ProblemGroup(tuple(same)))
    return groups
