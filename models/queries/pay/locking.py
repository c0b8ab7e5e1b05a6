"""What locking a pay period would freeze, and what is still loose in it: what the question before it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from models.database import among, db
from models.i18n import plural
from models.queries.ledger.blank_slips import missing_numbers
from models.queries.ledger.open_subcontracts import unfinished
from models.queries.pay.disputes import unanswered_in
from models.queries.pay.earnings import PayMonth, compute
from models.queries.periods import is_over, open_periods
from models.rights import shows
from models.rules.desk import roles
from models.rules.pay.calendar import Period
from models.tables.ledger import CollectionLine, Voucher


class LockedMonth(NamedTuple):
    """A period that would be locked: its statements, and their net in fen."""

    period: Period
    statements: int
    net: int


@dataclass(frozen=True, slots=True)
class LockOutlook:
    """What locking a period would do: the periods it locks, earlier ones first, and how many lines have no rate.

    ``over``: whether its last day has passed, ``begun`` whether its first has come.
    """

    months: tuple[LockedMonth, ...]
    over: bool
    begun: bool
    unpriced: int

    @property
    def statements(self) -> int:
        """The statements of all these periods."""
        return sum(month.statements for month in self.months)

    @property
    def net(self) -> int:
        """Their net in fen."""
        return sum(month.net for month in self.months)


@shows(roles.SEE_PAY)
def lock_outlook(last: PayMonth, today: date) -> LockOutlook:
    """What locking an open period, as it was computed, would do on a day."""
    until = last.period
    months = [last if span == until else compute(span) for span in open_periods(until)]
    return LockOutlook(
        tuple(LockedMonth(one.period, len(one.statements), one.total("net")) for one in months),
        is_over(until, today),
        until.start <= today,
        sum(len(one.unpriced) for one in months),
    )


@shows()
def loose(months: Sequence[Period]) -> list[str]:
    """What is not finished in successive periods, or up to their end, one sentence each."""
    collections = CollectionLine.select(Voucher.id).join(Voucher)
    collections = collections.where(
        among(CollectionLine.id, unfinished().pending), Voucher.date <= months[-1].end
    )
    said = []
    if pending := len(set(db.execute(collections))):
        said.append(
            plural(
                "{n} collection still has pieces waiting for inspection.",
                "{n} collections still have pieces waiting for inspection.",
                pending,
            )
        )
    if disputed := unanswered_in(months):
        said.append(
            plural(
                "{n} dispute of a household is not answered.",
                "{n} disputes of households are not answered.",
                disputed,
            )
        )
    if missing := len(missing_numbers()):
        said.append(plural("{n} slip number is missing.", "{n} slip numbers are missing.", missing))
    return said
