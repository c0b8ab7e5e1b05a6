"""The sheets of a day come back: one grid for all stops, posted as vouchers with one key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from models import format
from models.actions.route_return import DONE, NOT_HOME, Came, Done, Driven, enter_return, read_actuals
from models.errors import UserError
from models.i18n import tr
from models.queries.route_sheets import Line, RouteDay
from models.queries.routes import COLLECT, TRANSFER, Job
from models.rules.route.day import HAND
from ui import errors, theme
from ui.form import Form, QuantityField, TextField
from ui.grid import Grid
from ui.lines import GridColumn, GridLine
from ui.widgets.button import ActionButton
from ui.widgets.sheet import Sheet
from ui.widgets.stops import job_words


def entered(stop: Line) -> tuple[Job, ...]:
    """What is entered of a stop: a transfer where it is taken, goods taken over where they were handed over."""
    if stop.rescued or (stop.kind == HAND and all(job.kind == TRANSFER for job in stop.jobs)):
        return ()
    return stop.jobs


class ReturnGrid(QWidget):
    """A line for every piece of work; a stop's first line says whether anybody was at home."""

    def __init__(self, day: RouteDay) -> None:
        super().__init__()
        self.day = day

        def collects(line: GridLine) -> bool:
            return _job(line) is not None and _job(line).kind == COLLECT

        def counted(line: GridLine) -> bool:
            return _job(line) is not None and (_job(line).quantity is not None or bool(_job(line).equipment))

        def worded(line: GridLine) -> bool:
            return _job(line) is not None and not counted(line)

        def not_home(line: GridLine) -> bool:
            return bool(line.get("result") == NOT_HOME)

        self.grid = Grid(
            [
                GridColumn("stop", tr("Stop no."), "shown", 5, show=lambda line: _stop(line)),
                GridColumn("who", tr("Household"), "shown", 12, show=_who),
                GridColumn("what", tr("By the plan"), "shown", 22, stretch=True, show=_what, hints=True),
                GridColumn(
                    "result",
                    tr("Anybody at home"),
                    "choice",
                    10,
                    choices=((DONE, tr("Yes")), (NOT_HOME, tr("Not at home"))),
                ),
                GridColumn("arrived", tr("Arrived"), "text", 7, skip=not_home),
                GridColumn("actual", tr("Actual"), "quantity", 9, editable=counted, skip=not_home),
                GridColumn("good", tr("Good"), "quantity", 8, editable=collects, skip=not_home),
                GridColumn("second", tr("Second"), "quantity", 8, editable=collects, skip=not_home),
                GridColumn("rework", tr("Rework"), "quantity", 8, editable=collects, skip=not_home),
                GridColumn("text", tr("Found"), "text", 14, editable=worded, skip=not_home),
            ],
            self._changed,
            self,
            title=tr("Actuals"),
            fixed=True,
        )
        lines = []
        for sheet in day.sheets:
            for stop in sheet.stops:
                for at, job in enumerate(entered(stop)):
                    line = GridLine(facts=(sheet.number, stop, job, at == 0))
                    line.propose("result", DONE)
                    if job.quantity is not None:
                        line.propose("actual", job.quantity)
                    lines.append(line)
        self.grid.model.set_lines(lines)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        bar = QHBoxLayout()
        phone = ActionButton(tr("Read the driver's phone file"))
        phone.clicked.connect(lambda: self.read_file())
        bar.addWidget(phone)
        bar.addStretch(1)
        outer.addLayout(bar)
        outer.addWidget(self.grid, 1)
        self.setMinimumSize(theme.px("window_min_w"), theme.px("field_wide"))

    @property
    def dirty(self) -> bool:
        """Whether something was typed."""
        return any(not line.blank for line in self.grid.model.lines)

    def _changed(self, line: GridLine, key: str) -> None:
        if key == "result":
            stop = line.facts[1]
            for other in self.grid.model.lines:
                if other.facts[1].id == stop.id and other is not line:
                    other.cells["result"] = line.get("result")
            if line.get("result") == NOT_HOME:
                for other in self.grid.model.lines:
                    if other.facts[1].id == stop.id:
                        for cell in ("actual", "good", "second", "rework", "text"):
                            other.cells.pop(cell, None)
            self.grid.model.repaint()
        elif key in ("good", "second", "rework"):
            parts = sum(line.get(part, 0) for part in ("good", "second", "rework"))
            if parts > line.get("actual", 0):
                line.propose("actual", parts)

    def read_file(self, name: str = "") -> None:
        """Fill the grid from what a driver's phone saved."""
        if not name:
            name, _ = QFileDialog.getOpenFileName(self, tr("Entries of a driver"), "", "JSON (*.json)")
        if not name:
            return

        def act(_: Any) -> None:
            try:
                text = Path(name).read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise UserError(tr("This is not a file with a driver's entries.")) from error
            self.take(text)

        errors.attempt(self, act)

    def take(self, text: str) -> list[Driven]:
        """Put a phone's entries on the grid; returns what was driven. Raises UserError."""
        day, stops, drives = read_actuals(text)
        if day != self.day.date:
            raise UserError(tr("These entries are of {day}.").format(day=day.isoformat()))
        came = {one.stop: one for one in stops}
        for line in self.grid.model.lines:
            _, stop, job, _ = line.facts
            one = came.get(stop.id)
            if one is None:
                continue
            line.cells["result"], line.cells["arrived"] = one.result, one.arrived or None
            work = next((done for done in one.works if done.work == job.id), None)
            if one.result == NOT_HOME:
                line.cells.pop("actual", None)
            elif work is not None:
                if work.actual is not None:
                    line.cells["actual"] = work.actual
                line.cells["text"] = work.text or None
        self.grid.model.repaint()
        return drives

    def stops(self) -> list[Came]:
        """What was entered."""
        found: dict[int, Came] = {}
        for line in self.grid.model.lines:
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
            came.works = [*came.works, Done(job.id or 0, actual, parts, line.get("text", "") or "")]
        for sheet in self.day.sheets:
            for stop in sheet.stops:
                if not entered(stop):
                    found[stop.id] = Came(stop.id, DONE)
        return list(found.values())


