"""Pay of 10,000 households with 300,000 lines, beside one SELECT of those lines and a plain multiplying loop."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path

from models.actions.ledger.posting import Draft, PieceLine, post
from models.database import close_database, db, insert_rows
from models.keys import next_key
from models.opening import open_database
from models.queries.pay.earnings import statements
from models.rules.ledger.balance import Parts
from models.tables.order import Order, Subcontract
from models.tables.party import Enterprise, Household, Location
from models.tables.product import Product, Rate
from tests.bench.floor import Row, pair
from tests.writing import operation

HOUSEHOLDS, COLLECTIONS = 10_000, 150_000  # two lines each
LINES = """
SELECT v.household_id, v.date, v.id, v.number, s.number, s.date, o.product_id, c.good, c.second, c.material_scrap
FROM collection_line c JOIN voucher v ON v.id = c.voucher_id JOIN subcontract s ON s.id = c.subcontract_id
JOIN orders o ON o.id = s.order_id
WHERE v.voided_on IS NULL AND v.date BETWEEN '2026-10-01' AND '2026-10-31'
"""


def run() -> list[Row]:
    """Time computing the statements of one month against the floor."""
    with tempfile.TemporaryDirectory() as folder:
        open_database(Path(folder) / "pay.db")
        try:
            _fill()
            ours, floor = pair(lambda: statements("2026-10"), _floor, 5)
        finally:
            close_database()
    return [Row("pay of 10,000 households, 300,000 lines", ours, floor, 2)]


def _floor() -> int:
    total = 0
    for row in db.execute_sql(LINES).fetchall():
        for quantity, rate in ((row[7], 35000), (row[8], 26000), (row[9], 35000)):
            total += (quantity * rate + 50_000) // 100_000
    return total


def _fill() -> None:
    start = date(2026, 10, 10)
    with operation("Fill"):
        enterprise = Enterprise.create(name="E")
        product = Product.create(code="P", name="P", unit="piece")
        Rate.create(product=product, grade="good", start=date(2026, 1, 1), end=date(2026, 10, 14), rate=32500)
        Rate.create(product=product, grade="good", start=date(2026, 10, 15), rate=35000)
        Rate.create(product=product, grade="second", start=date(2026, 1, 1), rate=26000)
        order = Order.create(
            number="O",
            enterprise=enterprise,
            product=product,
            quantity=10**10,
            date=start,
            due=date(2026, 10, 31),
        )
        homes = [next_key() for _ in range(HOUSEHOLDS)]
        insert_rows(Location, ("id", "kind", "name"), [(home, "household", "") for home in homes])
        subcontracts = []
        for i, home in enumerate(homes):
            Household.create(id=home, code=f"H{i:05d}", head="陈㛃")
            subcontracts.append(
                Subcontract.create(
                    number=f"S{i:05d}",
                    order=order,
                    household=home,
                    quantity=10**7,
                    date=start + timedelta(i % 10),
                    due=date(2026, 10, 31),
                    good_rate=32500 if i % 10 < 5 else 35000,
                    second_rate=26000,
                ).id
            )
        post(
            [
                Draft(
                    "collection",
                    date(2026, 10, 20) + timedelta(i % 10),
                    homes[i % HOUSEHOLDS],
                    [PieceLine(subcontracts[i % HOUSEHOLDS], Parts(5000, 1000), 6000)],
                )
                for i in range(COLLECTIONS)
            ]
        )
