"""What one operation changed, as people read it."""

from __future__ import annotations

from types import SimpleNamespace

from models.actions.desk.undo import last_undoable
from models.actions.party import parties
from models.queries.desk import operation_details
from models.settings import change_settings
from tests import factories as make


def newest() -> list[operation_details.ChangeDetails]:
    row = last_undoable()
    assert row is not None
    return operation_details.changes_by(row.id, 50)


def test_a_changed_phone_is_told_with_its_before(coop: SimpleNamespace) -> None:
    parties.save_household({"phone": "13900000009"}, coop.first)
    (one,) = newest()
    assert (one.kind, one.table, one.name) == ("changed", "农户", "H0001 单春梅")
    assert [(f.label, f.before, f.after) for f in one.fields] == [("电话", coop.phone, "13900000009")]


def test_a_slip_is_told_with_what_moved(coop: SimpleNamespace) -> None:
    number = make.dispatch(coop.wide, coop.bamboo, 10, reason="补足")
    row = last_undoable()
    assert row is not None and operation_details.count_of(row.id) == len(newest()) == 2
    slip, movement = newest()
    assert (slip.kind, slip.name) == ("added", number)
    assert movement.name == "竹篾"
    assert ("数量", "10") in [(f.label, f.after) for f in movement.fields]


def test_a_setting_is_told_by_its_label(coop: SimpleNamespace) -> None:
    change_settings({"pay.allowance": 15_000, "pay.tax_estimate": True})
    shown = {one.name: [(f.before, f.after) for f in one.fields] for one in newest()}
    assert list(shown.values()) == [[("0%", "1.5%")], [("否", "是")]]


def test_no_more_than_asked_for_and_the_rest_is_counted(coop: SimpleNamespace) -> None:
    make.dispatch(coop.wide, coop.bamboo, 10, reason="补足")
    row = last_undoable()
    assert row is not None
    assert len(operation_details.changes_by(row.id, 1)) == 1 and operation_details.count_of(row.id) == 2
