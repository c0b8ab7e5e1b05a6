"""The lists of slips of one kind: what stands in each of them, how it is found and narrowed down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from models.i18n import mark
from models.queries.counting import status
from models.queries.listing import STATUS, ListColumn, Listing
from models.queries.narrowing import Narrow
from models.tables.ledger import Voucher


def slip_listing(
    name: str,
    title: str,
    columns: Sequence[ListColumn],
    source: Callable[[], Any],
    *,
    search: Sequence[Any],
    narrows: Sequence[str | Narrow],
) -> Listing:
    """Slips as ``source`` selects their vouchers, newest first: day, number and status with ``columns`` between.

    They are found by their number as by ``search``, and narrowed by their days and status as by ``narrows``.
    """
    return Listing(
        name,
        title,
        (
            ListColumn.of(Voucher.date),
            ListColumn.of(Voucher.number),
            *columns,
            ListColumn("status", mark("Status"), STATUS, status()),
        ),
        source,
        Voucher.id,
        search=(Voucher.number, *search),
        order="-date",
        narrows=("date", *narrows, "status"),
    )
