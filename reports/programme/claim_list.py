"""The claim list (申报表): who it is for with room to sign, six months of pay of their households, their contracts."""

from __future__ import annotations

from datetime import date

from models.i18n import Translator
from models.queries.programme.claim_papers import (
    BASIS,
    SEX,
    STATUS,
    ClaimContract,
    ClaimLine,
    ClaimPaper,
    ClaimPay,
)
from models.rules.programme.support import PER_DAY, PER_WORKSHOP
from reports.paper.blocks import Block, Fact, Facts, Figure, Note, Number, ReckoningBlock, Space
from reports.paper.document import Document
from reports.paper.formatting import NOTHING, amount, amount_in_words, day, month, yuan
from reports.paper.papers import MM
from reports.paper.table import Cell, Column, Row, Table

_ROW = 11 * MM
"""The height of a row in points: a name in ink or a thumb needs it."""


def build(data: ClaimPaper, tr: Translator) -> Document:
    """One claim."""
    return Document(
        title=tr("Claim for support money"),
        number=data.number,
        subject=day(data.date, tr),
        blocks=[
            Facts(_facts(data, tr)),
            Space(6),
            _roster(data, tr),
            *_sum(data, tr),
            *_pay(data, tr),
            *_contracts(data, tr),
        ],
        signatures=(tr("Made out by"), tr("Checked by"), tr("Village"), tr("Office")),
        code=data.number,
        reprint=data.printed,
        bookmark=" ".join(part for part in (data.number, data.workshop) if part),
        key=data.number,
    )


def _facts(data: ClaimPaper, tr: Translator) -> list[Fact]:
    facts = [
        Fact(tr("Rule"), f"{data.rule} ({data.code})", bold=True),
        Fact(tr("Paid for"), BASIS.shown(data.basis, tr)),
        Fact(tr("Amount"), yuan(data.rate)),
        Fact(tr("Workshop"), f"{data.workshop} {data.workshop_code}".strip() or NOTHING),
        Fact(tr("People"), f"{len(data.lines):,}"),
        Fact(tr("Status"), STATUS.shown(data.status, tr)),
    ]
    if data.paid_on is not None:
        facts.append(Fact(tr("Money came on"), day(data.paid_on, tr)))
    facts += [
        Fact(label, words, wide=True)
        for label, words in ((tr("Evidence"), data.evidence), (tr("Note"), data.note))
        if words
    ]
    return facts


def _roster(data: ClaimPaper, tr: Translator) -> Block:
    by_day = data.basis == PER_DAY
    paid = data.basis != PER_WORKSHOP
    rows = [Row(_line(at, line, data, tr)) for at, line in enumerate(data.lines, start=1)]
    columns = [
        Column("at", tr("#"), 4),
        Column("name", tr("Full name"), 11),
        Column("sex", tr("Sex"), 6, fold="name", rank=2),
        Column("identity", tr("ID number"), 19, least=112),
        Column("phone", tr("Phone"), 13, fold="identity", rank=3),
        Column("home", tr("Household"), 14),
        Column("contract", tr("Days of contract"), 9, figure=True),
        Column("insured", tr("Insured from"), 12, fold="contract", rank=1),
    ]
    columns += [Column("days", tr("Days"), 7, figure=True)] * by_day
    columns += [Column("amount", tr("Amount"), 10, figure=True)] * paid
    columns.append(Column("sign", tr("Signature or thumbprint"), 15, least=70))
    total: list[Cell] = [tr.plural("Total of {n} person", "Total of {n} people", len(data.lines))]
    total += [""] * 7
    total += [Number(f"{data.days:,}")] * by_day
    total += [amount(data.claimed)] * paid
    return Table(columns, rows, total=[*total, ""], ruled=True, row=_ROW)


def _line(at: int, line: ClaimLine, data: ClaimPaper, tr: Translator) -> list[Cell]:
    contract = line.contract
    insured = contract.insured_from if contract else None
    cells: list[Cell] = [
        str(at),
        line.name,
        SEX.worded(line.sex, tr) if line.sex else NOTHING,
        line.identity or NOTHING,
        line.contact.phone or NOTHING,
        # Each on a line of its own: a cell with both is broken inside the name where it is narrow.
        f"{line.contact.code}\n{line.contact.head}",
        Number(f"{contract.days:,}") if contract and contract.days else NOTHING,
        insured.isoformat() if insured else NOTHING,
    ]
    if data.basis == PER_DAY:
        cells.append(Number(f"{line.days or 0:,}"))
    if data.basis != PER_WORKSHOP:
        cells.append(amount(line.amount))
    return [*cells, ""]


def _sum(data: ClaimPaper, tr: Translator) -> list[Block]:
    """What is claimed in figures and in words, and what the office approved where that is another amount."""
    blocks: list[Block] = [
        ReckoningBlock(
            [], Figure(tr("Claimed in all"), yuan(data.claimed), amount_in_words(data.claimed, tr))
        )
    ]
    if data.amount != data.claimed:
        words = tr("Approved: {amount} ({words})")
        approved = words.format(amount=yuan(data.amount), words=amount_in_words(data.amount, tr))
        blocks.append(Note(approved, bold=True))
    return blocks


def _pay(data: ClaimPaper, tr: Translator) -> list[Block]:
    if not data.pay:
        return []
    columns = [Column("home", tr("Household"), 18)]
    columns += [Column(key, month(key, tr), 10, figure=True) for key in data.periods]
    columns.append(Column("sum", tr("In all"), 11, figure=True))

    def cells(one: ClaimPay) -> list[Cell]:
        told = ["" if fen is None else amount(fen) for fen in one.months]
        return [f"{one.contact.code} {one.contact.head}", *told, amount(one.total)]

    sums = [sum(one.months[at] or 0 for one in data.pay) for at in range(len(data.periods))]
    total: list[Cell] = [tr("In all"), *(amount(fen) for fen in sums), amount(sum(sums))]
    table = Table(columns, [Row(cells(one)) for one in data.pay], total=total, small=True)
    return [Space(10), Note(tr("Gross pay of six months, by household"), bold=True), table]


def _contracts(data: ClaimPaper, tr: Translator) -> list[Block]:
    if not data.contracts:
        return []

    def cells(one: ClaimContract) -> list[Cell]:
        return [
            one.worker,
            one.household,
            one.employer,
            _span(one.start, one.end),
            Number(f"{one.days:,}") if one.days else NOTHING,
            NOTHING if one.insured_from is None else _span(one.insured_from, one.insured_to),
        ]

    columns = [
        Column("worker", tr("Full name"), 11),
        Column("home", tr("Household code"), 9, fold="worker", rank=2),
        Column("employer", tr("Employer"), 20),
        Column("span", tr("Contract"), 19),
        Column("days", tr("Days of contract"), 9, figure=True),
        Column("insured", tr("Insured"), 19),
    ]
    table = Table(columns, [Row(cells(one)) for one in data.contracts], small=True)
    return [Space(10), Note(tr("Contracts"), bold=True), table]


def _span(first: date, last: date | None) -> str:
    return f"{first.isoformat()} – {'' if last is None else last.isoformat()}".strip()
