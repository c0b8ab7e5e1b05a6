"""How figures, days and periods are shown, on the screen and on paper: grouped digits, dates in the reader's language.

Each function takes the integers of `models.rules.amount`. A translator is passed where words are shown; documents
pass the household's, pages leave it out and speak the screen's language.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as Day
from datetime import datetime, time
from typing import TYPE_CHECKING, Final

from models import i18n
from models.i18n import Translator, mark
from models.rules import amount
from models.rules.ledger import grade as grades

if TYPE_CHECKING:
    from models.rules.order.allocation import Reason
    from models.rules.pay.calendar import Period

EMPTY: Final = ""
_CHINESE: Final = "\u2e80"  # from here on letters need no space between words
UNITS: Final = {"piece": mark("pcs"), "kg": mark("kg")}
_PIECES: Final = frozenset("件个只根支枝块顶条片粒颗枚台朵")
"""What Chinese counts pieces in, as the goods are shaped; English has one word for all of them."""
_ENGLISH_UNITS: Final = {
    "公斤": ("kg", "kg"),
    "千克": ("kg", "kg"),
    "克": ("g", "g"),
    "斤": ("jin", "jin"),
    "两": ("liang", "liang"),
    "吨": ("t", "t"),
    "米": ("m", "m"),
    "厘米": ("cm", "cm"),
    "毫米": ("mm", "mm"),
    "尺": ("chi", "chi"),
    "平方米": ("m²", "m²"),
    "升": ("l", "l"),
    "毫升": ("ml", "ml"),
    "套": ("set", "sets"),
    "组": ("set", "sets"),
    "副": ("set", "sets"),
    "双": ("pair", "pairs"),
    "对": ("pair", "pairs"),
    "打": ("dozen", "dozen"),
    "捆": ("bundle", "bundles"),
    "扎": ("bundle", "bundles"),
    "束": ("bunch", "bunches"),
    "把": ("bunch", "bunches"),
    "串": ("string", "strings"),
    "张": ("sheet", "sheets"),
    "卷": ("roll", "rolls"),
    "筒": ("spool", "spools"),
    "匹": ("bolt", "bolts"),
    "幅": ("panel", "panels"),
    "包": ("pack", "packs"),
    "袋": ("bag", "bags"),
    "盒": ("box", "boxes"),
    "箱": ("case", "cases"),
    "筐": ("basket", "baskets"),
    "瓶": ("bottle", "bottles"),
    "桶": ("bucket", "buckets"),
    "罐": ("tin", "tins"),
    "盘": ("tray", "trays"),
    "板": ("board", "boards"),
    "本": ("book", "books"),
    "份": ("portion", "portions"),
}
"""The trade's other units as they are written, and what English calls one and many of them."""

_WEEKDAYS: Final = (
    mark("Monday"),
    mark("Tuesday"),
    mark("Wednesday"),
    mark("Thursday"),
    mark("Friday"),
    mark("Saturday"),
    mark("Sunday"),
)
_MONTHS: Final = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)


def money(fen: int | None) -> str:
    """Fen as grouped yuan: 1625000 is "16,250.00"; nothing for None."""
    return EMPTY if fen is None else amount.money_text(fen, grouped=True)


def yuan(fen: int | None) -> str:
    """Fen as grouped yuan with the currency sign: "¥16,250.00"."""
    if fen is None:
        return EMPTY
    sign = "-" if fen < 0 else ""
    return f"{sign}¥{amount.money_text(abs(fen), grouped=True)}"


def quantity(thousandths: int | None, unit: str | None = None, tr: Translator | None = None) -> str:
    """Thousandths as grouped digits without idle zeros, with the unit's name when one is given: "1,200.5 kg"."""
    if thousandths is None:
        return EMPTY
    text = amount.quantity_text(thousandths, grouped=True)
    return f"{text} {unit_name(unit, tr, thousandths)}" if unit else text


def rate(rate: int | None) -> str:
    """A rate or price with four decimals: "3.2500"."""
    return EMPTY if rate is None else amount.rate_text(rate, grouped=True)


def percent(ppm: int | None) -> str:
    """Parts per million as a percentage: "1.5%"."""
    return EMPTY if ppm is None else f"{amount.percent_text(ppm, grouped=True)}%"


def distance(metres: int | None, tr: Translator | None = None) -> str:
    """Metres as kilometres with one decimal, "3.2 km", or whole metres below one: "450 m"."""
    if metres is None:
        return EMPTY
    if abs(metres) < 1000:
        return _speaker(tr)(mark("{way} m")).format(way=metres)
    tenths = amount.half_up(metres, 100)
    way = f"{'-' if tenths < 0 else ''}{abs(tenths) // 10:,}.{abs(tenths) % 10}"
    return _speaker(tr)(mark("{way} km")).format(way=way)


def weight(grams: int, tr: Translator | None = None) -> str:
    """Grams as whole kilograms, one at least where there is anything: "1,200 kg"."""
    kilograms = max(1, amount.half_up(grams, 1000)) if grams else 0
    return _speaker(tr)(mark("{weight} kg")).format(weight=f"{kilograms:,}")


