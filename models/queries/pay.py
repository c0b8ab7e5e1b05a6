"""What every household earned in a period, and why: the statements, computed or as they were frozen.

An open period is computed from its lines each time it is asked; a locked one is read as it was frozen. What carries
over comes from the last locked period and every open one since.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from operator import attrgetter
from typing import Any, NamedTuple

from peewee import JOIN, fn

from models.collector import held_back
from models.database import among, db
from models.queries.past import as_of
from models.queries.periods import cutoff_day, locked_until, period_at, period_named
from models.rules import pay
from models.rules.amount import line_amount
from models.rules.calendar import Period, elapsed, next_period
from models.rules.grade import GOOD, MATERIAL_SCRAP, SECOND
from models.settings import setting
from models.tables.order import Order, Subcontract
from models.tables.party import Household
from models.tables.pay import Adjustment, Advance, PayPeriod, Statement, StatementItem, StatementLine
from models.tables.product import Product
from models.tables.voucher import CollectionLine, InspectionLine, Voucher

Progress = Callable[[int, int], None]
OPEN, LOCKED, PAID = "open", "locked", "paid"


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


@dataclass(slots=True)
class PayItem:
    """A bonus or deduction (``amount``), or an advance (``amount`` recovered of ``due``, ``left`` remaining); fen."""

    kind: str
    voucher: int
    number: str
    date: date
    reason: str
    amount: int
    due: int = 0
    left: int = 0


@dataclass(slots=True)
class PayStatement:
    """A household's pay of one period. ``number`` is "" until the period is locked."""

    household: int
    code: str
    head: str
    pay_method: str
    bank: str
    account: str
    reckoning: pay.Reckoning
    lines: list[PaidLine] = field(default_factory=list)
    items: list[PayItem] = field(default_factory=list)
    number: str = ""
    id: int = 0


@dataclass(slots=True)
class PayMonth:
    """All statements of a period, sorted by household code, and what has no rate yet."""

    period: Period
    status: str
    statements: list[PayStatement]
    unpriced: list[UnpricedLine]

    def total(self, figure: str) -> int:
        """The sum of one figure of the reckonings, in fen."""
        return sum(map(attrgetter(figure), (s.reckoning for s in self.statements)))


def statements(key: str, *, households: Iterable[int] | None = None) -> PayMonth:
    """The statements of a period like "2026-10": computed while it is open, as frozen once it is locked.

    ``households`` restricts the answer to some. Raises UserError for a malformed key.
    """
    row = PayPeriod.get_or_none(PayPeriod.key == key)
    wanted = None if households is None else set(households)
    if row is not None:
        with held_back(), as_of(row.as_of):
            return _frozen(row, wanted)
    return compute(period_named(key), wanted)


def open_periods(until: Period) -> list[Period]:
    """The open periods from the first with anything to pay up to ``until``, in order."""
    locked = locked_until()
    first = Voucher.select(fn.MIN(Voucher.date)).where(
        Voucher.kind.in_(("collection", "inspection", "advance", "adjustment"))
    )
    if locked is not None:
        first = first.where(Voucher.date > locked)
    start = first.scalar()
    begin = date.fromisoformat(start) if isinstance(start, str) else start
    periods = [period_at(begin)] if begin is not None and begin <= until.end else [until]
    while periods[-1].key < until.key:
        periods.append(next_period(periods[-1], cutoff_day()))
    return periods


@dataclass(slots=True)
class _AdvanceAccount:
    id: int
    household: int
    number: str
    date: date
    reason: str
    amount: int
    count: int
    recovered: int


def compute(until: Period, households: set[int] | None = None) -> PayMonth:
    """Compute an open period, carrying deductions and advances through every open period before it."""
    with held_back():
        return _compute(until, households)


