"""What pieces earn: the lines of collections and inspections with their rates, open ones and frozen ones.

Quantities are thousandths, rates 1/10,000 yuan, amounts fen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from models.database import among, db, parts
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
    by_household: dict[int, list[PaidLine]] = {}
    unpriced: list[UnpricedLine] = []
    days: dict[str, date] = {}
    rows = list(db.execute(_collected(span, households)))
    rows += db.execute(_inspected(span, households))
    back = _reversals(span)
    if back:
        _add_reversed(by_household, back, [row for row in rows if row[2] in back])
        rows = [row for row in rows if row[2] not in back]
    for household, day_text, voucher, number, sub, sub_day, product, good, second, *quantities in rows:
        day = days.get(day_text)
        if day is None:
            day = days[day_text] = date.fromisoformat(day_text)
        for quantity, price, grade in zip(quantities, (good, second, good), _GRADES, strict=True):
            if not quantity:
                continue
            if price is None:
                unpriced.append(
                    UnpricedLine(
                        household, day, number, sub, product, grade, quantity, date.fromisoformat(sub_day)
                    )
                )
                continue
            line = PaidLine(
                day, voucher, number, sub, product, grade, quantity, price, line_amount(quantity, price)
            )
            own = by_household.get(household)
            if own is None:
                by_household[household] = [line]
            else:
                own.append(line)
    return by_household, unpriced


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
    return _of_span(query, span, households)


def _inspected(span: Period, households: set[int] | None) -> Any:
    query = _line_columns(InspectionLine).join(Voucher).switch(InspectionLine).join(CollectionLine)
    return _of_span(query.join(Subcontract).join(Order), span, households)


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


def _of_span(query: Any, span: Period, households: set[int] | None) -> Any:
    query = query.where(standing(), Voucher.date.between(span.start, span.end))
    if households is not None and len(households) <= 900:
        query = query.where(Voucher.household.in_(list(households)))
    return query


def _reversals(span: Period) -> dict[int, tuple[int, int, date, str]]:
    """The vouchers of a span that take a locked one back: which, whose, on which day, by which number."""
    locked = locked_until()
    if locked is None:
        return {}
    original = Voucher.alias()
    query = (
        Voucher.select(Voucher.id, original.id, Voucher.household, Voucher.date, Voucher.number)
        .join(original, on=(Voucher.reverses == original.id))
        .where(
            Voucher.kind.in_(voucher_kind.JUDGED),
            Voucher.reverses.is_null(False),
            standing(),
            Voucher.date.between(span.start, span.end),
            original.date <= locked,
        )
    )
    return {
        voucher: (reverses, household, date.fromisoformat(day), number)
        for voucher, reverses, household, day, number in db.execute(query)
    }


def _add_reversed(
    lines: dict[int, list[PaidLine]], back: dict[int, tuple[int, int, date, str]], rows: list[tuple[Any, ...]]
) -> None:
    """Add the frozen lines of the vouchers taken back, with the opposite sign: same rate, same amount.

    ``rows`` are the reversing lines as they stand now: they know the products, whatever these are called today.
    """
    products: dict[int, dict[str, int]] = defaultdict(dict)
    for _, _, voucher, _, sub, _, product, *_ in rows:
        products[voucher][sub] = product
    wanted = {back[voucher][0]: (voucher, *back[voucher][1:]) for voucher in products}
    for some in parts(wanted):
        owners = {wanted[key][1] for key in some}
        query = frozen_columns().where(StatementLine.voucher.in_(some), Statement.household.in_(owners))
        for _, _, original, _, sub, _, grade, quantity, rate, amount in db.execute(query):
            voucher, household, day, number = wanted[original]
            known = products[voucher]
            product = known.get(sub, next(iter(known.values())))
            lines.setdefault(household, []).append(
                PaidLine(day, voucher, number, sub, product, grade, -quantity, rate, -amount)
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
        return sum(line.amount for line in lines), ()
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
    original = Voucher.alias()
    query = (
        Voucher.select(Voucher.id, original.date)
        .join(original, on=(Voucher.reverses == original.id))
        .where(
            Voucher.kind.in_(voucher_kind.JUDGED),
            Voucher.reverses.is_null(False),
            standing(),
            Voucher.date.between(span.start, span.end),
        )
    )
    found: dict[int, tuple[str, int]] = {}
    for voucher, day in db.execute(query):
        then = period_at(date.fromisoformat(day))
        if then.key != span.key:
            row = PayPeriod.get_or_none(PayPeriod.key == then.key)
            found[voucher] = then.key, int(setting("pay.allowance") if row is None else row.allowance_ppm)
    return found
