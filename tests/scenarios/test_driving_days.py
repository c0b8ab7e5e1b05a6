"""Random days of driving through the real actions: whatever is asked for, moved or broken, the plan can be driven.

Windows, loads and hours are worked out here anew, from the records; ways and the order of things by the checker.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from models.actions.desk.undo import last_undoable, undo
from models.actions.guidance.equipment import lend
from models.actions.product.sizes import save_size
from models.actions.road.breakdown import break_down
from models.actions.road.planning import decide, move_stop, plan_route
from models.actions.road.registration import ask_for, save_driver, save_road, save_vehicle, save_village_day
from models.errors import UserError
from models.queries.road.route_day import saved, scheduler
from models.queries.road.route_sheets import RouteDay, route_day
from models.queries.road.routes import calls
from models.settings import change_settings
from models.tables import road
from models.tables.order import Subcontract
from models.tables.party import Household
from tests import factories as make
from tests.rules.road.checker import complaints
from tests.rules.road.test_solver import true_reasons
from tests.trust.promises import times

DAY = date(2026, 10, 20)
VILLAGES = ("观音村", "牛角沟村", "屏风村", "石桥村", "远村")
WITHIN = {"08:00": 8 * 3600, "12:00": 12 * 3600, "13:00": 13 * 3600, "18:00": 18 * 3600, "": 0}

pytestmark = pytest.mark.usefixtures("database")


def cooperative(chance: random.Random) -> list[Any]:
    """Households in five villages with all there is to drive for, two or three vehicles, calendars and closed roads."""
    change_settings({"road.warehouse": "30.75, 105.70", "road.collect_ahead": chance.choice((0, 3))})
    bamboo = make.material(name="竹篾", unit="kg")
    basket = make.product(bom=[(bamboo, 0.5, 0)], good=3.25)
    order = make.order(basket)
    if chance.random() < 0.5:
        save_size(product=basket.id, grams=400, millilitres=8_000)
    homes = []
    for at in range(chance.randrange(8, 15)):
        place = VILLAGES[at % len(VILLAGES)]
        known = {}
        if chance.random() < 0.8:
            known = {
                "latitude": 30.70 + 0.025 * (at % len(VILLAGES)) + chance.uniform(-0.01, 0.01),
                "longitude": 105.66 + 0.03 * (at % 3) + chance.uniform(-0.01, 0.01),
            }
        ready = chance.choice((("", ""), ("", ""), ("08:00", "12:00"), ("13:00", "18:00")))
        homes.append(
            make.household(village=place, ready_from=ready[0], ready_to=ready[1], **known)  # type: ignore[arg-type]
        )
    for home in homes:
        for _ in range(chance.randrange(3)):
            work = make.subcontract(
                home, order, chance.randrange(10, 200), due=DAY + timedelta(days=chance.randrange(-5, 9))
            )
            if chance.random() < 0.6:
                make.dispatch(work, bamboo, chance.randrange(5, 60), reason="整包发")
        if chance.random() < 0.3:
            make.visit(home, next_date=DAY)
    names = ("川J·A1234", "川J·B5678", "川J·C9012")
    vans = [
        save_vehicle(
            {
                "name": name,
                "kilograms": chance.choice((None, 60, 200)),
                "litres": chance.choice((None, 1500)),
                "pieces": chance.choice((None, 300)),
                "reloads": chance.randrange(3),
                "driver": save_driver(
                    {
                        "name": f"何{name[-1]}",
                        "work_from": "08:00",
                        "work_to": chance.choice(("12:00", "18:00")),
                    }
                ).id,
            }
        )
        for name in names[: chance.randrange(2, 4)]
    ]
    save_village_day({"place": "观音村", "market": "0", "home_from": "13:00", "home_to": "18:00"})
    save_village_day(
        {
            "place": "石桥村",
            "start": DAY - timedelta(days=3),
            "end": DAY + timedelta(days=3),
            "home_from": "08:00",
            "home_to": "12:00",
        }
    )
    save_road("观音村", "牛角沟村", minutes=chance.randrange(5, 40))
    save_road("屏风村", "石桥村", closed_from=DAY, closed_until=DAY)
    if chance.random() < 0.5:
        save_road("远村", closed_from=DAY, closed_until=DAY)
    ask(chance, homes, bamboo)
    for home in chance.sample(homes, 4):
        decided: list[dict[str, Any]] = [
            {"vehicle": chance.choice(vans).id},
            {"first": True},
            {"before": "12:00"},
            {"left_out": True},
            {"priority": 9},
        ]
        decide(DAY, home.id, **chance.choice(decided))
    return vans


def ask(chance: random.Random, homes: list[Any], bamboo: Any) -> None:
    """A few errands of every kind."""
    machine = make.machine()
    borrower, other = chance.sample(homes, 2)
    if chance.random() < 0.5:
        lend(machine.id, borrower.id, DAY - timedelta(days=9))
        ask_for("fetch", borrower.id, DAY, equipment=machine.id)
    else:
        ask_for("bring", borrower.id, DAY, equipment=machine.id)
    ask_for("visit", other.id, DAY)
    ask_for("other", chance.choice(homes).id, DAY, note="送合同")
    ask_for("collect", chance.choice(homes).id, DAY)
    works = list(Subcontract.select())
    chance.shuffle(works)
    for giver, taker in pairwise(works):
        try:
            ask_for(
                "transfer",
                giver.household_id,
                DAY,
                material=bamboo.id,
                quantity=1_000,
                subcontract=giver.id,
                to_subcontract=taker.id,
            )
            return
        except UserError:
            continue  # it has nothing to give, or both are of one household


def at_home(home: Any) -> tuple[int, int]:
    """When somebody is at home on the day, worked out here."""
    early, late = WITHIN[home.ready_from], WITHIN[home.ready_to] or 24 * 3600
    of_village = {"观音村": (13 * 3600, 18 * 3600), "石桥村": (8 * 3600, 12 * 3600)}.get(home.village)
    if of_village is None:
        return early, late
    first, last = max(early, of_village[0]), min(late, of_village[1])
    return (first, last) if first < last else of_village


def wrong(day: RouteDay) -> list[str]:
    """What is wrong with a day's sheets, by the records alone."""
    found: list[str] = []
    decided = {row.household_id: row for row in road.RouteWish.select().where(road.RouteWish.date == DAY)}
    for sheet in day.sheets:
        clean = not any(line.faults for line in sheet.lines)
        if sheet.cut_at is None and clean:
            early, late = sheet.van.shift
            if sheet.start < early or sheet.end > late:
                found.append(f"{sheet.van.name} outside its hours")
        for line in sheet.lines:
            if line.home is None:
                continue
            home = Household.get_by_id(line.home.contact.id)
            wish = decided.get(home.id)
            early, late = at_home(home)
            if wish is not None and wish.before and line.kind == "task":
                noon = WITHIN[wish.before]
                early, late = (early, min(late, noon)) if early < noon else (0, noon)
            if "window" not in line.faults and not line.rescued and not early <= line.begin <= late:
                found.append(f"{home.head} in {home.village} at {line.begin}")
            if "load" not in line.faults and any(
                a > b for a, b in zip(line.load, sheet.van.capacity, strict=True)
            ):
                found.append(f"{sheet.van.name} carries {line.load}")
            if (
                wish is not None
                and wish.vehicle_id not in (None, sheet.van.key)
                and line.kind == "task"
                and not any(other.broken for other in day.sheets)
                and "pinned" not in line.faults
            ):
                found.append(f"{home.head} is pinned to another vehicle")
            if home.village == "远村" and clean and shut("远村"):
                found.append("the closed village is driven to")
    return found


