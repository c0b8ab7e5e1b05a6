"""The passbook (作坊手册): what was handed out at the left, what was brought back at the right, one row a slip.

It has the form of the handbook a home worker keeps: every entry has a box to tick, the material stands at the foot.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, zip_longest
from typing import Final

from models import format
from models.i18n import Translator, mark
from models.queries.ledger.slips import SlipWork
from models.queries.pay import passbook
from models.queries.pay.passbook import Brought, Entry, Passbook
from models.rules.ledger import voucher_kind
from reports.ledger.collection import grade_names
from reports.paper.blocks import Block, Figure, Note, Number, ReckoningBlock, Space, Step
from reports.paper.document import Document
from reports.paper.formatting import (
    NOTHING,
    amount,
    bookmark,
    count,
    day_of_year,
    holder,
    money,
    quantity,
    short,
    short_rate,
    span,
    unit_words,
    yuan,
    yuan_each,
)
from reports.paper.language import within_sentence
from reports.paper.table import Cell, Column, Row, Table, table_of

_WHAT: Final = {
    voucher_kind.OPENING: mark("Opening stock"),
    voucher_kind.ISSUE: mark("Issued"),
    voucher_kind.TOP_UP: mark("Top-up"),
    voucher_kind.RETURN: mark("Returned"),
    voucher_kind.TRANSFER: mark("Transferred"),
    voucher_kind.CORRECTION: mark("Usage corrected"),
    voucher_kind.COUNT: mark("Stocktake"),
    voucher_kind.ADVANCE: mark("Advance paid out"),
    voucher_kind.ADJUSTMENT: mark("Bonus or deduction"),
    passbook.ALLOWANCE: mark("Home-cost allowance"),
    passbook.MAKE_UP: mark("Make-up pay"),
    passbook.PAID: mark("Wages paid"),
}
_BROUGHT: Final = (voucher_kind.COLLECTION, voucher_kind.INSPECTION)
_TICK: Final = "□"
_ABREAST: Final = {"en": 2}  # grades in a line, else three


def build(data: Passbook, tr: Translator) -> Document:
    """One household's passbook of a period."""
    owed = data.entries[-1].pay_balance if data.entries else data.pay_opening
    blocks: list[Block] = [_halves(data, tr), Space(6)]
    materials = _materials(data)
    if materials:
        blocks += [Note(tr("Material", "paper"), bold=True), _balances(materials, tr), Space(4)]
    label = tr("Earned, not yet paid")
    steps = [*_pay(data, tr), Step("", label, amount(owed), sum=True, bold=True)]
    return Document(
        title=tr("Household passbook"),
        number=data.number,
        subject=span(data.period, tr),
        holder=holder(data.contact, tr),
        blocks=[*blocks, ReckoningBlock(steps)],
        figure=Figure(label, yuan(owed), span(data.period, tr)),
        signatures=(tr("For the cooperative"), tr("Household (signature or thumbprint)")),
        reprint=data.printed,
        bookmark=bookmark(data.contact),
        key=data.number,
    )


def _halves(data: Passbook, tr: Translator) -> Table:
    """Each half runs down by day: slips of material at the left, slips of pieces at the right."""
    columns = [
        Column("given", f"{tr('Day of dispatch')}\n{tr('Slip')}", 11),
        Column("material", f"{tr('Material', 'paper')}\n{tr('Work')}", 21),
        Column("due", f"{tr('Quantity due')}\n{tr('Piece rate')}", 12, fold="material", rank=2),
        Column("days", f"{tr('Bring by')}\n{tr('Pay date')}", 9, fold="due", rank=1),
        Column("checked", "✓", 3),
        Column("brought", f"{tr('Brought back')}\n{tr('Slip')}", 11),
        Column("pieces", tr("Pieces"), 20),
        Column("amount", f"{tr('Piece pay')}\n{tr('Still to deliver')}", 10, figure=True),
        Column("seen", "✓", 3),
    ]
    left = [_given(data, entries, tr) for entries in _slips(data)]
    right = [_received(line, data, tr) for line in data.brought]
    empty = ["", "", "", "", ""]
    rows = [
        Row([*(one or empty), *(other or empty[:4])])
        for one, other in zip_longest(left, right, fillvalue=None)
    ]
    return Table(columns, rows, small=True)


def _slips(data: Passbook) -> Iterator[list[Entry]]:
    """The entries of material slip by slip; what a collection uses up stands at the foot."""
    wanted = [entry for entry in data.entries if entry.material and entry.what not in _BROUGHT]
    for _, own in groupby(wanted, key=lambda entry: (entry.date, entry.what, entry.number)):
        yield list(own)


