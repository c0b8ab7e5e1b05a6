"""Every list is narrowed by what it says it can be: values with their counts, days, several at once, kept by name."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.actions.desk.people import save_user
from models.actions.desk.saved_filters import remove_filter, rename_filter, save_filter
from models.actions.desk.undo import last_undoable, undo
from models.errors import UserError
from models.kinds import DAY, TEXT, DayField
from models.queries.desk.saved_filters import SavedFilter, saved_filters
from models.queries.ledger.vouchers import vouchers
from models.queries.narrowing import Chosen
from models.queries.pay.advances import advances
from models.rules.desk.day_spans import NAMED
from models.signed_in import sign_in_by_name
from models.tables.ledger import Voucher
from models.tables.trail import Operation, Setting
from tests import factories as make
from tests.queries.test_listings import LISTINGS, TODAY, shown
from ui.kit.memory_listing import Rows, column

NARROWED = {name: make_it for name, make_it in LISTINGS.items() if "not finished" not in name} | {
    "advances": advances
}
WITHOUT = {"materials", "rates", "enterprises"}
"""Lists so short that the search is enough."""


def key_of(way: Any, record: dict[str, Any]) -> Any:
    return record.get(way.key)


@pytest.mark.parametrize("name", NARROWED)
def test_values_are_offered_with_the_rows_they_lead_to(coop: SimpleNamespace, name: str) -> None:
    listing = NARROWED[name]()
    assert bool(listing.ways()) == (name not in WITHOUT)
    everything = listing.keys()
    for way in listing.ways():
        if way.spans:
            continue
        offers = listing.offered(way.key)
        assert len({one.value for one in offers}) == len(offers)
        # Of places within others the widest hold everything.
        assert sum(one.rows for one in offers if not one.depth) == len(everything), way.key
        found: list[int] = []
        for one in offers:
            part = listing.narrowed({way.key: Chosen((one.value,))}, TODAY)
            keys = part.keys()
            assert len(keys) == one.rows == part.count(), (way.key, one)
            assert [key for key in everything if key in keys] == keys, "in the same order"
            found += [] if one.depth else keys
        assert sorted(found) == sorted(everything), "each row by one of the values"
        both = listing.narrowed({way.key: Chosen(tuple(one.value for one in offers))}, TODAY)
        assert both.keys() == everything


@pytest.mark.parametrize("name", NARROWED)
def test_days_are_those_from_the_first_to_the_last(coop: SimpleNamespace, name: str) -> None:
    listing = NARROWED[name]()
    columns = [column.key for column in listing.columns]
    for way in listing.ways():
        if not way.spans:
            continue
        for span in NAMED:
            listing.narrowed({way.key: Chosen(span=span)}, TODAY).keys()
        if way.key not in columns:
            continue
        for row in shown(listing):
            day = row[way.key]
            if not isinstance(day, dt.date):
                continue
            that = Chosen(since=day, until=day)
            found = shown(listing.narrowed({way.key: that}, TODAY))
            assert found and {one[way.key] for one in found} == {day}
            later = listing.narrowed({way.key: Chosen(since=day + dt.timedelta(days=1))}, TODAY)
            assert all(one[way.key] > day for one in shown(later))


def test_several_at_once_and_with_the_search(coop: SimpleNamespace) -> None:
    listing = vouchers()
    kinds = [one.value for one in listing.offered("kind")]
    assert kinds.index("issue") < kinds.index("collection"), "in the order of the trade"
    two = {"kind": Chosen(("issue", "collection")), "household": Chosen((coop.first.id,))}
    found = shown(listing.narrowed(two, TODAY))
    assert found and {row["head"] for row in found} == {"单春梅"}
    assert {row["kind"] for row in found} == {"发料", "回收"}
    assert listing.narrowed(two, TODAY).keys("zgf") == []
    assert [one.words for one in listing.offered("household", "scm")] == ["单春梅 H0001"]
    # What is offered follows what else is chosen.
    narrowed = listing.narrowed({"kind": Chosen(("advance",))}, TODAY)
    assert [one.value for one in narrowed.offered("kind")] == ["advance"]
    assert listing.narrowed({"what a newer program knows": Chosen(("x",))}, TODAY).keys() == listing.keys()


def test_villages_stand_in_the_order_of_their_pinyin(coop: SimpleNamespace) -> None:
    for village in ("猪山村", "阿坝村", "曾家村"):
        make.household(head="张三", village=village)
    offers = [one.words for one in NARROWED["households"]().offered("village_alone")]
    assert [one for one in offers if one in ("猪山村", "阿坝村", "曾家村")] == ["阿坝村", "曾家村", "猪山村"]


ROWS = Rows(
    "held",
    "Held",
    (column("name", "Name", TEXT), column("day", "Day", DAY), column("kind", "Kind", TEXT)),
    narrows=("name", "day", "kind"),
)


@given(
    st.lists(
        st.tuples(
            st.sampled_from("甲乙丙"),
            st.dates(TODAY, TODAY + dt.timedelta(4)),
            st.sampled_from(["", "x", None]),
        )
    ),
    st.frozensets(st.sampled_from("甲乙丁")),
    st.none() | st.dates(TODAY, TODAY + dt.timedelta(4)),
)
def test_rows_in_memory_are_narrowed_alike(
    rows: list[tuple[str, dt.date, str | None]], names: frozenset[str], since: dt.date | None
) -> None:
    ROWS.put(list(enumerate(rows)))
    chosen = {"name": Chosen(tuple(names)), "day": Chosen(since=since)}
    held = ROWS.narrowed({key: one for key, one in chosen.items() if one}, TODAY)
    wanted = [
        key
        for key, (name, day, _) in enumerate(rows)
        if (not names or name in names) and (since is None or day >= since)
    ]
    assert held.keys() == wanted and held.count() == len(wanted)
    assert sum(one.rows for one in ROWS.offered("kind")) == len(rows)
    empty = ROWS.narrowed({"kind": Chosen(("",))}, TODAY)
    assert empty.keys() == [key for key, row in enumerate(rows) if not row[2]]
    ROWS.put([])
    assert held.keys() == [], "also of rows put in later"


@given(
    st.builds(
        Chosen, st.lists(st.text() | st.integers()).map(tuple), st.just(()), st.sampled_from(["", "month"])
    )
)
def test_what_was_chosen_is_kept(chosen: Chosen) -> None:
    assert Chosen.of_kept(chosen.kept()) == chosen


def test_filters_are_kept_by_name_renamed_deleted_and_undone(coop: SimpleNamespace) -> None:
    kept = SavedFilter({"kind": Chosen(("issue",)), "date": Chosen(since=TODAY)}, "scm")
    assert save_filter("vouchers", "  单家发料 ", kept) == "单家发料"
    save_filter("vouchers", "本月", SavedFilter({"date": Chosen(span="month")}, ""))
    assert list(saved_filters("vouchers")) == ["单家发料", "本月"] and saved_filters("orders") == {}
    assert saved_filters("vouchers")["单家发料"] == kept
    before = Operation.select().count()
    for refused in ("", "   ", "本月"):
        with pytest.raises(UserError) as told:
            save_filter("vouchers", refused, kept)
        assert told.value.field == "name"
    with pytest.raises(UserError):
        rename_filter("vouchers", "单家发料", "本月")
    for gone in (
        lambda: rename_filter("vouchers", "没有", "新名"),
        lambda: remove_filter("vouchers", "没有"),
    ):
        with pytest.raises(UserError, match="没有"):
            gone()
    assert Operation.select().count() == before and len(saved_filters("vouchers")) == 2
    rename_filter("vouchers", "单家发料", "单春梅")
    assert list(saved_filters("vouchers")) == ["单春梅", "本月"]
    remove_filter("vouchers", "本月")
    assert list(saved_filters("vouchers")) == ["单春梅"]
    last: Any = last_undoable()
    undo(last.id)
    assert list(saved_filters("vouchers")) == ["单春梅", "本月"]
    remove_filter("vouchers", "本月")
    remove_filter("vouchers", "单春梅")
    assert Setting.get_or_none(Setting.key == "filter.vouchers") is None


def test_a_filter_of_a_newer_program_is_passed_over(coop: SimpleNamespace) -> None:
    save_filter("orders", "好的", SavedFilter({"status": Chosen(("open",))}, ""))
    row = Setting.get(Setting.key == "filter.orders")
    from tests.writing import operation

    with operation("test"):
        row.value = '{"a": 3, "b": {"chosen": {"due": {"since": "someday"}}}, "c": {"chosen": {"due": {}}}}'
        row.save()
    assert list(saved_filters("orders")) == ["c"]


def test_every_list_says_what_days_it_has() -> None:
    for name, listing in NARROWED.items():
        for way in listing().ways():
            assert way.label, name
            assert way.spans == isinstance(way.kind, DayField)


def test_slips_are_narrowed_by_who_made_them_out_where_people_sign_in(coop: SimpleNamespace) -> None:
    assert "maker" not in {way.key for way in vouchers().ways()}
    chosen = {"maker": Chosen(("任文员",))}
    before = len(vouchers().keys())
    assert len(vouchers().narrowed(chosen, TODAY).keys()) == before, "a filter kept elsewhere is passed over"
    for name, role in (("彭经理", "manager"), ("任文员", "clerk")):
        save_user({"name": name, "role": role})
        sign_in_by_name(name)
        make.dispatch(coop.wide, make.material(f"M-{role}"), 1, reason="绑边")
    offered = {(one.value, one.words): one.rows for one in vouchers().offered("maker")}
    assert offered == {("", ""): before, ("彭经理", "彭经理"): 1, ("任文员", "任文员"): 1}
    (key,) = vouchers().narrowed(chosen, TODAY).keys()
    assert Voucher.get_by_id(key).maker == "任文员"
