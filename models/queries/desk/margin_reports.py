"""The reports on the margin of orders and enterprises: sale less pay, material, driving and loss. Fen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, Final, NamedTuple

from models.database import unless_halted
from models.i18n import Translator, mark
from models.kinds import CODE, COUNT, MONEY, QUANTITY, RATE, SHARE, TEXT
from models.queries import report
from models.queries.answers import answers
from models.queries.desk.margins import COSTS, PART, SALE, OrderEntry, entries
from models.rights import shows
from models.rules.amount import half_up
from models.rules.desk import roles
from models.tables.order import Order
from models.tables.party import Enterprise
from models.tables.product import Product

MARGIN: Final = "margin"
_FIGURES: Final = (SALE, *COSTS)


class _PricedOrder(NamedTuple):
    """An order with what names it; price in 1/10,000 yuan, None where nobody said it."""

    id: int
    order: str
    enterprise: int
    name: str
    product: str
    unit: str
    quantity: int
    price: int | None
    day: date


@shows(roles.SEE_PAY)
def _by_order(filters: report.ReportFilters, today: date) -> report.ReportAnswer:
    orders, found = _asked(filters, today)
    sums = _summed(found)
    rows = [
        report.ReportRow(
            str(one.id), one._asdict() | _sums(sums, (one.id,)), report.Lead(report.OF_ORDER, one.id)
        )
        for one in orders.values()
    ]
    columns = (
        report.column("order", mark("Order"), CODE),
        report.column("name", mark("Enterprise"), TEXT),
        report.PRODUCT_COLUMN,
        *_MONEY,
        report.column("price", mark("Sale price"), RATE),
        report.column("quantity", mark("Ordered"), QUANTITY, "unit"),
        report.UNIT_COLUMN,
    )
    meant = {str(key): {key} for key in orders}
    return _answer(rows, columns, "order", orders, (found, sums), meant)


@shows(roles.SEE_PAY)
def _by_enterprise(filters: report.ReportFilters, today: date) -> report.ReportAnswer:
    orders, found = _asked(filters, today)
    meant: dict[str, set[int]] = defaultdict(set)
    for one in orders.values():
        meant[str(one.enterprise)].add(one.id)
    names = {str(one.enterprise): one.name for one in orders.values()}
    sums = _summed(found)
    rows = [
        report.ReportRow(key, {"name": names[key], "orders": len(own), **_sums(sums, own)})
        for key, own in meant.items()
    ]
    columns = (
        report.column("name", mark("Enterprise"), TEXT),
        report.column("orders", mark("Orders"), COUNT),
        *_MONEY,
    )
    return _answer(rows, columns, "name", orders, (found, sums), meant)


_MONEY: Final = (
    report.column(SALE, mark("Sale"), MONEY),
    report.column(MARGIN, mark("Margin"), MONEY),
    report.column("share", mark("Margin of the sale"), SHARE),
    *(report.column(key, label, MONEY) for key, label in PART.choices if key != SALE),
)


def _asked(filters: report.ReportFilters, today: date) -> tuple[dict[int, _PricedOrder], list[OrderEntry]]:
    """The orders given in the span, and what they brought and cost up to its end."""
    since, until = report.span_of(filters, today, BY_ORDER.months)
    query = (
        Order.select(
            Order.id,
            Order.number.alias("order"),
            Order.enterprise.alias("enterprise"),
            Enterprise.name,
            Product.name.alias("product"),
            Product.unit,
            Order.quantity,
            Order.price,
            Order.date.alias("day"),
        )
        .join(Enterprise)
        .join_from(Order, Product)
        .where(Order.date.between(since, until))
        .order_by(Order.date, Order.number)
    )
    for field, value in (
        (Order.enterprise, filters.enterprise),
        (Order.product, filters.product),
        (Order.id, filters.order),
    ):
        if value is not None:
            query = query.where(field == value)
    orders = {one.id: one for one in answers(_PricedOrder, query)}
    first = min((one.day for one in orders.values()), default=since)
    prices = {key: one.price for key, one in orders.items()}
    return orders, entries(prices, first, until) if orders else []


_Sums = Mapping[int, Mapping[str, int]]
"""What each part of an order comes to, by order."""


def _summed(found: Iterable[OrderEntry]) -> _Sums:
    sums: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(_FIGURES, 0))
    for one in unless_halted(found):
        sums[one.order][one.part] += one.fen
    return sums


def _sums(found: _Sums, orders: Collection[int]) -> dict[str, Any]:
    own = [found[key] for key in orders if key in found]
    sums = {part: sum(one[part] for one in own) for part in _FIGURES}
    margin = sums[SALE] - sum(sums[part] for part in COSTS)
    share = half_up(margin * 1_000_000, sums[SALE]) if sums[SALE] > 0 else None
    return {**sums, MARGIN: margin, "share": share}


def _answer(
    rows: list[report.ReportRow],
    columns: Sequence[Any],
    named: str,
    orders: Mapping[int, _PricedOrder],
    entered: tuple[Sequence[OrderEntry], _Sums],
    meant: Mapping[str, set[int]],
) -> report.ReportAnswer:
    found, sums = entered
    rows.sort(key=lambda row: (row.cells[MARGIN], row.cells[named]))
    drawn = [row for row in rows if any(row.cells[one] for one in _FIGURES)][: report.MOST_DRAWN]
    chart = report.chart_of(report.BARS, drawn, columns, named, [MARGIN])
    total = report.total_row(columns, {"unit": "", **_sums(sums, orders)})
    return report.ReportAnswer(
        (partial(_said, total.cells),),
        replace(chart, left_out=len(rows) - len(drawn)),
        tuple(columns),
        tuple(rows),
        total,
        lambda row, what: _behind(
            [one for one in found if row == report.TOTAL or one.order in meant[row]], what, orders
        ),
        frozenset({*_FIGURES, MARGIN}),
        (_how_it_is_meant, *_unpriced(orders)),
    )


def _said(total: Mapping[str, Any], tr: Translator) -> str:
    words = tr("Sale {sale}, margin {margin}.")
    return words.format(sale=MONEY.worded(total[SALE], tr), margin=MONEY.worded(total[MARGIN], tr))


def _how_it_is_meant(tr: Translator) -> str:
    return tr(
        "Orders of the span as they are at its end. Material the enterprise sent costs nothing unless it is lost."
    )


def _unpriced(orders: Mapping[int, _PricedOrder]) -> tuple[report.Said, ...]:
    numbers = [one.order for one in orders.values() if one.price is None]
    if not numbers:
        return ()
    return (lambda tr: tr("Without a sale price: {orders}.").format(orders=tr(", ").join(numbers)),)


def _behind(found: Sequence[OrderEntry], what: str, orders: Mapping[int, _PricedOrder]) -> report.Behind:
    rows = []
    for one in found:
        if what in (MARGIN, one.part):
            fen = one.fen if what != MARGIN or one.part == SALE else -one.fen
            order = orders[one.order].order
            rows.append(
                report.BehindRow.of(one, _BEHIND_COLUMNS, one.lead, date=one.day, order=order, fen=fen)
            )
    return report.Behind(
        lambda tr: tr.plural("{n} entry", "{n} entries", len(rows)), _BEHIND_COLUMNS, rows, "fen"
    )


_BEHIND_COLUMNS: Final = (
    report.DATE_COLUMN,
    report.column("order", mark("Order"), CODE),
    report.column("part", mark("What"), PART),
    report.NUMBER_COLUMN,
    report.column("words", mark("Of"), TEXT),
    report.column("fen", mark("Amount"), MONEY),
)

_TAKES: Final = (report.SPAN, report.ENTERPRISE, report.PRODUCT, report.ORDER)
_EMPTY: Final = mark("No order was given in this span.")
BY_ORDER: Final = report.Report(
    "margins",
    mark("Margin by order"),
    mark("What each order brought, and what pay, material, driving and loss cost."),
    _TAKES,
    _by_order,
    _EMPTY,
)
BY_ENTERPRISE: Final = report.Report(
    "enterprise_margins",
    mark("Margin by enterprise"),
    mark("What the orders of each enterprise brought and cost."),
    _TAKES,
    _by_enterprise,
    _EMPTY,
)
