"""Posting: every voucher that moves material or pieces is checked and written here, one or sixty thousand at a time.

A window posts one draft, a workbook thousands; both go through `post`, so every rule holds for both. Drafts are checked
in date order against the states of their subcontracts; then all rows are written together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from models import format
from models.actions.ledger.defects import DefectRows
from models.actions.numbering import Numbers
from models.database import insert_named
from models.errors import UserError
from models.i18n import mark, tr
from models.keys import next_key
from models.operation import operation
from models.queries.counting import why_gone
from models.queries.ledger.dependents import account_steps
from models.queries.ledger.slip_days import slip_days
from models.queries.order.standing import (
    MaterialState,
    Pending,
    SubcontractState,
    pending_of,
    subcontract_states,
)
from models.queries.product.units import GoodsUnits
from models.rights import maker, needs
from models.rules.amount import quantity_text
from models.rules.desk import roles
from models.rules.ledger import balance, voucher_kind
from models.rules.ledger.grade import REWORK
from models.tables.ledger import CollectionLine, InspectionLine, Movement, Voucher
from models.tables.party import INSPECTION, SCRAP, USED, WAREHOUSE

# Where each part of a collection goes; rework stays with the household.
DESTINATION = {
    "good": WAREHOUSE,
    "second": WAREHOUSE,
    "work_scrap": SCRAP,
    "material_scrap": SCRAP,
    "pending": INSPECTION,
}


@dataclass(slots=True)
class MaterialLine:
    """So much of a material on a subcontract, in thousandths; ``to_subcontract`` for transfers.

    ``place`` is whatever the caller needs to find the line again when it is refused.
    """

    subcontract: int
    material: int
    quantity: int
    reason: str = ""
    to_subcontract: int | None = None
    place: Any = None


@dataclass(slots=True)
class PieceLine:
    """Pieces received on a subcontract (collection), or found out about a collection line (inspection).

    ``defects`` says of the faulty ones how many had which: (defect, thousandths).
    """

    subcontract: int
    parts: balance.Parts
    received: int = 0
    gross: int | None = None
    tare: int | None = None
    reason: str = ""
    collection_line: int | None = None
    defects: Sequence[tuple[int, int]] = ()
    place: Any = None
    key: int = field(default_factory=next_key)


@dataclass(slots=True)
class Draft:
    """A voucher not yet posted; an empty number takes the next of its kind's series."""

    kind: str
    date: date
    household: int
    lines: Sequence[MaterialLine | PieceLine]
    number: str = ""
    reason: str = ""
    key: int = field(default_factory=next_key)


Refusal = Callable[[Draft, Any, UserError], None]
End = tuple[int, int | None]
"""One end of a movement: the location, and the subcontract on whose account a household there stands."""
Goods = tuple[int | None, int | None, str | None]
"""What moves: a material, or a product and its grade."""


@needs(roles.POST)
def post(drafts: Iterable[Draft], refused: Refusal | None = None) -> list[str]:
    """Check and post vouchers in one operation; returns their numbers in the order given.

    ``refused(draft, line, error)`` collects faults instead of stopping at the first one; nothing is written when there
    was any. Raises UserError (field: received, quantity, reason, date, a grade …) otherwise.
    """
    drafts = list(drafts)
    if not drafts:
        return []
    kinds = {draft.kind for draft in drafts}
    title = voucher_kind.KINDS[kinds.pop()].title if len(kinds) == 1 else mark("Post slips {number}")
    with operation(title) as opened:
        numbers = Posting(drafts, refused).write()
        opened.says(number=format.numbers(numbers))
    return numbers


def faults_of(drafts: Iterable[Draft]) -> list[tuple[Any, UserError]]:
    """What `post` would refuse, each with the place of its line; nothing is written."""
    found: list[tuple[Any, UserError]] = []
    Posting(
        list(drafts),
        lambda draft, line, error: found.append((None if line is None else line.place, error)),
    ).check()
    return found


def _raise(draft: Draft, line: Any, error: UserError) -> None:
    raise error


