"""Amounts: the one place where what people write becomes exact integers, and integers become text again.

Money is whole fen (0.01 yuan), a quantity whole thousandths of its unit, a rate or price whole ten-thousandths
of a yuan, and a percentage whole parts per million of one (1.5 % = 15000 ppm). Binary floating point touches none
of them.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from models.errors import UserError
from models.i18n import plural, tr

Value = str | int | float | Decimal

QUANTITY_MAX: Final = 999_999_999_999  # 999,999,999.999
# 999,999.999 of a material in one unit of product: then what any quantity uses is a number that the database holds.
PER_UNIT_MAX: Final = 999_999_999
RATE_MAX: Final = 999_999_999  # 99,999.9999 yuan
MONEY_MAX: Final = 99_999_999_999  # 999,999,999.99 yuan
PERCENT_MAX: Final = 10_000_000  # 1,000 %

# Only the full-width twins of ASCII: Unicode normalisation would also turn "²" into a 2 and "½" into 1⁄2.
HALF_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x2212: 0x2D}
# Signs without a width that come along from chat programs, web pages and telephone lists, and control codes.
UNSEEN: Final = dict.fromkeys(
    (
        *range(9), 11, 12, *range(14, 32), 127, 0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F),
        *range(0x80, 0x85), *range(0x86, 0xA0), *range(0x2060, 0x2065), *range(0x2066, 0x206A), 0xFEFF,
        *range(0xE0000, 0xE0080), 0xFFFE, 0xFFFF,
        # Halves of a character, which no file can hold.
        *range(0xD800, 0xE000),
    )
)  # fmt: skip
_NUMBER: Final = re.compile(r"([+-]?)([0-9]*|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]*))?")
_SCALE: Final = (1, 10, 100, 1000, 10_000)
_LONGEST: Final = 60  # characters; a longer figure is never a slip's


def half_up(numerator: int, denominator: int) -> int:
    """The quotient as the nearest whole number, a half going away from zero.

    ``denominator`` is above 0. The rounding of every amount, as help/rules, "Amounts" words it.
    """
    if denominator <= 0:
        raise ValueError(denominator)
    if numerator < 0:
        return -((denominator - 2 * numerator) // (2 * denominator))
    return (denominator + 2 * numerator) // (2 * denominator)


def quantity(
    value: Value | None, *, minimum: int | None = None, maximum: int = QUANTITY_MAX, field: str | None = None
) -> int:
    """A quantity as people write it ("1,200.5", 12, a number cell) in thousandths of its unit.

    At most 3 decimals and 999,999,999.999; ``minimum`` and ``maximum`` are in thousandths.
    Raises `UserError` (beside ``field``) for what is no such number.
    """
    return _scaled(value, 3, minimum, maximum, field)


def rate(
    value: Value | None, *, minimum: int | None = None, maximum: int = RATE_MAX, field: str | None = None
) -> int:
    """A piece rate or a price as people write it, in ten-thousandths of a yuan; at most 4 decimals."""
    return _scaled(value, 4, minimum, maximum, field)


def money(
    value: Value | None, *, minimum: int | None = None, maximum: int = MONEY_MAX, field: str | None = None
) -> int:
    """An amount of money as people write it, in fen; at most 2 decimals and 999,999,999.99 yuan."""
    return _scaled(value, 2, minimum, maximum, field)


def percent(
    value: Value | None, *, minimum: int | None = None, maximum: int = PERCENT_MAX, field: str | None = None
) -> int:
    """A percentage as people write it (1.5 or "1.5%"), in parts per million (15000); at most 4 decimals."""
    if isinstance(value, str):
        value = value.translate(UNSEEN).translate(HALF_WIDTH).strip().removesuffix("%")
    return _scaled(value, 4, minimum, maximum, field)


def _scaled(value: Value | None, places: int, minimum: int | None, maximum: int, field: str | None) -> int:
    if type(value) is int:
        result = value * _SCALE[places]
    elif type(value) is float and value.is_integer() and abs(value) <= QUANTITY_MAX:
        result = int(value) * _SCALE[places]
    else:
        result = _parsed(_written(value, field), places, field)
    if minimum is not None and result < minimum:
        if minimum == 0:
            raise UserError(tr("Must not be below 0."), field)
        if minimum == 1:
            raise UserError(tr("Must be above 0."), field)
        shown = _plain(minimum, places, 0, True)
        raise UserError(tr("Must be at least {minimum}.").format(minimum=shown), field)
    if not -maximum <= result <= maximum:
        shown = _plain(maximum, places, 0, True)
        raise UserError(tr("Too large: at most {maximum}.").format(maximum=shown), field)
    return result


def _written(value: Value | None, field: str | None) -> str:
    """The value in plain digits, as a person would have written it."""
    if isinstance(value, str):
        return value.translate(UNSEEN).translate(HALF_WIDTH).strip()
    if isinstance(value, float):
        # A spreadsheet keeps and shows 15 significant digits: its =0.1+0.2 is 0.3, not 0.30000000000000004.
        digits = format(value, ".15g")
        if "e" not in digits and "n" not in digits:
            return digits
        value = Decimal(digits)
    elif isinstance(value, int) and not isinstance(value, bool):
        value = Decimal(value)
    elif value is None:
        return ""
    if not isinstance(value, Decimal) or not value.is_finite():
        raise UserError(tr("Not a number."), field)
    if not value:
        return "0"
    if abs(value.adjusted()) > _LONGEST:
        raise _size(value.adjusted() > 0, field)
    return format(value, "f")


def _parsed(text: str, places: int, field: str | None) -> int:
    if not text:
        raise UserError(tr("A number is needed here."), field)
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise UserError(tr("Not a number."), field)
    sign, whole, fraction = found.groups("")
    if not whole and not fraction:
        raise UserError(tr("Not a number."), field)
    whole = whole.replace(",", "").lstrip("0")
    fraction = fraction.rstrip("0")
    if len(whole) > _LONGEST:
        raise _size(True, field)
    if len(fraction) > places:
        raise UserError(plural("At most {n} decimal.", "At most {n} decimals.", places), field)
    number = int(whole + fraction.ljust(places, "0"))
    return -number if sign == "-" else number


def _size(large: bool, field: str | None) -> UserError:
    return UserError(
        tr("The number is too large.") if large else tr("The number has too many decimals."), field
    )


def quantity_text(thousandths: int, *, grouped: bool = False) -> str:
    """A quantity in plain digits without idle zeros: 12500 is "12.5"."""
    return _plain(thousandths, 3, 0, grouped)


def rate_text(rate: int, *, grouped: bool = False) -> str:
    """A rate or price with its four decimals: 32500 is "3.2500"."""
    return _plain(rate, 4, 4, grouped)


def money_text(fen: int, *, grouped: bool = False) -> str:
    """Money with its two decimals: 16250 is "162.50"."""
    return _plain(fen, 2, 2, grouped)


def percent_text(ppm: int, *, grouped: bool = False) -> str:
    """A percentage without its sign and without idle zeros: 15000 is "1.5"."""
    return _plain(ppm, 4, 0, grouped)


def _plain(number: int, places: int, kept: int, grouped: bool) -> str:
    whole, fraction = divmod(abs(number), _SCALE[places])
    digits = f"{fraction:0{places}d}"
    if kept < places:
        digits = digits[:kept] + digits[kept:].rstrip("0")
    text = f"{whole:,}" if grouped else str(whole)
    if digits:
        text = f"{text}.{digits}"
    return f"-{text}" if number < 0 else text


def line_amount(quantity: int, rate: int) -> int:
    """The pay of one line in fen: quantity (thousandths) × rate (ten-thousandths of a yuan), half up."""
    product = quantity * rate
    if product < 0:
        return -((100_000 - 2 * product) // 200_000)
    return (100_000 + 2 * product) // 200_000


_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"


def in_words(fen: int) -> str:
    """Money in the capital figures of Chinese accounts (大写): 32504 is 人民币叁佰贰拾伍元零肆分.

    The figure follows 人民币 without a gap; 整 stands after 元 and 角, nothing after 分; zeros between are read once,
    zeros that end a group of four (1680.32, 107000) not at all, as 支付结算办法 allows. Below zero 负 is put first.
    """
    yuan, rest = divmod(abs(fen), 100)
    jiao, odd = divmod(rest, 10)
    words = "人民币负" if fen < 0 else "人民币"
    if yuan or not rest:
        words += (_whole_in_words(yuan) or "零") + "元"
    if jiao:
        words += _DIGITS[jiao] + "角"
    elif odd and yuan:
        words += "零"
    return words + (_DIGITS[odd] + "分" if odd else "整")


_ONES: Final = (
    *(
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    ),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS: Final = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_GROUPS: Final = ((1_000_000_000, "billion"), (1_000_000, "million"), (1_000, "thousand"), (100, "hundred"))


def in_english_words(fen: int) -> str:
    """Money in words as an English cheque has it: 32504 is "three hundred twenty-five yuan and 04/100"."""
    yuan, rest = divmod(abs(fen), 100)
    return f"{'minus ' if fen < 0 else ''}{_counted_in_english(yuan)} yuan and {rest:02d}/100"


def _counted_in_english(number: int) -> str:
    for size, name in _GROUPS:
        high, low = divmod(number, size)
        if high:
            return f"{_counted_in_english(high)} {name}{f' {_counted_in_english(low)}' if low else ''}"
    if number < len(_ONES):
        return _ONES[number]
    tens, ones = divmod(number, 10)
    return _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")


def _whole_in_words(number: int) -> str:
    for power, name in ((8, "亿"), (4, "万"), (3, "仟"), (2, "佰"), (1, "拾")):
        high, low = divmod(number, 10**power)
        if high:
            gap = "零" if 0 < low < 10 ** (power - 1) else ""
            return _whole_in_words(high) + name + gap + _whole_in_words(low)
    return _DIGITS[number] if number else ""
