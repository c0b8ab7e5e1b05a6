"""A cooperative with years behind it: half a million movements, posted by the program's own action."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from models.actions.guidance.visits import VisitDraft, post_visits
from models.actions.ledger.posting import Draft, MaterialLine, PieceLine, post
from models.database import close_database, insert_rows
from models.keys import next_key
from models.opening import open_database
from models.rules.ledger.balance import Parts
from models.tables.order import Order, Subcontract, SubcontractMaterial
from models.tables.party import Enterprise, Household, Location
from models.tables.product import BomLine, Defect, Material, Product, Rate
from tests.writing import operation

TODAY = date(2026, 10, 21)
MONTHS = 36
HOUSEHOLDS = 2_000
ISSUES, COLLECTIONS = 4, 8  # of a subcontract: 4 + 8 × 2 movements
MOVEMENTS = 500_000
PIECES = 48_000  # thousandths, in eight collections of 5 good and 1 second
FAULTY = 8  # one collection of so many names a defect, of one piece
VISITED = 150  # days between two visits to a household


def fill(
    path: Path,
    movements: int = MOVEMENTS,
    households: int = HOUSEHOLDS,
    *,
    faulty: bool = False,
    months: int = MONTHS,
) -> None:
    """Make a file with so many movements in the months before `TODAY`; none is open afterwards.

    ``faulty``: some collections name defects, and technicians visit the households.
    """
    open_database(path)
    try:
        with operation("Fill"):
            _fill(movements, households, faulty, months)
    finally:
        close_database()


def _fill(movements: int, households: int, faulty: bool, months: int) -> None:
    per_month = movements // (ISSUES + 2 * COLLECTIONS) // months
    enterprise = Enterprise.create(name="翠竹工艺")
    material = Material.create(code="M", name="竹篾", unit="kg")
    product = Product.create(code="P", name="竹编果篮", unit="piece")
    BomLine.create(product=product, material=material, per_unit=850, loss_ppm=40_000)
    for grade, rate in (("good", 35_000), ("second", 26_000)):
        Rate.create(product=product, grade=grade, start=date(2023, 1, 1), rate=rate)
    homes = [next_key() for _ in range(households)]
    insert_rows(Location, ("id", "kind", "name"), [(home, "household", "") for home in homes])
    for i, home in enumerate(homes):
        Household.create(id=home, code=f"H{i:05d}", head="陈㛃", village=f"第{i % 30 + 1}村")
    turn, defects = 0, [Defect.create(product=product, code=code, name=f"毛病{code}").id for code in "ABCDE"]
    for month in range(months):
        # The last month began on the first and is three weeks old; the others follow each other backwards.
        year, number = divmod(TODAY.year * 12 + TODAY.month - months + month, 12)
        start = date(year, number + 1, 1)
        order = Order.create(
            number=f"O{month:03d}",
            enterprise=enterprise,
            product=product,
            quantity=PIECES * per_month,
            date=start,
            due=start + timedelta(days=27),
        )
        heads, materials, drafts = [], [], []
        for i in range(per_month):
            key, home = next_key(), homes[turn % households]
            given = start + timedelta(days=i % 5)
            turn += 1
            heads.append(
                (
                    key,
                    f"S{turn:06d}",
                    order.id,
                    home,
                    PIECES,
                    given.isoformat(),
                    (start + timedelta(days=15 + i % 12)).isoformat(),
                    "",
                    35_000,
                    26_000,
                )
            )
            materials.append((next_key(), key, material.id, 850, 40_000))
            for part in range(ISSUES):
                drafts.append(
                    Draft(
                        "issue",
                        given + timedelta(days=4 * part),
                        home,
                        [MaterialLine(key, material.id, PIECES * 850 // 1000 // ISSUES)],
                    )
                )
            for part in range(COLLECTIONS):
                drafts.append(
                    Draft(
                        "collection",
                        given + timedelta(days=2 + 3 * part),
                        home,
                        [_pieces(key, defects[turn % 5] if faulty and (turn + part) % FAULTY == 0 else None)],
                    )
                )
        insert_rows(
            Subcontract,
            (
                "id",
                "number",
                "order",
                "household",
                "quantity",
                "date",
                "due",
                "close_reason",
                "good_rate",
                "second_rate",
            ),
            heads,
        )
        insert_rows(SubcontractMaterial, ("id", "subcontract", "material", "per_unit", "loss_ppm"), materials)
        post([draft for draft in drafts if draft.date <= TODAY])
    if faulty:
        post_visits(_visits(homes, months))


def _pieces(subcontract: int, defect: int | None) -> PieceLine:
    if defect is None:
        return PieceLine(subcontract, Parts(5_000, 1_000), 6_000)
    return PieceLine(subcontract, Parts(5_000, 1_000, work_scrap=1_000), 7_000, defects=[(defect, 1_000)])


def _visits(homes: list[int], months: int) -> Iterator[VisitDraft]:
    first = TODAY - timedelta(days=30 * months)
    for at, home in enumerate(homes):
        for day in range(at % VISITED, (TODAY - first).days, VISITED):
            yield VisitDraft(home, first + timedelta(days=day), f"技术员{at % 7}", "收口")
