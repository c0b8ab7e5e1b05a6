"""The enterprises that give orders."""

from __future__ import annotations

from models.i18n import tr
from models.queries.order import orders
from models.rules.desk import roles
from models.tables.party import Enterprise
from ui.kit.empty import Empty
from ui.kit.page import Page
from ui.kit.table import TableView
from ui.pages.order.order_forms import enterprise_sheet


class EnterpriseTable(TableView):
    """All of them; the page opens one."""

    def __init__(self, page: Page) -> None:
        super().__init__(
            orders.enterprises(),
            page,
            empty=Empty(
                tr("No enterprises yet. The cooperative itself may be one."),
                tr("New enterprise"),
                self.create,
                "orders",
                roles.MASTER,
            ),
        )
        self.page = page
        self.add_row_action(tr("Change"), self.edit, "Ctrl+E", "edit", right=roles.MASTER)

    def create(self) -> None:
        """A new enterprise."""
        row = self.page.done_by(enterprise_sheet(self.page), tr("Saved {name}"))
        if row is not None:
            self.refresh()
            self.select(row.id)

    def edit(self, key: int) -> None:
        """Change an enterprise."""
        self.page.done_by(enterprise_sheet(self.page, Enterprise.get_by_id(key)), tr("Saved {name}"))
