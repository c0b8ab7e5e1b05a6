"""Guidance visits (技术指导): planned, made, written down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from models.actions.numbering import Numbers
from models.database import insert_rows
from models.errors import UserError
from models.i18n import mark, tr
from models.keys import next_key
from models.operation import operation
from models.tables.visit import Visit
from models.tables.voucher import Voucher

TEXTS = ("technician", "topic", "finding", "advice")


@dataclass(slots=True)
class VisitDraft:
    """A visit not yet posted; an empty number takes the next of its series."""

    household: int
    date: dt.date
    technician: str = ""
    topic: str = ""
    finding: str = ""
    advice: str = ""
    next_date: dt.date | None = None
    number: str = ""


def post_visit(draft: VisitDraft) -> str:
    """Post one visit; returns its number. Raises UserError (field: next_date)."""
    return post_visits([draft])[0]


def post_visits(drafts: Iterable[VisitDraft]) -> list[str]:
    """Post visits in one operation; returns their numbers. A visit may be dated in a locked period: it pays nothing."""
    listed = list(drafts)
    for draft in listed:
        _check(draft.date, draft.next_date)
    with operation(mark("Guidance visit {number}")) as opened:
        series = Numbers()
        numbers = [draft.number or series.next("visit", draft.date) for draft in listed]
        series.save()
        keys = [next_key() for _ in listed]
        insert_rows(
            Voucher,
            ("id", "series", "number", "kind", "date", "household", "reason", "void_reason"),
            [
                (key, "visit", number, "visit", draft.date.isoformat(), draft.household, "", "")
                for key, number, draft in zip(keys, numbers, listed, strict=True)
            ],
        )
        insert_rows(
            Visit,
            ("id", "voucher", *TEXTS, "next_date"),
            [
                (
                    next_key(),
                    key,
                    *(getattr(draft, name).strip() for name in TEXTS),
                    draft.next_date and draft.next_date.isoformat(),
                )
                for key, draft in zip(keys, listed, strict=True)
            ],
        )
        if numbers:
            opened.says(number=numbers[0] if len(numbers) == 1 else f"{numbers[0]} … {numbers[-1]}")
    return numbers


def change_visit(voucher: int, **values: Any) -> None:
    """Write more about a visit: household, date (``day``), technician, topic, finding, advice, next_date.

    Raises UserError when it is void, or the next date lies before it.
    """
    head: Any = Voucher.get_or_none(Voucher.id == voucher, Voucher.kind == "visit")
    if head is None or head.voided_on is not None:
        raise UserError(tr("This visit does not exist, or it is void."))
    visit = Visit.get(Visit.voucher == head)
    day = values.pop("day", head.date)
    household = values.pop("household", head.household_id)
    _check(day, values.get("next_date", visit.next_date))
    with operation(mark("Change visit {number}"), number=head.number):
        if (head.date, head.household_id) != (day, household):
            head.date, head.household = day, household
            head.save()
        changed = {name: value for name, value in values.items() if getattr(visit, name) != value}
        if changed:
            for name, value in changed.items():
                setattr(visit, name, value)
            visit.save()


def _check(day: dt.date, next_date: dt.date | None) -> None:
    if next_date is not None and next_date < day:
        raise UserError(tr("The next visit is before this one."), "next_date")
