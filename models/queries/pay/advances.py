"""Advances and adjustments as a list shows them, with what an advance still has to be recovered."""

from __future__ import annotations

from typing import Any

from peewee import JOIN, Case, fn

from models.i18n import mark
from models.kinds import CODE, COUNT, MONEY
from models.queries.counting import counts, status
from models.queries.listing import STATUS, ListColumn, Listing
from models.queries.party.place_narrow import HEAD, by_place, by_village
from models.queries.pay.balances import ADVANCE
from models.rights import shows
from models.rules.desk import roles
from models.rules.ledger import voucher_kind
from models.tables.ledger import Voucher
from models.tables.party import Household
from models.tables.pay import Adjustment, Advance, StatementItem


@shows(roles.SEE_PAY)
def advances() -> Listing:
    """Every advance, bonus and deduction, the newest first; amounts in fen, ``left`` of advances only."""
    recovered = fn.COALESCE(
        StatementItem.select(fn.SUM(StatementItem.amount)).where(
            StatementItem.voucher == Voucher.id, StatementItem.kind == ADVANCE
        ),
        0,
    )
    left = Case(None, ((Advance.id.is_null(False) & counts(), Advance.amount - recovered),), None)

    def source() -> Any:
        return (
            Voucher.select(Voucher.id)
            .join(Household)
            .join_from(Voucher, Advance, JOIN.LEFT_OUTER, on=(Advance.voucher == Voucher.id))
            .join_from(Voucher, Adjustment, JOIN.LEFT_OUTER, on=(Adjustment.voucher == Voucher.id))
            .where(Voucher.kind.in_((voucher_kind.ADVANCE, voucher_kind.ADJUSTMENT)))
        )

    return Listing(
        "advances",
        mark("Advances and adjustments"),
        _columns(left),
        source,
        Voucher.id,
        search=(Voucher.number, Household.search, Voucher.reason),
        order="-date",
        narrows=(
            "date",
            "kind",
            by_village(Voucher.date),
            by_place(day=Voucher.date),
            "status",
        ),
    )


def _columns(left: Any) -> tuple[ListColumn, ...]:
    amount = fn.COALESCE(Advance.amount, Adjustment.amount)
    kind = Case(
        None,
        (
            (Voucher.kind == voucher_kind.ADVANCE, "advance"),
            # What takes a deduction back is still about a deduction, and so with a bonus.
            ((Adjustment.amount > 0) == Voucher.reverses.is_null(), "bonus"),
        ),
        "deduction",
    )
    return (
        ListColumn("id", mark("Number"), COUNT, Voucher.id, hidden=True),
        ListColumn.of(Voucher.date),
        ListColumn.of(Voucher.number),
        ListColumn("kind", mark("Kind"), STATUS, kind),
        ListColumn("code", mark("Code", "household"), CODE, Household.code),
        HEAD,
        ListColumn(
            "amount",
            mark("Amount"),
            MONEY,
            amount,
            # What is void or reversed adds nothing, and an advance is never added to a bonus.
            added=Case(None, ((counts(), amount),), None),
            by="kind",
        ),
        ListColumn.of(Advance.instalments),
        ListColumn("left", mark("Still to recover"), MONEY, left),
        ListColumn.of(Voucher.reason),
        ListColumn("status", mark("Status"), STATUS, status()),
    )
