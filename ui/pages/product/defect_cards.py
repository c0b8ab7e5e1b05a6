"""What was wrong with a product lately: its defects by how many pieces had them, and what to do about each."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from models import format
from models.i18n import mark, plural, tr
from models.kinds import CODE, QUANTITY, SHARE
from models.queries.ledger.defects import BY_DEFECT, DefectFilters, pieces
from models.queries.listing import STATUS
from models.queries.product.defects import DefectCodes
from models.rules.desk import roles
from models.tables.product import Defect
from ui.kit.memory_listing import column
from ui.kit.page import Page
from ui.kit.rows_card import RowsCard
from ui.pages.product.defect_forms import defect_sheet
from ui.pages.product.defect_list import offer_ending

DAYS = 90
"""So many days are looked back."""
ROWS = 12


class DefectsCard(RowsCard):
    """The defects of a product, the most frequent first."""

    def __init__(self, page: Page) -> None:
        super().__init__(
            "product-defects",
            mark("Defects"),
            (
                column("code", mark("Code", "defect"), CODE),
                column("name", mark("Defect")),
                column("quantity", mark("Pieces with a defect"), QUANTITY, "unit"),
                column("unit", mark("Unit"), hidden=True),
                column("share", mark("Share of all defects"), SHARE),
                column("cumulated", mark("Added up"), SHARE),
                column("remedy", mark("What to do about it")),
                column("status", mark("Status"), STATUS),
            ),
            tr("No defect codes yet. With them slips say what was wrong with rework and scrap."),
            most=ROWS,
            gives_way=("status", "remedy"),
        )
        self.page = page
        self.product: Any = None
        self.add_step(tr("Add a defect"), self.add, right=roles.VISIT)
        self.change_rows(tr("Change"), self.edit, right=roles.VISIT)
        offer_ending(self, page)

    def show_product(self, product: Any) -> None:
        """The defects of a product over the last `DAYS`."""
        self.product, today = product, self.page.desk.today()
        since = today - timedelta(days=DAYS - 1)
        found = pieces(BY_DEFECT, DefectFilters(since, today, product=product.id))
        counted = {one.key: one for one in found.slices}
        codes = DefectCodes()
        listed = [codes.by_key[key] for key in counted]
        own = codes.of(product.id, ended=True).values()
        listed += [one for one in own if one.id not in counted and one.product is not None]
        rows = []
        for one in listed:
            part = counted.get(one.id)
            figures = (None, None, None) if part is None else (part.quantity, part.share, part.cumulated)
            status = "in_force" if one.active else "ended"
            rows.append(
                (
                    one.id,
                    (one.code, one.name, figures[0], product.unit, *figures[1:], one.remedy, status),
                )
            )
        self.rows.put(rows)
        self.say(
            plural(
                "last {n} day: {faulty} of {received} rework and scrap, {named} with a defect",
                "last {n} days: {faulty} of {received} rework and scrap, {named} with a defect",
                DAYS,
            ).format(
                faulty=format.quantity(found.faulty),
                received=format.quantity(found.received, product.unit),
                named=format.quantity(found.named),
            )
            if found.received
            else ""
        )
        self.refresh()

    def add(self) -> None:
        """A defect of the product."""
        self.page.done_by(defect_sheet(self.page, product=self.product.id), tr("Saved {name}"))

    def edit(self, key: int) -> None:
        """Change a defect."""
        self.page.done_by(defect_sheet(self.page, Defect.get_by_id(key)), tr("Saved {name}"))
