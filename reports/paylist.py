"""The signature list (工资发放表): one row a statement, a column to sign in, and the notes and coins to fetch."""

from __future__ import annotations

from collections.abc import Sequence

from models.i18n import Translator
from models.queries.statements import PaySheet
from models.rules.amount import in_words
from models.rules.cash import DENOMINATIONS, total_coinage
from reports.blocks import Block, Figure, Note, Reckoning, Space, Step
from reports.document import Document
from reports.table import Cell, Column, Row, Table
from reports.wording import amount, money, month, paid_how, yuan


def build(data: PaySheet, tr: Translator) -> Document:
    """The signature list of one village."""
    village = f"{data.township}{data.village}"
    return Document(
        title=tr("Pay list"),
        number="",
        subject="  ".join(part for part in (month(data.period.key, tr), village) if part),
        blocks=_blocks(data, tr),
        signatures=(tr("Made out by"), tr("Checked by"), tr("Paid out by"), tr("Witness")),
        bookmark=village or tr("No village"),
        key="",
    )


def _blocks(data: PaySheet, tr: Translator) -> list[Block]:
    blocks: list[Block] = []
    if not data.locked:
        blocks.append(Note(tr("The month is still open: these figures may change."), bold=True))
    rows = []
    for at, line in enumerate(data.rows, start=1):
        cells: list[Cell] = [
            str(at),
            line.contact.code,
            line.contact.head,
            paid_how(line.contact, tr),
            amount(line.piece),
            amount(line.extra),
            amount(-line.deducted),
            amount(-line.recovered),
            amount(line.net),
            "",
        ]
        rows.append(Row(cells, (line.piece, line.extra, -line.deducted, -line.recovered, line.net)))
    totals = [sum(row.sums[at] for row in rows) for at in range(5)]

    def summed(sums: Sequence[int]) -> list[Cell]:
        return ["", "", "", "", *(amount(fen) for fen in sums), ""]

    blocks.append(
        Table(
            [
                Column("number", tr("No."), 4),
                Column("code", tr("Code"), 7, fold="head", rank=1),
                Column("head", tr("Household"), 11),
                Column("how", tr("Paid by"), 14, fold="head", rank=4),
                Column("piece", tr("Piece pay"), 10, figure=True),
                Column("extra", tr("Allowance and bonus"), 9, figure=True, fold="piece", rank=3),
                Column("deducted", tr("Deducted"), 9, figure=True),
                Column("recovered", tr("Advance"), 9, figure=True, fold="deducted", rank=2),
                Column("net", tr("Net pay"), 10, figure=True),
                Column("sign", tr("Signature or thumbprint"), 17),
            ],
            rows,
            total=[tr("Total of {count} households").format(count=len(rows)), *summed(totals)[1:]],
            carried=summed,
            carry_names=(tr("Carried forward"), tr("Brought forward")),
            ruled=True,
            row=26,
        )
    )
    blocks.append(Space(4))
    blocks.append(
        Reckoning(_cash(data, tr), Figure(tr("Net pay in all"), yuan(totals[4]), in_words(totals[4])))
    )
    return blocks


def _cash(data: PaySheet, tr: Translator) -> list[Step]:
    """What is paid by bank and in cash, and how many of each note and coin the envelopes need."""
    cash = [line.net for line in data.rows if line.contact.pay_method != "bank"]
    bank = [line.net for line in data.rows if line.contact.pay_method == "bank"]
    steps = [
        Step("", tr("By bank to {count} households").format(count=len(bank)), money(sum(bank))),
        Step("", tr("In cash to {count} households").format(count=len(cash)), money(sum(cash))),
    ]
    needed = total_coinage(cash)
    said = []
    for value, pieces in zip(DENOMINATIONS, needed.counts, strict=True):
        if pieces:
            said.append(f"{note_name(value, tr)} × {pieces}")
    if needed.left_over:
        said.append(tr("{fen} fen over").format(fen=needed.left_over))
    if said:
        steps.append(Step("", tr("Notes and coins: {list}").format(list=",  ".join(said)), ""))
    return steps


def note_name(value: int, tr: Translator) -> str:
    """A note or coin by its name: 100 yuan, 5 jiao."""
    if value >= 100:
        return tr("{number} yuan").format(number=value // 100)
    return tr("{number} jiao").format(number=value // 10)