def _compute(until: Period, households: set[int] | None) -> PayMonth:
    periods = open_periods(until)
    allowance, cap = int(setting("pay.allowance")), int(setting("pay.deduction_cap"))
    carried = _carried_in(periods[0])
    advances = _advances(until.end)
    pending = defaultdict(list)
    for account in advances:
        pending[account.household].append(account)
    month = PayMonth(until, OPEN, [], [])
    people = _households()
    for span in periods:
        last = span is periods[-1]
        lines, unpriced = piece_lines(span, households)
        adjustments = _adjustments(span)
        concerned = set(lines) | set(adjustments) | set(carried) | set(pending)
        if households is not None:
            concerned &= households
        next_carried: dict[int, int] = {}
        for household in concerned:
            own = lines.get(household, [])
            changes = adjustments.get(household, [])
            owed = pending.get(household, [])
            bonuses, deductions = pay.split(item.amount for item in changes)
            seen = [
                pay.Advance(
                    a.id, elapsed(_key_of(a.date, periods, span), span.key), a.amount, a.count, a.recovered
                )
                for a in owed
                if a.date <= span.end and a.recovered < a.amount
            ]
            reckoning = pay.reckon(
                sum(line[8] for line in own),
                bonuses,
                deductions,
                carried.get(household, 0),
                seen,
                allowance_ppm=allowance,
                cap_ppm=cap,
            )
            left_before = reckoning.advance_left + reckoning.recovered
            if reckoning.carried_out:
                next_carried[household] = reckoning.carried_out
            given_back = dict(reckoning.recoveries)
            if last and pay.needs_statement(len(own), bonuses, reckoning.deductions_due, left_before):
                own.sort(key=_line_order)
                items = list(changes)
                due = {a.id: pay.advance_due(a) for a in seen}
                for a in owed:
                    if a.id in due:
                        back = given_back.get(a.id, 0)
                        items.append(
                            PayItem(
                                "advance",
                                a.id,
                                a.number,
                                a.date,
                                a.reason,
                                back,
                                due[a.id],
                                a.amount - a.recovered - back,
                            )
                        )
                code, head, method, bank, bank_account = people[household]
                month.statements.append(
                    PayStatement(household, code, head, method, bank, bank_account, reckoning, own, items)
                )
            for a in owed:
                a.recovered += given_back.get(a.id, 0)
        carried = next_carried
        if last:
            month.unpriced = unpriced
    month.statements.sort(key=attrgetter("code"))
    month.unpriced.sort(key=lambda line: (people[line.household][0], line.day, line.number))
    return month


def unpriced_before(until: Period) -> list[tuple[Period, UnpricedLine]]:
    """Every unpriced line of the open periods up to ``until``: what blocks locking it."""
    found: list[tuple[Period, UnpricedLine]] = []
    for span in open_periods(until):
        found += [(span, line) for line in piece_lines(span, None)[1]]
    return found


def _line_order(line: PaidLine) -> tuple[date, str, str, int]:
    return line[0], line[2], line[3], _GRADES.index(line[5])


_GRADES = (GOOD, SECOND, MATERIAL_SCRAP)


def piece_lines(
    span: Period, households: set[int] | None
) -> tuple[dict[int, list[PaidLine]], list[UnpricedLine]]:
    """The lines of a span of days by household, priced by the rates their subcontracts keep, and those without a rate.

    They stand in the order of the slips' keys.
    """
    by_household: dict[int, list[PaidLine]] = {}
    unpriced: list[UnpricedLine] = []
    days: dict[str, date] = {}
    rows = list(db.execute(_collected(span, households)))
    rows += db.execute(_inspected(span, households))
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


class EarnedLine(NamedTuple):
    """What a slip earned in one grade, frozen or not: thousandths, 1/10,000 yuan, fen."""

    date: date
    voucher: int
    number: str
    subcontract: str
    grade: str
    quantity: int
    rate: int
    amount: int


