"""What happened to machines (设备单), as lists and paper show it. Money in fen."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from peewee import JOIN, Case, fn

from models import format
from models.database import among, db
from models.i18n import Translator, mark
from models.kinds import CODE, ChoiceField
from models.queries.answers import answers, first_column, stored_day
from models.queries.counting import counts
from models.queries.document_common import SlipHead, enterprise_slips, slips
from models.queries.ledger.slip_listing import slip_listing
from models.queries.listing import ListColumn, Listing
from models.queries.party.place_narrow import HEAD, by_place
from models.rules.ledger import voucher_kind
from models.tables.guidance import DEPOSIT_WAYS, EQUIPMENT_EVENTS, Equipment, EquipmentEvent
from models.tables.ledger import Voucher
from models.tables.party import Household


class MachineEvent(NamedTuple):
    """Something that happened to a machine; ``head`` "" where it was in the store.

    Of a swap ``other`` came in its place, or it went out itself ``instead_of`` another, whose condition is not its own.
    """

    voucher: int
    number: str
    date: dt.date
    kind: str
    head: str
    deposit_in: int
    deposit_out: int
    deposit_by: str
    condition: str
    cost: int
    other: str
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class MachineEventPaper:
    """What happened to a machine as it is printed (设备单)."""

    slip: SlipHead
    code: str
    name: str
    model: str
    kind: str
    other: str
    deposit_in: int
    deposit_out: int
    deposit_by: str
    condition: str
    cost: int
    next_date: dt.date | None


_OTHER: Any = Equipment.alias()
WHAT: Final = ChoiceField(choices=EQUIPMENT_EVENTS)
"""What happened, in words."""
WAY: Final = ChoiceField(choices=DEPOSIT_WAYS)
"""How a deposit moves, in words."""


def machine_events(machine: int) -> Listing:
    """All that happened to a machine, newest first, also that it went out for another. The key is the voucher's."""
    came = EquipmentEvent.other == machine

    def source() -> Any:
        return (
            Voucher.select(Voucher.id)
            .join(EquipmentEvent)
            .join(Equipment, on=(EquipmentEvent.equipment == Equipment.id))
            .join_from(EquipmentEvent, _OTHER, JOIN.LEFT_OUTER, on=(EquipmentEvent.other == _OTHER.id))
            .join_from(Voucher, Household, JOIN.LEFT_OUTER)
            .where(Voucher.kind == voucher_kind.MACHINE, (EquipmentEvent.equipment == machine) | came)
        )

    return slip_listing(
        "events-of-machine",
        mark("What happened to machines"),
        (
            ListColumn.of(EquipmentEvent.kind),
            ListColumn(
                "swapped", mark("Swapped with"), CODE, Case(None, ((came, Equipment.code),), _OTHER.code)
            ),
            HEAD,
            ListColumn.of(EquipmentEvent.deposit_in),
            ListColumn.of(EquipmentEvent.deposit_out),
            ListColumn.of(EquipmentEvent.deposit_by),
            ListColumn.of(EquipmentEvent.cost),
            ListColumn.of(
                EquipmentEvent.condition, expression=Case(None, ((came, ""),), EquipmentEvent.condition)
            ),
        ),
        source,
        search=(Equipment.search, fn.COALESCE(Household.search, "")),
        narrows=("kind", by_place(day=Voucher.date), "deposit_by"),
    )


