"""How each household kept its word in a pay period: what was there by its due day, and what had to be done again."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
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


def tracks(span: Period, today: dt.date) -> list[Track]:
    """Every household with something due or received in a period, those who need help most first."""
    on_time, defects = _on_time(span, today), _defects(span)
    keys = on_time.keys() | defects.keys()
    people = {
        row[0]: row[1:]
        for row in db.execute(
            Household.select(Household.id, Household.head, Household.village, Household.group)
        )
        if row[0] in keys
    }
    found = [
        Track(key, head, format.place(village, group), _mean(on_time.get(key)), _mean(defects.get(key)))
        for key, (head, village, group) in people.items()
    ]
    found.sort(
        key=lambda row: ((MILLION if row.on_time is None else row.on_time) - (row.defects or 0), row.head)
    )
    return found


def _mean(shares: list[int] | None) -> int | None:
    return sum(shares) // len(shares) if shares else None


def _on_time(span: Period, today: dt.date) -> dict[int, list[int]]:
    """Per household, the share of each subcontract due in the period and before today that came in time."""
    due = Subcontract.select(Subcontract.id, Subcontract.household, Subcontract.quantity).where(
        Subcontract.due.between(span.start, span.end),
        Subcontract.due < today,
        Subcontract.closed_on.is_null(),
    )
    rows = list(db.execute(due))
    came: dict[int, int] = defaultdict(int)
    for query in (_delivered(CollectionLine), _delivered(InspectionLine)):
        query = query.where(
            counts(),
            Subcontract.due.between(span.start, span.end),
            Subcontract.due < today,
            Voucher.date <= Subcontract.due,
        )
        for subcontract, total in db.execute(query.group_by(Subcontract.id)):
            came[subcontract] += total
    found: dict[int, list[int]] = defaultdict(list)
    for key, household, quantity in rows:
        if quantity > 0:
            found[household].append(min(MILLION, came[key] * MILLION // quantity))
    return found


def _delivered(table: Any) -> Any:
    query = table.select(Subcontract.id, fn.SUM(table.good + table.second)).join(Voucher).switch(table)
    if table is InspectionLine:
        query = query.join(CollectionLine)
    return query.join(Subcontract)


def _defects(span: Period) -> dict[int, list[int]]:
    """Per household, the share of rework and work scrap in what each subcontract brought in the period."""
    bad: dict[tuple[int, int], int] = defaultdict(int)
    got: dict[tuple[int, int], int] = {}
    held = (counts(), Voucher.date.between(span.start, span.end))
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
    found: dict[int, list[int]] = defaultdict(list)
    for (household, subcontract), received in got.items():
        if received > 0:
            found[household].append(min(MILLION, bad[household, subcontract] * MILLION // received))
    return found
