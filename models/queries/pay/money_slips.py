"""Slips about money as typed rows for paper: advances with their instalments, bonuses and deductions. Money in fen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from models.queries.document_common import Slip, lines_of_slips, slips
from models.queries.periods import period_at
from models.rights import shows
from models.rules.desk import roles
from models.rules.ledger import voucher_kind
from models.rules.pay.calendar import Period
from models.rules.pay.wage import instalments
from models.settings import setting
from models.tables.pay import Adjustment, Advance


@dataclass(frozen=True, slots=True)
class AdvanceSlip:
    """An advance (预支): how much of it falls due in which month. ``cashier`` is who answers questions about pay."""

    slip: Slip
    amount: int
    instalments: tuple[tuple[Period, int], ...]
    cashier: str


@dataclass(frozen=True, slots=True)
class AdjustmentSlip:
    """A bonus (above 0) or deduction (below 0) of a month; ``object_until`` is the last day to dispute it."""

    slip: Slip
    amount: int
    period: Period
    cap_ppm: int
    object_until: date
    cashier: str


@shows(roles.SEE_PAY)
def advance_slips(**which: Any) -> list[AdvanceSlip]:
    """Advances; arguments as of `papers.slips`. One that takes another back has no instalments."""
    heads = slips((voucher_kind.ADVANCE,), **which)
    query = Advance.select(Advance.voucher, Advance.amount, Advance.instalments)
    said = lines_of_slips(query, Advance.voucher, heads)
    cashier = str(setting("cooperative.cashier"))
    made = []
    for head in heads:
        amount, count = said[head.id][0] if head.id in said else (0, 0)
        made.append(AdvanceSlip(head, amount, _instalments(head.date, amount, count), cashier))
    return made


def _instalments(day: date, amount: int, count: int) -> tuple[tuple[Period, int], ...]:
    """What falls due in each month from that of the advance on."""
    period = period_at(day)
    due = []
    for each in instalments(amount, count) if count else ():
        due.append((period, each))
        period = period_at(period.end + timedelta(days=1))
    return tuple(due)


@shows(roles.SEE_PAY)
def adjustment_slips(**which: Any) -> list[AdjustmentSlip]:
    """Bonuses and deductions; arguments as of `papers.slips`."""
    heads = slips((voucher_kind.ADJUSTMENT,), **which)
    query = Adjustment.select(Adjustment.voucher, Adjustment.amount)
    amounts = lines_of_slips(query, Adjustment.voucher, heads)
    days, cap = int(setting("pay.objection_days")), int(setting("pay.deduction_cap"))
    cashier = str(setting("cooperative.cashier"))
    return [
        AdjustmentSlip(
            head,
            sum(amount for (amount,) in amounts[head.id]),
            period_at(head.date),
            cap,
            head.date + timedelta(days=days),
            cashier,
        )
        for head in heads
    ]