def events_of(machine: int) -> list[MachineEvent]:
    """What happened to a machine and counts, newest first, also that it went out in the place of another."""
    came = EquipmentEvent.other == machine
    query = (
        EquipmentEvent.select(
            Voucher.id.alias("voucher"),
            Voucher.number,
            Voucher.date,
            EquipmentEvent.kind,
            fn.COALESCE(Household.head, "").alias("head"),
            EquipmentEvent.deposit_in,
            EquipmentEvent.deposit_out,
            EquipmentEvent.deposit_by,
            Case(None, ((came, ""),), EquipmentEvent.condition).alias("condition"),
            EquipmentEvent.cost,
            Case(None, ((came, ""),), fn.COALESCE(_OTHER.code, "")).alias("other"),
            Case(None, ((came, Equipment.code),), "").alias("instead_of"),
        )
        .join(Voucher)
        .join(Household, JOIN.LEFT_OUTER)
        .join_from(EquipmentEvent, Equipment, on=(EquipmentEvent.equipment == Equipment.id))
        .join_from(EquipmentEvent, _OTHER, JOIN.LEFT_OUTER, on=(EquipmentEvent.other == _OTHER.id))
        .where((EquipmentEvent.equipment == machine) | came, counts())
        .order_by(Voucher.date.desc(), Voucher.id.desc())
    )
    return answers(MachineEvent, query)


def event_papers(
    *, numbers: tuple[str, ...] = (), household: str | None = None, **which: Any
) -> list[MachineEventPaper]:
    """Slips of what happened to machines; arguments as of `document_common.slips`."""
    heads: list[SlipHead] = []
    stored = set(_in_store(numbers))
    own = [number for number in numbers if number not in stored]
    if own or not numbers:
        heads += slips((voucher_kind.MACHINE,), numbers=own, household=household, **which)
    if stored or (not numbers and household is None):
        heads += enterprise_slips(
            voucher_kind.MACHINE, numbers=[number for number in numbers if number in stored], **which
        )
    order = {number: place for place, number in enumerate(numbers)}
    heads.sort(key=lambda head: (order.get(head.number, 0), head.date, head.number))
    said = _said([head.id for head in heads])
    return [MachineEventPaper(head, *said[head.id]) for head in heads if head.id in said]


def _in_store(numbers: tuple[str, ...]) -> list[str]:
    """Those of some numbers whose slips are of no household."""
    query = Voucher.select(Voucher.number).where(
        Voucher.kind == voucher_kind.MACHINE, among(Voucher.number, numbers), Voucher.household.is_null()
    )
    return first_column(query) if numbers else []


def _said(vouchers: list[int]) -> dict[int, tuple[Any, ...]]:
    query = (
        EquipmentEvent.select(
            EquipmentEvent.voucher,
            Equipment.code,
            Equipment.name,
            Equipment.model,
            EquipmentEvent.kind,
            fn.COALESCE(_OTHER.code.concat(" ").concat(_OTHER.name), ""),
            EquipmentEvent.deposit_in,
            EquipmentEvent.deposit_out,
            EquipmentEvent.deposit_by,
            EquipmentEvent.condition,
            EquipmentEvent.cost,
            EquipmentEvent.next_date,
        )
        .join(Equipment, on=(EquipmentEvent.equipment == Equipment.id))
        .join_from(EquipmentEvent, _OTHER, JOIN.LEFT_OUTER, on=(EquipmentEvent.other == _OTHER.id))
        .where(among(EquipmentEvent.voucher, vouchers))
    )
    return {key: (*rest, stored_day(following)) for key, *rest, following in db.execute(query)}


def event_words(event: MachineEvent, tr: Translator) -> str:
    """What was said of an event besides what happened: deposit, cost, the machine in its place, the condition."""
    said = []
    if event.deposit_in:
        said.append(tr("deposit {amount} taken").format(amount=format.yuan(event.deposit_in)))
    if event.deposit_out:
        said.append(tr("deposit {amount} given back").format(amount=format.yuan(event.deposit_out)))
    if event.cost:
        said.append(tr("cost {amount}").format(amount=format.yuan(event.cost)))
    if event.other:
        said.append(tr("in its place {code}").format(code=event.other))
    if event.instead_of:
        said.append(tr("in the place of {code}").format(code=event.instead_of))
    if event.condition:
        said.append(event.condition)
    return tr("; ").join(said)
