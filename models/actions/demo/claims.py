"""What the demo cooperative claims of support money: handed in half-yearly, most of it paid, the last still open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from models.actions.demo.names import Speaker, read
from models.actions.programme import claims
from models.queries.programme.qualification import qualification
from models.rules.programme.support import PER_WORKSHOP, QUALIFIES
from models.tables.support import Claim, SupportRule

_EVERY, _TIMES = 180, 3
"""So many days lie between two rounds of claims, and so many rounds there are."""
_LATEST: Final = 25
"""Days before the demo's end that the last round is handed in."""
_MOST: Final = 12
"""People of one claim at most."""
_CODES: Final = ("JY365", "PX50", "XJ10")
_SAID: Final[dict[str, Any]] = read("programme.json")


def claim_support(until: date, say: Speaker) -> None:
    """Make the claims of the rounds; each older one was approved and paid, one of them refused, the last is open."""
    for back in reversed(range(_TIMES)):
        day = until - timedelta(days=_LATEST + _EVERY * back)
        for code in _CODES:
            rule = SupportRule.get(SupportRule.code == code)
            if rule.start <= day:
                _decide(
                    _made(rule, day, say), day, last=back == 0, refuse=back == 1 and code == "PX50", say=say
                )


def _made(rule: SupportRule, day: date, say: Speaker) -> list[int]:
    """The claims of one rule on a day, for some of those who qualify."""
    found = qualification(rule, day).of(QUALIFIES)[:_MOST]
    if not found:
        return []
    if rule.basis == PER_WORKSHOP:
        shops = [one.workshop.id for one in found if one.workshop is not None]
        numbers = claims.make_claim(rule.id, day, workshops=shops, evidence=say(_SAID["claim_evidence"]))
    else:
        workers = [one.worker.id for one in found if one.worker is not None]
        numbers = claims.make_claim(rule.id, day, workers=workers, evidence=say(_SAID["claim_evidence"]))
    return [row.id for row in Claim.select().where(Claim.number.in_(numbers)).order_by(Claim.number)]


def _decide(made: Sequence[int], day: date, *, last: bool, refuse: bool, say: Speaker) -> None:
    """What the office said: the first of an open round waits unsent, of others one may be refused, the rest is paid."""
    sent = made[1:] if last else made
    if not sent:
        return
    claims.hand_in_claims(sent)
    if last:
        return
    if refuse:
        claims.refuse_claims(sent[:1], say(_SAID["claim_refused"]))
        sent = sent[1:]
    for claim in sent:
        claims.approve_claim(claim)
    if sent:
        claims.pay_claims(sent, day + timedelta(days=45))
