"""The demo's courses: who was there, who learnt what; one that is planned, and one that its people pay themselves."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from models.actions.demo.days import works
from models.actions.demo.names import Speaker, read
from models.actions.demo.people import Cooperative
from models.actions.programme import training
from models.actions.programme.courses import certify
from models.tables.order import Order
from models.tables.party import Trade, Worker
from models.tables.programme import HOME, Workshop
from models.tables.training import CENTRAL, TO_ORDER, VAN

_SAID: Final[dict[str, Any]] = read("programme.json")
_KINDS: Final = (CENTRAL, TO_ORDER, VAN)
_EVERY: Final = 70
"""Days between two courses."""
_LAST, _PLANNED, _CHARGED = 17, 12, 50
"""Days from the demo's end: since the last course began, until the planned one does, since that which is paid for."""
_FREE: Final = 3
"""Free courses a person may take at most."""
_SEATS, _EAGER = 12, 4
"""People of a course, and how many of them are those who took most courses before."""
_WEEK: Final = timedelta(days=7)


class Schooling:
    """The courses from ``first`` on; ``full`` are the people who have had all the free ones there are for them."""

    def __init__(self, coop: Cooperative, say: Speaker, rng: random.Random, first: date, until: date) -> None:
        self.say, self.rng, self.first, self.until = say, rng, first, until
        self.trades: list[Any] = list(Trade.select().order_by(Trade.code))
        self.people: list[Any] = list(Worker.select().order_by(Worker.id))
        self.trade_of = {one.id: one.trade for one in coop.workshops}
        self.shops: list[Any] = list(Workshop.select().order_by(Workshop.opened))
        self.orders: list[Any] = list(Order.select().order_by(Order.date))
        self.products = list(coop.products)
        self.free: Counter[int] = Counter()
        self.courses: list[Any] = []

    @property
    def full(self) -> list[Any]:
        """The people who have had all free courses a person may take."""
        return [one for one in self.people if self.free[one.id] >= _FREE]

    def teach(self) -> None:
        """The courses in order of their days, the last still to come."""
        starts = [_monday(self.until - timedelta(days=_LAST))]
        while (before := starts[0] - timedelta(days=_EVERY)) >= self.first + timedelta(days=45):
            starts.insert(0, _monday(before))
        days = sorted([*starts, charged := _monday(self.until - timedelta(days=_CHARGED))])
        courses, turn = _SAID["courses"], 0
        for day in days:
            if day == charged:
                self._course(_SAID["paid_course"], CENTRAL, day, self.full[:_SEATS], free=False)
                continue
            spec = courses[turn % len(courses)]
            self._course(spec, _KINDS[turn % len(_KINDS)], day, self._pupils(spec["trade"]))
            turn += 1
        spec = courses[turn % len(courses)]
        planned = _monday(self.until + timedelta(days=_PLANNED))
        self._course(spec, CENTRAL, planned, self._pupils(spec["trade"])[: _SEATS - 3])

    def _pupils(self, trade: int) -> list[Any]:
        """Those who may still take a free course, of the trade where there are enough, the eager among them."""
        may = [one for one in self.people if self.free[one.id] < _FREE]
        mine = [one for one in may if self.trade_of[one.household_id] == trade]
        mine = mine if len(mine) >= _SEATS else may
        eager = sorted(mine, key=lambda one: (-self.free[one.id], one.id))[:_EAGER]
        rest = [one for one in mine if one not in eager]
        return eager + self.rng.sample(rest, min(len(rest), _SEATS - len(eager)))

    def _course(
        self, spec: dict[str, Any], kind: str, day: date, there: Sequence[Any], *, free: bool = True
    ) -> None:
        last = day + timedelta(days=self.rng.choice((2, 3, 4)))
        trade = spec["trade"]
        order = self._order(trade, day) if kind == TO_ORDER else None
        kind = CENTRAL if kind == TO_ORDER and order is None else kind
        values = {
            "name": self.say(spec["name"]),
            "kind": kind,
            "trade": self.trades[trade],
            "order": order,
            "teacher": self.say(_SAID["teachers"][trade]),
            **self._place(kind, trade, day),
            "start": day,
            "end": last,
            "free": free,
        }
        (course,) = training.save_courses([(values, None)])
        self.courses.append(course)
        training.save_enrolments([({"course": course, "worker": one}, None) for one in there])
        if free:
            self.free.update(one.id for one in there)
        if last <= self.until:
            self._attend(course, there, spec["level"])

    def _attend(self, course: Any, there: Sequence[Any], level: int) -> None:
        """Nearly everybody was there on nearly all days; who missed none or one learnt it."""
        days = [course.start + timedelta(days=more) for more in range((course.end - course.start).days + 1)]
        came = [(one, when) for one in there for when in days if self.rng.random() < 0.92]
        training.save_attendance(
            [({"course": course, "worker": one, "date": when}, None) for one, when in came]
        )
        times = Counter(one.id for one, _ in came)
        learnt = [key for key, count in times.items() if count >= len(days) - 1]
        if learnt:
            certify(course.id, learnt, course.end, level=level)

    def _order(self, trade: int, day: date) -> Any:
        """The newest order of a trade's product that was running on a day."""
        running = [
            one
            for one in self.orders
            if one.product_id == self.products[trade] and one.date <= day and one.date >= day - 5 * _WEEK
        ]
        return running[-1] if running else None

    def _place(self, kind: str, trade: int, day: date) -> dict[str, Any]:
        """Where a course is held: at a workshop of the trade that was open, or where the van stops."""
        shops = [one for one in self.shops if one.opened <= day and one.trade_id == self.trades[trade].id]
        large = [one for one in shops if one.kind != HOME]
        shop = self.rng.choice(large or shops or self.shops)
        if kind == VAN:
            return {"place": self.say.one(_SAID["van_places"]), "region": shop.region_id}
        return {"place": shop.name, "region": shop.region_id}


def _monday(day: date) -> date:
    """The Monday of a day's week, or of the next week in which there is work on all days."""
    day -= timedelta(days=day.weekday())
    while not all(works(day + timedelta(days=more), office=True) for more in range(5)):
        day += _WEEK
    return day
