"""What could be meant while a clerk types: (key, label, detail), best first, everything for an empty text.

Every word typed must be found; what begins with the text, or is still open, comes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from peewee import JOIN, Case, Value, fn

from models import format
from models.database import db
from models.queries import totals
from models.queries.answers import first_column
from models.queries.document_common import HOUSEHOLD_NAMED
from models.queries.listing import all_of, any_of
from models.queries.order.joined import subcontracts_of
from models.rules.pinyin import asked_words, search_text
from models.search import Words
from models.tables.guidance import Equipment, EquipmentLoan
from models.tables.ledger import Voucher
from models.tables.order import Order, Subcontract
from models.tables.party import Enterprise, Helper, Household, Region, Trade, Worker
from models.tables.product import Material, Product
from models.tables.programme import Vacancy, Workshop
from models.tables.support import Claim, SupportRule
from models.tables.training import Course

MOST: Final = 30
_WIDE: Final = 400

Suggestion = tuple[int, str, str]


def households(text: str, *, stopped: bool = False) -> list[Suggestion]:
    """Households by code, name, pinyin, phone or village; those that stopped only when asked for."""
    query = Household.select(*HOUSEHOLD_NAMED)
    if not stopped:
        query = query.where(Household.active)
    query = _matching(
        query, text, (Words("household", Household.id, named=True),), (Household.code, Household.head)
    )
    return [
        (key, f"{code} {head}", format.place(township, village, group))
        for key, code, head, township, village, group in db.execute(query)
    ]


def written(field: Any, text: str) -> list[tuple[str, str, str]]:
    """What stands in a field of any record, such as the villages that have households, in the order of the words."""
    ways = asked_words(text)
    rows = db.execute(field.model.select(field).where(field != "").distinct().order_by(field))
    held = ((word, search_text((word,))) for (word,) in rows)
    found = [word for word, text in held if not ways or any(all(one in text for one in way) for way in ways)]
    return [(word, word, "") for word in found[:MOST]]


def enterprises(text: str) -> list[Suggestion]:
    """Enterprises by name, pinyin, contact or phone."""
    query = Enterprise.select(Enterprise.id, Enterprise.name, Enterprise.contact, Enterprise.phone)
    query = _matching(query, text, (Enterprise.search,), (Enterprise.name,))
    return [(key, name, " ".join(part for part in rest if part)) for key, name, *rest in db.execute(query)]


def materials(text: str) -> list[Suggestion]:
    """Materials by code, name or pinyin."""
    return _coded(Material, text)


def products(text: str) -> list[Suggestion]:
    """Products by code, name or pinyin."""
    return _coded(Product, text)


def machines(text: str, *, in_store: bool = False, like: str = "") -> list[Suggestion]:
    """Machines by code, name, model or pinyin, or only those with no household; those named as ``like`` first."""
    query = Equipment.select(Equipment.id, Equipment.code, Equipment.name, Equipment.model)
    if in_store:
        lent = EquipmentLoan.select(EquipmentLoan.equipment).where(EquipmentLoan.returned_on.is_null())
        query = query.where(Equipment.id.not_in(lent))
    alike = Case(None, ((Equipment.name == like, 0),), 1)
    query = _matching(
        query, text, (Equipment.search,), (Equipment.code, Equipment.name), alike, Equipment.code
    )
    return [(key, f"{code} {name}", model) for key, code, name, model in db.execute(query)]


def orders(text: str) -> list[Suggestion]:
    """Orders by number, enterprise or product; those not closed first, the latest due first."""
    query = (
        Order.select(
            Order.id, Order.number, Enterprise.name, Product.name, Order.quantity, Product.unit, Order.due
        )
        .join(Enterprise)
        .join_from(Order, Product)
    )
    query = _matching(
        query,
        text,
        (Order.number, Enterprise.search, Product.search),
        (Order.number,),
        Case(None, ((Order.closed_on.is_null(), 0),), 1),
        Order.due.desc(),
    )
    return [
        (key, f"{number} {product}", f"{enterprise} · {format.quantity(quantity, unit)} · {due}")
        for key, number, enterprise, product, quantity, unit, due in db.execute(query)
    ]


def subcontracts(text: str, *, household: int | None = None) -> list[Suggestion]:
    """Subcontracts by number, household, order or product, of one household when given; open ones first, by due day."""
    query = subcontracts_of(household)
    # The newest of what matches are looked at closely, so that a long history costs nothing.
    found = _matching(
        query,
        text,
        (Subcontract.number, Order.number, Household.search, Product.search),
        (Subcontract.number, Household.code, Household.head),
        Case(None, ((Subcontract.closed_on.is_null(), 0),), 1),
        Subcontract.id.desc(),
        most=_WIDE,
    )
    keys = first_column(found)
    left = totals.outstanding()
    closely = (
        Subcontract.select(
            Subcontract.id,
            Subcontract.number,
            Household.head,
            Product.name,
            Product.unit,
            Subcontract.due,
            Case(None, ((Subcontract.closed_on.is_null(), left),), 0),
        )
        .join(Household)
        .join_from(Subcontract, Order)
        .join(Product)
        .where(Subcontract.id.in_(keys))
    )
    place = {key: at for at, key in enumerate(keys)}
    rows = sorted(
        db.execute(closely),
        key=lambda row: (
            row[1].lower() != text.strip().lower(),
            not row[6],
            row[5] if row[6] else "",
            place[row[0]],
        ),
    )
    return [
        (key, f"{number} {head}", f"{product} · {format.quantity(owed, unit)} · {due}")
        for key, number, head, product, unit, due, owed in rows[:MOST]
    ]


def workers(text: str) -> list[Suggestion]:
    """Workers by name, pinyin or household, with the household they belong to; those active."""
    query = (
        Worker.select(Worker.id, Worker.name, Household.code, Household.head)
        .join(Household)
        .where(Worker.active)
    )
    query = _matching(query, text, (Worker.search, Household.search), (Worker.name,))
    return [(key, name, f"{code} {head}") for key, name, code, head in db.execute(query)]


def regions(text: str) -> list[Suggestion]:
    """Places of the five levels by code or name, with the one they belong to."""
    above = Region.alias()
    query = Region.select(Region.id, Region.name, Region.code, above.name).join(
        above, JOIN.LEFT_OUTER, on=(Region.parent == above.id)
    )
    query = _matching(query, text, (Region.name, Region.code), (Region.name, Region.code), Region.code)
    return [(key, name, " ".join(filter(None, (over, code)))) for key, name, code, over in db.execute(query)]


def registered(table: Any, text: str) -> list[Suggestion]:
    """Records of a register by the fields that name them, or by pinyin where they have it; the newest last."""
    named = _NAMED[table]
    fields = (*named, *((table.search,) if hasattr(table, "search") else ()))
    query = _matching(table.select(table.id, *named), text, fields, named)
    return [(key, " ".join(filter(None, said)), "") for key, *said in db.execute(query)]


_NAMED: Final[dict[type[Any], tuple[Any, ...]]] = {
    Trade: (Trade.code, Trade.name),
    Helper: (Helper.name, Helper.phone),
    Workshop: (Workshop.code, Workshop.name),
    Vacancy: (Vacancy.number, Vacancy.post),
    Course: (Course.number, Course.name),
    SupportRule: (SupportRule.code, SupportRule.name),
    Claim: (Claim.number,),
}
"""What the records of a register are named by."""


def label(table: type[Any], key: int) -> str:
    """The label of a picked record, as the lists above write it; "" when it is gone."""
    columns = _NAMED | {
        Region: (Region.name,),
        Worker: (Worker.name,),
        Household: (Household.code, Household.head),
        Enterprise: (Enterprise.name,),
        Material: (Material.code, Material.name),
        Product: (Product.code, Product.name),
        Equipment: (Equipment.code, Equipment.name),
        Voucher: (Voucher.number,),
    }
    query: Any
    if table is Order:
        query = Order.select(Order.number, Product.name).join(Product)
    elif table is Subcontract:
        query = Subcontract.select(Subcontract.number, Household.head).join(Household)
    else:
        query = table.select(*columns[table])
    row = next(iter(db.execute(query.where(table.id == key))), None)
    return "" if row is None else " ".join(filter(None, row))


def _coded(table: Any, text: str) -> list[Suggestion]:
    query = table.select(table.id, table.code, table.name, table.unit)
    query = _matching(query, text, (table.search,), (table.code, table.name))
    return [(key, f"{code} {name}", format.unit_name(unit)) for key, code, name, unit in db.execute(query)]


def _matching(
    query: Any,
    text: str,
    fields: Sequence[Any],
    names: Sequence[Any],
    *order: Any,
    most: int = MOST,
) -> Any:
    """Narrow a query to what holds every word typed; exact names first, then what begins with the text."""
    ways = asked_words(text)
    typed = " ".join(ways[0]) if ways else ""
    if ways:
        query = query.where(
            any_of(all_of(any_of(f.contains(w) for f in fields) for w in way) for way in ways)
        )
    rank: Any = Value(0)
    if typed:
        lowered = [fn.LOWER(name) for name in names]
        exact = any_of(name == typed for name in lowered)
        begins = any_of(name.startswith(typed) for name in lowered)
        rank = Case(None, ((exact, 0), (begins, 1)), 2)
    return query.order_by(rank, *(order or names)).limit(most)
