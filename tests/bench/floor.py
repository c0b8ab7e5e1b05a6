"""Measuring: how long a piece of work takes, beside the least it could take on the same machine in the same run.

A bench is a module ``bench_*.py`` here with ``run() -> list[Row]``. It measures the program's own work and its floor
(the same work by the barest means) with `median`, and says which ratio the project aims at.
"""

from __future__ import annotations

import gc
import statistics
import time
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what was done, seconds taken, seconds of the floor, and the greatest ratio aimed at.

    A bench whose aim is a time, not a ratio, gives ``floor=None`` and its aim in seconds. What is weighed instead of
    timed names its ``unit``.
    """

    what: str
    ours: float
    floor: float | None
    aim: float
    unit: str = "s"

    @property
    def ratio(self) -> float | None:
        """How many times the floor the work takes."""
        return None if self.floor is None else self.ours / self.floor

    @property
    def met(self) -> bool:
        """Whether the aim is reached."""
        return (self.ours if self.ratio is None else self.ratio) <= self.aim


def median(
    work: Callable[[], Any], times: int = 3, *, before: Callable[[], Any] | None = None, warm: bool = False
) -> float:
    """Seconds that ``work()`` takes, the median of ``times`` runs.

    ``before()`` runs unmeasured ahead of each one; ``warm`` adds one unmeasured run, so that imports and caches are
    not counted.
    """
    taken = []
    for turn in range(times + warm):
        if before is not None:
            before()
        gc.collect()
        start = time.perf_counter()
        work()
        if turn >= warm:
            taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def pair(ours: Callable[[], Any], floor: Callable[[], Any], times: int = 3) -> tuple[float, float]:
    """The medians of two pieces of work run in turns, so that a busy moment of the machine falls on both."""
    own, bare = [], []
    for _ in range(times):
        own.append(median(ours, 1))
        bare.append(median(floor, 1))
    return statistics.median(own), statistics.median(bare)


def table(rows: Sequence[Row]) -> str:
    """The rows as one text table: what | ours | floor | ratio | aim."""
    lines = [("what", "ours", "floor", "ratio", "aim", "")]
    for row in rows:
        floor, ratio, aim = "–", "–", f"≤ {row.aim:g} {row.unit}"
        if row.floor is not None and row.ratio is not None:
            floor, ratio, aim = _said(row.floor, row.unit), f"{row.ratio:.2f} ×", f"≤ {row.aim:g} ×"
        lines.append((row.what, _said(row.ours, row.unit), floor, ratio, aim, "" if row.met else "missed"))
    widths = [max(_width(line[column]) for line in lines) for column in range(6)]
    shown = []
    for number, line in enumerate(lines):
        cells = [_padded(text, widths[column], left=column == 0) for column, text in enumerate(line)]
        shown.append(" | ".join(cells[:5]).rstrip() + (f"   {line[5]}" if line[5] else ""))
        if number == 0:
            shown.append("-+-".join("-" * width for width in widths[:5]))
    return "\n".join(shown)


def _said(amount: float, unit: str) -> str:
    if unit != "s":
        return f"{amount:.2f} {unit}" if unit == "%" else f"{amount:.0f} {unit}"
    return f"{amount * 1000:.1f} ms" if amount < 1 else f"{amount:.2f} s"


def _width(text: str) -> int:
    """Columns a text takes in a terminal, where a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _padded(text: str, width: int, *, left: bool) -> str:
    space = " " * (width - _width(text))
    return text + space if left else space + text
