"""Which households stopped earning, and whose pay grows: told from their gross pay of the last months."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

MILLION: Final = 1_000_000
MONTHS: Final = 6
"""The complete months looked at: three, and the three before them."""
HALF: Final = MONTHS // 2
MARGIN: Final = 100_000
"""Pay that changed by less than a tenth stays the same."""
SILENT: Final = 2
"""A household without pay for so many months has stopped."""

STOPPED, LESS, SAME, MORE, NEW = "stopped", "less", "same", "more", "new"
STANDINGS: Final = (STOPPED, LESS, NEW, MORE, SAME)
"""How a household stands, those that need a talk first."""


def standing(pays: Sequence[int], *, new: bool = False) -> str | None:
    """How a household stands by its pay of the last `MONTHS` months, the oldest first, in fen; None if it never earned.

    Stopped: it earned, but nothing in the last two months. ``new``: it never earned before these months, so there is
    nothing to compare with. More and less: the last three months beside the three before.
    """
    if len(pays) != MONTHS:
        raise ValueError(len(pays))
    if not any(pay > 0 for pay in pays):
        return None
    if not any(pay > 0 for pay in pays[-SILENT:]):
        return STOPPED
    if new:
        return NEW
    before, now = sum(pays[:HALF]), sum(pays[HALF:])
    if now * MILLION > before * (MILLION + MARGIN):
        return MORE
    return LESS if now * MILLION < before * (MILLION - MARGIN) else SAME
