"""Pictures of every page and main dialog of the real program over the demo: ``python3 dev.py screenshots DIR``.

In Chinese and English, light and dark, at 100 % and 150 %, with a full and an empty file, at the largest letters, and
with a file that is hard to show: five hundred rows and the longest of names.
One process per language and scale, since a scale cannot change in a running window. ``-k PART`` takes only scenes
whose name holds a part; ``--files DIR`` keeps the files the pictures are taken of for the next time.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

from models.queries.desk.target import Month, OfEnterprise, OfKind, OfSubcontract, Record, Setting

ROOT = Path(__file__).resolve().parents[1]
TODAY = date(2026, 10, 21)
LANGUAGES, MODES, FILLS = ("zh", "en"), ("light", "dark"), ("full", "empty")
# The laptops these people have: 1366 × 768, and a newer one of 1920 × 1080 whose screen is set to 150 %.
SIZES = {"1": (1366, 768), "1.5": (1280, 720)}
PATIENCE = 40.0
PAPER = 1500  # milliseconds until a page of a preview is drawn
LARGE = 150  # percent; the font size in the settings of somebody with weak eyes

Scene = Callable[["Stage"], object]


class Stage:
    """One window over one file in one dress, and the folder its pictures go to."""

    def __init__(self, app: Any, window: Any, folder: Path, part: str) -> None:
        self.app, self.window, self.folder, self.part = app, window, folder, part
        self.taken = 0
        folder.mkdir(parents=True, exist_ok=True)

    def settle(self, milliseconds: int = 60) -> None:
        """Let everything asked for come and be painted."""
        from ui.kit import background_query
        from ui.kit.background_task import under_way

        end = time.monotonic() + PATIENCE
        self.wait(milliseconds)
        while (background_query._under_way or under_way() is not None) and time.monotonic() < end:
            self.wait(10)
        self.wait(20)

    def wait(self, milliseconds: int) -> None:
        """Let time pass for the window and for the threads that ask, which QTest.qWait would not let run."""
        from PySide6.QtCore import QCoreApplication, QEvent

        end = time.monotonic() + milliseconds / 1000
        while time.monotonic() < end:
            self.app.processEvents()
            time.sleep(0.003)
        self.app.processEvents()
        # Only a running event loop throws away what was asked to go.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def go(self, key: str, target: Any = None) -> Any:
        """Show a page."""
        page = self.window.go(key, target)
        self.settle()
        return page

    def shoot(self, name: str) -> None:
        """Keep what a person would see now: the window and whatever stands over it."""
        from PySide6.QtCore import QPoint, QRect, Qt
        from PySide6.QtGui import QPainter, QPixmap
        from PySide6.QtWidgets import QApplication, QWidget

        from ui.shell import theme

        if self.part not in name:
            return
        corner = self.window.mapToGlobal(QPoint(0, 0))
        over = [one for one in self.window.findChildren(QWidget) if one.isWindow()]
        over += [
            one
            for one in (QApplication.activeModalWidget(), QApplication.activePopupWidget())
            if one not in over
        ]
        over = [one for one in over if one is not None and one is not self.window and one.isVisible()]
        around = QRect(QPoint(0, 0), self.window.size())
        for other in over:
            if other.windowType() == Qt.WindowType.Dialog:
                around |= QRect(other.mapToGlobal(QPoint(0, 0)) - corner, other.size())
        ratio = self.window.devicePixelRatioF()
        picture = QPixmap((around.size().toSizeF() * ratio).toSize())
        picture.setDevicePixelRatio(ratio)
        picture.fill(theme.color("edge"))
        painter = QPainter(picture)
        painter.translate(-around.topLeft())
        painter.drawPixmap(QPoint(0, 0), self.window.grab())
        for other in over:
            place = other.mapToGlobal(QPoint(0, 0)) - corner
            painter.drawPixmap(place, other.grab())
            if other.windowType() == Qt.WindowType.Dialog:
                # The frame the desktop would give it.
                painter.setPen(theme.color("edge"))
                painter.drawRect(QRect(place, other.size()).adjusted(-1, -1, 0, 0))
        painter.end()
        picture.save(str(self.folder / f"{name}.png"))
        self.taken += 1

    def page(self, name: str, key: str, target: Any = None) -> Any:
        """A page as it stands, or with the record of a key."""
        page = self.go(key, Record(target) if isinstance(target, int) else target)
        self.shoot(name)
        return page

    def dialog(
        self, name: str, open_it: Callable[[], object], prepare: Callable[[Any], object] | None = None
    ) -> None:
        """A dialog that ``open_it`` opens and waits for, filled in by ``prepare``; it is thrown away afterwards."""
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication, QDialog

        from ui.kit.background_task import ProgressBox

        if self.part not in name:
            return
        end = time.monotonic() + PATIENCE
        seen: list[Any] = []

        def look() -> None:
            box: Any = QApplication.activeModalWidget()
            if box is None or isinstance(box, ProgressBox):
                if time.monotonic() < end:
                    QTimer.singleShot(30, self.window, look)
                return
            if not seen:
                seen.append(box)
                self.settle()
                if prepare is not None:
                    prepare(box)
                    self.settle()
                if type(box).__name__ == "Preview":
                    box.grab()
                    self.settle(PAPER)
                self.shoot(name)
            if isinstance(box, QDialog):
                box.done(0)
            else:
                box.close()

        QTimer.singleShot(30, self.window, look)
        open_it()
        self.settle()
        if not seen:
            raise RuntimeError(f"no dialog opened for {name}")


def key_of(page: Any, row: int = 0) -> Any:
    """The key of a row of a page's list."""
    return page.table.model.key(row)


