"""The account with an enterprise (企业对账单): what was ordered, made, delivered, accepted and refused, by order."""

from __future__ import annotations

from models import format
from models.i18n import Translator
from models.queries.ledger.enterprise_accounts import EnterprisePaper, OrderAccount
from models.rules.amount import half_up
from reports.paper.blocks import Block, Fact, Facts, Holder, Note, Space
from reports.paper.document import Document
from reports.paper.formatting import NOTHING, count, month_alone, pieces, quantity, short, span, unit_words
from reports.paper.table import Column, Table, table_of


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
            *_notes(data, tr),
        ],
        signatures=(tr("For the cooperative"), tr("For the enterprise (signature and chop)"), tr("Date")),
        reprint=data.printed,
        bookmark=data.name,
        key=data.key,
    )


def _number(data: EnterprisePaper) -> str:
    own = f"-{data.at:02d}" if data.at else ""
    if data.period.key:
        return f"QY{data.period.key[2:4]}{data.period.key[5:]}{own}"
    return f"QY{data.period.start:%y%m%d}-{data.period.end:%y%m%d}{own}"


def _notes(data: EnterprisePaper, tr: Translator) -> list[Block]:
    words = [tr("Outstanding: ordered less delivered, plus what was rejected.")]
    if data.guessed:
        words.append(tr("Deliveries that name no order are counted to the oldest."))
    return [Space(4), Note("  ".join(words), small=True)]


def _orders(data: EnterprisePaper, tr: Translator) -> Table:
    def due(order: OrderAccount) -> str:
        return short(order.due, data.period.end) if order.due is not None else NOTHING

    now = month_alone(data.period.key, tr) if data.period.key else tr("These days")
    ever = tr("To date")
    return table_of(
        data.orders,
        (Column("number", tr("Order"), 13), lambda order: order.number or tr("no order")),
        (Column("work", tr("Work"), 15, fold="number", rank=1), lambda order: order.work),
        (Column("due", tr("Due", "order"), 8, fold="number", rank=2), due),
        (
            Column("ordered", tr("Ordered"), 12, figure=True),
            lambda order: quantity(order.ordered, order.unit, tr),
        ),
        (
            Column("made", f"{now}\n{tr('Finished')}", 9, figure=True),
            lambda order: pieces(order.good + order.second),
        ),
        (
            Column("delivered", f"{now}\n{tr('Delivered')}", 9, figure=True),
            lambda order: pieces(order.delivered),
        ),
        (
            Column("accepted", f"{now}\n{tr('Accepted')}", 9, figure=True),
            lambda order: pieces(order.accepted),
        ),
        (Column("defects", f"{now}\n{tr('Rejected')}", 8, figure=True), lambda order: pieces(order.defects)),
        (
            Column("all", f"{ever}\n{tr('Delivered')}", 10, figure=True),
            lambda order: pieces(order.delivered_in_all),
        ),
        (
            Column("unchecked", f"{ever}\n{tr('Unchecked')}", 10, figure=True),
            lambda order: pieces(order.unchecked),
        ),
        (
            Column("left", f"{ever}\n{tr('Outstanding')}", 10, figure=True),
            lambda order: pieces(order.outstanding),
        ),
    )


def _totals(data: EnterprisePaper, tr: Translator) -> list[Block]:
    """The sums unit by unit, and which share of what was looked at the enterprise refused."""
    units = list(dict.fromkeys(order.unit for order in data.orders))
    facts = []
    for unit in units:
        own = [order for order in data.orders if order.unit == unit]
        accepted, defects = (sum(getattr(order, part) for order in own) for part in ("accepted", "defects"))
        words = tr(
            "{unit}: delivered {delivered}, accepted {accepted}, rejected {rejected}, outstanding {left}"
        ).format(
            unit=unit_words(unit, tr),
            delivered=count(sum(order.delivered for order in own)),
            accepted=count(accepted),
            rejected=count(defects),
            left=count(sum(order.outstanding for order in own)),
        )
        if accepted + defects > 0 and defects > 0:
            share = format.percent(half_up(defects * 1_000, accepted + defects) * 1_000)
            words += "  " + tr("{share} of what was checked was rejected").format(share=share)
        facts.append(Fact(tr("In all"), words, wide=True, bold=True))
    return [Facts(facts)] if facts else []
