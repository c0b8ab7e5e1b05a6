"""What the day asks for: material to hand out, pieces due, visits agreed, orders on their way, and what is amiss.

Everything is asked of what is unfinished or of this pay period, never of the whole history.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, Final, NamedTuple

from peewee import fn

from models import format
from models.database import among, db, parts
from models.i18n import tr
from models.queries import totals
from models.queries.answers import first_column
from models.queries.counting import counts
from models.queries.desk.alert import Alert, in_order
from models.queries.desk.alerts import (
    defect_alerts,
    dispute_alerts,
    inspection_alerts,
    pending_alerts,
    return_visit_alerts,
    rework_alerts,
    unpaid_alerts,
    unpriced_alerts,
    wish_alerts,
)
from models.queries.desk.target import OfHousehold, OfSubcontract, Record, Target
from models.queries.guidance.visits import PlannedVisit, planned_visits
from models.queries.ledger.open_subcontracts import Unfinished, states_of, unfinished
from models.queries.order.standing import SubcontractState
from models.queries.order.subcontract_summary import SubcontractSummary, works
from models.rights import may
from models.rules.desk import attention
from models.rules.desk.roles import SEE_PAY
from models.rules.ledger import voucher_kind
from models.settings import settings
from models.tables.ledger import CollectionLine, InspectionLine, Movement, Voucher
from models.tables.order import Order, Subcontract, SubcontractMaterial
from models.tables.party import Enterprise
from models.tables.product import Product

WATCHED: Final = 200
"""So many open orders, the soonest due, are watched."""


class OrderProgress(NamedTuple):
    """An open order and where it is heading; thousandths."""

    id: int
    number: str
    product: str
    enterprise: str
    unit: str
    quantity: int
    delivered: int
    date: dt.date
    due: dt.date
    outlook: attention.Outlook

    @property
    def at_risk(self) -> bool:
        """Whether it is late, or will be at this pace."""
        return self.outlook.at_risk(self.due)


class Today:
    """The state of a day. Each answer is asked for once, when it is first wanted."""

    def __init__(self, day: dt.date) -> None:
        self.day = day
        self.unfinished: Unfinished = unfinished()
        self.open = works(self.unfinished.subcontracts)
        self.limits = settings()
        self._handed: set[int] | None = None
        self._orders: list[OrderProgress] | None = None
        self._states: dict[int, SubcontractState] = {}

    def to_hand_out(self) -> list[SubcontractSummary]:
        """Subcontracts given out by the day with a bill of materials and nothing handed out yet, soonest due first."""
        without = self._without_material()
        return [work for work in self.open if work.id in without and work.date <= self.day]

    def overdue(self) -> list[SubcontractSummary]:
        """Open subcontracts past their due day, the longest first."""
        return [work for work in self.open if work.due < self.day]

    def to_collect(self) -> list[SubcontractSummary]:
        """Open subcontracts due by the day that still owe pieces, the longest overdue first."""
        due = [work for work in self.open if work.due <= self.day]
        owed = self._owed(due)
        return [work for work in due if owed[work.id]]

    def pieces_due(self) -> dict[str, int]:
        """What is to be collected, by unit in thousandths, the most first."""
        due = self.to_collect()
        owed = self._owed(due)
        sums: dict[str, int] = defaultdict(int)
        for work in due:
            sums[work.unit] += owed[work.id]
        return dict(sorted(sums.items(), key=lambda item: -item[1]))

    def ageing(self) -> list[SubcontractSummary]:
        """Open subcontracts given out long ago with material outside and nothing collected yet."""
        since = self.day - dt.timedelta(days=int(self.limits["attention.ageing_days"]))
        old = [work for work in self.open if work.date <= since and work.id not in self._without_material()]
        states = self._states_of(old)
        return [work for work in old if not states[work.id].received]

    def visits(self) -> list[PlannedVisit]:
        """Next visits agreed up to the day and not made yet."""
        return planned_visits(self.day)

    def met(self, *kinds: str) -> int:
        """Households that a voucher of these kinds was posted for on the day."""
        return int(
            Voucher.select(fn.COUNT(fn.DISTINCT(Voucher.household)))
            .where(Voucher.date == self.day, Voucher.kind.in_(kinds), counts())
            .scalar()
            or 0
        )

    # -- in words ------------------------------------------------------------------------------------------------------

    def alerts(self) -> list[Alert]:
        """What needs attention, heaviest first; what is amiss with material takes longer and is asked for apart."""
        found = [self._late(work) for work in self._owing(self.overdue())]
        for work in self.ageing():
            words = tr("{product}: material since {day}, nothing came back yet")
            text = words.format(product=work.product, day=format.date(work.date, short=True))
            found.append(
                self._of_work(
                    attention.AGEING,
                    work,
                    text,
                    work.date,
                    "dispatch",
                    OfSubcontract(work.id, voucher_kind.RETURN),
                )
            )
        found += pending_alerts(self.day, self.unfinished, int(self.limits["attention.pending_days"]))
        found += self._quality_alerts()
        found += unpriced_alerts(self.day)
        found += dispute_alerts(self.day)
        found += inspection_alerts(self.day)
        found += wish_alerts(self.day)
        if may(SEE_PAY):
            found += unpaid_alerts(self.day, int(self.limits["attention.unpaid_days"]))
        found += [self._of_order(order) for order in self.orders() if order.at_risk]
        return in_order(found)

    def _quality_alerts(self) -> list[Alert]:
        """Defects to be shown, and rework where no slip says which defect it was for."""
        defects = defect_alerts(self.day)
        told = {(alert.household, alert.subject) for alert in defects}
        rework = rework_alerts(self.day, int(self.limits["attention.rework_share"]))
        return defects + [alert for alert in rework if (alert.household, alert.subject) not in told]

    def hand_out_alerts(self) -> list[Alert]:
        """What to hand out, each line leading to its slip."""
        return [
            self._of_work(
                attention.HAND_OUT,
                work,
                tr("{quantity} {product}, due {due}").format(
                    quantity=format.quantity(work.quantity, work.unit),
                    product=work.product,
                    due=format.date(work.due, short=True),
                ),
                work.date,
                "dispatch",
                OfSubcontract(work.id),
            )
            for work in self.to_hand_out()
        ]

    def collect_alerts(self) -> list[Alert]:
        """What to collect, each line leading to its slip."""
        return [
            self._late(work)
            if work.due < self.day
            else self._of_work(
                attention.COLLECT, work, self._missing(work), work.due, "collection", OfSubcontract(work.id)
            )
            for work in self._owing(self.to_collect())
        ]

    def visit_alerts(self) -> list[Alert]:
        """Whom to visit, each line leading to the visit."""
        return [
            Alert(
                attention.VISIT,
                visit.topic,
                f"{visit.head} · {visit.village}" if visit.village else visit.head,
                tr("A visit was agreed for {day}").format(day=format.date(visit.day, short=True)),
                (self.day - visit.day).days or None,
                "visits",
                OfHousehold(visit.household_id),
                visit.household_id,
            )
            for visit in self.visits()
        ] + return_visit_alerts(self.day)

    def _owing(self, some: list[SubcontractSummary]) -> list[SubcontractSummary]:
        self._owed(some)
        return some

    def _late(self, work: SubcontractSummary) -> Alert:
        return self._of_work(
            attention.OVERDUE, work, self._missing(work), work.due, "orders", OfSubcontract(work.id)
        )

    def _missing(self, work: SubcontractSummary) -> str:
        owed = self._owed([work])[work.id]
        due = format.date(work.due, short=True)
        if not owed:
            back = self._states[work.id].rework_open
            words = tr("{back} of {product} in rework, due {due}")
            return words.format(product=work.product, back=format.quantity(back, work.unit), due=due)
        return tr("{left} of {product}, due {due}").format(
            product=work.product, left=format.quantity(owed, work.unit), due=due
        )

    def _of_work(
        self, kind: str, work: SubcontractSummary, text: str, since: dt.date, page: str, target: Target
    ) -> Alert:
        days = (self.day - since).days
        return Alert(
            kind, work.number, work.who, text, days or None, page, target, work.household, work.phone
        )

    def _of_order(self, order: OrderProgress) -> Alert:
        look = order.outlook
        left = format.quantity(look.left, order.unit)
        due = format.date(order.due, short=True)
        if look.late:
            kind, days = attention.ORDER_LATE, (self.day - order.due).days
            text = tr("{left} of {product}, due {due}").format(product=order.product, left=left, due=due)
        else:
            kind, days = attention.AT_RISK, None
            if look.not_given_out and look.not_given_out * 2 > look.left:
                words = tr("{left} of {product} not assigned yet, due {due}")
                left = format.quantity(look.not_given_out, order.unit)
            elif look.ready is None:
                words = tr("{left} of {product}, nothing came in for two weeks, due {due}")
            else:
                words = tr("{left} of {product}, at this pace ready {ready}, due {due}")
            text = words.format(
                product=order.product, left=left, due=due, ready=format.date(look.ready, short=True)
            )
        return Alert(kind, order.number, order.enterprise, text, days, "orders", Record(order.id))

    # -- orders --------------------------------------------------------------------------------------------------------

    def orders(self) -> list[OrderProgress]:
        """Open orders with something still missing, the soonest due first, at most `WATCHED`."""
        if self._orders is None:
            given = Subcontract.alias()
            allocated = given.select(fn.COALESCE(fn.SUM(given.quantity), 0)).where(given.order == Order.id)
            heads = (
                Order.select(Order.id, Order.quantity, allocated)
                .where(Order.closed_on.is_null())
                .order_by(Order.due, Order.number)
            )
            running = {work.order for work in self.open}
            keys = [key for key, quantity, out in db.execute(heads) if key in running or out < quantity]
            recent = _recent(self.day)
            rows = [row for part in parts(keys[:WATCHED]) for row in db.execute(_order_rows(part))]
            self._orders = [
                _progress(row, recent.get(row[0], 0), self.day) for row in rows if row[6] < row[5]
            ]
        return self._orders

    # -- inside --------------------------------------------------------------------------------------------------------

    def _owed(self, some: Iterable[SubcontractSummary]) -> dict[int, int]:
        """What these subcontracts still owe; thousandths."""
        return {key: state.outstanding for key, state in self._states_of(some).items()}

    def _states_of(self, some: Iterable[SubcontractSummary]) -> dict[int, SubcontractState]:
        keys = [work.id for work in some]
        self._states |= states_of([key for key in keys if key not in self._states])
        return {key: self._states[key] for key in keys}

    def _without_material(self) -> set[int]:
        if self._handed is None:
            waiting = {work.id for work in self.open}
            handed = (
                Movement.select(Movement.target_subcontract)
                .join(Voucher)
                .where(
                    among(Movement.target_subcontract, waiting),
                    Movement.material.is_null(False),
                    counts(),
                )
            )
            waiting.difference_update(first_column(handed.distinct()))
            given = SubcontractMaterial.select(SubcontractMaterial.subcontract).where(
                among(SubcontractMaterial.subcontract, waiting)
            )
            self._handed = waiting & set(first_column(given))
        return self._handed


def order_progress(order: int, day: dt.date) -> OrderProgress | None:
    """How far an order has come on a day and where it is heading; None when it is gone."""
    rows = list(db.execute(_order_rows([order])))
    return _progress(rows[0], _recent(day).get(order, 0), day) if rows else None


def _progress(row: Any, recent: int, day: dt.date) -> OrderProgress:
    key, number, product, enterprise, unit, quantity, delivered, begun, due_on, allocated = row
    start, due = dt.date.fromisoformat(begun), dt.date.fromisoformat(due_on)
    look = attention.outlook(quantity, delivered, allocated, recent, due, day, start)
    return OrderProgress(key, number, product, enterprise, unit, quantity, delivered, start, due, look)


def _recent(day: dt.date) -> dict[int, int]:
    """Good and second pieces of every order over the last `attention.PACE_DAYS`; thousandths."""
    begin = day - dt.timedelta(days=attention.PACE_DAYS - 1)
    found: dict[int, int] = defaultdict(int)
    for table in (CollectionLine, InspectionLine):
        query = table.select(Subcontract.order, fn.SUM(table.good + table.second)).join(Voucher)
        query = totals.to_subcontract(query, table).where(Voucher.date.between(begin, day), counts())
        for order, total in db.execute(query.group_by(Subcontract.order)):
            found[order] += total
    return found


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
            totals.allocated(),
        )
        .join(Product)
        .join_from(Order, Enterprise)
        .where(Order.id.in_(list(keys)))
        .order_by(Order.due, Order.number)
    )
