"""The monthly returns by hand: what counts on which day and where, and nobody twice."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models import signed_in
from models.actions.desk import people
from models.actions.party.directory import save_trades
from models.actions.party.parties import save_household
from models.actions.party.stays import move_household
from models.actions.programme.employment import save_placements, save_vacancies, save_wishes
from models.actions.programme.workshops import save_members, save_workshops
from models.queries.desk.reports import REPORTS, offered_reports
from models.queries.report import ReportFilters
from models.queries.report_span import named_spans, newest_month, span_days
from tests import factories as make

pytestmark = pytest.mark.usefixtures("database")
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
TODAY = date(2026, 11, 21)


def asked(key: str, **filters: Any) -> Any:
    return REPORTS[key].ask(ReportFilters(FIRST, LAST, **filters), TODAY)


def total(key: str, **filters: Any) -> dict[str, Any]:
    return dict(asked(key, **filters).total.cells)


def test_workshops_open_opened_and_closed_at_the_edges_of_a_month() -> None:
    trade = save_trades([({"code": "T1", "name": "竹编"}, None)])[0]
    homes = [make.household("H1"), make.household("H2")]
    spans = (
        ("A", FIRST, None),
        ("B", LAST, None),
        ("C", date(2026, 11, 1), None),
        ("D", date(2026, 1, 1), LAST),
        ("E", date(2026, 1, 1), date(2026, 10, 30)),
        ("F", None, date(2026, 9, 30)),
    )
    shops = save_workshops(
        [
            (
                {
                    "code": code,
                    "name": code,
                    "kind": "home",
                    "opened": opened,
                    "closed": closed,
                    "service_centre": code == "A",
                    "trade": trade.id if code in "AD" else None,
                },
                None,
            )
            for code, opened, closed in spans
        ]
    )
    # Of an open one, of one that has closed since, and one that has left.
    joined = (
        (0, homes[0], FIRST, None),
        (4, homes[1], FIRST, date(2026, 10, 30)),
        (3, homes[1], FIRST, date(2026, 10, 30)),
    )
    save_members(
        [
            ({"workshop": shops[at].id, "household": home.id, "start": start, "end": end}, None)
            for at, home, start, end in joined
        ]
    )
    cells = total("return_workshops")
    assert (cells["home_workshops"], cells["opened"], cells["closed"], cells["centres"]) == (3, 2, 2, 1)
    assert cells["member_homes"] == 1
    by_trade = {row.cells["trade"]: row.cells["home_workshops"] for row in asked("return_trades").rows}
    assert by_trade == {"竹编": 2, "No trade said": 1}


def test_who_works_elsewhere_is_insured_and_has_a_contract_on_the_last_day() -> None:
    home = make.household()
    worker, other, third = (make.worker(home) for _ in range(3))
    spans = (
        (worker, FIRST, date(2026, 10, 9), 90, FIRST, None),
        (worker, date(2026, 10, 10), None, 365, date(2026, 10, 10), date(2026, 10, 30)),
        (other, date(2026, 1, 5), LAST, None, date(2026, 1, 5), LAST),
        (third, date(2026, 3, 1), date(2026, 10, 30), None, date(2026, 3, 1), None),
    )
    for who, start, end, days, insured, until in spans:
        values = {"worker": who.id, "employer": "某厂", "start": start, "end": end}
        more = {"contract_days": days, "insured_from": insured, "insured_to": until}
        save_placements([({**values, **more}, None)])
    cells = total("return_placements")
    assert cells["placements"] == 1, "who changed the employer is one person"
    assert (cells["ended"], cells["working"], cells["insured"]) == (3, 2, 1)
    assert (cells["contracts"], cells["contract_days"]) == (1, 455)


def test_places_open_at_the_end_are_those_nobody_holds_then() -> None:
    mill = make.enterprise("某厂")
    vacancies = save_vacancies(
        [
            ({"enterprise": mill.id, "post": post, "places": 3, "reported": day, "until": until}, None)
            for post, day, until in (
                ("缝纫", FIRST, None),
                ("质检", date(2026, 8, 1), LAST),
                ("过期", date(2026, 8, 1), date(2026, 10, 30)),
                ("以后", date(2026, 11, 1), None),
            )
        ]
    )
    worker = make.worker(make.household())
    values = {"worker": worker.id, "vacancy": vacancies[0].id, "start": date(2026, 10, 8)}
    save_placements([(values, None)])
    cells = total("return_vacancies")
    assert (cells["reported"], cells["vacancies"]) == (1, 3)
    assert (cells["places_open"], cells["from_vacancies"]) == (5, 1)


def test_people_served_are_those_of_the_groups_and_of_households_in_work() -> None:
    homes = [
        make.household(f"H{at}", category=category)
        for at, category in enumerate(("脱贫户", "一般户", "监测对象"))
    ]
    for home, sex in zip(homes, ("女", "男", "女"), strict=True):
        make.worker(home, sex=sex)
    save_household({"active": False}, homes[2])
    cells = total("return_people")
    assert (cells["homes"], cells["poor_homes"]) == (2, 1)
    groups = REPORTS["groups"].ask(ReportFilters(FIRST, LAST), TODAY)
    said = {row.key: row.cells["people"] for row in groups.rows}
    assert said and {key: cells[key] for key in said} == said


def test_only_who_may_see_pay_is_told_what_was_earned() -> None:
    make.visit(make.household(), day=date(2026, 10, 5))
    for role in ("manager", "clerk", "cashier", "technician", "viewer"):
        people.save_user({"name": role, "role": role})
    for role in ("clerk", "technician", "viewer"):
        signed_in.sign_in_by_name(role)
        keys = {one.key for one in offered_reports()}
        assert {"returns", "return_people", "return_support"} <= keys and "return_income" not in keys
        assert not any("income" in row.key for row in asked("returns").rows)
        assert asked("groups").rows == ()
    signed_in.sign_in_by_name("cashier")
    assert any("income" in row.key for row in asked("returns").rows)


def test_a_month_or_a_quarter_is_asked_for_by_its_name() -> None:
    assert newest_month(TODAY) == "2026-10"
    keys = named_spans(date(2026, 2, 3))
    assert keys[:3] == ["2026-02", "2026-01", "2025-12"] and keys[13:16] == ["2026-Q1", "2025-Q4", "2025-Q3"]
    assert span_days("2025-Q4", TODAY) == (date(2025, 10, 1), date(2025, 12, 31))
    assert span_days("2026-10", TODAY) == (FIRST, LAST)


def test_an_open_wish_counts_where_the_person_lives_at_the_end() -> None:
    home = make.household(village="屏风村")
    save_wishes([({"worker": make.worker(home).id, "kind": "job", "date": FIRST}, None)])
    move_household(home.id, date(2026, 10, 20), {"village": "清溪村"})
    rows = asked("return_wishes", level="village").rows
    found = {(row.cells["above"], row.cells["place"]): row.cells for row in rows}
    said = {at: (cells["wish_job"], cells["wishes_open"]) for at, cells in found.items()}
    assert sorted(said.values()) == [(0, 1), (1, 0)], (
        "it was said at the old place, and is open at the new one"
    )
