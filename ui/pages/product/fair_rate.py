"""The rate that is proposed for a product, in the form of a new rate."""

from __future__ import annotations

from typing import Any

from models import format
from models.errors import UserError
from models.i18n import tr
from models.queries.pay.fair_products import fair_rates
from models.tables.product import Product
from ui.kit.page import Page
from ui.pages.product.product_forms import new_rate_sheet


def use_proposed(page: Page, product: int) -> None:
    """Open a new rate filled in with what is proposed; whoever saves it may still change it.

    Raises UserError where pace or floor is not known.
    """
    (found,) = fair_rates(page.desk.today(), product)
    if found.proposed is None:
        raise UserError(tr("Enter pace tests of the product and the floor of an hour first."))
    row: Any = Product.get_by_id(product)
    sheet = new_rate_sheet(page, row, page.desk.today())
    sheet.form.field("rate").set_value(found.proposed)
    page.done_by(sheet, tr("Rate saved: {rate}").format(rate=format.rate(found.proposed)))
