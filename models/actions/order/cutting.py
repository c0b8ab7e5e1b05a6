"""Cutting a subcontract to what was delivered, or below it: a short close, with its reason and what becomes excess."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from models import format
from models.actions.upsert import Batch, effective
from models.errors import UserError
from models.i18n import tr
from models.queries.order.standing import SubcontractState, subcontract_states
from models.rules.ledger.balance import excess_loss
from models.tables.product import Material

CUT_SHORT: Final = "cut_short"


def cut_short(batch: Batch) -> Callable[[dict[str, Any], Any], None]:
    """The rule for subcontracts whose quantity is cut: one that closes by it is closed short with its reason.

    The reason is taken from the value ``close_reason``. Raises UserError (field: quantity) when there is none.
    """
    lowered = [
        existing.id
        for values, existing in batch.sound()
        if existing is not None and _lowered(existing, effective(values, existing, "quantity"))
    ]
    states = subcontract_states(lowered) if lowered else {}

    def rule(values: dict[str, Any], existing: Any) -> None:
        reason = values.pop("close_reason", "")
        state = None if existing is None else states.get(existing.id)
        if state is None or _delivered(state) < effective(values, existing, "quantity"):
            return
        if not reason:
            raise UserError(
                tr("{closing} Close it short in the program, with a reason.").format(
                    closing=_closing(state, values["quantity"])
                ),
                "quantity",
            )
        values |= {"closed_on": max(date.today(), state.date), "close_reason": reason}

    return rule


def closing(existing: Any, quantity: int | None) -> str | None:
    """What cutting a subcontract to a quantity (thousandths) would end and leave as excess; None when it stays open."""
    if existing is None or quantity is None or not _lowered(existing, quantity):
        return None
    state = subcontract_states([existing.id])[existing.id]
    return None if _delivered(state) < quantity else _closing(state, quantity)


def _lowered(existing: Any, quantity: int) -> bool:
    return existing.closed_on is None and quantity < existing.quantity


def _delivered(state: SubcontractState) -> int:
    return state.parts.delivered


def _closing(state: SubcontractState, quantity: int) -> str:
    said = tr("{delivered} came in already: with {quantity} the subcontract is closed short.").format(
        delivered=format.quantity(_delivered(state)), quantity=format.quantity(quantity)
    )
    left = []
    for key, account in state.materials.items():
        held = state.holding(account)
        excess = excess_loss(True, held.balance, held.allowed_loss)
        if excess:
            material = Material.get_by_id(key)
            left.append(f"{material.name} {format.quantity(excess, material.unit)}")
    if left:
        said += tr(" Kept beyond the allowed loss, and then excess: {materials}.").format(
            materials=", ".join(left)
        )
    return said
