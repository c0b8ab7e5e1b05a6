"""Units: counted goods come in wholes, others to the decimals set, and what is proposed can be handed over."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import UserError
from models.rules.product.units import MOST, Units

QUANTITIES = st.integers(0, 10**9)
DECIMALS = st.integers(0, MOST)


COUNTED = [
    "件",
    "个",
    "只",
    "张",
    "套",
    "双",
    "把",
    "条",
    "串",
    "箱",
    "盒",
    "顶",
    "块",
    "pcs",
    "piece",
    "Piece",
]


@pytest.mark.parametrize("unit", COUNTED)
def test_what_is_counted_is_whole(unit: str) -> None:
    Units().check(12_000, unit)
    with pytest.raises(UserError) as refusal:
        Units().check(12_500, unit, "quantity")
    assert refusal.value.field == "quantity"
    # A cooperative that cuts its sheets in halves may say so.
    Units({unit: 1}).check(12_500, unit)


@pytest.mark.parametrize("unit", ["公斤", "kg", "米", "卷", "升"])
def test_other_units_take_three_decimals_unless_set(unit: str) -> None:
    Units().check(12_345, unit)
    with pytest.raises(UserError):
        Units({unit: 2}).check(12_345, unit)


@given(QUANTITIES, DECIMALS)
def test_a_quantity_fits_when_its_text_has_no_more_decimals(quantity: int, decimals: int) -> None:
    text = f"{quantity // 1000}.{quantity % 1000:03d}".rstrip("0").rstrip(".")
    written = len(text.partition(".")[2])
    assert Units({"u": decimals}).fits(quantity, "u") == (written <= decimals)


@given(QUANTITIES, DECIMALS)
def test_loose_goods_are_never_proposed_beyond_the_need(quantity: int, decimals: int) -> None:
    units = Units({"u": decimals})
    proposed = units.handed_over(quantity, quantity, "u")
    assert 0 <= quantity - proposed < units.grain("u")
    assert units.fits(proposed, "u") and proposed % 10 == 0


@given(QUANTITIES, QUANTITIES, DECIMALS, st.integers(1, 10**6))
def test_only_the_last_pack_goes_beyond_the_need_and_nothing_beyond_the_room(
    needed: int, room: int, decimals: int, pack: int
) -> None:
    proposed = Units({"u": decimals}).handed_over(needed, room, "u", pack)
    assert 0 <= proposed <= room and (proposed == 0 or proposed - pack < needed)
    assert proposed % pack == 0 or room < pack


@given(QUANTITIES, DECIMALS, st.integers(1, 10**6))
def test_whole_packs_cover_all_that_can_be_handed_over(needed: int, decimals: int, pack: int) -> None:
    units = Units({"u": decimals})
    proposed = units.handed_over(needed, 10**12, "u", pack)
    assert proposed % pack == 0 and proposed >= needed // units.grain("u") * units.grain("u")


def test_a_few_grams_too_little_are_nothing() -> None:
    assert Units().handed_over(8, 8, "kg") == 0
    assert Units().handed_over(8, 100_000, "kg", 62_500) == 0
    assert Units().handed_over(596_250, 700_000, "kg") == 596_250


def test_a_pack_without_room_is_not_proposed_in_part() -> None:
    assert Units().handed_over(596_250, 812_500, "米", 500_000) == 500_000
    assert Units().handed_over(96_250, 312_500, "米", 500_000) == 96_250


@given(QUANTITIES.filter(bool), DECIMALS)
def test_what_is_shared_out_comes_to_the_whole(quantity: int, decimals: int) -> None:
    units = Units({"u": decimals})
    quantity -= quantity % units.step("u")
    assert quantity % units.share(quantity, "u") == 0