def lines_as_paid(span: Period, households: set[int]) -> dict[int, list[EarnedLine]]:
    """What slips of a span of days earned by household: as frozen in locked periods, else as they are priced now."""
    found: dict[int, list[EarnedLine]] = defaultdict(list)
    locked = locked_until()
    if locked is not None and span.start <= locked:
        query = StatementLine.select(
            Statement.household,
            StatementLine.date,
            StatementLine.voucher,
            StatementLine.number,
            StatementLine.subcontract,
            StatementLine.grade,
            StatementLine.quantity,
            StatementLine.rate,
            StatementLine.amount,
        )
        query = query.join(Statement).where(StatementLine.date.between(span.start, min(span.end, locked)))
        for household, day, *rest in db.execute(query.where(among(Statement.household, households))):
            found[household].append(EarnedLine(date.fromisoformat(day), *rest))
    if locked is None or span.end > locked:
        start = span.start if locked is None else max(span.start, locked + timedelta(days=1))
        for household, lines in piece_lines(Period(span.key, start, span.end), households)[0].items():
            found[household] += [
                EarnedLine(*line[:4], *line[5:]) for line in lines if household in households
            ]
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
    query = query.where(Voucher.voided_on.is_null(), Voucher.date.between(span.start, span.end))
    if households is not None and len(households) <= 900:
        query = query.where(Voucher.household.in_(list(households)))
    return query


def _adjustments(span: Period) -> dict[int, list[PayItem]]:
    found: dict[int, list[PayItem]] = defaultdict(list)
    query = (
        Adjustment.select(
            Voucher.household, Voucher.id, Voucher.number, Voucher.date, Voucher.reason, Adjustment.amount
        )
        .join(Voucher)
        # The kind leads to the few slips there are; without it the whole month would be looked through.
        .where(
            Voucher.kind == "adjustment",
            Voucher.voided_on.is_null(),
            Voucher.date.between(span.start, span.end),
        )
        .order_by(Voucher.date, Voucher.number)
    )
    for household, voucher, number, day, reason, amount in db.execute(query):
        kind = "bonus" if amount > 0 else "deduction"
        found[household].append(PayItem(kind, voucher, number, date.fromisoformat(day), reason, amount))
    return found


def _advances(until: date) -> list[_AdvanceAccount]:
    """Advances not yet recovered when the first open period begins, oldest first."""
    recovered = {
        row[0]: row[1]
        for row in db.execute(
            StatementItem.select(StatementItem.voucher, fn.SUM(StatementItem.amount))
            .where(StatementItem.kind == "advance")
            .group_by(StatementItem.voucher)
        )
    }
    query = (
        Advance.select(
            Voucher.id,
            Voucher.household,
            Voucher.number,
            Voucher.date,
            Voucher.reason,
            Advance.amount,
            Advance.instalments,
        )
        .join(Voucher)
        .where(Voucher.kind == "advance", Voucher.voided_on.is_null(), Voucher.date <= until)
        .order_by(Voucher.date, Voucher.id)
    )
    accounts = [
        _AdvanceAccount(
            voucher, household, number, date.fromisoformat(day), why, amount, n, recovered.get(voucher, 0)
        )
        for voucher, household, number, day, why, amount, n in db.execute(query)
    ]
    return [account for account in accounts if account.recovered < account.amount]


def _key_of(day: date, periods: list[Period], at: Period) -> str:
    for span in periods:
        if span.start <= day <= span.end:
            return span.key
    return min(period_at(day).key, at.key)


def _carried_in(first: Period) -> dict[int, int]:
    """扣款结转 out of the last locked period before ``first``."""
    last = PayPeriod.select().where(PayPeriod.end < first.start).order_by(PayPeriod.end.desc()).first()
    if last is None:
        return {}
    query = Statement.select(Statement.household, Statement.carried_out).where(
        Statement.period == last, Statement.carried_out != 0
    )
    return dict(db.execute(query))


