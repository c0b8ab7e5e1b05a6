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


def figures(filters: ReportFilters | None = None) -> dict[str, dict[str, Any]]:
    answer = REPORTS["year"].ask(filters or ReportFilters(), TODAY)
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


def test_like_is_compared_with_like() -> None:
    """The running month with the same days of a year before, its pay with none, and nothing with what is not known."""
    home = make.household()
    work = make.subcontract(
        home,
        make.order(make.product(good=2, since=date(2025, 1, 1)), day=date(2025, 10, 1)),
        day=date(2025, 10, 1),
    )
    for year, pieces in ((2025, 10), (2026, 15)):
        for month in (10, 11):
            make.collection(work, date(year, month, 20), good=pieces)
        for day in (TODAY, date(2026, 11, 22), date(2026, 11, 30))[: 3 if year == 2025 else 1]:
            make.visit(home, day=day.replace(year=year))
    year = ReportFilters(since=date(2026, 1, 1), until=date(2026, 12, 31))
    months = ReportFilters(since=date(2026, 10, 1), until=date(2026, 11, 30))
    for filters, visits in ((year, None), (months, 0)):
        told = figures(filters)
        assert (told["visits"]["counted"], told["visits"]["counted_before"]) == (1, 1)
        assert told["visits"]["growth"] == visits
        assert (told["income"]["amount"], told["income"]["amount_before"]) == (6_000, 4_000)
        total = REPORTS["income"].ask(filters, TODAY).total
        assert total is not None
        assert told["income"]["growth"] == total.cells["year_growth"] == 500_000
    assert len(REPORTS["year"].ask(year, TODAY).notes) == 2
    assert figures(ReportFilters(since=date(2027, 1, 1), until=date(2027, 12, 31))) == {}
