"""Guidance visits as lists show them, and who is due one."""

from __future__ import annotations

import datetime as dt
from typing import Final, NamedTuple

from peewee import fn

from models.i18n import mark
from models.queries.answers import answers, first_column
from models.queries.counting import counts
from models.queries.ledger.slip_listing import slip_listing, slips_with
from models.queries.listing import ListColumn, Listing
from models.queries.narrowing import Narrow
from models.queries.party.place_narrow import HEAD, by_place, by_village, village_column
from models.rules.ledger import voucher_kind
from models.tables.guidance import Visit
from models.tables.ledger import Voucher
from models.tables.party import Household

USED_MOST: Final = 200
"""Words offered again; a cooperative's technicians and topics are fewer."""


class PlannedVisit(NamedTuple):
    """A next visit agreed at the last one."""

    household_id: int
    code: str
    head: str
    village: str
    day: dt.date
    topic: str


def visits(household: int | None = None) -> Listing:
    """All visits, or those of a household; newest first. The key is the voucher's."""
    return slip_listing(
        "visits",
        mark("Visits"),
        (
            ListColumn.of(Household.code),
            HEAD,
            village_column(Voucher.date),
            ListColumn.of(Visit.technician),
            ListColumn.of(Visit.topic),
            ListColumn.of(Visit.finding),
            ListColumn.of(Visit.next_date),
        ),
        lambda: slips_with(voucher_kind.VISIT, Visit, household),
        search=(Household.search, Visit.technician, Visit.topic, Visit.finding),
        narrows=(
            by_village(Voucher.date, key="village_alone"),
            by_place(day=Voucher.date),
            Narrow.of(Visit.technician),
            Narrow.of(Visit.topic),
            "next_date",
        ),
    )


def planned_visits(until: dt.date) -> list[PlannedVisit]:
    """Next visits agreed up to a day and not yet made, the longest due first."""
    later, planned = Voucher.alias(), Voucher.alias()
    made = later.select(later.id).where(
        later.household == planned.household,
        later.kind == voucher_kind.VISIT,
        counts(later),
        (later.date > planned.date) | ((later.date == planned.date) & (later.id > planned.id)),
    )
    query = (
        Visit.select(
            Household.id.alias("household_id"),
            Household.code,
            Household.head,
            Household.village,
            Visit.next_date.alias("day"),
            Visit.topic,
        )
        .join(planned, on=(Visit.voucher == planned.id))
        .join(Household, on=(planned.household == Household.id))
        # That it is a visit is said so that no other slip is looked at.
        .where(
            Visit.next_date <= until, planned.kind == voucher_kind.VISIT, counts(planned), ~fn.EXISTS(made)
        )
        .order_by(Visit.next_date, Household.code)
    )
    return answers(PlannedVisit, query)


def words_used(field: str) -> list[str]:
    """What was written in a field of `Visit` (technician, topic, finding) before, the most frequent first."""
    column = Visit._meta.fields[field]
    query = Visit.select(column).where(column != "").group_by(column)
    return first_column(query.order_by(fn.COUNT(Visit.id).desc(), column).limit(USED_MOST))
