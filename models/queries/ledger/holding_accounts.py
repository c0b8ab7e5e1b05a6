"""Which subcontracts may still hold material, found by sums alone, so that the others are never read slip by slip.

Too many may be named, never too few: what each holds is then told by its state.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from peewee import SQL, NodeList, fn

from models.database import db, unless_halted
from models.queries.counting import standing, void
from models.queries.totals import INSPECTED
from models.rules.ledger import balance, voucher_kind
from models.tables.ledger import CollectionLine, InspectionLine, Movement, Voucher
from models.tables.order import Subcontract, SubcontractMaterial
from models.tables.party import Household


class _ReceiptSums(NamedTuple):
    """Sums of a subcontract's receipts: what used material up, good and second, waiting, sent back. Thousandths."""

    consuming: int = 0
    delivered: int = 0
    pending: int = 0
    rework: int = 0


_NONE = _ReceiptSums()


def may_hold() -> set[int]:
    """The subcontracts that may hold material beyond the waste of finished work, or are below zero."""
    pieces = _pieces()
    bills = {
        (key, material): (each, loss)
        for key, material, each, loss in db.execute(
            SubcontractMaterial.select(
                SubcontractMaterial.subcontract,
                SubcontractMaterial.material,
                SubcontractMaterial.per_unit,
                SubcontractMaterial.loss_ppm,
            )
        )
    }
    corrected = _corrected()
    wanted = dict(db.execute(Subcontract.select(Subcontract.id, Subcontract.quantity)))
    found = set()
    for (key, material), net in unless_halted(_net(bills).items()):
        sums, (each, loss) = pieces.get(key, _NONE), bills.get((key, material), (0, 0))
        used = balance.consumed(sums.consuming, each)
        left = net - used
        closed = sums.delivered >= wanted.get(key, 0) and sums.pending <= 0 and not sums.rework
        waste = balance.allowed_loss(used, loss) if closed else 0
        if left > waste or left < 0 or key in corrected:
            found.add(key)
    return found


def _net(bills: Any) -> dict[tuple[int, int], int]:
    """What came of each material and stayed, before what the pieces used up, by subcontract and material."""
    found: dict[tuple[int, int], int] = defaultdict(int, dict.fromkeys(bills, 0))
    arrived = Movement.target_subcontract
    left = NodeList((SQL("+"), Movement.source_subcontract), glue="")
    total = fn.SUM(Movement.quantity)
    material = Movement.material.is_null(False)
    came = Movement.select(arrived, Movement.material, total).where(material, arrived.is_null(False))
    went = Movement.select(Movement.source_subcontract, Movement.material, total).where(
        material, Movement.source.in_(Household.select(Household.id))
    )
    for key, what, quantity in db.execute(came.group_by(arrived, Movement.material)):
        found[key, what] += quantity
    for key, what, quantity in db.execute(went.group_by(left, Movement.material)):
        if key is not None:
            found[key, what] -= quantity
    return found


def _pieces() -> dict[int, _ReceiptSums]:
    found: dict[int, _ReceiptSums] = {}
    for key, *sums in _sums():
        had = found.get(key, _NONE)
        found[key] = _ReceiptSums(*(a + b for a, b in zip(had, sums, strict=True)))
    return found


def _sums() -> Iterator[Any]:
    line = CollectionLine
    collected = line.select(
        line.subcontract,
        fn.SUM(line.received - line.rework),
        fn.SUM(line.good + line.second),
        fn.SUM(line.pending),
        fn.SUM(line.rework),
    ).where(line.voucher.not_in(Voucher.select(Voucher.id).where(void())))
    yield from db.execute(collected.group_by(line.subcontract))
    seen = InspectionLine
    inspected = (
        seen.select(
            line.subcontract,
            -fn.SUM(seen.rework),
            fn.SUM(seen.good + seen.second),
            -fn.SUM(INSPECTED),
            fn.SUM(seen.rework),
        )
        .join(Voucher)
        .switch(seen)
        .join(line)
        .where(standing())
    )
    yield from db.execute(inspected.group_by(line.subcontract))


def _corrected() -> set[int]:
    """Subcontracts with a usage correction, of whose waste the sums here do not tell."""
    query = (
        Movement.select(fn.COALESCE(Movement.source_subcontract, Movement.target_subcontract))
        .join(Voucher)
        .where(Voucher.kind.in_((voucher_kind.CORRECTION, voucher_kind.COUNT)))
    )
    return {key for (key,) in db.execute(query.distinct()) if key is not None}
