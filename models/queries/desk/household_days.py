"""What came and went at a household day by day: slips, pay, machines, and the days work is due."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from models import format
from models.database import db
from models.i18n import mark, tr
from models.queries.answers import first_column
from models.queries.counting import counts
from models.queries.desk.target import Month, OfMachine, OfSubcontract, Record, Target
from models.queries.ledger.open_subcontracts import states_of
from models.queries.ledger.vouchers import contents
from models.queries.order.subcontract_summary import works
from models.rights import may
from models.rules.desk.roles import SEE_PAY
from models.rules.ledger import voucher_kind
from models.tables.guidance import Equipment, EquipmentLoan
from models.tables.ledger import Movement, Voucher
from models.tables.order import Subcontract
from models.tables.pay import PayPeriod, Statement

OUT, IN, BACK, VISIT, MONEY, PAY, MACHINE, DUE = range(8)
"""What a day is marked with, in the order the marks stand."""
MARKS: Final = (
    mark("Out", "calendar"),
    mark("In", "calendar"),
    mark("Back", "calendar"),
    mark("Visit", "calendar"),
    mark("Money", "calendar"),
    mark("Pay", "calendar"),
    mark("Machine", "calendar"),
    mark("Due", "calendar"),
)
"""A mark's word, as short as it can be: many stand on one day."""
_MARK_OF: Final = {
    **dict.fromkeys(voucher_kind.LEAVING, BACK),
    **dict.fromkeys(voucher_kind.MENDING, BACK),
    **dict.fromkeys(voucher_kind.GIVEN, OUT),
    **dict.fromkeys(voucher_kind.JUDGED, IN),
    voucher_kind.VISIT: VISIT,
    voucher_kind.RETURN_VISIT: VISIT,
    voucher_kind.DISPUTE: MONEY,
    voucher_kind.ADVANCE: MONEY,
    voucher_kind.ADJUSTMENT: MONEY,
}


@dataclass(frozen=True, slots=True)
class Happening:
    """Something of a day at a household in words, and the page that shows it; ``mark`` is an index of `MARKS`."""

    day: dt.date
    mark: int
    what: str
    words: str
    number: str
    page: str
    target: Target


def happenings(household: int, first: dt.date, last: dt.date) -> list[Happening]:
    """All that happened at a household between two days, both inside, and the work due then; the earliest first.

    Slips that were voided or taken back are left out.
    """
    found = [
        *_slips(household, first, last),
        *_payments(household, first, last),
        *_machines(household, first, last),
        *_due(household, first, last),
    ]
    return sorted(found, key=lambda one: (one.day, one.mark, one.number))


def _slips(household: int, first: dt.date, last: dt.date) -> list[Happening]:
    days = Voucher.date.between(first, last)
    # What another household handed on stands on that household's slip.
    handed_on = Movement.select(Movement.voucher).where(
        Movement.kind == voucher_kind.TRANSFER,
        Movement.target_subcontract.in_(
            Subcontract.select(Subcontract.id).where(Subcontract.household == household)
        ),
    )
    # What happens to a machine is told by its loan.
    days &= Voucher.kind != voucher_kind.MACHINE
    columns = (Voucher.id, Voucher.date, Voucher.kind, Voucher.number)
    queries = (
        Voucher.select(*columns).where(Voucher.household == household, days, counts()),
        Voucher.select(*columns).where(
            Voucher.kind == voucher_kind.TRANSFER,
            days,
            Voucher.household != household,
            Voucher.id.in_(handed_on),
            counts(),
        ),
    )
    rows = [row for query in queries for row in db.execute(query)]
    said = contents([row[0] for row in rows])
    return [
        Happening(
            dt.date.fromisoformat(day),
            _MARK_OF[kind],
            tr(voucher_kind.KINDS[kind].label),
            said.get(key, ""),
            number,
            "vouchers",
            Record(key),
        )
        for key, day, kind, number in rows
    ]


def _payments(household: int, first: dt.date, last: dt.date) -> list[Happening]:
    query = (
        Statement.select(PayPeriod.key, Statement.number, Statement.paid_on, Statement.net)
        .join(PayPeriod)
        .where(Statement.household == household, Statement.paid_on.between(first, last))
    )
    return [
        Happening(
            dt.date.fromisoformat(day),
            PAY,
            tr("Wages paid"),
            f"{format.month(period)} · {format.yuan(net)}" if may(SEE_PAY) else format.month(period),
            number,
            "pay",
            Month(period, household),
        )
        for period, number, day, net in db.execute(query)
    ]


def _machines(household: int, first: dt.date, last: dt.date) -> list[Happening]:
    found = []
    for field, what in (
        (EquipmentLoan.lent_on, tr("Machine lent")),
        (EquipmentLoan.returned_on, tr("Machine back")),
    ):
        query: Any = (
            EquipmentLoan.select(Equipment.id, Equipment.code, Equipment.name, field)
            .join(Equipment)
            .where(EquipmentLoan.household == household, field.between(first, last))
        )
        found += [
            Happening(dt.date.fromisoformat(day), MACHINE, what, name, code, "stock", OfMachine(key))
            for key, code, name, day in db.execute(query)
        ]
    return found


def _due(household: int, first: dt.date, last: dt.date) -> list[Happening]:
    """The work still open that is due in these days."""
    query = Subcontract.select(Subcontract.id).where(
        Subcontract.household == household,
        Subcontract.due.between(first, last),
        Subcontract.closed_on.is_null(),
    )
    states = states_of(first_column(query))
    open_ones = {key: state.outstanding for key, state in states.items() if not state.closed}
    return [
        Happening(
            work.due,
            DUE,
            tr("Due", "subcontract"),
            f"{work.product} {format.quantity(open_ones[work.id], work.unit)}",
            work.number,
            "orders",
            OfSubcontract(work.id),
        )
        for work in works(open_ones)
    ]
