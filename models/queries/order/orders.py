"""Orders and subcontracts as lists and pages show them: given out, delivered, outstanding, late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from peewee import Case, fn

from models.i18n import mark
from models.kinds import CODE, COUNT, DAY, QUANTITY, TEXT
from models.queries import totals
from models.queries.listing import STATUS, ListColumn, Listing, with_listed
from models.queries.order.joined import subcontracts_of, subcontracts_with
from models.queries.order.standing import SubcontractState, subcontract_states
from models.queries.party.place_narrow import HEAD, by_place, village_column
from models.queries.product.products import PRODUCT, UNIT_OF_PRODUCT, by_trade
from models.rules.ledger import balance
from models.rules.ledger.balance import WorkTotal
from models.tables.order import Order, Subcontract
from models.tables.party import Enterprise, Household
from models.tables.product import Material, Product

OVERDUE = "overdue"


class Given(NamedTuple):
    """So much of a material, in thousandths."""

    name: str
    unit: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SubcontractRow(WorkTotal):
    """A subcontract of an order's or household's page."""

    id: int
    number: str
    order: str
    household_id: int
    code: str
    head: str
    product: str
    unit: str
    date: dt.date
    due: dt.date
    status: str
    close_reason: str
    issued: tuple[Given, ...] = ()
    returned: tuple[Given, ...] = ()


class OrderPage(NamedTuple):
    """An order with everything given out on it."""

    id: int
    number: str
    enterprise_id: int
    enterprise: str
    product_id: int
    product: str
    unit: str
    quantity: int
    date: dt.date
    due: dt.date
    closed_on: dt.date | None
    close_reason: str
    allocated: int
    delivered: int
    subcontracts: list[SubcontractRow]


def orders(today: dt.date, *, finished: bool = True, product: int | None = None) -> Listing:
    """All orders, those of a product, or those not finished; ``status`` open, overdue, closed or short_closed."""
    delivered = totals.order_delivered()
    status = Case(
        None,
        (
            (Order.closed_on.is_null(False), balance.SHORT_CLOSED),
            (delivered >= Order.quantity, balance.CLOSED),
            (Order.due < today, OVERDUE),
        ),
        balance.OPEN,
    )

    def source() -> Any:
        query = Order.select(Order.id).join(Enterprise).join_from(Order, Product)
        if not finished:
            query = query.where(Order.closed_on.is_null(), delivered < Order.quantity)
        return query if product is None else query.where(Order.product == product)

    return Listing(
        "orders",
        mark("Orders"),
        with_listed(
            Order,
            ListColumn("number", mark("Number", "order"), CODE, Order.number),
            ListColumn("enterprise", mark("Enterprise"), TEXT, Enterprise.name, sorts=Enterprise.pinyin),
            PRODUCT,
            ListColumn.of(Order.price),
            ListColumn.of(Order.quantity, unit_key="unit"),
            ListColumn("allocated", mark("Assigned"), QUANTITY, totals.allocated(), "unit"),
            ListColumn("delivered", mark("Collected"), QUANTITY, delivered, "unit"),
            ListColumn("date", mark("Date"), DAY, Order.date),
            ListColumn.of(Order.due),
            ListColumn("status", mark("Status"), STATUS, status, computed=True),
            UNIT_OF_PRODUCT,
            ListColumn.of(Order.closed_on, hidden=True),
        ),
        source,
        Order.id,
        search=(Order.number, Enterprise.search, Product.search),
        order="-due",
        finish=lambda rows: _say_status(rows, today),
        narrows=("enterprise", by_trade(), "product", "due", "date", "status"),
    )


def _say_status(rows: list[dict[str, Any]], today: dt.date) -> None:
    """Say how orders stand, told from what was summed already."""
    for row in rows:
        if row["closed_on"] is not None:
            row["status"] = balance.SHORT_CLOSED
        elif row["delivered"] >= row["quantity"]:
            row["status"] = balance.CLOSED
        else:
            row["status"] = OVERDUE if row["due"] < today else balance.OPEN


def subcontracts(
    today: dt.date, *, finished: bool = True, household: int | None = None, order: int | None = None
) -> Listing:
    """All subcontracts, or those of a household or order, or those not finished.

    ``status`` is exact on the rows shown; sorting by it takes rework still outside for done.
    """
    left, pending = totals.outstanding(), totals.pending(Subcontract.id)

    def source() -> Any:
        query = subcontracts_of(household)
        if order is not None:
            query = query.where(Subcontract.order == order)
        if not finished:
            query = query.where(Subcontract.closed_on.is_null(), (left > 0) | (pending > 0))
        return query

    return Listing(
        "subcontracts",
        mark("Subcontracts"),
        _subcontract_columns(today, left, pending),
        source,
        Subcontract.id,
        search=(Subcontract.number, Order.number, Household.search, Product.search),
        order="-number",
        finish=lambda rows: _exact(rows, today),
        narrows=("village", by_place(day=Subcontract.date), by_trade(), "product", "due", "date", "status"),
    )


def _subcontract_columns(today: dt.date, left: Any, pending: Any) -> tuple[ListColumn, ...]:
    status = Case(
        None,
        (
            (Subcontract.closed_on.is_null(False), balance.SHORT_CLOSED),
            ((left == 0) & (pending == 0), balance.CLOSED),
            (Subcontract.due < today, OVERDUE),
        ),
        balance.OPEN,
    )
    return (
        ListColumn("id", mark("Number", "subcontract"), COUNT, Subcontract.id, hidden=True),
        ListColumn("number", mark("Number", "subcontract"), CODE, Subcontract.number),
        ListColumn.of(Household.code),
        HEAD,
        village_column(Subcontract.date),
        ListColumn("order", mark("Order"), CODE, Order.number),
        PRODUCT,
        ListColumn.of(Subcontract.quantity, unit_key="unit"),
        ListColumn("outstanding", mark("Outstanding"), QUANTITY, left, "unit"),
        ListColumn("pending", mark("Pending"), QUANTITY, pending, "unit"),
        ListColumn("date", mark("Date"), DAY, Subcontract.date),
        ListColumn.of(Subcontract.due),
        ListColumn("status", mark("Status"), STATUS, status, computed=True),
        UNIT_OF_PRODUCT,
    )


def _exact(rows: list[dict[str, Any]], today: dt.date) -> None:
    """Say the status of rows of `subcontracts` by the rules."""
    states = subcontract_states([row["id"] for row in rows])
    for row in rows:
        if row["id"] in states:
            row["status"] = status_on(states[row["id"]], today)


def status_on(state: SubcontractState, today: dt.date) -> str:
    """How a subcontract stands on a day: open, overdue, closed or short_closed."""
    status = state.status
    return OVERDUE if status == balance.OPEN and state.due < today else status


def subcontract_rows(
    today: dt.date, *, order: int | None = None, household: int | None = None
) -> list[SubcontractRow]:
    """The subcontracts of an order or a household, newest first, each exactly as it stands.

    What was issued counts what was handed on to it, what came back what it handed on.
    """
    query = subcontracts_with(
        Subcontract.id,
        Order.number.alias("order"),
        Household.code,
        Household.head,
        Product.name.alias("product"),
        Product.unit,
        Subcontract.close_reason,
    ).order_by(Subcontract.date.desc(), Subcontract.number.desc())
    if order is not None:
        query = query.where(Subcontract.order == order)
    if household is not None:
        query = query.where(Subcontract.household == household)
    found = list(query.dicts().iterator())
    states = subcontract_states([row["id"] for row in found])
    materials = {row.id: row for row in Material.select(Material.id, Material.name, Material.unit)}
    return [_row(named, states[named["id"]], materials, today) for named in found]


def _row(
    named: dict[str, Any], state: SubcontractState, materials: dict[int, Any], today: dt.date
) -> SubcontractRow:
    def given(amounts: Iterable[tuple[int, int]]) -> tuple[Given, ...]:
        return tuple(
            Given(materials[key].name, materials[key].unit, quantity) for key, quantity in amounts if quantity
        )

    accounts = state.materials.items()
    named |= {name: getattr(state, name) for name in _OF_STATE}
    return SubcontractRow(
        **named,
        **state.parts._asdict(),
        status=status_on(state, today),
        issued=given((key, one.issued + one.transferred_in) for key, one in accounts),
        returned=given((key, one.returned + one.transferred_out) for key, one in accounts),
    )


_OF_STATE: Final = ("number", "household_id", "quantity", "outstanding", "date", "due")


def order_page(order: int, today: dt.date) -> OrderPage | None:
    """An order with its subcontracts, or None when it is gone."""
    row: Any = (
        Order.select(Order, Enterprise, Product)
        .join(Enterprise)
        .join_from(Order, Product)
        .where(Order.id == order)
        .first()
    )
    if row is None:
        return None
    rows = subcontract_rows(today, order=order)
    return OrderPage(
        row.id,
        row.number,
        row.enterprise_id,
        row.enterprise.name,
        row.product_id,
        row.product.name,
        row.product.unit,
        row.quantity,
        row.date,
        row.due,
        row.closed_on,
        row.close_reason,
        sum(
            min(part.quantity, part.good + part.second)
            if part.status == balance.SHORT_CLOSED
            else part.quantity
            for part in rows
        ),
        sum(part.good + part.second for part in rows),
        rows,
    )


def enterprises() -> Listing:
    """All enterprises with how many orders each gave."""
    given = Order.select(fn.COUNT(Order.id)).where(Order.enterprise == Enterprise.id)
    return Listing(
        "enterprises",
        mark("Enterprises"),
        with_listed(
            Enterprise,
            ListColumn.of(Enterprise.name, sorts=Enterprise.pinyin),
            ListColumn.of(Enterprise.contact),
            ListColumn.of(Enterprise.phone),
            ListColumn.of(Enterprise.address),
            ListColumn("orders", mark("Orders"), COUNT, given, adds=True),
        ),
        lambda: Enterprise.select(Enterprise.id),
        Enterprise.id,
        search=(Enterprise.search, Enterprise.address),
        order="name",
    )
