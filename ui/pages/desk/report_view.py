"""One report: what narrows it down, its picture and what that says, and its table."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from models import format, i18n
from models.errors import UserError
from models.i18n import mark, plural, tr
from models.queries.report import Report, ReportAnswer, ReportFilters
from ui.kit.background_query import Asker
from ui.kit.boxes import vbox
from ui.kit.card import Card
from ui.kit.chart import ChartView
from ui.kit.chart_plot import lies
from ui.kit.empty import Empty
from ui.kit.page import Page
from ui.kit.rows_behind import open_rows_behind, place_of
from ui.kit.scrolled import Scrolled
from ui.kit.text import paragraph
from ui.kit.turns import Pieces
from ui.pages import PAGES, offered
from ui.pages.desk.report_filters import ReportFilterBar
from ui.pages.desk.report_table import ReportTable
from ui.shell import theme

LEAST, LEAST_LOW = 4, 3  # rows of the table that a picture is high, at least; and in a low window
LOW: Final = 13  # rows of the table below which a window is low
UNBOUND: Final = 16_777_215  # Qt's own
FIRST_STEPS: Final = {
    "visits": ("visits", mark("Guidance")),
    "material": ("dispatch", mark("Dispatch")),
    "course": ("orders", mark("Orders")),
    "load": ("households", mark("Households")),
}
"""Where the first step lies of a report that has nothing to show."""
FIRST_STEP: Final = ("collection", mark("Collection"))


class ReportView(QWidget):
    """``answered()`` once another answer is shown, or none while one is asked for."""

    answered = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.report: Report | None = None
        self.filters: ReportFilters | None = None
        self.answer: ReportAnswer | None = None
        self._asker, self._behind = Asker(page), Asker(page)
        self.bar = ReportFilterBar(page.desk.today)
        self.bar.changed.connect(lambda: page.guard(self.ask))
        self.pile = QStackedWidget()
        vbox("m", self.bar, (self.pile, 1), of=self)

    def build(self) -> Pieces:
        """Its picture, words and table, in pieces."""
        yield
        page = self.page
        inner = QWidget()
        self._build_card()
        yield
        self.table = ReportTable()
        self.table.figure.connect(self.open_rows)
        self.table.record.connect(lambda lead: page.guard(lambda: page.desk.go(*place_of(lead))))
        self.holder = vbox("m", (self.card, 3), (self.table, 2), of=inner)
        # What is to be known of the figures stands below both.
        self.holder.addWidget(self.notes)
        yield
        self.pile.addWidget(Scrolled(inner))
        self.empty = Empty("", tr("Show all"), self._first_step, "reports")
        self.pile.addWidget(self.empty)

    def _build_card(self) -> None:
        self.card = Card(" ", " ").inset()
        self.said = paragraph("", "strong")
        self.notes = paragraph("", "quiet")
        self.chart = ChartView()
        self.chart.opened.connect(self.open_rows)
        self.area = Scrolled(self.chart)
        # It takes the room there is, not what all of its bars would like.
        self.area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.card.body.addWidget(self.said)
        self.card.body.addWidget(self.area, 100)
        self.card.body.addStretch(1)

    # -- asking --------------------------------------------------------------------------------------------------------

    def show_report(self, report: Report) -> None:
        """Show another report; the one before is taken away at once, so that no picture stands under a wrong name."""
        if report is not self.report:
            self.report = report
            self.card.title.setText(tr(report.title))
            self.card.detail.setText(tr(report.help))
            self.bar.show_report(report)
            self._show(None)
        self.ask()

    def ask(self) -> None:
        """Ask for what the bar says, beside the window; what was asked before is broken off."""
        report = self.report
        if report is None:
            return
        try:
            filters = self.bar.filters()
        except UserError:
            return  # said beside its field
        self.filters = filters
        if any(getattr(filters, name) is None for name in report.needs):
            self._asker.stop()
            self._show(None)
            self._say_empty()
            return
        today = self.page.desk.today()
        self.page.set_chip(tr("Calculating…"), "quiet")
        self._asker.ask(lambda: report.ask(filters, today), self._show, self._failed)

    def _failed(self, error: BaseException) -> None:
        from ui.shell import errors

        self.page.set_chip("")
        errors.show(self.page, error)

    def _show(self, answer: ReportAnswer | None) -> None:
        self.answer, report = answer, self.report
        assert report is not None
        speak = i18n.translator(i18n.language())
        said = " " if answer is None else format.sentences(*(sentence(speak) for sentence in answer.said))
        self.said.setText(said)
        self.notes.setText(
            ""
            if answer is None
            else format.sentences(*self._drawn(answer), *(n(speak) for n in answer.notes))
        )
        self.notes.setVisible(bool(self.notes.text()))
        if answer is not None:
            self.page.set_chip("")
            drawn = bool(answer.chart.categories and answer.chart.series)
            self.area.setVisible(drawn)
            # Without a picture the table has the room.
            self.holder.setStretchFactor(self.card, 3 if drawn else 0)
            self.chart.show_chart(answer.chart, f"{tr(report.title)}: {said}")
            self._size_chart()
        else:
            self.chart.forget()
        self.table.show_answer(report, answer)
        if answer is not None and answer.empty:
            self._say_empty()
        else:
            self.pile.setCurrentIndex(0)
        self.answered.emit()

    def _drawn(self, answer: ReportAnswer) -> list[str]:
        left = answer.chart.left_out
        if not left:
            return []
        words = plural(
            "The picture shows {drawn}; {n} more stands in the table.",
            "The picture shows {drawn}; {n} more stand in the table.",
            left,
        )
        return [words.format(drawn=len(answer.chart.categories))]

    def _size_chart(self) -> None:
        """Lying bars are as high as they are, and scroll in less room; what stands grows with the window."""
        least = self.chart.minimumSizeHint().height()
        lying = lies(self.chart.chart)
        rows = theme.px("row") * (LEAST_LOW if self._low else LEAST)
        self.area.setMinimumHeight(min(least, rows) if lying else rows)
        self.area.setMaximumHeight(least if lying else UNBOUND)

    @property
    def _low(self) -> bool:
        """Whether picture and table would not both be seen at their usual height."""
        return self.pile.height() < theme.px("row") * LOW

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low window both take less."""
        super().resizeEvent(event)
        if hasattr(self, "table"):
            self.table.set_low(self._low)
            self._size_chart()

    # -- nothing to show -----------------------------------------------------------------------------------------------

    def _say_empty(self) -> None:
        """What is missing, and what leads there."""
        report = self.report
        assert report is not None
        needed = self.filters is not None and any(
            getattr(self.filters, name) is None for name in report.needs
        )
        narrowed = self.bar.narrowed and not needed and not report.needs
        if needed:
            self.empty.say(tr("Choose an order above. None yet? Enter the first one."))
        elif narrowed:
            self.empty.say(tr("There is nothing in what this is narrowed down to."))
        else:
            self.empty.say(tr(report.empty))
        if self.empty.button is not None:
            self.empty.button.setText(tr("Show all") if narrowed else tr(self._step()[1]))
            pages = {entry.key for entry in offered(PAGES)}
            self.empty.button.setVisible(narrowed or self._step()[0] in pages)
        self.pile.setCurrentWidget(self.empty)

    def _step(self) -> tuple[str, str]:
        return FIRST_STEP if self.report is None else FIRST_STEPS.get(self.report.key, FIRST_STEP)

    def _first_step(self) -> None:
        if self.bar.narrowed and self.report is not None and not self.report.needs:
            self.bar.clear()
        else:
            self.page.guard(lambda: self.page.desk.go(self._step()[0]))

    # -- the rows behind -----------------------------------------------------------------------------------------------

    def open_rows(self, row: str, column: str) -> None:
        """Ask for the rows behind a figure, beside the window, and show them."""
        answer = self.answer
        if answer is not None:
            self._behind.ask(
                lambda: answer.behind(row, column), lambda found: open_rows_behind(self.page, found)
            )
