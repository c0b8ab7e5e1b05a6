"""The recovery code is read from paper by tired people: forgiven where it can be, told by its group where not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from models.rules.desk.recovery_code import (
    BYTES,
    GROUP,
    GROUPS,
    SIGNS,
    code_of,
    engine_key,
    in_groups,
    looks_like_one,
    slips,
    typed_code,
)

chance = st.binary(min_size=BYTES, max_size=BYTES)


@given(chance)
def test_a_code_holds_its_chance_and_reads_back_however_it_is_typed(bits: bytes) -> None:
    code = code_of(bits)
    assert len(code) == GROUPS * GROUP and set(code) <= set(SIGNS)
    data = "".join(group[:-1] for group in in_groups(code))
    number = 0
    for sign in data:
        number = number * len(SIGNS) + SIGNS.index(sign)
    assert number == int.from_bytes(bits, "big")
    spaced = " ".join(in_groups(code))
    forgiven = spaced.lower().replace("0", "o").replace("1", "l")
    for typed in (
        code,
        spaced,
        forgiven,
        spaced.replace(" ", "-"),
        f"  {spaced}\n",
        spaced.replace("1", "I"),
    ):
        assert typed_code(typed) == code


@given(chance, st.integers(0, GROUPS * GROUP - 1), st.sampled_from(SIGNS))
def test_one_wrong_sign_is_told_by_its_group(bits: bytes, at: int, sign: str) -> None:
    code = code_of(bits)
    wrong = code[:at] + sign + code[at + 1 :]
    if wrong != code:
        assert slips(wrong) == [at // GROUP + 1] and typed_code(wrong) is None and looks_like_one(wrong)


@given(chance, st.integers(0, GROUPS - 2))
def test_groups_that_changed_places_are_told(bits: bytes, at: int) -> None:
    groups = in_groups(code_of(bits))
    if groups[at] != groups[at + 1]:
        groups[at], groups[at + 1] = groups[at + 1], groups[at]
        assert slips("".join(groups)) == [at + 1, at + 2]


def test_a_password_is_taken_for_no_code() -> None:
    for words in ("", "竹篾-井边-四十二", "another one 7", "A" * 40, "0" * 12, "u" * 40):
        assert typed_code(words) is None and not looks_like_one(words)


def test_the_engines_key_is_256_bits_of_the_code() -> None:
    key = engine_key(code_of(bytes(range(BYTES))))
    assert key.startswith("x'") and key.endswith("'") and len(key) == 67
    assert key != engine_key(code_of(bytes(range(1, BYTES + 1))))