class Posting:
    """One batch on its way into the ledger: the states it is checked against, and the rows it will write."""

    def __init__(self, drafts: Sequence[Draft], refused: Refusal | None = None) -> None:
        self.drafts = drafts
        self.refuse = refused or _raise
        self.faults = 0
        keys = {line.subcontract for draft in drafts for line in draft.lines}
        keys |= {
            line.to_subcontract
            for draft in drafts
            for line in draft.lines
            if isinstance(line, MaterialLine) and line.to_subcontract is not None
        }
        self.states = subcontract_states(keys)
        self.days = slip_days()
        self.units = GoodsUnits()
        self.defects = DefectRows(self.units)
        self.pending = _pending(drafts)
        self.steps = _left_steps(drafts)
        self.lost: set[int] = set()
        # Material refused there may be what a later return takes away; one fault is not two.
        self.unsure: set[int] = set()
        self.numbers = Numbers()
        self.vouchers: list[dict[str, Any]] = []
        self.movements: list[dict[str, Any]] = []
        self.collected: list[dict[str, Any]] = []
        self.inspected: list[dict[str, Any]] = []

    def check(self) -> list[Draft]:
        """Check every draft, and refuse what is wrong; answers them in the order of their days."""
        ordered = sorted(self.drafts, key=lambda d: (d.date, voucher_kind.DAY_ORDER[d.kind], d.number))
        for draft in ordered:
            try:
                if not draft.lines:
                    raise UserError(tr("There is nothing on this slip yet."), "lines")
                self.days.refuse(draft.date)
            except UserError as error:
                self._refused(draft, draft.lines[0] if draft.lines else None, error)
                continue
            for line in draft.lines:
                try:
                    if isinstance(line, MaterialLine):
                        self._material(draft, line)
                    elif draft.kind == voucher_kind.COLLECTION:
                        self._collection(draft, line)
                    else:
                        self._inspection(draft, line)
                except UserError as error:
                    self._refused(draft, line, error)
        return ordered

    def write(self) -> list[str]:
        """Check every draft and, when none was refused, write all; returns the numbers."""
        ordered = self.check()
        if self.faults:
            return []
        numbers: dict[int, str] = {}
        for draft in ordered:
            number = draft.number or self.numbers.next(voucher_kind.SERIES[draft.kind], draft.date)
            numbers[draft.key] = number
            self.vouchers.append(
                {
                    "id": draft.key,
                    "series": voucher_kind.SERIES[draft.kind],
                    "number": number,
                    "kind": draft.kind,
                    "date": draft.date.isoformat(),
                    "household": draft.household,
                    "reason": draft.reason and Voucher.reason.kept(draft.reason),
                    "void_reason": "",
                    "maker": maker(),
                }
            )
        self.numbers.save()
        self._insert()
        return [numbers[draft.key] for draft in self.drafts]

    def _insert(self) -> None:
        insert_named(Voucher, self.vouchers)
        insert_named(Movement, self.movements)
        insert_named(CollectionLine, self.collected)
        insert_named(InspectionLine, self.inspected)
        self.defects.insert()

    def _refused(self, draft: Draft, line: Any, error: UserError) -> None:
        self.faults += 1
        for one in draft.lines if line is None or error.field == "date" else (line,):
            if isinstance(one, PieceLine):
                self.lost.add(one.key)
            else:
                self.unsure |= {one.subcontract, one.to_subcontract or one.subcontract}
        self.refuse(draft, line, error)

    def _state(self, draft: Draft, key: int) -> SubcontractState:
        state = self.states.get(key)
        if state is None:
            raise UserError(tr("This subcontract does not exist."), "subcontract")
        given = max(state.date, state.ordered)
        if draft.date < given:
            raise UserError(
                tr("{number} was assigned on {day}; this slip is dated before.").format(
                    number=state.number, day=given.isoformat()
                ),
                "date",
            )
        return state

    def _own(self, draft: Draft, key: int) -> SubcontractState:
        state = self._state(draft, key)
        if state.household_id != draft.household:
            raise UserError(
                tr("{number} belongs to another household.").format(number=state.number),
                "subcontract",
            )
        return state

    def _material(self, draft: Draft, line: MaterialLine) -> None:
        state = self._own(draft, line.subcontract)
        account = state.materials.get(line.material)
        if account is None:
            account = state.materials[line.material] = MaterialState(line.material)
        home = draft.household, line.subcontract
        if draft.kind != voucher_kind.CORRECTION and line.quantity <= 0:
            raise UserError(tr("The quantity must be above 0."), "quantity")
        self.units.check_material(line.material, line.quantity, "quantity")
        if draft.kind in voucher_kind.ISSUES:
            self._issue(draft, line, state, account, home)
        elif draft.kind == voucher_kind.RETURN:
            if line.subcontract not in self.unsure:
                balance.check_return(line.quantity, *self._left(draft, state, account))
            account.returned += line.quantity
            self._move(draft, line, home, (WAREHOUSE, None))
        elif draft.kind == voucher_kind.TRANSFER:
            self._transfer(draft, line, state, account, home)
        else:
            self._correct(draft, line, account, home)

    def _issue(
        self, draft: Draft, line: MaterialLine, state: SubcontractState, account: MaterialState, home: End
    ) -> None:
        issued = account.issued + line.quantity
        limit = state.issue_limit(account)
        if issued > limit and not (line.reason or draft.reason):
            raise UserError(
                tr("{issued} issued in all, {limit} is needed at most. Give a reason to issue more.").format(
                    issued=quantity_text(issued, grouped=True),
                    limit=quantity_text(limit, grouped=True),
                ),
                "reason",
            )
        account.issued = issued
        self._move(draft, line, (WAREHOUSE, None), home)

    def _transfer(
        self, draft: Draft, line: MaterialLine, state: SubcontractState, account: MaterialState, home: End
    ) -> None:
        if line.to_subcontract is None or line.to_subcontract == line.subcontract:
            raise UserError(
                tr("Choose another subcontract that receives the material."),
                "to_subcontract",
            )
        if line.subcontract not in self.unsure:
            balance.check_transfer(line.quantity, *self._left(draft, state, account))
        other = self._state(draft, line.to_subcontract)
        account.transferred_out += line.quantity
        received = other.materials.setdefault(line.material, MaterialState(line.material))
        received.transferred_in += line.quantity
        self._move(draft, line, home, (other.household_id, line.to_subcontract))

    def _left(self, draft: Draft, state: SubcontractState, account: MaterialState) -> tuple[int, date | None]:
        """What may leave an account on the draft's day so that nothing later lacks it; the day when it says less."""
        posted = self.steps.get((state.id, account.material_id), [])
        now = state.holding(account).balance
        # What this batch did so far lies before: it goes through its slips in the order of their days.
        pieces = state.parts.consuming - sum(step.pieces for step in posted)
        moved = account.net - sum(step.moved - step.corrected for step in posted)
        least = moved + balance.least_from(draft.date, posted, account.per_unit, pieces)
        return least, None if least >= now else draft.date

    def _correct(self, draft: Draft, line: MaterialLine, account: MaterialState, home: End) -> None:
        """Consumption above (quantity > 0) or below (quantity < 0) what the receipts imply, with a reason."""
        if not line.quantity:
            raise UserError(tr("The quantity must not be 0."), "quantity")
        if not (line.reason or draft.reason):
            raise UserError(tr("A correction needs a reason."), "reason")
        account.corrected += line.quantity
        if line.quantity > 0:
            self._move(draft, line, home, (USED, None))
        else:
            self._move(draft, line, (USED, None), home)

    def _move(self, draft: Draft, line: MaterialLine, source: End, target: End) -> None:
        self._movement(draft, (line.material, None, None), abs(line.quantity), source, target, line.reason)

    def _movement(
        self, draft: Draft, goods: Goods, quantity: int, source: End, target: End, reason: str = ""
    ) -> None:
        self.movements.append(
            movement(draft.key, draft.kind, draft.date, goods, quantity, source, target, reason)
        )

    def _collection(self, draft: Draft, line: PieceLine) -> None:
        state = self._own(draft, line.subcontract)
        amounts = line.parts.amounts()
        self._whole(state, ("received", line.received), *amounts)
        balance.check_collection(line.received, line.parts, line.gross, line.tare)
        if not line.received:
            raise UserError(tr("Nothing was received."), "received")
        self.defects.take(draft.key, line.key, state.product_id, line.defects, line.parts.faulty)
        home = draft.household, line.subcontract
        self._add(line, state, bool(line.reason or draft.reason), line.received)
        # The inspection of a collection that was allowed to exceed needs no second reason.
        self.pending[line.key] = Pending(draft.date, line.parts.pending, line.reason or draft.reason)
        for part, quantity in amounts:
            if quantity and part in DESTINATION:
                goods = None, state.product_id, part
                self._movement(draft, goods, quantity, home, (DESTINATION[part], None))
        self.collected.append(
            {
                "id": line.key,
                "voucher": draft.key,
                "subcontract": line.subcontract,
                "received": line.received,
                **dict(amounts),
                "gross": line.gross,
                "tare": line.tare,
                "reason": line.reason and CollectionLine.reason.kept(line.reason),
            }
        )

    def _whole(self, state: SubcontractState, *amounts: tuple[str, int]) -> None:
        for field_name, quantity in amounts:
            if quantity:
                self.units.check_product(state.product_id, quantity, field_name)

    def _inspection(self, draft: Draft, line: PieceLine) -> None:
        state = self._own(draft, line.subcontract)
        if line.collection_line in self.lost:
            return  # its collection was refused already; one fault is not two
        if line.collection_line is None or line.collection_line not in self.pending:
            raise UserError(_why_not(line.collection_line), "collection")
        if not line.parts.total:
            raise UserError(tr("Nothing was inspected."), "good")
        self._whole(state, *line.parts.amounts())
        waiting = self.pending[line.collection_line]
        if draft.date < waiting.date:
            raise UserError(
                tr("It was collected on {day}; this inspection is dated before.").format(
                    day=waiting.date.isoformat()
                ),
                "date",
            )
        balance.check_inspection(line.parts, waiting.left)
        self.defects.take(draft.key, line.collection_line, state.product_id, line.defects, line.parts.faulty)
        reason = draft.reason or line.reason or waiting.reason
        self.pending[line.collection_line] = waiting._replace(left=waiting.left - line.parts.total)
        home: End = (draft.household, line.subcontract)
        self._add(line, state, bool(reason), 0)
        state.parts = state.parts.less_pending(line.parts.total)
        for part, quantity in line.parts.amounts():
            if quantity:
                # Rework goes back to the household; it counts again when it is collected again.
                target = home if part == REWORK else (DESTINATION[part], None)
                goods = None, state.product_id, part
                self._movement(draft, goods, quantity, (INSPECTION, None), target)
        self.inspected.append(
            {
                "id": line.key,
                "voucher": draft.key,
                "collection_line": line.collection_line,
                **dict(line.parts.amounts()[:-1]),
            }
        )

    def _add(self, line: PieceLine, state: SubcontractState, reasoned: bool, received: int) -> None:
        parts = line.parts
        delivered = state.parts.delivered + parts.delivered
        if (
            parts.delivered
            and not reasoned
            and balance.over_delivery(state.quantity, state.over_delivery_ppm, delivered)
        ):
            raise UserError(
                tr("{delivered} delivered in all, {quantity} ordered. Give a reason to receive more.").format(
                    delivered=quantity_text(delivered, grouped=True),
                    quantity=quantity_text(state.quantity, grouped=True),
                ),
                "reason",
            )
        state.received += received
        state.parts += parts
        state.rework_open = max(0, state.rework_open - received) + parts.rework


