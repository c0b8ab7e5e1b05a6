"""Find anything: by Chinese, every reading's pinyin and initials, phone digits, code and number, the closest first."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from models import search
from models.actions.desk.undo import last_undoable, undo
from models.actions.party import parties
from models.actions.pay import locking
from models.database import db
from models.queries.desk import integrity
from models.queries.desk.global_search import find
from models.tables.party import Household
from tests import factories
from tests.writing import operation


def named(text: str, kind: str = "") -> list[str]:
    """The labels found, of one kind when given."""
    return [row.label for row in find(text) if kind in ("", row.kind)]


@pytest.mark.parametrize(
    "typed",
    [
        "单春梅",
        "单",
        "春梅",
        "梅",
        "scm",
        "SCM",
        "dcm",
        "sc",
        "s",
        "shanchunmei",
        "danchun",
        "shan chun",
        "h0001",
        "1",
        "Ｈ０００１",
        "赤城 单",
    ],
)
def test_a_household_is_found(coop: SimpleNamespace, typed: str) -> None:
    assert "单春梅 H0001" in named(typed, "household")


def test_a_household_is_found_by_any_part_of_its_phone(coop: SimpleNamespace) -> None:
    head = factories.household("H0777", "李桂芳", phone="13912345678")
    for typed in ("13912345678", "139", "139 1234 5678", "139-1234-5678", "5678", "4567"):
        assert [row.key for row in find(typed) if row.kind == "household"] == [head.id], typed
    line = factories.household("H0778", "王建国", phone="0825-5421234")
    for typed in ("0825-5421234", "5421234", "0825 5421234"):
        assert [row.key for row in find(typed) if row.kind == "household"] == [line.id], typed


def test_the_closest_comes_first(coop: SimpleNamespace) -> None:
    for code, head in (
        ("A1", "王安"),
        ("A2", "王安邦"),
        ("A3", "李王安"),
        ("A10", "赵高"),
        ("B1", "A10号李"),
    ):
        factories.household(code, head, phone="")
    assert named("王安", "household") == ["王安 A1", "王安邦 A2", "李王安 A3"]
    assert named("wangan", "household") == ["王安 A1", "王安邦 A2"]
    assert named("a10", "household")[0] == "赵高 A10"
    parties.save_household({"active": False}, Household.get(Household.code == "A2"))
    assert [row.detail for row in find("王安邦")] == ["赤城镇屏风村3组 · 已停"]


def test_a_letter_inside_a_word_is_not_meant(coop: SimpleNamespace) -> None:
    factories.household("A1", "李大成", phone="")
    factories.household("A2", "陈芳", phone="")
    assert named("chen", "household") == ["陈芳 A2"]
    assert named("h", "product") == []


def test_numbers_are_found_whole_begun_and_by_their_end(coop: SimpleNamespace) -> None:
    assert find(coop.issued)[0].kind == "voucher"
    assert find(coop.issued.lower())[0].key == factories.voucher("dispatch", coop.issued).id
    assert named("hs26", "voucher") == [f"{coop.wrong} 曾国芳", f"{coop.collected} 单春梅"]
    assert f"{coop.collected} 单春梅" in named("1", "voucher") and f"{coop.collected} 单春梅" in named(
        "00001"
    )
    assert named("HS2") == named("hs2")
    assert named("hs1", "voucher")[-1] == f"{coop.collected} 单春梅"
    assert [row.opens for row in find(coop.wide.number)] == [coop.order.id]
    assert [row.key for row in find(coop.order.number) if row.closeness == search.WHOLE] == [coop.order.id]
    assert "作废" in next(row.detail for row in find(coop.wrong))
    assert named("PG-短") == ["PG-短 曾国芳"]


def test_numbers_of_a_workbook_are_found_as_they_were_written(coop: SimpleNamespace) -> None:
    number = factories.collection(coop.wide, good=1, number="发-2026/7b12")
    for typed in (number, "发-2026", "发-2026/7B", "12"):
        assert f"{number} 单春梅" in named(typed, "voucher"), typed


def test_goods_machines_enterprises_and_their_orders_are_found(coop: SimpleNamespace) -> None:
    assert named("zhubian", "product") == named("篮", "product") == ["竹编果篮 P-BASKET"]
    assert [row.kind for row in find("竹编")] == ["product", "order"]
    assert named("m-bam", "material") == ["竹篾 M-BAM"]
    assert named("rxj", "equipment") == named("绕线", "equipment") == ["绕线机 SB0001", "绕线机 SB0002"]
    assert [row.label for row in find("czgyp") if row.kind == "enterprise"] == ["翠竹工艺品公司"]
    assert len(named("翠竹", "order")) == 2


def test_workers_lead_to_their_household(coop: SimpleNamespace) -> None:
    worker = parties.save_worker(coop.first.id, {"name": "曾小燕"})
    parties.save_worker(coop.first.id, {"name": "单春梅"})
    for typed in ("曾小燕", "小燕", "zxy", "zengxiaoyan", "cengxiao"):
        assert [(row.key, row.opens) for row in find(typed)] == [(worker.id, coop.first.id)], typed
    assert [row.kind for row in find("单春梅")] == ["household"], "the head is not told twice"


def test_a_statement_opens_its_month_and_household(coop: SimpleNamespace) -> None:
    locking.lock("2026-10", date(2026, 11, 1))
    first = named("GZ26A", "statement")[-1]
    assert first == "GZ26A00001 单春梅"
    assert next(row.opens for row in find(first.split()[0])) == ("2026-10", coop.first.id)


def test_nothing_is_found_for_nothing(coop: SimpleNamespace) -> None:
    for typed in ("", "  ", "-", '"', "' OR 1=1", "a*", "zzzzzz", "\0", "𫖯㐱", "%", "()"):
        assert find(typed) == [], typed


def test_a_rare_character_is_found(coop: SimpleNamespace) -> None:
    head = factories.household("H0900", "解𫖯", phone="")
    for typed in ("𫖯", "解𫖯", "xie"):
        assert [row.key for row in find(typed)] == [head.id], typed


def test_the_index_follows_change_undo_and_removal(coop: SimpleNamespace) -> None:
    parties.save_household({"head": "尉迟恭"}, coop.first)
    assert named("yuchigong") and not named("scm", "household")
    last = last_undoable()
    assert last is not None
    undo(last.id)
    assert named("scm", "household") and not named("yuchigong")
    factories.household("H0800", "万俟雪")
    undo(last_undoable().id)
    assert not named("mqx") and not list(integrity.faults())
    with operation("Break the index"):
        db.execute_sql("DELETE FROM found_household")
    assert [fault for fault in integrity.faults() if "household" in fault]


def test_a_long_list_is_cut(coop: SimpleNamespace) -> None:
    parties.save_households([({"code": f"H1{n:03d}", "head": "王芳"}, None) for n in range(50)])
    assert len(find("wf")) == 6 and len(find("wf", 3)) == 3


@pytest.mark.parametrize(
    ("head", "typed"),
    [
        ("单雄信", "shan"), ("曾国藩", "zeng"), ("解缙", "xie"), ("仇英", "qiu"), ("区寄", "ou"), ("查良镛", "zha"),
        ("朴正熙", "piao"), ("任我行", "ren"), ("华佗", "hua"), ("盖叫天", "ge"), ("盖叫天", "gai"), ("翟让", "zhai"),
        ("尉迟恭", "yuchi"), ("万俟卨", "moqi"), ("覃勇", "qin"), ("覃勇", "tan"), ("缪荣", "miao"), ("乐毅", "yue"),
        ("贠成", "yun"), ("谌龙", "shen"), ("谌龙", "chen"), ("牟其中", "mou"), ("长孙无忌", "zhangsun"),
        ("陈㛃", "㛃"), ("𠮷田", "𠮷"),
    ],
)  # fmt: skip
def test_a_surname_is_found_as_it_is_read(database: Path, head: str, typed: str) -> None:
    row = factories.household("H0001", head)
    assert [one.key for one in find(typed)] == [row.id]
