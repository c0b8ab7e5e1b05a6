"""Pace tests: how long a unit of a product took when it was tried."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from models.actions.upsert import Batch, Entry, Refused, require, require_positive
from models.i18n import mark
from models.rights import needs
from models.rules.desk import roles
from models.tables.product import PaceTest


@needs(roles.MASTER)
def save_pace_tests(entries: Iterable[Entry], refused: Refused | None = None) -> list[PaceTest]:
    """Add or change pace tests, in thousandths. Raises UserError (field: product, number, date, units, minutes)."""
    return Batch(PaceTest, entries, refused).save(
        mark("Save pace test {name}"),
        _check,
        unique=("product", "number"),
        named="number",
    )


def _check(values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "product", "number", "date")
    require_positive(values, existing, "units")
    require_positive(values, existing, "minutes")
