"""The coming days of each technician: whom to visit, on which drive and about when."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtWidgets import QWidget

from models import format
from models.i18n import mark, tr
from models.kinds import DAY
from models.queries.desk.target import Day, OfHousehold
from models.queries.road.visit_days import VisitOfDay, visit_days
from models.rules.desk import roles
from ui.kit.boxes import vbox
from ui.kit.empty import Empty
from ui.kit.memory_listing import Rows, column
from ui.kit.page import Page
from ui.kit.table import TableView

AHEAD = timedelta(days=14)
"""So far ahead the days are listed."""


class VisitDays(QWidget):
    """The visits that are planned, agreed or asked for, by day and technician."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.found: list[VisitOfDay] = []
        self._rows = Rows(
            "visit-days",
            mark("Visits of the coming days"),
            (
                column("day", mark("Date"), DAY),
                column("technician", mark("Technician")),
                column(
                    "time",
                    mark("About", "time of day"),
                    of=lambda one: "" if one.begin is None else format.time_of_day(one.begin),
                ),
                column(
                    "who",
                    mark("Household"),
                    person=True,
                    of=lambda one: format.household(one.head, one.village),
                ),
                column("about", mark("What for")),
                column("drive", mark("Drive"), of=_drive),
            ),
        )
        self.table = TableView(
            self._rows, page, empty=Empty(tr("No visit is planned for the coming days."), "", None, "visits")
        )
        self.table.opened.connect(self.record)
        self.table.add_row_action(tr("Record the visit"), self.record, "", "edit", right=roles.VISIT)
        self.table.add_row_action(tr("See the drives of the day"), self.drives, "", "truck")
        vbox(0, self.table, of=self)

    def refresh(self) -> None:
        """Ask anew, as of today."""
        today = self.page.desk.today()
        self.found = visit_days(today, today + AHEAD)
        self._rows.show(self.found)
        self.table.refresh()

    def record(self, row: int) -> None:
        """Record the visit in the form of the first tab."""
        self.page.open(OfHousehold(self.found[row].household))

    def drives(self, row: int) -> None:
        """The routes of the day."""
        self.page.desk.go("routes", Day(self.found[row].day))


def _drive(one: VisitOfDay) -> str:
    """Which stop of which drive it is; "" where nobody drives there."""
    if one.stop is None:
        return ""
    by = " ".join(part for part in (one.vehicle, one.driver) if part)
    return tr("{vehicle}, stop {n}").format(vehicle=by, n=one.stop)