def unit_name(unit: str, tr: Translator | None = None, of: int | None = None) -> str:
    """The name of a unit: "piece" (pcs) and "kg" are translated, any other stays as it was written in Chinese.

    In English, and beside the Chinese, the trade's units have English names; a unit nobody knows keeps its own.
    ``of`` is how many thousandths it stands behind: "1 piece", "3 pieces".
    """
    speaker = _speaker(tr)
    if unit == "piece" and of is not None:
        return speaker(mark("piece") if abs(of) == 1_000 else mark("pieces"))
    if unit in UNITS:
        return speaker(UNITS[unit])
    if speaker.language == "zh":
        return unit
    english = _english_unit(unit, of)
    return english if speaker.language == "en" or english == unit else f"{unit} {english}"


def _english_unit(unit: str, of: int | None) -> str:
    if unit in _PIECES:
        return unit_name("piece", i18n.translator("en"), of)
    one, many = _ENGLISH_UNITS.get(unit, (unit, unit))
    return one if of is not None and abs(of) == 1_000 else many


def place(*parts: str) -> str:
    """Township, village and group in one phrase: "牛角沟村2组" or "Niujiaogou Group 2"."""
    text = EMPTY
    for written in parts:
        part = group(written)
        if part:
            text += f" {part}" if text and text[-1] < _CHINESE else part
    return text


def group(written: str, tr: Translator | None = None) -> str:
    """A group of a village as it is said: of a bare number "3组", anything else as it is written."""
    return (tr or i18n.tr)("group {number}").format(number=written) if written.isdecimal() else written


def household(head: str, place: str) -> str:
    """A household in one phrase, with its place where it is known: 李犇 · 牛角沟村2组."""
    return f"{head} · {place}" if place else head


def date(day: Day | None, language: str | None = None, *, short: bool = False) -> str:
    """A day as 2026年10月21日 or 21 Oct 2026; ``short`` gives 10-21 in both languages. Nothing for None."""
    if day is None:
        return EMPTY
    if short:
        return f"{day.month:02d}-{day.day:02d}"
    if _language(language) == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def weekday(day: Day) -> str:
    """The name of the day of the week."""
    return i18n.tr(_WEEKDAYS[day.weekday()])


def month(key: str, language: str | None = None, *, short: bool = False) -> str:
    """A pay period's key as 2026年10月 or Oct 2026; ``short`` without its year: 10月 or Oct. A year: 2026年, 2026."""
    if "-" not in key:
        return f"{key}年" if _language(language) == "zh" else key
    year, number = key[:4], int(key[5:7])
    if short:
        return f"{number}月" if _language(language) == "zh" else _MONTHS[number - 1]
    return f"{year}年{number}月" if _language(language) == "zh" else f"{_MONTHS[number - 1]} {year}"


def period(period: Period, language: str | None = None) -> str:
    """A pay period's first and last day: "2026年10月1日—2026年10月31日" or "1 Oct 2026 – 31 Oct 2026"."""
    dash = "—" if _language(language) == "zh" else " – "
    return f"{date(period.start, language)}{dash}{date(period.end, language)}"


def moment(when: datetime | None, language: str | None = None) -> str:
    """A day with its time: "2026年10月21日 08:30"."""
    return EMPTY if when is None else f"{date(when.date(), language)} {when:%H:%M}"


def clock(when: time | None) -> str:
    """A time of day: "08:30"."""
    return EMPTY if when is None else f"{when:%H:%M}"


def time_of_day(seconds: int) -> str:
    """Seconds after midnight as HH:MM, to the nearest minute."""
    minutes = amount.half_up(seconds, 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def numbers(found: Sequence[str]) -> str:
    """The numbers of slips that were made together, in short: the only one, or the first and the last."""
    return " – ".join(dict.fromkeys((*found[:1], *found[-1:])))


def number_or_count(found: Sequence[str]) -> str:
    """What an operation on slips is called after: the only number, or how many there are."""
    return found[0] if len(found) == 1 else f"× {len(found)}"


def some(found: Sequence[str], most: int = 5) -> str:
    """The first of many numbers, and a sign that there are more."""
    return ", ".join((*found[:most], "…") if len(found) > most else found)


def grade(code: str, tr: Translator | None = None) -> str:
    """The label of a grade: 合格 or Good."""
    return _speaker(tr)(grades.LABELS[code])


def reason(reason: Reason, tr: Translator | None = None, unit: str | None = None) -> str:
    """One reason of an allocation as a phrase, quantities in the product's ``unit``."""
    # Not at the head: every start of the window would wait for it.
    from models.rules.order import allocation

    if reason.code in (allocation.CAPACITY, allocation.LOAD, allocation.BEYOND, allocation.TOO_LITTLE):
        number = quantity(reason.number, unit, tr)
    elif reason.code == allocation.DISTANCE:
        number = distance(reason.number, tr)
    elif reason.code in (allocation.ON_TIME, allocation.DEFECTS):
        number = percent(amount.half_up(reason.number, 1000) * 1000)
    else:
        number = str(reason.number)
    return _speaker(tr)(allocation.REASONS[reason.code]).format(number=number)


def in_words(fen: int, language: str | None = None) -> str:
    """An amount in words: 大写, or as an English cheque has it."""
    return amount.in_english_words(fen) if _language(language) == "en" else amount.in_words(fen)


def sentences(*said: str, language: str | None = None) -> str:
    """Sentences one after the other: a full stop of Chinese brings its own room along."""
    return ("" if _language(language) == "zh" else " ").join(filter(None, said))


def _language(language: str | None) -> str:
    return language or i18n.language()


def _speaker(tr: Translator | None) -> Translator:
    return tr or i18n.translator(i18n.language())
