"""The bill to an enterprise (结算单): what it accepted, at which price, and the sum in figures and in words."""

from __future__ import annotations

from models import format
from models.i18n import Translator
from models.queries.ledger.enterprise_bills import BillLine, EnterpriseBill
from reports.paper.blocks import Block, Figure, Holder, Note, ReckoningBlock, Space, Step
from reports.paper.document import Document
from reports.paper.formatting import (
    NOTHING,
    amount,
    amount_in_words,
    money,
    pieces,
    quantity,
    rate_text,
    short,
    span,
    yuan,
)
from reports.paper.table import Column, Table, table_of


def build(data: EnterpriseBill, tr: Translator) -> Document:
    """One enterprise's bill of a span."""
    total = Step("", tr("In all"), money(data.amount), sum=True, bold=True)
    figure = Figure(tr("To be paid"), yuan(data.amount), amount_in_words(data.amount, tr))
    return Document(
        title=tr("Bill"),
        number=data.number,
        subject=span(data.period, tr),
        holder=Holder(data.name, (data.contact, data.phone, data.address)),
        blocks=[_lines(data, tr), Space(6), ReckoningBlock([total], figure), *_notes(data, tr)],
        signatures=(tr("For the cooperative"), tr("For the enterprise (signature and chop)"), tr("Date")),
        reprint=data.printed,
        bookmark=data.name,
        key=data.key,
    )


def _lines(data: EnterpriseBill, tr: Translator) -> Table:
    def price(line: BillLine) -> str:
        return NOTHING if line.price is None else rate_text(line.price)

    return table_of(
        data.lines,
        (Column("day", tr("Delivered on"), 9), lambda line: short(line.delivered_on, data.period.end)),
        (Column("number", tr("Delivery note"), 14, fold="day", rank=3), lambda line: line.number),
        (Column("order", tr("Order"), 14, fold="number", rank=1), lambda line: line.order),
        (Column("work", tr("Work"), 20), lambda line: line.work),
        (Column("grade", tr("Grade"), 8, fold="work", rank=2), lambda line: format.grade(line.grade, tr)),
        (
            Column("delivered", tr("Delivered"), 11, figure=True),
            lambda line: quantity(line.delivered, line.unit, tr),
        ),
        (Column("rejected", tr("Rejected"), 9, figure=True), lambda line: pieces(line.rejected)),
        (Column("accepted", tr("Accepted"), 10, figure=True), lambda line: pieces(line.accepted)),
        (Column("price", tr("Price"), 10, figure=True), price),
        (
            Column("amount", tr("Amount"), 12, figure=True),
            lambda line: NOTHING if line.amount is None else amount(line.amount),
        ),
    )


def _notes(data: EnterpriseBill, tr: Translator) -> list[Block]:
    said = [tr("Price: yuan for a good piece, as agreed with the order.")]
    if any(line.price is None and line.accepted for line in data.lines):
        said.append(tr("Without a price: not in the sum."))
    return [Space(4), Note("  ".join(said), small=True)]
