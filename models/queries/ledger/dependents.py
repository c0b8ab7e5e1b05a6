"""What builds on a voucher, and which slips lost what they were built on.

Both are one question: a slip is unsupported when its collection does not count, when it inspects more than was
pending, when it lies before what it belongs to, or when it takes material away that was not there on its day.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from models.database import among, db
from models.errors import UserError
from models.i18n import mark, tr
from models.queries.answers import first_column
from models.queries.counting import reversed_ones
from models.queries.ledger.limits import beyond, refuse_beyond
from models.queries.totals import INSPECTED
from models.rules.ledger import voucher_kind
from models.rules.ledger.balance import AccountStep, uncovered
from models.tables.ledger import CollectionLine, InspectionLine, Movement, Voucher
from models.tables.order import Subcontract, SubcontractMaterial

NO_COLLECTION: Final = mark("Inspection {number} is of {other}, which does not count any more.")
TOO_MUCH: Final = mark("More was inspected on {number} than {other} left pending.")
BEFORE_COLLECTION: Final = mark("{number} is dated before its collection {other}.")
BEFORE_SUBCONTRACT: Final = mark("{number} is dated before its subcontract {other}.")
NOT_THERE: Final = mark("{number} takes away more material of {other} than was there on its day.")


class Unsupported(NamedTuple):
    """A slip and why it cannot stand; ``said`` in one sentence of the screen's language."""

    voucher: int
    sentence: str
    number: str
    other: str

    @property
    def message(self) -> str:
        return tr(self.sentence).format(number=self.number, other=self.other)


class Dependent(NamedTuple):
    """A slip that builds on another."""

    voucher: int
    number: str
    kind: str
    date: dt.date


class _VoucherHead(NamedTuple):
    number: str
    kind: str
    date: dt.date
    stands: bool
    counts: bool


class _CollectedLine(NamedTuple):
    voucher: int
    subcontract: int
    used: int
    pending: int


@dataclass
class _Ledger:
    """The slips of some subcontracts, read once and asked with other slips counting or not; thousandths."""

    heads: dict[int, _VoucherHead] = field(default_factory=dict)
    subcontracts: dict[int, tuple[str, dt.date]] = field(default_factory=dict)
    moves: list[tuple[int, str, int | None, int | None, int, int]] = field(default_factory=list)
    collected: dict[int, _CollectedLine] = field(default_factory=dict)
    inspected: list[tuple[int, int, int, int]] = field(default_factory=list)
    """(voucher, collection line, taken from what was pending, sent back for rework)."""
    per_unit: dict[tuple[int, int], int] = field(default_factory=dict)


Counting = Callable[[int], bool]
"""Whether a voucher is taken to count."""


def unsupported(subcontracts: Collection[int] | None = None) -> list[Unsupported]:
    """The slips on these subcontracts (None: all) that cannot stand as the books are now, oldest first."""
    ledger = _read(subcontracts)
    found = set(_faults(ledger, lambda key: ledger.heads[key].counts))
    return sorted(found, key=lambda one: (ledger.heads[one.voucher].date, one.voucher, one.sentence))


def dependents(voucher: int) -> list[Dependent]:
    """What could not stand any more once a voucher is taken back, and what builds on that, oldest first.

    Of a reversal: what could not stand once its original counts again; the original is named too when it cannot.
    """
    again = {Voucher.get_by_id(voucher).reverses_id} - {None}
    gone = {voucher}
    while True:
        ledger = _read(subcontracts_of(gone | again))
        fresh = _lost(ledger, gone, again) - gone
        gone |= fresh
        if not fresh or fresh & again:
            break
    found = [
        Dependent(key, head.number, head.kind, head.date)
        for key, head in ledger.heads.items()
        if key in gone and key != voucher
    ]
    return sorted(found, key=lambda one: (one.date, one.voucher))


