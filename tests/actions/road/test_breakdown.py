"""A vehicle breaks down on a planned day: rows, sheets, the ledger and undo."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from models.actions.desk.undo import last_undoable, undo
from models.actions.road.breakdown import break_down
from models.actions.road.planning import decide, move_stop, plan_route
from models.actions.road.registration import ask_for, save_driver, save_vehicle
from models.actions.road.route_completion import DONE, Came, Done, enter_return
from models.errors import UserError
from models.queries.order.standing import subcontract_states
from models.queries.road.route_day import saved, scheduler
from models.queries.road.route_sheets import route_day, route_papers
from models.rules.road.replan import NEVER_LEFT, how_far, rest_of
from models.settings import change_settings
from models.tables import road
from tests import factories as make
from tests.rules.road.checker import complaints

DAY = date(2026, 10, 20)

pytestmark = pytest.mark.usefixtures("database")


def busy_day() -> dict[str, Any]:
    """Eight households wait for material, two of them owe pieces as well, one is only visited; two vehicles."""
    change_settings({"road.warehouse": "30.75, 105.70"})
    bamboo = make.material(name="竹篾", unit="kg")
    order = make.order(make.product(bom=[(bamboo, 0.5, 0)], good=3.25))
    homes = [
        make.household(
            f"H{at}",
            village=f"{at % 3}村",
            latitude=30.75 + (at % 4 - 1.5) / 30,
            longitude=105.70 + (0.06 if at % 2 else -0.06),
        )
        for at in range(8)
    ]
    fresh = {home.id: make.subcontract(home, order, 40, due=DAY + timedelta(days=30)) for home in homes}
    due = {}
    for home in homes[:2]:
        due[home.id] = make.subcontract(home, order, 20, due=DAY)
        make.dispatch(due[home.id], bamboo, 10)
    learns = make.household(village="0村", latitude=30.76, longitude=105.77)
    make.visit(learns, next_date=DAY)
    vans = [
        save_vehicle({"name": name, "kilograms": 150, "driver": save_driver({"name": who}).id})
        for name, who in (("川J·A1234", "何大川"), ("川J·B5678", "唐小平"))
    ]
    for at, home in enumerate((*homes, learns)):
        decide(DAY, home.id, vehicle=vans[at % 2 if home is not learns else 1].id)
    plan_route(DAY, seconds=0.3)
    return {"homes": homes, "fresh": fresh, "due": due, "learns": learns, "vans": vans, "bamboo": bamboo}


@pytest.fixture
def busy(fill: Any) -> dict[str, Any]:
    return fill(busy_day)


def begun(day: Any, van: int, stops: int) -> int:
    """The second at which a vehicle has just begun so many stops."""
    sheet = next(sheet for sheet in day.sheets if sheet.van.key == van)
    return int(sheet.stops[stops - 1].begin) + 60


def test_the_rest_of_a_day_reads_back_as_the_rule_left_it(busy: dict[str, Any]) -> None:
    broken, other = (van.id for van in busy["vans"])
    before = saved(DAY)
    timed = scheduler(before).plan(before.orders)
    now = begun(route_day(DAY), broken, 2)
    rest = rest_of(before.roster.day, timed, now, broken)
    plan = break_down(DAY, broken, now, seconds=0.3)
    after = saved(DAY).roster.day
    assert {task.key: (task.deliver, task.collect, task.aboard) for task in after.tasks} == {
        task.key: (task.deliver or (0, 0, 0), task.collect, task.aboard) for task in rest.tasks
    }
    assert {one.key: one.load for one in after.transfers} == {one.key: one.load for one in rest.transfers}
    (van,), (kept,) = after.vehicles, rest.vehicles
    assert (van.key, van.earliest, van.shift, van.aboard) == (other, kept.earliest, kept.shift, kept.aboard)
    assert after.distances[0][van.start] == before.roster.day.distances[0][kept.start]
    assert complaints(after, plan) == [] and not plan.unserved
    again = scheduler(saved(DAY))
    assert again.plan(saved(DAY).orders).cost == plan.cost


def test_what_was_done_stays_and_everybody_is_come_by(busy: dict[str, Any]) -> None:
    broken, other = (van.id for van in busy["vans"])
    day = route_day(DAY)
    now = begun(day, broken, 1)
    done = [line.key for line in next(s for s in day.sheets if s.van.key == broken).stops[:1]]
    gone = [
        line.key
        for sheet in day.sheets
        if sheet.van.key == other
        for line in sheet.stops
        if line.begin <= now
    ]
    break_down(DAY, broken, now, seconds=0.3)
    after = route_day(DAY)
    ended = {sheet.van.key: sheet for sheet in after.sheets if sheet.cut_at is not None}
    (on,) = (sheet for sheet in after.sheets if sheet.cut_at is None)
    assert [line.key for line in ended[broken].stops] == done and ended[broken].broken
    assert [line.key for line in ended[other].stops] == gone and on.after == ended[other].id
    handed = {line.key for line in on.stops if line.kind != "take"}
    everybody = {home.id for home in busy["homes"]} | {busy["learns"].id}
    assert handed == everybody - set(done) - set(gone) and not after.left
    taken = [line for line in on.stops if line.kind == "take"]
    assert taken and all(line.rescued and line.home is not None for line in taken)
    assert {line.home.contact.id for line in taken if line.home is not None} == set(done)
    # Who rescues prints a new sheet; the drives that ended have theirs already.
    assert [getattr(paper, "number", "") for paper in route_papers(DAY)] == [on.number]


def test_one_undo_takes_the_breakdown_back(busy: dict[str, Any]) -> None:
    broken = busy["vans"][0].id
    before = saved(DAY).orders
    break_down(DAY, broken, begun(route_day(DAY), broken, 2), seconds=0.1)
    undo(last_undoable().id)
    held = saved(DAY)
    assert held.orders == before and not held.ended
    assert all(row.aboard_id is None and row.rescued_id is None for row in road.RouteStop.select())


def test_a_vehicle_that_never_leaves_gives_its_stops_away(busy: dict[str, Any]) -> None:
    broken, other = (van.id for van in busy["vans"])
    change_settings({"road.collect_ahead": 3})
    plan = break_down(DAY, broken, 0, NEVER_LEFT, seconds=0.3)
    assert {drive.vehicle for drive in plan.drives} == {other} and complaints(
        saved(DAY).roster.day, plan
    ) == []
    assert not any(line.rescued for sheet in route_day(DAY).sheets for line in sheet.stops)
    with pytest.raises(UserError) as refusal:
        break_down(DAY, broken, 0, seconds=0.1)
    assert refusal.value.field == "vehicle"
    last = break_down(DAY, other, 0, NEVER_LEFT, seconds=0.1)
    assert {miss.why for miss in last.unserved} == {"no_van"}


def test_nothing_is_moved_to_the_vehicle_that_broke_down(busy: dict[str, Any]) -> None:
    broken, other = (van.id for van in busy["vans"])
    break_down(DAY, broken, begun(route_day(DAY), broken, 1), seconds=0.3)
    before = saved(DAY).orders
    stop = next(stop for stop in before[other] if stop[0] == "task")
    for place in (0, None):
        with pytest.raises(UserError):
            move_stop(DAY, *stop, broken, place)
    assert saved(DAY).orders == before


def test_stops_are_moved_and_planned_anew_after_it(busy: dict[str, Any]) -> None:
    broken, other = (van.id for van in busy["vans"])
    break_down(DAY, broken, begun(route_day(DAY), broken, 1), seconds=0.2)
    (on,) = (sheet for sheet in route_day(DAY).sheets if sheet.cut_at is None)
    line = next(line for line in on.stops if line.kind == "hand")
    move_stop(DAY, line.kind, line.key, None)
    assert line.key in {left.key for left in route_day(DAY).left}
    last = on.stops[-1]
    move_stop(DAY, last.kind, last.key, other, 0)
    plan = plan_route(DAY, seconds=0.2)
    assert complaints(saved(DAY).roster.day, plan) == [] and not plan.unserved
    # Unticked since, a stop is left out of the rest.
    stays = next(visit for drive in plan.drives for visit in drive.stops if visit.kind == "task")
    decide(DAY, stays.key, left_out=True)
    assert stays.key not in {visit.key for d in plan_route(DAY, seconds=0.1).drives for visit in d.stops}


def test_a_second_breakdown_hands_on_what_was_taken_over(busy: dict[str, Any]) -> None:
    third = save_vehicle({"name": "川J·C9012"}).id
    first, second = (van.id for van in busy["vans"])
    break_down(DAY, first, begun(route_day(DAY), first, 1), seconds=0.2)
    for line in list(saved(DAY).orders.get(third, ())):
        move_stop(DAY, *line, None)
    (on,) = (s for s in route_day(DAY).sheets if s.cut_at is None and s.van.key == second)
    taken = next(line for line in on.stops if line.kind == "take")
    rest = break_down(DAY, second, taken.leave + 1, seconds=0.3)
    held = saved(DAY)
    assert complaints(held.roster.day, rest) == [] and not rest.unserved
    assert {drive.vehicle for drive in rest.drives} == {third}
    sources = {one.key: one.source for one in held.roster.day.transfers}
    assert taken.key in sources and sources[taken.key] != 0
    assert last_undoable() is not None


def test_what_is_asked_for_after_it_is_planned_with_the_rest(busy: dict[str, Any]) -> None:
    broken = busy["vans"][0].id
    break_down(DAY, broken, begun(route_day(DAY), broken, 1), seconds=0.2)
    on = next(sheet for sheet in route_day(DAY).sheets if sheet.cut_at is None)
    waits = next(line.home.contact.id for line in on.stops if line.kind == "task" and line.home is not None)
    new = make.household(village="1村", latitude=30.77, longitude=105.72)
    more = make.household(village="1村", latitude=30.74, longitude=105.71)
    ask_for("visit", waits, DAY)
    ask_for("other", new.id, DAY, note="送合同")
    fresh = make.subcontract(new, busy["fresh"][busy["homes"][0].id].order, 10, due=DAY + timedelta(days=30))
    giver, taker = (busy["due"][home.id] for home in busy["homes"][:2])
    ask_for(
        "transfer",
        giver.household_id,
        DAY,
        material=busy["bamboo"].id,
        quantity=1_000,
        subcontract=giver.id,
        to_subcontract=taker.id,
    )
    ask_for("other", more.id, DAY, note="看样品")
    decide(DAY, more.id, left_out=True)

    plan = plan_route(DAY, seconds=0.3)
    day = saved(DAY).roster.day
    assert complaints(day, plan) == [] and not plan.unserved
    assert more.id not in {task.key for task in day.tasks}
    jobs = {
        (line.kind, line.home.contact.id if line.home is not None else 0): {job.kind for job in line.jobs}
        for sheet in route_day(DAY).sheets
        if sheet.cut_at is None
        for line in sheet.stops
    }
    assert "visit" in jobs["task", waits] and jobs["task", new.id] == {"other"}
    # The vehicle is on the road without it: it comes by the warehouse for the new household's material.
    assert jobs["hand", new.id] == {"deliver"} and jobs["take", 0] == {"deliver"}
    taken = next(one for one in day.transfers if one.key == new.id)
    assert taken.source == 0 and taken.load[0] > 0 and fresh.household_id == new.id
    assert jobs["take", giver.household_id] == {"transfer"} and ("hand", taker.household_id) in jobs

    # Once taken up, nothing is taken up again, and one undo takes it back.
    works = road.RouteWork.select().count()
    plan_route(DAY, seconds=0.1)
    assert road.RouteWork.select().count() == works
    undo(last_undoable().id)
    undo(last_undoable().id)
    assert ("hand", new.id) not in saved(DAY).stops


def test_all_sheets_of_a_broken_day_are_entered_once(busy: dict[str, Any]) -> None:
    broken = busy["vans"][0].id
    giver, taker = busy["homes"][0], busy["homes"][1]
    ask_for(
        "transfer",
        giver.id,
        DAY,
        material=busy["bamboo"].id,
        quantity=1_000,
        subcontract=busy["due"][giver.id].id,
        to_subcontract=busy["due"][taker.id].id,
    )
    plan_route(DAY, seconds=0.3)
    break_down(DAY, broken, begun(route_day(DAY), broken, 2), seconds=0.3)
    answers = []
    for sheet in route_day(DAY).sheets:
        for line in sheet.stops:
            works = []
            if not line.rescued and not (line.kind == "hand" and line.jobs[0].kind == "transfer"):
                works = [Done(job.id or 0, job.quantity) for job in line.jobs if job.id is not None]
            answers.append(Came(line.id, DONE, "", works))
    enter_return(DAY, answers)
    states = subcontract_states()
    for key, work in busy["fresh"].items():
        assert states[work.id].materials[busy["bamboo"].id].issued == 20_000, key
    assert [states[work.id].parts.pending for work in busy["due"].values()] == [20_000, 20_000]
    assert states[busy["due"][taker.id].id].materials[busy["bamboo"].id].transferred_in == 1_000


def test_what_does_not_fit_is_refused(busy: dict[str, Any]) -> None:
    with pytest.raises(UserError) as refusal:
        break_down(DAY + timedelta(days=1), busy["vans"][0].id, 0)
    assert refusal.value.field == "date"
    idle = save_vehicle({"name": "川J·C9012", "active": False}).id
    with pytest.raises(UserError) as refusal:
        break_down(DAY, idle, 0)
    assert refusal.value.field == "vehicle"


def test_how_far_a_drive_is_counts_what_has_begun(busy: dict[str, Any]) -> None:
    held = saved(DAY)
    for drive in scheduler(held).plan(held.orders).drives:
        assert how_far(drive, drive.start) == (None, False)
        assert how_far(drive, drive.start + 1) == (0, False)
        assert how_far(drive, drive.end) == (len(drive.order), True)
        assert how_far(drive, drive.end, NEVER_LEFT) == (None, False)
        assert how_far(drive, drive.start, 99) == (len(drive.order), False)
