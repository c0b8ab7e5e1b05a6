"""Material for several households at once: a line a household, a column a material, all slips posted together."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from models import format
from models.actions.ledger.kits import post_kits
from models.actions.ledger.posting import MaterialLine
from models.errors import UserError
from models.i18n import plural, tr
from models.kinds import QUANTITY, TEXT
from models.queries.ledger.entry_context import MaterialFacts
from models.queries.ledger.kits import Kit, Kits, kits_of
from ui.kit.boxes import vbox
from ui.kit.form import CheckField, DateField, Form
from ui.kit.form_sheet import Sheet
from ui.kit.grid import Grid
from ui.kit.grid_model import GridColumn, GridLine
from ui.kit.text import paragraph
from ui.shell import theme

ROWS_LEAST, ROWS_SHOWN = 5, 12


class KitGrid(QWidget):
    """The households and what each gets; the sums below, against what the warehouse holds."""

    def __init__(self, kits: Kits, today: date) -> None:
        super().__init__()
        self.kits = kits
        self.dirty = False
        products = len({kit.work.product for kit in kits.kits}) > 1
        columns = [
            GridColumn("who", tr("Household"), TEXT, 15, stretch=True, show=lambda line: _kit(line).work.who),
            GridColumn("number", tr("Subcontract"), TEXT, 13, show=lambda line: _kit(line).work.number),
        ]
        if products:
            columns.append(
                GridColumn("product", tr("Product"), TEXT, 9, show=lambda line: _kit(line).work.product_name)
            )
        columns += [self._column(facts) for facts in kits.materials]
        columns.append(
            GridColumn(
                "reason",
                tr("Reason"),
                TEXT,
                14,
                stretch=True,
                hints=True,
                skip=lambda line: "reason" not in line.problems and not line.hints,
                tip=tr("A reason, where one is needed"),
            )
        )
        self.grid = Grid(columns, self._changed, self, title=tr("Kits"), today=lambda: today, fixed=True)
        self.grid.setMinimumHeight(theme.px("header") + ROWS_LEAST * theme.px("row"))
        self.grid.edited.connect(self._touched)
        self.total = paragraph("", "base")
        vbox("s", (self.grid, 1), self.total, of=self)
        lines = []
        for kit in kits.kits:
            cells = {_key(material): quantity or None for material, quantity in kit.needs.items()}
            lines.append(GridLine(cells, proposed=set(cells), facts=kit))
        self.grid.show_lines(lines)
        self._sum_up()

    def _column(self, facts: MaterialFacts) -> GridColumn:
        unit = format.unit_name(facts.unit)
        return GridColumn(
            _key(facts.id),
            f"{facts.name} {unit}",
            QUANTITY,
            9,
            editable=lambda line: facts.id in _kit(line).needs,
        )

    # -- what follows ----------------------------------------------------------------------------------------------

    def _changed(self, line: GridLine, key: str) -> None:
        """Say what goes beyond what the work takes, and packs that are not whole."""
        line.drop_problems()
        line.hints = []
        kit = _kit(line)
        for facts in self.kits.materials:
            quantity = line.get(_key(facts.id), 0)
            account = kit.work.state.materials.get(facts.id)
            if not quantity or account is None:
                continue
            over = account.issued + quantity - kit.work.state.issue_limit(account)
            if over > 0 and not line.get("reason"):
                words = tr("{material}: {n} beyond what is needed; give a reason")
                line.hints.append((words.format(material=facts.name, n=format.quantity(over)), "soon"))
            elif account.pack_size > 0 and quantity % account.pack_size:
                words = tr("{material}: not in whole packs of {n}")
                line.hints.append(
                    (words.format(material=facts.name, n=format.quantity(account.pack_size)), "quiet")
                )

    def _touched(self) -> None:
        self.dirty = True
        self._sum_up()

    def _sum_up(self) -> None:
        parts, short = [], False
        for facts in self.kits.materials:
            total = sum(line.get(_key(facts.id), 0) for line in self.grid.model.lines)
            words = f"{facts.name} {format.quantity(total, facts.unit)}"
            stock = self.kits.stock.get(facts.id, 0)
            if total and stock < total:
                short = True
                words += " " + tr("(warehouse {n})").format(n=format.quantity(stock, facts.unit))
            parts.append(words)
        slips = len({_kit(line).work.household for line in self.grid.model.lines if self._given(line)})
        theme.set_role(self.total, "type", "soon" if short else "base")
        self.total.setText(plural("{n} slip", "{n} slips", slips) + "　" + " · ".join(parts))

    def _given(self, line: GridLine) -> bool:
        return any(line.get(_key(facts.id)) for facts in self.kits.materials)

    # -- what is posted --------------------------------------------------------------------------------------------

    def lines(self) -> list[MaterialLine]:
        """Everything that is handed out; each knows its line and cell."""
        return [
            MaterialLine(
                _kit(line).work.id,
                facts.id,
                line.get(_key(facts.id), 0),
                line.get("reason", ""),
                place=(line, _key(facts.id)),
            )
            for line in self.grid.model.lines
            for facts in self.kits.materials
            if line.get(_key(facts.id))
        ]

    def refuse(self, line: Any, error: UserError) -> None:
        """Say beside the cell why it was refused."""
        grid_line, key = line.place
        place = UserError(error.message, "reason" if error.field == "reason" else key)
        self.grid.refuse(grid_line, place)


def _key(material: int) -> str:
    return f"material-{material}"


def _kit(line: GridLine) -> Kit:
    kit: Kit = line.facts
    return kit


def kits_sheet(
    parent: QWidget, title: str, subcontracts: Collection[int], today: date, *, waiting: bool = False
) -> Sheet:
    """Hand kits out; its result is the numbers of the slips, and its field ``print`` says whether to print them.
    ``waiting`` leaves out whoever needs nothing more.

    Raises UserError when none of these subcontracts takes material any more.
    """
    kits = kits_of(subcontracts, waiting=waiting)
    if not kits.kits:
        raise UserError(
            tr("Nobody waits for material here: the work is completed, or has no bill of materials.")
        )
    form = Form(
        [
            DateField("date", tr("Hand it out on"), required=True, value=today, today=lambda: today),
            CheckField("print", tr("Print all slips afterwards"), value=True),
        ],
        columns=2,
    )
    grid = KitGrid(kits, today)

    def act(consent: Any, values: dict[str, Any]) -> list[str]:
        if not grid.grid.settle():
            raise UserError(grid.grid.first_problem())
        faults: list[UserError] = []

        def refused(draft: Any, line: Any, error: UserError) -> None:
            faults.append(error)
            if line is not None and error.field != "date":
                grid.refuse(line, error)

        numbers = post_kits(values["date"], grid.lines(), refused)
        if faults:
            grid.grid.go_to_problem()
            if faults[0].field == "date":
                raise UserError(faults[0].message, "date")
            raise UserError(grid.grid.first_problem() or faults[0].message)
        return numbers

    intro = tr("What each household still needs for its work, in whole packs where there are packs.")
    sheet = Sheet(parent, title, form, tr("Post all slips"), act, intro=intro, extra=grid)
    room = theme.room(sheet)
    more = min(ROWS_SHOWN, max(0, len(kits.kits) - ROWS_LEAST)) * theme.px("row")
    sheet.setMinimumWidth(min(theme.px("preview_w"), room.width()))
    sheet.resize(sheet.width(), min(sheet.height() + more, room.height() - theme.px("top")))
    grid.grid.setFocus()
    return sheet
