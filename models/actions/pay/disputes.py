"""Disputes (异议): what a household says is wrong of a statement or slip, what it is answered, what puts it right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from models import format
from models.actions.ledger.voiding import take_back
from models.actions.numbering import Numbers, refuse_used_numbers
from models.actions.pay.adjustments import post_adjustment
from models.database import insert_rows
from models.errors import UserError
from models.i18n import mark, tr
from models.keys import next_key
from models.operation import in_turn, operation
from models.queries.counting import why_gone
from models.queries.ledger.slip_days import slip_days
from models.queries.pay.disputes import answer_until
from models.rights import maker, needs
from models.rules.desk import roles
from models.rules.ledger import voucher_kind
from models.tables.ledger import Voucher
from models.tables.pay import OPEN, REJECTED, UPHELD, Dispute, Statement, StatementLine

STAYS, BY_REVERSAL, BY_ADJUSTMENT, BY_WORD = "stays", "slip", "amount", "word"
WAYS: Final = (
    (BY_ADJUSTMENT, mark("Put right by a bonus or deduction")),
    (BY_REVERSAL, mark("Put right by voiding or reversing the slip")),
    (BY_WORD, mark("Put right outside the books")),
    (STAYS, mark("Stays as it is")),
)
"""What an answer leads to."""


@dataclass(slots=True)
class DisputeDraft:
    """A dispute not yet recorded; ``answer_by`` None: as the statement's days or the settings say.

    It is about a frozen ``line``, a whole ``statement`` or a ``slip``; the rest of them may stay None. ``answer``,
    ``answered_on`` and ``outcome`` are those of one that was answered before it came in here. ``place`` is the
    caller's own, to find the draft again.
    """

    household: int
    date: dt.date
    said: str
    statement: int | None = None
    line: int | None = None
    slip: int | None = None
    answer_by: dt.date | None = None
    number: str = ""
    answer: str = ""
    answered_on: dt.date | None = None
    outcome: str = OPEN
    place: Any = None


@needs(roles.VISIT)
def record_dispute(draft: DisputeDraft) -> Voucher:
    """Record a dispute and return its voucher.

    Raises UserError (field: said, date, answer_by, statement, slip) when nothing is said, it is about another
    household's paper, or about a slip that does not count any more.
    """
    number = record_disputes([draft])[0]
    found: Voucher = Voucher.get(Voucher.series == voucher_kind.DISPUTE, Voucher.number == number)
    return found


@needs(roles.VISIT)
@in_turn
def record_disputes(drafts: Iterable[DisputeDraft]) -> list[str]:
    """Record disputes in one operation; returns their numbers. Raises UserError as `record_dispute`."""
    listed = list(drafts)
    days = slip_days()
    for draft in listed:
        days.refuse_far(draft.date)
        _check(draft)
    refuse_used_numbers(voucher_kind.DISPUTE, (draft.number for draft in listed))
    with operation(mark("Dispute {number}")) as opened:
        series = Numbers()
        numbers = [draft.number or series.next(voucher_kind.DISPUTE, draft.date) for draft in listed]
        series.save()
        keys = [next_key() for _ in listed]
        _write(listed, keys, numbers)
        opened.says(number=format.numbers(numbers))
    return numbers


def _write(listed: Sequence[DisputeDraft], keys: Sequence[int], numbers: Sequence[str]) -> None:
    kind = voucher_kind.DISPUTE
    insert_rows(
        Voucher,
        ("id", "series", "number", "kind", "date", "household", "reason", "void_reason", "maker"),
        [
            (key, kind, number, kind, draft.date.isoformat(), draft.household, "", "", maker())
            for key, number, draft in zip(keys, numbers, listed, strict=True)
        ],
    )
    for key, draft in zip(keys, listed, strict=True):
        Dispute.create(
            voucher=key,
            statement=draft.statement,
            line=draft.line,
            slip=draft.slip,
            said=draft.said.strip(),
            answer_by=draft.answer_by,
            answer=draft.answer.strip(),
            answered_on=draft.answered_on,
            outcome=draft.outcome,
        )


def _check(draft: DisputeDraft) -> None:
    """Refuse what cannot be disputed; completes what a line says of statement and slip, and the day to answer by."""
    if not draft.said.strip():
        raise UserError(tr("What is said to be wrong?"), "said")
    if draft.line is not None:
        line: Any = StatementLine.get_by_id(draft.line)
        draft.statement, draft.slip = line.statement_id, line.voucher_id
    if draft.statement is not None:
        statement: Any = Statement.get_by_id(draft.statement)
        if statement.household_id != draft.household:
            words = tr("{number} is another household's statement.")
            raise UserError(words.format(number=statement.number), "statement")
    if draft.slip is not None:
        _check_slip(draft, Voucher.get_by_id(draft.slip))
    if draft.answer_by is None:
        draft.answer_by = answer_until(draft.date, draft.statement)
    if draft.answer_by < draft.date:
        raise UserError(tr("This is before the day the dispute was made."), "answer_by")
    if draft.answered_on is not None and draft.answered_on < draft.date:
        raise UserError(tr("This is before the day the dispute was made."), "answered_on")


def _check_slip(draft: DisputeDraft, slip: Any) -> None:
    if slip.household_id != draft.household:
        raise UserError(tr("{number} is another household's slip.").format(number=slip.number), "slip")
    if slip.kind == voucher_kind.DISPUTE:
        raise UserError(tr("{number} is itself a dispute.").format(number=slip.number), "slip")
    gone = why_gone(slip)
    if gone is not None:
        raise UserError(gone, "slip")


@needs(roles.MAKE_PAY)
@in_turn
def answer_dispute(voucher: int, day: dt.date, answer: str, way: str, amount: int = 0) -> str:
    """Answer a dispute on a day; returns the number of the slip that puts it right, "" where there is none.

    ``way`` is one of `WAYS`: a bonus or deduction of ``amount`` (fen, below 0 deducts) on that day, or the disputed
    slip is voided or, in a locked month, reversed. Late answers are taken. Raises UserError (field: answer, way,
    amount, date) when it is void or answered already, or nothing is said.
    """
    row = _open(voucher)
    if not answer.strip():
        raise UserError(tr("What is the household told?"), "answer")
    if day < row.voucher.date:
        raise UserError(tr("This is before the day the dispute was made."), "date")
    number, by = row.voucher.number, ""
    with operation(mark("Answer dispute {number}"), number=number):
        if way == BY_ADJUSTMENT:
            reason = tr("Dispute {number}: {answer}").format(number=number, answer=answer.strip())
            by = post_adjustment(row.voucher.household_id, day, amount, reason)
            row.correction = Voucher.get(Voucher.series == voucher_kind.ADJUSTMENT, Voucher.number == by)
        elif way == BY_REVERSAL:
            by = _take_slip_back(row, day)
        row.answer, row.answered_on = answer.strip(), day
        row.outcome = REJECTED if way == STAYS else UPHELD
        row.save()
    return by


def _take_slip_back(row: Any, day: dt.date) -> str:
    """Void or reverse the disputed slip, from its frozen lines where its month is locked; links what did it."""
    if row.slip_id is None:
        raise UserError(tr("The dispute names no slip that could be voided or reversed."), "way")
    reason = tr("Dispute {number}").format(number=row.voucher.number)
    done = take_back(row.slip_id, reason, day)
    if not done.by:
        row.correction = row.slip_id
        return str(done.number)
    row.correction = Voucher.get(Voucher.series == row.slip.series, Voucher.number == done.by)
    return str(done.by)


def _open(voucher: int) -> Any:
    """The dispute of a voucher, while it counts and waits for its answer."""
    row = Dispute.get_or_none(Dispute.voucher == voucher)
    if row is None:
        raise UserError(tr("This voucher does not exist."))
    gone = why_gone(row.voucher)
    if gone is not None:
        raise UserError(gone)
    if row.outcome != OPEN:
        words = tr("{number} was answered on {day} already. A new objection is a new dispute.")
        raise UserError(words.format(number=row.voucher.number, day=row.answered_on.isoformat()))
    return row
