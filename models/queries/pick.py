"""What could be meant by a few letters: (key, label, detail) of households, products and all else, best first.

Every word typed must occur in the record's search text, which holds code, name, pinyin and initials. A record whose
code or name is what was typed comes first.
"""

from __future__ import annotations

from typing import Any, Final

from peewee import Case, fn

from models.database import db
from models.rules.amount import HALF_WIDTH
from models.tables.party import Enterprise, Household
from models.tables.product import Material, Product
from models.tables.visit import Equipment, EquipmentLoan

Found = tuple[int, str, str]
FOUND: Final = 30
BROWSED: Final = 300


def households(words: str, *, stopped: bool = False) -> list[Found]:
    """Households by code, name or initials; those that stopped only when asked for."""
    query = Household.select(
        Household.id, Household.head, Household.code, Household.village, Household.group
    ).order_by(*_order(words, Household.code, Household.head))
    if not stopped:
        query = query.where(Household.active)
    return [
        (key, head, " · ".join(part for part in (code, f"{village}{group}") if part))
        for key, head, code, village, group in _asked(query, words, Household.search)
    ]


def household_name(key: int) -> str:
    """What a household is called where it was picked: its head."""
    return str(Household.select(Household.head).where(Household.id == key).scalar() or "")


def products(words: str) -> list[Found]:
    """Products by code, name or initials."""
    query = Product.select(Product.id, Product.name, Product.code)
    return _named(query.order_by(*_order(words, Product.code, Product.name)), words, Product.search)


def product_name(key: int) -> str:
    """A product's name."""
    return str(Product.select(Product.name).where(Product.id == key).scalar() or "")


def materials(words: str) -> list[Found]:
    """Materials by code, name or initials."""
    query = Material.select(Material.id, Material.name, Material.code)
    return _named(query.order_by(*_order(words, Material.code, Material.name)), words, Material.search)


def material_name(key: int) -> str:
    """A material's name."""
    return str(Material.select(Material.name).where(Material.id == key).scalar() or "")


def enterprises(words: str) -> list[Found]:
    """Enterprises by name, initials or contact."""
    query = Enterprise.select(Enterprise.id, Enterprise.name, Enterprise.contact)
    return _named(query.order_by(*_order(words, Enterprise.name)), words, Enterprise.search)


def enterprise_name(key: int) -> str:
    """An enterprise's name."""
    return str(Enterprise.select(Enterprise.name).where(Enterprise.id == key).scalar() or "")


def machines(words: str, *, free: bool = False) -> list[Found]:
    """Machines by code, name or initials; ``free`` leaves out those that are lent."""
    query = Equipment.select(Equipment.id, Equipment.code, Equipment.name.concat(" ").concat(Equipment.model))
    if free:
        out = EquipmentLoan.select(EquipmentLoan.equipment).where(EquipmentLoan.returned_on.is_null())
        query = query.where(Equipment.id.not_in(out))
    return _named(query.order_by(*_order(words, Equipment.code, Equipment.name)), words, Equipment.search)


def _order(words: str, first: Any, *others: Any) -> tuple[Any, ...]:
    typed = words.translate(HALF_WIDTH).strip().lower()
    if not typed:
        return (first,)
    exact = [(fn.LOWER(field) == typed, 0) for field in (first, *others)]
    return (Case(None, tuple(exact), 1), first)


def _asked(query: Any, words: str, search: Any) -> list[tuple[Any, ...]]:
    typed = words.translate(HALF_WIDTH).strip().lower().split()
    for word in typed:
        query = query.where(search.contains(word))
    return list(db.execute(query.limit(FOUND if typed else BROWSED)))


def _named(query: Any, words: str, search: Any) -> list[Found]:
    return [(key, label, (detail or "").strip()) for key, label, detail in _asked(query, words, search)]
