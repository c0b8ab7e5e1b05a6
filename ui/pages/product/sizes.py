"""How heavy and large one unit of each material and product is, in one grid, so that no vehicle is overloaded."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from models import format
from models.actions.product.sizes import save_sizes
from models.errors import UserError
from models.i18n import tr
from models.kinds import COUNT
from models.queries.product.sizes import SizeRow, all_sizes
from ui.kit.boxes import vbox
from ui.kit.form import Form
from ui.kit.form_sheet import Sheet
from ui.kit.grid import Grid
from ui.kit.grid_model import GridColumn, GridLine, told_column
from ui.shell import theme


class SizeGrid(QWidget):
    """A line for every material and product."""

    def __init__(self) -> None:
        super().__init__()
        self.grid = Grid(
            [
                told_column("code", tr("Code"), 12, lambda facts: facts.code),
                told_column("name", tr("Goods"), 20, lambda facts: facts.name, stretch=True, hints=True),
                told_column("unit", tr("Unit"), 6, lambda facts: format.unit_name(facts.unit)),
                GridColumn("grams", tr("Weighs, grams"), COUNT, 12),
                GridColumn("millilitres", tr("Takes up, millilitres"), COUNT, 12),
            ],
            self._changed,
            self,
            title=tr("Weights and volumes"),
            fixed=True,
        )
        self.grid.model.set_lines([self._line(row) for row in all_sizes()])
        vbox(0, self.grid, of=self)
        self.setMinimumSize(theme.px("sheet"), theme.px("field_wide"))

    def _line(self, row: SizeRow) -> GridLine:
        line = GridLine({"grams": row.grams, "millilitres": row.millilitres}, facts=row)
        self._changed(line, "")
        return line

    def _changed(self, line: GridLine, key: str) -> None:
        """Say what counts while nothing is written down."""
        grams, millilitres = line.facts.usual
        line.hints = []
        if line.get("grams") is None or line.get("millilitres") is None:
            words = tr("counts as {grams} g, {millilitres} ml").format(
                grams=f"{line.get('grams', grams):,}", millilitres=f"{line.get('millilitres', millilitres):,}"
            )
            line.hints = [(words, "quiet")]

    @property
    def dirty(self) -> bool:
        """Whether something was changed."""
        return bool(self.changes()) or any(line.typed for line in self.grid.model.lines)

    def changes(self) -> list[tuple[str, int, int | None, int | None]]:
        """The sizes that are not as they were."""
        return [
            (line.facts.kind, line.facts.key, line.get("grams"), line.get("millilitres"))
            for line in self.grid.model.lines
            if (line.get("grams"), line.get("millilitres")) != (line.facts.grams, line.facts.millilitres)
        ]


def sizes_sheet(parent: QWidget) -> Sheet:
    """The grid, saved with one key."""
    grid = SizeGrid()

    def act(consent: Any, values: dict[str, Any]) -> Any:
        if not grid.grid.settle():
            raise UserError(tr("Some cells cannot be read yet."))
        save_sizes(grid.changes())

    intro = tr("For one unit of each. What is empty counts as usual; the usual figures are in the settings.")
    return Sheet(parent, tr("Weights and volumes"), Form([]), tr("Save"), act, intro=intro, extra=grid)
