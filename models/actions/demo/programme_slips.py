"""The slips of the demo's programme, month by month: sales, return visits, machines, and a move at the end."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from peewee import fn

from models.actions.demo.days import market_days, working, works
from models.actions.demo.machine_slips import MachineSlips, working_days
from models.actions.demo.names import TRADES, Speaker, read
from models.actions.demo.people import Cooperative
from models.actions.guidance.return_visits import ReturnDraft, post_return_visits
from models.actions.ledger.sales import SaleDraft, Sold, post_sale
from models.actions.party.stays import move_household
from models.database import db
from models.queries.party.care import in_care_of
from models.rules.ledger.grade import GOOD
from models.rules.pay.calendar import Period
from models.tables.ledger import Movement
from models.tables.party import WAREHOUSE, Helper, Household
from models.tables.product import Product
from models.tables.programme import HOME, Workshop

_SAID: Final[dict[str, Any]] = read("programme.json")
_RETAIL: Final = 4
"""A visitor pays four times the piece rate."""
_COILS: Final = 1
"""The trade (place in `TRADES`) whose pieces no visitor buys."""
_MOVES_AFTER: Final = 40
"""Days before the demo's end on which a household moves to another village."""

_ROUND: Final = 3
"""Months in which a helper has been to every household in care."""


class ProgrammeSlips:
    """What the programme writes down each month; every chance is drawn from one of its own."""

    def __init__(self, coop: Cooperative, until: date, seed: int) -> None:
        self.coop, self.until = coop, until
        self.rng = random.Random(f"programme slips {seed}")
        self.say = Speaker("en" if coop.say.english else "zh", self.rng)
        self._machines = MachineSlips(coop, self.say, self.rng, until)
        self._shops = _shops(coop)
        self._visited: dict[int, date] = {}
        self._next: dict[int, date] = {}
        """When each household is visited next, where that was said."""

    def month(self, span: Period, *, last: bool) -> None:
        """The slips of one month, up to the demo's last day."""
        days = working_days(span.start, min(span.end, self.until))
        self._sell(days)
        self._visit([day for day in days if works(day, office=True)] or days)
        self._machines.month(days, last=last)
        if last:
            self._move(days[-1])

    def _sell(self, days: Sequence[date]) -> None:
        """On market days visitors buy some of what lies in the warehouse, at the workshops of its trade."""
        for day in sorted(self.rng.choice(days) for _ in range(market_days(days[0].month))):
            lines = []
            for at, (trade, product) in enumerate(zip(TRADES, self.coop.products, strict=True)):
                wanted = self.rng.randrange(8, 30) * 1_000
                if at == _COILS:
                    continue
                # What lay there that day, and was not sent to the enterprise at the end of the month.
                there = min(self._held(product, day) // 4, self._held(product, days[-1]))
                quantity = min(there, wanted) // 1_000 * 1_000
                if quantity > 0:
                    where = self.rng.choice(self._shops[product])
                    lines.append(Sold(product, GOOD, quantity, _RETAIL * trade.rate, workshop=where))
            if lines:
                post_sale(SaleDraft(day, lines, self.say.one(_SAID["sales"])), consents=("more_than_stock",))

    def _held(self, product: int, day: date) -> int:
        quantity = fn.COALESCE(fn.SUM(Movement.quantity), 0)
        query = Movement.select(quantity).where(
            Movement.product == product, Movement.grade == GOOD, Movement.date <= day
        )
        came = db.execute(query.where(Movement.target == WAREHOUSE)).fetchone()[0]
        left = db.execute(query.where(Movement.source == WAREHOUSE)).fetchone()[0]
        return int(came - left)

    def _visit(self, days: Sequence[date]) -> None:
        """Each helper goes round to all households in care: who is due comes first, then who waited longest."""
        drafts = []
        for helper in Helper.select().order_by(Helper.phone):
            homes = list(Household.select().where(in_care_of(helper)).order_by(Household.code))
            due = [home for home in homes if self._next.pop(home.id, days[-1]) < days[-1]]
            longest = sorted(homes, key=lambda home: self._visited.get(home.id, date.min))
            more = [home for home in longest[: -(-len(homes) // _ROUND)] if home not in due]
            for home in due + more:
                day = self.rng.choice(days)
                next_date = (
                    working(day + timedelta(days=self.rng.choice((14, 30, 60))), office=True)
                    if self.rng.random() < 0.5
                    else None
                )
                purpose, found = (self.say.one(_SAID[key]) for key in ("return_purposes", "return_findings"))
                self._visited[home.id] = day
                if next_date is not None:
                    self._next[home.id] = next_date
                drafts.append(ReturnDraft(home.id, day, helper.id, purpose, found, next_date))
        post_return_visits(sorted(drafts, key=lambda draft: draft.date))

    def _move(self, until: date) -> None:
        """A household moves to where another one lives; its earlier figures stay where they were."""
        homes = list(Household.select().order_by(Household.code))
        mover = homes[-1]
        other = next((home for home in homes if home.village != mover.village), None)
        if other is not None:
            values = {name: getattr(other, name) for name in ("township", "village", "group")}
            move_household(mover.id, until - timedelta(days=_MOVES_AFTER), values)


def _shops(coop: Cooperative) -> dict[int, list[str]]:
    """The workshops that sell a product: those of its trade that are more than a home, or all of its trade."""
    found: dict[int, list[str]] = defaultdict(list)
    homes: dict[int, list[str]] = defaultdict(list)
    for shop in Workshop.select().order_by(Workshop.code):
        (homes if shop.kind == HOME else found)[shop.trade_id].append(shop.code)
    trades = dict(db.execute(Product.select(Product.id, Product.trade)))
    return {key: found[trades[key]] or homes[trades[key]] or [""] for key in coop.products}
