"""ID numbers, phones and bank accounts: what is odd about one as it is written, and what no bank may ever be sent.

What is odd is only said; people write a neighbour's phone, an old ID number, an account of a bank nobody knows.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final, NamedTuple

from models.errors import UserError
from models.i18n import mark, tr

FEMALE: Final = mark("Female")
MALE: Final = mark("Male")
SEXES: Final = (FEMALE, MALE)
"""The words by which a sex is kept."""
_SEX_WORDS: Final = {
    FEMALE: ("female", "f", "w", "woman", "女", "女性", "女姓"),
    MALE: ("male", "m", "man", "男", "男性", "男姓"),
}
ID_PLACES: Final = 18
ACCOUNT_SHORTEST: Final = 8
ACCOUNT_LONGEST: Final = 32
SHORTEST_PHONE: Final = 3
"""Fewer digits are only the beginning of a phone."""
_CARD: Final = re.compile(r"62[0-9]{14,17}")
"""A bank card of China UnionPay, which ends in a check digit; savings books do not."""
_KEPT: Final = 15
"""The digits a spreadsheet keeps of a number."""
_POWER: Final = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]*)?\s*[eE]\s*[+-]?[0-9]+")
_MOBILE: Final = re.compile(r"(?:\+?86)?1[3-9][0-9]{9}")
_LANDLINE: Final = re.compile(r"(?:0[0-9]{2,3})?[2-9][0-9]{6,7}(?:(?:转|-|x)[0-9]{1,6})?")
_SEVERAL: Final = re.compile(r"[/、,，;；]")
_BETWEEN: Final = re.compile(r"[\s()（）-]")


def valid_id_number(number: str) -> bool:
    """Whether a resident's ID number has 18 places, a real birth date and its right check digit."""
    # Imported late: only forms and imports that carry ID numbers need it.
    from stdnum.cn import ric

    return bool(ric.is_valid(number.upper()))


class Identified(NamedTuple):
    """What a resident's ID number says of a person: the sex, as the words of `SEXES`, and the day of birth."""

    sex: str
    born: date


def identified(number: str) -> Identified | None:
    """Who an ID number of 18 places belongs to; None where its day of birth or its check digit is none.

    The place where it was issued does not matter: counties were renumbered more than once.
    """
    from stdnum.cn import ric

    body, check = number[:-1], number[-1:].upper()
    if len(number) != ID_PLACES or not (body.isascii() and body.isdecimal()):
        return None
    if ric.calc_check_digit(number) != check:
        return None
    try:
        born = date(int(body[6:10]), int(body[10:12]), int(body[12:14]))
    except ValueError:
        return None
    return Identified(MALE if int(body[16]) % 2 else FEMALE, born)


def sex_of(written: str) -> str:
    """The word of `SEXES` that somebody meant by 女, f, Male and the like; "" for what is none."""
    said = written.strip().casefold()
    return next((word for word, also in _SEX_WORDS.items() if said in also), "")


def sex_doubt(written: str) -> str:
    """What is odd about a sex as it is written, as a sentence; "" for nothing."""
    return "" if not written.strip() or sex_of(written) else tr("Write female or male.")


def id_number_doubt(number: str) -> str:
    """What is odd about an ID number, as a sentence; "" for nothing."""
    return "" if not number or valid_id_number(number) else tr("This is not a valid ID number.")


def phone_doubt(phone: str) -> str:
    """What is odd about a phone, or one of several, as a sentence; "" for nothing."""
    for one in filter(None, _SEVERAL.split(phone)):
        digits = _BETWEEN.sub("", one)
        begun = digits.isdecimal() and len(digits) < SHORTEST_PHONE
        if not (begun or _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits)):
            return tr(
                "No phone looks like this: a mobile has 11 digits, a landline 7 or 8 after its area code."
            )
    return ""


def account_doubt(account: str) -> str:
    """What is odd about a bank account, as a sentence; "" for nothing."""
    from stdnum import luhn

    digits = "".join(account.split())
    if not digits:
        return ""
    if in_powers_of_ten(account):
        return _lost()
    if not digits.replace("-", "").isdecimal():
        return tr("A bank account is written in digits only.")
    if not ACCOUNT_SHORTEST <= len(digits) <= ACCOUNT_LONGEST:
        return tr("Number of digits: {count}. A bank account has from {least} to {most}.").format(
            count=len(digits), least=ACCOUNT_SHORTEST, most=ACCOUNT_LONGEST
        )
    if len(digits) >= _KEPT + 3 and not digits[_KEPT:].strip("0"):
        return tr(
            "It ends in zeros, as when a spreadsheet lost the last digits. Compare it with the bank card."
        )
    if _CARD.fullmatch(digits) and not luhn.is_valid(digits):
        return tr("The card number's check digit does not match. Compare it with the bank card.")
    return ""


def in_powers_of_ten(account: str) -> bool:
    """Whether an account is a figure like 6.22848E+18: its last digits are lost."""
    return _POWER.fullmatch(account.strip()) is not None


def refuse_powers_of_ten(account: str, field: str) -> None:
    """Refuse an account whose last digits are lost; raises `UserError` beside ``field``."""
    if in_powers_of_ten(account):
        raise UserError(_lost(), field)


def _lost() -> str:
    return tr("The last digits of this account are lost. Write all of them, as text.")
