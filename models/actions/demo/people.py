"""The demo cooperative before its first month: settings, firms, households, trades with rates, machines."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from models.actions.demo.days import working
from models.actions.demo.homes import settle_households
from models.actions.demo.moves import found_areas
from models.actions.demo.names import TRADES, WORDS, DemoTrade, Speaker
from models.actions.guidance import equipment
from models.actions.party import parties
from models.actions.product import products
from models.actions.product.defects import save_defects
from models.settings import change_settings

PERCENT = 10_000  # ppm
_BORROWERS, _SPARE = 4, 4
"""At least so many households have a machine, and so many more machines lie in the warehouse."""


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
    coop.workshops = [
        DemoHousehold(key, trade, rng.uniform(0.8, 1.3))
        for key, trade in settle_households(say, rng, households, start, end)
    ]
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


def _lend_machines(coop: Cooperative, start: date) -> None:
    say, rng = coop.say, coop.rng
    borrowers = [workshop for workshop in coop.workshops if rng.random() < 0.3]
    if len(borrowers) < _BORROWERS:
        borrowers = coop.workshops[:_BORROWERS]
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
            for at, workshop in enumerate([*borrowers, *borrowers[:_SPARE]])
        ]
    )
    # Some machines stay in the warehouse, ready to be lent.
    for workshop, machine in zip(borrowers, machines, strict=False):
        equipment.lend(
            machine.id,
            workshop.id,
            working(start + timedelta(days=rng.randint(10, 90) % 7)),
            rng.choice((0, 5_000, 10_000)),
            say.one(WORDS["conditions"]),
        )
