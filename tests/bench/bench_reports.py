"""Reports over three years of 2,000 households and 1,000,000 movements: how long each takes, and to be broken off.

All months but the last are locked. A report's own span is the last twelve months; the long ones take all three years,
each beside the sums in SQL it rests on.
"""

from __future__ import annotations

import contextlib
import gc
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from models.actions.pay.locking import lock
from models.database import Halt, close_database, db, own_connection
from models.errors import Cancelled
from models.opening import open_database
from models.queries.desk.reports import REPORTS
from models.queries.report import ReportFilters
from models.tables.order import Order
from tests.bench.floor import Row, median, pair
from tests.bench.history import TODAY, fill

MOVEMENTS = 1_000_000
LOCKED = "2026-09"
SINCE = date(2023, 10, 1)
PAID = """
SELECT period_id, household_id, sum(piece), sum(allowance), sum(bonus), sum(gross) FROM statement
GROUP BY period_id, household_id
"""
PIECES = "SELECT statement_id, product, sum(quantity), sum(amount) FROM statement_line GROUP BY statement_id, product"
DEFECTS = """
SELECT c.subcontract_id, sum(c.received), sum(c.rework + c.work_scrap)
FROM collection_line c JOIN voucher v ON v.id = c.voucher_id
WHERE v.voided_on IS NULL AND v.reverses_id IS NULL AND +v.date BETWEEN '2023-10-01' AND '2026-10-21'
GROUP BY c.subcontract_id
"""
MATERIAL = """
SELECT target_subcontract_id, material_id, kind, sum(quantity) FROM movement
WHERE target_subcontract_id IS NOT NULL AND material_id IS NOT NULL GROUP BY 1, 2, 3
"""
PIECES_USED = """
SELECT subcontract_id, sum(received - rework), sum(good + second), sum(pending), sum(rework) FROM collection_line
WHERE voucher_id NOT IN (SELECT id FROM voucher WHERE voided_on IS NOT NULL) GROUP BY subcontract_id
"""
OWED = """
SELECT s.id FROM subcontract s WHERE s.quantity >
  coalesce((SELECT sum(c.good + c.second) FROM collection_line c WHERE c.subcontract_id = s.id), 0)
"""
FLOORS = {
    "income": (PAID,),
    "households": (PAID,),
    "villages": (PAID, PIECES),
    "quality": (DEFECTS,),
    "products": (DEFECTS,),
    "defects": (DEFECTS,),
    "defect_households": (DEFECTS,),
    "defect_technicians": (DEFECTS,),
    "material": (MATERIAL, DEFECTS),
    "material_out": (MATERIAL, PIECES_USED, OWED),
    "load": (OWED,),
    "standing": (PAID,),
}
"""The sums each report rests on; the others read one month, one order or a few visits."""
TIMES, RATIO = 3, 15
AIM, AT_ONCE = 1, 0.1
"""Seconds that a report takes at most, and that it goes on once it was broken off."""


def run() -> list[Row]:
    """Time every report over one large file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reports.db"
        fill(path, MOVEMENTS, faulty=True)
        open_database(path)
        try:
            lock(LOCKED, TODAY)
            return measured()
        finally:
            close_database()


def measured() -> list[Row]:
    """Time every report over the open file, those that take a span over all of it."""
    order = Order.select().order_by(Order.date.desc()).first().id
    rows = []
    for key, report in REPORTS.items():
        filters = ReportFilters(since=SINCE, order=order if report.needs else None)
        ask, floors = partial(report.ask, filters, TODAY), FLOORS.get(key)
        if floors is None:
            ours = median(ask, TIMES)
        else:
            ours, floor = pair(ask, partial(_sums, floors), TIMES)
            rows.append(Row(f"report {key}, three years", ours, floor, RATIO))
        rows.append(Row(f"report {key}, of one core", min(worked(ask) for _ in range(TIMES)), None, AIM))
        rows.append(Row(f"report {key}, broken off", max(broken_off(ask, ours)), None, AT_ONCE))
    return rows


def worked(ask: Callable[[], Any]) -> float:
    """Seconds of one core that a report takes, whatever else the machine does."""
    gc.collect()
    begun = time.process_time()
    ask()
    return time.process_time() - begun


def broken_off(ask: Callable[[], Any], whole: float) -> Iterator[float]:
    """How long a report goes on after it was broken off: at a quarter, half and three quarters of its way."""
    for quarter in (1, 2, 3):
        halt, ended = Halt(), []

        def work(halt: Halt = halt, ended: list[float] = ended) -> None:
            with contextlib.suppress(Cancelled), own_connection(halt):
                ask()
            ended.append(time.perf_counter())

        thread = threading.Thread(target=work)
        thread.start()
        time.sleep(whole * quarter / 4)
        begun = time.perf_counter()
        halt.give()
        thread.join()
        yield max(0.0, ended[0] - begun)


def _sums(floors: tuple[str, ...]) -> int:
    return sum(len(db.execute_sql(sql).fetchall()) for sql in floors)
