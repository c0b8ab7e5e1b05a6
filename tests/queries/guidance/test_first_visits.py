"""Who is proposed for a visit because the work, or a product, is new there."""

from __future__ import annotations

from datetime import date

import pytest

from models.queries.guidance.first_visits import NEW_HOUSEHOLD, NEW_PRODUCT, first_visits
from models.settings import change_settings
from tests import factories as made

pytestmark = pytest.mark.usefixtures("database")


def test_new_households_and_new_products_until_somebody_was_there() -> None:
    basket, coil = made.product("P-1", good=1), made.product("P-2", good=1)
    old, new, away = made.household("H1"), made.household("H2"), made.household("H3", active=False)
    begun, lately, today = date(2026, 6, 1), date(2026, 10, 10), date(2026, 10, 20)
    made.subcontract(old, made.order(basket, day=begun), 5, begun)
    made.visit(old, day=date(2026, 6, 9))
    assert first_visits(date(2026, 6, 15)) == []
    made.subcontract(old, made.order(coil, day=lately), 5, lately)
    for home in (new, away):
        made.subcontract(home, made.order(basket, day=lately), 5, lately)
    made.subcontract(new, made.order(coil, day=lately), 5, lately)
    found = {(one.household, one.product_name, one.why) for one in first_visits(today)}
    assert (old.id, coil.name, NEW_PRODUCT) in found and len(found) == 2
    assert [why for home, _, why in found if home == new.id] == [NEW_HOUSEHOLD]
    assert first_visits(date(2026, 10, 9)) == []
    # After three weeks nobody is new any more; a day earlier they still are.
    assert len(first_visits(date(2026, 10, 31))) == 2 and first_visits(date(2026, 11, 1)) == []
    made.visit(new, day=lately)
    assert [one.household for one in first_visits(today)] == [old.id]
    change_settings({"visits.new_product": 0})
    assert first_visits(today) == []
