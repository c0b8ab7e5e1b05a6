"""Columns that several records of the programme share."""

from __future__ import annotations

from typing import Final

from models.i18n import mark
from models.kinds import CODE, DAY, MONEY
from models.queries.listing import ListColumn
from models.tables.support import Claim
from ui.kit.memory_listing import column

HOUSEHOLD: Final = (
    column("code", mark("Household code"), CODE),
    column("head", mark("Household"), person=True),
    column("village", mark("Village")),
)
"""Whose row it is."""
JOB: Final = (
    column("name", mark("Full name"), person=True),
    column("employer", mark("Employer")),
    column("start", mark("Works there from"), DAY),
    column("end", mark("Works there until"), DAY),
)
"""Who works where, and how long."""

WORKSHOP: Final = column(
    "workshop", mark("Workshop"), of=lambda claim: "" if claim.workshop_id is None else claim.workshop.name
)
RULE: Final = column("rule", mark("Rule"), of="rule.name")


def claim_columns(about: ListColumn) -> tuple[ListColumn, ...]:
    """The columns of claims; ``about`` is what else tells them apart, their rule or their workshop."""
    return (
        column("number", mark("Claim number"), CODE),
        column("date", mark("Date"), DAY),
        about,
        column("status", mark("Status"), Claim.status),
        column("paid_on", Claim.paid_on.verbose_name, DAY),
        column("amount", mark("Amount"), MONEY),
    )
