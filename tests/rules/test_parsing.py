"""Values as people write them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import UserError
from models.rules.parsing import choice_of, code_of, date_of, text_of, time_of


@pytest.mark.parametrize(
    "value",
    [
        date(2026, 10, 5),
        datetime(2026, 10, 5),
        datetime(2026, 10, 5, 13, 30),
        "2026-10-05",
        "2026-10-5",
        "2026/10/5",
        "2026.10.5",
        "20261005",
        20261005,
        20261005.0,
        " 2026-10-05 ",
        "２０２６－１０－０５",
        "２０２６／１０／５",
        "２０２６．１０．５",
        "２０２６１００５",
        "2026年10月5日",
    ],
)
def test_a_day_in_every_way_it_is_written(value: object) -> None:
    assert date_of(value) == date(2026, 10, 5)


@pytest.mark.parametrize(
    "value",
    [
        "", None, "soon", "2026-13-01", "2026-02-30", "2026-1", "26-10-05", "2026-10/05", "2026105", "202610055", 46300,
        46300.5, 20261305, "2026-00-10", "05/10/2026", "1899-12-31", "2101-01-01", date(1899, 1, 1), True, 0,
        "2026-10-05x",
    ],
)  # fmt: skip
def test_what_is_no_day_is_refused(value: object) -> None:
    with pytest.raises(UserError) as refused:
        date_of(value, field="date")
    assert refused.value.field == "date"


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from("-/."))
def test_every_day_reads_back(day: date, sign: str) -> None:
    assert date_of(f"{day.year}{sign}{day.month}{sign}{day.day}") == day
    assert date_of(f"{day:%Y%m%d}") == day
    assert date_of(int(f"{day:%Y%m%d}")) == day


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        ("  王秀英 ", "王秀英"),
        ("　王秀英　", "王秀英"),
        ("Ｈ０００１", "H0001"),
        ("ＰＧ－０１", "PG-01"),
        (12.0, "12"),
        (13800000001.0, "13800000001"),
        (12.5, "12.5"),
        (7, "7"),
        ("单䶮", "单䶮"),
        ("㛃𫖯㐱𠅤", "㛃𫖯㐱𠅤"),
        ("\uf9dc\u2f00\u3240", "\uf9dc\u2f00\u3240"),  # compatibility characters stay what they are
        ("丢了模具，赔（一半）：见单", "丢了模具，赔（一半）：见单"),
        ("\ufeffH1\u200b", "H1"),
        ("a\x00b", "ab"),
        ("一行\n二行", "一行\n二行"),
        (date(2026, 10, 5), "2026-10-05"),
        (datetime(2026, 10, 5), "2026-10-05"),
    ],
)
def test_text_is_trimmed_and_kept(value: object, expected: str) -> None:
    assert text_of(value) == expected


def test_a_code_has_half_width_punctuation_too() -> None:
    assert code_of("Ａ（１）：Ｂ") == "A(1):B"
    assert text_of("Ａ（１）：Ｂ") == "A（1）：B"


@given(st.text())
def test_reading_a_text_twice_changes_nothing(text: str) -> None:
    once = text_of(text)
    assert text_of(once) == once
    assert code_of(code_of(text)) == code_of(text)


@pytest.mark.parametrize(
    "value",
    ["8:30", "08:30", "０８：３０", "08:30:00", time(8, 30), time(8, 30, 15), datetime(1899, 12, 31, 8, 30),
     timedelta(hours=8, minutes=30), 8.5 / 24],
)  # fmt: skip
def test_a_time_of_day(value: object) -> None:
    assert time_of(value) == time(8, 30)


@pytest.mark.parametrize(
    "value", ["", None, "24:00", "8", "8:60", "-1:00", "morning", 830, 1.5, timedelta(days=1), "8:3"]
)
def test_what_is_no_time_of_day_is_refused(value: object) -> None:
    with pytest.raises(UserError):
        time_of(value)


def test_a_choice_by_any_of_its_words() -> None:
    words = {"发料": "issue", "issue": "issue", "补料": "top_up", "top-up": "top_up", "": "issue"}
    assert choice_of(" 补料 ", words) == "top_up"
    assert choice_of("Top-Up", words) == "top_up"
    assert choice_of("ＩＳＳＵＥ", words) == "issue"
    assert choice_of(None, words) == "issue"
    with pytest.raises(UserError) as refused:
        choice_of("退", words, field="kind")
    assert "补料" in refused.value.message
    assert refused.value.field == "kind"
