"""The verb ``pay``: a period's totals, locking and unlocking it, and what was paid of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from models import format
from models.errors import UserError
from models.i18n import tr
from ui.cli.console import Session, table
from ui.cli.params import argument, flag, option

if TYPE_CHECKING:
    from models.queries.pay.earnings import PayMonth


def pay_params() -> list[click.Parameter]:
    """What the verb takes."""
    return [
        argument("period", tr("YYYY-MM")),
        flag("--lock", tr("Lock the month, and earlier open months with it.")),
        flag("--early", tr("With --lock: although the month is not over.")),
        flag("--unlock", tr("Open the newest locked month again.")),
        option("--reason", tr("TEXT"), tr("Why it is unlocked.")),
        flag("--paid", tr("Mark the statements as paid.")),
        flag("--returned", tr("Take a payment back: the bank returned it.")),
        option("--household", tr("CODE"), tr("With --paid or --returned: only this household's.")),
    ]


def pay(
    context: click.Context, period: str, reason: str | None, household: str | None, **asked: bool
) -> None:
    """Compute, lock, unlock and pay a period, and show its totals; ``asked`` are the flags."""
    from models.actions.pay import locking as paying
    from models.backup import back_up_before
    from models.backup_copies import LOCK
    from models.queries.document_common import chosen
    from models.queries.pay.earnings import statements
    from models.queries.pay.locking import loose

    _refuse_unclear(asked, (reason or "").strip(), household)
    session: Session = context.obj
    with session.database():
        only = None if household is None else chosen(household, None)
        locked: list[str] = []
        if asked["unlock"]:
            paying.unlock(period, reason or "")
        if asked["lock"]:
            session.warn(back_up_before(LOCK))
            with session.bar(tr("Locking the period")) as progress:
                locked = paying.lock(period, progress=progress, early=asked["early"])
        if asked["paid"]:
            paying.mark_paid(period, households=only)
        if asked["returned"]:
            paying.take_payment_back(period, only or ())
        month = statements(period)
        unfinished = loose([month.period]) if locked else []
    click.echo(table(_totals(month, locked[:-1])))
    for words in unfinished:
        click.echo(f"{tr('Note:')} {words}", err=True)
    for words in _unpriced(month):
        click.echo(words, err=True)


def _refuse_unclear(asked: dict[str, bool], reason: str, household: str | None) -> None:
    """Raise UserError for options that say nothing together, before anything is done."""
    lock, unlock, paid, returned = (asked[one] for one in ("lock", "unlock", "paid", "returned"))
    for wrong, name, other in (
        (asked["early"] and not lock, "--early", "--lock"),
        (reason and not unlock, "--reason", "--unlock"),
        (unlock and not reason, "--unlock", "--reason"),
        (household is not None and not (paid or returned), "--household", "--paid, --returned"),
        (returned and household is None, "--returned", "--household"),
    ):
        if wrong:
            raise UserError(tr("{option} goes together with {other}.").format(option=name, other=other))
    for first, name in ((unlock, "--unlock"), (returned, "--returned")):
        for second, other in ((lock, "--lock"), (paid, "--paid"), (unlock, "--unlock")):
            if first and second and name != other:
                raise UserError(
                    tr("{option} and {other} exclude each other.").format(option=name, other=other)
                )


def _totals(month: PayMonth, locked_too: list[str]) -> list[tuple[str, str]]:
    from models.queries.pay.earnings import PAYMENTS, RETURNED, UNPAID
    from models.queries.pay.months import PAID

    states = {"open": tr("open"), "locked": tr("locked"), "paid": tr("paid")}
    rows = [
        (tr("Period"), month.period.key),
        (tr("State"), states[month.status]),
        (tr("Statements"), str(len(month.statements))),
    ]
    if locked_too:
        rows.insert(1, (tr("Locked with it"), ",".join(locked_too)))
    for label, figure in (
        (tr("Piece pay"), "piece"),
        (tr("Allowance"), "allowance"),
        *([(tr("Make-up pay"), "make_up")] if month.total("make_up") else []),
        (tr("Bonus"), "bonus"),
        (tr("Gross pay"), "gross"),
        (tr("Deductions"), "taken"),
        (tr("Advances recovered"), "recovered"),
        (tr("Given back"), "given_back"),
        (tr("Net pay"), "net"),
        (tr("Deductions carried on"), "carried_out"),
        (tr("Advances left"), "advance_left"),
    ):
        rows.append((label, format.money(month.total(figure))))
    payments = [s.payment for s in month.statements]
    words = {PAID: tr("Paid"), UNPAID: tr("Not paid yet"), RETURNED: tr("Returned by the bank")}
    rows += [(words[one], str(payments.count(one))) for one in PAYMENTS if one in payments]
    return rows


def _unpriced(month: PayMonth) -> list[str]:
    return [
        tr("No piece rate: {number} of {day}, subcontract {subcontract}, {grade} {quantity}").format(
            number=line.number,
            day=line.day.isoformat(),
            subcontract=line.subcontract,
            grade=format.grade(line.grade),
            quantity=format.quantity(line.quantity),
        )
        for line in month.unpriced
    ]
