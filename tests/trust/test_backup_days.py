"""Days of work and copies, one after another: every copy that stays opens, is sound, and holds what was there then."""

from __future__ import annotations

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from models import backup_copies, second_place
from models.backup import back_up, check
from models.backup_copies import CLOCK, CLOSING, LOCK, copies, folder_of
from models.database import close_database
from models.opening import open_database
from models.rules.desk import backup_ages
from models.settings import change_settings
from models.tables.ledger import Voucher
from tests import factories as make
from tests.trust.promises import PROMISE, times

BEGIN = datetime(2026, 1, 1, 8)
SLIPS = date(2026, 10, 20)
"""The day the slips are of; the copies go by the clock."""
EVERY = 30
"""Days from one locking to the next."""


class Clock(datetime):
    """A clock that stands where it was set."""

    at = BEGIN

    @classmethod
    def now(cls, tz: Any = None) -> Any:
        """The time it was set to."""
        return cls.at


def posted() -> int:
    return Voucher.select().count()


def work(days: int, chosen: Path) -> dict[str, int]:
    """So many days, each with slips and copies; what each copy held, by its name."""
    held: dict[str, int] = {}
    head = make.household("H0001")
    for day in range(days):
        for hour, why in ((9, CLOCK), (10, CLOCK), (17, CLOSING)):
            if hour == 10 and day < days - 2:
                continue
            Clock.at = BEGIN + timedelta(days=day, hours=hour - 8)
            make.advance(head, 1, day=SLIPS)
            if hour == 9 and day % EVERY == EVERY - 1:
                why = LOCK
            held[back_up(why=why).name] = posted()
    return held


def missing_generations(made: list[datetime], now: datetime, begin: datetime) -> list[str]:
    """The hours, days, weeks and months worked in that have no copy any more although they should."""
    found = []
    for most, slot in backup_ages.AGES:
        wanted, day = set(), begin
        while day <= now:
            # What an age reaches only in part may have lost the copy of its other part.
            if now - day < most - timedelta(days=31 if most.days > 100 else 7 if most.days > 20 else 1):
                wanted.add(slot(day))
            day += timedelta(days=1)
        found += [f"{most.days} days: {one}" for one in wanted - {slot(one) for one in made}]
    return found


def test_every_copy_that_stays_opens_and_agrees(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch, record_property: Any
) -> None:
    days = times(7, 400)
    path, stick = tmp_path / "coop.db", tmp_path / "stick"
    stick.mkdir()
    monkeypatch.setattr(backup_copies, "datetime", Clock)
    open_database(path)
    change_settings({"backup.daily": True})
    second_place.choose(path, stick)
    held = work(days, stick)
    kept = copies(path, folder_of(path))
    made = [one.made for one in kept]
    beside = {one.path.name for one in copies(path, stick)}
    close_database()
    assert len(kept) < len(held)
    assert missing_generations(made, Clock.at, BEGIN + timedelta(hours=9)) == []
    assert beside == {one.path.name for one in kept}
    looked_at = tmp_path / "looked-at.db"
    for one in kept:
        assert one.sound
        assert (stick / one.path.name).read_bytes() == one.path.read_bytes()
        shutil.copyfile(one.path, looked_at)
        open_database(looked_at, create=False)
        try:
            assert check() == [] and posted() == held[one.path.name], one.path.name
        finally:
            close_database()
    record_property(PROMISE, ("a day of copies, after which every generation opens and agrees", days))
    record_property(PROMISE, ("a copy of those days opened, sound, with what was there then", len(kept)))
