"""What every household earned in a period, and why: the statements, computed or as they were frozen.

An open period is computed from its lines each time it is asked; a locked one is read as it was frozen. What carries
over comes from the last locked period and every open one since.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any, Final

from peewee import JOIN

from models.database import db
from models.gc_pause import held_back
from models.queries.ledger.piece_lines import (
    PaidLine,
    UnpricedLine,
    frozen_columns,
    line_order,
    pay_shares,
    piece_lines,
    read_frozen,
    reversed_lines,
)
from models.queries.past import as_of
from models.queries.pay.balances import (
    ADVANCE,
    ITEM_FIELDS,
    AdvanceAccount,
    PayItem,
    Refund,
    adjustments_of,
    advance_accounts,
    carried_in,
    deposits_given_back,
    locked_dues,
    taken_back,
)
from models.queries.pay.make_up import MakeUps, frozen_paces
from models.queries.pay.months import LOCKED, OPEN, PAID, month_statuses
from models.queries.periods import behind_the_lock, open_periods, period_at, period_named
from models.rights import shows
from models.rules.desk import roles
from models.rules.pay import wage
from models.rules.pay.calendar import Period, elapsed
from models.settings import setting
from models.tables.party import Household
from models.tables.pay import PayPeriod, Statement, StatementItem

Progress = Callable[[int, int], None]
FIGURES: Final = {
    **{name: name for name in ("piece", "allowance", "bonus", "gross", "carried_in")},
    "deductions_due": "due",
    **{name: name for name in ("taken", "recovered", "net", "carried_out", "advance_left")},
    **{name: name for name in ("given_back", "make_up")},
}
"""The figures of a reckoning, and the fields of a statement that keep them."""
UNPAID, RETURNED = "unpaid", "returned"
PAYMENTS = (PAID, UNPAID, RETURNED)
"""Whether a statement was paid, was not paid yet, or came back from the bank."""


@dataclass(slots=True)
class PayStatement:
    """A household's pay of one period. ``number`` is "" until the period is locked.

    ``paid_on`` and ``paid_by`` (cash or bank) say when and how it was paid, ``returned_on`` when the bank sent it back.
    ``reissued`` counts how often it was made out again after the month was unlocked. ``floor`` is that of an hour its
    pieces' pay is made up to, in fen; 0: none.
    """

    household: int
    code: str
    head: str
    pay_method: str
    bank: str
    account: str
    reckoning: wage.Reckoning
    lines: list[PaidLine] = field(default_factory=list)
    items: list[PayItem] = field(default_factory=list)
    number: str = ""
    id: int = 0
    paid_on: date | None = None
    paid_by: str = ""
    returned_on: date | None = None
    reissued: int = 0
    floor: int = 0

    @property
    def payment(self) -> str:
        """Whether it was paid, by a key of `PAYMENTS`; "" while the month is open or where nothing is to be paid."""
        if not self.number or self.reckoning.net <= 0:
            return ""
        return PAID if self.paid_on else RETURNED if self.returned_on else UNPAID


@dataclass(slots=True)
class PayMonth:
    """All statements of a period, sorted by household code, and what has no rate yet.

    ``paces`` are the minutes each of products by their keys, in thousandths, that make-up pay is reckoned with.
    """

    period: Period
    status: str
    statements: list[PayStatement]
    unpriced: list[UnpricedLine]
    paces: dict[int, int] = field(default_factory=dict)

    def total(self, figure: str) -> int:
        """The sum of one figure of the reckonings, in fen."""
        return sum(map(attrgetter(figure), (s.reckoning for s in self.statements)))


@shows(roles.SEE_PAY)
def statements(key: str, *, households: Iterable[int] | None = None) -> PayMonth:
    """The statements of a period like "2026-10": computed while it is open, as frozen once it is locked.

    ``households`` restricts the answer to some. Raises UserError for a malformed key.
    """
    row = PayPeriod.get_or_none(PayPeriod.key == key)
    wanted = None if households is None else set(households)
    if row is not None:
        with held_back(), as_of(row.as_of):
            return _frozen(row, wanted)
    span = period_named(key)
    if behind_the_lock(key):
        return PayMonth(span, LOCKED, [], [])
    return compute(span, wanted)


@shows(roles.SEE_PAY)
def compute(until: Period, households: set[int] | None = None) -> PayMonth:
    """Compute an open period, carrying deductions and advances through every open period before it."""
    with held_back():
        return _compute(until, households)


@shows(roles.SEE_PAY)
def compute_open(until: Period, households: set[int] | None = None) -> list[PayMonth]:
    """Every open period up to one, each as `compute` answers it, reckoned in one go.

    Only those that hold slips, and ``until`` itself, which must be open.
    """
    with held_back():
        return _compute_all(until, households, every=True)


def _compute(until: Period, households: set[int] | None) -> PayMonth:
    return _compute_all(until, households, every=False)[-1]


def _compute_all(until: Period, households: set[int] | None, *, every: bool) -> list[PayMonth]:
    """The open periods up to one; the earlier ones without statements unless ``every`` one is wanted."""
    months: list[PayMonth] = []
    chain = _Chain(open_periods(until), households)
    for span in chain.periods:
        month = PayMonth(span, OPEN, [], [])
        months.append(month)
        lines, month.unpriced = piece_lines(span, households)
        paid_then = reversed_lines(span)
        adjustments = adjustments_of(span.start, span.end)
        refunds = chain.refunds_in(span)
        made_up = MakeUps(span)
        month.paces = made_up.paces
        concerned = set(lines) | set(adjustments) | set(chain.carried) | set(chain.advances) | set(refunds)
        if households is not None:
            concerned &= households
        told = every or span is chain.periods[-1]
        carried: dict[int, int] = {}
        for household in concerned:
            own, items = lines.get(household, []), list(adjustments.get(household, ()))
            reckoning, wanted = chain.reckon(
                household, made_up, own, items, refunds.get(household, ()), paid_then
            )
            if reckoning.carried_out:
                carried[household] = reckoning.carried_out
            if told and wanted:
                own.sort(key=line_order)
                month.statements.append(
                    PayStatement(
                        household,
                        *chain.people[household],
                        reckoning,
                        own,
                        items,
                        floor=made_up.floor(household),
                    )
                )
        chain.carried = carried
        if told:
            month.statements.sort(key=attrgetter("code"))
            month.unpriced.sort(key=lambda line: (chain.people[line.household][0], line.day, line.number))
    return months


class _Chain:
    """The open periods up to one, reckoned one after another: what each hands on to the next."""

    def __init__(self, periods: list[Period], households: set[int] | None) -> None:
        self.periods = periods
        self.people = _households()
        self.allowance, self.cap = int(setting("pay.allowance")), int(setting("pay.deduction_cap"))
        span = periods[0].start, periods[-1].end
        self.back = [*taken_back(*span), *deposits_given_back(*span)]
        self.carried = carried_in(periods[0].start)
        self.advances: dict[int, list[AdvanceAccount]] = defaultdict(list)
        for account in advance_accounts(periods[-1].end, self.back):
            self.advances[account.household].append(account)
        # Only of whom a deduction is taken back does anybody ask which deduction had what taken.
        self.dues = locked_dues({one.household for one in self.back if one.reverses or one.deducted})

    def refunds_in(self, span: Period) -> dict[int, list[Refund]]:
        """What a period takes back, by household."""
        found: dict[int, list[Refund]] = defaultdict(list)
        for one in self.back:
            if one.item.date in span:
                found[one.household].append(one)
        return found

    def reckon(
        self,
        household: int,
        made_up: MakeUps,
        lines: list[PaidLine],
        items: list[PayItem],
        refunds: Iterable[Refund],
        paid_then: dict[int, tuple[str, int]],
    ) -> tuple[wage.Reckoning, bool]:
        """A household's reckoning and whether it gets a statement; adds its advances and refunds to ``items``."""
        span = made_up.span
        bonuses, deductions = wage.split(item.amount for item in items)
        owed = self.advances.get(household, ())
        seen = [
            wage.OwedAdvance(
                a.id, elapsed(self._key_of(a.date, span), span.key), a.amount, a.count, a.recovered
            )
            for a in owed
            if a.date <= span.end and a.recovered < a.amount and (a.back is None or a.back.date > span.end)
        ]
        dues = self.dues.get(household)
        if dues is not None:
            dues += [wage.Due(item.voucher, -item.amount) for item in items if item.amount < 0]
        given_back, no_longer_due, no_longer_owed = self._refund(refunds, owed, dues)
        left = {due.voucher: due.left for due in dues or ()}
        for item in items:
            if item.amount < 0 and item.voucher in left:
                item.due = -item.amount - left[item.voucher]
        own, reversed_pay = pay_shares(lines, paid_then)
        reckoning = wage.reckon(
            own,
            bonuses,
            deductions,
            self.carried.get(household, 0),
            seen,
            allowance_ppm=self.allowance,
            cap_ppm=self.cap,
            back=wage.Corrections(
                reversed_pay, no_longer_due, given_back, made_up.of(household, lines, paid_then)
            ),
        )
        if dues is not None:
            wage.settle(dues, reckoning.taken)
        left_before = reckoning.advance_left + reckoning.recovered + no_longer_owed
        self._recover(owed, seen, dict(reckoning.recoveries), items)
        items += [one.item for one in refunds]
        wanted = wage.needs_statement(
            len(lines), bonuses, reckoning.deductions_due + no_longer_due, left_before, given_back
        )
        return reckoning, wanted

    @staticmethod
    def _refund(
        refunds: Iterable[Refund], owed: Iterable[AdvanceAccount], dues: list[wage.Due] | None
    ) -> tuple[int, int, int]:
        """Fill refunds in; what they give back in all, and what of deductions and of advances is due no longer."""
        given_back = no_longer_due = no_longer_owed = 0
        for one in refunds:
            item = one.item
            account = next((a for a in owed if a.id == one.reverses), None)
            if not one.reverses:
                item.due = wage.stop(dues or (), one.deducted, one.amount)
                item.amount = one.amount - item.due
                no_longer_due += item.due
            elif account is not None:
                item.amount, item.due = account.recovered, account.amount - account.recovered
                no_longer_owed += item.due
            elif dues is not None:
                item.amount, item.due = wage.take_back(dues, one.reverses)
                no_longer_due += item.due
            given_back += item.amount
        return given_back, no_longer_due, no_longer_owed

    @staticmethod
    def _recover(
        owed: Iterable[AdvanceAccount],
        seen: list[wage.OwedAdvance],
        parts: dict[int, int],
        items: list[PayItem],
    ) -> None:
        """Enter what was recovered of each advance, and a line for each that is still owed."""
        if not seen:
            return
        due = {a.id: wage.advance_due(a) for a in seen}
        for a in owed:
            if a.id in due:
                part = parts.get(a.id, 0)
                a.recovered += part
                left = a.amount - a.recovered
                items.append(PayItem(ADVANCE, a.id, a.number, a.date, a.reason, part, due[a.id], left))

    def _key_of(self, day: date, at: Period) -> str:
        for span in self.periods:
            if day in span:
                return span.key
        return min(period_at(day).key, at.key)


