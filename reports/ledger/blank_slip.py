"""A blank slip with its number, to be written by hand and entered later under that number."""

from __future__ import annotations

from typing import Final

from models.i18n import Translator, mark
from models.queries.ledger.blank_slips import LOAN, BlankPaper
from models.rules.ledger import voucher_kind
from reports.ledger import collection, dispatch, return_slip
from reports.paper.blank_blocks import Blanks, EmptyTable
from reports.paper.blocks import Block, Fact, Facts, Note, Space
from reports.paper.document import THREE_PARTS, Document
from reports.paper.form_blocks import Answer
from reports.paper.language import within_sentence

ROWS: Final = 7
_SIGNED: Final = {
    voucher_kind.ISSUE: dispatch.SIGNED,
    voucher_kind.COLLECTION: collection.SIGNED,
    voucher_kind.VISIT: (mark("Technician"), mark("Household (signature or thumbprint)")),
    LOAN: (
        mark("Lent by"),
        mark("Borrowed by (signature or thumbprint)"),
        mark("Returned to"),
        mark("Date"),
    ),
}
"""Who signs a kind of blank slip; one of material that leaves a household is signed as its return is."""


def build(data: BlankPaper, tr: Translator) -> Document:
    """One blank slip."""
    said = tr("Blank slip: write it clearly and enter it under its number.")
    if data.holder:
        said += "  " + tr("Block of {holder}").format(holder=data.holder)
    return Document(
        title=tr("Machine on loan") if data.kind == LOAN else tr(voucher_kind.BLANKS[data.kind]),
        number=data.number,
        subject="",
        code=data.number,
        blocks=[*_body(data, tr), Space(4, spare=True), Note(said, small=True)],
        signatures=tuple(map(tr, _SIGNED.get(data.kind, return_slip.SIGNED))),
        voided=data.spoiled,
        reprint=data.printed,
        parts=() if data.kind == LOAN else THREE_PARTS,
        bookmark=data.number,
        key=data.number,
    )


def _body(data: BlankPaper, tr: Translator) -> list[Block]:
    whose = [(tr("Household"), 3), (tr("Household code"), 3), (tr("Phone"), 3)]
    place = tr("Village and group")
    if data.kind == LOAN:
        return _loan(data, whose, tr)
    blocks: list[Block] = [Blanks([(tr("Date"), 3), *whose])]
    if data.kind == voucher_kind.VISIT:
        return [
            *blocks,
            Blanks([(place, 4), (tr("Technician"), 4), (tr("Topic"), 4)]),
            Blanks([(tr("Next visit"), 4), (tr("Planned for"), 8)]),
            Space(4, spare=True),
            Answer(tr("Findings"), "", blank=2),
            Space(4, spare=True),
            Answer(tr("Advice"), "", blank=2),
        ]
    if data.kind == voucher_kind.ISSUE:
        blocks += [
            Blanks([(place, 6), (tr("Work"), 6)]),
            Blanks([(tr("Quantity due"), 4), (tr("Bring by"), 4), (tr("Pay date"), 4)]),
            Blanks([(tr("Rate, good"), 4), (tr("Rate, second"), 4), (tr("Machines lent"), 4)]),
        ]
    elif data.kind == voucher_kind.COLLECTION:
        so_far = within_sentence(tr)("Piece pay of this month up to today")
        blocks += [
            Blanks([(place, 4), (tr("Rate, good"), 4), (tr("Rate, second"), 4)]),
            Blanks([(tr("Gross weight"), 3), (tr("Tare"), 3), (so_far, 6)]),
        ]
    elif data.kind == voucher_kind.TRANSFER:
        to = [(tr("Household code"), 4), (place, 4), (tr("Phone"), 4)]
        blocks += [Blanks([(place, 6), (tr("Handed on to"), 6)]), Blanks(to)]
    else:
        blocks += [
            Blanks([(place, 12)]),
            Facts([Fact(tr("Goes to"), tr("The cooperative's warehouse"), wide=True)]),
        ]
    blocks += [
        Space(6, spare=True),
        EmptyTable(_columns(data.kind, tr), ROWS, ticked=data.kind == voucher_kind.ISSUE),
    ]
    if data.kind == voucher_kind.COLLECTION:
        blocks.append(Blanks([(tr("Material left with the household"), 12)], spare=True))
    if data.kind == voucher_kind.ISSUE:
        blocks += [Space(4, spare=True), Note(tr(dispatch.CHECK), small=True, spare=True)]
    return blocks


def _loan(data: BlankPaper, whose: list[tuple[str, int]], tr: Translator) -> list[Block]:
    further = [(tr("Village and group"), 4), (tr("Returned on"), 4), (tr("Deposit"), 4)]
    return [
        Facts([Fact(tr("Machine"), data.about, bold=True), Fact(tr("Serial number"), data.number)]),
        Blanks([(tr("Lent on"), 3), *whose]),
        Blanks(further),
        Space(4, spare=True),
        Answer(tr("Condition when lent"), "", blank=1),
        Answer(tr("Condition when returned"), "", blank=1),
    ]


def _columns(kind: str, tr: Translator) -> list[tuple[str, int]]:
    if kind == voucher_kind.COLLECTION:
        return [
            (tr("Subcontract", "paper"), 13),
            (tr("Work"), 15),
            (tr("Received"), 9),
            *((name, 9) for name in collection.grade_names(tr).values()),
            (tr("Still to deliver"), 9),
            (tr("Piece pay"), 10),
        ]
    columns = [
        (tr("Subcontract", "paper"), 18),
        (tr("Material", "paper"), 30),
        (tr("Quantity"), 14),
        (tr("Unit"), 9),
    ]
    if kind == voucher_kind.ISSUE:
        return [*columns, (tr("Packs and loose"), 18), (tr("Value, yuan"), 13), (tr("Checked"), 8)]
    return [*columns, (tr("Reason"), 26)]
