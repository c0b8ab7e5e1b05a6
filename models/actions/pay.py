"""Locking a pay period freezes its statements; paying marks them. Nothing locked is ever edited."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Final

from peewee import fn

from models.actions.numbering import Numbers
from models.database import db, insert_rows
from models.errors import UserError
from models.i18n import mark, tr
from models.keys import next_key
from models.operation import operation
from models.queries.pay import (
    LOCKED,
    PAID,
    Progress,
    compute,
    open_periods,
    unpriced_before,
)
from models.queries.periods import pay_date, period_named
from models.queries.statements import tax_table
from models.rules import tax
from models.rules.calendar import Period
from models.settings import setting, settings
from models.tables.pay import PayPeriod, Statement, StatementItem, StatementLine
from models.tables.product import Product
from models.tables.voucher import Voucher

FAR: Final = 2 * 366
"""Days ahead of today and of the newest slip from which the year of a period is taken for a slip of the pen."""


def lock(key: str, today: date | None = None, progress: Progress | None = None) -> list[str]:
    """Freeze a period and every open one before it; returns the keys locked, in order.

    Raises UserError when it is locked already or a line in it has no rate (spec pay-and-balance, "Pay").
    """
    if PayPeriod.select().where(PayPeriod.key == key).exists():
        raise UserError(tr("{period} is locked already.").format(period=key), "period")
    until = period_named(key)
    _refuse_far(until, today or date.today())
    locked: list[str] = []
    with operation(mark("Lock pay of {period}"), period=key):
        newer = PayPeriod.select().where(PayPeriod.end >= until.end).first()
        if newer is not None:
            raise UserError(tr("{period} lies before a locked period.").format(period=key), "period")
        blocking = unpriced_before(until)
        if blocking:
            _, line = blocking[0]
            raise UserError(
                tr(
                    "{count} lines have no piece rate, the first on {number} of {day}. Enter the rate first."
                ).format(count=len(blocking), number=line.number, day=line.day.isoformat()),
                "period",
            )
        for span in open_periods(until):
            _freeze(span, today or date.today(), progress)
            locked.append(span.key)
    return locked


def _refuse_far(until: Period, today: date) -> None:
    """Raise UserError for a period nobody means: it would lock every year before it, and nothing unlocks them."""
    newest = Voucher.select(fn.MAX(Voucher.date)).scalar()
    written = date.fromisoformat(newest) if isinstance(newest, str) else newest
    if until.start > max(today, written or today) + timedelta(days=FAR):
        raise UserError(
            tr("{period} lies years ahead. Is the year right?").format(period=until.key), "period"
        )


def mark_paid(key: str, today: date | None = None) -> None:
    """Mark a locked period as paid; raises UserError when it is open or paid already."""
    row = PayPeriod.get_or_none(PayPeriod.key == key)
    if row is None:
        period_named(key)
        raise UserError(tr("Lock {period} before you pay it.").format(period=key), "period")
    if row.status == PAID:
        raise UserError(tr("{period} is paid already.").format(period=key), "period")
    with operation(mark("Pay {period}"), period=key):
        row.status = PAID
        row.paid_on = today or date.today()
        row.save()


def _freeze(span: Period, today: date, progress: Progress | None) -> None:
    month = compute(span)
    row = PayPeriod.create(
        key=span.key,
        start=span.start,
        end=span.end,
        status=LOCKED,
        locked_on=today,
        allowance_ppm=int(setting("pay.allowance")),
        cap_ppm=int(setting("pay.deduction_cap")),
        tax_table=_tax_table(span),
        pay_on=pay_date(span),
        object_until=today + timedelta(days=int(setting("pay.objection_days"))),
        as_of=next_key(),
    )
    codes = dict(db.execute(Product.select(Product.id, Product.code)))
    numbers = Numbers()
    heads, lines, items = [], [], []
    for done, s in enumerate(month.statements):
        if progress is not None and done % 200 == 0:
            progress(done, len(month.statements))
        key, r = next_key(), s.reckoning
        heads.append(
            (
                key,
                row.id,
                s.household,
                numbers.next("statement", span.end),
                s.pay_method,
                s.bank,
                s.account,
                r.piece,
                r.allowance,
                r.bonus,
                r.gross,
                r.carried_in,
                r.deductions_due,
                r.taken,
                r.recovered,
                r.net,
                r.carried_out,
                r.advance_left,
            )
        )
        lines += [
            (
                next_key(),
                key,
                line.date.isoformat(),
                line.voucher,
                line.number,
                line.subcontract,
                codes[line.product],
                line.grade,
                line.quantity,
                line.rate,
                line.amount,
            )
            for line in s.lines
        ]
        items += [
            (
                next_key(),
                key,
                item.kind,
                item.voucher,
                item.number,
                item.date.isoformat(),
                item.reason,
                item.amount,
                item.due,
                item.left,
            )
            for item in s.items
        ]
    numbers.save()
    insert_rows(Statement, STATEMENT_FIELDS, heads)
    insert_rows(StatementLine, LINE_FIELDS, lines)
    insert_rows(StatementItem, ITEM_FIELDS, items)


def _tax_table(span: Period) -> str:
    """What the statements of a period estimate the tax with, as it is frozen."""
    table = tax_table(span.end, None, settings())
    return "" if table is None else json.dumps(tax.plain([table]))


STATEMENT_FIELDS = (
    "id",
    "period",
    "household",
    "number",
    "pay_method",
    "bank",
    "account",
    "piece",
    "allowance",
    "bonus",
    "gross",
    "carried_in",
    "due",
    "taken",
    "recovered",
    "net",
    "carried_out",
    "advance_left",
)
LINE_FIELDS = (
    "id",
    "statement",
    "date",
    "voucher",
    "number",
    "subcontract",
    "product",
    "grade",
    "quantity",
    "rate",
    "amount",
)
ITEM_FIELDS = (
    "id",
    "statement",
    "kind",
    "voucher",
    "number",
    "date",
    "reason",
    "amount",
    "due",
    "left",
)
