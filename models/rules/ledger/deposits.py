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