@shows()
def unpriced_before(until: Period) -> list[tuple[Period, UnpricedLine]]:
    """Every unpriced line of the open periods up to ``until``: what blocks locking it."""
    found: list[tuple[Period, UnpricedLine]] = []
    for span in open_periods(until):
        found += [(span, line) for line in piece_lines(span, None)[1]]
    return found


def _households() -> dict[int, tuple[str, str, str, str, str]]:
    query = Household.select(
        Household.id, Household.code, Household.head, Household.pay_method, Household.bank, Household.account
    )
    return {
        key: (*others, Household.account.python_value(account)) for key, *others, account in db.execute(query)
    }


def _frozen(row: PayPeriod, households: set[int] | None) -> PayMonth:
    status = month_statuses([row.key])[row.key]
    month = PayMonth(Period(row.key, row.start, row.end), status, [], [], frozen_paces(row))
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
        figures = {figure: getattr(s, kept) for figure, kept in FIGURES.items()}
        by_id[s.id] = PayStatement(
            s.household_id,
            s.code,
            s.head,
            s.pay_method,
            s.bank,
            s.account,
            wage.Reckoning(recoveries=(), **figures),
            number=s.number,
            id=s.id,
            paid_on=s.paid_on,
            paid_by=s.paid_by,
            returned_on=s.returned_on,
            reissued=s.reissued,
            floor=s.floor,
        )
    _add_frozen_details(row, by_id)
    month.statements = list(by_id.values())
    return month


def _add_frozen_details(row: PayPeriod, by_id: dict[int, PayStatement]) -> None:
    by_household = {s.household: s for s in by_id.values()}
    for household, line in read_frozen(frozen_columns().where(_meant(row, by_id))):
        if household in by_household:
            by_household[household].lines.append(line)
    items = (
        StatementItem.select(StatementItem.statement, *(getattr(StatementItem, name) for name in ITEM_FIELDS))
        .join(Statement, JOIN.INNER)
        .where(_meant(row, by_id))
        .order_by(StatementItem.id)
    )
    for statement, *values in items.tuples().iterator():
        if statement in by_id:
            by_id[statement].items.append(PayItem(*values))


def _meant(row: PayPeriod, by_id: dict[int, PayStatement]) -> Any:
    return Statement.id.in_(list(by_id)) if len(by_id) <= 900 else Statement.period == row
