"""One claim and one rule of support money, as their pages show them: who stands how. Money in fen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import JOIN

from models.queries.programme.claim_papers import ClaimPaper, claim_papers
from models.queries.programme.qualification import Claimant, Qualification, qualification
from models.tables.programme import Workshop
from models.tables.support import Claim, SupportRule


@dataclass(frozen=True, slots=True)
class ClaimRecord:
    """A claim with its paper, and how its people (by key) and its workshop stand to the rule on its day without it."""

    claim: Any
    paper: ClaimPaper
    people: Mapping[int, Claimant]
    place: Claimant | None


@dataclass(frozen=True, slots=True)
class RuleRecord:
    """A rule with who stands how to it on a day, and the claims made by it, the newest first."""

    rule: Any
    answer: Qualification
    claims: tuple[Any, ...]


def claim_record(key: int) -> ClaimRecord | None:
    """A claim's record; None when there is no such one."""
    claim: Any = Claim.get_or_none(Claim.id == key)
    if claim is None:
        return None
    found = qualification(claim.rule, claim.date, leaving_out=(claim.id,)).claimants
    (paper,) = claim_papers(numbers=(claim.number,))
    return ClaimRecord(
        claim,
        paper,
        {one.worker.id: one for one in found if one.worker is not None},
        next((one for one in found if one.worker is None and one.judged.workshop == claim.workshop_id), None),
    )


def rule_record(key: int, day: date) -> RuleRecord | None:
    """A rule's record; None when there is no such one."""
    rule: Any = SupportRule.get_or_none(SupportRule.id == key)
    if rule is None:
        return None
    claims = (
        Claim.select(Claim, Workshop)
        .join(Workshop, JOIN.LEFT_OUTER)
        .where(Claim.rule == key)
        .order_by(Claim.date.desc(), Claim.number.desc())
    )
    return RuleRecord(rule, qualification(rule, day), tuple(claims))
