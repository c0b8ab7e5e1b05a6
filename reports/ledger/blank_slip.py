"""A blank slip with its number, to be written by hand and entered later under that number."""

from __future__ import annotations

from models.i18n import Translator
from models.queries.ledger.blank_slips import KINDS, LOAN, BlankPaper
from reports.ledger.collection import grade_columns
from reports.paper.blank_blocks import Blanks, EmptyTable
from reports.paper.blocks import Block, Fact, Facts, Note, Space
from reports.paper.document import THREE_PARTS, Document
from reports.paper.form_blocks import Answer

ROWS = 7


def build(data: BlankPaper, tr: Translator) -> Document:
    """One blank slip."""
    said = tr("Blank slip: write it clearly and enter it under its number.")
    if data.holder:
        said += "  " + tr("Block of {holder}").format(holder=data.holder)
    return Document(
        title=tr("Machine on loan") if data.kind == LOAN else tr(KINDS[data.kind]),
        number=data.number,
        subject="",
        code=data.number,
        blocks=[*_body(data, tr), Space(4, spare=True), Note(said, small=True)],
        signatures=_signatures(data.kind, tr),
        voided=data.spoiled,
        reprint=data.printed,
        parts=() if data.kind == LOAN else THREE_PARTS,
        bookmark=data.number,
        key=data.number,
    )


def _body(data: BlankPaper, tr: Translator) -> list[Block]:
    heads = [(tr("Date"), 4), (tr("Household"), 4), (tr("Household code"), 3)]
    if data.kind == "transfer":
        heads += [(tr("Handed on to"), 6), (tr("Household code"), 4)]
    else:
        heads += [(tr("Village and group"), 6), (tr("Phone"), 5)]
    if data.kind == "visit":
        return [
            Blanks([*heads, (tr("Technician"), 4), (tr("Topic"), 4), (tr("Next visit"), 4)]),
            Space(4),
            Answer(tr("Found"), "", blank=2),
            Space(4),
            Answer(tr("Advised"), "", blank=2),
        ]
    if data.kind == LOAN:
        return [
            Facts([Fact(tr("Machine"), data.about, bold=True), Fact(tr("Serial number"), data.number)]),
            Blanks([(tr("Lent on"), 4), *heads[1:], (tr("Deposit"), 4)]),
            Space(4, spare=True),
            Answer(tr("Condition when lent"), "", blank=1),
            Answer(tr("Condition when returned"), "", blank=1),
        ]
    blocks: list[Block] = [Blanks(heads)]
    if data.kind == "issue":
        work = [(tr("Work"), 5), (tr("Quantity due"), 4), (tr("Bring by"), 3)]
        rates = [(tr("Rate, good"), 4), (tr("Rate, second"), 4), (tr("Pay date"), 4)]
        blocks += [Blanks(work), Blanks(rates, spare=True)]
    return [*blocks, Space(6, spare=True), EmptyTable(_columns(data.kind, tr), ROWS)]


def _columns(kind: str, tr: Translator) -> list[tuple[str, int]]:
    if kind == "collection":
        return [
            (tr("Subcontract no."), 13),
            (tr("Work"), 15),
            (tr("Received"), 9),
            *((column.before.strip(), 9) for column in grade_columns(tr, "received")),
            (tr("Still to deliver"), 9),
            (tr("Piece pay"), 10),
        ]
    reason = tr("Packs and loose") if kind == "issue" else tr("Reason")
    return [
        (tr("Subcontract no."), 18),
        (tr("Material"), 30),
        (tr("Quantity"), 14),
        (tr("Unit"), 9),
        (reason, 26),
    ]


def _signatures(kind: str, tr: Translator) -> tuple[str, ...]:
    if kind == "collection":
        return (tr("Counted by"), tr("Checked by"), tr("Delivered by (signature or thumbprint)"))
    if kind == "visit":
        return (tr("Technician"), tr("Household (signature or thumbprint)"))
    if kind == LOAN:
        return (
            tr("Lent by"),
            tr("Borrowed by (signature or thumbprint)"),
            tr("Taken back by"),
            tr("Date"),
        )
    if kind == "issue":
        return (tr("Made out by"), tr("Handed over by"), tr("Material received (signature or thumbprint)"))
    return (tr("Handed over by (signature or thumbprint)"), tr("Received by"))
