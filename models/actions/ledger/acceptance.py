"""What an enterprise found of a delivery (验收): how much it accepted and how much it refused, order by order.

It changes neither pay nor stock: households are paid by the cooperative's own inspection.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from models.actions.ledger.stock import write_delivery_lines
from models.actions.upsert import write
from models.errors import UserError
from models.i18n import mark, tr
from models.operation import in_turn, operation
from models.queries.counting import why_gone
from models.queries.ledger.deliveries import lines_of
from models.queries.ledger.slip_days import slip_days
from models.queries.product.units import GoodsUnits
from models.rights import needs
from models.rules.amount import quantity_text
from models.rules.desk import roles
from models.rules.ledger import voucher_kind
from models.tables.ledger import DeliveryLine, Voucher


class AcceptedQuantity(NamedTuple):
    """What was found of one line of a delivery, in thousandths; ``order`` and ``grade`` say which line it is."""

    order: int
    grade: str
    accepted: int
    defects: int
    reason: str = ""


@needs(roles.POST)
@in_turn
def accept_delivery(voucher: int, day: date, found: Sequence[AcceptedQuantity]) -> None:
    """Keep what an enterprise found of a delivery on a day, in place of what was kept before.

    A line left at 0 and 0 waits for its acceptance. A delivery that named no orders is shared out, oldest first, now.
    Raises UserError (field: date; accepted, defects, when a line would have more than was delivered).
    """
    head = Voucher.get_or_none(Voucher.id == voucher, Voucher.kind == voucher_kind.DELIVERY)
    if head is None:
        raise UserError(tr("Only what was delivered to an enterprise is accepted by it."))
    gone = why_gone(head)
    if gone is not None or head.reverses_id is not None:
        raise UserError(gone or tr("{number} is itself a reversal.").format(number=head.number))
    if day < head.date:
        raise UserError(tr("This is before the day it was delivered."), "date")
    slip_days().refuse_far(day)
    lines = {(line.order, line.grade): line for line in lines_of(voucher)}
    if not lines:
        raise UserError(tr("The enterprise has no order of what was delivered: enter the order first."))
    units = GoodsUnits()
    for one in found:
        line = lines.get((one.order, one.grade))
        if line is None:
            raise UserError(tr("This order is not on {number}.").format(number=head.number), "order")
        if one.accepted < 0 or one.defects < 0:
            raise UserError(tr("Must not be below 0."), "accepted" if one.accepted < 0 else "defects")
        units.check(line.unit, one.accepted, "accepted")
        units.check(line.unit, one.defects, "defects")
        if one.accepted + one.defects > line.quantity:
            raise UserError(
                tr("{number}: only {quantity} was delivered, {found} is accepted or refused.").format(
                    number=line.number,
                    quantity=quantity_text(line.quantity, grouped=True),
                    found=quantity_text(one.accepted + one.defects, grouped=True),
                ),
                "defects",
            )
    with operation(mark("Acceptance of {number}"), number=head.number):
        if any(line.id is None for line in lines.values()):
            write_delivery_lines(
                voucher, [(line.order, line.grade, line.quantity) for line in lines.values()]
            )
        kept = {
            (row.order_id, row.grade): row
            for row in DeliveryLine.select().where(DeliveryLine.voucher == voucher)
        }
        write(
            DeliveryLine,
            [
                (
                    {
                        "accepted": one.accepted,
                        "defects": one.defects,
                        "checked_on": day if one.accepted or one.defects else None,
                        "reason": one.reason.strip(),
                    },
                    kept[one.order, one.grade],
                )
                for one in found
            ],
        )
