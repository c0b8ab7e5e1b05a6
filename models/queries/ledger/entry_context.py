"""What a clerk's line must know while it is typed: the subcontract meant, where it stands, and what is still pending.

Quantities are thousandths, rates ten-thousandths of a yuan, money fen.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from peewee import JOIN, Case, fn

from models import format, search
from models.database import among, db
from models.queries.answers import first_column
from models.queries.counting import counts, standing
from models.queries.listing import all_of, any_of
from models.queries.order.joined import HouseholdWork, subcontracts_with
from models.queries.order.standing import MaterialState, SubcontractState, subcontract_states
from models.queries.product.units import units as known_units
from models.queries.totals import INSPECTED
from models.rules.amount import HALF_WIDTH, line_amount
from models.rules.ledger import balance, voucher_kind
from models.rules.ledger.grade import SECOND, rate_grade
from models.rules.pinyin import asked_words
from models.rules.product.units import Units
from models.tables.ledger import CollectionLine, InspectionLine, Movement, Voucher
from models.tables.order import Order, Subcontract
from models.tables.party import Household
from models.tables.product import Material, Product

FOUND: int = 30
BROWSED: int = 200
SERIES = tuple(
    voucher_kind.SERIES[kind]
    for kind in (*voucher_kind.ISSUES, *voucher_kind.LEAVING, voucher_kind.COLLECTION)
)


@dataclass(frozen=True, slots=True)
class OpenWork(HouseholdWork):
    """A subcontract as an entry line names it."""

    group: str
    product: int
    product_name: str
    unit: str
    day: date
    due: date
    good_rate: int | None
    second_rate: int | None
    state: SubcontractState

    @property
    def who(self) -> str:
        """The household in one phrase."""
        return format.household(self.head, format.place(self.village, self.group))

    def earned(self, parts: balance.Parts) -> tuple[int, tuple[str, ...]]:
        """The piece pay of these parts in fen, and the grades among them that have no rate."""
        total, unpriced = 0, []
        for grade, quantity in parts.paid():
            rate = self.second_rate if rate_grade(grade) == SECOND else self.good_rate
            if rate is None:
                unpriced.append(grade)
            else:
                total += line_amount(quantity, rate)
        return total, tuple(unpriced)


class MaterialFacts(NamedTuple):
    """A material as an entry line names it."""

    id: int
    code: str
    name: str
    unit: str
    pack_size: int
    search: str


class PendingLine(NamedTuple):
    """A collection line that left pieces pending; ``left`` is what no inspection has taken yet."""

    id: int
    voucher: int
    number: str
    day: date
    subcontract: int
    left: int


def works(ids: Collection[int]) -> dict[int, OpenWork]:
    """The subcontracts of these keys with where they stand now."""
    wanted = set(ids)
    if not wanted:
        return {}
    states = subcontract_states(wanted)
    query = subcontracts_with(
        Subcontract.id,
        Subcontract.number,
        Household.id.alias("household"),
        Household.code,
        Household.head,
        Household.village,
        Household.group,
        Product.id.alias("product"),
        Product.name.alias("product_name"),
        Product.unit,
        Subcontract.date.alias("day"),
        Subcontract.due,
        Subcontract.good_rate,
        Subcontract.second_rate,
    )
    rows: Any = query.where(among(Subcontract.id, wanted)).dicts()
    return {row["id"]: OpenWork(**row, state=states[row["id"]]) for row in rows}


def find_works(words: str) -> list[OpenWork]:
    """The subcontracts meant by a number, a slip's number (as scanned), a household's code, name or pinyin initials.

    Those still open come first; without words the open ones by due date.
    """
    typed = words.translate(HALF_WIDTH).strip()
    query = subcontracts_with(Subcontract.id)
    ways = asked_words(typed)
    if not ways:
        query = query.where(Subcontract.closed_on.is_null()).order_by(Subcontract.due, Subcontract.number)
        keys = first_column(query.limit(BROWSED * 2))
        listed = works(keys)
        opened = [listed[key] for key in keys if not listed[key].state.closed]
        return opened[:BROWSED]
    scanned = _of_slip(typed)
    if scanned:
        return list(works(scanned).values())
    numbered = _numbered(typed)
    if numbered:
        return numbered
    home = search.Words("household", Subcontract.household, named=True)
    query = query.where(
        any_of(all_of(home.contains(word) | Order.product.in_(_goods(word)) for word in way) for way in ways)
    )
    ended = Case(None, ((Subcontract.closed_on.is_null(), 0),), 1)
    query = query.order_by(ended, Subcontract.id.desc())
    keys = first_column(query.limit(FOUND * 2))
    listed = works(keys)
    ordered = sorted(
        (listed[key] for key in keys),
        key=lambda work: (work.state.closed, work.code.lower() != typed.lower(), work.due),
    )
    return ordered[:FOUND]


def _goods(word: str) -> Any:
    return Product.select(Product.id).where(Product.search.contains(word) | Product.name.contains(word))


def _numbered(typed: str) -> list[OpenWork]:
    """The subcontracts whose number is, begins with or ends in what was typed; the whole number means only itself."""
    if " " in typed or not any(letter.isdecimal() for letter in typed):
        return []
    keys = search.starting("subcontract", typed, FOUND)
    digits = typed[len(typed.rstrip("0123456789")) :]
    if typed.isdecimal() and digits.strip("0"):
        keys += search.ending("subcontract", digits, FOUND)
    listed = works(keys)
    found = [listed[key] for key in dict.fromkeys(keys)]
    same = [work for work in found if work.number.lower() == typed.lower()]
    return same or sorted(found, key=lambda work: work.state.closed)[:FOUND]


def _of_slip(number: str) -> list[int]:
    """The subcontracts on a posted slip of this number, or nothing."""
    # By series, because that is how the index of numbers begins.
    slip = first_column(
        Voucher.select(Voucher.id).where(
            Voucher.series.in_(SERIES), Voucher.number.in_({number, number.upper()})
        )
    )
    if not slip:
        return []
    keys: dict[int, None] = {}
    moved = Movement.select(Movement.source_subcontract, Movement.target_subcontract).where(
        Movement.voucher.in_(slip)
    )
    for pair in db.execute(moved):
        keys.update(dict.fromkeys(key for key in pair if key is not None))
    lines = CollectionLine.select(CollectionLine.subcontract).where(CollectionLine.voucher.in_(slip))
    keys.update(dict.fromkeys(first_column(lines)))
    return list(keys)


def materials() -> dict[int, MaterialFacts]:
    """Every material by key."""
    query = Material.select(
        Material.id, Material.code, Material.name, Material.unit, Material.pack_size, Material.search
    ).order_by(Material.code)
    return {row[0]: MaterialFacts(*row) for row in db.execute(query)}


def needed(work: OpenWork, account: MaterialState, units: Units | None = None, typed: int = 0) -> int:
    """What to hand out of a material: for the household's quantity with the allowed loss, less what it was given.

    Never more than the pieces still to come take, but to fill the last pack; never beyond what may be issued without a
    reason; only what a person can hand over (`rules.product.units`). ``typed`` is on its way on other lines,
    ``units`` spares asking for them. In thousandths.
    """
    state = work.state
    if state.closed:
        return 0
    given = account.issued + account.transferred_in - account.returned - account.transferred_out
    whole, outstanding = (
        balance.with_loss(pieces, account.per_unit, account.loss_ppm)
        for pieces in (state.quantity, state.outstanding)
    )
    return (units or known_units()).handed_over(
        min(whole - given, outstanding) - typed,
        state.issue_limit(account) - account.issued - typed,
        account.unit,
        account.pack_size,
    )


def pending_lines() -> list[PendingLine]:
    """Collection lines that still wait for inspection, oldest first; voided and reversed ones left out."""
    taken = (
        InspectionLine.select(
            InspectionLine.collection_line.alias("line"),
            fn.SUM(INSPECTED).alias("total"),
        )
        .join(Voucher)
        .where(standing())
        .group_by(InspectionLine.collection_line)
        .alias("taken")
    )
    lines = CollectionLine.alias()
    left: Any = CollectionLine.pending - fn.COALESCE(taken.c.total, 0)
    query = (
        CollectionLine.select(
            CollectionLine.id, Voucher.id, Voucher.number, Voucher.date, CollectionLine.subcontract, left
        )
        .join(Voucher)
        .join_from(CollectionLine, taken, JOIN.LEFT_OUTER, on=(taken.c.line == CollectionLine.id))
        .where(
            counts(),
            # Found by themselves first: few lines of a long history ever waited, and only their slips are read.
            CollectionLine.id.in_(lines.select(lines.id).where(lines.pending > 0)),
            left > 0,
        )
        .order_by(Voucher.date, Voucher.number, CollectionLine.id)
    )
    return [
        PendingLine(key, voucher, number, date.fromisoformat(day), subcontract, rest)
        for key, voucher, number, day, subcontract, rest in db.execute(query)
    ]


def household_works(household: int) -> Sequence[OpenWork]:
    """A household's open subcontracts, the earliest due first."""
    query = Subcontract.select(Subcontract.id).where(
        Subcontract.household == household, Subcontract.closed_on.is_null()
    )
    found = works(first_column(query))
    return sorted((w for w in found.values() if not w.state.closed), key=lambda w: (w.due, w.number))
