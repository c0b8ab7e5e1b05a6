"""Workshops and who belongs to them: once at a time, while the workshop is open, until it closes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from models.actions.party.directory import save_regions
from models.actions.programme import workshops
from models.actions.programme.workshops import ENDS_MEMBERSHIPS
from models.errors import NeedsConfirmation, UserError
from models.tables.programme import BASE, HOME, Workshop, WorkshopMember
from models.tables.trail import Change, Operation
from tests import factories as make

pytestmark = pytest.mark.usefixtures("database")

OPENED, CLOSED = date(2025, 3, 1), date(2026, 9, 30)
NEXT = timedelta(days=1)


def trail() -> tuple[int, int]:
    return Operation.select().count(), Change.select().count()


def workshop(name: str = "屏风村竹编作坊", **values: Any) -> Any:
    return workshops.save_workshop({"name": name, "kind": HOME, "opened": OPENED, **values})


def member(of: Any, home: Any, start: date, end: date | None = None) -> Any:
    values = {"workshop": of.id, "household": home.id, "start": start, "end": end}
    return workshops.save_members([(values, None)])[0]


def refused(act: Any) -> UserError:
    """What an act is refused with; it changes nothing."""
    before = trail()
    with pytest.raises(UserError) as caught:
        act()
    assert trail() == before
    return caught.value


def test_a_household_is_in_a_workshop_once_at_a_time() -> None:
    shop, home = workshop(), make.household(head="单春梅")
    member(shop, home, date(2025, 4, 1), date(2025, 6, 30))
    error = refused(lambda: member(shop, home, date(2025, 6, 30)))
    assert (error.field, error.message) == (
        "start",
        "单春梅从 2025-04-01 到 2025-06-30 已经在这个作坊。",
    )
    refused(lambda: member(shop, home, date(2025, 3, 2), date(2025, 4, 1)))
    refused(lambda: member(shop, home, date(2025, 3, 2)))
    member(shop, home, date(2025, 7, 1))
    error = refused(lambda: member(shop, home, date(2026, 1, 1)))
    assert error.message == "单春梅从 2025-07-01 起就在这个作坊，请先结束。"
    # Another workshop, or another household, has nothing to do with it.
    member(workshop("玉峰村作坊"), home, date(2025, 4, 1))
    member(shop, make.household(), date(2025, 4, 1))


def test_one_batch_ends_a_span_and_begins_the_next() -> None:
    shop, home = workshop(), make.household()
    first = member(shop, home, date(2025, 4, 1))
    again = {"workshop": shop.id, "household": home.id, "start": date(2025, 8, 1)}
    workshops.save_members([(again, None), ({"end": date(2025, 7, 31)}, first)])
    assert [(one.start, one.end) for one in WorkshopMember.select().order_by(WorkshopMember.start)] == [
        (date(2025, 4, 1), date(2025, 7, 31)),
        (date(2025, 8, 1), None),
    ]


def test_two_rows_of_one_batch_are_compared_with_each_other() -> None:
    shop, home = workshop(), make.household()
    values = {"workshop": shop.id, "household": home.id}
    found: list[tuple[int, str | None]] = []
    workshops.save_members(
        [({**values, "start": date(2025, 5, 1)}, None), ({**values, "start": date(2025, 6, 1)}, None)],
        lambda place, error: found.append((place, error.field)),
    )
    assert found == [(1, "start")]


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [
        (OPENED - NEXT, None, "start"),
        (OPENED, CLOSED + NEXT, "end"),
        (OPENED, None, "end"),
        (OPENED, CLOSED, ""),
    ],
)
def test_a_member_lies_inside_its_workshop(start: date, end: date | None, field: str) -> None:
    shop, home = workshop(closed=CLOSED), make.household()
    if field:
        assert refused(lambda: member(shop, home, start, end)).field == field
    else:
        assert member(shop, home, start, end).outcome == "added"


def test_closing_asks_and_ends_the_memberships() -> None:
    shop = workshop()
    stays, left = make.household(), make.household()
    open_one, ended = member(shop, stays, OPENED), member(shop, left, OPENED, date(2025, 12, 31))
    later = member(shop, left, date(2026, 2, 1), CLOSED + NEXT)
    before = trail()
    with pytest.raises(NeedsConfirmation) as asked:
        workshops.close_workshop(shop.id, CLOSED)
    assert trail() == before
    assert "2" in asked.value.message and CLOSED.isoformat() in asked.value.message
    workshops.close_workshop(shop.id, CLOSED, {ENDS_MEMBERSHIPS})
    ends = {one.id: one.end for one in WorkshopMember.select()}
    assert ends == {open_one.id: CLOSED, ended.id: date(2025, 12, 31), later.id: CLOSED}
    assert Workshop.get_by_id(shop.id).closed == CLOSED


def test_nobody_is_left_outside_by_new_days() -> None:
    shop = workshop()
    member(shop, make.household(head="仇桂英"), date(2025, 6, 1), date(2025, 8, 1))
    error = refused(lambda: workshops.close_workshop(shop.id, date(2025, 5, 31), {ENDS_MEMBERSHIPS}))
    assert (error.field, error.message) == ("closed", "仇桂英 2025-06-01 才加入，在那之后。")
    error = refused(
        lambda: workshops.save_workshop({"opened": date(2025, 6, 2)}, Workshop.get_by_id(shop.id))
    )
    assert error.field == "opened"


def test_a_workbook_that_closes_a_workshop_says_so_itself() -> None:
    shop = workshop()
    one = member(shop, make.household(), OPENED)
    workshops.save_workshops([({"closed": CLOSED}, Workshop.get_by_id(shop.id))], lambda place, error: None)
    assert WorkshopMember.get_by_id(one.id).end == CLOSED


def test_two_service_centres_of_one_area_are_only_doubted() -> None:
    county = save_regions([({"code": "1", "name": "蓬溪县", "level": "county"}, None)])[0]
    area = save_regions([({"code": "2", "name": "赤城片区", "level": "area", "parent": county}, None)])[0]
    town = save_regions([({"code": "3", "name": "赤城镇", "level": "township", "parent": area}, None)])[0]
    other = save_regions([({"code": "4", "name": "文井镇", "level": "township", "parent": county}, None)])[0]
    first = workshop("赤城服务中心", kind=BASE, region=town, service_centre=True, closed=CLOSED)
    same = {"name": "新中心", "kind": BASE, "region": area.id, "service_centre": True, "opened": CLOSED}
    assert workshops.doubt_of_centre(same) == "赤城服务中心同时是赤城片区的服务中心。"
    assert workshops.doubt_of_centre(same | {"opened": CLOSED + NEXT}) == ""
    assert workshops.doubt_of_centre(same | {"region": other.id}) == ""
    assert workshops.doubt_of_centre(same | {"service_centre": False}) == ""
    assert workshops.doubt_of_centre({}, first) == ""
    assert workshops.save_workshop(same).outcome == "added"
