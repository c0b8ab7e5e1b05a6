"""Whatever stands in a cell or was typed: a kind reads it or refuses it in a sentence."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import kinds
from models.errors import UserError

READERS = {
    name: kind()
    for name, kind in inspect.getmembers(kinds, inspect.isclass)
    if issubclass(kind, kinds.Kind) and kind not in (kinds.Kind, kinds.ReferenceField)
}
NUMBERS = ("1e9999999", "-1e9999999", "1e400", "9" * 5000, "NaN", "sNaN", "inf", "-0", "²", "½", "٣", "0x10")


@pytest.mark.parametrize("name", READERS)
@given(
    written=st.text("0123456789eE+-./:年月日%，．²٣½ \0\n", max_size=9)
    | st.sampled_from(NUMBERS)
    | st.floats()
)
def test_whatever_is_written_is_read_or_refused(name: str, written: Any) -> None:
    try:
        READERS[name].read(written)
    except UserError as refusal:
        assert refusal.message
