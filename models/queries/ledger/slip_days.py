"""Which days a slip may be dated, whatever door it comes in by."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Final, NamedTuple

from peewee import fn

from models.database import among, db
from models.errors import UserError
from models.i18n import tr
from models.queries.counting import standing
from models.queries.periods import locked_until, period_at, refuse_locked
from models.rules.pay.growth import year_before
from models.tables.ledger import CollectionLine, Movement, Voucher
from models.tables.order import Order

AHEAD: Final = timedelta(days=31)
"""How far ahead of today a slip may be dated."""


@dataclass(frozen=True)
class SlipDays:
    """The days a slip may be dated: after ``locked``, not before ``first`` (None: any), not after ``last``.

    ``begins`` is the first day of the first open month, None in an empty file.
    """

    locked: date | None
    begins: date | None
    last: date

    @cached_property
    def first(self) -> date | None:
        """A year before the first open month."""
        return None if self.begins is None else year_before(self.begins)

    def refuse(self, day: date) -> None:
        """Raise UserError (field: date) for a day of a locked period, or one that nobody means."""
        refuse_locked(day, self.locked)
        self.refuse_far(day)

    def refuse_far(self, day: date) -> None:
        """Raise UserError (field: date) for a day far ahead or far back: a year or month typed wrong."""
        said = self.ahead(day) or self.back(day)
        if said is not None:
            raise UserError(said, "date")

    def ahead(self, day: date) -> str | None:
        """That a day is far ahead, in one sentence, or None."""
        if day <= self.last:
            return None
        return tr("{day} is more than a month ahead. Is the year right?").format(day=day.isoformat())

    def back(self, day: date) -> str | None:
        """That a day is far back, in one sentence, or None."""
        if self.first is None or day >= self.first:
            return None
        return tr("{day} is more than a year before the first open month. Is the year right?").format(
            day=day.isoformat()
        )

    def early(self, day: date) -> str | None:
        """That a day lies more than a month before the first open one, in one sentence, or None."""
        if self.begins is None or day >= self.begins - AHEAD:
            return None
        return tr("{day} is before everything else here. Is the year right?").format(day=day.isoformat())


class FirstSlip(NamedTuple):
    """A slip by its day and number."""

    date: date
    number: str


def first_slips(subcontracts: Collection[int]) -> dict[int, FirstSlip]:
    """The earliest slip on each of these subcontracts that has any; a reversed one counted until it was reversed."""
    found: dict[int, FirstSlip] = {}
    for column, lines in (
        (CollectionLine.subcontract, CollectionLine),
        (Movement.source_subcontract, Movement),
        (Movement.target_subcontract, Movement),
    ):
        query = lines.select(column, Voucher.date, Voucher.number).join(Voucher).where(standing())
        for key, day, number in db.execute(query.where(among(column, subcontracts))):
            slip = FirstSlip(date.fromisoformat(day), number)
            found[key] = min(slip, found.get(key, slip))
    return found


def slip_days(today: date | None = None) -> SlipDays:
    """The days slips may be dated as of today.

    Where nothing is locked, the first open month is that of the earliest order or slip, orders of the workbook being
    read among them; an empty file takes any day, so that it can begin with a month of years ago.
    """
    locked = locked_until()
    begins = _earliest() if locked is None else locked + timedelta(days=1)
    return SlipDays(locked, begins, (today or date.today()) + AHEAD)


def _earliest() -> date | None:
    """The first day of the period that the earliest order or slip lies in, or None before there is any."""
    days = [
        day if isinstance(day, date) else date.fromisoformat(day)
        for table in (Order, Voucher)
        if (day := table.select(fn.MIN(table.date)).scalar()) is not None
    ]
    return period_at(min(days)).start if days else None
