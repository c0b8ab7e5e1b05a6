"""A household's ledger of outwork (代工记录) over a span, usually three years: who works, then line by line."""

from __future__ import annotations

from models.i18n import Translator
from models.queries.desk.outwork_ledger import (
    PAID,
    RECEIVED,
    STATED,
    WHAT,
    Outworker,
    OutworkLine,
    OutworkPaper,
)
from models.sex import SEX
from reports.paper.blocks import Block, Fact, Facts, Space
from reports.paper.document import Document
from reports.paper.formatting import NOTHING, amount, bookmark, day, holder, quantity, rate_text, yuan
from reports.paper.table import Cell, Column, Table, table_of


def build(data: OutworkPaper, tr: Translator) -> Document:
    """One household's ledger."""
    sums = [
        Fact(tr("Piece pay"), yuan(data.total(RECEIVED)), bold=True),
        Fact(tr("Gross pay"), yuan(data.total(STATED)), bold=True),
        Fact(tr("Paid out"), yuan(data.total(PAID)), bold=True),
    ]
    blocks: list[Block] = [_people(data, tr), Space(4), _lines(data, tr), Space(4), Facts(sums)]
    return Document(
        title=tr("Ledger of outwork"),
        number=data.number,
        subject=f"{data.first.isoformat()} – {data.last.isoformat()}",
        holder=holder(data.contact, tr),
        blocks=blocks,
        signatures=(tr("Kept by"), tr("Checked by"), tr("Date")),
        reprint=data.printed,
        bookmark=bookmark(data.contact, data.number),
        chapter=bookmark(data.contact),
        key=data.number,
    )


def _people(data: OutworkPaper, tr: Translator) -> Facts:
    def said(one: Outworker) -> str:
        born = tr("born {day}").format(day=day(one.birth, tr)) if one.birth is not None else ""
        return " ".join(part for part in (one.name, tr(one.relation), SEX.shown(one.sex, tr), born) if part)

    head = " ".join(part for part in (data.contact.head, SEX.shown(data.sex, tr)) if part)
    people = tr("; ").join(said(one) for one in data.people)
    return Facts([Fact(tr("Outworker"), head), Fact(tr("Who helps"), people or NOTHING, wide=True)])


def _lines(data: OutworkPaper, tr: Translator) -> Table:
    def number(line: OutworkLine) -> Cell:
        return "" if line.quantity is None else quantity(line.quantity, line.unit, tr)

    def words(line: OutworkLine) -> str:
        if line.due is None:
            return line.words
        return tr("{work}, due {day}").format(work=line.words, day=line.due.isoformat())

    return table_of(
        data.lines,
        (Column("day", tr("Date"), 11), lambda line: line.day.isoformat()),
        (Column("what", tr("What"), 13), lambda line: WHAT.shown(line.what, tr)),
        (Column("number", tr("Number"), 15), lambda line: line.number),
        (Column("words", tr("Work or material"), 24), words),
        (Column("quantity", tr("Quantity"), 13, figure=True), number),
        (
            Column("rate", tr("Rate"), 10, figure=True),
            lambda line: "" if line.rate is None else rate_text(line.rate),
        ),
        (
            Column("amount", tr("Amount"), 12, figure=True),
            lambda line: "" if line.amount is None else amount(line.amount),
        ),
    )
