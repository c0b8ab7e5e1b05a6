"""Who was told of what for which wish, and what came of it."""

from __future__ import annotations

from typing import Any

from peewee import JOIN, fn

from models.i18n import mark
from models.kinds import TEXT
from models.queries.listing import ListColumn, Listing
from models.tables.order import Order, Subcontract
from models.tables.party import Household, Worker
from models.tables.programme import Vacancy, Wish
from models.tables.training import Course, Referral


def referrals() -> Listing:
    """All referrals, the last first."""
    about = fn.COALESCE(
        Vacancy.number + " " + Vacancy.post,
        Order.number,
        Course.number + " " + Course.name,
        Subcontract.number,
    )

    def source() -> Any:
        return (
            Referral.select(Referral.id)
            .join(Wish)
            .join(Worker)
            .join(Household)
            .join_from(Referral, Vacancy, JOIN.LEFT_OUTER)
            .join_from(Referral, Order, JOIN.LEFT_OUTER)
            .join_from(Referral, Course, JOIN.LEFT_OUTER)
            .join_from(Referral, Subcontract, JOIN.LEFT_OUTER)
        )

    return Listing(
        "referral",
        mark("Referrals"),
        (
            ListColumn.of(Worker.name, sorts=Worker.pinyin),
            ListColumn.of(Household.head, sorts=Household.pinyin),
            ListColumn.of(Wish.kind),
            ListColumn.of(Referral.date),
            ListColumn("about", mark("Told of"), TEXT, about),
            ListColumn.of(Referral.result),
            ListColumn.of(Referral.note),
        ),
        source,
        Referral.id,
        search=(Worker.search, Household.search, Vacancy.post, Course.name),
        order="-date",
        narrows=("date", "result", "kind"),
    )