def _given(data: Passbook, entries: Sequence[Entry], tr: Translator) -> list[Cell]:
    """A slip of material: what came or went, and the work it is for."""
    first = entries[0]
    like, say = data.period.end, within_sentence(tr)
    said = [
        f"{entry.material} {count(entry.quantity)} {unit_words(entry.unit, tr, entry.quantity)}"
        for entry in entries
    ]
    if first.what != voucher_kind.ISSUE:
        said[0] = f"{say(_WHAT[first.what])} {said[0]}"
    works = (
        data.given.get(first.number, ()) if first.what in (voucher_kind.ISSUE, voucher_kind.TOP_UP) else ()
    )
    return [
        f"{short(first.date, like)}\n{first.number}",
        "\n".join((*said, *(work.name for work in works))),
        "\n".join(f"{format.quantity(work.quantity, work.unit, say)}\n{_rates(work, say)}" for work in works),
        "\n".join(f"{short(work.due, like)}\n{short(work.pay_date, like)}" for work in works),
        _TICK,
    ]


def _rates(work: SlipWork, tr: Translator) -> str:
    """The rates of good and second pieces, with their unit."""
    rates = "、" if tr.language != "en" else ", "
    said = rates.join(short_rate(rate) for rate in (work.good_rate, work.second_rate) if rate is not None)
    return f"{said or NOTHING} {yuan_each(work.unit, tr)}"


def _received(line: Brought, data: Passbook, tr: Translator) -> list[Cell]:
    """A line of a collection or inspection: pieces by grade, what they earned, what is still to be brought."""
    say = within_sentence(tr)
    said = [
        f"{name} {count(getattr(line.parts, grade))}"
        for grade, name in grade_names(say).items()
        if getattr(line.parts, grade)
    ]
    abreast = _ABREAST.get(tr.language, 3)
    pieces = [" ".join(said[at : at + abreast]) for at in range(0, len(said), abreast)]
    name = tr("Inspected {number}").format(number=line.receipt) if line.receipt else line.number
    left = "" if line.outstanding is None else format.quantity(line.outstanding, line.work.unit, say)
    earned = NOTHING if line.earned is None else money(line.earned)
    return [
        f"{short(line.date, data.period.end)}\n{name}",
        "\n".join(pieces),
        f"{earned}\n{left}".rstrip(),
        _TICK,
    ]


def _pay(data: Passbook, tr: Translator) -> list[Step]:
    """From what was earned before to what is not handed out yet."""
    earned = sum(entry.amount for entry in data.entries if entry.what in _BROUGHT)
    steps = []
    if data.pay_opening:
        steps.append(Step("", tr("Left from before"), amount(data.pay_opening)))
    steps.append(Step("", tr("Piece pay in all"), amount(earned)))
    for entry in data.entries:
        if entry.amount and entry.what not in _BROUGHT:
            day = day_of_year(entry.date, data.period.end, tr)
            what = " ".join(part for part in (day, tr(_WHAT[entry.what]), entry.reason, entry.number) if part)
            steps.append(Step("", f"{what} {_TICK}", amount(entry.amount)))
    return steps


def _materials(data: Passbook) -> list[tuple[str, str, int, int, int, int, int]]:
    """Material by material: name, unit, left from before, in, out, used up, left."""
    found: dict[str, list[int]] = {}
    units: dict[str, str] = {}
    for opening in data.opening:
        found[opening.material], units[opening.material] = [opening.balance, 0, 0, 0], opening.unit
    for entry in data.entries:
        if not entry.material:
            continue
        row = found.setdefault(entry.material, [0, 0, 0, 0])
        units[entry.material] = entry.unit
        used = entry.what in (*_BROUGHT, voucher_kind.CORRECTION)
        row[3 if used else 1 if entry.quantity > 0 else 2] += -entry.quantity if used else entry.quantity
    return [
        (name, units[name], before, came, -gone, used, before + came + gone - used)
        for name, (before, came, gone, used) in sorted(found.items())
    ]


def _balances(materials: Sequence[tuple[str, str, int, int, int, int, int]], tr: Translator) -> Table:
    def figure(thousandths: int) -> Cell:
        return Number(count(thousandths)) if thousandths else ""

    return table_of(
        materials,
        (Column("name", tr("Material", "paper"), 24), lambda row: row[0]),
        (Column("before", tr("Left from before"), 14, figure=True), lambda row: figure(row[2])),
        (Column("in", tr("Taken in"), 14, figure=True), lambda row: figure(row[3])),
        (Column("out", tr("Went out"), 14, figure=True), lambda row: figure(row[4])),
        (Column("used", tr("Used", "paper"), 14, figure=True), lambda row: figure(row[5])),
        (Column("left", tr("Balance", "paper"), 18, figure=True), lambda row: quantity(row[6], row[1], tr)),
        (Column("seen", "✓", 4), lambda row: _TICK),
    )
