"""The pay statement (计件工资单): what is paid out first, one row a slip, then the reckoning in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from models.i18n import Translator, mark
from models.queries.ledger.piece_lines import PaidLine
from models.queries.pay.statements import Origin, StatementPaper, UnpaidRow
from models.rules.amount import half_up, percent_text, quantity_text
from models.rules.ledger.grade import GOOD, MATERIAL_SCRAP, PAID, SECOND
from reports.paper.blocks import Block, Figure, Note, ReckoningBlock, Step
from reports.paper.document import THREE_PARTS, Document
from reports.paper.form_blocks import SignRow
from reports.paper.formatting import (
    NOTHING,
    amount,
    amount_in_words,
    bookmark,
    count,
    day_of_year,
    holder,
    ledger_mark,
    masked,
    money,
    month,
    paid_when,
    quantity,
    rate_text,
    short,
    unit_words,
    who_answers,
    yuan,
)
from reports.paper.language import within_sentence
from reports.paper.phone_code import phone_code
from reports.paper.table import Cell, Column, Row, Table, counted_below

SIGN_BOX: Final = (66.0, 20.0)
"""Millimetres of the box a household signs in."""
THUMB_BOX: Final = (30.0, 20.0)
"""Millimetres of the box for a thumbprint."""
_BLANK: Final = ("",) * 2
_LONG: Final = 200  # characters beside the boxes
_NAMED: Final = 3  # subcontracts named with their rates where they are all paid alike


def build(data: StatementPaper, tr: Translator) -> Document:
    """One household's pay statement of a period."""
    period = data.period
    blocks: list[Block] = []
    said_above = above(data, tr)
    if said_above:
        blocks.append(Note(said_above, bold=True))
    if data.lines or data.unpaid:
        blocks.append(_lines(data, tr))
    said = notes(data, tr)
    # What is long stands above the boxes, where a page may end in it.
    long = sum(map(len, said)) > _LONG
    reckoning = ReckoningBlock(steps(data, tr), None, said if long else ())
    foot = signed(data, tr, () if long else said)
    made = Document(
        title=tr("Piece-work pay statement"),
        number=data.number,
        subject=month(period.key, tr),
        code=phone_code(data, tr),
        holder=holder(data.contact, tr, identity(data, tr)),
        blocks=[*blocks, reckoning],
        figure=figure(data, tr),
        mark=ledger_mark(data.books, tr),
        foot=[foot],
        reprint=data.printed,
        parts=THREE_PARTS,
        bookmark=bookmark(data.contact, data.number),
        chapter=bookmark(data.contact),
        section=" ".join(part for part in (month(period.key, tr), data.number) if part),
        key=data.number,
        unbroken=True,
    )
    # On a low paper the reckoning stands beside the boxes to sign in.
    tight = replace(made, blocks=blocks, foot=[replace(foot, above=reckoning, lines=())])
    return made if long else replace(made, tight=tight)


def above(data: StatementPaper, tr: Translator) -> str:
    """What stands above all else: that the month is still open, or that an earlier paper no longer holds."""
    if not data.number:
        return open_words(tr)
    if data.reissued:
        return tr("Unlocked and made out again: the earlier paper no longer holds.")
    return ""


def open_words(tr: Translator) -> str:
    """What a statement of an open month says above all else."""
    return tr("This month is not closed yet: these figures may change.")


def identity(data: StatementPaper, tr: Translator) -> str:
    """The ends of the ID number, as the holder's line names them."""
    ends = masked(data.contact.identity)
    return tr("ID {number}").format(number=ends) if ends else ""


def figure(data: StatementPaper, tr: Translator) -> Figure:
    """What is paid out, in the frame: how and when below it."""
    words = paid_when(
        data.contact, day_of_year(data.pay_date, data.period.end, tr), data.paid, bool(data.net), tr
    )
    return Figure(tr("Net pay, in hand"), yuan(data.net), words)


def signed(data: StatementPaper, tr: Translator, said: Sequence[str]) -> SignRow:
    """Where the household signs, what is said beside it, and who hands the money out."""
    return SignRow(
        ((tr("Pay received (signature)"), *SIGN_BOX), (tr("Thumbprint"), *THUMB_BOX)),
        said,
        (tr("Paid by (signature)"), tr("Paid on")),
    )


