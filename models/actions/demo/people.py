"""The demo cooperative before its first month: settings, firms, households, trades with rates, machines."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from models.actions.demo.moves import found_areas
from models.actions.demo.names import TRADES, WORDS, DemoTrade, Speaker
from models.actions.guidance import equipment
from models.actions.party import parties
from models.actions.product import products
from models.actions.product.defects import save_defects
from models.settings import change_settings
from models.tables.party import Region

PERCENT = 10_000  # ppm


@dataclass(slots=True)
class DemoHousehold:
    """A household of the demo: its key, and the trade it works in (place in `TRADES`)."""

    id: int
    trade: int
    diligence: float
    """How fast it works against the usual, 1 being usual; only decides the days things happen."""


@dataclass(slots=True)
class Cooperative:
    """What the months are played with: keys of products, materials, enterprises and defects by place of their trade."""

    say: Speaker
    rng: random.Random
    workshops: list[DemoHousehold] = field(default_factory=list)
    products: list[int] = field(default_factory=list)
    materials: list[list[int]] = field(default_factory=list)
    enterprises: list[int] = field(default_factory=list)
    defects: list[list[int]] = field(default_factory=list)


def found_cooperative(
    households: int, start: date, end: date, rate_change: date, say: Speaker, rng: random.Random
) -> Cooperative:
    """Set everything up that is there before the first order; ``start`` and ``end`` are the days of the whole demo."""
    coop = Cooperative(say, rng)
    change_settings(
        {
            "cooperative.name": say.word("cooperative"),
            "cooperative.address": say.word("address"),
            "cooperative.phone": "0800-0000000",
            "cooperative.cashier": say.word("cashier"),
            "pay.allowance": 2 * PERCENT,
            "paper.language": "en" if say.english else "zh",
        }
    )
    _save_trades(coop, date(start.year, 1, 1), rate_change)
    found_areas(say)
    _save_households(coop, households, start, end)
    _lend_machines(coop, start)
    return coop


def _save_trades(coop: Cooperative, first: date, rate_change: date) -> None:
    say = coop.say
    coop.enterprises = [
        row.id
        for row in parties.save_enterprises(
            [
                (
                    {
                        "name": say(trade.enterprise),
                        "contact": say(trade.contact),
                        "phone": f"0800-000000{at + 1}",
                        "address": say.word("address"),
                    },
                    None,
                )
                for at, trade in enumerate(TRADES)
            ]
        )
    ]
    coop.products = [
        row.id
        for row in products.save_products(
            [
                (
                    {
                        "code": trade.code,
                        "name": say(trade.name),
                        "unit": trade.unit,
                        "over_delivery_ppm": trade.over_ppm,
                        "minutes_per_unit": trade.minutes,
                    },
                    None,
                )
                for trade in TRADES
            ]
        )
    ]
    for trade, product in zip(TRADES, coop.products, strict=True):
        coop.materials.append(_save_goods(say, trade, product))
        coop.defects.append(_save_defects(say, trade, product))
        for grade, rate in (("good", trade.rate), ("second", trade.second)):
            products.save_rate(product, grade, first, None, rate)
        products.new_rate_from(product, "good", rate_change, trade.new_rate)


def _save_defects(say: Speaker, trade: DemoTrade, product: int) -> list[int]:
    rows = save_defects(
        (
            {
                "product": product,
                "code": one.code,
                "name": say(one.name),
                "remedy": say(one.remedy),
            },
            None,
        )
        for one in trade.defects
    )
    return [row.id for row in rows]


def _save_goods(say: Speaker, trade: DemoTrade, product: int) -> list[int]:
    rows = products.save_materials(
        [
            (
                {
                    "code": goods.code,
                    "name": say(goods.name),
                    "unit": "kg"
                    if goods.unit[1] == "kg"
                    else "piece"
                    if goods.unit[1] == "piece"
                    else say(goods.unit),
                    "price": goods.price,
                    "pack_size": goods.pack,
                    "over_issue_ppm": goods.over_ppm,
                },
                None,
            )
            for goods in trade.goods
        ]
    )
    products.save_bom_lines(
        [
            (
                {
                    "product": product,
                    "material": row.id,
                    "per_unit": goods.per_unit,
                    "loss_ppm": goods.loss_ppm,
                },
                None,
            )
            for goods, row in zip(trade.goods, rows, strict=True)
        ]
    )
    return [row.id for row in rows]


def _places(coop: Cooperative, households: int) -> list[tuple[str, str, int]]:
    """Township, village and number of groups of as many villages as the cooperative reaches."""
    regions = list(Region.select().order_by(Region.code))
    townships = {row.code: row.name for row in regions if row.level == "township"}
    villages = [row for row in regions if row.level == "village"]
    reached = coop.rng.sample(villages, min(len(villages), max(6, households // 8)))
    return [
        (coop.say.place(townships[row.code[:9]]), coop.say.place(row.name), coop.rng.randint(4, 9))
        for row in reached
    ]


def _save_households(coop: Cooperative, households: int, start: date, end: date) -> None:
    say, rng = coop.say, coop.rng
    places = _places(coop, households)
    centres = [(rng.uniform(30.60, 30.90), rng.uniform(105.40, 105.90)) for _ in places]
    entries: list[tuple[dict[str, Any], None]] = []
    for at in range(households):
        place = rng.randrange(len(places))
        township, village, groups = places[place]
        banked = rng.random() < 0.35
        helped = rng.random() < 0.6
        group = rng.randint(1, groups)
        entries.append(
            (
                {
                    "code": f"H{at + 1:04d}",
                    "head": say.name(at),
                    "sex": say.one(WORDS["sexes"]),
                    "phone": f"138{at + 1:08d}",
                    "township": township,
                    "village": village,
                    "group": f"Group {group}" if say.english else f"{group}组",
                    "landmark": say.one(WORDS["landmarks"]),
                    "latitude": round(centres[place][0] + rng.uniform(-0.008, 0.008), 6),
                    "longitude": round(centres[place][1] + rng.uniform(-0.008, 0.008), 6),
                    "datum": rng.choice(("WGS84", "GCJ02")),
                    "category": say.one(WORDS["categories"]),
                    "helper": say.one(WORDS["helpers"]) if helped else "",
                    "helper_phone": f"139{rng.randint(1, 40):08d}" if helped else "",
                    "pay_method": "bank" if banked else "cash",
                    "bank": say.word("bank") if banked else "",
                    "account": f"6200000{at + 1:012d}" if banked else "",
                    "ready_from": rng.choice(("08:00", "08:00", "09:00", "14:00")),
                    "ready_to": rng.choice(("18:00", "18:00", "17:00")),
                },
                None,
            )
        )
    _share_phones([values for values, _ in entries])
    rows = parties.save_households(entries)
    trades = [trade for trade, share in enumerate((5, 3, 2)) for _ in range(share)]
    coop.workshops = [
        DemoHousehold(row.id, trades[at % len(trades)], rng.uniform(0.8, 1.3)) for at, row in enumerate(rows)
    ]
    first, last = date(start.year, 1, 1), date(end.year, 12, 31)
    parties.save_agreements(
        [
            (
                {
                    "household": row.id,
                    "number": f"XY-{row.code[1:]}",
                    "start": first,
                    # One agreement runs out soon, so that somebody has to think of it.
                    "end": end + timedelta(days=12) if at == 7 else last,
                },
                None,
            )
            for at, row in enumerate(rows)
        ]
    )
    parties.save_workers(_workers(coop, [row.id for row in rows], first))


def _share_phones(households: list[dict[str, Any]]) -> None:
    """One helper has one phone: the first that was made up for the name."""
    phones: dict[str, str] = {}
    for values in households:
        if values["helper"]:
            values["helper_phone"] = phones.setdefault(values["helper"], values["helper_phone"])


def _workers(coop: Cooperative, households: list[int], first: date) -> list[tuple[dict[str, Any], None]]:
    say, rng = coop.say, coop.rng
    entries: list[tuple[dict[str, Any], None]] = []
    for household in households:
        names: set[str] = set()
        for _ in range(rng.choice((0, 1, 1, 1, 2))):
            name = say.name()
            if name in names:
                continue
            names.add(name)
            entries.append(
                (
                    {
                        "household": household,
                        "name": name,
                        "relation": say.one(WORDS["relations"]),
                        "sex": say.one(WORDS["sexes"]),
                        "birth_date": first - timedelta(days=rng.randint(19 * 365, 66 * 365)),
                    },
                    None,
                )
            )
    return entries


def _lend_machines(coop: Cooperative, start: date) -> None:
    say, rng = coop.say, coop.rng
    borrowers = [workshop for workshop in coop.workshops if rng.random() < 0.3] or coop.workshops[:1]
    machines = equipment.save_machines(
        [
            (
                {
                    "code": f"SB{at + 1:04d}",
                    "name": say(TRADES[workshop.trade].machine),
                    "model": TRADES[workshop.trade].model,
                    "condition": say.word("conditions"),
                },
                None,
            )
            for at, workshop in enumerate([*borrowers, *coop.workshops[:2]])
        ]
    )
    # Two machines stay in the warehouse, ready to be lent.
    for workshop, machine in zip(borrowers, machines, strict=False):
        equipment.lend(
            machine.id,
            workshop.id,
            start + timedelta(days=rng.randint(10, 90) % 7),
            rng.choice((0, 5_000, 10_000)),
            say.one(WORDS["conditions"]),
        )
