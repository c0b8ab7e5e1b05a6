"""Labels for bags and packs: whose they are and what is in them. Quantities in thousandths."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from models.database import among, db
from models.queries.counting import counts
from models.queries.document_common import Contact, contacts, household_key, refuse_absent
from models.queries.ledger.entry_context import MaterialFacts, materials, needed, works
from models.queries.product.units import units
from models.rules.ledger import voucher_kind
from models.rules.product.units import packs
from models.tables.ledger import Movement, Voucher
from models.tables.order import Order, Subcontract
from models.tables.product import Product


@dataclass(frozen=True, slots=True)
class Pack:
    """One pack of a material, ``number`` of ``count``: how much is in it."""

    material: str
    unit: str
    quantity: int
    number: int = 1
    count: int = 1


@dataclass(frozen=True, slots=True)
class Label:
    """A label for a bag: whose, for what work, and the pack it is stuck on; None where the work takes no material.

    ``stop`` says on a drive at which of its stops it is unloaded, 3/14; such a label names no work.
    """

    number: str
    contact: Contact
    work: str = ""
    unit: str = ""
    quantity: int = 0
    due: date | None = None
    pack: Pack | None = None
    stop: str = ""


@dataclass(frozen=True, slots=True)
class LabelSheets:
    """All labels to print, on a paper of label sheets or to be cut apart; with a ``frame`` around each."""

    labels: tuple[Label, ...]
    paper: str = ""
    frame: bool = False


def label_sheets(
    *,
    first: date | None = None,
    last: date | None = None,
    numbers: Sequence[str] = (),
    household: str | None = None,
) -> list[LabelSheets]:
    """The labels of every subcontract given out between two days, of these numbers or of a household: one a pack.

    The packs are those of the material it was handed, or where nothing was handed yet of what it takes.
    """
    query = (
        Subcontract.select(
            Subcontract.id,
            Subcontract.number,
            Subcontract.household,
            Product.name,
            Product.unit,
            Subcontract.quantity,
            Subcontract.due,
        )
        .join(Order)
        .join(Product)
        .order_by(Subcontract.date, Subcontract.number)
    )
    if first is not None and last is not None:
        query = query.where(Subcontract.date.between(first, last))
    if numbers:
        query = query.where(Subcontract.number.in_(list(numbers)))
    if household is not None:
        query = query.where(Subcontract.household == household_key(household))
    rows = list(db.execute(query))
    refuse_absent(numbers, {row[1] for row in rows})
    known = contacts(row[2] for row in rows)
    goods = materials()
    amounts = _material_of([row[0] for row in rows])
    labels: list[Label] = []
    for key, number, owner, work, unit, quantity, due in rows:
        bag = Label(number, known[owner], work, unit, quantity, date.fromisoformat(due))
        filled = [pack for material, amount in amounts[key] for pack in packs_of(goods[material], amount)]
        labels += [replace(bag, pack=pack) for pack in filled] or [bag]
    return [LabelSheets(tuple(labels))] if labels else []


def packs_of(material: MaterialFacts, quantity: int) -> Iterator[Pack]:
    """The packs a quantity of a material is handed out in, each with its number."""
    sizes = packs(quantity, material.pack_size)
    for number, size in enumerate(sizes, start=1):
        yield Pack(material.name, material.unit, size, number, len(sizes))


def _material_of(subcontracts: Collection[int]) -> dict[int, list[tuple[int, int]]]:
    """The material of each subcontract, as (material, quantity): what it was handed, else what it takes."""
    given: dict[int, list[tuple[int, int]]] = defaultdict(list)
    query = (
        Movement.select(Movement.target_subcontract, Movement.material, Movement.quantity)
        .join(Voucher)
        .where(
            among(Movement.target_subcontract, subcontracts),
            Movement.material.is_null(False),
            Voucher.kind.in_(voucher_kind.ISSUES),
            counts(),
        )
        .order_by(Movement.id)
    )
    for subcontract, material, quantity in db.execute(query):
        given[subcontract].append((material, quantity))
    bare = [key for key in subcontracts if key not in given]
    finely = units() if bare else None
    for work in works(bare).values() if bare else ():
        for material, account in sorted(work.state.materials.items()):
            quantity = needed(work, account, finely)
            if quantity:
                given[work.id].append((material, quantity))
    return given
