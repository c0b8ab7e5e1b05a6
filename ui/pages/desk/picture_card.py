"""The month in pictures: what came in day by day, pay by village, and how households kept their word."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedLayout, QWidget

from models import format
from models.i18n import tr
from models.queries.desk.target import Record
from models.settings import setting
from ui.kit.background_query import Asker
from ui.kit.bars import DayBars, LineBars
from ui.kit.card import Card
from ui.kit.page import Page
from ui.kit.segments import Segments
from ui.pages.desk.performance_list import TrackTable

if TYPE_CHECKING:
    from models.queries.desk.household_performance import Track
    from ui.pages.desk.today_view import Glance

VILLAGES = "villages"
TRACKS = "tracks"
TICKS = 7  # a day's number under every so many bars


def look_at_tracks(seen: Glance) -> list[Track]:
    """How each household kept its word, likewise."""
    from ui.pages.desk.today_view import kept_word

    return kept_word(seen)


class PictureCard(Card):
    """Pictures of the month of an answer, one at a time."""

    def __init__(self, page: Page) -> None:
        super().__init__(tr("Came in"))
        self.inset()
        self.page = page
        self.answer: Glance | None = None
        self._asker = Asker(page)
        self.pictures = Segments(tr("Which picture"))
        self.pictures.changed.connect(lambda _: self._show())
        self.head.addWidget(self.pictures)
        holder = QWidget()
        self.frame = QStackedLayout(holder)
        self.bars, self.lines, self.tracks = DayBars(), LineBars(), TrackTable()
        self.tracks.opened.connect(
            lambda one: self.page.guard(lambda: self.page.desk.go("households", Record(one.household)))
        )
        for picture in (self.bars, self.lines, self.tracks):
            self.frame.addWidget(picture)
        self.body.addWidget(holder, 1)

    def show_answer(self, answer: Glance) -> None:
        """Pictures of another answer."""
        self.answer = answer
        units = list(answer.month.received)[:3] or [""]
        self.pictures.offer(
            [(unit, format.unit_name(unit) or tr("Received")) for unit in units]
            + [(VILLAGES, tr("Pay")), (TRACKS, tr("Homes"))]
        )
        self._show()

    def _show(self) -> None:
        answer = self.answer
        if answer is None:
            return
        chosen = self.pictures.chosen()
        if chosen == VILLAGES:
            self.title.setText(tr("Pay by village"))
            self._show_villages(answer)
            self.frame.setCurrentWidget(self.lines)
        elif chosen == TRACKS:
            self.title.setText(tr("Word kept"))
            self.frame.setCurrentWidget(self.tracks)
            self._show_tracks(answer)
        else:
            self.title.setText(tr("Came in"))
            self._show_received(answer)
            self.frame.setCurrentWidget(self.bars)

    def _show_received(self, answer: Glance) -> None:
        span, unit = answer.month.period, self.pictures.chosen()
        values = answer.month.received.get(unit, [0] * ((span.end - span.start).days + 1))
        days = [date.fromordinal(span.start.toordinal() + number) for number in range(len(values))]
        labels = [str(day.day) if number % TICKS == 0 else "" for number, day in enumerate(days)]
        words = [
            tr("{day}: {quantity} received").format(
                day=format.date(day, short=True), quantity=format.quantity(value, unit or None)
            )
            for day, value in zip(days, values, strict=True)
        ]
        said = tr("Received in {month}: {quantity}").format(
            month=format.month(span.key), quantity=format.quantity(sum(values), unit or None)
        )
        today = (answer.day - span.start).days
        self.bars.show_days(values, labels, words, today, said)

    def _show_villages(self, answer: Glance) -> None:
        lines = [(name or tr("No village"), fen, format.money(fen)) for name, fen in answer.month.villages]
        said = ", ".join(f"{name} {figure}" for name, _, figure in lines[:5])
        self.lines.show_lines(lines, said)

    def _show_tracks(self, answer: Glance) -> None:
        if answer.tracks is not None:
            self.tracks.put(answer.tracks, int(setting("attention.rework_share")))
        elif not self._asker.waiting:
            self._asker.ask(lambda: look_at_tracks(answer), lambda found: self._tracks_came(answer, found))

    def _tracks_came(self, answer: Glance, found: list[Track]) -> None:
        answer.tracks = found
        if self.answer is not None and self.pictures.chosen() == TRACKS:
            self._show_tracks(self.answer)