# -- the scenes ----------------------------------------------------------------------------------------------------


def pages(stage: Stage) -> None:
    """Every page as it opens."""
    stage.go("today")
    stage.settle(500)
    for number, entry in enumerate(stage.window.entries, start=1):
        stage.page(f"{number:02d}-{entry.key}", entry.key)
    today = stage.go("today")
    today.picture_card.pictures.choose("tracks")
    stage.settle(300)
    stage.shoot("17-today-records")
    today.picture_card.pictures.choose(next(iter(today.picture_card.pictures.buttons), ""))


def records(stage: Stage) -> None:
    """One record of each kind, and the second tabs."""
    from models.tables.ledger import Voucher
    from models.tables.party import Enterprise, Household

    for name, code in (("first", "H0001"), ("second", "H0002")):
        stage.page(f"20-household-{name}", "households", Record(Household.get(Household.code == code).id))
    page = stage.go("orders")
    page.home()
    stage.page("21-order", "orders", Record(key_of(page)))
    stage.page(
        "21-enterprise", "orders", OfEnterprise(Enterprise.select().order_by(Enterprise.id).first().id)
    )
    page.home()
    page.tabs.setCurrentIndex(1)
    stage.settle()
    stage.shoot("22-enterprises")
    page.tabs.setCurrentIndex(0)
    page = stage.go("products")
    stage.page("23-product", "products", Record(key_of(page)))
    page.home()
    for number in range(1, page.tabs.count()):
        page.tabs.setCurrentIndex(number)
        stage.settle()
        stage.shoot(f"24-products-tab-{number + 1}")
    page = stage.go("stock")
    for number in range(1, page.tabs.count()):
        page.tabs.setCurrentIndex(number)
        stage.settle()
        stage.shoot(f"25-stock-tab-{number + 1}")
    page = stage.go("visits")
    stage.page("26-visit", "visits", Record(key_of(page)))
    page = stage.go("vouchers")
    for kind in ("collection", "issue", "transfer", "delivery"):
        row = Voucher.select().where(Voucher.kind == kind).order_by(Voucher.id.desc()).first()
        stage.page(f"27-slip-{kind}", "vouchers", Record(row.id))
    page.home()
    pay(stage)
    entry(stage)


def pay(stage: Stage) -> None:
    """The month before, locked and paid; the month that runs; one statement."""
    from models.queries.pay.months import periods_with_pay

    months = [row.key for row in periods_with_pay()]
    for name, month in zip(("running", "paid"), months, strict=False):
        page = stage.page(f"28-pay-{name}", "pay", Month(month))
        page.open_statement(page.month.statements[0].household)
        stage.settle()
        stage.shoot(f"29-statement-{name}")
        page.go_up()


