"""Numbers of vouchers: yearly series without gaps, carrying the laptop's letter so that two never collide."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final

from models.database import db, parts
from models.device import machine_letter
from models.errors import UserError
from models.i18n import tr
from models.rules.ledger.numbers import number_head, number_text
from models.tables.guidance import Equipment
from models.tables.ledger import Voucher
from models.tables.order import Order, Subcontract
from models.tables.party import Household, Trade
from models.tables.pay import Statement
from models.tables.product import Material, PaceTest, Product
from models.tables.programme import Vacancy, Workshop
from models.tables.support import Claim
from models.tables.trail import Series
from models.tables.training import Course

CODES: Final[dict[type[Any], tuple[str, int]]] = {
    Household: ("H", 4),
    Product: ("P", 3),
    Material: ("M", 3),
    Equipment: ("E", 3),
    Trade: ("T", 2),
    Workshop: ("Z", 3),
    Vacancy: ("KG", 4),
    Course: ("PX", 4),
    Claim: ("SB", 4),
    PaceTest: ("CS", 3),
}
"""How the codes the program gives begin, and how many digits follow at least."""


def refuse_used_numbers(series: str, numbers: Iterable[str]) -> None:
    """Raise UserError (field: number) where a number is given twice, or in use in a series; "" is none."""
    given = [number for number in numbers if number]
    used = [number for number, times in Counter(given).items() if times > 1]
    for some in parts(given):
        found = Voucher.select(Voucher.number).where(Voucher.series == series, Voucher.number.in_(some))
        used += [row.number for row in found]
    for number in used:
        raise UserError(tr('"{value}" exists already.').format(value=number), "number")


class Numbers:
    """The numbers given inside one operation; `save` writes how far each series has come."""

    def __init__(self) -> None:
        self._letter = ""
        self._rows: dict[tuple[str, int], Any] = {}
        self._given: dict[tuple[str, int], int] = {}
        self._foreign: dict[tuple[str, int], set[str]] = {}

    def next(self, series: str, day: date) -> str:
        """Take the next number of a series; rolled back with the operation, so no gap is left."""
        self._letter = self._letter or machine_letter()
        key = series, day.year
        if key not in self._rows:
            self._rows[key] = Series.get_or_none(
                Series.name == series, Series.year == day.year, Series.letter == self._letter
            )
            row = self._rows[key]
            self._given[key] = 0 if row is None else row.last
            after = number_text(series, day.year, self._letter, self._given[key])
            self._foreign[key] = _foreign(series, after, number_head(series, day.year, self._letter) + "~")
        while True:
            self._given[key] += 1
            number = number_text(series, day.year, self._letter, self._given[key])
            if number not in self._foreign[key]:
                return number

    def save(self) -> None:
        """Write the last number given of every series touched."""
        for (name, year), last in self._given.items():
            row = self._rows[name, year]
            if row is None:
                self._rows[name, year] = Series.create(name=name, year=year, letter=self._letter, last=last)
            elif row.last != last:
                row.last = last
                row.save()


def next_number(series: str, day: date) -> str:
    """Take one number of a series, inside the operation under way."""
    numbers = Numbers()
    number = numbers.next(series, day)
    numbers.save()
    return number


def code_field(table: type[Any]) -> str:
    """The field that holds the code or number the program gives to a table's records."""
    return "code" if "code" in table._meta.fields else "number"


def next_codes(table: type[Any]) -> Iterator[str]:
    """The codes or numbers new records without a slip are offered: on from the greatest of the form H0001."""
    head, digits = CODES[table]
    field = getattr(table, code_field(table))
    codes = [
        int(code[len(head) :])
        for (code,) in db.execute(table.select(field).where(field.startswith(head)))
        if code[len(head) :].isdecimal()
    ]
    return (f"{head}{number:0{digits}d}" for number in itertools.count(max(codes, default=0) + 1))


def next_code(table: type[Any]) -> str:
    """The code or number a new record without a slip is offered."""
    return next(next_codes(table))


def _foreign(series: str, after: str, before: str) -> set[str]:
    """Numbers in use that look like those to come: a workbook may have brought the very same ones in."""
    owners: dict[str, Any] = {"order": Order, "subcontract": Subcontract, "statement": Statement}
    table = owners.get(series, Voucher)
    query = table.select(table.number).where(table.number > after, table.number < before)
    if table is Voucher:
        query = query.where(Voucher.series == series)
    return {row[0] for row in db.execute(query)}
