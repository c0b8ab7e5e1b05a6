"""A retail sale on paper: pieces out of the warehouse for money, by a workshop or the cooperative itself."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from models import format
from models.actions.ledger.sales import SaleDraft, Sold, post_sale
from models.actions.programme.workshops import doubt_of_closed
from models.i18n import tr
from models.kinds import COUNT, MONEY, QUANTITY, RATE, TEXT
from models.queries import suggestions
from models.queries.ledger.slip_copies import SlipCopy
from models.queries.ledger.warehouse import finished_stock
from models.rules.amount import line_amount
from models.rules.ledger.grade import GOOD, LABELS, RATED
from models.tables.product import Product
from models.tables.programme import Workshop
from ui.kit.form import DateField, Form, PickField, TextField
from ui.kit.form_sheet import Sheet
from ui.kit.grid_model import GridColumn, GridLine
from ui.kit.page import Page
from ui.kit.sheet_lines import Lines
from ui.pages.ledger.stock_forms import product_column, slip_sheet, unit_column


def sell_for(page: Page, workshop: int) -> None:
    """Pieces are sold at retail by the workshop a page shows."""
    page.done_by(sale_sheet(page, page.desk.today(), workshop), tr("Posted {number}"))


def _columns() -> list[GridColumn]:
    held = {(row.item_id, row.grade): row.quantity for row in finished_stock()}
    grades = tuple((one, tr(LABELS[one])) for one in RATED)
    units = {row.id: row.unit for row in Product.select(Product.id, Product.unit)}

    def there(line: GridLine) -> str:
        product = line.get("product")
        return "" if product is None else format.quantity(held.get((product, line.get("grade")), 0))

    return [
        product_column(),
        GridColumn("grade", tr("Grade"), TEXT, 8, choices=grades, begins=GOOD),
        GridColumn("there", tr("In the warehouse"), COUNT, 9, show=there),
        GridColumn("quantity", tr("Quantity"), QUANTITY, 9),
        unit_column("product", units),
        GridColumn("price", tr("Retail price"), RATE, 9),
        GridColumn(
            "takings", tr("Takings"), MONEY, 10, hints=True, tip=tr("Quantity × price, or what was paid")
        ),
    ]


def _changed(line: GridLine, key: str) -> None:
    """Fill in what follows: the takings, until they are typed."""
    line.problems.pop(key, None)
    quantity, price = line.get("quantity"), line.get("price")
    if quantity is not None and price is not None:
        line.propose("takings", line_amount(quantity, price))


def sale_sheet(
    parent: QWidget, today: date, workshop: int | None = None, copied: SlipCopy | None = None
) -> Sheet:
    """Pieces are sold at retail, as on the slip that is ``copied``; its result is the number."""
    sold_by = {line["workshop"] for line in copied.lines} if copied is not None else {workshop}
    form = Form(
        [
            PickField(
                "workshop",
                tr("Workshop"),
                partial(suggestions.registered, Workshop),
                named=partial(suggestions.label, Workshop),
                hint=tr("Empty: the cooperative itself"),
                value=sold_by.pop() if len(sold_by) == 1 else None,
            ),
            DateField("date", tr("Date"), required=True, value=today, today=lambda: today),
            TextField("reason", tr("Note"), value="" if copied is None else copied.reason),
        ],
        columns=3,
    )

    def doubt() -> None:
        seller, day = (form.field(name).value_or_none() for name in ("workshop", "date"))
        odd = "" if seller is None or day is None else doubt_of_closed(Workshop.get_by_id(seller), day)
        form.field("workshop").say_doubt(odd)

    form.changed.connect(doubt)
    doubt()
    lines = Lines(_columns(), _changed, today, adds="takings")

    def act(consent: Any, values: dict[str, Any]) -> str:
        seller = values["workshop"]
        code = "" if seller is None else Workshop.get_by_id(seller).code
        sold = [
            Sold(
                line.get("product"),
                line.get("grade"),
                line.get("quantity"),
                line.get("price"),
                line.get("takings"),
                code,
            )
            for line in lines.complete("product", "grade", "quantity", "price")
        ]
        return post_sale(SaleDraft(values["date"], sold, values["reason"] or ""), consent.keys)

    if copied is not None:
        kept = [{key: value for key, value in one.items() if key != "workshop"} for one in copied.lines]
        lines.grid.restore({"lines": [{"cells": cells} for cells in kept]})
    return slip_sheet(parent, tr("Retail sale"), form, lines, act)
