"""Paper on screen: preview, thumbnails, file and printer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSize, QSizeF, Qt, QTimer
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QApplication, QFileDialog

from models.errors import Cancelled, UserError
from models.settings import setting
from tests.trust.promises import times
from tests.ui.clerk import Clerk
from ui.kit import print_preview
from ui.kit.background_task import ProgressBox, under_way
from ui.kit.print_commands import cooperative_named
from ui.kit.print_job import POINTS, load_pages, print_pdf
from ui.kit.print_preview import Preview
from ui.pages.desk.calibrate import keep_offset, offset_of

PAPERS = [("241x140", "连续纸 241 × 140"), ("a5", "A5")]
SIZES = {"241x140": (241, 139.7), "a5": (148, 210)}
MM = 25.4
MANY = times(300, 1_000)  # pages


class Maker:
    """Writes a PDF with a page a copy, and notes what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []
        self.refuse: UserError | None = None

    def __call__(self, path: Path, paper: str, copies: int, progress: Any) -> None:
        from reportlab.pdfgen.canvas import Canvas

        self.asked.append((paper, copies))
        if self.refuse is not None:
            raise self.refuse
        width, height = (side / MM * POINTS for side in SIZES[paper])
        canvas = Canvas(str(path), pagesize=(width, height))
        for number in range(copies):
            progress(number, copies)
            canvas.drawString(40, 40, f"copy {number + 1}")
            canvas.showPage()
        canvas.save()


@pytest.fixture
def maker() -> Maker:
    return Maker()


@pytest.fixture
def preview(maker: Maker, home: Path, qtbot: Any) -> Iterator[Preview]:
    made = Preview(None, "dispatch", "发料单 FL00012", maker, PAPERS)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.document.pageCount() == 1)
    yield made
    made.close()


def millimetres(document: QPdfDocument, page: int = 0) -> tuple[float, float]:
    points = document.pagePointSize(page)
    return round(points.width() / POINTS * MM, 1), round(points.height() / POINTS * MM, 1)


def test_what_is_not_on_the_pages_is_said_above_them(maker: Maker, home: Path, qtbot: Any) -> None:
    def make(*asked: Any) -> str:
        maker(*asked)
        return "\n".join(f"第 {number} 行" for number in range(9))

    made = Preview(None, "statement", "工资单", make, PAPERS)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.document.pageCount() == 1)
    assert made.exceptions.isVisible() and made.exceptions.text().splitlines()[-1] == "另有 5 处"
    assert made.exceptions.toolTip().endswith("第 8 行")
    made.close()


def test_a_cooperative_without_a_name_is_asked_for_it_once(clerk: Clerk, maker: Maker, qtbot: Any) -> None:
    made = Preview(clerk.window, "dispatch", "发料单", maker, PAPERS, named=cooperative_named())
    made.show()
    qtbot.waitUntil(lambda: made.document.pageCount() == 1)
    assert made.issuer is not None
    made.print_()
    assert made.issuer.problem() == "请写明是哪家合作社的单据。" and not made.printed
    made.issuer.line.setText("大石镇竹编合作社")
    made.issuer.line.editingFinished.emit()
    qtbot.waitUntil(lambda: len(maker.asked) == 2)
    assert setting("cooperative.name") == "大石镇竹编合作社" and cooperative_named()
    made.close()
    again = Preview(clerk.window, "dispatch", "发料单", maker, PAPERS, named=cooperative_named())
    assert again.issuer is None
    again.close()


def test_the_pages_are_shown_small_and_large(preview: Preview) -> None:
    assert millimetres(preview.document) == (241.0, 139.7)
    picture = preview.small.index(0, 0).data(Qt.ItemDataRole.DecorationRole)
    assert picture.width() > picture.height()
    assert preview.save_button.isEnabled() and "1" in preview.pages.text()


def test_the_thumbnails_keep_qts_promises(preview: Preview, qtmodeltester: Any) -> None:
    qtmodeltester.check(preview.small)


