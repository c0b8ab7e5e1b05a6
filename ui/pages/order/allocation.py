"""Sharing an order out: a fair proposal, why each household stands there, and the manager's last word."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from models import format
from models.actions.order import orders
from models.errors import UserError
from models.i18n import plural, tr
from models.kinds import QUANTITY, TEXT
from models.queries import suggestions
from models.queries.order.capacity import CandidateRow, candidates, weights
from models.queries.product.units import units
from models.queries.rates import rate_table
from models.rules.order import allocation
from models.tables.party import Household
from ui.kit.boxes import STRETCH, hbox, vbox
from ui.kit.button import ActionButton
from ui.kit.form import ChoiceField, DateField, Form, PickField, QuantityField
from ui.kit.form_sheet import Sheet
from ui.kit.grid import Grid
from ui.kit.grid_model import GridColumn, GridLine
from ui.kit.text import paragraph, text
from ui.pages.order.order_forms import say_rate
from ui.shell import theme

PRACTISED, ALL = "practised", "all"
KEEP, BEYOND = "keep", "beyond"
ROWS_LEAST, ROWS_SHOWN = 4, 8


class Candidates:
    """Who could take work of an order up to a due date, by household: all its history, asked once."""

    def __init__(self, page: Any, due: date, today: date) -> None:
        self.due = due
        self.rows = {row.candidate.household_id: row for row in candidates(page.id, due, today)}


class Shares(QWidget):
    """The proposed shares, each to be changed by hand, and what they add up to."""

    def __init__(self, page: Any, form: Form, today: date, known: Candidates) -> None:
        super().__init__()
        self.page, self.form, self.today = page, form, today
        self.dirty = False
        self._rows, self._due = known.rows, known.due
        self._why: dict[int, str] = {}
        self._weights = weights()
        self.grid = Grid(
            [
                GridColumn("head", tr("Household"), TEXT, 9, show=lambda line: _row(line).head),
                GridColumn("place", tr("Village and group"), TEXT, 12, show=lambda line: _row(line).place),
                GridColumn("quantity", tr("Share"), QUANTITY, 9),
                GridColumn("why", tr("Why"), TEXT, 20, stretch=True, show=self._reason),
            ],
            lambda line, key: None,
            self,
            title=tr("Shares"),
            today=lambda: today,
            fixed=True,
        )
        self.grid.setMinimumHeight(theme.px("header") + ROWS_LEAST * theme.px("row"))
        self.grid.edited.connect(self._touched)
        # The column is too narrow for all of it on a small screen.
        self.reason = paragraph("", "quiet")
        self.grid.view.selectionModel().currentRowChanged.connect(lambda *_: self._say_reason())
        self.other = PickField("other", tr("Add a household"), self._others, makes=Household)
        self.other.setFixedWidth(theme.px("field_wide"))
        self.other.picked.connect(self._add)
        self.again = ActionButton(tr("Propose again"), "F5", icon="refresh", slot=self.propose)
        self.again.setShortcut("F5")
        self.total = text("", "base")
        foot = hbox("m", self.other, self.again, STRETCH, self.total)
        vbox("s", (self.grid, 1), self.reason, foot, of=self)
        self._wait = QTimer(self, singleShot=True, interval=300)
        self._wait.timeout.connect(self._asked_anew)
        form.changed.connect(self._wait.start)
        self.propose()

    # -- proposing ---------------------------------------------------------------------------------------------

    def propose(self) -> None:
        """A fair split of the quantity asked for; what was changed by hand is given up."""
        try:
            quantity, due = self.form.field("quantity").value(), self.form.field("due").value()
            least = self.form.field("least").value() or 0
        except UserError:
            self._sum_up()
            return
        if not quantity or due is None:
            self._sum_up()
            return
        self._ask(due)
        wanted = [
            row.candidate
            for row in self._rows.values()
            if self.form.field("who").raw() == ALL or row.practised
        ]
        step = units().share(quantity, self.page.unit)
        beyond = self.form.field("short").raw() == BEYOND
        proposal = allocation.propose(
            quantity, wanted, step=step, least=least, weights=self._weights, beyond=beyond
        )
        self._why = {share.household_id: self._words(share.reasons) for share in proposal.shares}
        given = sorted(
            (share for share in proposal.shares if share.quantity), key=lambda share: -share.quantity
        )
        lines = [
            GridLine(
                {"quantity": share.quantity}, proposed={"quantity"}, facts=self._rows[share.household_id]
            )
            for share in given
        ]
        self.grid.show_lines(lines)
        self.dirty = False
        self._sum_up()

    def _ask(self, due: date) -> None:
        if due != self._due:
            self._due = due
            self._look_again()

    def _look_again(self) -> None:
        self._rows = Candidates(self.page, self._due, self.today).rows

    def _asked_anew(self) -> None:
        if not self.dirty:
            self.propose()
        else:
            self._sum_up()

    def _words(self, reasons: Any) -> str:
        return " · ".join(format.reason(reason, unit=self.page.unit) for reason in reasons)

    def _reason(self, line: GridLine) -> str:
        row = _row(line)
        known = self._why.get(row.candidate.household_id)
        if known is None:
            proposal = allocation.propose(allocation.WHOLE, [row.candidate], weights=self._weights)
            known = self._words(proposal.shares[0].reasons)
        return known

    def _say_reason(self) -> None:
        row = self.grid.view.currentIndex().row()
        lines = self.grid.model.lines
        there = 0 <= row < len(lines)
        self.reason.setText(
            tr("{household}: {reasons}").format(
                household=_row(lines[row]).head, reasons=self._reason(lines[row])
            )
            if there
            else ""
        )

    # -- changing ----------------------------------------------------------------------------------------------

    def _others(self, words: str) -> list[tuple[Any, str, str]]:
        there = {_row(line).candidate.household_id for line in self.grid.model.lines}
        return [
            found
            for found in suggestions.households(words)
            if found[0] not in there and found[0] in self._rows
        ]

    def _add(self, household: int) -> None:
        if household not in self._rows:
            self._look_again()
        row = self.grid.model.insert(len(self.grid.model.lines), GridLine(facts=self._rows[household]))
        self.other.set_value(None)
        self.grid.view.go_to(row)
        self.grid.setFocus()
        self._touched()

    def _touched(self) -> None:
        self.dirty = True
        self._sum_up()

    def _sum_up(self) -> None:
        given = sum(quantity for _, quantity in self.splits())
        words = plural("{given} to {n} household", "{given} to {n} households", len(self.splits())).format(
            given=format.quantity(given, self.page.unit)
        )
        free = max(0, self.page.quantity - self.page.allocated)
        role = "base"
        if given > free:
            over = format.quantity(given - free, self.page.unit)
            words += " · " + tr("{over} more than the order").format(over=over)
            role = "wrong"
        elif given < free:
            words += " · " + tr("{left} left").format(left=format.quantity(free - given, self.page.unit))
        theme.set_role(self.total, "type", role)
        self.total.setText(words)
        self._say_reason()

    def splits(self) -> list[tuple[int, int]]:
        """Each household with its share, those without one left out."""
        return [
            (_row(line).candidate.household_id, line.get("quantity", 0))
            for line in self.grid.model.lines
            if line.get("quantity", 0) > 0
        ]


def _row(line: GridLine) -> CandidateRow:
    row: CandidateRow = line.facts
    return row


def _form(page: Any, today: date, known: Candidates) -> Form:
    """How much of the order is given out, when and to whom; as much as is free."""
    free = max(0, page.quantity - page.allocated)
    practised = any(row.practised for row in known.rows.values())
    form = Form(
        [
            QuantityField(
                "quantity",
                tr("To assign"),
                required=True,
                value=free or None,
                unit=format.unit_name(page.unit),
            ),
            DateField(
                "date", tr("Assigned on"), required=True, value=max(today, page.date), today=lambda: today
            ),
            DateField(
                "due",
                tr("Due", "subcontract"),
                required=True,
                after="date",
                value=known.due,
                today=lambda: today,
            ),
            ChoiceField(
                "who",
                tr("To whom"),
                [(PRACTISED, tr("Who made it before")), (ALL, tr("All households"))],
                required=True,
                value=PRACTISED if practised else ALL,
            ),
            QuantityField(
                "least", tr("Smallest share"), hint=tr("Worth the trip"), unit=format.unit_name(page.unit)
            ),
            ChoiceField(
                "short",
                tr("More than they can make"),
                [(KEEP, tr("Leave unassigned")), (BEYOND, tr("Assign above capacity"))],
                required=True,
                value=KEEP,
            ),
        ],
        columns=3,
    )
    if not free:
        form.field("quantity").set_hint(tr("All of it is assigned"))
    rates = rate_table()
    form.changed.connect(lambda: say_rate(form, rates, page.product_id))
    say_rate(form, rates, page.product_id)
    return form


def allocation_sheet(parent: QWidget, page: Any, today: date) -> Sheet:
    """Share an order out; its result is the list of new subcontracts. ``page`` is `queries.order.orders.OrderPage`."""
    known = Candidates(page, max(page.due, today), today)
    form = _form(page, today, known)
    shares = Shares(page, form, today, known)

    def act(consent: Any, values: dict[str, Any]) -> Any:
        if not shares.grid.settle():
            raise UserError(tr("One share cannot be read."))
        return orders.allocate(page.id, shares.splits(), values["date"], values["due"], consent.keys)

    title = tr("Assign {number}").format(number=page.number)
    sheet = Sheet(parent, title, form, tr("Assign"), act, extra=shares)
    room = theme.room(sheet)
    more = (ROWS_SHOWN - ROWS_LEAST) * theme.px("row")
    sheet.setMinimumWidth(min(theme.px("preview_w"), room.width()))
    sheet.resize(sheet.width(), min(sheet.height() + more, room.height() - theme.px("top")))
    shares.grid.setFocus()
    return sheet
