"""The calendar on a household's page: what came and went, day by day, and the list of the month beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models import format
from models.i18n import mark, plural, tr
from models.kinds import CODE, DAY
from models.queries.desk import household_days as days
from models.queries.desk.household_days import MARKS, Happening, happenings
from models.queries.desk.target import OfHousehold
from models.tables.party import Household
from ui.kit.background_query import Asker
from ui.kit.button import ActionButton
from ui.kit.card import Card
from ui.kit.marked_month import Mark, MarkedMonth
from ui.kit.memory_listing import Rows, column
from ui.kit.page import Page
from ui.kit.spread import Spread
from ui.kit.table import TableView
from ui.kit.text import paragraph
from ui.shell import theme

AROUND = timedelta(days=13)
"""A calendar of six weeks shows so many days beside its month at most."""
ROLES = {days.IN: "accent", days.PAY: "accent"}


class HouseholdCalendar(Card):
    """A day opens what happened on it: the one slip, or the list where there are several."""

    def __init__(self, page: Page) -> None:
        super().__init__(tr("What came and went"))
        self.page, self.household = page, 0
        self.found: Sequence[Happening] = ()
        self.asker = Asker(self)
        today = page.desk.today()
        self.month = MarkedMonth(today, today)
        self.month.currentPageChanged.connect(lambda *_: page.guard(self._ask))
        self.month.selectionChanged.connect(self._show_day)
        self.month.activated.connect(lambda day: page.guard(partial(self.open_day, day.toPython())))
        self._rows = Rows(
            "household-days",
            mark("What came and went"),
            (
                column("day", mark("Date"), DAY),
                column("what", mark("Kind")),
                column("words", mark("Content")),
                column("number", mark("Number"), CODE),
            ),
        )
        self.table = TableView(self._rows, self, search=False, gives_way=("number",))
        self.table.opened.connect(lambda at: page.guard(partial(self.open_one, at)))
        self.nothing = paragraph("", "quiet")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        listed = QWidget()
        down = QVBoxLayout(listed)
        down.setContentsMargins(0, 0, 0, 0)
        down.addWidget(self.table)
        down.addWidget(self.nothing)
        self.table.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.setContentsMargins(theme.px("m"), 0, theme.px("m"), theme.px("m"))
        self.body.addWidget(Spread((self.month, listed), (2, 1), least="dialog", stretch=(1, 1)))
        slips = ActionButton(tr("All slips"), kind="link", slot=lambda: page.guard(self.open_all))
        self.head.addWidget(slips)

    def show_household(self, key: int) -> None:
        """The month of today of another household, or the month shown asked again."""
        today = self.page.desk.today()
        self.month.today = today
        if key != self.household:
            self.household = key
            self._came(())
            self.month.go(today)
        self._ask()

    def _ask(self) -> None:
        first = date(self.month.yearShown(), self.month.monthShown(), 1)
        household = self.household
        self.asker.ask(lambda: happenings(household, first - AROUND, first + 3 * AROUND), self._came)

    def _came(self, found: Sequence[Happening]) -> None:
        self.found = found
        marks: dict[date, list[Mark]] = {}
        for one in found:
            word = (tr(MARKS[one.mark]), self._role(one))
            if word not in marks.setdefault(one.day, []):
                marks[one.day].append(word)
        self.month.put(marks)
        shown = [(at, one) for at, one in enumerate(found) if self._in_month(one.day)]
        self._rows.put([(at, (one.day, one.what, one.words, one.number)) for at, one in shown])
        self.table.refresh()
        self.table.setVisible(bool(shown))
        # As high as its rows, and beside the calendar no higher than that.
        rows = self.table.heads.height() + len(shown) * theme.px("row") + theme.px("xs")
        self.table.setFixedHeight(min(rows, self.month.height()))
        self.nothing.setVisible(not shown)
        name = format.month(f"{self.month.yearShown()}-{self.month.monthShown():02d}")
        self.nothing.setText(tr("Nothing came or went in {month}.").format(month=name))
        words = plural("{n} entry", "{n} entries", len(shown)) if shown else ""
        self.detail.setText(f"{name} · {words}" if words else name)
        self._show_day()

    def _role(self, one: Happening) -> str:
        if one.mark == days.DUE:
            return "wrong" if one.day < self.page.desk.today() else "soon"
        return ROLES.get(one.mark, "quiet")

    def _in_month(self, day: date) -> bool:
        return (day.year, day.month) == (self.month.yearShown(), self.month.monthShown())

    def of_day(self, day: date) -> list[int]:
        """Where what happened on a day stands in what was found."""
        return [at for at, one in enumerate(self.found) if one.day == day]

    def _show_day(self) -> None:
        """The list stands on the day chosen."""
        there = self.of_day(self.month.day)
        if there and self._in_month(self.month.day):
            self.table.select(there[0])

    def open_day(self, day: date) -> None:
        """What happened on a day: the one thing itself, or the list with the first of several chosen."""
        there = self.of_day(day)
        if len(there) == 1:
            self.open_one(there[0])
        elif there:
            self.table.select(there[0])
            self.table.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def open_one(self, at: int) -> None:
        """The page of something that happened."""
        self.page.desk.go(self.found[at].page, self.found[at].target)

    def open_all(self) -> None:
        """The household's slips of all time."""
        head = Household.get_by_id(self.household)
        self.page.desk.go("vouchers", OfHousehold(head.id, f"{head.code} {head.head}"))