def test_another_paper_and_more_copies_make_it_anew(preview: Preview, maker: Maker, qtbot: Any) -> None:
    preview.paper.set_value("a5")
    qtbot.waitUntil(
        lambda: preview.document.pageCount() == 1 and millimetres(preview.document) == (148.0, 210.0)
    )
    line = preview.copies.line
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, "3")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: preview.document.pageCount() == 3)
    assert preview.small.rowCount() == 3 and maker.asked[-1] == ("a5", 3)
    line.setText("0")
    preview.remake()
    assert preview.copies.problem() and len(maker.asked) == 3


def test_what_is_chosen_while_pages_are_laid_out_comes_after_them(
    preview: Preview, maker: Maker, qtbot: Any
) -> None:
    preview.paper.set_value("a5")
    preview.copies.set_value(2)
    preview.remake()
    assert under_way() is not None and not preview.print_button.isEnabled()
    qtbot.waitUntil(
        lambda: preview.document.pageCount() == 2 and millimetres(preview.document) == (148.0, 210.0)
    )
    assert maker.asked[-1] == ("a5", 2) and preview.save_button.isEnabled()


def test_saved_as_pdf_and_remembered(
    preview: Preview, maker: Maker, tmp_path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    preview.paper.set_value("a5")
    qtbot.waitUntil(lambda: len(maker.asked) == 2 and preview.save_button.isEnabled())
    target = tmp_path / "发料单.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    qtbot.mouseClick(preview.save_button, Qt.MouseButton.LeftButton)
    assert target.read_bytes().startswith(b"%PDF") and preview.printed and not preview.isVisible()
    again = Preview(None, "dispatch", "发料单", maker, PAPERS)
    qtbot.addWidget(again)
    qtbot.waitUntil(lambda: again.document.pageCount() == 1)
    assert maker.asked[-1] == ("a5", 1)
    again.close()


def test_a_place_that_cannot_be_written_is_said(preview: Preview, tmp_path: Path) -> None:
    preview.save_to(tmp_path)
    assert preview.isVisible() and not preview.printed


def test_a_refusal_is_said_in_the_preview(home: Path, qtbot: Any, maker: Maker) -> None:
    maker.refuse = UserError("字体里没有这个字。")
    made = Preview(None, "dispatch", "发料单", maker, PAPERS)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.pages.text() == "字体里没有这个字。")
    assert not made.save_button.isEnabled() and not made.print_button.isEnabled()
    maker.refuse = UserError("没有这种纸。", "paper")
    made.paper.set_value("a5")
    qtbot.waitUntil(lambda: made.paper.problem() == "没有这种纸。")
    made.close()


def test_closing_leaves_no_file_behind(maker: Maker, home: Path, qtbot: Any) -> None:
    made = Preview(None, "dispatch", "发料单", maker, PAPERS)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.document.pageCount() == 1)
    folder = Path(made._folder.name)
    assert list(folder.iterdir())
    qtbot.keyClick(made, Qt.Key.Key_Escape)
    assert not folder.exists()


def test_pages_that_were_read_leave_their_file_alone(maker: Maker, tmp_path: Path, qapp: Any) -> None:
    """Windows removes and replaces no file that somebody still reads from."""
    path = tmp_path / "in.pdf"
    maker(path, "a5", 3, lambda *done: None)
    document = QPdfDocument()
    load_pages(document, path)
    drawn = document.render(2, QSize(200, 280))
    load_pages(document, path)
    path.write_bytes(b"")
    assert document.pageCount() == 3 and document.render(2, QSize(200, 280)) == drawn
    with pytest.raises(UserError):
        load_pages(document, path)
    assert document.pageCount() == 0


