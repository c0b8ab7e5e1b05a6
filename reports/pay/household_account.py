"""The account with a household (对账单): material, work and pay of a period on one page."""

from __future__ import annotations

from models.i18n import Translator
from models.queries.pay.earnings import PayStatement
from models.queries.pay.household_accounts import AccountPaper
from reports.ledger.collection import grade_columns
from reports.paper.blocks import Block, Figure, Note, ReckoningBlock, Space, Step
from reports.paper.document import Document
from reports.paper.formatting import amount_in_words, bookmark, holder, money, month, pieces, quantity, yuan
from reports.paper.table import Column, Table, table_of


def build(data: AccountPaper, tr: Translator) -> Document:
    """One household's account of a period."""
    blocks: list[Block] = []
    if data.materials:
        blocks += [Note(tr("Material", "paper"), bold=True), _materials(data, tr), Space(8)]
    if data.works:
        blocks += [Note(tr("Work"), bold=True), _works(data, tr), Space(6)]
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


def _materials(data: AccountPaper, tr: Translator) -> Table:
    found = (Column("counted", tr("Stocktake"), 11, figure=True), lambda line: pieces(line.counted))
    return table_of(
        data.materials,
        (Column("code", tr("Code"), 12), lambda line: line.code),
        (Column("name", tr("Material", "paper"), 18, fold="code", rank=1), lambda line: line.name),
        (Column("opening", tr("Opening"), 11, figure=True), lambda line: pieces(line.opening)),
        (Column("issued", tr("Issued"), 11, figure=True), lambda line: pieces(line.issued)),
        (Column("returned", tr("Returned"), 11, figure=True), lambda line: pieces(line.returned)),
        (Column("moved", tr("Transferred"), 11, figure=True), lambda line: pieces(line.moved)),
        (Column("consumed", tr("Used", "paper"), 11, figure=True), lambda line: pieces(line.consumed)),
        *([found] if any(line.counted for line in data.materials) else []),
        (
            Column("closing", tr("Balance", "paper"), 14, figure=True),
            lambda line: quantity(line.closing, line.unit, tr),
        ),
    )


def _works(data: AccountPaper, tr: Translator) -> Table:
    return table_of(
        data.works,
        (Column("number", tr("Subcontract", "paper"), 13), lambda line: line.number),
        (Column("work", tr("Work"), 17, fold="number", rank=1), lambda line: line.work),
        (
            Column("quantity", tr("Quantity"), 13, figure=True),
            lambda line: quantity(line.quantity, line.unit, tr),
        ),
        *(
            (column, lambda line, grade=column.key: pieces(getattr(line, grade)))
            for column in grade_columns(tr, "quantity")
        ),
        (
            Column("outstanding", tr("Still to deliver"), 10, figure=True),
            lambda line: pieces(line.outstanding),
        ),
    )


def _pay(data: AccountPaper, tr: Translator) -> Block:
    pay = data.pay
    if pay is None:
        return Note(tr("No pay in this period."))
    r = pay.reckoning
    steps = [Step("", tr("Piece pay"), money(r.piece))]
    for sign, words, fen in (
        (tr("Plus"), _because(tr("allowance and bonus"), pay, "bonus"), r.allowance + r.bonus),
        (tr("Plus"), tr("make-up pay"), r.make_up),
        (tr("Less"), _because(tr("deductions"), pay, "deduction"), -r.taken),
        (tr("Plus"), tr("given back"), r.given_back),
        (tr("Less"), tr("advances recovered"), -r.recovered),
    ):
        if fen:
            steps.append(Step(sign, words, money(fen)))
    if r.carried_out:
        steps.append(Step("", tr("Deductions carried to next month"), money(r.carried_out)))
    if r.advance_left:
        steps.append(Step("", tr("Advances still to recover"), money(r.advance_left)))
    return ReckoningBlock(steps, Figure(tr("Net pay"), yuan(r.net), amount_in_words(r.net, tr)))


def _because(words: str, pay: PayStatement, kind: str) -> str:
    """A sum with the reasons of what it is made of: "扣款：损坏模具、丢了剪刀"."""
    reasons = [item.reason for item in pay.items if item.kind == kind and item.reason]
    return f"{words}：{'、'.join(dict.fromkeys(reasons))}" if reasons else words
