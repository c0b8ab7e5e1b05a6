"""The demo's support money: its rules, and what is claimed half-yearly, most of it paid, the last still open."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import Any, Final

from models.actions.demo.days import working
from models.actions.demo.names import Speaker, read
from models.actions.programme import claims, support
from models.errors import UserError
from models.queries.programme.qualification import qualification
from models.rules.programme.support import PER_WORKSHOP, QUALIFIES
from models.tables.programme import BASE, Workshop
from models.tables.support import PER_DAY, PER_PERSON, Claim, SupportRule

_YUAN: Final = 100
_ASKED: Final[dict[str, dict[str, Any]]] = {
    "JY365": {
        "basis": PER_PERSON,
        "amount": 1_000 * _YUAN,
        "contract_days": 365,
        "insured": True,
        "first_only": True,
    },
    "XJ10": {"basis": PER_WORKSHOP, "amount": 10_000 * _YUAN, "newly_taken": 10, "first_only": True},
    "CY": {"basis": PER_WORKSHOP, "amount": 5_000 * _YUAN, "newly_taken": 5, "first_only": True},
    "PX50": {"basis": PER_DAY, "amount": 50 * _YUAN, "most_courses": 3},
}
"""What the invented rules of support money ask, by their codes."""

_EVERY, _TIMES = 180, 3
"""So many days lie between two rounds of claims, and so many rounds there are."""
_LATEST: Final = 25
"""Days before the demo's end that the last round is handed in."""
_MOST: Final = 30
"""People of one claim at most."""
_OF_BASES: Final = "XJ10"
"""Only bases claim by this rule, whoever qualifies."""
_REFUSED: Final = "PX50"
"""Of this rule a claim of the last but one round was refused."""
_SAID: Final[dict[str, Any]] = read("programme.json")


def save_support_rules(first: date, say: Speaker) -> None:
    """Enter what the county pays for: invented amounts, as an example."""
    support.save_rules(
        [
            (
                {
                    "code": code,
                    "name": say(_SAID["support"][code]),
                    "start": date(first.year, 1, 1),
                    "note": say(_SAID["basis"]),
                    **values,
                },
                None,
            )
            for code, values in _ASKED.items()
        ]
    )


def claim_support(until: date, say: Speaker) -> None:
    """Make the claims of the rounds; each older one was approved and paid, one of them refused, the last is open."""
    for back in reversed(range(_TIMES)):
        day = working(until - timedelta(days=_LATEST + _EVERY * back), office=True)
        for code in _ASKED:
            rule: Any = SupportRule.get(SupportRule.code == code)
            if rule.start <= day:
                made = _made(rule, day, say, last=back == 0)
                _decide(made, day, last=back == 0, refuse=back == 1 and code == _REFUSED, say=say)


def _made(rule: SupportRule, day: date, say: Speaker, *, last: bool) -> list[int]:
    """The claims of one rule on a day, for some of those who qualify; in the last round for half of them."""
    found = qualification(rule, day).of(QUALIFIES)
    if rule.code == _OF_BASES:
        bases = {row.id for row in Workshop.select(Workshop.id).where(Workshop.kind == BASE)}
        found = [one for one in found if one.workshop is not None and one.workshop.id in bases]
    found = found[: min(_MOST, len(found) // 2 if last else len(found))]
    if not found:
        return []
    evidence = say(_SAID["claim_evidence"])
    if rule.basis == PER_WORKSHOP:
        shops = [one.workshop.id for one in found if one.workshop is not None]
        numbers = _of_shops(rule, day, shops, evidence)
    else:
        workers = [one.worker.id for one in found if one.worker is not None]
        numbers = claims.make_claim(rule.id, day, workers=workers, evidence=evidence)
    return [row.id for row in Claim.select().where(Claim.number.in_(numbers)).order_by(Claim.number)]


def _of_shops(rule: SupportRule, day: date, shops: Sequence[int], evidence: str) -> list[str]:
    """The claims of workshops together; where somebody is a member of two of them, one after the other."""
    with suppress(UserError):
        return claims.make_claim(rule.id, day, workshops=shops, evidence=evidence)
    numbers: list[str] = []
    for shop in shops:
        with suppress(UserError):
            numbers += claims.make_claim(rule.id, day, workshops=[shop], evidence=evidence)
    return numbers


def _decide(made: Sequence[int], day: date, *, last: bool, refuse: bool, say: Speaker) -> None:
    """What the office said: of the open round one waits unsent and one is approved; of others one may be refused."""
    sent = made[1:] if last else made
    if not sent:
        return
    claims.hand_in_claims(sent)
    if last:
        claims.approve_claim(sent[0])
        return
    if refuse:
        claims.refuse_claims(sent[:1], say(_SAID["claim_refused"]))
        sent = sent[1:]
    for claim in sent:
        claims.approve_claim(claim)
    if sent:
        claims.pay_claims(sent, working(day + timedelta(days=45), office=True))
