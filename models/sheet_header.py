"""A column of the workbook as a field describes it: its headers, those that strangers write, its remark, its words."""

from __future__ import annotations

from typing import NamedTuple


class Choice(NamedTuple):
    """A word of the workbook: the value it stands for, its Chinese and English form, and other ways people write it."""

    value: str
    zh: str
    en: str
    also: tuple[str, ...] = ()


class Header(NamedTuple):
    """A field's column of the workbook: Chinese header, and the English one where it is not the field's name.

    ``also`` are the headers strangers write, ``note`` the column's remark in a template, a marked source string, and
    ``choices`` the words of a choice, of any other text only suggested; both are the kind's own where none is given.
    """

    zh: str
    en: str = ""
    also: str = ""
    note: str = ""
    choices: tuple[Choice, ...] = ()
