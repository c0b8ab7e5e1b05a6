"""The passbook (作坊手册): every movement of a span, with the running balance of material and pay."""

from __future__ import annotations

from itertools import zip_longest
from typing import Final

from models.i18n import Translator, mark
from models.queries import passbook
from models.queries.passbook import Entry, Passbook
from models.rules.grade import LABELS
from reports.blocks import Figure, Number, Reckoning, Step
from reports.document import Document
from reports.table import Cell, Column, Row, Table
from reports.wording import amount, bookmark, count, holder, quantity, short, span, yuan

_WHAT: Final = {
    passbook.OPENING_STOCK: mark("Opening stock"),
    passbook.ISSUE: mark("Issued"),
    passbook.TOP_UP: mark("Top-up"),
    passbook.RETURN: mark("Returned"),
    passbook.TRANSFER: mark("Transferred"),
    passbook.CORRECTION: mark("Consumption corrected"),
    passbook.COUNT: mark("Stocktake"),
    passbook.COLLECTION: mark("Collected"),
    passbook.INSPECTION: mark("Inspected"),
    passbook.ADVANCE: mark("Advance paid out"),
    passbook.ADJUSTMENT: mark("Bonus or deduction"),
    passbook.ALLOWANCE: mark("Home-cost allowance"),
    passbook.PAID: mark("Pay handed out"),
}


def build(data: Passbook, tr: Translator) -> Document:
    """One household's passbook of a period."""
    rows = [
        Row(
            [
                "",
                "",
                tr("Brought over"),
                opening.material,
                "",
                quantity(opening.balance, opening.unit, tr),
                "",
                "",
            ],
        )
        for opening in data.opening
    ]
    if data.pay_opening:
        rows.append(Row(["", "", tr("Brought over"), tr("Pay"), "", "", "", amount(data.pay_opening)]))
    before: Entry | None = None
    for entry, after in zip_longest(data.entries, data.entries[1:]):
        rows.append(_row(entry, data, tr, goes_on=_same(before, entry), keep=_same(entry, after)))
        before = entry
    owed = data.entries[-1].pay_balance if data.entries else data.pay_opening
    table = Table(
        [
            Column("date", tr("Date"), 8),
            Column("slip", tr("Slip"), 14, fold="date", rank=2),
            Column("what", tr("What"), 20),
            Column("material", tr("Material"), 15, fold="what", rank=1),
            Column("quantity", tr("In or out"), 12, figure=True),
            Column(
                "balance", tr("Left"), 13, figure=True, fold="quantity", rank=3, before="= ", aligned=True
            ),
            Column("amount", tr("Pay"), 11, figure=True),
            Column(
                "pay_balance", tr("Owed"), 11, figure=True, fold="amount", rank=4, before="= ", aligned=True
            ),
        ],
        rows,
    )
    return Document(
        title=tr("Household passbook"),
        number=data.number,
        subject=span(data.period, tr),
        holder=holder(data.contact, tr),
        blocks=[table, Reckoning(_left(data, tr), Figure(tr("Earned, not yet handed out"), yuan(owed)))],
        signatures=(tr("For the cooperative"), tr("Household (signature or thumbprint)")),
        reprint=data.printed,
        bookmark=bookmark(data.contact),
        key=data.number,
    )


def _same(one: Entry | None, other: Entry | None) -> bool:
    """Whether two lines are of one slip: its day and number are said once, and they stay on one page."""
    return one is not None and other is not None and (one.date, one.number) == (other.date, other.number)


def _row(entry: Entry, data: Passbook, tr: Translator, goes_on: bool, keep: bool) -> Row:
    what = tr(_WHAT[entry.what])
    if entry.what == passbook.COLLECTION and entry.material:
        what = tr("Used up")
    elif entry.reason in LABELS:
        what += " " + tr(LABELS[entry.reason])
    elif entry.reason:
        what += f"  {entry.reason}"
    slip = ["", ""] if goes_on else [short(entry.date, data.period.end), entry.number]
    head: list[Cell] = [*slip, what]
    if entry.material:
        moved = Number(("+" if entry.quantity > 0 else "") + count(entry.quantity))
        return Row([*head, entry.material, moved, quantity(entry.balance, entry.unit, tr), "", ""], keep=keep)
    return Row([*head, "", "", "", amount(entry.amount), amount(entry.pay_balance)], keep=keep)


def _left(data: Passbook, tr: Translator) -> list[Step]:
    """What lies with the household at the end, material by material."""
    balances = {opening.material: (opening.balance, opening.unit) for opening in data.opening}
    for entry in data.entries:
        if entry.material:
            balances[entry.material] = (entry.balance, entry.unit)
    steps = [
        Step("", name, quantity(balance, unit, tr))
        for name, (balance, unit) in sorted(balances.items())
        if balance
    ]
    if steps:
        return [Step("", tr("Material left with the household:"), ""), *steps]
    return [Step("", tr("No material left with the household"), "")]
