"""Where every subcontract stands: pieces by what became of them, and each material's account.

These states are what posting checks against and what holdings and progress are made of. They are summed from lines and
movements; the decisions about them are in ``rules/balance``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from peewee import JOIN, SQL, NodeList, Value, fn

from models.database import StoredDays, among, db
from models.database import parts as in_parts
from models.queries import past
from models.queries.counting import counts, standing, void
from models.queries.totals import INSPECTED
from models.rules.ledger import balance, voucher_kind
from models.rules.ledger.balance import NOTHING, Parts
from models.rules.ledger.grade import PARTS
from models.tables.ledger import CollectionLine, InspectionLine, Movement, Voucher
from models.tables.order import Order, Subcontract, SubcontractMaterial
from models.tables.party import Household
from models.tables.product import Material, Product

MANY: Final = 1000
"""So many subcontracts are asked for together rather than one by one."""
LATELY: Final = dt.timedelta(days=60)


@dataclass(slots=True)
class MaterialState:
    """One material on one subcontract; quantities in thousandths, signed as the household's account sees them."""

    material_id: int
    per_unit: int = 0
    loss_ppm: int = 0
    over_issue_ppm: int = 0
    pack_size: int = 0
    unit: str = ""
    issued: int = 0
    returned: int = 0
    transferred_in: int = 0
    transferred_out: int = 0
    corrected: int = 0
    counted: int = 0

    @property
    def net(self) -> int:
        """What came and stayed, before what the pieces used up."""
        came = self.issued + self.transferred_in - self.returned - self.transferred_out
        return came - self.corrected + self.counted


@dataclass(slots=True)
class SubcontractState:
    """One subcontract with everything received on it so far; quantities in thousandths."""

    id: int
    number: str
    household_id: int
    order_id: int
    product_id: int
    quantity: int
    date: dt.date
    due: dt.date
    closed_on: dt.date | None
    over_delivery_ppm: int
    ordered: dt.date
    received: int = 0
    parts: Parts = NOTHING
    rework_open: int = 0
    materials: dict[int, MaterialState] = field(default_factory=dict)

    @property
    def outstanding(self) -> int:
        """未交: what is still to be delivered."""
        return self._tally.outstanding

    @property
    def closed(self) -> bool:
        """Whether nothing more is expected, or it was short-closed."""
        return self.status != balance.OPEN

    @property
    def status(self) -> str:
        """open, closed or short_closed."""
        return self._tally.status

    @property
    def _tally(self) -> balance.Tally:
        return balance.Tally(self.quantity, self.parts, self.rework_open, self.closed_on is not None)

    def issue_limit(self, material: MaterialState) -> int:
        """The most that may be issued of one of its materials without a reason."""
        return balance.issue_limit(
            self.quantity,
            material.per_unit,
            material.loss_ppm,
            material.over_issue_ppm,
            material.pack_size,
        )

    def holding(self, material: MaterialState) -> balance.Holding:
        """The account of one of its materials."""
        return balance.Holding(
            issued=material.issued,
            returned=material.returned,
            transferred_in=material.transferred_in,
            transferred_out=material.transferred_out,
            consumed=balance.consumed(self.parts.consuming, material.per_unit),
            corrected=material.corrected,
            loss_ppm=material.loss_ppm,
            closed=self.closed,
            counted=material.counted,
        )


def subcontract_states(
    ids: Collection[int] | None = None, *, until: dt.date | None = None, materials: bool = True
) -> dict[int, SubcontractState]:
    """The states of these subcontracts (None: all) as of the end of a day (None: of everything posted).

    Without ``materials`` only of their pieces, in half the time.
    """
    states: dict[int, SubcontractState] = {}
    heads = (
        Subcontract.select(
            Subcontract.id,
            Subcontract.number,
            Subcontract.household,
            Subcontract.order,
            Order.product,
            Subcontract.quantity,
            Subcontract.date,
            Subcontract.due,
            Subcontract.closed_on,
            Product.over_delivery_ppm,
            Order.date,
        )
        .join(Order)
        .join(Product)
    )
    if until is not None:
        heads = heads.where(Subcontract.date <= until)
    days = StoredDays()
    for row in db.execute(_within(heads, Subcontract.id, ids)):
        key, number, household, order, product, quantity, given, due, closed, over, ordered = row
        closed_on = None if closed is None else days[closed]
        if until is not None and closed_on is not None and closed_on > until:
            closed_on = None
        states[key] = SubcontractState(
            key,
            number,
            household,
            order,
            product,
            quantity,
            days[given],
            days[due],
            closed_on,
            over,
            days[ordered],
        )
    if materials:
        _add_materials(states, ids)
        _add_movements(states, ids, until)
    _add_pieces(states, ids, until)
    # Only where nothing else is missing does the order of receipts decide whether rework is still outside.
    asked = [s.id for s in states.values() if s.parts.rework and not s.outstanding and s.parts.pending <= 0]
    for subcontract, receipts in receipts_of(asked, until).items():
        states[subcontract].rework_open = balance.rework_open(receipts)
    return states


