"""Return visits: a list of them is recorded as a whole or not at all, and no number is given twice."""

from __future__ import annotations

from datetime import date

import pytest

from models.actions.guidance.return_visits import ReturnDraft, post_return_visits
from models.errors import UserError
from models.tables.guidance import ReturnVisit
from models.tables.ledger import Voucher
from tests import factories as make

pytestmark = pytest.mark.usefixtures("database")
DAY = date(2026, 10, 21)


def test_a_number_given_in_a_list_is_not_given_to_another_of_it() -> None:
    home = make.household().id
    drafts = [ReturnDraft(home, DAY, found="好"), ReturnDraft(home, DAY, number="HF26A00002")]
    with pytest.raises(UserError) as refused:
        post_return_visits([*drafts, ReturnDraft(home, DAY, found="好")])
    assert refused.value.field == "number" and "HF26A00002" in refused.value.message
    assert ReturnVisit.select().count() == Voucher.select().count() == 0
    assert post_return_visits(drafts) == ["HF26A00001", "HF26A00002"]
