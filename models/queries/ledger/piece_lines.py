"""What pieces earn: the lines of collections and inspections with their rates, open ones and frozen ones.

Quantities are thousandths, rates 1/10,000 yuan, amounts fen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from operator import attrgetter
from typing import Any, NamedTuple

from models.database import StoredDays, among, db, parts
from models.queries.answers import answers
from models.queries.counting import standing
from models.queries.periods import locked_until, period_at
from models.rules.amount import line_amount
from models.rules.ledger import voucher_kind
from models.rules.ledger.grade import GOOD, MATERIAL_SCRAP, SECOND
from models.rules.pay.calendar import Period
from models.settings import setting
from models.tables.ledger import CollectionLine, InspectionLine, Voucher
from models.tables.order import Order, Subcontract
from models.tables.pay import PayPeriod, Statement, StatementLine
from models.tables.product import Product


class PaidLine(NamedTuple):
    """One grade of one collection or inspection: quantity in thousandths, rate in 1/10,000 yuan, amount in fen."""

    date: date
    voucher: int
    number: str
    subcontract: str
    product: int
    grade: str
    quantity: int
    rate: int
    amount: int


class UnpricedLine(NamedTuple):
    """A paid grade whose subcontract has no rate, none being in force on its date; it blocks locking."""

    household: int
    day: date
    number: str
    subcontract: str
    product: int
    grade: str
    quantity: int
    rated_on: date


def line_order(line: PaidLine) -> tuple[date, str, str, int]:
    """The order of the lines of a statement."""
    return line.date, line.number, line.subcontract, _GRADES.index(line.grade)


_GRADES = (GOOD, SECOND, MATERIAL_SCRAP)


def piece_lines(
    span: Period, households: set[int] | None
) -> tuple[dict[int, list[PaidLine]], list[UnpricedLine]]:
    """The lines of a span of open days by household, at the rates their subcontracts keep, and those without a rate.

    They stand in the order of the slips' keys; first those that take locked ones back, which are the frozen lines with
    the opposite sign.
    """
    by_household: dict[int, list[PaidLine]] = defaultdict(list)
    unpriced: list[UnpricedLine] = []
    rows = list(db.execute(_collected(span, households)))
    rows += db.execute(_inspected(span, households))
    locked = locked_until()
    back = {} if locked is None else {one.voucher: one for one in _reversals(span) if one.paid_on <= locked}
    if back:
        _add_reversed(by_household, back, [row for row in rows if row[2] in back])
        rows = [row for row in rows if row[2] not in back]
    days = StoredDays()
    # Half a million lines a month: made as the plain tuples they are, without the call that sorts out their names.
    made = tuple.__new__
    for (
        household,
        stored,
        voucher,
        number,
        sub,
        rated_on,
        product,
        rate,
        second_rate,
        good,
        second,
        scrap,
    ) in rows:
        own, day = by_household[household], days[stored]
        for grade, quantity, price in (
            (GOOD, good, rate),
            (SECOND, second, second_rate),
            (MATERIAL_SCRAP, scrap, rate),
        ):
            if not quantity:
                continue
            if price is None:
                about = household, day, number, sub, product, grade, quantity, days[rated_on]
                unpriced.append(UnpricedLine(*about))
                continue
            pay = line_amount(quantity, price)
            line = day, voucher, number, sub, product, grade, quantity, price, pay
            own.append(made(PaidLine, line))
    return {household: lines for household, lines in by_household.items() if lines}, unpriced


def lines_as_paid(span: Period, households: set[int]) -> dict[int, list[PaidLine]]:
    """What slips of a span of days earned by household: as frozen in locked periods, else as they are priced now."""
    found: dict[int, list[PaidLine]] = defaultdict(list)
    locked = locked_until()
    if locked is not None and span.start <= locked:
        frozen = frozen_columns().where(
            StatementLine.date.between(span.start, min(span.end, locked)),
            among(Statement.household, households),
        )
        for household, line in read_frozen(frozen):
            found[household].append(line)
    if locked is None or span.end > locked:
        start = span.start if locked is None else max(span.start, locked + timedelta(days=1))
        for household, lines in piece_lines(Period(span.key, start, span.end), households)[0].items():
            if household in households:
                found[household] += lines
    return found


def _collected(span: Period, households: set[int] | None) -> Any:
    query = _line_columns(CollectionLine).join(Voucher).switch(CollectionLine).join(Subcontract).join(Order)
    return _of_span(query, voucher_kind.COLLECTION, span, households)


def _inspected(span: Period, households: set[int] | None) -> Any:
    query = _line_columns(InspectionLine).join(Voucher).switch(InspectionLine).join(CollectionLine)
    query = query.join(Subcontract).join(Order)
    return _of_span(query, voucher_kind.INSPECTION, span, households)


def _line_columns(lines: Any) -> Any:
    return lines.select(
        Voucher.household,
        Voucher.date,
        Voucher.id,
        Voucher.number,
        Subcontract.number,
        Subcontract.date,
        Order.product,
        Subcontract.good_rate,
        Subcontract.second_rate,
        lines.good,
        lines.second,
        lines.material_scrap,
    )


def _of_span(query: Any, kind: str, span: Period, households: set[int] | None) -> Any:
    query = query.where(standing(), Voucher.date.between(span.start, span.end))
    if households is not None and len(households) <= 900:
        return query.where(Voucher.household.in_(list(households)))
    # Without their kind the slips of all kinds would be looked through for such lines.
    return query.where(Voucher.kind == kind)


class _Reversal(NamedTuple):
    """A slip that takes pieces of another back, ``reverses``, which is of the day ``paid_on``."""

    voucher: int
    kind: str
    household: int
    day: date
    number: str
    reverses: int
    paid_on: date


def _reversals(span: Period) -> list[_Reversal]:
    """The slips of a span of days that take pieces back."""
    original = Voucher.alias()
    # Kind and day are looked at here: the engine would go by their index through all the span's slips for these few.
    query = (
        Voucher.select(
            Voucher.id.alias("voucher"),
            Voucher.kind,
            Voucher.household.alias("household"),
            Voucher.date.alias("day"),
            Voucher.number,
            original.id.alias("reverses"),
            original.date.alias("paid_on"),
        )
        .join(original, on=(Voucher.reverses == original.id))
        .where(Voucher.reverses.is_null(False), standing())
    )
    return [one for one in answers(_Reversal, query) if one.kind in voucher_kind.JUDGED and one.day in span]


def _add_reversed(
    lines: dict[int, list[PaidLine]], back: dict[int, _Reversal], rows: list[tuple[Any, ...]]
) -> None:
    """Add the frozen lines of the vouchers taken back, with the opposite sign: same rate, same amount.

    ``rows`` are the reversing lines as they stand now: they know the products, whatever these are called today.
    """
    products: dict[int, dict[str, int]] = defaultdict(dict)
    for _, _, voucher, _, sub, _, product, *_ in rows:
        products[voucher][sub] = product
    wanted = {back[voucher].reverses: back[voucher] for voucher in products}
    for some in parts(wanted):
        owners = {wanted[key].household for key in some}
        query = frozen_columns().where(StatementLine.voucher.in_(some), Statement.household.in_(owners))
        for _, _, original, _, sub, _, grade, quantity, rate, amount in db.execute(query):
            by = wanted[original]
            known = products[by.voucher]
            product = known.get(sub, next(iter(known.values())))
            lines[by.household].append(
                PaidLine(by.day, by.voucher, by.number, sub, product, grade, -quantity, rate, -amount)
            )


def frozen_columns() -> Any:
    """A query for frozen lines as `read_frozen` takes them."""
    return (
        StatementLine.select(
            Statement.household,
            StatementLine.date,
            StatementLine.voucher,
            StatementLine.number,
            StatementLine.subcontract,
            StatementLine.product,
            StatementLine.grade,
            StatementLine.quantity,
            StatementLine.rate,
            StatementLine.amount,
        )
        .join(Statement)
        .order_by(StatementLine.id)
    )


def read_frozen(query: Any) -> Iterator[tuple[int, PaidLine]]:
    """Frozen lines, each with its household."""
    products = {code: key for key, code in db.execute(Product.select(Product.id, Product.code))}
    for owner, day, voucher, number, sub, product, *rest in db.execute(query):
        yield owner, PaidLine(date.fromisoformat(day), voucher, number, sub, products[product], *rest)


def pay_shares(
    lines: Iterable[PaidLine], paid_then: dict[int, tuple[str, int]]
) -> tuple[int, tuple[tuple[int, int], ...]]:
    """A statement's own piece pay in fen, and that of the lines it takes back by period: (fen, allowance in ppm)."""
    if not paid_then:
        return sum(map(attrgetter("amount"), lines)), ()
    own = 0
    shares: dict[tuple[str, int], int] = defaultdict(int)
    for line in lines:
        then = paid_then.get(line.voucher)
        if then is None:
            own += line.amount
        else:
            shares[then] += line.amount
    return own, tuple((fen, ppm) for (_, ppm), fen in sorted(shares.items()))


