"""Opening stock (期初) and stocktakes (盘点), in the warehouse and at households: each a numbered slip.

Opening stock comes from before the books. A count posts counted − books as of the end of its day, with a reason.
(Promised in help/rules, "Stock".)
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from models import format
from models.actions.ledger.posting import movement
from models.actions.numbering import next_number
from models.database import insert_named, insert_rows
from models.errors import NeedsConfirmation, UserError
from models.i18n import mark, tr
from models.keys import next_key
from models.operation import ask, in_turn, operation
from models.queries.ledger.slip_days import slip_days
from models.queries.ledger.stocktake import Item, books_of, openings
from models.queries.order.standing import SubcontractState, subcontract_states
from models.queries.product.units import GoodsUnits
from models.rights import needs
from models.rules.desk import roles
from models.rules.ledger import voucher_kind
from models.rules.ledger.grade import RATED
from models.tables.ledger import CountLine, Movement, Voucher
from models.tables.party import COUNTED, OPENING, WAREHOUSE
from models.tables.product import Material, Product

OPENED_BEFORE: Final = "opened_before"


@dataclass(slots=True)
class StockLine:
    """So much of an item, in thousandths: there on the first day, or counted. ``place`` finds the line again."""

    item: Item
    quantity: int
    reason: str = ""
    place: Any = None


@dataclass(slots=True)
class StockDraft:
    """A slip of opening stock or of a stocktake, all of it in the warehouse or at one household."""

    date: date
    lines: Sequence[StockLine]
    number: str = ""
    reason: str = ""
    key: int = field(default_factory=next_key)


Refusal = Callable[[StockDraft, StockLine | None, UserError], None]


@needs(roles.POST)
@in_turn
def post_opening(
    draft: StockDraft, consents: Collection[str] = (), refused: Refusal | None = None
) -> str | None:
    """Enter the stock of the first day; returns the slip's number, None when ``refused`` was told what is wrong.

    Raises UserError (field: lines, date, number, material, grade, subcontract, quantity), and NeedsConfirmation
    ("opened_before") where the same item has opening stock of another day.
    """
    if OPENED_BEFORE not in consents:
        _confirm_second(draft)
    return next(iter(post_openings([draft], refused)), None)


@needs(roles.POST)
def post_openings(drafts: Iterable[StockDraft], refused: Refusal | None = None) -> list[str]:
    """Enter several slips of opening stock in one operation; returns their numbers in the order of their days.

    ``refused(draft, line, error)`` collects faults instead of stopping at the first; the slips without any are
    written nevertheless, so whoever collects takes the operation back.
    """
    return _post(voucher_kind.OPENING, mark("Opening stock {number}"), drafts, refused)


@needs(roles.POST)
def post_count(draft: StockDraft, refused: Refusal | None = None) -> str | None:
    """Enter a stocktake: what differs from the books at the end of its day is posted; returns as `post_opening` does.

    Raises UserError (field: lines, date, number, material, grade, subcontract, counted, reason).
    """
    return next(iter(post_counts([draft], refused)), None)


@needs(roles.POST)
def post_counts(drafts: Iterable[StockDraft], refused: Refusal | None = None) -> list[str]:
    """Enter several stocktakes in the order of their days; as `post_openings` does."""
    return _post(voucher_kind.COUNT, mark("Stocktake {number}"), drafts, refused)


def _post(kind: str, title: str, drafts: Iterable[StockDraft], refused: Refusal | None) -> list[str]:
    numbers = []
    with operation(title) as opened:
        for draft in sorted(drafts, key=lambda draft: (draft.date, draft.number)):
            posting = _StocktakePosting(kind, draft, refused)
            if posting.check():
                numbers.append(posting.write())
        opened.says(number=format.numbers(numbers))
    return numbers


class _StocktakePosting:
    """One slip on its way into the ledger."""

    def __init__(self, kind: str, draft: StockDraft, refused: Refusal | None) -> None:
        self.kind, self.draft, self._tell = kind, draft, refused
        self.figure = "counted" if kind == voucher_kind.COUNT else "quantity"
        subs = {line.item.subcontract for line in draft.lines if line.item.subcontract is not None}
        self.states = subcontract_states(subs) if subs else {}
        self.units = GoodsUnits()
        self.opened = openings() if kind == voucher_kind.OPENING else {}
        self.sound = True
        self.books: dict[Item, int] = {}

    def check(self) -> bool:
        """Whether the slip can be written; what is wrong is raised, or told where somebody collects."""
        draft = self.draft
        with self._reporting(None):
            self._check_head()
        seen: set[Item] = set()
        for line in draft.lines:
            with self._reporting(line):
                self._check_line(line, seen)
        if self.sound and self.kind == voucher_kind.COUNT:
            self.books = books_of([line.item for line in draft.lines], draft.date)
            for line in draft.lines:
                with self._reporting(line):
                    self._check_reason(line)
        return self.sound

    def write(self) -> str:
        """Write the slip; returns its number."""
        draft = self.draft
        homes = {state.household_id for state in self.states.values()}
        number = draft.number or next_number(self.kind, draft.date)
        Voucher.create(
            id=draft.key,
            series=self.kind,
            number=number,
            kind=self.kind,
            date=draft.date,
            household=min(homes, default=None),
            reason=draft.reason.strip(),
        )
        moved = [row for line in draft.lines if (row := self._movement(line)) is not None]
        insert_named(Movement, moved)
        if self.kind == voucher_kind.COUNT:
            insert_rows(
                CountLine,
                ("id", "voucher", *Item._fields, "books", "counted", "reason"),
                [
                    (
                        next_key(),
                        draft.key,
                        line.item.material,
                        line.item.product,
                        line.item.grade or None,
                        line.item.subcontract,
                        self.books[line.item],
                        line.quantity,
                        line.reason.strip(),
                    )
                    for line in draft.lines
                ],
            )
        return number

    @contextlib.contextmanager
    def _reporting(self, line: StockLine | None) -> Iterator[None]:
        try:
            yield
        except UserError as error:
            if self._tell is None:
                raise
            self.sound = False
            self._tell(self.draft, line, error)

    def _check_head(self) -> None:
        draft = self.draft
        if not draft.lines:
            raise UserError(tr("There is nothing on this slip yet."), "lines")
        slip_days().refuse(draft.date)
        taken = Voucher.select().where(Voucher.series == self.kind, Voucher.number == draft.number)
        if draft.number and taken.exists():
            raise UserError(tr('"{value}" exists already.').format(value=draft.number), "number")

    def _check_line(self, line: StockLine, seen: set[Item]) -> None:
        item = line.item
        self._check_item(item)
        self._check_place(item)
        if line.quantity < 0 or (self.kind == voucher_kind.OPENING and not line.quantity):
            words = (
                tr("Must be above 0.") if self.kind == voucher_kind.OPENING else tr("Must not be below 0.")
            )
            raise UserError(words, self.figure)
        if item.material is not None:
            self.units.check_material(item.material, line.quantity, self.figure)
        else:
            self.units.check_product(item.product or 0, line.quantity, self.figure)
        if item in seen:
            raise UserError(tr("It stands on another line already."), _named(item))
        seen.add(item)
        for one in self.opened.get(item, ()):
            if one.day == self.draft.date:
                raise UserError(
                    tr("{number} has its opening stock already. Void that first.").format(number=one.number),
                    _named(item),
                )

    def _check_item(self, item: Item) -> None:
        if (item.material is None) == (item.product is None):
            raise UserError(tr("Name a material, or a product with its grade."), "material")
        if item.material is not None:
            if item.material not in self.units.materials:
                raise UserError(tr("This material does not exist."), "material")
            return
        if item.product not in self.units.products:
            raise UserError(tr("This product does not exist."), "product")
        if item.grade not in RATED:
            raise UserError(tr("Say the grade: good or second."), "grade")
        if item.subcontract is not None:
            raise UserError(tr("Finished pieces are counted in the warehouse only."), "subcontract")

    def _check_place(self, item: Item) -> None:
        first = self.draft.lines[0].item.subcontract
        if (item.subcontract is None) != (first is None):
            raise UserError(tr("Warehouse and household are two slips."), "subcontract")
        if item.subcontract is None:
            return
        state = self._state(item.subcontract)
        if state.household_id != self._state(first or 0).household_id:
            raise UserError(
                tr("{number} belongs to another household.").format(number=state.number), "subcontract"
            )
        given = max(state.date, state.ordered)
        if self.draft.date < given:
            raise UserError(
                tr("{number} was assigned on {day}; this slip is dated before.").format(
                    number=state.number, day=given.isoformat()
                ),
                "date",
            )

    def _state(self, key: int) -> SubcontractState:
        state = self.states.get(key)
        if state is None:
            raise UserError(tr("This subcontract does not exist."), "subcontract")
        return state

    def _check_reason(self, line: StockLine) -> None:
        said = self.books[line.item]
        if line.quantity != said and not (line.reason.strip() or self.draft.reason.strip()):
            raise UserError(
                tr("{counted} counted, {books} in the books. Give a reason for the difference.").format(
                    counted=format.quantity(line.quantity), books=format.quantity(said)
                ),
                "reason",
            )

    def _movement(self, line: StockLine) -> dict[str, Any] | None:
        """What a line moves from before the books, or to or from what counts found; None where nothing differs."""
        item, draft = line.item, self.draft
        state = self.states.get(item.subcontract or 0)
        here = (WAREHOUSE, None) if state is None else (state.household_id, state.id)
        there = (OPENING if self.kind == voucher_kind.OPENING else COUNTED, None)
        more = line.quantity - self.books.get(item, 0)
        if not more:
            return None
        source, target = (there, here) if more > 0 else (here, there)
        goods = (item.material, item.product, item.grade or None)
        return movement(
            draft.key, self.kind, draft.date, goods, abs(more), source, target, line.reason.strip()
        )


def _named(item: Item) -> str:
    return "material" if item.material is not None else "product"


def _confirm_second(draft: StockDraft) -> None:
    """Ask before an item that has opening stock gets some of another day."""
    opened = openings()
    for line in draft.lines:
        for one in opened.get(line.item, ()):
            if one.day != draft.date:
                goods: Any = (
                    Material.get_by_id(line.item.material)
                    if line.item.material is not None
                    else Product.get_by_id(line.item.product)
                )
                said = tr("{name} has opening stock of {day} already ({number}). Add this to it?").format(
                    name=goods.name, day=one.day.isoformat(), number=one.number
                )
                ask(NeedsConfirmation(OPENED_BEFORE, said, verb=tr("Add to it")))
                return