def _within(query: Any, column: Any, ids: Collection[int] | None) -> Any:
    return query if ids is None else query.where(among(column, ids))


def _add_materials(states: dict[int, SubcontractState], ids: Collection[int] | None) -> None:
    query = SubcontractMaterial.select(
        SubcontractMaterial.subcontract,
        SubcontractMaterial.material,
        SubcontractMaterial.per_unit,
        SubcontractMaterial.loss_ppm,
        Material.over_issue_ppm,
        Material.pack_size,
        Material.unit,
    ).join(Material)
    for subcontract, *values in db.execute(_within(query, SubcontractMaterial.subcontract, ids)):
        if subcontract in states:
            states[subcontract].materials[values[0]] = MaterialState(*values)


def _add_movements(
    states: dict[int, SubcontractState],
    ids: Collection[int] | None,
    until: dt.date | None,
) -> None:
    for side, sign in (
        (Movement.target_subcontract, 1),
        (Movement.source_subcontract, -1),
    ):
        moved = _moved(side, until, Movement.kind)
        transferred = False
        asked: Any = side
        if side is Movement.source_subcontract and (ids is None or len(ids) > MANY):
            # Hundreds of thousands of pieces came from subcontracts, but little material: it is found by its place.
            moved = moved.where(Movement.source.in_(Household.select(Household.id)))
            asked = NodeList((SQL("+"), side), glue="")
        for subcontract, material, over, pack, unit, total, kind in db.execute(_within(moved, asked, ids)):
            transferred = transferred or kind == voucher_kind.TRANSFER
            if subcontract not in states or kind == voucher_kind.TRANSFER:
                continue
            account = _account(states[subcontract], material, over, pack, unit)
            if kind in voucher_kind.GIVEN:
                account.issued += sign * total
            elif kind == voucher_kind.RETURN:
                account.returned -= sign * total
            elif kind == voucher_kind.COUNT:
                account.counted += sign * total
            else:
                account.corrected -= sign * total
        # Few subcontracts have any, and which of them count takes longer to ask than all the rest.
        if transferred:
            _add_transfers(states, ids, until, side, sign)


def _add_transfers(
    states: dict[int, SubcontractState],
    ids: Collection[int] | None,
    until: dt.date | None,
    side: Any,
    sign: int,
) -> None:
    """What came by transfers and went by them: a transfer taken back is neither, though it moved back what it had."""
    reversing = Voucher.reverses.is_null(False)
    transfers = Voucher.select(Voucher.id).where(Voucher.kind == voucher_kind.TRANSFER, standing())
    moved = _moved(side, until, reversing).where(Movement.voucher.in_(transfers))
    moved = moved.join_from(Movement, Voucher)
    for subcontract, material, over, pack, unit, total, back in db.execute(_within(moved, side, ids)):
        if subcontract not in states:
            continue
        account = _account(states[subcontract], material, over, pack, unit)
        if bool(back) == (sign > 0):
            account.transferred_out += -total if back else total
        else:
            account.transferred_in += -total if back else total


def _moved(side: Any, until: dt.date | None, apart: Any) -> Any:
    """Sums of material by one end's subcontract and by ``apart``, with what an account of it begins with."""
    query = (
        Movement.select(
            side,
            Movement.material,
            Material.over_issue_ppm,
            Material.pack_size,
            Material.unit,
            fn.SUM(Movement.quantity),
            apart,
        )
        .join(Material)
        .where(Movement.material.is_null(False), side.is_null(False))
        .group_by(side, Movement.material, apart)
    )
    return query if until is None else query.where(Movement.date <= until)


def _account(state: SubcontractState, material: int, over: int, pack: int, unit: str) -> MaterialState:
    fresh = MaterialState(material, over_issue_ppm=over, pack_size=pack, unit=unit)
    return state.materials.setdefault(material, fresh)


def _add_pieces(
    states: dict[int, SubcontractState],
    ids: Collection[int] | None,
    until: dt.date | None,
) -> None:
    for subcontract, received, *sums in piece_sums(ids, until):
        state = states.get(subcontract)
        if state is not None:
            state.received += received
            parts = Parts(*sums)
            state.parts = parts if state.parts is NOTHING else state.parts + parts


