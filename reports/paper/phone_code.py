"""The QR code of a pay statement: its few figures as text, which any phone shows without a network."""

from __future__ import annotations

from typing import Final

from models.i18n import Translator
from models.queries.pay.statements import StatementPaper
from reports.paper.formatting import ledger_mark, money, short

MOST: Final = 152
"""Bytes a code of 49 squares holds at the usual error correction; a larger one would not fit beside the figure."""


def phone_code(data: StatementPaper, tr: Translator) -> str:
    """Net pay, whose and which month, the amount of each slip, and the books' mark.

    Where there are more slips than the code has room for they are one line: how many, and their sum.
    """
    amounts: dict[tuple[str, str], int] = {}
    for row in data.lines:
        key = short(row.date, data.period.end), row.number
        amounts[key] = amounts.get(key, 0) + row.amount
    head = [tr("Net {amount} yuan").format(amount=money(data.net))]
    head.append(" ".join(part for part in (data.number, data.contact.code, data.period.key) if part))
    tail = [ledger_mark(data.books, tr)] if data.books else []
    lines = [f"{day} {money(fen)}" for (day, _), fen in amounts.items()]
    text = "\n".join((*head, *lines, *tail))
    if len(text.encode()) > MOST:
        words = tr.plural("{n} slip {amount}", "{n} slips {amount}", len(lines)).format(
            amount=money(sum(amounts.values()))
        )
        text = "\n".join((*head, words, *tail))
    return text
