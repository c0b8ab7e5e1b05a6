"""Amounts: what is read is exact or refused, what is shown reads back the same."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import UserError
from models.rules import amount
from models.rules.amount import (
    half_up,
    in_english_words,
    in_words,
    line_amount,
    money,
    percent,
    quantity,
    rate,
)

FULL_WIDTH = str.maketrans("0123456789.,+-%", "０１２３４５６７８９．，＋－％")


@given(st.integers(-(10**24), 10**24), st.integers(1, 10**13))
def test_half_up_is_the_nearest_and_a_half_goes_away_from_zero(numerator: int, denominator: int) -> None:
    exact = Fraction(numerator, denominator)
    rounded = half_up(numerator, denominator)
    assert abs(rounded - exact) <= Fraction(1, 2)
    if abs(rounded - exact) == Fraction(1, 2):
        assert abs(rounded) > abs(exact)
    assert half_up(-numerator, denominator) == -rounded


@pytest.mark.parametrize(
    ("numerator", "expected"), [(5, 1), (4, 0), (-5, -1), (-4, 0), (15, 2), (25, 3), (0, 0)]
)
def test_half_up_of_tenths(numerator: int, expected: int) -> None:
    assert half_up(numerator, 10) == expected


@pytest.mark.parametrize("denominator", [0, -3])
def test_half_up_needs_a_denominator_above_zero(denominator: int) -> None:
    with pytest.raises(ValueError):
        half_up(1, denominator)


@pytest.mark.parametrize(
    ("read", "value", "expected"),
    [
        (quantity, "12.5", 12_500),
        (quantity, " 12.5　", 12_500),
        (quantity, "１２．５", 12_500),
        (quantity, "1,234,567.125", 1_234_567_125),
        (quantity, "１，２００", 1_200_000),
        (quantity, "12.5000", 12_500),
        (quantity, "007", 7_000),
        (quantity, ".5", 500),
        (quantity, "5.", 5_000),
        (quantity, "-3", -3_000),
        (quantity, "－３", -3_000),
        (quantity, "−3", -3_000),
        (quantity, "+3", 3_000),
        (quantity, "-0", 0),
        (quantity, 57.46, 57_460),
        (quantity, 0.1 + 0.2, 300),
        (quantity, 65, 65_000),
        (quantity, 65.0, 65_000),
        (quantity, -0.0, 0),
        (quantity, Decimal("0E+99999999"), 0),
        (quantity, Decimal("1.250"), 1_250),
        (quantity, Decimal("1E+2"), 100_000),
        (quantity, "999,999,999.999", 999_999_999_999),
        (quantity, 999999999.999, 999_999_999_999),
        (rate, "0.0375", 375),
        (rate, 0.0375, 375),
        (rate, 1e-4, 1),
        (rate, 3.25, 32_500),
        (money, "162.5", 16_250),
        (money, 1.1 * 3, 330),
        (money, "-60.00", -6_000),
        (percent, 1.5, 15_000),
        (percent, "1.5%", 15_000),
        (percent, "１．５％", 15_000),
        (percent, "0.0001", 1),
    ],
)
def test_a_number_is_read_as_people_write_it(
    read: Callable[[object], int], value: object, expected: int
) -> None:
    assert read(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        "", "  ", None, "abc", "1.2.3", "1e3", "1E400", "inf", "-inf", "nan", "NaN", "Infinity", "--1", "+-1", "- 1",
        ".", "-", ",", "1,23", "12,34,567", "1234,567", ",123", "1,", "1.000,5", "1²", "½", "①", "٣", "一百", "0x10",
        "1_000", "12 500", "12件", "¥5", True, False, float("inf"), float("nan"), 1e400, -1e400, Decimal("NaN"),
        Decimal("sNaN"), Decimal("Infinity"), b"5", [], object(),
    ],
)  # fmt: skip
@pytest.mark.parametrize("read", [quantity, rate, money, percent])
def test_what_is_no_number_is_refused(read: Callable[..., int], value: object) -> None:
    with pytest.raises(UserError) as refused:
        read(value, field="amount")
    assert refused.value.field == "amount"


@pytest.mark.parametrize(
    "value",
    ["1" * 40, "9" * 5000, "1" + "0" * 100_000, 10**30, -(10**5000), 1e21, -1e300, Decimal("1E+999999"), 1_000_000_000,
     "1,000,000,000", "-1000000000"],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
@pytest.mark.parametrize("read", [quantity, rate, money, percent])
def test_what_is_too_large_is_refused(read: Callable[..., int], value: object) -> None:
    with pytest.raises(UserError):
        read(value)


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (quantity, "1.2345"),
        (quantity, 1.2345),
        (quantity, Decimal("0.0001")),
        (quantity, "0.30000000000000004"),
        (quantity, 1e-300),
        (quantity, Decimal("1E-999999")),
        (rate, "3.25001"),
        (rate, 0.00001),
        (money, "1.005"),
        (money, 1.005),
        (percent, "1.00001"),
    ],
)
def test_more_decimals_are_an_error_not_a_rounding(read: Callable[..., int], value: object) -> None:
    with pytest.raises(UserError) as refused:
        read(value)
    assert "小数" in refused.value.message


def test_limits_a_caller_asks_for() -> None:
    assert quantity("0", minimum=0) == 0
    assert quantity("0.001", minimum=1) == 1
    for value, minimum in (("-0.001", 0), ("0", 1), ("4.999", 5000)):
        with pytest.raises(UserError):
            quantity(value, minimum=minimum)
    with pytest.raises(UserError):
        quantity("11", maximum=10_000)


def test_the_largest_figures_stay_inside_a_database_integer() -> None:
    assert line_amount(amount.QUANTITY_MAX, amount.RATE_MAX) < 2**63
    assert amount.half_up(amount.QUANTITY_MAX * amount.PER_UNIT_MAX, 1000) < 2**63


READ_AND_SHOW = [
    (quantity, amount.quantity_text, amount.QUANTITY_MAX, 3),
    (rate, amount.rate_text, amount.RATE_MAX, 4),
    (money, amount.money_text, amount.MONEY_MAX, 2),
    (percent, amount.percent_text, amount.PERCENT_MAX, 4),
]


@pytest.mark.parametrize(("read", "show", "most", "places"), READ_AND_SHOW)
@given(data=st.data())
def test_what_is_shown_reads_back_the_same(
    read: Callable[..., int], show: Callable[..., str], most: int, places: int, data: st.DataObject
) -> None:
    number = data.draw(st.integers(-most, most))
    for grouped in (False, True):
        text = show(number, grouped=grouped)
        assert read(text) == number
        assert read(text.translate(FULL_WIDTH)) == number
    plain = show(number)
    assert Fraction(plain) == Fraction(number, 10**places)
    assert read(float(plain)) == number
    assert read(Decimal(plain)) == number


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (amount.quantity_text(12_500), "12.5"),
        (amount.quantity_text(12_000), "12"),
        (amount.quantity_text(-5), "-0.005"),
        (amount.quantity_text(0), "0"),
        (amount.quantity_text(1_234_567_125, grouped=True), "1,234,567.125"),
        (amount.rate_text(32_500), "3.2500"),
        (amount.rate_text(375), "0.0375"),
        (amount.money_text(16_250), "162.50"),
        (amount.money_text(-5), "-0.05"),
        (amount.money_text(123_456_789, grouped=True), "1,234,567.89"),
        (amount.percent_text(15_000), "1.5"),
        (amount.percent_text(1), "0.0001"),
    ],
)
def test_plain_digits(shown: str, expected: str) -> None:
    assert shown == expected


@given(st.integers(-(10**12), 10**12), st.integers(0, 10**9))
def test_a_line_is_quantity_times_rate_half_up(thousandths: int, rate_in_force: int) -> None:
    assert line_amount(thousandths, rate_in_force) == half_up(thousandths * rate_in_force, 100_000)


def test_half_a_fen_is_paid() -> None:
    assert line_amount(1_000, 50) == 1  # 0.005 yuan
    assert line_amount(1_000, 49) == 0
    assert line_amount(-1_000, 50) == -1


WORDS = {
    0: "零元整",
    5: "伍分",
    10: "壹角整",
    50: "伍角整",
    99: "玖角玖分",
    100: "壹元整",
    105: "壹元零伍分",
    150: "壹元伍角整",
    1_000: "壹拾元整",
    1_050: "壹拾元伍角整",
    1_701: "壹拾柒元零壹分",
    8_434: "捌拾肆元叁角肆分",
    10_000: "壹佰元整",
    10_100: "壹佰零壹元整",
    32_504: "叁佰贰拾伍元零肆分",
    100_500: "壹仟零伍元整",
    101_000: "壹仟零壹拾元整",
    168_032: "壹仟陆佰捌拾元叁角贰分",
    168_002: "壹仟陆佰捌拾元零贰分",
    1_001_010: "壹万零壹拾元壹角整",
    1_000_100: "壹万零壹元整",
    1_640_902: "壹万陆仟肆佰零玖元零贰分",
    10_050_000: "壹拾万零伍佰元整",
    10_700_053: "壹拾万柒仟元伍角叁分",
    20_000_000: "贰拾万元整",
    2_050_000_000: "贰仟零伍拾万元整",
    10_000_000_001: "壹亿元零壹分",
    10_000_100_000: "壹亿零壹仟元整",
    10_001_000_000: "壹亿零壹万元整",
    10_010_000_100: "壹亿零壹拾万零壹元整",
    99_999_999_999: "玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
    100_000_000_000_000: "壹万亿元整",
}


@pytest.mark.parametrize(("fen", "words"), WORDS.items())
def test_money_in_words(fen: int, words: str) -> None:
    assert in_words(fen) == "人民币" + words
    if fen:
        assert in_words(-fen) == "人民币负" + words


def read_words(words: str) -> int:
    """The fen that capital figures say, read the way a person adds them up."""
    digits = {sign: value for value, sign in enumerate("零壹贰叁肆伍陆柒捌玖")}
    places = {"拾": 10, "佰": 100, "仟": 1000}
    sign = -1 if words.startswith("负") else 1
    words = words.removeprefix("负").removesuffix("整")
    yuan, _, small = words.rpartition("元")
    total = 0
    for figure, worth in (("角", 10), ("分", 1)):
        if figure in small:
            total += digits[small[small.index(figure) - 1]] * worth
    whole = group = digit = 0
    for sign_read in yuan:
        if sign_read in digits:
            digit = digits[sign_read]
        elif sign_read in places:
            group += digit * places[sign_read]
            digit = 0
        else:
            group += digit
            whole = (whole + group) * (10_000 if sign_read == "万" else 100_000_000)
            group = digit = 0
    return sign * (total + (whole + group + digit) * 100)


@given(st.one_of(st.integers(-(10**11), 10**11), st.integers(0, 9999).map(lambda n: n * 10**7 + n)))
def test_words_say_the_amount_and_read_no_zero_twice(fen: int) -> None:
    words = in_words(fen)
    assert words.startswith("人民币")
    figure = words.removeprefix("人民币")
    if fen < 10**14 and "亿" not in figure:
        assert read_words(figure) == fen
    assert "零零" not in figure
    assert not any(
        zero in figure.replace("零元整", "") for zero in ("零元", "零万", "零亿", "零角", "零分", "零整")
    )
    assert figure.endswith("分") == (abs(fen) % 10 != 0)
    assert figure.endswith("整") == (abs(fen) % 10 == 0)


@given(st.integers(10**10, 10**13 - 1))
def test_words_above_a_hundred_million_say_the_amount(fen: int) -> None:
    high, low = in_words(fen).removeprefix("人民币").split("亿")
    yuan = read_words(high + "元整") // 100
    rest = read_words(low if not low.startswith("元") else "零" + low)
    assert yuan * 10**10 + rest == fen


@pytest.mark.parametrize(
    ("fen", "said"),
    [
        (0, "zero yuan and 00/100"),
        (5, "zero yuan and 05/100"),
        (32_504, "three hundred twenty-five yuan and 04/100"),
        (10_400, "one hundred four yuan and 00/100"),
        (1_640_902, "sixteen thousand four hundred nine yuan and 02/100"),
        (100_000_100, "one million one yuan and 00/100"),
        (-1_100, "minus eleven yuan and 00/100"),
    ],
)
def test_amounts_in_english_words(fen: int, said: str) -> None:
    assert in_english_words(fen) == said
