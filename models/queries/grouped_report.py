"""A report whose figures are all counts and sums of records, group by group: each figure opens those it is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.kinds import FigureField
from models.queries import report
from models.queries.listing import ListColumn

Records = Mapping[str, Sequence[report.BehindRow]]
"""The records behind each figure of a group, by the figure's key; their cells may hold more than is shown."""


@dataclass(frozen=True, slots=True)
class GroupFigure:
    """A figure of every group: its column, the columns of the records behind it, and how it follows from one of them.

    One with a ``unit_key`` has no total where the groups' units differ.
    """

    column: ListColumn
    about: tuple[ListColumn, ...]
    of: str
    how: str = report.SUM

    def behind(self, records: Records) -> report.Behind:
        """The records of a group, as they are shown."""
        keys = [one.key for one in self.about]
        rows = [
            report.BehindRow({key: one.cells[key] for key in keys}, one.lead)
            for one in records.get(self.column.key, ())
        ]
        return report.Behind(
            lambda tr: tr.plural("{n} row", "{n} rows", len(rows)), self.about, rows, self.of, self.how
        )


@dataclass(frozen=True, slots=True)
class RecordGroup:
    """A row of the report: its key, the cells that name it, its records, and its word below the chart."""

    key: str
    cells: Mapping[str, Any]
    records: Records
    drawn: report.Category


def grouped_answer(
    names: Sequence[ListColumn],
    figures: Sequence[GroupFigure],
    groups: Sequence[RecordGroup],
    said: Sequence[report.Said],
    *,
    drawn: str,
    bars: Sequence[RecordGroup] | None = None,
    notes: Sequence[report.Said] = (),
) -> report.ReportAnswer:
    """The answer with a row for each group, a total of all, and a bar of the figure ``drawn`` for each of ``bars``."""
    told = {one.column.key: one for one in figures}
    whole: dict[str, list[report.BehindRow]] = {
        key: [row for group in groups for row in group.records.get(key, ())] for key in told
    }
    known: dict[str, Records] = {report.TOTAL: whole} | {
        one.key: one.records for one in (*(bars or ()), *groups)
    }

    def row(key: str, cells: Mapping[str, Any], records: Records) -> report.ReportRow:
        values = {name: figure.behind(records).value() for name, figure in told.items()}
        return report.ReportRow(key, {**cells, **values})

    rows = tuple(row(one.key, one.cells, one.records) for one in groups)
    nothing: dict[str, Any] = {one.key: None for one in names}
    total = row(report.TOTAL, nothing, whole) if rows else None
    for figure in figures if total is not None else ():
        unit = figure.column.unit_key
        units = {one.cells[unit] for one in rows} if unit else set()
        if total is not None and unit:
            one_unit = units.pop() if len(units) == 1 else None
            changed = {unit: one_unit or ""} | ({} if one_unit else {figure.column.key: None})
            total = report.ReportRow(report.TOTAL, {**total.cells, **changed})
    shown = list(groups if bars is None else bars)[: report.MOST_DRAWN]
    kind: Any = told[drawn].column.kind
    assert isinstance(kind, FigureField)
    series = report.ChartSeries(
        drawn,
        told[drawn].column.label,
        tuple(told[drawn].behind(one.records).value() for one in shown),
        kind,
    )
    chart = report.Chart(
        report.BARS,
        tuple(one.drawn for one in shown),
        (series,),
        len(groups if bars is None else bars) - len(shown),
    )
    return report.ReportAnswer(
        tuple(said) if rows else (),
        chart,
        (*names, *(one.column for one in figures)),
        rows,
        total,
        lambda key, what: told[what].behind(known[key]),
        frozenset(told),
        tuple(notes),
    )
