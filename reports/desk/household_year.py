"""A household's year (年度收入单) on one page: income month by month, then machines, courses and support money."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from models.i18n import Translator, mark
from models.queries.desk.household_years import YearMonth, YearPaper
from reports.paper.blocks import Block, Fact, Facts, Figure, Note, Space
from reports.paper.document import Document
from reports.paper.formatting import (
    NOTHING,
    amount,
    amount_in_words,
    bookmark,
    day,
    holder,
    month,
    month_alone,
    yuan,
)
from reports.paper.table import Cell, Column, Row, Table

_ALWAYS: Final = ("piece", "gross", "net")
_HEADS: Final = {
    "piece": mark("Piece pay"),
    "allowance": mark("Allowance"),
    "make_up": mark("Make-up pay"),
    "bonus": mark("Bonus"),
    "gross": mark("Gross pay"),
    "taken": mark("Deducted"),
    "recovered": mark("Advances recovered"),
    "given_back": mark("Given back"),
    "net": mark("Net pay"),
}


def build(data: YearPaper, tr: Translator) -> Document:
    """One household's year."""
    blocks: list[Block] = [_months(data, tr), Space(6), _facts(data, tr), *_notes(data, tr)]
    year = str(data.year)
    return Document(
        title=tr("Income of the year"),
        number=data.number,
        subject=year,
        holder=holder(data.contact, tr),
        blocks=blocks,
        figure=Figure(
            tr("Net pay of the year"), yuan(data.total("net")), amount_in_words(data.total("net"), tr)
        ),
        signatures=(tr("For the cooperative"), tr("Household (signature or thumbprint)"), tr("Date")),
        reprint=data.printed,
        bookmark=bookmark(data.contact, data.number),
        chapter=bookmark(data.contact),
        key=data.number,
    )


def _months(data: YearPaper, tr: Translator) -> Table:
    """A row a month; figures that are nothing all year have no column."""
    told = [name for name in _HEADS if name in _ALWAYS or any(one.figures[name] for one in data.months)]
    taxed = data.tax is not None

    def cells(one: Callable[[str], int], first: str, tax: int | None) -> list[Cell]:
        found: list[Cell] = [first, *(amount(one(name)) for name in told)]
        return [*found, amount(tax) if tax is not None else NOTHING] if taxed else found

    def row(one: YearMonth) -> Row:
        name = month(one.key, tr) + ("" if one.locked else " *")
        return Row(cells(lambda figure: one.figures[figure], name, one.tax))

    columns = [Column("month", tr("Month"), 13)]
    columns += [Column(name, tr(_HEADS[name]), 12, figure=True) for name in told]
    if taxed:
        columns.append(Column("tax", tr("Tax, estimated"), 11, figure=True))
    return Table(columns, [row(one) for one in data.months], total=cells(data.total, tr("In all"), data.tax))


def _facts(data: YearPaper, tr: Translator) -> Facts:
    worked = sum(one.worked for one in data.months)
    machines = [
        f"{one.code} {one.name} {day(one.lent_on, tr)} – {day(one.returned_on, tr) if one.returned_on else ''}".rstrip()
        for one in data.machines
    ]
    courses = [
        f"{one.worker} {one.name} " + tr.plural("{n} day", "{n} days", one.days) for one in data.courses
    ]
    # Who only counts towards what a workshop is paid gets nothing.
    paid = [one for one in data.support if one.amount]
    support = [
        (tr("{words} (its part of what was approved)") if one.shared else "{words}").format(
            words=f"{one.worker} {one.name} {day(one.paid_on, tr)} {yuan(one.amount)}"
        )
        for one in paid
    ]
    if len(support) > 1:
        support.append(tr("in all {amount}").format(amount=yuan(sum(one.amount for one in paid))))
    join = tr("; ").join
    unpaid = tr(", ", "list").join(month_alone(key, tr) for key in data.unpaid)
    return Facts(
        [
            Fact(tr("Months worked"), str(worked), bold=True),
            *([Fact(tr("Months without pay"), unpaid, wide=True)] if unpaid else []),
            Fact(tr("Machines lent"), join(machines) or NOTHING, wide=True),
            Fact(tr("Training"), join(courses) or NOTHING, wide=True),
            Fact(tr("Support money"), join(support) or NOTHING, wide=True),
        ]
    )


def _notes(data: YearPaper, tr: Translator) -> list[Block]:
    said = []
    if any(not one.locked for one in data.months):
        said.append(tr("* This month is not closed yet: these figures may change."))
    if data.tax is not None:
        said.append(tr("The tax is an estimate, month by month; nothing was withheld."))
    return [Space(4), Note("  ".join(said), small=True)] if said else []
