"""Pay by the piece: the rate in force, a household's statement of a period, and what carries over to the next.

Money is fen, quantities thousandths, rates ten-thousandths of a yuan, percentages parts per million.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from models.errors import UserError
from models.i18n import tr
from models.rules.amount import half_up
from models.rules.ledger.grade import rate_grade

MILLION: Final = 1_000_000
BANK = "bank"
"""How a household is paid that is not paid in cash."""
DEDUCTION_CAP: Final = 200_000
"""The share of gross that deductions may take in one period when the cooperative sets none: 20 %."""


@dataclass(frozen=True, slots=True)
class RateSpan:
    """One product's and grade's rate over a span of days, both ends inside; no ``end`` means until further notice."""

    product_id: int
    grade: str
    start: date
    end: date | None
    rate: int


class RateTable:
    """Looks up the rate in force on a day, for as many lines as there are."""

    def __init__(self, spans: Iterable[RateSpan]) -> None:
        grouped: dict[tuple[int, str], list[tuple[date, date, int]]] = defaultdict(list)
        for span in spans:
            grouped[span.product_id, span.grade].append((span.start, span.end or date.max, span.rate))
        self._spans: dict[tuple[int, str], tuple[list[date], list[date], list[int]]] = {}
        for key, rows in grouped.items():
            rows.sort()
            self._spans[key] = ([row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows])

    def rate(self, product_id: int, grade: str, day: date) -> int | None:
        """The rate for a product and grade on a day (the subcontract's own date), or None when none is in force.

        Material scrap is answered with the good rate. None must block locking; it is never 0 in silence.
        """
        found = self._spans.get((product_id, rate_grade(grade)))
        if found is None:
            return None
        starts, ends, rates = found
        at = bisect_right(starts, day) - 1
        return rates[at] if at >= 0 and day <= ends[at] else None


def overlaps(spans: Iterable[RateSpan]) -> list[tuple[RateSpan, RateSpan]]:
    """Every pair of spans of one product and grade that share a day, the earlier one first."""
    grouped: dict[tuple[int, str], list[RateSpan]] = defaultdict(list)
    for span in spans:
        if span.end is None or span.end >= span.start:
            grouped[span.product_id, span.grade].append(span)
    pairs: list[tuple[RateSpan, RateSpan]] = []
    for rows in grouped.values():
        rows.sort(key=lambda span: (span.start, span.end or date.max))
        running: list[RateSpan] = []
        for span in rows:
            running = [one for one in running if one.end is None or one.end >= span.start]
            pairs.extend((one, span) for one in running)
            running.append(span)
    return pairs


def instalments(amount: int, count: int) -> tuple[int, ...]:
    """An advance cut into equal instalments rounded down to the fen; the last takes the remainder.

    Raises `UserError` when ``count`` is below 1.
    """
    if count < 1:
        raise UserError(tr("An advance has at least one instalment."), "instalments")
    each = amount // count
    return (each,) * (count - 1) + (amount - each * (count - 1),)


@dataclass(frozen=True, slots=True)
class OwedAdvance:
    """An advance as one period sees it.

    ``elapsed``: periods since the one it was paid out in (0 in that one, `calendar.elapsed`); ``recovered``: what
    earlier periods recovered of ``amount``, in fen.
    """

    id: int
    elapsed: int
    amount: int
    count: int = 1
    recovered: int = 0

    @property
    def left(self) -> int:
        """What is not yet recovered, due or not, in fen."""
        return self.amount - self.recovered


def advance_due(advance: OwedAdvance) -> int:
    """What has fallen due of an advance up to its period and was not recovered before, in fen.

    The first instalment falls due in the period the advance was paid out in.
    """
    fallen = advance.elapsed + 1
    if fallen <= 0:
        return 0
    if fallen >= advance.count:
        return max(0, advance.amount - advance.recovered)
    return max(0, advance.amount // advance.count * fallen - advance.recovered)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A household's pay of one period, in fen.

    Always: net = gross − taken − recovered + given_back ≥ 0 and deductions_due = taken + carried_out. ``make_up``
    brings the pieces' pay up to the floor of an hour (`fair_rate`) and is part of the gross. ``recoveries``
    says how much of which advance (id, fen) was recovered, oldest first. ``given_back`` returns what deductions and
    advances that were taken back had cost; it stands outside gross and cap.
    """

    piece: int
    allowance: int
    bonus: int
    gross: int
    carried_in: int
    deductions_due: int
    taken: int
    recovered: int
    recoveries: tuple[tuple[int, int], ...]
    net: int
    carried_out: int
    advance_left: int
    given_back: int = 0
    make_up: int = 0


@dataclass(slots=True)
class Due:
    """A deduction on a household's account, in fen: what of it was taken, and what is still carried.

    ``voucher`` 0 is no deduction but what reversing entries put off when they exceeded the gross.
    """

    voucher: int
    left: int
    taken: int = 0


def settle(dues: list[Due], taken: int) -> None:
    """Enter what a statement took, the oldest deduction first; below 0 it put that much off, as the newest."""
    if taken < 0:
        dues.append(Due(0, -taken))
        return
    for due in dues:
        part = min(due.left, taken)
        due.left -= part
        due.taken += part
        taken -= part


def take_back(dues: Iterable[Due], voucher: int) -> tuple[int, int]:
    """Strike a deduction from a household's account; returns what it had taken and what is no longer carried, fen."""
    given_back = cancelled = 0
    for due in dues:
        if due.voucher == voucher:
            given_back, cancelled = given_back + due.taken, cancelled + due.left
            due.taken = due.left = 0
    return given_back, cancelled


def stop(dues: Sequence[Due], vouchers: Iterable[int], amount: int) -> int:
    """End what these vouchers still have to deduct, one after the other, up to an amount; returns how much, fen."""
    stopped = 0
    for voucher in vouchers:
        for due in dues:
            if due.voucher == voucher:
                part = min(due.left, amount - stopped)
                due.left -= part
                stopped += part
    return stopped


def allowance(shares: Iterable[tuple[int, int]]) -> int:
    """The allowance of a statement in fen: of each share of piece pay (fen, rate in ppm) its part, half up.

    One share is the statement's own lines, another the reversed lines of each earlier period at that period's rate.
    """
    return sum(half_up(fen * ppm, MILLION) for fen, ppm in shares if ppm)


class Corrections(NamedTuple):
    """What a period puts right, in fen: of earlier ones, and of pieces that earned less than the floor.

    ``pay`` is that of the lines taken back, by the period they were paid in, each with the allowance of then in
    ppm. ``cancelled`` of the deductions is due no longer; ``given_back`` is returned because what took it was.
    ``make_up`` is what is missing to the floor of an hour, less what of earlier periods' is taken back.
    """

    pay: Sequence[tuple[int, int]] = ()
    cancelled: int = 0
    given_back: int = 0
    make_up: int = 0


NO_CORRECTIONS: Final = Corrections()


def reckon(
    piece_pay: int,
    bonuses: int,
    deductions: int,
    carried_in: int,
    advances: Sequence[OwedAdvance],
    *,
    allowance_ppm: int = 0,
    cap_ppm: int = DEDUCTION_CAP,
    back: Corrections = NO_CORRECTIONS,
) -> Reckoning:
    """A household's statement of one period from its totals, in fen.

    ``bonuses`` and ``deductions`` are the sums of positive and negative adjustments, both written above 0;
    ``carried_in`` is what earlier periods could not take; ``advances`` those not yet recovered, in any order.
    Advances of later periods (``elapsed`` below 0) do not exist yet and are passed over.
    ``piece_pay`` is that of the period's own lines, ``back`` what is taken back in it of earlier ones.

    Reversing entries can turn the gross negative. Then nobody is paid and nothing is lost: ``taken`` is that negative
    gross (the missing money is put off instead of taken), so it joins ``carried_out`` and is deducted
    from later periods under the same cap.
    """
    on_top = half_up(piece_pay * allowance_ppm, MILLION) if allowance_ppm else 0
    if back.pay:
        piece_pay += sum(fen for fen, _ in back.pay)
        on_top += allowance(back.pay)
    gross = piece_pay + on_top + back.make_up + bonuses
    due = carried_in + deductions - back.cancelled
    taken = gross if gross < 0 else min(due, gross * min(cap_ppm, MILLION) // MILLION)
    purse = gross - taken
    recoveries, left = _recovered(advances, purse)
    recovered = sum(fen for _, fen in recoveries)
    return Reckoning(
        piece_pay,
        on_top,
        bonuses,
        gross,
        carried_in,
        due,
        taken,
        recovered,
        recoveries,
        purse - recovered + back.given_back,
        due - taken,
        left - recovered,
        back.given_back,
        back.make_up,
    )


def _recovered(advances: Sequence[OwedAdvance], purse: int) -> tuple[tuple[tuple[int, int], ...], int]:
    """What a purse lets be recovered of each advance, oldest first, and what was left of all of them before."""
    recoveries: tuple[tuple[int, int], ...] = ()
    recovered = left = 0
    for advance in sorted(advances, key=_age) if len(advances) > 1 else advances:
        if advance.elapsed < 0:
            continue
        part = min(advance_due(advance), purse - recovered)
        if part > 0:
            recovered += part
            recoveries += ((advance.id, part),)
        left += advance.left
    return recoveries, left


def _age(advance: OwedAdvance) -> tuple[int, int]:
    return -advance.elapsed, advance.id


def needs_statement(
    lines: int, bonuses: int, deductions_due: int, advance_left: int, given_back: int = 0
) -> bool:
    """Whether a household gets a statement: it has a line, a bonus, a deduction due or an advance not yet recovered.

    ``deductions_due`` and ``advance_left`` are what was owed when the period began, though it be taken back in it; what
    is given back is paid by a statement too.
    """
    return bool(lines or bonuses or deductions_due or advance_left or given_back)


def split(adjustments: Iterable[int]) -> tuple[int, int]:
    """Adjustments (fen, positive pays, negative deducts) as the two totals `reckon` takes, both above 0."""
    bonuses = deductions = 0
    for fen in adjustments:
        if fen > 0:
            bonuses += fen
        else:
            deductions -= fen
    return bonuses, deductions
