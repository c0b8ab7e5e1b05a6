"""Support money (奖补): its rules over time, and the claims made by them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from models.actions import upsert
from models.actions.day_spans import refuse_shared_days
from models.errors import UserError
from models.i18n import mark, tr
from models.rights import needs
from models.rules.desk import roles
from models.rules.party.day_span import DaySpan
from models.tables.support import Claim, SupportRule


@needs(roles.PROGRAMME)
def save_rules(entries: Iterable[upsert.Entry], refused: upsert.Refused | None = None) -> list[SupportRule]:
    """Add or change rules of support money, in fen; of a code one holds on a day.

    Raises UserError (field: code, name, basis, amount, start, end).
    """
    return upsert.Batch(SupportRule, entries, refused).save(
        mark("Save support rule {name}"),
        _check_rule,
        unique=("code", "start"),
        # Whoever a second rule of a code pays on a day would be paid by both.
        before=lambda batch: refuse_shared_days(batch, SupportRule.select(), ("code",), _twice),
    )


def _twice(other: DaySpan, code: str) -> UserError:
    start = "" if other.start is None else other.start.isoformat()
    if other.end is None:
        words = tr("A rule of this code holds since {start}. Give that one a last day first.")
        return UserError(words.format(start=start), "start")
    words = tr("A rule of this code holds from {start} to {end} already.")
    return UserError(words.format(start=start, end=other.end.isoformat()), "start")


def _check_rule(values: dict[str, Any], existing: Any) -> None:
    upsert.require(values, existing, "code", "name", "basis", "start")
    upsert.require_positive(values, existing, "amount")
    if existing is not None and upsert.effective(values, existing, "basis") != existing.basis:
        made = Claim.select(Claim.number).where(Claim.rule == existing.id).order_by(Claim.number)
        number = made.scalar()
        if number is not None:
            words = tr("Claim {number} was made by this rule. End the rule and add another.")
            raise UserError(words.format(number=number), "basis")
    upsert.refuse_end_before_start(values, existing, "start", "end")
