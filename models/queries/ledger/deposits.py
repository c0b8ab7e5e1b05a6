"""Deposits for machines as slips moved them; what a loan without a slip of its own says counts too. Money in fen."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from models.database import db
from models.queries.counting import counts
from models.rules.ledger.deposits import DepositMove, Place, held_deposits
from models.tables.guidance import LEND, SWAP, TAKE_BACK, EquipmentEvent, EquipmentLoan
from models.tables.ledger import Voucher

DatedMove = tuple[str, int, DepositMove]
"""A move with its day and the key of its slip; without a slip 0, or 1 for what went back."""
_Loan = tuple[int, int, str | None]
"""A household, a machine, and the day it was lent or came back."""


def deposit_moves(household: int | None = None, until: dt.date | None = None) -> list[DepositMove]:
    """The deposits that came in and went out, of all households or one, up to a day; oldest first."""
    return [move for _, _, move in dated_moves(household, until)]


def dated_moves(household: int | None = None, until: dt.date | None = None) -> list[DatedMove]:
    """The moves of deposits with their days and slips; else as `deposit_moves`.

    A loan that no slip tells of took its deposit when it was lent, and gave it back when the machine came back.
    """
    query = (
        EquipmentEvent.select(
            Voucher.date,
            Voucher.id,
            EquipmentEvent.kind,
            Voucher.household,
            EquipmentEvent.equipment,
            EquipmentEvent.deposit_in,
            EquipmentEvent.deposit_out,
            EquipmentEvent.other,
        )
        .join(Voucher)
        .where(counts(), Voucher.household.is_null(False))
    )
    if household is not None:
        query = query.where(Voucher.household == household)
    found: list[DatedMove] = []
    lent: Counter[_Loan] = Counter()
    back: Counter[_Loan] = Counter()
    for day, key, kind, home, machine, taken, given, other in db.execute(query):
        found.append((day, key, DepositMove(home, machine, taken, given, other)))
        if kind in (LEND, SWAP):
            lent[home, other or machine, day] += 1
        if kind in (TAKE_BACK, SWAP):
            back[home, machine, day] += 1
    found += _untold(household, lent, back)
    last = None if until is None else until.isoformat()
    return [one for one in sorted(found, key=lambda one: one[:2]) if last is None or one[0] <= last]


def deposits_held(household: int | None = None, until: dt.date | None = None) -> dict[Place, int]:
    """What is held for each machine at each household, up to a day. Raises UserError where more went back than came."""
    return held_deposits(deposit_moves(household, until))


def _untold(household: int | None, lent: Counter[_Loan], back: Counter[_Loan]) -> list[DatedMove]:
    """The deposits of loans, or of their ends, that no slip tells of."""
    query: Any = EquipmentLoan.select(
        EquipmentLoan.household,
        EquipmentLoan.equipment,
        EquipmentLoan.lent_on,
        EquipmentLoan.returned_on,
        EquipmentLoan.deposit,
    ).order_by(EquipmentLoan.id)
    if household is not None:
        query = query.where(EquipmentLoan.household == household)
    found: list[DatedMove] = []
    for home, machine, out, came, deposit in db.execute(query):
        told = lent[home, machine, out] > 0
        lent[home, machine, out] -= told
        ended = came is not None and back[home, machine, came] > 0
        back[home, machine, came] -= ended
        if not told and deposit:
            found.append((out or "", 0, DepositMove(home, machine, deposit, 0)))
            if came is not None and not ended:
                found.append((came, 1, DepositMove(home, machine, 0, deposit)))
    return found
