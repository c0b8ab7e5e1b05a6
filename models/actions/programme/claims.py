"""Claims for support money (申报): made from who qualifies, handed in, decided upon, and paid. Money in fen."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from models import format, i18n
from models.actions.numbering import next_code
from models.actions.upsert import Batch, Entry, Refused, effective, require
from models.database import among, insert_rows
from models.errors import UserError
from models.i18n import mark, tr
from models.keys import next_key
from models.operation import in_turn, operation
from models.queries.ledger.slip_days import slip_days
from models.queries.programme.claims import counted_twice, workshops_twice
from models.queries.programme.qualification import (
    Claimant,
    Qualification,
    qualification,
    reasons,
    terms_of,
)
from models.rights import needs
from models.rules.desk import roles
from models.rules.programme.support import CLAIMED, PER_DAY, PER_WORKSHOP, QUALIFIES
from models.tables.party import Worker
from models.tables.support import (
    APPROVED,
    CLAIM_STATES,
    DRAFTED,
    PAID_OUT,
    REFUSED,
    SUBMITTED,
    Claim,
    ClaimPerson,
    SupportRule,
)

BEFORE: Final = {
    SUBMITTED: (DRAFTED,),
    APPROVED: (SUBMITTED,),
    REFUSED: (SUBMITTED, APPROVED),
    PAID_OUT: (APPROVED,),
}
"""What a claim must be before it becomes what the key says."""


@needs(roles.PROGRAMME)
@in_turn
def make_claim(
    rule: int,
    day: dt.date,
    *,
    workers: Collection[int] = (),
    workshops: Collection[int] = (),
    evidence: str = "",
) -> list[str]:
    """Make claims by a rule for people or workshops that qualify on a day; one for each workshop, returns the numbers.

    Raises UserError who does not qualify and what is missing, or by which claim somebody was claimed already.
    """
    found: Any = SupportRule.get_or_none(SupportRule.id == rule)
    if found is None:
        raise UserError(tr("This rule does not exist any more."), "rule")
    with operation(mark("Claim {number}")) as opened:
        answer = qualification(found, day)
        chosen = _chosen(answer, workers, workshops)
        if not chosen:
            raise UserError(tr("Choose who the claim is for."))
        groups: dict[int | None, list[Claimant]] = defaultdict(list)
        for one in chosen:
            groups[None if one.workshop is None else one.workshop.id].append(one)
        numbers = [_claim(answer, workshop, those, evidence) for workshop, those in groups.items()]
        # Who works at two of these workshops stood to each of them alone.
        refuse_twice([row.id for row in Claim.select(Claim.id).where(Claim.number.in_(numbers))])
        opened.says(number=format.numbers(numbers))
    return numbers


def _chosen(
    answer: Qualification, workers: Collection[int], workshops: Collection[int]
) -> Sequence[Claimant]:
    """The claimants wanted. Raises UserError for the first that does not qualify."""
    of_places = answer.terms.basis == PER_WORKSHOP
    wanted = set(workshops if of_places else workers)
    found = []
    for one in answer.claimants:
        key = one.judged.workshop if of_places else one.worker and one.worker.id
        if key in wanted:
            _refuse_unqualified(one)
            found.append(one)
            wanted.discard(key)
    if wanted:
        who = Worker.get_or_none(Worker.id == min(wanted)) if not of_places else None
        words = tr("{name} is no candidate for this rule on this day.")
        raise UserError(words.format(name="" if who is None else who.name))
    return found


def _refuse_unqualified(one: Claimant) -> None:
    if one.judged.verdict == QUALIFIES:
        return
    if one.judged.verdict == CLAIMED:
        words = tr("{name} is claimed already, by {number}.")
        raise UserError(words.format(name=one.name, number=one.judged.claim))
    words = tr("{name} does not qualify: {reasons}.")
    raise UserError(words.format(name=one.name, reasons=reasons(one, i18n.translator(i18n.language()))))


def _claim(answer: Qualification, workshop: int | None, chosen: Sequence[Claimant], evidence: str) -> str:
    """Write a claim with its people; the amount of a claim for a workshop is the workshop's, its people only count."""
    number = next_code(Claim)
    claim = Claim.create(
        number=number,
        rule=answer.rule,
        workshop=workshop,
        date=answer.day,
        amount=sum(one.judged.amount for one in chosen),
        evidence=Claim.evidence.cleaned(evidence),
    )
    people = [
        (one.worker.id, one.judged.days, one.judged.amount) for one in chosen if one.worker is not None
    ] + [(worker, None, 0) for one in chosen for worker in one.judged.people]
    insert_rows(
        ClaimPerson,
        ("id", "claim", "worker", "days", "amount"),
        [(next_key(), claim.id, worker, days, amount) for worker, days, amount in people],
    )
    return number


