"""A big figure of a record that opens the rows it follows from."""

from __future__ import annotations

from models.i18n import tr
from models.queries.report import Behind
from ui.kit.page import Page
from ui.kit.rows_behind import open_rows_behind
from ui.kit.tally import TallyCard


class FigureRows(TallyCard):
    """A `TallyCard` that shows the rows behind it."""

    def __init__(self, page: Page, label: str) -> None:
        super().__init__(label, tr("Enter shows the rows behind it."))
        self.page = page
        self.behind: Behind | None = None
        self.pressed.connect(self.open_rows)

    def show_rows(self, behind: Behind | None, figure: str, detail: str = "") -> None:
        """The figure as it is written, and what it follows from; None until that is known."""
        self.behind = behind
        self.say(figure, detail)

    def open_rows(self) -> None:
        """The rows, where there are any."""
        if self.behind is not None:
            open_rows_behind(self.page, self.behind)
