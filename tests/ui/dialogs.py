"""Every window over the window, and what opens it, over a month of slips: for the tests that look at all of them.

The name of each says what makes it: the function that answers it, or its class; after a colon, which of several.
`tests/ui/shell/test_every_dialog.py` names the dialogs of the program that are missing here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication, QDialog

from models.actions.party.stays import save_stays
from models.actions.road.registration import save_driver, save_vehicle
from models.database import current_path
from models.i18n import mark
from models.kinds import MONEY, TEXT
from models.queries import report
from models.queries.desk.target import Record
from models.queries.programme.training import course_record
from models.queries.report import Behind, BehindRow, Lead
from models.rights import Person
from models.signed_in import SignsIn
from models.tables.desk import User
from models.tables.guidance import Equipment, EquipmentLoan
from models.tables.ledger import Voucher
from models.tables.order import Order, Subcontract
from models.tables.party import Enterprise, Household, HouseholdStay
from models.tables.product import Material, Product, Rate
from models.tables.programme import Wish
from models.tables.training import Course
from tests import factories as make
from tests.ui.clerk import TODAY, Clerk
from ui.kit import background_query
from ui.kit.background_task import ProgressBox, under_way
from ui.kit.print_preview import Preview
from ui.kit.rows_behind import RowsBehind
from ui.pages.desk.calibrate import calibrate_sheet
from ui.pages.desk.people_forms import file_password_sheet, own_secret_sheet, secret_sheet, user_sheet
from ui.pages.guidance.equipment import lend_for
from ui.pages.guidance.machine_slips import event_sheet
from ui.pages.order.order_forms import assign_for, new_enterprise, new_subcontract
from ui.pages.product.defect_forms import defect_sheet
from ui.pages.programme.course_sheet import certificates_sheet, enrol_sheet
from ui.pages.programme.employment import new_vacancy
from ui.pages.programme.placement_sheet import offer_to_settle
from ui.pages.programme.training import new_course
from ui.pages.programme.workshops import new_helper, new_trade, new_workshop
from ui.pages.road.place_dialog import ask_place
from ui.shell import help_window
from ui.shell.about import About
from ui.shell.backups_dialog import ask_copy
from ui.shell.first_run import name_cooperative
from ui.shell.lock_screen import LockScreen
from ui.shell.message_box import Defect, Message, Question
from ui.shell.password import ask_file_password, ask_new_password, ask_password
from ui.shell.sign_in import SignIn
from ui.shell.trouble import Trouble
from ui.shell.welcome import Welcome

LONG_SENTENCE = (
    "黄杨木雕手工编织竹篮（大号，带盖，双提手，内衬棉布，外贸定制款）的工价 3.25 元"
    "和 H0002 陈㛃𫖯 等 12 户正在做的活有关，"
    "改了以后这些活按新工价算，已经锁定的月份不变。要改吗？"
)
"""A question as long as they come."""

ROUTE = date(2026, 10, 30)

Opener = tuple[str, Callable[[], Any] | None, Callable[[Any], object]]
"""The page, the record on it where one is needed, and what opens the dialog there."""


def something_of_everything() -> None:
    """A month of slips of every kind, with machines, a vehicle and an enterprise."""
    make.slips_of_every_kind()
    make.machine("SB0009")
    save_vehicle({"name": "川J·A1234", "driver": save_driver({"name": "何大川"}).id})


def slip(kind: str) -> int:
    """The newest slip of a kind."""
    return int(Voucher.select().where(Voucher.kind == kind).order_by(Voucher.id.desc()).first().id)


def first(table: Any) -> Callable[[], int]:
    """The key of a table's first record."""
    return lambda: int(table.select().order_by(table.id).first().id)


def on(key: str, act: Callable[[Any], object], target: Callable[[], Any] | None = None) -> Opener:
    """A dialog of a page, or of one of its records."""
    return key, None if target is None else lambda: Record(target()), act


def over(act: Callable[[Any], object]) -> Opener:
    """A dialog of the window, opened by ``act(window)``."""
    return on("today", lambda page: act(page.desk))


