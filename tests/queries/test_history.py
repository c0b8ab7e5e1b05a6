"""Who did what, in words; what became of one record, field by field."""

from __future__ import annotations

from types import SimpleNamespace

from models.actions import parties, products
from models.actions.undo import last_undoable, undo
from models.i18n import set_language
from models.queries import history
from models.tables.party import Household, Location


def test_changes_of_a_household_are_told_in_words(coop: SimpleNamespace) -> None:
    parties.save_household({"phone": "13900000009", "pay_method": "bank"}, coop.first)
    newest, *_, oldest = history.changes_of(coop.first.id)
    assert (newest.kind, newest.title) == ("changed", "保存农户 单春梅")
    assert [(f.label, f.before, f.after) for f in newest.fields] == [
        ("电话", coop.phone, "13900000009"),
        ("发放方式", "现金", "银行转账"),
    ]
    assert oldest.kind == "added"
    assert ("编码", "", "H0001") in [(f.label, f.before, f.after) for f in oldest.fields]
    set_language("en")
    assert history.changes_of(coop.first.id)[0].title == "Save household 单春梅"


def test_the_place_of_a_household_is_no_change_of_its_own(coop: SimpleNamespace) -> None:
    assert all(change.kind == "added" for change in history.changes_of(coop.first.id))
    assert len(history.changes_of(coop.first.id)) == 1
    assert len(history.changes_of(coop.first.id, Location)) == 1
    assert len(history.changes_of(coop.first.id, Household)) == 1


def test_figures_and_records_are_shown_as_people_know_them(coop: SimpleNamespace) -> None:
    rate = coop.basket.rates.get()
    products.save_rate(coop.basket.id, "good", rate.start, None, 35_000, rate)
    change = history.changes_of(rate.id)[0]
    assert [(f.label, f.before, f.after) for f in change.fields] == [("单价", "3.2500", "3.5000")]
    added = {f.field: f.after for f in history.changes_of(rate.id)[-1].fields}
    assert (added["product"], added["grade"]) == ("竹编果篮", "合格")


def test_what_was_taken_back_is_marked(coop: SimpleNamespace) -> None:
    parties.save_household({"note": "怕狗"}, coop.first)
    last = last_undoable()
    assert last is not None
    undo(last.id)
    taking_back, undone = history.recent(2)
    assert (taking_back.undoes, undone.id, undone.undone) == (last.id, last.id, True)
    assert taking_back.title == "撤销：保存农户 单春梅"


def test_an_old_title_with_a_name_missing_is_still_told() -> None:
    assert history.in_words("Void {number}", "{}") == "作废 …"
    assert history.in_words("Something {odd", "{}") == "Something {odd"


def test_times_of_a_drive_are_told_as_the_clock_says_them() -> None:
    assert (
        history.shown_value("start", 43_793) == "12:10" and history.shown_value("cut_at", 61_200) == "17:00"
    )
    assert history.shown_value("start", "2026-01-01") == "2026-01-01"
