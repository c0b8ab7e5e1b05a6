"""Small builders for tests: each calls the program's own actions on the open database, with believable defaults.

Quantities are whole units here (`units`), money whole yuan (`yuan`), so that tests read like slips.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from io import BytesIO
from itertools import count
from typing import Any

from models.actions import photos
from models.actions.guidance import equipment, return_visits, visits
from models.actions.ledger import blank_slips, stock
from models.actions.ledger.posting import Draft, MaterialLine, PieceLine, post
from models.actions.order import orders
from models.actions.party import directory, parties
from models.actions.pay import adjustments
from models.actions.pay.fair_floors import save_floors
from models.actions.product import defects, products
from models.actions.product.pace_tests import save_pace_tests
from models.actions.programme import courses, employment, referrals, support, training
from models.rules.ledger.balance import Parts
from models.tables.ledger import CollectionLine, Voucher
from models.tables.order import Order, Subcontract
from models.tables.party import Helper
from models.tables.product import Material

DAY = date(2026, 10, 10)
DUE = date(2026, 10, 31)

HEADS = ("单春梅", "曾国芳", "解大林", "仇桂英", "朴正华", "尉迟秀兰", "张秀英", "王建国", "李桂芳", "陈䶮")

_serial = count(1)


def units(quantity: float) -> int:
    """Whole units as thousandths."""
    return round(quantity * 1000)


def yuan(amount: float) -> int:
    """Yuan as fen."""
    return round(amount * 100)


def price(amount: float) -> int:
    """Yuan as ten-thousandths."""
    return round(amount * 10_000)


def enterprise(name: str = "", **values: Any) -> Any:
    """An enterprise that gives orders."""
    return parties.save_enterprise({"name": name or f"竹韵工艺品公司{next(_serial)}", **values})


def household(code: str = "", head: str = "", **values: Any) -> Any:
    """A household of 赤城镇; its head's name is one of a list unless given."""
    number = next(_serial)
    defaults = {
        "code": code,
        "head": head or HEADS[number % len(HEADS)],
        "phone": f"138{number:08d}",
        "township": "赤城镇",
        "village": "屏风村",
        "group": "3",
    }
    return parties.save_household(defaults | values)


def material(code: str = "", name: str = "竹篾", unit: str = "kg", **values: Any) -> Any:
    """A material without pack size."""
    return products.save_material(
        {"code": code or f"M-{next(_serial):03d}", "name": name, "unit": unit, **values}
    )


def product(
    code: str = "",
    name: str = "竹编果篮",
    unit: str = "piece",
    *,
    bom: Sequence[tuple[Any, float, int]] = (),
    good: float | None = None,
    second: float | None = None,
    since: date = date(2026, 1, 1),
    **values: Any,
) -> Any:
    """A product with its bill ((material, units per unit, loss in ppm) each) and rates in yuan from ``since`` on."""
    row = products.save_product(
        {"code": code or f"P-{next(_serial):03d}", "name": name, "unit": unit, **values}
    )
    for item, per_unit, loss in bom:
        products.save_bom_line(row.id, item.id, units(per_unit), loss)
    for grade, amount in (("good", good), ("second", second)):
        if amount is not None:
            products.save_rate(row.id, grade, since, None, price(amount))
    return row


def rate(item: Any, grade: str, start: date, end: date | None, amount: float) -> Any:
    """A piece rate in yuan."""
    return products.save_rate(item.id, grade, start, end, price(amount))


def order(
    item: Any | None = None,
    quantity: float = 2000,
    day: date = DAY,
    due: date = DUE,
    customer: Any | None = None,
    **values: Any,
) -> Any:
    """An order of a product (a new one unless given)."""
    item = item or product(good=3.25, second=2.6)
    customer = customer or enterprise()
    return orders.save_order(
        {
            "enterprise": customer.id,
            "product": item.id,
            "quantity": units(quantity),
            "date": day,
            "due": due,
            **values,
        }
    )


def subcontract(
    head: Any | None = None,
    of: Any | None = None,
    quantity: float = 100,
    day: date = DAY,
    due: date = DUE,
    **values: Any,
) -> Any:
    """A subcontract of an order (a new one unless given) to a household (a new one unless given)."""
    of = of or order(day=min(day, DAY))
    head = head or household()
    return orders.save_subcontract(
        {
            "order": of.id,
            "household": head.id,
            "quantity": units(quantity),
            "date": day,
            "due": due,
            **values,
        },
        consents=(orders.OVER_ALLOCATED,),
    )


def dispatch(
    of: Any,
    item: Any,
    quantity: float,
    day: date = DAY,
    kind: str = "issue",
    reason: str = "",
    number: str = "",
) -> str:
    """Hand material out on a subcontract; ``kind`` issue, top_up or return. Returns the number."""
    lines = [MaterialLine(of.id, item.id, units(quantity))]
    return post([Draft(kind, day, of.household_id, lines, number, reason)])[0]


