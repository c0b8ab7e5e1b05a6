"""What is odd about ID numbers, phones and accounts is said; an account whose digits are lost is refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric

from models.errors import UserError
from models.rules.party import identity


@pytest.mark.parametrize(
    "phone",
    ["13800000001", "138 0000 0001", "138-0000-0001", "+86 13800000001", "0825-5431234", "(0825)5431234", "5431234",
     "13800000001/0825-5431234", "010-62345678", ""],
)  # fmt: skip
def test_phones_as_people_write_them_are_not_odd(phone: str) -> None:
    assert identity.phone_doubt(phone) == ""


@pytest.mark.parametrize(
    "phone", ["1380000000", "138000000012", "12800000001", "无", "13800000001/123", "0825"]
)
def test_what_is_no_phone_is_odd(phone: str) -> None:
    assert identity.phone_doubt(phone)


@st.composite
def residents(draw: st.DrawFn) -> tuple[str, str, date]:
    """A valid ID number with the sex and the day of birth it was made of."""
    born = draw(st.dates(date(1900, 1, 1), date(2020, 12, 31)))
    order = draw(st.integers(0, 999))
    body = f"510921{born:%Y%m%d}{order:03d}"
    number = body + str(ric.calc_check_digit(body + "0"))
    return number, identity.MALE if order % 2 else identity.FEMALE, born


@given(residents())
def test_a_valid_id_number_says_sex_and_birth(known: tuple[str, str, date]) -> None:
    number, sex, born = known
    assert identity.identified(number) == (sex, born)
    assert identity.identified(number[:-1] + ("1" if number[-1] == "0" else "0")) is None
    assert identity.identified(number[:-1]) is None


@given(st.text(max_size=6))
def test_what_is_no_sex_is_doubted_and_nothing_else(written: str) -> None:
    assert bool(identity.sex_doubt(written)) == (bool(written.strip()) and not identity.sex_of(written))
    assert identity.sex_of(written) in ("", *identity.SEXES)


@given(st.integers(10**11, 10**16 - 1))
def test_a_card_number_has_its_check_digit(digits: int) -> None:
    card = f"62{digits}1"
    card += luhn.calc_check_digit(card)
    if 16 <= len(card) <= 19 and (len(card) < 18 or card[15:].strip("0")):
        assert identity.account_doubt(card) == ""
        assert identity.account_doubt(card[:-1] + str((int(card[-1]) + 1) % 10))


@pytest.mark.parametrize("account", ["1234567", "1" * 33, "农行卡", "622848012345678000", "6.22848E+18"])
def test_an_odd_account_is_told(account: str) -> None:
    assert identity.account_doubt(account)


@pytest.mark.parametrize("account", ["88010120001234567", "62280001", "8801-0120-0012", ""])
def test_a_savings_book_needs_no_check_digit(account: str) -> None:
    assert identity.account_doubt(account) == ""


@pytest.mark.parametrize(
    "account", ["6.22848E+18", "6.22848e18", "6E+18", " 6.22848012345E+018 ", "6,22848E+18"]
)
def test_lost_digits_are_refused(account: str) -> None:
    with pytest.raises(UserError) as refusal:
        identity.refuse_powers_of_ten(account, "account")
    assert refusal.value.field == "account"


@given(st.text("0123456789", min_size=8, max_size=19))
def test_plain_digits_are_never_refused(account: str) -> None:
    identity.refuse_powers_of_ten(account, "account")
