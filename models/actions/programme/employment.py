"""The registers of work elsewhere: vacancies of enterprises, who was placed where, and what people wish for."""

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
from models.tables.programme import Placement, Vacancy, Wish


@needs(roles.PROGRAMME)
def save_vacancies(entries: Iterable[Entry], refused: Refused | None = None) -> list[Vacancy]:
    """Add or change vacancies; one without a number takes the next.

    Raises UserError (field: number, enterprise, post, places, pay_to, until).
    """
    return Batch(Vacancy, entries, refused).save(
        mark("Save vacancy {name}"),
        _check_vacancy,
        unique=("number",),
        named="number",
    )


@needs(roles.PROGRAMME)
def save_placements(entries: Iterable[Entry], refused: Refused | None = None) -> list[Placement]:
    """Add or change placements. Raises UserError (field: worker, employer, start, end, insured_to)."""
    return Batch(Placement, entries, refused).save(
        mark("Save placement of {name}"),
        _check_placement,
        unique=("worker", "start"),
        named="worker",
    )


@needs(roles.PROGRAMME)
def save_wishes(entries: Iterable[Entry], refused: Refused | None = None) -> list[Wish]:
    """Add or change wishes for a job, training or an own business. Raises UserError (field: worker, kind, date)."""
    return Batch(Wish, entries, refused).save(
        mark("Save wish of {name}"),
        _check_wish,
        unique=("worker", "kind", "date"),
        named="worker",
    )


def _check_vacancy(values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "number", "enterprise", "post", "reported")
    require_positive(values, existing, "places")
    refuse_end_before_start(values, existing, "pay_from", "pay_to")
    refuse_end_before_start(values, existing, "reported", "until")


def _check_placement(values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "worker", "employer", "start")
    refuse_end_before_start(values, existing, "start", "end")
    refuse_end_before_start(values, existing, "insured_from", "insured_to")


def _check_wish(values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "worker", "kind", "date")
    refuse_end_before_start(values, existing, "date", "met_on")
