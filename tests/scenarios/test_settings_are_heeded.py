"""Every setting does what it says: changed in a month of slips, it changes the paper, plan or list it speaks of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import pypdfium2
import pytest

from models.actions.guidance.return_visits import ReturnDraft, record_return_visit
from models.actions.pay.locking import lock
from models.actions.programme.courses import enrol
from models.actions.road.registration import ask_for
from models.queries.desk import first_day
from models.queries.desk.alerts import due_back_alerts
from models.queries.desk.today import Today
from models.queries.guidance.defects import proposals
from models.queries.guidance.first_visits import first_visits
from models.queries.guidance.machine_states import machine_states
from models.queries.guidance.return_visits import due_return_visits
from models.queries.ledger.material_out import material_out
from models.queries.order.capacity import weights
from models.queries.party.road_map import RoadMap
from models.queries.pay.fair_products import fair_rates
from models.queries.programme.training import no_place_left
from models.queries.road.road_facts import Van, as_vehicle
from models.queries.road.route_day import roster
from models.queries.road.routes import calls, service
from models.rules.order.allocation import LEARNING, PRACTISED, Candidate, weight
from models.setting_definitions import BY_KEY, DECLARED
from models.settings import change_settings, setting
from models.tables.guidance import Equipment
from models.tables.party import Household, Worker
from models.tables.product import PaceTest, Product
from models.tables.training import Course
from reports.paper.language import paper_translator
from reports.pay.bank import write_bank_files
from tests import factories as made
from tests.reports.printed import print_documents

Look = Callable[[Path], Any]
DAY: Final = date(2026, 11, 20)
VAN: Final = Van(1, "川J·A1234", None, "", "", (28_800, 64_800), (0, 0, 0), 1)


def paper(kind: str, **asked: Any) -> Look:
    """Where each character of a document stands, on pages of which size; without the mark of the books."""

    def look(folder: Path) -> Any:
        target = folder / "paper.pdf"
        spoken = paper_translator(str(setting("paper.language")))
        print_documents(kind, target, tr=spoken, printed=datetime(2026, 11, 1), copies=None, **asked)
        file = pypdfium2.PdfDocument(target)
        try:
            pages = [page.get_textpage() for page in file]
            sizes = [page.get_size() for page in file]
            words = [text.get_text_range().partition("链首")[0] for text in pages]
            return sizes, words, [text.get_charbox(0) for text in pages]
        finally:
            file.close()

    return look


def statement(folder: Path) -> Any:
    return paper("statement", period="2026-10", household="H0001")(folder)


def taxed(folder: Path) -> Any:
    """The statement where the estimate is shown; the household earns enough for one."""
    if not setting("pay.tax_estimate"):
        change_settings({"pay.tax_estimate": True})
        made.adjustment(Household.get(Household.code == "H0001"), 2_000, "质量奖", date(2026, 10, 18))
    return statement(folder)


def made_up(folder: Path) -> Any:
    """The statement made up to a floor, and what an hour of the product earns by its tests."""
    _tried()
    return statement(folder), fair(folder)


def fair(_: Path) -> Any:
    _tried()
    return [(one.pace, one.hour, one.proposed) for one in fair_rates(DAY)]


def _tried() -> None:
    """A floor that nobody reaches, and two tests of the basket."""
    if not PaceTest.select().exists():
        made.floor(99)
        basket = Product.get(Product.code == "P-BASKET")
        made.pace_test(basket, 10, 100, day=date(2026, 9, 1))
        made.pace_test(basket, 10, 140, day=date(2026, 9, 2))


def agreement(folder: Path) -> Any:
    return paper("agreement", household="H0001")(folder)


def bank(folder: Path) -> Any:
    if not (folder / "locked").exists():
        lock("2026-10")
        (folder / "locked").touch()
    return [
        (file.path.name, file.path.read_bytes())
        for file in write_bank_files(folder / "bank.csv", "2026-10", tr=paper_translator("zh"))
    ]


def shares(_: Path) -> Any:
    """How strongly a household of every sort counts: skilled or not, guided, unpunctual, faulty, far, unsigned."""
    sorts = [{"skill": LEARNING}, {"skill": PRACTISED}, {"guided": 1}, {"guided": 9}, {"agreement": False}]
    sorts += [
        {"trained": 2},
        {"distance": 3_000},
        {"distance": 90_000},
        {"on_time_ppm": 0},
        {"defect_ppm": 20_000},
    ]
    return [weight(Candidate(1, 1, **sort), weights()) for sort in (*sorts, {"defect_ppm": 900_000})]


def fourth(_: Path) -> Any:
    """Whether somebody may begin a fourth free course."""
    if not Course.select().exists():
        someone = made.worker()
        for _ in range(3):
            enrol(made.course().id, [someone.id], made.DAY)
    return no_place_left([row.id for row in Worker.select()], made.DAY)


def today(_: Path) -> Any:
    return [(matter.kind, matter.subject) for matter in Today(DAY).alerts()]


def outside(_: Path) -> Any:
    """Which material is due back, and in which column of the report it stands."""
    if not Household.select().where(Household.code == "H0066").exists():
        bamboo = made.material("M-66")
        baskets = made.order(made.product("P-66", bom=[(bamboo, 1, 0)], good=1), day=date(2026, 1, 5))
        for number, day in enumerate((date(2026, 1, 5), date(2026, 6, 20))):
            work = made.subcontract(made.household(f"H006{6 + number}", "解燚"), baskets, 10, day)
            made.dispatch(work, bamboo, 10, day)
    layers = [(layer.about.code, layer.bucket) for layer in material_out(DAY).layers]
    return layers, [(matter.text, matter.days) for matter in due_back_alerts(DAY)]


def proposed(_: Path) -> Any:
    """Who should be visited: for much of a defect, and for one that came back after a visit."""
    if not Household.select().where(Household.code == "H0077").exists():
        basket = made.product("P-77", good=1)
        loose = made.defect("A", "收口松", basket)
        first, second = (made.household(code, "解燚") for code in ("H0077", "H0078"))
        works = [made.subcontract(home, made.order(basket), 500) for home in (first, second)]
        for work, rework in zip(works, (10, 20), strict=True):
            said = [(loose, rework)]
            made.collection(work, date(2026, 11, 10), good=200 - rework, rework=rework, defects=said)
        made.visit(second, day=date(2026, 11, 11))
        made.collection(works[1], date(2026, 11, 12), good=196, rework=4, defects=[(loose, 4)])
    return [(one.cause, one.why) for one in proposals(DAY)]


def in_care(_: Path) -> Any:
    """Who is due a return visit."""
    if not Household.select().where(Household.code == "H0079").exists():
        record_return_visit(
            ReturnDraft(made.household("H0079", helper="唐干部").id, date(2026, 9, 1), found="好")
        )
    return [(one.code, one.day) for one in due_return_visits(DAY)]


def new_there(_: Path) -> Any:
    """Who does something for the first time."""
    if not Household.select().where(Household.code == "H0080").exists():
        home = made.household("H0080", "解燚")
        for day in (date(2026, 11, 5), date(2026, 11, 12)):
            made.subcontract(home, made.order(made.product(good=1), day=day, due=DAY), 5, day, due=DAY)
    return [(one.household, one.product, one.why) for one in first_visits(DAY)]


def worth(_: Path) -> Any:
    """What a machine is worth."""
    if not Equipment.select().where(Equipment.code == "SB77").exists():
        made.machine("SB77", value=100_000, bought_on=date(2020, 1, 1))
        made.machine("SB78", value=100_000, bought_on=date(2025, 1, 1))
    return [one.worth for one in machine_states(DAY)]


def drive(_: Path) -> Any:
    """What is called for, the roster it makes, and how long each stop takes."""
    if not Household.select().where(Household.code == "H0088").exists():
        home = made.household("H0088", "解燚", latitude=30.9, longitude=105.9)
        ask_for("bring", home.id, DAY, equipment=made.machine("SB88").id)
        ask_for("visit", home.id, DAY)
        bamboo = made.material("M-88")
        baskets = made.order(made.product("P-88", bom=[(bamboo, 1, 0)], good=1))
        made.subcontract(home, baskets, 10)
        begun = made.subcontract(home, baskets, 10, due=date(2026, 12, 8))
        made.dispatch(begun, bamboo, 10)
    map_ = RoadMap(DAY)
    listed = calls(DAY, map_)
    return roster(DAY, listed, map_).day, [service(list(call.jobs), map_.limits) for call in listed]


def cost(_: Path) -> Any:
    return as_vehicle(VAN, RoadMap(DAY).limits)


def _without_a_flat_part() -> Any:
    (table,) = BY_KEY["pay.tax_tables"].default
    return [{**table, "flat": 0}]


LOOKS: Final[dict[str, tuple[Look, Any]]] = {
    "cooperative.name": (statement, "新村合作社"),
    "cooperative.address": (agreement, "新村1号"),
    "cooperative.phone": (agreement, "0825-7"),
    "cooperative.cashier": (statement, "新会计"),
    "pay.cutoff_day": (statement, 19),
    "pay.allowance": (statement, 20_000),
    "pay.deduction_cap": (statement, 100_000),
    "pay.pay_day": (statement, 15),
    "pay.objection_days": (agreement, 3),
    "pay.make_up": (made_up, True),
    "pay.pace_tests": (made_up, 1),
    "pay.fair_factor": (fair, 1_500_000),
    "pay.tax_estimate": (statement, True),
    "pay.tax_tables": (taxed, _without_a_flat_part()),
    "share.learning": (shares, 500_000),
    "share.practised": (shares, 2_000_000),
    "share.trained": (shares, 0),
    "share.guided": (shares, 50_000),
    "share.guided_most": (shares, 10_000),
    "share.no_agreement": (shares, 90_000),
    "share.distance": (shares, 20_000),
    "share.distance_most": (shares, 500_000),
    "share.late": (shares, 100_000),
    "share.defects": (shares, 1_000_000),
    "share.defects_most": (shares, 200_000),
    "training.free_courses": (fourth, 4),
    "attention.pending_days": (today, 60),
    "attention.ageing_days": (today, 90),
    "attention.rework_share": (today, 900_000),
    "attention.unpaid_days": (today, 90),
    "material.first_limit": (outside, 90),
    "material.second_limit": (outside, 270),
    "material.warn_days": (outside, 60),
    "visits.defect_share": (proposed, 60_000),
    "visits.defect_return": (proposed, 30_000),
    "visits.defect_pieces": (proposed, 5),
    "visits.defect_days": (proposed, 9),
    "visits.return_days": (in_care, 30),
    "visits.new_household": (new_there, 0),
    "visits.new_product": (new_there, 0),
    "machines.months": (worth, 36),
    "machines.residual": (worth, 100_000),
    "paper.slips": (statement, "a4"),
    "paper.offset_x": (statement, 3),
    "paper.offset_y": (statement, -3),
    "paper.language": (statement, "both"),
    "paper.count_books": (paper("stockcount", household="H0001", day=date(2026, 10, 20)), False),
    "paper.parts": (statement, "pages"),
    "agreement.clauses": (agreement, "按样品做。"),
    "bank.columns": (bank, "account\namount"),
    "bank.header": (bank, False),
    "bank.delimiter": (bank, "|"),
    "bank.encoding": (bank, "utf-8"),
    "bank.rows": (bank, 1),
    "bank.note": (bank, "工钱"),
    "road.warehouse": (drive, "30.5, 105.5"),
    "road.warehouse_datum": (drive, "BD09"),
    "road.detour": (drive, 2_000_000),
    "road.farthest": (drive, 10),
    "road.speed": (drive, 50),
    "road.deliver_minutes": (drive, 60),
    "road.collect_minutes": (drive, 60),
    "road.visit_minutes": (drive, 60),
    "road.machine_minutes": (drive, 60),
    "road.reload_minutes": (drive, 60),
    "road.collect_ahead": (drive, 30),
    "road.grams": (drive, 7),
    "road.millilitres": (drive, 7),
    "road.cost_km": (cost, 300),
    "road.cost_hour": (cost, 300),
}
"""What is looked at, and the value a setting is changed to; the window's own tests look at `backup` and `screen`."""
IN_THE_WINDOW = {first_day.WANTED}
"""What only an empty file shows, and the tests of its page look at."""