def programme(stage: Stage) -> None:
    """A course with its attendance and what hangs on it, and a wish with what fits it."""
    from models.tables.programme import Wish
    from models.tables.training import Course
    from ui.pages.programme.course_sheet import certificates_sheet, course_record, enrol_sheet

    course = Course.select().order_by(Course.start.desc()).get()
    page = stage.go("training")
    stage.dialog("95-course", lambda: page.open_course(course.id))
    stage.dialog("95-enrol", lambda: enrol_sheet(page, page, course.id).exec())
    held = (course_record(one.id) for one in Course.select().order_by(Course.start.desc()))
    record = next(one for one in held if any(who.days and not who.certificate for who in one.people))
    stage.dialog("95-certificates", lambda: certificates_sheet(page, page, record).exec())
    page = stage.go("employment")
    for kind in ("job", "training"):
        wish = Wish.select().where(Wish.kind == kind, Wish.met_on.is_null()).order_by(Wish.date.desc()).get()
        stage.dialog(f"95-wish-{kind}", lambda wish=wish: page.open_wish(wish.id))


def entry(stage: Stage) -> None:
    """Slips half typed, with a figure that does not add up, and the list that hangs below a cell."""
    from models.tables.order import Subcontract

    work = [
        row.id
        for row in Subcontract.select().where(Subcontract.closed_on.is_null()).order_by(-Subcontract.id)
    ]
    dispatch = stage.go("dispatch")
    for key in work[:3]:
        dispatch.open(OfSubcontract(key))
    stage.settle()
    stage.shoot("30-dispatch-typed")
    for number in range(1, dispatch.tabs.count()):
        dispatch.tabs.setCurrentIndex(number)
        stage.settle()
        stage.shoot(f"31-dispatch-tab-{number + 1}")
    dispatch.tabs.setCurrentIndex(0)
    collection = stage.go("collection")
    for key in work[:3]:
        collection.open(OfSubcontract(key))
    model = collection.grid.model
    for row, figures in enumerate(((60, 55, 3), (48, 48, 0), (12, 10, 4))):
        for name, figure in zip(("received", "good", "second"), figures, strict=True):
            model.put(row, name, figure * 1000)
    stage.settle()
    stage.shoot("32-collection-typed")
    collection.tabs.setCurrentIndex(1)
    stage.settle()
    stage.shoot("33-inspection")
    collection.tabs.setCurrentIndex(0)
    for page in (dispatch, collection):
        page.grid.clear()


def dialogs(stage: Stage) -> None:
    """The sheets that pages open."""
    from models.queries.pay.months import periods_with_pay
    from models.tables.ledger import Voucher
    from models.tables.product import Rate

    page = stage.go("households")
    page.home()
    stage.dialog("40-household-new", page.create)
    stage.dialog("41-household-change", lambda: page.table.edit(key_of(page)))
    stage.go("households", Record(key_of(page)))
    stage.dialog("42-worker", page.workers.add)
    stage.dialog("43-agreement", page.agreements.add)
    if page.photos.strip.items:
        stage.dialog("43-photo", lambda: page.photos.strip.look(0))
    page.home()
    page = stage.go("orders")
    page.home()
    stage.dialog("44-order-new", page.create)
    stage.dialog("45-enterprise", page.enterprises.create)
    stage.go("orders", Record(key_of(page)))
    stage.dialog("46-share-out", page.share_out)
    stage.dialog("47-close-short", page.close_order)
    page.home()
    page = stage.go("products")
    page.home()
    stage.dialog("48-product", page.create)
    stage.dialog("49-material", page.materials.create)
    stage.go("products", Record(key_of(page)))
    stage.dialog("50-rate-new", lambda: page.rates.new(page.product))
    stage.dialog("51-rate-change", lambda: page.rates.edit(Rate.get(Rate.product == page.key).id))
    stage.dialog("52-bill-line", page.bill.add)
    page.home()
    page = stage.go("stock")
    stage.dialog("53-receive", page.receive)
    stage.dialog("54-deliver", page.deliver)
    stage.dialog("54-sale", page.sell)
    stage.dialog("55-machine", page.machine_place.table.create)
    page.tabs.setCurrentWidget(page.machine_place)
    page.machine_place.table.table.selectRow(0)
    stage.dialog("56-take-back", page.machine_place.table.lend_or_take_back)
    page.machine_place.table.table.selectRow(page.machine_place.table.count() - 1)
    stage.dialog("57-lend", page.machine_place.table.lend_or_take_back)
    page = stage.go("advances")
    stage.dialog("58-advance", page.new_advance)
    stage.dialog("59-adjustment", page.new_adjustment)
    page = stage.go("vouchers")
    page.home()
    stage.dialog("60-void", lambda: page.take_back(key_of(page)))
    slip = Voucher.select().where(Voucher.kind == "collection").order_by(Voucher.id.desc()).first()
    stage.dialog("61-preview-slip", lambda: page.print_many([slip.id]))
    month = periods_with_pay()[-1].key
    page = stage.go("pay", Month(month))
    stage.dialog("62-preview-statements", page.print_statements)
    stage.go("households")


