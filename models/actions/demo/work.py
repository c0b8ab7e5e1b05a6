"""A month in the demo cooperative: orders shared out, material brought, pieces fetched, inspected and paid for.

Everything is decided by chance from one seed; what happens to one subcontract is a list of slips in order of days.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from models.actions.demo.days import seasonal, working
from models.actions.demo.names import TRADES, WORDS, DemoGoods
from models.actions.demo.people import Cooperative, DemoHousehold
from models.actions.guidance.visits import VisitDraft
from models.actions.ledger.posting import Draft, MaterialLine, PieceLine
from models.actions.order import orders
from models.actions.pay.adjustments import AdjustmentDraft, AdvanceDraft
from models.rules.ledger import balance, voucher_kind
from models.rules.ledger.balance import Parts

QUICK: Final = 0
DAMP: Final = 1
MOVING: Final = 2
BEHIND: Final = 3
SHORT: Final = 5
INDEBTED: Final = 4
"""The households of the last month with a story: done early, damp material, moved away, behind, short of
material, with an advance and a deduction every month."""

HONEST: Final = 0.96
HONEST_BEFORE: Final = 0.994
"""How many of the others bring back what they have left over, in the last month and in those before; the rest is what
a manager must ask about."""
FINISHING, FINISHING_BEFORE = 0.95, 0.998
"""How many of the others have delivered all of it in the end, in the last month and in those before."""

_COMES_AGAIN: Final = 0.15
"""So many visits end with a day on which the technician comes again."""
_ONE_VISIT = (QUICK, MOVING, BEHIND, SHORT)
_FATE = ((60, "good"), (75, "second"), (85, "rework"), (95, "work_scrap"), (100, "material_scrap"))


@dataclass(slots=True)
class DemoJob:
    """One subcontract as it will be played: quantity in thousandths, ``story`` one of the roles above or None."""

    workshop: DemoHousehold
    quantity: int
    day: date
    due: date
    story: int | None = None
    id: int = 0
    order: int = 0


@dataclass(slots=True)
class Outcome:
    """What is to be posted for a subcontract, and what is to be closed short on which day."""

    drafts: list[Draft] = field(default_factory=list)
    closings: list[tuple[int, date]] = field(default_factory=list)


def plan_month(coop: Cooperative, start: date, end: date, first: date, *, last: bool) -> list[DemoJob]:
    """Share a month's work out: saves its orders and subcontracts and answers with the jobs; ``first`` began it all."""
    rng = coop.rng
    jobs: list[DemoJob] = []
    for at, workshop in enumerate(coop.workshops):
        story = at if last and at in (QUICK, MOVING, BEHIND, SHORT, DAMP) else None
        for turn in range(1 if story is not None else rng.choice((1, 2, 2))):
            trade = TRADES[workshop.trade]
            quantity = rng.randrange(trade.least, trade.most + 1, trade.step)
            if story in (QUICK, MOVING):
                quantity = (trade.least + trade.most) // 2
            else:
                quantity = seasonal(quantity, trade.step, start, first)
            day = working(start + timedelta(days=1 if story is not None else rng.randint(0, 7) + 9 * turn))
            days = 9 if story == BEHIND else rng.randint(8, 14)
            jobs.append(DemoJob(workshop, quantity, day, day + timedelta(days=days), story))
    for trade_at, trade in enumerate(TRADES):
        mine = [job for job in jobs if job.workshop.trade == trade_at]
        if not mine:
            continue
        wanted = sum(job.quantity for job in mine)
        order = orders.save_order(
            {
                "enterprise": coop.enterprises[trade_at],
                "product": coop.products[trade_at],
                "quantity": -(-wanted // trade.step) * trade.step,
                "date": working(start),
                "due": end,
                "price": 2 * trade.rate,
            }
        )
        rows = orders.save_subcontracts(
            [
                (
                    {
                        "order": order.id,
                        "household": job.workshop.id,
                        "quantity": job.quantity,
                        "date": job.day,
                        "due": job.due,
                    },
                    None,
                )
                for job in mine
            ]
        )
        for job, row in zip(mine, rows, strict=True):
            job.id, job.order = row.id, order.id
    return jobs


def play_month(coop: Cooperative, jobs: list[DemoJob], *, last: bool) -> Outcome:
    """Everything that becomes of a month's jobs, however late."""
    outcome = Outcome()
    for job in jobs:
        play = _Play(coop, job, last=last)
        outcome.drafts += play.drafts()
        if job.story == MOVING:
            _move_away(coop, job, play, jobs, outcome)
    for draft in outcome.drafts:
        draft.date = working(draft.date)
    outcome.closings = [(key, working(day)) for key, day in outcome.closings]
    return outcome


def _move_away(coop: Cooperative, job: DemoJob, play: _Play, jobs: list[DemoJob], outcome: Outcome) -> None:
    """The rest of its material goes to a neighbour in the same trade, and the work is closed short."""
    day = play.done + timedelta(days=1)
    takers = [j for j in jobs if j.workshop.trade == job.workshop.trade and j is not job and j.day <= day]
    takers.sort(key=lambda j: j.story is not None)
    left = [(material, play.left(goods, material)) for goods, material in play.goods]
    if takers:
        lines = [
            MaterialLine(job.id, m, left_of, to_subcontract=takers[0].id)
            for m, left_of in left
            if left_of > 0
        ]
        outcome.drafts.append(
            Draft(voucher_kind.TRANSFER, day, job.workshop.id, lines, reason=coop.say.word("moved"))
        )
    outcome.closings.append((job.id, day))


class _Play:
    """One subcontract from the first delivery to the last return; quantities in thousandths."""

    def __init__(self, coop: Cooperative, job: DemoJob, *, last: bool) -> None:
        self.coop, self.job = coop, job
        self.honest, self.finishing = (HONEST, FINISHING) if last else (HONEST_BEFORE, FINISHING_BEFORE)
        self.trade = TRADES[job.workshop.trade]
        self.goods = tuple(zip(self.trade.goods, coop.materials[job.workshop.trade], strict=True))
        self.today = job.day
        self._issued: dict[int, int] = defaultdict(int)
        self._consuming = 0
        self._promised = 0
        self._judged = job.day  # when the last inspection is done

    def drafts(self) -> list[Draft]:
        """The slips of this subcontract in order of days."""
        return list(self._slips())

    @property
    def done(self) -> date:
        """The day everything fetched has been judged: only then is known what is left over."""
        return max(self.today, self._judged)

    def left(self, goods: DemoGoods, material: int) -> int:
        """What the household has of a material, whatever an inspection still finds."""
        return self._issued[material] - balance.consumed(self._consuming, goods.per_unit)

    def _slips(self) -> Iterator[Draft]:
        job, rng = self.job, self.coop.rng
        yield self._issue()
        turns = 1 if job.story in _ONE_VISIT else rng.choice((2, 2, 3))
        span = (job.due - job.day).days
        for turn in range(1, turns + 1):
            pace = span * turn / turns / job.workshop.diligence
            self.today = max(self.today + timedelta(days=1), job.day + timedelta(days=max(2, round(pace))))
            if job.story in _ONE_VISIT:
                self.today = job.day + timedelta(days=4)
            yield from self._fetch(turn, turns)
        if job.story == DAMP:
            yield self._correct()
        elif job.story == QUICK or (job.story is None and rng.random() < self.honest):
            yield from self._give_back()

    def _issue(self) -> Draft:
        lines = []
        for at, (goods, material) in enumerate(self.goods):
            amount = balance.issue_limit(self.job.quantity, goods.per_unit, goods.loss_ppm, 0, goods.pack)
            if self.job.story == SHORT and at == 0:
                amount = balance.consumed(self.job.quantity, goods.per_unit) * 3 // 4
            elif not goods.pack:
                amount = max(goods.grain, amount // goods.grain * goods.grain)
            self._issued[material] += amount
            lines.append(MaterialLine(self.job.id, material, amount))
        return Draft(voucher_kind.ISSUE, self.job.day, self.job.workshop.id, lines)

    def _fetch(self, turn: int, turns: int) -> Iterator[Draft]:
        job, rng = self.job, self.coop.rng
        grain = 100 if self.trade.weighed else 1_000
        rest = job.quantity - self._promised
        if job.story == BEHIND:
            share = job.quantity // 5
        elif turn == turns and job.story != MOVING:
            share = rest
        else:
            share = rest // (turns - turn + 1 if turns > turn else 2)
        share = share if share == rest else max(grain, share // grain * grain)
        if share <= 0:
            return
        finishing = turn == turns and job.story is None and rng.random() < self.finishing
        parts = self._sorted(share, grain, finishing or job.story == QUICK)
        received = parts.total
        yield from self._top_up(parts)
        self._consuming += parts.consuming
        self._promised += parts.delivered
        gross = tare = None
        if self.trade.weighed:
            tare = rng.choice((800, 1_200))
            gross = received + tare
        line = PieceLine(job.id, parts, received, gross, tare, defects=self._wrong(parts, grain))
        yield Draft(voucher_kind.COLLECTION, self.today, job.workshop.id, [line])
        if parts.pending:
            yield self._inspect(line, parts.pending, grain)

    def _sorted(self, share: int, grain: int, finishing: bool) -> Parts:
        """Pieces of one receipt by what became of them; a finishing one has good and second only."""
        rng = self.coop.rng

        def some(chance: float, most: float) -> int:
            if rng.random() >= chance:
                return 0
            return max(grain, int(share * rng.uniform(0.01, most)) // grain * grain)

        counts = {"second": some(0.6, 0.06)}
        if not finishing:
            counts |= {
                "rework": some(0.4, 0.04),
                "work_scrap": some(0.3, 0.02),
                "material_scrap": some(0.25, 0.02),
                "pending": some(0.25, 0.08),
            }
        good = share - sum(counts.values())
        return Parts(good=share) if good <= 0 else Parts(good=good, **counts)

    def _top_up(self, coming: Parts) -> Iterator[Draft]:
        """More material the day before, where what is coming in could not be made of what there is."""
        if self.job.story == SHORT:
            return  # nobody brings it more, so that its balance goes below zero
        lines = []
        after = self._consuming + coming.consuming
        for goods, material in self.goods:
            lacking = balance.consumed(after, goods.per_unit) - self._issued[material]
            if lacking > 0:
                unit = goods.pack or goods.grain
                amount = -(-lacking // unit) * unit
                self._issued[material] += amount
                lines.append(MaterialLine(self.job.id, material, amount, self.coop.say.word("top_up")))
        if lines:
            yield Draft(voucher_kind.TOP_UP, self.today - timedelta(days=1), self.job.workshop.id, lines)

    def _inspect(self, line: PieceLine, pending: int, grain: int) -> Draft:
        rng = self.coop.rng
        # Thousands of small coils are judged by the tray.
        tray = max(grain, pending // 20 // grain * grain)
        counts: dict[str, int] = defaultdict(int)
        for at in range(0, pending, tray):
            drawn = rng.randrange(100)
            counts[next(name for edge, name in _FATE if drawn < edge)] += min(tray, pending - at)
        found = Parts(**counts)
        self._promised += found.delivered
        self._consuming -= found.rework  # the household makes these good of the same material
        day = self.today + timedelta(days=rng.randint(1, 5))
        self._judged = max(self._judged, day)
        wrong = self._wrong(found, grain)
        lines = [PieceLine(self.job.id, found, collection_line=line.key, defects=wrong)]
        return Draft(voucher_kind.INSPECTION, day, self.job.workshop.id, lines)

    def _wrong(self, parts: Parts, grain: int) -> list[tuple[int, int]]:
        """What was wrong with the faulty pieces; of a few nobody said."""
        # Chance of its own, so that the demo's other figures are what they were before defects were named.
        rng = random.Random(f"{self.job.day} {self.job.workshop.diligence} {self.today} {parts.faulty}")
        weights = [one.weight for one in self.trade.defects]
        counts: dict[int, int] = defaultdict(int)
        lot = max(grain, parts.faulty // 20 // grain * grain)
        for at in range(0, parts.faulty, lot):
            if rng.random() < 0.85:
                place = rng.choices(range(len(weights)), weights)[0]
                counts[place] += min(lot, parts.faulty - at)
        defects = self.coop.defects[self.job.workshop.trade]
        return [(defects[place], quantity) for place, quantity in sorted(counts.items())]

    def _give_back(self) -> Iterator[Draft]:
        lines = []
        for goods, material in self.goods:
            kept = balance.allowed_loss(balance.consumed(self._consuming, goods.per_unit), goods.loss_ppm)
            left = self.left(goods, material)
            if self.job.story == QUICK:
                kept = 0
            idle = min(left // goods.grain, -(-max(0, left - kept) // goods.grain)) * goods.grain
            if idle > 0:
                lines.append(MaterialLine(self.job.id, material, idle))
        if lines:
            day = self.done + timedelta(days=1 if self.job.story == QUICK else self.coop.rng.randint(1, 3))
            yield Draft(
                voucher_kind.RETURN, day, self.job.workshop.id, lines, reason=self.coop.say.word("idle")
            )

    def _correct(self) -> Draft:
        material = self.goods[0][1]
        line = MaterialLine(self.job.id, material, 500, self.coop.say.word("correction"))
        return Draft(voucher_kind.CORRECTION, self.today + timedelta(days=1), self.job.workshop.id, [line])


def advances(coop: Cooperative, start: date) -> list[AdvanceDraft]:
    """Advances of a month."""
    rng = coop.rng
    return [
        AdvanceDraft(
            workshop.id,
            working(start + timedelta(days=rng.randint(1, 8))),
            rng.choice((10_000, 15_000, 20_000)),
            rng.choice((1, 2, 3)),
            reason=coop.say.word("advance"),
        )
        for at, workshop in enumerate(coop.workshops)
        if at == INDEBTED or rng.random() < 0.08
    ]


def adjustments(coop: Cooperative, start: date) -> list[AdjustmentDraft]:
    """Bonuses and deductions of a month."""
    rng = coop.rng
    drafts = []
    for at, workshop in enumerate(coop.workshops):
        day = working(start + timedelta(days=rng.randint(5, 11)))
        if rng.random() < 0.2:
            drafts.append(
                AdjustmentDraft(
                    workshop.id, day, rng.randrange(1_000, 5_001, 500), coop.say.one(WORDS["bonuses"])
                )
            )
        if at == INDEBTED or rng.random() < 0.06:
            fen = -rng.randrange(2_000, 6_001, 500)
            drafts.append(AdjustmentDraft(workshop.id, day, fen, coop.say.one(WORDS["deductions"])))
    return drafts


def visits(coop: Cooperative, start: date, end: date) -> list[VisitDraft]:
    """Guidance visits of a month; some say when the technician comes again."""
    rng, drafts = coop.rng, []
    for workshop in coop.workshops:
        if rng.random() >= 0.4:
            continue
        day = working(start + timedelta(days=rng.randint(0, (end - start).days)))
        trade = TRADES[workshop.trade]
        drafts.append(
            VisitDraft(
                workshop.id,
                day,
                coop.say.one(WORDS["technicians"]),
                coop.say.one(trade.topics),
                coop.say.one(trade.findings),
                next_date=working(day + timedelta(days=rng.randint(7, 14)))
                if rng.random() < _COMES_AGAIN
                else None,
            )
        )
    return sorted(drafts, key=lambda draft: draft.date)


def material_needed(drafts: list[Draft]) -> dict[int, int]:
    """What the warehouse hands out in these slips, by material."""
    needed: dict[int, int] = defaultdict(int)
    for draft in drafts:
        if draft.kind in voucher_kind.ISSUES:
            for line in draft.lines:
                assert isinstance(line, MaterialLine)
                needed[line.material] += line.quantity
    return needed


def pieces_made(drafts: list[Draft], jobs: dict[int, DemoJob]) -> dict[tuple[int, int, str], int]:
    """Good and second pieces that come in with these slips, by place of their trade, order and grade."""
    made: dict[tuple[int, int, str], int] = defaultdict(int)
    for draft in drafts:
        for line in draft.lines:
            if isinstance(line, PieceLine):
                job = jobs[line.subcontract]
                made[job.workshop.trade, job.order, "good"] += line.parts.good
                made[job.workshop.trade, job.order, "second"] += line.parts.second
    return made