def receipts_of(ids: Collection[int], until: dt.date | None) -> dict[int, list[tuple[int, int]]]:
    """(received, sent back as rework) of these subcontracts, in date order; only those that count."""
    if not ids:
        return {}
    found: list[tuple[str, int, int, int, int]] = []
    for table, came in ((CollectionLine, CollectionLine.received), (InspectionLine, Value(0))):
        query = table.select(Voucher.date, Voucher.id, CollectionLine.subcontract, came, table.rework).join(
            Voucher
        )
        if table is InspectionLine:
            query = query.join_from(InspectionLine, CollectionLine)
        if until is not None:
            query = query.where(Voucher.date <= until)
        found += db.execute(query.where(counts(day=until), among(CollectionLine.subcontract, set(ids))))
    receipts: dict[int, list[tuple[int, int]]] = {}
    for _, _, subcontract, received, rework in sorted(found):
        receipts.setdefault(subcontract, []).append((received, rework))
    return receipts


def piece_sums(ids: Collection[int] | None, until: dt.date | None) -> Iterator[tuple[int, ...]]:
    """Sums of collection lines, then of inspection lines, per subcontract.

    Each row: subcontract, received, good, second, rework, work scrap, material scrap, pending; an inspection's pending
    is below zero: it takes what its collection left pending.
    """
    collected = CollectionLine.select(
        CollectionLine.subcontract,
        fn.SUM(CollectionLine.received),
        *(fn.SUM(getattr(CollectionLine, part)) for part in PARTS),
    ).group_by(CollectionLine.subcontract)
    inspected = (
        InspectionLine.select(
            CollectionLine.subcontract, *(fn.SUM(getattr(InspectionLine, part)) for part in PARTS[:-1])
        )
        .join(Voucher)
        .join_from(InspectionLine, CollectionLine, JOIN.INNER)
        .where(standing())
        .group_by(CollectionLine.subcontract)
    )
    if (ids is None or len(ids) > MANY) and _nearly_all(until):
        collected = collected.where(CollectionLine.voucher.not_in(_out(until)))
    else:
        collected = collected.join(Voucher).where(standing())
        if until is not None:
            collected = collected.where(Voucher.date <= until)
    if until is not None:
        inspected = inspected.where(Voucher.date <= until)
    yield from db.execute(_within(collected, CollectionLine.subcontract, ids))
    for subcontract, *sums in db.execute(_within(inspected, CollectionLine.subcontract, ids)):
        yield (subcontract, 0, *sums, -sum(sums))


def _nearly_all(until: dt.date | None) -> bool:
    """Whether few slips are of later days, so that it is quicker to leave those out than to look at every one.

    Where the past is looked into, slips entered since are not there to be left out, but their lines are.
    """
    if past.looked_into():
        return False
    if until is None:
        return True
    newest = Voucher.select(fn.MAX(Voucher.date)).scalar()
    return newest is None or newest - until <= LATELY


def _out(until: dt.date | None) -> Any:
    """The slips that do not stand at the end of a day, as a select: the opposite of `standing`."""
    gone = Voucher.select(Voucher.id).where(void())
    later = Voucher.select(Voucher.id).where(Voucher.date > until)
    return gone if until is None else gone.union_all(later)


class Pending(NamedTuple):
    """What of a collection line waits for inspection: the day it came in, thousandths left, the reason given."""

    date: dt.date
    left: int
    reason: str


def pending_of(collection_lines: Collection[int]) -> dict[int, Pending]:
    """What these posted collection lines still have pending.

    A line whose voucher does not count has nothing pending and is left out.
    """
    if not collection_lines:
        return {}
    found: dict[int, Pending] = {}
    lines = (
        CollectionLine.select(
            CollectionLine.id,
            CollectionLine.pending,
            CollectionLine.reason,
            Voucher.reason,
            Voucher.date,
        )
        .join(Voucher)
        .where(counts())
    )
    taken = (
        InspectionLine.select(
            InspectionLine.collection_line,
            fn.SUM(INSPECTED),
        )
        .join(Voucher)
        .where(standing())
        .group_by(InspectionLine.collection_line)
    )
    for part in in_parts(collection_lines):
        for key, pending, reason, slip_reason, day in db.execute(lines.where(CollectionLine.id.in_(part))):
            found[key] = Pending(dt.date.fromisoformat(day), pending, reason or slip_reason)
        for key, total in db.execute(taken.where(InspectionLine.collection_line.in_(part))):
            if key in found:
                found[key] = found[key]._replace(left=found[key].left - total)
    return found
