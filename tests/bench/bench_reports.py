"""Reports over three years of 2,000 households and 1,000,000 movements, each beside the sums in SQL it rests on.

All months but the last are locked. A report's own span is the last twelve months; the long ones take all three years.
"""

from __future__ import annotations

import tempfile
from datetime import date
from functools import partial
from pathlib import Path

from models.actions.pay.locking import lock
from models.database import close_database, db
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
    "load": (OWED,),
    "standing": (PAID,),
}
"""The sums each report rests on; the others read one month, one order or a few visits."""
TIMES, AIM = 3, 15


def run() -> list[Row]:
    """Time every report over one large file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reports.db"
        fill(path, MOVEMENTS)
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
            rows.append(Row(f"report {key}", median(ask, TIMES), None, 1))
        else:
            ours, floor = pair(ask, partial(_sums, floors), TIMES)
            rows.append(Row(f"report {key}, three years", ours, floor, AIM))
    return rows


def _sums(floors: tuple[str, ...]) -> int:
    return sum(len(db.execute_sql(sql).fetchall()) for sql in floors)
