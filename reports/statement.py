"""The pay statement (计件工资单): each receipt line, the reckoning in words, the one figure in a frame."""

from __future__ import annotations

from models import format
from models.i18n import Translator
from models.queries.statements import PaidRow, StatementPaper, UnpaidRow
from models.rules.amount import in_words, percent_text
from models.rules.grade import MATERIAL_SCRAP
from reports.blocks import Block, Figure, Note, Reckoning, Step
from reports.document import THREE_PARTS, Document
from reports.language import BOTH
from reports.table import Cell, Column, Row, Table
from reports.wording import (
    NOTHING,
    amount,
    bookmark,
    count,
    day_of_year,
    holder,
    money,
    month,
    paid_how,
    quantity,
    rate,
    short,
    yuan,
)


def build(data: StatementPaper, tr: Translator) -> Document:
    """One household's pay statement of a period."""
    period = data.period
    blocks: list[Block] = []
    if not data.number:
        blocks.append(Note(tr("The month is still open: these figures may change."), bold=True))
    if data.rows or data.unpaid:
        blocks.append(_lines(data, tr))
    figure = Figure(tr("Net pay"), yuan(data.net), in_words(data.net))
    blocks.append(Reckoning(steps(data, tr), figure, notes(data, tr)))
    return Document(
        title=tr("Piece-work pay statement"),
        number=data.number,
        subject=month(period.key, tr),
        code=data.number,
        holder=holder(data.contact, tr, paid_how(data.contact, tr)),
        blocks=blocks,
        signatures=(
            tr("Made out by"),
            tr("Checked by"),
            tr("Handed out on"),
            tr("Received (signature or thumbprint)"),
        ),
        reprint=data.printed,
        parts=THREE_PARTS,
        bookmark=bookmark(data.contact, data.number),
        chapter=bookmark(data.contact),
        section=" ".join(part for part in (month(period.key, tr), data.number) if part),
        key=data.number,
    )


def _columns(tr: Translator) -> list[Column]:
    return [
        Column("date", tr("Date"), 8),
        Column("slip", tr("Slip"), 13, fold="date", rank=4),
        Column("subcontract", tr("Subcontract"), 13, fold="slip", rank=1),
        Column("work", tr("Work"), 15, fold="date", rank=5),
        Column("grade", tr("Grade"), 15, fold="work", rank=2),
        Column("quantity", tr("Quantity"), 11, figure=True),
        Column("rate", tr("Rate"), 10, figure=True, fold="quantity", rank=3, before="× "),
        Column("amount", tr("Amount"), 11, figure=True),
    ]


def _lines(data: StatementPaper, tr: Translator) -> Table:
    ordered: list[PaidRow | UnpaidRow] = sorted(
        (*data.rows, *data.unpaid), key=lambda row: (row.date, row.slip, row.subcontract)
    )
    rows = []
    for row in ordered:
        head: list[Cell] = [short(row.date, data.period.end), row.slip, row.subcontract, row.work]
        if isinstance(row, UnpaidRow):
            rows.append(Row([*head, unpaid_words(row, tr), "", tr("not counted"), NOTHING], (0,)))
            continue
        grade = format.grade(row.grade, tr)
        if row.grade == MATERIAL_SCRAP and tr.language != BOTH:
            grade = tr("Material scrap (bad material, paid)")
        rows.append(
            Row(
                [*head, grade, quantity(row.quantity, row.unit, tr), rate(row.rate), amount(row.amount)],
                (row.amount,),
            )
        )
    blank = [""] * 6
    return Table(
        _columns(tr),
        rows,
        total=[tr("Piece pay in all"), *blank, amount(data.piece)],
        carried=lambda sums: ["", *blank, amount(sums[0])],
        carry_names=(tr("Carried forward"), tr("Brought forward")),
    )


def unpaid_words(row: UnpaidRow, tr: Translator) -> str:
    """What earned nothing, by what became of it."""
    unit = format.unit_name(row.unit, tr)
    said = []
    if row.rework:
        said.append(tr("Rework {quantity} {unit}").format(quantity=count(row.rework), unit=unit))
    if row.work_scrap:
        said.append(tr("work scrap {quantity} {unit}").format(quantity=count(row.work_scrap), unit=unit))
    return "  ".join(said)


def piece_pay(data: StatementPaper, tr: Translator) -> Step:
    """The sum of the lines, as the first line of the reckoning."""
    return Step("", tr("Piece pay"), money(data.piece))


def steps(data: StatementPaper, tr: Translator) -> list[Step]:
    """From piece pay to net pay, line by line, each with its reason."""
    plus, minus = tr("Plus"), tr("Less")
    steps = []
    if not (data.rows or data.unpaid):
        steps.append(piece_pay(data, tr))
    if data.allowance:
        words = tr("home-cost allowance, {percent}% of piece pay").format(
            percent=percent_text(data.allowance_ppm)
        )
        steps.append(Step(plus, words, money(data.allowance)))
    steps += [Step(plus, reason or tr("bonus"), money(fen)) for reason, fen in data.bonuses]
    if data.allowance or data.bonuses:
        steps.append(Step("", tr("Gross pay"), money(data.gross), sum=True))
    for deduction in data.deductions:
        reason = deduction.reason or tr("deduction")
        if deduction.date is None:
            reason = tr("carried over from earlier months")
        left = deduction.amount - deduction.taken
        if left:
            words = tr("{reason} {amount} (at most {percent}% this month, {left} left for next month)")
            words = words.format(
                reason=reason,
                amount=money(deduction.amount),
                percent=percent_text(data.cap_ppm),
                left=money(left),
            )
        else:
            words = reason
        steps.append(Step(minus, words, money(-deduction.taken)))
    if data.put_off:
        steps.append(
            Step(plus, tr("corrections beyond this month's pay, put off to next month"), money(data.put_off))
        )
    for advance in data.recoveries:
        words = tr(
            "advance of {date}, {amount}, instalment {number} of {count} ({left} still to recover)"
        ).format(
            date=short(advance.date, data.period.end),
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
    """When it is paid, the tax estimate, where to object and until when, and the mark of the books it was made from."""
    like = data.period.end
    who = data.cashier or tr("the cooperative")
    when = tr("Paid on {date}.") if data.paid else tr("To be paid on {date}.")
    said = [when.format(date=day_of_year(data.pay_date, like, tr))]
    if data.tax is not None:
        said.append(tr("Income tax, estimated, not withheld: {amount}.").format(amount=yuan(data.tax)))
    if data.object_until is not None:
        said.append(
            tr("Questions? Ask {who} by {date}.").format(
                who=who, date=day_of_year(data.object_until, like, tr)
            )
        )
    elif not data.number:
        said.append(tr("Questions? Ask {who}.").format(who=who))
    if data.books:
        said.append(tr("Books {mark}").format(mark=f"{data.books[:4]}·{data.books[4:8]}".upper()))
    return [" ".join(said)]
