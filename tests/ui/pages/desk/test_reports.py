"""The page Reports, as a user drives it: choosing, narrowing down, the picture, the table and the rows behind."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtTest import QTest
from python_calamine import CalamineWorkbook

from models.i18n import mark
from models.kinds import MONEY, MONTH, TEXT
from models.queries import report
from models.queries.desk import reports
from models.queries.desk.target import OfKind
from models.queries.report_span import span_days
from models.tables.party import Household
from tests.books import read_worked_example
from tests.reports.marks import text_of
from tests.ui.clerk import CTRL, TODAY, Clerk
from ui.kit.column_choice import Arrangement
from ui.kit.print_preview import Preview
from ui.kit.rows_behind import RowsBehind


@pytest.fixture
def desk(fill: Any, clerk: Clerk) -> Clerk:
    fill(read_worked_example)
    return clerk


def shown(desk: Clerk, key: str = "income") -> Any:
    page = desk.go("reports", OfKind(key))
    desk.settle()
    return page


def gross(page: Any) -> int:
    return int(page.view.answer.total.cells["gross"])


def rows_in(desk: Clerk, open_it: Callable[[], object]) -> list[tuple[str, int]]:
    """Title and number of rows of the window that opens."""
    seen: list[tuple[str, int]] = []
    desk.with_sheet(open_it, lambda sheet: seen.append((sheet.windowTitle(), sheet.table.count())))
    return seen


def test_every_report_of_the_registry_is_offered_and_answers(desk: Clerk) -> None:
    page = shown(desk)
    assert page.list.keys()[: len(reports.REPORTS)] == list(reports.REPORTS)
    for key in reports.REPORTS:
        shown(desk, key)
        view = page.view
        assert view.report.key == key
        assert view.answer is not None
        if view.answer.empty:
            assert view.pile.currentWidget() is view.empty and view.empty.words.text()
        else:
            drawn = bool(view.answer.chart.categories)
            assert (view.chart.picture is not None) == drawn == view.area.isVisible(), key
            assert view.chart.accessibleName() and view.said.text().strip(), key
            assert view.table.table.count() == len(view.answer.rows)
            view.grab()


def test_the_keyboard_goes_from_the_list_through_the_picture_to_the_slip(desk: Clerk) -> None:
    page = shown(desk)
    desk.press(Qt.Key.Key_Return, on=page.list)
    assert desk.focus() is page.view.chart

    def into(sheet: RowsBehind) -> None:
        assert sheet.behind.value() == gross(page)
        desk.press(Qt.Key.Key_Return)

    desk.with_sheet(lambda: desk.press(Qt.Key.Key_Return), into)
    assert desk.window.current == "pay"


def test_a_click_on_a_figure_shows_its_rows_and_escape_comes_back(desk: Clerk) -> None:
    page = shown(desk, "households")
    mark_of = page.view.chart.picture.marks[0]

    def look(sheet: RowsBehind) -> None:
        assert sheet.table.count() == 1
        desk.press(Qt.Key.Key_Escape)

    desk.with_sheet(
        lambda: QTest.mouseClick(
            page.view.chart,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            mark_of.box.center().toPoint(),
        ),
        look,
    )
    assert desk.window.current == "reports"


def test_a_figure_of_the_table_and_of_its_total_opens_too(desk: Clerk) -> None:
    page = shown(desk, "households")
    table = page.view.table
    names = [one.key for one in table.table.model.columns]
    place = table.table.model.index(0, names.index("gross"))
    table.table.table.setCurrentIndex(place)
    assert rows_in(desk, lambda: desk.press(Qt.Key.Key_Return, on=table.table.table))
    total = table.total
    total.setCurrentIndex(total.model().index(0, names.index("gross")))
    assert rows_in(desk, lambda: desk.press(Qt.Key.Key_Return, on=total))
    # The name leads to who is called so.
    table.table.table.setCurrentIndex(table.table.model.index(0, names.index("head")))
    desk.press(Qt.Key.Key_Return, on=table.table.table)
    assert desk.window.current == "households" and desk.window.page.key == Household.get().id


def test_the_total_stands_below_its_columns(desk: Clerk) -> None:
    page = shown(desk, "households")
    table = page.view.table
    desk.settle()
    widths = [table.table.table.columnWidth(at) for at in range(table.table.model.columnCount())]
    assert [table.total.columnWidth(at) for at in range(table.total.model().columnCount())] == widths
    assert "合计" in [table.total.model().index(0, at).data() for at in range(len(widths))]
    # Below each column stands its total, and nothing else adds up what has no sum.
    names = [one.key for one in table.table.model.columns]
    assert table.total.model().index(0, names.index("gross")).data() == f"{gross(page) / 100:,.2f}"
    assert table.table.totals.isHidden()


def test_no_figure_of_the_total_is_cut(desk: Clerk) -> None:
    table = shown(desk, "households").view.table
    place = [one.key for one in table.table.model.columns].index("gross")
    before = table.table.table.columnWidth(place)
    answer = table.answer
    cells = {**answer.total.cells, "gross": 98_765_432_109_876}
    table.total.show_total(replace(answer, total=replace(answer.total, cells=cells)))
    desk.settle()
    table.total.grab()
    desk.settle()
    delegate = table.total.delegate
    wanted = delegate.figure_width(table.total.model().painted(0)[place], place) + 2 * delegate.pad
    assert before < wanted <= table.table.table.columnWidth(place) == table.total.columnWidth(place)


def test_the_total_follows_the_columns_that_are_chosen(desk: Clerk) -> None:
    page = shown(desk, "households")
    table = page.view.table
    keys = [one.key for one in table.table.model.columns]
    table.table.choice.arrange(Arrangement(tuple(reversed(keys)), frozenset({"village"})))
    desk.settle()
    desk.window.grab()
    left = [one.key for one in table.table.model.columns]
    assert left == [key for key in reversed(keys) if key != "village"]
    assert [one.key for one in table.total.rows().columns] == left
    assert table.total.model().index(0, left.index("gross")).data() == f"{gross(page) / 100:,.2f}"


# -- span and filters ----------------------------------------------------------------------------------------------


def test_picture_and_table_are_both_seen_in_a_low_window(desk: Clerk) -> None:
    desk.window.resize(910, 512)  # 1366 by 768 at 150 %
    page = shown(desk)
    view = page.view
    area = view.pile.currentWidget()
    low = area.mapToGlobal(area.rect().bottomLeft()).y()
    table = view.table.table.table
    first = table.mapToGlobal(table.viewport().pos()).y() + table.rowHeight(0)
    assert first <= low and view.area.height() >= 2 * table.rowHeight(0)


def test_spans_are_whole_pay_months(desk: Clerk) -> None:
    assert span_days("month", TODAY) == (date(2026, 10, 1), date(2026, 10, 31))
    assert span_days("quarter", TODAY) == (date(2026, 8, 1), date(2026, 10, 31))
    assert span_days("twelve", TODAY) == (date(2025, 11, 1), date(2026, 10, 31))
    assert span_days("year", TODAY) == (date(2026, 1, 1), date(2026, 10, 31))
    assert span_days("last_year", TODAY) == (date(2025, 1, 1), date(2025, 12, 31))


def choose_span(desk: Clerk, page: Any, key: str) -> None:
    box = page.view.bar.span.box
    box.setCurrentIndex(box.findData(key))
    desk.settle()


def test_another_span_is_asked_for_and_remembered(desk: Clerk) -> None:
    page = shown(desk)
    assert gross(page) > 0
    choose_span(desk, page, "last_year")
    assert page.view.answer.empty and page.view.pile.currentWidget() is page.view.empty
    assert not page.saving.isEnabled()
    desk.window.forget_pages()
    page = desk.go("reports")
    desk.settle()
    assert page.list.chosen() == "income" and page.view.bar.span.raw() == "last_year"
    assert page.view.answer.empty
    choose_span(desk, page, "month")
    assert gross(page) > 0


def test_filters_of_one_report_outlive_those_of_another(desk: Clerk) -> None:
    page = shown(desk, "places")
    old = page.view.bar.spread
    page.list.choose("income")
    # What is to be deleted may be laid out once more before it is.
    old.resize(10, 10)
    old.resizeEvent(QResizeEvent(old.size(), old.size()))
    assert old not in {picker.parentWidget() for picker in page.view.bar.pickers.values()}


def test_a_return_is_asked_for_by_month_and_saved_with_a_sheet_for_each(
    desk: Clerk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = shown(desk, "returns")
    span = page.view.bar.span
    assert span.raw() == "2026-09", "the last month that is over"
    choose_span(desk, page, "2026-10")
    (of,) = [row for row in page.view.answer.rows if row.key == "return_income/income"]
    assert rows_in(desk, lambda: page.view.open_rows(of.key, "amount"))[0][1] > 0
    target = tmp_path / "returns.xlsx"
    monkeypatch.setattr("ui.pages.desk.report_paper.ask_target", lambda *_: target)
    page.save()
    desk.wait()
    names = load_workbook(target).sheetnames
    assert names[0] == "月报总表" and {"收入月报", "服务对象月报", "明细"} <= set(names)
    shown(desk, "income")
    assert span.raw() == "twelve", "a month's span is none of other reports"


def test_days_of_ones_own_begin_with_those_shown_and_end_after_they_begin(desk: Clerk) -> None:
    page = shown(desk)
    bar = page.view.bar
    choose_span(desk, page, "own")
    assert bar.since.isVisible() and bar.since.value() == date(2025, 11, 1)
    bar.since.set_value(date(2026, 10, 2))
    bar.until.set_value(date(2026, 9, 1))
    bar.until.changed.emit()
    desk.settle()
    assert bar.until.problem()
    bar.until.set_value(date(2026, 10, 31))
    bar.until.changed.emit()
    desk.settle()
    assert page.view.filters == report.ReportFilters(since=date(2026, 10, 2), until=date(2026, 10, 31))


def test_a_village_narrows_down_and_show_all_takes_it_away(desk: Clerk, fill: Any) -> None:
    from tests import factories as make

    make.household("H0002", "陈㛃", village="空村", category="一般农户")
    page = shown(desk, "households")
    bar = page.view.bar
    assert not bar.unfolded
    bar.fold.click()
    assert bar.unfolded
    desk.type("空", bar.pickers["village"].line)
    desk.press(Qt.Key.Key_Tab, on=bar.pickers["village"].line)
    desk.settle()
    assert page.view.filters.village == "空村" and page.view.answer.empty
    page.view.empty.button.click()
    desk.settle()
    assert page.view.filters.village is None and not page.view.answer.empty


def test_what_cannot_be_read_is_said_at_its_field(desk: Clerk) -> None:
    page = shown(desk, "households")
    bar = page.view.bar
    bar.fold.click()
    before = page.view.answer
    desk.type("nobody", bar.pickers["household"].line)
    desk.press(Qt.Key.Key_Return, on=bar.pickers["household"].line)
    desk.settle()
    assert bar.pickers["household"].problem() and page.view.answer is before


# -- asking --------------------------------------------------------------------------------------------------------


def answer_of(label: str, homes: int = 1) -> report.ReportAnswer:
    rows = tuple(
        report.ReportRow(
            str(at), {"head": f"{label}{at}", "gross": at * 100}, report.Lead(report.OF_HOUSEHOLD, at)
        )
        for at in range(homes)
    )
    columns = (
        report.column("head", mark("Household"), TEXT, person=True),
        report.column("gross", mark("Gross pay"), MONEY),
    )
    drawn = rows[: report.MOST_DRAWN]
    chart = report.Chart(
        report.BARS,
        tuple(report.Category(row.key, row.cells["head"], TEXT) for row in drawn),
        (report.ChartSeries("gross", mark("Gross pay"), tuple(row.cells["gross"] for row in drawn), MONEY),),
        len(rows) - len(drawn),
    )

    def behind(row: str, what: str) -> report.Behind:
        lines = (
            report.column("month", mark("Month"), MONTH),
            report.column("gross", mark("Gross pay"), MONEY),
        )
        return report.Behind(
            lambda tr: f"{row} {what}", lines, (report.BehindRow({"month": "2026-10", "gross": 5}),), "gross"
        )

    total = report.ReportRow(report.TOTAL, {"head": None, "gross": sum(row.cells["gross"] for row in rows)})
    return report.ReportAnswer((lambda tr: label,), chart, columns, rows, total, behind, frozenset({"gross"}))


def report_of(key: str, ask: Any) -> report.Report:
    return report.Report(key, mark("Report"), mark("Report"), (report.SPAN,), ask, mark("Report"))


def test_what_is_asked_later_is_shown_and_nothing_old_under_a_new_name(
    desk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()

    def slowly(*_: Any) -> report.ReportAnswer:
        go.wait(10)
        return answer_of("slow")

    one, other = report_of("income", slowly), report_of("households", lambda *_: answer_of("quick"))
    monkeypatch.setitem(reports.REPORTS, "income", one)
    monkeypatch.setitem(reports.REPORTS, "households", other)
    page = desk.window.go("reports", OfKind("income"))
    assert page.view.answer is None and page.view.chart.picture is None and not page.saving.isEnabled()
    assert page.chip.words == "正在计算…"
    page.open(OfKind("households"))
    go.set()
    desk.settle()
    assert page.view.said.text() == "quick" and not page.chip.isVisible()


def test_five_hundred_rows_are_in_the_table_and_the_picture_says_what_it_leaves_out(
    desk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(reports.REPORTS, "income", report_of("income", lambda *_: answer_of("陈㛃", 500)))
    page = shown(desk)
    view = page.view
    assert view.table.table.count() == 500 and len(view.chart.picture.marks) == report.MOST_DRAWN
    assert "20" in view.notes.text() and "480" in view.notes.text()
    desk.press(Qt.Key.Key_Return, on=page.list)
    desk.press(Qt.Key.Key_End)
    bar = view.area.verticalScrollBar()
    assert bar.maximum() == 0 or bar.value() > 0
    desk.type("陈㛃499", view.table.table.search)
    view.table.table.narrow(at_once=True)
    assert view.table.table.count() == 1
    assert rows_in(desk, lambda: view.open_rows("499", "gross")) == [("499 gross", 1)]


def test_the_page_asks_again_when_what_it_read_changed(desk: Clerk) -> None:
    from models.actions.ledger.voiding import void
    from models.tables.ledger import Voucher

    page = shown(desk)
    before = gross(page)
    slip = Voucher.select().where(Voucher.number.startswith("HS")).order_by(Voucher.id.desc()).first()
    void(slip.id, "录错")
    desk.settle()
    assert gross(page) < before


def test_paper_and_workbook_are_those_of_the_answer_shown(
    desk: Clerk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown(desk, "households")
    target = tmp_path / "report.xlsx"
    monkeypatch.setattr("ui.pages.desk.report_paper.ask_target", lambda *_: target)
    desk.press(Qt.Key.Key_E, CTRL)
    desk.wait()
    rows = CalamineWorkbook.from_path(str(target)).get_sheet_by_index(0).to_python()
    assert rows[1][0] == "H0001" and any("report.xlsx" in words for words in desk.said)
    made: list[Path] = []

    def look(preview: Preview) -> int:
        path = tmp_path / "report.pdf"
        preview.make(path, "a4", 1, lambda *_: None)
        made.append(path)
        preview.close()
        return 0

    monkeypatch.setattr(Preview, "exec", look)
    desk.press(Qt.Key.Key_P, CTRL)
    assert "单䶮" in "".join(text_of(made[0]))


def test_ctrl_k_finds_a_report_by_its_name(desk: Clerk) -> None:
    desk.press(Qt.Key.Key_K, CTRL)
    box = desk.window.top.find
    desk.type("各月收入", box)
    desk.settle()
    desk.press(Qt.Key.Key_Return, on=box)
    desk.settle()
    assert desk.window.current == "reports" and desk.window.page.list.chosen() == "income"
