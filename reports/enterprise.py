"""The account with an enterprise (企业对账单): ordered, accepted, defects, delivered, still to come, order by order."""

from __future__ import annotations

from models import format
from models.i18n import Translator
from models.queries.enterprises import EnterprisePaper, OrderAccount
from reports.blocks import Block, Fact, Facts, Holder, Note, Space
from reports.document import Document
from reports.table import Cell, Column, Number, Row, Table
from reports.wording import count, quantity, short, span


def build(data: EnterprisePaper, tr: Translator) -> Document:
    """One enterprise's account of a span."""
    return Document(
        title=tr("Account with the enterprise"),
        number=_number(data),
        subject=span(data.period, tr),
        holder=Holder(data.name, (data.contact, data.phone, data.address)),
        blocks=[
            _orders(data, tr),
            Space(6),
            *_totals(data, tr),
            Space(4),
            Note(tr("What was delivered is counted to the oldest order first."), small=True),
        ],
        signatures=(tr("For the cooperative"), tr("For the enterprise (signature and chop)"), tr("Date")),
        reprint=data.printed,
        bookmark=data.name,
        key=data.key,
    )


def _number(data: EnterprisePaper) -> str:
    if data.period.key:
        return f"QY{data.period.key[2:4]}{data.period.key[5:]}"
    return f"QY{data.period.start:%y%m%d}-{data.period.end:%y%m%d}"


def _pieces(thousandths: int) -> Cell:
    return Number(count(thousandths)) if thousandths else ""


def _orders(data: EnterprisePaper, tr: Translator) -> Table:
    def row(order: OrderAccount) -> Row:
        return Row(
            [
                order.number,
                order.work,
                short(order.due, data.period.end),
                quantity(order.ordered, order.unit, tr),
                _pieces(order.good),
                _pieces(order.second),
                _pieces(order.rework),
                _pieces(order.work_scrap + order.material_scrap),
                _pieces(order.delivered),
                _pieces(order.delivered_in_all),
                _pieces(order.outstanding),
            ]
        )

    return Table(
        [
            Column("number", tr("Order"), 13),
            Column("work", tr("Work"), 15, fold="number", rank=1),
            Column("due", tr("Due"), 8, fold="number", rank=2),
            Column("ordered", tr("Ordered"), 12, figure=True),
            Column("good", tr("Good"), 9, figure=True),
            Column("second", tr("Second"), 9, figure=True),
            Column("rework", tr("Rework"), 8, figure=True),
            Column("scrap", tr("Scrap"), 8, figure=True),
            Column("delivered", tr("Delivered"), 10, figure=True),
            Column("all", tr("Delivered in all"), 10, figure=True),
            Column("left", tr("Outstanding"), 10, figure=True),
        ],
        [row(order) for order in data.orders],
    )


def _totals(data: EnterprisePaper, tr: Translator) -> list[Block]:
    """The sums unit by unit; a defect share where anything came in."""
    units = list(dict.fromkeys(order.unit for order in data.orders))
    facts = []
    for unit in units:
        own = [order for order in data.orders if order.unit == unit]
        accepted = sum(order.good + order.second for order in own)
        defects = sum(order.rework + order.work_scrap + order.material_scrap for order in own)
        words = tr(
            "{unit}: accepted {accepted}, defects {defects}, delivered {delivered}, outstanding {left}"
        ).format(
            unit=format.unit_name(unit, tr),
            accepted=count(accepted),
            defects=count(defects),
            delivered=count(sum(order.delivered for order in own)),
            left=count(sum(order.outstanding for order in own)),
        )
        facts.append(Fact(tr("In all"), words, wide=True, bold=True))
    return [Facts(facts)] if facts else []
