"""Claims for support money as they stand: who would be counted twice, and what is claimed. Money in fen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from models.database import among, db
from models.queries.programme.qualification import terms_of, training_days
from models.rules.programme.support import PER_DAY, PER_WORKSHOP
from models.tables.support import REFUSED, Claim, ClaimPerson, SupportRule


class _ClaimedRow(NamedTuple):
    """Somebody in a claim that was not refused."""

    claim: int
    number: str
    rule: int
    worker: int
    days: int


def counted_twice(workers: Collection[int]) -> dict[tuple[int, int], str]:
    """Of these people who is counted twice, by claim and person, with the number of another claim that counts them.

    Nobody stands in two claims of the same dated rule, nor of the same code where it pays only the first time. By the
    day it is more days than were attended.
    """
    query = (
        ClaimPerson.select(Claim.id, Claim.number, Claim.rule, ClaimPerson.worker, ClaimPerson.days)
        .join(Claim)
        .where(Claim.status != REFUSED, among(ClaimPerson.worker, set(workers)))
        .order_by(Claim.date, Claim.number)
    )
    rows = [
        _ClaimedRow(key, number, rule, worker, days or 0)
        for key, number, rule, worker, days in db.execute(query)
    ]
    rules = {rule.id: rule for rule in SupportRule.select()}
    groups: dict[tuple[int, str | int], list[_ClaimedRow]] = defaultdict(list)
    for row in rows:
        rule = rules[row.rule]
        once = rule.first_only and rule.basis != PER_DAY
        groups[row.worker, rule.code if once else rule.id].append(row)
    by_day = [rule for rule in rules.values() if rule.basis == PER_DAY]
    held = _held_days(by_day, workers) if by_day else {}
    found = {}
    for (worker, _), those in groups.items():
        first = rules[those[0].rule]
        if first.basis == PER_DAY:
            twice = sum(row.days for row in those) > held.get((first.id, worker), 0)
        else:
            twice = len(those) > 1
        if twice:
            for row in those:
                other = next((one.number for one in those if one.claim != row.claim), row.number)
                found[row.claim, worker] = other
    return found


def workshops_twice(claims: Iterable[int]) -> dict[int, str]:
    """Of these claims for workshops those whose workshop has another by the same rule, with the other's number."""
    groups: dict[tuple[int, str | int], list[tuple[int, str]]] = defaultdict(list)
    query = (
        Claim.select(
            Claim.id, Claim.number, Claim.workshop, SupportRule.id, SupportRule.code, SupportRule.first_only
        )
        .join(SupportRule)
        .where(SupportRule.basis == PER_WORKSHOP, Claim.status != REFUSED, Claim.workshop.is_null(False))
        .order_by(Claim.date, Claim.number)
    )
    for key, number, workshop, rule, code, first_only in db.execute(query):
        groups[workshop, code if first_only else rule].append((key, number))
    wanted = set(claims)
    return {
        key: next(number for other, number in those if other != key)
        for those in groups.values()
        if len(those) > 1
        for key, _ in those
        if key in wanted
    }


def _held_days(rules: Iterable[SupportRule], workers: Collection[int]) -> dict[tuple[int, int], int]:
    """The days that rules by the day pay for in all, by rule and person."""
    return {
        (rule.id, worker): sum(not one.beyond and terms_of(rule).holds(one.day) for one in days)
        for rule in rules
        for worker, days in training_days(rule, workers).items()
    }
