"""Whom a helper looks after, now and before, and what is due there."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from models.actions.party import parties
from models.actions.party.stays import move_household
from models.queries.guidance.return_visits import due_return_visits
from models.queries.programme.care_due import AHEAD, care_due
from models.settings import change_settings
from models.tables.party import Helper
from tests import factories as make

TODAY = date(2026, 10, 21)


def test_care_passes_on_with_its_days_and_what_is_due(database: Path) -> None:
    change_settings({"visits.return_days": 30})
    home = make.household("H1", "陈㛃", helper="任小红", helper_phone="13900000001")
    # Without a phone it is the only one called so.
    other = make.household("H2", "单春梅", helper="任小红")
    make.household("H3", "曾国芳", helper="")
    gone = make.household("H4", "解大林", helper="任小红")
    parties.save_household({"active": False}, gone)
    parties.save_agreement(home.id, "X1", TODAY - timedelta(days=300), TODAY + AHEAD)
    parties.save_agreement(other.id, "X2", TODAY - timedelta(days=300), TODAY + AHEAD)
    parties.save_agreement(other.id, "X3", TODAY, None)
    move_household(home.id, date(2026, 10, 5), {"helper": "王干部"})
    found = {(one.care.name, one.care.code): one for one in care_due(TODAY)}
    assert set(found) == {("任小红", "H1"), ("任小红", "H2"), ("王干部", "H1")}
    before, now = found["任小红", "H1"], found["王干部", "H1"]
    assert (before.care.since, before.care.until) == (None, date(2026, 10, 4))
    assert (before.visit, before.agreement) == (None, None)
    assert (now.care.since, now.care.until, now.agreement) == (date(2026, 10, 5), None, TODAY + AHEAD)
    assert now.visit is not None and found["任小红", "H2"].agreement is None
    keys = {(row.name, row.phone): row.id for row in Helper.select()}
    assert found["任小红", "H2"].care.helper == keys["任小红", "13900000001"]


def test_who_was_never_visited_is_due_once_care_has_lasted_so_long(database: Path) -> None:
    """A list of households that was entered today asks for no visit yet; what is known from before counts."""
    entered = make.household("H1", helper="任小红")
    known = make.household("H2", helper="任小红")
    parties.save_agreement(known.id, "X1", TODAY - timedelta(days=90), None)
    worked = make.household("H3", helper="任小红")
    make.adjustment(worked, 5, "满勤", TODAY - timedelta(days=91))
    assert [one.code for one in due_return_visits(TODAY)] == ["H3", "H2"], (
        "every ninety days unless set otherwise"
    )
    assert [one.day for one in due_return_visits(TODAY)] == [TODAY - timedelta(days=1), TODAY]
    late = date.today() + timedelta(days=90)
    assert entered.id in {one.household_id for one in due_return_visits(late)}
    change_settings({"visits.return_days": 0})
    assert due_return_visits(late) == []
