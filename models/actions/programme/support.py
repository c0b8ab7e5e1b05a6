"""Support money (奖补): its rules over time, and the claims made by them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from models.actions import upsert
from models.errors import UserError
from models.i18n import mark, tr
from models.operation import operation
from models.rights import needs
from models.rules.desk import roles
from models.rules.party.day_span import DaySpan
from models.tables.support import Claim, SupportRule


@needs(roles.PROGRAMME)
def save_rules(entries: Iterable[upsert.Entry], refused: upsert.Refused | None = None) -> list[SupportRule]:
    """Add or change rules of support money, in fen; of a code one holds on a day.

    Raises UserError (field: code, name, basis, amount, start, end).
    """
    batch = upsert.Batch(SupportRule, entries, refused)
    with operation(mark("Save support rule {name}")) as opened:
        batch.check(_check_rule)
        batch.unique("code", "start")
        _refuse_two_on_a_day(batch)
        rows: list[SupportRule] = batch.write()
        opened.says(name=batch.called(rows, "name"))
    return rows


def _refuse_two_on_a_day(batch: upsert.Batch) -> None:
    """Refuse a rule that would hold on a day of another of its code: whoever it pays would be paid by both."""
    spans: dict[str, dict[int, DaySpan]] = defaultdict(dict)
    for row in SupportRule.select():
        spans[row.code][row.id] = DaySpan(row.start, row.end)
    # What a batch changes is compared as it will be: a row may end the span that another one follows.
    sound = [place for place in range(len(batch.entries)) if place not in batch.faulty]
    for place in sound:
        existing = batch.entries[place][1]
        if existing is not None:
            spans[existing.code].pop(existing.id)
    for place in sound:
        values, existing = batch.entries[place]
        own, span = spans[upsert.effective(values, existing, "code")], _planned(values, existing)
        other = next((one for one in own.values() if one.meets(span)), None)
        if other is None:
            own[-place - 1 if existing is None else existing.id] = span
        else:
            batch.refuse(place, _twice(other))


def _planned(values: Mapping[str, Any], existing: Any) -> DaySpan:
    return DaySpan(upsert.effective(values, existing, "start"), upsert.effective(values, existing, "end"))


def _twice(other: DaySpan) -> UserError:
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
