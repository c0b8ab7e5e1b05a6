"""Materials, products, bills of materials and rates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models.actions.order import orders
from models.actions.product import products
from models.errors import UserError
from models.rules import amount
from models.tables.order import SubcontractMaterial
from models.tables.product import BomLine, Material, Rate
from tests import factories
from tests.factories import price, units

pytestmark = pytest.mark.usefixtures("database")

OCTOBER = date(2026, 10, 1)


def given(subcontract: object) -> list[tuple[int, int]]:
    rows = SubcontractMaterial.select().where(SubcontractMaterial.subcontract == subcontract)
    return [(row.per_unit, row.loss_ppm) for row in rows.order_by(SubcontractMaterial.id)]


def test_a_material_is_found_by_initials_and_keeps_its_code() -> None:
    row = factories.material(code="M-BAM", name="竹篾")
    assert "zm" in row.search.split() and "m-bam" in row.search
    with pytest.raises(UserError) as refusal:
        factories.material(code="M-BAM")
    assert refusal.value.field == "code"
    assert products.save_material({"name": "竹篾", "unit": "kg"}, row).outcome == "unchanged"
    products.save_material({"name": "竹丝"}, row)
    assert "zs" in Material.get().search.split()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"unit": ""}, "unit"),
        ({"price": -1}, "price"),
        ({"pack_size": -1}, "pack_size"),
        ({"over_issue_ppm": -1}, "over_issue_ppm"),
    ],
)
def test_a_wrong_field_of_a_material_is_refused_by_name(values: dict[str, object], field: str) -> None:
    with pytest.raises(UserError) as refusal:
        products.save_material({"code": "M", "name": "竹篾", "unit": "kg"} | values)
    assert refusal.value.field == field


def test_minutes_are_above_nothing() -> None:
    with pytest.raises(UserError) as refusal:
        factories.product(minutes_per_unit=0)
    assert refusal.value.field == "minutes_per_unit"


def test_a_bill_changes_later_open_or_all_subcontracts() -> None:
    bamboo = factories.material()
    basket = factories.product(bom=[(bamboo, 0.8, 40_000)], good=3.25)
    of = factories.order(basket)
    done, still_open = factories.subcontract(of=of, quantity=10), factories.subcontract(of=of, quantity=10)
    factories.collection(done, good=10)
    line = basket.bom.get()

    products.save_bom_line(basket.id, bamboo.id, units(0.9), 40_000, line, apply_to="new")
    assert given(done) == given(still_open) == [(800, 40_000)]
    later = factories.subcontract(of=of)
    assert given(later) == [(900, 40_000)]

    products.save_bom_line(basket.id, bamboo.id, units(1), 50_000, line, apply_to="open")
    assert (given(done), given(still_open)) == ([(800, 40_000)], [(1000, 50_000)])

    products.save_bom_line(basket.id, bamboo.id, units(1.1), 50_000, line, apply_to="all")
    assert given(done) == given(still_open) == given(later) == [(1100, 50_000)]


def test_a_material_added_or_removed_reaches_subcontracts() -> None:
    basket = factories.product(good=3.25)
    of = factories.order(basket)
    sub = factories.subcontract(of=of)
    handle = factories.material(name="提手")
    line = products.save_bom_line(basket.id, handle.id, units(1), 0)
    assert given(sub) == [(1000, 0)]
    products.remove_bom_line(line.id, apply_to="new")
    assert given(sub) == [(1000, 0)]
    line = products.save_bom_line(basket.id, handle.id, units(1), 0)
    products.remove_bom_line(line.id)
    assert given(sub) == []


def test_the_same_bill_again_leaves_subcontracts_alone() -> None:
    bamboo = factories.material()
    basket = factories.product(bom=[(bamboo, 0.8, 0)])
    sub = factories.subcontract(of=factories.order(basket))
    line = basket.bom.get()
    products.save_bom_line(basket.id, bamboo.id, units(0.9), 0, line, apply_to="new")
    assert products.save_bom_line(basket.id, bamboo.id, units(0.9), 0, line).outcome == "unchanged"
    assert given(sub) == [(800, 0)]


@pytest.mark.parametrize(("per_unit", "loss", "field"), [(0, 0, "per_unit"), (1, -1, "loss_ppm")])
def test_a_bill_line_counts_something(per_unit: int, loss: int, field: str) -> None:
    with pytest.raises(UserError) as refusal:
        products.save_bom_line(factories.product().id, factories.material().id, per_unit, loss)
    assert refusal.value.field == field


def test_spans_of_a_rate_never_share_a_day() -> None:
    basket = factories.product()
    first = factories.rate(basket, "good", OCTOBER, date(2026, 10, 14), 3.25)
    factories.rate(basket, "good", date(2026, 10, 15), None, 3.5)
    factories.rate(basket, "second", OCTOBER, None, 2.6)
    for start, end in ((date(2026, 10, 14), None), (date(2026, 9, 1), OCTOBER), (date(2027, 1, 1), None)):
        with pytest.raises(UserError) as refusal:
            factories.rate(basket, "good", start, end, 4)
        assert refusal.value.field == "start"
    products.save_rate(basket.id, "good", OCTOBER, date(2026, 10, 13), price(3.25), first)
    with pytest.raises(UserError):
        products.save_rate(basket.id, "good", OCTOBER, date(2026, 10, 15), price(3.25), first)


@pytest.mark.parametrize(
    ("grade", "end", "amount", "field"),
    [
        ("rework", None, 1, "grade"),
        ("good", OCTOBER - timedelta(days=1), 1, "end"),
        ("good", None, -1, "rate"),
    ],
)
def test_a_wrong_rate_is_refused_by_name(grade: str, end: date | None, amount: int, field: str) -> None:
    with pytest.raises(UserError) as refusal:
        products.save_rate(factories.product().id, grade, OCTOBER, end, amount)
    assert refusal.value.field == field


def spans() -> list[tuple[str, str | None, int]]:
    return [
        (row.start.isoformat(), row.end and row.end.isoformat(), row.rate)
        for row in Rate.select().order_by(Rate.start)
    ]


def test_a_new_rate_ends_the_old_one_the_day_before() -> None:
    basket = factories.product()
    products.new_rate_from(basket.id, "good", OCTOBER, 32_500)
    products.new_rate_from(basket.id, "good", date(2026, 10, 15), 35_000)
    assert spans() == [("2026-10-01", "2026-10-14", 32_500), ("2026-10-15", None, 35_000)]
    products.new_rate_from(basket.id, "good", date(2026, 10, 15), 36_000)
    assert spans()[-1] == ("2026-10-15", None, 36_000)
    with pytest.raises(UserError) as refusal:
        products.new_rate_from(basket.id, "good", date(2026, 10, 10), 30_000)
    assert refusal.value.field == "start" and "起始日期" in refusal.value.message


def test_a_rate_inside_an_ended_span_ends_it_sooner() -> None:
    basket = factories.product()
    factories.rate(basket, "good", OCTOBER, date(2026, 12, 31), 3.25)
    products.new_rate_from(basket.id, "good", date(2026, 11, 1), 40_000)
    assert spans() == [("2026-10-01", "2026-10-31", 32_500), ("2026-11-01", None, 40_000)]


def test_a_removed_rate_is_gone() -> None:
    basket = factories.product(good=3.25)
    products.remove_rate(Rate.get().id)
    assert not Rate.select().exists()
    assert orders.allocated(factories.order(basket).id) == 0


def test_no_bill_uses_more_of_a_material_than_can_be_multiplied() -> None:
    """The form, the workbook and the command line all read a figure by its field."""
    assert BomLine.per_unit.read("999,999.999") == amount.PER_UNIT_MAX
    with pytest.raises(UserError):
        BomLine.per_unit.read("1,000,000")
