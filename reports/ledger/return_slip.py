"""Slips for material that leaves a household: back to the warehouse (退料单), or on to another household (调拨单)."""

from __future__ import annotations

from typing import Final

from models.i18n import Translator, mark
from models.queries.ledger.slips import ReturnSlip
from models.rules.ledger import voucher_kind
from reports.paper.blocks import Block, Fact, Facts, Note, Space
from reports.paper.document import Document
from reports.paper.formatting import phone, place, quantity
from reports.paper.slip_document import slip_document
from reports.paper.table import Column, Row, Table

SIGNED: Final = (mark("Handed over by (signature or thumbprint)"), mark("Received by"))


def _materials(data: ReturnSlip, tr: Translator) -> Table:
    return Table(
        [
            Column("number", tr("#"), 5),
            Column("code", tr("Code"), 15, fold="name", rank=1),
            Column("name", tr("Material", "paper"), 26),
            Column("subcontract", tr("Subcontract", "paper"), 15, fold="name", rank=2),
            Column("quantity", tr("Quantity"), 14, figure=True),
            Column("reason", tr("Reason"), 25),
        ],
        [
            Row(
                [
                    str(at),
                    material.code,
                    material.name,
                    material.subcontract,
                    quantity(material.quantity, material.unit, tr),
                    material.reason,
                ]
            )
            for at, material in enumerate(data.materials, start=1)
        ],
    )


def build(data: ReturnSlip, tr: Translator) -> Document:
    """One return or transfer slip."""
    slip = data.slip
    if slip.kind == voucher_kind.TRANSFER:
        title = tr("Transfer slip")
        receiver = (
            f"{data.to.head} {data.to.code}  {place(data.to, tr)}  {phone(data.to)}"
            if data.to is not None
            else ""
        )
    else:
        title = tr("Return slip")
        receiver = tr("The cooperative's warehouse")
    blocks: list[Block] = [
        Facts(
            [
                Fact(tr("Comes from"), f"{slip.contact.head} {slip.contact.code}"),
                Fact(tr("Goes to"), receiver, wide=True),
            ]
        ),
        Space(5),
        _materials(data, tr),
        Space(3),
    ]
    if slip.reason:
        blocks.append(Note(tr("Reason: {reason}").format(reason=slip.reason)))
    return slip_document(slip, tr, title, blocks, signatures=tuple(map(tr, SIGNED)))