@needs(roles.PROGRAMME)
def hand_in_claims(claims: Iterable[int]) -> None:
    """Say that claims were handed in to the office. Raises UserError where one is not being prepared."""
    with operation(mark("Hand in claim {number}")) as opened:
        opened.says(number=_move(claims, SUBMITTED))


@needs(roles.PROGRAMME)
@in_turn
def approve_claim(claim: int, amount: int | None = None, note: str = "") -> None:
    """Say that the office approved a claim, all of it or another amount, which takes a note.

    Raises UserError (field: amount, note).
    """
    row = _got(claim)
    granted = row.amount if amount is None else amount
    if granted <= 0:
        raise UserError(tr("Must be above 0."), "amount")
    if granted != row.amount and not note.strip():
        raise UserError(tr("Say why the amount differs from what was claimed."), "note")
    with operation(mark("Approve claim {number}")) as opened:
        opened.says(number=_move((claim,), APPROVED, amount=granted, note=note))


@needs(roles.PROGRAMME)
def refuse_claims(claims: Iterable[int], note: str) -> None:
    """Say that the office refused claims, and why: their people may be claimed again. Raises UserError (note)."""
    if not note.strip():
        raise UserError(tr("Say why it was refused."), "note")
    with operation(mark("Claim {number} refused")) as opened:
        opened.says(number=_move(claims, REFUSED, note=note))


@needs(roles.PROGRAMME)
@in_turn
def pay_claims(claims: Iterable[int], paid_on: dt.date, today: dt.date | None = None) -> None:
    """Say on which day the money of approved claims came. Raises UserError (field: paid_on)."""
    ahead = slip_days(today).ahead(paid_on)
    if ahead is not None:
        raise UserError(ahead, "paid_on")
    rows = [_got(claim) for claim in claims]
    for row in rows:
        _refuse_paid_before(row.number, row.date, paid_on)
    with operation(mark("Claim {number} paid")) as opened:
        opened.says(number=_move([row.id for row in rows], PAID_OUT, paid_on=paid_on))


@needs(roles.PROGRAMME)
def drop_claims(claims: Iterable[int]) -> None:
    """Drop claims that are still being prepared, with their people. Raises UserError where one was handed in."""
    with operation(mark("Drop claim {number}")) as opened:
        rows = [_got(claim) for claim in claims]
        for row in rows:
            if row.status != DRAFTED:
                words = tr("Claim {number} was handed in already; it stays.")
                raise UserError(words.format(number=row.number))
            ClaimPerson.delete().where(ClaimPerson.claim == row.id).execute()
            row.delete_instance()
        opened.says(number=format.numbers([row.number for row in rows]))


def _refuse_paid_before(number: str, made_on: dt.date, paid_on: dt.date) -> None:
    """Raise UserError (field: paid_on) where the money of a claim would have come before it was made."""
    if paid_on < made_on:
        words = tr("Claim {number} was made on {day}; the money cannot have come before.")
        raise UserError(words.format(number=number, day=format.date(made_on)), "paid_on")


def _got(claim: int) -> Any:
    row: Any = Claim.get_or_none(Claim.id == claim)
    if row is None:
        raise UserError(tr("This claim does not exist any more."))
    return row


def _move(claims: Iterable[int], status: str, **values: Any) -> str:
    """Bring claims into a state; returns their numbers. Raises UserError where one is not where it must be before."""
    numbers = []
    for row in map(_got, claims):
        if row.status not in BEFORE[status]:
            words = tr("This step is not open to claim {number}: {status}.")
            raise UserError(words.format(number=row.number, status=tr(dict(CLAIM_STATES)[row.status])))
        if values.get("note") == "":
            values.pop("note")
        for name, value in {**values, "status": status}.items():
            setattr(row, name, getattr(Claim, name).cleaned(value))
        row.save()
        numbers.append(row.number)
    if not numbers:
        raise UserError(tr("Choose a claim."))
    return format.numbers(numbers)


