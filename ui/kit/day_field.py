"""A day, typed the short way (1005, 10-5, 5, T for today, + and −) or picked from a calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame

from models import format
from models.actions.day_doubts import far_ahead
from models.errors import UserError
from models.i18n import tr
from models.rules import parsing
from ui.kit.boxes import vbox
from ui.kit.field import TextField
from ui.kit.month_view import Month
from ui.kit.popup import PopupFrame, hang
from ui.shell import theme


def day_of(typed: str, today: date, field: str | None = None, since: date | None = None) -> date:
    """The day meant by what was typed; without a year it is the one nearest to today.

    With ``since`` a day without its month or year is the next one from there, that day included.

    Raises UserError (beside ``field``) for what is no day.
    """
    words = parsing.code_of(typed).lower()
    if words in ("t", "today", "今天"):
        return today
    digits = words.replace("/", "-").replace(".", "-").replace("月", "-").replace("日", "")
    parts = digits.split("-")
    # Other scripts' digits and a small ² pass for digits too, and are no day.
    if not digits.isascii():
        return parsing.date_of(typed, field=field)
    if digits.isdigit() and len(digits) <= 2:
        if since is not None:
            return _next_day(int(digits), since, typed, field)
        parts = [str(today.month), digits]
    elif digits.isdigit() and len(digits) in (3, 4):
        parts = [digits[:-2], digits[-2:]]
    elif digits.isdigit() and len(digits) == 6:
        parts = [f"20{digits[:2]}", digits[2:4], digits[4:]]
    if not all(part.isdigit() for part in parts):
        return parsing.date_of(typed, field=field)
    if len(parts) == 3 and len(parts[0]) <= 2:
        parts[0] = f"20{int(parts[0]):02d}"
    if len(parts) == 3:
        return parsing.date_of(f"{parts[0]}-{int(parts[1]):02d}-{int(parts[2]):02d}", field=field)
    if len(parts) != 2:
        return parsing.date_of(typed, field=field)
    near: list[date] = []
    around = since or today
    for year in (around.year - 1, around.year, around.year + 1):
        try:
            near.append(date(year, int(parts[0]), int(parts[1])))
        except ValueError:
            continue
    if not near:
        raise UserError(tr("There is no such day: {text}.").format(text=typed), field)
    if since is not None:
        return min((day for day in near if day >= since), default=near[-1])
    return min(near, key=lambda day: (abs((day - today).days), day))


def _next_day(number: int, since: date, typed: str, field: str | None) -> date:
    """The first day with this number in its month, from a day on: the 31st may be two months away."""
    first = since.replace(day=1)
    for _ in range(3):
        try:
            day = first.replace(day=number)
        except ValueError:
            day = None
        if day is not None and day >= since:
            return day
        first = (first + timedelta(days=31)).replace(day=1)
    raise UserError(tr("There is no such day: {text}.").format(text=typed), field)


class DateField(TextField):
    """A day; the label names the weekday, or, laid out in one line, the words behind it do.

    ``after`` names the field of the form whose day it lies on or after, such as that of a due day. A day far ahead is
    told, but for a last day, which says ``for_ever``.
    """

    def __init__(
        self,
        name: str,
        label: str,
        *,
        today: Callable[[], date] = date.today,
        after: str = "",
        for_ever: bool = False,
        **options: Any,
    ) -> None:
        self._today = today
        self.after, self.for_ever = after, for_ever
        self.base: DateField | None = None
        self.beside = False
        options.setdefault("placeholder", tr("YYYY-MM-DD"))
        super().__init__(name, label, **options)
        self._hint = self.hint
        self.line.add_sign("calendar", tr("Calendar (F7)"), self.open_calendar)
        self.line.editingFinished.connect(self._tidy)
        self.line.textChanged.connect(self.name_day)
        self.line.installEventFilter(self)
        self.name_day()

    def read(self, raw: Any) -> date:
        """A `datetime.date`."""
        return day_of(raw, self._today(), self.name, self._since())

    def _since(self) -> date | None:
        """The day it looks ahead from: that of the field before it, or today."""
        if not self.after:
            return None
        day = None if self.base is None else self.base.value_or_none()
        return day if isinstance(day, date) else self._today()

    def set_value(self, value: Any) -> None:
        """Show a day."""
        self.line.setText(
            "" if value is None else value.isoformat() if isinstance(value, date) else str(value)
        )

    def name_day(self) -> None:
        """Say which weekday it is."""
        day = self.value_or_none()
        named = format.weekday(day) if day is not None else ""
        if self.beside:
            self._words.setText(self.label)
            self.set_hint(named or self._hint)
        else:
            self.set_hint(self._hint)
            self._words.setText(f"{self.label} · {named}" if named else self.label)
            self.say_doubt("" if day is None or self.for_ever else far_ahead(day, self._today()))

    def _step(self, days: int) -> None:
        day = self.value_or_none() or self._today()
        self.set_value(day + timedelta(days=days))
        self._touched()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """T, + and − act at once; F7 or Alt+Down opens the calendar."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and not self.line.isReadOnly()
        ):
            typed, key = event.text(), event.key()
            alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            if typed in ("t", "T"):
                self.set_value(self._today())
                self._touched()
                return True
            whole = not self.line.text() or "-" in self.line.text()[:5]
            if typed in ("+", "=") or (key == Qt.Key.Key_Up and not alt):
                self._step(1)
                return True
            if (typed in ("-", "−") and (whole and len(self.line.text()) == 10)) or (
                key == Qt.Key.Key_Down and not alt
            ):
                self._step(-1)
                return True
            if key == Qt.Key.Key_F7 or (alt and key == Qt.Key.Key_Down):
                self.open_calendar()
                return True
        return False

    def open_calendar(self) -> None:
        """The month to pick from, below the field."""
        frame = PopupFrame(self, Qt.WindowType.Popup)
        frame.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        month = Month(self.value_or_none() or self._today(), self._today())
        month.picked.connect(lambda chosen: self._chosen(frame, chosen))
        vbox(0, month, of=frame, margin="s")
        frame.adjustSize()
        hang(frame, self.line, theme.px("xs"))
        frame.show()
        month.setFocus()

    def _chosen(self, frame: QFrame, chosen: date) -> None:
        if not frame.isVisible():
            return
        self.set_value(chosen)
        frame.close()
        self._touched()
        self.line.setFocus()
