"""Make a small file of this program's layout, for later ones to open: ``python -m tests.upgrades.make``.

Run it once a step is added to `models.migrations.steps`. Three months of three households: one paid, one locked with a
slip voided and one reversed, one open. Every program told the same pay of it; it stands in ``pay.json``.
"""

from __future__ import annotations

import json
import tempfile
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

from models import migrations
from models.actions.guidance import equipment
from models.actions.ledger import stock, voiding
from models.actions.ledger.posting import Draft, MaterialLine, post
from models.actions.ledger.stocktake import StockDraft, StockLine, post_count, post_opening
from models.actions.party import parties
from models.actions.pay.locking import lock, mark_paid
from models.actions.road.planning import plan_route
from models.database import close_database, db
from models.migrations import current
from models.opening import open_database
from models.queries.ledger.stocktake import Item
from models.queries.pay.earnings import statements
from tests import factories as make

FOLDER = Path(__file__).parent
FIGURES = (
    *("piece", "allowance", "bonus", "gross", "carried_in", "deductions_due"),
    *("taken", "recovered", "net", "carried_out", "advance_left"),
)


def figures_of_pay() -> dict[str, Any]:
    """What the open file says of pay: month by month and household by household, in fen."""
    return {
        key: {
            row.code: {name: getattr(row.reckoning, name) for name in FIGURES}
            | {"number": row.number, "lines": [line.amount for line in row.lines]}
            for row in statements(key).statements
        }
        for key in ("2026-09", "2026-10", "2026-11")
    }


def expected_pay() -> Any:
    """What the program of every layout said of it."""
    return json.loads((FOLDER / "pay.json").read_text(encoding="utf-8"))


def _september(day: int) -> date:
    return date(2026, 9, day)


def _october(day: int) -> date:
    return date(2026, 10, day)


def _november(day: int) -> date:
    return date(2026, 11, day)


def _three_months() -> None:
    bamboo, cord = make.material("M-BAM", pack_size=5_000), make.material("M-CORD", "棉绳", "piece")
    basket = make.product("P-BASKET", bom=((bamboo, 0.85, 40_000),), second=2.6, minutes_per_unit=30_000)
    make.rate(basket, "good", date(2026, 1, 1), _october(31), 3.25)
    make.rate(basket, "good", _november(1), None, 3.5)
    mill = make.enterprise("竹材公司", contact="李四", phone="0825-5420001")
    store = make.enterprise("翠竹工艺品公司")
    baskets = make.order(basket, 2000, _september(1), _november(30), store)
    bank = {"pay_method": "bank", "bank": "农商行", "account": "62280001"}
    one = make.household("H0001", "单䶮", landmark="老槐树下", latitude=30.7781, longitude=105.7281, **bank)
    two = make.household("H0002", "陈㛃𫖯", latitude=30.7695, longitude=105.7412)
    three = make.household("H0013", "曾秀英", village="朝阳村")
    parties.save_worker(one.id, {"name": "仇桂英", "relation": "配偶"})
    parties.save_agreement(one.id, "XY1", date(2026, 1, 1), date(2026, 12, 31))
    make.receipt(mill, bamboo, 412.5, _september(2))
    make.receipt(mill, cord, 60, _september(2))
    first = make.subcontract(one, baskets, 100, _september(3), _september(30))
    second = make.subcontract(two, baskets, 80, _september(5), _october(20))
    third = make.subcontract(three, baskets, 60, _october(2), _november(20))
    late = make.subcontract(one, baskets, 40, _november(2), _november(28))

    make.dispatch(first, bamboo, 88.4, _september(3), number="FL1")
    make.dispatch(second, bamboo, 60, _september(5), number="FL2")
    make.dispatch(third, bamboo, 51, _october(2), number="FL3")
    graded = {"good": 40, "second": 5, "rework": 3, "work_scrap": 1, "material_scrap": 1}
    make.collection(first, _september(20), number="HS1", **graded)
    make.collection(second, _september(22), good=30, pending=10, number="HS2")
    make.inspection("HS2", _september(24), number="JY1", good=7, rework=2, work_scrap=1)
    make.advance(one, 200, 3, _september(5))
    make.adjustment(one, -60, "损坏模具", _september(8))
    make.adjustment(one, 10, "满勤奖", _september(9))
    make.adjustment(two, -90, "丢失剪刀", _september(25))
    lock("2026-09", _october(2))
    mark_paid("2026-09", today=_october(10))

    make.collection(first, _october(10), good=30, second=2, number="HS3")
    make.collection(second, _october(11), good=20, number="HS4")
    make.collection(second, _october(12), good=9, number="HS5")
    make.collection(third, _october(15), good=12, pending=4, number="HS6")
    make.inspection("HS6", _october(16), number="JY2", good=3, second=1)
    make.dispatch(first, bamboo, 5.25, _october(21), "return", "做完剩余", number="TL1")
    across = MaterialLine(second.id, bamboo.id, 2_000, to_subcontract=third.id)
    post([Draft("transfer", _october(22), two.id, [across], "DB1")])
    post(
        [
            Draft(
                "correction",
                _october(23),
                three.id,
                [MaterialLine(third.id, bamboo.id, 500, "受潮报废")],
                "GZ1",
            )
        ]
    )
    make.advance(two, 50, 1, _october(5))
    make.adjustment(three, 20, "质量奖", _october(18))
    voiding.void(make.voucher("collection", "HS5").id, "记错了户", _october(13))
    voiding.reverse(make.voucher("inspection", "JY1").id, _october(25), "数错了")
    sold = stock.Delivered(basket.id, "good", make.units(40), baskets.id)
    stock.deliver_products(store.id, _october(26), [sold], number="SH1")
    lock("2026-10", _november(2))

    make.collection(late, _november(10), good=8, second=1, number="HS7")
    make.collection(third, _november(12), good=10, number="HS8")
    make.dispatch(late, bamboo, 35.36, _november(2), number="FL4")
    make.advance(three, 80, 2, _november(6))
    make.visit(one, "收口", _november(12), technician="彭技术员", finding="厚薄不均", advice="勤换刀片")
    equipment.lend(make.machine("SB1", model="RX-2").id, one.id, _november(1), 5_000, "良好")
    post_opening(StockDraft(_november(1), [StockLine(Item(cord.id), make.units(30))]))
    post_count(StockDraft(_november(28), [StockLine(Item(cord.id), make.units(88), "鼠咬")]))
    make.photo(one, "door", caption="木门")
    plan_route(_november(30), seconds=0.1)


def write(target: Path) -> None:
    """Write the file; a few places of the county and small pages keep it small."""
    with tempfile.TemporaryDirectory() as folder:
        regions = Path(folder, "regions", "pengxi.csv")
        regions.parent.mkdir()
        regions.write_text(
            "code,name,level\n510921,蓬溪县,county\n510921100,赤城镇,township\n", encoding="utf-8"
        )
        with patch.object(current, "RESOURCES", Path(folder)):
            open_database(target)
    _three_months()
    if figures_of_pay() != expected_pay():
        raise SystemExit("The pay is another than the programs before said: see pay.json")
    for statement in ("PRAGMA journal_mode = DELETE", "PRAGMA page_size = 512", "VACUUM"):
        db.execute_sql(statement)
    close_database()


if __name__ == "__main__":
    write(FOLDER / f"v{migrations.VERSION}.db")
