"""Locking a pay period freezes its statements, unlocking drops them; paying marks them. Nothing locked is edited."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from models import format, marks
from models.actions.numbering import Numbers
from models.database import db, insert_named
from models.errors import UserError
from models.i18n import mark, plural, tr
from models.keys import next_key
from models.operation import in_turn, operation
from models.queries.ledger.piece_lines import PaidLine
from models.queries.pay.balances import ITEM_FIELDS, PayItem
from models.queries.pay.earnings import FIGURES, PayStatement, Progress, compute, unpriced_before
from models.queries.pay.statements import tax_table
from models.queries.periods import behind_the_lock, is_over, open_periods, pay_date, period_named
from models.rights import needs
from models.rules.desk import roles
from models.rules.pay import tax
from models.rules.pay.calendar import Period
from models.rules.pay.wage import BANK
from models.settings import setting, settings
from models.tables.ledger import Voucher
from models.tables.party import Household
from models.tables.pay import Dispute, KeptNumber, PayPeriod, Statement, StatementItem, StatementLine
from models.tables.product import Product


@needs(roles.LOCK)
def lock(
    key: str, today: date | None = None, progress: Progress | None = None, *, early: bool = False
) -> list[str]:
    """Freeze a period and every open one before it that holds slips; returns the keys locked, in order.

    ``early`` is the express wish to lock a period that is not over. Raises UserError when it is locked already, has not
    begun, is not over, or when a line in it has no rate (help/rules, "Locking").
    """
    day = today or date.today()
    locked: list[str] = []
    with operation(mark("Lock pay of {period}"), period=key):
        until = _lockable(key, day, early=early)
        blocking = unpriced_before(until)
        if blocking:
            _, line = blocking[0]
            raise UserError(
                plural(
                    "{n} line has no piece rate, on {number} of {day}. Enter the rate first.",
                    "{n} lines have no piece rate, the first on {number} of {day}. Enter the rate first.",
                    len(blocking),
                ).format(number=line.number, day=line.day.isoformat()),
                "period",
            )
        for span in open_periods(until):
            _freeze(span, day, progress)
            locked.append(span.key)
    marks.keep(marks.LOCKED)
    return locked


def _lockable(key: str, day: date, *, early: bool) -> Period:
    """The period of a key; raises UserError where it cannot be locked on a day."""
    if PayPeriod.select().where(PayPeriod.key == key).exists():
        raise UserError(tr("{period} is locked already.").format(period=key), "period")
    until = period_named(key)
    if behind_the_lock(key):
        raise UserError(tr("{period} lies before a locked period.").format(period=key), "period")
    if until.start > day:
        raise UserError(
            tr("{period} has not begun: it starts on {day}. Is the month right?").format(
                period=key, day=until.start.isoformat()
            ),
            "period",
        )
    if not early and not is_over(until, day):
        raise UserError(
            tr(
                "{period} is not over: it ends on {day}. To lock it all the same, say so expressly (--early)."
            ).format(period=key, day=until.end.isoformat()),
            "early",
        )
    return until


@needs(roles.UNLOCK)
@in_turn
def unlock(key: str, reason: str) -> None:
    """Open the newest locked period again (反结账); its statements keep their numbers for when it is locked again.

    Raises UserError when it is not the newest, when a statement of it is paid, or no reason is given (field: reason).
    """
    row = PayPeriod.get_or_none(PayPeriod.key == key)
    if row is None:
        period_named(key)
        raise UserError(tr("{period} is not locked.").format(period=key), "period")
    if not reason.strip():
        raise UserError(tr("Unlocking needs a reason."), "reason")
    newest = PayPeriod.select().order_by(PayPeriod.end.desc()).first()
    if newest.key != key:
        raise UserError(
            tr("Only the newest locked month can be unlocked: {newest}.").format(newest=newest.key), "period"
        )
    paid = Statement.select().where(Statement.period == row, Statement.paid_on.is_null(False)).count()
    if paid:
        raise UserError(
            plural(
                "{n} statement of {period} is paid. Take the payments back first.",
                "{n} statements of {period} are paid. Take the payments back first.",
                paid,
            ).format(period=key),
            "period",
        )
    with operation(mark("Unlock pay of {period}: {reason}"), period=key, reason=reason.strip()):
        _thaw(row)


def _thaw(row: PayPeriod) -> None:
    """Delete everything that was frozen of a period, and keep the numbers of its statements."""
    statements = Statement.select(Statement.id).where(Statement.period == row)
    Dispute.update(statement=None, line=None, month=row.key).where(
        Dispute.statement.in_(statements)
    ).execute()
    for s in Statement.select().where(Statement.period == row):
        KeptNumber.create(period=row.key, household=s.household_id, number=s.number, reissued=s.reissued)
    for table in (StatementItem, StatementLine):
        table.delete().where(table.statement.in_(statements)).execute()
    Statement.delete().where(Statement.period == row).execute()
    row.delete_instance()


@needs(roles.PAY_OUT)
@in_turn
def mark_paid(
    key: str, today: date | None = None, households: Iterable[int] | None = None, how: str | None = None
) -> int:
    """Mark statements of a locked period as paid, all that are not yet, or those of some households; returns how many.

    ``how`` is cash or bank; None as each statement says. Raises UserError when the period is open, or when one of the
    households has no statement, nothing to be paid, or was paid already.
    """
    rows = _statements_of(key, households)
    if households is None:
        rows = [s for s in rows if s.net > 0]
        if not rows:
            raise UserError(tr("Nothing is to be paid in {period}.").format(period=key), "period")
        rows = [s for s in rows if s.paid_on is None]
        if not rows:
            raise UserError(tr("{period} is paid already.").format(period=key), "period")
    for s in rows:
        if s.net <= 0:
            raise UserError(tr("Nothing is paid out on {number}.").format(number=s.number), "household")
        if s.paid_on is not None:
            raise UserError(
                tr("{number} was paid on {day} already.").format(number=s.number, day=s.paid_on.isoformat()),
                "household",
            )
    if households is None:
        opened = operation(mark("Pay {period}"), period=key)
    else:
        opened = operation(
            mark("Pay {period}: {number}"), period=key, number=format.numbers([s.number for s in rows])
        )
    with opened:
        for s in rows:
            s.paid_on, s.paid_by = today or date.today(), how or s.pay_method
            s.save(only=[Statement.paid_on, Statement.paid_by])
    return len(rows)


@needs(roles.PAY_OUT)
@in_turn
def take_payment_back(key: str, households: Iterable[int], today: date | None = None) -> int:
    """Take the payment of some households' statements back; returns how many.

    What was paid by bank counts as returned by the bank today, what was paid in cash as not paid. Raises UserError when
    one of them was not paid.
    """
    rows = _statements_of(key, households)
    for s in rows:
        if s.paid_on is None:
            raise UserError(tr("{number} was not paid.").format(number=s.number), "household")
    with operation(
        mark("Cancel the payment of {period}: {number}"),
        period=key,
        number=format.numbers([s.number for s in rows]),
    ):
        for s in rows:
            s.returned_on = (today or date.today()) if s.paid_by == BANK else None
            s.paid_on, s.paid_by = None, ""
            s.save()
    return len(rows)


def _statements_of(key: str, households: Iterable[int] | None) -> list[Any]:
    """The frozen statements of a locked period in order of number, all or those of some households."""
    row = PayPeriod.get_or_none(PayPeriod.key == key)
    if row is None:
        period_named(key)
        raise UserError(tr("Lock {period} before you pay it.").format(period=key), "period")
    rows = list(Statement.select().where(Statement.period == row).order_by(Statement.number))
    if households is None:
        return rows
    wanted = set(households)
    rows = [s for s in rows if s.household_id in wanted]
    for household in wanted - {s.household_id for s in rows}:
        home = Household.get_by_id(household)
        raise UserError(
            tr("{household} has no statement in {period}.").format(
                household=f"{home.code} {home.head}", period=key
            ),
            "household",
        )
    return rows


def _freeze(span: Period, today: date, progress: Progress | None) -> None:
    month = compute(span)
    codes = dict(db.execute(Product.select(Product.id, Product.code)))
    row = PayPeriod.create(
        key=span.key,
        start=span.start,
        end=span.end,
        locked_on=today,
        allowance_ppm=int(setting("pay.allowance")),
        cap_ppm=int(setting("pay.deduction_cap")),
        tax_table=_tax_table(span),
        pay_on=pay_date(span),
        object_until=today + timedelta(days=int(setting("pay.objection_days"))),
        as_of=next_key(),
        paces=_paces(month.paces, codes),
    )
    numbers = Numbers()
    kept = {one.household_id: one for one in KeptNumber.select().where(KeptNumber.period == span.key)}
    heads: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    items: list[dict[str, Any]] = []
    for done, s in enumerate(month.statements):
        if progress is not None and done % 200 == 0:
            progress(done, len(month.statements))
        before = kept.get(s.household)
        head = _head(s, row.id, numbers.next("statement", span.end) if before is None else before.number)
        if before is not None:
            head["reissued"] = before.reissued + 1
            before.delete_instance()
        heads.append(head)
        lines += [_line(line, head["id"], codes[line.product]) for line in s.lines]
        items += [_item(item, head["id"]) for item in s.items]
    numbers.save()
    insert_named(Statement, heads)
    insert_named(StatementLine, lines)
    insert_named(StatementItem, items)
    _find_disputed(span.key, heads, lines)


def _find_disputed(key: str, heads: Iterable[Mapping[str, Any]], lines: Iterable[Mapping[str, Any]]) -> None:
    """Let disputes about a month that was unlocked be about its new statements.

    A dispute of a line is about it again where only one line comes of the slip.
    """
    new = {head["household"]: head["id"] for head in heads}
    query = Dispute.select(Dispute, Voucher).join(Voucher, on=(Dispute.voucher == Voucher.id))
    for dispute in list(query.where(Dispute.month == key)):
        found = new.get(dispute.voucher.household_id)
        if found is None:
            continue
        same = [
            line["id"] for line in lines if (line["statement"], line["voucher"]) == (found, dispute.slip_id)
        ]
        dispute.statement, dispute.month = found, ""
        dispute.line = same[0] if len(same) == 1 else None
        dispute.save()


def _head(s: PayStatement, period: int, number: str) -> dict[str, Any]:
    return {
        "id": next_key(),
        "period": period,
        "household": s.household,
        "number": number,
        "pay_method": s.pay_method,
        "bank": s.bank,
        "account": s.account,
        **{kept: getattr(s.reckoning, figure) for figure, kept in FIGURES.items()},
        "floor": s.floor,
        "reissued": 0,
        "paid_by": "",
    }


def _line(line: PaidLine, statement: int, product: str) -> dict[str, Any]:
    """A line as it is frozen: the product by its code, the day as it is stored."""
    frozen = line._asdict()
    frozen |= {"id": next_key(), "statement": statement, "date": line.date.isoformat(), "product": product}
    return frozen


def _item(item: PayItem, statement: int) -> dict[str, Any]:
    frozen = {name: getattr(item, name) for name in ITEM_FIELDS}
    return frozen | {"id": next_key(), "statement": statement, "date": item.date.isoformat()}


def _paces(paces: Mapping[int, int], codes: Mapping[int, str]) -> str | None:
    """The minutes each that make-up pay is reckoned with, as they are frozen; None where nothing is made up."""
    return json.dumps({codes[product]: minutes for product, minutes in paces.items()}) if paces else None


def _tax_table(span: Period) -> str:
    """What the statements of a period estimate the tax with, as it is frozen."""
    table = tax_table(span.end, None, settings())
    return "" if table is None else json.dumps(tax.plain([table]))
