"""The account with a household (对账单): material, work and pay of a period on one page."""

from __future__ import annotations

from models.i18n import Translator
from models.queries.accounts import AccountPaper, MaterialAccount, WorkAccount
from models.rules.amount import in_words
from reports.blocks import Block, Figure, Note, Number, Reckoning, Space, Step
from reports.document import Document
from reports.table import Cell, Column, Row, Table
from reports.wording import bookmark, count, holder, money, month, quantity, yuan


def build(data: AccountPaper, tr: Translator) -> Document:
    """One household's account of a period."""
    blocks: list[Block] = []
    if data.materials:
        blocks += [Note(tr("Material"), bold=True), Space(2), _materials(data, tr), Space(8)]
    if data.works:
        blocks += [Note(tr("Work"), bold=True), Space(2), _works(data, tr), Space(6)]
    blocks.append(_pay(data, tr))
    return Document(
        title=tr("Account with the household"),
        number=data.number,
        subject=month(data.period.key, tr),
        holder=holder(data.contact, tr),
        blocks=blocks,
        signatures=(
            tr("For the cooperative"),
            tr("Agreed by the household (signature or thumbprint)"),
            tr("Date"),
        ),
        reprint=data.printed,
        bookmark=bookmark(data.contact),
        chapter=bookmark(data.contact),
        section=month(data.period.key, tr),
        key=data.number,
    )


def _pieces(thousandths: int) -> Cell:
    return Number(count(thousandths)) if thousandths else ""


def _materials(data: AccountPaper, tr: Translator) -> Table:
    def row(line: MaterialAccount) -> Row:
        return Row(
            [
                line.code,
                line.name,
                _pieces(line.opening),
                _pieces(line.issued),
                _pieces(line.returned),
                _pieces(line.moved),
                _pieces(line.consumed),
                quantity(line.closing, line.unit, tr),
            ]
        )

    return Table(
        [
            Column("code", tr("Code"), 12),
            Column("name", tr("Material"), 18, fold="code", rank=1),
            Column("opening", tr("Opening"), 11, figure=True),
            Column("issued", tr("Issued"), 11, figure=True),
            Column("returned", tr("Returned"), 11, figure=True),
            Column("moved", tr("Transferred"), 11, figure=True),
            Column("consumed", tr("Consumed"), 11, figure=True),
            Column("closing", tr("Balance"), 14, figure=True),
        ],
        [row(line) for line in data.materials],
    )


def _works(data: AccountPaper, tr: Translator) -> Table:
    def row(line: WorkAccount) -> Row:
        return Row(
            [
                line.number,
                line.work,
                quantity(line.quantity, line.unit, tr),
                _pieces(line.good),
                _pieces(line.second),
                _pieces(line.rework),
                _pieces(line.scrap),
                _pieces(line.pending),
                _pieces(line.outstanding),
            ]
        )

    return Table(
        [
            Column("number", tr("Subcontract"), 13),
            Column("work", tr("Work"), 17, fold="number", rank=1),
            Column("quantity", tr("Quantity"), 13, figure=True),
            Column("good", tr("Good"), 9, figure=True),
            Column("second", tr("Second"), 9, figure=True),
            Column("rework", tr("Rework"), 9, figure=True),
            Column("scrap", tr("Scrap"), 9, figure=True),
            Column("pending", tr("Pending"), 9, figure=True),
            Column("outstanding", tr("Still to deliver"), 10, figure=True),
        ],
        [row(line) for line in data.works],
    )


def _pay(data: AccountPaper, tr: Translator) -> Block:
    pay = data.pay
    if pay is None:
        return Note(tr("No pay in this period."))
    r = pay.reckoning
    steps = [Step("", tr("Piece pay"), money(r.piece))]
    for sign, words, fen in (
        (tr("Plus"), tr("allowance and bonus"), r.allowance + r.bonus),
        (tr("Less"), tr("deductions"), -r.taken),
        (tr("Less"), tr("advances recovered"), -r.recovered),
    ):
        if fen:
            steps.append(Step(sign, words, money(fen)))
    if r.carried_out:
        steps.append(Step("", tr("Deductions carried to next month"), money(r.carried_out)))
    if r.advance_left:
        steps.append(Step("", tr("Advances still to recover"), money(r.advance_left)))
    return Reckoning(steps, Figure(tr("Net pay"), yuan(r.net), in_words(r.net)))