@pytest.mark.parametrize("paper", list(SIZES))
def test_the_printer_gets_the_exact_paper(maker: Maker, tmp_path: Path, qapp: Any, paper: str) -> None:
    """Printed into a file: the printer's own PDF has the size and as many pages."""
    source, target = tmp_path / "in.pdf", tmp_path / "out.pdf"
    maker(source, paper, 2, lambda *_: None)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(target))
    assert print_pdf(source, printer, lambda *_: None) == 2
    document = QPdfDocument()
    document.load(str(target))
    assert document.pageCount() == 2
    for page in range(2):
        size = document.pagePointSize(page)
        wanted = QSizeF(*(side / MM * POINTS for side in SIZES[paper]))
        assert abs(size.width() - wanted.width()) < 1.5 and abs(size.height() - wanted.height()) < 1.5
    inked = document.render(0, document.pagePointSize(0).toSize())
    assert any(inked.pixelColor(x, y).lightness() < 128 and inked.pixelColor(x, y).alpha() > 128
               for x in range(30, 90) for y in range(inked.height() - 60, inked.height() - 30))  # fmt: skip
    document.close()


def test_stopping_the_printer(maker: Maker, tmp_path: Path, qapp: Any) -> None:
    source = tmp_path / "in.pdf"
    maker(source, "a5", 3, lambda *_: None)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))

    def stop(done: int, total: int, words: str = "") -> None:
        if done == 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        print_pdf(source, printer, stop)


def test_a_pdf_that_is_gone_is_a_sentence(tmp_path: Path, qapp: Any) -> None:
    with pytest.raises(UserError):
        print_pdf(tmp_path / "gone.pdf", QPrinter(), lambda *_: None)


@pytest.fixture
def printers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Two printers; whatever is sent to one becomes the pages of the file answered."""
    target = tmp_path / "sent.pdf"

    class Sent(QPrinter):
        def __init__(self, info: QPrinterInfo, mode: QPrinter.PrinterMode) -> None:
            super().__init__(mode)
            self.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
            self.setOutputFileName(str(target))

    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", lambda: ["HP-107", "LQ-630K"])
    monkeypatch.setattr(QPrinterInfo, "defaultPrinterName", lambda: "HP-107")
    monkeypatch.setattr(print_preview, "QPrinter", Sent)
    return target


def many(path: Path, paper: str, copies: int, progress: Any) -> None:
    """Many pages, each the size of a label, so that they are quickly drawn."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), pagesize=(40 / MM * POINTS, 20 / MM * POINTS))
    for number in range(MANY):
        canvas.drawString(10, 20, f"{number + 1}")
        canvas.showPage()
    canvas.save()


@pytest.fixture
def long_one(printers: Path, home: Path, qtbot: Any) -> Iterator[Preview]:
    """The preview of many pages."""
    made = Preview(None, "statement", "工资单", many, PAPERS)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.document.pageCount() == MANY)
    # Where laying out took long, a bar was on top; without a window system nobody goes back to what was below it.
    made.activateWindow()
    QApplication.processEvents()
    yield made
    made.close()


