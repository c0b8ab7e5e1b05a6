"""What a manager must look at today, and in which order: kinds of trouble, when they begin, how heavy they weigh."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, NamedTuple

MILLION: Final = 1_000_000

UNPRICED: Final = "unpriced"
UNPAID: Final = "unpaid"
DISPUTE: Final = "dispute"
ORDER_LATE: Final = "order_late"
AT_RISK: Final = "at_risk"
OVERDUE: Final = "overdue"
SHORT: Final = "short"
LACKING: Final = "lacking"
EXCESS: Final = "excess"
REWORK: Final = "rework"
DEFECT: Final = "defect"
PENDING: Final = "pending"
AGEING: Final = "ageing"
DUE_BACK: Final = "due_back"
COLLECT: Final = "collect"
HAND_OUT: Final = "hand_out"
VISIT: Final = "visit"
RETURN_VISIT: Final = "go_back"
INSPECT: Final = "look_at"
WISH_MET: Final = "wish_met"

# What stops other people's money comes first, then what is late, then what will be, then what only lies about; the
# day's own work last, because it is no trouble yet.
_BASE: Final = {
    UNPRICED: 1000,
    UNPAID: 900,
    DISPUTE: 850,
    ORDER_LATE: 800,
    AT_RISK: 640,
    OVERDUE: 600,
    SHORT: 560,
    LACKING: 550,
    EXCESS: 540,
    DEFECT: 530,
    REWORK: 520,
    PENDING: 480,
    DUE_BACK: 420,
    AGEING: 400,
    COLLECT: 180,
    HAND_OUT: 160,
    VISIT: 140,
    RETURN_VISIT: 130,
    INSPECT: 380,
    WISH_MET: 120,
}
_MOST_DAYS: Final = 190

PACE_DAYS: Final = 14
"""The days over which an order's pace is measured."""


def weight(kind: str, days: int | None = None) -> int:
    """How heavy a trouble weighs: its kind, and a little more for every day it has been waiting."""
    return _BASE[kind] + min(max(days or 0, 0), _MOST_DAYS)


def too_much_rework(rework: int, received: int, share_ppm: int) -> bool:
    """Whether rework is at least the given share of what was received (both thousandths)."""
    return received > 0 and rework * MILLION >= received * share_ppm and rework > 0


class Outlook(NamedTuple):
    """Where an order is heading: late already, not all of it given out, or done only on ``ready`` at this pace.

    ``ready`` None: nothing came in lately, so no day can be said.
    """

    late: bool
    left: int
    not_given_out: int
    ready: date | None

    def at_risk(self, due: date) -> bool:
        """Whether something of it will miss its day."""
        return self.late or (self.left > 0 and (self.ready is None or self.ready > due))


def outlook(
    quantity: int, delivered: int, allocated: int, recent: int, due: date, today: date, begun: date
) -> Outlook:
    """An order's outlook from its quantity, what was delivered, given out and came in over `PACE_DAYS`; thousandths.

    An order younger than that is measured over the days it has. In its first days nothing is foretold: work that has
    just gone out has no pace yet, and the day it is ready is taken to be its due day.
    """
    left = max(0, quantity - delivered)
    late = left > 0 and due < today
    waiting = max(0, min(left, quantity - max(allocated, delivered)))
    days = min(PACE_DAYS, (today - begun).days + 1)
    if not left:
        return Outlook(False, 0, 0, today)
    if recent <= 0:
        return Outlook(late, left, waiting, due if days < PACE_DAYS // 2 else None)
    # Rounded up: a piece of a day is a day.
    needed = -(-left * days // recent)
    return Outlook(late, left, waiting, today + timedelta(days=min(needed, 3650)))