def shoot_found(stage: Stage, asked: Sequence[tuple[str, str]]) -> None:
    """What is found for some words, each under a name."""
    box = stage.window.top.find
    for name, words in asked:
        box.setFocus()
        box.setText(words)
        box.list.offer(words)
        stage.settle()
        stage.shoot(f"70-find-{name}")
        box.clear()
        box.list.hide()


def extras(stage: Stage) -> None:
    """What stands over any page: found things, notices, questions, help, the tour, the first choice."""
    from PySide6.QtCore import QPoint

    from ui.shell.help_window import open_help
    from ui.shell.message_box import Question
    from ui.shell.password import ask_password
    from ui.shell.tour import STEPS, Tour
    from ui.shell.welcome import Welcome

    stage.go("today")
    shoot_found(stage, (("initials", "c"), ("number", "12"), ("nothing", "qqq")))
    from ui.shell.file_menu import file_menu

    file_menu(stage.window).popup(stage.window.mapToGlobal(QPoint(40, 60)))
    stage.settle()
    stage.shoot("71-file-menu")
    popup = stage.app.activePopupWidget()
    if popup is not None:
        popup.close()
    from models.i18n import tr

    stage.window.notify(tr("Saved {name}").format(name="H0001 单䶮"), tr("Undo Ctrl+Z"), stage.window.undo)
    stage.settle()
    stage.shoot("72-notice")
    stage.window.notice.hide()
    words = tr("Discard what was typed here?")
    stage.dialog("73-question", lambda: Question(stage.window, words, verb=tr("Discard")).exec())
    stage.dialog("74-password", lambda: ask_password(stage.window, "demo.db"))
    stage.dialog("75-welcome", lambda: Welcome(stage.window).exec())
    made = Tour(stage.window)
    made.begin()
    for number in range(len(STEPS)):
        stage.settle()
        stage.shoot(f"76-tour-{number + 1}")
        made.go_on()
    for key in ("first-day", "keys", "pay"):
        shown = open_help(stage.window, key)
        stage.settle()
        stage.shoot(f"77-help-{key}")
    shown.search.setText("F7")
    stage.settle()
    stage.shoot("77-help-searched")
    shown.close()


def road(stage: Stage) -> None:
    """What is said about vehicles, roads and market days, and the day's sheets that came back."""
    page = stage.go("routes")
    stage.dialog("80-road-vehicle", page.dialogs.new_vehicle)
    stage.dialog("81-road-errand", page.dialogs.ask)
    stage.dialog("82-road-closed", page.dialogs.road)
    stage.dialog("83-road-market", page.dialogs.market)
    stage.dialog("84-road-return", page.enter)