def test_of_many_pages_only_those_seen_are_drawn_small(long_one: Preview, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: len(long_one.small._drawn) > 2)
    assert len(long_one.small._drawn) < 40
    hint = long_one.small.index(0, 0).data(Qt.ItemDataRole.SizeHintRole)
    picture = long_one.small.index(0, 0).data(Qt.ItemDataRole.DecorationRole)
    # The number stands below the picture.
    assert hint.width() >= picture.width() and hint.height() > picture.height() + 12
    long_one.thumbnails.setCurrentIndex(long_one.small.index(MANY // 2, 0))
    qtbot.waitUntil(lambda: long_one.view.pageNavigator().currentPage() == MANY // 2)
    # At the end, where the last pages stand in view together, the view calls the first of them the current one.
    long_one.thumbnails.setCurrentIndex(long_one.small.index(MANY - 1, 0))
    bar = long_one.view.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())


@pytest.mark.sampled
def test_hundreds_of_pages_are_sent_while_the_window_lives(
    long_one: Preview, printers: Path, qtbot: Any
) -> None:
    ticks = []
    timer = QTimer(interval=10)
    timer.timeout.connect(lambda: ticks.append(bool(box())))
    timer.start()
    qtbot.keyClick(long_one, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(box()) and box().bar.maximum() == MANY, timeout=10_000)
    qtbot.waitUntil(lambda: long_one.printed, timeout=60_000)
    assert sum(ticks) > 10, "the window stood still while the pages were sent"
    sent = QPdfDocument()
    sent.load(str(printers))
    assert sent.pageCount() == MANY and millimetres(sent, MANY - 1) == pytest.approx((40, 20), abs=0.2)
    sent.close()
    assert not long_one.isVisible()


def test_a_stopped_printing_leaves_the_preview_as_it_was(long_one: Preview, qtbot: Any) -> None:
    long_one.print_()
    qtbot.waitUntil(lambda: bool(box()), timeout=10_000)
    box().stop.click()
    qtbot.waitUntil(lambda: under_way() is None, timeout=10_000)
    assert long_one.isVisible() and not long_one.printed and long_one.print_button.isEnabled()


def box() -> Any:
    """The bar with the progress, once it is shown."""
    return next(
        (w for w in QApplication.topLevelWidgets() if isinstance(w, ProgressBox) and w.isVisible()), None
    )


def test_printer_paper_and_copies_are_remembered_for_each_kind(
    maker: Maker, printers: Path, home: Path, qtbot: Any
) -> None:
    def opened(kind: str) -> Preview:
        made = Preview(None, kind, "单据", maker, PAPERS)
        qtbot.addWidget(made)
        made.show()
        qtbot.waitUntil(made.print_button.isEnabled)
        return made

    first = opened("dispatch")
    assert (first.printer.value(), first.paper.value(), first.copies.value()) == ("HP-107", "241x140", 1)
    first.printer.set_value("LQ-630K")
    first.paper.set_value("a5")
    first.copies.set_value(2)
    first.remake()
    qtbot.waitUntil(lambda: first.document.pageCount() == 2 and first.print_button.isEnabled())
    qtbot.mouseClick(first.print_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: first.printed, timeout=10_000)
    again, other = opened("dispatch"), opened("paylist")
    assert (again.printer.value(), again.paper.value(), again.copies.value()) == ("LQ-630K", "a5", 2)
    assert (other.printer.value(), other.paper.value(), other.copies.value()) == ("HP-107", "241x140", 1)
    again.close()
    other.close()


def test_copies_just_typed_are_printed(maker: Maker, printers: Path, home: Path, qtbot: Any) -> None:
    made = Preview(None, "dispatch", "发料单", maker, PAPERS)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(made.print_button.isEnabled)
    made.copies.line.setFocus()
    made.copies.line.selectAll()
    qtbot.keyClicks(made.copies.line, "0")
    made.print_()
    assert made.copies.problem() and not made.printed
    made.copies.line.selectAll()
    qtbot.keyClicks(made.copies.line, "3")
    qtbot.keyClick(made, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: made.printed, timeout=10_000)
    sent = QPdfDocument()
    sent.load(str(printers))
    assert sent.pageCount() == 3
    sent.close()


def test_a_printer_is_set_straight_from_the_preview(
    maker: Maker, printers: Path, home: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def sheet(parent: Any, name: str, paper: str) -> Any:
        class Answered:
            def exec(self) -> None:
                asked.append((name, paper))
                keep_offset(name, (5_000, 0))

        return Answered()

    monkeypatch.setattr(print_preview, "calibrate_sheet", sheet)
    made = Preview(None, "dispatch", "发料单", maker, PAPERS)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(made.print_button.isEnabled)
    made.printer.set_value("LQ-630K")
    qtbot.keyClick(made, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert asked == [("LQ-630K", "241x140")] and offset_of("LQ-630K") == (5_000, 0)
    straight = []
    monkeypatch.setattr(
        print_preview, "print_pdf", lambda path, printer, progress, offset: straight.append(offset)
    )
    made.print_()
    qtbot.waitUntil(lambda: made.printed)
    assert straight == [(5_000, 0)]
