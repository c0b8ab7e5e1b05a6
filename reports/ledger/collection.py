"""The collection slip (回收单): what was received, by grade, what it earns, and the material left at the house."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from models.i18n import Translator, mark
from models.queries.ledger.slips import CollectionSlip, Left, Received, SlipWork
from models.rules.ledger.grade import GOOD, LABELS, MATERIAL_SCRAP, PARTS, PENDING, REWORK, SECOND, WORK_SCRAP
from reports.ledger.defects import defect_words
from reports.paper.blocks import Block, Figure, Note, ReckoningBlock, Space, Step
from reports.paper.document import Document
from reports.paper.formatting import (
    NOTHING,
    amount,
    count,
    pieces,
    quantity,
    rate_text,
    slip_makers,
    slip_numbers,
    unit_words,
    yuan,
    yuan_each,
)
from reports.paper.language import within_sentence
from reports.paper.slip_document import slip_document
from reports.paper.table import Cell, Column, Row, Table, counted_below

SIGNED: Final = (mark("Counted by"), mark("Checked by"), mark("Delivered by (signature or thumbprint)"))


def build(data: CollectionSlip, tr: Translator) -> Document:
    """One collection slip, or those of a household and day on one paper."""
    slip, every = data.slip, (data.slip, *data.also)
    blocks: list[Block] = [_lines(data, tr), Space(3, spare=True)]
    blocks += [Note(note) for note in _notes(data, tr)]
    so_far, fen = mark("Piece pay of this month up to today"), amount(data.earned_so_far)
    figure = pay_of_slip((line.earned for line in data.lines), tr)
    made = slip_document(
        slip,
        tr,
        tr("Collection slip"),
        [*blocks, ReckoningBlock([Step("", tr(so_far), fen), *_left(data, tr)], figure)],
        number=slip_numbers(every),
        maker=slip_makers(every, tr),
        signatures=tuple(map(tr, SIGNED)),
        reprint=max(one.printed for one in every),
        also=[one.number for one in data.also],
    )
    say = within_sentence(tr)
    low = [Step("", say(so_far), fen), Step("", _left_in_one_line(data, say), "")]
    return replace(made, tight=replace(made, blocks=[*blocks, ReckoningBlock(low, figure)]))


def pay_of_slip(earned: Iterable[int | None], tr: Translator) -> Figure:
    """What the lines of a slip earned together, where all of them have a rate."""
    lines = list(earned)
    known = [fen for fen in lines if fen is not None]
    words = yuan(sum(known)) if len(known) == len(lines) else tr("no rate yet")
    return Figure(tr("Piece pay of this slip"), words)


def grade_columns(tr: Translator, fold: str = "") -> list[Column]:
    """The grades of a collection as columns, in the words of a household's paper; ``fold`` as of a column."""
    short, before = grade_names(tr), grade_names(within_sentence(tr))
    heads = short | {WORK_SCRAP: tr("Spoiled, not paid"), MATERIAL_SCRAP: tr("Bad material, paid")}
    if not fold:
        return [Column(grade, heads[grade], 9, figure=True, rank=2) for grade in PARTS]
    return [counted_below(grade, heads[grade], 9, fold, 2, before[grade]) for grade in PARTS]


def grade_names(tr: Translator) -> dict[str, str]:
    """The grades of a collection in the short words of a household's paper."""
    return {
        GOOD: tr(LABELS[GOOD]),
        SECOND: tr(LABELS[SECOND]),
        REWORK: tr("Rework"),
        WORK_SCRAP: tr("Spoiled"),
        MATERIAL_SCRAP: tr("Bad material"),
        PENDING: tr("Not checked"),
    }


