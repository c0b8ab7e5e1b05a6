"""Opening stock and stocktakes: a line for every item of a place, to write beside it what is there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from models import format
from models.actions.ledger.stocktake import StockDraft, StockLine, post_count, post_opening
from models.errors import UserError
from models.i18n import tr
from models.kinds import COUNT, QUANTITY, TEXT
from models.queries import suggestions
from models.queries.ledger.stocktake import books
from models.tables.party import Household
from ui.kit.form import DateField, Form, PickField, TextField
from ui.kit.form_sheet import Sheet
from ui.kit.grid_model import GridColumn, GridLine, told_column
from ui.kit.sheet_lines import Lines
from ui.pages.ledger.stock_forms import slip_sheet


class _Place:
    """What lies in a place on a day, line by line; what was typed stays while the day is changed."""

    def __init__(self, form: Form, columns: list[GridColumn], figure: str, today: date) -> None:
        self.form, self.figure, self.today = form, figure, today
        self.lines = Lines(columns, self._changed, today, fixed=True)
        self._at: tuple[Any, Any] | None = None
        form.changed.connect(self.fill)
        self.fill()

    @staticmethod
    def _changed(line: GridLine, key: str) -> None:
        line.problems.pop(key, None)

    def fill(self) -> None:
        """Ask the books again when another place or day was chosen."""
        home = self.form.field("household")
        try:
            at = home.value(), self.form.field("date").value()
        except UserError:
            return
        if at == self._at or at[1] is None:
            return
        typed = {}
        if self._at is not None and at[0] == self._at[0]:
            typed = {line.facts.item: line for line in self.lines.grid.lines()}
        self._at = at
        rows = books(at[1], at[0], every=self.figure == "quantity")
        found = []
        for row in rows:
            line = typed.get(row.item, GridLine())
            line.facts = row
            found.append(line)
        self.lines.grid.model.set_lines(found)
        if found:
            self.lines.grid.view.go_to(0)

    def draft(self, values: dict[str, Any]) -> StockDraft:
        """What is posted: the lines with a figure. Raises UserError while a cell cannot be read."""
        found = [
            StockLine(line.facts.item, line.get(self.figure), line.get("reason", ""), line)
            for line in self.lines.complete(self.figure)
        ]
        return StockDraft(values["date"], found, reason=values["reason"] or "")

    def post(self, post: Callable[..., str | None], draft: StockDraft, *more: Any) -> str:
        """Post, with what is wrong said beside the cells it is about; returns the number."""
        faults: list[UserError] = []

        def refused(draft: StockDraft, line: StockLine | None, error: UserError) -> None:
            faults.append(error)
            if line is not None and error.field != "date":
                self.lines.grid.refuse(line.place, error, otherwise=self.figure)

        number = post(draft, *more, refused=refused)
        if number is None:
            self.lines.grid.go_to_problem()
            if faults[0].field == "date":
                raise UserError(faults[0].message, "date")
            raise UserError(self.lines.grid.first_problem() or faults[0].message)
        return number


def opening_sheet(parent: QWidget, today: date, household: int | None = None) -> Sheet:
    """The stock of the first day, in the warehouse or at a household; its result is the number."""
    form = _head(today, household, tr("The day the books begin"))
    place = _Place(
        form,
        [
            *_what(),
            GridColumn("quantity", tr("Quantity"), QUANTITY, 10),
            _unit(),
            GridColumn("said", tr("Remarks"), TEXT, 14, stretch=True, hints=True, show=lambda line: ""),
        ],
        "quantity",
        today,
    )

    def act(consent: Any, values: dict[str, Any]) -> str:
        return place.post(post_opening, place.draft(values), consent.keys)

    intro = tr("Enter what was there before the first slip. Leave empty what was not there.")
    return slip_sheet(parent, tr("Opening stock"), form, place.lines, act, intro=intro)


def count_sheet(parent: QWidget, today: date, household: int | None = None) -> Sheet:
    """What was found at a count, beside what the books say; its result is the number."""
    form = _head(today, household, tr("Counted after that day's work"))
    place = _Place(
        form,
        [
            *_what(),
            told_column(
                "books", tr("In the books"), 9, lambda facts: format.quantity(facts.quantity), kind=COUNT
            ),
            GridColumn("counted", tr("Counted"), QUANTITY, 9),
            _unit(),
            GridColumn("more", tr("Difference"), COUNT, 8, show=_difference),
            GridColumn("reason", tr("Reason"), TEXT, 14, stretch=True, hints=True, skip=_agrees),
        ],
        "counted",
        today,
    )

    def act(consent: Any, values: dict[str, Any]) -> str:
        return place.post(post_count, place.draft(values))

    intro = tr("Enter what was counted. What was not counted stays empty and stays as it is.")
    return slip_sheet(parent, tr("Stocktake"), form, place.lines, act, intro=intro)


def _head(today: date, household: int | None, hint: str) -> Form:
    form = Form(
        [
            PickField(
                "household",
                tr("Household"),
                suggestions.households,
                hint=tr("Empty: the warehouse"),
                named=lambda key: suggestions.label(Household, key),
                makes=Household,
            ),
            DateField("date", tr("Date"), required=True, value=today, today=lambda: today, hint=hint),
            TextField("reason", tr("Reason")),
        ],
        columns=3,
    )
    if household is not None:
        form.field("household").set_value((household, suggestions.label(Household, household), ""))
    form.mark_clean()
    return form


def _what() -> list[GridColumn]:
    return [
        told_column("code", tr("Code"), 9, lambda row: row.code),
        told_column("name", tr("Material or product"), 14, lambda row: row.name, stretch=True),
        told_column(
            "grade", tr("Grade"), 5, lambda row: format.grade(row.item.grade) if row.item.grade else ""
        ),
        told_column("subcontract", tr("Subcontract"), 10, lambda row: row.subcontract, yields=True),
    ]


def _unit() -> GridColumn:
    return told_column("unit", tr("Unit"), 4, lambda facts: format.unit_name(facts.unit))


def _difference(line: GridLine) -> str:
    if line.get("counted") is None:
        return ""
    more = line.get("counted") - line.facts.quantity
    return f"+{format.quantity(more)}" if more > 0 else format.quantity(more).replace("-", "−")


def _agrees(line: GridLine) -> bool:
    return line.get("counted") in (None, line.facts.quantity)
