"""Who did what, in words; what became of one record, field by field."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from peewee import Field, ForeignKeyField

from models import format, kinds
from models.actions.desk.undo import last_undoable, undo
from models.actions.party import parties
from models.actions.pay.locking import lock
from models.actions.product import products
from models.i18n import set_language, tr
from models.queries.desk import history
from models.sex import SexField
from models.tables.party import Household, Location
from models.tables.pay import Statement
from models.tables.registry import LOGGED
from models.tables.trail import Operation
from tests import factories as make


@pytest.fixture
def month(fill: Any) -> Any:
    return fill(make.month_of_slips)


def test_changes_of_a_household_are_told_in_words(coop: SimpleNamespace) -> None:
    parties.save_household({"phone": "13900000009", "pay_method": "bank"}, coop.first)
    newest, *_, oldest = history.changes_of(coop.first.id)
    assert (newest.kind, newest.title) == ("changed", "保存农户 单春梅")
    assert [(f.label, f.before, f.after) for f in newest.fields] == [
        ("电话", coop.phone, "13900000009"),
        ("收款方式", "现金", "银行"),
    ]
    assert oldest.kind == "added"
    assert ("户号", "", "H0001") in [(f.label, f.before, f.after) for f in oldest.fields]
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
    assert [(f.label, f.before, f.after) for f in change.fields] == [("工价", "3.2500", "3.5000")]
    added = {f.field: f.after for f in history.changes_of(rate.id)[-1].fields}
    assert (added["product"], added["grade"]) == ("竹编果篮", "合格")


def test_what_was_taken_back_is_marked(coop: SimpleNamespace) -> None:
    parties.save_household({"note": "怕狗"}, coop.first)
    last = last_undoable()
    assert last is not None
    undo(last.id)
    taking_back, undone = Operation.select().order_by(Operation.id.desc()).limit(2)
    assert (taking_back.undoes, undone.id) == (last.id, last.id)
    assert history.taken_back([taking_back.id, undone.id]) == {last.id}
    title = history.in_words(taking_back.title, taking_back.arguments, taking_back.undoes)
    assert title == "撤销：保存农户 单春梅"


def test_an_old_title_with_a_name_missing_is_still_told() -> None:
    assert history.in_words("Void {number}", "{}") == "作废 …"
    assert history.in_words("Something {odd", "{}") == "Something {odd"


INNER = {
    "AgreementText": {"clauses", "rates"},
    "BlankSlip": {"series"},
    "ClauseText": {"language"},
    "Defect": {"search", "pinyin"},
    "DefectCount": {"collection_line"},
    "Enterprise": {"search", "pinyin"},
    "Equipment": {"search", "pinyin"},
    "Household": {"search", "pinyin", "place_pinyin"},
    "InspectionLine": {"collection_line"},
    "Location": {"kind"},
    "Machine": {"mark", "letter"},
    "Material": {"search", "pinyin"},
    "Photo": {"position", "data", "thumbnail", "width", "height"},
    "PayPeriod": {"tax_table", "as_of", "paces"},
    "Printing": {"kind"},
    "Product": {"search", "pinyin"},
    "Helper": {"search", "pinyin"},
    "RouteDrive": {"plan", "straight", "after", "goes_on"},
    "RoutePlan": {"seed"},
    "RouteStop": {"plan", "drive", "kind", "errand", "load"},
    "RouteWork": {"stop", "kind", "errand"},
    "Series": {"name", "year", "letter", "last"},
    "User": {"secret", "label"},
    "Trade": {"search", "pinyin"},
    "Voucher": {"series"},
    "Wish": {"placement"},
    "Worker": {"search", "pinyin"},
    "Workshop": {"search", "pinyin"},
}
"""What no reader is told: text to search by, codes and JSON of the program, what a record lies under."""

WORTH: dict[type[Field], tuple[Any, Callable[[Any], str]]] = {
    kinds.MoneyField: (123_456, format.yuan),
    kinds.RateField: (32_500, format.rate),
    kinds.QuantityField: (10_210, format.quantity),
    kinds.PercentField: (15_000, format.percent),
    kinds.MetresField: (12_300, format.distance),
    kinds.ClockField: (43_793, lambda _: "12:10"),
    kinds.UnitField: ("kg", format.unit_name),
    kinds.WordField: ("Female", tr),
    SexField: ("Female", tr),
    kinds.FlagField: (True, lambda _: tr("Yes")),
    kinds.DayField: ("2026-10-20", str),
    kinds.TimeField: ("08:30", str),
    kinds.CoordinateField: (30.718, str),
    kinds.CountField: (7, str),
    **dict.fromkeys(
        (
            kinds.TextField,
            kinds.NoteField,
            kinds.NameField,
            kinds.CodeField,
            kinds.ShortCodeField,
            kinds.IdNumberField,
            kinds.PhoneField,
            kinds.AccountField,
        ),
        ("7", str),
    ),
}
"""A value as each kind keeps it, and how it is said in the language of the screen."""


def fields_told() -> list[Any]:
    return [field for table in LOGGED for field in table._meta.sorted_fields if field.name != "id"]


def test_every_field_has_a_label_of_its_own_or_is_an_inner_mark() -> None:
    bare = {
        table.__name__: {
            field.name for field in table._meta.sorted_fields if not field.verbose_name and field.name != "id"
        }
        for table in LOGGED
    }
    assert {name: fields for name, fields in bare.items() if fields} == INNER
    for table in LOGGED:
        labels = [
            (field.verbose_name, type(field)) for field in table._meta.sorted_fields if field.verbose_name
        ]
        assert len({label for label, _ in labels}) == len(labels), (
            f"{table.__name__}: two fields of one label"
        )


def test_what_history_says_of_a_field_is_its_own_label_and_its_value_by_its_kind(month: Any) -> None:
    """Every field of every table, in both languages, as a change that was logged says it."""
    lock("2026-10", date(2026, 11, 2))
    for language in ("zh", "en"):
        set_language(language)
        for field in fields_told():
            if field.verbose_name and (worth := _worth(field)) is not None:
                kept, said = worth
            else:
                continue
            (shown,) = history.field_changes(field.model, [field.column_name], None, json.dumps([kept]))
            assert (shown.field, shown.label) == (field.name, tr(field.verbose_name)), field
            assert (shown.before, shown.after) == ("", said), field


def _worth(field: Any) -> tuple[Any, str] | None:
    """A value a field may keep and how it is said; None for a record of a table that has none."""
    if isinstance(field, ForeignKeyField):
        row: Any = field.rel_model.select().first()
        return None if row is None else (row.id, history.called(row))
    if isinstance(field, kinds.ChoiceField):
        code, label = field.choices[0]
        return code, tr(label)
    value, say = WORTH[type(field)]
    return value, say(value)


def test_pay_is_told_as_money_and_as_pay(month: Any) -> None:
    lock("2026-10", date(2026, 11, 2))
    row: Any = Statement.get()
    said = {change.label: change.after for change in history.changes_of(row.id)[0].fields}
    assert said["应发"] == format.yuan(row.gross) and said["应扣"] == format.yuan(row.due)
    assert said["实发"] == format.yuan(row.net) and "毛重" not in said


def test_what_was_noted_by_an_older_program_is_told_in_words_of_today() -> None:
    assert history.in_words("Share out order {number}", '{"number": "DD7"}') == "订单 DD7 派工"
    assert history.in_words("Take back: {title}", '{"title": "改动"}') == "撤销：改动"
