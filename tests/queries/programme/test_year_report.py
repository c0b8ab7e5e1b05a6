"""The programme's year by another reckoning: nobody counted twice, and what is taken back is taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.actions.guidance.machine_events import EventDraft, record_event
from models.actions.ledger.sales import SaleDraft, Sold, post_sale
from models.actions.ledger.stock import MORE_THAN_STOCK
from models.actions.ledger.voiding import reverse
from models.actions.pay.locking import lock
from models.actions.programme.employment import save_placements
from models.i18n import translator
from models.queries.desk.reports import REPORTS
from models.queries.programme.county import county
from models.queries.report import ReportFilters
from models.tables.guidance import LEND, LOSE
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
        for key in ("year", "income"):
            # The amounts stand there whole, so the headline says that it compares less.
            headline = "".join(words(translator("zh")) for words in REPORTS[key].ask(filters, TODAY).said)
            assert "只看能比的月份，比去年同期多 50.0%。" in headline
    assert len(REPORTS["year"].ask(year, TODAY).notes) == 2
    over = REPORTS["income"].ask(replace(months, until=date(2026, 10, 31)), TODAY)
    assert over.said[1](translator("zh")) == "比去年同期多 50.0%。"
    assert figures(ReportFilters(since=date(2027, 1, 1), until=date(2027, 12, 31))) == {}


def test_the_year_its_places_and_the_county_count_the_same_machines_and_visits() -> None:
    """A machine that was lost stands with nobody; what is entered after a lock is not what was known of its month."""
    home, month = make.household(), (date(2026, 10, 1), date(2026, 10, 31))
    machines = [make.machine(value=100_000) for _ in range(2)]
    for one in machines:
        record_event(EventDraft(LEND, one.id, date(2026, 10, 2), household=home.id))
    make.visit(home, day=date(2026, 10, 5))
    make.adjustment(home, 5, "质量奖", date(2026, 10, 6))
    lock("2026-10", TODAY)

    def told(*span: date) -> list[tuple[int, int]]:
        filters = ReportFilters(since=span[0], until=span[1])
        year = {row.key: row.cells["counted"] for row in REPORTS["year"].ask(filters, TODAY).rows}
        places = REPORTS["places"].ask(filters, TODAY).total
        assert places is not None
        whole = county(*span).whole
        return [
            (year["machines"], year["visits"]),
            (places.cells["machines"], places.cells["visits"]),
            (whole.machines, whole.visits),
        ]

    assert told(*month) == [(2, 1)] * 3
    record_event(EventDraft(LOSE, machines[0].id, date(2026, 11, 3)))
    make.visit(home, day=date(2026, 10, 7))
    assert told(*month) == [(2, 1)] * 3
    assert told(date(2026, 10, 1), TODAY) == [(1, 2)] * 3
    assert figures(ReportFilters(since=month[0], until=TODAY))["machine_value"]["amount"] == 100_000
