"""What a workbook holds that was checked or brought in: its rows by sheet, and what is odd about them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from models import i18n
from models.actions.exchange.workbook.problem_groups import grouped
from models.errors import Problem
from models.i18n import mark, plural, tr
from models.kinds import COUNT
from models.queries.exchange import workbook_schema
from models.rules.product.reach import NEW
from ui.kit.boxes import vbox
from ui.kit.form import ChoiceField
from ui.kit.memory_listing import Rows, column
from ui.kit.page import Page
from ui.kit.table import TableView
from ui.kit.text import text
from ui.pages.exchange.arrived import Arrived
from ui.pages.exchange.problem_table import ProblemTable
from ui.pages.product.product_forms import reaches
from ui.shell import theme


class CheckedBook(QWidget):
    """``reach_changed(apply_to)`` when the changed rates and bills shall hold for other work."""

    reach_changed = Signal(str)

    def __init__(self, page: Page) -> None:
        super().__init__()
        down = vbox("m", of=self)
        self.counted = Rows(
            "import-counts",
            mark("What the workbook holds"),
            (
                column("sheet", mark("Sheet")),
                column("added", mark("New rows"), COUNT),
                column("updated", mark("Changed rows"), COUNT),
                column("unchanged", mark("Unchanged rows"), COUNT),
            ),
        )
        self.reach = ChoiceField(
            "apply_to", tr("Changed rates and bills hold for"), reaches()[:2], required=True, value=NEW
        )
        self.reach.changed.connect(lambda: self.reach_changed.emit(self.reach.value()))
        self.reach.setMaximumWidth(theme.px("dialog"))
        self.arrived = Arrived(page.desk.go)
        self.arrived.hide()
        self.counts = TableView(self.counted, page, search=False)
        self.odd_title = text("", "section")
        self.warnings = ProblemTable("import-warnings", mark("Warnings"), page, search=False)
        for part, share in (
            (self.reach, 0),
            (self.arrived, 0),
            (self.counts, 3),
            (self.odd_title, 0),
            (self.warnings, 2),
        ):
            down.addWidget(part, share)

    def show_result(self, result: Any, apply_to: str) -> list[Problem]:
        """What a check or an import answered; answers what is odd."""
        # Asked only where there is open work that says something else than the workbook.
        self.reach.setVisible(bool(result.kept or result.reached))
        self.reach.set_value(apply_to)
        names = {sheet.key: sheet.name(i18n.language()) for sheet in workbook_schema.RECORDS}
        rows = [
            (number, (names[key], one.added or None, one.updated or None, one.unchanged or None))
            for number, (key, one) in enumerate(result.counts.items())
            if one.added or one.updated or one.unchanged
        ]
        self.counted.put(rows)
        self.counts.refresh()
        remarks = list(result.warnings)
        self.warnings.put(grouped(remarks))
        odd = len(remarks)
        self.odd_title.setText(
            plural("{n} thing is odd, but can come in", "{n} things are odd, but can come in", odd)
        )
        self.odd_title.setVisible(bool(odd))
        self.warnings.setVisible(bool(odd))
        return remarks
