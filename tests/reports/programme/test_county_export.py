"""Workbooks for the county office and for enterprises agree with the pay and the ledger."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from models.actions.desk.people import save_user
from models.actions.desk.undo import last_undoable, undo
from models.actions.guidance.equipment import lend
from models.actions.ledger.acceptance import AcceptedQuantity, accept_delivery
from models.actions.ledger.stock import Delivered, deliver_products
from models.actions.ledger.voiding import reverse, void
from models.actions.party.parties import save_household
from models.actions.pay.locking import lock
from models.errors import UserError
from models.i18n import translator
from models.queries.desk.reports import REPORTS
from models.queries.ledger.deliveries import OrderDeliveries, lines_of, order_deliveries
from models.queries.ledger.enterprise_accounts import enterprise_papers
from models.queries.pay.earnings import statements
from models.queries.programme import county_returns
from models.queries.programme.county import county
from models.queries.report import ReportFilters
from models.rules.ledger.delivery import spread
from models.signed_in import sign_in_by_name
from models.tables.ledger import DeliveryLine
from reports.desk.report_files import report_paper, sections_of, write_report
from reports.paper.language import paper_translator
from reports.programme.county_export import write_county, write_enterprises
from tests import factories as made
from tests.reports.marks import text_of
from tests.reports.printed import print_documents
from tests.writing import operation

ZH = paper_translator("zh")
HELP = Path(__file__).resolve().parents[3] / "resources" / "help"
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)


def two_villages() -> Any:
    """Two villages, two orders of one basket, October and November."""
    basket = made.product("P-BASKET", good=3.25, second=2.6)
    buyer = made.enterprise("成都竹艺有限公司")
    first = made.order(basket, 50, date(2026, 9, 20), customer=buyer)
    second = made.order(basket, 500, date(2026, 10, 2), customer=buyer)
    homes = [
        made.household("H0001", "单䶮", village="屏风村", category="脱贫户"),
        made.household("H0002", "=1+1", village="云台村", category=""),
    ]
    one = made.subcontract(homes[0], first, 50)
    two = made.subcontract(homes[1], second, 100)
    made.collection(one, date(2026, 10, 20), good=40, second=10)
    made.collection(two, date(2026, 10, 21), good=20, rework=3, work_scrap=2, material_scrap=1)
    made.collection(two, date(2026, 11, 3), good=7)
    made.visit(homes[1], "收口", date(2026, 10, 12), technician="彭技术员")
    lend(made.machine("SB1", "绕线机").id, homes[0].id, date(2026, 10, 1), 5_000, "良好")
    return first, second, basket


@pytest.fixture
def month(fill: Any) -> Any:
    return fill(two_villages)


def rows_of(path: Path, sheet: str) -> list[list[Any]]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python()


def test_the_countys_sheets_add_up_to_the_pay(month: Any, tmp_path: Path) -> None:
    target = tmp_path / "county.xlsx"
    write_county(target, FIRST, LAST, tr=ZH)
    pay = statements("2026-10")
    villages = rows_of(target, "按村")
    heads = villages[0]
    assert [row[1] for row in villages[1:-1]] == ["云台村", "屏风村"]
    assert villages[-1][heads.index("实发")] == pay.total("net") / 100
    categories = rows_of(target, "按人口类别")
    assert {row[0] for row in categories[1:]} == {"未填", "脱贫户", "合计"}
    assert dict((row[0], row[1]) for row in rows_of(target, "概况"))["领工资户数"] == 2
    homes = rows_of(target, "农户")
    assert homes[2][1] == "=1+1" and homes[2][homes[0].index("实发")] == 68.25
    (machine,) = rows_of(target, CalamineWorkbook.from_path(str(target)).sheet_names[5])[1:]
    assert machine[1] == "绕线机"


def test_each_figure_of_a_return_opens_its_records(month: Any, tmp_path: Path) -> None:
    target = tmp_path / "county.xlsx"
    worker = made.worker(made.household("H0003", village="屏风村"), "徐素", id_number="11010519491231002X")
    save_household({"bank": "农商行", "account": "6222020000001234567"}, worker.household)
    write_county(target, FIRST, LAST, tr=ZH, level="village")
    book = load_workbook(target)
    income, records = book["收入月报"], book["明细"]
    heads = [cell.value for cell in income[1]]
    assert heads[:2] == ["地区", "上级"] and income["A2"].value == "屏风村"
    at = heads.index("农户的应发工资") + 1
    last = income.max_row
    assert income.cell(last, 1).value == "合计"
    assert income.cell(last, at).value == statements("2026-10").total("gross") / 100
    said = [cell.value for cell in records[1]]
    for row in (2, 3):
        cell = income.cell(row, at)
        start = int(cell.hyperlink.location.split("!A")[1])
        found = []
        for line in records.iter_rows(min_row=start, values_only=True):
            of = dict(zip(said, line, strict=True))
            if (of["表"], of["指标"], of["地区"]) != ("收入月报", heads[at - 1], income.cell(row, 1).value):
                break
            found.append(of["金额"])
        assert found and round(sum(found), 2) == cell.value
    text = " ".join(
        str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row
    )
    assert "徐素" in text and not {"11010519491231002X", "6222020000001234567"} & set(text.split())


@pytest.mark.parametrize("chosen", [{}, {"level": "village"}])
def test_each_return_has_its_sheet_also_of_another_level(month: Any, chosen: dict[str, Any]) -> None:
    report, filters = REPORTS["returns"], ReportFilters(FIRST, LAST, **chosen)
    follow = {
        one.report.key: one
        for one in sections_of(report_paper(report, filters, report.ask(filters, LAST), LAST))
    }
    own = REPORTS["return_people"].ask(filters, LAST).rows
    assert own and follow["return_people"].answer.rows == own
    assert follow["return_income"].asked == filters


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_help_names_every_sheet_and_column_of_the_returns(language: str) -> None:
    page = (HELP / language / "layout.md").read_text(encoding="utf-8")
    tr, lines = translator(language), page.splitlines()
    for one in county_returns.RETURNS:
        (line,) = [line for line in lines if line.startswith(f"| {tr(one.title)} · ")]
        assert all(tr(figure.label) in line for figure in one.figures), line


def test_the_county_counts_a_span_of_months(month: Any) -> None:
    lock("2026-10", date(2026, 11, 2))
    both = county(FIRST, date(2026, 11, 30))
    assert [(one.key, one.status) for one in both.months] == [("2026-10", "locked"), ("2026-11", "open")]
    assert both.whole.net == statements("2026-10").total("net") + statements("2026-11").total("net")
    assert both.whole.paid == 2 and both.whole.visits == 1 and both.whole.machines == 1
    assert [home.months for home in both.homes] == [1, 2]
    assert county(date(2026, 11, 1), date(2026, 11, 30)).whole.visits == 0


def test_an_enterprises_account_is_the_ledgers(month: Any, tmp_path: Path) -> None:
    first, second, basket = month
    deliver_products(first.enterprise_id, date(2026, 10, 25), [Delivered(basket.id, "good", 55_000)])
    other = deliver_products(
        first.enterprise_id,
        date(2026, 10, 26),
        [Delivered(basket.id, "good", 5_000)],
        consents=("more_than_stock",),
    )
    void(made.voucher("delivery", other).id, "开错了", date(2026, 10, 26))
    (paper,) = enterprise_papers(FIRST, LAST)
    by_number = {row.number: row for row in paper.orders}
    one, two = by_number[first.number], by_number[second.number]
    assert (one.good, one.second, one.delivered, one.outstanding) == (40_000, 10_000, 50_000, 0)
    assert (two.good, two.rework, two.work_scrap, two.material_scrap) == (20_000, 3_000, 2_000, 1_000)
    assert (two.delivered, two.delivered_in_all, two.outstanding) == (5_000, 5_000, 495_000)
    (later,) = enterprise_papers(date(2026, 11, 1), date(2026, 11, 30))
    assert [(row.number, row.good, row.delivered, row.delivered_in_all) for row in later.orders] == [
        (second.number, 7_000, 0, 5_000)
    ]
    target = tmp_path / "enterprise.xlsx"
    write_enterprises(target, FIRST, LAST, tr=ZH)
    heads, *rows = rows_of(target, "企业对账单")
    assert [row[1] for row in rows] == [first.number, second.number]
    assert [row[heads.index("未交")] for row in rows] == [0, 495]
    print_documents("enterprise", tmp_path / "a.pdf", tr=ZH, period="2026-10")
    (page,) = text_of(tmp_path / "a.pdf")
    for words in ("企业对账单", paper.name, first.number, "495", "送货55，验收0，退回0，未交495"):
        assert words in page, words


def test_what_the_enterprise_found_stands_on_its_account(month: Any, tmp_path: Path) -> None:
    first, second, basket = month
    buyer = first.enterprise_id
    named = deliver_products(buyer, date(2026, 10, 24), [Delivered(basket.id, "good", 20_000, second.id)])
    shared = deliver_products(buyer, date(2026, 10, 25), [Delivered(basket.id, "good", 35_000)])
    key = made.voucher("delivery", named).id
    accept_delivery(key, date(2026, 10, 30), [AcceptedQuantity(second.id, "good", 17_000, 3_000, "口沿松")])
    accept_delivery(
        made.voucher("delivery", shared).id,
        date(2026, 11, 4),
        [AcceptedQuantity(first.id, "good", 35_000, 0)],
    )
    (paper,) = enterprise_papers(FIRST, LAST)
    assert not paper.guessed
    rows = {row.number: row for row in paper.orders}
    one, two = rows[first.number], rows[second.number]
    assert (one.delivered, one.accepted, one.unchecked, one.outstanding) == (35_000, 0, 35_000, 15_000)
    # What was refused is delivered again: 500 ordered, 20 sent, 3 of them came to nothing.
    assert (two.delivered, two.accepted, two.defects, two.outstanding) == (20_000, 17_000, 3_000, 483_000)
    print_documents("enterprise", tmp_path / "a.pdf", tr=ZH, period="2026-10")
    (page,) = text_of(tmp_path / "a.pdf")
    assert "送货55，验收17，退回3，未交498" in page and "查验过的退回15%" in page
    (later,) = enterprise_papers(date(2026, 11, 1), date(2026, 11, 30))
    found = {row.number: row for row in later.orders}
    assert (found[first.number].delivered, found[first.number].accepted) == (0, 35_000)
    write_enterprises(tmp_path / "e.xlsx", FIRST, LAST, tr=ZH)
    heads, *rows = rows_of(tmp_path / "e.xlsx", "企业对账单")
    assert [row[heads.index("退回")] for row in rows] == [0, 3]
    operation = last_undoable()
    assert operation is not None
    undo(operation.id)
    (later,) = enterprise_papers(date(2026, 11, 1), date(2026, 11, 30))
    assert all(row.accepted == 0 for row in later.orders)


def test_a_delivery_taken_back_takes_its_acceptance_along(month: Any) -> None:
    first, _, basket = month
    number = deliver_products(first.enterprise_id, date(2026, 10, 25), [Delivered(basket.id, "good", 30_000)])
    key = made.voucher("delivery", number).id
    accept_delivery(key, date(2026, 10, 27), [AcceptedQuantity(first.id, "good", 29_000, 1_000)])
    lock("2026-10", date(2026, 11, 2))
    reverse(key, date(2026, 11, 3), "开错了")
    assert all(one == OrderDeliveries() for one in order_deliveries(date(2026, 11, 3)).values())
    with pytest.raises(UserError):
        accept_delivery(key, date(2026, 11, 4), [AcceptedQuantity(first.id, "good", 30_000, 0)])
    (october,) = enterprise_papers(FIRST, LAST)
    assert {row.number: row.accepted for row in october.orders}[first.number] == 29_000


def test_an_old_delivery_names_its_orders_when_it_is_accepted(month: Any) -> None:
    first, second, basket = month
    number = deliver_products(
        first.enterprise_id,
        date(2026, 10, 25),
        [Delivered(basket.id, "good", 60_000)],
        consents=("more_than_stock",),
    )
    key = made.voucher("delivery", number).id
    with operation("an older program wrote no lines"):
        DeliveryLine.delete().execute()
    (paper,) = enterprise_papers(FIRST, LAST)
    assert paper.guessed and [row.delivered for row in paper.orders] == [50_000, 10_000]
    proposed = lines_of(key)
    assert [(line.id, line.order, line.quantity) for line in proposed] == [
        (None, first.id, 50_000),
        (None, second.id, 10_000),
    ]
    accept_delivery(key, date(2026, 10, 26), [AcceptedQuantity(second.id, "good", 9_000, 1_000)])
    (paper,) = enterprise_papers(FIRST, LAST)
    assert not paper.guessed
    assert [(row.delivered, row.accepted, row.unchecked) for row in paper.orders] == [
        (50_000, 0, 50_000),
        (10_000, 9_000, 0),
    ]


def test_what_cannot_have_been_found_is_refused(month: Any) -> None:
    first, second, basket = month
    number = deliver_products(first.enterprise_id, date(2026, 10, 25), [Delivered(basket.id, "good", 30_000)])
    key = made.voucher("delivery", number).id
    day = date(2026, 10, 26)
    for said, when, field in (
        (AcceptedQuantity(first.id, "good", 30_000, 1), day, "defects"),
        (AcceptedQuantity(first.id, "good", -1, 0), day, "accepted"),
        (AcceptedQuantity(second.id, "good", 1, 0), day, "order"),
        (AcceptedQuantity(first.id, "good", 1, 0), date(2026, 10, 24), "date"),
    ):
        with pytest.raises(UserError) as refused:
            accept_delivery(key, when, [said])
        assert refused.value.field == field
    with pytest.raises(UserError) as refused:
        other = made.order(made.product())
        deliver_products(first.enterprise_id, day, [Delivered(basket.id, "good", 1_000, other.id)])
    assert refused.value.field == "order"
    receipt = made.receipt(made.enterprise(), made.material(), 5)
    with pytest.raises(UserError):
        accept_delivery(made.voucher("receipt", receipt).id, day, [])
    assert order_deliveries()[first.id] == OrderDeliveries(30_000)


def test_what_nobody_ordered_still_stands_on_the_account(month: Any) -> None:
    first, _, _ = month
    lamp = made.product("P-LAMP", "竹灯罩")
    deliver_products(
        first.enterprise_id,
        date(2026, 10, 25),
        [Delivered(lamp.id, "good", 4_000)],
        consents=("more_than_stock",),
    )
    (paper,) = enterprise_papers(FIRST, LAST)
    (row,) = [row for row in paper.orders if not row.number]
    assert (row.work, row.delivered, row.outstanding) == ("竹灯罩", 4_000, 0)


@pytest.mark.parametrize(
    ("delivered", "ordered", "parts"),
    [(0, [5, 5], [0, 0]), (7, [5, 5], [5, 2]), (12, [5, 5], [5, 7]), (3, [], []), (0, [], [])],
)
def test_deliveries_fall_to_the_oldest_order(delivered: int, ordered: list[int], parts: list[int]) -> None:
    assert spread(delivered, ordered) == parts


def test_a_clerk_hands_in_returns_without_pay_and_who_may_not_export_none(month: Any, tmp_path: Path) -> None:
    for role in ("manager", "clerk", "viewer", "technician", "cashier"):
        save_user({"name": role, "role": role})

    def written(role: str) -> set[str]:
        sign_in_by_name(role)
        report, filters = REPORTS["returns"], ReportFilters(FIRST, LAST)
        target = tmp_path / f"{role}.xlsx"
        write_report(target, report_paper(report, filters, report.ask(filters, LAST), LAST), ZH)
        return set(CalamineWorkbook.from_path(str(target)).sheet_names)

    assert "收入月报" in written("cashier")
    sheets = written("clerk")
    assert "服务对象月报" in sheets and "收入月报" not in sheets
    for role in ("viewer", "technician"):
        with pytest.raises(UserError):
            written(role)
    sign_in_by_name("clerk")
    with pytest.raises(UserError):
        write_county(tmp_path / "county.xlsx", FIRST, LAST, tr=ZH)
