"""Signature lists: who is paid how much in a period, village by village, and all villages in one sum.

The figures are those of `queries.pay`. Money is fen.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

from models.queries.papers import Contact, chosen, contacts, printed_before
from models.queries.pay import statements
from models.queries.statements import as_paid
from models.rules.calendar import Period


@dataclass(frozen=True, slots=True)
class PayRow:
    """A household's line on the signature list."""

    contact: Contact
    number: str
    piece: int
    extra: int
    deducted: int
    recovered: int
    net: int


@dataclass(frozen=True, slots=True)
class PayVillage:
    """The households of one village on the signature list."""

    township: str
    village: str
    rows: tuple[PayRow, ...]


@dataclass(frozen=True, slots=True)
class PaySheet:
    """The signature list (工资发放表) of a village in a period, or the sum of all villages (``summary``)."""

    period: Period
    villages: tuple[PayVillage, ...]
    locked: bool
    summary: bool = False
    printed: int = 0

    @property
    def key(self) -> str:
        """What tells it apart when printings are counted."""
        place = "" if self.summary else " ".join(f"{one.township}{one.village}" for one in self.villages)
        return f"{self.period.key} {place}".strip()

    @property
    def rows(self) -> list[PayRow]:
        """Every household's line."""
        return [row for village in self.villages for row in village.rows]


def pay_sheets(key: str, *, household: str | None = None, village: str | None = None) -> list[PaySheet]:
    """The signature lists of a period, one a village in order of township and village, and their sum at the end.

    There is no sum of a single village, and nothing at all when nobody is paid.
    """
    month = statements(key, households=chosen(household, village))
    known = contacts(s.household for s in month.statements)
    villages: dict[tuple[str, str], list[PayRow]] = defaultdict(list)
    for s in month.statements:
        r, contact = s.reckoning, as_paid(known[s.household], s)
        villages[contact.township, contact.village].append(
            PayRow(contact, s.number, r.piece, r.allowance + r.bonus, r.taken, r.recovered, r.net)
        )
    locked = month.status != "open"
    listed = [PayVillage(*place, tuple(rows)) for place, rows in sorted(villages.items())]
    sheets = [PaySheet(month.period, (one,), locked) for one in listed]
    if len(listed) > 1:
        sheets.append(PaySheet(month.period, tuple(listed), locked, summary=True))
    printed = printed_before("paylist", [sheet.key for sheet in sheets])
    return [replace(sheet, printed=printed.get(sheet.key, 0)) for sheet in sheets]
