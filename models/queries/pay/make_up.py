"""What brings the pay of a household's pieces up to the floor of an hour (补足), where the cooperative pays that. Fen.

The time is that of the month's pieces by their products' pace, the floor that of the place, both at the month's end;
pieces whose product has no pace are left out, with their pay. Of pieces taken back later the make-up pay is reckoned
anew with floor and paces of then.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from models.database import db
from models.queries.counting import standing
from models.queries.ledger.piece_lines import (
    PaidLine,
    frozen_columns,
    piece_lines,
    read_frozen,
    reversed_lines,
)
from models.queries.pay.fair_floors import FloorsOn
from models.queries.periods import period_named
from models.queries.product.paces import paces
from models.rights import shows
from models.rules.desk import roles
from models.rules.pay.calendar import Period
from models.rules.pay.fair_rate import PieceTime, effort, made_up_again, make_up
from models.settings import setting
from models.tables.ledger import Voucher
from models.tables.pay import PayPeriod, Statement
from models.tables.product import Product


@shows(roles.SEE_PAY)
def earned(lines: Iterable[PaidLine], known: Mapping[int, int]) -> PieceTime:
    """What lines earned and the time they take; those of a product without a pace are left out."""
    fen = time = 0
    for line in lines:
        pace = known.get(line.product)
        if pace is not None:
            fen += line.amount
            time += effort(line.quantity, pace)
    return PieceTime(fen, time)


@shows()
def frozen_paces(row: PayPeriod) -> dict[int, int]:
    """The minutes each a locked month was reckoned with, by product, in thousandths; none where nothing is made up."""
    if row.paces is None:
        return {}
    kept = json.loads(str(row.paces))
    query = Product.select(Product.id, Product.code).where(Product.code.in_(list(kept)))
    return {key: kept[code] for key, code in db.execute(query)}


class MakeUps:
    """The make-up pay of an open month by household; ``paces`` are the minutes each it is reckoned with."""

    def __init__(self, span: Period) -> None:
        self.span = span
        self.paces: dict[int, int] = {}
        self._floors: FloorsOn | None = None
        if setting("pay.make_up"):
            self.paces = {key: one.minutes for key, one in paces(span.end).items()}
            self._floors = FloorsOn(span.end)
        self._ever = bool(self.paces) or PayPeriod.select().where(PayPeriod.paces.is_null(False)).exists()
        self._then: dict[tuple[str, int], _Then] = {}

    def floor(self, household: int) -> int:
        """The floor of an hour where a household lived, in fen; 0 where there is none or nothing is made up."""
        found = None if self._floors is None or not self.paces else self._floors.of(household)
        return 0 if found is None else found.per_hour

    def of(
        self, household: int, lines: Collection[PaidLine], paid_then: Mapping[int, tuple[str, int]]
    ) -> int:
        """What is made up of a household's lines of the month; ``paid_then`` as `reversed_lines` answers."""
        if not self._ever or not lines:
            return 0
        own = [line for line in lines if line.voucher not in paid_then]
        found = make_up(self.floor(household), earned(own, self.paces)) if self.paces else 0
        for key in sorted({paid_then[line.voucher][0] for line in lines if line.voucher in paid_then}):
            found += self._taken_back(household, key)
        return found

    def _taken_back(self, household: int, key: str) -> int:
        """How an earlier month's make-up pay changes by what this month takes back of it."""
        if (key, household) not in self._then:
            self._then[key, household] = _then(key, household)
        then = self._then[key, household]
        if not then.floor:
            return 0
        end = period_named(key).end
        query = Voucher.select(Voucher.reverses, Voucher.date).where(
            Voucher.reverses.in_(list(then.slips)), standing(), Voucher.date > end
        )
        back = [(slip, day) for slip, day in db.execute(query) if day <= self.span.end.isoformat()]
        first = self.span.start.isoformat()
        return made_up_again(
            then.floor,
            _sum(then.slips.values()),
            _sum(then.slips[slip] for slip, day in back if day < first),
            _sum(then.slips[slip] for slip, day in back if day >= first),
        )


class _Then:
    """The floor of an earlier month, and what its slips earned, by their keys."""

    def __init__(self, floor: int, lines: Iterable[PaidLine], known: Mapping[int, int]) -> None:
        self.floor = floor
        by_slip: dict[int, list[PaidLine]] = {}
        for line in lines:
            by_slip.setdefault(line.voucher, []).append(line)
        self.slips = {slip: earned(own, known) for slip, own in by_slip.items()}


def _then(key: str, household: int) -> _Then:
    """A household's month as it was locked, or as it is while it is open; without what it took back itself."""
    span = period_named(key)
    not_own = reversed_lines(span)
    row: Any = PayPeriod.get_or_none(PayPeriod.key == key)
    if row is None:
        month = MakeUps(span)
        lines, _ = piece_lines(span, {household})
        own = [line for line in lines.get(household, ()) if line.voucher not in not_own]
        return _Then(month.floor(household), own, month.paces)
    mine = (Statement.period == row, Statement.household == household)
    floor = Statement.select(Statement.floor).where(*mine).scalar() or 0
    frozen = read_frozen(frozen_columns().where(*mine)) if floor else ()
    return _Then(floor, (line for _, line in frozen if line.voucher not in not_own), frozen_paces(row))


def _sum(some: Iterable[PieceTime]) -> PieceTime:
    fen = time = 0
    for one in some:
        fen, time = fen + one.fen, time + one.effort
    return PieceTime(fen, time)
