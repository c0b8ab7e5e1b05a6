"""The slips of the demo's programme, month by month: sales, return visits, inspections, a move and claims."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any, Final

from peewee import fn

from models.actions.demo.names import TRADES, Speaker, read
from models.actions.demo.people import Cooperative
from models.actions.guidance.machine_events import EventDraft, record_event
from models.actions.guidance.return_visits import ReturnDraft, post_return_visits
from models.actions.ledger.sales import SaleDraft, Sold, post_sale
from models.actions.party.stays import move_household
from models.actions.programme.claims import approve_claim, hand_in_claims, make_claim, pay_claims
from models.database import db
from models.queries.programme.qualification import qualification
from models.rules.ledger.grade import GOOD
from models.rules.pay.calendar import Period
from models.rules.programme.support import QUALIFIES
from models.tables.guidance import INSPECT, EquipmentLoan
from models.tables.ledger import Movement
from models.tables.party import WAREHOUSE, Helper, Household
from models.tables.programme import BASE, Workshop
from models.tables.support import PER_WORKSHOP, Claim, SupportRule

_SAID: Final[dict[str, Any]] = read("programme.json")
_RETAIL: Final = 4
"""A visitor pays four times the piece rate."""
_MOVES_AFTER: Final = 40
"""Days before the demo's end on which a household moves to another village."""

_ROUND: Final = 3
"""Months in which a helper has been to every household in care."""

_CLAIMED: Final = 8
"""People of one claim at most."""


class ProgrammeSlips:
    """What the programme writes down each month; every chance is drawn from one of its own."""

    def __init__(self, coop: Cooperative, until: date, seed: int) -> None:
        self.coop, self.until = coop, until
        self.rng = random.Random(f"programme slips {seed}")
        self.say = Speaker("en" if coop.say.english else "zh", self.rng)
        self._visited: dict[int, date] = {}

    def month(self, span: Period, *, last: bool) -> None:
        """The slips of one month, up to the demo's last day."""
        until = min(span.end, self.until)
        self._sell(span.start, until)
        self._visit(span.start, until)
        self._inspect(until)
        if last:
            self._move(until)
            self._claim(until - timedelta(days=120), until - timedelta(days=60))
            self._claim(until - timedelta(days=10), None)

    def _sell(self, first: date, until: date) -> None:
        """At a market day visitors buy some of what lies in the warehouse, at the first base."""
        base: Any = Workshop.get(Workshop.kind == BASE)
        day = first + timedelta(days=self.rng.randrange(max(1, (until - first).days)))
        lines = []
        for at, (trade, product) in enumerate(zip(TRADES, self.coop.products, strict=True)):
            held = self._held(product, day)
            quantity = min(held // 4, self.rng.randrange(4, 15) * 1_000) // 1_000 * 1_000
            if quantity > 0 and at != 1:
                lines.append(Sold(product, GOOD, quantity, _RETAIL * trade.rate, workshop=base.code))
        if lines:
            post_sale(SaleDraft(day, lines, self.say(_SAID["market"])), consents=("more_than_stock",))

    def _held(self, product: int, day: date) -> int:
        quantity = fn.COALESCE(fn.SUM(Movement.quantity), 0)
        query = Movement.select(quantity).where(
            Movement.product == product, Movement.grade == GOOD, Movement.date <= day
        )
        came = db.execute(query.where(Movement.target == WAREHOUSE)).fetchone()[0]
        left = db.execute(query.where(Movement.source == WAREHOUSE)).fetchone()[0]
        return int(came - left)

    def _visit(self, first: date, until: date) -> None:
        """Each helper goes round, in some three months to all households in care: who waited longest comes first."""
        drafts = []
        for helper in Helper.select().order_by(Helper.phone):
            homes = list(
                Household.select()
                .where(Household.helper == helper.name, Household.helper_phone == helper.phone)
                .order_by(Household.code)
            )
            if not homes:
                continue
            homes.sort(key=lambda home: self._visited.get(home.id, date.min))
            for home in homes[: -(-len(homes) // _ROUND)]:
                day = first + timedelta(days=self.rng.randrange(max(1, (until - first).days)))
                next_date = day + timedelta(days=60) if self.rng.random() < 0.5 else None
                purpose, found = (self.say.one(_SAID[key]) for key in ("return_purposes", "return_findings"))
                drafts.append(ReturnDraft(home.id, day, helper.id, purpose, found, next_date))
                self._visited[home.id] = day
        post_return_visits(sorted(drafts, key=lambda draft: draft.date))

    def _inspect(self, until: date) -> None:
        """One of the machines at a household is looked at."""
        loans = list(
            EquipmentLoan.select().where(EquipmentLoan.returned_on.is_null()).order_by(EquipmentLoan.id)
        )
        if loans:
            loan = self.rng.choice(loans)
            day = max(until - timedelta(days=self.rng.randrange(10)), loan.lent_on or until)
            record_event(
                EventDraft(INSPECT, loan.equipment_id, day, condition=self.say.one(_SAID["inspected"]))
            )

    def _move(self, until: date) -> None:
        """A household moves to where another one lives; its earlier figures stay where they were."""
        homes = list(Household.select().order_by(Household.code))
        mover = homes[-1]
        other = next((home for home in homes if home.village != mover.village), None)
        if other is not None:
            values = {name: getattr(other, name) for name in ("township", "village", "group")}
            move_household(mover.id, until - timedelta(days=_MOVES_AFTER), values)

    def _claim(self, day: date, paid_on: date | None) -> None:
        """What was claimed on a day for who qualified then; paid later, or still being prepared."""
        for rule in SupportRule.select().where(SupportRule.basis != PER_WORKSHOP).order_by(SupportRule.code):
            people = [
                one.worker.id
                for one in qualification(rule, day).claimants
                if one.worker is not None and one.judged.verdict == QUALIFIES
            ]
            if not people:
                continue
            numbers = make_claim(
                rule.id, day, workers=people[:_CLAIMED], evidence=self.say(_SAID["evidence"])
            )
            if paid_on is not None:
                claims = [row.id for row in Claim.select().where(Claim.number.in_(numbers))]
                hand_in_claims(claims)
                for claim in claims:
                    approve_claim(claim)
                pay_claims(claims, paid_on)
