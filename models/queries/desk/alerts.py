"""What is amiss besides late work, in words: no rate, pay not settled, rework, pieces waiting, material."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from peewee import fn

from models import format
from models.database import among, db
from models.i18n import plural, tr
from models.queries.answers import by_first, first_column
from models.queries.counting import counts
from models.queries.desk.alert import Alert, in_order
from models.queries.desk.target import (
    Month,
    OfHousehold,
    OfItem,
    OfMachine,
    OfReturnVisit,
    OfSubcontract,
    OfWish,
    Pending,
    Record,
)
from models.queries.guidance.defects import proposals
from models.queries.guidance.machine_states import inspections_due
from models.queries.guidance.return_visits import due_return_visits
from models.queries.ledger.excess_material import excess
from models.queries.ledger.material_out import OutLayer, material_out
from models.queries.ledger.open_subcontracts import Unfinished, states_of, unfinished
from models.queries.ledger.warehouse import finished_stock, material_stock
from models.queries.order.subcontract_summary import SubcontractSummary, named, works
from models.queries.pay.disputes import due_answers
from models.queries.pay.unpriced import UnpricedPiece, unpriced
from models.queries.periods import locked_until, pay_date, period_at, period_named
from models.queries.programme.matching import seemingly_met, seems_met
from models.rights import shows
from models.rules.desk import attention
from models.rules.desk.roles import SEE_PAY
from models.rules.ledger import voucher_kind
from models.rules.ledger.ageing import next_limit
from models.settings import setting
from models.tables.ledger import CollectionLine, Voucher
from models.tables.order import Order, Subcontract
from models.tables.party import Household, Worker
from models.tables.pay import PayPeriod, Statement
from models.tables.product import Material, Product
from models.tables.programme import Wish

REWORK_DAYS: Final = 30
"""Rework is looked at over the last so many days."""
_WHO: Final = (Household.id, Household.head, Household.village, Household.group, Household.phone)
"""Which household a matter is about, where it lives and how it is called up."""


def unpriced_alerts(day: dt.date) -> list[Alert]:
    """Per product and grade without a rate one matter: one rate puts all its slips right."""
    groups: dict[tuple[int, str], list[UnpricedPiece]] = {}
    for piece in unpriced():
        groups.setdefault((piece.product_id, piece.grade), []).append(piece)
    found = []
    for (product, grade), pieces in groups.items():
        first = pieces[0]
        text = plural(
            "{product} {grade} has no rate; {period} cannot be locked",
            "{product} {grade} has no rate on {n} slips; {period} cannot be locked",
            len(pieces),
        ).format(
            product=first.product,
            grade=format.grade(grade),
            period=format.month(period_at(first.day).key),
        )
        homes = {piece.who for piece in pieces}
        who = first.who if len(homes) == 1 else plural("{n} household", "{n} households", len(homes))
        waited = max(0, (day - first.day).days)
        found.append(Alert(attention.UNPRICED, first.number, who, text, waited, "products", Record(product)))
    return found


ANSWER_AHEAD: Final = dt.timedelta(days=3)
"""So long before a dispute is to be answered it is one of the day's matters."""


def dispute_alerts(day: dt.date) -> list[Alert]:
    """Disputes to be answered soon, or that should have been."""
    found = []
    for one in due_answers(day + ANSWER_AHEAD):
        late = (day - one.answer_by).days
        words = tr("{said}: to be answered by {day}")
        text = words.format(said=one.said, day=format.date(one.answer_by, short=True))
        who = f"{one.head} · {one.village}" if one.village else one.head
        days = late if late > 0 else None
        target = Record(one.voucher)
        found.append(Alert(attention.DISPUTE, one.number, who, text, days, "vouchers", target, one.household))
    return found


@shows(SEE_PAY)
def unpaid_alerts(day: dt.date, days: int) -> list[Alert]:
    """Pay that is late or came back from the bank, and work received longer ago than ``days`` in a period never locked.

    Late pay is told household by household; of a month nobody was paid yet, once for all.
    """
    found = []
    months: dict[str, list[tuple[Any, ...]]] = {}
    waiting = (
        Statement.select(
            PayPeriod.key,
            *_WHO,
            Statement.number,
            Statement.net,
            Statement.returned_on,
        )
        .join(PayPeriod)
        .join_from(Statement, Household)
        .where(Statement.paid_on.is_null(), Statement.net > 0)
        .order_by(PayPeriod.key, Household.code)
    )
    for key, *row in db.execute(waiting):
        months.setdefault(key, []).append(tuple(row))
    begun = set(first_column(_begun()))
    for key, rows in months.items():
        due = pay_date(period_named(key))
        if key in begun:
            found += [_unpaid(key, due, day, row) for row in rows if due < day or row[-1] is not None]
        elif due < day:
            text = tr("{amount} yuan locked and not paid, pay day {day}").format(
                amount=format.money(sum(row[-2] for row in rows)), day=format.date(due, short=True)
            )
            who = plural("{n} household", "{n} households", len(rows))
            found.append(
                Alert(attention.UNPAID, format.month(key), who, text, (day - due).days, "pay", Month(key))
            )
    locked = locked_until()
    query = Voucher.select(Voucher.date).where(Voucher.kind.in_(voucher_kind.JUDGED), counts())
    if locked is not None:
        query = query.where(Voucher.date > locked)
    first = query.order_by(Voucher.date).first()
    if first is not None:
        period, waited = period_at(first.date), (day - first.date).days - days
        # The month under way is never said to be late, however early its first receipt was.
        if waited > 0 and period.end < day:
            text = tr("Pieces received since {day} are not locked and not paid").format(
                day=format.date(first.date)
            )
            found.append(
                Alert(attention.UNPAID, format.month(period.key), "", text, waited, "pay", Month(period.key))
            )
    return found


