"""Every operation there is: Ctrl+Z names it and the history tells it, in words and in both languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from models.actions import photos
from models.actions.desk import saved_filters
from models.actions.desk.people import change_own_secret, save_user
from models.actions.desk.undo import describe, last_undoable
from models.actions.exchange.workbook import import_workbook
from models.actions.guidance import equipment, return_visits, visits
from models.actions.guidance.machine_events import EventDraft, record_event
from models.actions.ledger import acceptance, blank_slips, printing, sales, stock, stocktake, voiding
from models.actions.ledger.defects import name_defects
from models.actions.ledger.posting import Draft, MaterialLine, PieceLine, post
from models.actions.order import orders
from models.actions.party import directory, parties, places, stays
from models.actions.pay import locking
from models.actions.product import products, sizes, units
from models.actions.product.defects import set_active
from models.actions.programme import workshops
from models.actions.road import breakdown, planning, registration
from models.actions.road.route_completion import DONE, Came, Done, enter_return
from models.database import db
from models.errors import UserError
from models.i18n import set_language
from models.queries.desk import history, operation_details
from models.queries.desk.saved_filters import SavedFilter
from models.queries.ledger.stocktake import Item
from models.queries.road.route_sheets import route_day
from models.rules.desk import roles
from models.rules.ledger import voucher_kind
from models.rules.ledger.balance import Parts
from models.settings import change_settings
from models.signed_in import sign_in
from models.tables.guidance import EquipmentLoan
from models.tables.ledger import CollectionLine, Voucher
from models.tables.order import Order
from models.tables.party import Household, Worker
from models.tables.pay import Statement
from models.tables.photo import Photo
from models.tables.product import BomLine, Defect, Product, Rate
from models.tables.programme import Workshop
from models.tables.registry import LOGGED
from models.tables.road import Driver, Errand, Vehicle, VillageDay
from models.tables.trail import Change, Layout, Operation
from tests import factories as make
from tests.books import worked_example, write_book
from tests.scenarios import programme_deeds
from ui.shell.app import OpenFile

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 10, 20)
RAW = re.compile(r"\{|\}|\[|\]|\b\d{15,}\b|None|True|False|…|\b[a-z]+_[a-z_]+\b")
"""Braces of a name not filled in, lists, keys, what Python calls things, fields and codes of the program."""
CODE = re.compile(r"[a-z][a-z_]*")
NAMELESS = {"站", "Stop of a drive"}
"""A stop at the warehouse has nobody's name."""
PLAIN_ASCII = {"kg"}
"""Words of one small letter after the other that people write so as well."""


