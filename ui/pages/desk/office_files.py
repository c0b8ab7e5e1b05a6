"""The workbooks that go to others: the results of a month, the county office's tables, accounts with enterprises."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.errors import UserError
from models.i18n import mark, tr
from models.tables.party import LEVELS, TOWNSHIP
from reports.selection import Selection
from ui.kit.background_task import Progress
from ui.kit.card import Card
from ui.kit.exporting import export_results, say_written
from ui.kit.form import ChoiceField, Field, Form, TextField
from ui.kit.page import Page
from ui.kit.save_dialog import ask_target
from ui.kit.scrolled import Scrolled
from ui.kit.text import paragraph, text
from ui.shell import theme


class OfficeFile(NamedTuple):
    """A workbook for others: its key, marked title, and who it is for."""

    key: str
    title: str
    help: str


RESULTS: Final = OfficeFile(
    "results",
    mark("Results workbook"),
    mark("The results of a month: one sheet each for pay, collections, material and quality."),
)
COUNTY: Final = OfficeFile(
    "county",
    mark("County office"),
    mark(
        "The county office's tables: households, pay by village and category, machines, visits; and the programme's"
        " monthly returns, a sheet each."
    ),
)
ENTERPRISES: Final = OfficeFile(
    "enterprises",
    mark("Accounts with enterprises"),
    mark("What each enterprise sent and received, in one workbook; on paper it is on the page Print."),
)
OUTWORK: Final = OfficeFile(
    "outwork",
    mark("Ledgers of outwork"),
    mark(
        "Who works in each household, and every order, hand-out, receipt and payment; kept for three years."
    ),
)
OFFICE_FILES: Final = (RESULTS, COUNTY, ENTERPRISES, OUTWORK)


class OfficeFilePanel(Card):
    """What is asked before such a workbook is written: of which month, or from when until when."""

    def __init__(self, page: Page, one: OfficeFile, month: Callable[[], str]) -> None:
        super().__init__()
        self.inset()
        self.page, self.file, self._month = page, one, month
        inner = QWidget()
        inner.setMaximumWidth(theme.px("sheet"))
        holder = QVBoxLayout(inner)
        holder.setContentsMargins(0, 0, theme.px("m"), 0)
        holder.addWidget(text(tr(one.title), "section"))
        holder.addWidget(paragraph(tr(one.help), "quiet"))
        holder.addSpacing(theme.px("s"))
        self.form = Form(self._fields(), self, columns=2)
        self.form.submitted.connect(lambda: page.guard(self.save))
        holder.addWidget(self.form)
        holder.addStretch(1)
        self.body.addWidget(Scrolled(inner))

    def _fields(self) -> Sequence[Field]:
        if self.file is RESULTS:
            return [TextField("period", tr("Month"), placeholder=tr("YYYY-MM"))]
        days = [
            TextField("since", tr("From month or day"), placeholder=tr("YYYY-MM")),
            TextField("until", tr("Until month or day"), placeholder=tr("YYYY-MM")),
        ]
        if self.file is not COUNTY:
            return days
        levels = [(level, tr(label)) for level, label in LEVELS]
        return [
            *days,
            ChoiceField("level", tr("Returns added up by"), levels, required=True, value=TOWNSHIP),
        ]

    def refresh(self) -> None:
        """The newest month with pay, unless another was typed."""
        if not self.form.dirty:
            month = self._month()
            self.form.set_values({key: month for key in self.form.fields if key != "level"})

    def said(self, name: str) -> str | None:
        """What stands in a field, or None."""
        return str(self.form.fields[name].raw()).strip() or None

    def save(self) -> None:
        """Ask where, and write it in the background; what cannot be read is said at its field first."""
        if not self.page.attempt(lambda _: self.check(), form=self.form):
            return
        title = tr(self.file.title)
        if self.file is RESULTS:
            title = tr("Results {period}").format(period=self.said("period"))
        target = ask_target(self.page, title)
        if target is not None:
            self.save_to(target)

    def check(self) -> None:
        """Refuse a month or a span that is none; raises UserError at its field."""
        if self.file is RESULTS:
            from models.queries.periods import period_named

            try:
                period_named(self.said("period") or "")
            except UserError as error:
                raise UserError(error.message, "period") from error
        else:
            self._asked().days()

    def _asked(self) -> Selection:
        return Selection(since=self.said("since") or "", until=self.said("until") or "")

    def save_to(self, target: Path) -> None:
        """Write the workbook to a place, unless what was typed is refused."""
        if not self.page.attempt(lambda _: self.check(), form=self.form):
            return
        if self.file is RESULTS:
            export_results(self.page, target, self.said("period") or "")
        else:
            self._write(target, self._asked().days())

    def _write(self, target: Path, days: tuple[date, date]) -> None:
        from models.settings import setting
        from reports.desk.outwork_export import write_outwork
        from reports.paper.language import paper_translator
        from reports.programme.county_export import write_county, write_enterprises

        speak = paper_translator(str(setting("paper.language")))
        level = self.form.fields["level"].raw() if self.file is COUNTY else None

        def work(progress: Progress) -> Any:
            if self.file is COUNTY:
                return write_county(
                    target, *days, tr=speak, level=level, progress=lambda at, of: progress(at, of, "")
                )
            write = write_outwork if self.file is OUTWORK else write_enterprises
            return write(target, *days, tr=speak)

        self.page.run(
            tr("Writing the workbook"),
            work,
            lambda _: say_written(self.page, target, tr("Written: {file}").format(file=target.name)),
        )
