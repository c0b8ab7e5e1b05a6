"""Return visits (回访): what a helper found at a household in care; numbered slips that may be corrected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from models import format
from models.actions.guidance.visits import check_next
from models.actions.ledger.stock import write_voucher
from models.actions.numbering import Numbers
from models.actions.upsert import differing, write
from models.errors import UserError
from models.i18n import mark, tr
from models.operation import in_turn, operation
from models.queries.counting import why_gone
from models.queries.ledger.slip_days import slip_days
from models.rights import needs
from models.rules.desk import roles
from models.rules.ledger import voucher_kind
from models.tables.guidance import ReturnVisit
from models.tables.ledger import Voucher

TEXTS = ("purpose", "found")


@dataclass(slots=True)
class ReturnDraft:
    """A return visit not yet posted; an empty number takes the next of its series. ``helper`` is a helper's key."""

    household: int
    date: dt.date
    helper: int | None = None
    purpose: str = ""
    found: str = ""
    next_date: dt.date | None = None
    number: str = ""


@needs(roles.VISIT)
def record_return_visit(draft: ReturnDraft) -> Voucher:
    """Record a return visit and return its voucher. Raises UserError (field: purpose, date, next_date, number)."""
    if not (draft.purpose.strip() or draft.found.strip()):
        raise UserError(tr("What was it about, or what was found?"), "purpose")
    with operation(mark("Return visit {number}")) as opened:
        given = post_return_visits([draft])[0]
        opened.says(number=given)
    voucher: Voucher = Voucher.get(Voucher.series == voucher_kind.RETURN_VISIT, Voucher.number == given)
    return voucher


@needs(roles.VISIT)
@in_turn
def post_return_visits(drafts: Iterable[ReturnDraft]) -> list[str]:
    """Record return visits in one operation; returns their numbers in the order given.

    Raises UserError (field: number, date, next_date) when a number is in use, or for a day nobody means.
    """
    days, series, numbers = slip_days(), Numbers(), []
    with operation(mark("Return visit {number}")) as opened:
        for draft in drafts:
            days.refuse_far(draft.date)
            check_next(draft.date, draft.next_date)
            voucher = write_voucher(
                voucher_kind.RETURN_VISIT,
                draft.date,
                number=draft.number,
                household=draft.household,
                numbers=series,
            )
            numbers.append(str(voucher.number))
            texts = {name: getattr(draft, name).strip() for name in TEXTS}
            ReturnVisit.create(voucher=voucher.id, helper=draft.helper, next_date=draft.next_date, **texts)
        series.save()
        opened.says(number=format.number_or_count(numbers))
    return numbers


@needs(roles.VISIT)
@in_turn
def change_return_visit(
    voucher: int, *, household: int | None = None, day: dt.date | None = None, **values: Any
) -> bool:
    """Correct a return visit: ``values`` are fields of `ReturnVisit`. Returns whether anything changed.

    Raises UserError when it is void, or (field: date, next_date) as `record_return_visit`.
    """
    head: Any = Voucher.get_or_none(Voucher.id == voucher, Voucher.kind == voucher_kind.RETURN_VISIT)
    if head is None:
        raise UserError(tr("This voucher does not exist."))
    visit: Any = ReturnVisit.get(ReturnVisit.voucher == head)
    said = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    moved = {name: value for name, value in (("household", household), ("date", day)) if value is not None}
    if not differing(said, visit) and not differing(moved, head):
        return False
    gone = why_gone(head)
    if gone is not None:
        raise UserError(gone)
    if day is not None and day != head.date:
        slip_days().refuse_far(day)
    check_next(day or head.date, said.get("next_date", visit.next_date))
    with operation(mark("Correct return visit {number}"), number=head.number):
        write(Voucher, [(moved, head)])
        write(ReturnVisit, [(said, visit)])
    return True
