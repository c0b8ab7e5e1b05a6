"""A household's year on its page: a bar of pay a month, with pieces, on time and defects below it.

Who may not see pay sees the pieces as bars instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal

from models import format
from models.errors import UserError
from models.i18n import tr
from models.queries.desk.household_year import HouseholdMonth, household_year
from models.queries.desk.target import Month
from models.queries.listing import STATUS
from models.queries.pay.months import OPEN
from models.rights import may
from models.rules.amount import half_up
from models.rules.desk.roles import SEE_PAY
from ui.kit.background_query import Asker
from ui.kit.card import Card
from ui.kit.month_bars import MonthBars, MonthColumn
from ui.kit.page import Page
from ui.kit.shares import share

FEN, NOT_LOCKED = 100, "not_locked"


class HouseholdYear(Card):
    """Twelve pay months; one opens its statement. ``came(months)`` once the answer is there."""

    came = Signal(object)

    def __init__(self, page: Page) -> None:
        self.of_pay = may(SEE_PAY)
        super().__init__(tr("Pay of twelve months") if self.of_pay else tr("Work of twelve months"))
        self.inset()
        self.page, self.household = page, 0
        self.months: Sequence[HouseholdMonth] = ()
        self.asker = Asker(self)
        self.bars = MonthBars(opens=self.of_pay)
        if self.of_pay:
            self.bars.opened.connect(lambda number: page.guard(partial(self.open_month, number)))
        self.body.addWidget(self.bars)

    def show_household(self, key: int) -> None:
        """Ask for a household's year beside the window."""
        if key != self.household:
            self.household = key
            self._show([])
        today = self.page.desk.today()
        self.asker.ask(lambda: household_year(key, today), self._came)

    def open_month(self, number: int) -> None:
        """The statement of a month."""
        month = self.months[number]
        if month.gross is None:
            raise UserError(
                tr("{month} has no pay statement of this household.").format(
                    month=format.month(month.period.key)
                )
            )
        self.page.desk.go("pay", Month(month.period.key, self.household))

    def _came(self, months: Sequence[HouseholdMonth]) -> None:
        self._show(months)
        self.came.emit(months)

    def _show(self, months: Sequence[HouseholdMonth]) -> None:
        self.months = months
        units = units_of(months)
        below = units if self.of_pay else units[1:]
        lines = [_made(unit) for unit in below]
        lines += [tr("On time"), tr("Defect rate")]
        if self.of_pay:
            whole = sum(month.gross or 0 for month in months)
            said = tr("Gross pay together {sum}").format(sum=format.yuan(whole)) if months else ""
        else:
            said = _made(units[0]) if units else ""
        open_ones = any(month.status == OPEN and month.gross is not None for month in months)
        words = [said, tr("hatched: not locked yet, may still change") if open_ones else ""]
        self.detail.setText(" · ".join(part for part in words if part))
        bar = "" if self.of_pay or not units else units[0]
        columns = [_column(month, below, bar, of_pay=self.of_pay) for month in months]
        self.bars.show_months(columns, lines, f"{self.title.text()} {said}".strip())


def units_of(months: Sequence[HouseholdMonth]) -> list[str]:
    """The units of a year's pieces, the most first."""
    sums: dict[str, int] = {}
    for month in months:
        for unit, quantity in month.pieces:
            sums[unit] = sums.get(unit, 0) + abs(quantity)
    return sorted(sums, key=lambda unit: -sums[unit])


def _made(unit: str) -> str:
    return tr("Made, {unit}").format(unit=format.unit_name(unit))


def _column(month: HouseholdMonth, units: Sequence[str], bar: str, *, of_pay: bool) -> MonthColumn:
    """A bar of the month's pay, or of its pieces of the unit ``bar``; ``units`` have a line each below it."""
    pieces = dict(month.pieces)
    figures = [format.quantity(pieces[unit]) if unit in pieces else "" for unit in units]
    figures += ["" if ppm is None else share(ppm) for ppm in (month.on_time, month.defects)]
    value = pieces.get(bar, 0)
    written: tuple[str, ...] = (format.quantity(value),) if bar in pieces else ()
    if month.gross is not None:
        value, written = month.gross, (format.money(month.gross), f"{half_up(month.gross, FEN):,}")
    return MonthColumn(
        format.month(month.period.key, short=True),
        max(0, value),
        written,
        month.status != OPEN or not of_pay,
        tuple(figures),
        _tip(month, of_pay=of_pay),
    )


def _tip(month: HouseholdMonth, *, of_pay: bool) -> str:
    """All of a month in words."""
    status = NOT_LOCKED if month.status == OPEN else month.status
    lines = [f"{format.month(month.period.key)} · {STATUS.shown(status)}"]
    if month.gross is not None and month.net is not None:
        lines.append(
            tr("Gross pay {gross} · net pay {net}").format(
                gross=format.yuan(month.gross), net=format.yuan(month.net)
            )
        )
    elif of_pay:
        return f"{lines[0]}\n{tr('no pay statement')}"
    made = " · ".join(format.quantity(quantity, unit) for unit, quantity in month.pieces)
    if made:
        lines.append(made)
    if month.on_time is not None:
        lines.append(f"{tr('On time')} {share(month.on_time)}")
    if month.defects is not None:
        lines.append(f"{tr('Defect rate')} {share(month.defects)}")
    return "\n".join(lines)
