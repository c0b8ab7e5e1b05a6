"""Which pay periods are open, locked and paid, and up to which day nothing may be posted any more."""

from __future__ import annotations

from datetime import date
from typing import Any

from peewee import fn

from models.errors import UserError
from models.i18n import tr
from models.queries.counting import standing
from models.rules.pay.calendar import (
    Period,
    after,
    month_number,
    next_period,
    period,
    period_of,
    previous_period,
)
from models.settings import setting
from models.tables.ledger import Voucher
from models.tables.pay import PayPeriod


def locked_until() -> date | None:
    """The last day of the last locked period; locking one locks all before it."""
    return day_of(PayPeriod.select(fn.MAX(PayPeriod.end)))


def locked_on(key: str) -> date | None:
    """The day a period was locked, None while it is open."""
    row = PayPeriod.get_or_none(PayPeriod.key == key)
    return None if row is None else row.locked_on


def refuse_locked(day: date, locked: date | None) -> None:
    """Raise UserError (field: date) when a day lies in a locked period (help/rules, "A collection")."""
    if locked is not None and day <= locked:
        raise UserError(
            tr("The pay period is locked up to {day}. Correct it in an open period.").format(
                day=locked.isoformat()
            ),
            "date",
        )


def cutoff_day() -> int:
    """The cooperative's cut-off day; 0 for calendar months."""
    return int(setting("pay.cutoff_day"))


def period_at(day: date) -> Period:
    """The pay period a day falls into; one that was locked keeps its days, and the next begins where it ends."""
    last = _last_locked()
    if last is not None and day <= last.end:
        row = PayPeriod.get_or_none(PayPeriod.start <= day, PayPeriod.end >= day)
        return period_of(day, cutoff_day()) if row is None else Period(row.key, row.start, row.end)
    found = period_of(day, cutoff_day())
    return found if last is None else after(last, found, cutoff_day())


def period_named(key: str) -> Period:
    """The pay period of a key like "2026-10"; a locked one keeps the days it was locked with.

    Raises UserError for a malformed key.
    """
    row = PayPeriod.get_or_none(PayPeriod.key == key)
    if row is not None:
        return Period(row.key, row.start, row.end)
    found = period(key, cutoff_day())
    last = _last_locked()
    return found if last is None or key < last.key else after(last, found, cutoff_day())


def open_periods(until: Period) -> list[Period]:
    """The open periods up to ``until`` that hold slips, in order, and ``until`` itself.

    In a period without slips nobody earns, deducts or recovers anything: what carries over passes through it.
    """
    last, cutoff = _last_locked(), cutoff_day()
    found = {until.key: until}
    seen = date.min if last is None else last.end
    while True:
        first = day_of(
            Voucher.select(fn.MIN(Voucher.date)).where(
                Voucher.date > seen, Voucher.date <= until.end, standing()
            )
        )
        if first is None:
            return sorted(found.values())
        span = period_of(first, cutoff)
        span = span if last is None else after(last, span, cutoff)
        found.setdefault(span.key, span)
        seen = span.end


def is_over(period: Period, today: date) -> bool:
    """Whether the last day of a period has passed."""
    return period.end < today


def behind_the_lock(key: str) -> bool:
    """Whether a period lies before the last locked one; without a row of its own it held nothing to lock."""
    last = _last_locked()
    return last is not None and key < last.key


def day_of(query: Any) -> date | None:
    """The day a query for one answers with; an aggregate comes as the file keeps it."""
    found = query.scalar()
    return date.fromisoformat(found) if isinstance(found, str) else found


def _last_locked() -> Period | None:
    row = PayPeriod.select().order_by(PayPeriod.end.desc()).first()
    return None if row is None else Period(row.key, row.start, row.end)


def last_periods(day: date, count: int = 12) -> list[Period]:
    """The pay period a day falls into and those before it, the oldest first."""
    found = [period_at(day)]
    while len(found) < count:
        found.append(period_named(previous_period(found[-1], cutoff_day()).key))
    return found[::-1]


def periods_between(first: date, last: date) -> list[Period]:
    """The pay periods from the one of a day to the one of a later day."""
    cutoff = cutoff_day()
    one, end = period_at(first), period_at(last)
    found = []
    while one.key <= end.key:
        found.append(period_named(one.key))
        one = next_period(one, cutoff)
    return found


def pay_date(period: Period) -> date:
    """The day a period's pay is handed out: the set day of the month after the one it is named for.

    A locked period keeps the day its statements were made out for.
    """
    row = PayPeriod.get_or_none(PayPeriod.key == period.key)
    if row is not None and row.pay_on is not None:
        kept: date = row.pay_on
        return kept
    year, month = divmod(month_number(period.key) + 1, 12)
    return date(year, month + 1, int(setting("pay.pay_day")))
