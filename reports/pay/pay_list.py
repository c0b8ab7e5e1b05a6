"""The signature list (工资发放表), village after village: one row a statement, a column to sign in, notes and coins.

The last one of a period of more than a sheet is the sum of all villages: what the cashier fetches from the bank.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from models import format
from models.i18n import Translator
from models.queries.pay.signature_lists import PayRow, PaySheet, PayVillage
from models.rules.pay import pay_method
from models.rules.pay.cash import DENOMINATIONS, total_coinage
from reports.paper.blocks import (
    Block,
    Fact,
    Facts,
    Figure,
    Holder,
    Note,
    Number,
    ReckoningBlock,
    Space,
    Step,
    Together,
)
from reports.paper.document import Document
from reports.paper.formatting import (
    NOTHING,
    amount,
    amount_in_words,
    day,
    ledger_mark,
    money,
    month,
    paid_shortly,
    short,
    yuan,
)
from reports.paper.papers import MM
from reports.paper.table import Cell, Column, Row, Table
from reports.pay.statement import open_words

_ROW: Final = 14 * MM
"""The height of a row in points: a thumb needs it."""
_LOW_ROW: Final = 10 * MM
"""The height of a row where that saves a sheet: still enough for a name in ink."""


def build(data: PaySheet, tr: Translator) -> Document:
    """The signature list of a village in a period, or the sum of all villages."""
    title = tr("Pay list, summary") if data.summary else tr("Pay list")
    places = [_name(village, tr) for village in data.villages]
    households = tr.plural("{n} household", "{n} households", len(data.rows))
    made = Document(
        title=title,
        number=data.number,
        subject=month(data.period.key, tr),
        holder=Holder(places[0], (households,)) if len(places) == 1 else None,
        blocks=_summary(data, tr) if data.summary else _blocks(data, tr, _ROW),
        signatures=(tr("Made out by"), tr("Checked by"), tr("Paid out by"), tr("Witness")),
        mark=ledger_mark(data.books, tr),
        reprint=data.printed,
        bookmark=title if data.summary or len(places) > 1 else places[0],
        chapter=month(data.period.key, tr),
        section=title if data.summary or len(places) > 1 else places[0],
        key=data.key,
    )
    return made if data.summary else replace(made, tight=replace(made, blocks=_blocks(data, tr, _LOW_ROW)))


def _name(village: PayVillage, tr: Translator) -> str:
    return format.place(village.township, village.village) or tr("No village")


def _summary(data: PaySheet, tr: Translator) -> list[Block]:
    """A row a village, the sum in a frame, and the notes and coins for all envelopes."""
    rows = []
    for at, village in enumerate(data.villages, start=1):
        bank = sum(line.net for line in village.rows if line.contact.pay_method == pay_method.BANK)
        net = sum(line.net for line in village.rows)
        cells: list[Cell] = [
            str(at),
            _name(village, tr),
            Number(str(len(village.rows))),
            _some(bank),
            _some(net - bank),
            amount(net),
        ]
        rows.append(Row(cells, (len(village.rows), bank, net - bank, net)))

    def summed(sums: Sequence[int]) -> list[Cell]:
        return ["", "", Number(str(sums[0])), *(_some(fen) for fen in sums[1:])]

    totals = [sum(row.sums[at] for row in rows) for at in range(4)]
    table = Table(
        [
            Column("number", tr("#"), 5),
            Column("village", tr("Village"), 30),
            Column("households", tr("Households"), 12, figure=True),
            Column("bank", tr("By bank"), 16, figure=True),
            Column("cash", tr("In cash"), 16, figure=True),
            Column("net", tr("Net pay"), 16, figure=True),
        ],
        rows,
        total=[tr("In all"), *summed(totals)[1:]],
        carried=summed,
        carry_names=(tr("Carried forward"), tr("Brought forward")),
    )
    return [*_above(data, tr), table, *_reckoned(data, totals[3], tr)]


def _above(data: PaySheet, tr: Translator) -> list[Block]:
    """The pay day, and that the month is still open."""
    said: list[Block] = [Facts([Fact(tr("Pay date"), day(data.pay_date, tr), bold=True)])]
    return said if data.locked else [*said, Note(open_words(tr), bold=True)]


def _reckoned(data: PaySheet, net: int, tr: Translator) -> list[Block]:
    """What goes by bank and what in cash, the sum in a frame, and the notes and coins."""
    return [
        ReckoningBlock(_ways(data, tr), Figure(tr("Net pay in all"), yuan(net), amount_in_words(net, tr))),
        *_coins(data, tr),
    ]


def _rows(data: PaySheet, tr: Translator) -> list[Row]:
    rows = []
    at = 0
    for village in data.villages:
        if len(data.villages) > 1:
            net = sum(line.net for line in village.rows)
            head = tr.plural(
                "{village}, {n} household", "{village}, {n} households", len(village.rows)
            ).format(village=_name(village, tr))
            sums = (0,) * (5 + _gives_back(data))
            rows.append(Row([head, *[""] * (len(sums) + 3), amount(net), ""], sums, heading=True))
        for line in village.rows:
            at += 1
            given = (line.given_back,) * _gives_back(data)
            sums = (line.piece, line.extra, -line.deducted, -line.recovered, *given, line.net)
            cells: list[Cell] = [
                str(at),
                line.contact.code,
                line.contact.head,
                f"{line.contact.identity[-4:] or NOTHING}  {line.contact.phone[-4:] or NOTHING}",
                paid_shortly(line.contact, tr),
                amount(line.piece),
                *map(_some, sums[1:-1]),
                amount(line.net),
                _paid(line, data, tr),
            ]
            rows.append(Row(cells, sums))
    return rows


def _gives_back(data: PaySheet) -> bool:
    """Whether any household is given something back: only then there is a column for it."""
    return any(line.given_back for line in data.rows)


def _paid(line: PayRow, data: PaySheet, tr: Translator) -> str:
    """What stands where one signs: when it was paid, or that the bank returned it; else room to sign."""
    if line.paid_on is not None:
        return tr("Paid {date}").format(date=short(line.paid_on, data.period.end))
    if line.returned_on is not None:
        return tr("Returned by the bank {date}").format(date=short(line.returned_on, data.period.end))
    return ""


def _some(fen: int) -> Cell:
    return amount(fen) if fen else ""


def _blocks(data: PaySheet, tr: Translator, row: float) -> list[Block]:
    blocks = _above(data, tr)
    rows = _rows(data, tr)
    totals = [sum(row.sums[at] for row in rows) for at in range(5 + _gives_back(data))]
    given = [Column("given", tr("Given back"), 9, figure=True)] * _gives_back(data)

    def summed(sums: Sequence[int]) -> list[Cell]:
        return ["", "", "", "", "", *(_some(fen) for fen in sums), ""]

    blocks.append(
        Table(
            [
                Column("number", tr("#"), 4),
                Column("code", tr("Household code"), 7, fold="head", rank=1),
                Column("head", tr("Household"), 11),
                Column("ends", tr("ID, phone: last four"), 12, fold="head", rank=3),
                Column("how", tr("Paid by"), 14, fold="head", rank=4),
                Column("piece", tr("Piece pay"), 10, figure=True),
                Column("extra", tr("Allowance and bonus"), 9, figure=True, fold="piece", rank=3),
                Column("deducted", tr("Deducted"), 9, figure=True),
                Column("recovered", tr("Advance"), 9, figure=True, fold="deducted", rank=2),
                *given,
                Column("net", tr("Net pay"), 10, figure=True),
                Column("sign", tr("Signature or thumbprint"), 17, least=84),
            ],
            rows,
            total=[
                tr.plural("Total of {n} household", "Total of {n} households", len(data.rows)),
                *summed(totals)[1:],
            ],
            carried=summed,
            carry_names=(tr("Carried forward"), tr("Brought forward")),
            ruled=True,
            row=row,
        )
    )
    return [*blocks, *_reckoned(data, totals[-1], tr)]


def _ways(data: PaySheet, tr: Translator) -> list[Step]:
    """What is paid by bank and what in cash."""
    bank = [line.net for line in data.rows if line.contact.pay_method == pay_method.BANK]
    cash = [line.net for line in data.rows if line.contact.pay_method != pay_method.BANK]
    return [
        Step(
            "",
            tr.plural("By bank to {n} household", "By bank to {n} households", len(bank)),
            money(sum(bank)),
        ),
        Step(
            "",
            tr.plural("In cash to {n} household", "In cash to {n} households", len(cash)),
            money(sum(cash)),
        ),
    ]


def _coins(data: PaySheet, tr: Translator) -> list[Block]:
    """How many of each note and coin the envelopes of the households need that are still to be paid in cash."""
    cash = [
        line.net for line in data.rows if line.contact.pay_method != pay_method.BANK and line.paid_on is None
    ]
    needed = total_coinage(cash)
    if not sum(cash):
        return []
    columns = [Column("what", tr("Notes and coins for cash"), 20)]
    counts: list[Cell] = [tr("how many")]
    worth: list[Cell] = [tr("amount")]
    for value, pieces in zip(DENOMINATIONS, needed.counts, strict=True):
        columns.append(Column(str(value), note_name(value, tr), 10, figure=True))
        counts.append(Number(str(pieces)) if pieces else "")
        worth.append(amount(pieces * value) if pieces else "")
    columns.append(Column("left", tr("fen over"), 10, figure=True))
    counts.append("")
    worth.append(amount(needed.left_over) if needed.left_over else "")
    return [Together([Space(10), Table(columns, [Row(counts), Row(worth)])])]


def note_name(value: int, tr: Translator) -> str:
    """A note or coin by its name: 100 yuan, 5 jiao."""
    if value >= 100:
        return tr("{number} yuan").format(number=value // 100)
    return tr("{number} jiao").format(number=value // 10)
