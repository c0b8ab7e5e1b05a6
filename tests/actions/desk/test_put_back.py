"""What is put back stands beside what came since: nothing holds twice on a day, nobody takes a place too many."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from models.actions.desk.undo import last_undoable, undo
from models.actions.party.parties import save_worker
from models.actions.programme.courses import enrol, withdraw
from models.actions.programme.employment import save_placements
from models.actions.programme.support import save_rules
from models.actions.programme.training import save_courses
from models.actions.programme.workshops import save_members, save_workshop
from models.errors import UserError
from models.tables.trail import Operation
from models.tables.training import Enrolment
from tests import factories as make

pytestmark = pytest.mark.usefixtures("database")
FIRST, ENDS, AGAIN = date(2026, 1, 1), date(2026, 5, 31), date(2026, 6, 1)
Save = Callable[[list[tuple[dict[str, Any], Any]]], list[Any]]


def of_a_rule() -> tuple[Save, dict[str, Any]]:
    return save_rules, {"code": "A", "name": "稳岗奖补", "basis": "person", "amount": 100}


def of_a_member() -> tuple[Save, dict[str, Any]]:
    shop = save_workshop({"code": "Z1", "name": "竹编作坊", "kind": "home"})
    return save_members, {"workshop": shop.id, "household": make.household().id}


def of_a_placement() -> tuple[Save, dict[str, Any]]:
    worker = save_worker(make.household(), {"name": "解燚"})
    return save_placements, {"worker": worker.id, "employer": "翠竹"}


@pytest.mark.parametrize("of", [of_a_rule, of_a_member, of_a_placement])
def test_an_end_is_not_taken_back_once_the_next_span_begins(of: Callable[[], Any]) -> None:
    save, values = of()
    (first,) = save([({**values, "start": FIRST}, None)])
    save([({"end": ENDS}, first)])
    ended = last_undoable()
    save([({**values, "start": AGAIN}, None)])
    before = Operation.select().count()
    with pytest.raises(UserError):
        undo(ended.id)
    assert Operation.select().count() == before
    undo(last_undoable().id)
    undo(ended.id)
    assert type(first).get_by_id(first.id).end is None


def test_a_place_given_up_is_not_taken_back_once_it_is_used() -> None:
    worker = save_worker(make.household(), {"name": "解燚"})
    course = {"name": "竹编", "kind": "central", "start": date.today(), "end": date.today()}
    rows = save_courses([({**course, "number": f"PX{n}"}, None) for n in range(4)])
    for row in rows[:3]:
        enrol(row.id, [worker.id])
    withdraw(Enrolment.get(Enrolment.course == rows[0]).id)
    left = last_undoable()
    enrol(rows[3].id, [worker.id])
    with pytest.raises(UserError):
        undo(left.id)
    undo(last_undoable().id)
    undo(left.id)
    assert Enrolment.select().count() == 3
