"""Every figure of a report follows from the rows it opens, whatever was corrected, reversed, voided or late."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from models.actions.guidance.machine_events import EventDraft, record_event
from models.actions.ledger import voiding
from models.actions.ledger.posting import Draft, MaterialLine, post
from models.actions.ledger.sales import SaleDraft, Sold, post_sale
from models.actions.order import orders
from models.actions.party import parties
from models.actions.party.directory import save_trades
from models.actions.party.stays import move_household
from models.actions.pay.locking import lock, mark_paid
from models.actions.product import defects, products
from models.actions.programme import training, workshops
from models.actions.programme.claims import save_claim_people, save_claims
from models.actions.programme.employment import save_wishes
from models.actions.programme.support import save_rules
from models.database import Halt, own_connection, unless_halted
from models.errors import Cancelled, UserError
from models.i18n import translator
from models.kinds import FigureField
from models.queries.desk.reports import REPORTS, report_named
from models.queries.desk.today import Today
from models.queries.exchange.results import results
from models.queries.ledger import stock
from models.queries.pay.earnings import statements
from models.queries.periods import period_named
from models.queries.programme import county_returns, group_report
from models.queries.programme.county import county
from models.queries.report import PLACE, TOTAL, VILLAGE, ReportAnswer, ReportFilters
from models.rules.pay.growth import growth
from models.tables.party import LEVELS, Worker
from models.tables.product import Defect, Material, Product
from models.tables.programme import Wish
from tests import factories as make

TODAY = date(2026, 11, 21)
Answers = dict[tuple[str, ReportFilters], ReportAnswer]
Asked = Callable[[str, ReportFilters], ReportAnswer]
HELP = Path(__file__).resolve().parents[3] / "resources" / "help"


def three_months() -> SimpleNamespace:
    """September and October locked, November open, with a void slip, a reversal, a correction and late slips."""
    bamboo = make.material("M-BAM", "竹篾", price=68_000)
    basket = make.product("P-1", bom=[(bamboo, 0.8, 40_000)], good=3.25, second=2.6)
    coil = make.product("P-2", "电感线圈", unit="kg", good=12.5)
    company = make.enterprise("翠竹")
    homes = [
        make.household("H1", "陈㛃", category="脱贫户"),
        make.household("H2", "尉迟秀兰", village="七星村"),
        make.household("H3", "解大林", village="七星村", category="脱贫户"),
    ]
    baskets = make.order(basket, 900, customer=company, day=date(2026, 9, 1))
    coils = make.order(coil, 90, customer=company, day=date(2026, 9, 1))
    make.receipt(company, bamboo, 2000, day=date(2026, 9, 1))
    make.pace_test(basket, 10, 125, day=date(2026, 8, 20))
    make.pace_test(basket, 7, 110, day=date(2026, 8, 21))
    make.floor(17.5)
    parts = [
        make.subcontract(home, baskets, 100, day=date(2026, 9, 2), due=date(2026, 10, 15)) for home in homes
    ]
    spun = make.subcontract(homes[1], coils, 20, day=date(2026, 9, 5), due=date(2026, 9, 30))
    for part in parts:
        make.dispatch(part, bamboo, 90, day=date(2026, 9, 3), reason="多备")
    loose = make.defect("A", "收口松", basket)
    wet = make.defect("B", "没晒干")
    said = [(loose, 2)]
    first = make.collection(parts[0], date(2026, 9, 20), good=40, second=3, rework=2, defects=said)
    make.collection(parts[1], date(2026, 9, 21), good=30, work_scrap=1, material_scrap=2, defects=said)
    make.collection(spun, date(2026, 9, 22), good=8.5)
    make.adjustment(homes[0], 15, day=date(2026, 9, 25))
    lock("2026-09", date(2026, 10, 2))
    make.collection(parts[0], date(2026, 10, 14), good=20, rework=1, defects=[(wet, 1)])
    waiting = make.collection(parts[2], date(2026, 10, 14), good=50, pending=10)
    make.inspection(waiting, date(2026, 10, 16), good=8, work_scrap=2, defects=said)
    wrong = make.collection(parts[1], date(2026, 10, 15), good=10)
    voiding.void(make.voucher("collection", wrong).id, "点错", date(2026, 10, 16))
    for home in homes[:2]:
        make.visit(home, day=date(2026, 10, 1))
    # What lies in a locked month is reversed in an open one.
    voiding.reverse(make.voucher("collection", first).id, date(2026, 10, 20), "户错了")
    make.collection(parts[0], date(2026, 10, 20), good=38, second=5, rework=2)
    lock("2026-10", date(2026, 11, 2))
    make.collection(parts[1], date(2026, 11, 12), good=25)
    # Written down late, after a slip of a later day.
    make.collection(parts[2], date(2026, 11, 2), good=12, second=1)
    wet = MaterialLine(parts[1].id, bamboo.id, 500, "受潮报废")
    post([Draft("correction", date(2026, 11, 13), homes[1].id, [wet])])
    back = MaterialLine(parts[0].id, bamboo.id, 10_000)
    post([Draft("return", date(2026, 11, 14), homes[0].id, [back])])
    orders.short_close_subcontract(parts[0].id, date(2026, 11, 15), "外出务工")
    make.collection(spun, date(2026, 11, 3), good=5)
    make.adjustment(homes[2], -6, day=date(2026, 11, 4))
    make.adjustment(homes[2], 9, day=date(2026, 11, 5))
    machines_of_three(homes, company)
    trade = programme_of(homes, basket)
    make.registers_of(homes, date(2026, 10, 5))
    return SimpleNamespace(order=baskets, homes=homes, basket=basket, company=company, trade=trade)


def machines_of_three(homes: list[Any], company: Any) -> None:
    """One machine in the store, one swapped at a household, one lost; deposits in cash and with the pay."""
    old, fresh, lost = (
        make.machine(code, value=value, bought_on=date(2025, 3, 5), owner=owner)
        for code, value, owner in (("SB1", 120_000, company.id), ("SB2", 99_999, None), ("SB3", None, None))
    )
    for kind, machine, home, day, values in (
        ("lend", old, homes[1], date(2026, 9, 3), {"deposit_in": 10_000}),
        ("lend", lost, homes[0], date(2026, 11, 3), {"deposit_in": 7_777, "deposit_by": "pay"}),
        ("swap", old, homes[1], date(2026, 10, 5), {"other": fresh.id, "deposit_out": 2_500}),
        ("lost", lost, homes[0], date(2026, 11, 9), {}),
        ("deposit", lost, homes[0], date(2026, 11, 10), {"deposit_out": 777, "deposit_by": "pay"}),
    ):
        record_event(EventDraft(kind, machine.id, day, home.id, **values))


def programme_of(homes: list[Any], basket: Any) -> Any:
    """A trade: two workshops with households and money, people of every group, a course, sales, one reversed."""
    trade = save_trades([({"code": "T1", "name": "竹编"}, None)])[0]
    products.save_product({"trade": trade.id}, basket)
    place = homes[0].region_id
    shop, base = (
        workshops.save_workshop(
            {"code": code, "name": name, "kind": kind, "opened": date(2026, 1, 1), **more}
        )
        for code, name, kind, more in (
            ("Z01", "屏风村作坊", "village", {"trade": trade.id, "region": place}),
            ("Z02", "竹编基地", "base", {}),
        )
    )
    workshops.save_workshop({"code": "Z03", "name": "关了的", "kind": "home", "closed": date(2026, 8, 1)})
    inside = [(shop, homes[0]), (shop, homes[1]), (base, homes[0])]
    workshops.save_members(
        [({"workshop": of.id, "household": home.id, "start": date(2026, 2, 1)}, None) for of, home in inside]
    )
    given = ((shop, "treasury", 50_000), (base, "treasury", 70_000), (base, "enterprise", 900))
    about = {"date": date(2026, 9, 3), "purpose": "设备"}
    workshops.save_funding(
        [({**about, "workshop": of.id, "source": source, "amount": fen}, None) for of, source, fen in given]
    )
    people = [
        parties.save_worker(homes[0].id, {"name": "徐素", "sex": "女", "left_behind": True}),
        parties.save_worker(homes[1].id, {"name": "王二", "sex": "男", "collective": True}),
        parties.save_worker(homes[2].id, {"name": "李三", "sex": "女", "category": "一般户"}),
        parties.save_worker(homes[0].id, {"name": "重名", "id_number": "11010519491231002X"}),
        parties.save_worker(homes[1].id, {"name": "重名", "id_number": "11010519491231002x"}),
    ]
    course = training.save_courses(
        [
            (
                {
                    "name": "竹编",
                    "kind": "central",
                    "trade": trade.id,
                    "start": date(2026, 10, 5),
                    "end": date(2026, 10, 9),
                },
                None,
            )
        ]
    )[0]
    training.save_enrolments([({"course": course.id, "worker": people[at].id}, None) for at in (0, 1, 3, 4)])
    training.save_attendance(
        [
            ({"course": course.id, "worker": people[at].id, "date": date(2026, 10, day)}, None)
            for at, day in ((0, 5), (0, 6), (1, 5), (3, 7), (4, 8))
        ]
    )
    numbers = [
        post_sale(SaleDraft(day, [Sold(basket.id, "good", quantity, 250_000, None, code)]))
        for day, quantity, code in (
            (date(2026, 10, 20), 3_000, "Z01"),
            (date(2026, 11, 3), 2_000, ""),
            (date(2026, 11, 4), 1_000, "Z01"),
        )
    ]
    voiding.reverse(make.voucher("sale", numbers[2]).id, date(2026, 11, 5), "退货")
    values = {"name": "奖补", "amount": 60_000, "start": date(2026, 1, 1)}
    rules = save_rules(
        [({**values, "code": basis, "basis": basis}, None) for basis in ("person", "workshop")]
    )
    about = {"date": date(2026, 10, 8), "amount": 60_000}
    paid = {**about, "rule": rules[0].id, "status": "paid", "paid_on": date(2026, 11, 4)}
    of_shop = {**about, "rule": rules[1].id, "workshop": shop.id, "status": "refused"}
    claim = save_claims([(paid, None)])[0]
    save_claims([(of_shop, None)])
    save_claim_people([({"claim": claim.id, "worker": people[0].id, "amount": 60_000}, None)])
    return trade


@pytest.fixture
def coop(fill: Any) -> SimpleNamespace:
    made: SimpleNamespace = fill(three_months)
    return made


def figures(answer: ReportAnswer) -> Iterator[tuple[str, str, Any]]:
    """Every figure that opens: of the table, of its total and of the chart."""
    for row in (*answer.rows, *(() if answer.total is None else (answer.total,))):
        for key in answer.opens:
            if row.cells.get(key) is not None:
                yield row.key, key, row.cells[key]
    for series in answer.chart.series:
        for category, value in zip(answer.chart.categories, series.values, strict=True):
            if series.opens and value is not None:
                yield category.key, series.key, value


def filters_of(key: str, coop: SimpleNamespace) -> list[ReportFilters]:
    """The report asked plainly, and narrowed down by each thing it takes."""
    said: dict[str, Any] = {
        "village": "七星村",
        "category": "脱贫户",
        "household": coop.homes[1].id,
        "product": coop.basket.id,
        "enterprise": coop.company.id,
        "order": coop.order.id,
        "place": coop.homes[0].region.parent_id,
        "level": "group",
        "trade": coop.trade.id,
    }
    report = REPORTS[key]
    base = {name: said[name] for name in report.needs}
    found = [base, *({**base, name: said[name]} for name in report.takes if name in said)]
    if "span" in report.takes:
        found.append({**base, "since": date(2026, 9, 1), "until": date(2026, 10, 31)})
    return [ReportFilters(**one) for one in found]


@pytest.fixture(scope="module")
def _answered() -> Answers:
    return {}


@pytest.fixture
def asked(coop: SimpleNamespace, _answered: Answers) -> Asked:
    """What a report answers while nothing was changed since; asked once for all tests that only look at it."""

    def ask(key: str, filters: ReportFilters) -> ReportAnswer:
        if (key, filters) not in _answered:
            _answered[key, filters] = REPORTS[key].ask(filters, TODAY)
        return _answered[key, filters]

    return ask


@pytest.mark.parametrize("key", REPORTS)
def test_a_figure_is_what_the_rows_behind_it_make(coop: SimpleNamespace, asked: Asked, key: str) -> None:
    seen = 0
    for filters in filters_of(key, coop):
        answer = asked(key, filters)
        for row, column, value in figures(answer):
            behind = answer.behind(row, column)
            assert behind.value() == value, (filters, row, column)
            assert behind.title(translator("en")) and behind.columns
            for one in behind.rows:
                assert set(one.cells) == {column.key for column in behind.columns}
            seen += 1
    assert seen


@pytest.mark.parametrize("key", REPORTS)
def test_a_report_holds_together_in_both_languages(coop: SimpleNamespace, asked: Asked, key: str) -> None:
    for filters in filters_of(key, coop):
        answer = asked(key, filters)
        columns = {column.key: column for column in answer.columns}
        assert answer.opens <= {*columns, *(series.key for series in answer.chart.series)}
        assert len({row.key for row in answer.rows}) == len(answer.rows)
        assert TOTAL not in {row.key for row in answer.rows}
        for row in (*answer.rows, *(() if answer.total is None else (answer.total,))):
            assert set(columns) <= set(row.cells)
        for series in answer.chart.series:
            assert len(series.values) == len(answer.chart.categories)
        for language in ("zh", "en"):
            tr = translator(language)
            for said in (*answer.said, *answer.notes):
                assert said(tr)
            assert all(category.words(tr) for category in answer.chart.categories)


@pytest.mark.parametrize("key", REPORTS)
def test_no_two_columns_of_a_report_are_called_alike(coop: SimpleNamespace, asked: Asked, key: str) -> None:
    for filters in filters_of(key, coop):
        columns = asked(key, filters).columns
        for language in ("zh", "en"):
            tr = translator(language)
            heads = [tr(one.label) for one in columns if not one.hidden]
            assert len(heads) == len(set(heads)), heads


def test_where_nothing_was_due_or_nothing_came_that_is_said(coop: SimpleNamespace) -> None:
    tr = translator("zh")

    def told(since: date, until: date) -> str:
        return REPORTS["quality"].ask(ReportFilters(since=since, until=until), TODAY).said[0](tr)

    assert "没有到期的活" in told(date(2026, 9, 19), date(2026, 9, 23)) and "按时 " not in told(
        date(2026, 9, 19), date(2026, 9, 23)
    )
    assert told(date(2026, 9, 1), date(2026, 10, 31)).startswith("按时 ")


@pytest.mark.parametrize("key", REPORTS)
def test_an_empty_file_has_empty_reports(database: Any, key: str) -> None:
    report = REPORTS[key]
    answer = report.ask(ReportFilters(order=1 if report.needs else None), TODAY)
    assert answer.empty
    assert report.empty


def test_gross_pay_is_that_of_the_statements(coop: SimpleNamespace) -> None:
    answer = REPORTS["income"].ask(ReportFilters(), TODAY)
    by_month = {row.key: row.cells["gross"] for row in answer.rows}
    assert by_month == {key: statements(key).total("gross") for key in ("2026-09", "2026-10", "2026-11")}
    homes = REPORTS["households"].ask(ReportFilters(), TODAY)
    assert homes.total is not None
    assert homes.total.cells["gross"] == sum(by_month.values())


def test_reports_agree_with_the_results_workbook(coop: SimpleNamespace) -> None:
    """Gross pay, pieces and material are those the results tell of the same month or day."""
    for key in ("2026-09", "2026-10", "2026-11"):
        told = results(key)
        span = period_named(key)
        month = ReportFilters(since=span.start, until=span.end)
        villages = REPORTS["villages"].ask(month, TODAY).total
        assert villages is not None
        assert villages.cells["pay"] == sum(row[5] for row in told["pay"])
        made = sum(villages.cells[name] for name in villages.cells if name.startswith("pieces"))
        assert made == sum(row[6] for row in told["piece_lines"])
    material = REPORTS["material"].ask(ReportFilters(until=span.end), TODAY)
    held = {row[1]: row[2:8] for row in _summed(told["holdings"])}
    assert held == {
        row.cells["code"]: tuple(
            row.cells[name] for name in ("issued", "returned", "used", "balance", "allowed_loss", "excess")
        )
        for row in material.rows
    }


def _summed(holdings: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Holdings of all households by material."""
    sums: dict[str, list[int]] = {}
    for row in holdings:
        held = sums.setdefault(row[1], [0] * 6)
        for at, value in enumerate(row[2:8]):
            held[at] += value
    return [("", code, *held) for code, held in sums.items()]


