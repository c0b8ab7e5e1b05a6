"""The enterprises that give orders."""

from __future__ import annotations

from models.i18n import tr
from models.queries.order import orders
from models.rules.desk import roles
from models.tables.party import Enterprise
from ui.kit.empty import Empty
from ui.kit.page import Page
from ui.kit.record_table import RecordTable
from ui.pages.order.order_forms import enterprise_sheet


class EnterpriseTable(RecordTable):
    """All of them; the page opens one."""

    def __init__(self, page: Page) -> None:
        super().__init__(
            orders.enterprises(),
            page,
            Enterprise,
            lambda enterprise: enterprise_sheet(page, enterprise),
            empty=Empty(
                tr("No enterprises yet. The cooperative itself may be one."),
                tr("New enterprise"),
                self.create,
                "orders",
                roles.MASTER,
            ),
        )
        self.add_row_action(tr("Change"), self.edit, "Ctrl+E", "edit", right=roles.MASTER)