class World:
    """One of everything that operations are about."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        change_settings({"road.warehouse": "30.75, 105.70"})
        self.company = make.enterprise("青篾坊")
        self.bamboo = make.material("W-BAM", "竹篾")
        self.item = make.product("W-1", "竹编果篮", bom=[(self.bamboo, 0.5, 0)], good=3.25, second=2.6)
        self.order = make.order(self.item, 500, customer=self.company)
        self.home = make.household("W1", "单春梅", latitude=30.76, longitude=105.71)
        self.other = make.household("W2", "曾国芳", latitude=30.77, longitude=105.73)
        self.one = make.subcontract(self.home, self.order, 100, due=DAY + timedelta(days=30))
        self.two = make.subcontract(self.other, self.order, 100, due=DAY + timedelta(days=30))
        self.machine = make.machine("WB1", "绕线机")
        self.numbers: dict[str, str] = {}

    def material(self, kind: str, quantity: float, reason: str = "", to: Any = None) -> None:
        """Post one slip of material of the first subcontract."""
        line = MaterialLine(self.one.id, self.bamboo.id, make.units(quantity), reason, to)
        self.numbers[kind] = post([Draft(kind, DAY, self.home.id, [line], reason=reason)])[0]

    def pieces(self, kind: str, **grades: float) -> None:
        """Post one collection, or inspect what it left pending."""
        parts = Parts(**{grade: make.units(quantity) for grade, quantity in grades.items()})
        found = CollectionLine.select().order_by(CollectionLine.id.desc()).first()
        line = PieceLine(
            self.one.id, parts, parts.total, collection_line=found.id if kind == "inspection" else None
        )
        self.numbers[kind] = post([Draft(kind, DAY, self.home.id, [line])])[0]

    def name_defects(self) -> None:
        """Say what was wrong with the rework of the collection."""
        voucher = self.voucher("collection")
        line = CollectionLine.get(CollectionLine.voucher == voucher)
        name_defects(voucher, {line.id: [(Defect.get().id, 1_000)]})

    def voucher(self, series: str) -> int:
        """The newest slip of a series."""
        row = Voucher.select().where(Voucher.series == series).order_by(Voucher.id.desc()).first()
        return int(row.id)


def several(world: World) -> None:
    """A return and an issue in one go."""
    lines = [MaterialLine(world.one.id, world.bamboo.id, 1_000)]
    post([Draft("issue", DAY, world.home.id, lines), Draft("return", DAY, world.home.id, lines)])


def import_month(world: World) -> None:
    """A workbook comes in."""
    import_workbook(write_book(world.folder / "十月.xlsx", worked_example()))


def returned(world: World) -> None:
    """The sheets of the day come back, everything done as planned."""
    stops = [
        Came(stop.id, DONE, "", [Done(job.id or 0, job.quantity) for job in stop.jobs])
        for sheet in route_day(DAY).sheets
        for stop in sheet.stops
    ]
    enter_return(DAY, stops)


def broken(world: World) -> None:
    """A van stops on its way."""
    sheet = route_day(DAY).sheets[0]
    breakdown.break_down(DAY, sheet.van.key, int(sheet.start) + 60, seconds=0.1)


Deed = Callable[[World], object]
DEEDS: list[tuple[str, Deed]] = [
    ("a setting", lambda w: change_settings({"pay.allowance": 15_000, "cooperative.name": "大石合作社"})),
    ("a new enterprise", lambda w: parties.save_enterprise({"name": "翠竹工艺", "phone": "0825-1"})),
    ("an enterprise's phone", lambda w: parties.save_enterprise({"phone": "0825-2"}, w.company)),
    ("a new household", lambda w: parties.save_household({"code": "H9", "head": "陈㛃", "sex": "Female"})),
    (
        "a household's bank, sex, place and pin",
        lambda w: parties.save_household(
            {
                "pay_method": "bank",
                "account": "62280001",
                "sex": "Female",
                "category": "Low income",
                "village": "大城寨村",
                "latitude": 30.5,
                "longitude": 105.5,
                "datum": "GCJ02",
                "active": False,
            },
            Household.get_by_id(w.home.id),
        ),
    ),
    (
        "a place of the list",
        lambda w: directory.save_regions([({"code": "99", "name": "东片区", "level": "area"}, None)]),
    ),
    ("a helper", lambda w: directory.save_helpers([({"name": "任小红", "phone": "0825-3"}, None)])),
    (
        "a household moves",
        lambda w: stays.move_household(w.home.id, DAY, {"village": "莲珠桥村", "helper": "任小红"}),
    ),
    (
        "a former place",
        lambda w: stays.save_stays([({"household": w.other.id, "end": DAY, "village": "福光村"}, None)]),
    ),
    ("back to work", lambda w: parties.save_household({"active": True}, Household.get_by_id(w.home.id))),
    (
        "a worker",
        lambda w: parties.save_worker(w.home.id, {"name": "单小梅", "relation": "Child", "sex": "Female"}),
    ),
    ("a photo", lambda w: make.photo(Household.get_by_id(w.home.id), photos.SUBJECTS_OF[Household][0])),
    ("another", lambda w: make.photo(Household.get_by_id(w.home.id), photos.SUBJECTS_OF[Household][0], 120)),
    (
        "a photo's caption",
        lambda w: photos.change_photo(
            Photo.get().id, subject=photos.SUBJECTS_OF[Household][-1], caption="井边", taken_on=DAY
        ),
    ),
    ("a photo moves", lambda w: photos.move_photo(Photo.get().id, 1)),
    ("a photo goes", lambda w: photos.remove_photo(Photo.get().id)),
    ("a place on the map", lambda w: places.place_household(w.home.id, (30.7, 105.7))),
    ("no place", lambda w: places.forget_place(w.home.id)),
    ("the warehouse on the map", lambda w: places.place_warehouse((30.71, 105.71))),
    ("a filter", lambda w: saved_filters.save_filter("households", "大城寨村", SavedFilter({}, "大城寨"))),
    ("its name", lambda w: saved_filters.rename_filter("households", "大城寨村", "城寨")),
    ("a filter goes", lambda w: saved_filters.remove_filter("households", "城寨")),
    ("a worker goes", lambda w: parties.remove_worker(Worker.get().id)),
    ("an agreement", lambda w: parties.save_agreement(w.home.id, "XY-1", DAY, None)),
    ("a material", lambda w: products.save_material({"code": "M-2", "name": "提手", "unit": "piece"})),
    ("a material's unit", lambda w: products.save_material({"unit": "kg", "price": 12_500}, w.bamboo)),
    ("a unit", lambda w: units.save_unit("片", 0)),
    ("a product", lambda w: products.save_product({"code": "P-2", "name": "白芷切片", "unit": "kg"})),
    (
        "a product with its size",
        lambda w: products.save_with_size(
            "product", {"name": "大果篮", "grams": 300, "millilitres": 900}, w.item
        ),
    ),
    (
        "a material with its size",
        lambda w: products.save_with_size(
            "material", {"pack_size": 5_000, "grams": 1000, "millilitres": 10}, w.bamboo
        ),
    ),
    ("a bill", lambda w: products.save_bom_line(w.item.id, w.bamboo.id, 600, 20_000, BomLine.get())),
    ("a new bill", lambda w: products.save_bom_line(_slices().id, w.bamboo.id, 100, 0)),
    ("a bill's line goes", lambda w: products.remove_bom_line(BomLine.get(BomLine.product == _slices()).id)),
    ("a rate", lambda w: products.save_rate(_slices().id, "good", DAY, None, 13_000)),
    ("a new rate", lambda w: products.new_rate_from(w.item.id, "good", date(2026, 12, 1), 35_000)),
    ("a rate goes", lambda w: products.remove_rate(Rate.get(Rate.product == _slices()).id)),
    ("an order", lambda w: make.order(w.item, 50, customer=w.company)),
    ("an order's day", lambda w: orders.save_order({"due": date(2026, 11, 30)}, Order.get_by_id(w.order.id))),
    (
        "an order of a new enterprise",
        lambda w: orders.save_order_of(
            "新到企业",
            {"product": w.item.id, "quantity": 5_000, "date": DAY, "due": DAY + timedelta(days=9)},
            consents=[orders.NEW_ENTERPRISE],
        ),
    ),
    ("a subcontract", lambda w: make.subcontract(w.other, w.order, 10, due=DAY + timedelta(days=30))),
    (
        "sharing out",
        lambda w: orders.allocate(
            w.order.id, [(w.home.id, 10_000), (w.other.id, 10_000)], DAY, DAY + timedelta(days=9)
        ),
    ),
    ("material comes in", lambda w: stock.receive_material(w.company.id, DAY, [(w.bamboo.id, 90_000)])),
    ("opening stock", lambda w: stocktake.post_opening(_stock(w, 30))),
    ("a stocktake", lambda w: stocktake.post_count(_stock(w, 29, "受潮"))),
    ("an issue", lambda w: w.material("issue", 20)),
    ("a top-up", lambda w: w.material("top_up", 1, "补一点")),
    ("a return", lambda w: w.material("return", 2)),
    ("a transfer", lambda w: w.material("transfer", 1, to=w.two.id)),
    ("a correction", lambda w: w.material("correction", 1, "受潮")),
    ("several kinds at once", several),
    ("a collection", lambda w: w.pieces("collection", good=10, second=2, rework=1, pending=3)),
    ("an inspection", lambda w: w.pieces("inspection", good=2)),
    ("a defect", lambda w: make.defect("A", "收口松", w.item, remedy="压紧再锁边")),
    ("a defect is used no more", lambda w: set_active([Defect.get().id], False)),
    ("and is used again", lambda w: set_active([Defect.get().id], True)),
    ("defects of a slip", lambda w: w.name_defects()),
    ("a visit", lambda w: make.visit(w.home, "收口", DAY, findings=[(w.item.id, Defect.get().id, 0)])),
    (
        "a visit put right",
        lambda w: visits.change_visit(
            w.voucher("visit"),
            household=w.home.id,
            day=DAY,
            next_date=DAY + timedelta(days=9),
            technician="彭技术员",
            topic="锁边",
            finding="",
            advice="",
        ),
    ),
    ("an advance", lambda w: make.advance(w.home, 200, 2, DAY)),
    ("a bonus", lambda w: make.adjustment(w.home, 10, "质量奖", DAY)),
    ("a new machine", lambda w: equipment.save_equipment({"code": "SB2", "name": "切片机"})),
    ("a machine lent", lambda w: equipment.lend(w.machine.id, w.home.id, DAY, 5_000, "良好")),
    (
        "a loan put right",
        lambda w: equipment.set_loan(
            w.machine.id,
            {"household": w.home.id, "lent_on": DAY, "deposit": 6_000, "condition_out": "有划痕"},
            EquipmentLoan.get(),
        ),
    ),
    (
        "a machine looked at",
        lambda w: record_event(
            EventDraft(
                "inspect",
                EquipmentLoan.get().equipment_id,
                DAY,
                condition="皮带松",
                cost=100,
                next_date=DAY + timedelta(days=90),
            )
        ),
    ),
    ("a return visit", lambda w: make.return_visit(w.home, "看看活路", DAY, helper=None)),
    (
        "a return visit put right",
        lambda w: return_visits.change_return_visit(
            w.voucher("return_visit"),
            household=w.home.id,
            day=DAY,
            found="缺剪刀",
            next_date=DAY + timedelta(days=9),
        ),
    ),
    ("a machine back", lambda w: equipment.take_back(EquipmentLoan.get().id, DAY, "良好")),
    (
        "a delivery",
        lambda w: stock.deliver_products(
            w.company.id, DAY, [stock.Delivered(w.item.id, "good", 5_000, w.order.id)]
        ),
    ),
    (
        "a workshop",
        lambda w: workshops.save_workshop({"code": "Z01", "name": "屏风村竹编作坊", "kind": "village"}),
    ),
    (
        "its household",
        lambda w: workshops.save_members(
            [({"workshop": Workshop.get().id, "household": w.home.id, "start": DAY}, None)]
        ),
    ),
    (
        "a sale",
        lambda w: sales.post_sale(
            sales.SaleDraft(DAY, [sales.Sold(w.item.id, "good", 1_000, 250_000, 2_400, "Z01")])
        ),
    ),
    *programme_deeds.DEEDS,
    (
        "what the enterprise accepted",
        lambda w: acceptance.accept_delivery(w.voucher("delivery"), DAY, _accepted(w)),
    ),
    ("blank slips", lambda w: blank_slips.set_aside("collection", 3, DAY, "刘师傅")),
    ("a spoiled slip", lambda w: blank_slips.spoil(_blank(), "洒了水", DAY)),
    ("a paper printed", lambda w: _printed(w)),
    ("a void", lambda w: voiding.void(w.voucher("adjustment"), "填错了", DAY)),
    ("a subcontract closed", lambda w: orders.short_close_subcontract(w.two.id, DAY, "外出")),
    ("and opened", lambda w: orders.reopen_subcontract(w.two.id)),
    (
        "an order closed",
        lambda w: orders.short_close_order(w.order.id, DAY, "企业取消", [orders.OPEN_SUBCONTRACTS]),
    ),
    ("and opened again", lambda w: orders.reopen_order(w.order.id)),
    ("its subcontract too", lambda w: orders.reopen_subcontract(w.one.id)),
    ("and the other one", lambda w: orders.reopen_subcontract(w.two.id)),
    ("a driver", lambda w: registration.save_driver({"name": "何大川", "phone": "139"})),
    ("a driver's hours", lambda w: registration.save_driver({"work_from": "07:00"}, Driver.get())),
    (
        "a vehicle",
        lambda w: registration.save_vehicle(
            {"name": "川J·A1234", "kilograms": 500, "driver": Driver.get().id}
        ),
    ),
    ("a vehicle's load", lambda w: registration.save_vehicle({"kilograms": 600}, Vehicle.get())),
    (
        "another vehicle with its driver",
        lambda w: registration.save_vehicle_and_driver(
            {"name": "川J·B5678", "kilograms": 500}, {"name": "唐小平"}
        ),
    ),
    ("a size", lambda w: sizes.save_size(material=w.bamboo.id, grams=1_100, millilitres=None)),
    ("sizes", lambda w: sizes.save_sizes([("product", w.item.id, 310, 950)])),
    ("a way", lambda w: registration.save_road("屏风村", "大城寨村", minutes=25, note="塌方")),
    (
        "all ways",
        lambda w: registration.save_roads(
            [registration.checked_road({"one": "屏风村", "other": "龙杨村", "minutes": 12})]
        ),
    ),
    (
        "market days",
        lambda w: registration.save_village_day(
            {"place": "赤城镇", "market": "147", "home_from": "12:00", "home_to": "18:00"}
        ),
    ),
    ("market days put right", lambda w: registration.save_village_day({"market": "258"}, VillageDay.get())),
    ("an errand", lambda w: registration.ask_for("other", w.home.id, DAY, note="带话")),
    ("an errand's word", lambda w: registration.save_errand({"note": "带个话"}, Errand.get())),
    ("an errand dropped", lambda w: registration.drop_errand(Errand.get().id)),
    ("a wish", lambda w: planning.decide(DAY, w.other.id, first=True, vehicle=Vehicle.get().id)),
    ("a drive", lambda w: planning.plan_route(DAY, seconds=0.1)),
    ("a stop moved", lambda w: _moved()),
    ("a breakdown", broken),
    ("asked for on the way", lambda w: registration.ask_for("other", w.other.id, DAY, note="捎一袋米")),
    ("the rest planned anew", lambda w: planning.plan_route(DAY, seconds=0.1)),
    ("the sheets come back", returned),
    ("a month imported", import_month),
    ("a month locked", lambda w: locking.lock("2026-10", date(2026, 11, 2))),
    ("a month unlocked", lambda w: locking.unlock("2026-10", "少记一张")),
    ("the month locked again", lambda w: locking.lock("2026-10", date(2026, 11, 2))),
    ("a month paid", lambda w: locking.mark_paid("2026-10", date(2026, 11, 3))),
    (
        "a payment taken back",
        lambda w: locking.take_payment_back("2026-10", _first_paid(), date(2026, 11, 4)),
    ),
    ("one household paid", lambda w: locking.mark_paid("2026-10", date(2026, 11, 5), _first_owed())),
    (
        "a slip of a locked month reversed",
        lambda w: voiding.reverse(w.voucher("inspection"), date(2026, 11, 4), "数错了"),
    ),
    ("somebody who signs in", lambda w: sign_in(save_user({"name": "李经理", "role": roles.MANAGER}).id)),
    ("a PIN of one's own", lambda w: change_own_secret("", "2468")),
]


def _first_paid() -> list[int]:
    return [Statement.select().where(Statement.paid_on.is_null(False)).get().household_id]


def _first_owed() -> list[int]:
    return [Statement.select().where(Statement.paid_on.is_null(), Statement.net > 0).get().household_id]


def _stock(world: World, quantity: float, reason: str = "") -> stocktake.StockDraft:
    line = stocktake.StockLine(Item(world.bamboo.id), make.units(quantity), reason)
    return stocktake.StockDraft(DAY, [line])


def _slices() -> Any:
    return Product.get(Product.code == "P-2")


def _accepted(world: World) -> list[acceptance.AcceptedQuantity]:
    return [acceptance.AcceptedQuantity(world.order.id, "good", 4_000, 1_000, "划伤")]


def _blank() -> str:
    from models.tables.paper import BlankSlip

    return str(BlankSlip.get().number)


def _printed(world: World) -> None:
    printing.count_printing("collection", [world.numbers["collection"]])


def _moved() -> None:
    sheet = route_day(DAY).sheets[0]
    first = sheet.stops[0]
    other = Vehicle.get(Vehicle.id != sheet.van.key)
    planning.move_stop(DAY, first.kind, first.key, other.id, 0)


def titles() -> set[str]:
    """The title of every operation in the program, found where it is written."""
    found = {kind.title for kind in voucher_kind.KINDS.values() if kind.title} | {"Post slips {number}"}
    named: dict[str, str] = {}
    # Titles that others ask for stand with the operation itself, which comes first.
    for path in sorted((ROOT / "models").rglob("*.py"), key=lambda path: path.name != "operation.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named |= {
            target.id: ast.literal_eval(node.value.args[0])
            for node in tree.body
            if isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Call)
            and getattr(node.value.func, "id", "") == "mark"
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and ast.unparse(node).startswith("title = mark("):
                found.add(ast.literal_eval(node.value.args[0]))  # type: ignore[attr-defined]
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "operation":
                said = node.args[0]
                if isinstance(said, ast.Call):
                    found.add(ast.literal_eval(said.args[0]))
                elif isinstance(said, ast.Name) and said.id in named:
                    found.add(named[said.id])
                else:
                    # A file begins with one of two, which is not a clerk's; what only looks is named later.
                    known = ("title", "_UNNAMED", "SET_UP if fresh else TAKEN_OVER")
                    assert ast.unparse(said) in known, ast.dump(said)
    return found


def wrong_words(words: str, *, code: bool = False) -> bool:
    """Whether a text shows what only the program knows."""
    if not words.strip() or words != words.strip() or "  " in words or RAW.search(words):
        return True
    return code and CODE.fullmatch(words) is not None and words not in PLAIN_ASCII


def told_badly(operation: int) -> Iterator[str]:
    """What of an operation's telling is not in words, in both languages."""
    row = Operation.get_by_id(operation)
    for language in ("zh", "en"):
        set_language(language)
        title = describe(row)
        if wrong_words(title) or (language == "zh" and re.fullmatch(r"[\x00-\x7f]*", title)):
            yield f"{language} title: {title!r}"
        if re.search(r"[一-鿿]", row.title):
            yield f"{language} source: {row.title!r}"
        changes = operation_details.changes_by(operation, 200)
        if not changes and row.title != printing.TITLE:
            yield f"{language} nothing told of {title!r}"
        for one in changes:
            if wrong_words(one.table) or (language == "zh" and one.table.isascii()):
                yield f"{language} {title}: table {one.table!r}"
            if one.name and wrong_words(one.name, code=True):
                yield f"{language} {title}: {one.table} called {one.name!r}"
            if not one.name and one.table not in NAMELESS:
                yield f"{language} {title}: {one.table} without a name"
            for field in one.fields:
                if wrong_words(field.label) or (language == "zh" and field.label.isascii()):
                    yield f"{language} {title}: label {field.label!r}"
                for value in (field.before, field.after):
                    if value and wrong_words(value, code=language == "zh"):
                        yield f"{language} {title}: {one.table} {one.name} {field.label} = {value!r}"
    set_language("zh")


