"""Signature lists: who is paid how much in a period, village by village or drive by drive, and all in one sum.

The figures are those of `queries.pay.earnings`. Money is fen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from peewee import JOIN

from models import format
from models.database import db
from models.errors import UserError
from models.i18n import tr
from models.queries.document_common import Contact, chosen, contacts, with_printed
from models.queries.past import as_locked
from models.queries.pay.earnings import statements
from models.queries.pay.lock_certificates import locking_link
from models.queries.pay.statements import as_paid
from models.queries.periods import pay_date
from models.rights import shows
from models.rules.desk import roles
from models.rules.pay.calendar import Period
from models.rules.road.day import TAKE
from models.tables.road import Driver, RouteDrive, RoutePlan, RouteStop

A_SHEET = 15
"""How many households a list holds on one sheet: its own foot is their sum, and a sheet of sums would say it again."""


@dataclass(frozen=True, slots=True)
class PayRow:
    """A household's line on the signature list; ``paid_on`` or ``returned_on`` says that it was paid, or came back."""

    contact: Contact
    number: str
    piece: int
    extra: int
    deducted: int
    recovered: int
    net: int
    given_back: int = 0
    paid_on: date | None = None
    returned_on: date | None = None


@dataclass(frozen=True, slots=True)
class PayVillage:
    """The households of one village on the signature list, or those a driver comes by (``township`` "")."""

    township: str
    village: str
    rows: tuple[PayRow, ...]


@dataclass(frozen=True, slots=True)
class PaySheet:
    """The signature list (工资发放表) of villages in a period, or the sum of all of them (``summary``).

    ``at`` counts the lists of a period from 1; ``books`` is the link of the operation that locked it.
    """

    period: Period
    villages: tuple[PayVillage, ...]
    locked: bool
    summary: bool = False
    printed: int = 0
    at: int = 0
    pay_date: date | None = None
    books: str = ""

    @property
    def number(self) -> str:
        """The list's own number: its month, and its place among those of the month; the sum has no place."""
        place = "" if self.summary or not self.at else f"-{self.at:02d}"
        return f"FF{self.period.key[2:4]}{self.period.key[5:]}{place}"

    @property
    def key(self) -> str:
        """What tells it apart when printings are counted."""
        if self.summary:
            return self.period.key
        places = [format.place(one.township, one.village) for one in self.villages]
        # A list of many villages is known by its first and their count.
        rest = f" +{len(places) - 1}" if len(places) > 1 else ""
        return f"{self.period.key} {places[0]}{rest}".strip()

    @property
    def rows(self) -> list[PayRow]:
        """Every household's line."""
        return [row for village in self.villages for row in village.rows]


@shows(roles.SEE_PAY)
def pay_sheets(
    key: str, *, household: str | None = None, village: str | None = None, day: date | None = None
) -> list[PaySheet]:
    """The signature list of a period, village after village in order of their names, and their sum at the end.

    With a ``day`` there is one for each drive planned on it, of the households the driver comes by, in the order of
    the stops. There is no sum of what one sheet says already, and nothing at all when nobody is paid. Raises UserError
    when nothing is planned on the day.
    """
    only = chosen(household, village, key)
    with as_locked(key):
        month = statements(key, households=only)
        known = contacts(s.household for s in month.statements)
    rows: dict[int, PayRow] = {}
    for s in month.statements:
        r, contact = s.reckoning, as_paid(known[s.household], s)
        rows[s.household] = PayRow(
            contact,
            s.number,
            r.piece,
            r.allowance + r.make_up + r.bonus,
            r.taken,
            r.recovered,
            r.net,
            r.given_back,
            s.paid_on,
            s.returned_on,
        )
    locked = month.status != "open"
    listed = _by_village(rows) if day is None else _by_drive(rows, day)
    due = pay_date(month.period)
    # Villages run on: a list of its own for two households would be an empty sheet.
    flowing = [tuple(listed)] if day is None and listed else [(one,) for one in listed]
    sheets = [
        PaySheet(month.period, some, locked, at=at, pay_date=due) for at, some in enumerate(flowing, start=1)
    ]
    if len(sheets) > 1 or (len(listed) > 1 and len(rows) > A_SHEET):
        sheets.append(PaySheet(month.period, tuple(listed), locked, summary=True, pay_date=due))
    books = locking_link(key)
    return [replace(sheet, books=books) for sheet in with_printed("paylist", sheets)]


def _by_village(rows: Mapping[int, PayRow]) -> list[PayVillage]:
    villages: dict[tuple[str, str], list[PayRow]] = defaultdict(list)
    for row in rows.values():
        villages[row.contact.township, row.contact.village].append(row)
    return [PayVillage(*place, tuple(own)) for place, own in sorted(villages.items())]


def _by_drive(rows: Mapping[int, PayRow], day: date) -> list[PayVillage]:
    """The households of each drive of a day that are paid anything, in the order they are come by."""
    query = (
        RouteStop.select(RouteDrive.number, Driver.name, RouteStop.household)
        .join(RoutePlan)
        .join_from(RouteStop, RouteDrive)
        .join(Driver, JOIN.LEFT_OUTER)
        # Where goods are only taken over from a broken-down vehicle, nobody is paid.
        .where(
            RoutePlan.date == day,
            RouteStop.household.is_null(False),
            (RouteStop.kind != TAKE) | RouteStop.rescued.is_null(),
        )
        .order_by(RouteDrive.number, RouteStop.place)
    )
    drives: dict[str, dict[int, PayRow]] = defaultdict(dict)
    stops = list(db.execute(query))
    if not stops:
        raise UserError(tr("Nothing is planned to be driven on {day}.").format(day=day.isoformat()), "date")
    for number, driver, household in stops:
        if household in rows:
            drives[f"{day:%y%m%d}-{number} {driver or ''}".strip()][household] = rows[household]
    return [PayVillage("", name, tuple(own.values())) for name, own in drives.items()]
