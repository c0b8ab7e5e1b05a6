"""The dispatch slip (发料单): what is to be made, until when, at which rates, and the material handed over for it."""

from __future__ import annotations

from typing import Final

from models import format
from models.i18n import Translator, mark
from models.queries.ledger.slips import DispatchSlip, MaterialGiven, SlipWork
from models.rules.amount import line_amount
from models.rules.ledger import voucher_kind
from reports.paper.blocks import Block, Figure, Note, ReckoningBlock, Space, Step
from reports.paper.document import Document
from reports.paper.formatting import (
    NOTHING,
    TICK,
    amount,
    day_of_year,
    packed,
    quantity,
    rate_each,
    slip_makers,
    slip_numbers,
)
from reports.paper.language import within_sentence
from reports.paper.slip_document import slip_document
from reports.paper.table import Cell, Column, Row, Table

SIGNED: Final = (
    mark("Made out by"),
    mark("Handed over by"),
    mark("Material received (signature or thumbprint)"),
)
CHECK: Final = mark(
    "Check it now. If it is short or bad, call within three days. It is the cooperative's: return what is left."
)


def build(data: DispatchSlip, tr: Translator) -> Document:
    """One dispatch slip, or those of a household and day on one paper."""
    slip, every = data.slip, (data.slip, *data.also)
    blocks: list[Block] = []
    if data.works:
        blocks += [_works(data, tr), Space(4, spare=True)]
    blocks.append(_materials(data, tr))
    said: list[Step] = []
    if data.machines:
        machines = "  ".join(
            " ".join(part for part in (machine.code, machine.name, machine.model) if part)
            for machine in data.machines
        )
        said.append(Step("", tr("Machines lent: {machines}").format(machines=machines), ""))
    for reason in dict.fromkeys(one.reason for one in every if one.reason):
        said.append(Step("", tr("Reason: {reason}").format(reason=reason), ""))
    if data.works:
        blocks.append(ReckoningBlock(said, _due(data, tr), [tr(CHECK)]))
    else:
        blocks += [Space(3), *(Note(step.words) for step in said), Note(tr(CHECK), small=True)]
    return slip_document(
        slip,
        tr,
        tr("Top-up slip") if slip.kind == voucher_kind.TOP_UP else tr("Dispatch slip"),
        blocks,
        number=slip_numbers(every),
        maker=slip_makers(every, tr),
        signatures=tuple(map(tr, SIGNED)),
        reprint=max(one.printed for one in every),
        also=[one.number for one in data.also],
    )


def _due(data: DispatchSlip, tr: Translator) -> Figure:
    """What is to be brought and by when; of several works, when the first is due."""
    first = min(data.works, key=lambda work: work.due)
    when = day_of_year(first.due, data.slip.date, tr)
    if len(data.works) == 1:
        label = tr("Bring by {date}").format(date=when)
        return Figure(label, format.quantity(first.quantity, first.unit, tr))
    return Figure(tr("Bring the first by"), when)


def _works(data: DispatchSlip, tr: Translator) -> Table:
    say = within_sentence(tr)

    def row(work: SlipWork) -> Row:
        like = data.slip.date
        return Row(
            [
                work.number,
                work.name,
                quantity(work.quantity, work.unit, tr),
                rate_each(work.good_rate, work.unit, tr),
                rate_each(work.second_rate, work.unit, tr),
                day_of_year(work.due, like, tr),
                day_of_year(work.pay_date, like, tr),
            ]
        )

    return Table(
        [
            Column("subcontract", tr("Subcontract", "paper"), 14),
            Column("work", tr("Work"), 19, fold="subcontract", rank=3),
            Column("quantity", tr("Quantity due"), 13, figure=True),
            Column(
                "good", tr("Rate, good"), 15, figure=True, fold="quantity", rank=4, before=say("Good") + " "
            ),
            Column(
                "second", tr("Rate, second"), 15, figure=True, fold="good", rank=2, before=say("Second") + " "
            ),
            Column("due", tr("Bring by"), 11),
            Column("paid", tr("Pay date"), 11, fold="due", rank=1),
        ],
        [row(work) for work in data.works],
    )


def _materials(data: DispatchSlip, tr: Translator) -> Table:
    """What was handed over, with a box to tick; its value where a price is known."""
    merged, valued = bool(data.also), any(material.price is not None for material in data.materials)
    columns = [
        Column("number", tr("#"), 4),
        *([Column("slip", tr("Slip"), 14, fold="name", rank=2)] if merged else []),
        Column("code", tr("Code"), 13, fold="name", rank=1),
        Column("name", tr("Material", "paper"), 22),
        Column("subcontract", tr("For"), 13, fold="name", rank=2),
        Column("quantity", tr("Quantity"), 14, figure=True),
        Column("packs", tr("Packs and loose"), 24, fold="name", rank=3),
        *([Column("value", tr("Value, yuan"), 11, figure=True, fold="quantity", rank=2)] if valued else []),
        Column("checked", tr("Checked"), 6),
    ]
    rows = []
    for at, material in enumerate(data.materials, start=1):
        cells: list[Cell] = [str(at), *([material.slip] if merged else []), material.code, material.name]
        cells += [
            material.subcontract,
            quantity(material.quantity, material.unit, tr),
            " ".join(part for part in (_packed(material, tr), material.reason) if part),
        ]
        if valued:
            cells.append(
                NOTHING if material.price is None else amount(line_amount(material.quantity, material.price))
            )
        rows.append(Row([*cells, TICK]))
    return Table(columns, rows)


def _packed(material: MaterialGiven, tr: Translator) -> str:
    return packed(material.quantity, material.pack_size, material.unit, tr)
