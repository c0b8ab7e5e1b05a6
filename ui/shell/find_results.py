"""What the find box offers: everything found, kind by kind, each with the page that opens it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Final

from models.i18n import tr
from models.queries.desk.global_search import KINDS, SearchHit, find
from models.queries.desk.target import (
    Day,
    Month,
    OfDefect,
    OfEnterprise,
    OfItem,
    OfMachine,
    OfRegister,
    OfSubcontract,
    Record,
)
from ui.kit.desk import Offer, Place

OPENS: Final[dict[str, Callable[[SearchHit], Place]]] = {
    "household": lambda row: ("households", Record(row.key)),
    "worker": lambda row: ("households", Record(row.opens)),
    "order": lambda row: ("orders", Record(row.key)),
    "subcontract": lambda row: ("orders", OfSubcontract(row.key)),
    "voucher": lambda row: ("vouchers", Record(row.key)),
    "statement": lambda row: ("pay", Month(*row.opens)),
    "agreement": lambda row: ("households", Record(row.opens)),
    "drive": lambda row: ("routes", Day(row.opens)),
    "product": lambda row: ("products", Record(row.key)),
    "material": lambda row: ("products", OfItem(row.key)),
    "defect": lambda row: ("products", OfDefect(row.key)),
    "equipment": lambda row: ("stock", OfMachine(row.key)),
    "enterprise": lambda row: ("orders", OfEnterprise(row.key)),
    "workshop": lambda row: ("workshops", OfRegister("workshop", row.key)),
    "claim": lambda row: ("support", OfRegister("claim", row.key)),
    "support_rule": lambda row: ("support", OfRegister("support_rule", row.key)),
    "helper": lambda row: ("workshops", OfRegister("helper", row.key)),
    "vacancy": lambda row: ("employment", OfRegister("vacancy", row.key)),
    "course": lambda row: ("training", OfRegister("course", row.key)),
}


def finder(text: str) -> list[Offer]:
    """Everything a text may mean, under a caption for each kind; one caption says so when there is nothing."""
    offers: list[Offer] = []
    for kind, rows in groupby(find(text), key=lambda row: row.kind):
        offers.append((None, tr(KINDS[kind]), ""))
        offers += [(OPENS[kind](row), row.label, row.detail) for row in rows]
    return offers
