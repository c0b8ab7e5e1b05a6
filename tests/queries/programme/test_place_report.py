"""Sums at every level are the county's, for any month, whoever moved when and lives in places nobody has heard of."""

from __future__ import annotations

import random
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.actions.party.directory import save_regions
from models.actions.party.stays import move_household
from models.actions.pay.locking import lock
from models.actions.programme.workshops import save_workshops
from models.errors import UserError
from models.queries.desk.reports import REPORTS, key_named, level_named
from models.queries.party.stays import dwelling_of, elsewhere
from models.queries.pay.pay_by_month import homes_then
from models.queries.periods import period_named
from models.queries.programme.county import county
from models.queries.report import ReportFilters
from models.tables.party import LEVELS, Household, Region
from tests import factories as make
from tests.trust.promises import times

TODAY = date(2026, 11, 21)
FIRST = date(2026, 8, 1)
PLACES: tuple[dict[str, Any], ...] = (
    {"township": "赤城镇", "village": "屏风村", "group": "3"},
    {"township": "赤城镇", "village": "莲珠桥村", "group": "第一组"},
    {"township": "天福镇", "village": "", "group": ""},
    {"township": "天福镇", "village": "没有的村", "group": "2"},
    {"township": "乌有乡", "village": "子虚村", "group": "1"},
    {"township": "", "village": "", "group": ""},
)
FIGURES = ("households", "people", "workshops", "pieces0", "gross", "net", "visits", "machines")


def four_months() -> SimpleNamespace:
    """A household at every kind of place, at work from August to November."""
    chance = random.Random(7)
    basket = make.product("P-1", good=3.25)
    of = make.order(basket, 9000, day=FIRST)
    homes = [make.household(f"H{at}", **place) for at, place in enumerate(PLACES)]
    for at, home in enumerate(homes):
        part = make.subcontract(home, of, 400, day=FIRST, due=TODAY)
        for month in (8, 9, 10, 11):
            make.collection(part, date(2026, month, 3 + at), good=chance.randrange(5, 30))
            if chance.random() < 0.5:
                make.visit(home, day=date(2026, month, 10 + at))
    town = Region.get(Region.name == "赤城镇")
    county_ = Region.get(Region.level == "county")
    (area,) = save_regions(
        [({"code": "PQ1", "name": "城郊片区", "level": "area", "parent": county_.id}, None)]
    )
    save_regions([({"parent": area.id}, town)])
    save_workshops(
        [
            ({"code": "Z1", "name": "屏风作坊", "kind": "village", "region": homes[0].region_id}, None),
            ({"code": "Z2", "name": "县作坊", "kind": "base"}, None),
        ]
    )
    return SimpleNamespace(homes=homes, area=area, town=town, county=county_)


@pytest.fixture
def coop(fill: Any) -> SimpleNamespace:
    made: SimpleNamespace = fill(four_months)
    return made


def ask(**filters: Any) -> Any:
    return REPORTS["places"].ask(ReportFilters(**filters), TODAY)


def of_month(key: str, **filters: Any) -> Any:
    span = period_named(key)
    return ask(since=span.start, until=min(span.end, TODAY), **filters)


moves = st.lists(
    st.tuples(
        st.integers(0, len(PLACES) - 1),
        st.dates(FIRST, TODAY),
        st.sampled_from(PLACES),
    ),
    max_size=5,
)


@pytest.mark.sampled
@settings(
    max_examples=times(5, 12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(moves, moves, st.sampled_from(("2026-08", "2026-09", "2026-10", "2026-11")))
def test_all_levels_come_to_the_same(fill: Any, before: Any, after: Any, month: str) -> None:
    coop = fill(four_months)

    def move(said: Any) -> None:
        for at, day, place in said:
            try:
                move_household(coop.homes[at].id, day, place)
            except UserError:
                continue

    move(before)
    lock("2026-09", TODAY)
    locked = of_month("2026-09", level="village").rows
    move(after)
    for filters in ({}, {"place": coop.county.id}, {"place": coop.area.id}, {"category": "脱贫户"}):
        whole = None
        for level, _ in LEVELS:
            answer = of_month(month, level=level, **filters)
            total = {key: answer.total.cells.get(key, 0) for key in FIGURES}
            added = {key: sum(row.cells.get(key, 0) for row in answer.rows) for key in FIGURES}
            assert total == added and whole in (None, total), (level, filters)
            whole = total
    whole = of_month(month).total.cells
    figures = county(period_named(month).start, min(period_named(month).end, TODAY)).whole
    said = figures.households, figures.gross, figures.net, figures.visits
    assert said == (whole["households"], whole["gross"], whole["net"], whole["visits"])
    # Every household lives at one place on every day, and earned at that of the month's last.
    for key in ("2026-10", "2026-11"):
        there = {home.id: dwelling_of(home) for home in Household.select()} | elsewhere(period_named(key).end)
        then = homes_then(key, ReportFilters())
        assert {one: home.village for one, home in then.items()} == {
            one: home.village for one, home in there.items()
        }
    # What is locked says what it said.
    assert of_month("2026-09", level="village").rows == locked


def test_pay_stays_where_it_was_earned(coop: SimpleNamespace) -> None:
    before = {row.cells["place"]: row.cells["gross"] for row in of_month("2026-08", level="village").rows}
    move_household(coop.homes[0].id, date(2026, 10, 1), PLACES[1])
    after = {row.cells["place"]: row.cells["gross"] for row in of_month("2026-08", level="village").rows}
    assert after == before
    moved = {row.cells["place"]: row.cells for row in of_month("2026-10", level="village").rows}
    assert "屏风村" not in moved or moved["屏风村"]["gross"] == 0
    assert moved["莲珠桥村"]["households"] == 2
    # Asked of each place the reports of pay say the same.
    for key in ("2026-08", "2026-10"):
        span = period_named(key)
        for level in ("township", "village", "group"):
            for row in of_month(key, level=level).rows:
                if row.key.isdigit():
                    answer = REPORTS["income"].ask(
                        ReportFilters(span.start, span.end, place=int(row.key)), TODAY
                    )
                    told = (
                        answer.total.cells["gross"]
                        if answer.total
                        else sum(one.cells["gross"] for one in answer.rows)
                    )
                    assert told == row.cells["gross"], (key, row.cells["place"])


def test_nobody_is_lost_where_no_list_knows_the_place(coop: SimpleNamespace) -> None:
    rows = {(row.cells["above"], row.cells["place"]): row.cells for row in ask(level="village").rows}
    missing = "Not in the list of places"
    assert rows[("", missing)]["households"] == 2 and rows[("天福镇", missing)]["households"] == 2
    assert rows[("", missing)]["workshops"] == 1
    groups = {row.cells["place"] for row in ask(level="group", place=coop.area.id).rows}
    assert groups == {"3组", "第一组"}
    areas = {row.cells["place"]: row.cells["households"] for row in ask(level="area").rows}
    assert areas == {"城郊片区": 2, missing: 4} or sum(areas.values()) <= 6


def test_places_are_named_by_code_or_name(coop: SimpleNamespace) -> None:
    assert key_named("place", "屏风村") == Household.get(Household.code == "H0").region.parent_id
    assert key_named("place", "PQ1") == coop.area.id
    save_regions([({"code": "990201001", "name": "屏风村", "level": "village"}, None)])
    for name in ("没有这里", "屏风村"):
        with pytest.raises(UserError):
            key_named("place", name)
    assert (level_named("片区"), level_named("Group")) == ("area", "group")
    with pytest.raises(UserError):
        level_named("省")