def records_badly(operation: int) -> Iterator[str]:
    """What below a record, which an operation touched, is not in words."""
    told_of = {
        name for name in operation_details.RECORDS if not name.startswith("route_") and name != "setting"
    }  # the road and the settings have no page of a record
    tables = {table._meta.table_name: table for table in LOGGED if table._meta.table_name in told_of}
    layouts = {row.id: tables[row.table_name] for row in Layout.select() if row.table_name in tables}
    query = Change.select().where(Change.operation_id == operation, Change.layout_id.in_(list(layouts)))
    for change in query:
        table = layouts[change.layout_id]
        for one in history.changes_of(change.row_id, table, 1):
            if not one.user or wrong_words(one.title):
                yield f"{table.__name__}: {one.user!r} {one.title!r}"
            for field in one.fields:
                for words in (field.label, field.before, field.after):
                    if words and (
                        wrong_words(words, code=True) or (words == field.label and words.isascii())
                    ):
                        yield f"{one.title}: {table.__name__} {field.field} {words!r}"


def taken_back_badly() -> Iterator[str]:
    """What Ctrl+Z says of the newest operation, without taking anything back."""
    newest = last_undoable()
    assert newest is not None
    for language, begins in (("zh", "已撤销："), ("en", "Undone: ")):
        set_language(language)
        named = describe(newest)
        with db.atomic() as tried:
            try:
                # What is taken back here is short: no window is needed for it.
                words = OpenFile.take_back(None)
                if words != begins + named:
                    yield f"{language} Ctrl+Z says {words!r}"
                undone = Operation.select().order_by(Operation.id.desc()).first()
                again = {"zh": "en", "en": "zh"}[language]
                before, told_before = describe(undone), named
                set_language(again)
                if describe(newest) not in describe(undone) or told_before not in before:
                    yield f"{again} history says {describe(undone)!r}"
            except UserError as refusal:
                if wrong_words(refusal.message) or not refusal.message.endswith(("。", ".", "？", "?")):
                    yield f"{language} Ctrl+Z is refused: {refusal.message!r}"
            finally:
                tried.rollback()
    set_language("zh")


@pytest.mark.usefixtures("database")
def test_every_operation_is_told_in_words(tmp_path: Path) -> None:
    world = World(tmp_path)
    bad: list[str] = []
    for name, deed in DEEDS:
        before = Operation.select().order_by(Operation.id.desc()).first().id
        deed(world)
        made = [row.id for row in Operation.select().where(Operation.id > before).order_by(Operation.id)]
        assert len(made) == 1, f"{name} is {len(made)} operations"
        bad += [
            f"{name}: {words}"
            for words in (*told_badly(made[0]), *records_badly(made[0]), *taken_back_badly())
        ]
    done = {row.title for row in Operation.select(Operation.title)}
    missing = titles() - done - {"Undo: {title}"}
    assert not missing, f"operations nobody tried: {sorted(missing)}"
    assert not bad, "\n".join(dict.fromkeys(bad))