def defect(code: str = "A", name: str = "断篾", of: Any | None = None, **values: Any) -> Any:
    """A defect code of a product, or of any."""
    return defects.save_defect(
        {"code": code, "name": name, "product": None if of is None else of.id, **values}
    )


def collection(
    of: Any,
    day: date = DAY,
    *,
    reason: str = "",
    number: str = "",
    defects: Sequence[tuple[Any, float]] = (),
    **grades: float,
) -> str:
    """Collect pieces of a subcontract, by grade (``good=50, pending=3``); returns the number."""
    parts = Parts(**{grade: units(quantity) for grade, quantity in grades.items()})
    lines = [PieceLine(of.id, parts, parts.total, defects=_said(defects))]
    return post([Draft("collection", day, of.household_id, lines, number, reason)])[0]


def inspection(
    collected: str,
    day: date = DAY,
    *,
    number: str = "",
    defects: Sequence[tuple[Any, float]] = (),
    **grades: float,
) -> str:
    """Inspect what the first line of a collection left pending, by grade; returns the number."""
    line: Any = (
        CollectionLine.select(CollectionLine, Subcontract)
        .join(Voucher)
        .switch(CollectionLine)
        .join(Subcontract)
        .where(Voucher.series == "collection", Voucher.number == collected)
        .order_by(CollectionLine.id)
        .get()
    )
    parts = Parts(**{grade: units(quantity) for grade, quantity in grades.items()})
    lines = [PieceLine(line.subcontract_id, parts, collection_line=line.id, defects=_said(defects))]
    return post([Draft("inspection", day, line.subcontract.household_id, lines, number)])[0]


def worker(of: Any | None = None, name: str = "", **values: Any) -> Any:
    """A worker of a household (a new one unless given)."""
    of = of or household()
    return parties.save_worker(of.id, {"name": name or f"{of.head}{next(_serial)}", **values})


def trade(name: str = "竹编", code: str = "") -> Any:
    """A trade of the workshops."""
    return directory.save_trades([({"code": code or f"T{next(_serial)}", "name": name}, None)])[0]


def course(
    start: date = DAY, end: date | None = None, kind: str = "central", name: str = "竹编入门", **values: Any
) -> Any:
    """A free course of three days."""
    last = end or start + timedelta(days=2)
    return training.save_courses(
        [({"start": start, "end": last, "kind": kind, "name": name, **values}, None)]
    )[0]


def registers_of(homes: Sequence[Any], day: date) -> list[Any]:
    """A worker of each household: all at a course of three days, with certificates; one works elsewhere, one is told.

    Two were there on two days, the others on one, and 50 yuan a day are paid. Answers the workers.
    """
    support.save_rules(
        [
            (
                {
                    "code": "PX",
                    "name": "培训补贴",
                    "basis": "day",
                    "amount": yuan(50),
                    "start": date(2026, 1, 1),
                },
                None,
            )
        ]
    )
    people = [worker(home, f"{home.head}家人") for home in homes]
    held = course(day, trade=trade("藤编").id)
    courses.enrol(held.id, [one.id for one in people], day)
    days = [(one.id, day) for one in people] + [(one.id, day + timedelta(days=1)) for one in people[:2]]
    courses.sign_days(held.id, dict.fromkeys(days, True), day + timedelta(days=2))
    courses.certify(held.id, [one.id for one in people[:2]], day + timedelta(days=3), level=1)
    mill = enterprise()
    (open_,) = employment.save_vacancies(
        [({"enterprise": mill.id, "post": "编织工", "places": 2, "reported": day}, None)]
    )
    wishes = employment.save_wishes(
        [({"worker": one.id, "kind": "job", "date": day}, None) for one in people[:2]]
    )
    for wish in wishes:
        referrals.tell(wish.id, "vacancy", open_.id, day + timedelta(days=4))
    referrals.answer_about(wishes[0].id, "vacancy", open_.id, "taken")
    values = {"worker": people[0].id, "vacancy": open_.id, "place": "遂宁", "contract_days": 365}
    employment.save_placements(
        [({**values, "start": day + timedelta(days=9), "insured_from": day + timedelta(days=9)}, None)]
    )
    referrals.meet_wish(wishes[0].id, day + timedelta(days=9), "去上班")
    return people


def _said(defects: Sequence[tuple[Any, float]]) -> list[tuple[int, int]]:
    return [(row.id, units(quantity)) for row, quantity in defects]


def advance(head: Any, amount: float, instalments: int = 1, day: date = DAY) -> str:
    """Pay an advance out in yuan; returns the number."""
    return adjustments.post_advance(head.id, day, yuan(amount), instalments)


