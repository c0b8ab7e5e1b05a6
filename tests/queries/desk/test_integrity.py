"""States that older programs let in are found and named: each is made behind the back of the actions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from models.actions.ledger import voiding
from models.actions.ledger.voiding import reverse, void
from models.actions.pay.locking import lock, unlock
from models.backup import check
from models.tables.ledger import CollectionLine, DefectCount, InspectionLine, Movement, Voucher
from models.tables.order import Order, Subcontract
from models.tables.pay import PayPeriod
from tests import factories
from tests.factories import DAY, units
from tests.writing import operation

OCT, NOV = date(2026, 10, 20), date(2026, 11, 2)


@pytest.fixture
def given(database: Path) -> Any:
    """A subcontract with material handed out, a collection of which 10 pieces wait, and a return."""
    cloth = factories.material()
    item = factories.product(bom=[(cloth, 1, 0)], good=3.25)
    sub = factories.subcontract(of=factories.order(item), quantity=100)
    factories.dispatch(sub, cloth, 100, number="FL1")
    factories.dispatch(sub, cloth, 30, OCT, "return", number="TL1")
    factories.collection(sub, OCT, good=5, pending=10, number="HS1")
    assert check() == []
    return sub


def slip(number: str) -> Any:
    return Voucher.get(Voucher.number == number)


def behind_the_back(write: Callable[[], object]) -> list[str]:
    """Write what no action writes any more, and say what the check finds."""
    with operation("x"):
        write()
    return check()


def named(faults: list[str], *words: str) -> bool:
    """Whether one fault has all of these words."""
    return any(all(word in fault for word in words) for fault in faults)


def moved_to(number: str, day: date) -> None:
    Voucher.update(date=day).where(Voucher.number == number).execute()
    Movement.update(date=day).where(Movement.voucher == slip(number)).execute()


def taken_out(number: str) -> None:
    """Void a slip as it was done without asking what builds on it."""
    voiding._void(slip(number), NOV, "x")


def test_slips_in_the_wrong_order_of_days_are_named(given: Any) -> None:
    factories.inspection("HS1", OCT, good=4, number="JY1")
    assert named(behind_the_back(lambda: moved_to("JY1", DAY)), "JY1", "HS1")
    assert named(behind_the_back(lambda: moved_to("HS1", DAY - timedelta(400))), "HS1", given.number)
    assert named(behind_the_back(lambda: moved_to("HS1", date(2062, 1, 1))), "HS1", "2062-01-01")


def test_a_return_before_the_material_came_is_named(given: Any) -> None:
    faults = behind_the_back(lambda: moved_to("FL1", OCT + timedelta(1)))
    assert named(faults, "TL1", given.number)


def test_a_subcontract_after_its_slips_or_before_its_order_is_named(given: Any) -> None:
    faults = behind_the_back(
        lambda: Subcontract.update(date=NOV, due=NOV).where(Subcontract.id == given.id).execute()
    )
    assert all(named(faults, number, given.number) for number in ("FL1", "TL1", "HS1"))
    order = given.order
    assert named(
        behind_the_back(lambda: Order.update(date=NOV + timedelta(1), due=NOV + timedelta(1)).execute()),
        given.number,
        order.number,
    )


def test_what_rests_on_a_slip_that_is_gone_is_named(given: Any) -> None:
    factories.inspection("HS1", OCT, good=4, number="JY1")
    faults = behind_the_back(lambda: (taken_out("HS1"), taken_out("FL1")))
    assert named(faults, "JY1", "HS1") and named(faults, "TL1", given.number)


def test_an_inspection_of_a_reversed_collection_and_one_too_many_are_named(given: Any) -> None:
    lock("2026-10")
    line = CollectionLine.get().id
    by = reverse(slip("HS1").id, NOV, "x")
    key = slip("HS1").id + 1

    def inspect(number: str, at: int) -> None:
        Voucher.create(
            id=key + at,
            series="inspection",
            number=number,
            kind="inspection",
            date=NOV,
            household=given.household_id,
        )
        InspectionLine.create(voucher=key + at, collection_line=line, good=units(8))

    assert named(behind_the_back(lambda: inspect("JY8", 1)), "JY8", "HS1")
    # With its reversal void the collection counts again, and the second inspection takes what is not there.
    with operation("x"):
        inspect("JY9", 2)
        Voucher.update(voided_on=NOV).where(Voucher.number == by).execute()
    faults = check()
    assert named(faults, "JY9", "HS1") and not any("JY8" in f and "HS1" in f for f in faults)


def test_reversed_twice_and_void_besides_are_named(given: Any) -> None:
    lock("2026-10")
    by = slip(reverse(slip("HS1").id, NOV, "x"))
    twin = {field: getattr(by, field) for field in ("series", "kind", "date", "reverses", "household")}
    assert named(behind_the_back(lambda: Voucher.create(number="HS9", **twin)), "HS1")
    void(by.id, "x")
    assert named(behind_the_back(lambda: taken_out("HS1")), "HS1")


def test_a_month_locked_before_it_began_is_named(given: Any) -> None:
    today = date.today()
    ahead = f"{today.year + 1}-{today.month:02d}"
    lock(ahead, today.replace(year=today.year + 2, day=1))
    assert check() == []
    update = PayPeriod.update(locked_on=today).where(PayPeriod.key == ahead)
    assert named(behind_the_back(update.execute), ahead)
    unlock(ahead, "月份打错了")
    assert check() == []


def test_more_defects_than_faulty_pieces_are_named(given: Any) -> None:
    loose = factories.defect()
    number = factories.collection(given, OCT, good=5, rework=2, defects=[(loose, 2)])
    assert check() == []
    assert named(behind_the_back(lambda: DefectCount.update(quantity=3_000).execute()), number)
