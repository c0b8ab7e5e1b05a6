"""The rows behind figures of gross pay: the statements of households and months, and the lines of one of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from models.i18n import Translator, mark
from models.kinds import MONEY, MONTH, RATE, TEXT, ChoiceField
from models.queries import report
from models.queries.pay.balances import BONUS
from models.queries.pay.earnings import PayStatement, statements
from models.queries.pay.pay_by_month import MonthPay
from models.queries.periods import period_named
from models.queries.report import HOUSEHOLD_COLUMNS, Behind, BehindRow, Lead, Said, column
from models.rights import shows
from models.rules.desk import roles
from models.rules.ledger.grade import GRADES
from models.tables.product import Product

ALLOWANCE, MAKE_UP = "allowance", "make_up"
_BESIDE: Final = ((ALLOWANCE, mark("Allowance")), (MAKE_UP, mark("Make-up pay")), (BONUS, mark("Bonus")))
_WHAT: Final = ChoiceField(choices=(*GRADES, *_BESIDE))
STATEMENT_COLUMNS: Final = (
    column("statement", mark("Pay statement"), TEXT, hidden=True),
    report.MONTH_COLUMN,
    *HOUSEHOLD_COLUMNS,
    column("piece", mark("Piece pay"), MONEY),
    column("allowance", mark("Allowance"), MONEY),
    column("make_up", mark("Make-up pay"), MONEY),
    column("bonus", mark("Bonus"), MONEY),
    column("gross", mark("Gross pay"), MONEY),
)
_LINE_COLUMNS: Final = (
    *report.SLIP_COLUMNS,
    report.PRODUCT_COLUMN,
    column("what", mark("Grade"), _WHAT),
    report.QUANTITY_COLUMN,
    report.UNIT_COLUMN,
    column("rate", mark("Rate"), RATE),
    report.AMOUNT_COLUMN,
)


class _OfMonth(Protocol):
    @property
    def period(self) -> str: ...

    @property
    def locked(self) -> bool: ...


@shows()
def not_locked(pays: Iterable[_OfMonth]) -> tuple[Said, ...]:
    """Which of these months are not locked yet, so that their figures may still change."""
    months = sorted({one.period for one in pays if not one.locked})
    if not months:
        return ()

    def said(tr: Translator) -> str:
        one = mark("{first} is not locked yet: calculated from today's slips.")
        text = (
            one
            if len(months) == 1
            else mark("{first} to {last} are not locked yet: calculated from today's slips.")
        )
        first, last = (MONTH.worded(month, tr) for month in (months[0], months[-1]))
        return tr(text).format(first=first, last=last)

    return (said,)


@shows(roles.SEE_PAY)
def statements_behind(pays: Sequence[MonthPay], figure: str = "gross") -> Behind:
    """The pay statements behind a figure of gross pay, or of how many different values ``figure`` holds."""
    return Behind(
        report.statements_counted(pays),
        STATEMENT_COLUMNS,
        [
            BehindRow.of(
                one,
                STATEMENT_COLUMNS,
                Lead(report.OF_STATEMENT, one.home.id, one.period),
                statement=f"{one.period} {one.home.id}",
                month=one.period,
                **one.home.cells(),
            )
            for one in pays
        ],
        figure,
        report.SUM if figure == "gross" else report.DIFFERENT,
    )


@shows(roles.SEE_PAY)
def lines_behind(household: int, month: str) -> Behind:
    """The lines that make one household's gross pay of a month: pieces by grade, the allowance, bonuses."""
    rows = [
        row
        for statement in statements(month, households=[household]).statements
        for row in _lines(statement, month)
    ]
    return Behind(
        lambda tr: tr("Gross pay of {month}").format(month=MONTH.worded(month, tr)),
        _LINE_COLUMNS,
        rows,
        "amount",
    )


def _lines(statement: PayStatement, month: str) -> Iterable[BehindRow]:
    of = {one.id: one for one in Product.select().where(Product.id.in_({x.product for x in statement.lines}))}
    for line in statement.lines:
        product = of[line.product]
        lead = Lead(report.OF_VOUCHER, line.voucher)
        yield BehindRow.of(
            line, _LINE_COLUMNS, lead, product=product.name, what=line.grade, unit=product.unit
        )
    nothing = {"product": None, "quantity": None, "unit": "", "rate": None}
    whole = Lead(report.OF_STATEMENT, statement.household, month)
    for what, fen in ((ALLOWANCE, statement.reckoning.allowance), (MAKE_UP, statement.reckoning.make_up)):
        if fen:
            cells = {
                "date": period_named(month).end,
                "number": statement.number,
                "what": what,
                "amount": fen,
            }
            yield BehindRow(nothing | cells, whole)
    for item in statement.items:
        if item.kind == BONUS:
            cells = {"date": item.date, "number": item.number, "what": BONUS, "amount": item.amount}
            yield BehindRow(nothing | cells, Lead(report.OF_VOUCHER, item.voucher))
