"""Reports: each as a picture, in words and as a table; and the workbooks that go to others."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget

from models import rights
from models.errors import UserError
from models.i18n import mark, tr
from models.queries.desk.reports import REPORTS, offered_reports
from models.queries.pay.fair_products import KEY as FAIR_RATES
from models.queries.programme import county_returns
from models.rules.desk import roles
from ui.kit.acts import act
from ui.kit.boxes import hbox
from ui.kit.grouped_list import Group, GroupedList
from ui.kit.listed_page import ListedPage
from ui.kit.turns import Pieces
from ui.pages.desk.office_files import OFFICE_FILES, OfficeFilePanel
from ui.pages.desk.report_paper import preview_report, save_report
from ui.pages.desk.report_view import ReportView
from ui.shell.window_state import remembered

if TYPE_CHECKING:
    from reports.desk.report import ReportPaper

FOR_OTHERS: Final = mark("Workbooks for others")
MONTHLY: Final = mark("Monthly returns")
_KEPT: Final = "reports/chosen"


class ReportsPage(ListedPage):
    """What there is at the left, the chosen one at the right."""

    title = mark("Reports")
    help_key = "reports"

    def build(self) -> Pieces:
        """The list, the report's view, and a panel for each workbook."""
        self.printing = self.set_primary(tr("Preview and print"), self.print_report, "Ctrl+P", "print")
        self.printing.setStatusTip(tr("There is nothing to print yet."))
        self.writing: QAction | None = None
        self.proposing = self.add_action(
            tr("Use the proposed rate"), self.use_proposed, "Alt+1", "check", right=roles.MASTER
        )
        self.proposing.setVisible(False)
        self.saving = self.add_action(tr("Save workbook"), self.save, "Ctrl+E", "export", right=roles.EXPORT)
        across = hbox("l")
        # In its place before it is filled: Qt dresses anew whatever is moved.
        self.body.addLayout(across, 1)
        files = OFFICE_FILES if rights.may(roles.EXPORT, roles.SEE_PAY) else ()
        self.list = GroupedList(
            tr("Reports"),
            [
                *self._reports(),
                *([(tr(FOR_OTHERS), [(one.key, tr(one.title)) for one in files])] if files else []),
            ],
        )
        across.addWidget(self.list)
        self.pile = QStackedWidget()
        across.addWidget(self.pile, 1)
        yield
        self.view = ReportView(self)
        self.pile.addWidget(self.view)
        yield from self.view.build()
        self.view.answered.connect(self._dress)
        self.panels: dict[str, OfficeFilePanel] = {}
        for one in files:
            yield
            self.panels[one.key] = OfficeFilePanel(self, one, self._month)
            self.pile.addWidget(self.panels[one.key])
        kept = str(remembered().value(_KEPT, ""))
        if not self.list.choose(kept):
            self.list.choose(offered_reports()[0].key)
        self.list.changed.connect(lambda _: self.guard(self._chosen))
        self.list.itemActivated.connect(lambda _: self.guard(self._go_in))

    def _reports(self) -> list[Group]:
        """The reports, and apart from them the office's monthly returns."""
        monthly = {one.key for one in county_returns.REPORTS}
        named = [(one.key, tr(one.title)) for one in offered_reports()]
        return [
            (tr("Reports"), [one for one in named if one[0] not in monthly]),
            (tr(MONTHLY), [one for one in named if one[0] in monthly]),
        ]

    def refresh(self) -> None:
        """Ask again what is shown."""
        self._show()

    @property
    def panel(self) -> OfficeFilePanel | None:
        """The workbook that is chosen, where it is none of the reports."""
        return self.panels.get(self.list.chosen())

    def _chosen(self) -> None:
        remembered().setValue(_KEPT, self.list.chosen())
        self._show()

    def _show(self) -> None:
        panel = self.panel
        if panel is not None:
            panel.refresh()
            self.set_chip("")
            self.pile.setCurrentWidget(panel)
        else:
            self.pile.setCurrentWidget(self.view)
            self.view.show_report(REPORTS[self.list.chosen()])
        self._dress()

    def _dress(self) -> None:
        """Which of the actions are possible with what is shown."""
        answer = self.view.answer
        there = answer is not None and not answer.empty
        self._lead(self.panel is not None)
        fair = self.panel is None and self.list.chosen() == FAIR_RATES
        self.proposing.setVisible(fair and there and rights.may(roles.MASTER))
        if self.writing is None:
            self.printing.setEnabled(there)
            self.saving.setEnabled(there)

    def _lead(self, writes: bool) -> None:
        """What comes first: a report is printed, a workbook for others is written."""
        if writes == (self.writing is not None):
            return
        self.saving.setVisible(not writes)
        self.saving.setEnabled(not writes)
        if writes:
            self.writing = self.set_primary(tr("Save workbook"), self.save, "Ctrl+E", "export")
        else:
            self.writing = None
            self.printing = self.set_primary(tr("Preview and print"), self.print_report, "Ctrl+P", "print")
            self.printing.setStatusTip(tr("There is nothing to print yet."))

    def _go_in(self) -> None:
        """Enter in the list goes into the picture, or writes the workbook."""
        if self.panel is not None:
            self.panel.save()
        elif self.view.answer is not None and not self.view.answer.empty:
            self.view.chart.setFocus()

    def _month(self) -> str:
        from models.queries.pay.months import periods_with_pay

        day: date = self.desk.today()
        rows = periods_with_pay()
        return rows[0].key if rows else f"{day:%Y-%m}"

    def save(self) -> None:
        """Write the workbook that is chosen, or the report's."""
        if self.panel is not None:
            self.panel.save()
        else:
            save_report(self, self._paper())

    def use_proposed(self) -> None:
        """Open a new rate of the product under the cursor, filled in with what is proposed."""
        row = self.view.table.current_row()
        if row is None or row.lead is None:
            raise UserError(tr("Choose a product in the table."))
        act("use_rate", self, row.lead.key)

    def print_report(self) -> None:
        """Preview the report that is shown."""
        preview_report(self, self._paper())

    def _paper(self) -> ReportPaper:
        from reports.desk.report_files import report_paper

        view = self.view
        assert view.report is not None and view.filters is not None and view.answer is not None
        return report_paper(view.report, view.filters, view.answer, self.desk.today())
