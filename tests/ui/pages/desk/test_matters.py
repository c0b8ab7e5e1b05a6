"""Every kind of matter has all that its line shows: a chip, a next step, and a label."""

from __future__ import annotations

from models.queries.desk.alert import LABELS
from models.rules.desk import attention
from ui.pages.desk.alert_list import SHOWN


def test_every_kind_of_matter_is_dressed() -> None:
    kinds = set(LABELS)
    assert set(SHOWN) == kinds
    assert all(attention.weight(kind) > 0 for kind in kinds)
