"""The units that are in use, and how many decimals a quantity of each takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from models import format
from models.errors import UserError
from models.i18n import mark, tr
from models.kinds import COUNT
from models.queries.product.units import unit_rows
from models.rules.desk import roles
from ui.kit.empty import Empty
from ui.kit.memory_listing import Rows, column
from ui.kit.page import Page
from ui.kit.table import TableView
from ui.pages.product.product_forms import unit_sheet

EXAMPLE = 12_345  # thousandths, cut to the decimals of a unit


class UnitList(TableView):
    """``create`` makes a material, with which a unit comes."""

    def __init__(self, page: Page, create: Callable[[], object]) -> None:
        self._held = Rows(
            "units",
            mark("Units"),
            (
                column("name", mark("Unit"), of=lambda row: format.unit_name(row.name)),
                column("decimals", mark("Decimals"), COUNT),
                column("example", mark("For example"), of=_example),
            ),
        )
        super().__init__(
            self._held,
            page,
            empty=Empty(
                tr("No units yet. They come with the first material or product."),
                tr("New material"),
                create,
                "products",
                roles.MASTER,
            ),
        )
        self.page = page
        self.units = unit_rows()
        self.opened.connect(self.edit)
        self.add_row_action(tr("Change"), self.edit, "Ctrl+E", "edit", right=roles.MASTER)

    def show_units(self) -> None:
        """Ask which there are."""
        self.units = unit_rows()
        self._held.show(self.units)
        self.refresh()

    def edit(self, key: int) -> None:
        """Set how many decimals a unit takes."""
        row = self.units[key]
        words = tr("Saved {name}").format(name=format.unit_name(row.name))
        self.page.done_by(unit_sheet(self.page, row), words)

    def edit_chosen(self) -> None:
        """Set the decimals of the unit under the cursor."""
        key = self.key()
        if key is None:
            raise UserError(tr("Choose a unit in the list first."))
        self.edit(key)


def _example(row: Any) -> str:
    """An amount with as many decimals as a unit takes."""
    step = 10 ** (3 - row.decimals)
    return format.quantity(EXAMPLE // step * step, row.name)
