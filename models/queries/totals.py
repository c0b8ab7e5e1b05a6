"""Sums as SQL expressions, for columns that a list sorts by; over the vouchers that stand. Thousandths.

Each sum stands inside a function: between bare selects peewee reads ``+`` as UNION ALL and ``-`` as EXCEPT.
"""

from __future__ import annotations

from typing import Any

from peewee import fn

from models.queries.counting import void
from models.tables.ledger import CollectionLine, InspectionLine, Voucher
from models.tables.order import Order, Subcontract

INSPECTED = (
    InspectionLine.good
    + InspectionLine.second
    + InspectionLine.rework
    + InspectionLine.work_scrap
    + InspectionLine.material_scrap
)
"""What an inspection line took from what its collection left pending."""


def to_subcontract(lines: Any, table: Any) -> Any:
    """A select of collection lines, or of what names one, with the subcontract joined that they are of."""
    lines = lines.switch(table)
    return (lines if table is CollectionLine else lines.join(CollectionLine)).join(Subcontract)


def delivered(subcontract: Any) -> Any:
    """Good and second pieces of a subcontract, inspections included."""
    return _collected(CollectionLine.good + CollectionLine.second, subcontract) + _inspected(
        InspectionLine.good + InspectionLine.second, subcontract
    )


def pending(subcontract: Any) -> Any:
    """Pieces of a subcontract still waiting for inspection."""
    return _collected(CollectionLine.pending, subcontract) - _inspected(INSPECTED, subcontract)


def outstanding(table: Any = Subcontract) -> Any:
    """What a subcontract (or an alias of one) still owes, never below 0."""
    return fn.MAX(0, table.quantity - delivered(table.id))


def allocated() -> Any:
    """What of the order of the row is given out: a subcontract closed short counts with what it delivered."""
    part = Subcontract.alias()
    running = part.select(fn.SUM(part.quantity)).where(part.order == Order.id, part.closed_on.is_null())
    return fn.COALESCE(running, 0) + _of_order(only_closed=True)


def order_delivered() -> Any:
    """Good and second pieces of all subcontracts of the order of the row."""
    return _of_order(only_closed=False)


# One level of correlation only: peewee names the tables of a deeper one anew.
def _of_order(*, only_closed: bool) -> Any:
    parts = []
    for table, what in (
        (CollectionLine, CollectionLine.good + CollectionLine.second),
        (InspectionLine, InspectionLine.good + InspectionLine.second),
    ):
        line, part = CollectionLine.alias(), Subcontract.alias()
        query = table.select(fn.SUM(what))
        if table is CollectionLine:
            query = query.join(part, on=(CollectionLine.subcontract == part.id))
        else:
            query = query.join(line, on=(InspectionLine.collection_line == line.id))
            query = query.join(part, on=(line.subcontract == part.id))
        query = query.where(part.order == Order.id, _stands(table))
        parts.append(query.where(part.closed_on.is_null(False)) if only_closed else query)
    return fn.COALESCE(parts[0], 0) + fn.COALESCE(parts[1], 0)


def _collected(what: Any, subcontract: Any) -> Any:
    return fn.COALESCE(
        CollectionLine.select(fn.SUM(what)).where(
            CollectionLine.subcontract == subcontract, _stands(CollectionLine)
        ),
        0,
    )


def _inspected(what: Any, subcontract: Any) -> Any:
    line = CollectionLine.alias()
    return fn.COALESCE(
        InspectionLine.select(fn.SUM(what))
        .join(line, on=(InspectionLine.collection_line == line.id))
        .where(line.subcontract == subcontract, _stands(InspectionLine)),
        0,
    )


def _stands(table: Any) -> Any:
    """Whether a line's voucher stands: the few that do not are listed once, instead of asking of each line."""
    voucher = Voucher.alias()
    return table.voucher.not_in(voucher.select(voucher.id).where(void(voucher)))
