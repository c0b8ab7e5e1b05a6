"""A course as a whole: who takes part, who was there on which day, what that pays, and the certificates."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from models import format
from models.actions.programme.courses import certify, enrol, sign_days, withdraw
from models.errors import UserError
from models.i18n import mark, plural, tr
from models.queries.programme.training import CourseRecord, course_record
from models.queries.register import register
from models.rights import may
from models.rules.desk import roles
from models.rules.programme.training import SKILL_LEVELS
from models.tables.party import Worker
from models.tables.training import COURSE_KINDS, Course, Enrolment
from reports.selection import Selection
from ui.kit.action_row import ActionRow
from ui.kit.boxes import vbox
from ui.kit.button import ActionButton
from ui.kit.empty import Empty
from ui.kit.form import ChoiceField, DateField, Form
from ui.kit.form_sheet import Sheet
from ui.kit.page import Page
from ui.kit.print_commands import print_kind
from ui.kit.table import TableView
from ui.kit.text import text
from ui.pages.programme.attendance_grid import AttendanceGrid
from ui.shell import errors, theme


class CoursePeople(QWidget):
    """The people of a course by its days, with what is done about them."""

    edited = Signal()

    def __init__(self, page: Page, course: int) -> None:
        super().__init__()
        self.page, self.course = page, course
        self.grid = AttendanceGrid(None, page.desk.today())
        self.grid.edited.connect(self.edited)
        self.grid.edited.connect(self._say)
        self.sum = text("", "quiet")
        steps = ActionRow()
        for words, act, right in (
            (tr("Enrol people"), self.enrol, roles.PROGRAMME),
            (tr("Take out"), self.withdraw, roles.PROGRAMME),
            (tr("Give certificates"), self.certify, roles.PROGRAMME),
            (tr("Sign-in sheet"), partial(self.print_, "signin"), roles.PRINT),
            (tr("Training money list"), partial(self.print_, "trainingmoney"), roles.PRINT),
            (tr("Print certificates"), partial(self.print_, "certificate"), roles.PRINT),
        ):
            if may(right):
                steps.add(self._button(words, act))
        vbox("m", steps, (self.grid, 1), self.sum, of=self)
        self.ask()

    @property
    def dirty(self) -> bool:
        """Whether anything was ticked that is not saved."""
        return self.grid.dirty

    @property
    def record(self) -> CourseRecord:
        """The course as it stands in the books."""
        return self._record

    def ask(self) -> None:
        """Ask again who takes part; ticks not saved yet stay."""
        found = course_record(self.course)
        if found is not None:
            self._record = found
            self.grid.show_course(found)
            self._say()

    def save(self) -> bool:
        """Save what was ticked; False where it is refused."""
        changed = self.grid.people.changed
        if not changed:
            return True
        saved = errors.attempt(self, lambda _: sign_days(self.course, changed, self.page.desk.today()))
        if saved:
            self.ask()
        return saved

    def enrol(self) -> None:
        """Choose people to enrol."""
        with errors.caught(self):
            if enrol_sheet(self, self.page, self.course).exec():
                self.ask()

    def withdraw(self) -> None:
        """Take the person out whose row one is on."""
        chosen = self.grid.chosen()
        if chosen is not None and errors.attempt(self, lambda _: withdraw(chosen.enrolment)):
            self.ask()

    def certify(self) -> None:
        """Certificates for everybody who was there and has none; what was ticked is saved first."""
        with errors.caught(self):
            if self.save() and certificates_sheet(self, self.page, self.record).exec():
                self.ask()

    def print_(self, kind: str) -> None:
        """Preview a paper of this course; what was ticked is saved first, or the paper would not say it."""
        if not self.save():
            return
        with errors.caught(self):
            print_kind(self.page, kind, Selection(numbers=(self.record.number,)))

    def _button(self, words: str, act: Callable[[], object]) -> ActionButton:
        button = ActionButton(words, slot=lambda: act())
        button.setAutoDefault(False)
        return button

    def _say(self) -> None:
        people = self.record.people
        said = [
            plural("{n} person", "{n} people", len(people)),
            plural("{n} day in all", "{n} days in all", self.grid.people.person_days),
        ]
        if self.dirty:
            # What a day is paid depends on other courses too, and is known once it is saved.
            said.append(tr("not saved yet"))
        else:
            said.append(format.yuan(sum(one.amount for one in people)))
            said.append(tr("Space ticks a cell, a click on a day ticks it for all."))
        self.sum.setText(" · ".join(said))


def course_sheet(page: Page, key: int) -> Sheet:
    """A course with its attendance; it saves what was ticked in one operation."""
    row: Any = Course.get_by_id(key)
    people = CoursePeople(page, key)
    record = people.record
    said = [
        tr(dict(COURSE_KINDS)[row.kind]),
        record.trade_name,
        f"{row.start} – {row.end}",
        row.place,
        row.teacher,
        tr("free of charge") if row.free else "",
    ]

    def act(consent: Any, values: dict[str, Any]) -> int:
        return sign_days(key, people.grid.people.changed, page.desk.today())

    sheet = Sheet(
        page,
        f"{row.number} {row.name}",
        Form([]),
        tr("Save attendance"),
        act,
        intro=" · ".join(filter(None, said)),
        extra=people,
    )
    people.grid.setFocus()
    return sheet


def enrol_sheet(parent: QWidget, page: Page, course: int) -> Sheet:
    """People to enrol together: those chosen in the list, with Shift or Ctrl several.

    Raises UserError where nobody is left to choose.
    """
    within = Enrolment.select(Enrolment.worker).where(Enrolment.course == course)
    listing = register(
        Worker, mark("People"), order="household", only=Worker.active & Worker.id.not_in(within)
    )
    if not listing.count():
        raise UserError(tr("Everybody takes part already."))
    table = TableView(listing, None, empty=Empty(tr("Nothing matches.")))
    table.setMinimumSize(theme.px("sheet"), theme.px("header") + 10 * theme.px("row"))
    table.refresh()

    def act(consent: Any, values: dict[str, Any]) -> int:
        return enrol(course, table.keys(), page.desk.today())

    sheet = Sheet(
        parent,
        tr("Enrol people"),
        Form([]),
        tr("Enrol"),
        act,
        intro=tr("Choose in the list, with Ctrl or Shift several."),
        extra=table,
    )
    table.table.setFocus()
    return sheet


def certificates_sheet(parent: QWidget, page: Page, course: CourseRecord) -> Sheet:
    """Certificates for who was there and has none; it asks whether the skill in the trade rises with them.

    Raises UserError where there is nobody.
    """
    waiting = [one for one in course.people if one.days and not one.certificate]
    if not waiting:
        raise UserError(tr("Nobody waits for a certificate: it is for who was there and has none."))
    today = page.desk.today()
    fields: list[Any] = [
        DateField("day", tr("Certified on"), required=True, value=min(today, course.end), today=lambda: today)
    ]
    if course.trade is not None:
        said = tr("{level}, {words}", "skill")
        levels = [(at, said.format(level=at, words=tr(words))) for at, words in enumerate(SKILL_LEVELS) if at]
        fields.append(
            ChoiceField(
                "level",
                tr("New skill in {trade}").format(trade=course.trade_name),
                [(None, tr("stays as it is")), *levels],
                hint=tr("It never falls."),
            )
        )
    form = Form(fields)

    def act(consent: Any, values: dict[str, Any]) -> Any:
        workers = [one.worker for one in waiting]
        return certify(course.id, workers, values["day"], level=values.get("level"), today=today)

    return Sheet(
        parent,
        tr("Give certificates"),
        form,
        tr("Give certificates"),
        act,
        intro=plural(
            "{n} person was there and has no certificate yet.",
            "{n} people were there and have no certificate yet.",
            len(waiting),
        ),
    )
