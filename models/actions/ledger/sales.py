"""Retail sales (零售): finished pieces go from the warehouse to whoever pays for them, line by line with its workshop.

Takings are no pay, so sales are not bound to open pay periods.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from models import format
from models.actions.ledger.stock import MORE_THAN_STOCK, Delivered, confirm_stock, move_goods, new_voucher
from models.database import among, db, insert_named
from models.errors import UserError
from models.i18n import mark, tr
from models.keys import next_key
from models.operation import in_turn, operation
from models.queries.product.units import GoodsUnits
from models.rights import needs
from models.rules.amount import MONEY_MAX, line_amount
from models.rules.desk import roles
from models.rules.ledger import voucher_kind
from models.rules.ledger.grade import RATED
from models.tables.ledger import SaleLine
from models.tables.party import SOLD, WAREHOUSE
from models.tables.programme import Workshop


class Sold(NamedTuple):
    """A line of a sale: thousandths at a price in 1/10,000 yuan; without ``takings`` (fen) they are both multiplied.

    ``workshop`` is the code of the workshop that sold it, "" the cooperative itself; ``place`` where it was written.
    """

    product: int
    grade: str
    quantity: int
    price: int
    takings: int | None = None
    workshop: str = ""
    place: Any = None

    @property
    def paid(self) -> int:
        """What was paid for it, in fen, rounded half up."""
        return line_amount(self.quantity, self.price) if self.takings is None else self.takings


@dataclass(slots=True)
class SaleDraft:
    """A sale on its way in; without a number it takes the next."""

    date: date
    lines: list[Sold] = field(default_factory=list)
    reason: str = ""
    number: str = ""


@needs(roles.POST)
@in_turn
def post_sale(draft: SaleDraft, consents: Collection[str] = ()) -> str:
    """Post a retail sale; returns its number.

    Raises UserError (field: date, lines, product, grade, quantity, price, takings, workshop, number),
    NeedsConfirmation ("more_than_stock").
    """
    _check(draft)
    if MORE_THAN_STOCK not in consents:
        wanted = [Delivered(line.product, line.grade, line.quantity) for line in draft.lines]
        words = mark("{name}: {wanted} to sell, but only {held} is in the warehouse.")
        confirm_stock(wanted, words, mark("Sell that much"))
    with operation(mark("Sale {number}")) as opened:
        number = _write(draft)
        opened.says(number=number)
    return number


@needs(roles.POST)
def post_sales(
    drafts: Sequence[SaleDraft], refuse: Callable[[SaleDraft, Sold | None, UserError], None]
) -> None:
    """Post the sales of a workbook, whatever the stock says; every fault is told, and then nothing is posted."""
    faulty, known = False, _Known(line for draft in drafts for line in draft.lines)
    for draft in drafts:
        for line in draft.lines:
            try:
                known.check(line)
            except UserError as error:
                faulty = True
                refuse(draft, line, error)
    if drafts and not faulty:
        with operation(mark("Sale {number}")) as opened:
            numbers = [_write(draft) for draft in drafts]
            opened.says(number=format.number_or_count(numbers))


def _check(draft: SaleDraft) -> None:
    if not draft.lines:
        raise UserError(tr("There is nothing on this slip yet."), "lines")
    known = _Known(draft.lines)
    for line in draft.lines:
        known.check(line)


class _Known:
    """What lines of sales may name, asked once for all of them."""

    def __init__(self, lines: Iterable[Sold]) -> None:
        self._units = GoodsUnits()
        codes = {line.workshop for line in lines if line.workshop}
        query = Workshop.select(Workshop.code).where(among(Workshop.code, codes))
        self._workshops = {code for (code,) in db.execute(query)}

    def check(self, line: Sold) -> None:
        """Raise UserError (field) for a line that cannot have been sold."""
        if line.quantity <= 0:
            raise UserError(tr("The quantity must be above 0."), "quantity")
        if line.grade not in RATED:
            raise UserError(tr("Only good and second pieces are sold."), "grade")
        for what, value in (("price", line.price), ("takings", line.paid)):
            if value < 0:
                raise UserError(tr("Must not be below 0."), what)
        if line.paid > MONEY_MAX:
            raise UserError(
                tr("Too large: at most {maximum}.").format(maximum=format.money(MONEY_MAX)), "takings"
            )
        self._units.refuse_unknown(line.product)
        self._units.check_product(line.product, line.quantity, "quantity")
        if line.workshop and line.workshop not in self._workshops:
            raise UserError(tr('There is no workshop "{code}".').format(code=line.workshop), "workshop")


def _write(draft: SaleDraft) -> str:
    slip = new_voucher(voucher_kind.SALE, draft.date, draft.reason, draft.number)
    goods = [((None, line.product, line.grade), line.quantity) for line in draft.lines]
    move_goods(slip, goods, (WAREHOUSE, None), (SOLD, None))
    insert_named(
        SaleLine,
        [
            {
                "id": next_key(),
                "voucher": slip.id,
                "product": line.product,
                "grade": line.grade,
                "quantity": line.quantity,
                "price": line.price,
                "takings": line.paid,
                "place": line.workshop,
            }
            for line in draft.lines
        ],
    )
    return str(slip.number)
