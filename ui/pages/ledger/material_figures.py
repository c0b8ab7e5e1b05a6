"""What a line of a material slip says beside what is typed: needed, handed out, used, and what is left."""

from __future__ import annotations

from collections.abc import Callable

from models.queries.order.standing import MaterialState
from models.rules.ledger import balance
from ui.kit.entry_page import quantity_of
from ui.kit.grid_model import GridLine


def account_of(line: GridLine) -> MaterialState | None:
    """The account of a line's material under its subcontract, None until both are known."""
    if line.facts is None or line.get("material") is None:
        return None
    account: MaterialState = line.facts.state.materials.get(
        line.cells["material"], MaterialState(line.cells["material"])
    )
    return account


def held_by(line: GridLine) -> int:
    """What lies with the household of a line's material; thousandths."""
    account = account_of(line)
    return 0 if account is None else int(line.facts.state.holding(account).balance)


class MaterialFigures:
    """The figures in words, with the unit of each line's material; "" until it is known."""

    def __init__(self, unit: Callable[[GridLine], str]) -> None:
        self._unit = unit

    def needed(self, line: GridLine) -> str:
        """With the allowed loss, for all of the subcontract."""
        account = account_of(line)
        if account is None or not account.per_unit:
            return ""
        whole = balance.with_loss(line.facts.state.quantity, account.per_unit, account.loss_ppm)
        return quantity_of(self._unit(line), whole)

    def given(self, line: GridLine) -> str:
        """Handed out so far, less what came back or went on."""
        account = account_of(line)
        if account is None:
            return ""
        given = account.issued + account.transferred_in - account.returned - account.transferred_out
        return quantity_of(self._unit(line), given)

    def left(self, line: GridLine) -> str:
        """With the household now."""
        return "" if account_of(line) is None else quantity_of(self._unit(line), held_by(line))

    def used(self, line: GridLine) -> str:
        """In the pieces that came in so far."""
        account = account_of(line)
        return (
            "" if account is None else quantity_of(self._unit(line), line.facts.state.holding(account).used)
        )