def _households() -> dict[int, tuple[str, str, str, str, str]]:
    query = Household.select(
        Household.id, Household.code, Household.head, Household.pay_method, Household.bank, Household.account
    )
    return {row[0]: tuple(row[1:]) for row in db.execute(query)}


def _frozen(row: PayPeriod, households: set[int] | None) -> PayMonth:
    month = PayMonth(Period(row.key, row.start, row.end), row.status, [], [])
    heads = (
        Statement.select(Statement, Household.code, Household.head)
        .join(Household)
        .where(Statement.period == row)
        .order_by(Household.code)
    )
    if households is not None and len(households) <= 900:
        heads = heads.where(Statement.household.in_(list(households)))
    by_id: dict[int, PayStatement] = {}
    for s in heads.objects().iterator():
        if households is not None and s.household_id not in households:
            continue
        reckoning = pay.Reckoning(
            piece=s.piece,
            allowance=s.allowance,
            bonus=s.bonus,
            gross=s.gross,
            carried_in=s.carried_in,
            deductions_due=s.due,
            taken=s.taken,
            recovered=s.recovered,
            recoveries=(),
            net=s.net,
            carried_out=s.carried_out,
            advance_left=s.advance_left,
        )
        by_id[s.id] = PayStatement(
            s.household_id,
            s.code,
            s.head,
            s.pay_method,
            s.bank,
            s.account,
            reckoning,
            number=s.number,
            id=s.id,
        )
    _add_frozen_details(row, by_id)
    month.statements = list(by_id.values())
    return month


def _add_frozen_details(row: PayPeriod, by_id: dict[int, PayStatement]) -> None:
    products = {code: key for key, code in db.execute(Product.select(Product.id, Product.code))}
    lines = (
        StatementLine.select(
            StatementLine.statement,
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
        .where(_meant(row, by_id))
        .order_by(StatementLine.id)
    )
    for statement, day, voucher, number, sub, product, *rest in db.execute(lines):
        if statement in by_id:
            by_id[statement].lines.append(
                PaidLine(date.fromisoformat(day), voucher, number, sub, products[product], *rest)
            )
    items = (
        StatementItem.select(
            StatementItem.statement,
            StatementItem.kind,
            StatementItem.voucher,
            StatementItem.number,
            StatementItem.date,
            StatementItem.reason,
            StatementItem.amount,
            StatementItem.due,
            StatementItem.left,
        )
        .join(Statement, JOIN.INNER)
        .where(_meant(row, by_id))
        .order_by(StatementItem.id)
    )
    for statement, kind, voucher, number, day, *rest in db.execute(items):
        if statement in by_id:
            by_id[statement].items.append(PayItem(kind, voucher, number, date.fromisoformat(day), *rest))


def _meant(row: PayPeriod, by_id: dict[int, PayStatement]) -> Any:
    return Statement.id.in_(list(by_id)) if len(by_id) <= 900 else Statement.period == row


class PeriodRow(NamedTuple):
    """A period as the pay page lists it."""

    key: str
    status: str
    households: int
    net: int


def periods_with_pay() -> list[PeriodRow]:
    """All periods that have anything to pay, newest first; totals of locked ones only (an open one is computed)."""
    frozen = {
        key: PeriodRow(key, status, count, net or 0)
        for key, status, count, net in db.execute(
            PayPeriod.select(PayPeriod.key, PayPeriod.status, fn.COUNT(Statement.id), fn.SUM(Statement.net))
            .join(Statement, JOIN.LEFT_OUTER)
            .group_by(PayPeriod.id)
        )
    }
    last = Voucher.select(fn.MAX(Voucher.date)).where(
        Voucher.kind.in_(("collection", "inspection", "advance", "adjustment"))
    )
    day = last.scalar()
    if day is not None:
        newest = period_at(date.fromisoformat(day) if isinstance(day, str) else day)
        for span in open_periods(newest):
            frozen.setdefault(span.key, PeriodRow(span.key, OPEN, 0, 0))
    return sorted(frozen.values(), reverse=True)
