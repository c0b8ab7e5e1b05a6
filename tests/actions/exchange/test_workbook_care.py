"""Return visits and slips of machines come in by their sheets, once."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.actions.exchange.workbook import import_workbook
from models.actions.guidance.machine_events import EventDraft, record_event
from models.actions.ledger.voiding import reverse
from models.actions.pay import locking
from models.queries.guidance.loans import current_loan
from models.queries.ledger.deposits import deposits_held
from models.tables.guidance import INSPECT, Equipment, EquipmentEvent, EquipmentLoan, ReturnVisit
from models.tables.ledger import Voucher
from models.tables.party import Household
from tests.actions.exchange.test_workbook_import import faults
from tests.books import worked_example, write_book

pytestmark = pytest.mark.usefixtures("database")
DAYS = [date(2026, 10, day) for day in range(1, 32)]


def book(**rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    return {**worked_example(), **rows}


def care() -> dict[str, list[dict[str, Any]]]:
    first = {"household": "H0001", "machine": "E1"}
    return book(
        helpers=[{"name": "唐干部", "phone": "13900000011"}],
        equipment=[
            {"code": "E1", "name": "切篾机", "value": 1200, "bought_on": DAYS[0], "months": 48, "condition": "换皮带"},
            {
                "code": "E2", "name": "切篾机", "household": "H0001", "lent_on": DAYS[9], "deposit": 80,
                "inspect_every": 6,
            },
        ],
        equipment_events=[
            {"number": "JQ2", "date": DAYS[9], "event": "换机", "in_place": "E2", "deposit_out": 20} | first,
            {"number": "JQ1", "date": DAYS[2], "event": "借出", "deposit_in": 100} | first,
            {"number": "JQ3", "date": DAYS[11], "machine": "E1", "event": "检修", "condition": "换皮带", "cost": 35,
             "next_date": date(2027, 4, 1)},
        ],
        return_visits=[
            {
                "number": "HF1", "date": DAYS[5], "household": "H0001", "helper": "唐干部", "purpose": "看活路",
                "found": "缺剪刀", "next_date": date(2026, 12, 1),
            },
        ],
    )  # fmt: skip


def test_care_comes_in_by_its_sheets_and_again_changes_nothing(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", care())
    result = import_workbook(path)
    assert (result.counts["equipment_events"].added, result.counts["return_visits"].added) == (3, 1)
    one, two = Equipment.select().order_by(Equipment.code)
    home = Household.get(Household.code == "H0001")
    assert current_loan(one.id) is None and current_loan(two.id).household_id == home.id
    assert deposits_held() == {(home.id, two.id): 8_000}
    assert (one.months, two.inspect_every, one.condition) == (48, 6, "换皮带")
    # In the store nobody is named.
    assert Voucher.get(Voucher.number == "JQ3").household_id is None
    visit = ReturnVisit.get()
    assert (visit.helper.name, visit.next_date) == ("唐干部", date(2026, 12, 1))

    again = import_workbook(path)
    for sheet in ("equipment", "equipment_events", "return_visits", "helpers"):
        counts = again.counts[sheet]
        assert (counts.added, counts.updated) == (0, 0) and counts.unchanged, sheet
    assert EquipmentEvent.select().count() == 3 and EquipmentLoan.select().count() == 2


def test_a_list_without_slips_writes_them_and_again_changes_nothing(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", {**care(), "equipment_events": []})
    import_workbook(path)
    (event,) = EquipmentEvent.select()
    assert (event.kind, event.deposit_in) == ("lend", 8_000)
    again = import_workbook(path)
    assert again.counts["equipment"].updated == 0 and EquipmentEvent.select().count() == 1


def test_what_cannot_be_is_told_beside_its_cell_and_nothing_comes_in(tmp_path: Path) -> None:
    records = care()
    records["equipment_events"][0]["deposit_out"] = 200
    records["equipment_events"][2] |= {"event": "归还", "next_date": None, "cost": None}
    records["return_visits"][0]["helper"] = "没这个人"
    said = {(sheet, column) for sheet, _, column in faults(tmp_path, records)}
    assert ("设备变动", "退押金") in said and ("回访", "帮扶人") in said
    assert not Voucher.select().exists() and not EquipmentLoan.select().exists()

    records = care()
    import_workbook(write_book(tmp_path / "b.xlsx", records))
    records["equipment_events"][1]["deposit_in"] = 90
    assert [(sheet, column) for sheet, _, column in faults(tmp_path, records)] == [("设备变动", "收押金")]

    records = care()
    records["return_visits"][0]["found"] = "剪刀有了"
    result = import_workbook(write_book(tmp_path / "d.xlsx", records))
    assert result.counts["return_visits"].updated == 1 and ReturnVisit.get().found == "剪刀有了"


def test_visits_reversed_since_change_nothing_and_are_told_when_they_say_else(tmp_path: Path) -> None:
    home = {"date": DAYS[5], "household": "H0001"}
    records = care() | {"visits": [{"number": "ZD1", **home, "topic": "竹编"}]}
    import_workbook(write_book(tmp_path / "a.xlsx", records))
    locking.lock("2026-10", date(2026, 11, 1))
    for visit in Voucher.select().where(Voucher.number.in_(["HF1", "ZD1"])):
        reverse(visit.id, date(2026, 11, 2), "写错了")
    assert not import_workbook(write_book(tmp_path / "again.xlsx", records)).changed
    records["visits"][0]["topic"] = records["return_visits"][0]["purpose"] = "别的"
    assert [(one[0], one[1]) for one in faults(tmp_path, records)] == [("指导", 2), ("回访", 2)]


def test_a_list_read_again_years_later_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = care() | {"visits": [{"number": "ZD1", "date": DAYS[5], "household": "H0001", "topic": "竹编"}]}
    import_workbook(write_book(tmp_path / "a.xlsx", records))
    machine = Equipment.get(Equipment.code == "E2")
    record_event(EventDraft(INSPECT, machine.id, DAYS[20], condition="上了油"))
    records["equipment"][1]["condition"] = "上了油"
    monkeypatch.setattr("models.queries.ledger.slip_days.locked_until", lambda: date(2029, 1, 31))
    assert not import_workbook(write_book(tmp_path / "again.xlsx", records)).changed
    assert current_loan(machine.id).condition_out == ""
    # A day typed anew is still asked about.
    records["visits"][0]["date"] = records["return_visits"][0]["date"] = DAYS[6]
    assert [one[:2] for one in faults(tmp_path, records)] == [("指导", 2), ("回访", 2)]
