"""The sheets of a day come back: one grid for all stops, posted as vouchers with one key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from models import format
from models.actions.road.route_completion import (
    DONE,
    NOT_HOME,
    Came,
    Done,
    Driven,
    enter_return,
    read_actuals,
    read_scanned,
)
from models.errors import UserError
from models.i18n import mark, plural, tr
from models.kinds import QUANTITY, TEXT
from models.queries.road.route_sheets import RouteDay, RouteSheet, StopLine
from models.queries.road.routes import Job
from models.rules.road.day import HAND
from models.rules.road.phone_codes import CRC, HEAD, CodePart, put_together, read_part
from models.rules.road.tasks import COLLECT, TRANSFER
from ui.kit.boxes import hbox
from ui.kit.button import ActionButton
from ui.kit.form import Form, QuantityField, TimeField
from ui.kit.form_sheet import Sheet
from ui.kit.grid import Grid
from ui.kit.grid_model import GridColumn, GridLine
from ui.kit.save_dialog import ask_file
from ui.kit.text import ElidedLabel
from ui.pages.road.stop_list import job_words
from ui.shell import errors, theme

PLANNED_ANEW = mark("The drive was planned anew since this phone got its file; enter it from paper.")
CTRL = Qt.KeyboardModifier.ControlModifier
MOST_TEXT = 4_000_000


def entered(stop: StopLine) -> tuple[Job, ...]:
    """What is entered of a stop; goods taken over from a vehicle that broke down are where they were handed over."""
    return () if stop.rescued else stop.jobs


def _collects(line: GridLine) -> bool:
    return _job(line) is not None and _job(line).kind == COLLECT


def _is_counted(line: GridLine) -> bool:
    job = _job(line)
    return job is not None and not _handed(line) and (job.quantity is not None or bool(job.equipment))


def _is_worded(line: GridLine) -> bool:
    return _job(line) is not None and not _handed(line) and _job(line).quantity is None


def _nobody_home(line: GridLine) -> bool:
    return bool(line.get("result") == NOT_HOME)


def _columns() -> list[GridColumn]:
    return [
        GridColumn("stop", tr("Stop no."), TEXT, 5, show=lambda line: _stop(line)),
        GridColumn("who", tr("Household"), TEXT, 12, show=_who),
        GridColumn("what", tr("By the plan"), TEXT, 22, stretch=True, show=_what, hints=True),
        GridColumn(
            "result",
            tr("Anybody at home"),
            TEXT,
            10,
            choices=((DONE, tr("Yes")), (NOT_HOME, tr("Not at home"))),
        ),
        GridColumn("arrived", tr("Arrived"), TEXT, 7, skip=_nobody_home),
        GridColumn("actual", tr("Actual"), QUANTITY, 9, editable=_is_counted, skip=_nobody_home),
        GridColumn("good", tr("Good"), QUANTITY, 8, editable=_collects, skip=_nobody_home),
        GridColumn("second", tr("Second"), QUANTITY, 8, editable=_collects, skip=_nobody_home),
        GridColumn("rework", tr("Rework"), QUANTITY, 8, editable=_collects, skip=_nobody_home),
        GridColumn("text", tr("Findings"), TEXT, 14, editable=_is_worded, skip=_nobody_home),
        GridColumn("reason", tr("Reason"), TEXT, 12, editable=_is_counted, skip=lambda line: True),
    ]


def _planned(day: RouteDay) -> list[GridLine]:
    """A line for every piece of work of a day, as if all went by the plan."""
    lines = []
    for sheet in day.sheets:
        for stop in sheet.stops:
            for at, job in enumerate(entered(stop)):
                line = GridLine(facts=(sheet.number, stop, job, at == 0))
                line.propose("result", DONE)
                if job.quantity is not None and not _handed(line):
                    line.propose("actual", 0 if job.void else job.quantity)
                if job.void:
                    line.hints = [(tr("the slip is void"), "soon")]
                lines.append(line)
    return lines


class ReturnGrid(QWidget):
    """A line for every piece of work; a stop's first line says whether anybody was at home."""

    edited = Signal()

    def __init__(self, day: RouteDay) -> None:
        super().__init__()
        self.day = day

        self.grid = Grid(_columns(), self._changed, self, title=tr("Actuals"), fixed=True)
        self.grid.model.set_lines(_planned(day))
        self.grid.edited.connect(self.edited)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.scan = ScanLine()
        self.scan.scanned.connect(self.read_code)
        self.told = ElidedLabel("", "quiet")
        phone = ActionButton(
            tr("Read the driver's phone file"), "Ctrl+O", icon="import", slot=lambda: self.read_file()
        )
        phone.setShortcut("Ctrl+O")
        self._parts: dict[tuple[Any, ...], dict[int, CodePart]] = {}
        self.form: Form | None = None
        outer.addLayout(hbox("m", self.scan, (self.told, 1), phone))
        outer.addWidget(self.grid, 1)
        self.setMinimumSize(theme.px("window_min_w"), theme.px("field_wide"))

    @property
    def dirty(self) -> bool:
        """Whether something was typed."""
        return any(not line.blank for line in self.grid.model.lines)

    def kept(self) -> list[dict[str, Any]]:
        """Every line as a draft file holds it, under the work it is about."""
        return [
            {"work": [line.facts[1].id, line.facts[2].id], **line.kept()} for line in self.grid.model.lines
        ]

    def restore(self, kept: list[dict[str, Any]]) -> None:
        """Show a draft again; lines of a stop that was planned anew meanwhile stand as planned."""
        lines = {tuple(one["work"]): one for one in kept}
        for line in self.grid.model.lines:
            one = lines.get((line.facts[1].id, line.facts[2].id))
            if one is None:
                continue
            again = GridLine.of(one)
            line.cells, line.typed, line.proposed = again.cells, again.typed, again.proposed
            self.grid.model.read_again(line)
        self.grid.model.repaint()

    def _changed(self, line: GridLine, key: str) -> None:
        if key == "result":
            stop = line.facts[1]
            for other in self.grid.model.lines:
                if other.facts[1].id == stop.id and other is not line:
                    other.cells["result"] = line.get("result")
            if line.get("result") == NOT_HOME:
                for other in self.grid.model.lines:
                    if other.facts[1].id == stop.id:
                        _emptied(other)
            self.grid.model.repaint()
        elif key in ("good", "second", "rework"):
            parts = sum(line.get(part, 0) for part in ("good", "second", "rework"))
            if parts > line.get("actual", 0):
                line.propose("actual", parts)

    def read_file(self, name: str = "") -> None:
        """Fill the grid from what a driver's phone saved."""
        if not name:
            chosen = ask_file(self, "entries", tr("Entries of a driver"), "JSON (*.json)")
            name = "" if chosen is None else str(chosen)
        if not name:
            return

        def act(_: Any) -> None:
            try:
                with Path(name).open(encoding="utf-8") as file:
                    # A drive's entries are a few kilobytes; a longer file is cut, and then none of them.
                    text = file.read(MOST_TEXT)
            except (OSError, UnicodeDecodeError) as error:
                raise UserError(tr("This is not a file with a driver's entries.")) from error
            self.take(text)

        errors.attempt(self, act)

    def take(self, text: str) -> None:
        """Put the entries of a phone's file on the grid. Raises UserError."""
        day, stops, drives = read_actuals(text)
        if day != self.day.date:
            raise UserError(tr("These entries are of {day}.").format(day=day.isoformat()))
        self._tell(*self._fill(stops, drives))

    def read_code(self, typed: str) -> None:
        """Take one code of a driver's phone; once all parts of a drive are there its entries go on the grid."""
        try:
            self._tell(*self._code(typed))
        except UserError as refusal:
            self._tell(refusal.message, "wrong")

    def _tell(self, words: str, role: str) -> None:
        theme.set_role(self.told, "type", role)
        self.told.setText(words)
        self.told.setToolTip(words)

    def _code(self, typed: str) -> tuple[str, str]:
        part = read_part(typed)
        if part.date != self.day.date:
            raise UserError(tr("These entries are of {day}.").format(day=part.date.isoformat()))
        sheet = next((one for one in self.day.sheets if one.number.endswith(f"-{part.drive}")), None)
        if sheet is None or sheet.check != part.check:
            raise UserError(tr(PLANNED_ANEW))
        parts = self._parts.setdefault(part.of, {})
        parts[part.number] = part
        drive = put_together(list(parts.values()))
        if drive is None:
            missing = [str(number) for number in range(1, part.count + 1) if number not in parts]
            words = tr("{van}: part {part} of {count} read; still missing: {missing}").format(
                van=_named(sheet), part=part.number, count=part.count, missing=tr(", ").join(missing)
            )
            return words, "quiet"
        stops, driven = read_scanned(sheet, drive)
        return self._fill(stops, [driven])

    def _fill(self, stops: list[Came], drives: list[Driven]) -> tuple[str, str]:
        """Put what a phone says on the grid and on the form above it, over whatever stands there; what to say of it."""
        came = {one.stop: one for one in stops}
        asked = {stop.id for sheet in self.day.sheets for stop in sheet.stops}
        if came.keys() - asked or {driven.drive for driven in drives} - {
            sheet.id for sheet in self.day.sheets
        }:
            raise UserError(tr(PLANNED_ANEW))
        for row, line in enumerate(self.grid.model.lines):
            _, stop, job, _ = line.facts
            one = came.get(stop.id)
            if one is None:
                continue
            line.cells["result"], line.cells["arrived"] = one.result, one.arrived or None
            line.proposed -= {"result", "arrived"}
            work = next((done for done in one.works if done.work == job.id), None)
            if one.result == NOT_HOME:
                _emptied(line)
            elif work is not None:
                if work.written:
                    self.grid.model.enter(row, "actual", work.written)
                elif work.actual is not None:
                    line.typed.pop("actual", None)
                    line.problems.pop("actual", None)
                    line.cells["actual"] = work.actual
                    line.proposed.discard("actual")
                line.cells["text"] = work.text or None
        self.edited.emit()
        for driven in drives if self.form is not None else ():
            for name, value in (("left", driven.left), ("back", driven.back), ("way", driven.metres)):
                field = self.form.fields.get(f"{name}{driven.drive}") if self.form is not None else None
                if field is not None and value:
                    field.set_value(value)
        told = self._silent(came, {driven.drive for driven in drives})
        self.grid.model.repaint()
        return told

    def _silent(self, came: dict[int, Came], drives: set[int]) -> tuple[str, str]:
        """How much a phone said, and of which stops it said nothing: these stand as planned, marked."""
        silent = []
        sheets = [sheet for sheet in self.day.sheets if sheet.id in drives]
        for line in self.grid.model.lines:
            number, stop, _, first = line.facts
            hint = (tr("the phone says nothing"), "soon")
            line.hints = [one for one in line.hints if one != hint or stop.id not in came]
            if first and stop.id not in came and any(number == sheet.number for sheet in sheets):
                line.hints = list(dict.fromkeys((*line.hints, hint)))
                silent.append(str(stop.number))
        words = plural(
            "{van}: {n} stop is on the grid; look it over and post",
            "{van}: {n} stops are on the grid; look them over and post",
            len(came),
        ).format(van=tr(", ").join(_named(sheet) for sheet in sheets))
        if not silent:
            return words, "quiet"
        return words + tr("; not answered, so as planned: {stops}").format(
            stops=tr(", ").join(silent)
        ), "soon"

    def refuse(self, stop: int, work: int | None, error: UserError) -> None:
        """Say what is wrong beside the cell it belongs to."""
        for line in self.grid.model.lines:
            if line.facts[1].id == stop and work in (None, line.facts[2].id):
                field = {"received": "actual", "quantity": "actual"}.get(error.field or "", error.field)
                self.grid.refuse(line, UserError(error.message, field), "actual")
                return

    def stops(self) -> list[Came]:
        """What was entered; what was wrong with it before is looked at anew."""
        found: dict[int, Came] = {}
        for line in self.grid.model.lines:
            line.problems = {key: line.problems[key] for key in line.typed if key in line.problems}
            _, stop, job, _ = line.facts
            came = found.get(stop.id)
            if came is None:
                came = found[stop.id] = Came(
                    stop.id, line.get("result", DONE), line.get("arrived", "") or "", []
                )
            came.arrived = came.arrived or line.get("arrived", "") or ""
            parts = {part: line.get(part, 0) for part in ("good", "second", "rework")}
            actual = line.get("actual")
            if job.equipment is not None and came.result == DONE and actual is None:
                actual = 1000
            came.works = [
                *came.works,
                Done(job.id or 0, actual, parts, line.get("text", "") or "", line.get("reason", "") or ""),
            ]
        for sheet in self.day.sheets:
            for stop in sheet.stops:
                if not entered(stop):
                    found[stop.id] = Came(stop.id, DONE)
        return list(found.values())


