"""Breaking text into lines as Chinese is set: between characters, never inside a number or before a full stop."""

from __future__ import annotations

import re
from functools import lru_cache

from reports.paper.fonts import printable, text_width

_WIDE = "\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\u3000-\u303f\U00020000-\U0003ffff"
_TOKEN = re.compile(f"[ \u3000]+|[^ \u3000{_WIDE}]+|[{_WIDE}]")
# Where a text in two languages is broken: between the Chinese and the English.
TWO_LANGUAGES = re.compile("(?<=[^\x00-\x7f]) (?=[A-Za-z])")
_CLOSERS = frozenset("，。、；：？！）】》〉」』〕”’…—·%％‰℃,.;:!?)]}>")
_OPENERS = frozenset("（【《〈「『〔“‘([{<¥￥$#")


def _pieces(text: str) -> list[str]:
    """The text cut where a line may end; spaces stay at the end of the piece before them."""
    pieces: list[str] = []
    for token in _TOKEN.findall(text):
        before = pieces[-1][-1] if pieces else " "
        closes = token[0] in _CLOSERS and before not in " \u3000"
        if pieces and (token[0] in " \u3000" or closes or before in _OPENERS):
            pieces[-1] += token
        else:
            pieces.append(token)
    return pieces


def _by_character(piece: str, width: float, size: float) -> list[str]:
    """A piece wider than a whole line, broken wherever the line is full."""
    lines, line, used = [], "", 0.0
    for char in piece:
        step = text_width(char, size)
        if line and used + step > width:
            lines.append(line)
            line, used = "", 0.0
        line += char
        used += step
    lines.append(line)
    return lines


def wrap(text: str, width: float, size: float) -> list[str]:
    """The lines a text takes in a width in points at a font size; at least one, possibly empty."""
    text = printable(text)
    if "\n" not in text and text_width(text, size) <= width:
        return [text]
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line, used = "", 0.0
        for piece in _pieces(paragraph):
            inked = text_width(piece.rstrip(), size)
            if line and used + inked > width:
                lines.append(line.rstrip())
                line, used = "", 0.0
            if inked > width:
                *full, piece = _by_character(piece, width, size)
                lines += full
            line += piece
            used += text_width(piece, size)
        lines.append(line.rstrip())
    return lines


@lru_cache(maxsize=2_000)
def longest_piece(text: str, size: float) -> float:
    """The width in points below which the text could not be broken nicely."""
    text = printable(text)
    return max(
        (text_width(piece.rstrip(), size) for part in text.split("\n") for piece in _pieces(part)),
        default=0.0,
    )
