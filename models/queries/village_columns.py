"""Villages and pieces by unit as reports show them: their columns and the picture of the first villages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from models.i18n import mark
from models.kinds import QUANTITY, TEXT, UNIT
from models.queries import report
from models.queries.listing import ListColumn

PIECES: Final = "pieces"


class VillagePlace(NamedTuple):
    """A village in its township."""

    township: str
    village: str


VILLAGE_COLUMNS: Final = (
    report.column("township", mark("Township"), TEXT),
    report.column("village", mark("Village"), TEXT),
)


def village_chart(
    kind: str, rows: Sequence[report.ReportRow], columns: Sequence[ListColumn], *figures: str
) -> report.Chart:
    """The picture of the first villages; where none is known its township stands for it."""
    drawn = report.chart_of(kind, rows, columns, "village", figures)
    places = (
        replace(one, value=one.value or row.cells["township"] or "–")
        for one, row in zip(drawn.categories, rows, strict=False)
    )
    return replace(drawn, categories=tuple(places))


def most_used(units: Iterable[str]) -> list[str]:
    """The different units among these, the most frequent first."""
    seen = Counter(units)
    return sorted(seen, key=lambda unit: (-seen[unit], unit))


_PIECES_OF: Final = {"piece": mark("Paid pieces"), "kg": mark("Paid kilograms")}
"""What the pieces of a unit are called; of another unit by its own word."""


def piece_columns(units: Sequence[str]) -> tuple[ListColumn, ...]:
    """A column for each unit: pieces of baskets and kilograms of thread make no sum."""
    return tuple(
        one
        for at, unit in enumerate(units)
        for one in (
            report.column(f"{PIECES}{at}", _PIECES_OF.get(unit, unit), QUANTITY, f"unit{at}"),
            report.column(f"unit{at}", mark("Unit"), UNIT, hidden=True),
        )
    )
