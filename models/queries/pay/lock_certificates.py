"""The certificate of a locked month (锁账凭证): its sums as they were frozen, and the link of what locked it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import fn

from models.database import db
from models.queries.document_common import printed_before
from models.queries.periods import pay_date
from models.rights import shows
from models.rules.desk import roles
from models.rules.desk.ledger_mark import Locked, lock_code
from models.rules.pay.calendar import Period
from models.rules.pay.wage import BANK
from models.tables.pay import PayPeriod, Statement
from models.tables.trail import Change, Layout, Operation

KIND = "lock"
"""The key of this document."""

_SUMS = (
    *("piece", "allowance", "make_up", "bonus", "gross", "taken", "recovered", "given_back", "net"),
    "carried_out",
)


@dataclass(frozen=True, slots=True)
class LockCertificate:
    """A locked month: how many statements, its sums in fen, and the operation that locked it by its link.

    ``bank`` and ``cash`` are what of the net goes either way, with the number of statements.
    """

    period: Period
    locked_on: date
    at: datetime
    user: str
    machine: str
    link: str
    count: int
    sums: dict[str, int]
    bank: tuple[int, int]
    cash: tuple[int, int]
    pay_date: date | None = None
    printed: int = 0

    @property
    def code(self) -> str:
        """The text of its QR code."""
        figures = Locked(self.period.key, self.count, self.sums["gross"], self.sums["net"])
        return lock_code(figures, self.link)


@shows(roles.SEE_PAY)
def lock_certificates(periods: Sequence[Period]) -> list[LockCertificate]:
    """The certificates of those of the periods that are locked, in their order."""
    printed = printed_before(KIND, [period.key for period in periods])
    found = []
    for period in periods:
        row = PayPeriod.get_or_none(PayPeriod.key == period.key)
        done = None if row is None else locked_by(row)
        if done is not None:
            found.append(_certificate(period, row, done, printed.get(period.key, 0)))
    return found


@shows()
def locking_link(key: str) -> str:
    """The link of the operation that locked a month; "" while it is open."""
    row = PayPeriod.get_or_none(PayPeriod.key == key)
    done = None if row is None else locked_by(row)
    return "" if done is None else str(done.hash)


@shows()
def locked_by(row: Any) -> Any:
    """The operation that locked a month."""
    return (
        Operation.select()
        .join(Change, on=(Change.operation_id == Operation.id))
        .join(Layout, on=(Change.layout_id == Layout.id))
        .where(Change.row_id == row.id, Change.before.is_null(), Layout.table_name == "pay_period")
        .order_by(Change.id.desc())
        .first()
    )


def _certificate(period: Period, row: Any, done: Any, printed: int) -> LockCertificate:
    own = Statement.period == row
    sums = [fn.COALESCE(fn.SUM(getattr(Statement, name)), 0) for name in _SUMS]
    count, *figures = next(iter(db.execute(Statement.select(fn.COUNT(Statement.id), *sums).where(own))))
    ways = {
        method: (number, net)
        for method, number, net in db.execute(
            Statement.select(Statement.pay_method, fn.COUNT(Statement.id), fn.SUM(Statement.net))
            .where(own)
            .group_by(Statement.pay_method)
        )
    }
    bank = ways.pop(BANK, (0, 0))
    return LockCertificate(
        period=period,
        locked_on=row.locked_on,
        at=datetime.fromisoformat(done.at),
        user=done.user,
        machine=done.machine,
        link=done.hash,
        count=count,
        sums=dict(zip(_SUMS, figures, strict=True)),
        bank=bank,
        cash=(count - bank[0], figures[_SUMS.index("net")] - bank[1]),
        pay_date=row.pay_on or pay_date(period),
        printed=printed,
    )
