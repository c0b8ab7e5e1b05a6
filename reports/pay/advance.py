"""The receipt for an advance (预支领条): how much, when it is taken back, who signs for it."""

from __future__ import annotations

from dataclasses import replace

from models.i18n import Translator
from models.queries.pay.money_slips import AdvanceSlip
from reports.paper.blocks import Block, Figure, Note, Space
from reports.paper.document import Document
from reports.paper.form_blocks import SignRow
from reports.paper.formatting import amount, amount_in_words, holder, masked, money, month, who_answers, yuan
from reports.paper.language import within_sentence
from reports.paper.slip_document import slip_document
from reports.paper.table import Column, Table, table_of
from reports.pay.statement import SIGN_BOX, THUMB_BOX


def build(data: AdvanceSlip, tr: Translator) -> Document:
    """One advance."""
    slip = data.slip
    ends = masked(slip.contact.identity)
    blocks: list[Block] = [
        Note(
            tr("Received as an advance on pay: {amount}").format(amount=amount_in_words(data.amount, tr)),
            bold=True,
        )
    ]
    if slip.reason:
        blocks.append(Note(tr("Reason: {reason}").format(reason=slip.reason)))
    how: list[Block] = []
    if data.instalments:
        how = [Space(4), Note(tr("It is taken off pay like this:")), _instalments(data, tr)]
    made = slip_document(
        slip,
        tr,
        tr("Receipt for an advance"),
        [*blocks, *how],
        holder=holder(slip.contact, tr, tr("ID {number}").format(number=ends) if ends else ""),
        figure=Figure(
            tr("Paid in advance"),
            yuan(data.amount),
            tr.plural("in {n} instalment", "in {n} instalments", len(data.instalments)),
        ),
        foot=[
            SignRow(
                ((tr("Money received (signature)"), *SIGN_BOX), (tr("Thumbprint"), *THUMB_BOX)),
                [tr("Is a figure wrong? Call {who}.").format(who=who_answers(data.cashier, tr))],
                (tr("Cashier"), tr("Approved by")),
            )
        ],
    )
    if not how:
        return made
    return replace(made, tight=replace(made, blocks=[*blocks, Note(_in_one_line(data, tr))]))


def _in_one_line(data: AdvanceSlip, tr: Translator) -> str:
    """The instalments in running text, for a paper too low for a table of them."""
    say = within_sentence(tr)
    taken = say(", ").join(f"{month(period.key, tr)} {money(fen)}" for period, fen in data.instalments)
    return f"{say('It is taken off pay like this:')} {taken}"


def _instalments(data: AdvanceSlip, tr: Translator) -> Table:
    left, rows = data.amount, []
    for at, (period, fen) in enumerate(data.instalments, start=1):
        left -= fen
        rows.append((at, period.key, fen, left))
    return table_of(
        rows,
        (Column("at", tr("Instalment"), 12), lambda row: str(row[0])),
        (Column("month", tr("Pay of"), 24), lambda row: month(row[1], tr)),
        (Column("amount", tr("Taken off"), 20, figure=True), lambda row: amount(row[2])),
        (Column("left", tr("Still to be taken"), 20, figure=True), lambda row: amount(row[3])),
    )
