"""A month's pay on the screen: its figures, what keeps it from being locked, and a line for each statement."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from operator import attrgetter
from typing import Any

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from models import format
from models.i18n import mark, plural, tr
from models.kinds import CODE, MONEY
from models.queries.listing import STATUS
from models.queries.pay.earnings import PayMonth, PayStatement
from models.rules.pay import pay_method
from ui.kit.boxes import hbox, vbox
from ui.kit.button import ActionButton
from ui.kit.card import FigureCard
from ui.kit.empty import Empty
from ui.kit.memory_listing import Rows, column
from ui.kit.table import TableView
from ui.kit.text import paragraph
from ui.shell import theme


class MonthView(QWidget):
    """Four figures above, below them the sentence about a missing rate where there is one, and the statements."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._labels: dict[FigureCard, str] = {}
        self._words: Mapping[int, str] = {}
        self._rows = Rows(
            "pay-statements",
            mark("Pay statements"),
            (
                column("code", mark("Code", "household"), CODE),
                column("head", mark("Household"), person=True),
                column("piece", mark("Piece pay"), MONEY, of="reckoning.piece"),
                column("allowance", mark("Allowance"), MONEY, of=some_of("reckoning.allowance")),
                replace(
                    column("make_up", mark("Make-up pay"), MONEY, of=some_of("reckoning.make_up")),
                    optional=True,
                ),
                column("bonus", mark("Bonus"), MONEY, of=some_of("reckoning.bonus")),
                column("gross", mark("Gross pay"), MONEY, of="reckoning.gross"),
                column("taken", mark("Deductions taken"), MONEY, of=some_of("reckoning.taken")),
                column("recovered", mark("Advances recovered"), MONEY, of=some_of("reckoning.recovered")),
                column("given_back", mark("Given back"), MONEY, of=some_of("reckoning.given_back")),
                column("net", mark("Net pay"), MONEY, of="reckoning.net"),
                column("payment", mark("Payment"), STATUS, of=some_of("payment")),
                column(
                    "carried_out", mark("Carried to next month"), MONEY, of=some_of("reckoning.carried_out")
                ),
                column("advance_left", mark("Advance left"), MONEY, of=some_of("reckoning.advance_left")),
                column("words", mark("Pinyin"), hidden=True, of=lambda s: self._words.get(s.household, "")),
            ),
            narrows=("payment",),
        )
        self.table = TableView(
            self._rows,
            self,
            # Which of two households called alike is paid is worth more room than a column that is mostly empty.
            gives_way=("allowance", "bonus", "given_back", "code"),
            empty=Empty(tr("Nobody has anything to be paid in this month yet."), icon="pay"),
        )
        vbox("l", self._figures(), self._problem(), (self.table, 1), of=self)

    def _figures(self) -> QHBoxLayout:
        figures = hbox("l")
        self.net_card = FigureCard(tr("Net pay"))
        self.gross_card = FigureCard(tr("Gross pay"))
        self.taken_card = FigureCard(tr("Deductions taken"))
        self.back_card = FigureCard(tr("Advances recovered"))
        for card in (self.net_card, self.gross_card, self.taken_card, self.back_card):
            self._labels[card] = card.label.text()
            figures.addWidget(card, 1)
        return figures

    def _problem(self) -> QFrame:
        """What keeps the month from being locked, with the way to it."""
        self.problem = QFrame()
        self.problem.setObjectName("problem")
        across = QHBoxLayout(self.problem)
        across.setContentsMargins(theme.px("m"), theme.px("s"), theme.px("m"), theme.px("s"))
        across.setSpacing(theme.px("s"))
        sign = QLabel()
        sign.setPixmap(theme.icon("alert", "wrong").pixmap(theme.px("icon"), theme.px("icon")))
        across.addWidget(sign)
        self.blocked = paragraph("")
        across.addWidget(self.blocked, 1)
        self.rate_button = ActionButton(tr("Enter the rate"), "Alt+R")
        self.rate_button.setShortcut("Alt+R")
        across.addWidget(self.rate_button)
        self.problem.hide()
        return self.problem

    def show_month(self, month: PayMonth, words: Mapping[int, str], products: Mapping[int, str]) -> None:
        """Show a month; ``words`` finds each household in the list, ``products`` names each product."""
        self._words = words
        self._rows.show(month.statements, "household")
        self.table.refresh()
        self._say_figures(month)
        self._say_unpriced(month, products)

    def clear(self) -> None:
        """Show no figure at all."""
        self._rows.show(())
        self.table.refresh()
        self.problem.hide()
        for card, label in self._labels.items():
            card.label.setText(label)
            card.say("")

    def _say_figures(self, month: PayMonth) -> None:
        cash = sum(s.reckoning.net for s in month.statements if s.pay_method == pay_method.CASH)
        for card, figure, label, rest in (
            (self.net_card, "net", tr("Net pay · {amount} in cash"), cash),
            (self.gross_card, "gross", tr("Gross pay · {amount} piece pay"), month.total("piece")),
            (
                self.taken_card,
                "taken",
                tr("Deductions · {amount} carried to next month"),
                month.total("carried_out"),
            ),
            (self.back_card, "recovered", tr("Advances · {amount} outstanding"), month.total("advance_left")),
        ):
            card.label.setText(label.format(amount=format.money(rest)))
            card.say(format.money(month.total(figure)), tr("yuan"))

    def _say_unpriced(self, month: PayMonth, products: Mapping[int, str]) -> None:
        self.problem.setVisible(bool(month.unpriced))
        if not month.unpriced:
            return
        line = month.unpriced[0]
        words = plural(
            "A line has no piece rate; the month cannot be locked: {number}, {product} {grade}, {day}.",
            "{n} lines have no piece rate; the month cannot be locked. First: {number}, {product} {grade}, {day}.",
            len(month.unpriced),
        )
        self.blocked.setText(
            words.format(
                number=line.number,
                product=products.get(line.product, ""),
                grade=format.grade(line.grade),
                day=line.rated_on.isoformat(),
            )
        )


def some_of(path: str) -> Callable[[PayStatement], Any]:
    """What a statement holds at an attribute's path, nothing where that is 0 or empty."""
    held = attrgetter(path)
    return lambda statement: held(statement) or None
