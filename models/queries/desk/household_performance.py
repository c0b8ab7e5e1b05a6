"""How each household kept its word in a pay period: what was there by its due day, and what had to be done again."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from peewee import fn

from models import format
from models.database import db, unless_halted
from models.queries.counting import counts, within
from models.queries.totals import to_subcontract
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
    """A subcontract's part of a whole, both thousandths, and the share it is: in ppm, rounded down, at most all."""

    subcontract: int
    household: int
    part: int
    whole: int
    ppm: int

    @classmethod
    def of(cls, subcontract: int, household: int, part: int, whole: int) -> KeptShare:
        """The share that a part is of a whole above 0."""
        ppm = part * MILLION // whole
        return cls(subcontract, household, part, whole, ppm if ppm < MILLION else MILLION)


def tracks(span: Period, today: dt.date, *, household: int | None = None) -> list[Track]:
    """Every household with something due or received in a period, those who need help most first; or only one."""
    on_time = _by_household(on_time_shares(span.start, span.end, today, household))
    defects = _by_household(defect_shares(span.start, span.end, household))
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


def _of(query: Any, column: Any, household: int | None) -> Any:
    return query if household is None else query.where(column == household)


def on_time_shares(
    first: dt.date, last: dt.date, today: dt.date, household: int | None = None
) -> list[KeptShare]:
    """Of each subcontract due between two days and before today, what came in time, good or second.

    Or only of those of one household.
    """
    due = Subcontract.select(Subcontract.id, Subcontract.household, Subcontract.quantity).where(
        Subcontract.due.between(first, last),
        Subcontract.due < today,
        Subcontract.closed_on.is_null(),
    )
    rows = list(db.execute(_of(due, Subcontract.household, household)))
    came: dict[int, int] = defaultdict(int)
    for query in (_delivered(CollectionLine), _delivered(InspectionLine)):
        query = query.where(
            counts(),
            Subcontract.due.between(first, last),
            Subcontract.due < today,
            Voucher.date <= Subcontract.due,
        )
        query = _of(query, Subcontract.household, household)
        for subcontract, total in db.execute(query.group_by(CollectionLine.subcontract)):
            came[subcontract] += total
    return [
        KeptShare.of(key, owner, came[key], quantity)
        for key, owner, quantity in unless_halted(rows)
        if quantity > 0
    ]


def _delivered(table: Any) -> Any:
    # Told apart by the line's own column, they are read in the order of an index.
    query = table.select(CollectionLine.subcontract, fn.SUM(table.good + table.second))
    return to_subcontract(query.join(Voucher), table)


def defect_shares(first: dt.date, last: dt.date, household: int | None = None) -> list[KeptShare]:
    """Of what each subcontract brought between two days, the rework and work scrap; or only one household's."""
    bad: dict[int, int] = defaultdict(int)
    got: dict[int, tuple[int, int]] = {}
    held = (counts(), *within(first, last))
    collected = (
        CollectionLine.select(
            CollectionLine.subcontract,
            fn.MIN(Voucher.household),
            fn.SUM(CollectionLine.received),
            fn.SUM(CollectionLine.rework + CollectionLine.work_scrap),
        )
        .join(Voucher)
        .where(*held)
        .group_by(CollectionLine.subcontract)
    )
    for subcontract, owner, received, wrong in db.execute(_of(collected, Voucher.household, household)):
        got[subcontract] = owner, received
        bad[subcontract] += wrong
    inspected = (
        InspectionLine.select(
            CollectionLine.subcontract, fn.SUM(InspectionLine.rework + InspectionLine.work_scrap)
        )
        .join(Voucher)
        .join_from(InspectionLine, CollectionLine)
        .where(*held)
        .group_by(CollectionLine.subcontract)
    )
    for subcontract, wrong in db.execute(_of(inspected, Voucher.household, household)):
        bad[subcontract] += wrong
    return [
        KeptShare.of(subcontract, owner, bad[subcontract], received)
        for subcontract, (owner, received) in unless_halted(got.items())
        if received > 0
    ]