def shut(village: str) -> bool:
    """Whether nobody gets to a village."""
    query = road.VillageRoad.select().where(road.VillageRoad.one == village, road.VillageRoad.other == "")
    return bool(query.exists())


def told(home: int, job: Any) -> tuple[str, ...]:
    """What tells a piece of work from any other."""
    return job.kind, str(job.errand or (home, job.subcontract, job.material, job.number))


def jobs_of(day: RouteDay) -> list[tuple[str, ...]]:
    """Everything done or left, as often as it stands there; goods are looked at where they are handed over."""
    done = [line for sheet in day.sheets for line in sheet.stops if line.kind != "take"]
    return sorted(
        told(line.home.contact.id, job)
        for line in (*done, *day.left)
        if line.home is not None
        for job in line.jobs
    )


def wanted() -> list[tuple[str, ...]]:
    """Everything that is to be driven for."""
    return sorted(
        told(call.home.contact.id, job) for call in calls(DAY) if not call.wish.left_out for job in call.jobs
    )


def sound(plan: Any) -> None:
    """Assert that a plan that was just made and saved can be driven, and that what it leaves out says truly why."""
    held = saved(DAY)
    timed = scheduler(held).plan(held.orders)
    assert complaints(held.roster.day, timed) == [] and timed.cost == plan.cost
    sheets = route_day(DAY)
    assert wrong(sheets) == []
    assert not any(line.faults for sheet in sheets.sheets for line in sheet.lines)
    for miss in plan.unserved:
        assert miss.why in true_reasons(held.roster.day, miss), miss


@pytest.mark.sampled
@pytest.mark.parametrize("seed", range(times(2, 6)))
def test_a_random_day_is_planned_moved_broken_and_planned_again(seed: int) -> None:
    chance = random.Random(seed)
    vans = cooperative(chance)
    plan = plan_route(DAY, seconds=0.1)
    sound(plan)
    assert jobs_of(route_day(DAY)) == wanted()

    before = jobs_of(route_day(DAY))
    for _ in range(6):
        held = saved(DAY)
        kind, key = chance.choice(list(held.stops))
        timed = move_stop(
            DAY, kind, key, chance.choice([*(van.id for van in vans), None]), chance.randrange(4)
        )
        held = saved(DAY)
        assert jobs_of(route_day(DAY)) == before
        assert wrong(route_day(DAY)) == []
        for drive in timed.drives:
            said = complaints(held.roster.day, type(timed)((drive,)))
            bare = [words for words in said if "not done once" not in words and "itself says" not in words]
            assert bool(bare) == bool(drive.faults), (bare, drive.faults)

    sound(plan_route(DAY, seconds=0.1))
    drives = [sheet for sheet in route_day(DAY).sheets if sheet.stops]
    if len(vans) < 2 or not drives:
        return
    sheet = chance.choice(drives)
    now = chance.randrange(sheet.start, sheet.end)
    rest = break_down(DAY, sheet.van.key, now, seconds=0.1)
    sound(rest)
    assert jobs_of(route_day(DAY)) == before

    late = make.household(village="屏风村", latitude=30.76, longitude=105.70)
    ask_for("visit", late.id, DAY)
    sound(plan_route(DAY, seconds=0.1))
    assert len(jobs_of(route_day(DAY))) == len(before) + 1
    undo(last_undoable().id)
    assert len(jobs_of(route_day(DAY))) == len(before)
