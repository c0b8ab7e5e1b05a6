"""Orders and the subcontracts that carry them into the homes: saving, sharing out, closing short."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from peewee import fn

from models import format
from models.actions.numbering import Numbers
from models.actions.order.cutting import CUT_SHORT, closing, cut_short
from models.actions.order.order_days import confirm_day, order_days, subcontract_days
from models.actions.party.parties import save_enterprise
from models.actions.product.terms import give_materials, keep_rates
from models.actions.upsert import UNCHANGED, Batch, Entry, Refused, effective, require, require_positive
from models.database import db, parts
from models.errors import NeedsConfirmation, UserError
from models.i18n import mark, plural, tr
from models.operation import ask, in_turn, operation
from models.queries.counting import standing
from models.queries.ledger.enterprise_accounts import enterprise_named
from models.queries.ledger.slip_days import slip_days
from models.queries.order.standing import subcontract_states
from models.queries.periods import locked_until
from models.queries.product.units import GoodsUnits
from models.rights import needs
from models.rules.desk import roles
from models.rules.ledger import balance
from models.tables.ledger import CollectionLine, Movement, Voucher
from models.tables.order import Order, Subcontract
from models.tables.product import Product

NEW_ENTERPRISE: Final = "new_enterprise"
OVER_ALLOCATED: Final = "over_allocated"
OPEN_SUBCONTRACTS: Final = "open_subcontracts"


@needs(roles.MASTER)
def save_order(values: Mapping[str, Any], existing: Any = None) -> Order:
    """Add or change an order; a new one without a number takes the next.

    Raises UserError (field: number, enterprise, product, quantity, date, due).
    """
    return save_orders([(values, existing)])[0]


@needs(roles.MASTER)
@in_turn
def save_order_of(
    enterprise: str, values: Mapping[str, Any], existing: Any = None, consents: Collection[str] = ()
) -> Order:
    """Add or change an order of an enterprise by its name; a new enterprise is added with it.

    Raises UserError as `save_order` does, and NeedsConfirmation ("new_enterprise", "far_day" for its date, and
    "over_allocated" when less is ordered than was given out); nothing is then written.
    """
    confirm_day(values.get("date"), existing, consents)
    known: Any = enterprise_named(enterprise)
    with operation(mark("Save order {number}")) as opened:
        added = known is None
        if added:
            known = save_enterprise({"name": enterprise})
        row = save_order({**values, "enterprise": known.id}, existing)
        if added and NEW_ENTERPRISE not in consents:
            words = tr('"{name}" gave no order yet. Add this enterprise?').format(name=enterprise)
            ask(NeedsConfirmation(NEW_ENTERPRISE, words, verb=tr("Add the enterprise")))
        if existing is not None and row.outcome != UNCHANGED and OVER_ALLOCATED not in consents:
            _confirm_allocation(row.id)
        opened.says(number=row.number)
    return row


@needs(roles.MASTER)
def save_orders(
    entries: Iterable[Entry], refused: Refused | None = None, *, days: bool = True
) -> list[Order]:
    """Add or change orders in one operation; each has its ``outcome``.

    Without ``days`` the caller looks for subcontracts before their order himself, once they are saved too.
    """
    batch = Batch(Order, entries, refused)
    with operation(mark("Save order {number}")) as opened:
        batch.check(_check_order)
        _number(batch, "order")
        batch.unique("number")
        _refuse_other_product(batch)
        if days:
            batch.check(order_days(batch))
        _refuse_parts_of_pieces(batch)
        rows = batch.write()
        opened.says(number=batch.called(rows, "number"))
    return rows


@needs(roles.MASTER)
@in_turn
def save_subcontract(
    values: Mapping[str, Any], existing: Any = None, consents: Collection[str] = (), reason: str = ""
) -> Subcontract:
    """Add or change a subcontract; a new one takes the next number, its product's bill of materials and rates.

    Raises UserError (field: number, order, household, quantity, date, due) and NeedsConfirmation: "over_allocated"
    when the order would be shared out beyond its quantity, "cut_short" (with a ``reason``) when it closes by being
    cut, "far_day" for its date.
    """
    confirm_day(values.get("date"), existing, consents)
    ended = closing(existing, values.get("quantity"))
    if ended is not None and (CUT_SHORT not in consents or not reason.strip()):
        ask(NeedsConfirmation(CUT_SHORT, ended, needs_reason=True, verb=tr("Close short")))
    if ended is not None:
        # Until it was asked for, the name of the question stands for it: nothing of it is kept.
        values = {**values, "close_reason": reason.strip() or CUT_SHORT}
    with operation(mark("Save subcontract {number}")) as opened:
        row: Any = save_subcontracts([(values, existing)])[0]
        if row.outcome != UNCHANGED and OVER_ALLOCATED not in consents:
            _confirm_allocation(row.order_id)
        opened.says(number=row.number)
    saved: Subcontract = row
    return saved


@needs(roles.MASTER)
def save_subcontracts(entries: Iterable[Entry], refused: Refused | None = None) -> list[Subcontract]:
    """Add or change subcontracts in one operation; each has its ``outcome``. What exceeds the order is let pass."""
    batch = Batch(Subcontract, entries, refused)
    with operation(mark("Save subcontract {number}")) as opened:
        batch.check(_check_subcontract)
        _number(batch, "subcontract")
        batch.unique("number")
        _refuse_moved(batch)
        batch.check(subcontract_days(batch))
        batch.check(cut_short(batch))
        _refuse_parts_of_pieces(batch)
        before = {existing.id: existing.order_id for _, existing in batch.sound() if existing is not None}
        batch.check(keep_rates(batch.sound()))
        rows = batch.write()
        give_materials([row for row in rows if before.get(row.id) != row.order_id])
        opened.says(number=batch.called(rows, "number"))
    return rows


@needs(roles.MASTER)
@in_turn
def allocate(
    order: int,
    splits: Sequence[tuple[int, int]],
    day: date,
    due: date,
    consents: Collection[str] = (),
) -> list[Subcontract]:
    """Share an order out: one subcontract for each (household, quantity in thousandths), in one operation.

    Raises UserError (field: quantity, date, due, splits) and NeedsConfirmation ("over_allocated", "far_day").
    """
    if not splits:
        raise UserError(tr("No household has a share yet."), "splits")
    if len({household for household, _ in splits}) != len(splits):
        raise UserError(tr("This household appears twice."), "splits")
    head = _order(order)
    confirm_day(day, None, consents)
    with operation(mark("Assign order {number}"), number=head.number):
        rows = save_subcontracts(
            [
                (
                    {"order": order, "household": household, "quantity": quantity, "date": day, "due": due},
                    None,
                )
                for household, quantity in splits
            ]
        )
        if OVER_ALLOCATED not in consents:
            _confirm_allocation(order)
    return rows


def over_allocated(order: int) -> int:
    """By how much the subcontracts exceed the order, in thousandths; 0 when they do not.

    A subcontract closed short counts with what it delivered: the rest is free to be given out again.
    """
    quantity = Order.select(Order.quantity).where(Order.id == order).scalar()
    return max(0, allocated(order) - int(quantity or 0))


def beyond_order(orders: Collection[int]) -> dict[int, str]:
    """Which of these orders more was given out of than they ask for, with a sentence that says how much."""
    given = fn.SUM(Subcontract.quantity)
    found: dict[int, str] = {}
    for part in parts(orders):
        query = (
            Subcontract.select(Order.id, Order.number, Order.quantity, Product.unit)
            .join(Order)
            .join(Product)
            .where(Order.id.in_(part))
            .group_by(Order.id)
            .having(given > Order.quantity)
        )
        # What was closed short may make the sum less than that of the quantities.
        for key, number, quantity, unit in db.execute(query):
            excess = over_allocated(key)
            if excess:
                found[key] = tr(
                    "{number}: {quantity} ordered, {given} assigned, {excess} more than ordered."
                ).format(
                    number=number,
                    quantity=format.quantity(quantity, unit),
                    given=format.quantity(quantity + excess),
                    excess=format.quantity(excess),
                )
    return found


def allocated(order: int) -> int:
    """What of an order is with households or came from them, in thousandths."""
    rows = list(
        db.execute(
            Subcontract.select(Subcontract.id, Subcontract.quantity, Subcontract.closed_on).where(
                Subcontract.order == order
            )
        )
    )
    states = subcontract_states([key for key, _, closed in rows if closed is not None])
    return sum(
        quantity if key not in states else min(quantity, states[key].parts.delivered)
        for key, quantity, _ in rows
    )


@needs(roles.MASTER)
@in_turn
def short_close_subcontract(subcontract: int, day: date, reason: str) -> None:
    """End a subcontract with pieces still missing; what its household keeps beyond the allowed loss becomes excess.

    Raises UserError (field: reason, date) or when it is complete or closed already.
    """
    state = subcontract_states([subcontract]).get(subcontract)
    if state is None:
        raise UserError(tr("This subcontract does not exist."))
    if not reason.strip():
        raise UserError(tr("Closing short needs a reason."), "reason")
    if state.status == balance.SHORT_CLOSED:
        raise UserError(tr("{number} is closed already.").format(number=state.number))
    if state.status == balance.CLOSED:
        raise UserError(tr("{number} is complete already.").format(number=state.number))
    if day < state.date:
        raise UserError(tr("This is before the subcontract's date."), "date")
    slip_days().refuse_far(day)
    with operation(mark("Close subcontract {number} short"), number=state.number):
        _close(Subcontract, subcontract, day, reason)


@needs(roles.MASTER)
@in_turn
def reopen_subcontract(subcontract: int) -> None:
    """Take a short closing back. Raises UserError when the subcontract was not closed short."""
    row = Subcontract.get_or_none(Subcontract.id == subcontract)
    if row is None:
        raise UserError(tr("This subcontract does not exist."))
    if row.closed_on is None:
        raise UserError(tr("{number} was not closed short.").format(number=row.number))
    with operation(mark("Reopen subcontract {number}"), number=row.number):
        _close(Subcontract, subcontract, None, "")


@needs(roles.MASTER)
@in_turn
def short_close_order(order: int, day: date, reason: str, consents: Collection[str] = ()) -> None:
    """End an order, and with it every subcontract of it that is still open.

    Raises UserError (field: reason, date) and NeedsConfirmation ("open_subcontracts") when there are any.
    """
    head = _order(order)
    if head.closed_on is not None:
        raise UserError(tr("{number} is closed already.").format(number=head.number))
    if not reason.strip():
        raise UserError(tr("Closing short needs a reason."), "reason")
    if day < head.date:
        raise UserError(tr("This is before the order's date."), "date")
    slip_days().refuse_far(day)
    keys = [
        row[0] for row in db.execute(Subcontract.select(Subcontract.id).where(Subcontract.order == order))
    ]
    still_open = [state for state in subcontract_states(keys).values() if not state.closed]
    if still_open and OPEN_SUBCONTRACTS not in consents:
        words = plural(
            "{n} subcontract of it is still open and will be closed short too.",
            "{n} subcontracts of it are still open and will be closed short too.",
            len(still_open),
        )
        ask(NeedsConfirmation(OPEN_SUBCONTRACTS, words, verb=tr("Close short")))
    with operation(mark("Close order {number} short"), number=head.number):
        _close(Order, order, day, reason)
        for state in still_open:
            _close(Subcontract, state.id, max(day, state.date), reason)


@needs(roles.MASTER)
@in_turn
def reopen_order(order: int) -> None:
    """Take an order's short closing back; its subcontracts stay. Raises UserError when it was not closed short."""
    head = _order(order)
    if head.closed_on is None:
        raise UserError(tr("{number} was not closed short.").format(number=head.number))
    with operation(mark("Reopen order {number}"), number=head.number):
        _close(Order, order, None, "")


