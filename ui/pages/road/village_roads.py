"""The ways between villages in one grid: known times, closed roads; typed, pasted, or read from a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.actions.road.registration import checked_road, save_roads
from models.actions.road.village_times_import import read_roads
from models.errors import Problem, UserError
from models.i18n import tr
from models.kinds import COUNT, DAY, TEXT
from models.queries.road.road_facts import known_roads, known_villages
from ui.kit.button import ActionButton
from ui.kit.form import Form
from ui.kit.form_sheet import Sheet
from ui.kit.grid import Grid
from ui.kit.grid_model import GridColumn, GridLine
from ui.kit.save_dialog import ask_file
from ui.kit.text import paragraph
from ui.shell import errors, theme

FIELDS = ("one", "other", "minutes", "closed_from", "closed_until", "note")
TOLD = 6
"""How many faults of a spreadsheet are told at once."""


class RoadGrid(QWidget):
    """A line for every way that is known or closed."""

    def __init__(self) -> None:
        super().__init__()
        self._villages = known_villages()
        self._before = [{field: way[field] for field in FIELDS} for way in known_roads()]

        def named(line: GridLine, words: str) -> list[tuple[Any, str, str]]:
            # A village nobody lives in yet may stand here too.
            typed = [(words, words, "")] if words and words not in self._villages else []
            return [(one, one, "") for one in self._villages if words in one] + typed

        self.grid = Grid(
            [
                GridColumn(
                    "one", tr("Village"), TEXT, 14, suggest=named, named=str, hints=True, stretch=True
                ),
                GridColumn("other", tr("Other village"), TEXT, 14, suggest=named, named=str, stretch=True),
                GridColumn("minutes", tr("Minutes"), COUNT, 8),
                GridColumn("closed_from", tr("Closed from"), DAY, 11),
                GridColumn("closed_until", tr("Closed until"), DAY, 11),
                GridColumn("note", tr("Note"), TEXT, 14, stretch=True),
            ],
            self._changed,
            self,
            title=tr("Roads between villages"),
        )
        self._show(self._before)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        bar = QHBoxLayout()
        read = ActionButton(tr("Read a spreadsheet"), "Ctrl+O", icon="import", slot=lambda: self.read_file())
        read.setShortcut("Ctrl+O")
        bar.addWidget(read)
        bar.addStretch(1)
        outer.addLayout(bar)
        self.told = paragraph("", "wrong")
        self.told.hide()
        outer.addWidget(self.told)
        outer.addWidget(self.grid, 1)
        self.setMinimumSize(theme.px("window_min_w"), theme.px("field_wide"))

    def _show(self, ways: Sequence[dict[str, Any]]) -> None:
        lines = []
        for way in ways:
            cells = {field: way[field] if way[field] != "" else None for field in FIELDS}
            line = GridLine(cells, names={"one": way["one"], "other": way["other"]})
            self._changed(line, "")
            lines.append(line)
        self.grid.model.set_lines([*lines, GridLine()])

    def _changed(self, line: GridLine, key: str) -> None:
        line.problems.clear()
        line.hints = []
        for village in (line.get("one"), line.get("other")):
            if village and village not in self._villages:
                line.hints = [(tr("nobody lives in {village} yet").format(village=village), "soon")]
        if line.get("one") and not line.get("other") and line.get("closed_from"):
            line.hints.append((tr("no road into it is open"), "soon"))

    @property
    def dirty(self) -> bool:
        """Whether anything differs from what is kept."""
        now = [{field: line.get(field) for field in FIELDS} for line in self.grid.lines()]
        before = [
            {field: way[field] if way[field] != "" else None for field in FIELDS} for way in self._before
        ]
        return now != before

    def ways(self) -> list[dict[str, Any]]:
        """What stands on the grid. Raises UserError; what is wrong then stands beside its cell."""
        if not self.grid.settle():
            self.grid.go_to_problem()
            raise UserError(self.grid.first_problem())
        found: list[dict[str, Any]] = []
        seen: set[tuple[str, str]] = set()
        for line in self.grid.lines():
            line.problems.clear()
            try:
                way = checked_road({field: line.get(field) for field in FIELDS})
                if (way["one"], way["other"]) in seen:
                    raise UserError(tr("This way appears twice."), "other")
            except UserError as refusal:
                self.grid.refuse(line, refusal, "one")
                continue
            seen.add((way["one"], way["other"]))
            found.append(way)
        if any(line.problems for line in self.grid.lines()):
            self.grid.go_to_problem()
            raise UserError(self.grid.first_problem())
        return found

    def read_file(self, name: str = "") -> None:
        """Put the ways of a spreadsheet on the grid; nothing is kept before it is saved."""
        if not name:
            chosen = ask_file(self, "roads", tr("Read a spreadsheet"), "Excel (*.xlsx)")
            name = "" if chosen is None else str(chosen)
        if not name:
            return

        def done(answer: tuple[list[dict[str, Any]], list[Problem]]) -> None:
            ways, problems = answer
            self._tell(problems)
            if not problems:
                self._merge(ways)

        errors.attempt(self, lambda _: read_roads(Path(name)), done=done)

    def _merge(self, ways: list[dict[str, Any]]) -> None:
        """A way that stands here already takes what the spreadsheet says of it."""
        merged: dict[tuple[str, str], dict[str, Any]] = {}
        for line in self.grid.lines():
            way = {
                field: line.get(field, "") if field in ("one", "other", "note") else line.get(field)
                for field in FIELDS
            }
            first, second = sorted((way["one"], way["other"])) if way["other"] else (way["one"], "")
            merged[first, second] = {**way, "one": first, "other": second}
        for way in ways:
            kept = merged.get((way["one"], way["other"]), {})
            merged[way["one"], way["other"]] = {
                **kept,
                **{k: v for k, v in way.items() if v not in (None, "")},
            }
            merged[way["one"], way["other"]].setdefault("other", "")
        self._show(
            [
                {field: way.get(field, "" if field in ("other", "note") else None) for field in FIELDS}
                for way in merged.values()
            ]
        )

    def _tell(self, problems: list[Problem]) -> None:
        lines = [
            tr("Row {row}, {column}: {message} ({value})").format(
                row=one.row, column=one.column, message=one.message, value=one.value or "–"
            )
            for one in problems[:TOLD]
        ]
        if len(problems) > TOLD:
            lines.append(tr("and {n} more").format(n=len(problems) - TOLD))
        self.told.setText("\n".join(lines))
        self.told.setVisible(bool(problems))


def roads_sheet(parent: QWidget) -> Sheet:
    """The grid, saved with one key."""
    grid = RoadGrid()

    def act(consent: Any, values: dict[str, Any]) -> Any:
        save_roads(grid.ways())

    intro = tr(
        "Minutes from village to village, both ways. One village alone, closed from a day on: no road into it is open."
    )
    return Sheet(parent, tr("Roads between villages"), Form([]), tr("Save"), act, intro=intro, extra=grid)
