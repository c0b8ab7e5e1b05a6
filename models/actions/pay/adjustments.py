"""Advances (预支) and adjustments (奖扣): vouchers that change pay without moving anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from models import format
from models.actions.numbering import Numbers
from models.database import insert_rows
from models.errors import UserError
from models.i18n import mark, tr
from models.keys import next_key
from models.operation import operation
from models.queries.ledger.slip_days import slip_days
from models.rights import maker, needs
from models.rules.desk import roles
from models.rules.ledger import voucher_kind
from models.tables.ledger import Voucher
from models.tables.pay import Adjustment, Advance

MOST_INSTALMENTS = 120

Refusal = Callable[[Any, UserError], None]
"""Told a draft and what is wrong with it, instead of stopping at the first fault."""


@dataclass(slots=True)
class AdvanceDraft:
    """An advance not yet posted; amount in fen. ``place`` is the caller's own, to find the draft again."""

    household: int
    date: date
    amount: int
    instalments: int = 1
    number: str = ""
    place: Any = None
    reason: str = ""


@dataclass(slots=True)
class AdjustmentDraft:
    """A bonus (fen above 0) or deduction (below 0) not yet posted, with its reason."""

    household: int
    date: date
    amount: int
    reason: str
    number: str = ""
    place: Any = None


@needs(roles.MAKE_PAY)
def post_advance(household: int, day: date, amount: int, instalments: int = 1, reason: str = "") -> str:
    """Pay an advance out, due back in instalments from this period on; returns its number.

    Raises UserError (field: amount, instalments, date).
    """
    return post_advances([AdvanceDraft(household, day, amount, instalments, reason=reason)])[0]


@needs(roles.MAKE_PAY)
def post_adjustment(household: int, day: date, amount: int, reason: str) -> str:
    """Post a bonus or a deduction with its reason; returns its number.

    Raises UserError (field: amount, reason, date).
    """
    return post_adjustments([AdjustmentDraft(household, day, amount, reason)])[0]


@needs(roles.MAKE_PAY)
def post_advances(drafts: Iterable[AdvanceDraft], refused: Refusal | None = None) -> list[str]:
    """Post advances in one operation; with ``refused`` every fault is told and nothing is written when there is one."""

    def check(draft: AdvanceDraft) -> None:
        if draft.amount <= 0:
            raise UserError(tr("Must be above 0."), "amount")
        if not 1 <= draft.instalments <= MOST_INSTALMENTS:
            message = tr("Between {low} and {high}.").format(low=1, high=MOST_INSTALMENTS)
            raise UserError(message, "instalments")

    listed = list(drafts)
    with operation(mark("Advance {number}")) as opened:
        keys, numbers = _vouchers(voucher_kind.ADVANCE, listed, check, refused)
        insert_rows(
            Advance,
            ("id", "voucher", "amount", "instalments"),
            [(next_key(), key, d.amount, d.instalments) for key, d in zip(keys, listed, strict=False)],
        )
        opened.says(number=format.numbers(numbers))
    return numbers


@needs(roles.MAKE_PAY)
def post_adjustments(drafts: Iterable[AdjustmentDraft], refused: Refusal | None = None) -> list[str]:
    """Post bonuses and deductions in one operation; ``refused`` as in `post_advances`."""

    def check(draft: AdjustmentDraft) -> None:
        if not draft.amount:
            raise UserError(tr("The amount must not be 0."), "amount")
        if not draft.reason.strip():
            raise UserError(tr("A bonus or deduction needs a reason."), "reason")

    listed = list(drafts)
    with operation(mark("Bonus or deduction {number}")) as opened:
        keys, numbers = _vouchers(voucher_kind.ADJUSTMENT, listed, check, refused)
        insert_rows(
            Adjustment,
            ("id", "voucher", "amount"),
            [(next_key(), key, d.amount) for key, d in zip(keys, listed, strict=False)],
        )
        opened.says(number=format.numbers(numbers))
    return numbers


def _vouchers(
    series: str, drafts: Sequence[Any], check: Callable[[Any], None], refused: Refusal | None
) -> tuple[list[int], list[str]]:
    """Check all drafts and write their vouchers; nothing is written, and nothing returned, when one was refused."""
    days = slip_days()
    faults = 0
    for draft in drafts:
        try:
            days.refuse(draft.date)
            check(draft)
        except UserError as error:
            if refused is None:
                raise
            faults += 1
            refused(draft, error)
    if faults:
        return [], []
    keys = [next_key() for _ in drafts]
    series_numbers = Numbers()
    numbers = [draft.number or series_numbers.next(series, draft.date) for draft in drafts]
    series_numbers.save()
    insert_rows(
        Voucher,
        ("id", "series", "number", "kind", "date", "household", "reason", "void_reason", "maker"),
        [
            (
                key,
                series,
                number,
                series,
                draft.date.isoformat(),
                draft.household,
                draft.reason.strip(),
                "",
                maker(),
            )
            for key, number, draft in zip(keys, numbers, drafts, strict=True)
        ],
    )
    return keys, numbers
