"""A household's last twelve pay months: what it earned, what it made, and how it kept its word."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from models.database import db
from models.queries.desk.household_performance import tracks
from models.queries.ledger.pieces_made import pieces_made
from models.queries.pay.earnings import compute_open
from models.queries.pay.months import LOCKED, OPEN, PAID
from models.queries.periods import last_periods, locked_until
from models.rights import may
from models.rules.desk.roles import SEE_PAY
from models.rules.pay.calendar import Period
from models.tables.pay import PayPeriod, Statement


class HouseholdMonth(NamedTuple):
    """A household's pay month; money in fen, None where there is no statement of it.

    ``status`` is open, locked or paid. ``pieces``: unit and thousandths of good and second pieces, the most first.
    ``on_time`` and ``defects`` in ppm as in `household_performance.Track`, None where nothing was due or came in.
    """

    period: Period
    status: str
    gross: int | None
    net: int | None
    pieces: tuple[tuple[str, int], ...]
    on_time: int | None
    defects: int | None


def household_year(household: int, today: dt.date) -> list[HouseholdMonth]:
    """The last twelve pay months of a household, the oldest first.

    Locked months as they were frozen, open ones as pay is computed.
    """
    spans = last_periods(today)
    pay = _pay(household, spans)
    pieces = _pieces(household, spans)
    found = []
    for span in spans:
        track = next(iter(tracks(span, today, household=household)), None)
        status, gross, net = pay[span.key]
        on_time, defects = (None, None) if track is None else (track.on_time, track.defects)
        found.append(HouseholdMonth(span, status, gross, net, pieces.get(span.key, ()), on_time, defects))
    return found


def _pay(household: int, spans: list[Period]) -> dict[str, tuple[str, int | None, int | None]]:
    """By period its status, gross and net; to who may not see pay neither figure."""
    locked = locked_until()
    found: dict[str, tuple[str, int | None, int | None]] = {
        span.key: (OPEN if locked is None or span.end > locked else LOCKED, None, None) for span in spans
    }
    frozen = (
        Statement.select(PayPeriod.key, Statement.gross, Statement.net, Statement.paid_on)
        .join(PayPeriod)
        .where(Statement.household == household, PayPeriod.key.in_(list(found)))
    )
    for key, gross, net, paid_on in db.execute(frozen):
        found[key] = (LOCKED if paid_on is None else PAID, *((gross, net) if may(SEE_PAY) else (None, None)))
    if may(SEE_PAY) and found[spans[-1].key][0] == OPEN:
        for month in compute_open(spans[-1], {household}):
            for statement in month.statements:
                if month.period.key in found:
                    due = statement.reckoning
                    found[month.period.key] = (OPEN, due.gross, due.net)
    return found


def _pieces(household: int, spans: list[Period]) -> dict[str, tuple[tuple[str, int], ...]]:
    """By period the good and second pieces of each unit."""
    return {
        key: tuple(sorted(((u, q) for u, q in units.items() if q), key=lambda one: -one[1]))
        for (key, _), units in pieces_made((household,), spans).items()
    }
