"""The report on retail sales (tourism sales among them): pieces and takings by month, product and workshop."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any, Final

from peewee import JOIN, fn

from models.database import db
from models.i18n import Translator, mark
from models.kinds import CODE, COUNT, MONEY, MONTH, TEXT
from models.queries import report
from models.queries.counting import standing, within
from models.queries.grouped_report import GroupFigure, RecordGroup, grouped_answer
from models.queries.periods import period_at
from models.rights import shows
from models.tables.ledger import SaleLine, Voucher
from models.tables.product import Product
from models.tables.programme import Workshop

_ABOUT: Final = (
    *report.SLIP_COLUMNS,
    report.PRODUCT_COLUMN,
    report.column("grade", mark("Grade"), SaleLine.grade),
    report.column("workshop", mark("Workshop"), TEXT),
    report.QUANTITY_COLUMN,
    report.UNIT_COLUMN,
    report.column("takings", mark("Takings"), MONEY),
)
_FIGURES: Final = (
    GroupFigure(report.QUANTITY_COLUMN, _ABOUT, "quantity"),
    GroupFigure(report.column("takings", mark("Takings"), MONEY), _ABOUT, "takings"),
    GroupFigure(report.column("slips", mark("Slips"), COUNT), _ABOUT, "number", report.DIFFERENT),
)
_NAMES: Final = (
    report.MONTH_COLUMN,
    report.column("code", mark("Code"), CODE),
    report.PRODUCT_COLUMN,
    report.column("workshop", mark("Workshop"), TEXT),
    report.UNIT_COLUMN,
)


_NAMED: Final = ("code", "product", "workshop", "unit")


@shows()
def _by_month(filters: report.ReportFilters, today: date) -> report.ReportAnswer:
    groups: dict[tuple[str, ...], list[report.BehindRow]] = defaultdict(list)
    months: dict[str, list[report.BehindRow]] = defaultdict(list)
    for row in _sold(filters, today):
        month = period_at(row.cells["date"]).key
        groups[(month, *(row.cells[name] for name in _NAMED))].append(row)
        months[month].append(row)
    rows = [
        RecordGroup(
            f"{at}",
            dict(zip(("month", *_NAMED), key, strict=True)),
            {one.column.key: found for one in _FIGURES},
            report.Category(f"{at}", key[2], TEXT),
        )
        for at, (key, found) in enumerate(sorted(groups.items()))
    ]
    bars = [
        RecordGroup(
            month, {}, {one.column.key: found for one in _FIGURES}, report.Category(month, month, MONTH)
        )
        for month, found in sorted(months.items())
    ]
    whole = sum(row.cells["takings"] for found in months.values() for row in found)

    def said(tr: Translator) -> str:
        return tr("{amount} taken at retail.").format(amount=MONEY.worded(whole, tr))

    return grouped_answer(_NAMES, _FIGURES, rows, (said,), drawn="takings", bars=bars)


def _sold(filters: report.ReportFilters, today: date) -> list[report.BehindRow]:
    """Every line sold in the span; what was taken back counts with its sign on the day it was."""
    query = (
        SaleLine.select(
            Voucher.date,
            Voucher.id,
            Voucher.number,
            Product.code,
            Product.name,
            Product.unit,
            SaleLine.grade,
            fn.COALESCE(Workshop.name, SaleLine.place),
            SaleLine.quantity,
            SaleLine.takings,
        )
        .join(Voucher)
        .join_from(SaleLine, Product)
        .join_from(SaleLine, Workshop, JOIN.LEFT_OUTER, on=(Workshop.code == SaleLine.place))
        .where(standing(), *within(*report.span_of(filters, today, REPORT.months)))
        .order_by(Voucher.date, SaleLine.id)
    )
    if filters.product is not None:
        query = query.where(SaleLine.product == filters.product)
    if filters.trade is not None:
        query = query.where(Product.trade == filters.trade)
    return [_line(*row) for row in db.execute(query)]


def _line(day: str, voucher: int, number: str, *said: Any) -> report.BehindRow:
    names = ("code", "product", "unit", "grade", "workshop", "quantity", "takings")
    cells = {"date": date.fromisoformat(day), "number": number, **dict(zip(names, said, strict=True))}
    return report.BehindRow(cells, report.Lead(report.OF_VOUCHER, voucher))


REPORT: Final = report.Report(
    "sales",
    mark("Retail sales"),
    mark("What was sold at retail, by month, product and workshop."),
    (report.SPAN, report.TRADE, report.PRODUCT),
    _by_month,
    mark("Nothing was sold at retail in this span."),
)
