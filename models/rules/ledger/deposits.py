"""Deposits for machines: what each household has standing with the cooperative for each machine. Money in fen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from models.errors import UserError
from models.i18n import tr
from models.rules.amount import money_text

Place = tuple[int, int]
"""A household and a machine."""


class DepositMove(NamedTuple):
    """Deposit that came in and went out for a machine at a household.

    ``other`` is the machine given in its place, for which the deposit stands from then on.
    """

    household: int
    machine: int
    taken: int
    given: int
    other: int | None = None


class PaidMove(NamedTuple):
    """A slip of a household's machine, as the pay sees it: ``amount`` is paid out with the pay, below 0 deducted.

    ``machine`` None: it takes the slip ``reverses`` back. ``other`` as of `DepositMove`.
    """

    voucher: int
    machine: int | None
    amount: int = 0
    other: int | None = None
    reverses: int = 0


def deducted_before(moves: Iterable[PaidMove]) -> dict[int, tuple[int, ...]]:
    """By each slip that pays a deposit out with the pay, the slips that had the same one deducted, the newest first.

    ``moves`` are those of one household, oldest first. A swap takes the deposit along. What takes a slip back stops
    what is deducted by that slip first.
    """
    standing: dict[int, list[int]] = defaultdict(list)
    by_slip: dict[int, list[int]] = {}
    swaps: dict[int, tuple[int, int]] = {}
    found: dict[int, tuple[int, ...]] = {}
    for move in moves:
        if move.machine is not None:
            deposit = standing[move.machine]
        else:
            deposit = by_slip.get(move.reverses, [])
        by_slip[move.voucher] = deposit
        if move.amount > 0:
            first = [move.reverses] if move.reverses in deposit else []
            found[move.voucher] = (*first, *(one for one in reversed(deposit) if one not in first))
        elif move.amount < 0:
            deposit.append(move.voucher)
        swap = swaps.get(move.reverses)
        if move.machine is not None and move.other is not None:
            swap = swaps[move.voucher] = (move.machine, move.other)
        elif swap is not None:
            swap = swap[1], swap[0]
        if swap is not None:
            _take_along(standing, by_slip, *swap)
    return found


def _take_along(
    standing: dict[int, list[int]], by_slip: dict[int, list[int]], machine: int, other: int
) -> None:
    """Let a deposit stand for another machine, together with what stands for that one already."""
    moved, joined = standing.pop(machine, []), standing[other]
    joined += moved
    for slip, deposit in by_slip.items():
        if deposit is moved:
            by_slip[slip] = joined


def held_deposits(moves: Iterable[DepositMove]) -> dict[Place, int]:
    """What is held for each machine at each household after these moves, oldest first; only 0 is left out.

    What came in is always what went out and what is held. Raises UserError (field: deposit_out) where more goes back
    than is held.
    """
    found: dict[Place, int] = defaultdict(int)
    for move in moves:
        place = (move.household, move.machine)
        standing = found.pop(place, 0) + move.taken
        if move.given > standing:
            words = tr("More than is held for this machine: {amount} yuan.")
            raise UserError(words.format(amount=money_text(standing, grouped=True)), "deposit_out")
        found[move.household, move.machine if move.other is None else move.other] += standing - move.given
    return {place: amount for place, amount in found.items() if amount}
