"""What could be meant: by code, name, every reading's initials; what is open or begins with the text comes first."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from models.actions.party import parties
from models.queries import suggestions
from models.tables.order import Order, Subcontract
from models.tables.party import Household
from tests import factories


@pytest.mark.parametrize(
    "typed", ["scm", "SCM", "单春", "h0001", "Ｈ０００１", "shanchunmei", "dcm", "赤城 单"]
)
def test_a_household_is_found(coop: SimpleNamespace, typed: str) -> None:
    assert [key for key, _, _ in suggestions.households(typed)] == [coop.first.id]


def test_those_that_stopped_are_offered_only_when_asked(coop: SimpleNamespace) -> None:
    parties.save_household({"active": False}, coop.first)
    assert [label for _, label, _ in suggestions.households("")] == ["H0002 曾国芳"]
    assert len(suggestions.households("", stopped=True)) == 2


def test_what_begins_with_the_text_comes_first(coop: SimpleNamespace) -> None:
    factories.household("A9", "李H0001号")
    assert next(label for _, label, _ in suggestions.households("H0001")) == "H0001 单春梅"


def test_open_subcontracts_come_first_and_an_exact_number_before_them(coop: SimpleNamespace) -> None:
    assert [label for _, label, _ in suggestions.subcontracts("")] == [
        f"{coop.wide.number} 单春梅",
        f"{coop.small.number} 曾国芳",
        "PG-短 曾国芳",
    ]
    assert suggestions.subcontracts("pg-短")[0][1] == "PG-短 曾国芳"
    assert len(suggestions.subcontracts("", household=coop.second.id)) == 2
    assert suggestions.subcontracts(coop.wide.number)[0][2].startswith("竹编果篮 · 40 ")


def test_everything_else_is_found_too(coop: SimpleNamespace) -> None:
    assert suggestions.materials("zm") == [(coop.bamboo.id, "M-BAM 竹篾", "公斤")]
    assert [label for _, label, _ in suggestions.products("dgxq")] == ["P-COIL 电感线圈"]
    assert [label for _, label, _ in suggestions.enterprises("czgyp")] == ["翠竹工艺品公司"]
    assert [label for _, label, _ in suggestions.machines("sb0002")] == ["SB0002 绕线机"]
    assert len(suggestions.orders("czgyp")) == 2


def test_a_list_is_never_long(coop: SimpleNamespace) -> None:
    parties.save_households([({"code": f"H1{n:03d}", "head": "王芳"}, None) for n in range(50)])
    assert len(suggestions.households("wf")) == suggestions.MOST


def test_a_label_is_the_one_picked(coop: SimpleNamespace) -> None:
    for table, row, suggest in (
        (Household, coop.first, suggestions.households),
        (Subcontract, coop.wide, suggestions.subcontracts),
        (Order, coop.order, suggestions.orders),
    ):
        assert suggestions.label(table, row.id) in [label for _, label, _ in suggest("")]
    assert suggestions.label(Household, 1) == ""


def test_a_machine_of_the_same_name_is_offered_first_in_place_of_one(coop: SimpleNamespace) -> None:
    for code, name in (("JQ1", "切片机"), ("JQ2", "绕线机"), ("JQ3", "切片机"), ("JQ4", "绕线机")):
        factories.machine(code, name)
    found = [label for _, label, _ in suggestions.machines("jq", in_store=True, like="绕线机")]
    assert found == ["JQ2 绕线机", "JQ4 绕线机", "JQ1 切片机", "JQ3 切片机"]
    assert next(label for _, label, _ in suggestions.machines("jq")) == "JQ1 切片机"
