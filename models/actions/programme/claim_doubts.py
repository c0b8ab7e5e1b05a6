"""What is odd about a claim for support money: its amount is not what its people come to.

Said beside the amount while it is typed, and beside the row when a list comes in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from models import format
from models.actions.upsert import effective
from models.database import among, db
from models.i18n import tr
from models.rules.programme.support import PER_WORKSHOP
from models.tables.support import Claim, ClaimPerson, SupportRule


def claim_doubts(values: Mapping[str, Any], existing: Any = None) -> dict[str, str]:
    """What is odd about a claim as it is typed or kept, by field."""
    sentence = doubts_of_claims([(values, existing)])[0]
    return {"amount": sentence} if sentence else {}


def doubts_of_claims(entries: Sequence[tuple[Mapping[str, Any], Any]]) -> list[str]:
    """What is odd about the amounts of many claims, in their order; "" for nothing.

    One with a note says itself why another amount was approved; people of a workshop's claim may only count.
    """
    people: dict[int, list[int]] = defaultdict(list)
    claims = {existing.id for _, existing in entries if existing is not None}
    query = ClaimPerson.select(ClaimPerson.claim, ClaimPerson.amount).where(among(ClaimPerson.claim, claims))
    for claim, amount in db.execute(query):
        people[claim].append(amount)
    shops = Claim.select(Claim.id).join(SupportRule).where(SupportRule.basis == PER_WORKSHOP)
    of_shops = {claim for (claim,) in db.execute(shops.where(among(Claim.id, claims)))}
    return [_doubt(values, existing, people, of_shops) for values, existing in entries]


def _doubt(
    values: Mapping[str, Any], existing: Any, people: Mapping[int, list[int]], of_shops: set[int]
) -> str:
    if existing is None or existing.id not in people:
        return ""
    together = sum(people[existing.id])
    amount = effective(values, existing, "amount")
    only_counted = existing.id in of_shops and not together
    if amount in (None, together) or only_counted or effective(values, existing, "note"):
        return ""
    return tr("Its people come to {amount} yuan.").format(amount=format.money(together))
