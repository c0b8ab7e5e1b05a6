"""Reports that are summed in SQL say what plain loops over the slips say, whatever history there was."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest

from models.actions.ledger import voiding
from models.actions.order import orders
from models.actions.pay.locking import lock
from models.queries.desk.reports import REPORTS
from models.queries.ledger.defects import (
    BY_DEFECT,
    BY_HOUSEHOLD,
    BY_PRODUCT,
    BY_TECHNICIAN,
    DefectFilters,
    groups,
    pieces,
)
from models.queries.order import standing
from models.queries.report import ReportFilters
from models.rules.desk import effect
from models.tables.guidance import Visit
from models.tables.ledger import CollectionLine, DefectCount, InspectionLine, Voucher
from models.tables.order import Order, Subcontract
from models.tables.party import Household
from tests import factories as make

TODAY = date(2026, 11, 21)
FIRST = date(2026, 1, 5)
MILLION = 1_000_000
PARTS = ("good", "second", "rework", "work_scrap", "material_scrap")


def random_history(seed: int) -> SimpleNamespace:
    """Months of slips of two products and four households, some voided, some reversed after a lock."""
    rng = random.Random(seed)
    bamboo = make.material("M-BAM", "竹篾", price=68_000)
    products = [
        make.product(f"P-{n}", f"产品{n}", bom=[(bamboo, 0.8, 40_000)], good=3.25, second=2) for n in range(2)
    ]
    # One lives alone in its village, one is never visited.
    homes = [make.household(f"H{n}", f"户{n}", village="七星村" if n else "朝阳村") for n in range(4)]
    make.receipt(make.enterprise("翠竹"), bamboo, 9000, day=FIRST)
    defects = [make.defect("A", "收口松"), make.defect("B", "没晒干")]

    def day(least: date = FIRST) -> date:
        return least + timedelta(days=rng.randrange((TODAY - least).days))

    subcontracts, collections, waiting = [], [], []
    for product in products:
        of = make.order(product, 4000, day=FIRST)
        for home in homes:
            given = day(FIRST) if rng.random() < 0.5 else FIRST
            due = min(TODAY + timedelta(days=9), given + timedelta(days=rng.randrange(20, 200)))
            subcontracts.append(make.subcontract(home, of, 200, day=given, due=due))
            make.dispatch(subcontracts[-1], bamboo, rng.randrange(20, 150), day=given)
            make.dispatch(subcontracts[-1], bamboo, rng.randrange(1, 9), day=day(given), kind="return")
    for _ in range(60):
        sub = rng.choice(subcontracts)
        when = day(sub.date)
        parts = {part: rng.randrange(4) for part in PARTS} | {"pending": rng.choice((0, 0, 3)), "good": 1}
        faulty = parts["rework"] + parts["work_scrap"] + parts["material_scrap"]
        said = [(rng.choice(defects), rng.randrange(1, faulty + 1))] if faulty else []
        collections.append(make.collection(sub, when, **parts, defects=said))
        if parts["pending"]:
            waiting.append((collections[-1], when))
    for number, when in waiting:
        if rng.random() < 0.7:
            make.inspection(number, day(when), good=1, work_scrap=1, defects=[(rng.choice(defects), 1)])
    for _ in range(5):
        make.visit(rng.choice(homes[:3]), day=day(), technician=rng.choice(("彭", "李", "")))
    # Some came on the very day when pieces were handed in.
    for number in rng.sample(collections, 8):
        slip = make.voucher("collection", number)
        if slip.household_id != homes[3].id:
            make.visit(slip.household, day=slip.date, technician=rng.choice(("彭", "李", "")))
    for number in rng.sample(collections, 4):
        voiding.void(make.voucher("collection", number).id, "点错", TODAY, with_dependents=True)
    lock("2026-06", TODAY)
    standing_then = Voucher.select().where(
        Voucher.kind == "collection", Voucher.voided_on.is_null(), Voucher.date <= date(2026, 6, 30)
    )
    for one in rng.sample(sorted(standing_then, key=lambda row: str(row.number)), 3):
        voiding.reverse(one.id, date(2026, 7, 1) + timedelta(days=seed), "户错了", with_dependents=True)
    orders.short_close_subcontract(subcontracts[seed].id, TODAY, "外出务工")
    return SimpleNamespace(homes=homes, products=products, subcontracts=subcontracts)


def _first() -> SimpleNamespace:
    return random_history(1)


def _second() -> SimpleNamespace:
    return random_history(2)


@pytest.fixture(params=[_first, _second])
def coop(fill: Any, request: pytest.FixtureRequest) -> SimpleNamespace:
    made: SimpleNamespace = fill(request.param)
    return made


def spans() -> tuple[tuple[date, date], tuple[date, date]]:
    """A long one, for which lines are read as they lie, and a short one, for which they are found by their days.

    Both begin and end on days with pieces.
    """
    days = sorted(slip.date for _, slip, _, _ in lines())
    return (days[0], days[-1]), (days[len(days) // 4], days[len(days) // 2])


def counting() -> dict[int, Any]:
    """The slips that count, by their keys."""
    slips = {one.id: one for one in Voucher.select() if one.voided_on is None}
    gone = {one.reverses_id for one in slips.values()}
    return {key: one for key, one in slips.items() if one.reverses_id is None and key not in gone}


def lines() -> Iterator[tuple[Any, Any, Known, int]]:
    """Each line of pieces that counts: the line, its slip, its subcontract, and what was received."""
    slips = counting()
    collected = {one.id: one for one in CollectionLine.select()}
    known = subcontracts()
    for one in collected.values():
        if one.voucher_id in slips:
            yield one, slips[one.voucher_id], known[one.subcontract_id], one.received
    for one in InspectionLine.select():
        if one.voucher_id in slips:
            yield one, slips[one.voucher_id], known[collected[one.collection_line_id].subcontract_id], 0


class Known(NamedTuple):
    """A subcontract, and what is known of it."""

    id: int
    household: int
    village: str
    product: int
    row: Any


def subcontracts() -> dict[int, Known]:
    """Every subcontract by its key."""
    products = {one.id: one.product_id for one in Order.select()}
    villages = {one.id: one.village for one in Household.select()}
    return {
        one.id: Known(one.id, one.household_id, villages[one.household_id], products[one.order_id], one)
        for one in Subcontract.select()
    }


def technicians() -> dict[int, list[tuple[date, int, str]]]:
    """The visits of each household in their order."""
    found: dict[int, list[tuple[date, int, str]]] = defaultdict(list)
    slips = counting()
    for one in Visit.select():
        if one.voucher_id in slips:
            slip = slips[one.voucher_id]
            found[slip.household_id].append((slip.date, slip.id, one.technician))
    return {key: sorted(visits) for key, visits in found.items()}


def key_of(by: str, defect: int, sub: Known, day: date, visits: dict[int, Any]) -> Any:
    if by == BY_DEFECT:
        return defect
    if by == BY_PRODUCT:
        return sub.product
    if by == BY_HOUSEHOLD:
        return sub.household
    before = [name for when, _, name in visits.get(sub.household, ()) if when <= day]
    return before[-1] if before else ""


def meant(filters: DefectFilters, sub: Known, day: date, visits: dict[int, Any]) -> bool:
    assert filters.since is not None and filters.until is not None
    return (
        filters.since <= day <= filters.until
        and filters.product in (None, sub.product)
        and filters.household in (None, sub.household)
        and filters.village in (None, sub.village)
        and filters.technician in (None, key_of(BY_TECHNICIAN, 0, sub, day, visits))
    )


@pytest.mark.parametrize("by", [BY_DEFECT, BY_PRODUCT, BY_HOUSEHOLD, BY_TECHNICIAN])
def test_defects(coop: SimpleNamespace, by: str) -> None:
    visits, slips, known = technicians(), counting(), subcontracts()
    brought, said_of = list(lines()), list(DefectCount.select())
    of = {one.id: known[one.subcontract_id] for one in CollectionLine.select()}
    for since, until in spans():
        for narrowed in (
            {},
            {"product": coop.products[0].id},
            {"household": coop.homes[1].id},
            {"village": "七星村"},
            {"technician": "彭"},
            {"technician": ""},
        ):
            filters = DefectFilters(since, until, **narrowed)
            received: dict[Any, int] = defaultdict(int)
            named: dict[Any, int] = defaultdict(int)
            whole = faulty = 0
            for line, slip, sub, came in brought:
                if meant(filters, sub, slip.date, visits):
                    apart = (
                        key_of(by, 0, sub, slip.date, visits) if by in (BY_HOUSEHOLD, BY_TECHNICIAN) else None
                    )
                    received[apart, sub.product] += came
                    whole += came
                    faulty += line.rework + line.work_scrap + line.material_scrap
            for said in said_of:
                slip, sub = slips.get(said.voucher_id), of[said.collection_line_id]
                if slip is not None and meant(filters, sub, slip.date, visits):
                    named[key_of(by, said.defect_id, sub, slip.date, visits), sub.product] += said.quantity
            found = groups(by, filters)
            apart = by in (BY_HOUSEHOLD, BY_TECHNICIAN)
            assert {(one.key, one.product): (one.quantity, one.received) for one in found.groups} == {
                (key, product): (quantity, received[key if apart else None, product])
                for (key, product), quantity in named.items()
            }
            assert found.faulty == faulty
            shares = pieces(by, filters)
            assert (shares.received, shares.faulty, shares.named) == (whole, faulty, sum(named.values()))


@pytest.mark.parametrize("key", ["quality", "products"])
def test_on_time_and_defects(coop: SimpleNamespace, key: str) -> None:
    everything = list(lines())
    for since, until in spans():
        for filters in (
            ReportFilters(since, until),
            ReportFilters(since, until, village="七星村"),
            ReportFilters(since, until, product=coop.products[1].id),
            ReportFilters(since, until, household=coop.homes[2].id),
        ):
            on_time: dict[int, list[int]] = defaultdict(list)
            defects: dict[int, list[int]] = defaultdict(list)
            for sub in subcontracts().values():
                own = [(line, slip, came) for line, slip, of, came in everything if of.id == sub.id]
                if (
                    filters.village not in (None, sub.village)
                    or filters.product not in (None, sub.product)
                    or filters.household not in (None, sub.household)
                ):
                    continue
                group = sub.household if key == "quality" else sub.product
                if since <= sub.row.due <= until and sub.row.due < TODAY and sub.row.closed_on is None:
                    part = sum(line.good + line.second for line, slip, _ in own if slip.date <= sub.row.due)
                    on_time[group].append(min(MILLION, int(Fraction(part, sub.row.quantity) * MILLION)))
                brought = [one for one in own if since <= one[1].date <= until]
                received = sum(came for _, _, came in brought)
                if received:
                    bad = sum(line.rework + line.work_scrap for line, _, _ in brought)
                    defects[group].append(min(MILLION, int(Fraction(bad, received) * MILLION)))
            found = REPORTS[key].ask(filters, TODAY)
            assert {int(row.key): row.cells["on_time"] for row in found.rows} == {
                group: mean(on_time[group]) for group in on_time.keys() | defects.keys()
            }
            assert {int(row.key): (row.cells["due"], row.cells["brought"]) for row in found.rows} == {
                group: (len(on_time[group]), len(defects[group])) for group in on_time.keys() | defects.keys()
            }
            assert {int(row.key): row.cells["defects"] for row in found.rows} == {
                group: mean(defects[group]) for group in on_time.keys() | defects.keys()
            }


def mean(shares: Sequence[int]) -> int | None:
    return sum(shares) // len(shares) if shares else None


def test_before_and_after_visits(coop: SimpleNamespace) -> None:
    slips = counting()
    came = list(lines())
    for filters in (
        *(ReportFilters(*span) for span in spans()),
        ReportFilters(*spans()[0], household=coop.homes[0].id),
    ):
        wanted = {}
        for slip in slips.values():
            inside = filters.since <= slip.date <= filters.until if filters.since and filters.until else True
            if slip.kind != "visit" or not inside or filters.household not in (None, slip.household_id):
                continue
            rates = []
            for after in (False, True):
                first, last = effect.window(slip.date, after=after)
                own = [
                    (line, received)
                    for line, one, _, received in came
                    if one.household_id == slip.household_id and first <= one.date <= min(last, TODAY)
                ]
                received = sum(found for _, found in own)
                bad = sum(line.rework + line.work_scrap for line, _ in own)
                rates.append(bad * MILLION // received if received else None)
            wanted[str(slip.id)] = tuple(rates)
        found = REPORTS["visits"].ask(filters, TODAY)
        assert {row.key: (row.cells["before"], row.cells["after"]) for row in found.rows} == wanted


def test_many_subcontracts_stand_where_each_one_does(
    coop: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for until in (None, TODAY, date(2026, 10, 30), date(2026, 5, 15)):
        alone = {}
        for sub in coop.subcontracts:
            alone |= standing.subcontract_states([sub.id], until=until)
        monkeypatch.setattr(standing, "MANY", 0)
        assert standing.subcontract_states([sub.id for sub in coop.subcontracts], until=until) == alone
        assert standing.subcontract_states(until=until) == alone
        monkeypatch.undo()
