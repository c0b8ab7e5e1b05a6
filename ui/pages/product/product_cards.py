"""What a product's page lists in cards of their own: its piece rates and its bill of materials."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from models.actions.product import products as writing
from models.actions.product.terms import days_of, open_given_within
from models.i18n import mark, tr
from models.kinds import CODE, DAY, PERCENT, QUANTITY, RATE
from models.queries.ledger.slips import dispatches_of
from models.queries.listing import STATUS
from models.queries.product import products
from models.rules.desk import roles
from models.rules.ledger.grade import LABELS
from models.rules.product.reach import NEW
from models.tables.product import Product, Rate
from ui.kit.memory_listing import column
from ui.kit.page import Page
from ui.kit.print_commands import offer_reprint
from ui.kit.rows_card import RowsCard
from ui.pages.product.product_forms import bom_sheet, new_rate_sheet, rate_sheet, remove_rate_sheet

ROWS = 12
"""Rows of a card that are seen without scrolling."""


def standing(rate: Any, today: date) -> str:
    """The status code of a rate on a day."""
    if rate.start > today:
        return "planned"
    return "ended" if rate.end is not None and rate.end < today else "in_force"


class RatesCard(RowsCard):
    """The rates of a product over time; slips that say another rate than work is paid at are offered to be printed."""

    def __init__(self, page: Page) -> None:
        super().__init__(
            "product-rates",
            mark("Piece rates"),
            (
                column("grade", mark("Grade"), of=lambda one: tr(LABELS[one.grade])),
                column("rate", mark("Rate"), RATE),
                column("start", mark("Holds from"), DAY),
                column("end", mark("Holds until"), DAY),
                column("status", mark("Status"), STATUS),
            ),
            tr("No rate is agreed yet: what is collected could not be paid."),
            most=ROWS,
        )
        self.page = page
        self.product: Any = None
        self.add_step(tr("New rate"), lambda: self.new(self.product), right=roles.MASTER)
        self.change_rows(tr("Correct"), self.edit, self.remove, right=roles.MASTER)

    def show_rates(self, product: Product, spans: Sequence[Any]) -> None:
        """The rates of a product, as of today."""
        self.product, today = product, self.page.desk.today()
        self.rows.put(
            [
                (one.id, (tr(LABELS[one.grade]), one.rate, one.start, one.end, standing(one, today)))
                for one in spans
            ]
        )
        self.refresh()

    def new(self, product: Any) -> None:
        """A rate from a day on."""
        row = self.page.done_by(
            new_rate_sheet(self.page, product, self.page.desk.today()),
            tr("New rate for {name}").format(name=product.name),
        )
        if row is not None:
            self._print_again(row.reached)

    def edit(self, key: int) -> None:
        """Correct a rate."""
        sheet = rate_sheet(self.page, self.product, Rate.get_by_id(key), self.page.desk.today())
        row = self.page.done_by(sheet, tr("Rate of {name} corrected").format(name=self.product.name))
        if row is not None:
            self._print_again(row.reached)

    def remove(self, key: int) -> None:
        """Remove a rate entered by mistake; where open work was given out with it, ask whether that keeps it."""
        words = tr("Rate of {name} removed").format(name=self.product.name)
        rate = Rate.get_by_id(key)
        if open_given_within(days_of(rate)):
            self._print_again(self.page.done_by(remove_rate_sheet(self.page, self.product, rate), words))
        else:
            self.page.attempt(lambda _: writing.remove_rate(key), done=lambda _: self.page.done(words))

    def _print_again(self, subcontracts: Sequence[int] | None) -> None:
        """Offer to print the slips again that say another rate than their work is paid at now."""
        numbers = dispatches_of(subcontracts or ())
        if numbers:
            offer_reprint(self.page, numbers)


class BillCard(RowsCard):
    """What a product is made of."""

    def __init__(self, page: Page) -> None:
        super().__init__(
            "product-bill",
            mark("Bill of materials"),
            (
                column("code", mark("Code"), CODE),
                column("name", mark("Material")),
                column("unit", mark("Unit"), hidden=True),
                column("per_unit", mark("Needed each"), QUANTITY, "unit"),
                column("loss", mark("Allowed loss"), PERCENT, of="loss_ppm"),
            ),
            tr("Nothing is needed for it, or nobody has said so yet."),
            most=ROWS,
        )
        self.page = page
        self.product: Any = None
        self.add_step(tr("Add a material"), self.add, right=roles.MASTER)
        self.change_rows(tr("Change"), self.edit, self.remove, right=roles.MASTER)

    def show_product(self, product: Product) -> None:
        """The bill of a product."""
        self.product = product
        self.show_things(products.bill(product.id), "id")

    def add(self) -> None:
        """A material of the bill."""
        self.page.done_by(bom_sheet(self.page, self.product), self._saved())

    def edit(self, key: int) -> None:
        """Change a material of the bill."""
        line = next(one for one in products.bill(self.product.id) if one.id == key)
        self.page.done_by(bom_sheet(self.page, self.product, line), self._saved())

    def remove(self, key: int) -> None:
        """Take a material off the bill; work given out keeps it."""
        self.page.attempt(
            lambda _: writing.remove_bom_line(key, NEW), done=lambda _: self.page.done(self._saved())
        )

    def _saved(self) -> str:
        return tr("Saved {name}").format(name=self.product.name)
