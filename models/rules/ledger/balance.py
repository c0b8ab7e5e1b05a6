"""Pieces and material: what a receipt must add up to, what it consumed, what a household still holds.

All quantities are thousandths of a unit, percentages parts per million. Totals are always derived from the single
receipts, so what is posted late or voided changes them and nothing has to be put right by hand.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from itertools import accumulate
from typing import Any, Final, NamedTuple, Self

from models.errors import UserError
from models.i18n import mark, tr
from models.rules.amount import half_up, quantity_text
from models.rules.ledger.grade import GOOD, MATERIAL_SCRAP, PARTS, SECOND

MILLION: Final = 1_000_000

OPEN: Final = "open"
CLOSED: Final = "closed"
SHORT_CLOSED: Final = "short_closed"

STATUS_LABELS: Final = {
    OPEN: mark("In progress"),
    CLOSED: mark("Completed"),
    SHORT_CLOSED: mark("Closed short"),
}


class Parts(NamedTuple):
    """A quantity of pieces sorted into the six grades, each in thousandths."""

    good: int = 0
    second: int = 0
    rework: int = 0
    work_scrap: int = 0
    material_scrap: int = 0
    pending: int = 0

    @property
    def total(self) -> int:
        """All pieces together: what was received."""
        return self.good + self.second + self.rework + self.work_scrap + self.material_scrap + self.pending

    @property
    def delivered(self) -> int:
        """Good and second: what counts against the quantity of a subcontract."""
        return self.good + self.second

    @property
    def consuming(self) -> int:
        """The pieces whose material is used up. Rework is not among them: it counts when it comes back."""
        return self.good + self.second + self.work_scrap + self.material_scrap + self.pending

    @property
    def faulty(self) -> int:
        """The pieces that have a defect to be named: rework and both kinds of scrap."""
        return self.rework + self.work_scrap + self.material_scrap

    def __add__(self, other: Parts) -> Parts:  # type: ignore[override]
        return Parts(
            self.good + other.good,
            self.second + other.second,
            self.rework + other.rework,
            self.work_scrap + other.work_scrap,
            self.material_scrap + other.material_scrap,
            self.pending + other.pending,
        )

    def inspected(self, outcome: Parts) -> Parts:
        """These parts after an inspection that took ``outcome`` from what was pending."""
        return (self + outcome).less_pending(outcome.total)

    def less_pending(self, quantity: int) -> Parts:
        """These parts with so much less waiting to be inspected."""
        return self._replace(pending=self.pending - quantity)

    def amounts(self) -> tuple[tuple[str, int], ...]:
        """Grade and quantity of all six, in the order of `grade.PARTS`."""
        return tuple(zip(PARTS, self, strict=True))

    def paid(self) -> tuple[tuple[str, int], ...]:
        """Grade and quantity of the parts that earn pay, those of none left out: one pay line each."""
        figures = ((GOOD, self.good), (SECOND, self.second), (MATERIAL_SCRAP, self.material_scrap))
        return tuple(figure for figure in figures if figure[1])


NOTHING: Final = Parts()


def check_collection(received: int, parts: Parts, gross: int | None = None, tare: int | None = None) -> None:
    """Refuse a collection that does not add up; for weighed goods what was received is gross − tare.

    Raises `UserError` beside "received", "gross", "tare" or the grade at fault.
    """
    _not_negative(received, "received")
    for name, figure in parts.amounts():
        _not_negative(figure, name)
    if parts.total != received:
        raise UserError(
            tr("The parts add up to {parts}, but {received} was received.").format(
                parts=quantity_text(parts.total), received=quantity_text(received)
            ),
            "received",
        )
    if gross is None:
        if tare:
            raise UserError(tr("A tare needs a gross weight."), "gross")
        return
    _not_negative(gross, "gross")
    _not_negative(tare or 0, "tare")
    if gross - (tare or 0) != received:
        raise UserError(
            tr("Gross less tare is {net}, but {received} was received.").format(
                net=quantity_text(gross - (tare or 0)), received=quantity_text(received)
            ),
            "gross",
        )


def check_inspection(parts: Parts, pending_left: int) -> None:
    """Refuse an inspection that takes more than its collection still has pending (``pending_left``).

    Raises `UserError` beside the grade at fault, or without a field for the sum.
    """
    for name, figure in parts.amounts():
        _not_negative(figure, name)
    if parts.pending:
        raise UserError(tr("What was inspected cannot stay pending."), "pending")
    if parts.total > pending_left:
        raise UserError(
            tr("{inspected} inspected, but only {pending} is pending.").format(
                inspected=quantity_text(parts.total), pending=quantity_text(pending_left)
            )
        )


def _not_negative(figure: int, field: str) -> None:
    if figure < 0:
        raise UserError(tr("Must not be below 0."), field)


def over_delivery(quantity: int, over_delivery_ppm: int, good_plus_second: int) -> bool:
    """Whether good + second exceed the subcontract's quantity and its tolerance, so that a reason is needed."""
    return good_plus_second * MILLION > quantity * (MILLION + over_delivery_ppm)


