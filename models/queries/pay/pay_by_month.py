"""What households earned month by month: frozen in locked months, of open ones as pay computes it today. Fen.

A household counts with the village and category it had when the month was locked, like in the county's sheets.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple, TypeVar

from peewee import fn

from models.database import among, db, unless_halted
from models.queries.answers import first_column
from models.queries.ledger.piece_lines import pay_shares, piece_lines, reversed_lines
from models.queries.party.place_tree import PlaceTree
from models.queries.party.stays import elsewhere
from models.queries.past import as_locked
from models.queries.pay.balances import adjustments_of
from models.queries.pay.make_up import MakeUps
from models.queries.periods import behind_the_lock, period_named, periods_between
from models.queries.report import ReportFilters, span_of
from models.rights import shows
from models.rules.desk import roles
from models.rules.pay import wage
from models.rules.pay.calendar import Period
from models.rules.pay.growth import months_before
from models.settings import setting
from models.tables.party import Household
from models.tables.pay import PayPeriod, Statement, StatementLine
from models.tables.product import Product

Figures = TypeVar("Figures", "_Pay", "_Made")


class HouseholdThen(NamedTuple):
    """A household as it was in a month."""

    id: int
    code: str
    head: str
    township: str
    village: str
    category: str
    group: str
    region: int | None

    def cells(self) -> dict[str, str]:
        """Whose a row is, by the keys of `report.HOUSEHOLD_COLUMNS`."""
        return {"code": self.code, "head": self.head, "village": self.village}


HOME_FIELDS: Final = tuple(getattr(Household, name) for name in HouseholdThen._fields)
"""What is asked of a household to tell it as it was."""


class MonthPay(NamedTuple):
    """What a household earned in a month, in fen; ``locked`` where it was frozen.

    ``make_up`` is part of the gross like the three before it.
    """

    period: str
    home: HouseholdThen
    piece: int
    allowance: int
    bonus: int
    gross: int
    locked: bool
    make_up: int = 0


class HouseholdGross(NamedTuple):
    """What a household earned in a month, in fen, without who it was then."""

    period: str
    household: int
    gross: int


class PaidPieces(NamedTuple):
    """What a household made of a product that was paid in a month: thousandths, and their pay in fen."""

    period: str
    home: HouseholdThen
    product: int
    quantity: int
    amount: int
    locked: bool


@shows()
def pay_months(filters: ReportFilters, today: date, months: int) -> list[Period]:
    """The pay months a span touches; without one the last so many up to today."""
    first, last = span_of(filters, today, months)
    return periods_between(first, last) if first <= last else []


@shows()
def earlier(periods: Iterable[Period], months: int) -> list[Period]:
    """The pay months so many months before these."""
    return [period_named(months_before(one.key, months)) for one in periods]


class HomesThen:
    """The households meant as they were in each month, asked once a month."""

    def __init__(self, filters: ReportFilters) -> None:
        self._filters = filters
        self._known: dict[str, dict[int, HouseholdThen]] = {}

    def of(self, period: str) -> dict[int, HouseholdThen]:
        """The households of a month by their keys."""
        if period not in self._known:
            self._known[period] = homes_then(period, self._filters)
        return self._known[period]


@shows(roles.SEE_PAY)
def pay_of(
    periods: Sequence[Period], filters: ReportFilters, known: HomesThen | None = None
) -> list[MonthPay]:
    """What the households meant earned in these months, in the order of the months; those without pay are left out.

    ``known`` households are not asked for again.
    """
    frozen = _frozen([one.key for one in periods], filters.household)
    return [
        MonthPay(key, home, pay.piece, pay.allowance, pay.bonus, pay.gross, locked, pay.make_up)
        for key, home, pay, locked in _each(
            periods, frozen, lambda span: _open(span, filters.household), known or HomesThen(filters)
        )
    ]


@shows(roles.SEE_PAY)
def gross_of(periods: Sequence[Period]) -> list[HouseholdGross]:
    """What all households earned in these months, each as often as `pay_of` tells it."""
    keys = [one.key for one in periods]
    query = Statement.select(PayPeriod.key, Statement.household, Statement.gross).join(PayPeriod)
    found = [HouseholdGross(*row) for row in db.execute(query.where(among(PayPeriod.key, keys)))]
    locked = set(first_column(PayPeriod.select(PayPeriod.key)))
    for one in unless_halted(periods):
        if one.key not in locked and not behind_the_lock(one.key):
            pay = reckonings(one)
            found += [HouseholdGross(one.key, household, made.gross) for household, made in pay.items()]
    return found


@shows(roles.SEE_PAY)
def pieces_of(
    periods: Sequence[Period], filters: ReportFilters, known: HomesThen | None = None
) -> list[PaidPieces]:
    """The paid pieces of the households meant in these months, those of one product where one is meant."""
    frozen = _frozen_pieces([one.key for one in periods], filters)
    return [
        PaidPieces(key, home, made.product, made.quantity, made.amount, locked)
        for key, home, made, locked in _each(
            periods, frozen, lambda span: _open_pieces(span, filters), known or HomesThen(filters)
        )
    ]


def _each(
    periods: Iterable[Period],
    frozen: Mapping[str, list[Figures]],
    computed: Callable[[Period], list[Figures]],
    known: HomesThen,
) -> Iterator[tuple[str, HouseholdThen, Figures, bool]]:
    """Month, household and figures of those meant: frozen where the month is locked, else computed; and which it is."""
    for one in periods:
        rows = frozen.get(one.key)
        locked = rows is not None or behind_the_lock(one.key)
        if rows is None:
            rows = [] if locked else computed(one)
        homes = known.of(one.key) if rows else {}
        for row in unless_halted(rows):
            home = homes.get(row.household)
            if home is not None:
                yield one.key, home, row, locked


@shows(roles.SEE_PAY)
def earned_before(key: str) -> set[int]:
    """The households that earned something in a locked month before one."""
    query = Statement.select(Statement.household).join(PayPeriod)
    query = query.where(PayPeriod.key < key, Statement.gross > 0).distinct()
    return set(first_column(query))


@shows()
def homes_then(period: str, filters: ReportFilters) -> dict[int, HouseholdThen]:
    """The households meant as they were when a month was locked, as they are in an open one.

    Each stands where it lived on the month's last day.
    """
    query = Household.select(*HOME_FIELDS)
    if filters.category is not None:
        query = query.where(Household.category == filters.category)
    if filters.household is not None:
        query = query.where(Household.id == filters.household)
    within = None if filters.place is None else PlaceTree().below(filters.place)
    with as_locked(period):
        found = {row[0]: HouseholdThen._make(row) for row in db.execute(query)}
        for key, there in elsewhere(period_named(period).end).items():
            if key in found:
                found[key] = found[key]._replace(**there.place)
    if filters.village is None and within is None:
        return found
    return {
        key: home
        for key, home in found.items()
        if filters.village in (None, home.village) and (within is None or home.region in within)
    }


@shows(roles.SEE_PAY)
def reckonings(span: Period, households: set[int] | None = None) -> dict[int, wage.Reckoning]:
    """Gross pay by household in an open period: what carries over from earlier ones does not touch it."""
    lines, _ = piece_lines(span, households)
    paid_then = reversed_lines(span)
    adjustments = adjustments_of(span.start, span.end)
    allowance = int(setting("pay.allowance"))
    made_up = MakeUps(span)
    found = {}
    for household in lines.keys() | adjustments.keys():
        if households is not None and household not in households:
            continue
        own, reversed_pay = pay_shares(lines.get(household, ()), paid_then)
        bonuses, _ = wage.split(item.amount for item in adjustments.get(household, ()))
        if household in lines or bonuses:
            more = made_up.of(household, lines.get(household, ()), paid_then)
            back = wage.Corrections(reversed_pay, make_up=more)
            found[household] = wage.reckon(own, bonuses, 0, 0, (), allowance_ppm=allowance, back=back)
    return found


class _Pay(NamedTuple):
    household: int
    piece: int
    allowance: int
    bonus: int
    gross: int
    make_up: int


def _open(span: Period, household: int | None) -> list[_Pay]:
    found = reckonings(span, None if household is None else {household})
    return [
        _Pay(key, one.piece, one.allowance, one.bonus, one.gross, one.make_up) for key, one in found.items()
    ]


def _frozen(keys: Collection[str], household: int | None) -> dict[str, list[_Pay]]:
    """The statements of the locked months among these."""
    found: dict[str, list[_Pay]] = {
        key: [] for (key,) in db.execute(PayPeriod.select(PayPeriod.key).where(among(PayPeriod.key, keys)))
    }
    query = (
        Statement.select(
            PayPeriod.key,
            Statement.household,
            Statement.piece,
            Statement.allowance,
            Statement.bonus,
            Statement.gross,
            Statement.make_up,
        )
        .join(PayPeriod)
        .where(among(PayPeriod.key, keys))
    )
    if household is not None:
        query = query.where(Statement.household == household)
    for key, *figures in db.execute(query):
        found[key].append(_Pay(*figures))
    return found


class _Made(NamedTuple):
    household: int
    product: int
    quantity: int
    amount: int


def _open_pieces(span: Period, filters: ReportFilters) -> list[_Made]:
    lines, _ = piece_lines(span, None if filters.household is None else {filters.household})
    found: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    for household, own in lines.items():
        for line in own:
            if filters.product in (None, line.product):
                sums = found[household, line.product]
                sums[0] += line.quantity
                sums[1] += line.amount
    return [_Made(*key, *sums) for key, sums in found.items()]


def _frozen_pieces(keys: Collection[str], filters: ReportFilters) -> dict[str, list[_Made]]:
    """What the lines of the locked months among these come to, by household and product."""
    found: dict[str, list[_Made]] = {}
    products = {code: key for key, code in db.execute(Product.select(Product.id, Product.code))}
    query = (
        StatementLine.select(
            Statement.household,
            StatementLine.product,
            fn.SUM(StatementLine.quantity),
            fn.SUM(StatementLine.amount),
        )
        .join(Statement)
        .group_by(Statement.household, StatementLine.product)
    )
    if filters.household is not None:
        query = query.where(Statement.household == filters.household)
    locked = PayPeriod.select(PayPeriod.id, PayPeriod.key).where(among(PayPeriod.key, keys))
    for period, key in list(db.execute(locked)):
        rows = db.execute(query.where(Statement.period == period))
        made = (_Made(home, products[code], *sums) for home, code, *sums in rows)
        found[key] = [one for one in made if filters.product in (None, one.product)]
    return found
