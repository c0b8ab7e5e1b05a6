"""The bag for a drive (出车袋): one file with what is loaded, the way, and stop after stop what is handed over there.

Lists are on A4; what a household signs is on A4 cut in three, with the number of its stop large at the top.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from models.i18n import Translator
from models.queries.ledger.labels import LabelSheets
from models.queries.ledger.slips import DispatchSlip
from models.queries.road.drive_bag import BagPaper, StopDelivery, StopReceipt, StopVisit
from models.queries.road.route_sheets import LoadingList, RouteSheet
from models.queries.road.routes import Job
from models.rules.ledger.grade import PARTS
from reports.ledger import dispatch, labels
from reports.ledger.collection import SIGNED, grade_names
from reports.paper.blank_blocks import Blanks
from reports.paper.blocks import Block, Note, Space
from reports.paper.document import THREE_PARTS, Document
from reports.paper.form_blocks import Answer
from reports.paper.formatting import day, holder, quantity
from reports.paper.papers import PAPERS
from reports.paper.table import Cell, Column, Row, Table
from reports.road import route

_CUT: Final = "a4-3"
_SPARE: Final = 2  # rows for work nobody expected


def build(data: BagPaper, tr: Translator) -> Document:
    """One paper of the bag."""
    content = data.content
    if isinstance(content, RouteSheet | LoadingList):
        return replace(route.build(content, tr), kind="route")
    if isinstance(content, LabelSheets):
        return labels.build(content, tr)
    if isinstance(content, DispatchSlip):
        made = replace(dispatch.build(content, tr), kind="dispatch")
    elif isinstance(content, StopDelivery):
        made = _delivery(content, tr)
    elif isinstance(content, StopReceipt):
        made = _receipt(content, tr)
    else:
        made = _visit(content, tr)
    return replace(
        made,
        corner=str(data.stop),
        paper=PAPERS[_CUT],
        chapter=f"{data.stop} {data.who}",
        section=f"{made.title} {made.number}",
    )


def _delivery(data: StopDelivery, tr: Translator) -> Document:
    """A slip of dispatch that is not in the books yet, and says so."""
    made = dispatch.build(data.slip, tr)
    said = Note(tr("Not in the books yet: its number comes when the route sheet is entered."), bold=True)
    return replace(made, blocks=[said, *made.blocks], reprint=data.printed, key=data.key)


def _receipt(data: StopReceipt, tr: Translator) -> Document:
    """A receipt whose quantities are written in, with the work that is expected back."""

    def row(job: Job | None) -> Row:
        known: list[Cell] = ["", "", ""]
        if job is not None:
            known = [job.number, job.name, quantity(job.quantity or 0, job.unit, tr)]
        return Row([*known, *("",) * (len(PARTS) + 1)])

    columns = [
        Column("subcontract", tr("Subcontract", "paper"), 15),
        Column("work", tr("Work"), 16),
        Column("expected", tr("Still to deliver"), 11, figure=True),
        Column("received", tr("Received"), 9, least=30),
        *(Column(grade, name, 8, least=24) for grade, name in grade_names(tr).items()),
    ]
    said = tr("Write what was really handed over; it is entered with the route sheet.")
    blocks: list[Block] = [
        Table(columns, [*map(row, data.expected), *[row(None)] * _SPARE], ruled=True, row=22),
        Space(3, spare=True),
        Note(said, small=True),
    ]
    return Document(
        title=tr("Collection slip"),
        number=data.number,
        subject=day(data.date, tr),
        code=data.number,
        holder=holder(data.contact, tr),
        blocks=blocks,
        signatures=tuple(map(tr, SIGNED)),
        parts=THREE_PARTS,
        reprint=data.printed,
        key=data.key,
    )


def _visit(data: StopVisit, tr: Translator) -> Document:
    """A card of a guidance visit to be written by hand."""
    return Document(
        title=tr("Guidance visit"),
        number=data.number,
        subject=day(data.date, tr),
        code=data.number,
        holder=holder(data.contact, tr, *(topic for topic in data.topics if topic)),
        blocks=[
            Blanks([(tr("Technician"), 4), (tr("Topic"), 4), (tr("Next visit"), 4)]),
            Answer(tr("Findings"), "", blank=1),
            Answer(tr("Advice"), "", blank=1),
        ],
        signatures=(tr("Technician"), tr("Household (signature or thumbprint)")),
        parts=THREE_PARTS,
        reprint=data.printed,
        key=data.key,
    )
