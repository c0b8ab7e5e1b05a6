"""The demo cooperative: believable months of work, made by nothing but the program's own actions.

Everybody in it is invented. The same seed and day make the same cooperative.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final, TypeVar

from models import database, i18n, opening
from models.actions.demo import work
from models.actions.demo.days import working
from models.actions.demo.fair import Disputes, save_fair_floors
from models.actions.demo.names import Speaker
from models.actions.demo.people import Cooperative, found_cooperative
from models.actions.demo.photos import hang_photos
from models.actions.demo.programme import begin_programme, complete_programme
from models.actions.demo.programme_slips import ProgrammeSlips
from models.actions.demo.road import build_road
from models.actions.guidance import visits
from models.actions.ledger import blank_slips, posting, stock
from models.actions.ledger.acceptance import AcceptedQuantity, accept_delivery
from models.actions.ledger.posting import Draft, MaterialLine
from models.actions.ledger.voiding import void
from models.actions.order import orders
from models.actions.pay import adjustments, locking
from models.errors import UserError
from models.files import unwritable
from models.i18n import tr
from models.queries.ledger.deliveries import DeliveredLine, lines_of
from models.queries.ledger.warehouse import product_stock
from models.rules.ledger import voucher_kind
from models.rules.ledger.grade import SECOND
from models.rules.pay.calendar import Period, next_period, period_of, previous_period
from models.tables.ledger import Voucher
from models.tables.order import Subcontract

Progress = Callable[[int, int], None]

Dated = TypeVar("Dated", adjustments.AdvanceDraft, adjustments.AdjustmentDraft, visits.VisitDraft)

FILE_NAME: Final = "demo.db"
FULL_MONTH_FROM: Final = 12
"""The day of a month from which it has enough in it to be the last one; before, the month that ended is."""

BY_HAND_DAYS: Final = 3
BLANKS: Final = 5
"""Blank receipts the driver carries, not entered yet."""

DELIVERED: Final = 96
"""Of a hundred pieces that were made so many go to the enterprise; visitors buy some of the rest."""

CHECKED_AFTER: Final = 2
"""Days from a delivery until the enterprise has looked through it."""

BY_HAND: Final = 60
"""The slips of the last days are posted one by one, as a clerk does, up to this many; all others by the month."""


@dataclass(frozen=True, slots=True)
class Demo:
    """What was made: the file, its pay periods (the last one is open), and how much is in it."""

    path: Path
    periods: tuple[str, ...]
    households: int
    subcontracts: int
    slips: int

    @property
    def period(self) -> str:
        """The last pay period."""
        return self.periods[-1]


def build_demo(
    folder: Path | str,
    *,
    households: int = 60,
    months: int = 2,
    seed: int = 1,
    language: str = "zh",
    today: date | None = None,
    progress: Progress | None = None,
) -> Demo:
    """Make ``demo.db`` in a folder; any open database is closed, and none is open afterwards.

    ``households`` is at least 8. ``progress(done, total)`` may raise Cancelled; nothing is then left behind. Raises
    UserError when there is a demo in the folder already, or it cannot be written.
    """
    folder = Path(folder)
    target = folder / FILE_NAME
    if households < 8 or months < 1:
        raise UserError(tr("The demo has at least 8 households and one month."))
    if target.exists():
        raise UserError(
            tr('There is a demo in "{name}" already. Choose another folder.').format(name=str(folder))
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = folder / f".{FILE_NAME}"
        _remove(unfinished)
    except OSError as error:
        raise unwritable(target, error) from error
    spoken = i18n.language()
    try:
        # What actions write by themselves, such as why a deposit moves, is said in the demo's language.
        i18n.set_language(language)
        opening.open_database(unfinished)
        made = _DemoWriter(households, months, seed, language, today or date.today(), progress).make(target)
        database.close_database()
        unfinished.rename(target)
    finally:
        i18n.set_language(spoken)
        database.close_database()
        _remove(unfinished)
    return made


def _remove(path: Path) -> None:
    for leftover in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        leftover.unlink(missing_ok=True)


class _DemoWriter:
    """One demo in the making."""

    def __init__(
        self, households: int, months: int, seed: int, language: str, today: date, progress: Progress | None
    ) -> None:
        last = period_of(today)
        if today.day < FULL_MONTH_FROM:
            last = previous_period(last)
        self.periods = [last]
        for _ in range(months - 1):
            self.periods.insert(0, previous_period(self.periods[0]))
        self.until = min(today, last.end)
        self.households, self.language = households, language
        self.rng, self._seed = random.Random(seed), seed
        self._progress = progress or (lambda done, total: None)
        self._waiting: list[Draft] = []
        self._closings: list[tuple[int, date]] = []
        self._jobs: dict[int, work.DemoJob] = {}
        self._ending: set[int] = set()
        self._ended: set[int] = set()

    def make(self, target: Path) -> Demo:
        """Play all months; ``target`` is where the file will be."""
        first, last = self.periods[0], self.periods[-1]
        self._progress(0, len(self.periods) + 1)
        coop = found_cooperative(
            self.households,
            first.start,
            self.until,
            last.start + timedelta(days=10),
            Speaker(self.language, self.rng),
            self.rng,
        )
        begin_programme(coop, first.start, self.until, self._seed)
        save_fair_floors(coop, first.start, self.until, self._seed)
        self._programme = ProgrammeSlips(coop, self.until, self._seed)
        self._disputes = Disputes(coop, self.until, self._seed)
        for done, span in enumerate(self.periods, start=1):
            self._progress(done, len(self.periods) + 1)
            self._month(coop, span, last=span is last)
        complete_programme(coop, first.start, self.until, self._seed)
        hang_photos(coop)
        build_road(coop.say, self.until)
        self._progress(len(self.periods) + 1, len(self.periods) + 1)
        return Demo(
            target,
            tuple(span.key for span in self.periods),
            self.households,
            Subcontract.select().count(),
            Voucher.select().count(),
        )

    def _month(self, coop: Cooperative, span: Period, *, last: bool) -> None:
        jobs = work.plan_month(coop, span.start, span.end, self.periods[0].start, last=last)
        self._jobs |= {job.id: job for job in jobs}
        outcome = work.play_month(coop, jobs, last=last)
        self._closings += outcome.closings
        drafts = sorted(
            self._waiting + outcome.drafts, key=lambda draft: (draft.date, voucher_kind.DAY_ORDER[draft.kind])
        )
        until = min(span.end, self.until)
        self._waiting = [draft for draft in drafts if draft.date > until]
        drafts = [draft for draft in drafts if draft.date <= until]
        self._receive(coop, working(span.start), drafts)
        adjustments.post_advances(_until(work.advances(coop, span.start), until))
        adjustments.post_adjustments(_until(work.adjustments(coop, span.start), until))
        visits.post_visits(_until(work.visits(coop, span.start, span.end), until))
        self._post(drafts, until, last=last)
        for subcontract, day in self._closings:
            if day <= until:
                orders.short_close_subcontract(subcontract, day, coop.say.word("short"))
        self._closings = [(key, day) for key, day in self._closings if day > until]
        self._end_orders(coop, until)
        self._deliver(coop, until, drafts, last=last)
        self._programme.month(span, last=last)
        self._disputes.month(span, last=last)
        if last:
            self._void_one(coop, jobs[6], until)
            blank_slips.set_aside(voucher_kind.COLLECTION, BLANKS, until)
        else:
            paid_on = min(working(next_period(span).start + timedelta(days=9)), self.until)
            locking.lock(span.key, span.end + timedelta(days=2))
            locking.mark_paid(span.key, paid_on)

    def _end_orders(self, coop: Cooperative, until: date) -> None:
        """The orders of the month before end with what has been delivered; work goes on in those of the month."""
        ending, self._ending = self._ending, {job.order for job in self._jobs.values()} - self._ended
        for order in sorted(ending):
            orders.short_close_order(order, until, coop.say.word("rest"), consents=("open_subcontracts",))
        self._ended |= self._ending

    def _post(self, drafts: list[Draft], until: date, *, last: bool) -> None:
        by_hand: list[Draft] = []
        if last:
            by_hand = [draft for draft in drafts if (until - draft.date).days < BY_HAND_DAYS][-BY_HAND:]
        posting.post(drafts[: len(drafts) - len(by_hand)])
        for draft in by_hand:
            posting.post([draft])

    def _receive(self, coop: Cooperative, day: date, drafts: list[Draft]) -> None:
        needed = work.material_needed(drafts)
        for enterprise, materials in zip(coop.enterprises, coop.materials, strict=True):
            # A tenth more than the month takes, in whole tens: what lies in the warehouse is never a bare remainder.
            lines = [(m, -(-needed[m] * 11 // 100_000) * 10_000) for m in materials if needed.get(m)]
            if lines:
                stock.receive_material(enterprise, day, lines, coop.say.word("material"))

    def _deliver(self, coop: Cooperative, until: date, drafts: list[Draft], *, last: bool) -> None:
        """What was made goes to the enterprises at the end of a month; in the last one in its middle already."""
        if not last:
            self._bring(coop, until, drafts)
            return
        begun = min((draft.date for draft in drafts), default=until)
        middle = min(working(begun + (until - begun) * 2 // 3), until - timedelta(days=CHECKED_AFTER))
        before = [draft for draft in drafts if draft.date <= middle]
        for day, made in ((middle, before), (until, [draft for draft in drafts if draft.date > middle])):
            self._bring(coop, day, made)

    def _bring(self, coop: Cooperative, day: date, drafts: list[Draft]) -> None:
        made = work.pieces_made(drafts, self._jobs)
        held = product_stock(coop.products)
        for trade, (enterprise, product) in enumerate(zip(coop.enterprises, coop.products, strict=True)):
            lines = []
            for (of, order, grade), quantity in sorted(made.items()):
                if of == trade and quantity >= 2_000:
                    # Visitors bought some of what a few households made.
                    left = held.get((product, grade), 0)
                    sent = min(quantity * DELIVERED // 100_000, left // 1_000) * 1_000
                    held[product, grade] = left - sent
                    lines.append(stock.Delivered(product, grade, sent, order))
            lines = [line for line in lines if line.quantity > 0]
            if lines:
                number = stock.deliver_products(enterprise, day, lines)
                # The enterprise looks through a delivery within days and refuses a piece or two of a hundred.
                if (checked := working(day + timedelta(days=CHECKED_AFTER))) <= self.until:
                    delivery = Voucher.get(
                        Voucher.series == voucher_kind.DELIVERY, Voucher.number == number
                    ).id
                    accept_delivery(delivery, checked, [_looked_through(line) for line in lines_of(delivery)])

    def _void_one(self, coop: Cooperative, job: work.DemoJob, until: date) -> None:
        """A slip written for the wrong household and taken back: its number stays."""
        material = coop.materials[job.workshop.trade][0]
        day = min(job.day + timedelta(days=1), until)
        lines = [MaterialLine(job.id, material, 1_000, coop.say.word("top_up"))]
        number = posting.post([Draft(voucher_kind.TOP_UP, day, job.workshop.id, lines)])[0]
        void(
            Voucher.get(
                Voucher.series == voucher_kind.SERIES[voucher_kind.ISSUE], Voucher.number == number
            ).id,
            coop.say.word("void"),
            day,
        )


def _looked_through(line: DeliveredLine) -> AcceptedQuantity:
    refused = line.quantity * (2 if line.grade == SECOND else 1) // 100_000 * 1_000
    return AcceptedQuantity(line.order, line.grade, line.quantity - refused, refused)


def _until(drafts: list[Dated], day: date) -> list[Dated]:
    return [draft for draft in drafts if draft.date <= day]
