"""The programme's figures over two years of 2,000 households and 1,000,000 movements, each beside its sums in SQL.

The yearly report with the reports that stand behind it, the county by place, margins, the floor of an hour and
make-up pay, who qualifies for support money, and the papers of a household's year and its outwork. All months but the
last are locked, and records change after each (`tests.bench.programme_book`).
"""

from __future__ import annotations

import gc
import tempfile
import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from models.database import close_database, db
from models.opening import open_database
from models.queries.desk.household_years import year_papers
from models.queries.desk.outwork_ledger import outwork_papers
from models.queries.desk.reports import REPORTS
from models.queries.pay.pay_by_month import reckonings
from models.queries.periods import period_at
from models.queries.programme.qualification import qualification
from models.queries.report import ReportFilters
from models.tables.support import PER_DAY, SupportRule
from tests.bench.bench_reports import AT_ONCE, broken_off, worked
from tests.bench.floor import Row, median, pair
from tests.bench.history import TODAY
from tests.bench.programme_book import FIRST, fill
from tests.bench.programme_floors import (
    FAIR,
    MAKE_UP,
    MARGINS,
    OUTWORK,
    PLACES,
    QUALIFICATION,
    TRAINED,
    YEAR,
    YEAR_PAPERS,
)

TIMES, RATIO, AIM = 3, 2, 3
"""Runs of each, at most so many times its floor, and at most so many seconds of one core."""
PAPERS: int = 8
"""Papers are whole records, not sums: made at most so many times slower than their rows are read."""
MEMORY = 600
"""MB that the yearly report with all that stands behind it takes at most."""
SPAN = ReportFilters(since=FIRST)
Work = Callable[[], Any]


def run() -> list[Row]:
    """Make the file, then measure every figure over it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "programme.db"
        fill(path)
        open_database(path)
        try:
            return measured()
        finally:
            close_database()


def measured() -> list[Row]:
    """Every figure of the programme over the open file."""
    rows = []
    for what, ask, floors, ratio in _works():
        ours, floor = pair(ask, partial(_read, floors), TIMES)
        rows.append(Row(what, ours, floor, ratio))
        rows.append(Row(f"{what}, of one core", min(worked(ask) for _ in range(TIMES)), None, _core(ratio)))
        if ratio == RATIO:
            rows.append(Row(f"{what}, broken off", max(broken_off(ask, ours)), None, AT_ONCE))
    rows.append(Row("yearly report with its sections", median(_whole_year, TIMES), None, 2 * AIM))
    rows.append(Row("its memory at most", _peak(_whole_year), None, MEMORY, "MB"))
    return rows


def _core(ratio: int) -> int:
    return AIM if ratio == RATIO else 10 * AIM


def _works() -> list[tuple[str, Work, tuple[str, ...], int]]:
    """What is measured: its name, the question, its floor, and how many times as long it may take."""
    reports = {
        "year": (ReportFilters(), YEAR),
        "places": (SPAN, PLACES),
        "margins": (SPAN, MARGINS),
        "enterprise_margins": (SPAN, MARGINS),
        "fair_households": (SPAN, FAIR),
    }
    return [
        *(
            (f"report {key}", partial(REPORTS[key].ask, filters, TODAY), floors, RATIO)
            for key, (filters, floors) in reports.items()
        ),
        ("make-up pay of the open month", partial(reckonings, period_at(TODAY)), MAKE_UP, RATIO),
        *(
            (f"support money, {rule.code}", partial(qualification, rule, TODAY), _judged(rule), RATIO)
            for rule in SupportRule.select().order_by(SupportRule.code)
        ),
        ("year's papers of all", lambda: list(year_papers(TODAY.year).papers), YEAR_PAPERS, PAPERS),
        ("ledgers of outwork of all", lambda: _drawn(outwork_papers(FIRST, TODAY).papers), OUTWORK, PAPERS),
    ]


def _judged(rule: Any) -> tuple[str, ...]:
    """The floor of a rule; who is paid by the day is judged by every day of training."""
    return (QUALIFICATION, TRAINED) if rule.basis == PER_DAY else (QUALIFICATION,)


def _drawn(papers: Any) -> None:
    """Ask for papers one after the other, as they are printed: none is held."""
    for _ in papers:
        pass


def _whole_year() -> None:
    report = REPORTS["year"]
    for one in (report, *(REPORTS[key] for key in report.sections)):
        one.ask(ReportFilters(), TODAY)


def _peak(work: Work) -> float:
    gc.collect()
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 1_000_000
    finally:
        tracemalloc.stop()


def _read(floors: tuple[str, ...]) -> int:
    return sum(len(db.execute_sql(sql).fetchall()) for sql in floors)
