"""The programme's registers out of a workbook: read twice they change nothing, and a wrong cell is named."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from models.actions.exchange.workbook import import_workbook
from models.errors import WorkbookRefused
from models.tables.training import Attendance, Enrolment, Referral
from tests.books import write_book

DAY, SECOND = date(2025, 10, 10), date(2025, 10, 11)
WHO = {"household": "H1", "worker": "解燚"}
OPENING = {"number": "KG2", "enterprise": "翠竹", "post": "编织工", "places": 2, "reported": DAY}
MEETING = {"date": DAY, "household": "H1", "topic": "竹编", "next_date": date(2025, 1, 1)}
DISPUTED = {"number": "YY1", "date": DAY, "household": "H1", "said": "少算了", "outcome": "维持"}
RULE = {"code": "JF", "name": "建坊奖补", "basis": "每个作坊", "amount": 5000}
CLAIM = {"number": "SB1", "code": "JF", "workshop": "Z1", "date": DAY, "amount": 5000}


def registers() -> dict[str, list[dict[str, Any]]]:
    courses = [
        {"number": f"PX{at}", "name": "竹编", "kind": "集中", "from": DAY, "to": SECOND, "free": "是"}
        for at in range(1, 5)
    ]
    return {
        "trades": [{"code": "T01", "name": "竹编"}],
        "enterprises": [{"name": "翠竹"}],
        "households": [{"code": "H1", "head": "解燚"}],
        "workers": [{"household": "H1", "name": "解燚"}],
        "vacancies": [
            {
                "number": "KG1",
                "enterprise": "翠竹",
                "post": "编织工",
                "places": 2,
                "reported": DAY,
                "trade": "T01",
            }
        ],
        "placements": [{**WHO, "employer": "翠竹", "from": SECOND, "vacancy": "KG1"}],
        "wishes": [{**WHO, "kind": "就业", "date": DAY}],
        "courses": courses,
        "enrolments": [{**WHO, "course": f"PX{at}"} for at in (1, 2, 3)],
        "attendance": [{**WHO, "course": f"PX{at}", "date": DAY} for at in (1, 2, 3)],
        "skills": [{**WHO, "trade": "T01", "level": 2}],
        "referrals": [
            {
                **WHO,
                "kind": "就业",
                "wish_date": DAY,
                "told_on": SECOND,
                "vacancy": "KG1",
                "outcome": "已去",
            },
            {**WHO, "kind": "就业", "wish_date": DAY, "told_on": SECOND, "course": "PX4"},
        ],
        "workshops": [{"code": "Z1", "name": "竹编作坊", "kind": "村级作坊"}],
        "support_rules": [{**RULE, "from": date(2025, 1, 1)}],
    }


def read(tmp_path: Path, records: dict[str, list[dict[str, Any]]]) -> Any:
    return import_workbook(write_book(tmp_path / "book.xlsx", records))


def test_registers_are_read_and_a_second_time_nothing_changes(database: Path, tmp_path: Path) -> None:
    records = registers()
    first = read(tmp_path, records)
    assert {key: first.counts[key].added for key in records} == {
        key: len(rows) for key, rows in records.items()
    }
    assert sorted((row.result, row.vacancy is None) for row in Referral.select()) == [
        ("taken", False),
        ("told", True),
    ]
    again = read(tmp_path, records)
    assert {key: again.counts[key].unchanged for key in records} == {
        key: len(rows) for key, rows in records.items()
    }


@pytest.mark.parametrize(
    ("sheet", "row", "where"),
    [
        ("enrolments", {**WHO, "course": "PX9"}, ("培训报名", 5, "班次编号")),
        ("attendance", {**WHO, "course": "PX1", "date": date(2025, 10, 12)}, ("培训签到", 5, "日期")),
        ("attendance", {**WHO, "course": "PX4", "date": DAY}, ("培训签到", 5, "姓名")),
        ("skills", {**WHO, "trade": "T01", "level": 4}, ("技能", 3, None)),
        ("vacancies", {**OPENING, "pay_from": 3000, "pay_to": 2000}, ("空岗", 3, "月薪止")),
        ("wishes", {**WHO, "kind": "培训", "date": DAY, "met_on": date(2025, 1, 1)}, ("需求", 3, "落实日期")),
        ("visits", {"number": "ZD1", **MEETING}, ("指导", 2, "下次日期")),
        ("return_visits", {"number": "HF1", **MEETING}, ("回访", 2, "下次日期")),
        ("disputes", {**DISPUTED, "answered_on": date(2025, 1, 1)}, ("异议", 2, "答复日期")),
        ("regions", {"code": "9", "name": "甲乡", "level": "乡镇", "parent": "9"}, ("地区", 2, "上级代码")),
        ("support_rules", {**RULE, "from": SECOND}, ("奖补政策", 3, "起")),
        ("claims", {**CLAIM, "workshop": None}, ("奖补申报", 2, "作坊编号")),
        ("claims", {**CLAIM, "status": "已到账", "paid_on": date(2025, 1, 1)}, ("奖补申报", 2, "到账日期")),
        ("placements", {**WHO, "employer": "翠竹", "from": date(2026, 1, 1)}, ("转移就业", 3, "起")),
        ("referrals", {**WHO, "kind": "培训", "wish_date": DAY, "told_on": DAY}, ("推荐", 4, "需求日期")),
        ("referrals", {**WHO, "kind": "就业", "wish_date": DAY, "told_on": SECOND}, ("推荐", 4, "空岗编号")),
        (
            "referrals",
            {**WHO, "kind": "就业", "wish_date": DAY, "told_on": date(2025, 1, 1), "vacancy": "KG1"},
            ("推荐", 4, "告知日期"),
        ),
    ],
)
def test_a_wrong_cell_is_named_by_row_and_column(
    database: Path, tmp_path: Path, sheet: str, row: dict[str, Any], where: tuple[str, int, str | None]
) -> None:
    records = registers()
    records.setdefault(sheet, []).append(row)
    with pytest.raises(WorkbookRefused) as refused:
        read(tmp_path, records)
    (problem,) = refused.value.problems
    assert (problem.sheet, problem.row) == where[:2]
    assert where[2] is None or problem.column == where[2]
    assert not Enrolment.select().exists()


def test_a_fourth_free_course_out_of_a_list_names_the_three(database: Path, tmp_path: Path) -> None:
    """A list of old courses may enter four that nobody came to; the day of the fourth is its fault."""
    records = registers()
    records["enrolments"].append({**WHO, "course": "PX4"})
    records["attendance"].append({**WHO, "course": "PX4", "date": DAY})
    with pytest.raises(WorkbookRefused) as refused:
        read(tmp_path, records)
    (problem,) = refused.value.problems
    assert (problem.sheet, problem.row, problem.column) == ("培训签到", 5, "姓名")
    assert all(f"PX{at}" in problem.message for at in (1, 2, 3))
    assert not Attendance.select().exists()


def test_a_day_that_nobody_means_is_told_beside_its_cell(database: Path, tmp_path: Path) -> None:
    records = registers()
    far, coming = date.today().replace(day=1, year=date.today().year + 36), date.today() + timedelta(days=9)
    records["wishes"].append({**WHO, "kind": "培训", "date": far})
    records["courses"][3]["to"] = coming
    records["attendance"] = [{**WHO, "course": "PX4", "date": coming}]
    records["enrolments"] = [{**WHO, "course": "PX4"}]
    records["support_rules"].append({**RULE, "code": "QT", "from": DAY, "to": far})
    told = [(one.sheet, one.row, one.column) for one in read(tmp_path, records).warnings]
    assert {("需求", 3, "日期"), ("培训签到", 2, "日期")} <= set(told)
    assert not [one for one in told if one[0] == "奖补政策" or one[2] == "止"]


def test_people_are_found_however_their_names_are_spaced(database: Path, tmp_path: Path) -> None:
    records = registers()
    records["workers"][0]["name"] = "解　燚"
    for key in ("placements", "wishes", "enrolments", "attendance", "skills", "referrals"):
        records[key] = [{**row, "worker": "解 燚"} for row in records[key]]
    assert read(tmp_path, records).changed
    assert not read(tmp_path, registers()).changed


def test_headers_spread_by_blanks_or_marked_as_required_are_known(database: Path, tmp_path: Path) -> None:
    read(tmp_path, registers())
    book = xlsxwriter.Workbook(str(tmp_path / "spread.xlsx"))
    page = book.add_worksheet("培训签到")
    page.write_row(0, 0, ["姓　名", "户 号*", " 日\n期（必填）", "班次 编号 * (Required)"])
    page.write_row(1, 0, ["解燚", "H1", SECOND.isoformat(), "PX1"])
    book.close()
    assert import_workbook(tmp_path / "spread.xlsx").counts["attendance"].added == 1


def test_what_a_rule_pays_for_stays_once_a_claim_was_made(database: Path, tmp_path: Path) -> None:
    """Whoever was claimed by it would not be known as claimed any more."""
    records = registers() | {"claims": [CLAIM]}
    read(tmp_path, records)
    records["support_rules"][0]["basis"] = "每人每天"
    with pytest.raises(WorkbookRefused) as refused:
        read(tmp_path, records)
    (problem,) = refused.value.problems
    assert (problem.sheet, problem.row, problem.column) == ("奖补政策", 2, "计算方式")
    assert CLAIM["number"] in problem.message
