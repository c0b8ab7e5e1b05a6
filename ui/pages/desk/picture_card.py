"""The month in pictures: what came in day by day, pay by village, and how households kept their word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedLayout, QWidget

from models import format
from models.i18n import tr
from models.rights import may
from models.rules.desk.roles import SEE_PAY
from models.settings import setting
from ui.kit.background_query import Asker
from ui.kit.card import Card
from ui.kit.page import Page
from ui.kit.segments import Segments
from ui.shell import theme

if TYPE_CHECKING:
    from models.queries.desk.household_performance import Track
    from ui.pages.desk.today_view import Glance

VILLAGES = "villages"
TRACKS = "tracks"


def look_at_tracks(seen: Glance) -> list[Track]:
    """How each household kept its word, likewise."""
    from ui.pages.desk.today_view import kept_word

    return kept_word(seen)


class PictureCard(Card):
    """Pictures of the month of an answer, one at a time; `build` makes them before the first answer is shown."""

    def __init__(self, page: Page) -> None:
        super().__init__(tr("Collected this month"))
        self.inset()
        self.page = page
        self.answer: Glance | None = None
        self._asker = Asker(page)
        self.pictures = Segments(tr("Which picture"))
        self.pictures.changed.connect(lambda _: self._show())
        self.head.addWidget(self.pictures)
        holder = QWidget()
        self.frame = QStackedLayout(holder)
        # Room for an empty chart, so that nothing moves once they come.
        room = QWidget()
        room.setMinimumSize(theme.px("field"), theme.px("xl") + 2 * theme.px("row") + theme.px("xs"))
        self.frame.addWidget(room)
        self.body.addWidget(holder, 1)

    def build(self) -> None:
        """Make the pictures."""
        # Imported here: the start does not wait for what draws and lists.
        from models.queries.desk.target import OfKind, Record
        from ui.kit.chart import ChartView
        from ui.kit.scrolled import Scrolled
        from ui.pages.desk.performance_list import TrackTable

        self.days, self.villages, self.tracks = ChartView(), ChartView(), TrackTable()
        self.villages.opened.connect(
            lambda *_: self.page.guard(lambda: self.page.desk.go("reports", OfKind("villages")))
        )
        self.of_villages = Scrolled(self.villages)
        self.tracks.opened.connect(
            lambda one: self.page.guard(lambda: self.page.desk.go("households", Record(one.household)))
        )
        for picture in (self.days, self.of_villages, self.tracks):
            self.frame.addWidget(picture)

    def show_answer(self, answer: Glance) -> None:
        """Pictures of another answer."""
        self.answer = answer
        units = list(answer.month.received)[:3] or [""]
        self.pictures.offer(
            [(unit, format.unit_name(unit) or tr("Received")) for unit in units]
            + ([(VILLAGES, tr("Pay"))] if may(SEE_PAY) else [])
            + [(TRACKS, tr("Households"))]
        )
        self._show()

    def _show(self) -> None:
        answer = self.answer
        if answer is None:
            return
        from ui.pages.desk import month_charts

        chosen = self.pictures.chosen()
        if chosen == VILLAGES:
            self.title.setText(tr("Pay by village"))
            self.villages.show_chart(*month_charts.villages(answer))
            self.frame.setCurrentWidget(self.of_villages)
        elif chosen == TRACKS:
            self.title.setText(tr("On time and defects"))
            self.frame.setCurrentWidget(self.tracks)
            self._show_tracks(answer)
        else:
            self.title.setText(tr("Collected this month"))
            self.days.show_chart(*month_charts.received(answer, chosen))
            self.frame.setCurrentWidget(self.days)

    def _show_tracks(self, answer: Glance) -> None:
        if answer.tracks is not None:
            self.tracks.put(answer.tracks, int(setting("attention.rework_share")))
        elif not self._asker.waiting:
            self._asker.ask(lambda: look_at_tracks(answer), lambda found: self._tracks_came(answer, found))

    def _tracks_came(self, answer: Glance, found: list[Track]) -> None:
        answer.tracks = found
        if self.answer is not None and self.pictures.chosen() == TRACKS:
            self._show_tracks(self.answer)
