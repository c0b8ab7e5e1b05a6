"""The rows behind a figure of a report: what it follows from, each leading to its record."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from models import i18n
from models.i18n import mark, tr
from models.queries import report
from models.queries.desk.target import Month, OfItem, OfMachine, OfRegister, OfSubcontract, Record
from models.queries.listing import ListColumn
from models.queries.report import Behind, Lead
from ui.kit.desk import Place
from ui.kit.dialog import Dialog
from ui.kit.empty import Empty
from ui.kit.memory_listing import Rows
from ui.kit.page import Page
from ui.kit.table import TableView
from ui.kit.text import paragraph, text
from ui.shell import theme

TITLE: Final = mark("Rows behind a figure")


def place_of(lead: Lead) -> Place:
    """The page that shows the record a row is about, and what it is pointed at."""
    places: dict[str, Place] = {
        report.OF_VOUCHER: ("vouchers", Record(lead.key)),
        report.OF_STATEMENT: ("pay", Month(lead.period, lead.key)),
        report.OF_SUBCONTRACT: ("orders", OfSubcontract(lead.key)),
        report.OF_ORDER: ("orders", Record(lead.key)),
        report.OF_HOUSEHOLD: ("households", Record(lead.key)),
        report.OF_PRODUCT: ("products", Record(lead.key)),
        report.OF_MATERIAL: ("products", OfItem(lead.key)),
        report.OF_CLAIM: ("support", OfRegister("claim", lead.key)),
        report.OF_MACHINE: ("stock", OfMachine(lead.key)),
        report.OF_WORKSHOP: ("workshops", OfRegister("workshop", lead.key)),
        report.OF_COURSE: ("training", OfRegister("course", lead.key)),
        report.OF_VACANCY: ("employment", OfRegister("vacancy", lead.key)),
    }
    return places[lead.record]


class RowsBehind(Dialog):
    """`leads` is where the row that was opened leads, once it is closed; None where it was only looked at."""

    def __init__(self, parent: QWidget, behind: Behind) -> None:
        super().__init__(parent)
        self.behind = behind
        self.leads: Place | None = None
        title = behind.title(i18n.translator(i18n.language()))
        self.setWindowTitle(title)
        self.resize(theme.METRICS["preview_w"] * 3 // 4, theme.METRICS["preview_h"] * 3 // 4)
        outer = self.body_layout("m")
        outer.addWidget(paragraph(title, "section"))
        outer.addWidget(text(self._figure(), "quiet"))
        rows = [
            (place, tuple(row.cells.get(column.key) for column in behind.columns))
            for place, row in enumerate(behind.rows)
        ]
        self.table = TableView(
            Rows("rows-behind", TITLE, [self._added(column) for column in behind.columns], rows),
            self,
            empty=Empty(tr("No row lies behind this figure.")),
        )
        self.table.opened.connect(self.open_row)
        self.table.add_row_action(tr("Open"), self.open_row, "", "arrow-right")
        outer.addWidget(self.table, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(text(tr("Enter opens the record of a row."), "quiet"))
        buttons.addStretch(1)
        close = self.close_button()
        buttons.addWidget(close)
        outer.addLayout(buttons)
        self.table.refresh()
        self.table.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if rows:
            self.table.select(0)

    def _added(self, column: ListColumn) -> ListColumn:
        """A column as it stands here: only what makes the figure by being added up has a sum."""
        sums = column.key == self.behind.figure and self.behind.how == report.SUM
        return replace(column, adds=sums)

    def _figure(self) -> str:
        """How the figure follows from the rows, in words."""
        behind, value = self.behind, self.behind.value()
        column = next(one for one in behind.columns if one.key == behind.figure)
        if behind.how == report.DIFFERENT:
            return ""
        if value is None or behind.how == report.SHARE:
            return tr("The figure follows from the column {column}.").format(column=tr(column.label))
        words = {
            report.SUM: tr("{column} together: {figure}"),
            report.MEAN: tr("{column} on average: {figure}"),
            report.LAST: tr("{column} in the last row: {figure}"),
        }[behind.how]
        return words.format(column=tr(column.label), figure=column.kind.worded(value))

    def open_row(self, place: int) -> None:
        """Close, so that the record of a row opens."""
        lead = self.behind.rows[place].lead
        if lead is not None:
            self.leads = place_of(lead)
            self.accept()


def open_rows_behind(page: Page, behind: Behind) -> None:
    """Show the rows behind a figure of a page, and go where the one that was opened leads."""
    dialog = RowsBehind(page.window(), behind)
    dialog.exec()
    if dialog.leads is not None:
        key, target = dialog.leads
        page.guard(lambda: page.desk.go(key, target))