@dataclass(slots=True)
class SlipLine:
    """One row of the statement: a slip's pieces of one subcontract by grade. Thousandths, fen, 1/10,000 yuan."""

    date: date
    slip: str
    origin: Origin | None
    subcontract: str
    work: str
    unit: str
    pieces: dict[str, int] = field(default_factory=dict)
    rates: dict[str, int] = field(default_factory=dict)
    unpaid: int = 0
    amount: int = 0
    paid: bool = False

    def before(self) -> tuple[str, str, str]:
        """What rows are sorted by."""
        return self.date.isoformat(), self.slip, self.subcontract

    def add(self, one: PaidLine | UnpaidRow) -> None:
        """Count the pieces of a line of this slip and subcontract."""
        if isinstance(one, UnpaidRow):
            self.unpaid += one.rework + one.work_scrap
            return
        self.pieces[one.grade] = one.quantity
        self.rates[one.grade] = one.rate
        self.amount += one.amount
        self.paid = True

    def name(self, tr: Translator) -> str:
        """The number of a slip the household has seen."""
        if self.origin is None:
            return self.slip
        words = tr("Corrects {number}") if self.origin.reverses else tr("Inspected {number}")
        return words.format(number=self.origin.slip)


def slip_lines(data: StatementPaper) -> list[SlipLine]:
    """The rows of a statement in order of day and slip, one for each slip and subcontract.

    A second line of the same grade begins a row of its own, so that every amount can be checked.
    """
    rows: list[tuple[SlipLine, PaidLine | UnpaidRow]] = []
    for line in data.lines:
        origin = data.origins.get((line.voucher, line.subcontract))
        rows.append(
            (SlipLine(line.date, line.number, origin, line.subcontract, *data.works[line.product]), line)
        )
    for row in data.unpaid:
        rows.append((SlipLine(row.date, row.slip, row.origin, row.subcontract, row.work, row.unit), row))
    found: list[SlipLine] = []
    for fresh, one in sorted(rows, key=lambda pair: pair[0].before()):
        same = bool(found) and found[-1].before() == fresh.before()
        if not same or (isinstance(one, PaidLine) and one.grade in found[-1].pieces):
            found.append(fresh)
        found[-1].add(one)
    return found


@dataclass(slots=True)
class RateLine:
    """The rates by grade of the subcontracts of one work that were paid alike; 1/10,000 yuan."""

    work: str
    unit: str
    subcontracts: list[str]
    slips: list[SlipLine]
    rates: dict[str, int]


def rate_lines(lines: Iterable[SlipLine]) -> list[RateLine]:
    """The rates a statement was reckoned with, each said once."""
    found: list[RateLine] = []
    for line in lines:
        if not line.rates:
            continue
        for known in found:
            alike = all(known.rates.get(grade, rate) == rate for grade, rate in line.rates.items())
            if alike and (known.work, known.unit) == (line.work, line.unit):
                break
        else:
            known = RateLine(line.work, line.unit, [], [], {})
            found.append(known)
        known.rates.update(line.rates)
        known.slips.append(line)
        if line.subcontract not in known.subcontracts:
            known.subcontracts.append(line.subcontract)
    return found


def _columns(tr: Translator) -> list[Column]:
    say = within_sentence(tr)
    second, scrap, unpaid = say("Second"), say("Bad material"), say(mark("Not paid"))
    return [
        Column("date", tr("Date"), 8),
        Column("slip", tr("Slip"), 15, fold="date", rank=4),
        Column("work", tr("Work"), 19, fold="slip", rank=1),
        Column("good", tr("Good"), 13, figure=True),
        counted_below("second", tr("Second"), 10, "good", 2, second),
        counted_below("scrap", tr("Bad material, paid"), 12, "good", 2, scrap),
        counted_below("unpaid", tr("Rework/scrap, unpaid"), 16, "good", 2, unpaid),
        Column("amount", tr("Amount"), 12, figure=True),
    ]


