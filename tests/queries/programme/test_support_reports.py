"""Support money in reports: every figure follows from the claims it opens, and the sums are those of the tables."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from models.actions.party.parties import save_worker
from models.actions.programme.claims import save_claim_people, save_claims
from models.actions.programme.support import save_rules
from models.actions.programme.workshops import save_workshops
from models.queries.programme import support_reports
from models.queries.report import TOTAL, Report, ReportFilters
from models.tables.support import REFUSED, Claim
from tests import factories as make

START = date(2026, 1, 1)
TODAY = date(2026, 10, 21)


@pytest.fixture
def claims(database: Path) -> None:
    """Six claims by two rules for two workshops, in every state, one approved with less."""
    home = make.household("H0001", "单春梅")
    people = [save_worker(home.id, {"name": name}) for name in ("甲", "乙", "丙", "丁")]
    shops = save_workshops([({"code": f"Z{at}", "name": f"作坊{at}", "kind": "home"}, None) for at in (1, 2)])
    rules = save_rules(
        [
            ({"code": code, "name": code, "basis": basis, "amount": 100_000, "start": START}, None)
            for code, basis in (("JY", "person"), ("XN", "workshop"))
        ]
    )
    states = ("draft", "submitted", "approved", "paid", "refused", "paid")
    for at, status in enumerate(states):
        by_people = at not in (3, 4)
        values = {
            "number": f"SB{at}",
            "rule": rules[not by_people].id,
            "workshop": shops[at % 2].id if at != 5 else None,
            "date": date(2026, 3 + at, 1),
            "amount": 80_000 if at == 2 else 100_000,
            "status": status,
            "paid_on": TODAY if status == "paid" else None,
        }
        (claim,) = save_claims([(values, None)])
        if by_people:
            save_claim_people(
                [({"claim": claim.id, "worker": people[min(at, 3)].id, "amount": 100_000}, None)]
            )


@pytest.mark.parametrize(
    "report",
    [support_reports.BY_RULE, support_reports.BY_WORKSHOP, support_reports.BY_MONTH],
    ids=lambda r: r.key,
)
@pytest.mark.usefixtures("claims")
def test_every_figure_follows_from_the_claims_it_opens(report: Report) -> None:
    answer = report.ask(ReportFilters(), TODAY)
    assert answer.total is not None
    for row in (*answer.rows, answer.total):
        for key in answer.opens:
            assert answer.behind(row.key, key).value() == row.cells[key], (row.key, key)
    standing = [claim.amount for claim in Claim.select() if claim.status != REFUSED]
    assert answer.total.cells["claimed"] == sum(standing) == 480_000
    assert answer.behind(TOTAL, "claims").value() == 6
    assert sum(row.cells["claimed"] for row in answer.rows) == sum(standing)
    for state in ("draft", "submitted", "approved", "paid", "refused"):
        assert answer.total.cells[state] == sum(one.amount for one in Claim.select() if one.status == state)


@pytest.mark.usefixtures("claims")
def test_only_the_claims_of_the_span() -> None:
    filters = ReportFilters(since=date(2026, 3, 1), until=date(2026, 4, 30))
    answer = support_reports.BY_MONTH.ask(filters, TODAY)
    assert [(row.key, row.cells["claims"]) for row in answer.rows] == [("2026-03", 1), ("2026-04", 1)]