def slip_of_the_finger(received: int, quantity: int) -> bool:
    """Whether one receipt brings more than twice what the whole subcontract asks for, whatever became of it."""
    return received > 2 * quantity


def consumed(pieces: int, per_unit: int) -> int:
    """The material that pieces (`Parts.consuming`) used up, half up to the thousandth.

    Meant for the sum of a subcontract: rounding receipt by receipt would drift from it.
    """
    return half_up(pieces * per_unit, 1000)


def with_loss(pieces: int, per_unit: int, loss_ppm: int) -> int:
    """The material that pieces take with the loss allowed, half up to the thousandth."""
    return half_up(pieces * per_unit * (MILLION + loss_ppm), 1000 * MILLION)


def allowed_loss(consumed: int, loss_ppm: int) -> int:
    """The waste that goes with a consumption, half up to the thousandth."""
    return half_up(consumed * loss_ppm, MILLION)


def issue_limit(quantity: int, per_unit: int, loss_ppm: int, over_issue_ppm: int, pack_size: int = 0) -> int:
    """The most that issues and top-ups of one subcontract may come to without a reason, in thousandths.

    Quantity × consumption × (1 + loss) × (1 + over-issue), in whole packs upwards where there is a pack size; without
    one the part below a thousandth is dropped, which refuses exactly what exceeds the limit.
    """
    exact = quantity * per_unit * (MILLION + loss_ppm) * (MILLION + over_issue_ppm)
    unit = 1000 * MILLION * MILLION
    if pack_size > 0:
        return -(-exact // (unit * pack_size)) * pack_size
    return exact // unit


def outstanding(quantity: int, good: int, second: int) -> int:
    """What a subcontract still owes: quantity − good − second, never below 0."""
    return max(0, quantity - good - second)


def rework_open(receipts: Iterable[tuple[int, int]]) -> int:
    """Rework pieces that are certainly still with the household, in thousandths.

    ``receipts``: (received, sent back as rework) of one subcontract's collections and inspections in date order, voided
    ones left out; an inspection receives 0, its pieces had come in before. No slip says which pieces are the
    returning ones, so whatever comes in after rework was sent back is taken to be that rework first. That is the least
    that can still be outside: 97 good + 3 rework, then 3 good, leaves none, while 100 good + 3 rework in one
    receipt leaves 3, although nothing is outstanding any more.
    """
    outside = 0
    for received, sent_back in receipts:
        outside = max(0, outside - received) + sent_back
    return outside


def is_closed(outstanding: int, pending: int, rework_open: int, short_closed: bool) -> bool:
    """Whether a subcontract is finished: nothing outstanding, pending or in rework, or short-closed with a reason.

    Returned material never closes one.
    """
    return short_closed or (outstanding <= 0 and pending <= 0 and rework_open <= 0)


@dataclass(frozen=True, slots=True)
class Tally:
    """How far one subcontract has come: its quantity, all that came in, rework still outside, short-closed or not.

    ``parts`` are the sums of its collections and inspections (`Parts.inspected`), ``rework_open`` what the function
    of that name says.
    """

    quantity: int
    parts: Parts = NOTHING
    rework_open: int = 0
    short_closed: bool = False

    @property
    def outstanding(self) -> int:
        """What is still owed, in thousandths."""
        return outstanding(self.quantity, self.parts.good, self.parts.second)

    @property
    def closed(self) -> bool:
        """Whether it is finished, fully or short."""
        return is_closed(self.outstanding, self.parts.pending, self.rework_open, self.short_closed)

    @property
    def status(self) -> str:
        """OPEN, CLOSED, or SHORT_CLOSED when it was ended by decision with something missing."""
        if is_closed(self.outstanding, self.parts.pending, self.rework_open, False):
            return CLOSED
        return SHORT_CLOSED if self.short_closed else OPEN


def excess_loss(closed: bool, unreturned: int, allowed: int) -> int:
    """What a closed subcontract's household still keeps beyond the allowed loss, never below 0; 0 while open."""
    return max(0, unreturned - allowed) if closed else 0


@dataclass(frozen=True, slots=True)
class Holding:
    """One material of one subcontract at its household, in thousandths, as of some day.

    ``issued`` is dispatched, topped up, or there on the first day (opening stock). ``consumed`` follows from the
    receipts; ``corrected`` is the signed sum of consumption corrections, each posted with a reason (above 0: more was
    used). ``counted`` is the signed sum of what stocktakes found beyond (above 0) or short of the books.
    ``loss_ppm`` is the allowed loss of the bill of materials.
    """

    issued: int = 0
    returned: int = 0
    transferred_in: int = 0
    transferred_out: int = 0
    consumed: int = 0
    corrected: int = 0
    loss_ppm: int = 0
    closed: bool = False
    counted: int = 0

    @property
    def used(self) -> int:
        """The consumption with its corrections: the figure shown as 耗用."""
        return self.consumed + self.corrected

    @property
    def balance(self) -> int:
        """What is unreturned and unused. Below 0 when more was used than was ever issued; never clamped."""
        return self.unreturned + self.counted

    @property
    def unreturned(self) -> int:
        """What the household answers for: a count that finds less changes what lies there, not what is owed."""
        return self.issued + self.transferred_in - self.returned - self.transferred_out - self.used

    @property
    def allowed_loss(self) -> int:
        """The waste allowed for what was used, half up."""
        return allowed_loss(self.used, self.loss_ppm)

    @property
    def excess(self) -> int:
        """The loss beyond what is allowed, once the subcontract is closed."""
        return excess_loss(self.closed, self.unreturned, self.allowed_loss)

    def figures(self) -> tuple[int, int, int, int, int, int]:
        """Issued, returned, used, balance, allowed loss and excess, each worked out once."""
        used, left = self.used, self.unreturned
        allowed = allowed_loss(used, self.loss_ppm)
        excess = excess_loss(self.closed, left, allowed)
        return self.issued, self.returned, used, left + self.counted, allowed, excess


@dataclass(frozen=True, slots=True)
class HeldTotal:
    """One material at one household over all of its subcontracts, in thousandths."""

    issued: int = 0
    returned: int = 0
    transferred_in: int = 0
    transferred_out: int = 0
    used: int = 0
    corrected: int = 0
    balance: int = 0
    allowed_loss: int = 0
    excess: int = 0
    counted: int = 0

    @property
    def short(self) -> bool:
        """Whether more was used than the household ever had: a gain, a top-up not entered, or a slip of the pen."""
        return self.balance < 0

    @classmethod
    def of(cls, holdings: Iterable[Holding], **about: Any) -> Self:
        """The holdings of one household and material as one row, which may say ``about`` what it is.

        Every column is summed per subcontract: loss and excess are rounded and floored before, so a saving on one
        never hides an excess on another.
        """
        held = tuple(holdings)
        figures = (one.name for one in fields(HeldTotal))
        return cls(**about, **{name: sum(getattr(one, name) for one in held) for name in figures})


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkTotal:
    """What was to be made, what came of it by grade, and what is still to be delivered; in thousandths."""

    quantity: int
    good: int
    second: int
    rework: int
    work_scrap: int
    material_scrap: int
    pending: int
    outstanding: int


def check_return(returned: int, left: int, day: dt.date | None = None) -> None:
    """Refuse a return of more than is left to the household; raises `UserError` beside "quantity".

    ``day`` is given where an earlier or later slip, not the sum of all, leaves so little.
    """
    _check_leaving(
        returned,
        left,
        day,
        tr("Only {balance} is left to return."),
        tr("On {day} only {balance} could be returned, as the other slips stand."),
    )


def check_transfer(transferred: int, left: int, day: dt.date | None = None) -> None:
    """Refuse a transfer of more than is left to the household, as `check_return` does."""
    _check_leaving(
        transferred,
        left,
        day,
        tr("Only {balance} is left to transfer."),
        tr("On {day} only {balance} could be transferred, as the other slips stand."),
    )


def _check_leaving(quantity: int, left: int, day: dt.date | None, plain: str, dated: str) -> None:
    if quantity > left:
        words = plain if day is None else dated
        raise UserError(
            words.format(balance=quantity_text(max(0, left)), day=day and day.isoformat()), "quantity"
        )


@dataclass(frozen=True, slots=True)
class AccountStep:
    """What one slip did on a day to the account of one material of one subcontract; ``slip`` grows with its entry.

    ``moved``: thousandths that came (above 0) or went away; ``pieces``: thousandths of pieces that used material up;
    ``corrected``: the thousandths of a consumption correction.
    """

    day: dt.date
    slip: int
    moved: int = 0
    pieces: int = 0
    corrected: int = 0


def least_from(day: dt.date, steps: Iterable[AccountStep], per_unit: int, pieces: int = 0) -> int:
    """The least that an account holds from a day on: what may be taken away on that day, in thousandths.

    Within a day material comes and goes before pieces do. ``pieces`` were received besides the steps (thousandths).
    """
    days: dict[dt.date, list[AccountStep]] = defaultdict(list)
    for step in steps:
        days[step.day].append(step)
    days.setdefault(day, [])
    moved = corrected = 0
    least: int | None = None
    for at in sorted(days):
        moved += sum(step.moved for step in days[at])
        before = moved - corrected - consumed(pieces, per_unit)
        pieces += sum(step.pieces for step in days[at])
        corrected += sum(step.corrected for step in days[at])
        if at >= day:
            after = moved - corrected - consumed(pieces, per_unit)
            least = min(before, after) if least is None else min(least, before, after)
    assert least is not None
    return least


def uncovered(steps: Iterable[AccountStep], per_unit: int) -> list[int]:
    """The slips that took away what was not there on their day, in the order of their days.

    A receipt may use more than was issued, and one entered after a return makes no fault of it: so of what was used,
    only what was entered before the slip counts against it.
    """
    listed = sorted(steps, key=lambda step: (step.day, step.slip))
    held = dict(zip((step.day for step in listed), accumulate(step.moved for step in listed), strict=True))
    found = []
    for leaving in listed:
        if leaving.moved >= 0:
            continue
        # What gives material back counts whenever it was entered.
        before = [step for step in listed if step.day < leaving.day]
        pieces = sum(step.pieces for step in before if step.slip < leaving.slip or step.pieces < 0)
        corrected = sum(step.corrected for step in before if step.slip < leaving.slip or step.corrected < 0)
        if held[leaving.day] - corrected - consumed(pieces, per_unit) < 0:
            found.append(leaving.slip)
    return found
