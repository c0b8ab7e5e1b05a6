"""The months of a workshop: a bar of its households' pay each, with how many they were and what they made below it."""

from __future__ import annotations

from collections.abc import Sequence

from models import format
from models.i18n import plural, tr
from models.queries.programme.workshop_figures import of_month
from models.queries.programme.workshop_record import WorkshopMonth
from models.rights import may
from models.rules.amount import half_up
from models.rules.desk.roles import SEE_PAY
from ui.kit.card import Card
from ui.kit.month_bars import MonthBars, MonthColumn
from ui.kit.page import Page
from ui.kit.rows_behind import open_rows_behind

FEN, THOUSANDTHS = 100, 1000
UNITS = 2
"""Units of pieces that have a line of their own."""


class WorkshopMonths(Card):
    """Twelve pay months of a workshop; one opens its households."""

    def __init__(self, page: Page) -> None:
        self.of_pay = may(SEE_PAY)
        super().__init__(tr("Pieces and pay by month") if self.of_pay else tr("Pieces by month"))
        self.inset()
        self.page = page
        self.months: Sequence[WorkshopMonth] = ()
        self.bars = MonthBars()
        self.bars.opened.connect(
            lambda at: page.guard(lambda: open_rows_behind(page, of_month(self.months[at])))
        )
        self.body.addWidget(self.bars)

    def show_months(self, months: Sequence[WorkshopMonth]) -> None:
        """Another workshop's months."""
        self.months = months
        units = units_of(months)
        words = []
        if months and self.of_pay:
            whole = sum(one.gross for one in months)
            words.append(tr("Gross pay together {sum}").format(sum=format.yuan(whole)))
            if not all(one.locked for one in months):
                words.append(tr("hatched: not locked yet, may still change"))
        if months:
            words.append(tr("who belonged to it on one day of a month counts for the month"))
        self.detail.setText(" · ".join(words))
        below = units[:UNITS] if self.of_pay else units[1 : 1 + UNITS]
        lines = [tr("Households"), *(tr("Made, {unit}").format(unit=format.unit_name(one)) for one in below)]
        self.bars.show_months(
            [self._column(one, units, below) for one in months],
            lines if months else [],
            f"{self.title.text()} {self.detail.text()}".strip(),
        )

    def _column(self, month: WorkshopMonth, units: Sequence[str], below: Sequence[str]) -> MonthColumn:
        pieces = month.pieces()
        if self.of_pay:
            value, exact = month.gross, format.money(month.gross)
            written = (exact, f"{half_up(value, FEN):,}") if value else ()
        else:
            value = pieces.get(units[0], 0) if units else 0
            written = (format.quantity(value), f"{half_up(value, THOUSANDTHS):,}") if value else ()
        said = [plural("{n} household", "{n} households", len(month.homes))]
        said += [format.quantity(pieces[unit], unit) for unit in units if pieces.get(unit)]
        if self.of_pay:
            said.append(format.yuan(month.gross))
        return MonthColumn(
            format.month(month.period, short=True),
            max(0, value),
            written,
            month.locked or not self.of_pay,
            (
                str(len(month.homes)) if month.homes else "",
                *(format.quantity(pieces[one]) if pieces.get(one) else "" for one in below),
            ),
            "\n".join((format.month(month.period), *said)),
        )


def units_of(months: Sequence[WorkshopMonth]) -> list[str]:
    """The units of the pieces of some months, the most first."""
    sums: dict[str, int] = {}
    for month in months:
        for unit, quantity in month.pieces().items():
            sums[unit] = sums.get(unit, 0) + abs(quantity)
    return sorted(sums, key=lambda unit: -sums[unit])
