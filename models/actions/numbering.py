"""Numbers of vouchers: yearly series without gaps, carrying the laptop's letter so that two never collide."""

from __future__ import annotations

from datetime import date

from models.machine import machine_letter
from models.tables.order import Order, Subcontract
from models.tables.party import Household
from models.tables.pay import Statement
from models.tables.trail import Series
from models.tables.voucher import Voucher

PREFIXES = {
    "order": "DD",
    "subcontract": "PG",
    "dispatch": "FL",
    "transfer": "DB",
    "collection": "HS",
    "inspection": "JY",
    "visit": "ZD",
    "advance": "YZ",
    "adjustment": "JK",
    "correction": "XZ",
    "receipt": "RK",
    "delivery": "JF",
    "equipment": "SB",
    "statement": "GZ",
}


def next_number(series: str, day: date) -> str:
    """Take the next number of a series, inside the operation under way; rolled back with it, so no gap is left."""
    letter = machine_letter()
    row = Series.get_or_none(Series.name == series, Series.year == day.year, Series.letter == letter)
    if row is None:
        row = Series.create(name=series, year=day.year, letter=letter, last=0)
    while True:
        row.last += 1
        number = f"{PREFIXES[series]}{day.year % 100:02d}{letter}{row.last:05d}"
        # A workbook may have brought the very same number in.
        if not _taken(series, number):
            break
    row.save()
    return number


def next_household_code() -> str:
    """The next free household code after the greatest of the form H0001."""
    codes = [
        int(row.code[1:])
        for row in Household.select(Household.code).where(Household.code.startswith("H"))
        if row.code[1:].isdecimal()
    ]
    return f"H{max(codes, default=0) + 1:04d}"


def _taken(series: str, number: str) -> bool:
    if series == "order":
        return bool(Order.select().where(Order.number == number).exists())
    if series == "subcontract":
        return bool(Subcontract.select().where(Subcontract.number == number).exists())
    if series == "statement":
        return bool(Statement.select().where(Statement.number == number).exists())
    return bool(Voucher.select().where(Voucher.series == series, Voucher.number == number).exists())
