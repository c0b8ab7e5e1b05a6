from __future__ import annotations

import sys

from reports.paper.embedded import Glyphs
from reports.paper.fonts import character_name, drawable, face, printable, text_width, undrawable
from tests.reports.samples import RARE


def test_rare_characters_of_names_can_be_drawn() -> None:
    assert undrawable(RARE + "解大林 H0005 ¥84.34 −37.75 × ·—（）") == []


def test_what_cannot_be_drawn_is_named_once() -> None:
    assert undrawable("张😀三😀ا") == ["😀", "ا"]
    assert character_name("😀") == "U+1F600 GRINNING FACE"


def test_characters_that_draw_nothing_are_left_out() -> None:
    assert printable("解\u200b燚\ufeff\tH0005\u2028x") == "解燚 H0005\nx"


def test_digits_are_equally_wide() -> None:
    assert len({text_width(digit, 10) for digit in "0123456789"}) == 1


def test_glyphs_are_numbered_in_order_of_use_and_shared() -> None:
    glyphs = Glyphs(face())
    assert glyphs.encode("竹编竹") == b"\0\1\0\2\0\1"
    assert glyphs.encode("😀") == b"\0\0"
    assert len(face().makeSubset(glyphs.codes)) < 20_000


def test_what_the_font_lacks_is_found_before_it_is_drawn() -> None:
    assert drawable("张\u200b😀\n三ا😀") == ("张😀 三ا😀", "😀ا")
    assert drawable("张三") == ("张三", "")


def test_the_plotting_library_is_never_imported() -> None:
    text_width("竹", 10)
    assert "matplotlib" not in sys.modules
