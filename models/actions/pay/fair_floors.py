"""What an hour of work must bring at least, from a day on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from models.actions.upsert import Batch, Entry, Refused, require, require_positive
from models.i18n import mark
from models.rights import needs
from models.rules.desk import roles
from models.tables.pay import FairFloor


@needs(roles.MASTER)
def save_floors(entries: Iterable[Entry], refused: Refused | None = None) -> list[FairFloor]:
    """Add or change floors of an hour's pay, in fen. Raises UserError (field: start, per_hour)."""
    return Batch(FairFloor, entries, refused).save(
        mark("Save floor of an hour's pay from {name} on"),
        _check,
        unique=("start", "region"),
        named="start",
    )


def _check(values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "start")
    require_positive(values, existing, "per_hour")
