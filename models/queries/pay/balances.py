"""What households owe from earlier: advances, deductions, and what of them was taken back. Money in fen.

An advance or deduction of a locked period is taken back by a voucher that ``reverses`` it (help/rules, "Voiding and
reversing"): what is outstanding of it is owed no longer, what was taken is given back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

from peewee import JOIN, fn

from models.database import db, parts
from models.queries.counting import standing
from models.queries.periods import locked_until
from models.rights import shows
from models.rules.desk import roles
from models.rules.ledger import voucher_kind
from models.rules.ledger.deposits import PaidMove, deducted_before
from models.rules.pay import wage
from models.tables.guidance import EquipmentEvent
from models.tables.ledger import Voucher
from models.tables.pay import Adjustment, Advance, PayPeriod, Statement, StatementItem

BONUS, DEDUCTION, ADVANCE, REFUND = "bonus", "deduction", "advance", "refund"
"""The kinds of a `PayItem`."""


@dataclass(slots=True)
class PayItem:
    """A line of the reckoning besides the pieces, in fen.

    A bonus or deduction is its ``amount``, of which ``due`` stopped being due in the same period. Of an advance
    ``amount`` was recovered of what was ``due``, ``left`` remains. A refund gives ``amount`` back of the deduction or
    advance it takes back, or of a deposit, and ``due`` of it is owed no longer.
    """

    kind: str
    voucher: int
    number: str
    date: date
    reason: str
    amount: int
    due: int = 0
    left: int = 0


ITEM_FIELDS: Final = tuple(one.name for one in fields(PayItem))
"""What a line of the reckoning keeps when it is frozen."""


@dataclass(slots=True)
class AdvanceAccount:
    """An advance and what earlier periods recovered of it; ``back`` is the refund once it was taken back."""

    id: int
    household: int
    number: str
    date: date
    reason: str
    amount: int
    count: int
    recovered: int
    back: PayItem | None = None


@dataclass(frozen=True, slots=True)
class Refund:
    """A voucher of an open period that takes a deduction or advance back: whose, and the refund still to be filled.

    ``reverses`` 0: it gives a deposit of ``amount`` back, which stops first what these slips still have ``deducted``.
    """

    household: int
    reverses: int
    item: PayItem
    amount: int = 0
    deducted: tuple[int, ...] = ()


@shows(roles.SEE_PAY)
def taken_back(first: date, last: date) -> list[Refund]:
    """The deductions and advances that vouchers of these days take back, in order of day and number.

    A bonus taken back is none of them: it is a deduction like any other. Deposits are told by `deposits_given_back`.
    """
    found = []
    for table in (Adjustment, Advance):
        original = Voucher.alias()
        query = (
            table.select(
                Voucher.household, Voucher.id, Voucher.number, Voucher.date, Voucher.reason, Voucher.reverses
            )
            .join(Voucher)
            .join(original, on=(Voucher.reverses == original.id))
            .where(
                Voucher.kind.in_((voucher_kind.ADJUSTMENT, voucher_kind.ADVANCE)),
                standing(),
                standing(original),
                Voucher.date.between(first, last),
                table.amount > 0 if table is Adjustment else table.amount < 0,
            )
        )
        for household, voucher, number, day, reason, reverses in db.execute(query):
            item = PayItem(REFUND, voucher, number, date.fromisoformat(day), reason, 0)
            found.append(Refund(household, reverses, item))
    return sorted(found, key=lambda one: (one.item.date, one.item.number))


@shows(roles.SEE_PAY)
def deposits_given_back(first: date, last: date) -> list[Refund]:
    """The deposits for machines that slips of these days give back with the pay, or that are given back with a slip.

    Outside gross and limit: what was taken of them; what was not is deducted no longer.
    """
    query = (
        Adjustment.select(
            Voucher.household, Voucher.id, Voucher.number, Voucher.date, Voucher.reason, Adjustment.amount
        )
        .join(Voucher)
        .where(
            Voucher.kind == voucher_kind.MACHINE,
            standing(),
            Voucher.date.between(first, last),
            Adjustment.amount > 0,
        )
        .order_by(Voucher.date, Voucher.number)
    )
    rows = list(db.execute(query))
    deducted = _deducted({row[0] for row in rows})
    return [
        Refund(
            household,
            0,
            PayItem(REFUND, voucher, number, date.fromisoformat(day), reason, 0),
            amount,
            deducted[voucher],
        )
        for household, voucher, number, day, reason, amount in rows
    ]


def _deducted(households: Collection[int]) -> dict[int, tuple[int, ...]]:
    """By each slip that gives these households a deposit back with the pay, the slips that had it deducted."""
    moves: dict[int, list[PaidMove]] = defaultdict(list)
    for some in parts(households):
        query = (
            Voucher.select(
                Voucher.household,
                Voucher.id,
                EquipmentEvent.equipment,
                fn.COALESCE(Adjustment.amount, 0),
                EquipmentEvent.other,
                fn.COALESCE(Voucher.reverses, 0),
            )
            .join(EquipmentEvent, JOIN.LEFT_OUTER)
            .switch(Voucher)
            .join(Adjustment, JOIN.LEFT_OUTER, on=(Adjustment.voucher == Voucher.id))
            .where(Voucher.kind == voucher_kind.MACHINE, standing(), Voucher.household.in_(some))
            .order_by(Voucher.date, Voucher.id)
        )
        for household, *move in db.execute(query):
            moves[household].append(PaidMove(*move))
    return {voucher: slips for own in moves.values() for voucher, slips in deducted_before(own).items()}


@shows(roles.SEE_PAY)
def adjustments_of(first: date, last: date) -> dict[int, list[PayItem]]:
    """Bonuses and deductions by household, deposits for machines that the pay brings in among the deductions.

    What takes a deduction back is none of them (see `taken_back`), nor a deposit given back (`deposits_given_back`).
    """
    found: dict[int, list[PayItem]] = defaultdict(list)
    query = (
        Adjustment.select(
            Voucher.household, Voucher.id, Voucher.number, Voucher.date, Voucher.reason, Adjustment.amount
        )
        .join(Voucher)
        # The kind leads to the few slips there are; without it the whole month would be looked through.
        .where(
            Voucher.kind.in_((voucher_kind.ADJUSTMENT, voucher_kind.MACHINE)),
            standing(),
            Voucher.date.between(first, last),
            (Adjustment.amount < 0)
            | ((Voucher.kind == voucher_kind.ADJUSTMENT) & Voucher.reverses.is_null()),
        )
        .order_by(Voucher.date, Voucher.number)
    )
    for household, voucher, number, day, reason, amount in db.execute(query):
        kind = BONUS if amount > 0 else DEDUCTION
        found[household].append(PayItem(kind, voucher, number, date.fromisoformat(day), reason, amount))
    return found


@shows(roles.SEE_PAY)
def advance_accounts(until: date, back: Collection[Refund]) -> list[AdvanceAccount]:
    """Advances that are owed when the first open period begins, oldest first, and those that ``back`` gives back.

    What was taken back in a locked period is owed no longer.
    """
    recovered = {
        row[0]: row[1]
        for row in db.execute(
            StatementItem.select(StatementItem.voucher, fn.SUM(StatementItem.amount))
            .where(StatementItem.kind == ADVANCE)
            .group_by(StatementItem.voucher)
        )
    }
    refunds = {one.reverses: one.item for one in back}
    reversal: Any = Voucher.alias()
    gone = reversal.select(reversal.reverses).where(
        reversal.kind == voucher_kind.ADVANCE,
        reversal.reverses.is_null(False),
        standing(reversal),
        reversal.date <= (locked_until() or date.min),
    )
    query = (
        Advance.select(
            Voucher.id,
            Voucher.household,
            Voucher.number,
            Voucher.date,
            Voucher.reason,
            Advance.amount,
            Advance.instalments,
        )
        .join(Voucher)
        .where(
            Voucher.kind == voucher_kind.ADVANCE,
            standing(),
            Voucher.reverses.is_null(),
            Voucher.date <= until,
            Voucher.id.not_in(gone),
        )
        .order_by(Voucher.date, Voucher.id)
    )
    accounts = [
        AdvanceAccount(
            voucher,
            household,
            number,
            date.fromisoformat(day),
            why,
            amount,
            n,
            recovered.get(voucher, 0),
            refunds.get(voucher),
        )
        for voucher, household, number, day, why, amount, n in db.execute(query)
    ]
    return [one for one in accounts if one.recovered < one.amount or one.back is not None]


@shows(roles.SEE_PAY)
def carried_in(first: date) -> dict[int, int]:
    """扣款结转 by household out of the last locked period before a day that has statements.

    A locked period without any held no slips: what carries over passed through it.
    """
    last = (
        PayPeriod.select(PayPeriod.id)
        .join(Statement)
        .where(PayPeriod.end < first)
        .order_by(PayPeriod.end.desc())
        .first()
    )
    if last is None:
        return {}
    query = Statement.select(Statement.household, Statement.carried_out).where(
        Statement.period == last, Statement.carried_out != 0
    )
    return dict(db.execute(query))


@shows(roles.SEE_PAY)
def locked_dues(households: Collection[int]) -> dict[int, list[wage.Due]]:
    """The deductions of these households as the locked periods left them: every statement's taken, oldest first."""
    found: dict[int, list[wage.Due]] = {household: [] for household in households}
    deducted = _deducted(households)
    for some in parts(households):
        heads = list(
            db.execute(
                Statement.select(Statement.id, Statement.household, Statement.taken)
                .join(PayPeriod)
                .where(Statement.household.in_(some))
                .order_by(PayPeriod.end)
            )
        )
        items: dict[int, list[tuple[str, int, int, int | None, int]]] = defaultdict(list)
        query = (
            StatementItem.select(
                StatementItem.statement,
                StatementItem.kind,
                StatementItem.amount,
                StatementItem.voucher,
                Voucher.reverses,
                StatementItem.due,
            )
            .join(Statement)
            .switch(StatementItem)
            .join(Voucher)
            .where(Statement.household.in_(some), StatementItem.kind.in_((DEDUCTION, REFUND)))
            .order_by(StatementItem.id)
        )
        for statement, *item in db.execute(query):
            items[statement].append(tuple(item))
        for statement, household, taken in heads:
            dues = found[household]
            dues += [
                wage.Due(voucher, -amount)
                for kind, amount, voucher, _, _ in items[statement]
                if kind == DEDUCTION
            ]
            for kind, _, voucher, original, stopped in items[statement]:
                if kind == REFUND and voucher in deducted:
                    wage.stop(dues, deducted[voucher], stopped)
                elif kind == REFUND and original is not None:
                    wage.take_back(dues, original)
            wage.settle(dues, taken)
    return found
