"""Defect codes (缺陷): which a product has, found by code, name or pinyin while a clerk types, and their list."""

from __future__ import annotations

from collections.abc import Iterable
from string import ascii_uppercase, digits
from typing import Any, NamedTuple

from peewee import JOIN, Case

from models.i18n import mark
from models.kinds import CODE, TEXT
from models.queries.answers import answers
from models.queries.listing import STATUS, ListColumn, Listing, with_listed
from models.tables.product import Defect, Product


class DefectCode(NamedTuple):
    """A defect by its code; ``product`` None: of any product."""

    id: int
    product: int | None
    code: str
    name: str
    remedy: str
    active: bool
    search: str


class DefectCodes:
    """All defect codes, asked for once."""

    def __init__(self) -> None:
        query = Defect.select(
            Defect.id,
            Defect.product.alias("product"),
            Defect.code,
            Defect.name,
            Defect.remedy,
            Defect.active,
            Defect.search,
        ).order_by(Defect.code)
        self.by_key = {one.id: one for one in answers(DefectCode, query)}

    def of(self, product: int | None, *, ended: bool = False) -> dict[str, DefectCode]:
        """The codes that may be said of a product, its own first; those of any product where None is asked for."""
        fitting = [
            one for one in self.by_key.values() if one.product in (None, product) and (ended or one.active)
        ]
        return {one.code: one for one in sorted(fitting, key=lambda one: one.product is None)}


def free_code(product: int | None) -> str:
    """The first letter, then number, that no defect of a product has yet; "" once all are taken."""
    codes = DefectCodes().by_key.values()
    taken = {one.code for one in codes if product is None or one.product in (None, product)}
    return next((code for code in (*ascii_uppercase, *digits[1:]) if code not in taken), "")


def matching(codes: Iterable[DefectCode], words: str) -> list[DefectCode]:
    """The codes that begin with what was typed, then those whose name holds it or whose pinyin begins so."""
    listed = list(codes)
    typed = words.strip().casefold()
    begin = [one for one in listed if one.code.casefold().startswith(typed)]
    return [*begin, *(one for one in listed if one not in begin and _is_called(one, typed))]


def _is_called(one: DefectCode, typed: str) -> bool:
    # Inside a word of letters it would be found too easily: a letter that is no code must not become another one.
    return (not typed.isascii() and typed in one.name.casefold()) or any(
        word.startswith(typed) for word in one.search.split()
    )


def defects(product: int | None = None) -> Listing:
    """All defect codes, or those that may be said of a product; those in use first."""

    def source() -> Any:
        query = Defect.select(Defect.id).join(Product, JOIN.LEFT_OUTER)
        if product is None:
            return query
        return query.where((Defect.product == product) | Defect.product.is_null())

    return Listing(
        "defects",
        mark("Defect codes"),
        with_listed(
            Defect,
            ListColumn("code", mark("Code", "defect"), CODE, Defect.code),
            ListColumn("name", mark("Defect"), TEXT, Defect.name, sorts=Defect.pinyin),
            ListColumn(
                "product",
                mark("Product"),
                TEXT,
                Product.name,
                sorts=Product.pinyin,
            ),
            ListColumn.of(Defect.remedy),
            ListColumn("status", mark("Status"), STATUS, Case(None, ((Defect.active, "in_force"),), "ended")),
        ),
        source,
        Defect.id,
        search=(Defect.search, Product.search),
        order="code",
        narrows=("product", "status"),
    )
