"""The card of a machine (设备卡), kept with it or in a folder: what it is, its value, where it is, what happened."""

from __future__ import annotations

from models import format
from models.i18n import Translator
from models.queries.guidance.machine_cards import MachineCard
from models.queries.guidance.machine_events import WHAT, event_words
from models.queries.guidance.machine_states import LOST
from reports.paper.blocks import Block, Fact, Facts, Note, Space
from reports.paper.document import Document
from reports.paper.formatting import NOTHING, day
from reports.paper.table import Column, Row, Table


def build(data: MachineCard, tr: Translator) -> Document:
    """One machine."""
    one = data.state
    rows = [
        Row(
            [
                day(event.date, tr),
                event.number,
                WHAT.shown(event.kind, tr),
                event.head or NOTHING,
                event_words(event, tr) or NOTHING,
            ]
        )
        for event in data.events
    ]
    history: Block = Table(
        [
            Column("date", tr("Date"), 14),
            Column("number", tr("Number"), 14, fold="date", rank=1),
            Column("what", tr("What happened"), 12),
            Column("who", tr("Household"), 14, fold="what", rank=2),
            Column("words", tr("Details"), 30),
        ],
        rows,
    )
    return Document(
        title=tr("Machine card"),
        number=one.code,
        subject=day(data.day, tr),
        code=one.code,
        blocks=[
            Facts(_facts(data, tr)),
            Space(6),
            history if rows else Note(tr("Nothing is written down of it yet.")),
        ],
        signatures=(tr("Kept by"), tr("Date")),
        bookmark=f"{one.code} {one.name}",
    )


def _facts(data: MachineCard, tr: Translator) -> list[Fact]:
    one, keeper = data.state, data.state.keeper
    where = tr("In the store")
    if keeper is not None:
        where = " ".join(part for part in (keeper.code, keeper.head, data.place) if part)
    if one.place == LOST:
        where = tr("Lost") if keeper is None else tr("Lost at {place}").format(place=where)
    never = NOTHING if one.inspect_every is None else tr("not yet")
    return [
        Fact(tr("Machine"), one.name, bold=True),
        Fact(tr("Model"), one.model or NOTHING),
        Fact(tr("Owner"), one.owner or tr("The cooperative")),
        Fact(tr("Bought on"), day(one.bought_on, tr) if one.bought_on else NOTHING),
        Fact(tr("Value when new"), NOTHING if one.value is None else format.yuan(one.value)),
        Fact(tr("Value today"), NOTHING if one.worth is None else format.yuan(one.worth), bold=True),
        Fact(tr("Deposit"), format.yuan(keeper.deposit) if keeper and keeper.deposit else tr("none")),
        Fact(tr("Condition"), data.condition or NOTHING),
        Fact(tr("Last inspected"), day(one.inspected_on, tr) if one.inspected_on else never),
        Fact(tr("Next inspection"), day(one.inspect_on, tr) if one.inspect_on else NOTHING),
        Fact(tr("Where it is"), where, wide=True),
    ]
