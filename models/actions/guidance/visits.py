"""Guidance visits (技术指导): numbered slips that pay and material do not depend on, so they may be corrected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from models import format
from models.actions.ledger.defects import DefectRows
from models.actions.numbering import Numbers, refuse_used_numbers
from models.actions.photos import Shot, add_photos
from models.actions.upsert import differing, write
from models.database import db, insert_rows
from models.errors import UserError
from models.i18n import mark, tr
from models.keys import next_key
from models.operation import in_turn, operation
from models.queries.counting import counting_slip
from models.queries.ledger.slip_days import slip_days
from models.rights import maker, needs
from models.rules.desk import roles
from models.rules.ledger import voucher_kind
from models.tables.guidance import Visit
from models.tables.ledger import DefectCount, Voucher
from models.tables.photo import FINDING

TEXTS = ("technician", "topic", "finding", "advice")


Finding = tuple[int, int, int]
"""A product, a defect seen on it, and on how many of its pieces, in thousandths; 0: some."""


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
    findings: Sequence[Finding] = ()


@needs(roles.VISIT)
def record_visit(draft: VisitDraft, photos: Sequence[tuple[str, Shot]] = ()) -> Voucher:
    """Record a visit with photos of what was found, each with its caption, and return its voucher.

    Raises UserError (field: topic, date, next_date, number, defects).
    """
    if not (draft.topic.strip() or draft.finding.strip() or draft.findings):
        raise UserError(tr("What was shown or found?"), "topic")
    with operation(mark("Visit {number}")) as opened:
        given = post_visits([draft])[0]
        opened.says(number=given)
        voucher: Voucher = Voucher.get(Voucher.series == voucher_kind.VISIT, Voucher.number == given)
        for caption, shot in photos:
            add_photos(voucher, FINDING, [shot], caption)
    return voucher


@needs(roles.VISIT)
@in_turn
def post_visits(drafts: Iterable[VisitDraft]) -> list[str]:
    """Record visits in one operation; returns their numbers in the order given.

    Raises UserError (field: number, date, next_date, defects) when a number is in use, for a day nobody means, or for a
    defect that is not one of its product.
    """
    listed = list(drafts)
    days = slip_days()
    for draft in listed:
        days.refuse_far(draft.date)
        check_next(draft.date, draft.next_date)
    refuse_used_numbers(voucher_kind.VISIT, (draft.number for draft in listed))
    with operation(mark("Visit {number}")) as opened:
        series = Numbers()
        numbers = [draft.number or series.next(voucher_kind.VISIT, draft.date) for draft in listed]
        series.save()
        keys = [next_key() for _ in listed]
        seen = DefectRows()
        for key, draft in zip(keys, listed, strict=True):
            seen.take_findings(key, draft.findings)
        insert_rows(
            Voucher,
            ("id", "series", "number", "kind", "date", "household", "reason", "void_reason", "maker"),
            [
                (
                    key,
                    voucher_kind.VISIT,
                    number,
                    voucher_kind.VISIT,
                    draft.date.isoformat(),
                    draft.household,
                    "",
                    "",
                    maker(),
                )
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
                    *(getattr(draft, text).strip() for text in TEXTS),
                    draft.next_date.isoformat() if draft.next_date else None,
                )
                for key, draft in zip(keys, listed, strict=True)
            ],
        )
        seen.insert()
        opened.says(number=format.number_or_count(numbers))
    return numbers


@needs(roles.VISIT)
@in_turn
def change_visit(
    voucher: int,
    *,
    household: int | None = None,
    day: dt.date | None = None,
    findings: Sequence[Finding] | None = None,
    **values: Any,
) -> bool:
    """Correct a visit: ``values`` are fields of `Visit`, ``findings`` all its defects (None: as they are).

    Returns whether anything changed. Raises UserError when it is void, or (field: next_date, defects) as
    `record_visit`.
    """
    head = counting_slip(voucher, Voucher.kind == voucher_kind.VISIT)
    visit = Visit.get(Visit.voucher == head)
    texts = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    moved = {name: value for name, value in (("household", household), ("date", day)) if value is not None}
    said = DefectCount.select(DefectCount.product, DefectCount.defect, DefectCount.quantity)
    held = sorted(db.execute(said.where(DefectCount.voucher == head)))
    same = findings is None or held == sorted(findings)
    if not differing(texts, visit) and not differing(moved, head) and same:
        return False
    if day is not None and day != head.date:
        slip_days().refuse_far(day)
    check_next(day or head.date, texts.get("next_date", visit.next_date))
    seen = DefectRows()
    seen.take_findings(head.id, () if same or findings is None else findings)
    with operation(mark("Correct visit {number}"), number=head.number):
        write(Voucher, [(moved, head)])
        write(Visit, [(texts, visit)])
        if not same:
            DefectCount.delete().where(DefectCount.voucher == head).execute()
            seen.insert()
    return True


def check_next(day: dt.date, next_date: dt.date | None) -> None:
    """Raise UserError (field: next_date) where the next visit would come before this one."""
    if next_date is not None and next_date < day:
        raise UserError(tr("The next visit must not come before this one."), "next_date")
