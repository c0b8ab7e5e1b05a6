"""Guidance on tabs: what technicians show, return visits of those who look after households, the coming days."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QWidget

from models.i18n import mark, tr
from models.queries.desk.target import OfReturnVisit, Record, Tab, Target
from models.rules.desk import roles
from models.rules.ledger import voucher_kind
from models.tables.ledger import Voucher
from ui.kit.boxes import vbox
from ui.kit.records import list_focus
from ui.kit.tabs import Tabs, tab_label
from ui.kit.turns import Pieces
from ui.pages.guidance.return_visits import ReturnVisits
from ui.pages.guidance.visit_days import VisitDays
from ui.pages.guidance.visits import VisitsPage

GUIDANCE, RETURNS, DAYS = range(3)


class GuidancePage(VisitsPage):
    """Guidance visits with their form, and return visits beside them."""

    tab_names = (
        ("visits", mark("Guidance visits")),
        ("returns", mark("Return visits")),
        ("days", mark("Coming days")),
    )

    def build(self) -> Pieces:
        """The tabs; the thing to do changes with them."""
        self.tabs = Tabs(self.body)
        first = QWidget()
        self._first = vbox("m", of=first)
        self.tabs.add(first, tab_label(self, "visits"), name="visits")
        yield
        self.returns = ReturnVisits(self)
        self.tabs.add(self.returns, tab_label(self, "returns"), name="returns")
        self.days = VisitDays(self)
        self.tabs.add(self.days, tab_label(self, "days"), name="days")
        yield
        yield from super().build()
        self.tabs.currentChanged.connect(lambda _: self._dress())

    def place(self) -> QBoxLayout:
        """The first tab."""
        return self._first

    def _dress(self) -> None:
        shown = self.tabs.currentIndex()
        for action in self.of_visits:
            action.setVisible(shown == GUIDANCE)
        if shown == RETURNS:
            create = self.returns.create
            self.set_primary(tr("New return visit"), lambda: create(), "Ctrl+N", "plus", right=roles.VISIT)
        else:
            self.offer_record()

    def first_focus(self) -> QWidget:
        """What is typed first, or the list of return visits."""
        if self.tabs.currentIndex() == GUIDANCE:
            return super().first_focus()
        table = self.returns.table if self.tabs.currentIndex() == RETURNS else self.days.table
        return list_focus(table) or table

    def refresh(self) -> None:
        """All tabs."""
        super().refresh()
        self.returns.refresh()
        self.days.refresh()

    def open(self, target: Target) -> None:
        """A visit of either kind, one to record, or a tab: guidance, returns, days."""
        match target:
            case OfReturnVisit(key):
                self.tabs.setCurrentIndex(RETURNS)
                self.returns.create(key)
            case Record(key) if Voucher.get_by_id(key).kind == voucher_kind.RETURN_VISIT:
                self.tabs.setCurrentIndex(RETURNS)
                self.returns.table.select(key)
            case Tab(name):
                self.tabs.show_named(name)
            case _:
                self.tabs.setCurrentIndex(GUIDANCE)
                super().open(target)
