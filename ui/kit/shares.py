"""A share as it is read at a glance."""

from __future__ import annotations

from typing import Final

from models import format

MILLION: Final = 1_000_000


def share(ppm: int | None) -> str:
    """A share in whole percents, tenths below ten; a dash where there is nothing to take a share of."""
    return "—" if ppm is None else format.percent(rounded(ppm))


def rounded(ppm: int) -> int:
    """A share in ppm as exact as it is shown."""
    step = 1_000 if ppm < MILLION // 10 else MILLION // 100
    return (ppm + step // 2) // step * step
