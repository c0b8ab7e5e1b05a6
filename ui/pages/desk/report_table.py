"""The table of a report, its total below it column by column; every figure that has rows behind it can be opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from models.i18n import mark, tr
from models.queries.listing import ListColumn
from models.queries.report import TOTAL, Report, ReportAnswer, ReportRow
from ui.kit.boxes import vbox
from ui.kit.memory_listing import Rows
from ui.kit.row_model import TableModel
from ui.kit.rows_view import RowsView
from ui.kit.table import TableView
from ui.shell import theme

TITLE: Final = mark("Report")
FEWEST: Final = 4
"""Rows that are seen at once in a window of the usual height; the others are scrolled to."""
FEWEST_LOW: Final = 2
"""The same in a low one, so that the picture and the table are both seen."""


def cells_of(answer: ReportAnswer | None) -> list[tuple[int, tuple[Any, ...]]]:
    """The rows of an answer as a table in memory holds them, by their place."""
    if answer is None:
        return []
    return [
        (place, tuple(row.cells.get(column.key) for column in answer.columns))
        for place, row in enumerate(answer.rows)
    ]


def total_of(answer: ReportAnswer, shown: Sequence[ListColumn]) -> Rows:
    """The total as a row of the columns shown; what it is stands in the first that holds words."""
    there = {column.key for column in shown}
    columns = (*shown, *(column for column in answer.columns if column.key not in there))
    cells = [None if answer.total is None else answer.total.cells.get(column.key) for column in columns]
    free = [
        place for place, column in enumerate(shown) if not column.kind.figure and cells[place] in (None, "")
    ]
    if free:
        # A code's column may be too narrow for the word.
        roomy = (place for place in free if columns[place].kind.flows)
        cells[next(roomy, free[0])] = tr("In all")
    return Rows("report-total", TITLE, columns, [(0, tuple(cells))])


class TotalLine(RowsView):
    """One row whose columns are those of the table above it, in their order and width."""

    def __init__(self, table: TableView) -> None:
        super().__init__()
        self._table = table
        self.horizontalHeader().hide()
        self.setAccessibleName(tr("In all"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setFixedHeight(theme.px("row") + theme.px("xs"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.delegate.embolden()
        self.delegate.too_narrow.connect(table.widths.widen)
        self.answer: ReportAnswer | None = None
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._line_up)
        table.filled.connect(self._soon.start)
        table.loaded.connect(self._soon.start)
        table.heads.sectionResized.connect(lambda *_: self._soon.start())
        table.table.horizontalScrollBar().valueChanged.connect(self.horizontalScrollBar().setValue)

    def show_total(self, answer: ReportAnswer | None) -> None:
        """Show another answer's total; none hides the line."""
        self.answer = answer
        self.setVisible(answer is not None and answer.total is not None and not answer.empty)
        self._soon.start()

    def _line_up(self) -> None:
        if self.answer is None or self.isHidden():
            return
        shown = self._table.model.columns
        before = self.model()
        if not isinstance(before, TableModel) or before.columns != shown or self.answer is not self._of:
            self._of = self.answer
            model = TableModel(total_of(self.answer, shown), self, columns=shown)
            model.load()
            chosen = self.selectionModel()
            self.setModel(model)
            for gone in (chosen, before):
                if gone is not None:
                    gone.deleteLater()
        for place in range(len(shown)):
            self.setColumnWidth(place, self._table.table.columnWidth(place))
        self.horizontalScrollBar().setValue(self._table.table.horizontalScrollBar().value())

    _of: ReportAnswer | None = None


class ReportTable(QWidget):
    """``figure(row, column)`` when a figure is opened, ``record(lead)`` when the rest of a row about a record is."""

    figure = Signal(str, str)
    record = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.answer: ReportAnswer | None = None
        self._fewest = FEWEST
        self.table = TableView(Rows("report", TITLE, ()), self)
        self.table.totals.only_of_chosen = True
        self.table.opened.connect(self._opened)
        # The cell, not the row, is what one opens.
        self.table.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.table.add_row_action(tr("Rows behind this figure"), self._opened, "", "list")
        self.table.add_row_action(tr("Open the record"), self._lead, "", "arrow-right")
        self.total = TotalLine(self.table)
        self.total.opened.connect(lambda _: self._open_total())
        vbox("xs", (self.table, 1), self.total, of=self)

    def show_answer(self, report: Report, answer: ReportAnswer | None) -> None:
        """Show another answer's table."""
        before, self.answer = self.answer, answer
        name, held = f"report-{report.key}", self.table.model.listing
        columns = () if answer is None else answer.columns
        if before is not None and before.columns == columns and held.name == name:
            held.put(cells_of(answer))
        else:
            # The report's own total stands below: shares and means have no sum.
            plain = [replace(column, adds=False) for column in columns]
            self.table.set_listing(Rows(name, report.title, plain, cells_of(answer)))
        self.table.refresh()
        self.total.show_total(answer)
        self._fit()

    def current_row(self) -> ReportRow | None:
        """The row that is chosen, else the first."""
        if self.answer is None or not self.answer.rows:
            return None
        return self.answer.rows[next(iter(self.table.keys()), 0)]

    def set_low(self, low: bool) -> None:
        """Take as little height as it can where the window is low."""
        self._fewest = FEWEST_LOW if low else FEWEST
        self._fit()

    def _fit(self) -> None:
        """A few rows high at least, and no higher than all of them: the picture gets the room that is left."""
        rows = 0 if self.answer is None else len(self.answer.rows)
        self.setMinimumHeight(self._height(min(self._fewest, max(2, rows))))
        self.setMaximumHeight(self._height(max(2, rows)))

    def _height(self, rows: int) -> int:
        bar = theme.px("control") + theme.px("m") + theme.px("header")
        total = 0 if self.total.isHidden() else self.total.height() + theme.px("xs")
        return bar + rows * theme.px("row") + total + theme.px("s")

    def _column(self, view: RowsView) -> str:
        place = view.currentIndex().column()
        return str(view.rows().columns[place].key) if place >= 0 else ""

    def _opened(self, place: int) -> None:
        """The rows behind the figure one stands on; elsewhere the record, or the rows of the row's first figure."""
        answer = self.answer
        if answer is None:
            return
        row, column = answer.rows[place], self._column(self.table.table)
        if column in answer.opens:
            if row.cells.get(column) is not None:
                self.figure.emit(row.key, column)
        elif row.lead is not None:
            self.record.emit(row.lead)
        elif answer.opens:
            self.figure.emit(row.key, next(one.key for one in answer.columns if one.key in answer.opens))

    def _lead(self, place: int) -> None:
        if self.answer is not None and self.answer.rows[place].lead is not None:
            self.record.emit(self.answer.rows[place].lead)

    def _open_total(self) -> None:
        column = self._column(self.total)
        if self.answer is not None and column in self.answer.opens:
            self.figure.emit(TOTAL, column)