def _pending(drafts: Iterable[Draft]) -> dict[int, Pending]:
    """What each posted collection line that is named by an inspection has pending."""
    return pending_of(
        {
            line.collection_line
            for draft in drafts
            for line in draft.lines
            if isinstance(line, PieceLine) and line.collection_line is not None
        }
    )


def _left_steps(drafts: Iterable[Draft]) -> dict[tuple[int, int], list[balance.AccountStep]]:
    """The posted accounts that material is taken away from."""
    leaving = {
        line.subcontract for draft in drafts if draft.kind in voucher_kind.LEAVING for line in draft.lines
    }
    return account_steps(leaving) if leaving else {}


def _why_not(collection_line: int | None) -> str:
    """Why nothing of a collection line is waiting to be inspected."""
    line: Any = None if collection_line is None else CollectionLine.get_or_none(id=collection_line)
    gone = None if line is None else why_gone(line.voucher)
    return gone or tr("This collection does not exist, or it comes later.")


def movement(
    voucher: int,
    kind: str,
    day: date,
    goods: Goods,
    quantity: int,
    source: End,
    target: End,
    reason: str = "",
) -> dict[str, Any]:
    """A new movement as `insert_named` takes it."""
    material, product, grade = goods
    return {
        "id": next_key(),
        "voucher": voucher,
        "kind": kind,
        "date": day.isoformat(),
        "material": material,
        "product": product,
        "grade": grade,
        "quantity": quantity,
        "source": source[0],
        "target": target[0],
        "source_subcontract": source[1],
        "target_subcontract": target[1],
        "reason": reason,
    }
