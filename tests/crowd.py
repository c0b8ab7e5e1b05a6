"""A cooperative that is hard to show: five hundred households, orders in arrears, and names as long as they come.

Made by the program's own actions, for pictures: what is cut here is cut for somebody.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from models.actions.ledger import stock
from models.actions.ledger.posting import Draft, MaterialLine, PieceLine, post
from models.actions.order import orders
from models.actions.party import parties
from models.actions.product import products
from models.database import close_database
from models.opening import open_database
from models.rules.ledger.balance import Parts
from models.tables.order import Subcontract

MANY = 500
WORDS = {
    "zh": {
        "heads": ("陈㛃", "欧阳䶮娜", "阿依古丽·买买提江·吐尔逊古丽·阿布都热合曼", "尉迟𫖯", "单㐱"),
        "township": "太平镇石板桥片区便民服务中心",
        "village": "老鹰岩易地扶贫搬迁集中安置社区居民委员会",
        "group": "第十二村民小组",
        "landmark": "过了石板桥左手边第三棵黄葛树对面的老供销社",
        "enterprise": "示范县桐荫镇手工竹编与传统工艺品进出口贸易有限责任公司",
        "basket": "手工竹编双层提手果篮（大号带盖，内衬棉布，出口装箱规格）",
        "coil": "电感线圈",
        "strip": "三年生慈竹去青刮匀染色防霉竹篾（宽四毫米）",
        "wire": "漆包线",
        "reason": "上次发的竹篾有一捆发霉，已经当面退回并拍照留底，这次补足",
    },
    "en": {
        "heads": (
            "Chen 㛃",
            "Ouyang Yanna",
            "Ayiguli Maimaitijiang Tuersunguli Abudureheman",
            "Yuchi 𫖯",
            "Shan 㐱",
        ),
        "township": "Taiping Township, Stone Bridge district",
        "village": "Eagle Rock resettlement community committee",
        "group": "Villagers' group 12",
        "landmark": "opposite the third banyan on the left after the stone bridge",
        "enterprise": "Tongyin Hand-woven Bamboo and Traditional Crafts Import and Export Co., Ltd",
        "basket": "Hand-woven bamboo fruit basket with two handles (large, lid, cotton lining)",
        "coil": "Inductor coil",
        "strip": "Dyed and proofed bamboo strip of three years, 4 mm wide",
        "wire": "Enamelled wire",
        "reason": "A bundle of the strip issued last time was mouldy and came back, with pictures",
    },
}


def build_crowd(path: Path, language: str, today: date) -> None:
    """Make the file; any open database is closed, and none is open afterwards."""
    words = WORDS[language]
    path.parent.mkdir(parents=True, exist_ok=True)
    open_database(path)
    try:
        _fill(words, today)
    finally:
        close_database()


def _fill(words: dict[str, object], today: date) -> None:
    begin = today - timedelta(days=40)
    heads = tuple(words["heads"])  # type: ignore[arg-type]
    homes = parties.save_households(
        [
            (
                {
                    "code": f"H{number + 1:04d}",
                    "head": heads[number % len(heads)],
                    "phone": f"138{number:08d}",
                    "township": words["township"],
                    "village": words["village"] if number % 3 else f"{words['village']} {number % 7 + 2}",
                    "group": words["group"],
                    "landmark": words["landmark"],
                },
                None,
            )
            for number in range(MANY)
        ]
    )
    customer = parties.save_enterprise({"name": words["enterprise"], "contact": heads[2]})
    work = []
    for code, name, unit, material, factor in (
        ("ZL-0001-DH-CK", words["basket"], "piece", words["strip"], 2500),
        ("XQ", words["coil"], "piece", words["wire"], 1205),
    ):
        bill = products.save_material({"code": f"M-{code}", "name": material, "unit": "kg"})
        made = products.save_product({"code": code, "name": name, "unit": unit})
        products.save_bom_line(made.id, bill.id, factor, 20_000)
        for grade, rate in (("good", 128_750), ("second", 99_000)):
            products.save_rate(made.id, grade, date(2026, 1, 1), None, rate)
        stock.receive_material(customer.id, begin, [(bill.id, 900_000_000)])
        order = orders.save_order(
            {
                "enterprise": customer.id,
                "product": made.id,
                "quantity": 123_456_000,
                "date": begin,
                "due": today + timedelta(days=9),
            }
        )
        work.append((order, bill))
    parts = orders.save_subcontracts(
        [
            (
                {
                    "order": work[number % 2][0].id,
                    "household": home.id,
                    "quantity": 240_000,
                    "date": begin,
                    "due": today - timedelta(days=number % 20),
                },
                None,
            )
            for number, home in enumerate(homes)
        ]
    )
    post([_given(part, work[number % 2][1].id, begin) for number, part in enumerate(parts)])
    post([_came(part, number, today - timedelta(days=number % 20)) for number, part in enumerate(parts)])
    post([_more(part, work[number % 2][1].id, today, words) for number, part in enumerate(parts[:40])])


def _given(part: Subcontract, material: int, day: date) -> Draft:
    return Draft("issue", day, part.household_id, [MaterialLine(part.id, material, 280_345)])


def _more(part: Subcontract, material: int, day: date, words: dict[str, object]) -> Draft:
    lines = [MaterialLine(part.id, material, 12_500)]
    return Draft("top_up", day, part.household_id, lines, "", str(words["reason"]))


def _came(part: Subcontract, number: int, day: date) -> Draft:
    found = Parts(good=97_000 + number % 90 * 1000, second=3000, rework=2000, pending=1000)
    return Draft("collection", day, part.household_id, [PieceLine(part.id, found, found.total)])
