"""The inspection slip (检验单): what was found of pieces that were not checked when they came in."""

from __future__ import annotations

from dataclasses import replace

from models.i18n import Translator
from models.queries.ledger.inspection_slips import Inspected, InspectionSlip
from models.rules.ledger.grade import PARTS, PENDING
from reports.ledger.collection import grade_columns, pay_of_slip, rate_cells
from reports.ledger.defects import defect_words
from reports.paper.blocks import Block, ReckoningBlock, Space, Step
from reports.paper.document import Document
from reports.paper.form_blocks import Answer
from reports.paper.formatting import (
    NOTHING,
    amount,
    count,
    day_of_year,
    pieces,
    quantity,
    unit_words,
    yuan_each,
)
from reports.paper.slip_document import slip_document
from reports.paper.table import Cell, Column, Row, Table

_BLANK = 24  # characters of a line to write on


def build(data: InspectionSlip, tr: Translator) -> Document:
    """One inspection."""
    slip = data.slip
    figure = pay_of_slip((line.earned for line in data.lines), tr)
    wrong, why = tr("What was wrong"), _wrong(data, tr)
    blocks: list[Block] = [_lines(data, tr), ReckoningBlock(_returned(data, tr), figure)]
    # On a low paper it is said beside the framed figure.
    low = Step("", f"{wrong}  {why or '_' * _BLANK}", "")
    made = slip_document(
        slip,
        tr,
        tr("Inspection slip"),
        [*blocks, Space(4, spare=True), Answer(wrong, why, blank=1)],
        signatures=(tr("Inspected by"), tr("Checked by"), tr("Household (signature or thumbprint)")),
    )
    return replace(
        made, tight=replace(made, blocks=[blocks[0], ReckoningBlock([*_returned(data, tr), low], figure)])
    )


def _wrong(data: InspectionSlip, tr: Translator) -> str:
    """What was wrong with the pieces, work by work where there are several, and what was written besides."""
    said = [(line.work, defect_words(line.defects, tr)) for line in data.lines if line.defects]
    alone = len({work.number for work, _ in said}) == len(data.lines) == 1
    words = [defects if alone else f"{work.number} {defects}" for work, defects in said]
    return tr("; ").join(part for part in (*words, data.slip.reason) if part)


def _lines(data: InspectionSlip, tr: Translator) -> Table:
    rows = []
    for line in data.lines:
        rows.append(Row(_cells(line, data, tr), keep=True))
        rows.append(Row(["", "", yuan_each(line.work.unit, tr), "", *rate_cells(line.work)[:-1], "", ""]))
    return Table(
        [
            Column("receipt", tr("Collection slip"), 14),
            Column("received", tr("Brought on"), 10, fold="receipt", rank=1),
            Column("work", tr("Work"), 17, fold="receipt", rank=2),
            Column("before", tr("Not checked before"), 11, figure=True),
            *(column for column in grade_columns(tr, "before") if column.key != PENDING),
            Column("left", tr("Still not checked"), 10, figure=True, fold="before", rank=3, aligned=True),
            Column("earned", tr("Piece pay"), 11, figure=True),
        ],
        rows,
    )


def _cells(line: Inspected, data: InspectionSlip, tr: Translator) -> list[Cell]:
    return [
        line.receipt,
        day_of_year(line.received_on, data.slip.date, tr),
        line.work.name,
        quantity(line.pending, line.work.unit, tr),
        *(pieces(getattr(line.parts, grade)) for grade in PARTS if grade != PENDING),
        pieces(line.left) or NOTHING,
        NOTHING if line.earned is None else amount(line.earned),
    ]


def _returned(data: InspectionSlip, tr: Translator) -> list[Step]:
    """The rework that goes back to the household."""
    steps = []
    for line in data.lines:
        if line.parts.rework > 0:
            words = tr("Given back to be done again: {work} {quantity} {unit}").format(
                work=line.work.name,
                quantity=count(line.parts.rework),
                unit=unit_words(line.work.unit, tr, line.parts.rework),
            )
            steps.append(Step("", words, ""))
    return steps or [Step("", tr("Nothing is given back."), "")]
