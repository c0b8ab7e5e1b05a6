"""What material lies with which household."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox

from models.i18n import mark, tr
from models.kinds import CODE, COUNT, QUANTITY
from models.queries.desk.target import Record
from models.queries.ledger.stock import HoldingRow
from models.rules.desk import roles
from ui.kit.empty import Empty
from ui.kit.memory_listing import Rows, column, material_tone
from ui.kit.page import Page
from ui.kit.table import TableView


class HoldingsTable(TableView):
    """All of it, or only what is to be looked at; a row opens its household."""

    def __init__(self, page: Page) -> None:
        self._rows = Rows(
            "holdings",
            mark("With households"),
            (
                column("code", mark("Code", "household"), CODE, of="household"),
                column("head", mark("Household"), person=True),
                column("name", mark("Material")),
                column("unit", mark("Unit"), hidden=True),
                column("issued", mark("Issued"), QUANTITY, adds="unit"),
                column("returned", mark("Returned"), QUANTITY, adds="unit"),
                column(
                    "transferred",
                    mark("Transferred"),
                    QUANTITY,
                    adds="unit",
                    of=_transferred,
                ),
                column("used", mark("Used"), QUANTITY, adds="unit"),
                column("balance", mark("Balance"), QUANTITY, "unit"),
                column("allowed", mark("Allowed loss"), QUANTITY, adds="unit", of="allowed_loss"),
                column("excess", mark("Excess"), QUANTITY, adds="unit"),
                column("counted", mark("Count difference"), QUANTITY, adds="unit"),
                column("household", mark("Household"), COUNT, hidden=True, of="household_id"),
            ),
            narrows=("head", "name"),
        )
        super().__init__(
            self._rows,
            page,
            gives_way=("counted", "transferred", "returned", "code"),
            empty=Empty(
                tr("No material is with any household. It comes here when it is dispatched."),
                tr("Dispatch material"),
                lambda: page.desk.go("dispatch"),
                "dispatch",
                roles.POST,
            ),
            tone=material_tone,
        )
        self._held: Sequence[HoldingRow] = ()
        self.odd = QCheckBox(tr("Only what to look at"))
        self.odd.setToolTip(tr("More used than issued, or more gone than the loss allows"))
        self.odd.toggled.connect(lambda _: self.show_rows(self._held))
        self.bar.add_option(self.odd)
        self.opened.connect(lambda key: page.desk.go("households", Record(self.record(key)["household"])))

    @property
    def household(self) -> int | None:
        """The household under the cursor."""
        shown = self.record()
        return int(shown["household"]) if shown else None

    def show_rows(self, held: Sequence[HoldingRow]) -> None:
        """What lies where now."""
        self._held = held
        rows = [row for row in held if not self.odd.isChecked() or row.balance < 0 or row.excess > 0]
        self._rows.show(rows)
        self.refresh()


def _transferred(row: HoldingRow) -> int:
    """What came by transfers, less what went by them."""
    return row.transferred_in - row.transferred_out
