"""The warehouse's two doors on paper: material in from an enterprise, finished products out to one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models import format
from models.actions import stock
from models.errors import UserError
from models.i18n import tr
from models.queries import pick
from models.queries.warehouse import finished_stock
from models.rules.grade import GOOD, LABELS, RATED
from models.tables.product import Material, Product
from ui import theme
from ui.form import DateField, Form, PickField, TextField
from ui.grid import Grid
from ui.lines import GridColumn, GridLine
from ui.widgets.sheet import Sheet
from ui.widgets.text import text

ROWS_SHOWN = 5


class Lines(QWidget):
    """The lines of a slip under the form that heads it."""

    def __init__(
        self, columns: list[GridColumn], changed: Callable[[GridLine, str], None], today: date
    ) -> None:
        super().__init__()
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(theme.px("s"))
        self.grid = Grid(columns, changed, self, title=tr("Lines"), today=lambda: today)
        self.grid.setMinimumHeight(theme.px("header") + ROWS_SHOWN * theme.px("row"))
        down.addWidget(self.grid, 1)
        hint = text(
            tr("Enter goes to the next cell and adds a line · Ctrl Delete takes one out · F7 shows all"),
            "quiet",
        )
        down.addWidget(hint, 0, Qt.AlignmentFlag.AlignRight)

    @property
    def dirty(self) -> bool:
        """Whether something stands on the lines."""
        return self.grid.dirty

    def complete(self, *needed: str) -> list[GridLine]:
        """The lines with every cell read; raises UserError, with the sign beside the cell that lacks something."""
        readable = self.grid.settle()
        lines = self.grid.lines()
        for line in lines:
            line.problems = {key: words for key, words in line.problems.items() if key in line.typed}
            for key in needed:
                if line.get(key) is None and key not in line.typed:
                    self.grid.refuse(line, UserError(tr("Needed here."), key))
                    readable = False
        if not readable:
            self.grid.go_to_problem()
            raise UserError(tr("A line is not complete yet."))
        return lines


def receipt_sheet(parent: QWidget, today: date) -> Sheet:
    """Material comes into the warehouse; its result is the number."""
    form = _head(tr("Sent by"), today)
    units = {row.id: row.unit for row in Material.select(Material.id, Material.unit)}
    lines = Lines(
        [
            _pick("material", tr("Material"), pick.materials, Material),
            GridColumn("quantity", tr("Quantity"), "quantity", 10),
            _unit("material", units),
        ],
        lambda line, key: line.problems.pop(key, None),
        today,
    )

    def act(consent: Any, values: dict[str, Any]) -> str:
        found = [
            (line.get("material"), line.get("quantity")) for line in lines.complete("material", "quantity")
        ]
        return stock.receive_material(values["enterprise"], values["date"], found, values["reason"] or "")

    return _sheet(parent, tr("Material received"), form, lines, act)


def delivery_sheet(parent: QWidget, today: date) -> Sheet:
    """Finished products go to an enterprise; its result is the number."""
    form = _head(tr("Delivered to"), today)
    held = {(row.item_id, row.grade): row for row in finished_stock()}
    units = {row.id: row.unit for row in Product.select(Product.id, Product.unit)}

    def changed(line: GridLine, key: str) -> None:
        line.problems.pop(key, None)
        line.propose("grade", GOOD)

    def there(line: GridLine) -> str:
        row = held.get((line.get("product"), line.get("grade")))
        if line.get("product") is None:
            return ""
        return format.quantity(row.quantity if row is not None else 0)

    lines = Lines(
        [
            _pick("product", tr("Product"), pick.products, Product),
            GridColumn(
                "grade", tr("Grade"), "choice", 8, choices=tuple((one, tr(LABELS[one])) for one in RATED)
            ),
            GridColumn("there", tr("In the warehouse"), "figure", 9, show=there),
            GridColumn("quantity", tr("Quantity"), "quantity", 10),
            _unit("product", units),
        ],
        changed,
        today,
    )

    def act(consent: Any, values: dict[str, Any]) -> str:
        found = [
            (line.get("product"), line.get("grade"), line.get("quantity"))
            for line in lines.complete("product", "grade", "quantity")
        ]
        return stock.deliver_products(
            values["enterprise"], values["date"], found, values["reason"] or "", consents=consent.keys
        )

    return _sheet(parent, tr("Products delivered"), form, lines, act)


def _head(who: str, today: date) -> Form:
    form = Form(
        [
            PickField("enterprise", who, pick.enterprises, required=True),
            DateField("date", tr("Date"), required=True, value=today, today=lambda: today),
            TextField("reason", tr("Note")),
        ],
        columns=3,
    )
    form.mark_clean()
    return form


def _pick(key: str, label: str, suggest: Any, table: Any) -> GridColumn:
    return GridColumn(
        key,
        label,
        "pick",
        16,
        stretch=True,
        hints=True,
        suggest=lambda line, words: suggest(words),
        named=lambda record: pick.label(table, record),
    )


def _unit(key: str, units: dict[int, str]) -> GridColumn:
    def show(line: GridLine) -> str:
        unit = units.get(line.get(key, 0))
        return format.unit_name(unit) if unit else ""

    return GridColumn("unit", tr("Unit"), "shown", 4, show=show)


def _sheet(parent: QWidget, title: str, form: Form, lines: Lines, act: Any) -> Sheet:
    sheet = Sheet(parent, title, form, tr("Post"), act, extra=lines)
    room = sheet.screen().availableGeometry().width()
    sheet.setMinimumWidth(min(theme.px("sheet") + theme.px("field"), room))
    return sheet
