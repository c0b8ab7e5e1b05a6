"""The floor of an hour, pace tests and disputes of the demo cooperative."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any, Final

from models.actions.demo.names import Speaker, read
from models.actions.demo.people import Cooperative
from models.actions.pay.disputes import BY_ADJUSTMENT, STAYS, DisputeDraft, answer_dispute, record_dispute
from models.actions.pay.fair_floors import save_floors
from models.actions.product.pace_tests import save_pace_tests
from models.queries.pay.disputes import right_amount
from models.queries.periods import locked_until
from models.rules.ledger.grade import GOOD
from models.tables.party import Worker
from models.tables.pay import Statement, StatementLine

_SAID: Final[dict[str, Any]] = read("fair.json")
_FLOORS: Final = (1_650, 1_800)
"""Fen an hour: from the year before the first month, and from the first day of the last year."""
_TESTS: Final = 4
_DISPUTES: Final = 3
_UNITS: Final = 1_000
_TENTH: Final = 100
"""Thousandths in a tenth of a minute, as closely as somebody with a watch writes it down."""


def keep_fair(coop: Cooperative, start: date, until: date, seed: int) -> None:
    """Enter floors and pace tests from before ``start``, and disputes of the last locked month."""
    rng = random.Random(f"fair {seed}")
    say = Speaker("en" if coop.say.english else "zh", rng)
    days = date(start.year - 1, 1, 1), date(until.year, 1, 1)
    save_floors(
        ({"start": day, "per_hour": fen, "note": say(_SAID["floor"])}, None)
        for day, fen in zip(days, _FLOORS, strict=True)
    )
    _try_paces(coop, start, rng)
    _object(until, rng, say)


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
                        "date": start - timedelta(days=rng.randrange(2, 30)),
                        "number": f"GS{at + 1}{number:02d}",
                        "units": units,
                        "minutes": units * each * rng.randrange(88, 113) // 100 // _UNITS // _TENTH * _TENTH,
                    },
                    None,
                )
            )
    save_pace_tests(tests)


def _object(until: date, rng: random.Random, say: Speaker) -> None:
    """Some households object to a line of the last locked month: one is right, one is not, one waits for its answer."""
    locked = locked_until()
    if locked is None:
        return
    lines = list(
        StatementLine.select(StatementLine, Statement.household)
        .join(Statement)
        .where(StatementLine.grade == GOOD, StatementLine.date > locked - timedelta(days=31))
        .order_by(StatementLine.id)
    )
    chosen = rng.sample(lines, min(_DISPUTES, len(lines)))
    first = min(until, locked + timedelta(days=6))
    for place, (line, words) in enumerate(zip(chosen, _SAID["disputes"], strict=False)):
        day = first if place < _DISPUTES - 1 else max(first, until - timedelta(days=8))
        home = line.statement.household_id
        voucher = record_dispute(DisputeDraft(home, day, say(words["said"]), line=line.id))
        if place < _DISPUTES - 1:
            missing = right_amount(line.id, line.quantity + 2 * _UNITS)
            way, fen = (BY_ADJUSTMENT, missing) if place == 0 else (STAYS, 0)
            answer_dispute(voucher.id, min(until, day + timedelta(days=3)), say(words["answer"]), way, fen)