class ScanLine(QLineEdit):
    """Where a scanner types; Enter, which scanners send, takes the code and leaves the window alone."""

    scanned = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText(tr("Scan the codes on the driver's phone here"))
        self.setAccessibleName(self.placeholderText())
        self.setMinimumWidth(theme.px("field_wide"))
        self.setMinimumHeight(theme.px("control"))
        # Codes are digits: an input method must not hold them back.
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter ends a code."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or event.modifiers() & CTRL:
            super().keyPressEvent(event)
            return
        event.accept()
        typed = self.text().strip()
        self.clear()
        if typed:
            self.scanned.emit(typed)


def _emptied(line: GridLine) -> None:
    """Nothing was done there: no figure of it stays, read or not."""
    for cell in ("actual", "good", "second", "rework", "text", "reason"):
        for held in (line.cells, line.typed, line.problems):
            held.pop(cell, None)


def _take_code(grid: ReturnGrid, field: Any) -> None:
    """A code scanned while the keyboard was elsewhere goes where it belongs."""
    typed = str(field.raw() or "")
    if typed.isdecimal() and len(typed) >= HEAD + CRC:
        field.set_value("")
        grid.read_code(typed)


def _named(sheet: RouteSheet) -> str:
    return f"{sheet.van.name} {sheet.van.driver_name}".strip()


