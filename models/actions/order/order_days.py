"""The order of days: an order, then its subcontracts, then the slips on them, also when one of them is dated anew."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import Any, Final

from models.actions.day_doubts import far_back
from models.actions.upsert import Batch, effective
from models.database import among, db
from models.errors import NeedsConfirmation, UserError
from models.i18n import tr
from models.operation import ask
from models.queries.ledger.slip_days import first_slips, slip_days
from models.tables.order import Order, Subcontract

FAR_DAY: Final = "far_day"

Rule = Callable[[dict[str, Any], Any], None]


def subcontract_days(batch: Batch) -> Rule:
    """The rule for subcontracts that are new or dated anew: not before their order, not after a slip on them."""
    entries = [(values, existing) for values, existing in batch.sound() if _moved(values, existing)]
    ordered = _order_days({effective(values, existing, "order") for values, existing in entries})
    first = first_slips([existing.id for _, existing in entries if existing is not None])

    def rule(values: dict[str, Any], existing: Any) -> None:
        if not _moved(values, existing):
            return
        day = effective(values, existing, "date")
        number, begun = ordered[effective(values, existing, "order")]
        if day < begun:
            raise UserError(
                tr("The order {number} is dated {day}; nothing of it is assigned before.").format(
                    number=number, day=begun.isoformat()
                ),
                "date",
            )
        if existing is not None and existing.id in first and first[existing.id].date < day:
            raise UserError(
                tr("{number} of {day} is on it already, so it cannot be dated later.").format(
                    number=first[existing.id].number, day=first[existing.id].date.isoformat()
                ),
                "date",
            )

    return rule


def order_days(batch: Batch) -> Rule:
    """The rule for orders dated anew: not after a subcontract of theirs."""
    later = [existing.id for values, existing in batch.sound() if _later(values, existing)]
    early = first_subcontracts(later)

    def rule(values: dict[str, Any], existing: Any) -> None:
        if _later(values, existing) and existing.id in early:
            refuse_early(early[existing.id], effective(values, existing, "date"))

    return rule


def first_subcontracts(orders: Collection[int]) -> dict[int, Any]:
    """The subcontract of each of these orders that was assigned first."""
    query = (
        Subcontract.select()
        .where(among(Subcontract.order, orders))
        .order_by(Subcontract.date.desc(), Subcontract.number.desc())
    )
    return {row.order_id: row for row in query} if orders else {}


def refuse_early(subcontract: Any, day: date) -> None:
    """Raise UserError (field: date) when a subcontract was assigned before the day of its order."""
    if subcontract.date < day:
        raise UserError(
            tr("{number} was assigned on {day}, so its order cannot be dated later.").format(
                number=subcontract.number, day=subcontract.date.isoformat()
            ),
            "date",
        )


def confirm_day(day: date | None, existing: Any, consents: Collection[str]) -> None:
    """Ask about an order or subcontract that is new or dated anew to a day that nobody means (`models.operation.ask`).

    Slips may be dated from the earliest order on, so one of a wrong year would let wrong years through everywhere.
    """
    if day is None or FAR_DAY in consents or (existing is not None and existing.date == day):
        return
    days = slip_days()
    said = days.ahead(day) or days.back(day) or far_back(day, date.today())
    if said:
        ask(NeedsConfirmation(FAR_DAY, said, verb=tr("Save with this day")))


def _moved(values: dict[str, Any], existing: Any) -> bool:
    return existing is None or any(
        effective(values, existing, field) != existing.__data__[field] for field in ("order", "date")
    )


def _later(values: dict[str, Any], existing: Any) -> bool:
    return existing is not None and effective(values, existing, "date") > existing.date


def _order_days(orders: Collection[int]) -> dict[int, tuple[str, date]]:
    query = Order.select(Order.id, Order.number, Order.date).where(among(Order.id, orders))
    return {key: (number, date.fromisoformat(day)) for key, number, day in db.execute(query)}
