"""The verb ``void``: takes a slip back, voided in an open month, reversed in a locked one."""

from __future__ import annotations

import click

from models.i18n import tr
from ui.cli.console import Program, Session


def add_void(root: Program) -> None:
    """Put the verb on the command line."""
    params: list[click.Parameter] = [
        click.Argument(["number"], metavar=tr("NUMBER")),
        click.Option(
            ["--reason"], required=True, metavar=tr("TEXT"), help=tr("Why, kept on record and printed.")
        ),
        click.Option(
            ["--date", "day"],
            metavar=tr("DATE"),
            help=tr("The day of the reversing slip when the month is locked; today unless said."),
        ),
        click.Option(
            ["--kind"], metavar=tr("KIND"), help=tr("The kind of slip, when several have this number.")
        ),
        click.Option(
            ["--with-dependents"], is_flag=True, help=tr("Void or reverse what builds on it as well.")
        ),
    ]
    root.add_command(
        root.command_class(
            "void",
            callback=click.pass_context(void),
            params=params,
            help=tr("Void a slip, or reverse it when its month is locked."),
        )
    )


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
