"""Values as people write them: dates, times, texts and choices from a form, a spreadsheet cell or a pasted list.

Numbers are read by `models.rules.amount`. Every function takes what the cell or the field holds and raises `UserError`
(beside ``field``) when it cannot be read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final, TypeVar

from models.errors import UserError
from models.i18n import tr
from models.rules.amount import HALF_WIDTH, UNSEEN

Choice = TypeVar("Choice")

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2100

_DATE: Final = re.compile(
    r"([0-9]{4})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|([0-9]{2})([0-9]{2})|年([0-9]{1,2})月([0-9]{1,2})日)"
)
_TIME: Final = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::[0-9]{2})?")
# Chinese prose keeps its own ，。（）：; letters, digits and the signs found in codes read as half-width.
_LETTERS: Final = {
    wide: narrow
    for wide, narrow in HALF_WIDTH.items()
    if chr(narrow).isalnum() or chr(narrow) in " -_./#+&@=%*"
}
_BREAKS: Final = re.compile(r"[\t\r\n\x0b\x0c\x85\u2028\u2029]+")


def text_of(value: object) -> str:
    """A name, code or remark as text: trimmed, full-width letters and digits made half-width, "" for nothing.

    Chinese is never normalised (rare and compatibility characters of names survive) and keeps its punctuation;
    a whole number cell reads without a decimal point.
    """
    if type(value) is str and _plain(value):
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return str(value).translate(UNSEEN).translate(_LETTERS).strip()


def _plain(text: str) -> bool:
    """Whether there is nothing in a text to be made half-width or left out, as in nearly every code of a workbook."""
    return text.isascii() and text.isprintable()


def line_of(value: object) -> str:
    """A text that stands in one line, such as a name: like `text_of`, with a blank for line breaks and tabs."""
    text = text_of(value)
    # Hardly any text of a workbook has what cannot be printed, such as a line break.
    return text if text.isprintable() else _BREAKS.sub(" ", text).strip()


def code_of(value: object) -> str:
    """A code or number of a voucher as text: like `line_of`, with full-width punctuation made half-width too."""
    if type(value) is str and _plain(value):
        return value.strip()
    return line_of(value).translate(HALF_WIDTH).strip()


def date_of(value: object, *, field: str | None = None) -> date:
    """A day: a date cell, 2026-10-05, 2026/10/5, 2026.10.5, 20261005 (text or number) or 2026年10月5日.

    Years run from 1900 to 2100. Raises UserError (field: the one given) for anything else.
    """
    if isinstance(value, datetime):
        value = value.date()
    if not isinstance(value, date):
        text = code_of(value)
        if not text:
            raise UserError(tr("A date is needed here."), field)
        found = _DATE.fullmatch(text)
        if found is None or isinstance(value, bool):
            raise UserError(tr("Not a date: write it like 2026-10-05."), field)
        year, month, day = (int(part) for part in found.groups() if part and part.isdigit())
        try:
            value = date(year, month, day)
        except ValueError:
            raise UserError(tr("There is no such day: {text}.").format(text=text), field) from None
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise UserError(
            tr("The year must be between {first} and {last}.").format(first=FIRST_YEAR, last=LAST_YEAR), field
        )
    return value


def time_of(value: object, *, field: str | None = None) -> time:
    """A time of day in whole minutes: a time cell, "8:30", "08:30" or "08:30:00". Raises UserError for another."""
    if isinstance(value, datetime):
        value = value.time()
    if isinstance(value, time):
        return time(value.hour, value.minute)
    if isinstance(value, timedelta):
        minutes = value // timedelta(minutes=1)
    elif isinstance(value, float) and 0 <= value < 1:
        # A time cell without its format is a fraction of the day.
        minutes = int((Decimal(repr(value)) * 1440).to_integral_value())
    else:
        found = _TIME.fullmatch(code_of(value))
        if found is None or int(found[2]) > 59:
            raise UserError(tr("Not a time of day: write it like 08:30."), field)
        minutes = int(found[1]) * 60 + int(found[2])
    if not 0 <= minutes < 1440:
        raise UserError(tr("Not a time of day: write it like 08:30."), field)
    return time(*divmod(minutes, 60))


def typed_time(value: object, *, field: str | None = None) -> time:
    """A time of day as somebody types it: also "8" and "830"."""
    text = code_of(value) if isinstance(value, str) else ""
    if text.isdecimal() and len(text) <= 4:
        value = f"{text}:00" if len(text) <= 2 else f"{text[:-2]}:{text[-2:]}"
    return time_of(value, field=field)


def choice_of(value: object, mapping: Mapping[str, Choice], *, field: str | None = None) -> Choice:
    """What a word stands for (``mapping``: every accepted word to its meaning); whatever the case of its letters.

    Raises UserError naming the words there are.
    """
    text = text_of(value)
    if text in mapping:
        return mapping[text]
    folded = text.casefold()
    for word, meaning in mapping.items():
        if word.casefold() == folded:
            return meaning
    raise UserError(
        tr("Must be one of: {choices}.").format(choices=", ".join(word for word in mapping if word)), field
    )