@pytest.fixture
def month(fill: Any) -> Any:
    """Two households of one village: slips of every kind, and pay."""
    return fill(made.month_of_slips)


def test_every_setting_is_looked_at() -> None:
    asked = {declared.key for declared in DECLARED if declared.section not in ("Backup", "Screen")}
    assert set(LOOKS) == asked - IN_THE_WINDOW


@pytest.mark.parametrize("key", LOOKS)
def test_a_setting_changes_what_it_speaks_of(key: str, month: Any, tmp_path: Path) -> None:
    look, value = LOOKS[key]
    change_settings({"road.warehouse": "30.7, 105.7"})
    if look is today:
        _something_amiss()
    if look is bank:
        _two_by_bank()
    before = look(tmp_path)
    assert look(tmp_path) == before, "what is looked at must stand still by itself"
    change_settings({key: value})
    assert look(tmp_path) != before


def _something_amiss() -> None:
    """Material that lies unused, pieces that wait, much rework, and work that nobody paid for."""
    home = made.household("H0099", "解燚")
    bamboo = made.material("M-99")
    basket = made.product("P-99", bom=[(bamboo, 1, 0)], good=1)
    begun = date(2026, 9, 20)
    idle, busy = (made.subcontract(home, made.order(basket, day=begun), 100, begun) for _ in range(2))
    made.dispatch(idle, bamboo, 50, begun)
    for day in (date(2026, 10, 25), date(2026, 10, 26)):
        made.collection(busy, day, good=1, rework=5, pending=1)


def _two_by_bank() -> None:
    from models.actions.party.parties import save_household

    values = {"pay_method": "bank", "bank": "农商行", "account": "62280002"}
    save_household(values, Household.get(Household.code == "H0002"))
    other = made.subcontract(Household.get(Household.code == "H0002"), made.order(made.product(good=5)), 9)
    made.collection(other, date(2026, 10, 24), good=2)
