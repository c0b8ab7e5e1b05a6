"""Work elsewhere in the demo: vacancies of the enterprises, who works there, at the bases or far away, and wishes."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from models.actions.demo.days import working
from models.actions.demo.homes import HEAD
from models.actions.demo.names import Speaker, read
from models.actions.demo.people import Cooperative
from models.actions.programme import employment
from models.actions.programme.referrals import save_referrals
from models.tables.order import Order
from models.tables.party import Enterprise, Trade, Worker
from models.tables.programme import BASE, JOB, START_UP, TRAINING, Vacancy, Wish, Workshop, WorkshopMember
from models.tables.training import DECLINED, TAKEN, TOLD

_SAID: Final[dict[str, Any]] = read("programme.json")
_YUAN: Final = 100
_INTAKES: Final = (12, 10, 9)
"""People newly taken in by each base: enough long ago, enough since a short time, and one too few."""
_ENOUGH: Final = 80
"""People there must be for whole intakes; of fewer, an eighth goes to each base."""
_FIRST_INTAKE: Final = (395, 490)
"""Days before the demo's end, between which the first base took its people in."""
_LATE: Final = 2
"""People who came to the second base only in the last days."""
_LASTING: Final = ((364, True), (365, False), (730, True), (180, True), (400, False), (365, True), (90, True))
"""Days of contracts elsewhere, and whether they still run where there is time for it."""
_OPEN: Final = 4
"""Of so many vacancies one is still open when the demo ends."""


