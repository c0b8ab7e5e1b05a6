"""The delivery slip (发料单): what is to be made, until when, at which rates, and the material handed over for it."""

from __future__ import annotations

from models import format
from models.i18n import Translator
from models.queries.slips import DispatchSlip, MaterialGiven, Work
from reports.blocks import Block, Figure, Note, Reckoning, Space, Step
from reports.document import THREE_PARTS, Document
from reports.table import Column, Row, Table
from reports.wording import bookmark, count, day, holder, quantity, rate, short


def build(data: DispatchSlip, tr: Translator) -> Document:
    """One delivery slip."""
    slip = data.slip
    blocks: list[Block] = []
    if data.works:
        blocks += [_works(data, tr), Space(4)]
    blocks.append(_materials(data.materials, tr))
    said: list[Step] = []
    if data.machines:
        machines = "  ".join(
            " ".join(part for part in (machine.code, machine.name, machine.model) if part)
            for machine in data.machines
        )
        said.append(Step("", tr("Machines lent: {machines}").format(machines=machines), ""))
    reason = slip.reason
    if reason:
        said.append(Step("", tr("Reason: {reason}").format(reason=reason), ""))
    check = tr(
        "Check the material and say within three days what is short or bad. It stays the cooperative's."
    )
    if data.works:
        blocks.append(Reckoning(said, _due(data, tr), [check]))
    else:
        blocks += [Space(3), *(Note(step.words) for step in said), Note(check, small=True)]
    return Document(
        title=tr("Top-up slip") if slip.kind == "top_up" else tr("Delivery slip"),
        number=slip.number,
        subject=day(slip.date, tr),
        code=slip.number,
        holder=holder(slip.contact, tr),
        blocks=blocks,
        signatures=(tr("Made out by"), tr("Handed over by"), tr("Received (signature or thumbprint)")),
        voided=slip.voided,
        reprint=slip.printed,
        parts=THREE_PARTS,
        bookmark=bookmark(slip.contact, slip.number),
        key=slip.number,
    )


def _due(data: DispatchSlip, tr: Translator) -> Figure:
    """What is to be brought and by when; of several works, when the first is due."""
    first = min(data.works, key=lambda work: work.due)
    when = tr("Due {date}").format(date=short(first.due, data.slip.date))
    if len(data.works) == 1:
        return Figure(when, format.quantity(first.quantity, first.unit, tr))
    return Figure(tr("The first is due"), short(first.due, data.slip.date))


def _works(data: DispatchSlip, tr: Translator) -> Table:
    def row(work: Work) -> Row:
        like = data.slip.date
        return Row(
            [
                work.number,
                work.name,
                quantity(work.quantity, work.unit, tr),
                rate(work.good_rate),
                rate(work.second_rate),
                short(work.due, like),
                short(work.pay_date, like),
            ]
        )

    return Table(
        [
            Column("subcontract", tr("Subcontract"), 15),
            Column("work", tr("Work"), 20, fold="subcontract", rank=3),
            Column("quantity", tr("Quantity due"), 14, figure=True),
            Column(
                "good", tr("Rate, good"), 12, figure=True, fold="quantity", rank=4, before=tr("Good") + " "
            ),
            Column(
                "second", tr("Rate, second"), 12, figure=True, fold="good", rank=2, before=tr("Second") + " "
            ),
            Column("due", tr("Due"), 11),
            Column("paid", tr("Pay day"), 11, fold="due", rank=1),
        ],
        [row(work) for work in data.works],
    )


def _materials(materials: tuple[MaterialGiven, ...], tr: Translator) -> Table:
    return Table(
        [
            Column("number", tr("No."), 5),
            Column("code", tr("Code"), 14, fold="name", rank=1),
            Column("name", tr("Material"), 26),
            Column("subcontract", tr("For"), 14, fold="name", rank=2),
            Column("quantity", tr("Quantity"), 15, figure=True),
            Column("packs", tr("Packs and loose"), 26, fold="name", rank=3),
        ],
        [
            Row(
                [
                    str(at),
                    material.code,
                    material.name,
                    material.subcontract,
                    quantity(material.quantity, material.unit, tr),
                    " ".join(part for part in (packs(material, tr), material.reason) if part),
                ]
            )
            for at, material in enumerate(materials, start=1)
        ],
    )


def packs(material: MaterialGiven, tr: Translator) -> str:
    """A quantity as whole packs and what is loose; nothing for material without packs."""
    if material.pack_size <= 0:
        return ""
    whole, loose = divmod(abs(material.quantity), material.pack_size)
    unit = format.unit_name(material.unit, tr)
    said = []
    if whole:
        said.append(
            tr("{count} packs of {size} {unit}").format(
                count=whole, size=count(material.pack_size), unit=unit
            )
        )
    if loose:
        said.append(tr("{quantity} {unit} loose").format(quantity=count(loose), unit=unit))
    return " + ".join(said)
