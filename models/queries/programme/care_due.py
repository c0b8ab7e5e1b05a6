"""What is due at the households that helpers look after: return visits, agreements that end, disputes to answer."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Final, NamedTuple

from peewee import fn

from models.database import db
from models.queries.guidance.return_visits import due_return_visits
from models.queries.party.care import InCare, in_care
from models.queries.pay.disputes import due_answers
from models.tables.party import Agreement

AHEAD: Final = timedelta(days=30)
"""So far ahead what is due is told."""


class CareDue(NamedTuple):
    """A household in care with the day its return visit is due, the day its agreement ends, and disputes that wait."""

    care: InCare
    visit: date | None
    agreement: date | None
    disputes: int


def care_due(today: date) -> list[CareDue]:
    """Every household in care, now and before, with what is due within `AHEAD`; of former care nothing."""
    until = today + AHEAD
    visits = {one.household_id: one.day for one in due_return_visits(until)}
    disputes = Counter(one.household for one in due_answers(date.max))
    last = fn.MAX(fn.COALESCE(Agreement.end, "9999-12-31"))
    query = (
        Agreement.select(Agreement.household, last)
        .group_by(Agreement.household)
        .having(last <= until.isoformat())
    )
    ends = {home: date.fromisoformat(day) for home, day in db.execute(query)}
    return [
        CareDue(one, None, None, 0)
        if one.until is not None
        else CareDue(one, visits.get(one.household), ends.get(one.household), disputes[one.household])
        for one in in_care()
    ]