def _job(line: GridLine) -> Any:
    return line.facts[2] if line.facts else None


def _stop(line: GridLine) -> str:
    number, stop, _, first = line.facts
    return f"{number.rpartition('-')[2]}.{stop.number}" if first else ""


def _who(line: GridLine) -> str:
    stop: Line = line.facts[1]
    return stop.home.contact.head if line.facts[3] and stop.home is not None else ""


def _what(line: GridLine) -> str:
    job: Job = line.facts[2]
    stop: Line = line.facts[1]
    return f"{job_words(job, stop.kind)}  {job.number}".strip()


def return_sheet(parent: QWidget, day: RouteDay) -> Sheet:
    """The grid with, above it, what each driver wrote down."""
    fields: list[Any] = []
    for sheet in day.sheets:
        name = sheet.van.name
        fields += [
            TextField(f"left{sheet.id}", tr("{van} left at").format(van=name), placeholder="08:00"),
            TextField(f"back{sheet.id}", tr("Back at"), placeholder="17:00"),
            QuantityField(
                f"way{sheet.id}",
                tr("Kilometres driven"),
                hint=tr("planned {way}").format(way=format.distance(sheet.distance)),
            ),
        ]
    form = Form(fields, columns=3)
    form.mark_clean()
    grid = ReturnGrid(day)

    def act(consent: Any, values: dict[str, Any]) -> Any:
        if not grid.grid.settle():
            raise UserError(tr("Some cells cannot be read yet."))
        drives = [
            Driven(
                sheet.id,
                values[f"way{sheet.id}"],
                values[f"left{sheet.id}"] or "",
                values[f"back{sheet.id}"] or "",
            )
            for sheet in day.sheets
        ]
        return enter_return(day.date, grid.stops(), drives)

    title = tr("Sheets of {day}").format(day=format.date(day.date))
    intro = tr(
        "What stands here is the plan; write over it what was different. Pieces without a grade wait for inspection."
    )
    return Sheet(parent, title, form, tr("Post"), act, intro=intro, extra=grid)
