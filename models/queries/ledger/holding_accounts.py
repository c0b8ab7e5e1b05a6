"""Which subcontracts may still hold material, found by sums alone, so that the others are never read slip by slip.

Too many may be named, never too few: what each holds is then told by its state.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from peewee import SQL, NodeList, fn

from models.database import among, db, parts, unless_halted
from models.queries.counting import standing, void
from models.queries.totals import INSPECTED
from models.rules.ledger import balance, voucher_kind
from models.tables.ledger import CollectionLine, InspectionLine, Movement, Voucher
from models.tables.order import Subcontract, SubcontractMaterial
from models.tables.party import Household

AT_ONCE: Final = 1_000
"""So many subcontracts are summed together: of more at a time the sums alone would take a good deal of memory."""
_Account = tuple[int, int]
"""A subcontract and a material."""


class _ReceiptSums(NamedTuple):
    """Sums of a subcontract's receipts: what used material up, good and second, waiting, sent back. Thousandths."""

    consuming: int = 0
    delivered: int = 0
    pending: int = 0
    rework: int = 0


_NONE = _ReceiptSums()


def may_hold() -> set[int]:
    """The subcontracts that may hold material beyond the waste of finished work, or are below zero."""
    went, corrected = _went(), _corrected()
    found = set()
    for some in parts([key for (key,) in db.execute(Subcontract.select(Subcontract.id))], AT_ONCE):
        pieces, bills = _pieces(some), _bills(some)
        wanted = dict(
            db.execute(
                Subcontract.select(Subcontract.id, Subcontract.quantity).where(among(Subcontract.id, some))
            )
        )
        for (key, material), net in unless_halted(_net(some, bills, went).items()):
            sums, (each, loss) = pieces.get(key, _NONE), bills.get((key, material), (0, 0))
            used = balance.consumed(sums.consuming, each)
            left = net - used
            closed = sums.delivered >= wanted[key] and sums.pending <= 0 and not sums.rework
            waste = balance.allowed_loss(used, loss) if closed else 0
            if left > waste or left < 0 or key in corrected:
                found.add(key)
    return found


def _bills(subcontracts: Collection[int]) -> dict[_Account, tuple[int, int]]:
    """What a piece takes of a material and the loss allowed, by subcontract and material."""
    bill = SubcontractMaterial
    query = bill.select(bill.subcontract, bill.material, bill.per_unit, bill.loss_ppm)
    return {
        (key, material): (each, loss)
        for key, material, each, loss in db.execute(query.where(among(bill.subcontract, subcontracts)))
    }


def _went() -> dict[int, dict[int, int]]:
    """What left again by subcontract and material, of all: it is little, and found by its place."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    left = NodeList((SQL("+"), Movement.source_subcontract), glue="")
    query = Movement.select(Movement.source_subcontract, Movement.material, fn.SUM(Movement.quantity)).where(
        Movement.material.is_null(False), Movement.source.in_(Household.select(Household.id))
    )
    for key, what, quantity in db.execute(query.group_by(left, Movement.material)):
        if key is not None:
            found[key][what] = quantity
    return found


def _net(
    subcontracts: Collection[int], bills: Iterable[_Account], went: Mapping[int, Mapping[int, int]]
) -> dict[_Account, int]:
    """What came of each material and stayed, before what the pieces used up, by subcontract and material."""
    found: dict[_Account, int] = defaultdict(int, dict.fromkeys(bills, 0))
    arrived = Movement.target_subcontract
    came = (
        Movement.select(arrived, Movement.material, fn.SUM(Movement.quantity))
        .where(Movement.material.is_null(False), among(arrived, subcontracts))
        .group_by(arrived, Movement.material)
    )
    for key, what, quantity in db.execute(came):
        found[key, what] += quantity
    for key in subcontracts:
        for what, quantity in went.get(key, {}).items():
            found[key, what] -= quantity
    return found


def _pieces(subcontracts: Collection[int]) -> dict[int, _ReceiptSums]:
    found: dict[int, _ReceiptSums] = {}
    for key, *sums in _sums(subcontracts):
        had = found.get(key, _NONE)
        found[key] = _ReceiptSums(*(a + b for a, b in zip(had, sums, strict=True)))
    return found


def _sums(subcontracts: Collection[int]) -> Iterator[Any]:
    line = CollectionLine
    wanted = among(line.subcontract, subcontracts)
    collected = line.select(
        line.subcontract,
        fn.SUM(line.received - line.rework),
        fn.SUM(line.good + line.second),
        fn.SUM(line.pending),
        fn.SUM(line.rework),
    ).where(wanted, line.voucher.not_in(Voucher.select(Voucher.id).where(void())))
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
        .join_from(seen, line)
        .where(wanted, standing())
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
