"""A report on paper: what it was narrowed down to, the picture with its sentence, the table, and what to know of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from models import format
from models.i18n import Translator
from models.kinds import FigureField, QuantityField
from models.queries.desk.reports import Narrowed
from models.queries.listing import ListColumn
from models.queries.report import Report, ReportAnswer, ReportFilters
from reports.paper.blocks import Block, Fact, Facts, Note, Number, Space
from reports.paper.chart import ChartBlock
from reports.paper.document import Document
from reports.paper.formatting import count, day
from reports.paper.language import within_sentence
from reports.paper.table import Cell, Column, Row, Table

_WIDE: Final = 5
"""A table of more columns than these folds its names, so that it fits the paper."""
_PAIRED: Final = 3
"""One of more quantities than these folds every second one."""


@dataclass(frozen=True, slots=True)
class ReportPaper:
    """A report that was asked: its answer, the day it was asked on, its span, and what narrowed it down, in words.

    ``asked`` is what narrowed it down as it was asked; its sections are asked for the same.
    """

    report: Report
    answer: ReportAnswer
    today: date
    span: tuple[date, date] | None
    filters: tuple[Narrowed, ...] = ()
    asked: ReportFilters = field(default_factory=ReportFilters)


def build(data: ReportPaper, tr: Translator) -> Document:
    """One report."""
    answer, sentence = data.answer, within_sentence(tr)
    blocks: list[Block] = []
    if data.filters:
        facts = [Fact(tr(one.label), one.kind.worded(one.value, sentence)) for one in data.filters]
        blocks += [Facts(facts), Space(4)]
    if answer.empty:
        blocks.append(Note(tr(data.report.empty)))
    else:
        blocks += [Note(said(sentence), bold=True) for said in answer.said]
        if answer.chart.categories:
            blocks += [Space(4), ChartBlock(answer.chart, tr)]
        if answer.chart.left_out:
            blocks.append(Note(_left_out(answer, sentence), small=True))
        blocks += [Space(4), _table(answer, tr), Space(6)]
        blocks += [Note(note(sentence), small=True) for note in answer.notes]
    title = tr(data.report.title)
    return Document(
        title=title,
        number="",
        subject=_when(data, tr),
        blocks=blocks,
        bookmark=title,
        key=data.report.key,
    )


def _when(data: ReportPaper, tr: Translator) -> str:
    """The span of a report, or the day it was asked on."""
    if data.span is None:
        return day(data.today, tr)
    first, last = data.span
    return f"{first.isoformat()} – {last.isoformat()}"


def _left_out(answer: ReportAnswer, tr: Translator) -> str:
    return tr.plural(
        "The picture shows {drawn}; {n} more stands in the table.",
        "The picture shows {drawn}; {n} more stand in the table.",
        answer.chart.left_out,
    ).format(drawn=len(answer.chart.categories))


def _table(answer: ReportAnswer, tr: Translator) -> Table:
    shown = [column for column in answer.columns if not column.hidden]
    total: list[Cell] | None = None
    if answer.total is not None:
        total = [_cell(column, answer.total.cells, tr) for column in shown]
        total[0] = total[0] or tr("In all")
    return Table(
        _columns(shown, tr),
        [Row([_cell(column, row.cells, tr) for column in shown]) for row in answer.rows],
        total=total,
    )


def _columns(shown: Sequence[ListColumn], tr: Translator) -> list[Column]:
    """The columns; where there are many, what only says more of a name folds under it."""
    hosts = _hosts(shown)
    return [
        Column(
            column.key,
            tr(column.label),
            8 if column.kind.figure else 14,
            figure=column.kind.figure,
            fold=hosts.get(column.key, ""),
            rank=rank,
            aligned=column.kind.figure,
        )
        for rank, column in enumerate(shown)
    ]


def _hosts(shown: Sequence[ListColumn]) -> dict[str, str]:
    """Which columns fold under which where the paper is narrow: names under the name, quantities in pairs."""
    if len(shown) <= _WIDE:
        return {}
    names = [column for column in shown if not column.kind.figure]
    hosts = {}
    if names:
        host = next((column for column in names if column.person), names[0])
        hosts = {column.key: host.key for column in names if column is not host}
    amounts = [column.key for column in shown if isinstance(column.kind, QuantityField)]
    if len(amounts) > _PAIRED:
        hosts |= dict(zip(amounts[1::2], amounts[::2], strict=False))
    return hosts


def _cell(column: ListColumn, cells: Mapping[str, Any], tr: Translator) -> Cell:
    value = cells[column.key]
    if value is None or value == "":
        return ""
    if isinstance(column.kind, QuantityField):
        unit = cells.get(column.unit_key) if column.unit_key else ""
        return Number(count(value), format.unit_name(unit, tr, value) if unit else "")
    if isinstance(column.kind, FigureField):
        return Number(column.kind.shown(value, tr).replace("-", "−"))
    return column.kind.shown(value, within_sentence(tr))
