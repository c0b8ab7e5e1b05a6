"""Reports that count records by a group, such as a month or a village: each figure is the sum of the records it opens.

A person may count once in a figure, however many records there are: once in each group, and once in all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from operator import attrgetter
from typing import NamedTuple

from models.database import unless_halted
from models.kinds import COUNT, Kind
from models.queries import report
from models.rules.pay.growth import months_before


class CountedRecord(NamedTuple):
    """A record that counts in a column of a group; ``once``: what it stands for, which counts once in a figure."""

    column: str
    group: str
    name: str
    detail: str
    day: date
    amount: int = 1
    once: Hashable = None
    household: int | None = None


@dataclass(frozen=True, slots=True)
class CountedFigure:
    """A column of such a report: its key, marked label and kind; ``drawn`` ones stand in the picture."""

    key: str
    label: str
    kind: Kind = COUNT
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class CountedGroups:
    """The rows of such a report: the groups' keys in order, what their column is called, and their kind."""

    keys: Sequence[str]
    label: str
    kind: Kind


def counted_answer(
    records: Sequence[CountedRecord],
    groups: CountedGroups,
    figures: Sequence[CountedFigure],
    said: Callable[[dict[str, int]], report.Said],
) -> report.ReportAnswer:
    """The answer of a report that counts; ``said`` words the totals by column. Without records it is empty."""
    counted = _sorted_out(records)
    rows = [report.ReportRow(key, {"group": key, **_sums(counted, key, figures)}) for key in groups.keys]
    totals = _sums(counted, report.TOTAL, figures)
    columns = (
        report.column("group", groups.label, groups.kind),
        *(report.column(figure.key, figure.label, figure.kind) for figure in figures),
    )
    return report.ReportAnswer(
        (said(totals),),
        report.chart_of(
            report.GROUPED, rows, columns, "group", [figure.key for figure in figures if figure.drawn]
        ),
        columns,
        tuple(rows) if records else (),
        report.total_row(columns, totals) if records else None,
        partial(_behind, counted, {figure.key: figure for figure in figures}),
        frozenset(figure.key for figure in figures),
    )


def months_of(first: date, last: date) -> list[str]:
    """The calendar months of a span, the first one first."""
    found = [f"{last:%Y-%m}"]
    while found[-1] > f"{first:%Y-%m}":
        found.append(months_before(found[-1], 1))
    return found[::-1]


_Sorted = Mapping[tuple[str, str], Sequence[CountedRecord]]
"""The records by group, or of all, and column."""


def _sorted_out(records: Sequence[CountedRecord]) -> _Sorted:
    """The records that make each figure, by day and name: of who counts once in it the first."""
    found: dict[tuple[str, str], list[CountedRecord]] = defaultdict(list)
    seen: dict[tuple[str, str], set[Hashable]] = defaultdict(set)
    for one in unless_halted(sorted(records, key=attrgetter("day", "name", "detail"))):
        for group in {one.group, report.TOTAL}:
            figure = group, one.column
            if one.once is not None:
                if one.once in seen[figure]:
                    continue
                seen[figure].add(one.once)
            found[figure].append(one)
    return found


def _sums(records: _Sorted, group: str, figures: Sequence[CountedFigure]) -> dict[str, int]:
    return {one.key: sum(record.amount for record in records.get((group, one.key), ())) for one in figures}


def _behind(records: _Sorted, figures: Mapping[str, CountedFigure], group: str, what: str) -> report.Behind:
    figure = figures[what]
    found = [
        (one, None if one.household is None else report.Lead(report.OF_HOUSEHOLD, one.household))
        for one in records.get((group, what), ())
    ]
    return records_behind(found, figure.label, figure.kind)


def records_behind(
    records: Sequence[tuple[object, report.Lead | None]], label: str, kind: Kind
) -> report.Behind:
    """Records with name, detail and day, whose amounts add up to a figure, and what each leads to."""
    columns = (*report.RECORD_COLUMNS, report.column("amount", label, kind))
    return report.Behind(
        lambda tr: tr.plural("{n} record", "{n} records", len(records)),
        columns,
        [report.BehindRow.of(one, columns, lead) for one, lead in records],
        "amount",
    )
