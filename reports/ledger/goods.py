"""Slips of goods: in (入库单), out to an enterprise (送货单), sold at retail (零售单), opening stock, corrections."""

from __future__ import annotations

from typing import Final

from models import format
from models.i18n import Translator, mark
from models.queries.document_common import EnterpriseSlip
from models.queries.ledger.goods_slips import GoodsSlip
from models.rules.ledger import voucher_kind
from reports.paper.blocks import Block, Fact, Facts, Holder, Note, Space
from reports.paper.document import ACCOUNTS, CUSTOMER, ENTERPRISE, STUB, THREE_PARTS, Document
from reports.paper.formatting import (
    NOTHING,
    amount,
    bookmark,
    count,
    holder,
    in_groups,
    packed,
    quantity,
    unit_words,
)
from reports.paper.slip_document import slip_document
from reports.paper.table import Cell, Column, Row, Table

TITLES: Final = {
    voucher_kind.RECEIPT: mark("Goods in slip"),
    voucher_kind.DELIVERY: mark("Delivery note"),
    voucher_kind.SALE: mark("Sales slip"),
    voucher_kind.OPENING: mark("Opening stock slip"),
    voucher_kind.CORRECTION: mark("Usage correction"),
}
_SIGNED: Final = {
    voucher_kind.RECEIPT: (mark("Delivered by"), mark("Received by (warehouse)"), mark("Date")),
    voucher_kind.DELIVERY: (
        mark("Brought by (cooperative)"),
        mark("Received by (signature and chop)"),
        mark("Received on"),
    ),
    voucher_kind.SALE: (mark("Sold by (signature)"), mark("Money received by"), mark("Date")),
    voucher_kind.OPENING: (mark("Made out by"), mark("Checked by"), mark("Date")),
    voucher_kind.CORRECTION: (mark("Made out by"), mark("Household (signature or thumbprint)")),
}
_PARTS: Final = {
    voucher_kind.RECEIPT: (STUB, ENTERPRISE, ACCOUNTS),
    voucher_kind.DELIVERY: (STUB, ENTERPRISE, ACCOUNTS),
    voucher_kind.SALE: (STUB, CUSTOMER, ACCOUNTS),
}
_FOR_MONEY: Final = {voucher_kind.DELIVERY, voucher_kind.SALE}


def build(data: GoodsSlip, tr: Translator) -> Document:
    """One slip of goods."""
    slip = data.slip
    blocks: list[Block] = [_lines(data, tr), Space(6), *_totals(data, tr)]
    if slip.reason:
        blocks += [Space(3), Note(tr("Reason: {reason}").format(reason=slip.reason))]
    return slip_document(
        slip,
        tr,
        tr(TITLES[slip.kind]),
        blocks,
        holder=_whose(data, tr),
        signatures=tuple(tr(name) for name in _SIGNED[slip.kind]),
        parts=_PARTS.get(slip.kind, THREE_PARTS),
        bookmark=bookmark(data.contact, slip.number) if data.contact is not None else slip.number,
    )


def _whose(data: GoodsSlip, tr: Translator) -> Holder:
    if data.contact is not None:
        return holder(data.contact, tr)
    slip = data.slip
    if not isinstance(slip, EnterpriseSlip) or not slip.name:
        return Holder(tr("The cooperative's warehouse"), ())
    return Holder(slip.name, (slip.person, in_groups(slip.phone), slip.address))


def _lines(data: GoodsSlip, tr: Translator) -> Table:
    lines = data.lines
    graded, ordered = any(line.grade for line in lines), any(line.order for line in lines)
    valued, packs = any(line.price is not None for line in lines), any(line.pack_size for line in lines)
    reasons = any(line.reason for line in lines)
    kind = data.slip.kind
    sold = kind in _FOR_MONEY
    order = tr("Order") if sold else tr("Subcontract", "paper")
    if kind == voucher_kind.SALE:
        order = tr("Workshop")
    price, value = (
        (tr("Sale price, yuan"), tr("Amount, yuan")) if sold else (tr("Price, yuan"), tr("Value, yuan"))
    )
    unknown = "" if sold else NOTHING  # what has no price yet is written in by hand
    columns = [
        Column("number", tr("#"), 5),
        *([Column("order", order, 14, fold="name", rank=3)] if ordered else []),
        Column("code", tr("Code"), 14, fold="name", rank=1),
        Column("name", tr("Product") if graded else tr("Material"), 24),
        *([Column("grade", tr("Grade"), 9, fold="name", rank=2)] if graded else []),
        Column("quantity", tr("Quantity"), 15, figure=True),
        *([Column("packs", tr("Packs and loose"), 22, fold="name", rank=3)] if packs else []),
        *([Column("price", price, 10, figure=True, fold="quantity", rank=2)] if valued else []),
        *([Column("value", value, 12, figure=True)] if valued else []),
        *([Column("reason", tr("Reason"), 20, fold="name", rank=2)] if reasons else []),
    ]
    rows = []
    for at, line in enumerate(lines, start=1):
        cells: list[Cell] = [str(at)]
        cells += [line.order or NOTHING] if ordered else []
        cells += [line.code, line.name]
        cells += [format.grade(line.grade, tr) if line.grade else ""] if graded else []
        cells.append(quantity(line.quantity, line.unit, tr))
        cells += [packed(line.quantity, line.pack_size, line.unit, tr)] if packs else []
        if valued:
            cells.append(unknown if line.price is None else format.rate(line.price))
            cells.append(unknown if line.value is None else amount(line.value))
        cells += [line.reason] if reasons else []
        rows.append(Row(cells))
    return Table(columns, rows)


def _totals(data: GoodsSlip, tr: Translator) -> list[Block]:
    """The sums unit by unit, and the value of what has a price."""
    lines, said = data.lines, []
    for unit in dict.fromkeys(line.unit for line in lines):
        total = sum(line.quantity for line in lines if line.unit == unit)
        said.append(f"{count(total)} {unit_words(unit, tr, total)}")
    facts = [Fact(tr("In all"), "  ".join(said), wide=True, bold=True)]
    values = [line.value for line in lines if line.value is not None]
    if values:
        label = tr("Amount in all") if data.slip.kind in _FOR_MONEY else tr("Value in all")
        facts.append(Fact(label, format.yuan(sum(values)), wide=True, bold=True))
    return [Facts(facts)]
