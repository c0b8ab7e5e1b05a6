"""The lists of slips of one kind: what stands in each of them, how it is found and narrowed down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from models.i18n import mark
from models.queries.counting import status
from models.queries.listing import STATUS, ListColumn, Listing
from models.queries.narrowing import Narrow
from models.tables.ledger import Voucher
from models.tables.party import Household


def slips_with(kind: str, said: Any, household: int | None) -> Any:
    """A select of the vouchers of a kind, or of those of a household, that joins it and the table of what they say."""
    query = Voucher.select(Voucher.id).join(said, on=(said.voucher == Voucher.id))
    # The kind says nothing new, but the index of kinds and dates finds the slips by it.
    query = query.join_from(Voucher, Household).where(Voucher.kind == kind)
    return query if household is None else query.where(Voucher.household == household)


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
