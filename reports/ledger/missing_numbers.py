"""The list of numbers that stand on no slip yet, with a place to note what became of each."""

from __future__ import annotations

from models.i18n import Translator
from models.queries.ledger.blank_slips import MissingPaper
from models.rules.ledger import voucher_kind
from reports.paper.blocks import Note, Space
from reports.paper.document import Document
from reports.paper.formatting import NOTHING, day
from reports.paper.table import Column, Row, Table


def build(data: MissingPaper, tr: Translator) -> Document:
    """All missing numbers."""
    rows = [
        Row(
            [
                str(at),
                one.number,
                tr(voucher_kind.BLANKS[one.kind]) if one.kind else NOTHING,
                day(one.date, tr),
                one.holder,
                "",
            ]
        )
        for at, one in enumerate(data.rows, start=1)
    ]
    return Document(
        title=tr("Missing numbers"),
        number="",
        subject=tr.plural("{n} number", "{n} numbers", len(rows)),
        blocks=[
            Note(tr("Enter each slip under its number, or note why the number stays empty.")),
            Space(4),
            Table(
                [
                    Column("at", tr("#"), 5),
                    Column("number", tr("Number"), 14),
                    Column("kind", tr("Blank slip"), 16, fold="number", rank=1),
                    Column("day", tr("Block of"), 14, fold="holder", rank=2),
                    Column("holder", tr("Carried by"), 14),
                    Column("note", tr("What became of it"), 30, least=70),
                ],
                rows,
                ruled=True,
                row=22,
            ),
        ],
        signatures=(tr("Checked by"), tr("Date")),
        bookmark=tr("Missing numbers"),
    )