class Jobs:
    """Vacancies, placements and wishes from ``first`` on."""

    def __init__(self, coop: Cooperative, say: Speaker, rng: random.Random, first: date, until: date) -> None:
        self.coop, self.say, self.rng, self.first, self.until = coop, say, rng, first, until
        self.trades: list[Any] = list(Trade.select().order_by(Trade.code))
        self.shops: list[Any] = list(Workshop.select().order_by(Workshop.opened, Workshop.code))
        self.people: list[Any] = list(Worker.select().order_by(Worker.id))
        self.trade_of = {one.id: one.trade for one in coop.workshops}
        bases = [shop.id for shop in self.shops if shop.kind == BASE]
        self.at_bases = {
            row.household_id for row in WorkshopMember.select().where(WorkshopMember.workshop.in_(bases))
        }
        others = [one for one in self.people if one.relation != HEAD]
        heads = [one for one in self.people if one.relation == HEAD]
        rng.shuffle(others)
        rng.shuffle(heads)
        self.free = heads + others
        """Who has no job elsewhere yet; taken from the end."""

    def _day(self, least: int = 0) -> date:
        """Some day with work at least so many days before the end."""
        span = (self.until - self.first).days - least - 10
        return working(self.first + timedelta(days=self.rng.randrange(max(1, span))), office=True)

    def place(self) -> None:
        """Vacancies of the enterprises, and who took up work at the bases or further away; some came back."""
        employment.save_vacancies(self._vacancies())
        employment.save_placements([*self._taken_in(), *self._elsewhere()])

    def _vacancies(self) -> list[tuple[dict[str, Any], None]]:
        entries = []
        many = max(6, len(self.shops) // 2)
        for at in range(many):
            trade = at % len(self.trades)
            pay = self.rng.randrange(18, 32) * 100 * _YUAN
            still = at % _OPEN == _OPEN - 1 or at >= many - 2
            reported = self.until - timedelta(days=self.rng.randrange(5, 60)) if still else self._day(150)
            reported = working(reported, office=True)
            flexible = self.rng.random() < 0.5
            shops = [shop for shop in self.shops if shop.trade_id == self.trades[trade].id]
            entries.append(
                (
                    {
                        "enterprise": self.coop.enterprises[trade],
                        "post": self.say.one(_SAID["posts"][trade]),
                        "places": self.rng.randrange(2, 7),
                        "trade": self.trades[trade],
                        "region": self.rng.choice(shops or self.shops).region_id,
                        "skill": self.rng.choice((0, 0, 1, 2)),
                        "pay_from": pay,
                        "pay_to": pay + 600 * _YUAN,
                        "hours": self.say.one(_SAID["flexible_hours" if flexible else "hours"]),
                        "flexible": flexible,
                        "reported": reported,
                        "until": reported + timedelta(days=self.rng.choice((60, 90, 120)) + 60 * still),
                    },
                    None,
                )
            )
        return sorted(entries, key=lambda entry: entry[0]["reported"])

    def _taken_in(self) -> list[tuple[dict[str, Any], None]]:
        """Who works at the bases with a contract; the second has enough people only in the last days."""
        bases = [shop for shop in self.shops if shop.kind == BASE]
        many = len(self.people)
        entries = []
        for place, (shop, intake) in enumerate(zip(bases, _INTAKES, strict=False)):
            for at in range(min(intake if many >= _ENOUGH else many // 8, len(self.free))):
                if place == 0:
                    start = self.until - timedelta(days=self.rng.randrange(*_FIRST_INTAKE))
                elif place == 1 and at < _LATE:
                    start = self.until - timedelta(days=5 + at * 4)
                else:
                    start = self.until - timedelta(days=self.rng.randrange(60, 320))
                start = max(working(start, office=True), shop.opened)
                insured = start + timedelta(days=9 if at == 3 else 0)
                entries.append(
                    (
                        {
                            "worker": self._newcomer(),
                            "employer": shop.name,
                            "workshop": shop,
                            "place": shop.region.name,
                            "start": start,
                            "contract_days": (730, 365, 1_095)[at % 3],
                            "insured_from": None if at == 5 else insured,
                        },
                        None,
                    )
                )
        return sorted(entries, key=lambda entry: entry[0]["start"])

    def _newcomer(self) -> Any:
        """Somebody free whose household is no member of a base: who is, counts there."""
        for at in range(len(self.free) - 1, -1, -1):
            if self.free[at].household_id not in self.at_bases:
                return self.free.pop(at)
        return self.free.pop()

    def _elsewhere(self) -> list[tuple[dict[str, Any], None]]:
        """Who works or worked in the county town or in another province; some contracts miss a year by a day."""
        entries = []
        for at in range(min(len(self.people) // 5, len(self.free) - 1)):
            there, where = (self.say(words) for words in _SAID["elsewhere"][at % len(_SAID["elsewhere"])])
            lasts, runs = _LASTING[at % len(_LASTING)]
            if runs:
                start = working(
                    self.until - timedelta(days=self.rng.randrange(20, min(lasts, 300))), office=True
                )
            else:
                start = self._day(lasts)
            end = None if runs else start + timedelta(days=lasts - 1)
            end = None if end is None or end > self.until else end
            insured = at % 3 != 2
            entries.append(
                (
                    {
                        "worker": self.free.pop(),
                        "employer": there,
                        "place": where,
                        "start": start,
                        "end": end,
                        "contract_days": lasts,
                        "insured_from": start if insured else None,
                        "insured_to": end if insured else None,
                    },
                    None,
                )
            )
        return sorted(entries, key=lambda entry: entry[0]["start"])

    def wish(self, courses: Sequence[Any], full: Sequence[Any]) -> None:
        """What people would like, what they were told of, and what came of it.

        Some who have had all their free courses wish for another one: they can only be told why not.
        """
        entries = []
        kinds = (JOB, JOB, TRAINING, START_UP)
        for at, one in enumerate(self.rng.sample(self.people, len(self.people) // 2)):
            entries.append(self._wish(one, kinds[at % len(kinds)], self._day(20)))
        told = {values["worker"].id for values, _ in entries if values["kind"] == TRAINING}
        for one in [one for one in full if one.id not in told][:2]:
            entries.append(self._wish(one, TRAINING, working(self.until - timedelta(days=9), office=True)))
        rows = employment.save_wishes(sorted(entries, key=lambda entry: entry[0]["date"]))
        closed = {one.id for one in full}
        tellings = _Tellings(self, courses)
        for row in rows:
            if row.kind != TRAINING or row.worker_id not in closed:
                tellings.tell(row)
        save_referrals(tellings.referrals)
        employment.save_wishes(tellings.met)
        employment.save_placements(tellings.placed)

    def _wish(self, one: Any, kind: str, day: date) -> tuple[dict[str, Any], None]:
        trade = self.trade_of[one.household_id] if self.rng.random() < 0.6 else self.rng.randrange(3)
        flexible = self.rng.random() < 0.6
        return (
            {
                "worker": one,
                "kind": kind,
                "date": day,
                "trade": self.trades[trade],
                "flexible": flexible,
                "near": flexible or self.rng.random() < 0.6,
                "note": self.say.one(_SAID["wishes"][kind]),
            },
            None,
        )


class _Tellings:
    """Who was told of what for a wish, and which wishes were met by it."""

    def __init__(self, jobs: Jobs, courses: Sequence[Any]) -> None:
        self.rng, self.say, self.until = jobs.rng, jobs.say, jobs.until
        self.courses = courses
        self.vacancies: list[Any] = list(
            Vacancy.select(Vacancy, Enterprise).join(Enterprise).order_by(Vacancy.id)
        )
        self.orders: list[Any] = list(Order.select().order_by(Order.date))
        self.employed = {one.id for one in jobs.people} - {one.id for one in jobs.free}
        self.referrals: list[tuple[dict[str, Any], None]] = []
        self.met: list[tuple[dict[str, Any], Any]] = []
        self.placed: list[tuple[dict[str, Any], None]] = []
        self._taken: Counter[int] = Counter()

    def tell(self, wish: Any) -> None:
        """Tell somebody of what fits, if there was anything, and let a third of them take it up."""
        day = working(wish.date + timedelta(days=self.rng.randrange(2, 9)), office=True)
        if day > self.until or self.rng.random() < 0.25:
            return
        if wish.kind == START_UP:
            if self.rng.random() < 0.35:
                self._meet(wish, day, self.say.one(_SAID["met"][START_UP]))
            return
        field, what = self._fitting(wish, day)
        if what is None:
            return
        result = self.rng.choice((TAKEN, TAKEN, TOLD, DECLINED))
        if field == "vacancy" and (
            wish.worker_id in self.employed or self._taken[what.id] >= what.places - 1
        ):
            result = DECLINED
        self.referrals.append(({"wish": wish, "date": day, field: what, "result": result}, None))
        if result == TAKEN:
            self._take(wish, field, what, day)

    def _fitting(self, wish: Any, day: date) -> tuple[str, Any]:
        if wish.kind == TRAINING:
            coming = [one for one in self.courses if day <= one.start <= day + timedelta(days=90)]
            mine = [one for one in coming if one.trade_id == wish.trade_id]
            return "course", next(iter(mine or coming), None)
        open_ = [
            one for one in self.vacancies if one.reported <= day and (one.until is None or one.until >= day)
        ]
        mine = [one for one in open_ if one.trade_id == wish.trade_id or not wish.near]
        if mine and self.rng.random() < 0.6:
            return "vacancy", self.rng.choice(mine)
        running = [one for one in self.orders if one.date <= day and day <= one.date + timedelta(days=40)]
        if running:
            return "order", self.rng.choice(running)
        return "vacancy", next(iter(open_), None)

    def _take(self, wish: Any, field: str, what: Any, day: date) -> None:
        start = what.start if field == "course" else working(day + timedelta(days=self.rng.randrange(2, 12)))
        if start > self.until:
            return
        if field == "vacancy":
            # Nobody begins after the last day on which the place was open.
            start = min(start, what.until or start)
            self._taken[what.id] += 1
            self.employed.add(wish.worker_id)
            self.placed.append(
                (
                    {
                        "worker": wish.worker_id,
                        "employer": what.enterprise.name,
                        "vacancy": what,
                        "place": what.enterprise.address,
                        "start": start,
                        "contract_days": 365,
                        "insured_from": start,
                    },
                    None,
                )
            )
        by = {"vacancy": getattr(what, "post", ""), "course": getattr(what, "name", "")}.get(field)
        self._meet(wish, start, by or self.say.one(_SAID["met"][JOB]))

    def _meet(self, wish: Any, day: date, by: str) -> None:
        self.met.append(({"met_on": min(day, self.until), "met_by": by}, Wish.get_by_id(wish.id)))
