"""What a clerk's line finds and knows while it is typed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from models.queries.ledger import entry_context
from models.rules.ledger.balance import Parts
from tests import factories as make

pytestmark = pytest.mark.usefixtures("database")


def numbers(words: str) -> list[str]:
    """The numbers of what is found, best first."""
    return [work.number for work in entry_context.find_works(words)]


def test_a_subcontract_is_found_by_number_code_name_and_initials(database: Path) -> None:
    make.subcontract(make.household("H0001", "单春梅"), number="PG00031")
    make.subcontract(make.household("H0002", "解大林"), number="PG00310")
    assert numbers("PG00031") == ["PG00031"]
    assert numbers("pg00031") == ["PG00031"]
    assert numbers("H0002") == ["PG00310"]
    assert numbers("scm") == numbers("单") == ["PG00031"]
    assert numbers("xdl") == ["PG00310"]
    assert numbers("31") == ["PG00031"]
    assert numbers("nobody") == []


def test_full_width_digits_from_an_input_method_mean_the_same() -> None:
    make.subcontract(make.household("H0001"), number="PG00031")
    assert numbers("ＰＧ０００３１") == ["PG00031"]


def test_open_work_comes_first_and_the_pick_list_holds_only_that() -> None:
    head = make.household("H0001", "单春梅")
    done = make.subcontract(head, quantity=10, number="PG00001")
    make.collection(done, good=10)
    make.subcontract(head, quantity=10, number="PG00002", due=date(2026, 11, 30))
    make.subcontract(head, quantity=10, number="PG00003", due=date(2026, 11, 1))
    assert numbers("scm") == ["PG00003", "PG00002", "PG00001"]
    assert numbers("") == ["PG00003", "PG00002"]
    assert [work.number for work in entry_context.household_works(head.id)] == ["PG00003", "PG00002"]


def test_a_scanned_slip_means_the_work_on_it() -> None:
    cane = make.material()
    item = make.product(bom=[(cane, 0.5, 0)], good=3.25)
    one = make.subcontract(make.household("H1"), make.order(item), number="PG00001")
    given = make.dispatch(one, cane, 5)
    got = make.collection(one, good=5)
    assert numbers(given) == numbers(got.lower()) == ["PG00001"]


def test_what_is_still_needed_counts_loss_packs_and_what_came_back() -> None:
    cane = make.material("M-1", over_issue_ppm=0)
    rim = make.material("M-2", "提手", "个", pack_size=make.units(10))
    item = make.product(bom=[(cane, 0.5, 100_000), (rim, 1, 0)], good=3.25)
    one = make.subcontract(make.household("H1"), make.order(item), 95, number="PG00001")

    def need() -> dict[int, int]:
        work = entry_context.works([one.id])[one.id]
        return {key: entry_context.needed(work, account) for key, account in work.state.materials.items()}

    assert need() == {cane.id: 52_250, rim.id: 100_000}
    make.dispatch(one, cane, 52.25)
    make.dispatch(one, rim, 90)
    assert need() == {cane.id: 0, rim.id: 10_000}
    make.dispatch(one, cane, 2, kind="return")
    # It is needed again, but issuing it anew goes beyond what may be issued without a reason.
    assert need()[cane.id] == 0


def test_what_a_line_earns_and_what_has_no_rate() -> None:
    one = make.subcontract(make.household("H1"), make.order(make.product(good=3.25)))
    work = entry_context.works([one.id])[one.id]
    assert work.earned(Parts(good=50_000, material_scrap=1_000, rework=3_000)) == (16_575, ())
    assert work.earned(Parts(good=1_000, second=1_000)) == (325, ("second",))


def test_pending_pieces_until_they_are_inspected_voided_or_reversed() -> None:
    from models.actions.ledger.voiding import void

    one = make.subcontract(make.household("H1"))
    first = make.collection(one, good=5, pending=4)
    second = make.collection(one, good=5, pending=2)
    assert [(line.number, line.left) for line in entry_context.pending_lines()] == [
        (first, 4_000),
        (second, 2_000),
    ]
    make.inspection(first, good=3)
    assert [line.left for line in entry_context.pending_lines()] == [1_000, 2_000]
    void(make.voucher("collection", second).id, "counted wrong")
    assert [line.left for line in entry_context.pending_lines()] == [1_000]
    make.inspection(first, rework=1)
    assert entry_context.pending_lines() == []


def test_nothing_is_proposed_for_pieces_that_came_already() -> None:
    """Material nobody entered is not handed out a second time for pieces that are done."""
    wire = make.material("M-3", "漆包线", "米", pack_size=make.units(500))
    coil = make.product(bom=[(wire, 1.25, 0)], good=0.1)
    one = make.subcontract(make.household(), make.order(coil), 650)
    make.dispatch(one, wire, 1687.5, reason="x")
    make.dispatch(one, wire, 1687.5, kind="return")
    make.collection(one, good=173)
    work = entry_context.works([one.id])[one.id]
    account = work.state.materials[wire.id]
    # 596.25 are needed for the 477 pieces to come; nothing more may be issued without a reason.
    assert entry_context.needed(work, account) == 0
    bare = make.subcontract(make.household(), make.order(coil), 650)
    make.collection(bare, good=173)
    work = entry_context.works([bare.id])[bare.id]
    account = work.state.materials[wire.id]
    assert entry_context.needed(work, account) == 1_000_000
    assert entry_context.needed(work, account, typed=500_000) == 500_000
    make.collection(bare, good=477)
    work = entry_context.works([bare.id])[bare.id]
    assert entry_context.needed(work, account) == 0
