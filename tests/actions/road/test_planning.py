"""From what is to be driven to the sheets that come back."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from models.actions.desk.undo import last_undoable, undo
from models.actions.guidance.equipment import lend
from models.actions.ledger.voiding import void
from models.actions.party.parties import save_household
from models.actions.product.sizes import save_size
from models.actions.road import breakdown, planning
from models.actions.road.planning import decide, move_stop, plan_route
from models.actions.road.registration import ask_for, save_driver, save_road, save_vehicle, save_village_day
from models.actions.road.route_completion import (
    DONE,
    NOT_HOME,
    Came,
    Done,
    Driven,
    enter_return,
    read_actuals,
)
from models.errors import UserError
from models.queries.guidance.loans import current_loan
from models.queries.order.standing import subcontract_states
from models.queries.party.road_map import GUESSED, OWN, VILLAGE, RoadMap
from models.queries.road.route_day import saved, scheduler
from models.queries.road.route_sheets import LeftBehind, outliers_of, route_day, route_papers
from models.queries.road.routes import calls
from models.rules.road.day import FAR
from models.rules.road.distance import straight
from models.rules.road.solver import solve
from models.settings import change_settings
from models.tables import road
from models.tables.ledger import Voucher
from models.tables.order import Subcontract
from tests import factories as make
from tests.rules.road.checker import complaints

DAY = date(2026, 10, 20)

pytestmark = pytest.mark.usefixtures("database")


def three_calls() -> dict[str, Any]:
    """Three households around a warehouse: one waits for material, one owes pieces, one is to be visited."""
    change_settings({"road.warehouse": "30.75, 105.70"})
    bamboo = make.material(name="竹篾", unit="kg")
    basket = make.product(bom=[(bamboo, 0.5, 0)], good=3.25)
    order = make.order(basket)
    waits = make.household(village="牛角沟村", latitude=30.76, longitude=105.72)
    owes = make.household(village="观音村", latitude=30.78, longitude=105.69)
    learns = make.household(village="观音村")
    fresh = make.subcontract(waits, order, 100, due=date(2026, 11, 10))
    due = make.subcontract(owes, order, 40, due=DAY)
    make.dispatch(due, bamboo, 20)
    make.visit(learns, next_date=DAY)
    driver = save_driver({"name": "何大川", "phone": "13800000921"})
    van = save_vehicle({"name": "川J·A1234", "kilograms": 600, "driver": driver.id})
    return {
        "bamboo": bamboo,
        "fresh": fresh,
        "due": due,
        "waits": waits,
        "owes": owes,
        "learns": learns,
        "van": van,
    }


@pytest.fixture
def county(fill: Any) -> dict[str, Any]:
    return fill(three_calls)


def test_a_route_of_a_wrong_year_is_refused() -> None:
    three_calls()
    with pytest.raises(UserError, match="2062") as refused:
        plan_route(date(2062, 10, 20), seconds=1)
    assert refused.value.field == "date" and not road.RoutePlan.select().exists()


def of(day: date = DAY) -> dict[int, list[tuple[str, int | None]]]:
    return {call.home.contact.id: [(job.kind, job.quantity) for job in call.jobs] for call in calls(day)}


def test_what_is_to_be_driven(county: dict[str, Any]) -> None:
    assert of() == {
        county["waits"].id: [("deliver", 50_000)],
        county["owes"].id: [("collect", 40_000)],
        county["learns"].id: [("visit", None)],
    }
    assert set(of(DAY - timedelta(days=5))) == {county["waits"].id}


def test_an_announced_collection_comes_before_its_due_day(county: dict[str, Any]) -> None:
    day = DAY - timedelta(days=8)
    ask_for("collect", county["owes"].id, day)
    assert of(day)[county["owes"].id] == [("collect", 40_000)]


def test_what_waits_for_inspection_is_not_fetched_again(county: dict[str, Any]) -> None:
    make.collection(county["due"], good=25, pending=9)
    assert of()[county["owes"].id] == [("collect", 6_000)]
    make.collection(county["due"], pending=6)
    assert county["owes"].id not in of()


def test_what_finished_work_left_is_fetched_by_the_way_however_long_ago_it_was(
    county: dict[str, Any],
) -> None:
    idle = make.household()
    for home in (county["owes"], idle):
        done = make.subcontract(home, county["fresh"].order, 10, due=DAY)
        make.dispatch(done, county["bamboo"], 8, reason="整包发")
        make.collection(done, good=10)
    for day in (DAY, DAY + timedelta(days=5 * 365)):
        assert ("return", 3_000) in of(day)[county["owes"].id]
        # Nobody is driven to for it alone.
        assert idle.id not in of(day)


def test_where_people_live_is_their_own_their_villages_or_guessed(county: dict[str, Any]) -> None:
    lost = make.household(township="别镇", village="远村")
    homes = RoadMap(DAY).homes([county["owes"].id, county["learns"].id, lost.id])
    assert [home.known for home in homes.values()] == [OWN, VILLAGE, GUESSED]
    assert homes[county["learns"].id].point == homes[county["owes"].id].point


@pytest.mark.parametrize("place", [(0.0, 0.0), (30.76, 15.72), (3.076, 105.72)])
def test_a_household_that_is_nowhere_near_keeps_nobody_from_being_driven_to(
    county: dict[str, Any], place: tuple[float, float]
) -> None:
    change_settings({"road.warehouse": ""})
    save_household(
        {"latitude": place[0], "longitude": place[1], "township": "别镇", "village": "远村"}, county["waits"]
    )
    (lost,) = [home for home in RoadMap(DAY).homes([county["waits"].id]).values()]
    assert lost.astray and straight(RoadMap(DAY).warehouse, (30.78, 105.69)) < 1000
    plan = plan_route(DAY, seconds=0.1)
    assert [(miss.key, miss.why) for miss in plan.unserved] == [(county["waits"].id, FAR)]
    assert sum(len(drive.stops) for drive in plan.drives) == 2
    (said,) = outliers_of(route_day(DAY))
    assert said.startswith(f"{county['waits'].head} {county['waits'].code}：")
    # Where others of its village are known, that is where it is looked for.
    make.household(township="别镇", village="远村", latitude=30.76, longitude=105.72)
    assert not plan_route(DAY, seconds=0.1).unserved and len(outliers_of(route_day(DAY))) == 1


def test_how_far_is_too_far_is_a_setting(county: dict[str, Any]) -> None:
    save_household({"latitude": 31.8, "longitude": 105.72, "township": "别镇"}, county["waits"])
    assert RoadMap(DAY).homes([county["waits"].id])[county["waits"].id].astray
    change_settings({"road.farthest": 200})
    assert RoadMap(DAY).homes([county["waits"].id])[county["waits"].id].known == OWN


def test_a_warehouse_that_is_nowhere_near_is_said_before_anything_is_planned(county: dict[str, Any]) -> None:
    change_settings({"road.warehouse": "30.75, 15.70"})
    with pytest.raises(UserError, match="仓库"):
        plan_route(DAY, seconds=0.1)
    assert not road.RoutePlan.select().exists()


def leftovers(county: dict[str, Any], kilograms: float) -> None:
    """Finished work leaves material at the household that is driven to for its pieces."""
    done = make.subcontract(county["owes"], county["fresh"].order, 10, due=DAY)
    make.dispatch(done, county["bamboo"], 5 + kilograms, reason="整包发")
    make.collection(done, good=10)


def test_what_is_brought_back_by_itself_takes_no_room_from_what_was_asked_for(county: dict[str, Any]) -> None:
    leftovers(county, 590)
    machine = make.machine(name="绕线机")
    lend(machine.id, county["learns"].id, DAY - timedelta(days=1))
    ask_for("fetch", county["learns"].id, DAY, equipment=machine.id)
    plan = plan_route(DAY, seconds=0.1)
    assert (
        plan.unserved == ()
        and complaints(saved(DAY).roster.day, scheduler(saved(DAY)).plan(saved(DAY).orders)) == []
    )
    jobs = [job.kind for sheet in route_day(DAY).sheets for line in sheet.stops for job in line.jobs]
    assert sorted(jobs) == ["collect", "deliver", "fetch", "visit"]
    save_vehicle({"name": "川J·A1234", "kilograms": 2000}, county["van"])
    plan_route(DAY, seconds=0.1)
    jobs = [job.kind for sheet in route_day(DAY).sheets for line in sheet.stops for job in line.jobs]
    assert sorted(jobs) == ["collect", "deliver", "fetch", "return", "visit"]


def test_what_goes_to_another_household_is_not_brought_back_as_well(county: dict[str, Any]) -> None:
    leftovers(county, 9)
    done = (
        Subcontract.select()
        .where(Subcontract.household == county["owes"])
        .order_by(Subcontract.id.desc())
        .get()
    )
    assert ("return", 9_000) in of()[county["owes"].id]
    ask_for(
        "transfer",
        county["owes"].id,
        DAY,
        subcontract=done.id,
        material=county["bamboo"].id,
        quantity=7_000,
        to_subcontract=county["fresh"].id,
    )
    assert ("return", 2_000) in of()[county["owes"].id]
    assert ("transfer", 7_000) in of()[county["owes"].id]


def test_a_plan_is_saved_read_back_and_can_be_driven(county: dict[str, Any]) -> None:
    plan = plan_route(DAY, seconds=0.1)
    assert not plan.unserved and sum(len(drive.stops) for drive in plan.drives) == 3
    held = saved(DAY)
    again = scheduler(held).plan(held.orders)
    assert again.cost == plan.cost and complaints(held.roster.day, again) == []
    sheet = route_day(DAY).sheets[0]
    assert sheet.number == "261020-1" and sheet.start_load[0] == 50_000
    assert [line.number for line in sheet.stops] == [1, 2, 3]


def test_market_day_and_the_households_own_hours_both_hold(county: dict[str, Any]) -> None:
    save_village_day({"place": "牛角沟村", "market": "0-3-6", "home_from": "13:00", "home_to": "18:00"})
    plan_route(DAY, seconds=0.1)
    line = next(x for x in route_day(DAY).sheets[0].stops if x.key == county["waits"].id)
    assert line.begin >= 13 * 3600


def closed(county: dict[str, Any]) -> None:
    save_road("牛角沟村", closed_from=DAY)


def too_heavy(county: dict[str, Any]) -> None:
    save_size(material=county["bamboo"].id, grams=20_000, millilitres=None)


def out_at_work(county: dict[str, Any]) -> None:
    save_household({"ready_from": "05:00", "ready_to": "07:00"}, county["waits"])


def short_hours(county: dict[str, Any]) -> None:
    save_driver({"work_from": "08:00", "work_to": "08:15"}, road.Driver.get())


def vehicle_away(county: dict[str, Any]) -> None:
    other = save_vehicle({"name": "川J·B5678"})
    decide(DAY, county["waits"].id, vehicle=other.id)
    save_vehicle({"active": False}, other)


def vehicle_small(county: dict[str, Any]) -> None:
    other = save_vehicle({"name": "川J·B5678", "kilograms": 10})
    decide(DAY, county["waits"].id, vehicle=other.id)


def full_day(county: dict[str, Any]) -> None:
    save_vehicle({"kilograms": 50, "reloads": 0}, county["van"])
    other = make.subcontract(make.household(latitude=30.7601, longitude=105.7201), county["fresh"].order, 100)
    decide(DAY, other.household_id, priority=9)


@pytest.mark.parametrize(
    ("against", "why"),
    [
        (closed, "road"),
        (too_heavy, "load"),
        (out_at_work, "window"),
        (short_hours, "hours"),
        (vehicle_away, "pinned"),
        (vehicle_small, "load"),
        (full_day, "full"),
    ],
)
def test_who_stays_behind_is_named_with_what_stands_against_it(
    county: dict[str, Any], against: Any, why: str
) -> None:
    against(county)
    plan_route(DAY, seconds=0.1)
    left = {line.key: line.why for line in route_day(DAY).left}
    assert left[county["waits"].id] == why
    assert why == "hours" or set(left) == {county["waits"].id}
    # The paper that lists them says it in words.
    paper = next(paper for paper in route_papers(DAY) if isinstance(paper, LeftBehind))
    assert {line.home.contact.id for line in paper.lines if line.home is not None} == set(left)


def test_pins_and_leaving_out_hold_with_the_next_plan(county: dict[str, Any]) -> None:
    other = save_vehicle({"name": "川J·B5678"})
    decide(DAY, county["waits"].id, vehicle=other.id, first=True)
    decide(DAY, county["owes"].id, before="10:00")
    decide(DAY, county["learns"].id, left_out=True)
    plan_route(DAY, seconds=0.1)
    day = route_day(DAY)
    keys = {sheet.van.key: [line.key for line in sheet.stops] for sheet in day.sheets}
    assert keys[other.id][0] == county["waits"].id
    assert county["learns"].id not in {key for listed in keys.values() for key in listed}
    owed = next(x for sheet in day.sheets for x in sheet.stops if x.key == county["owes"].id)
    assert owed.begin <= 10 * 3600
    with pytest.raises(UserError) as refusal:
        decide(DAY, county["owes"].id, before="soon")
    assert refusal.value.field == "before"


def test_a_stop_is_moved_taken_off_and_put_back_by_undo(county: dict[str, Any]) -> None:
    plan_route(DAY, seconds=0.1)
    before = saved(DAY).orders
    key = county["waits"].id
    other = save_vehicle({"name": "川J·B5678"})
    timed = move_stop(DAY, "task", key, other.id, 0)
    assert {drive.vehicle: len(drive.stops) for drive in timed.drives} == {county["van"].id: 2, other.id: 1}
    assert complaints(saved(DAY).roster.day, timed) == []
    assert saved(DAY).orders[other.id] == [("task", key)]
    move_stop(DAY, "task", key, None)
    assert [line.key for line in route_day(DAY).left] == [key]
    undo(last_undoable().id)
    undo(last_undoable().id)
    assert {van: order for van, order in saved(DAY).orders.items() if order} == before


def test_a_move_that_breaks_something_is_kept_with_its_warning(county: dict[str, Any]) -> None:
    save_size(material=county["bamboo"].id, grams=20_000, millilitres=None)
    plan_route(DAY, seconds=0.1)
    assert [line.why for line in route_day(DAY).left] == ["load"]
    move_stop(DAY, "task", county["waits"].id, county["van"].id, 0)
    sheet = route_day(DAY).sheets[0]
    assert "load" in sheet.stops[0].faults


def test_the_sheets_come_back(county: dict[str, Any]) -> None:
    plan_route(DAY, seconds=0.1)
    day = route_day(DAY)
    stops = {line.key: line for line in day.sheets[0].stops}
    waits, owes, learns = (stops[county[name].id] for name in ("waits", "owes", "learns"))
    numbers = enter_return(
        DAY,
        [
            Came(waits.id, DONE, "9:30", [Done(waits.jobs[0].id or 0, 48_000)]),
            Came(owes.id, DONE, "10:00", [Done(owes.jobs[0].id or 0, 30_000, {"good": 25_000})]),
            Came(learns.id, NOT_HOME, "11:00"),
        ],
        [Driven(day.sheets[0].id, 31_000, "8:00", "15:20")],
    )
    assert len(numbers) == 2
    states = subcontract_states()
    assert states[county["fresh"].id].materials[county["bamboo"].id].issued == 48_000
    assert (states[county["due"].id].parts.good, states[county["due"].id].parts.pending) == (25_000, 5_000)
    back = route_day(DAY)
    assert back.returned_on == DAY and back.sheets[0].driven == 31_000 and back.sheets[0].left == "08:00"
    # Who was not at home, and what was not done, comes again.
    assert of(DAY + timedelta(days=1))[county["learns"].id] == [("visit", None)]
    # Five wait for inspection and lie in the warehouse.
    assert of(DAY + timedelta(days=1))[county["owes"].id] == [("collect", 10_000)]
    with pytest.raises(UserError):
        plan_route(DAY, seconds=0.1)


@pytest.mark.parametrize("searching", [planning, breakdown])
def test_sheets_that_are_entered_while_a_plan_is_searched_stay(
    county: dict[str, Any], monkeypatch: pytest.MonkeyPatch, searching: Any
) -> None:
    save_vehicle({"name": "川J·B5678", "kilograms": 600})
    plan_route(DAY, seconds=0.1)
    driven = road.RouteStop.drive.is_null(False)
    stops = [row.id for row in road.RouteStop.select().where(driven)]

    def meanwhile(*rest: Any, **more: Any) -> Any:
        enter_return(DAY, [Came(stop, NOT_HOME, "9:00") for stop in stops])
        return solve(*rest, **more)

    monkeypatch.setattr(searching, "solve", meanwhile)
    with pytest.raises(UserError, match="已经录"):
        if searching is planning:
            plan_route(DAY, seconds=0.1)
        else:
            breakdown.break_down(DAY, county["van"].id, 9 * 3600, seconds=0.1)
    assert [(row.id, row.result) for row in road.RouteStop.select().where(driven)] == [
        (stop, NOT_HOME) for stop in stops
    ]


def test_a_return_with_a_fault_writes_nothing(county: dict[str, Any]) -> None:
    plan_route(DAY, seconds=0.1)
    stops = {line.key: line for line in route_day(DAY).sheets[0].stops}
    owes = stops[county["owes"].id]
    with pytest.raises(UserError):
        enter_return(DAY, [Came(owes.id, DONE, "", [Done(owes.jobs[0].id or 0, 5_000, {"good": 6_000})])])
    assert route_day(DAY).returned_on is None
    assert subcontract_states()[county["due"].id].parts.good == 0


def test_machines_and_surplus_ride_along(county: dict[str, Any]) -> None:
    machine = make.machine()
    lend(machine.id, county["learns"].id, date(2026, 10, 1))
    ask_for("fetch", county["learns"].id, DAY, equipment=machine.id)
    ask_for(
        "transfer",
        county["owes"].id,
        DAY,
        material=county["bamboo"].id,
        quantity=2_000,
        subcontract=county["due"].id,
        to_subcontract=county["fresh"].id,
    )
    plan_route(DAY, seconds=0.2)
    lines = route_day(DAY).sheets[0].stops
    kinds = [line.kind for line in lines]
    assert kinds.index("take") < kinds.index("hand") and len(lines) == 5
    answers = []
    for line in lines:
        works = [Done(job.id or 0, 2_000) for job in line.jobs if job.kind in ("transfer", "fetch")]
        answers.append(Came(line.id, DONE, "", works if line.kind != "hand" else []))
    enter_return(DAY, answers)
    assert current_loan(machine.id) is None
    fresh = subcontract_states()[county["fresh"].id].materials[county["bamboo"].id]
    assert fresh.transferred_in == 2_000
    assert all(row.done_on == DAY for row in road.Errand.select())


def test_a_slip_nobody_took_is_brought_again(county: dict[str, Any]) -> None:
    number = make.dispatch(county["fresh"], county["bamboo"], 10, day=DAY)
    plan_route(DAY, seconds=0.1)
    line = next(x for x in route_day(DAY).sheets[0].stops if x.key == county["waits"].id)
    assert [(job.kind, job.number) for job in line.jobs] == [("slip", number)]
    enter_return(DAY, [Came(line.id, NOT_HOME)])
    notes = [job.name for call in calls(DAY + timedelta(days=1)) for job in call.jobs if job.kind == "other"]
    assert len(notes) == 1 and number in notes[0]


def test_every_slip_nobody_took_is_brought_again_once(county: dict[str, Any]) -> None:
    glue = make.material(name="胶水", unit="kg")
    order = make.order(make.product(bom=[(glue, 0.1, 0), (county["bamboo"], 0.2, 0)], good=1.5))
    more = make.subcontract(county["waits"], order, 20, due=DAY + timedelta(days=30))
    first = make.dispatch(county["fresh"], county["bamboo"], 10, day=DAY)
    second = make.dispatch(more, glue, 2, day=DAY)
    gone = make.dispatch(more, county["bamboo"], 4, day=DAY)
    plan_route(DAY, seconds=0.1)
    line = next(x for x in route_day(DAY).sheets[0].stops if x.key == county["waits"].id)
    void(Voucher.get(Voucher.number == gone).id, "写错了", today=DAY)
    enter_return(DAY, [Came(line.id, NOT_HOME)])
    notes = [job.name for call in calls(DAY + timedelta(days=1)) for job in call.jobs if job.kind == "other"]
    assert len(notes) == 2 and first in notes[0] and second in notes[1]


@pytest.mark.parametrize(
    ("handed", "kinds", "issued"),
    [
        (None, [], 10_000),
        (10, [], 10_000),
        (7.5, ["return"], 7_500),
        (0, ["return"], 0),
        (12, ["issue"], 12_000),
    ],
)
def test_what_a_slip_does_not_say_is_posted_beside_it(
    county: dict[str, Any], handed: float | None, kinds: list[str], issued: int
) -> None:
    make.dispatch(county["fresh"], county["bamboo"], 10, day=DAY)
    before = Voucher.select().count()
    plan_route(DAY, seconds=0.1)
    line = next(x for x in route_day(DAY).sheets[0].stops if x.key == county["waits"].id)
    actual = None if handed is None else int(handed * 1000)
    numbers = enter_return(DAY, [Came(line.id, DONE, "", [Done(line.jobs[0].id or 0, actual)])])
    posted = Voucher.select().order_by(Voucher.id)[before:]
    assert [row.kind for row in posted] == kinds and [row.number for row in posted] == numbers
    account = subcontract_states()[county["fresh"].id].materials[county["bamboo"].id]
    assert account.issued - account.returned == issued


def test_goods_of_a_void_slip_count_only_where_they_were_handed_over(county: dict[str, Any]) -> None:
    number = make.dispatch(county["fresh"], county["bamboo"], 10, day=DAY)
    plan_route(DAY, seconds=0.1)
    void(Voucher.get(Voucher.number == number).id, "写错了", today=DAY)
    line = next(x for x in route_day(DAY).sheets[0].stops if x.key == county["waits"].id)
    assert line.jobs[0].void
    enter_return(DAY, [Came(line.id, DONE, "", [Done(line.jobs[0].id or 0, 4_000)])])
    account = subcontract_states()[county["fresh"].id].materials[county["bamboo"].id]
    assert account.issued == 4_000


def test_surplus_for_somebody_who_was_out_comes_back_and_is_brought_again(county: dict[str, Any]) -> None:
    goods = {"material": county["bamboo"].id, "quantity": 2_000}
    work = {"subcontract": county["due"].id, "to_subcontract": county["fresh"].id}
    ask_for("transfer", county["owes"].id, DAY, **goods, **work)
    plan_route(DAY, seconds=0.2)
    lines = {line.kind: line for line in route_day(DAY).sheets[0].stops}
    take, hand = lines["take"], lines["hand"]
    answers = [
        Came(take.id, DONE, "", [Done(take.jobs[0].id or 0, 2_000)]),
        Came(hand.id, NOT_HOME, "", []),
    ]
    numbers = enter_return(DAY, answers)
    assert [Voucher.get(Voucher.number == number).kind for number in numbers] == ["return"]
    states = subcontract_states()
    assert states[county["due"].id].materials[county["bamboo"].id].returned == 2_000
    assert not states[county["fresh"].id].materials[county["bamboo"].id].transferred_in
    later = {call.home.contact.id: call for call in calls(DAY + timedelta(days=1))}
    asked = [job.name for job in later[county["waits"].id].jobs if job.kind == "other"]
    assert len(asked) == 1 and "竹篾 2" in asked[0]
    assert not any(job.kind == "transfer" for call in later.values() for job in call.jobs)


def test_all_that_is_wrong_on_the_sheets_is_told_at_once_and_by_name(county: dict[str, Any]) -> None:
    plan_route(DAY, seconds=0.1)
    stops = {line.key: line for line in route_day(DAY).sheets[0].stops}
    waits, owes, learns = (stops[county[who].id] for who in ("waits", "owes", "learns"))
    answers = [
        Came(waits.id, DONE, "", [Done(waits.jobs[0].id or 0, 500_000)]),
        Came(owes.id, DONE, "", [Done(owes.jobs[0].id or 0, 5_000, {"good": 6_000})]),
        Came(learns.id, DONE, "25:00", []),
    ]
    told: list[tuple[int, int | None, str | None]] = []
    with pytest.raises(UserError):
        enter_return(DAY, answers, refused=lambda stop, work, error: told.append((stop, work, error.field)))
    assert sorted(told) == sorted(
        [
            (waits.id, waits.jobs[0].id, "reason"),
            (owes.id, owes.jobs[0].id, "received"),
            (learns.id, None, "arrived"),
        ]
    )
    with pytest.raises(UserError, match=county["waits"].head):
        enter_return(DAY, answers[:1])
    assert route_day(DAY).returned_on is None and not road.RouteStop.select().where(
        road.RouteStop.result != ""
    )


def test_the_phones_file_is_read(county: dict[str, Any]) -> None:
    plan_route(DAY, seconds=0.1)
    sheet = route_day(DAY).sheets[0]
    line = sheet.stops[0]
    written = {
        "format": "yuanba-actuals",
        "version": 1,
        "date": DAY.isoformat(),
        "stops": {
            str(line.id): {
                "result": "done",
                "arrived": "09:05",
                "works": {str(line.jobs[0].id): {"actual": "12.5"}},
            },
            str(sheet.stops[1].id): {"result": "", "works": {}},
        },
        "drives": {str(sheet.id): {"left": "08:00", "back": "", "out": "1200", "in": "1231.4"}},
    }
    day, stops, drives = read_actuals(json.dumps(written))
    assert (day, drives[0].metres, [came.stop for came in stops]) == (DAY, 31_400, [line.id])
    assert stops[0].works[0].actual == 12_500
    for text in (
        "",
        "[]",
        "[" * 100_000,
        '{"format": "other"}',
        '{"format": "yuanba-actuals", "version": 1}',
    ):
        with pytest.raises(UserError):
            read_actuals(text)


@pytest.mark.parametrize(
    ("save", "values", "field"),
    [
        (save_driver, {"name": ""}, "name"),
        (save_driver, {"name": "何", "work_from": "18:00", "work_to": "08:00"}, "work_to"),
        (save_driver, {"name": "何", "work_from": "8 o'clock"}, "work_from"),
        (save_vehicle, {"name": "川J", "kilograms": -1}, "kilograms"),
        (save_village_day, {"place": "村"}, "market"),
    ],
)
def test_what_is_wrong_is_refused_by_field(save: Any, values: dict[str, Any], field: str) -> None:
    with pytest.raises(UserError) as refusal:
        save(values)
    assert refusal.value.field == field
