"""The charts of the month on the page Today: what came in day by day, and the pay of each village."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models import format
from models.i18n import mark, tr
from models.kinds import DAY, MONEY, QUANTITY, TEXT
from models.queries.report import BARS, Category, Chart, ChartSeries

if TYPE_CHECKING:
    from ui.pages.desk.today_view import Glance


def received(answer: Glance, unit: str) -> tuple[Chart, str]:
    """What came in of a unit on each day of the month, and what a screen reader says of it."""
    span = answer.month.period
    values = answer.month.received.get(unit, [0] * ((span.end - span.start).days + 1))
    days = [date.fromordinal(span.start.toordinal() + number) for number in range(len(values))]
    said = tr("Received in {month}: {quantity}").format(
        month=format.month(span.key), quantity=format.quantity(sum(values), unit or None)
    )
    known = tuple(value if day <= answer.day else None for day, value in zip(days, values, strict=True))
    series = ChartSeries("received", mark("Received"), known, QUANTITY, unit, opens=False)
    categories = tuple(Category(day.isoformat(), day, DAY) for day in days)
    return Chart(BARS, categories, (series,)), said


def villages(answer: Glance) -> tuple[Chart, str]:
    """The gross pay of each village, and what a screen reader says of it."""
    names = [(name or tr("No village"), fen) for name, fen in answer.month.villages]
    series = ChartSeries("gross", mark("Gross pay"), tuple(fen for _, fen in names), MONEY)
    categories = tuple(Category(name, name, TEXT) for name, _ in names)
    said = ", ".join(f"{name} {format.money(fen)}" for name, fen in names[:5])
    return Chart(BARS, categories, (series,)), said
