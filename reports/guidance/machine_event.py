"""The slip of what happened to a machine (设备单): lent, returned, swapped, repaired, inspected, lost, its deposit."""

from __future__ import annotations

from models import format
from models.i18n import Translator
from models.queries.guidance.machine_events import WAY, WHAT, MachineEventPaper
from reports.paper.blocks import Fact, Facts, Space
from reports.paper.document import Document
from reports.paper.form_blocks import Answer
from reports.paper.formatting import NOTHING, day
from reports.paper.slip_document import slip_document


def build(data: MachineEventPaper, tr: Translator) -> Document:
    """One event."""
    facts = [
        Fact(tr("Machine"), f"{data.code} {data.name}", bold=True),
        Fact(tr("Model"), data.model or NOTHING),
        Fact(tr("What happened"), WHAT.shown(data.kind, tr), bold=True),
    ]
    if data.other:
        facts.append(Fact(tr("In its place"), data.other))
    way = WAY.shown(data.deposit_by, tr)
    for label, amount in (
        (tr("Deposit taken"), data.deposit_in),
        (tr("Deposit given back"), data.deposit_out),
    ):
        if amount:
            facts.append(Fact(label, f"{format.yuan(amount)} · {way}"))
    if data.cost:
        facts.append(Fact(tr("Cost"), format.yuan(data.cost)))
    if data.next_date is not None:
        facts.append(Fact(tr("Next inspection"), day(data.next_date, tr)))
    return slip_document(
        data.slip,
        tr,
        tr("Machine slip"),
        [Facts(facts), Space(4), Answer(tr("Condition"), data.condition)],
        signatures=(tr("For the cooperative"), tr("Household (signature or thumbprint)")),
    )
