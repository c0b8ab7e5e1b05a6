"""The rows of sheets that people keep: cells, blanks, and lines of sums."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from models.rules import parsing

_SUM: Final = re.compile(
    r"(?:本[页月期村组表])?[合总小共] *计 *(?:金额|数量|人数|户数|数)? *[:.(]* *(?:[0-9.,]+ *[^0-9.,]{0,2})?[).]*"
    r"|(?:(?:sub|grand)[ -]?)?total *(?:[:.( ] *[0-9.,]* *[a-z]*[).]*)?|sum *(?:[:(] *[0-9.,]*\)?)?",
    re.IGNORECASE,
)
"""What the first cell of a line of sums says: the word, and perhaps how many."""
_SUM_STARTS: Final = frozenset("本合总小共tsgTSGｔｓｇＴＳＧ")


def shown(value: Any) -> str:
    """A cell's value as a message repeats it, shortened."""
    text = "" if value is None else parsing.text_of(value)
    return text if len(text) <= 40 else text[:39] + "…"


def at(cells: Sequence[Any], place: int) -> Any:
    """The cell at a place of a row, which ends with its last filled one."""
    return cells[place] if place < len(cells) else ""


def sum_of(cells: Sequence[Any], named: Sequence[int] = ()) -> str | None:
    """What a line of sums calls itself, None for any other row.

    It stands in the first filled cell, or (a spreadsheet's own subtotals repeat what they sum) where ``named`` says
    that rows have their names.
    """
    first = next(filter(filled, cells), "")
    for cell in (first, *(cells[place] for place in named)):
        # Nearly every code is told from the words by how it begins; this is asked of every row.
        if type(cell) is str and cell.lstrip()[:1] in _SUM_STARTS and _SUM.fullmatch(parsing.code_of(cell)):
            return shown(cell)
    return None


def filled(cell: Any) -> bool:
    """Whether a cell holds anything but blanks."""
    return cell != "" and not (type(cell) is str and not cell.strip("\u3000 \t\r\n"))
