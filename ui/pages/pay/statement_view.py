"""One pay statement on the screen: every line that earns, then the reckoning down to what is paid out."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from models import format
from models.i18n import mark, tr
from models.kinds import CODE, DAY, MONEY, QUANTITY, RATE
from models.queries.listing import Listing
from models.queries.pay.balances import REFUND, PayItem
from models.queries.pay.disputes import disputes, statement_disputes
from models.queries.pay.earnings import RETURNED, PayStatement
from models.queries.pay.months import PAID
from models.rules.pay import pay_method
from ui.kit.boxes import hbox, vbox
from ui.kit.card import Card
from ui.kit.empty import Empty
from ui.kit.memory_listing import Rows, column, without
from ui.kit.table import TableView
from ui.kit.table_card import TableCard
from ui.kit.text import paragraph, rule, text
from ui.shell import theme


class StatementView(QWidget):
    """The lines at the left, the reckoning at the right, the net pay big; below the lines what was disputed of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._products: dict[int, str] = {}
        self.rows = Rows(
            "statement-lines",
            mark("Lines"),
            (
                column("date", mark("Date"), DAY),
                column("number", mark("Slip"), CODE),
                column("subcontract", mark("Subcontract"), CODE),
                column("product", mark("Product"), of=lambda line: self._products.get(line.product, "")),
                column("grade", mark("Grade"), CODE, of=lambda line: format.grade(line.grade)),
                column("quantity", mark("Quantity"), QUANTITY),
                column("rate", mark("Rate"), RATE),
                column("amount", mark("Amount"), MONEY),
            ),
        )
        self.lines = TableView(
            self.rows,
            self,
            search=False,
            gives_way=("subcontract", "number"),
            empty=Empty(tr("No pieces were received in this month; only what stands at the right.")),
        )
        self.card = Card().inset()
        self.card.setMaximumWidth(theme.px("field_wide") + theme.px("xl"))
        self.place = QWidget()
        self.grid = QGridLayout(self.place)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(theme.px("s"))
        self.grid.setVerticalSpacing(theme.px("s"))
        self.grid.setColumnStretch(0, 1)
        self.card.body.addWidget(self.place)
        self.card.body.addWidget(rule())
        self.card.body.addWidget(text(tr("Paid out"), "quiet"))
        self.net = text("", "figure")
        self.card.body.addWidget(self.net)
        self.words = paragraph("", "quiet")
        self.card.body.addWidget(self.words)
        self.how = paragraph("", "quiet")
        self.card.body.addWidget(self.how)
        self.card.body.addStretch(1)
        self.disputes = TableCard(tr("Disputes"), _disputes(disputes(0)), "", most=3, parent=self)
        left = QWidget()
        vbox("l", (self.lines, 1), self.disputes, of=left)
        hbox("l", (left, 3), (self.card, 2), of=self)
        self.setFocusProxy(self.lines)

    def show_statement(self, statement: PayStatement, month: str, products: dict[int, str]) -> None:
        """Show a household's statement of a month; ``products`` names them by key."""
        self._products = products
        self.rows.show(statement.lines)
        self.lines.refresh()
        said = _disputes(statement_disputes(statement, month))
        self.disputes.setVisible(bool(said.keys(most=1)))
        self.disputes.set_listing(said)
        self.disputes.refresh()
        self._reckon(statement)
        net = statement.reckoning.net
        self.net.setText(format.yuan(net))
        self.words.setText(format.in_words(net))
        by = tr("in cash")
        if statement.pay_method == pay_method.BANK:
            by = " ".join(part for part in (tr("by bank"), statement.bank, statement.account) if part)
        self.how.setText("\n".join(part for part in (by, _paid(statement), _reissued(statement)) if part))
        self.net.setAccessibleName(tr("Paid out {amount}").format(amount=format.yuan(net)))

    def _reckon(self, statement: PayStatement) -> None:
        while (old := self.grid.takeAt(0)) is not None:
            widget = old.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
        r = statement.reckoning
        self._row(tr("Piece pay"), r.piece)
        if r.allowance:
            self._row(tr("Allowance"), r.allowance)
        if r.make_up:
            self._row(tr("Make-up pay"), r.make_up)
        for item in self._of(statement, "bonus"):
            self._row(item.reason or tr("Bonus"), item.amount, item.number)
        self._row(tr("Gross pay"), r.gross, strong=True)
        if r.carried_in:
            self._row(tr("Deductions carried in"), -r.carried_in)
        for item in self._of(statement, "deduction"):
            self._row(item.reason or tr("Deduction"), item.amount, item.number)
        if r.deductions_due:
            self._row(tr("Deductions taken"), -r.taken, strong=True)
        if r.carried_out:
            self._row(tr("Carried to the next month"), r.carried_out, quiet=True)
        for item in self._of(statement, "advance"):
            words = tr("Advance of {day}, {left} left").format(
                day=format.date(item.date, short=True), left=format.money(item.left)
            )
            self._row(words, -item.amount, item.number)
        if r.recovered:
            self._row(tr("Advances recovered"), -r.recovered, strong=True)
        for item in self._of(statement, REFUND):
            words = item.reason
            if item.due:
                words = tr("{reason} ({amount} of it is owed no longer)").format(
                    reason=item.reason, amount=format.money(item.due)
                )
            self._row(words, item.amount, item.number)
        if r.given_back:
            self._row(tr("Given back"), r.given_back, strong=True)

    @staticmethod
    def _of(statement: PayStatement, kind: str) -> list[PayItem]:
        return [item for item in statement.items if item.kind == kind]

    def _row(
        self, words: str, amount: int, detail: str = "", *, strong: bool = False, quiet: bool = False
    ) -> None:
        row = self.grid.rowCount()
        said = f"{words}  {detail}".strip()
        label = paragraph(said, "strong" if strong else "quiet")
        figure = text(format.money(amount), "strong" if strong else "quiet" if quiet else "base")
        label.setAccessibleName(f"{said} {format.money(amount)}")
        self.grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        self.grid.addWidget(figure, row, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)


def _disputes(found: Listing) -> Listing:
    """What is told of disputes beside the statement they are about."""
    return without(found, "code", "head", "answer", "answered_on", "status", name="statement-disputes")


def _paid(statement: PayStatement) -> str:
    """Whether a statement was paid, in words; nothing while it is open or pays nothing."""
    if statement.payment == PAID:
        how = dict(pay_method.CHOICES).get(statement.paid_by, "")
        return tr("Paid on {day}, {how}").format(
            day=format.date(statement.paid_on), how=tr(how) if how else ""
        )
    if statement.payment == RETURNED:
        return tr("Returned by the bank on {day}").format(day=format.date(statement.returned_on))
    return tr("Not paid yet") if statement.payment else ""


def _reissued(statement: PayStatement) -> str:
    return tr("Made out again after the month was unlocked") if statement.reissued else ""
