"""What the books say lies where, item by item, to count it by, and what stocktakes found. Quantities in thousandths."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from models.database import db
from models.errors import UserError
from models.i18n import tr
from models.queries.answers import first_column
from models.queries.counting import counts
from models.queries.document_common import Contact, chosen, contacts, printed_before, with_printed
from models.queries.ledger.warehouse import finished_stock, material_stock
from models.queries.order.standing import MaterialState, subcontract_states
from models.rules.ledger import voucher_kind
from models.rules.ledger.grade import RATED
from models.settings import setting
from models.tables.ledger import CountLine, Movement, Voucher
from models.tables.order import Subcontract
from models.tables.product import Material, Product


class Item(NamedTuple):
    """A material, or a product with its grade, in the warehouse or at a household on a subcontract's account."""

    material: int | None = None
    product: int | None = None
    grade: str = ""
    subcontract: int | None = None


class BooksRow(NamedTuple):
    """An item with its names and what the books say of it; ``subcontract`` is the number, "" in the warehouse."""

    item: Item
    code: str
    name: str
    unit: str
    subcontract: str
    quantity: int


def books(day: date | None = None, household: int | None = None, *, every: bool = False) -> list[BooksRow]:
    """What the books say lies in the warehouse, or at a household, at the end of a day (None: now).

    In the warehouse every material and what finished pieces there are, with ``every`` also those never seen; at a
    household the materials of its open subcontracts, and whatever else it holds, by subcontract.
    """
    if household is None:
        rows = [
            BooksRow(Item(row.item_id), row.code, row.name, row.unit, "", row.quantity)
            for row in material_stock(day)
        ]
        made = {
            Item(None, row.item_id, row.grade): (row.code, row.name, row.unit, row.quantity)
            for row in finished_stock(day)
            if row.grade in RATED
        }
        if every:
            for one in Product.select().order_by(Product.code):
                for grade in RATED:
                    made.setdefault(Item(None, one.id, grade), (one.code, one.name, one.unit, 0))
        return rows + [
            BooksRow(item, code, name, unit, "", quantity)
            for item, (code, name, unit, quantity) in sorted(made.items(), key=lambda one: one[1][0])
        ]
    goods = {row.id: row for row in Material.select(Material.id, Material.code, Material.name, Material.unit)}
    own = Subcontract.select(Subcontract.id).where(Subcontract.household == household)
    states = subcontract_states(first_column(own), until=day)
    rows = []
    for state in sorted(states.values(), key=lambda state: (state.date, state.number)):
        for key, account in state.materials.items():
            held = state.holding(account).balance
            if held or (not state.closed and account.per_unit):
                what = goods[key]
                item = Item(key, subcontract=state.id)
                rows.append(BooksRow(item, what.code, what.name, what.unit, state.number, held))
    return rows


def books_of(items: Iterable[Item], day: date) -> dict[Item, int]:
    """What the books say of these items at the end of a day."""
    wanted = set(items)
    subs = {item.subcontract for item in wanted if item.subcontract is not None}
    states = subcontract_states(subs, until=day) if subs else {}
    lying: dict[Item, int] = {}
    if any(item.subcontract is None for item in wanted):
        lying = {row.item: row.quantity for row in books(day)}
    found = {}
    for item in wanted:
        state = states.get(item.subcontract or 0)
        if state is None or item.material is None:
            found[item] = lying.get(item, 0)
        else:
            account = state.materials.get(item.material, MaterialState(item.material))
            found[item] = state.holding(account).balance
    return found


class Opened(NamedTuple):
    """Opening stock that was posted: how much, on which slip, on which day."""

    quantity: int
    number: str
    day: date


def openings() -> dict[Item, list[Opened]]:
    """The opening stock that counts, by item, oldest first."""
    query = (
        Movement.select(
            Movement.material,
            Movement.product,
            Movement.grade,
            Movement.target_subcontract,
            Movement.quantity,
            Voucher.number,
            Voucher.date,
        )
        .join(Voucher)
        .where(Voucher.kind == voucher_kind.OPENING, counts())
        .order_by(Voucher.date, Movement.id)
    )
    found: dict[Item, list[Opened]] = {}
    for material, product, grade, subcontract, quantity, number, day in db.execute(query):
        item = Item(material, product, grade or "", subcontract)
        found.setdefault(item, []).append(Opened(quantity, number, date.fromisoformat(day)))
    return found