def reversed_lines(span: Period) -> dict[int, tuple[str, int]]:
    """The vouchers of a period that take pieces of an earlier one back: its key, and its allowance in ppm."""
    back = _reversals(span)
    locked = _locked_spans() if back else []
    then = {day: _paid_then(day, locked) for day in {one.paid_on for one in back}}
    return {one.voucher: then[one.paid_on] for one in back if then[one.paid_on][0] != span.key}


def _paid_then(day: date, locked: Iterable[_LockedSpan]) -> tuple[str, int]:
    """The key of the period of a day, and its allowance in ppm."""
    row = next((row for row in locked if row.start <= day <= row.end), None)
    if row is not None:
        return row.key, row.allowance_ppm
    key = period_at(day).key
    ppm = next((row.allowance_ppm for row in locked if row.key == key), None)
    return key, int(setting("pay.allowance")) if ppm is None else ppm


class _LockedSpan(NamedTuple):
    """The days of a locked period, and its allowance in ppm."""

    key: str
    start: date
    end: date
    allowance_ppm: int


def _locked_spans() -> list[_LockedSpan]:
    query = PayPeriod.select(PayPeriod.key, PayPeriod.start, PayPeriod.end, PayPeriod.allowance_ppm)
    return answers(_LockedSpan, query)