def adjustment(head: Any, amount: float, reason: str = "丢失模具", day: date = DAY) -> str:
    """A bonus or deduction in yuan; returns the number."""
    return adjustments.post_adjustment(head.id, day, yuan(amount), reason)


def visit(head: Any, topic: str = "收口", day: date = DAY, **values: Any) -> Any:
    """A guidance visit."""
    return visits.record_visit(visits.VisitDraft(head.id, day, topic=topic, **values))


def return_visit(head: Any, purpose: str = "看看活路", day: date = DAY, **values: Any) -> Any:
    """A return visit by somebody called 唐干部 unless a helper is named."""
    if "helper" not in values:
        known: Any = Helper.get_or_none(Helper.name == "唐干部")
        values["helper"] = (known or directory.save_helpers([({"name": "唐干部"}, None)])[0]).id
    return return_visits.record_return_visit(
        return_visits.ReturnDraft(head.id, day, purpose=purpose, **values)
    )


def machine(code: str = "", name: str = "绕线机", **values: Any) -> Any:
    """A machine that can be lent."""
    return equipment.save_equipment({"code": code or f"E-{next(_serial):03d}", "name": name, **values})


def jpeg(width: int = 640, height: int = 480, shade: int = 90, **options: Any) -> bytes:
    """A photo of nothing but a shade and a lighter corner; ``options`` are those of Pillow's writer."""
    from PIL import Image

    image = Image.new("RGB", (width, height), (shade, shade // 2, 60))
    image.paste((230, 220, 200), (0, 0, width // 3, height // 3))
    # Two neighbouring shades may come out alike; where this corner stands is another for each.
    image.paste((20, 20, 20), (shade * 7 % width // 2, height // 2, width, height))
    written = BytesIO()
    image.save(written, "JPEG", **options)
    return written.getvalue()


def photo(owner: Any, subject: str, shade: int = 90, **values: Any) -> Any:
    """A photo on a record, another one for each shade."""
    shot = photos.Shot(jpeg(shade=shade), jpeg(80, 60, shade), values.pop("taken_on", None))
    return photos.add_photos(owner, subject, [shot], **values)[0]


def pace_test(item: Any, made: float, minutes: float, day: date = DAY, number: str = "") -> Any:
    """A pace test of a product: so many units in so many minutes."""
    values = {"product": item.id, "number": number or f"T{next(_serial)}", "date": day}
    return save_pace_tests([({**values, "units": units(made), "minutes": units(minutes)}, None)])[0]


def floor(per_hour: float, day: date = date(2026, 1, 1), region: Any | None = None) -> Any:
    """The floor of an hour's pay in yuan, of a place or the county."""
    values = {"start": day, "per_hour": yuan(per_hour), "region": None if region is None else region.id}
    return save_floors([(values, None)])[0]


def receipt(customer: Any, item: Any, quantity: float, day: date = DAY) -> str:
    """Material into the warehouse; returns the number."""
    return stock.receive_material(customer.id, day, [(item.id, units(quantity))])


def voucher(series: str, number: str) -> Any:
    """The voucher of a number."""
    return Voucher.get(Voucher.series == series, Voucher.number == number)


def order_of(of: Any) -> Any:
    """The order of a subcontract."""
    return Order.get_by_id(of.order_id)


def month_of_slips() -> Any:
    """October of two households of one village: slips of every kind, pay, an agreement, a route; answers the order."""
    from models.actions.road.planning import plan_route

    bamboo = material("M-BAM", pack_size=5_000)
    basket = product("P-BASKET", bom=((bamboo, 0.85, 40_000),), good=3.25, second=2.6)
    baskets = order(basket)
    one = household(
        "H0001",
        "单䶮",
        landmark="<b>老槐树下</b> & 井边",
        pay_method="bank",
        bank="农商行",
        account="62280001",
    )
    two = household("H0002", "陈㛃𫖯")
    first = subcontract(one, baskets)
    second = subcontract(two, baskets)
    dispatch(first, bamboo, 88.4, number="FL1")
    dispatch(second, bamboo, 60, number="FL2")
    collection(
        first, date(2026, 10, 20), good=50, second=5, rework=3, work_scrap=1, material_scrap=1, number="HS1"
    )
    dispatch(first, bamboo, 5.25, date(2026, 10, 21), "return", "做完剩余", number="TL1")
    lines = [MaterialLine(second.id, bamboo.id, 2_000, to_subcontract=first.id)]
    post([Draft("transfer", date(2026, 10, 22), two.id, lines, "DB1")])
    adjustment(one, -60, "损坏模具", date(2026, 10, 18))
    adjustment(one, 10, "质量奖", date(2026, 10, 18))
    advance(one, 200, 3, date(2026, 10, 5))
    visit(one, "收口", date(2026, 10, 12), technician="彭技术员", finding="厚薄不均", advice="勤换刀片")
    equipment.lend(machine("SB1", "绕线机", model="RX-2").id, one.id, date(2026, 10, 1), 5_000, "良好")
    return_visit(
        one, "看看活路", date(2026, 10, 12), found="缺剪刀", next_date=date(2026, 12, 12), number="HF1"
    )
    parties.save_agreement(one.id, "XY1", date(2026, 1, 1), date(2026, 12, 31))
    blank_slips.set_aside("collection", 2, date(2026, 10, 28), "刘师傅")
    plan_route(date(2026, 10, 30), seconds=0.1)
    return baskets


def slips_of_every_kind() -> Any:
    """The same October with slips of the kinds that are missing in it."""
    baskets = month_of_slips()
    further_slips(baskets)
    return baskets


def further_slips(baskets: Any) -> None:
    """A third household whose pieces are inspected and usage corrected; goods in, out, and there at the beginning.

    One of it was at a course with a certificate, and the enterprise accepted what it got.
    """
    from models.actions.ledger.acceptance import AcceptedQuantity, accept_delivery
    from models.actions.ledger.sales import SaleDraft, Sold, post_sale
    from models.actions.ledger.stocktake import StockDraft, StockLine, post_count, post_opening
    from models.actions.pay.disputes import DisputeDraft, record_dispute
    from models.actions.programme.claims import save_claims
    from models.actions.programme.support import save_rules
    from models.actions.programme.workshops import save_workshops
    from models.queries.ledger.deliveries import lines_of
    from models.queries.ledger.stocktake import Item

    bamboo: Any = Material.get(Material.code == "M-BAM")
    part = subcontract(household("H0013", "曾㛃"), baskets, 20)
    dispatch(part, bamboo, 17, number="FL3")
    collection(part, date(2026, 10, 20), good=6, pending=4, number="HS3")
    inspection("HS3", date(2026, 10, 22), number="JY1", good=1, rework=1, work_scrap=1)
    correction = MaterialLine(part.id, bamboo.id, 500, "受潮报废")
    post([Draft("correction", date(2026, 10, 23), part.household_id, [correction], "GZ1")])
    receipt(enterprise("竹材公司", address="成都市武侯区"), bamboo, 412.5, date(2026, 10, 6))
    basket, customer = baskets.product, baskets.enterprise
    stock.deliver_products(
        customer.id,
        date(2026, 10, 25),
        [
            stock.Delivered(basket.id, "good", units(40), baskets.id),
            stock.Delivered(basket.id, "second", units(5)),
        ],
        number="SH1",
    )
    orders.save_order({"price": price(4.85)}, baskets)
    sent = voucher("delivery", "SH1").id
    found = [AcceptedQuantity(one.order, one.grade, one.quantity, 0) for one in lines_of(sent)]
    accept_delivery(sent, date(2026, 10, 27), found)
    (shop,) = save_workshops([({"code": "Z01", "name": "屏风村竹编作坊", "kind": "village"}, None)])
    rule = {"code": "XJ", "name": "吸纳奖补", "basis": "workshop", "amount": yuan(5000)}
    award = save_rules([({**rule, "start": date(2026, 1, 1)}, None)])[0]
    claimed = {"number": "SB1", "rule": award, "workshop": shop, "date": date(2026, 10, 27)}
    save_claims([({**claimed, "amount": yuan(5000)}, None)])
    day_money = {"code": "PX", "name": "培训补贴", "basis": "day", "amount": yuan(50)}
    save_rules([({**day_money, "start": date(2026, 1, 1)}, None)])
    learner, held = worker(part.household, "曾小妹"), course(number="PX1", trade=trade("藤编").id)
    courses.enrol(held.id, [learner.id], DAY)
    there = {(learner.id, DAY + timedelta(days=at)): True for at in range(3)}
    courses.sign_days(held.id, there, date(2026, 10, 13))
    courses.certify(held.id, [learner.id], date(2026, 10, 13), level=1)
    sold = Sold(basket.id, "good", units(2), price(25), yuan(48), "Z01")
    post_sale(SaleDraft(date(2026, 10, 26), [sold], number="LS1"))
    item = Item(material("M-CORD", "棉绳").id)
    post_opening(StockDraft(date(2026, 10, 1), [StockLine(item, units(30))]))
    post_count(StockDraft(date(2026, 10, 28), [StockLine(item, units(29), "鼠咬")]))
    slip = voucher("collection", "HS3")
    record_dispute(
        DisputeDraft(part.household_id, date(2026, 10, 29), "少数了一件", slip=slip.id, number="YY1")
    )
