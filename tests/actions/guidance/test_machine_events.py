"""Machines over a year: lent, inspected, swapped, lost, and where their deposits went."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from typing import Any

import pytest

from models.actions.desk.undo import last_undoable, undo
from models.actions.guidance import equipment, machine_events
from models.actions.guidance.machine_events import EventDraft, record_event, record_events
from models.actions.ledger.voiding import take_back as void_slip
from models.actions.pay.locking import lock
from models.errors import UserError
from models.queries.guidance.loans import current_loan
from models.queries.ledger.deposits import deposits_held
from models.queries.pay.earnings import statements
from models.rules.ledger import voucher_kind
from models.tables.guidance import Equipment, EquipmentEvent, EquipmentLoan
from models.tables.ledger import Voucher
from models.tables.pay import Adjustment
from tests import factories as made

pytestmark = pytest.mark.usefixtures("database")
OCTOBER = date(2026, 10, 5)


def event(kind: str, machine: Any, day: date = OCTOBER, **values: Any) -> Any:
    return record_event(EventDraft(kind, machine.id, day, **values))


def untold(machine: Any, home: Any, day: date) -> None:
    """A loan as an older program wrote it: without a slip."""
    values = {"household": home.id, "lent_on": day, "deposit": 2_000}
    equipment.set_loan(machine.id, values, told={("lend", machine.id, home.id, day)})


def held() -> int:
    return sum(deposits_held().values())


def reckoned(home: Any, month: str = "2026-10") -> Any:
    found = statements(month, households=[home.id]).statements
    return found[0].reckoning if found else None


def test_a_machine_goes_out_is_looked_at_swapped_and_lost() -> None:
    home = made.household()
    winder, other = made.machine("SB1"), made.machine("SB2", condition="新")
    lent = event("lend", winder, household=home.id, deposit_in=10_000, condition="良好")
    assert str(lent.number).startswith("JQ") and lent.household_id == home.id
    assert current_loan(winder.id).deposit == 10_000 and held() == 10_000

    event("inspect", winder, date(2026, 10, 8), condition="皮带松", next_date=date(2027, 4, 8))
    assert Equipment.get_by_id(winder.id).condition == "皮带松"
    event("repair", winder, date(2026, 10, 9), cost=3_500)

    event("swap", winder, date(2026, 10, 12), other=other.id, deposit_out=4_000)
    assert current_loan(winder.id) is None
    assert (current_loan(other.id).household_id, current_loan(other.id).deposit) == (home.id, 6_000)
    assert deposits_held() == {(home.id, other.id): 6_000}

    event("lost", other, date(2026, 10, 20))
    # It is still on the household's account until somebody says more; nothing was deducted by itself.
    assert current_loan(other.id).household_id == home.id
    assert not Adjustment.select().exists()

    with pytest.raises(UserError) as refused:
        event("deposit", other, date(2026, 10, 21), deposit_out=6_001)
    assert refused.value.field == "deposit_out" and "60.00" in refused.value.message
    event("deposit", other, date(2026, 10, 21), deposit_out=6_000)
    assert held() == 0
    taken, given = (
        sum(getattr(one, name) for one in EquipmentEvent.select()) for name in ("deposit_in", "deposit_out")
    )
    assert taken == given == 10_000


def test_what_cannot_have_happened_is_refused_and_changes_nothing() -> None:
    home, second = made.household(), made.household()
    winder, other = made.machine("SB1"), made.machine("SB2")
    event("lend", winder, household=home.id)
    event("lend", other, household=second.id)
    before = EquipmentEvent.select().count()
    for kind, machine, day, values, field in (
        ("lend", winder, OCTOBER, {"household": second.id}, "equipment"),
        ("lend", winder, OCTOBER, {}, "household"),
        ("return", winder, date(2026, 10, 4), {}, "date"),
        ("swap", winder, date(2026, 10, 4), {"other": other.id}, "date"),
        ("return", winder, OCTOBER, {"household": second.id}, "household"),
        ("swap", winder, OCTOBER, {"other": other.id}, "other"),
        ("swap", winder, OCTOBER, {}, "other"),
        ("inspect", winder, OCTOBER, {"next_date": OCTOBER}, "next_date"),
        ("repair", winder, OCTOBER, {"cost": -1}, "cost"),
        ("return", winder, OCTOBER, {"deposit_out": 1}, "deposit_out"),
        ("deposit", winder, OCTOBER, {}, "deposit_in"),
        ("deposit", winder, OCTOBER, {"deposit_in": 1, "deposit_out": 1}, "deposit_out"),
        ("repair", winder, OCTOBER, {"other": other.id}, "other"),
    ):
        with pytest.raises(UserError) as refused:
            event(kind, machine, day, **values)
        assert refused.value.field == field, (kind, values)
    third = made.machine("SB3")
    with pytest.raises(UserError, match="没有借出"):
        event("return", third)
    event("return", winder, date(2026, 10, 9))
    with pytest.raises(UserError):
        event("lend", winder, date(2026, 10, 8), household=home.id)
    assert EquipmentEvent.select().count() == before + 1


def test_a_deposit_with_the_pay_is_no_income() -> None:
    home, winder = made.household(), made.machine("SB1")
    work = made.subcontract(home, made.order(made.product(good=10)), 100)
    made.collection(work, date(2026, 10, 20), good=100)
    plain = reckoned(home)
    lent = event("lend", winder, household=home.id, deposit_in=15_000, deposit_by="pay")
    assert (reckoned(home).gross, reckoned(home).net) == (plain.gross, plain.net - 15_000)
    back = event("return", winder, date(2026, 10, 25), deposit_out=15_000, deposit_by="pay")
    both = reckoned(home)
    # Nothing was taken yet, so nothing is given back: the deduction of this month stops.
    assert (both.gross, both.net, both.given_back, both.taken) == (plain.gross, plain.net, 0, 0)
    assert held() == 0

    with pytest.raises(UserError, match="先"):
        void_slip(lent.id, "写错")
    void_slip(back.id, "写错")
    assert reckoned(home).net == plain.net - 15_000 and current_loan(winder.id).household_id == home.id
    void_slip(lent.id, "写错")
    assert reckoned(home).net == plain.net and not EquipmentLoan.select().exists()


def test_what_was_locked_is_given_back_in_a_later_month() -> None:
    home, winder = made.household(), made.machine("SB1")
    work = made.subcontract(home, made.order(made.product(good=10)), 100)
    made.collection(work, date(2026, 10, 20), good=100)
    lent = event("lend", winder, household=home.id, deposit_in=15_000, deposit_by="pay")
    lock("2026-10", date(2026, 11, 1))
    with pytest.raises(UserError):
        event("deposit", winder, date(2026, 10, 30), deposit_out=1, deposit_by="pay")
    event("deposit", winder, date(2026, 11, 2), deposit_out=5_000, deposit_by="pay")
    assert reckoned(home, "2026-11").net == 5_000 and held() == 10_000
    with pytest.raises(UserError):
        void_slip(lent.id, "写错", date(2026, 11, 3))
    void_slip(Voucher.select().order_by(Voucher.id.desc()).get().id, "写错")
    void_slip(lent.id, "写错", date(2026, 11, 3))
    # What October took comes back in November, outside the gross.
    november = reckoned(home, "2026-11")
    assert (november.gross, november.given_back, november.net) == (0, 15_000, 15_000)
    assert held() == 0 and current_loan(winder.id) is None
    reversal = Voucher.get(Voucher.reverses == lent.id)
    with pytest.raises(UserError):
        void_slip(reversal.id, "还是要")
    lock("2026-11", date(2026, 12, 1))


def test_what_was_taken_is_given_back_and_the_rest_stops() -> None:
    """20 % of 200 yuan a month: of a deposit of 150 yuan 40 are taken in October, then the machine comes back."""
    home, winder, other = made.household(), made.machine("SB1"), made.machine("SB2")
    work = made.subcontract(home, made.order(made.product(good=10)), 100)
    made.adjustment(home, -3, "剪刀", OCTOBER)
    event("lend", other, household=home.id, deposit_in=5_000, deposit_by="pay")
    event("lend", winder, household=home.id, deposit_in=15_000, deposit_by="pay")
    made.collection(work, date(2026, 10, 20), good=20)
    lock("2026-10", date(2026, 11, 1))
    made.collection(work, date(2026, 11, 20), good=20)
    event("return", winder, date(2026, 11, 22), deposit_out=15_000, deposit_by="pay")
    # October took the scissors and 37 yuan of the other machine's deposit, which goes on; of the winder's nothing.
    november = reckoned(home, "2026-11")
    assert (november.given_back, november.taken, november.carried_out) == (0, 1_300, 0)
    event("lend", winder, date(2026, 11, 23), household=home.id, deposit_in=9_000, deposit_by="pay")
    lock("2026-11", date(2026, 12, 1))
    # November took 13 yuan for the other machine and 27 of the winder's new deposit.
    event("return", winder, date(2026, 12, 2), deposit_out=9_000, deposit_by="pay")
    december = reckoned(home, "2026-12")
    assert (december.given_back, december.net, december.carried_out) == (2_700, 2_700, 0)
    item = next(one for one in statements("2026-12", households=[home.id]).statements[0].items)
    assert (item.amount, item.due) == (2_700, 6_300)
    event("swap", other, date(2026, 12, 3), other=winder.id)
    event("return", winder, date(2026, 12, 4), deposit_out=5_000, deposit_by="pay")
    assert reckoned(home, "2026-12").given_back == 7_700 and held() == 0


def test_a_list_corrects_no_slip_whose_deposit_is_in_the_pay() -> None:
    home, winder = made.household(), made.machine("SB1")
    event("lend", winder, household=home.id, deposit_in=9_000, deposit_by="pay")
    values = {"household": home.id, "lent_on": date(2026, 10, 6), "deposit": 9_000, "returned_on": None}
    with pytest.raises(UserError, match="JQ"):
        equipment.set_loan(winder.id, values, current_loan(winder.id))
    assert current_loan(winder.id).lent_on == OCTOBER


def test_undo_takes_slip_loan_and_money_back() -> None:
    home, winder = made.household(), made.machine("SB1")
    event("lend", winder, household=home.id, deposit_in=15_000, deposit_by="pay")
    undo(last_undoable().id)
    assert not EquipmentLoan.select().exists() and held() == 0 and reckoned(home) is None
    redone = Voucher.get()
    assert redone.voided_on is not None
    lent = event("lend", winder, household=home.id, deposit_in=15_000)
    void_slip(lent.id, "写错")
    undo(last_undoable().id)
    assert current_loan(winder.id).household_id == home.id and held() == 15_000


def test_a_return_undone_leaves_the_machine_where_and_as_it_was() -> None:
    home, winder = made.household(), made.machine("SB1", condition="良好")
    event("lend", winder, household=home.id, condition="良好")
    event("return", winder, date(2026, 10, 9), condition="坏了")
    assert Equipment.get_by_id(winder.id).condition == "坏了"
    undo(last_undoable().id)
    assert current_loan(winder.id).household_id == home.id
    assert Equipment.get_by_id(winder.id).condition == "良好"


def test_lending_from_the_store_writes_a_slip_and_older_loans_need_none() -> None:
    home, winder, older = made.household(), made.machine("SB1"), made.machine("SB2")
    loan = equipment.lend(winder.id, home.id, OCTOBER, 5_000, "良好")
    untold(older, home, date(2025, 1, 5))
    assert deposits_held() == {(home.id, winder.id): 5_000, (home.id, older.id): 2_000}
    equipment.take_back(loan.id, date(2026, 10, 9), "轴承松")
    equipment.take_back(current_loan(older.id).id, date(2026, 10, 9))
    assert held() == 0
    said = [(one.kind, one.deposit_in, one.deposit_out) for one in EquipmentEvent.select()]
    assert said == [("lend", 5_000, 0), ("return", 0, 5_000), ("return", 0, 2_000)]


def test_a_slip_for_a_loan_that_a_list_told_first() -> None:
    home, winder = made.household(), made.machine("SB1")
    untold(winder, home, OCTOBER)
    event("lend", winder, household=home.id, number="JQ-9")
    assert EquipmentLoan.select().count() == 1 and held() == 2_000
    with pytest.raises(UserError):
        event("lend", winder, household=home.id)


def test_a_list_and_its_slips_keep_step() -> None:
    home, winder = made.household(), made.machine("SB1")
    made.visit(home, day=date(2026, 9, 20))
    values = {"household": home.id, "lent_on": OCTOBER, "deposit": 3_000, "returned_on": None}

    def latest() -> Any:
        return EquipmentLoan.select().order_by(EquipmentLoan.id.desc()).first()

    def slips() -> list[tuple[str, date]]:
        rows = EquipmentEvent.select(EquipmentEvent, Voucher).join(Voucher).where(Voucher.voided_on.is_null())
        return [(one.kind, one.voucher.date) for one in rows.order_by(Voucher.date)]

    assert equipment.set_loan(winder.id, values) and slips() == [("lend", OCTOBER)]
    assert not equipment.set_loan(winder.id, values, latest())
    moved = {**values, "lent_on": date(2026, 10, 6), "deposit": 4_000}
    assert equipment.set_loan(winder.id, moved, latest()) and slips() == [("lend", date(2026, 10, 6))]
    assert held() == 4_000
    back = {**moved, "returned_on": date(2026, 10, 20)}
    assert equipment.set_loan(winder.id, back, latest())
    assert slips() == [("lend", date(2026, 10, 6)), ("return", date(2026, 10, 20))] and held() == 0
    assert not equipment.set_loan(winder.id, back, latest())
    assert equipment.set_loan(winder.id, moved, latest()) and held() == 4_000
    assert slips() == [("lend", date(2026, 10, 6))]


def test_several_events_at_once_tell_each_fault() -> None:
    home, winder = made.household(), made.machine("SB1")
    faults: list[str | None] = []
    numbers = record_events(
        [
            EventDraft("lend", winder.id, OCTOBER, home.id, number="JQ-1"),
            EventDraft("lend", winder.id, OCTOBER, home.id, number="JQ-2"),
            EventDraft("inspect", winder.id, OCTOBER, number="JQ-1"),
            EventDraft("return", winder.id, date(2026, 10, 9), number="JQ-3"),
        ],
        lambda draft, error: faults.append(error.field),
    )
    assert numbers == ["JQ-1", "JQ-3"] and faults == ["equipment", "number"]
    assert {one.kind for one in Voucher.select()} == {voucher_kind.MACHINE}


def test_the_slips_of_a_day_may_be_listed_in_any_order(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, third = (made.household() for _ in range(3))
    winder, other = made.machine("SB1"), made.machine("SB2")
    event("lend", winder, date(2026, 10, 1), household=first.id, deposit_in=100)
    day = (
        ("return", winder, first, {"deposit_out": 100}),
        ("lend", winder, second, {"deposit_in": 200}),
        ("swap", winder, second, {"other": other.id, "deposit_out": 50}),
        ("lend", winder, third, {"deposit_in": 300}),
    )
    sums: list[int] = []
    refused: list[EventDraft] = []

    def summed(home: int) -> dict[tuple[int, int], int]:
        sums.append(home)
        return deposits_held(home)

    monkeypatch.setattr(machine_events, "deposits_held", summed)
    for listed in permutations(day):
        sums.clear()
        numbers = record_events(
            [EventDraft(kind, what.id, OCTOBER, who.id, **more) for kind, what, who, more in listed],
            lambda draft, _: refused.append(draft),
        )
        assert not refused and len(numbers) == 4
        assert current_loan(winder.id).household_id == third.id
        assert deposits_held() == {(second.id, other.id): 150, (third.id, winder.id): 300}
        # Once for each household, and once for what the swap takes along.
        assert len(sums) <= 4
        undo(last_undoable().id)


def test_what_the_register_said_of_a_machine_comes_back() -> None:
    winder = made.machine("SB1", condition="良好")
    event("inspect", winder, condition="坏了")
    undo(last_undoable().id)
    assert Equipment.get_by_id(winder.id).condition == "良好"
    slip = event("repair", winder, condition="皮带松")
    # What is written down as a machine is lent is the loan's, and says nothing of the machine.
    event("lend", winder, household=made.household().id, condition="新")
    void_slip(slip.id, "别的机器")
    assert Equipment.get_by_id(winder.id).condition == "良好"


def test_the_register_says_of_a_condition_what_the_last_slip_says() -> None:
    winder = made.machine("SB1", condition="良好")
    equipment.save_equipment({"condition": "新"}, winder)
    seen = event("inspect", winder, condition="皮带松")
    machine = Equipment.get_by_id(winder.id)
    with pytest.raises(UserError) as refused:
        equipment.save_equipment({"name": "绕线机", "condition": "良好"}, machine)
    assert refused.value.field == "condition"
    assert seen.number in refused.value.message and "皮带松" in refused.value.message
    equipment.save_equipment({"name": "绕线机", "condition": "皮带松"}, Equipment.get_by_id(winder.id))
    void_slip(seen.id, "别的机器")
    equipment.save_equipment({"condition": "旧"}, Equipment.get_by_id(winder.id))
    assert Equipment.get_by_id(winder.id).condition == "旧"


def test_a_list_says_of_a_machine_what_its_slips_say() -> None:
    """What a list says may move its own slips; a swap, a loss and an earlier loan are not the list's to change."""
    home, second = made.household(), made.household()
    winder, other = made.machine("SB1"), made.machine("SB2")
    event("lend", winder, household=home.id)
    event("swap", winder, date(2026, 10, 12), other=other.id)

    def says(machine: Any, **values: Any) -> str | None:
        last = EquipmentLoan.select().where(EquipmentLoan.equipment == machine.id)
        held = {"household": home.id, "lent_on": OCTOBER, "deposit": 0, "returned_on": date(2026, 10, 12)}
        with pytest.raises(UserError) as refused:
            equipment.set_loan(machine.id, held | values, last.order_by(EquipmentLoan.id.desc()).first())
        assert "JQ" in refused.value.message or "12" in refused.value.message
        return refused.value.field

    before = list(EquipmentLoan.select().tuples())
    assert says(winder, returned_on=date(2026, 10, 11)) == "returned_on"
    assert says(winder, household=second.id, lent_on=date(2026, 10, 8), returned_on=None) == "lent_on"
    assert says(other, lent_on=date(2026, 10, 9), returned_on=None) == "lent_on"
    event("lost", other, date(2026, 10, 20))
    assert says(other, lent_on=date(2026, 10, 12), returned_on=date(2026, 10, 19)) == "returned_on"
    assert list(EquipmentLoan.select().tuples()) == before
