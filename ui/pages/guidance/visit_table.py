"""The list of guidance visits, with what is done to one where it stands."""

from __future__ import annotations

from typing import Any

from models.i18n import tr
from models.queries.desk.target import Record
from models.queries.guidance import visits
from models.rules.desk.roles import VISIT, VOID_OWN
from models.tables.ledger import Voucher
from ui.kit.empty import Empty
from ui.kit.memory_listing import without
from ui.kit.print_commands import print_numbers
from ui.kit.table import TableView
from ui.pages.ledger.void import void_slip


class VisitTable(TableView):
    """All guidance visits; ``page`` has a form beside it that one is corrected in."""

    def __init__(self, page: Any) -> None:
        super().__init__(
            without(visits.visits(), "code", "village"),
            page,
            empty=Empty(
                tr("No visits yet. Enter the first one at the right."),
                tr("New visit"),
                page.start_new,
                "visits",
                VISIT,
            ),
            gives_way=("status", "number", "next_date", "technician"),
        )
        self.page = page
        self.opened.connect(page.correct)
        self.add_row_action(tr("Correct"), page.correct, "Ctrl+E", "edit", right=VISIT)
        self.add_row_action(tr("Open the household"), self.open_household, "", "households")
        self.add_action(tr("Print"), self.print_visits, "Ctrl+P", "print")
        self.add_row_action(tr("Void"), self.void, "Del", "void", danger=True, right=VOID_OWN)

    def void(self, key: int) -> None:
        """Void a visit; its number stays."""
        void_slip(self.page, key)

    def print_visits(self, keys: list[int]) -> None:
        """Preview the slips of the visits chosen."""
        print_numbers(self.page, "visit", [Voucher.get_by_id(key).number for key in keys])

    def open_household(self, key: int) -> None:
        """The page of the household that was visited."""
        self.page.desk.go("households", Record(Voucher.get_by_id(key).household_id))
