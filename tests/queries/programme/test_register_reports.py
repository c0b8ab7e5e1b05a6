"""The reports on training, work elsewhere and wishes, against figures counted by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from models.actions.party import parties
from models.actions.programme import training
from models.queries.desk.reports import REPORTS
from models.queries.report import TOTAL, ReportFilters
from models.tables.party import Worker
from models.tables.training import Attendance
from tests import factories as make

DAY, TODAY = date(2026, 10, 30), date(2026, 11, 20)


def figures(key: str, **filters: Any) -> dict[str, dict[str, Any]]:
    answer = REPORTS[key].ask(ReportFilters(since=date(2026, 10, 1), until=TODAY, **filters), TODAY)
    rows = (*answer.rows, *(() if answer.total is None else (answer.total,)))
    return {row.key: {name: row.cells[name] for name in answer.opens} for row in rows}


def fill() -> None:
    """Three people: two of 七星村, on 30 October two at a course whose second day is the 31st."""
    homes = [
        make.household("H1"),
        make.household("H2", village="七星村"),
        make.household("H3", village="七星村"),
    ]
    make.registers_of(homes, DAY)


def test_training_is_counted_by_month_and_by_village(database: Path) -> None:
    fill()
    training = figures("training")
    assert training["2026-10"] == {"courses": 1, "people": 3, "days": 5, "certificates": 0, "money": 25_000}
    assert training["2026-11"] == {"courses": 0, "people": 0, "days": 0, "certificates": 2, "money": 0}
    assert training[TOTAL] == {"courses": 1, "people": 3, "days": 5, "certificates": 2, "money": 25_000}
    villages = figures("training_villages")
    assert villages["七星村"] == {"courses": 1, "people": 2, "days": 3, "certificates": 1, "money": 15_000}
    assert villages["屏风村"]["money"] == 10_000
    # A course people of both villages go to is one course in all, and of each village.
    assert villages[TOTAL]["courses"] == 1
    assert figures("training", village="七星村")[TOTAL]["days"] == 3


def test_who_is_at_two_courses_on_a_day_was_there_once(database: Path) -> None:
    """In the year, by month and village, and in a group of people alike."""
    fill()
    person = Worker.select().join(Attendance).order_by(Worker.id).first()
    parties.save_worker(person.household_id, {"left_behind": True}, person)
    before = figures("training")[TOTAL]["days"], figures("groups")[TOTAL]["days"]
    evening = make.course(DAY, DAY, name="夜班")
    training.save_enrolments([({"course": evening.id, "worker": person.id}, None)])
    training.save_attendance([({"course": evening.id, "worker": person.id, "date": DAY}, None)])
    year = REPORTS["year"].ask(ReportFilters(since=date(2026, 10, 1), until=TODAY), TODAY).rows
    days = next(row.cells["counted"] for row in year if row.key == "training_days")
    for key in ("training", "training_villages"):
        assert figures(key)[TOTAL]["days"] == days == before[0]
    groups = figures("groups")
    assert groups[TOTAL]["days"] == groups["left_behind"]["days"] == before[1] > 0
    assert (groups[TOTAL]["courses"], figures("training")[TOTAL]["courses"]) == (2, 2)


def test_work_elsewhere_is_counted_by_place(database: Path) -> None:
    fill()
    assert figures("placements") == {
        "遂宁": {"placed": 1, "insured": 1, "contract": 365},
        TOTAL: {"placed": 1, "insured": 1, "contract": 365},
    }
    assert figures("placements", village="七星村") == {}


def test_wishes_are_counted_in_the_month_they_were_said_and_met(database: Path) -> None:
    fill()
    wishes = figures("wishes")
    assert (wishes["2026-10"]["job"], wishes["2026-10"]["met"]) == (2, 0)
    assert wishes["2026-11"] == {
        **dict.fromkeys(("job", "training", "start_up", "declined"), 0),
        **{"met": 1, "told": 1, "taken": 1},
    }
