from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reports.paper.fonts import text_width
from reports.paper.wrap import longest_piece, wrap


def test_what_fits_stays_one_line() -> None:
    assert wrap("竹编果篮", 100, 10) == ["竹编果篮"]


def test_numbers_and_words_are_not_split() -> None:
    assert wrap("单号HS26A00031已付", 62, 10) == ["单号", "HS26A00031", "已付"]


def test_no_line_begins_with_a_full_stop_or_ends_with_an_opening_bracket() -> None:
    assert wrap("做完了。（真的）", 35, 10) == ["做完", "了。", "（真", "的）"]


def test_a_word_wider_than_the_line_is_broken_where_the_line_is_full() -> None:
    lines = wrap("A" * 50, 100, 10)
    assert "".join(lines) == "A" * 50
    assert all(text_width(line, 10) <= 100 for line in lines)


def test_line_ends_are_kept_and_markup_is_only_text() -> None:
    assert wrap("一\r\n二", 100, 10) == ["一", "二"]
    assert wrap("<b>解</b> & =1+1", 500, 10) == ["<b>解</b> & =1+1"]


@given(st.text(st.sampled_from("竹编果篮，。（）ABC12345 3.5-"), max_size=60), st.floats(30, 200))
def test_nothing_is_lost_and_nothing_too_wide(text: str, width: float) -> None:
    lines = wrap(text, width, 10)
    assert "".join("".join(lines).split()) == "".join(text.split())
    # Closing marks may hang on to a piece that filled the line alone.
    assert all(text_width(line, 10) <= max(width, longest_piece(line, 10)) + 0.01 for line in lines)