def test_the_next_pay_day_is_that_of_the_statements_and_of_what_was_not_paid(coop: SimpleNamespace) -> None:
    mark_paid("2026-09", households={coop.homes[0].id})
    answer = REPORTS["payday"].ask(ReportFilters(), TODAY)
    assert answer.total is not None
    late = [one for one in statements("2026-09").statements if one.household != coop.homes[0].id]
    late += statements("2026-10").statements
    for name, due in (("net", statements("2026-11").statements), ("late", late)):
        assert answer.total.cells[name] == sum(one.reckoning.net for one in due) > 0


def test_an_orders_forecast_is_the_one_today_warns_by(coop: SimpleNamespace) -> None:
    answer = REPORTS["course"].ask(ReportFilters(order=coop.order.id), TODAY)
    (watched,) = [one for one in Today(TODAY).orders() if one.id == coop.order.id]
    last = next(row for row in reversed(answer.rows) if row.cells["day"] <= TODAY)
    assert watched.quantity - watched.outlook.left == last.cells["back"]


def test_a_bar_of_defects_says_its_product_where_there_are_several(coop: SimpleNamespace) -> None:
    asked = ReportFilters(date(2026, 9, 1), TODAY)
    one = REPORTS["defect_technicians"].ask(asked, TODAY)
    assert {category.of for category in one.chart.categories} == {""}, "one product needs no name"
    chair = make.product("P-3", "竹椅", good=5)
    work = make.subcontract(
        coop.homes[0],
        make.order(chair, 50, date(2026, 9, 1), date(2026, 12, 1)),
        9,
        date(2026, 11, 2),
        date(2026, 12, 1),
    )
    make.collection(work, date(2026, 11, 9), good=1, rework=1, defects=[(make.defect("Z", "晃"), 1)])
    for key in ("defect_technicians", "defect_households"):
        names = [category.words() for category in REPORTS[key].ask(asked, TODAY).chart.categories]
        assert any(name.endswith("竹椅") for name in names) and len(set(names)) == len(names)