@contextmanager
def all_supported(vouchers: Iterable[int]) -> Iterator[None]:
    """Raise UserError when what is done inside, to these vouchers, leaves another slip without what it builds on.

    So it is where more counts again beside what came in its place than may without a reason.
    """
    touched = subcontracts_of(vouchers)
    before, held = set(unsupported(touched)), beyond(touched)
    yield
    for one in unsupported(touched):
        if one not in before:
            raise UserError(one.message)
    refuse_beyond(held, beyond(touched))


def _lost(ledger: _Ledger, gone: set[int], again: set[int]) -> set[int]:
    """The slips that stand today and could not without some and with others."""
    now = {one.voucher for one in _faults(ledger, lambda key: ledger.heads[key].counts)}
    then = _faults(ledger, lambda key: key in again or (ledger.heads[key].counts and key not in gone))
    return {one.voucher for one in then} - now


def account_steps(subcontracts: Collection[int]) -> dict[tuple[int, int], list[AccountStep]]:
    """The account of each (subcontract, material) as its sums run: every standing slip on its own day."""
    ledger = _read(subcontracts)
    return _steps(ledger, lambda key: ledger.heads[key].stands)


def subcontracts_of(vouchers: Iterable[int]) -> set[int]:
    """The subcontracts that some vouchers have lines or movements on."""
    keys = list(vouchers)
    found: set[int] = set()
    for side in (Movement.source_subcontract, Movement.target_subcontract):
        query = Movement.select(side).where(among(Movement.voucher, keys), side.is_null(False))
        found |= set(first_column(query))
    collected: Any = CollectionLine.select(CollectionLine.subcontract).where(
        among(CollectionLine.voucher, keys)
    )
    inspected: Any = (
        InspectionLine.select(CollectionLine.subcontract)
        .join(CollectionLine)
        .where(among(InspectionLine.voucher, keys))
    )
    for lines in (collected, inspected):
        found |= set(first_column(lines))
    return found


def _read(subcontracts: Collection[int] | None) -> _Ledger:
    ledger = _Ledger()

    def some(query: Any, *columns: Any) -> Any:
        if subcontracts is None:
            return db.execute(query)
        within = [among(column, subcontracts) for column in columns]
        return db.execute(query.where(within[0] if len(within) == 1 else within[0] | within[1]))

    ends = Movement.source_subcontract, Movement.target_subcontract
    moves = Movement.select(Movement.voucher, Movement.kind, *ends, Movement.material, Movement.quantity)
    ledger.moves = list(some(moves.where(Movement.material.is_null(False)), *ends))
    lines = CollectionLine.select(
        CollectionLine.id,
        CollectionLine.voucher,
        CollectionLine.subcontract,
        CollectionLine.received - CollectionLine.rework,
        CollectionLine.pending,
    )
    ledger.collected = {key: _CollectedLine(*rest) for key, *rest in some(lines, CollectionLine.subcontract)}
    inspected = InspectionLine.select(
        InspectionLine.voucher, InspectionLine.collection_line, INSPECTED, InspectionLine.rework
    )
    ledger.inspected = list(some(inspected.join(CollectionLine), CollectionLine.subcontract))
    _read_heads(ledger)
    bills = SubcontractMaterial.select(
        SubcontractMaterial.subcontract, SubcontractMaterial.material, SubcontractMaterial.per_unit
    )
    ledger.per_unit = {(sub, what): each for sub, what, each in some(bills, SubcontractMaterial.subcontract)}
    return ledger


