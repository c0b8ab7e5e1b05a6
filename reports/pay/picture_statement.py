"""The pay statement for people who read little: one page, large figures, the money of the envelope in pictures."""

from __future__ import annotations

from dataclasses import dataclass, replace

from models import format
from models.i18n import Translator
from models.queries.ledger.piece_lines import PaidLine
from models.queries.pay.statements import StatementPaper
from models.rules.ledger.grade import MATERIAL_SCRAP
from models.rules.pay import pay_method
from models.rules.pay.cash import coinage
from reports.paper import pictures
from reports.paper.blocks import Block, Number, ReckoningBlock, Space, Strip, baseline
from reports.paper.document import Document
from reports.paper.formatting import amount, quantity, short_rate, yuan_each
from reports.paper.marks import Text
from reports.paper.papers import Type
from reports.paper.table import Column, Table, table_of
from reports.paper.wrap import wrap
from reports.pay import statement

_SCALES = (1.4, 1.3, 1.2, 1.1, 1.0, 0.9, 0.8, 0.7)
"""Times the large type: a short statement fills its page, a long one still keeps to it."""


def build(data: StatementPaper, tr: Translator) -> Document:
    """One household's pay statement of a period on one page, in large print."""
    plain = statement.build(data, tr)
    blocks = _above_the_reckoning(data, plain, tr, _works(data, tr))
    reckoning = ReckoningBlock(statement.steps(data, tr))
    foot = replace(
        statement.signed(data, tr, statement.questions(data, tr)),
        lines=(tr("Paid by (signature)"), tr("Witness (signature)")),
    )
    # What would cost a page goes without pictures, then without lines for who hands out, then closer together.
    bare = replace(foot, lines=())
    low = replace(
        plain,
        blocks=_above_the_reckoning(data, plain, tr, _works(data, tr, narrow=True)),
        foot=[replace(bare, above=reckoning)],
        scales=_SCALES[-1:],
        tight=None,
    )
    short = replace(low, blocks=[*blocks, reckoning], foot=[bare], tight=low)
    made = replace(short, foot=[foot], scales=_SCALES, tight=short)
    if data.contact.pay_method == pay_method.BANK or data.net <= 0:
        return made
    return replace(made, blocks=[*made.blocks, Space(6), _Cash(data.net, tr)], tight=made)


def _above_the_reckoning(data: StatementPaper, plain: Document, tr: Translator, works: Table) -> list[Block]:
    """What was delivered, and below it what of it is not paid."""
    blocks: list[Block] = [plain.blocks[0]] if statement.above(data, tr) else []
    if data.lines:
        blocks.append(works)
    unpaid = statement.unpaid_words(data, tr)
    return [*blocks, Space(4), _NotPaid(unpaid)] if unpaid else blocks


@dataclass(frozen=True, slots=True)
class _WorkSum:
    """All pieces of one work, grade and rate: how often some were received. Thousandths, 1/10,000 yuan, fen."""

    work: str
    unit: str
    grade: str
    rate: int
    slips: int
    quantity: int
    amount: int


def gathered(data: StatementPaper) -> list[_WorkSum]:
    """Lines of one work, grade and rate as one, their amounts summed as they were rounded."""
    groups: dict[tuple[str, str, str, int], list[PaidLine]] = {}
    for line in data.lines:
        groups.setdefault((*data.works[line.product], line.grade, line.rate), []).append(line)
    return [
        _WorkSum(
            *key,
            len({line.number for line in group}),
            sum(line.quantity for line in group),
            sum(line.amount for line in group),
        )
        for key, group in groups.items()
    ]


def _works(data: StatementPaper, tr: Translator, *, narrow: bool = False) -> Table:
    """A row for each work and grade; in a ``narrow`` one the number of collections stands with the grade."""

    def grade(row: _WorkSum) -> str:
        return tr("Bad material, paid") if row.grade == MATERIAL_SCRAP else format.grade(row.grade, tr)

    def times(row: _WorkSum) -> str:
        return tr.plural("{n} time", "{n} times", row.slips)

    graded = [
        (Column("grade", tr("Grade"), 15, fold="work", rank=1), grade),
        (Column("slips", tr("Collections"), 14, fold="work", rank=2), times),
    ]
    if narrow:
        graded = [(Column("grade", tr("Grade"), 22), lambda row: f"{grade(row)} · {times(row)}")]
    table = table_of(
        gathered(data),
        (Column("work", tr("Work"), 22), lambda row: row.work),
        *graded,
        (
            Column("quantity", tr("Pieces in all"), 18, figure=True),
            lambda row: quantity(row.quantity, row.unit, tr),
        ),
        (
            Column("rate", tr("Piece rate"), 16, figure=True, fold="quantity", rank=3, before="× "),
            lambda row: Number(short_rate(row.rate), yuan_each(row.unit, tr)),
        ),
        (Column("amount", tr("Amount"), 16, figure=True), lambda row: amount(row.amount)),
    )
    return replace(
        table, total=[tr("Piece pay in all"), *[""] * (len(table.columns) - 2), amount(data.piece)]
    )


@dataclass(frozen=True, slots=True)
class _NotPaid:
    """Pieces that earn nothing, in one line behind a cross."""

    words: str

    def strips(self, width: float, type: Type) -> list[Strip]:
        mark = pictures.cross(type.text * 0.75)
        indent = mark.width + 8
        height = round(type.text * 1.6, 2)
        strips = []
        for number, line in enumerate(wrap(self.words, width - indent, type.text)):
            strip = Strip(height, [Text(indent, baseline(height, type.text), line, type.text)])
            if not number:
                strip.put(2, (height - mark.height) / 2, mark.marks)
            strips.append(strip)
        return strips


@dataclass(frozen=True, slots=True)
class _Cash:
    """What is handed over, in notes and coins, and in words what no coin pays."""

    fen: int
    tr: Translator

    def strips(self, width: float, type: Type) -> list[Strip]:
        label, left = self.tr("In the envelope"), coinage(self.fen).left_over
        if left:
            words = self.tr("and {count} fen, for which there is no coin").format(count=left)
            label = f"{label}  {words}"
        picture = pictures.money(self.fen, width - 4)
        height = round(type.text * 1.7, 2)
        lines = wrap(label, width, type.text)
        strip = Strip(height * len(lines) + picture.height + 4)
        for at, line in enumerate(lines):
            strip.marks.append(Text(0, height * at + baseline(height, type.text), line, type.text, True))
        strip.put(2, height * len(lines), picture.marks)
        return [strip]
