"""The pay periods there are: open, locked or paid, with what the locked ones come to. Money in fen."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from peewee import JOIN, Case, fn

from models.database import db
from models.queries.periods import day_of, open_periods, period_at
from models.rights import shows
from models.rules.ledger import voucher_kind
from models.tables.ledger import Voucher
from models.tables.pay import PayPeriod, Statement

OPEN, LOCKED, PAID = "open", "locked", "paid"


@shows()
def month_statuses(keys: Collection[str] | None = None) -> dict[str, str]:
    """Whether locked periods are paid: all their statements with a net above 0 are, and there is one."""
    owed = Case(None, ((Statement.net > 0, 1),))
    paid = Case(None, (((Statement.net > 0) & Statement.paid_on.is_null(False), 1),))
    query = PayPeriod.select(PayPeriod.key, fn.COUNT(owed), fn.COUNT(paid))
    query = query.join(Statement, JOIN.LEFT_OUTER).group_by(PayPeriod.id)
    if keys is not None:
        query = query.where(PayPeriod.key.in_(list(keys)))
    return {key: PAID if 0 < due == done else LOCKED for key, due, done in db.execute(query)}


class PeriodRow(NamedTuple):
    """A period as the pay page lists it."""

    key: str
    status: str
    households: int
    net: int


@shows()
def periods_with_pay() -> list[PeriodRow]:
    """All periods that have anything to pay, newest first; totals of locked ones only (an open one is computed)."""
    statuses = month_statuses()
    frozen = {
        key: PeriodRow(key, statuses[key], count, net or 0)
        for key, count, net in db.execute(
            PayPeriod.select(PayPeriod.key, fn.COUNT(Statement.id), fn.SUM(Statement.net))
            .join(Statement, JOIN.LEFT_OUTER)
            .group_by(PayPeriod.id)
        )
    }
    last = day_of(Voucher.select(fn.MAX(Voucher.date)).where(Voucher.kind.in_(voucher_kind.PAID)))
    if last is not None:
        for span in open_periods(period_at(last)):
            frozen.setdefault(span.key, PeriodRow(span.key, OPEN, 0, 0))
    return sorted(frozen.values(), reverse=True)
