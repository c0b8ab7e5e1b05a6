"""What brings the pay of a household's pieces up to the floor of an hour (补足), where the cooperative pays that. Fen.

The time is that of the month's pieces by their products' pace, the floor that of the place, both at the month's end;
pieces whose product has no pace are left out, with their pay. Of pieces taken back later the make-up pay is reckoned
anew with floor and paces of then.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from models.database import among, db
from models.queries.answers import first_column
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
        self._then: dict[str, _Then] = {}

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
            if key not in self._then:
                slips = [slip for slip, (then, _) in paid_then.items() if then == key]
                self._then[key] = _Then(key, self.span, slips)
            found += self._then[key].change(household)
        return found


class _Then:
    """An earlier month of the households that ``slips`` of a later one take pieces of it back from.

    As it was locked, or as it is while it is open; without what it took back itself.
    """

    def __init__(self, key: str, span: Period, slips: Collection[int]) -> None:
        self.span = span
        earlier = period_named(key)
        query = Voucher.select(Voucher.household).where(among(Voucher.id, slips)).distinct()
        households = set(first_column(query))
        row: Any = PayPeriod.get_or_none(PayPeriod.key == key)
        if row is None:
            month = MakeUps(earlier)
            known = month.paces
            self._floors = {household: month.floor(household) for household in households}
            by_household = piece_lines(earlier, households)[0]
            lines = [(owner, line) for owner, own in by_household.items() for line in own]
        else:
            known = frozen_paces(row)
            mine = (Statement.period == row, among(Statement.household, households), Statement.floor != 0)
            self._floors = dict(
                db.execute(Statement.select(Statement.household, Statement.floor).where(*mine))
            )
            lines = list(read_frozen(frozen_columns().where(*mine)))
        not_own = reversed_lines(earlier)
        by_slip: dict[int, dict[int, list[PaidLine]]] = defaultdict(lambda: defaultdict(list))
        for owner, line in lines:
            if self._floors.get(owner) and line.voucher not in not_own:
                by_slip[owner][line.voucher].append(line)
        self._slips = {
            owner: {slip: earned(some, known) for slip, some in own.items()} for owner, own in by_slip.items()
        }
        self._back = _reversed_after(earlier.end)

    def change(self, household: int) -> int:
        """How its make-up pay changes by what the later month takes back of it."""
        floor, slips = self._floors.get(household, 0), self._slips.get(household, {})
        if not floor:
            return 0
        back = [
            (slip, day)
            for slip in slips
            for day in self._back.get(slip, ())
            if day <= self.span.end.isoformat()
        ]
        first = self.span.start.isoformat()
        return made_up_again(
            floor,
            _sum(slips.values()),
            _sum(slips[slip] for slip, day in back if day < first),
            _sum(slips[slip] for slip, day in back if day >= first),
        )


def _reversed_after(day: date) -> dict[int, list[str]]:
    """The days after one on which slips were taken back, by the slip's key.

    Few are: their days are looked at here, or the engine would go through all slips by the index of days.
    """
    found: dict[int, list[str]] = defaultdict(list)
    query = Voucher.select(Voucher.reverses, Voucher.date).where(Voucher.reverses.is_null(False), standing())
    for slip, on in db.execute(query):
        if on > day.isoformat():
            found[slip].append(on)
    return found


def _sum(some: Iterable[PieceTime]) -> PieceTime:
    fen = time = 0
    for one in some:
        fen, time = fen + one.fen, time + one.effort
    return PieceTime(fen, time)
