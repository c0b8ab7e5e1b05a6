"""Support money (奖补): its rules over time, and the claims made by them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from models.actions.upsert import (
    Batch,
    Entry,
    Refused,
    refuse_end_before_start,
    require,
    require_positive,
)
from models.i18n import mark
from models.rights import needs
from models.rules.desk import roles
from models.tables.support import SupportRule


@needs(roles.PROGRAMME)
def save_rules(entries: Iterable[Entry], refused: Refused | None = None) -> list[SupportRule]:
    """Add or change rules of support money, in fen. Raises UserError (field: code, name, basis, amount, end)."""
    return Batch(SupportRule, entries, refused).save(
        mark("Save support rule {name}"), _check_rule, unique=("code", "start")
    )


def _check_rule(values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "code", "name", "basis", "start")
    require_positive(values, existing, "amount")
    refuse_end_before_start(values, existing, "start", "end")
