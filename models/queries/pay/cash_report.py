"""The report on the next pay day: what is to be paid in cash and by bank, by village. Net pay in fen.

It takes the month whose pay day comes next; what earlier locked months still owe stands in a column of its own. An open
month is computed as its statements stand today.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, Final, NamedTuple

from models import format
from models.database import db
from models.i18n import Translator, mark
from models.kinds import COUNT, MONEY, MONTH, ChoiceField
from models.queries import report
from models.queries.pay.earnings import statements
from models.queries.pay.months import OPEN
from models.queries.pay.pay_by_month import homes_then
from models.queries.periods import pay_date, period_at, period_named
from models.queries.village_columns import VILLAGE_COLUMNS, VillagePlace, village_chart
from models.rights import shows
from models.rules.desk import roles
from models.rules.pay import pay_method
from models.rules.pay.calendar import Period
from models.rules.pay.cash import DENOMINATIONS, total_coinage
from models.rules.pay.growth import months_before
from models.tables.party import Household
from models.tables.pay import PayPeriod, Statement

_METHOD: Final = ChoiceField(choices=pay_method.CHOICES)
_LOOKED_BACK: Final = 2
"""The pay day of a month lies in the month after it: that of the month before last may still come."""


class _ToPay(NamedTuple):
    """A statement to be paid: whose, of which month, how and how much; ``late`` of a month paid on an earlier day."""

    late: bool
    month: str
    household: int
    code: str
    head: str
    township: str
    village: str
    method: str
    net: int


@shows()
def next_pay_month(today: date) -> Period:
    """The pay month whose pay day comes next, today's included."""
    key = period_at(today).key
    for back in range(_LOOKED_BACK, -1, -1):
        span = period_named(months_before(key, back))
        if pay_date(span) >= today:
            return span
    return period_named(months_before(key, -1))


@shows(roles.SEE_PAY)
def _cash(filters: report.ReportFilters, today: date) -> report.ReportAnswer:
    month = next_pay_month(today)
    dues, is_open = _dues(month, filters)
    groups: dict[VillagePlace, list[_ToPay]] = defaultdict(list)
    for one in dues:
        groups[VillagePlace(one.township, one.village)].append(one)
    rows = sorted(
        (_row(str(at), place, groups[place]) for at, place in enumerate(sorted(groups))),
        key=lambda row: -row.cells["net"],
    )
    late = ["late"] if any(one.late for one in dues) else []
    of = {row.key: groups[VillagePlace(row.cells["township"], row.cells["village"])] for row in rows}
    whole = _row(report.TOTAL, VillagePlace("", ""), dues)
    return report.ReportAnswer(
        (partial(_said, whole.cells, pay_date(month)),),
        village_chart(report.STACKED, rows, _COLUMNS, "cash", "bank"),
        _COLUMNS if late else _COLUMNS[:-1],
        tuple(rows),
        whole,
        lambda row, what: _behind(dues if row == report.TOTAL else of[row], what),
        frozenset({"households", "cash", "bank", "net", *late}),
        _notes(dues, month, is_open),
    )


_COLUMNS: Final = (
    *VILLAGE_COLUMNS,
    report.column("households", mark("Households"), COUNT),
    report.column("cash", mark("In cash"), MONEY),
    report.column("bank", mark("By bank"), MONEY),
    report.column("net", mark("Net pay"), MONEY),
    report.column("late", mark("Unpaid from earlier months"), MONEY),
)


def _row(key: str, place: VillagePlace, dues: Sequence[_ToPay]) -> report.ReportRow:
    now = [one for one in dues if not one.late]
    cash = sum(one.net for one in now if one.method != pay_method.BANK)
    net = sum(one.net for one in now)
    cells = {
        "township": place.township,
        "village": place.village,
        "households": len({one.household for one in now}),
        "cash": cash,
        "bank": net - cash,
        "net": net,
        "late": sum(one.net for one in dues if one.late),
    }
    return report.ReportRow(key, cells)


