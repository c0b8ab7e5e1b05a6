"""How each household kept its word in a pay period: what was there by its due day, and what had to be done again."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from peewee import fn

from models import format
from models.database import db
from models.queries.counting import counts
from models.rules.order.allocation import MILLION
from models.rules.pay.calendar import Period
from models.tables.ledger import CollectionLine, InspectionLine, Voucher
from models.tables.order import Subcontract
from models.tables.party import Household


class Track(NamedTuple):
    """A household's record of a period; shares in ppm, None where nothing was due or nothing came in.

    ``on_time``: mean share of each subcontract due by now that was delivered good or second by its due day.
    ``defects``: mean share of rework and work scrap in what was received on each subcontract.
    """

    household: int
    head: str
    place: str
    on_time: int | None
    defects: int | None


class KeptShare(NamedTuple):
    """A subcontract's part of a whole, both thousandths, and the share it is, in ppm and at most all of it."""

    subcontract: int
    household: int
    part: int
    whole: int

    @property
    def ppm(self) -> int:
        """The share, rounded down."""
        return min(MILLION, self.part * MILLION // self.whole)


def tracks(span: Period, today: dt.date) -> list[Track]:
    """Every household with something due or received in a period, those who need help most first."""
    on_time = _by_household(on_time_shares(span.start, span.end, today))
    defects = _by_household(defect_shares(span.start, span.end))
    keys = on_time.keys() | defects.keys()
    people = {
        row[0]: row[1:]
        for row in db.execute(
            Household.select(Household.id, Household.head, Household.village, Household.group)
        )
        if row[0] in keys
    }
    found = [
        Track(key, head, format.place(village, group), mean(on_time.get(key)), mean(defects.get(key)))
        for key, (head, village, group) in people.items()
    ]
    found.sort(
        key=lambda row: ((MILLION if row.on_time is None else row.on_time) - (row.defects or 0), row.head)
    )
    return found


def mean(shares: Sequence[KeptShare] | None) -> int | None:
    """The mean of shares in ppm, rounded down; None of none."""
    return sum(share.ppm for share in shares) // len(shares) if shares else None


def _by_household(shares: Iterable[KeptShare]) -> dict[int, list[KeptShare]]:
    found: dict[int, list[KeptShare]] = defaultdict(list)
    for share in shares:
        found[share.household].append(share)
    return found


def on_time_shares(first: dt.date, last: dt.date, today: dt.date) -> list[KeptShare]:
    """Of each subcontract due between two days and before today, what came in time, good or second."""
    due = Subcontract.select(Subcontract.id, Subcontract.household, Subcontract.quantity).where(
        Subcontract.due.between(first, last),
        Subcontract.due < today,
        Subcontract.closed_on.is_null(),
    )
    rows = list(db.execute(due))
    came: dict[int, int] = defaultdict(int)
    for query in (_delivered(CollectionLine), _delivered(InspectionLine)):
        query = query.where(
            counts(),
            Subcontract.due.between(first, last),
            Subcontract.due < today,
            Voucher.date <= Subcontract.due,
        )
        for subcontract, total in db.execute(query.group_by(Subcontract.id)):
            came[subcontract] += total
    return [
        KeptShare(key, household, came[key], quantity) for key, household, quantity in rows if quantity > 0
    ]


def _delivered(table: Any) -> Any:
    query = table.select(Subcontract.id, fn.SUM(table.good + table.second)).join(Voucher).switch(table)
    if table is InspectionLine:
        query = query.join(CollectionLine)
    return query.join(Subcontract)


def defect_shares(first: dt.date, last: dt.date) -> list[KeptShare]:
    """Of what each subcontract brought between two days, the rework and work scrap."""
    bad: dict[tuple[int, int], int] = defaultdict(int)
    got: dict[tuple[int, int], int] = {}
    held = (counts(), Voucher.date.between(first, last))
    collected = (
        CollectionLine.select(
            Voucher.household,
            CollectionLine.subcontract,
            fn.SUM(CollectionLine.received),
            fn.SUM(CollectionLine.rework + CollectionLine.work_scrap),
        )
        .join(Voucher)
        .where(*held)
        .group_by(Voucher.household, CollectionLine.subcontract)
    )
    for household, subcontract, received, wrong in db.execute(collected):
        got[household, subcontract] = received
        bad[household, subcontract] += wrong
    inspected = (
        InspectionLine.select(
            Voucher.household,
            CollectionLine.subcontract,
            fn.SUM(InspectionLine.rework + InspectionLine.work_scrap),
        )
        .join(Voucher)
        .switch(InspectionLine)
        .join(CollectionLine)
        .where(*held)
        .group_by(Voucher.household, CollectionLine.subcontract)
    )
    for household, subcontract, wrong in db.execute(inspected):
        bad[household, subcontract] += wrong
    return [
        KeptShare(subcontract, household, bad[household, subcontract], received)
        for (household, subcontract), received in got.items()
        if received > 0
    ]
