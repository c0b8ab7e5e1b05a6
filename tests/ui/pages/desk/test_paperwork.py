"""Paper from the window: blank slips and missing numbers, the bank's file, a printer set straight."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog

from models.actions.ledger.blank_slips import set_aside
from models.actions.pay.locking import lock
from models.queries.ledger.blank_slips import missing_numbers
from models.queries.pay.bank import payments
from models.settings import setting, settings
from models.tables.ledger import Voucher
from reports.paper.ruler import CROSS
from tests import factories as make
from tests.ui.clerk import CTRL, TODAY, Clerk
from ui.pages.desk.calibrate import calibrate_sheet, keep_offset, offset_of, print_ruler
from ui.pages.ledger.blank_slips import MissingDialog, blank_sheet
from ui.pages.pay.bank import bank_sheet
from ui.shell import theme

ENTER = Qt.Key.Key_Return
DOTS = 10  # to the millimetre, where a page is measured


def test_a_block_is_set_aside_and_printed(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, list[str]]] = []
    monkeypatch.setattr(
        "ui.pages.ledger.vouchers.print_numbers", lambda page, kind, numbers: asked.append((kind, numbers))
    )

    def fill(page: Any, today: date) -> Any:
        sheet = blank_sheet(page, today)
        sheet.form.fields["kind"].set_value("collection")
        sheet.form.fields["count"].set_value(3)
        sheet.form.fields["holder"].set_value("刘师傅")
        monkeypatch.setattr(sheet, "exec", lambda: sheet.submit() or sheet.result_value)
        return sheet

    monkeypatch.setattr("ui.pages.ledger.vouchers.blank_sheet", fill)
    clerk.go("vouchers").set_blanks_aside()
    ((kind, numbers),) = asked
    assert kind == "blank" and [number[-5:] for number in numbers] == ["00001", "00002", "00003"]
    assert [one.holder for one in missing_numbers()] == ["刘师傅"] * 3


def test_a_missing_number_leads_to_where_it_is_entered(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    make.subcontract(make.household("H1", "单春梅"), quantity=100, number="PG00001")
    first, second = set_aside("collection", 2, TODAY, "刘师傅")

    def choose(dialog: MissingDialog) -> int:
        assert [row[0] for row in dialog.rows.rows([0, 1])] == [first, second]
        dialog.enter(1)
        return dialog.result()

    monkeypatch.setattr(MissingDialog, "exec", choose)
    clerk.go("vouchers").show_missing()
    page = clerk.window.go("collection")
    assert page.number.isVisible() and page.number.raw() == second
    for words in ("PG00001", "20"):
        clerk.type(words)
        clerk.press(ENTER)
    clerk.press(ENTER, CTRL)
    assert Voucher.get().number == second
    assert [one.number for one in missing_numbers()] == [first]
    assert not page.number.isVisible()


def test_a_blank_slip_of_another_kind_or_two_households_is_refused(clerk: Clerk) -> None:
    make.subcontract(make.household("H1", "单春梅"), quantity=100, number="PG00001")
    make.subcontract(make.household("H2", "尉迟强"), quantity=100, number="PG00002")
    (number,) = set_aside("transfer", 1, TODAY)
    page = clerk.go("collection")
    page.ask_number(number)
    for words in ("PG00001", "20"):
        clerk.type(words)
        clerk.press(ENTER)
    clerk.press(ENTER, CTRL)
    assert Voucher.select().count() == 0 and page.dirty
    page.number.set_value("")
    clerk.press(ENTER, CTRL)
    assert Voucher.select().count() == 1


def test_the_list_of_missing_numbers_says_why_one_stays_empty(
    clerk: Clerk, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    block = set_aside("issue", 2, TODAY)
    dialog = MissingDialog(clerk.window, TODAY)
    qtbot.addWidget(dialog)
    assert dialog.print_button.isEnabled()

    class Spoiled:
        def exec(self) -> bool:
            from models.actions.ledger.blank_slips import spoil

            spoil(block[0], "写坏了", TODAY)
            return True

    monkeypatch.setattr("ui.pages.ledger.blank_slips.spoil_sheet", lambda *_: Spoiled())
    dialog.spoil(0)
    assert [row[0] for row in dialog.rows.rows([0])] == [block[1]]
    dialog.print_again([0])
    assert dialog.again == [block[1]]
    dialog.close()


def october_by_bank() -> None:
    """A locked month with one household paid by bank."""
    bank = {"pay_method": "bank", "bank": "农商行", "account": "62280001"}
    work = make.subcontract(make.household("H0001", "单䶮", **bank), quantity=100, day=date(2026, 9, 1))
    make.collection(work, date(2026, 9, 20), good=10)
    lock("2026-09", date(2026, 10, 2))


@pytest.fixture
def october(fill: Any) -> None:
    fill(october_by_bank)


def test_the_banks_columns_are_edited_seen_and_kept(
    clerk: Clerk, october: None, tmp_path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = clerk.window.go("pay")
    page.open_month("2026-09")
    qtbot.waitUntil(lambda: page.month is not None and page.month.period.key == "2026-09")
    target = tmp_path / "bank.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    # A screen of 1920 × 1080 set to 150 %.
    monkeypatch.setattr(theme, "room", lambda widget: QRect(0, 0, 1280, 720))

    def fill(parent: Any, answer: Any) -> Any:
        sheet = bank_sheet(parent, answer)
        qtbot.addWidget(sheet)
        assert max(sheet.height(), sheet.minimumSizeHint().height()) <= 720 - theme.px("top")
        editor = sheet._extra
        assert "62280001" in editor.sample.text()
        editor.grid.model.put(1, "header", "收款账号")
        editor.grid.view.go_to(1, 0)
        editor.move_line(-1)
        sheet.form.fields["delimiter"].set_value("|")
        sheet.form.fields["encoding"].set_value("utf-8")
        editor.show_sample()
        assert editor.sample.text().startswith("收款账号| 序号|")
        monkeypatch.setattr(sheet, "exec", lambda: sheet.submit() or True)
        return sheet

    monkeypatch.setattr("ui.pages.pay.bank.bank_sheet", fill)
    page.files.pay_by_bank()
    qtbot.waitUntil(target.exists, timeout=5000)
    heads, line, rest = target.read_text(encoding="utf-8").split("\n")
    assert heads.split("|")[:2] == ["收款账号", "序号"]
    assert line.split("|")[:3] == ["62280001", "1", "单䶮"] and rest == ""
    assert str(setting("bank.columns")).splitlines()[:2] == ["account=收款账号", "number"]
    assert settings()["bank.delimiter"] == "|"


def test_an_open_month_makes_no_bank_file(clerk: Clerk, october: None, qtbot: Any) -> None:
    page = clerk.window.go("pay")
    make.collection(make.subcontract(quantity=100), date(2026, 10, 15), good=1)
    page.open_month("2026-10")
    qtbot.waitUntil(lambda: page.month is not None and page.month.period.key == "2026-10")
    page.files.pay_by_bank()
    assert any("锁定" in words for words in clerk.said)
    assert payments("2026-09").rows


def test_a_printers_offset_is_remembered_and_moves_the_test_page(
    clerk: Clerk, tmp_path: Path, qtbot: Any
) -> None:
    assert offset_of("LQ-630K/2") == (0, 0)
    sheet = calibrate_sheet(clerk.window, "LQ-630K/2", "label-paper")
    qtbot.addWidget(sheet)
    sheet.form.fields["right"].set_value(2_500)
    sheet.form.fields["down"].set_value(-1_000)
    sheet.submit()
    assert sheet.result_value == offset_of("LQ-630K/2") == (2_500, -1_000)
    assert offset_of("another") == (0, 0)
    too_far = calibrate_sheet(clerk.window, "another", "a4")
    qtbot.addWidget(too_far)
    too_far.form.fields["right"].set_value(21_000)
    too_far.submit()
    assert too_far.form.fields["right"].problem() and offset_of("another") == (0, 0)
    keep_offset("another", (1_000, 1_000))
    straight, moved = (middle_of_the_cross(tmp_path / name, offset) for name, offset in
                       (("a.pdf", (0, 0)), ("b.pdf", (5_000, 2_000))))  # fmt: skip
    assert straight == pytest.approx((CROSS, CROSS), abs=0.5)
    assert moved == pytest.approx((CROSS + 5, CROSS + 2), abs=0.5)


def middle_of_the_cross(target: Path, offset: tuple[int, int]) -> tuple[float, float]:
    """Where the cross of the printed test page stands, in millimetres from the paper's upper left corner."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(target))
    print_ruler(printer, "241x140", offset, lambda *_: None)
    document = QPdfDocument()
    document.load(str(target))
    points = document.pagePointSize(0)
    size = points.toSize()
    size.setWidth(round(points.width() / 72 * 25.4 * DOTS))
    size.setHeight(round(points.height() / 72 * 25.4 * DOTS))
    page = document.render(0, size)
    document.close()
    dark = [
        [
            page.pixelColor(x, y).lightness() < 128 and page.pixelColor(x, y).alpha() > 128
            for x in range(280, 560)
        ]
        for y in range(280, 560)
    ]
    across = max(range(len(dark)), key=lambda y: sum(dark[y][:230]))
    down = max(range(230), key=lambda x: sum(row[x] for row in dark))
    return (280 + down) / DOTS, (280 + across) / DOTS