def made(path: Path, *_: Any) -> None:
    """A page of paper."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path))
    canvas.drawString(40, 40, "a page")
    canvas.save()


def _bank(window: Any) -> None:
    from models.queries.pay.bank import Payment, Payments
    from models.queries.pay.earnings import statements
    from ui.pages.pay.bank import bank_sheet

    month = statements("2026-10")
    rows = tuple(
        Payment(s.number, s.code, s.head, s.bank, s.account, "", "", "", s.reckoning.net)
        for s in month.statements
    )
    bank_sheet(window, Payments(month.period, rows, cash=1)).exec()


def _paid(window: Any) -> None:
    from models.queries.pay.earnings import statements
    from ui.pages.pay.paying import paid_sheet

    paid_sheet(window, statements("2026-10").statements, TODAY, lambda day, how: None).exec()


def _unlock(window: Any) -> None:
    from ui.pages.pay.paying import unlock_sheet

    unlock_sheet(window, "2026-10", lambda reason: None).exec()


def _mapping(window: Any) -> None:
    from models.actions.exchange.workbook.book import SheetMapping
    from models.actions.exchange.workbook.mapping import Stranger
    from ui.pages.exchange.mapping import MappingDialog

    rows = (("编号", "姓名", "住址", "电话"), ("A1", "陈䶮", "大城寨村1组", "139"))
    names = ("名册", "派工", "发料记录", "回收", "工价")
    mapping = SheetMapping("households", 1, 2, {"code": 0, "head": 1})
    strangers = [Stranger(name, rows, (), (1, 2)) for name in names]
    MappingDialog(window, Path("2026.xlsx"), strangers, dict.fromkeys(names, mapping)).exec()


def _broken_down(page: Any) -> None:
    from models.queries.road.route_sheets import route_day
    from ui.pages.road.breakdown import breakdown_sheet

    breakdown_sheet(page, route_day(ROUTE)).exec()


def _returned(page: Any) -> None:
    from models.queries.road.route_sheets import route_day
    from ui.pages.road.route_return import return_sheet

    return_sheet(page, route_day(ROUTE)).exec()


def _pin(page: Any) -> None:
    from ui.pages.road.road_forms import pin_sheet

    pin_sheet(page, ROUTE, first(Household)(), "单䶮").exec()


def _reverse(window: Any) -> None:
    from ui.pages.ledger.void import reverse_sheet

    reverse_sheet(window, slip("issue"), "FL3", TODAY).exec()


def _spoil(window: Any) -> None:
    from ui.pages.ledger.blank_slips import spoil_sheet

    spoil_sheet(window, "HS9", TODAY).exec()


def _remove_rate(window: Any) -> None:
    from ui.pages.product.product_forms import remove_rate_sheet

    rate = Rate.get_by_id(first(Rate)())
    remove_rate_sheet(window, rate.product, rate).exec()


def _lend(window: Any) -> None:
    from ui.pages.guidance.equipment import lend_sheet

    lend_sheet(window, Equipment.get_by_id(first(Equipment)()), TODAY).exec()


def _back(window: Any) -> None:
    from ui.pages.guidance.equipment import back_sheet

    loan = EquipmentLoan.get_by_id(first(EquipmentLoan)())
    back_sheet(window, loan.equipment, loan, TODAY).exec()


def _defect(window: Any) -> None:
    Defect(window, "\n".join(f"a line of the report {number}" for number in range(60))).exec()


def _progress(window: Any) -> None:
    box = ProgressBox(window, "正在排路线", lambda: None, keeps=True)
    box.report(40, 80, LONG_SENTENCE)
    box.exec()


def _help(window: Any) -> None:
    # It stands beside the window; asked like this the tests see it as one of the others.
    shown = help_window.open_help(window, "pay")
    shown.hide()
    shown.exec()


def _several(page: Any) -> None:
    page.table.edit_chosen([row.id for row in Household.select()])


def _defects(window: Any) -> None:
    from models.actions.product.defects import save_defect
    from models.tables.product import Defect
    from ui.pages.ledger.slip_defects import defects_sheet

    if not Defect.select().exists():
        save_defect({"code": "Q1", "name": "收口松"})
    defects_sheet(window, Voucher.get(Voucher.number == "HS1").id).exec()


def _dispute(window: Any) -> None:
    from ui.pages.pay.dispute_forms import dispute_sheet

    slip = Voucher.get(Voucher.number == "HS1")
    dispute_sheet(window, TODAY, slip.household_id, "HS1", slip=slip.id).exec()


def _answer(window: Any) -> None:
    from models.actions.pay.disputes import DisputeDraft, record_dispute
    from models.queries.pay.disputes import dispute_facts
    from models.rules.ledger import voucher_kind
    from ui.pages.pay.dispute_forms import answer_sheet

    held = Voucher.get_or_none(Voucher.kind == voucher_kind.DISPUTE)
    if held is None:
        slip = Voucher.get(Voucher.number == "HS1")
        held = record_dispute(DisputeDraft(slip.household_id, slip.date, LONG_SENTENCE, slip=slip.id))
    answer_sheet(window, TODAY, held.id, dispute_facts([held.id])[held.id]).exec()


def _rows_behind() -> Behind:
    """One statement behind a figure of a report."""
    lead = Lead(report.OF_HOUSEHOLD, first(Household)())
    columns = (
        report.column("head", mark("Household"), TEXT),
        report.column("gross", mark("Gross pay"), MONEY),
    )
    rows = (BehindRow({"head": "陈㛃", "gross": 5}, lead),)
    return Behind(lambda tr: tr("Gross pay"), columns, rows, "gross")


def _photographed() -> int:
    """A household with a photo."""
    from models.tables.photo import DOOR, Photo

    home = Household.get_by_id(first(Household)())
    if not Photo.select().exists():
        make.photo(home, DOOR, caption=LONG_SENTENCE[:40])
    return int(home.id)


def _moved() -> int:
    """A household that lived elsewhere."""
    home = first(Household)()
    if not HouseholdStay.select().exists():
        save_stays([({"household": home, "end": date(2026, 3, 31), "village": "莲珠桥村"}, None)])
    return home


def _who(window: Any) -> None:
    person = [Person(number, f"第{number}人", "clerk") for number in range(1, 9)]
    box = SignIn(window, [SignsIn(one, True, "") for one in person])
    box.choose(box.people[0])
    box.exec()


def _person(act: Callable[[Any, Any], Any]) -> Callable[[Any], None]:
    def opened(window: Any) -> None:
        act(window, User(name="周文", role="clerk")).exec()

    return opened


TO_CERTIFY = "竹编提高班"
"""A course of which somebody is still to have a certificate."""


def _a_course() -> int:
    """A course with two people, one of whom was there and has no certificate; a third could come too."""
    from models.actions.programme.courses import enrol, sign_days

    # Made once: a day of dialogs would fill the lists with courses.
    course = Course.get_or_none(Course.name == TO_CERTIFY)
    if course is None:
        day = date(2026, 10, 1)
        course = make.course(day, trade=make.trade(), name=TO_CERTIFY)
        people = [make.worker() for _ in range(3)]
        enrol(course.id, [one.id for one in people[:2]], day)
        sign_days(course.id, {(people[0].id, day): True}, day)
    return int(course.id)


def _enrol(page: Any) -> None:
    make.worker()
    enrol_sheet(page, page, _a_course()).exec()


def _course(page: Any) -> None:
    page.open_course(_a_course())


def _wish(page: Any) -> None:
    from models.actions.programme.employment import save_wishes

    if not Wish.select().exists():
        said = {
            "worker": make.worker().id,
            "kind": "training",
            "date": date(2026, 10, 1),
            "note": LONG_SENTENCE,
        }
        save_wishes([(said, None)])
    page.open_wish(first(Wish)())


def _placed(page: Any) -> None:
    from models.actions.programme.employment import save_placements, save_vacancies, save_wishes

    someone, name = make.worker(), LONG_SENTENCE[:40]
    mill = Enterprise.get_or_none(Enterprise.name == name) or make.enterprise(name)
    for day in (1, 2):
        save_wishes([({"worker": someone.id, "kind": "job", "date": date(2026, 10, day)}, None)])
    said = {"enterprise": mill.id, "post": LONG_SENTENCE[:30], "places": 1, "reported": date(2026, 10, 1)}
    save_vacancies([(said, None)])
    said = {"worker": someone.id, "employer": mill.name, "start": date(2026, 10, 9)}
    offer_to_settle(page, save_placements([(said, None)])[0])


DIALOGS: dict[str, Opener] = {
    "new_household": on("households", lambda page: page.create()),
    "household_sheet": on("households", lambda page: page.table.edit(first(Household)())),
    "worker_sheet": on("households", lambda page: page.workers.add(), first(Household)),
    "move_sheet": on("households", lambda page: page.stays.move(), first(Household)),
    "StaysCard.edit": on("households", lambda page: page.stays.edit(first(HouseholdStay)()), _moved),
    "PhotoView": on("households", lambda page: page.photos.strip.look(0), _photographed),
    "PhotoStrip.edit": on("households", lambda page: page.photos.strip.edit(0), _photographed),
    "agreement_sheet": on("households", lambda page: page.agreements.add(), first(Household)),
    "ColumnsDialog": on("orders", lambda page: page.table.choice.ask()),
    "FilterBar._ask_name": on("orders", lambda page: page.table.filters._ask_name("保存筛选", "", str)),
    "several_sheet": on("households", _several),
    "new_order": on("orders", lambda page: page.create()),
    "order_sheet": on("orders", lambda page: page.table.edit(first(Order)())),
    "enterprise_sheet": on("orders", lambda page: page.enterprises.create()),
    "new_enterprise": over(lambda window: new_enterprise(window).exec()),
    "new_subcontract": over(lambda window: new_subcontract(window).exec()),
    "allocation_sheet": on("orders", lambda page: page.share_out(), first(Order)),
    "close_sheet": on("orders", lambda page: page.close_order(), first(Order)),
    "close_sheet: a subcontract": on(
        "orders", lambda page: page.parts.close_short(first(Subcontract)()), first(Order)
    ),
    "subcontract_sheet": on("orders", lambda page: page.parts.edit(first(Subcontract)()), first(Order)),
    "kits_sheet": on(
        "orders", lambda page: page.parts.hand_out([row.id for row in Subcontract.select()]), first(Order)
    ),
    "new_product": on("products", lambda page: page.create()),
    "product_sheet": on("products", lambda page: page.table.edit(first(Product)())),
    "defect_sheet": over(lambda window: defect_sheet(window, product=first(Product)()).exec()),
    "defects_sheet": over(_defects),
    "new_material": on("products", lambda page: page.materials.create()),
    "material_sheet": on("products", lambda page: page.materials.edit(first(Material)())),
    "unit_sheet": on("products", lambda page: page.units.edit(0)),
    "new_rate_sheet": on("products", lambda page: page.rates.new(page.product), first(Product)),
    "rate_sheet": on("products", lambda page: page.rates.edit(first(Rate)()), first(Product)),
    "remove_rate_sheet": over(_remove_rate),
    "bom_sheet": on("products", lambda page: page.bill.add(), first(Product)),
    "receipt_sheet": on("stock", lambda page: page.receive()),
    "delivery_sheet": on("stock", lambda page: page.deliver()),
    "sale_sheet": on("stock", lambda page: page.sell()),
    "acceptance_sheet": on("stock", lambda page: page.accept(slip("delivery"))),
    "count_sheet": on("stock", lambda page: page.count()),
    "opening_sheet": on("stock", lambda page: page.open_books()),
    "new_workshop": over(lambda window: new_workshop(window).exec()),
    "new_helper": over(lambda window: new_helper(window).exec()),
    "new_trade": over(lambda window: new_trade(window).exec()),
    "new_course": over(lambda window: new_course(window).exec()),
    "new_vacancy": over(lambda window: new_vacancy(window).exec()),
    "register_sheet": on("employment", lambda page: page.tables["placement"].create()),
    "dispute_sheet": over(_dispute),
    "answer_sheet": over(_answer),
    "new_machine": on("stock", lambda page: page.machine_place.table.create()),
    "event_sheet": on("stock", lambda page: event_sheet(page, first(Equipment)(), "inspect").exec()),
    "event_sheet: lost": on("stock", lambda page: event_sheet(page, first(Equipment)(), "lost").exec()),
    "return_sheet: a helper's": on("visits", lambda page: page.returns.create()),
    "machine_sheet": on("stock", lambda page: page.machine_place.table.edit(first(Equipment)())),
    "lend_sheet": over(_lend),
    "lend_for": on("households", lambda page: lend_for(page, first(Household)())),
    "assign_for": on("households", lambda page: assign_for(page, first(Household)())),
    "back_sheet": over(_back),
    "advance_sheet": on("advances", lambda page: page.new_advance()),
    "adjustment_sheet": on("advances", lambda page: page.new_adjustment()),
    "bank_sheet": over(_bank),
    "paid_sheet": over(_paid),
    "unlock_sheet": over(_unlock),
    "void_sheet": on("vouchers", lambda page: page.take_back(slip("issue"))),
    "reverse_sheet": over(_reverse),
    "blank_sheet": on("vouchers", lambda page: page.set_blanks_aside()),
    "spoil_sheet": over(_spoil),
    "MissingDialog": on("vouchers", lambda page: page.show_missing()),
    "Preview: a slip": on("vouchers", lambda page: page.print_many([slip("issue")])),
    "Preview": over(lambda window: Preview(window, "dispatch", "发料单", made, [("a4", "A4")]).exec()),
    "course_sheet": on("training", _course),
    "enrol_sheet": on("training", _enrol),
    "certificates_sheet": on(
        "training", lambda page: certificates_sheet(page, page, course_record(_a_course())).exec()
    ),
    "wish_sheet": on("employment", _wish),
    "settling_sheet": on("employment", _placed),
    "vehicle_sheet": on("routes", lambda page: page.dialogs.new_vehicle()),
    "errand_sheet": on("routes", lambda page: page.dialogs.ask()),
    "ErrandsBox": on("routes", lambda page: page.dialogs.asked()),
    "roads_sheet": on("routes", lambda page: page.dialogs.road()),
    "sizes_sheet": on("routes", lambda page: page.dialogs.sizes()),
    "NetworkDialog": on("routes", lambda page: page.dialogs.map_file()),
    "market_sheet": on("routes", lambda page: page.dialogs.market()),
    "PlaceDialog": over(lambda window: ask_place(window, "单䶮", village=("赤城镇", "屏风村"))),
    "pin_sheet": on("routes", _pin),
    "breakdown_sheet": on("routes", _broken_down),
    "return_sheet": on("routes", _returned),
    "RowsBehind": on("reports", lambda page: RowsBehind(page.desk, _rows_behind()).exec()),
    "MappingDialog": over(_mapping),
    "tax_sheet": on("settings", lambda page: page.forms["Pay"].field("pay.tax_tables").open()),
    "calibrate_sheet": over(lambda window: calibrate_sheet(window, "EPSON LQ-630K", "241x140").exec()),
    "name_cooperative": over(name_cooperative),
    "Question": over(lambda window: Question(window, LONG_SENTENCE, verb="不要了", loses=True).exec()),
    "Question: why": over(
        lambda window: Question(window, LONG_SENTENCE, True, verb="锁定 2026年10月", typed=("H0001",)).exec()
    ),
    "Message": over(lambda window: Message(window, LONG_SENTENCE).exec()),
    "Defect": over(_defect),
    "ProgressBox": over(_progress),
    "NewPassword": over(lambda window: ask_new_password(window, Path("demo.db"), True, True)),
    "NewPassword:first": over(lambda window: ask_new_password(window, Path("demo.db"), False, False)),
    "FilePassword": over(lambda window: ask_file_password(window, "工资.xlsx")),
    "LockScreen": over(lambda window: LockScreen(window, Path("demo.db"), lambda: None).exec()),
    "PasswordBox": over(lambda window: ask_password(window, "demo.db", LONG_SENTENCE)),
    "SignIn": over(_who),
    "user_sheet": over(lambda window: user_sheet(window).exec()),
    "user_sheet: to change": over(_person(user_sheet)),
    "secret_sheet": over(_person(secret_sheet)),
    "file_password_sheet": over(_person(file_password_sheet)),
    "own_secret_sheet": over(lambda window: own_secret_sheet(window, lambda old, new: None).exec()),
    "Welcome": over(lambda window: Welcome(window, [Path(f"合作社{n}.db") for n in range(6)]).exec()),
    "Backups": over(lambda window: ask_copy(window, current_path())),
    "About": over(lambda window: About(window).exec()),
    "HelpWindow": over(_help),
    "Trouble": over(lambda window: Trouble(window, LONG_SENTENCE, Path("demo.db")).exec()),
    "Trouble: a file that is there": over(
        lambda window: Trouble(window, LONG_SENTENCE, Path(__file__)).exec()
    ),
}


def reached(desk: Clerk, names: Iterable[str]) -> Iterator[tuple[str, Callable[[], object]]]:
    """Some dialogs by name, each with what opens it, its page shown; a page is gone to once for all of its own."""
    shown = ""
    for name in sorted(names, key=lambda one: (DIALOGS[one][1] is not None, DIALOGS[one][0])):
        key, target, act = DIALOGS[name]
        if target is not None or key != shown:
            page = desk.go(key) if target is None else desk.go(key, target())
            desk.settle()
        shown = key if target is None else ""
        yield name, partial(act, page)


def opened(
    act: Callable[[], object], times: int = 1, look: Callable[[QDialog], object] = lambda dialog: None
) -> int:
    """Open a dialog some times, each looked at and closed as soon as it stands; answers how many stood there."""
    closed, looking = 0, False
    faults: list[BaseException] = []

    def close() -> None:
        nonlocal closed, looking
        if looking:
            return
        top = QApplication.activeModalWidget()
        # The bar of long work ends with its work.
        if not isinstance(top, QDialog) or (isinstance(top, ProgressBox) and under_way() is not None):
            return
        closed, looking = closed + 1, True
        try:
            look(top)
        except BaseException as fault:
            faults.append(fault)
        looking = False
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
    if faults:
        raise faults[0]
    return closed