def _lines(data: StatementPaper, tr: Translator) -> Table:
    lines = slip_lines(data)
    rates = rate_lines(lines)
    named = {known.work for known in rates if sum(other.work == known.work for other in rates) > 1}
    units = {line.unit for line in lines}
    shared = len(units) == 1

    def number(thousandths: int, unit: str) -> Cell:
        if not thousandths:
            return ""
        return quantity(thousandths, "" if shared else unit, tr)

    rows = []
    for line in lines:
        work = f"{line.work} {line.subcontract}" if line.work in named else line.work
        cells: list[Cell] = [short(line.date, data.period.end), line.name(tr), work]
        cells += [number(line.pieces.get(grade, 0), line.unit) for grade in PAID]
        cells += [number(line.unpaid, line.unit), amount(line.amount) if line.paid else NOTHING]
        rows.append(Row(cells, (line.amount,)))
    blank = ("",) * 6
    sums: list[Cell] = [""] * 4
    if shared:
        sums = _sums(lines, units.pop(), tr)
    return Table(
        _columns(tr),
        rows,
        total=[tr("Piece pay in all"), *_BLANK, *sums, amount(data.piece)],
        after=[_rate_cells(known, len(rates) > 1, known.work in named, tr) for known in rates],
        carried=lambda carried: ["", *blank, amount(carried[0])],
        carry_names=(tr("Carried to next page"), tr("From the page before")),
    )


def _sums(lines: list[SlipLine], unit: str, tr: Translator) -> list[Cell]:
    """The pieces in all by grade and those not paid, the unit said once."""
    totals = [sum(line.pieces.get(grade, 0) for line in lines) for grade in PAID]
    cells: list[Cell] = []
    for total in (*totals, sum(line.unpaid for line in lines)):
        cells.append(quantity(total, "" if any(cells) else unit, tr) if total else "")
    return cells


def _rate_cells(known: RateLine, several: bool, named: bool, tr: Translator) -> list[Cell]:
    """The rates under the grades they pay for; pieces that are not paid have none."""
    label = tr("Rate (yuan per {unit})").format(unit=unit_words(known.unit, tr, 1_000))
    about = [label, known.work if several else ""]
    if named or len(known.subcontracts) <= _NAMED:
        about += known.subcontracts
    rates = [
        rate_text(known.rates[grade]) if grade in known.rates else ""
        for grade in (GOOD, SECOND, MATERIAL_SCRAP)
    ]
    return ["  ".join(part for part in about if part), *_BLANK, *rates, "", ""]


def unpaid_words(data: StatementPaper, tr: Translator) -> str:
    """What earned nothing, by what became of it, in one line; "" where all was paid."""
    units = list(dict.fromkeys(row.unit for row in data.unpaid))
    said = []
    for unit in units:
        own = [row for row in data.unpaid if row.unit == unit]
        rework, scrap = sum(row.rework for row in own), sum(row.work_scrap for row in own)
        if rework:
            words = tr("rework {quantity} {unit} (paid once it is done well)")
            said.append(words.format(quantity=count(rework), unit=unit_words(unit, tr, rework)))
        if scrap:
            words = tr("spoiled {quantity} {unit}")
            said.append(words.format(quantity=count(scrap), unit=unit_words(unit, tr, scrap)))
    return tr("Not paid: {what}").format(what=tr(", ").join(said)) if said else ""


def piece_pay(data: StatementPaper, tr: Translator) -> Step:
    """The sum of the lines, as the first line of the reckoning."""
    return Step("", tr("Piece pay in all"), money(data.piece))


def steps(data: StatementPaper, tr: Translator) -> list[Step]:
    """From piece pay to net pay, line by line, each with its reason."""
    plus, minus = tr("Plus"), tr("Less")
    steps = []
    if not (data.lines or data.unpaid):
        steps.append(piece_pay(data, tr))
    steps += _allowance(data, plus, tr)
    steps += _made_up(data, plus, tr)
    steps += [Step(plus, reason or tr("bonus"), money(fen)) for reason, fen in data.bonuses]
    steps.append(
        Step(
            "",
            tr("Gross pay in all"),
            money(data.gross),
            sum=bool(data.allowance or data.made_up or data.bonuses),
        )
    )
    steps += _taken(data, minus, tr)
    if data.put_off:
        words = mark("corrections are more than this month's pay: the rest is counted next month")
        steps.append(Step(plus, within_sentence(tr)(words), money(data.put_off)))
    for one in data.given_back:
        words = one.reason
        if one.cancelled:
            words = tr("{reason} ({amount} of it is owed no longer)").format(
                reason=one.reason, amount=money(one.cancelled)
            )
        steps.append(Step(tr("Given back"), words, money(one.amount)))
    net = f"{tr('Net pay, in hand')}  {amount_in_words(data.net, tr)}"
    steps.append(Step("", net, money(data.net), sum=len(steps) > 1, bold=True))
    return steps