class Count(NamedTuple):
    """What a stocktake found of an item, beside what the books said."""

    item: Item
    books: int
    counted: int
    reason: str


def counted_on(vouchers: Iterable[int]) -> dict[int, list[Count]]:
    """The lines of these stocktakes, as they were written."""
    found: dict[int, list[Count]] = {}
    rows: Any = CountLine.select().where(CountLine.voucher.in_(list(vouchers))).order_by(CountLine.id)
    for row in rows:
        item = Item(row.material_id, row.product_id, row.grade or "", row.subcontract_id)
        found.setdefault(row.voucher_id, []).append(Count(item, row.books, row.counted, row.reason))
    return found


@dataclass(frozen=True, slots=True)
class CountRow:
    """A line of a list to count by; ``counted`` None is still to be written, ``books`` None is not to be shown."""

    code: str
    name: str
    unit: str
    grade: str
    subcontract: str
    books: int | None
    counted: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CountPaper:
    """The list of one place to count by, or a stocktake that was posted (盘点表); no contact: the warehouse."""

    day: date
    contact: Contact | None
    rows: tuple[CountRow, ...]
    number: str = ""
    reason: str = ""
    voided: bool = False
    printed: int = 0

    @property
    def key(self) -> str:
        """What tells it apart when printings are counted: its number, else its day and place."""
        return self.number or list_key(self.day, self.contact)

    @property
    def posted(self) -> bool:
        """Whether it says what was found, not what is to be counted."""
        return bool(self.number)


def list_key(day: date, contact: Contact | None) -> str:
    """What tells a list to count by apart: its day and place."""
    return f"{day.isoformat()} {'' if contact is None else contact.code}".strip()


def count_papers(
    day: date | None = None,
    *,
    numbers: Sequence[str] = (),
    household: str | None = None,
    village: str | None = None,
) -> list[CountPaper]:
    """Lists to count by as of the end of a day (None: now), or the posted stocktakes of some numbers.

    Of a household or a village's households that hold anything, else of the warehouse. What the books say is shown
    where the cooperative's setting wants it. Raises UserError for an unknown number, household or village.
    """
    if numbers:
        return [_posted(number) for number in numbers]
    shows = bool(setting("paper.count_books"))
    only = chosen(household, village)
    places: list[Contact | None] = [None]
    if only is not None:
        places = [*sorted(contacts(only).values(), key=lambda contact: contact.code)]
    papers = []
    for contact in places:
        rows = books(day, None if contact is None else contact.id)
        listed = [
            CountRow(
                row.code, row.name, row.unit, row.item.grade, row.subcontract, row.quantity if shows else None
            )
            for row in rows
        ]
        if listed:
            papers.append(CountPaper(day or date.today(), contact, tuple(listed)))
    return with_printed("stockcount", papers)


def _posted(number: str) -> CountPaper:
    head: Any = Voucher.get_or_none(Voucher.kind == voucher_kind.COUNT, Voucher.number == number.strip())
    if head is None:
        raise UserError(tr('There is no slip "{number}" of this kind.').format(number=number), "number")
    lines: Any = CountLine.select().where(CountLine.voucher == head).order_by(CountLine.id)
    rows = []
    for line in lines:
        goods = line.material if line.material_id is not None else line.product
        sub = "" if line.subcontract_id is None else line.subcontract.number
        rows.append(
            CountRow(
                goods.code,
                goods.name,
                goods.unit,
                line.grade or "",
                sub,
                line.books,
                line.counted,
                line.reason,
            )
        )
    home = head.household_id
    return CountPaper(
        head.date,
        None if home is None else contacts([home])[home],
        tuple(rows),
        head.number,
        head.reason,
        head.voided_on is not None,
        printed_before("stockcount", [head.number]).get(head.number, 0),
    )
