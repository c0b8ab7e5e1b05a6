"""Workshops of the programme: the workshop, who works for it from when to when, and the money put into it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from models.actions.numbering import next_code
from models.actions.upsert import (
    Batch,
    Entry,
    Refused,
    keep_readings,
    refuse_end_before_start,
    require,
    require_positive,
)
from models.i18n import mark
from models.rights import needs
from models.rules.desk import roles
from models.tables.programme import Funding, Workshop, WorkshopMember


@needs(roles.PROGRAMME)
def save_workshops(entries: Iterable[Entry], refused: Refused | None = None) -> list[Workshop]:
    """Add or change workshops; one without a code takes the next. Raises UserError (code, name, kind, closed)."""
    return Batch(Workshop, entries, refused).save(
        mark("Save workshop {name}"), _check_workshop, unique=("code",)
    )


@needs(roles.PROGRAMME)
def save_members(entries: Iterable[Entry], refused: Refused | None = None) -> list[WorkshopMember]:
    """Add or change which household works for which workshop. Raises UserError (field: workshop, household, end)."""
    return Batch(WorkshopMember, entries, refused).save(
        mark("Save workshop household {name}"),
        _check_member,
        unique=("workshop", "household", "start"),
        named="household",
    )


@needs(roles.PROGRAMME)
def save_funding(entries: Iterable[Entry], refused: Refused | None = None) -> list[Funding]:
    """Add or change money put into a workshop, in fen. Raises UserError (field: workshop, date, amount)."""
    return Batch(Funding, entries, refused).save(
        mark("Save funding of {name}"),
        _check_funding,
        unique=("workshop", "date", "source", "purpose"),
        named="workshop",
    )


def _check_workshop(values: dict[str, Any], existing: Any) -> None:
    if existing is None and not values.get("code"):
        values["code"] = next_code(Workshop)
    require(values, existing, "code", "name", "kind")
    refuse_end_before_start(values, existing, "opened", "closed")
    keep_readings(values, existing, ("name",), ("code",))


def _check_member(values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "workshop", "household", "start")
    refuse_end_before_start(values, existing, "start", "end")


def _check_funding(values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "workshop", "date", "source")
    require_positive(values, existing, "amount")
