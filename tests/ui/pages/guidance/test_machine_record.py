"""A machine's own page: opened from the list, written to, and left again."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt

from models.actions.guidance.machine_events import EventDraft, record_event
from models.i18n import tr
from models.queries.desk.target import OfMachine, Record
from models.queries.guidance.loans import current_loan
from models.queries.guidance.machine_cards import machine_cards
from models.queries.guidance.machine_events import event_words
from models.tables.guidance import EquipmentEvent
from models.tables.pay import Adjustment
from tests import factories as make
from tests.ui.clerk import Clerk, filled
from ui.pages.guidance.equipment import lend_for

DAY = date(2026, 10, 12)


def test_a_machine_is_lent_looked_at_lost_and_a_deduction_proposed(clerk: Clerk) -> None:
    home = make.household("H1", "单春梅")
    machine = make.machine("SB1", value=120_000, bought_on=date(2025, 10, 12), months=24, condition="良好")
    page = clerk.go("stock", OfMachine(machine.id))
    place = page.machine_place
    record = place.record
    assert place.key == machine.id and record.title.text() == "SB1 绕线机"
    assert ("现值", "¥630.00") in [*record.facts.said, *record.further.said]
    who = (home.id, "单春梅", "")
    clerk.with_sheet(record.lend, filled(household=who, date=DAY, deposit=10_000, deposit_by="pay"))
    assert current_loan(machine.id).household_id == home.id and Adjustment.get().amount == -10_000
    assert record.loans.table.count() == 1 and record.events.table.count() == 1
    clerk.with_sheet(lambda: record.write("inspect"), filled(condition="皮带松", next_date=date(2027, 4, 1)))
    assert ("下次检修", "2027-04-01") in [*record.facts.said, *record.further.said]
    clerk.with_sheet(lambda: record.write("lost"), filled(deposit_by="pay"))
    (lost,) = EquipmentEvent.select().where(EquipmentEvent.kind == "lost")
    assert lost.deposit_out == 10_000
    # Nothing but the deposit moved: the deduction is only proposed.
    assert sorted(one.amount for one in Adjustment.select()) == [-10_000, 10_000]
    assert record.proposing.isVisibleTo(record)

    def look(sheet: Any) -> None:
        assert (sheet.form.field("amount").value(), sheet.form.field("sign").value()) == (63_000, -1)
        sheet.submit()

    clerk.with_sheet(record.propose, look)
    assert Adjustment.select().count() == 3
    clerk.press(Qt.Key.Key_Escape)
    assert place.key is None and page.machine_place.table.key() == machine.id


def test_a_swap_stands_with_both_machines(clerk: Clerk) -> None:
    home = make.household("H1", "单春梅")
    broken, good = make.machine("SB1", condition="良好"), make.machine("SB2", condition="九成新")
    record_event(EventDraft("lend", broken.id, DAY, home.id))
    record_event(EventDraft("swap", broken.id, DAY, condition="皮带断了", other=good.id))
    page = clerk.go("stock", OfMachine(broken.id))
    table = page.machine_place.record.events.table

    def shown() -> list[tuple[str, str, str]]:
        listing = table.model.listing
        at = [
            place for place, one in enumerate(listing.columns) if one.key in ("kind", "swapped", "condition")
        ]
        return [tuple(row[place] or "" for place in at) for row in listing.rows(listing.keys())]

    assert shown() == [("swap", "SB2", "皮带断了"), ("lend", "", "")]
    clerk.go("stock", OfMachine(good.id))
    # The belt that broke was not this machine's.
    assert shown() == [("swap", "SB1", "")]
    (card,) = machine_cards(DAY, codes=(good.code,))
    assert [event_words(one, tr) for one in card.events] == ["替下 SB1"]


def test_the_coming_days_name_technician_drive_and_time(clerk: Clerk) -> None:
    home, other = make.household("H1", "单春梅"), make.household("H2", "曾国芳")
    make.visit(home, day=date(2026, 10, 1), technician="彭技术员", next_date=date(2026, 10, 20))
    make.visit(other, day=date(2026, 10, 1), technician="吴师傅", next_date=date(2026, 10, 25))
    page = clerk.go("visits")
    assert [(one.technician, one.head, one.begin) for one in page.days.found] == [
        ("彭技术员", "单春梅", None),
        ("吴师傅", "曾国芳", None),
    ]
    page.days.record(1)
    assert page.form.field("household").raw() == other.id


def test_a_machine_nobody_wrote_down_yet_is_made_where_it_is_lent(clerk: Clerk) -> None:
    home = make.household("H1", "单春梅")
    page = clerk.go("households", Record(home.id))

    def look(sheet: Any) -> None:
        offered = sheet.form.field("equipment").list.suggest("破篾机")
        assert [type(one[0]).__name__ for one in offered] == ["New"]

    clerk.with_sheet(lambda: lend_for(page, home.id), look)
