"""What the find box offers: everything found, kind by kind, each with the page that opens it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any, Final

from models.i18n import tr
from models.queries.desk.global_search import KINDS, Found, find

Offer = tuple[tuple[str, Any] | None, str, str]
"""Where it leads (page, target), its label and detail; a caption leads nowhere."""

OPENS: Final[dict[str, Callable[[Found], tuple[str, Any]]]] = {
    "household": lambda row: ("households", row.key),
    "worker": lambda row: ("households", row.opens),
    "order": lambda row: ("orders", row.key),
    "subcontract": lambda row: ("orders", ("subcontract", row.key)),
    "voucher": lambda row: ("vouchers", row.key),
    "statement": lambda row: ("pay", row.opens),
    "agreement": lambda row: ("households", row.opens),
    "drive": lambda row: ("routes", row.opens),
    "product": lambda row: ("products", row.key),
    "material": lambda row: ("products", ("material", row.key)),
    "equipment": lambda row: ("stock", ("machine", row.key)),
    "enterprise": lambda row: ("orders", ("enterprise", row.key)),
}


def finder(text: str) -> list[Offer]:
    """Everything a text may mean, under a caption for each kind; one caption says so when there is nothing."""
    offers: list[Offer] = []
    for kind, rows in groupby(find(text), key=lambda row: row.kind):
        offers.append((None, tr(KINDS[kind]), ""))
        offers += [(OPENS[kind](row), row.label, row.detail) for row in rows]
    return offers
