"""A matter of the day: one thing to deal with, in words, with where it is dealt with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from models.i18n import mark
from models.rules.desk import attention
from models.rules.desk.attention import (
    AGEING,
    AT_RISK,
    COLLECT,
    DEFECT,
    DISPUTE,
    DUE_BACK,
    EXCESS,
    HAND_OUT,
    INSPECT,
    LACKING,
    ORDER_LATE,
    OVERDUE,
    PENDING,
    RETURN_VISIT,
    REWORK,
    SHORT,
    UNPAID,
    UNPRICED,
    VISIT,
    WISH_MET,
)

if TYPE_CHECKING:
    from models.queries.desk.target import Target

LABELS: Final = {
    UNPRICED: mark("No rate"),
    UNPAID: mark("Not paid yet"),
    DISPUTE: mark("Dispute to answer"),
    ORDER_LATE: mark("Order late"),
    AT_RISK: mark("At risk"),
    OVERDUE: mark("Overdue"),
    SHORT: mark("Below zero"),
    LACKING: mark("Warehouse lacks"),
    EXCESS: mark("Material not returned"),
    DEFECT: mark("Much of a defect"),
    REWORK: mark("Much rework"),
    PENDING: mark("To inspect"),
    DUE_BACK: mark("Material due back"),
    AGEING: mark("Material lies long"),
    COLLECT: mark("To collect", "tag"),
    HAND_OUT: mark("To dispatch"),
    VISIT: mark("Visit due"),
    RETURN_VISIT: mark("Return visit due"),
    INSPECT: mark("Inspection due"),
    WISH_MET: mark("Wish seems met"),
}
"""The label of every kind of matter."""


NEEDED, TO_HAND_OUT, TO_COLLECT, TO_VISIT = "needed", "to_hand_out", "to_collect", "to_visit"
"""The lists of a day: what needs attention, and its own work."""


class Alert(NamedTuple):
    """One thing to deal with: ``page`` and ``target`` say where, ``days`` how long it has waited (None: not at all).

    ``household`` is the key of the one it is about, ``phone`` whom to call.
    """

    kind: str
    subject: str
    who: str
    text: str
    days: int | None
    page: str
    target: Target | None = None
    household: int | None = None
    phone: str = ""

    @property
    def weight(self) -> int:
        """How heavy it weighs among the others."""
        return attention.weight(self.kind, self.days)


def in_order(matters: list[Alert]) -> list[Alert]:
    """Heaviest first; what weighs the same by its number."""
    return sorted(matters, key=lambda matter: (-matter.weight, matter.subject, matter.who))