def _begun() -> Any:
    """The locked periods of which somebody was paid, or had it returned."""
    paid = Statement.paid_on.is_null(False) | Statement.returned_on.is_null(False)
    return PayPeriod.select(PayPeriod.key).join(Statement).where(paid).distinct()


def _unpaid(key: str, due: dt.date, day: dt.date, row: tuple[Any, ...]) -> Alert:
    """One household's pay of a locked period that is late, or that the bank returned."""
    household, head, village, group, phone, number, net, returned = row
    if returned is None:
        since, words = due, tr("{amount} yuan of {month} not paid, pay day {day}")
    else:
        since = dt.date.fromisoformat(returned)
        words = tr("{amount} yuan of {month} returned by the bank on {day}")
    text = words.format(amount=format.money(net), month=format.month(key), day=format.date(since, short=True))
    who = named(head, village, group)
    waited = (day - since).days
    return Alert(attention.UNPAID, number, who, text, waited, "pay", Month(key, household), household, phone)


def rework_alerts(day: dt.date, share: int) -> list[Alert]:
    """Households whose rework is at least ``share`` ppm of several receipts of a product."""
    received, back = fn.SUM(CollectionLine.received), fn.SUM(CollectionLine.rework)
    query = (
        CollectionLine.select(
            *_WHO,
            Product.name,
            received,
            back,
            fn.COUNT(CollectionLine.id),
        )
        .join(Voucher)
        .join_from(CollectionLine, Subcontract)
        .join(Household)
        .join_from(Subcontract, Order)
        .join(Product)
        .where(Voucher.date.between(day - dt.timedelta(days=REWORK_DAYS), day), counts())
        .group_by(Household.id, Product.id)
        .having(back > 0)
    )
    found = []
    for key, head, village, group, phone, product, total, rework, count in db.execute(query):
        if count < 2 or not attention.too_much_rework(rework, total, share):
            continue
        text = plural(
            "{share} rework over {n} receipt; a visit would help",
            "{share} rework over {n} receipts; a visit would help",
            count,
        ).format(share=format.percent(rework * 1000 // total * 1000))
        who, target = named(head, village, group), OfHousehold(key)
        found.append(Alert(attention.REWORK, product, who, text, None, "visits", target, key, phone))
    return found


def defect_alerts(day: dt.date) -> list[Alert]:
    """Households that should be shown how a defect is avoided: it is frequent there, or came back after a visit."""
    return [
        Alert(
            attention.DEFECT,
            one.what.product,
            named(one.home.head, one.home.village, one.home.group),
            one.reason(),
            None,
            "visits",
            OfHousehold(one.cause.household),
            one.cause.household,
            one.home.phone,
        )
        for one in proposals(day)
    ]


def inspection_alerts(day: dt.date) -> list[Alert]:
    """Machines that are due for inspection, wherever they are."""
    return [
        Alert(
            attention.INSPECT,
            f"{one.code} {one.name}",
            "" if one.keeper is None else named(one.keeper.head, one.keeper.village, ""),
            tr("Inspection due since {day}").format(day=format.date(one.inspect_on, short=True)),
            (day - one.inspect_on).days or None,
            "stock",
            OfMachine(one.id),
            None if one.keeper is None else one.keeper.id,
            "" if one.keeper is None else one.keeper.phone,
        )
        for one in inspections_due(day)
        if one.inspect_on is not None
    ]


def wish_alerts(day: dt.date) -> list[Alert]:
    """Open wishes that something seems to have met, each line leading to the wish to settle it."""
    met = seemingly_met(day)
    found = []
    wishes: Any = Wish.select(Wish, Worker, Household).join(Worker).join(Household).where(among(Wish.id, met))
    for wish in wishes:
        worker, home, meeting = wish.worker, wish.worker.household, met[wish.id]
        who, text = named(home.head, home.village, home.group), seems_met(meeting)
        days, target = (day - meeting.day).days or None, OfWish(wish.id)
        found.append(
            Alert(attention.WISH_MET, worker.name, who, text, days, "employment", target, home.id, home.phone)
        )
    return found


def return_visit_alerts(day: dt.date) -> list[Alert]:
    """Households in care that somebody should look after again, each line leading to the return visit."""
    found = []
    for one in due_return_visits(day):
        if one.agreed:
            words = tr("A return visit was agreed for {day}").format(day=format.date(one.day, short=True))
        elif one.visited is None:
            words = tr("In care, and nobody went there yet")
        else:
            words = tr("Nobody went back since {day}").format(day=format.date(one.visited, short=True))
        who, days, home = named(one.head, one.village, ""), (day - one.day).days or None, one.household_id
        target = OfReturnVisit(home)
        found.append(
            Alert(attention.RETURN_VISIT, one.helper, who, words, days, "visits", target, home, one.phone)
        )
    return found


def pending_alerts(day: dt.date, open_work: Unfinished, days: int) -> list[Alert]:
    """Collections with pieces that have waited for inspection at least so many days."""
    query = (
        CollectionLine.select(
            CollectionLine.id,
            Voucher.number,
            Voucher.date,
            *_WHO,
            Product.name,
            Product.unit,
        )
        .join(Voucher)
        .join(Household)
        .join_from(CollectionLine, Subcontract)
        .join(Order)
        .join(Product)
        .where(Voucher.date <= day - dt.timedelta(days=days))
    )
    found = []
    query = query.where(among(CollectionLine.id, open_work.pending))
    for line, number, on, key, head, village, group, phone, product, unit in db.execute(query):
        left = format.quantity(open_work.pending[line], unit)
        text = tr("{product}: {left} to inspect").format(product=product, left=left)
        who, waited = named(head, village, group), (day - dt.date.fromisoformat(on)).days
        target = Pending(line)
        found.append(Alert(attention.PENDING, number, who, text, waited, "collection", target, key, phone))
    return found


def material_alerts(day: dt.date, open_work: Unfinished | None = None) -> list[Alert]:
    """Material finished work left beyond the allowed loss, and what is below zero, of open work and in the warehouse.

    Takes longer than the others.
    """
    found = []
    missing = excess(day)
    about = {work.id: work for work in works({row.subcontract_id for row in missing})}
    for row in missing:
        text = tr("{excess} beyond the allowed loss, {balance} still there").format(
            excess=format.quantity(row.excess, row.unit), balance=format.quantity(row.balance, row.unit)
        )
        work, waited = about[row.subcontract_id], max(0, (day - row.since).days)
        found.append(_material(attention.EXCESS, row.material, work, text, waited))
    found += _below_zero((open_work or unfinished()).subcontracts)
    found += stock_alerts()
    found += due_back_alerts(day)
    return in_order(found)


def stock_alerts() -> list[Alert]:
    """Materials and finished pieces of which more left the warehouse than ever came in."""
    return [
        Alert(
            attention.LACKING,
            row.name,
            "",
            tr("{quantity} below zero: enter what came in, or count").format(
                quantity=format.quantity(-row.quantity, row.unit)
            ),
            None,
            "stock",
            OfItem(row.item_id),
        )
        for row in (*material_stock(), *finished_stock())
        if row.quantity < 0
    ]


def due_back_alerts(day: dt.date) -> list[Alert]:
    """Material at households that reaches a limit within the days set, or is over one; the oldest of each account."""
    ahead = int(setting("material.warn_days"))
    out = material_out(day)
    groups: dict[tuple[int, int], list[OutLayer]] = {}
    for layer in out.layers:
        due = next_limit(layer.days, ahead, out.limits)
        if due is not None:
            groups.setdefault((layer.about.id, layer.material.id), []).append(layer)
    about = {work.id: work for work in works({key for key, _ in groups})}
    found = []
    for (key, _), layers in groups.items():
        first, work = layers[0], about[key]
        due = next_limit(first.days, ahead, out.limits) or 0
        words = tr("{quantity} of {owner} lies there since {day}, due back by {due}")
        text = words.format(
            quantity=format.quantity(sum(one.quantity for one in layers), first.material.unit),
            owner=first.owner,
            day=format.date(first.since, short=True),
            due=format.date(first.since + dt.timedelta(days=due), short=True),
        )
        late = max(0, first.days - due) or None
        found.append(_material(attention.DUE_BACK, first.material.name, work, text, late))
    return found


def _below_zero(keys: Iterable[int]) -> list[Alert]:
    short: list[tuple[int, int, int]] = []
    for key, state in states_of(keys).items():
        for material in state.materials.values():
            balance = state.holding(material).balance
            if balance < 0:
                short.append((key, material.material_id, -balance))
    about = {work.id: work for work in works({key for key, _, _ in short})}
    goods = by_first(Material.select(Material.id, Material.name, Material.unit))
    found = []
    for key, of, amount in short:
        work, (name, unit) = about[key], goods[of]
        text = tr("{quantity} more used than issued on {number}").format(
            quantity=format.quantity(amount, unit), number=work.number
        )
        found.append(_material(attention.SHORT, name, work, text, None, voucher_kind.TOP_UP))
    return found


def _material(
    kind: str,
    material: str,
    work: SubcontractSummary,
    text: str,
    days: int | None,
    slip: str = voucher_kind.RETURN,
) -> Alert:
    """A matter of a subcontract's material, dealt with by a slip of it."""
    target = OfSubcontract(work.id, slip)
    return Alert(kind, material, work.who, text, days, "dispatch", target, work.household, work.phone)