def _read_heads(ledger: _Ledger) -> None:
    """The vouchers and subcontracts that the lines and movements read so far belong to."""
    keys = {move[0] for move in ledger.moves} | {line.voucher for line in ledger.collected.values()}
    keys |= {line[0] for line in ledger.inspected}
    turned = set(first_column(reversed_ones()))
    heads = Voucher.select(
        Voucher.id, Voucher.number, Voucher.kind, Voucher.date, Voucher.reverses, Voucher.voided_on
    )
    for key, number, kind, day, reverses, void in db.execute(heads.where(among(Voucher.id, keys))):
        counts = void is None and reverses is None and key not in turned
        ledger.heads[key] = _VoucherHead(number, kind, dt.date.fromisoformat(day), void is None, counts)
    subs = {line.subcontract for line in ledger.collected.values()}
    subs |= {end for move in ledger.moves for end in move[2:4] if end is not None}
    query = Subcontract.select(Subcontract.id, Subcontract.number, Subcontract.date)
    for key, number, day in db.execute(query.where(among(Subcontract.id, subs))):
        ledger.subcontracts[key] = number, dt.date.fromisoformat(day)


def _steps(ledger: _Ledger, counting: Counting) -> dict[tuple[int, int], list[AccountStep]]:
    steps: dict[tuple[int, int], list[AccountStep]] = defaultdict(list)
    for voucher, kind, source, target, material, quantity in ledger.moves:
        if not counting(voucher):
            continue
        day = ledger.heads[voucher].date
        for subcontract, sign in ((source, -1), (target, 1)):
            if subcontract is not None:
                amount = (
                    {"corrected": -sign * quantity}
                    if kind == voucher_kind.CORRECTION
                    else {"moved": sign * quantity}
                )
                steps[subcontract, material].append(AccountStep(day, voucher, **amount))
    used: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for line in ledger.collected.values():
        used[line.subcontract].append((line.voucher, line.used))
    for voucher, collection, _, rework in ledger.inspected:
        used[ledger.collected[collection].subcontract].append((voucher, -rework))
    for (subcontract, _), account in steps.items():
        account += [
            AccountStep(ledger.heads[voucher].date, voucher, pieces=pieces)
            for voucher, pieces in used[subcontract]
            if pieces and counting(voucher)
        ]
    return steps


def _faults(ledger: _Ledger, counting: Counting) -> Iterator[Unsupported]:
    yield from _inspection_faults(ledger, counting)
    yield from _early_slips(ledger, counting)
    for (subcontract, material), steps in _steps(ledger, counting).items():
        if not any(step.moved < 0 for step in steps):
            continue
        for voucher in uncovered(steps, ledger.per_unit.get((subcontract, material), 0)):
            head = ledger.heads[voucher]
            if head.kind in voucher_kind.LEAVING:
                yield Unsupported(voucher, NOT_THERE, head.number, ledger.subcontracts[subcontract][0])


def _inspection_faults(ledger: _Ledger, counting: Counting) -> Iterator[Unsupported]:
    """Inspections of what does not count, from before it came, or of more than was pending; the last entered one."""
    left = {key: line.pending for key, line in ledger.collected.items()}
    for voucher, key, taken, _ in sorted(ledger.inspected):
        if not counting(voucher):
            continue
        number, collection = ledger.heads[voucher].number, ledger.heads[ledger.collected[key].voucher]
        left[key] -= taken
        if not counting(ledger.collected[key].voucher):
            yield Unsupported(voucher, NO_COLLECTION, number, collection.number)
        elif left[key] < 0:
            yield Unsupported(voucher, TOO_MUCH, number, collection.number)
        if ledger.heads[voucher].date < collection.date:
            yield Unsupported(voucher, BEFORE_COLLECTION, number, collection.number)


def _early_slips(ledger: _Ledger, counting: Counting) -> Iterator[Unsupported]:
    """Slips dated before the subcontract they are on was given out."""
    places = {(move[0], end) for move in ledger.moves for end in move[2:4] if end is not None}
    places |= {(line.voucher, line.subcontract) for line in ledger.collected.values()}
    for voucher, subcontract in places:
        number, given = ledger.subcontracts[subcontract]
        if counting(voucher) and ledger.heads[voucher].date < given:
            yield Unsupported(voucher, BEFORE_SUBCONTRACT, ledger.heads[voucher].number, number)