@pytest.mark.parametrize("key", REPORTS)
def test_households_called_alike_are_told_apart_below_every_picture(coop: SimpleNamespace, key: str) -> None:
    for home in coop.homes:
        parties.save_household({"head": "刘桂芳"}, home)
    for filters in filters_of(key, coop):
        names = [category.words() for category in REPORTS[key].ask(filters, TODAY).chart.categories]
        assert len(set(names)) == len(names), names


@pytest.mark.parametrize("key", REPORTS)
def test_goods_called_alike_are_told_apart_in_every_picture_and_table(
    coop: SimpleNamespace, key: str
) -> None:
    for row in Product.select():
        products.save_product({"name": "果篮"}, row)
    for row in Material.select():
        products.save_material({"name": "竹篾"}, row)
    for row in Defect.select():
        defects.save_defect({"name": "松"}, row)
    for filters in filters_of(key, coop):
        answer = REPORTS[key].ask(filters, TODAY)
        names = [category.words() for category in answer.chart.categories]
        assert len(set(names)) == len(names), names
        told = [one.key for one in answer.columns if not (one.hidden or isinstance(one.kind, FigureField))]
        rows = [tuple(str(row.cells[name]) for name in told) for row in answer.rows]
        assert len(set(rows)) == len(rows), rows


