"""Records that hold over a span of days, no two of which may share one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from models.actions.upsert import Batch, effective
from models.errors import UserError
from models.rules.party.day_span import DaySpan


def planned_span(values: Mapping[str, Any], existing: Any) -> DaySpan:
    """The days an entry will hold over, from its ``start`` to its ``end``."""
    return DaySpan(effective(values, existing, "start"), effective(values, existing, "end"))


def refuse_shared_days(
    batch: Batch, rows: Iterable[Any], of: tuple[str, ...], fault: Callable[[DaySpan, Any], UserError]
) -> None:
    """Refuse entries that share a day with another record of the same value in the fields ``of``.

    ``rows`` are the records that are kept; ``fault`` is asked about the other span and the last of these values.
    """
    spans: dict[tuple[Any, ...], dict[int, DaySpan]] = defaultdict(dict)
    for row in rows:
        spans[_values(row, of)][row.id] = DaySpan(row.start, row.end)
    # What a batch changes is compared as it will be: a row may end the span that another one follows.
    for _, (_, existing) in batch.placed():
        if existing is not None:
            spans[_values(existing, of)].pop(existing.id, None)
    for place, (values, existing) in batch.placed():
        key = tuple(effective(values, existing, name) for name in of)
        own, span = spans[key], planned_span(values, existing)
        other = next((one for one in own.values() if one.meets(span)), None)
        if other is None:
            own[-place - 1 if existing is None else existing.id] = span
        else:
            batch.refuse(place, fault(other, key[-1]))


def _values(row: Any, fields: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(row.__data__[name] for name in fields)
