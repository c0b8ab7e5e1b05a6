"""Columns that several records of the programme share, with the cells of a row beside them."""

from __future__ import annotations

from typing import Any, Final

from models.i18n import mark
from models.kinds import CODE, DAY, MONEY
from models.queries.listing import ListColumn
from models.tables.support import Claim
from ui.kit.memory_listing import column

JOB: Final = (
    column("name", mark("Full name"), person=True),
    column("employer", mark("Employer")),
    column("start", mark("Works there from"), DAY),
    column("end", mark("Works there until"), DAY),
)
"""Who works where, and how long."""

WORKSHOP: Final = column("workshop", mark("Workshop"))
RULE: Final = column("rule", mark("Rule"))


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


def claim_cells(claim: Any, about: str) -> tuple[Any, ...]:
    """A claim as `claim_columns` show it."""
    return claim.number, claim.date, about, claim.status, claim.paid_on, claim.amount
