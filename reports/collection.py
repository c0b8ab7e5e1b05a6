"""The receipt (回收单): what was received, sorted by grade, what it earns, and the material left with the household."""

from __future__ import annotations

from models import format
from models.i18n import Translator
from models.queries.slips import CollectionSlip, Received
from reports.blocks import Block, Figure, Note, Reckoning, Space, Step
from reports.document import THREE_PARTS, Document
from reports.table import Column, Row, Table
from reports.wording import NOTHING, amount, bookmark, count, day, holder, pieces, quantity, yuan


def build(data: CollectionSlip, tr: Translator) -> Document:
    """One receipt."""
    slip = data.slip
    blocks: list[Block] = [_lines(data, tr), Space(3)]
    blocks += [Note(note) for note in _notes(data, tr)]
    earned = [line.earned for line in data.lines]
    known = [fen for fen in earned if fen is not None]
    steps = [
        Step("", tr("Piece pay of the period so far"), amount(data.earned_so_far)),
        *_left(data, tr),
    ]
    figure = Figure(
        tr("This slip earns"), yuan(sum(known)) if len(known) == len(earned) else tr("no rate yet")
    )
    blocks.append(Reckoning(steps, figure))
    return Document(
        title=tr("Receipt of finished pieces"),
        number=slip.number,
        subject=day(slip.date, tr),
        code=slip.number,
        holder=holder(slip.contact, tr),
        blocks=blocks,
        signatures=(tr("Counted by"), tr("Checked by"), tr("Delivered by (signature or thumbprint)")),
        voided=slip.voided,
        reprint=slip.printed,
        parts=THREE_PARTS,
        bookmark=bookmark(slip.contact, slip.number),
        key=slip.number,
    )


def _lines(data: CollectionSlip, tr: Translator) -> Table:
    def row(line: Received) -> Row:
        split = line.parts
        return Row(
            [
                line.work.number,
                line.work.name,
                quantity(line.received, line.work.unit, tr),
                pieces(split.good),
                pieces(split.second),
                pieces(split.rework),
                pieces(split.work_scrap),
                pieces(split.material_scrap),
                pieces(split.pending),
                pieces(line.outstanding) or NOTHING,
                NOTHING if line.earned is None else amount(line.earned),
            ]
        )

    return Table(
        [
            Column("subcontract", tr("Subcontract"), 13),
            Column("work", tr("Work"), 16, fold="subcontract", rank=1),
            Column("received", tr("Received"), 11, figure=True),
            *(
                Column(key, label, 8, figure=True, fold="received", rank=2, before=label + " ", aligned=True)
                for key, label in (
                    ("good", tr("Good")),
                    ("second", tr("Second")),
                    ("rework", tr("Rework")),
                    ("work_scrap", tr("Work scrap")),
                    ("material_scrap", tr("Material scrap")),
                    ("pending", tr("Pending")),
                )
            ),
            Column(
                "outstanding",
                tr("Still to deliver"),
                10,
                figure=True,
                fold="received",
                rank=3,
                before=tr("Still to deliver") + " ",
                aligned=True,
            ),
            Column("earned", tr("Earned"), 11, figure=True),
        ],
        [row(line) for line in data.lines],
    )


def _notes(data: CollectionSlip, tr: Translator) -> list[str]:
    notes = []
    for line in data.lines:
        unit = format.unit_name(line.work.unit, tr)
        said = []
        if line.gross is not None:
            said.append(
                tr("gross {gross}, tare {tare}, net {net} {unit}").format(
                    gross=count(line.gross), tare=count(line.tare or 0), net=count(line.received), unit=unit
                )
            )
        if line.reason:
            said.append(line.reason)
        if said:
            notes.append(f"{line.work.number}  " + "  ".join(said))
    if data.slip.reason:
        notes.append(tr("Reason: {reason}").format(reason=data.slip.reason))
    return notes


def _left(data: CollectionSlip, tr: Translator) -> list[Step]:
    """The material left with the household, one line each."""
    if not data.materials_left:
        return [Step("", tr("No material left with the household"), "")]
    lines = [Step("", tr("Material left with the household:"), "")]
    for material in data.materials_left:
        lines.append(
            Step("", f"{material.code}  {material.name}", quantity(material.quantity, material.unit, tr))
        )
    return lines
