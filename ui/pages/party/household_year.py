"""A household's year on its page: a bar of pay a month, with pieces, on time and defects below it."""

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
from models.rules.amount import half_up
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
        super().__init__(tr("Pay of twelve months"))
        self.inset()
        self.page, self.household = page, 0
        self.months: Sequence[HouseholdMonth] = ()
        self.asker = Asker(self)
        self.bars = MonthBars()
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
        lines = [tr("Made, {unit}").format(unit=format.unit_name(unit)) for unit in units]
        lines += [tr("On time"), tr("Defect rate")]
        whole = sum(month.gross or 0 for month in months)
        open_ones = any(month.status == OPEN and month.gross is not None for month in months)
        said = tr("Gross pay together {sum}").format(sum=format.yuan(whole)) if months else ""
        words = [said, tr("hatched: not locked yet, may still change") if open_ones else ""]
        self.detail.setText(" · ".join(part for part in words if part))
        self.bars.show_months(
            [_column(month, units) for month in months], lines, f"{self.title.text()} {said}".strip()
        )


def units_of(months: Sequence[HouseholdMonth]) -> list[str]:
    """The units of a year's pieces, the most first."""
    sums: dict[str, int] = {}
    for month in months:
        for unit, quantity in month.pieces:
            sums[unit] = sums.get(unit, 0) + abs(quantity)
    return sorted(sums, key=lambda unit: -sums[unit])


def _column(month: HouseholdMonth, units: Sequence[str]) -> MonthColumn:
    pieces = dict(month.pieces)
    figures = [format.quantity(pieces[unit]) if unit in pieces else "" for unit in units]
    figures += ["" if ppm is None else share(ppm) for ppm in (month.on_time, month.defects)]
    written: tuple[str, ...] = ()
    if month.gross is not None:
        written = (format.money(month.gross), f"{half_up(month.gross, FEN):,}")
    return MonthColumn(
        format.month(month.period.key, short=True),
        max(0, month.gross or 0),
        written,
        month.status != OPEN,
        tuple(figures),
        _tip(month),
    )


def _tip(month: HouseholdMonth) -> str:
    """All of a month in words."""
    status = NOT_LOCKED if month.status == OPEN else month.status
    head = f"{format.month(month.period.key)} · {STATUS.shown(status)}"
    if month.gross is None or month.net is None:
        return f"{head}\n{tr('no pay statement')}"
    lines = [
        head,
        tr("Gross pay {gross} · net pay {net}").format(
            gross=format.yuan(month.gross), net=format.yuan(month.net)
        ),
    ]
    made = " · ".join(format.quantity(quantity, unit) for unit, quantity in month.pieces)
    if made:
        lines.append(made)
    if month.on_time is not None:
        lines.append(f"{tr('On time')} {share(month.on_time)}")
    if month.defects is not None:
        lines.append(f"{tr('Defect rate')} {share(month.defects)}")
    return "\n".join(lines)
