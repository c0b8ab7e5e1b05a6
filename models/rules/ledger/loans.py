"""Who had a machine when: whether what slips told of it and what its loans say are the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple


class Loan(NamedTuple):
    """A machine at a household; an unknown day is None, and so is the last one while it is out."""

    household: int
    lent_on: date | None
    returned_on: date | None


class Told(NamedTuple):
    """What a slip tells of a machine: it went to a household, came back from it, or else was there on the day."""

    number: str
    household: int | None
    day: date
    begins: bool = False
    ends: bool = False


def contradicted(loans: Sequence[Loan], slips: Iterable[Told]) -> Told | None:
    """The first slip that no loan agrees with; None: all of them do."""
    for told in slips:
        with_them = [loan for loan in loans if loan.household == told.household]
        if told.begins:
            agrees = any(loan.lent_on == told.day for loan in with_them)
        elif told.ends:
            agrees = any(loan.returned_on == told.day for loan in with_them)
        else:
            agrees = any(
                (loan.lent_on or date.min) <= told.day <= (loan.returned_on or date.max) for loan in with_them
            )
        if not agrees:
            return told
    return None
