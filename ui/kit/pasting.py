"""What a spreadsheet puts on the clipboard, read as it means it."""

from __future__ import annotations

import re

# A cell in quotes is one that holds a tab, a line break or a quote: so spreadsheets copy it.
_CELL = re.compile(r'(?:"((?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*))(\t|\r\n|\r|\n|$)')


def pasted(words: str) -> list[list[str]]:
    """What a spreadsheet copied: lines of cells."""
    lines: list[list[str]] = [[]]
    for found in _CELL.finditer(words.rstrip("\r\n")):
        quoted, plain, end = found.groups()
        lines[-1].append(plain if quoted is None else quoted.replace('""', '"'))
        if end == "":
            break
        if end != "\t":
            lines.append([])
    return lines
