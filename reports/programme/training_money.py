"""What is paid for the days of a course (培训补贴发放表): days, rate and amount of each person, and room to sign."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from models.i18n import Translator
from models.queries.programme.course_papers import MoneyList
from models.rules.programme.training import WHY
from reports.paper.blocks import Block, Figure, Note, Number, ReckoningBlock, Space, Step
from reports.paper.document import Document
from reports.paper.formatting import NOTHING, amount, amount_in_words, in_groups, masked, money, yuan
from reports.paper.language import within_sentence
from reports.paper.papers import MM
from reports.paper.table import Cell, Column, Row, Table
from reports.programme.sign_in_sheet import course_facts, span_of

_ROW: Final = 12 * MM


def build(data: MoneyList, tr: Translator) -> Document:
    """The list of one course."""
    course = data.course
    return Document(
        title=tr("Training money list"),
        number=course.number,
        subject=span_of(course, tr),
        blocks=[course_facts(course, tr), Space(4), _table(data, tr), _sum(data, tr), *_unpaid(data, tr)],
        signatures=(tr("Made out by"), tr("Checked by"), tr("Paid out by"), tr("Witness")),
        reprint=data.printed,
        bookmark=f"{course.number} {course.name}",
        key=course.number,
    )


def _table(data: MoneyList, tr: Translator) -> Table:
    rows = []
    for at, one in enumerate(data.rows, start=1):
        cells: list[Cell] = [
            str(at),
            one.name,
            masked(one.id_number) or NOTHING,
            in_groups(one.phone),
            Number(str(one.paid_days)),
            _rates(data.rates(one)),
            amount(one.amount),
            "",
        ]
        rows.append(Row(cells, (one.paid_days, one.amount)))

    def summed(sums: Sequence[int]) -> list[Cell]:
        return ["", "", "", "", Number(str(sums[0])), "", amount(sums[1]), ""]

    totals = [sum(row.sums[at] for row in rows) for at in range(2)]
    return Table(
        [
            Column("number", tr("#"), 4),
            Column("name", tr("Full name"), 12),
            Column("identity", tr("ID number"), 14, fold="name", rank=1),
            Column("phone", tr("Phone"), 14, fold="name", rank=2),
            Column("days", tr("Days"), 7, figure=True),
            Column("rate", tr("A day"), 12, figure=True),
            Column("amount", tr("Amount"), 12, figure=True),
            Column("sign", tr("Signature or thumbprint"), 20, least=84),
        ],
        rows,
        total=[tr.plural("Total of {n} person", "Total of {n} people", len(rows)), *summed(totals)[1:]],
        carried=summed,
        carry_names=(tr("Carried forward"), tr("Brought forward")),
        ruled=True,
        row=_ROW,
    )


def _rates(rates: Sequence[tuple[int, int]]) -> Cell:
    """The amount of a day, or how many days were paid how much each."""
    if len(rates) == 1:
        return amount(rates[0][1])
    return " + ".join(f"{count} × {money(fen)}" for count, fen in rates)


def _sum(data: MoneyList, tr: Translator) -> Block:
    days = sum(one.paid_days for one in data.rows)
    return ReckoningBlock(
        [
            Step("", tr("People"), str(len(data.rows))),
            Step("", tr("Days of all people"), str(days)),
        ],
        Figure(tr("To be paid in all"), yuan(data.total), amount_in_words(data.total, tr)),
    )


def _unpaid(data: MoneyList, tr: Translator) -> list[Block]:
    """Whose days are not paid, and why."""
    say = within_sentence(tr)
    notes = [
        say.plural("{name}: {n} day not paid, {why}.", "{name}: {n} days not paid, {why}.", count).format(
            name=one.name, why=say(WHY[why])
        )
        for one, why, count in data.unpaid()
    ]
    return [Space(4), *(Note(words, small=True) for words in notes)] if notes else []
