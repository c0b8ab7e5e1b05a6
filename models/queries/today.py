"""What the day asks for: material to hand out, pieces due and overdue, pieces to inspect, lines without a rate,
material that lies too long or is missing, visits agreed, orders behind.

Everything is asked of what is unfinished or of this pay period, never of the whole history.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any, Final, NamedTuple

from peewee import fn

from models import format
from models.database import db
from models.i18n import mark, tr
from models.queries import totals
from models.queries.excess import excess
from models.queries.periods import period_at
from models.queries.unfinished import Unfinished, parts, states_of, unfinished
from models.queries.unpriced import unpriced
from models.queries.visits import PlannedVisit, planned_visits
from models.queries.work import Work, named, works
from models.tables.order import Order, Subcontract, SubcontractMaterial
from models.tables.party import Enterprise, Household
from models.tables.product import Product
from models.tables.voucher import CollectionLine, Movement, Voucher

DUE_DAYS: Final = 3  # from so many days before its due day a subcontract is due
AGEING_DAYS: Final = 30  # material that lies so long with nothing coming back is asked after
RISKS: Final = 200  # so many open orders, the soonest due, are watched
BEHIND: Final = 200_000  # an order is at risk when its work is 20 % behind its time

OVERDUE, UNPRICED, EXCESS, AGEING, PENDING, AT_RISK, SOON, HAND_OUT, VISIT = (
    "overdue",
    "unpriced",
    "excess",
    "ageing",
    "pending",
    "at_risk",
    "soon",
    "hand_out",
    "visit",
)
LABELS: Final = {
    OVERDUE: mark("Overdue"),
    UNPRICED: mark("No rate"),
    EXCESS: mark("Material missing"),
    AGEING: mark("Material lies long"),
    PENDING: mark("To inspect"),
    AT_RISK: mark("At risk"),
    SOON: mark("Due soon"),
    HAND_OUT: mark("To hand out"),
    VISIT: mark("Visit due"),
}
"""The label of every kind of matter, gravest first."""

PAGES: Final = {
    OVERDUE: "orders",
    UNPRICED: "products",
    EXCESS: "stock",
    AGEING: "stock",
    PENDING: "collection",
    AT_RISK: "orders",
    SOON: "orders",
    HAND_OUT: "dispatch",
    VISIT: "visits",
}
"""The page where each kind of matter is dealt with."""

_GRAVITY: Final = {kind: at for at, kind in enumerate(LABELS)}


class Matter(NamedTuple):
    """One thing to deal with: ``page`` and ``target`` (a record's key) say where, ``days`` how long it has waited."""

    kind: str
    subject: str
    who: str
    text: str
    days: int
    page: str
    target: int


class OrderProgress(NamedTuple):
    """An open order's progress; thousandths."""

    id: int
    number: str
    product: str
    enterprise: str
    unit: str
    quantity: int
    delivered: int
    date: dt.date
    due: dt.date
    at_risk: bool


class Today:
    """The state of a day. Each answer is asked for once, when it is first wanted."""

    def __init__(self, day: dt.date) -> None:
        self.day = day
        self.unfinished: Unfinished = unfinished()
        self.open = works(self.unfinished.subcontracts)
        self._handed: set[int] | None = None

    def to_hand_out(self) -> list[Work]:
        """Open subcontracts with a bill of materials and nothing handed out yet, the soonest due first."""
        return [work for work in self.open if work.id in self._without_material()]

    def overdue(self) -> list[Work]:
        """Open subcontracts past their due day, the longest first."""
        return [work for work in self.open if work.due < self.day]

    def due(self, days: int = DUE_DAYS) -> list[Work]:
        """Open subcontracts due today or within some days."""
        last = self.day + dt.timedelta(days=days)
        return [work for work in self.open if self.day <= work.due <= last]

    def ageing(self, days: int = AGEING_DAYS) -> list[Work]:
        """Open subcontracts given out long ago with material outside and nothing collected yet."""
        since = self.day - dt.timedelta(days=days)
        old = [work for work in self.open if work.date <= since and work.id not in self._without_material()]
        started: set[int] = set()
        for part in parts([work.id for work in old]):
            query = CollectionLine.select(CollectionLine.subcontract).where(
                CollectionLine.subcontract.in_(part)
            )
            started.update(row[0] for row in db.execute(query))
        return [work for work in old if work.id not in started]

    def visits(self) -> list[PlannedVisit]:
        """Next visits agreed up to the day and not made yet."""
        return planned_visits(self.day)

    def counts(self) -> dict[str, int]:
        """How many matters of each kind there are, excess material left out (`excess` takes longer)."""
        return {
            HAND_OUT: len(self.to_hand_out()),
            SOON: len(self.due()),
            OVERDUE: len(self.overdue()),
            PENDING: len(self.unfinished.pending),
            UNPRICED: len(unpriced()),
            AGEING: len(self.ageing()),
            AT_RISK: sum(order.at_risk for order in self.orders(limit=RISKS)),
            VISIT: len(self.visits()),
        }

    def matters(self, each: int = 20) -> list[Matter]:
        """What needs attention, gravest and oldest first; at most ``each`` of a kind, excess material left out."""
        found: list[Matter] = []
        late = self.overdue()[:each]
        left = _left(late)
        for work in late:
            text = tr("{product}: {left} missing, due {due}").format(
                product=work.product,
                left=format.quantity(left[work.id], work.unit),
                due=format.date(work.due, short=True),
            )
            found.append(self._of_work(OVERDUE, work, text, work.due))
        for line in unpriced()[:each]:
            text = tr("{product} {grade} has no rate; the period cannot be locked").format(
                product=line.product, grade=format.grade(line.grade)
            )
            found.append(self._matter(UNPRICED, line.number, line.who, text, line.day, line.product_id))
        for work in self.ageing()[:each]:
            text = tr("{product}: material since {day}, nothing came back yet").format(
                product=work.product, day=format.date(work.date, short=True)
            )
            found.append(self._of_work(AGEING, work, text, work.date))
        found += self._pending(each)
        for order in self.orders(limit=RISKS):
            if order.at_risk:
                text = tr("{done} of {quantity} delivered, due {due}").format(
                    done=format.quantity(order.delivered),
                    quantity=format.quantity(order.quantity, order.unit),
                    due=format.date(order.due, short=True),
                )
                found.append(
                    self._matter(
                        AT_RISK,
                        order.number,
                        order.enterprise,
                        f"{order.product} · {text}",
                        order.due,
                        order.id,
                    )
                )
        for visit in self.visits()[:each]:
            who = f"{visit.head} · {visit.village}" if visit.village else visit.head
            found.append(
                self._matter(VISIT, visit.topic, who, tr("A visit was agreed"), visit.day, visit.household_id)
            )
        found.sort(key=lambda matter: (_GRAVITY[matter.kind], -matter.days))
        return found

    def orders(self, limit: int | None = 5) -> list[OrderProgress]:
        """Open orders with something still missing, the soonest due first."""
        given = Subcontract.alias()
        allocated = given.select(fn.COALESCE(fn.SUM(given.quantity), 0)).where(given.order == Order.id)
        heads = (
            Order.select(Order.id, Order.quantity, allocated)
            .where(Order.closed_on.is_null())
            .order_by(Order.due, Order.number)
        )
        running = {work.order for work in self.open}
        keys = [
            key for key, quantity, given_out in db.execute(heads) if key in running or given_out < quantity
        ]
        return [self._progress(row) for part in parts(keys[:limit]) for row in db.execute(_order_rows(part))]

    def _progress(self, row: Any) -> OrderProgress:
        key, number, product, enterprise, unit, quantity, delivered, begun, due_on = row
        start, due = dt.date.fromisoformat(begun), dt.date.fromisoformat(due_on)
        elapsed = min(1_000_000, max(0, (self.day - start).days) * 1_000_000 // max(1, (due - start).days))
        done = delivered * 1_000_000 // max(1, quantity)
        risk = delivered < quantity and (due < self.day or elapsed - done > BEHIND)
        return OrderProgress(key, number, product, enterprise, unit, quantity, delivered, start, due, risk)

    def _pending(self, each: int) -> list[Matter]:
        query = (
            CollectionLine.select(
                CollectionLine.id,
                Voucher.number,
                Voucher.date,
                Voucher.id,
                Household.head,
                Household.village,
                Household.group,
                Product.name,
                Product.unit,
            )
            .join(Voucher)
            .join(Household)
            .switch(CollectionLine)
            .join(Subcontract)
            .join(Order)
            .join(Product)
        )
        rows = [
            row
            for part in parts(list(self.unfinished.pending))
            for row in db.execute(query.where(CollectionLine.id.in_(part)))
        ]
        rows.sort(key=lambda row: (row[2], row[1]))
        return [
            self._matter(
                PENDING,
                number,
                named(head, village, group),
                tr("{product}: {left} to inspect").format(
                    product=product, left=format.quantity(self.unfinished.pending[line], unit)
                ),
                dt.date.fromisoformat(day),
                voucher,
            )
            for line, number, day, voucher, head, village, group, product, unit in rows[:each]
        ]

    def _of_work(self, kind: str, work: Work, text: str, since: dt.date) -> Matter:
        return self._matter(kind, work.number, work.who, text, since, work.id)

    def _matter(self, kind: str, subject: str, who: str, text: str, since: dt.date, target: int) -> Matter:
        return Matter(kind, subject, who, text, max(0, (self.day - since).days), PAGES[kind], target)

    def _without_material(self) -> set[int]:
        if self._handed is None:
            waiting = {work.id for work in self.open}
            for part in parts(list(waiting)):
                handed = Movement.select(Movement.target_subcontract).where(
                    Movement.target_subcontract.in_(part), Movement.material.is_null(False)
                )
                waiting.difference_update(row[0] for row in db.execute(handed.distinct()))
            needing: set[int] = set()
            for part in parts(list(waiting)):
                given = SubcontractMaterial.select(SubcontractMaterial.subcontract).where(
                    SubcontractMaterial.subcontract.in_(part)
                )
                needing.update(row[0] for row in db.execute(given))
            self._handed = waiting & needing
        return self._handed


def excess_matters(day: dt.date, each: int = 20) -> list[Matter]:
    """Missing material as matters, to join those of `Today.matters`."""
    return [
        Matter(
            EXCESS,
            row.number,
            row.who,
            tr("{material}: {excess} beyond the allowed loss, {balance} still there").format(
                material=row.material,
                excess=format.quantity(row.excess, row.unit),
                balance=format.quantity(row.balance, row.unit),
            ),
            max(0, (day - row.since).days),
            PAGES[EXCESS],
            row.subcontract_id,
        )
        for row in excess(day)[:each]
    ]


def received_by_day(day: dt.date) -> list[tuple[dt.date, int]]:
    """Pieces received on each day of the pay period up to a day, days of none included; thousandths."""
    period = period_at(day)
    query = (
        CollectionLine.select(Voucher.date, fn.SUM(CollectionLine.received))
        .join(Voucher)
        .where(Voucher.date.between(period.start, day), Voucher.voided_on.is_null())
        .group_by(Voucher.date)
    )
    received = dict(db.execute(query))
    days = (period.start + dt.timedelta(days=at) for at in range((day - period.start).days + 1))
    return [(one, received.get(one.isoformat(), 0)) for one in days]


def _left(works: Iterable[Work]) -> dict[int, int]:
    return {key: state.outstanding for key, state in states_of([work.id for work in works]).items()}


def _order_rows(keys: Collection[int]) -> Any:
    return (
        Order.select(
            Order.id,
            Order.number,
            Product.name,
            Enterprise.name,
            Product.unit,
            Order.quantity,
            totals.order_delivered(),
            Order.date,
            Order.due,
        )
        .join(Product)
        .switch(Order)
        .join(Enterprise)
        .where(Order.id.in_(list(keys)))
        .order_by(Order.due, Order.number)
    )
