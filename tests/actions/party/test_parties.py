"""Households, enterprises, workers and agreements: what saving refuses, warns of, finds again and leaves alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models.actions.party import parties
from models.actions.programme.employment import save_placements
from models.errors import UserError
from models.rules.pinyin import READINGS_MOST, search_words
from models.tables.party import Agreement, Enterprise, Household, Location, Worker
from models.tables.trail import Change, Operation
from tests import factories
from tests.writing import operation

pytestmark = pytest.mark.usefixtures("database")


def trail() -> tuple[int, int]:
    return Operation.select().count(), Change.select().count()


def test_a_household_is_a_place_and_takes_the_next_code() -> None:
    parties.save_household({"code": "H0041", "head": "单春梅"})
    row = parties.save_household({"head": "曾国芳"})
    assert row.code == "H0042"
    assert (Location.get_by_id(row.id).kind, Location.get_by_id(row.id).name) == ("household", "曾国芳")


def test_a_new_name_reaches_the_place() -> None:
    row = factories.household(head="单春梅")
    parties.save_household({"head": "单春兰"}, row)
    assert Location.get_by_id(row.id).name == "单春兰"
    assert "shanchunlan" in Household.get_by_id(row.id).search


def test_the_same_again_changes_nothing() -> None:
    values = {"code": "H0001", "head": "单春梅", "township": "赤城镇", "latitude": 30.7, "longitude": 105.7}
    first = parties.save_household(values)
    before = trail()
    again = parties.save_household(values, Household.get_by_id(first.id))
    assert (again.outcome, trail()) == ("unchanged", before)
    assert parties.save_household({"phone": "13800000001"}, again).outcome == "changed"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"head": ""}, "head"),
        ({"head": "  "}, "head"),
        ({"pay_method": "cheque"}, "pay_method"),
        ({"ready_from": "25:00"}, "ready_from"),
        ({"ready_to": "8.30"}, "ready_to"),
        ({"ready_from": "09:00", "ready_to": "08:00"}, "ready_to"),
        ({"latitude": 91.0, "longitude": 105.0}, "latitude"),
        ({"latitude": 30.0, "longitude": -180.5}, "longitude"),
        ({"latitude": 30.0}, "longitude"),
        ({"datum": "CGCS2000"}, "datum"),
        ({"minutes_per_day": 1500}, "minutes_per_day"),
    ],
)
def test_a_wrong_field_is_refused_by_name(values: dict[str, Any], field: str) -> None:
    with pytest.raises(UserError) as refusal:
        parties.save_household({"code": "H0001", "head": "单春梅"} | values)
    assert refusal.value.field == field
    assert Household.select().count() == 0


def test_a_code_belongs_to_one_household() -> None:
    first = factories.household(code="H0001")
    second = factories.household(code="H0002")
    for values, existing in (({"code": "H0001", "head": "张三"}, None), ({"code": "H0001"}, second)):
        with pytest.raises(UserError) as refusal:
            parties.save_household(values, existing)
        assert refusal.value.field == "code"
    assert parties.save_household({"code": "H0009"}, first).code == "H0009"


def test_a_batch_tells_every_fault_and_keeps_the_rest() -> None:
    told: list[tuple[int, str | None]] = []
    rows = parties.save_households(
        [
            ({"code": "H0001", "head": "单春梅"}, None),
            ({"code": "H0002", "head": ""}, None),
            ({"code": "H0001", "head": "曾国芳"}, None),
            ({"code": "H0004", "head": "解大林", "datum": "?"}, None),
            ({"code": "H0005", "head": "仇桂英"}, None),
        ],
        lambda place, error: told.append((place, error.field)),
    )
    assert sorted(told) == [(1, "head"), (2, "code"), (3, "datum")]
    assert [row.code for row in rows] == ["H0001", "H0005"]


@pytest.mark.parametrize(
    ("township", "village", "found"),
    [
        ("赤城镇", "屏风村", "屏风村民委员会"),
        ("赤城", "", "赤城镇"),
        ("赤城镇", "没有的村", "赤城镇"),
        ("别县镇", "屏风村", None),
        ("", "", None),
    ],
)
def test_places_are_matched_where_they_can_be(township: str, village: str, found: str | None) -> None:
    region = factories.household(township=township, village=village, group="").region
    assert (None if region is None else region.name) == found


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("单春梅", ("shanchunmei", "scm", "dcm")),
        ("曾国芳", ("zengguofang", "zgf", "cgf")),
        ("解大林", ("xiedalin", "xdl", "jdl")),
        ("仇桂英", ("qiuguiying", "qgy", "cgy")),
        ("朴正华", ("piaozhenghua", "pzh")),
        ("尉迟秀兰", ("yuchixiulan", "ycxl", "wcxl")),
        ("陈䶮", ("chenyan", "cy")),
        ("吕布", ("lvbu", "lb")),
        ("阿依A", ("ayia", "aya")),
    ],
)
def test_a_name_is_found_by_every_reading(name: str, typed: tuple[str, ...]) -> None:
    assert set(typed) <= set(search_words(name))


def test_a_name_of_many_voices_does_not_fill_the_index() -> None:
    assert 2 <= len(search_words("行长重乐行重长")) <= 2 * READINGS_MOST


def test_pure_latin_needs_no_reading() -> None:
    assert search_words("Anna") == ()


def test_doubts_are_told_not_refused() -> None:
    factories.household(code="H0001", phone="13800000001", id_number="11010519491231002X")
    other = {"code": "H0002", "head": "曾国芳", "phone": "13800000001", "pay_method": "bank"}
    fields = [one.field for one in parties.doubts_of_household(other | {"id_number": "11010519491231002x"})]
    assert fields == ["id_number", "phone", "account"]
    invalid = parties.doubts_of_household({"head": "曾国芳", "id_number": "110105194912310021"})
    assert [one.field for one in invalid] == ["id_number"]
    first = Household.get(Household.code == "H0001")
    assert parties.doubts_of_household({"phone": "13800000001"}, first) == []


def test_doubts_are_compared_within_a_batch() -> None:
    entries = [({"code": f"H{n}", "phone": phone}, None) for n, phone in enumerate(("1", "2", "1"))]
    assert [len(own) for own in parties.doubts_of_households(entries)] == [1, 0, 1]


def test_a_double_is_named_however_it_is_written() -> None:
    one = factories.household("H0001", "单春梅", phone="138 0000 0001", id_number="11010519491231002X")
    (said,) = parties.doubts_of_household({"head": "曾国芳", "phone": "138-00000001"})
    assert said == parties.Doubt("phone", "单春梅 H0001 的电话和这个一样。", one.id)
    factories.household("H0002", "解大林", phone="13800000001")
    (said,) = parties.doubts_of_household({"phone": "13800000001"}, one)
    assert said.sentence == "解大林 H0002 的电话和这个一样。"
    (said,) = parties.doubts_of_household({"phone": "13800000001"})
    assert said.sentence == "单春梅 H0001 和另外 1 户的电话和这个一样。"
    other = factories.household("H0003", "仇桂英")
    (said,) = parties.doubts_of_worker(other.id, {"id_number": "11010519491231002x"})
    assert said.household == one.id and said.sentence == "单春梅 H0001 的身份证号和这个一样。"
    parties.save_worker(one.id, {"name": "单小梅", "id_number": "11010519491231002X"})
    assert parties.doubts_of_household({}, one)[0].field == "phone"


def test_workers_are_told_apart_by_household() -> None:
    first, second = factories.household(), factories.household()
    worker = parties.save_worker(first.id, {"name": "张小芳", "birth_date": date(1980, 5, 1)})
    parties.save_worker(second.id, {"name": "张小芳"})
    with pytest.raises(UserError) as refusal:
        parties.save_worker(first.id, {"name": "张小芳"})
    assert refusal.value.field == "name"
    parties.remove_worker(worker.id)
    assert Worker.select().count() == 1


def test_an_agreement_ends_after_it_begins() -> None:
    head = factories.household()
    with pytest.raises(UserError) as refusal:
        parties.save_agreement(head.id, "XY-1", date(2026, 5, 1), date(2026, 4, 30))
    assert refusal.value.field == "end"
    row = parties.save_agreement(head.id, "XY-1", date(2026, 5, 1), None)
    assert parties.save_agreement(head.id, "XY-1", date(2026, 5, 1), None, row).outcome == "unchanged"
    assert Agreement.select().count() == 1


def test_an_enterprise_has_one_name() -> None:
    factories.enterprise(name="竹韵公司", contact="曾经理")
    with pytest.raises(UserError) as refusal:
        factories.enterprise(name="竹韵公司")
    assert refusal.value.field == "name"
    assert "zjl" in Enterprise.get().search


def test_a_thousand_households_are_saved_in_one_operation_and_few_questions() -> None:
    entries = [({"code": f"H{n:04d}", "head": "单春梅", "township": "赤城镇"}, None) for n in range(1000)]
    before = trail()
    with operation("Import {file}", file="x"):
        parties.save_households(entries)
    assert trail() == (before[0] + 1, before[1] + 2000)


def test_coordinates_far_from_all_others_are_doubted() -> None:
    homes = [
        parties.save_household({"head": f"户{at}", "latitude": 30.7 + at / 100, "longitude": 105.7})
        for at in range(4)
    ]
    (said,) = parties.doubts_of_place((30.75, 15.7), homes[0])
    assert said.field == "longitude" and "105.7" in said.sentence
    assert parties.doubts_of_place((30.75, 105.71), homes[0]) == [] == parties.doubts_of_place((30.2, 105.71))
    (said,) = parties.doubts_of_household({"head": "曾国芳", "latitude": 0, "longitude": 0})
    assert said.field == "latitude"


def test_numbers_written_oddly_are_told_and_saved() -> None:
    said = {"head": "曾国芳", "phone": "1380000000", "helper_phone": "1234", "account": "6222021234567890"}
    fields = [one.field for one in parties.doubts_of_household(said)]
    assert fields == ["phone", "helper_phone", "account"]
    assert parties.save_household(said).account == "6222021234567890"


def test_an_account_that_lost_its_digits_is_refused() -> None:
    with pytest.raises(UserError) as refusal:
        factories.household(account="6.22848E+18")
    assert refusal.value.field == "account"
    home = factories.household()
    with operation("an older program"):
        Household.update(account="6.22848E+18").execute()
    # What an older program let in can still be changed elsewhere.
    home = Household.get_by_id(home.id)
    assert parties.save_household({"note": "x", "account": "6.22848E+18"}, home).outcome == "changed"


NUMBER = "11010519491231002X"
"""A woman's, born on the last day of 1949."""


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("女", "Female"),
        (" 男 ", "Male"),
        ("male", "Male"),
        ("FEMALE", "Female"),
        ("M", "Male"),
        ("f", "Female"),
        ("不详", "不详"),
        ("", ""),
    ],
)
def test_a_sex_is_kept_by_one_of_two_words(written: str, kept: str) -> None:
    home = factories.household()
    worker = parties.save_worker(home.id, {"name": "徐素", "sex": written})
    assert worker.sex == kept
    assert parties.save_worker(home.id, {"name": "徐素", "sex": written}, worker).outcome == "unchanged"
    odd = [one.field for one in parties.doubts_of_worker(home.id, {"sex": written})]
    assert odd == (["sex"] if kept == "不详" else [])