@needs(roles.PROGRAMME)
def save_claims(entries: Iterable[Entry], refused: Refused | None = None) -> list[Claim]:
    """Add or change claims as they were made elsewhere; one without a number takes the next.

    Raises UserError (field: number, rule, workshop, date, amount, paid_on): its rule is in force on its day, and one
    that pays for a workshop says which.
    """
    batch = Batch(Claim, entries, refused)
    rules = {row.id: row for row in SupportRule.select()}
    with operation(mark("Save claim {name}")) as opened:
        batch.number()
        batch.check(partial(_check_claim, rules))
        batch.unique("number")
        rows = batch.write()
        twice = _twice([row.id for row in rows])
        sound = [place for place, _ in batch.placed()]
        for place, row in zip(sound, rows, strict=True):
            if row.id in twice:
                batch.refuse(place, UserError(twice[row.id], "number"))
        opened.says(name=batch.called(rows, "number"))
    return [row for place, row in zip(sound, rows, strict=True) if place not in batch.faulty]


@needs(roles.PROGRAMME)
def save_claim_people(entries: Iterable[Entry], refused: Refused | None = None) -> list[ClaimPerson]:
    """Add or change whom claims are for; nobody stands in two that were not refused, for the same rule or days.

    Raises UserError (field: claim, worker, days).
    """
    batch = Batch(ClaimPerson, entries, refused)
    with operation(mark("Save person of a claim {name}")) as opened:
        named = {effective(values, existing, "claim") for values, existing in batch.entries} - {None}
        claims = Claim.select(Claim, SupportRule).join(SupportRule).where(among(Claim.id, named))
        batch.check(partial(_check_person, {claim.id: claim for claim in claims}))
        batch.unique("claim", "worker")
        rows = batch.write()
        twice = counted_twice({row.worker_id for row in rows})
        sound = [place for place, _ in batch.placed()]
        for place, row in zip(sound, rows, strict=True):
            other = twice.get((row.claim_id, row.worker_id))
            if other is not None and other == row.claim.number:
                batch.refuse(place, UserError(tr("These are more days than are paid."), "days"))
            elif other is not None:
                words = tr("Claimed already, by {number}.").format(number=other)
                batch.refuse(place, UserError(words, "worker"))
        opened.says(name=batch.called(rows, "worker"))
    return [row for place, row in zip(sound, rows, strict=True) if place not in batch.faulty]


def refuse_twice(claims: Collection[int]) -> None:
    """Raise UserError when somebody in these claims, or their workshop, is counted by another one too."""
    for sentence in _twice(claims).values():
        raise UserError(sentence)


def _twice(claims: Collection[int]) -> dict[int, str]:
    """Why claims cannot stand beside others, by the claim's key: somebody or the workshop is counted twice."""
    workers = {row.worker_id for row in ClaimPerson.select().where(among(ClaimPerson.claim, set(claims)))}
    words = tr("{name} is claimed already, by {number}.")
    found = {}
    for (claim, worker), number in counted_twice(workers).items():
        if claim in claims:
            found[claim] = words.format(name=Worker.get_by_id(worker).name, number=number)
    for claim, number in workshops_twice(claims).items():
        found.setdefault(claim, words.format(name=Claim.get_by_id(claim).workshop.name, number=number))
    return found


def _check_claim(rules: Mapping[int, Any], values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "number", "rule", "date", "amount")
    rule, day = rules.get(effective(values, existing, "rule")), effective(values, existing, "date")
    if rule is None:
        raise UserError(tr("This rule does not exist any more."), "rule")
    changed = existing is None or (existing.rule_id, existing.date) != (rule.id, day)
    if changed and not terms_of(rule).holds(day):
        raise UserError(not_in_force(rule.code, day), "rule")
    if rule.basis == PER_WORKSHOP:
        require(values, existing, "workshop")
    status, paid_on = (effective(values, existing, name) for name in ("status", "paid_on"))
    if status == PAID_OUT and paid_on is None:
        raise UserError(tr("Say on which day the money came."), "paid_on")
    if status != PAID_OUT and paid_on is not None:
        raise UserError(tr("Only what was paid has a day on which the money came."), "paid_on")
    if paid_on is not None:
        _refuse_paid_before(effective(values, existing, "number"), day, paid_on)


def not_in_force(code: str, day: dt.date) -> str:
    """What is said where no rule of a code is in force on the day of a claim."""
    return tr("No rule {code} is in force on {day}.").format(code=code, day=format.date(day))


def _check_person(claims: Mapping[int, Any], values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "claim", "worker", "amount")
    claim = claims.get(effective(values, existing, "claim"))
    if claim is None:
        raise UserError(tr("This claim does not exist any more."), "claim")
    if claim.rule.basis == PER_DAY and not effective(values, existing, "days"):
        raise UserError(tr("This rule pays by the day: say how many days."), "days")
