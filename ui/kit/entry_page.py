"""What pages share where a day's slips are typed: a date, a grid, sums below it, posting all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QSizePolicy, QWidget

from models import format
from models.actions.ledger.blank_slips import check_entry
from models.actions.ledger.posting import Draft, post
from models.database import current_path
from models.errors import UserError
from models.i18n import plural, tr
from models.operation import asking, listen
from models.queries.product.units import units
from ui.kit.alignment import RIGHT
from ui.kit.boxes import hbox
from ui.kit.form import DateField, TextField
from ui.kit.grid import Grid
from ui.kit.grid_model import GridLine, said
from ui.kit.inline import inline
from ui.kit.look_ahead import LookAhead
from ui.kit.page import Page
from ui.kit.posted_lines import Posted
from ui.kit.same_day import SameDay
from ui.kit.sums import Sums
from ui.kit.text import ElidedLabel, text
from ui.shell import theme
from ui.shell.errors import Consent


class EntryPage(Page):
    """A page with one grid of lines that become slips. Subclasses give the grid, the drafts and the sums."""

    paper = ""
    """The kind of document its slips are printed as."""

    def build(self) -> None:
        """The strip with the date, the grid, and the line of sums."""
        self.posted: list[str] = []
        self._began = self.desk.today()
        self._same_day = SameDay(self.desk.today)
        self.day = inline(DateField("date", tr("Date"), required=True, value=self.desk.today()))
        self.day.changed.connect(self._day_changed)
        self.strip = hbox("l", self.day)
        self.number = inline(TextField("number", tr("Blank slip")))
        self.number.hide()
        self.strip.addWidget(self.number)
        words = tr("Enter next cell · = as above · F7 pick · Ctrl+Del remove line")
        keys = ElidedLabel(words, "quiet", whole=True)
        keys.setAlignment(RIGHT)
        self.strip.addWidget(keys, 1)
        self.body.addLayout(self.strip)
        self.grid = self.make_grid()
        self._ahead = LookAhead(self, self.grid)
        self.grid.extra = lambda: {"day": self.day.raw(), **self.more_to_keep()}
        self.grid.edited.connect(self.sum_up)
        self.grid.view.teach(*_lesson())
        self.body.addWidget(self.grid, 1)
        self.under = hbox("xl")
        self.message = text("", "wrong")
        self.message.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.under.addWidget(self.message, 1)
        self.foot = Sums()
        self.under.addLayout(self.foot)
        self.body.addLayout(self.under)
        self.grid.view.selectionModel().currentRowChanged.connect(lambda _, before: self._left(before.row()))
        self.primary = self.set_primary(tr("Post"), self.post, "Ctrl+Enter", "post")
        self.print_action = self.add_action(tr("Print"), self.print_, "Ctrl+P", "print")
        self.print_action.setEnabled(False)
        self.add_more(tr("Empty the grid"), self.empty, "trash")
        self.add_more(tr("Enter a blank slip"), self.ask_number, "edit")
        self.restore_draft()
        self.sum_up()

    # -- to override -----------------------------------------------------------------------------------------------

    def make_grid(self) -> Grid:
        """The grid with its columns."""
        raise TypeError(type(self).__name__)

    def drafts(self, day: date, lines: Sequence[GridLine]) -> list[Draft]:
        """The slips that some lines make."""
        raise TypeError(type(self).__name__)

    def left(self, line: GridLine) -> None:
        """A line was left: note what keeps it from being posted."""
        self.check(line)

    def check(self, line: GridLine) -> None:
        """Note on a line what keeps it from being posted."""

    def figures(self) -> list[tuple[str, str, str]]:
        """The sums below the grid: label, figure, unit."""
        return []

    def more_to_keep(self) -> dict[str, Any]:
        """What else belongs into the draft."""
        return {}

    def take_kept(self, content: dict[str, Any]) -> None:
        """What else was in the draft."""

    # -- the day ---------------------------------------------------------------------------------------------------

    def day_or_none(self) -> date | None:
        """The day of the slips, or None while it cannot be read."""
        day: date | None = self.day.value_or_none()
        return day

    def _day_changed(self) -> None:
        self._same_day = SameDay(self.desk.today)
        self.ask_again()
        self.grid.keep()

    def ask_again(self) -> None:
        """Have every line look at the ledger again."""
        for line in self.grid.model.lines:
            if not line.blank:
                self.line_changed(line, "")
        self.grid.model.repaint()
        self.sum_up()
        self._ahead.look(self.day_or_none())

    def line_changed(self, line: GridLine, key: str) -> None:
        """What follows from a cell; ``key`` "" asks everything again."""

    def refresh(self) -> None:
        """Data changed somewhere: what the lines show of the ledger may be old; over night the day is another."""
        today = self.desk.today()
        if today != self._began and not self.dirty and self.day_or_none() == self._began:
            self.day.set_value(today)
        self._began = today
        for posted in self.grid.posted.returned():
            self.come_back(posted)
        self.ask_again()

    def _left(self, row: int) -> None:
        """A line was left: what it lacks is no longer just unfinished."""
        if 0 <= row < len(self.grid.model.lines) and not self.grid.model.lines[row].blank:
            self.left(self.grid.model.lines[row])
            self.grid.model.repaint()
            self._ahead.look(self.day_or_none())
        self.say_line()

    def refuse(self, line: GridLine, error: UserError) -> None:
        """Say beside the cell it names why a line cannot be posted, and beside the date what is wrong with that."""
        if error.field == "date":
            self.day.say_problem(error.message)
        self.grid.refuse(line, error, self.otherwise(error))
        self.say_line()

    def come_back(self, posted: Posted) -> None:
        """What was posted and is taken back stands here again, above what was typed meanwhile."""
        if not self.grid.lines():
            self.day.set_value(posted.content.get("day"))
            self.take_kept(posted.content)
        self.grid.put_back(posted.content["lines"])

    # -- drafts ----------------------------------------------------------------------------------------------------

    def restore_draft(self) -> None:
        """Show what an earlier run left unposted."""
        content = self.grid.kept()
        if content is None:
            return
        self.day.set_value(content.get("day"))
        self.take_kept(content)
        self.grid.restore(content)

    def save_draft(self) -> bool:
        """The draft is on disk already; it is made durable."""
        self.grid.settle()
        self.grid.keep(durable=True)
        return not self.grid.unkept

    def empty(self) -> None:
        """Throw the lines away; Ctrl+Z brings them back."""
        if not self.grid.dirty:
            return
        self.grid.model.remember()
        self.grid.model.set_lines([])
        self.grid.model.edited.emit()
        self.grid.view.go_to(0)
        self.notify(tr("The grid was emptied."), tr("Undo Ctrl+Z"), self.grid.view.undo)

    def sum_up(self) -> None:
        """The chip, the primary action and the sums below."""
        self.dirty = self.grid.dirty
        self.say_kept(self.grid)
        self.say_post(self.slip_count())
        self._say_figures()
        self.say_line()

    def say_kept(self, grid: Grid) -> None:
        """Whether what is typed on a grid is safe until it is posted."""
        if not grid.dirty:
            self.set_chip("")
        elif grid.unkept:
            self.set_chip(tr("Draft · not kept"), "wrong")
        else:
            self.set_chip(tr("Draft · kept automatically"))

    def shown_grid(self) -> Grid:
        """The grid one is typing in."""
        return self.grid

    def say_line(self) -> None:
        """Everything there is to say about the current line, below the grid where there is room for it."""
        model, row = self.shown_grid().model, self.shown_grid().view.currentIndex().row()
        line = model.lines[row] if 0 <= row < len(model.lines) else None
        words = said(line) if line is not None else ""
        theme.set_role(self.message, "type", _role(line))
        self.message.setText(words)
        self.message.setToolTip(words)

    def say_post(self, slips: int) -> None:
        """How many slips the primary action posts."""
        words = plural("Post {n} slip", "Post {n} slips", slips) if slips > 1 else tr("Post")
        if words != self.primary.text():
            self.primary.setText(words)

    def slip_count(self) -> int:
        """How many slips the lines make."""
        return len({line.facts.household for line in self.grid.lines() if line.facts is not None})

    def line_count(self) -> int:
        """How many lines there are to post."""
        return len(self.grid.lines())

    def _say_figures(self) -> None:
        sums = [("", plural("{n} line", "{n} lines", self.line_count()), ""), *self.figures()]
        self.foot.say(sums)

    # -- posting ---------------------------------------------------------------------------------------------------

    def post(self) -> None:
        """Post every line, or none of them and say beside the cells why not."""
        self.grid.settle()
        for line in self.grid.model.lines:
            line.drop_problems()
        lines = self.grid.lines()
        if not lines:
            raise UserError(tr("There is nothing to post yet. Type a line first."))
        day = self.day_read()
        if day is None:
            return
        for line in lines:
            self.check(line)
        if not any(line.problems for line in lines):
            self.attempt(lambda consent: self._post(day, consent), done=self._posted)
        if any(line.problems for line in lines):
            self.grid.model.repaint()
            self.sum_up()
            if not self.day.problem():
                self.grid.go_to_problem()

    def day_read(self) -> date | None:
        """The day of the slips, or None when it cannot be read, which is said there and takes the keyboard."""
        try:
            day: date = self.day.value()
        except UserError as refusal:
            self.day.say_problem(refusal.message)
            self.day.editor.setFocus()
            return None
        return day

    def _post(self, day: date, consent: Consent) -> list[str]:
        def refused(draft: Draft, posted: Any, error: UserError) -> None:
            line = posted.place if posted is not None else None
            if line is not None:
                self.refuse(line, error)
            elif error.field == "date":
                self.day.say_problem(error.message)
            if error.field == "date":
                self.day.editor.setFocus()

        drafts = self.drafts(day, self.grid.lines())
        number = "" if self.number.isHidden() else str(self.number.raw())
        if number:
            if len(drafts) != 1:
                raise UserError(tr("A blank slip belongs to one household: enter its lines alone."), "number")
            drafts[0].number = check_entry(drafts[0].kind, number)
        with self.grid.posting(), asking(self._same_day.question(day, consent)):
            return post(drafts, refused)

    def ask_number(self, number: str = "") -> None:
        """Show the field for the number of a blank slip that is entered now."""
        self.number.set_value(number)
        self.number.show()
        if number:
            self.grid.setFocus()
        else:
            self.number.editor.setFocus()

    def otherwise(self, error: UserError) -> str:
        """The column that takes a refusal which names none."""
        return "reason"

    def _posted(self, numbers: Sequence[str]) -> None:
        if not numbers:
            return
        self.posted = list(numbers)
        self._same_day.posted(self.day_or_none())
        self.number.set_value("")
        self.number.hide()
        self.grid.clear()
        self.sum_up()
        several = plural("Print {n} slip", "Print {n} slips", len(numbers))
        self.print_action.setText(several if len(numbers) > 1 else tr("Print the slip"))
        self.print_action.setEnabled(bool(self.paper))
        self.grid.setFocus()
        self.done(posted_words(numbers))

    def print_(self) -> None:
        """Print what was just posted."""
        from ui.kit.print_commands import print_numbers

        if self.posted:
            print_numbers(self, self.paper, self.posted)

    def first_focus(self) -> QWidget | None:
        """The grid."""
        return self.grid.view


def _role(line: GridLine | None) -> str:
    """The role in which what there is to say about a line is said."""
    if line is not None and line.problems:
        return "wrong"
    return "soon" if line is not None and any(tone == "soon" for _, tone in line.hints) else "quiet"


def posted_words(numbers: Sequence[str]) -> str:
    """What was posted, by number."""
    if len(numbers) > 1:
        return plural(
            "Posted {n} slip, {first} to {last}", "Posted {n} slips, {first} to {last}", len(numbers)
        ).format(first=numbers[0], last=numbers[-1])
    return tr("Posted {number}").format(number=numbers[0])


def _lesson() -> tuple[str, list[tuple[str, str]]]:
    """How to begin on an empty grid."""
    return (
        tr("Scan a subcontract, or type its number, a name or its initials."),
        [
            ("F7", tr("all open work to pick from")),
            ("Enter", tr("the next cell, and after the last one a new line")),
            ("=", tr("the same as in the line above")),
            ("Ctrl+Enter", tr("post all lines together, or none of them")),
        ],
    )


UNITS_FIRST = ("piece", "kg")


def by_unit(amounts: Sequence[tuple[str, int]]) -> list[tuple[str, str, str]]:
    """Quantities summed unit by unit, pieces and kilograms first."""
    sums: dict[str, int] = {}
    for unit, quantity in amounts:
        sums[unit] = sums.get(unit, 0) + quantity
    ordered = sorted(sums.items(), key=lambda one: (one[0] not in UNITS_FIRST, one[0]))
    return [(format.unit_name(unit), quantity_of(unit, total), "") for unit, total in ordered if total]


_decimals: dict[Path | None, int] = {}
# Asked for every cell that is painted; whatever is posted may have set other decimals.
listen(lambda _: _decimals.clear())


def quantity_of(unit: str, thousandths: int) -> str:
    """A quantity; weights always with all the decimals they take, so that they stand under each other."""
    shown = format.quantity(thousandths)
    if unit != "kg" or not thousandths:
        return shown
    path = current_path()
    if path not in _decimals:
        _decimals[path] = units().decimals("kg")
    whole, _, fraction = shown.partition(".")
    fraction = fraction.ljust(_decimals[path], "0")
    return f"{whole}.{fraction}" if fraction else whole