def _order(key: int) -> Any:
    row = Order.get_or_none(Order.id == key)
    if row is None:
        raise UserError(tr("This order does not exist."), "order")
    return row


def _close(table: Any, key: int, day: date | None, reason: str) -> None:
    table.update(closed_on=day, close_reason=reason.strip()).where(table.id == key).execute()


def _check_order(values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "enterprise", "product")
    _check_quantity_and_days(values, existing)


def _check_subcontract(values: dict[str, Any], existing: Any) -> None:
    require(values, existing, "order", "household")
    _check_quantity_and_days(values, existing)


def _check_quantity_and_days(values: dict[str, Any], existing: Any) -> None:
    if existing is not None:
        require(values, existing, "number")
    require_positive(values, existing, "quantity")
    require(values, existing, "date", "due")
    if effective(values, existing, "due") < effective(values, existing, "date"):
        raise UserError(tr("The due date must not come before the date."), "due")


def _number(batch: Batch, series: str) -> None:
    numbers = Numbers()

    def give(values: dict[str, Any], existing: Any) -> None:
        if existing is None and not values.get("number"):
            values["number"] = numbers.next(series, values["date"])

    batch.check(give)
    numbers.save()


def _refuse_parts_of_pieces(batch: Batch) -> None:
    """The quantity of an order or subcontract has no more decimals than its product's unit takes."""
    units = GoodsUnits()
    made: dict[int, int] = {}
    if batch.table is Subcontract:
        made = dict(db.execute(Order.select(Order.id, Order.product)))

    def refuse(values: dict[str, Any], existing: Any) -> None:
        quantity = effective(values, existing, "quantity")
        # What an older program let in may stay as it is.
        if existing is None or quantity != existing.quantity:
            order = effective(values, existing, "order" if made else "product")
            units.check_product(made.get(order, order), quantity, "quantity")

    batch.check(refuse)


