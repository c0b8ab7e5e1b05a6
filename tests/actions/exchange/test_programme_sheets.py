"""The sheets of workshops, people and sales: added once, unchanged the second time, refused as a whole."""

from __future__ import annotations

import random
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from models.actions.exchange.workbook import ImportResult, import_workbook
from models.actions.ledger.voiding import void
from models.actions.programme.placement_doubts import placement_doubts
from models.errors import WorkbookRefused
from models.operation import IMPORTED
from models.queries.desk.integrity import faults
from models.queries.exchange.workbook_schema import RECORDS
from models.queries.ledger.warehouse import finished_stock
from models.tables.guidance import Equipment
from models.tables.ledger import SaleLine
from models.tables.party import Worker
from models.tables.pay import FairFloor
from models.tables.programme import Placement, WorkshopMember
from models.tables.trail import Operation
from tests import factories as make
from tests.actions.exchange.test_workbook_one_fault import whole
from tests.books import worked_example, write_book

pytestmark = pytest.mark.usefixtures("database")
Records = dict[str, list[dict[str, Any]]]


def book() -> Records:
    """A cooperative with a workshop, its household and money, and two sales of what it makes."""
    records: Records = worked_example()
    product = records["products"][0]["code"]
    home = records["households"][0]["code"]
    sale = {"date": date(2026, 10, 26), "product": product, "grade": "合格", "workshop": "Z01"}
    return records | {
        "trades": [{"code": "T1", "name": "竹编"}],
        "workshops": [
            {
                "code": "Z01",
                "name": "屏风村竹编作坊",
                "kind": "村级作坊",
                "trade": "T1",
                "opened": date(2025, 3, 1),
            }
        ],
        "members": [{"workshop": "Z01", "household": home, "from": date(2025, 4, 1)}],
        "funding": [
            {
                "workshop": "Z01",
                "date": date(2025, 3, 1),
                "source": "财政",
                "amount": 20_000,
                "purpose": "设备",
            }
        ],
        "sales": [
            {"number": "LS1", **sale, "quantity": 2, "price": 25},
            {"number": "LS1", **sale, "quantity": 1, "price": 24, "takings": 20},
            {"number": "LS2", **sale, "workshop": None, "quantity": 1, "price": 25},
        ],
    }


def read_in(tmp_path: Path, records: Records, **options: Any) -> ImportResult:
    return import_workbook(write_book(tmp_path / "book.xlsx", records), **options)


def refused(tmp_path: Path, records: Records) -> list[tuple[str, int | None, str | None]]:
    """Where a workbook is at fault; it changes nothing."""
    before = Operation.select().count()
    with pytest.raises(WorkbookRefused) as caught:
        read_in(tmp_path, records)
    assert Operation.select().count() == before
    return [(one.sheet, one.row, one.column) for one in caught.value.problems]


def test_every_sheet_is_added_and_then_unchanged(tmp_path: Path) -> None:
    first = read_in(tmp_path, book())
    for sheet, rows in book().items():
        assert (sheet, first.counts[sheet].added) == (sheet, len(rows))
    assert [row.takings for row in SaleLine.select().order_by(SaleLine.id)] == [5_000, 2_000, 2_500]
    assert [row.place for row in SaleLine.select().order_by(SaleLine.id)] == ["Z01", "Z01", ""]
    again = read_in(tmp_path, book())
    assert not again.changed
    for sheet, rows in book().items():
        assert (sheet, again.counts[sheet].unchanged) == (sheet, len(rows))


def test_a_sale_that_says_something_else_or_is_not_readable_is_refused(tmp_path: Path) -> None:
    read_in(tmp_path, book())
    other = book()
    other["sales"][1]["takings"] = 21
    assert refused(tmp_path, other) == [("零售", 3, "金额")]
    unknown = book()
    unknown["sales"][2] |= {"number": "LS3", "workshop": "Z99"}
    assert refused(tmp_path, unknown) == [("零售", 4, "作坊编号")]
    grade = book()
    grade["sales"][2] |= {"number": "LS3", "quantity": -1}
    assert refused(tmp_path, grade) == [("零售", 4, "数量")]
    mixed = book()
    mixed["sales"] = [{**one, "number": "LS9"} for one in mixed["sales"]]
    mixed["sales"][1]["date"] = date(2026, 10, 27)
    assert refused(tmp_path, mixed) == [("零售", 3, "日期")]


