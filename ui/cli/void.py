"""The verb ``void``: takes a slip back, voided in an open month, reversed in a locked one."""

from __future__ import annotations

import click

from models.i18n import tr
from ui.cli.console import Program, Session
from ui.cli.params import argument, flag, option


def add_void(root: Program) -> None:
    """Put the verb on the command line."""
    params: list[click.Parameter] = [
        argument("number", tr("NUMBER")),
        option("--reason", tr("TEXT"), tr("Why, kept on record and printed."), required=True),
        option(
            "--date",
            tr("DATE"),
            tr("The day of the reversing slip when the month is locked; today unless said."),
            key="day",
        ),
        option("--kind", tr("KIND"), tr("The kind of slip, when several have this number.")),
        flag("--with-dependents", tr("Void or reverse what builds on it as well.")),
    ]
    root.add_verb("void", void, params, tr("Void a slip, or reverse it when its month is locked."))


def void(
    context: click.Context, number: str, reason: str, day: str | None, kind: str | None, with_dependents: bool
) -> None:
    """Take one slip back and say what became of it."""
    from models.actions.ledger.voiding import take_back
    from models.queries.ledger.vouchers import voucher_numbered
    from models.rules.parsing import date_of

    session: Session = context.obj
    on = None if day is None else date_of(day)
    with session.database():
        done = take_back(voucher_numbered(number, kind or ""), reason, on, with_dependents=with_dependents)
    for one in (done, *done.along):
        if one.by:
            session.say(tr("{number} is reversed by {new}.").format(number=one.number, new=one.by))
        else:
            session.say(tr("{number} is void.").format(number=one.number))
