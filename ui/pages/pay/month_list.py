"""The months that have pay, the newest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal

from models import format
from models.i18n import mark, tr
from models.kinds import COUNT, MONEY
from models.queries.listing import STATUS
from models.queries.pay.months import OPEN, PeriodRow
from models.rules.desk import roles
from ui.kit.empty import Empty
from ui.kit.memory_listing import Rows, column
from ui.kit.page import Page
from ui.kit.table import TableView


def state_of(month: str) -> str:
    """The status code by which a month's state is shown: an open order is in progress, an open month is not locked."""
    return "not_locked" if month == OPEN else month


class MonthList(TableView):
    """``chosen(key)`` when one opens a month; ``begin`` leads to where the first comes from."""

    chosen = Signal(str)

    def __init__(self, page: Page, begin: Callable[[], object]) -> None:
        self._rows = Rows(
            "pay-months",
            mark("Pay periods"),
            (
                column("month", mark("Month"), of=lambda row: format.month(row.key)),
                column("status", mark("Status"), STATUS, of=lambda row: state_of(row.status)),
                column("households", mark("Households"), COUNT, of=lambda row: row.households or None),
                column("net", mark("Net pay"), MONEY, of=lambda row: row.net if row.households else None),
            ),
        )
        self._keys: list[str] = []
        super().__init__(
            self._rows,
            page,
            search=False,
            empty=Empty(
                tr("Pay is calculated from collections. The first month appears after the first collection."),
                tr("Go to Collection"),
                begin,
                "pay",
                roles.POST,
            ),
        )
        self.opened.connect(lambda place: self.chosen.emit(self._keys[place]))

    def show_months(self, months: Sequence[PeriodRow]) -> None:
        """Other months."""
        self._keys = [row.key for row in months]
        self._rows.show(months)
        self.refresh()

    def open_current(self) -> None:
        """Open the month under the cursor, else the first."""
        if self._keys:
            self.chosen.emit(self._keys[self.key() or 0])
