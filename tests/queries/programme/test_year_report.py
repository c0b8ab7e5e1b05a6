"""The programme's year by another reckoning: nobody counted twice, and what is taken back is taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models.actions.ledger.sales import SaleDraft, Sold, post_sale
from models.actions.ledger.stock import MORE_THAN_STOCK
from models.actions.ledger.voiding import reverse
from models.actions.programme.employment import save_placements
from models.queries.desk.reports import REPORTS
from models.queries.report import ReportFilters
from tests import factories as make

pytestmark = pytest.mark.usefixtures("database")
TODAY = date(2026, 11, 21)


def figures() -> dict[str, dict[str, Any]]:
    answer = REPORTS["year"].ask(ReportFilters(), TODAY)
    for row in answer.rows:
        for what in answer.opens:
            if row.cells[what] is not None:
                assert answer.behind(row.key, what).value() == row.cells[what], (row.key, what)
    return {row.key: dict(row.cells) for row in answer.rows}


def test_who_was_placed_twice_is_one_person() -> None:
    home = make.household()
    one, other = make.worker(home), make.worker(home)
    for worker, day in ((one, 3), (one, 20), (other, 5)):
        values = {"worker": worker.id, "employer": "某厂", "start": date(2026, 10, day)}
        save_placements([({**values, "end": date(2026, 10, day + 2)}, None)])
    assert figures()["placements"]["counted"] == 2


def test_a_sale_of_the_year_before_that_is_reversed_takes_its_takings_back() -> None:
    basket = make.product(good=3.25)
    for day, pieces in ((date(2025, 10, 5), 4), (date(2026, 9, 5), 10)):
        line = Sold(basket.id, "good", make.units(pieces), make.price(25))
        number = post_sale(SaleDraft(day, [line]), (MORE_THAN_STOCK,))
        if day.year == 2025:
            first = make.voucher("sale", number)
    takings = figures()["sales"]
    assert (takings["amount"], takings["amount_before"]) == (25_000, 10_000)
    reverse(first.id, date(2026, 10, 6), "退货")
    takings = figures()["sales"]
    assert (takings["amount"], takings["amount_before"]) == (15_000, 10_000)
