"""What a slip holds as an entry grid takes it, so that a new one like it can be begun."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from models.database import db
from models.queries.ledger.defects import named_lines
from models.queries.ledger.vouchers import posted_movements
from models.queries.product.defects import DefectCodes
from models.rules.ledger import voucher_kind
from models.rules.ledger.defects import written
from models.rules.ledger.grade import PARTS
from models.tables.ledger import CollectionLine, Movement, SaleLine, Voucher
from models.tables.programme import Workshop

COPIED_ON: Final = {
    voucher_kind.ISSUE: "dispatch",
    voucher_kind.TOP_UP: "dispatch",
    voucher_kind.RETURN: "dispatch",
    voucher_kind.TRANSFER: "dispatch",
    voucher_kind.COLLECTION: "collection",
    voucher_kind.RECEIPT: "stock",
    voucher_kind.DELIVERY: "stock",
    voucher_kind.SALE: "stock",
}
"""The page on which a slip like one of a kind is entered."""


class SlipCopy(NamedTuple):
    """A slip's ``lines``, each as the cells of its entry grid by column key, and the ``enterprise`` it came from or
    went to."""

    kind: str
    enterprise: int | None
    reason: str
    lines: list[dict[str, Any]]


def slip_copy(voucher: int) -> SlipCopy:
    """The lines of a slip of a kind that can be copied, as it was posted, void or not; of a reversal its original's."""
    slip: Any = Voucher.get_by_id(voucher)
    if slip.reverses_id is not None:
        return slip_copy(slip.reverses_id)
    if slip.kind == voucher_kind.COLLECTION:
        return SlipCopy(slip.kind, None, slip.reason, _pieces(voucher))
    if slip.kind == voucher_kind.SALE:
        return SlipCopy(slip.kind, None, slip.reason, _sold(voucher))
    query = Movement.select().where(Movement.id.in_(posted_movements([voucher]))).order_by(Movement.id)
    moved = list(query.iterator())
    lines = [_cells(slip.kind, one) for one in moved]
    enterprise = None
    if moved and slip.kind == voucher_kind.RECEIPT:
        enterprise = moved[0].source_id
    elif moved and slip.kind == voucher_kind.DELIVERY:
        enterprise = moved[0].target_id
    return SlipCopy(slip.kind, enterprise, slip.reason, lines)


def _cells(kind: str, moved: Any) -> dict[str, Any]:
    cells: dict[str, Any] = {"quantity": moved.quantity}
    if kind == voucher_kind.DELIVERY:
        return {**cells, "product": moved.product_id, "grade": moved.grade}
    cells["material"] = moved.material_id
    if kind == voucher_kind.RECEIPT:
        return cells
    own, other = moved.source_subcontract_id, moved.target_subcontract_id
    cells["subcontract"] = other if own is None else own
    if kind == voucher_kind.TRANSFER:
        cells["to_subcontract"] = other
    return {**cells, "reason": moved.reason or None}


def _pieces(voucher: int) -> list[dict[str, Any]]:
    names = ("subcontract", "received", *PARTS, "gross", "tare", "reason")
    columns = [CollectionLine._meta.fields[name] for name in names]
    query = CollectionLine.select(CollectionLine.id, *columns).where(CollectionLine.voucher == voucher)
    defects = _defects(voucher)
    return [
        dict(zip(names, row, strict=True)) | {"reason": row[-1] or None} | defects.get(key, {})
        for key, *row in db.execute(query.order_by(CollectionLine.id))
    ]


def _sold(voucher: int) -> list[dict[str, Any]]:
    names = ("product", "grade", "quantity", "price", "takings")
    query = SaleLine.select().where(SaleLine.voucher == voucher).order_by(SaleLine.id)
    workshops = {row.code: row.id for row in Workshop.select()}
    return [
        {**{name: line.__data__[name] for name in names}, "workshop": workshops.get(line.place)}
        for line in query
    ]


def _defects(voucher: int) -> dict[int, dict[str, Any]]:
    """The cell of defects as it was typed, by collection line, where there is one."""
    known = DefectCodes()
    return {
        line.key: {
            "defects": written(
                ((one.code, one.quantity) for one in line.defects), known.of(line.product, ended=True)
            )
        }
        for line in named_lines(voucher)
        if line.defects
    }
