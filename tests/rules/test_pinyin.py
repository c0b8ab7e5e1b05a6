"""Names found however they are written, and their place in a list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.pinyin import asked_words, joined, search_text, search_words, sort_key

HAN = st.text("单曾解仇朴尉迟阿的尔布吉克拉则王五重乐长行䶮㛃", min_size=1, max_size=4)
BETWEEN = st.sampled_from(["·", "•", "・", "‧", " ", "  ", "\u3000", " · ", ".", "．", "-", "\u00a0"])


@given(st.lists(HAN, min_size=2, max_size=3), BETWEEN, BETWEEN)
def test_whatever_stands_between_the_parts_a_name_is_the_same(parts: list[str], one: str, other: str) -> None:
    written, typed = one.join(parts), other.join(parts)
    assert joined(written) == joined(typed) == "".join(parts)
    assert sort_key(written, surname=True) == sort_key(typed, surname=True)
    held = search_text((written,))
    for asked in (typed, "".join(parts), *parts):
        assert any(all(word in held for word in way) for way in asked_words(asked)), (written, asked)


@pytest.mark.parametrize(
    ("name", "first", "also"),
    [
        ("单春梅", "shanchunmei", {"scm", "danchunmei", "dcm"}),
        ("曾国芳", "zengguofang", {"zgf", "cengguofang", "cgf"}),
        ("解大林", "xiedalin", {"xdl", "jiedalin", "jdl"}),
        ("仇桂英", "qiuguiying", {"qgy", "chouguiying", "cgy"}),
        ("朴正华", "piaozhenghua", {"pzh", "puzhenghua"}),
        ("尉迟秀兰", "yuchixiulan", {"ycxl", "weichixiulan", "wcxl"}),
        ("查文斌", "zhawenbin", {"zwb", "chawenbin", "cwb"}),
        ("阿的·尔布", "adeerbu", {"adeb", "adierbu"}),
    ],
)
def test_a_surname_reads_as_one_and_every_reading_finds_it(name: str, first: str, also: set[str]) -> None:
    words = search_words(name)
    assert words[0] == first and also <= set(words)
    assert (
        sort_key(name, surname=True)
        .partition("\x1f")[0]
        .replace(" ", "")
        .translate({ord(tone): None for tone in "12345"})
        == first
    )


def test_a_list_of_people_is_in_the_order_of_their_surnames_sounds() -> None:
    people = [
        "仇桂英",
        "朴正华",
        "单春梅",
        "曾国芳",
        "解大林",
        "尉迟秀兰",
        "查文斌",
        "王五",
        "王  四",
        "安宁",
        "昂扬",
    ]
    assert sorted(people, key=lambda name: sort_key(name, surname=True)) == [
        "安宁", "昂扬", "朴正华", "仇桂英", "单春梅", "王  四", "王五", "解大林", "尉迟秀兰", "曾国芳", "查文斌",
    ]  # fmt: skip


def test_goods_read_as_words_do_and_figures_sort_by_value() -> None:
    goods = ["重庆竹篮", "竹篮10号", "竹篮9号", "长江", "ABC12", "abc9"]
    assert sorted(goods, key=sort_key) == ["abc9", "ABC12", "长江", "重庆竹篮", "竹篮9号", "竹篮10号"]


def test_blanks_between_syllables_may_be_typed() -> None:
    assert asked_words("Wang Wu") == [["wang", "wu"], ["wangwu"]]
    assert asked_words("王　五 138") == [["王", "五", "138"]]
    assert asked_words("· ") == [] == asked_words("")