def more(stage: Stage) -> None:
    """Sheets that are asked for less often, and every part of the settings."""
    from models.actions.pay.locking import take_payment_back
    from models.i18n import tr
    from models.queries.desk.reports import REPORTS
    from models.tables.order import Order, Subcontract
    from models.tables.pay import PayPeriod, Statement
    from ui.pages.desk.calibrate import calibrate_sheet
    from ui.shell.trouble import Trouble

    paid = Statement.select().join(PayPeriod).where(Statement.paid_on.is_null(False)).get()
    take_payment_back(paid.period.key, [paid.household_id], TODAY)
    page = stage.go("pay", Month(paid.period.key))
    stage.dialog("63-bank", page.files.pay_by_bank)
    page.home()
    stage.settle()
    stage.shoot("64-pay-months")
    page = stage.go("orders")
    work = [row.id for row in Subcontract.select().order_by(-Subcontract.id).limit(6)]
    stage.dialog("65-kits", lambda: page.parts.hand_out(work))
    stage.go("orders", Record(Order.select().order_by(Order.id).first().id))
    stage.shoot("66-order-late")
    page.home()
    page = stage.go("vouchers")
    page.home()
    stage.dialog("67-blanks", page.set_blanks_aside)
    stage.dialog("68-missing", page.show_missing)
    stage.dialog("69-calibrate", lambda: calibrate_sheet(stage.window, "EPSON LQ-630K", "241x140").exec())
    refusal = tr('"{name}" is not a Yuanba file.').format(name="demo.db")
    stage.dialog("79-trouble", lambda: Trouble(stage.window, refusal, Path("demo.db")).exec())
    page = stage.go("settings")
    for number in range(page.list.count()):
        page.list.setCurrentRow(number)
        stage.settle()
        stage.shoot(f"90-settings-{number + 1:02d}")
    page.open(Setting("pay.tax_tables"))
    stage.dialog("92-tax-tables", page.forms["Pay"].field("pay.tax_tables").open)
    page.list.setCurrentRow(0)
    page = stage.go("print")
    for kind in ("correction", "advance", "visit"):
        page.open(OfKind(kind))
        stage.settle()
        stage.shoot(f"91-print-{kind}")
    page = stage.go("reports", OfKind("county"))
    stage.shoot("91-reports-county")
    for report in REPORTS:
        page.open(OfKind(report))
        stage.settle(400)
        stage.shoot(f"91-reports-{report}")
    page.open(OfKind("income"))
    stage.settle(400)
    stage.dialog("91-reports-rows", lambda: page.view.open_rows("2026-10", "gross"))


def strangers(stage: Stage) -> None:
    """Workbooks that come in: one to be put right, one that is laid out in another way, one that fits."""
    import xlsxwriter

    from models import i18n
    from models.queries.exchange import workbook_schema

    page = stage.go("workbook")
    with tempfile.TemporaryDirectory() as name:
        odd = Path(name) / "2026.xlsx"
        book = xlsxwriter.Workbook(str(odd))
        sheet = book.add_worksheet("名册")
        for row, cells in enumerate(
            (("编号", "姓名", "住址", "电话"), ("A1", "陈䶮", "大城寨村1组", "139"), ("A2", "解燚", "", ""))
        ):
            for column, words in enumerate(cells):
                sheet.write_string(row, column, words)
        book.close()
        stage.dialog("92-mapping", lambda: (page.check(odd), stage.settle(400)))
        wrong = Path(name) / "wrong.xlsx"
        book = xlsxwriter.Workbook(str(wrong))
        for one in workbook_schema.RECORDS:
            sheet = book.add_worksheet(one.name(i18n.language()))
            for column, field in enumerate(one.columns):
                sheet.write_string(0, column, field.header(i18n.language()))
            if one.key == "households":
                sheet.write_string(1, 0, "A1")
                sheet.write_string(2, 1, "陈䶮")
        book.close()
        page.check(wrong)
        stage.settle(400)
        stage.shoot("93-workbook-wrong")
        page._forget()


def lists(stage: Stage) -> None:
    """What a hand does with a list: filters, columns, several rows with their sums, and a change of all of them."""
    from models.queries.narrowing import Chosen

    page = stage.go("households")
    filters = page.table.filters
    filters.open("village_alone")
    stage.settle()
    stage.shoot("81-list-values")
    filters.popup.close()
    value = page.table.model.listing.offered("village_alone")[0].value
    filters.choose("village_alone", Chosen((value,)))
    stage.settle()
    stage.shoot("82-list-narrowed")
    stage.dialog("83-list-columns", page.table.choice.ask)
    filters.clear()
    stage.settle()
    keys = [key_of(page, row) for row in range(3)]
    stage.dialog("84-list-several", lambda: page.table.edit_chosen(keys))
    orders = stage.go("orders")
    orders.table.table.choose([key_of(orders, row) for row in range(2)], None)
    orders.table.totals.settle()
    stage.settle(300)
    stage.shoot("85-list-totals")
    slips = stage.go("vouchers")
    slips.table.filters.open("date")
    stage.settle()
    stage.shoot("86-list-days")
    slips.table.filters.popup.close()


