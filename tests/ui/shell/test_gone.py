"""What was closed is gone: each dialog, page and record opened many times leaves no object, thread or file behind."""

from __future__ import annotations

import gc
import sys
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QMenu

from models.actions.road.registration import save_driver, save_vehicle
from models.database import current_path
from models.i18n import mark
from models.kinds import MONEY, TEXT
from models.queries import report
from models.queries.desk.target import Month, OfEnterprise, Record
from models.queries.report import Behind, BehindRow, Lead
from models.tables.ledger import Voucher
from models.tables.order import Order, Subcontract
from models.tables.party import Enterprise, Household
from models.tables.product import Product, Rate
from tests import factories as make
from tests.ui.clerk import Clerk
from ui.kit import background_query
from ui.kit.background_task import ProgressBox
from ui.kit.print_preview import Preview
from ui.pages import PAGES
from ui.pages.desk.calibrate import calibrate_sheet
from ui.pages.desk.rows_behind import RowsBehind
from ui.shell.about import About
from ui.shell.backups_dialog import ask_copy
from ui.shell.help_window import open_help
from ui.shell.message_box import Question
from ui.shell.password import ask_new_password, ask_password
from ui.shell.trouble import Trouble
from ui.shell.welcome import Welcome

ROOT = Path(__file__).resolve().parents[3]
OPENINGS = 12
BEFORE = 3
"""Openings that may make what stays for the next one: an icon, a font, a page."""


def something_of_everything() -> None:
    """A month of slips, with machines, a vehicle and an enterprise."""
    make.month_of_slips()
    make.machine("SB0009")
    save_vehicle({"name": "川J·A1234", "driver": save_driver({"name": "何大川"}).id})


@pytest.fixture
def desk(fill: Any, clerk: Clerk) -> Clerk:
    fill(something_of_everything)
    return clerk


def slip(kind: str) -> int:
    """The newest slip of a kind."""
    return int(Voucher.select().where(Voucher.kind == kind).order_by(Voucher.id.desc()).first().id)


Opener = tuple[str, Callable[[], Any] | None, Callable[[Any], object]]
"""The page, the record on it where one is needed, and what opens the dialog there."""


def on(key: str, act: Callable[[Any], object], target: Callable[[], Any] | None = None) -> Opener:
    """A dialog of a page, or of one of its records."""
    return key, None if target is None else lambda: Record(target()), act


def first(table: Any) -> Callable[[], int]:
    """The key of a table's first record."""
    return lambda: int(table.select().order_by(table.id).first().id)