def test_sex_and_birth_follow_from_the_id_number_where_they_are_empty() -> None:
    home = factories.household()
    worker = parties.save_worker(home.id, {"name": "徐素", "id_number": NUMBER})
    assert (worker.sex, worker.birth_date) == ("Female", date(1949, 12, 31))
    said = {"name": "徐二", "id_number": NUMBER, "sex": "男", "birth_date": date(1949, 12, 30)}
    other = parties.save_worker(home.id, said)
    assert (other.sex, other.birth_date) == ("Male", date(1949, 12, 30))
    odd = parties.doubts_of_worker(home.id, {}, other)
    assert {one.field: one.sentence for one in odd} == {
        "sex": "身份证号上是女。",
        "birth_date": "身份证号上是1949-12-31。",
    }
    # A number that is none says nothing.
    third = parties.save_worker(home.id, {"name": "徐三", "id_number": NUMBER[:-1] + "1"})
    assert (third.sex, third.birth_date) == ("", None)


def test_who_is_named_in_registers_is_ended_instead_of_removed() -> None:
    home = factories.household()
    named = parties.save_worker(home.id, {"name": "徐素"})
    placed = {"worker": named.id, "employer": "成都电子厂", "start": date(2026, 3, 1)}
    save_placements([(placed, None)])
    assert parties.remove_worker(named.id) is False
    assert Worker.get_by_id(named.id).active is False
    assert parties.remove_worker(parties.save_worker(home.id, {"name": "徐二"}).id) is True
    assert [one.name for one in Worker.select()] == ["徐素"]


def test_a_category_does_not_end_before_it_begins() -> None:
    home = factories.household()
    before = trail()
    said = {"name": "徐素", "category_from": date(2026, 3, 2), "category_until": date(2026, 3, 1)}
    with pytest.raises(UserError) as caught:
        parties.save_worker(home.id, said)
    assert (caught.value.field, trail()) == ("category_until", before)