def test_what_a_closed_workshop_sold_is_only_odd(tmp_path: Path) -> None:
    records = book()
    last = records["sales"][0]["date"] - timedelta(days=1)
    records["workshops"][0]["closed"] = records["members"][0]["to"] = last
    told = read_in(tmp_path, records).warnings
    assert [(one.sheet, one.row, one.column) for one in told] == [
        ("零售", 2, "作坊编号"),
        ("零售", 3, "作坊编号"),
    ]
    records["workshops"][0]["closed"] = records["sales"][0]["date"]
    records["sales"] = [one | {"number": "LS8"} for one in records["sales"]]
    assert not read_in(tmp_path, records).warnings


def test_more_sold_than_there_is_is_only_odd(tmp_path: Path) -> None:
    records = book()
    held = next(row.quantity for row in _after(tmp_path, book()) if row.grade == "good")
    records["sales"].append(records["sales"][2] | {"number": "LS3", "quantity": held // 1000 + 5})
    result = read_in(tmp_path, records)
    assert [(one.sheet, one.row, one.column) for one in result.warnings] == [("零售", 5, "数量")]
    assert "5" in result.warnings[0].message


def _after(tmp_path: Path, records: Records) -> list[Any]:
    read_in(tmp_path, records)
    return finished_stock()


def test_a_void_sale_stays_void(tmp_path: Path) -> None:
    read_in(tmp_path, book())
    void(make.voucher("sale", "LS2").id, "退货")
    again = read_in(tmp_path, book())
    assert not again.changed and any(one.sheet == "零售" for one in again.warnings)


def test_a_member_outside_its_workshop_is_refused_at_the_cell(tmp_path: Path) -> None:
    records = book()
    records["members"][0]["from"] = date(2025, 2, 28)
    assert refused(tmp_path, records) == [("作坊农户", 2, "起")]


def test_a_workbook_closes_a_workshop_with_its_members(tmp_path: Path) -> None:
    read_in(tmp_path, book())
    records = book()
    records["workshops"][0]["closed"] = date(2026, 9, 30)
    records["members"][0]["to"] = date(2026, 9, 30)
    assert read_in(tmp_path, records).changed
    assert [one.end for one in WorkshopMember.select()] == [date(2026, 9, 30)]
    assert not read_in(tmp_path, records).changed


def everything() -> Records:
    """A workbook of every sheet, with the programme's registers around one person."""
    D = partial(date, 2026)
    person = {"household": "H0001", "worker": "陈㛃"}
    programme = {
        "trades": [{"code": "T1", "name": "竹编"}],
        "regions": [
            {"code": "990101", "name": "城郊片区", "level": "片区"},
            {"code": "990101001", "name": "㛃水村", "level": "村", "parent": "990101", "trade": "T1"},
        ],
        "helpers": [{"name": "唐𫖯", "phone": "13900000001", "unit": "县农业农村局", "region": "990101"}],
        "stays": [
            {
                "household": "H0001",
                "from": D(1, 1),
                "to": D(6, 30),
                "township": "天福镇",
                "village": "老村",
                "group": "1",
                "helper": "唐𫖯",
            }
        ],
        "equipment_events": [
            {
                "number": "JQ1",
                "date": D(10, 3),
                "household": "H0002",
                "machine": "E1",
                "event": "检修",
                "condition": "皮带松",
                "cost": 20,
                "next_date": date(2027, 4, 3),
            },
            {
                "number": "JQ2",
                "date": D(10, 5),
                "household": "H0002",
                "machine": "E1",
                "event": "押金",
                "deposit_in": 100,
                "deposit_by": "现金",
            },
        ],
        "return_visits": [
            {
                "number": "HF1",
                "date": D(10, 12),
                "household": "H0001",
                "helper": "唐𫖯",
                "purpose": "看看",
                "found": "好",
                "next_date": D(12, 12),
            }
        ],
        "disputes": [
            {
                "number": "YY1",
                "date": D(10, 28),
                "household": "H0001",
                "slip": "HS2",
                "said": "少了",
                "answer_by": D(11, 5),
                "answer": "称过",
                "answered_on": D(11, 1),
                "outcome": "维持",
            }
        ],
        "pace_tests": [{"product": "P-1", "date": D(9, 1), "number": "CS1", "units": 5, "minutes": 62.5}],
        "floors": [{"region": "990101", "from": D(1, 1), "per_hour": 12.5, "note": "县人社局"}],
        "workshops": [
            {
                "code": "Z01",
                "name": "㛃水村作坊",
                "kind": "村级作坊",
                "region": "990101001",
                "trade": "T1",
                "enterprise": "翠竹",
                "service_centre": "是",
                "opened": date(2025, 3, 1),
            }
        ],
        "members": [{"workshop": "Z01", "household": "H0001", "from": date(2025, 4, 1), "to": D(12, 31)}],
        "funding": [
            {
                "workshop": "Z01",
                "date": date(2025, 3, 1),
                "source": "财政",
                "amount": 20000,
                "purpose": "设备",
            }
        ],
        "sales": [
            {
                "number": "LS1",
                "date": D(10, 26),
                "product": "P-1",
                "grade": "合格",
                "workshop": "Z01",
                "quantity": 1,
                "price": 25,
                "takings": 24,
            }
        ],
        "vacancies": [
            {
                "number": "KG1",
                "enterprise": "翠竹",
                "post": "编织工",
                "places": 2,
                "trade": "T1",
                "region": "990101",
                "skill": 1,
                "pay_from": 2000,
                "pay_to": 3000,
                "hours": "8 点到 5 点",
                "flexible": "是",
                "reported": D(9, 1),
                "until": D(12, 31),
            }
        ],
        "placements": [
            {
                **person,
                "employer": "翠竹",
                "vacancy": "KG1",
                "workshop": "Z01",
                "place": "成都",
                "from": D(9, 10),
                "to": D(12, 1),
                "contract_days": 365,
                "insured_from": D(9, 10),
                "insured_to": D(12, 1),
            }
        ],
        "wishes": [
            {
                **person,
                "kind": "就业",
                "date": D(8, 1),
                "trade": "T1",
                "flexible": "是",
                "near": "否",
                "note": "想去",
                "met_on": D(9, 10),
                "met_by": "KG1",
            }
        ],
        "courses": [
            {
                "number": "PX1",
                "name": "竹编",
                "kind": "大篷车",
                "trade": "T1",
                "order": "DD1",
                "teacher": "单师傅",
                "place": "村委会",
                "region": "990101001",
                "from": D(9, 1),
                "to": D(9, 3),
                "free": "是",
            }
        ],
        "enrolments": [{**person, "course": "PX1", "certificate": "ZS1", "certified_on": D(9, 3)}],
        "attendance": [
            {**person, "course": "PX1", "date": D(9, 1)},
            {**person, "course": "PX1", "date": D(9, 2)},
        ],
        "skills": [{**person, "trade": "T1", "level": 2, "certificate": "ZS1", "since": D(9, 3)}],
        "support_rules": [
            {
                "code": "PX",
                "name": "培训补贴",
                "basis": "每人每天",
                "amount": 50,
                "from": D(1, 1),
                "to": D(12, 31),
                "most_courses": 3,
                "category": "脱贫户",
                "note": "川人社发",
            },
            {
                "code": "JY",
                "name": "稳岗",
                "basis": "每人",
                "amount": 1000,
                "from": D(1, 1),
                "contract_days": 365,
                "insured": "是",
                "newly_taken": 10,
                "first_only": "是",
            },
        ],
        "claims": [
            {
                "number": "SB1",
                "code": "JY",
                "workshop": "Z01",
                "date": D(10, 1),
                "amount": 1000,
                "status": "已到账",
                "paid_on": D(10, 20),
                "evidence": "合同",
            },
            {"number": "SB2", "code": "PX", "date": D(10, 1), "amount": 100},
        ],
        "claim_people": [
            {**person, "claim": "SB1", "amount": 1000},
            {**person, "claim": "SB2", "days": 2, "amount": 100},
        ],
    }
    records = whole() | programme
    records["workers"] = [*records["workers"], {"household": "H0001", "name": "陈㛃", "category": "脱贫户"}]
    return records


def test_every_register_in_any_order_is_added_and_then_unchanged(tmp_path: Path) -> None:
    chance = random.Random(3)
    first = read_in(tmp_path, {sheet: chance.sample(rows, len(rows)) for sheet, rows in everything().items()})
    assert all(first.counts[sheet].added for sheet in everything())
    again = read_in(tmp_path, everything())
    # What was seen of the machine on a slip stays, though the list of machines says nothing of it.
    assert Equipment.get().condition == "皮带松"
    assert not again.changed and list(faults()) == []


@pytest.mark.parametrize(
    ("sheet", "column"),
    [
        ("courses", "培训班"),
        ("enrolments", "证书编号"),
        ("attendance", "日期"),
        ("support_rules", "金额"),
        ("claims", "金额"),
    ],
)
def test_one_unreadable_cell_of_a_register_is_one_fault(tmp_path: Path, sheet: str, column: str) -> None:
    path = write_book(tmp_path / "book.xlsx", everything())
    named = next(one for one in RECORDS if one.key == sheet)
    book = openpyxl.load_workbook(path)
    at = next(place for place, one in enumerate(named.columns, start=1) if one.zh == column)
    book[named.zh].cell(2, at).value = "#DIV/0!"
    book.save(path)
    with pytest.raises(WorkbookRefused) as caught:
        import_workbook(path)
    assert [(one.sheet, one.row, one.column) for one in caught.value.problems] == [(named.zh, 2, column)]
    assert not Operation.select().where(Operation.title == IMPORTED).exists()


def test_what_is_odd_about_placements_vacancies_and_wishes_is_said_at_the_cell(tmp_path: Path) -> None:
    """By the rules of their forms: two employers, a full vacancy, a day it was shut, a closed workshop, a met wish."""
    day = date(2026, 10, 1)
    work: dict[str, Any] = {"household": "H1", "worker": "甲一", "employer": "竹业公司", "from": day}
    job = {"number": "KG1", "enterprise": "竹业公司", "post": "编织工", "places": 1, "reported": day}
    records: Records = {
        "enterprises": [{"name": "竹业公司"}],
        "households": [{"code": "H1", "head": "甲"}],
        "workers": [{"household": "H1", "name": name} for name in ("甲一", "甲二", "甲三")],
        "workshops": [{"code": "Z1", "name": "甲坊", "kind": "基地", "closed": day}],
        "vacancies": [job | {"until": date(2026, 10, 9)}],
        "placements": [
            work | {"vacancy": "KG1"},
            work | {"employer": "电子厂", "from": date(2026, 10, 5)},
            work | {"worker": "甲二", "vacancy": "KG1", "from": date(2026, 10, 10)},
            work | {"worker": "甲三", "workshop": "Z1"},
        ],
        "wishes": [{"household": "H1", "worker": "甲一", "kind": "就业", "date": day}],
    }
    expected = [
        ("空岗", 2, "人数"),
        ("转移就业", 2, "起"),
        ("转移就业", 2, "空岗编号"),
        ("转移就业", 3, "起"),
        ("转移就业", 4, "起"),
        ("转移就业", 4, "空岗编号"),
        ("转移就业", 5, "作坊编号"),
        ("需求", 2, "落实日期"),
    ]
    for result in (read_in(tmp_path, records, check=True), read_in(tmp_path, records)):
        found = [(one.sheet, one.row, one.column) for one in result.warnings]
        assert sorted(found) == sorted(expected), [one.message for one in result.warnings]
    placed = Placement.select().join(Worker).where(Worker.name == "甲二").get()
    assert placement_doubts({}, placed)["vacancy"] in {one.message for one in result.warnings}


def test_the_floors_come_in_by_the_name_their_sheet_had(tmp_path: Path) -> None:
    path = write_book(tmp_path / "floors.xlsx", {"floors": [{"from": date(2026, 1, 1), "per_hour": 12.5}]})
    kept = openpyxl.load_workbook(path)
    kept["小时底线"].title = "工资底线"
    kept.save(path)
    import_workbook(path)
    assert [row.per_hour for row in FairFloor.select()] == [1_250]