def made(path: Path, *_: Any) -> None:
    """A page of paper."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path))
    canvas.drawString(40, 40, "a page")
    canvas.save()


def rows_behind() -> Behind:
    """One statement behind a figure."""
    lead = Lead(report.OF_HOUSEHOLD, first(Household)())
    columns = (
        report.column("head", mark("Household"), TEXT),
        report.column("gross", mark("Gross pay"), MONEY),
    )
    rows = (BehindRow({"head": "陈㛃", "gross": 5}, lead),)
    return Behind(lambda tr: tr("Gross pay"), columns, rows, "gross")


DIALOGS: dict[str, Opener] = {
    "new household": on("households", lambda page: page.create()),
    "household": on("households", lambda page: page.edit(first(Household)())),
    "worker": on("households", lambda page: page.workers.add(), first(Household)),
    "agreement": on("households", lambda page: page.agreements.add(), first(Household)),
    "new order": on("orders", lambda page: page.create()),
    "enterprise": on("orders", lambda page: page.enterprises.create()),
    "share out": on("orders", lambda page: page.share_out(), first(Order)),
    "close an order": on("orders", lambda page: page.close_order(), first(Order)),
    "kits": on(
        "orders", lambda page: page.parts.hand_out([row.id for row in Subcontract.select()]), first(Order)
    ),
    "product": on("products", lambda page: page.create()),
    "material": on("products", lambda page: page.create_material()),
    "new rate": on("products", lambda page: page.rates.new(page.product), first(Product)),
    "rate": on("products", lambda page: page.rates.edit(first(Rate)()), first(Product)),
    "bill": on("products", lambda page: page.bill.add(), first(Product)),
    "receive": on("stock", lambda page: page.receive()),
    "deliver": on("stock", lambda page: page.deliver()),
    "machine": on("stock", lambda page: page.machines.create()),
    "advance": on("advances", lambda page: page.new_advance()),
    "adjustment": on("advances", lambda page: page.new_adjustment()),
    "void": on("vouchers", lambda page: page.take_back(slip("issue"))),
    "blanks": on("vouchers", lambda page: page.set_blanks_aside()),
    "missing numbers": on("vouchers", lambda page: page.show_missing()),
    "preview of a slip": on("vouchers", lambda page: page.print_many([slip("issue")])),
    "preview": on(
        "today", lambda page: Preview(page.desk, "dispatch", "发料单", made, [("a4", "A4")]).exec()
    ),
    "vehicle": on("routes", lambda page: page.dialogs.new_vehicle()),
    "errand": on("routes", lambda page: page.dialogs.ask()),
    "errands": on("routes", lambda page: page.dialogs.asked()),
    "roads": on("routes", lambda page: page.dialogs.road()),
    "sizes": on("routes", lambda page: page.dialogs.sizes()),
    "map file": on("routes", lambda page: page.dialogs.map_file()),
    "market": on("routes", lambda page: page.dialogs.market()),
    "rows behind a figure": on("reports", lambda page: RowsBehind(page.desk, rows_behind()).exec()),
    "tax tables": on("settings", lambda page: page.forms["Pay"].field("pay.tax_tables").open()),
    "printer": on("today", lambda page: calibrate_sheet(page.desk, "EPSON LQ-630K", "241x140").exec()),
    "question": on("today", lambda page: Question(page.desk, "不要了吗？", verb="不要了").exec()),
    "password": on("today", lambda page: ask_password(page.desk, "demo.db")),
    "new password": on("today", lambda page: ask_new_password(page.desk, "demo.db", True)),
    "welcome": on("today", lambda page: Welcome(page.desk).exec()),
    "about": on("today", lambda page: About(page.desk).exec()),
    "backups": on("today", lambda page: ask_copy(page.desk, current_path())),
    "trouble": on("today", lambda page: Trouble(page.desk, "不是院坝的文件。", Path("demo.db")).exec()),
}
"""Every window over the window, and what opens it."""


class Left:
    """What there is now: objects of Qt's by type, threads and open files."""

    def __init__(self) -> None:
        for _ in range(2):
            QApplication.processEvents()
            gc.collect()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        held = (one for one in gc.get_objects() if isinstance(one, QObject))
        self.objects = Counter(type(one).__name__ for one in held)
        self.widgets = Counter(type(one).__name__ for one in QApplication.allWidgets())
        self.threads = threading.active_count()
        self.files = len(list(Path("/proc/self/fd").iterdir())) if sys.platform == "linux" else 0

    def more_than(self, before: Left) -> dict[str, int]:
        """What has come since, by name; what has gone makes up for nothing."""
        grown = (self.objects - before.objects) + (self.widgets - before.widgets)
        grown["threads"] = max(0, self.threads - before.threads)
        grown["files"] = max(0, self.files - before.files)
        return {name: count for name, count in grown.items() if count >= OPENINGS // 2}


def opened(act: Callable[[], object], times: int) -> int:
    """Open a dialog some times, each closed as soon as it stands, typed or not; answers how many stood there."""
    closed = 0

    def close() -> None:
        nonlocal closed
        top = QApplication.activeModalWidget()
        if isinstance(top, QDialog) and not isinstance(top, ProgressBox):
            closed += 1
            top.done(0)

    watch = QTimer(interval=0)
    watch.timeout.connect(close)
    for _ in range(times):
        watch.start()
        act()
        watch.stop()
        background_query.settle()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()
    return closed


def each_opened(desk: Clerk, times: int) -> list[str]:
    """Open each dialog some times; answers those of which widgets stay."""
    stay = []
    for name, (key, target, act) in DIALOGS.items():
        page = desk.go(key) if target is None else desk.go(key, target())
        desk.settle()
        before = len(QApplication.allWidgets())
        assert opened(lambda page=page, act=act: act(page), times) >= times, name
        if len(QApplication.allWidgets()) >= before + times:
            stay.append(name)
    return stay


def test_a_dialog_that_was_closed_is_gone(desk: Clerk) -> None:
    each_opened(desk, BEFORE)
    before = Left()
    assert each_opened(desk, OPENINGS) == []
    assert not (more := Left().more_than(before)), str(more)


def test_every_window_over_the_window_ends_itself() -> None:
    """The bar of long work is shown, not asked, and taken away with the work."""
    bare = {path.name for path in (ROOT / "ui").rglob("*.py") if "(QDialog)" in path.read_text("utf-8")}
    assert bare == {"dialog.py", "background_task.py"}


def records(rows: Any) -> list[Record]:
    """What leads to each of some records."""
    return [Record(row.id) for row in rows]


RECORDS: dict[str, Callable[[], list[Any]]] = {
    "households": lambda: records(Household.select()),
    "orders": lambda: [*records(Order.select()), *(OfEnterprise(row.id) for row in Enterprise.select())],
    "products": lambda: records(Product.select()),
    "vouchers": lambda: records(Voucher.select().limit(4)),
    "visits": lambda: [Record(slip("visit"))],
    "pay": lambda: [Month("2026-10")],
}


@pytest.mark.parametrize("key", RECORDS)
def test_a_record_that_was_left_is_gone(desk: Clerk, key: str) -> None:
    keys = RECORDS[key]()

    def look(times: int) -> None:
        for time in range(times):
            desk.go(key, keys[time % len(keys)])
            desk.settle()
            desk.go(key).home()
            desk.settle()

    look(BEFORE + len(keys))
    before = Left()
    look(OPENINGS)
    assert not (more := Left().more_than(before)), str(more)


def test_going_from_page_to_page_leaves_nothing(desk: Clerk) -> None:
    def walk(times: int) -> None:
        for _ in range(times):
            for entry in PAGES:
                desk.go(entry.key)
                desk.heard()
        desk.settle()

    walk(BEFORE)
    before = Left()
    walk(OPENINGS)
    assert not (more := Left().more_than(before)), str(more)


def test_menus_help_and_found_things_are_gone(desk: Clerk) -> None:
    def look(times: int) -> None:
        for _ in range(times):
            desk.window._file_menu(desk.window.mapToGlobal(QPoint(40, 60)))
            for menu in desk.window.findChildren(QMenu):
                menu.close()
            open_help(desk.window, "pay").close()
            desk.window.top.find.setText("H0001")
            desk.window.top.find.list.offer("H0001")
            desk.settle()
            desk.window.top.find.clear()
            desk.settle()

    look(BEFORE)
    before = Left()
    look(OPENINGS)
    assert not (more := Left().more_than(before)), str(more)
