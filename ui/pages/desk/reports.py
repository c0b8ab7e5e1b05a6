"""Reports: the workbooks that go to others."""

from __future__ import annotations

from datetime import date
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from models.i18n import mark, tr
from models.queries.desk.target import OfKind, Target
from ui.kit.grouped_list import GroupedList
from ui.kit.page import Page
from ui.pages.desk.office_files import OFFICE_FILES, OfficeFilePanel
from ui.shell import theme

FOR_OTHERS: Final = mark("Workbooks for others")


class ReportsPage(Page):
    """What there is at the left, the chosen one at the right."""

    title = mark("Reports")
    help_key = "reports"

    def build(self) -> None:
        """The list, and a panel for each."""
        self.set_primary(tr("Save workbook"), self.save, "Ctrl+E", "export")
        across = QHBoxLayout()
        across.setSpacing(theme.px("l"))
        self.list = GroupedList(
            tr("Reports"), [(tr(FOR_OTHERS), [(one.key, tr(one.title)) for one in OFFICE_FILES])]
        )
        across.addWidget(self.list)
        self.pile = QStackedWidget()
        self.panels = {one.key: OfficeFilePanel(self, one, self._month) for one in OFFICE_FILES}
        for panel in self.panels.values():
            self.pile.addWidget(panel)
        across.addWidget(self.pile, 1)
        self.body.addLayout(across, 1)
        self.list.changed.connect(lambda _: self._show())
        self.list.itemActivated.connect(lambda _: self.guard(self.save))
        self.list.choose(self.list.keys()[0])

    def refresh(self) -> None:
        """The newest month, where none was typed."""
        self.panels[self.list.chosen()].refresh()

    def open(self, target: Target) -> None:
        """A report or a workbook, by its key."""
        match target:
            case OfKind(key):
                self.list.choose(key)
            case _:
                super().open(target)

    def where(self) -> Target | None:
        """What is chosen."""
        return OfKind(self.list.chosen())

    def first_focus(self) -> QWidget | None:
        """The list, so that arrows choose at once."""
        return self.list

    def _show(self) -> None:
        panel = self.panels[self.list.chosen()]
        panel.refresh()
        self.pile.setCurrentWidget(panel)

    def _month(self) -> str:
        from models.queries.pay.months import periods_with_pay

        day: date = self.desk.today()
        rows = periods_with_pay()
        return rows[0].key if rows else f"{day:%Y-%m}"

    def save(self) -> None:
        """Write the workbook that is chosen."""
        self.panels[self.list.chosen()].save()
