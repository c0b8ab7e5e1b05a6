"""Counting what came out of the printer, so that the next time it is marked 补打."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from models.database import insert_rows
from models.i18n import mark
from models.keys import next_key
from models.operation import operation
from models.tables.voucher import Printing

TITLE = mark("Print {kind}")


def count_printing(kind: str, numbers: Iterable[str], at: datetime | None = None) -> None:
    """Note that slips or statements were printed as a kind of document; those without a number do not count."""
    when = (at or datetime.now()).isoformat(timespec="seconds")
    with operation(TITLE, kind=kind):
        insert_rows(
            Printing,
            ("id", "kind", "number", "at"),
            [(next_key(), kind, number, when) for number in dict.fromkeys(numbers) if number],
        )