def _lines(data: CollectionSlip, tr: Translator) -> Table:
    merged = bool(data.also)

    def cells(line: Received) -> list[Cell]:
        split = line.parts
        return [
            *([line.slip] if merged else []),
            line.work.number,
            line.work.name,
            quantity(line.received, line.work.unit, tr),
            *(pieces(getattr(split, grade)) for grade in PARTS),
            pieces(line.outstanding) or NOTHING,
            NOTHING if line.earned is None else amount(line.earned),
        ]

    rows: list[Row] = []
    for at, line in enumerate(data.lines):
        following = data.lines[at + 1] if at + 1 < len(data.lines) else None
        same = following is not None and _paid_alike(line, following)
        rows.append(Row(cells(line), keep=not same))
        if not same:
            rows.append(Row(_rates(line, merged, tr)))
    outstanding = tr("Still to deliver")
    return Table(
        [
            *([Column("slip", tr("Slip"), 12)] if merged else []),
            Column("subcontract", tr("Subcontract", "paper"), 12, fold="slip", rank=1),
            Column("work", tr("Work"), 15, fold="subcontract", rank=1),
            Column("received", tr("Received"), 11, figure=True),
            *grade_columns(tr, "received"),
            counted_below("outstanding", outstanding, 9, "received", 3, outstanding),
            Column("earned", tr("Piece pay"), 11, figure=True),
        ],
        rows,
    )


def _paid_alike(one: Received, other: Received) -> bool:
    """Whether two lines are of one work and paid by the same rates, so that the rates stand once below both."""
    return (one.work.name, one.work.unit, one.work.good_rate, one.work.second_rate) == (
        other.work.name,
        other.work.unit,
        other.work.good_rate,
        other.work.second_rate,
    )


def _rates(line: Received, merged: bool, tr: Translator) -> list[Cell]:
    """The row of rates under the grades they pay for."""
    lead = ["", ""] if merged else [""]
    return [*lead, yuan_each(line.work.unit, tr), "", *rate_cells(line.work), "", ""]


def rate_cells(work: SlipWork) -> list[str]:
    """The rates of a work grade by grade; nothing under what is not paid."""
    rates = {GOOD: work.good_rate, SECOND: work.second_rate, MATERIAL_SCRAP: work.good_rate}
    said = {grade: NOTHING if rate is None else rate_text(rate) for grade, rate in rates.items()}
    return [said.get(grade, "") for grade in PARTS]


def _notes(data: CollectionSlip, tr: Translator) -> list[str]:
    notes = []
    for line in data.lines:
        unit = unit_words(line.work.unit, tr, line.received)
        said = []
        if line.gross is not None:
            said.append(
                tr("gross {gross}, tare {tare}, net {net} {unit}").format(
                    gross=count(line.gross), tare=count(line.tare or 0), net=count(line.received), unit=unit
                )
            )
        if line.defects:
            said.append(tr("What was wrong: {defects}").format(defects=defect_words(line.defects, tr)))
        if line.reason:
            said.append(line.reason)
        if said:
            notes.append(f"{line.work.number}  " + "  ".join(said))
    for reason in dict.fromkeys(one.reason for one in (data.slip, *data.also) if one.reason):
        notes.append(tr("Reason: {reason}").format(reason=reason))
    return notes


def _left(data: CollectionSlip, tr: Translator) -> list[Step]:
    """The material left with the household, one line each; below zero is more used than was issued."""
    if not data.materials_left:
        return [Step("", tr("No material left with the household"), "")]
    lines = [Step("", tr("Material left with the household:"), "")]
    for material in data.materials_left:
        lines.append(left_step(material, tr))
    return lines


def _left_in_one_line(data: CollectionSlip, tr: Translator) -> str:
    """The same in running text, for a low paper."""
    steps = [left_step(material, tr) for material in data.materials_left]
    said = tr(", ").join(f"{step.words} {step.amount}".strip() for step in steps)
    return f"{_left(data, tr)[0].words} {said}".strip()


def left_step(material: Left, tr: Translator) -> Step:
    """One material left with a household, or used beyond what was issued."""
    name = f"{material.code}  {material.name}".strip()
    if material.quantity < 0:
        words = tr("{material}: used {quantity} {unit} more than issued, to be checked").format(
            material=name,
            quantity=count(-material.quantity),
            unit=unit_words(material.unit, tr, material.quantity),
        )
        return Step("", words, "")
    return Step("", name, quantity(material.quantity, material.unit, tr))