def _job(line: GridLine) -> Any:
    return line.facts[2] if line.facts else None


def _handed(line: GridLine) -> bool:
    """Whether goods are handed on there that were counted where they were taken."""
    return bool(line.facts[1].kind == HAND and line.facts[2].kind == TRANSFER)


def _stop(line: GridLine) -> str:
    number, stop, _, first = line.facts
    return f"{number.rpartition('-')[2]}.{stop.number}" if first else ""


def _who(line: GridLine) -> str:
    stop: StopLine = line.facts[1]
    return stop.home.contact.head if line.facts[3] and stop.home is not None else ""


def _what(line: GridLine) -> str:
    job: Job = line.facts[2]
    stop: StopLine = line.facts[1]
    return f"{job_words(job, stop.kind)}  {job.number}".strip()


def return_sheet(parent: QWidget, day: RouteDay) -> Sheet:
    """The grid with, above it, what each driver wrote down."""
    fields: list[Any] = []
    followed = {sheet.after for sheet in day.sheets}
    # A drive that went on after a breakdown is written down once, at its end.
    driving = [sheet for sheet in day.sheets if sheet.id not in followed]
    before = {sheet.id: sheet.distance for sheet in day.sheets}
    for sheet in driving:
        planned = sheet.distance + (before.get(sheet.after, 0) if sheet.after is not None else 0)
        fields += [
            TimeField(f"left{sheet.id}", tr("{van} left at").format(van=sheet.van.name)),
            TimeField(f"back{sheet.id}", tr("Back at")),
            QuantityField(
                f"way{sheet.id}",
                tr("Kilometres driven"),
                hint=tr("planned {way}").format(way=format.distance(planned)),
            ),
        ]
    form = Form(fields, columns=3)
    grid = ReturnGrid(day)
    grid.form = form
    for field in form.fields.values():
        line: Any = field.editor
        line.editingFinished.connect(lambda field=field: _take_code(grid, field))

    def act(consent: Any, values: dict[str, Any]) -> Any:
        if not grid.grid.settle():
            grid.grid.go_to_problem()
            raise UserError(grid.grid.first_problem())
        drives = [
            Driven(
                sheet.id,
                values[f"way{sheet.id}"],
                format.clock(values[f"left{sheet.id}"]),
                format.clock(values[f"back{sheet.id}"]),
            )
            for sheet in driving
        ]
        try:
            return enter_return(day.date, grid.stops(), drives, grid.refuse)
        except UserError:
            grid.grid.go_to_problem()
            raise

    title = tr("Sheets of {day}").format(day=format.date(day.date))
    intro = tr(
        "This is the plan; write over it what was different. Pieces without a grade wait for inspection."
    )
    draft = f"sheets-{day.date.isoformat()}"
    sheet_of_all = Sheet(parent, title, form, tr("Post"), act, intro=intro, extra=grid, draft=draft)
    # The grid has many columns: it takes the room the screen has.
    room = theme.room(sheet_of_all).size()
    sheet_of_all.resize(room - QSize(2 * theme.px("xl"), theme.px("top")))
    return sheet_of_all
