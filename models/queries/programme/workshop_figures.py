"""The figures of a workshop's record, each with the rows it follows from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from models import format
from models.i18n import mark
from models.kinds import CODE, COUNT, DAY, MONEY, TEXT
from models.queries import report
from models.queries.listing import ListColumn
from models.queries.programme.workshop_record import MonthHome, WorkshopMonth, WorkshopRecord
from models.queries.report import DIFFERENT, HOUSEHOLD_COLUMNS, SUM, Behind, BehindRow, Lead, column
from models.rights import may
from models.rules.desk.roles import SEE_PAY
from models.tables.guidance import Equipment
from models.tables.programme import Funding
from models.tables.support import PAID_OUT, REFUSED, Claim

Row = tuple[Lead | None, tuple[Any, ...]]
"""Where a row leads, and its cells in the order of the columns."""

_CODE, _HEAD, _ = HOUSEHOLD_COLUMNS
PERSON_COLUMNS: Final = (
    column("name", mark("Full name"), TEXT, person=True),
    column("worker", mark("Worker"), COUNT, hidden=True),
)
"""Who it is, where rows are people."""
_PIECES: Final = (_CODE, _HEAD, column("pieces", mark("Made"), TEXT))
_PAY: Final = (*_PIECES, column("piece", mark("Piece pay"), MONEY), column("gross", mark("Gross pay"), MONEY))


def households_now(record: WorkshopRecord) -> Behind:
    """The households that belong to it."""
    columns = (*HOUSEHOLD_COLUMNS, column("start", mark("Joined on"), DAY))
    rows = [
        (Lead(report.OF_HOUSEHOLD, one.household), (one.code, one.head, one.village, one.span.start))
        for one in record.now()
    ]
    return behind(mark("Households now"), columns, rows, "code", DIFFERENT)


def people_working(record: WorkshopRecord) -> Behind:
    """Who works there."""
    columns = (*PERSON_COLUMNS, _CODE, _HEAD, column("since", mark("Works there from"), DAY))
    rows = [
        (Lead(report.OF_HOUSEHOLD, one.household), (one.name, one.worker, one.code, one.head, one.since))
        for one in record.people
    ]
    return behind(mark("People working"), columns, rows, "worker", DIFFERENT)


def pay_of_year(record: WorkshopRecord) -> Behind:
    """What its households were paid in the months told."""
    columns = (report.MONTH_COLUMN, *_PAY)
    rows: list[Row] = [
        (lead, (month.period, *cells)) for month in record.months for lead, cells in _paid(month)
    ]
    return behind(mark("Pay of its households"), columns, rows, "gross")


def of_month(month: WorkshopMonth) -> Behind:
    """The households of a month with what they made and were paid; for who may not see pay what they made."""
    words = mark("Households of the month")
    if may(SEE_PAY):
        return behind(words, _PAY, _paid(month), "gross")
    rows: list[Row] = [
        (Lead(report.OF_HOUSEHOLD, one.household), (one.code, one.head, _pieces(one))) for one in month.homes
    ]
    return behind(words, _PIECES, rows, "code", DIFFERENT)


def _paid(month: WorkshopMonth) -> list[Row]:
    found: list[Row] = []
    for one in month.homes:
        pay = one.pay
        lead = Lead(report.OF_HOUSEHOLD, one.household)
        if pay is not None:
            lead = Lead(report.OF_STATEMENT, one.household, month.period)
        if pay is not None or one.pieces:
            said = (None, None) if pay is None else (pay.piece, pay.gross)
            found.append((lead, (one.code, one.head, _pieces(one), *said)))
    return found


def _pieces(home: MonthHome) -> str:
    return " · ".join(format.quantity(quantity, unit) for unit, quantity in home.pieces if quantity)


def material_there(record: WorkshopRecord) -> Behind:
    """The material that lies at its households, with its worth."""
    columns = (
        _CODE,
        _HEAD,
        report.MATERIAL_COLUMN,
        report.QUANTITY_COLUMN,
        report.UNIT_COLUMN,
        column("since", mark("Lies since"), DAY),
        column("owner", mark("Owner"), TEXT),
        column("worth", mark("Worth", "amount"), MONEY),
    )
    rows = [
        (
            Lead(report.OF_SUBCONTRACT, one.about.id),
            (
                *(one.about.code, one.about.head, one.material.name, one.quantity, one.material.unit),
                *(one.since, one.owner, one.worth),
            ),
        )
        for one in record.layers
    ]
    return behind(mark("Material outside"), columns, rows, "worth")


def machines_there(record: WorkshopRecord) -> Behind:
    """The machines at its households."""
    columns = (
        column("number", Equipment.code.verbose_name, CODE),
        column("name", mark("Machine"), TEXT),
        _HEAD,
        column("since", mark("Lent on"), DAY),
        column("worth", mark("Value today"), MONEY),
    )
    rows = [
        (
            Lead(report.OF_MACHINE, one.id),
            (one.code, one.name, one.keeper.head, one.keeper.since, one.worth),
        )
        for one in record.machines
        if one.keeper is not None
    ]
    return behind(mark("Machines outside"), columns, rows, "number", DIFFERENT)


def money_given(record: WorkshopRecord) -> Behind:
    """The money put into it."""
    columns = (
        report.DATE_COLUMN,
        column("source", mark("Source of money"), Funding.source),
        column("purpose", mark("Purpose"), TEXT),
        report.AMOUNT_COLUMN,
    )
    rows: list[Row] = [(None, (one.date, one.source, one.purpose, one.amount)) for one in record.funding]
    return behind(mark("Funding"), columns, rows, "amount")


def takings(record: WorkshopRecord) -> Behind:
    """What it took at retail."""
    columns = (
        *report.SLIP_COLUMNS,
        report.PRODUCT_COLUMN,
        report.QUANTITY_COLUMN,
        report.UNIT_COLUMN,
        column("takings", mark("Takings"), MONEY),
    )
    rows = [
        (
            Lead(report.OF_VOUCHER, one.voucher),
            (one.date, one.number, one.product, one.quantity, one.unit, one.takings),
        )
        for one in record.sales
    ]
    return behind(mark("Retail sales"), columns, rows, "takings")


def claimed(record: WorkshopRecord) -> Behind:
    """The support money claimed for it and not refused."""
    columns = (
        column("number", mark("Claim number"), CODE),
        report.DATE_COLUMN,
        column("rule", mark("Rule"), TEXT),
        column("status", mark("Status"), Claim.status),
        report.AMOUNT_COLUMN,
    )
    rows = [
        (Lead(report.OF_CLAIM, one.id), (one.number, one.date, one.rule.name, one.status, one.amount))
        for one in record.claims
        if one.status != REFUSED
    ]
    return behind(mark("Support money claimed"), columns, rows, "amount")


def paid_out(record: WorkshopRecord) -> int:
    """How much of what was claimed for it was paid."""
    return sum(one.amount for one in record.claims if one.status == PAID_OUT)


def behind(
    title: str, columns: tuple[ListColumn, ...], rows: Iterable[Row], figure: str, how: str = SUM
) -> Behind:
    """Rows behind a figure under a marked title."""
    keys = [one.key for one in columns]
    found = [BehindRow(dict(zip(keys, cells, strict=True)), lead) for lead, cells in rows]
    return Behind(lambda tr: tr(title), columns, found, figure, how)
