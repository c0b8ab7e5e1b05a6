"""What lies in the warehouse: materials, and finished products by grade."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from models import format
from models.i18n import mark, tr
from models.kinds import CODE, QUANTITY
from models.queries.ledger.warehouse import StockRow
from models.rules.desk import roles
from ui.kit.empty import Empty
from ui.kit.memory_listing import Rows, column
from ui.kit.page import Page
from ui.kit.table import TableView


class WarehouseTable(TableView):
    """``receive`` enters what came in."""

    def __init__(self, page: Page, receive: Callable[[], object]) -> None:
        self._held = Rows(
            "warehouse",
            mark("Warehouse"),
            (
                column("kind", mark("Kind"), of=lambda row: tr("Product") if row.grade else tr("Material")),
                column("code", mark("Code"), CODE),
                column("name", mark("Name")),
                column("grade", mark("Grade"), of=lambda row: format.grade(row.grade) if row.grade else ""),
                column("unit", mark("Unit"), hidden=True),
                column("quantity", mark("In the warehouse"), QUANTITY, "unit"),
            ),
            narrows=("kind", "grade"),
        )
        super().__init__(
            self._held,
            page,
            empty=Empty(
                tr("Nothing is in the warehouse yet. Enter the material an enterprise sent."),
                tr("Receive material"),
                receive,
                "stock",
                roles.POST,
            ),
            tone=lambda row, key: "wrong" if key == "quantity" and row["quantity"] < 0 else None,
        )
        self._lying: list[StockRow] = []
        self._wanted: int | None = None

    def show_stock(self, material: Sequence[StockRow], finished: Sequence[StockRow]) -> None:
        """What lies there now."""
        self._lying = [*material, *finished]
        self._held.show(self._lying)
        self.refresh()
        if self._wanted is not None:
            self.choose(self._wanted)

    @property
    def below_zero(self) -> int:
        """Of how many more left than ever came in."""
        return sum(row.quantity < 0 for row in self._lying)

    @property
    def item(self) -> int | None:
        """The material or product under the cursor."""
        number = self.key()
        return None if number is None else self._lying[number].item_id

    def choose(self, item: int) -> None:
        """Go to a material or product, once it is known what lies there."""
        self._wanted = item
        for number, row in enumerate(self._lying):
            if row.item_id == item:
                self.select(number)
                self._wanted = None
                return