def _allowance(data: StatementPaper, plus: str, tr: Translator) -> list[Step]:
    """The allowance on the month's own lines, and what belongs to lines taken back at the percentage of then."""
    own = data.allowance - sum(fen for _, fen in data.allowance_back)
    shares = [(tr("home-cost allowance, {percent}% of piece pay"), data.allowance_ppm, own)]
    taken_back = tr("home-cost allowance of the reversed pieces, {percent}%")
    shares += [(taken_back, ppm, fen) for ppm, fen in data.allowance_back]
    return [
        Step(plus, words.format(percent=percent_text(ppm)), money(fen)) for words, ppm, fen in shares if fen
    ]


def _made_up(data: StatementPaper, plus: str, tr: Translator) -> list[Step]:
    """What brings the month's own pieces up to the floor of an hour, and what belongs to lines taken back."""
    one = data.made_up
    if one is None:
        return []
    words = tr("make-up pay: at least {floor} an hour, {hours} h by tested pace")
    hours = quantity_text(half_up(one.minutes, 60))
    shares = [
        (words.format(hours=hours, floor=money(one.floor)), one.own),
        (tr("make-up pay of the reversed pieces"), one.back),
    ]
    return [Step(plus, words, money(fen)) for words, fen in shares if fen]


def _taken(data: StatementPaper, minus: str, tr: Translator) -> list[Step]:
    """What was taken off: each deduction with what is left of it, each advance with its instalment."""
    steps = []
    for deduction in data.deductions:
        reason = deduction.reason or tr("deduction")
        if deduction.date is None:
            reason = tr("earlier deductions not taken yet")
        left = deduction.amount - deduction.taken
        words = reason
        if left:
            words = tr("{reason} {amount} (at most {percent}% a month, {left} left for next month)").format(
                reason=reason,
                amount=money(deduction.amount),
                percent=percent_text(data.cap_ppm),
                left=money(left),
            )
        steps.append(Step(minus, words, money(-deduction.taken)))
    for advance in data.recoveries:
        words = tr("advance of {date}, {amount}, time {number} of {count} ({left} still to be taken)")
        if not advance.left:
            words = tr("advance of {date}, {amount}, time {number} of {count} (all of it taken)")
        words = words.format(
            date=day_of_year(advance.date, data.period.end, tr),
            amount=money(advance.amount),
            number=advance.instalment,
            count=advance.instalments,
            left=money(advance.left),
        )
        if advance.recovered < advance.due:
            words += tr(", {due} was due").format(due=money(advance.due))
        steps.append(Step(minus, words, money(-advance.recovered)))
    return steps


def notes(data: StatementPaper, tr: Translator) -> list[str]:
    """What was not paid, whom to ask until when, and the tax estimate."""
    unpaid = unpaid_words(data, tr)
    return [*([unpaid] if unpaid else []), *questions(data, tr)]


def questions(data: StatementPaper, tr: Translator) -> list[str]:
    """Whom to ask until when, and the tax estimate."""
    like = data.period.end
    who = who_answers(data.cashier, tr)
    said = []
    if data.object_until is not None:
        words = tr("Is a figure wrong? Call {who} before the end of {date}. Bring this paper.")
        said.append(words.format(who=who, date=day_of_year(data.object_until, like, tr)))
    else:
        said.append(tr("Is a figure wrong? Call {who}.").format(who=who))
    if data.tax is not None:
        said.append(tr("Income tax, estimated, not withheld: {amount}.").format(amount=yuan(data.tax)))
    return said
