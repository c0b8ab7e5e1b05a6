"""What is asked before a month is locked, unlocked or paid: each question of its own, its button named for the act."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from models import format
from models.errors import NeedsConfirmation, UserError
from models.i18n import plural, tr
from models.queries.pay.earnings import PayStatement
from models.queries.pay.locking import LockOutlook, loose
from models.rules.pay import pay_method
from ui.kit.form import ChoiceField, DateField, Form, NoteField
from ui.kit.form_sheet import Sheet


def lock_question(outlook: LockOutlook, unposted: Sequence[str]) -> NeedsConfirmation:
    """What locking would do and what is still loose; of a month that is not over its name is to be typed.

    ``unposted`` names the pages with drafts.
    """
    *earlier, last = outlook.months
    month = format.month(last.period.key)
    said = [
        plural(
            "Lock {month}? {n} statement, {net} yuan net.",
            "Lock {month}? {n} statements, {net} yuan net.",
            outlook.statements,
        ).format(month=month, net=format.money(outlook.net))
    ]
    if earlier:
        names = ", ".join(format.month(one.period.key) for one in earlier)
        said.append(tr("Locked with it: {months}.").format(months=names))
    if not outlook.over:
        said.append(
            tr(
                "{month} is not over until {day}. What comes in until then cannot be entered any more."
            ).format(month=month, day=format.date(last.period.end))
        )
    if unposted:
        said.append(tr("Not posted yet: {pages}.").format(pages=", ".join(unposted)))
    said += loose([one.period for one in outlook.months])
    said.append(tr("Locked figures do not change; corrections go into a later month."))
    said.append(tr("While nobody is paid, the newest locked month can be unlocked."))
    return NeedsConfirmation(
        "lock",
        "\n".join(said),
        verb=lock_words(last.period.key),
        typed=() if outlook.over else (month, last.period.key),
    )


def lock_words(key: str) -> str:
    """What the button says that locks a month."""
    return tr("Lock {month}").format(month=format.month(key))


def unlock_sheet(parent: QWidget, key: str, act: Callable[[str], Any]) -> Sheet:
    """Ask why a month is opened again, then ``act(reason)``."""
    form = Form([NoteField("reason", tr("Reason (kept on record)"))])

    def do(consent: Any, values: dict[str, Any]) -> Any:
        return act(values["reason"] or "")

    words = tr("Unlock {month}").format(month=format.month(key))
    intro = tr(
        "The statements are calculated again. Locked again, they keep their numbers and "
        "say on paper that they were made out again: collect the old ones."
    )
    return Sheet(parent, words, form, words, do, intro=intro)


def paid_sheet(
    parent: QWidget,
    statements: Sequence[PayStatement],
    today: date,
    act: Callable[[date, str | None], Any],
) -> Sheet:
    """Ask when and how these statements were paid, then ``act(day, how)``; None: as each statement says."""
    ways = {s.pay_method for s in statements}
    form = Form(
        [
            DateField("date", tr("Payment day"), today=lambda: today, required=True, value=today),
            ChoiceField(
                "how",
                tr("Paid by"),
                [("", tr("As the statement says")), *((way, tr(words)) for way, words in pay_method.CHOICES)],
                value=ways.pop() if len(ways) == 1 else "",
            ),
        ],
        columns=2,
    )

    def do(consent: Any, values: dict[str, Any]) -> Any:
        if values["date"] > today:
            raise UserError(tr("This day is still to come."), "date")
        return act(values["date"], values["how"] or None)

    intro = plural("{n} statement, {net} yuan.", "{n} statements, {net} yuan.", len(statements)).format(
        net=format.money(sum(s.reckoning.net for s in statements))
    )
    return Sheet(parent, tr("Mark as paid"), form, tr("Mark as paid"), do, intro=intro)
