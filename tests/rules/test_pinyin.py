"""Names found however they are written, and their place in a list."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.pinyin import asked_words, in_letters, joined, search_text, search_words, sort_key

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


def test_words_are_read_when_something_is_sorted_and_as_the_library_reads_them() -> None:
    """People are found by the readings of characters; the dictionary of words is large, and read when it is asked."""
    names = ["重庆银行", "长命锁", "爸爸", "不小心", "绿竹篾", "乐山大佛村", "重", "行", "七星村三组", "㛃"]
    code = """
import json, sys
names = json.loads(sys.argv[1])
if sys.argv[2] == "ours":
    from models.rules import pinyin
    pinyin.search_words(names[0])
    assert "pypinyin.phrases_dict" not in sys.modules
    print(json.dumps([pinyin.sort_key(name) for name in names]))
else:
    from pypinyin import Style, pinyin
    said = [pinyin(name, style=Style.TONE3, errors=list, neutral_tone_with_five=True) for name in names]
    print(json.dumps([" ".join(one[0] for one in found) + "\\x1f" + name for found, name in zip(said, names)]))
"""
    root = Path(__file__).resolve().parents[2]
    ours, theirs = (
        subprocess.run(
            [sys.executable, "-c", code, json.dumps(names), who],
            capture_output=True,
            text=True,
            cwd=root,
            check=True,
        ).stdout
        for who in ("ours", "theirs")
    )
    assert json.loads(ours) == json.loads(theirs)


def test_several_threads_may_be_the_first_to_sort() -> None:
    code = """
from concurrent.futures import ThreadPoolExecutor
from models.rules.pinyin import sort_key
with ThreadPoolExecutor(6) as pool:
    assert {key[:12] for key in pool.map(sort_key, [f"重庆{n}" for n in range(6)])} == {"chong2 qing4"}
"""
    root = Path(__file__).resolve().parents[2]
    subprocess.run([sys.executable, "-c", code], cwd=root, check=True)


def test_a_place_is_spelled_as_its_words_are_read() -> None:
    assert (
        in_letters("重庆") == "chongqing" and in_letters("爸爸") == "baba" and in_letters("绿竹") == "lvzhu"
    )