def _dues(month: Period, filters: report.ReportFilters) -> tuple[list[_ToPay], bool]:
    """What the month and earlier ones owe the households meant, and whether the month is still open."""
    found = statements(month.key)
    homes = _homes(month.key, filters)
    dues = _earlier(month.key, homes)
    for one in found.statements:
        if one.reckoning.net > 0 and one.paid_on is None and one.household in homes:
            who = one.household, one.code, one.head, *homes[one.household]
            dues.append(_ToPay(False, month.key, *who, one.pay_method, one.reckoning.net))
    return dues, found.status == OPEN


def _earlier(key: str, homes: dict[int, VillagePlace]) -> list[_ToPay]:
    """What locked months before one have not paid yet."""
    query = (
        Statement.select(
            PayPeriod.key,
            Statement.household,
            Household.code,
            Household.head,
            Statement.pay_method,
            Statement.net,
        )
        .join(PayPeriod)
        .join_from(Statement, Household)
        .where(PayPeriod.key < key, Statement.net > 0, Statement.paid_on.is_null())
        .order_by(PayPeriod.key, Household.code)
    )
    return [
        _ToPay(True, period, home, code, head, *homes[home], method, net)
        for period, home, code, head, method, net in db.execute(query)
        if home in homes
    ]


def _homes(key: str, filters: report.ReportFilters) -> dict[int, VillagePlace]:
    return {
        home: VillagePlace(then.township, then.village) for home, then in homes_then(key, filters).items()
    }


def _said(whole: Mapping[str, Any], day: date, tr: Translator) -> str:
    return tr("For {day}: {cash} in cash, {bank} by bank.").format(
        day=format.date(day, tr.language),
        cash=MONEY.worded(whole["cash"], tr),
        bank=MONEY.worded(whole["bank"], tr),
    )


def _notes(dues: Sequence[_ToPay], month: Period, is_open: bool) -> tuple[report.Said, ...]:
    notes: list[report.Said] = []
    if is_open:
        notes.append(
            lambda tr: tr("{month} is not locked yet: it counts what has come in so far.").format(
                month=MONTH.worded(month.key, tr)
            )
        )
    late = sum(one.net for one in dues if one.late)
    if late:
        notes.append(
            lambda tr: tr("Besides, {amount} is still unpaid from earlier months.").format(
                amount=MONEY.worded(late, tr)
            )
        )
    coins = total_coinage([one.net for one in dues if not one.late and one.method != pay_method.BANK])
    counted = [(value, count) for value, count in zip(DENOMINATIONS, coins.counts, strict=True) if count]
    if counted:
        notes.append(
            lambda tr: tr("Notes and coins: {counted}.").format(
                counted=tr(", ").join(f"{MONEY.worded(value, tr)} × {count:,}" for value, count in counted)
            )
        )
    return tuple(notes)


_BEHIND_COLUMNS: Final = (
    report.MONTH_COLUMN,
    *report.HOUSEHOLD_COLUMNS,
    report.column("method", mark("Paid by"), _METHOD),
    report.column("net", mark("Net pay"), MONEY),
)


def _behind(dues: Sequence[_ToPay], what: str) -> report.Behind:
    def meant(one: _ToPay) -> bool:
        if one.late or what == "late":
            return one.late and what == "late"
        return what not in ("cash", "bank") or (one.method == pay_method.BANK) == (what == "bank")

    rows = [
        report.BehindRow.of(one, _BEHIND_COLUMNS, report.Lead(report.OF_STATEMENT, one.household, one.month))
        for one in dues
        if meant(one)
    ]
    return report.counted_behind(
        report.statements_counted(rows),
        _BEHIND_COLUMNS,
        rows,
        what,
        {"households": "code"},
        summed="net",
    )


REPORT: Final = report.Report(
    "payday",
    mark("Money for the next pay day"),
    mark("What the next pay day takes in cash and by bank."),
    report.HOMES_MEANT,
    _cash,
    mark("Nothing is to be paid on the next pay day."),
    months=0,
)
