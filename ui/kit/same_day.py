"""A day that was changed for one slip: does it hold for the next one too?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from models import format
from models.errors import NeedsConfirmation
from models.i18n import tr
from ui.shell.errors import Consent

KEY = "same_day"


class SameDay:
    """Asks once; whoever says so means it for as long as the day stands there."""

    def __init__(self, today: Callable[[], date]) -> None:
        self._today = today
        self._kept: date | None = None
        self._agreed: date | None = None

    def question(self, day: date, consent: Consent) -> NeedsConfirmation | None:
        """What to ask before a slip is posted on a day that stands there from the slip before."""
        if day != self._kept or KEY in consent.keys:
            return None
        shown = format.date(day, short=True)
        words = tr("The date is still {day}, as for the slip before. Today is {today}.")
        words = words.format(day=shown, today=format.date(self._today(), short=True))
        return NeedsConfirmation(KEY, words, verb=tr("Post with {day}").format(day=shown))

    def posted(self, day: date | None) -> None:
        """A slip was posted on a day, agreed to where it was asked about."""
        if day == self._kept:
            self._agreed = day
        self._kept = None if day in (self._agreed, self._today()) else day
