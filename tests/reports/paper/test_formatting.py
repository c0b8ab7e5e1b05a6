"""How figures and their units are worded on paper, in Chinese, English and both."""

from __future__ import annotations

import pytest

from models import format
from models.rules.product.units import COUNTED
from reports.paper.formatting import month_alone, packed, unit_words, yuan_each
from reports.paper.language import paper_translator

ZH, EN, BOTH = (paper_translator(language) for language in ("zh", "en", "both"))


@pytest.mark.parametrize(
    ("unit", "zh", "en", "both"),
    [
        ("piece", "元/件", "yuan/pc", "元/件 yuan/pc"),
        ("kg", "元/公斤", "yuan/kg", "元/公斤 yuan/kg"),
        ("双", "元/双", "yuan/pair", "元/双 yuan/pair"),
        ("个", "元/个", "yuan/pc", "元/个 yuan/pc"),
        ("担", "元/担", "yuan/担", "元/担 yuan/担"),
    ],
)
def test_a_rate_is_told_whole_in_each_language(unit: str, zh: str, en: str, both: str) -> None:
    assert [yuan_each(unit, tr) for tr in (ZH, EN, BOTH)] == [zh, en, both]


@pytest.mark.parametrize("unit", sorted(unit for unit in COUNTED if not unit.isascii()))
def test_every_unit_that_is_counted_has_an_english_name(unit: str) -> None:
    one, many = (format.unit_name(unit, EN, count) for count in (1_000, 2_000))
    assert one.isascii() and many.isascii() and one != many
    assert format.unit_name(unit, ZH, 2_000) == unit
    assert format.unit_name(unit, BOTH, 2_000) == f"{unit} {many}"


def test_a_sentence_of_a_paper_in_both_keeps_to_one_language() -> None:
    assert unit_words("双", BOTH) == "双" and unit_words("双", EN) == "pairs"
    assert packed(12_000, 5_000, "kg", BOTH) == packed(12_000, 5_000, "kg", ZH)


def test_a_month_alone_is_short() -> None:
    assert [month_alone("2026-01", tr) for tr in (ZH, EN, BOTH)] == ["1月", "Jan", "1月 Jan"]