def _refuse_other_product(batch: Batch) -> None:
    """An order whose subcontracts were given out keeps its product: their material and rates rest on it."""

    def refuse(values: dict[str, Any], existing: Any) -> None:
        if (
            existing is not None
            and effective(values, existing, "product") != existing.product_id
            and Subcontract.select().where(Subcontract.order == existing.id).exists()
        ):
            raise UserError(tr("It is assigned already, so its product stays."), "product")

    batch.check(refuse)


def _refuse_moved(batch: Batch) -> None:
    """What was posted on a subcontract rests on its household and order, and locked pay on its date."""
    closed = {row[0] for row in db.execute(Order.select(Order.id).where(Order.closed_on.is_null(False)))}

    def refuse(values: dict[str, Any], existing: Any) -> None:
        order, household, day = (effective(values, existing, f) for f in ("order", "household", "date"))
        if (existing is None or order != existing.order_id) and order in closed:
            raise UserError(tr("This order is closed."), "order")
        if existing is None:
            return
        for field, moved in (
            ("household", household != existing.household_id),
            ("order", order != existing.order_id),
        ):
            if moved and _has_postings(existing.id):
                raise UserError(tr("Something was posted on it already, so this stays."), field)
        if day != existing.date and _is_locked(existing.id):
            raise UserError(tr("It was paid in a locked period, so its date stays."), "date")

    batch.check(refuse)


def _has_postings(subcontract: int) -> bool:
    moved = Movement.select().where(
        (Movement.source_subcontract == subcontract) | (Movement.target_subcontract == subcontract)
    )
    return bool(
        moved.exists() or CollectionLine.select().where(CollectionLine.subcontract == subcontract).exists()
    )


def _is_locked(subcontract: int) -> bool:
    locked = locked_until()
    if locked is None:
        return False
    paid = (
        CollectionLine.select()
        .join(Voucher)
        .where(CollectionLine.subcontract == subcontract, Voucher.date <= locked, standing())
    )
    return bool(paid.exists())


def _confirm_allocation(order: int) -> None:
    for sentence in beyond_order([order]).values():
        ask(NeedsConfirmation(OVER_ALLOCATED, sentence, verb=tr("Assign that much")))