def test_what_changed_after_a_visit(coop: SimpleNamespace) -> None:
    answer = REPORTS["visits"].ask(ReportFilters(), TODAY)
    first, second = (
        next(row.cells for row in answer.rows if row.cells["code"] == code) for code in ("H1", "H2")
    )
    # Of the first the reversed slip is not told of; what came after the visit had three of 66 sent back.
    assert (first["before"], first["after"]) == (None, 3 * 1_000_000 // 66)
    assert (second["before"], second["after"]) == (1_000_000_000 // 41_500, 0)
    assert [row.cells["code"] for row in answer.rows] == ["H2", "H1"]


def test_a_household_that_moved_counts_where_it_was(coop: SimpleNamespace) -> None:
    """Like in the county's sheets: a locked month by the village of then, an open one by that of today."""
    parties.save_household({"village": "新村"}, coop.homes[1])
    span = date(2026, 9, 1), date(2026, 11, 30)
    answer = REPORTS["villages"].ask(ReportFilters(*span), TODAY)
    told = {one.place[1]: one.gross for one in county(*span).villages if one.gross}
    assert {row.cells["village"]: row.cells["pay"] for row in answer.rows} == told
    assert len(told) == 3


def test_capacity_is_the_time_of_the_households_and_load_what_they_owe(coop: SimpleNamespace) -> None:
    answer = REPORTS["load"].ask(ReportFilters(), TODAY)
    # Of the workers of all three households, four hours a day each.
    assert answer.rows[0].cells["capacity"] == Worker.select().where(Worker.active).count() * 7 * 4 * 1000
    assert answer.total is not None
    # Without minutes per unit nobody knows how long the work takes.
    assert answer.total.cells["load"] == 0
    assert "3" in answer.notes[0](translator("en"))
    products.save_product({"minutes_per_unit": 30_000}, coop.basket)
    answer = REPORTS["load"].ask(ReportFilters(), TODAY)
    assert answer.total is not None
    owed = sum(
        one.outstanding
        for one in stock.progress()
        if one.product == coop.basket.code and one.status == "open"
    )
    assert answer.total.cells["load"] == owed // 2


@pytest.mark.parametrize("key", REPORTS)
def test_a_report_that_is_broken_off_ends_at_once(coop: SimpleNamespace, key: str) -> None:
    raised: list[BaseException] = []

    def ask() -> None:
        halt = Halt()
        halt.give()
        try:
            with own_connection(halt):
                REPORTS[key].ask(filters_of(key, coop)[0], TODAY)
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert [type(error) for error in raised] == [Cancelled]


def test_what_takes_long_between_two_questions_is_broken_off_too(coop: SimpleNamespace) -> None:
    seen: list[int] = []

    def ask() -> None:
        halt = Halt()
        with contextlib.suppress(Cancelled), own_connection(halt):
            for number in unless_halted(range(10)):
                seen.append(number)
                if number == 3:
                    halt.give()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert seen == [0, 1, 2, 3]


def test_only_months_that_are_over_are_compared(coop: SimpleNamespace) -> None:
    by_month = {row.key: row.cells for row in REPORTS["income"].ask(ReportFilters(), TODAY).rows}
    september, october = (by_month[key]["gross"] for key in ("2026-09", "2026-10"))
    assert by_month["2026-10"]["growth"] == growth(october, september)
    assert by_month["2026-11"]["growth"] is None
    homes = REPORTS["households"].ask(ReportFilters(), TODAY)
    assert homes.total is not None
    assert (homes.total.cells["last"], homes.total.cells["growth"]) == (october, growth(october, september))
    a_year_later = REPORTS["income"].ask(ReportFilters(), date(2027, 10, 21))
    later = {row.key: row.cells for row in a_year_later.rows}
    assert later["2026-11"]["before"] is None
    assert a_year_later.total is not None
    # Nothing was earned in September 2027; the October after it is not over.
    assert a_year_later.total.cells["year_growth"] == -1_000_000


def test_a_year_of_returns_is_what_the_yearly_report_says(coop: SimpleNamespace) -> None:
    """Over the year figure by figure, at every level and whoever moved; and what is added up month by month too."""
    move_household(coop.homes[0].id, date(2026, 10, 10), {"township": "天福镇", "village": "", "group": ""})
    whole = ReportFilters(date(2026, 1, 1), TODAY)
    said: dict[str, int] = {}
    for row in REPORTS["year"].ask(whole, TODAY).rows:
        said[row.key] = next(row.cells[what] for what in ("counted", "amount") if row.cells[what] is not None)
    seen: dict[str, int] = {}
    for one in county_returns.RETURNS:
        yearly = {figure.key for figure in one.figures} & set(said)
        for level, _ in LEVELS:
            answer = REPORTS[one.key].ask(replace(whole, level=level), TODAY)
            assert answer.total is not None
            for figure in one.figures:
                total = answer.total.cells[figure.key]
                assert seen.setdefault(figure.key, total) == total, (figure.key, level)
                if not figure.distinct and one.by == county_returns.BY_PLACE:
                    assert sum(row.cells[figure.key] for row in answer.rows) == total
        assert {key: seen[key] for key in yearly} == {key: said[key] for key in yearly}
    assert set(said) <= set(seen)
    # A figure nothing stands behind would prove nothing.
    assert [key for key, value in said.items() if not value] == ["home_workshops"]
    months = [ReportFilters(date(2026, month, 1), last_of(month)) for month in range(1, 12)]
    asked = [REPORTS["returns"].ask(month, TODAY) for month in months]
    cells = [{row.cells["figure"].split("/")[1]: row.cells for row in answer.rows} for answer in asked]
    for key in ("income", "visits", "courses", "training_days", "certificates", "vacancies", "met"):
        now = [
            next(v for v in (of[key]["counted"], of[key]["amount"]) if v is not None) for of in cells if of
        ]
        assert sum(now) == said[key], key
        last = cells[-1][key]
        assert said[key] in (last["counted_so_far"], last["amount_so_far"]), key


def last_of(month: int) -> date:
    return min(TODAY, date(2026, month + 1, 1) - timedelta(days=1))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_help_says_what_every_report_counts(language: str) -> None:
    page = (HELP / language / "reports.md").read_text(encoding="utf-8")
    tr = translator(language)
    assert [tr(one.title) for one in REPORTS.values() if tr(one.title) not in page] == []


def test_a_report_nobody_knows_is_refused() -> None:
    with pytest.raises(UserError, match="income"):
        report_named("outcome")


def test_every_section_of_a_report_is_a_report() -> None:
    for one in REPORTS.values():
        assert set(one.sections) <= set(REPORTS) - {one.key}
        assert all(not REPORTS[key].needs for key in one.sections)


def test_what_a_village_narrows_down_a_place_of_any_level_does() -> None:
    assert [one.key for one in REPORTS.values() if VILLAGE in one.takes and PLACE not in one.takes] == []


def test_groups_count_nobody_twice(coop: SimpleNamespace) -> None:
    answer = REPORTS["groups"].ask(ReportFilters(), TODAY)
    told = {row.key: row.cells for row in answer.rows}
    assert {key: (cells["people"], cells["households"]) for key, cells in told.items()} == {
        "women": (3, 2),
        "left_behind": (1, 1),
        # One of a poor household has a category of her own.
        "poor": (4, 2),
        "collective": (1, 1),
    }
    # Who is entered in two households is one person with the days of both.
    assert (told["women"]["courses"], told["women"]["days"]) == (1, 4)
    pay = REPORTS["households"].ask(ReportFilters(), TODAY)
    gross = {row.cells["code"]: row.cells["gross"] for row in pay.rows}
    assert told["women"]["pay"] == gross["H1"] + gross["H3"]
    assert answer.total is not None and pay.total is not None
    assert answer.total.cells["people"] == 6
    assert answer.total.cells["pay"] == pay.total.cells["gross"]
    village = REPORTS["groups"].ask(ReportFilters(village="七星村"), TODAY)
    assert {row.key: row.cells["people"] for row in village.rows} == {
        "women": 2,
        "poor": 1,
        "collective": 1,
    }


def test_who_may_not_see_pay_is_told_of_groups_without_it(
    coop: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group_report, "may", lambda *rights: False)
    answer = REPORTS["groups"].ask(ReportFilters(), TODAY)
    assert "pay" not in {one.key for one in answer.columns} | answer.opens
    assert answer.total is not None and answer.total.cells["people"] == 6


def test_workshops_and_their_money_are_counted_once(coop: SimpleNamespace) -> None:
    answer = REPORTS["workshops"].ask(ReportFilters(), TODAY)
    assert {(row.cells["kind"], row.cells["trade"]): row.cells["workshops"] for row in answer.rows} == {
        ("village", "竹编"): 1,
        ("base", ""): 1,
    }
    assert answer.total is not None
    assert (answer.total.cells["workshops"], answer.total.cells["households"]) == (2, 2)
    before = REPORTS["workshops"].ask(ReportFilters(until=date(2026, 1, 31)), TODAY)
    assert before.total is not None
    assert (before.total.cells["workshops"], before.total.cells["households"]) == (3, 0)
    money = REPORTS["funding"].ask(ReportFilters(), TODAY)
    assert {row.key: (row.cells["amount"], row.cells["workshops"]) for row in money.rows} == {
        "enterprise": (900, 1),
        "treasury": (120_000, 2),
    }


def test_sales_count_what_was_kept(coop: SimpleNamespace) -> None:
    answer = REPORTS["sales"].ask(ReportFilters(), TODAY)
    assert [tuple(row.cells[name] for name in ("month", "workshop", "takings")) for row in answer.rows] == [
        ("2026-10", "屏风村作坊", 7_500),
        ("2026-11", "", 5_000),
        ("2026-11", "屏风村作坊", 0),
    ]
    assert answer.total is not None
    assert (answer.total.cells["takings"], answer.total.cells["quantity"]) == (12_500, 5_000)


def test_the_year_names_its_figures_in_the_readers_language(coop: SimpleNamespace) -> None:
    answer = REPORTS["year"].ask(ReportFilters(), TODAY)
    kind = answer.columns[0].kind
    said = {language: kind.shown("income", translator(language)) for language in ("zh", "en")}
    assert said == {"zh": "农户的应发工资", "en": "What they earned"}
    assert {row.cells["figure"] for row in answer.rows} == {row.key for row in answer.rows}


def test_of_one_trade_only_what_belongs_to_it_counts(coop: SimpleNamespace) -> None:
    """Narrowed to the trade of something and to one nobody has: no more than all of it, and nothing."""
    (empty,) = save_trades([({"code": "T9", "name": "织布"}, None)])
    save_wishes([({"trade": coop.trade.id}, Wish.select().first())])

    def counted(answer: Any) -> int:
        cells = [(row.key, one) for row in answer.rows for one in answer.opens if one in row.cells]
        return sum(len(answer.behind(*cell).rows) for cell in cells)

    fewer = 0
    for key, report in REPORTS.items():
        if "trade" in report.takes:
            whole, own, none = (
                counted(report.ask(ReportFilters(trade=trade), TODAY))
                for trade in (None, coop.trade.id, empty.id)
            )
            assert 0 < own <= whole and none == 0, key
            fewer += own < whole
    assert fewer >= 6