def crowded(stage: Stage) -> None:
    """What names of forty letters and five hundred rows do to lists, records, grids and sheets."""
    from models.queries.pay.months import periods_with_pay
    from models.tables.ledger import Voucher
    from models.tables.order import Order, Subcontract
    from models.tables.party import Household

    long = Household.get(Household.code == "H0003")
    page = stage.page("20-household-long", "households", Record(long.id))
    stage.dialog("41-household-change", lambda: page.table.edit(long.id))
    page = stage.page("21-order-long", "orders", Record(Order.select().order_by(Order.id).first().id))
    stage.dialog("46-share-out", page.share_out)
    page.home()
    stage.dialog("44-order-new", page.create)
    page = stage.go("products")
    stage.page("23-product-long", "products", Record(key_of(page)))
    page.home()
    page = stage.go("stock")
    for number in (1, 2):
        page.tabs.setCurrentIndex(number)
        stage.settle()
        stage.shoot(f"25-stock-tab-{number + 1}")
    slip = Voucher.select().where(Voucher.kind == "top_up").order_by(Voucher.id.desc()).first()
    page = stage.page("27-slip-long", "vouchers", Record(slip.id))
    stage.dialog("60-void", lambda: page.take_back(slip.id))
    stage.dialog("61-preview-slip", lambda: page.print_many([slip.id]))
    page = stage.page("28-pay-long", "pay", Month(periods_with_pay()[0].key))
    page.open_statement(long.id)
    stage.settle()
    stage.shoot("29-statement-long")
    work = [row.id for row in Subcontract.select().order_by(Subcontract.id)]
    page = stage.go("orders")
    stage.dialog("65-kits", lambda: page.parts.hand_out(work[:60]))
    for name, number in (("dispatch", 30), ("collection", 32)):
        page = stage.go(name)
        for key in work:
            page.open(OfSubcontract(key))
        stage.settle()
        stage.shoot(f"{number}-{name}-many")
        page.grid.clear()
    shoot_found(stage, (("long", "aygl"), ("rare", "㛃")))


SCENES: dict[str, tuple[Scene, ...]] = {
    "full": (pages, records, dialogs, more, strangers, extras, lists, road, programme),
    "empty": (pages,),
    "large": (pages, records),
    "hard": (pages, crowded, lists),
}


# -- taking them ---------------------------------------------------------------------------------------------------


def wanted(only: set[str], *dress: str) -> bool:
    """Whether a dress is asked for: on every axis something is named of, its own word is."""
    axes = (LANGUAGES, MODES, tuple(str(round(float(scale) * 100)) for scale in SIZES), tuple(SCENES))
    return all(not only & set(axis) or word in only for axis, word in zip(axes, dress, strict=True))


def shoot(folder: Path, files: Path, language: str, scale: str, part: str, only: set[str]) -> int:
    """Take all pictures in one language at one scale in this process; answers how many scenes could not be taken."""
    from models import i18n
    from models.database import close_database
    from models.opening import open_database
    from ui.shell import app as start
    from ui.shell import theme

    app = start.application()
    percent = str(round(float(scale) * 100))
    failed = 0
    i18n.set_language(language)
    for fill in SCENES:
        modes = [mode for mode in MODES if wanted(only, language, mode, percent, fill)]
        modes = modes if fill in FILLS else modes[:1]
        if not modes:
            continue
        path = files / language / ("full" if fill == "large" else fill) / "demo.db"
        open_database(path)
        desk = start.OpenFile(path, language, today=lambda: TODAY)
        desk.window.resize(*SIZES[scale])
        desk.window.show()
        for mode in modes:
            dress = f"{language}-{mode}-{percent}-{fill}"
            theme.apply(app, mode, LARGE if fill == "large" else 100)
            desk.window.rebuild()
            stage = Stage(app, desk.window, folder / dress, part)
            for scene in SCENES[fill]:
                try:
                    scene(stage)
                except Exception as fault:
                    failed += 1
                    print(f"{dress}: {scene.__name__}: {type(fault).__name__}: {fault}", file=sys.stderr)
                    while (box := app.activeModalWidget()) is not None:
                        box.close()
            print(f"{dress}: {stage.taken}", flush=True)
        desk.window.forget_pages()
        desk.window.close()
        app.processEvents()
        close_database()
    return failed


def make_files(folder: Path, language: str) -> None:
    """The demo, a crowd and an empty file in a language, unless they are there from the last time."""
    from models import i18n
    from models.actions.demo.cooperative import build_demo
    from models.database import close_database
    from models.opening import open_database
    from tests.crowd import build_crowd

    if (folder / language / "empty" / "demo.db").exists():
        return
    build_demo(folder / language / "full", language=language, today=TODAY)
    i18n.set_language(language)
    build_crowd(folder / language / "hard" / "demo.db", language, TODAY)
    (folder / language / "empty").mkdir()
    open_database(folder / language / "empty" / "demo.db")
    close_database()


