"""What posting would refuse, said while one types: asked beside the window as soon as a line is left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from models.actions.ledger.posting import Draft, faults_of
from models.errors import UserError
from ui.kit.background_query import Asker
from ui.kit.grid import Grid
from ui.kit.grid_model import GridLine


class Entry(Protocol):
    """What is asked of the page one types on."""

    def check(self, line: GridLine) -> None:
        """Note on a line what keeps it from being posted."""

    def drafts(self, day: date, lines: Sequence[GridLine]) -> list[Draft]:
        """The slips that some lines make."""

    def refuse(self, line: GridLine, error: UserError) -> None:
        """Say beside the cell it names why a line cannot be posted."""


class LookAhead:
    """Looks at all lines of a grid but the one that is being typed."""

    def __init__(self, page: Any, grid: Grid) -> None:
        self._page: Entry = page
        self._grid, self._asker = grid, Asker(page)

    def look(self, day: date | None) -> None:
        """Ask what posting would refuse on a day; what was changed until the answer comes is left alone."""
        here = self._grid.view.currentIndex().row()
        others = [line for row, line in enumerate(self._grid.model.lines) if row != here and not line.blank]
        for line in others:
            self._page.check(line)
        lines = [line for line in others if not line.problems]
        if day is None or not lines:
            return
        drafts, asked = self._page.drafts(day, lines), [dict(line.cells) for line in lines]
        for draft in drafts:
            for one in draft.lines:
                # The lines are the window's: beside it they are known by their place.
                one.place = next(place for place, line in enumerate(lines) if line is one.place)

        def came(faults: Sequence[tuple[Any, UserError]]) -> None:
            for place, error in faults:
                if place is not None and lines[place].cells == asked[place] and self._stands(lines[place]):
                    self._page.refuse(lines[place], error)

        self._asker.ask(lambda: faults_of(drafts), came)

    def _stands(self, line: GridLine) -> bool:
        return not line.problems and any(one is line for one in self._grid.model.lines)
