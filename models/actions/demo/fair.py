"""The floor of an hour, pace tests and disputes of the demo cooperative."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from models.actions.demo.days import worked_by, working
from models.actions.demo.names import Speaker, read
from models.actions.demo.people import Cooperative
from models.actions.pay.disputes import (
    BY_ADJUSTMENT,
    BY_WORD,
    STAYS,
    DisputeDraft,
    answer_dispute,
    record_dispute,
)
from models.actions.pay.fair_floors import save_floors
from models.actions.product.pace_tests import save_pace_tests
from models.queries.pay.disputes import right_amount
from models.queries.periods import locked_until
from models.rules.ledger import voucher_kind
from models.rules.ledger.grade import GOOD
from models.rules.pay.calendar import Period
from models.tables.ledger import Voucher
from models.tables.party import Worker
from models.tables.pay import Statement, StatementLine

_SAID: Final[dict[str, Any]] = read("fair.json")
_FLOORS: Final = (1_650, 1_800)
"""Fen an hour: from the year before the first month, and from the first day of the last year."""
_TESTS: Final = 4
_DISPUTES: Final = 3
_EVERY: Final = 3
"""Before the last month somebody objects every so many months."""
_OF_SLIPS: Final = (1,)
"""Which of the disputes of the last month is about a slip of that month, where others are about locked pay."""
_UNITS: Final = 1_000
_TENTH: Final = 100
"""Thousandths in a tenth of a minute, as closely as somebody with a watch writes it down."""


def save_fair_floors(coop: Cooperative, start: date, until: date, seed: int) -> None:
    """Enter floors of an hour and pace tests from before ``start``."""
    rng = random.Random(f"fair {seed}")
    say = Speaker("en" if coop.say.english else "zh", rng)
    days = date(start.year - 1, 1, 1), date(until.year, 1, 1)
    save_floors(
        ({"start": day, "per_hour": fen, "note": say(_SAID["floor"])}, None)
        for day, fen in zip(days, _FLOORS, strict=True)
    )
    _try_paces(coop, start, rng)


def _try_paces(coop: Cooperative, start: date, rng: random.Random) -> None:
    """Every product was tried some times in the weeks before the work began, a little slower or quicker each time."""
    people = list(Worker.select().order_by(Worker.id))
    tests = []
    for at, (product, each) in enumerate(zip(coop.products, _SAID["minutes"], strict=True)):
        for number in range(1, _TESTS + 1):
            units = rng.randrange(10, 21) * _UNITS
            tests.append(
                (
                    {
                        "product": product,
                        "worker": rng.choice(people).id if people else None,
                        "date": worked_by(start - timedelta(days=rng.randrange(2, 30)), office=True),
                        "number": f"GS{at + 1}{number:02d}",
                        "units": units,
                        "minutes": units * each * rng.randrange(88, 113) // 100 // _UNITS // _TENTH * _TENTH,
                    },
                    None,
                )
            )
    save_pace_tests(tests)


class Disputes:
    """What households say is wrong of their pay and slips; every chance is drawn from one of its own."""

    def __init__(self, coop: Cooperative, until: date, seed: int) -> None:
        self.until = until
        self.rng = random.Random(f"disputes {seed}")
        self.say = Speaker("en" if coop.say.english else "zh", self.rng)
        self._months = 0

    def month(self, span: Period, *, last: bool) -> None:
        """In the last month one is put right, one stays and one waits; in others now and then one is answered."""
        self._months += 1
        lines = self._lines(span) if last or self._months % _EVERY == 0 else []
        if last:
            self._slips(span, range(len(_SAID["disputes"])) if not lines else _OF_SLIPS)
        for at, line in enumerate(self.rng.sample(lines, min(_DISPUTES if last else 1, len(lines)))):
            self._of_line(span, line, at if last else self.rng.randrange(_DISPUTES - 1))

    def _lines(self, span: Period) -> list[Any]:
        """The lines of the month before, where it is locked."""
        locked = locked_until()
        if locked is None or locked >= span.start:
            return []
        return list(
            StatementLine.select(StatementLine, Statement.household)
            .join(Statement)
            .where(StatementLine.grade == GOOD, StatementLine.date > locked - timedelta(days=31))
            .order_by(StatementLine.id)
        )

    def _of_line(self, span: Period, line: Any, at: int) -> None:
        words = _SAID["disputes"][at]
        waits = at == _DISPUTES - 1
        day = working(self.until - timedelta(days=8) if waits else span.start + timedelta(days=5))
        day = min(max(day, span.start), self.until)
        home = line.statement.household_id
        voucher = record_dispute(DisputeDraft(home, day, self.say(words["said"]), line=line.id))
        if not waits:
            missing = right_amount(line.id, line.quantity + 2 * _UNITS)
            way, fen = (BY_ADJUSTMENT, missing) if at == 0 else (STAYS, 0)
            answered = min(self.until, working(day + timedelta(days=3)))
            answer_dispute(voucher.id, answered, self.say(words["answer"]), way, fen)

    def _slips(self, span: Period, which: Sequence[int]) -> None:
        """Disputes of collections of the month itself, before anybody has its pay."""
        slips = list(
            Voucher.select()
            .where(
                Voucher.kind == voucher_kind.COLLECTION,
                Voucher.date.between(span.start, self.until - timedelta(days=4)),
            )
            .order_by(Voucher.id)
        )
        for at, slip in zip(which, self.rng.sample(slips, min(len(which), len(slips))), strict=False):
            words = _SAID["disputes"][at]
            day = min(self.until, working(slip.date + timedelta(days=1)))
            draft = DisputeDraft(slip.household_id, day, self.say(words["said"]), slip=slip.id)
            voucher = record_dispute(draft)
            if at < _DISPUTES - 1:
                way = BY_WORD if at == 0 else STAYS
                answered = min(self.until, day + timedelta(days=2))
                answer_dispute(voucher.id, answered, self.say(words["answer"]), way)