def at_once(commands: Sequence[tuple[list[str], dict[str, str]]], jobs: int) -> int:
    """Run commands, so many of them at a time; answers the worst of their codes."""

    def run(command: tuple[list[str], dict[str, str]]) -> int:
        return subprocess.run(command[0], env=command[1], cwd=ROOT).returncode

    with ThreadPoolExecutor(jobs) as pool:
        return max(pool.map(run, commands), default=0)


HELP_PICTURES = {
    "today": "01-today",
    "household": "20-household-first",
    "dispatch": "30-dispatch-typed",
    "collection": "32-collection-typed",
    "pay": "28-pay-running",
    "routes": "07-routes",
    "map": "08-map",
    "reports": "14-reports",
}
"""The pictures that help shows, and the scenes they are taken from."""

HELP_WIDE = 1200  # pixels, twice what they take on the page


def keep_for_help(folder: Path, language: str) -> None:
    """Put a language's pictures of the window in light dress into the help, smaller and in few colours."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage

    from ui.shell.help import picture_file

    for name, scene in HELP_PICTURES.items():
        taken = QImage(str(folder / f"{language}-light-150-full" / f"{scene}.png"))
        small = taken.scaledToWidth(HELP_WIDE, Qt.TransformationMode.SmoothTransformation)
        target = picture_file(name, language)
        target.parent.mkdir(parents=True, exist_ok=True)
        exact = small.convertToFormat(QImage.Format.Format_RGB32)
        table = [color for color, _ in Counter(memoryview(exact.constBits()).cast("I")).most_common(256)]
        few = exact.convertToFormat(QImage.Format.Format_Indexed8, table, Qt.ImageConversionFlag.AvoidDither)
        few.save(str(target))


def main(arguments: list[str]) -> int:
    """Make the files, then take the pictures with one process per language and scale."""
    parser = argparse.ArgumentParser(
        prog="screenshots", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("-k", dest="part", default="", help="only scenes whose name holds this")
    parser.add_argument(
        "--only", default="", help="only these dresses, such as zh,light,100,full joined by commas"
    )
    parser.add_argument("--files", type=Path, help="where the files are kept that the pictures are taken of")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes at a time")
    parser.add_argument(
        "--for-help", action="store_true", help="put the pictures of FOLDER that help shows into the help"
    )
    parser.add_argument("--unit", help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.for_help:
        for language in LANGUAGES:
            keep_for_help(chosen.folder, language)
        return 0
    only = {word for word in chosen.only.split(",") if word}
    if chosen.unit == "files":
        for language in only:
            make_files(chosen.files, language)
        return 0
    if chosen.unit:
        language, scale = chosen.unit.split("-")
        return min(1, shoot(chosen.folder, chosen.files, language, scale, chosen.part, only))
    chosen.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        files = (chosen.files or Path(name) / "files").resolve()
        env = dict(os.environ, QT_ENABLE_HIGHDPI_SCALING="1")
        # Where there is no display the platform says that it cannot raise windows.
        env.setdefault("QT_LOGGING_RULES", "default.warning=false")
        me = [sys.executable, "-m", "tests.screenshots", str(chosen.folder.resolve())]
        languages = [one for one in LANGUAGES if not only & set(LANGUAGES) or one in only]
        made = [
            (
                [*me, "--unit", "files", "--files", str(files), "--only", one],
                env | {"YUANBA_HOME": str(Path(name) / one)},
            )
            for one in languages
        ]
        code = at_once(made, chosen.jobs)
        units = []
        for language in languages:
            for scale in SIZES:
                if only & {"100", "150"} and str(round(float(scale) * 100)) not in only:
                    continue
                # Each looks at a copy of its own, and remembers on its own how wide it drew a column.
                own = Path(name) / f"{language}-{scale}"
                shutil.copytree(files / language, own / language)
                command = [*me, "--unit", f"{language}-{scale}", "--files", str(own)]
                command += ["-k", chosen.part, "--only", chosen.only]
                units.append((command, env | {"YUANBA_HOME": str(own / "home"), "QT_SCALE_FACTOR": scale}))
        code = max(code, at_once(units, chosen.jobs))
    taken = sum(1 for _ in chosen.folder.rglob("*.png"))
    print(f"{taken} pictures in {chosen.folder}")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
