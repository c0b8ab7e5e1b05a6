"""The bag for a drive: all papers of the day in the order they are used, each counted for its own kind."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from models.actions.ledger.printing import count_file
from models.actions.road.planning import plan_route
from models.actions.road.registration import ask_for, save_driver, save_vehicle
from models.errors import UserError
from models.queries.document_common import printed_before
from models.queries.road.drive_bag import BagPaper, StopReceipt, StopVisit
from models.queries.road.route_sheets import LoadingList, route_papers
from models.queries.road.routes import Job
from models.settings import change_settings
from models.tables.order import Subcontract
from models.tables.product import Material
from reports.paper.language import paper_translator
from reports.paper.papers import PAPERS
from reports.road.drive_bag import build
from tests import factories as make
from tests.reports import samples
from tests.reports.marks import pages_of, text_of, words_on
from tests.reports.paper.test_layout import check_marks
from tests.reports.printed import print_documents
from tests.writing import operation

DAY = date(2026, 10, 20)
ZH = paper_translator("zh")


def loaded_day() -> None:
    """A van with a driver takes 12 kg in packs of 5 kg to the first household, and fetches pieces from the second."""
    change_settings({"road.warehouse": "30.75, 105.70", "cooperative.name": "合作社"})
    driver = save_driver({"name": "何大川"})
    save_vehicle({"name": "川J·A1234", "driver": driver.id})
    bamboo = make.material("M1", name="竹篾", unit="kg", pack_size=5_000)
    order = make.order(make.product("P1", "竹编果篮", bom=[(bamboo, 0.12, 0)], good=3.25))
    near = make.household("H0001", "陈䶮", latitude=30.76, longitude=105.71)
    far = make.household("H0002", "曾国芳", latitude=30.80, longitude=105.78)
    given = make.subcontract(near, order, 100, due=date(2026, 11, 20), number="PG1")
    make.dispatch(given, bamboo, 12, day=DAY, number="FL1")
    back = make.subcontract(far, order, 40, due=date(2026, 10, 21), number="PG2")
    make.dispatch(back, bamboo, 4.8, number="FL2")
    ask_for("visit", far.id, DAY, note="收口")
    plan_route(DAY, seconds=0.1)


@pytest.fixture
def bag(fill: Any, tmp_path: Path) -> Path:
    fill(loaded_day)
    return tmp_path / "bag.pdf"


def outline(path: Path) -> list[tuple[str, list[str]]]:
    with pikepdf.open(path) as pdf, pdf.open_outline() as found:
        return [(item.title, [child.title for child in item.children]) for item in found.root]


def test_one_file_holds_what_is_loaded_the_way_and_each_stop(bag: Path) -> None:
    result = print_documents("drivebag", bag, tr=ZH, day=DAY)
    loading, sheet, *stops, labels = text_of(bag)
    assert "装车单" in loading and "FL1" in loading and "2包×5公斤+零2公斤" in loading
    assert "收送货路线单" in sheet and "陈䶮" in sheet and "曾国芳" in sheet
    order = {name: str(at) for at, name in enumerate(sorted(("陈䶮", "曾国芳"), key=sheet.index), start=1)}
    near = [page for page in stops if "陈䶮" in page]
    far = [page for page in stops if "曾国芳" in page]
    # Three parts of a slip lie on one sheet.
    assert all(page.count("第1页共1页") == 3 for page in stops) and len(stops) == len(near) + len(far)
    assert ["发料单" in page for page in near] == [True, False]
    assert "回收单" in near[-1] and "回收单" in far[0] and "PG2" in far[0] and "40件" in far[0]
    assert "技术指导记录" in far[1] and "收口" in far[1]
    assert all(f"261020-1/{order['曾国芳']}" in page for page in far)
    at = order["陈䶮"]
    assert all(f"{at}/2{sign}陈䶮" in labels for sign in "①②③") and "④" not in labels
    assert ("dispatch", "FL1") in result.others and ("route", "261020-1") in result.others
    marks = outline(bag)
    heads = dict(marks)
    assert heads[f"{at} 陈䶮"] == ["发料单 FL1", f"回收单 261020-1/{at}"]
    assert len(heads[f"{order['曾国芳']} 曾国芳"]) == 2 and len(marks) == 5


def test_what_is_in_the_bag_counts_for_its_own_kind(bag: Path) -> None:
    first = print_documents("drivebag", bag, tr=ZH, day=DAY)
    assert not any("补打" in page for page in text_of(bag))
    count_file("drivebag", first.keys, first.others)
    assert printed_before("dispatch", ["FL1"]) == {"FL1": 1}
    assert printed_before("route", ["261020-1"]) == {"261020-1": 1}
    again = print_documents("drivebag", bag, tr=ZH, number="261020-1")
    assert (again.keys, again.others) == (first.keys, first.others)
    *pages, labels = text_of(bag)
    assert all("补打1次" in page for page in pages) and "补打" not in labels


def test_the_labels_of_a_drive_come_on_label_sheets_too(bag: Path) -> None:
    print_documents("label", bag, tr=ZH, number="261020-1", paper="70x37")
    (page,) = text_of(bag)
    assert page.count("陈䶮") == 3 and "/2①陈䶮" in page and "竹篾5公斤" in page


@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_nothing_in_the_corner_is_covered(language: str) -> None:
    speak = paper_translator(language)
    long = samples.contact(head=samples.LONG, landmark="很长的地名" * 6)
    jobs = tuple(Job("collect", "竹编果篮" * 3, 1_234_000, "piece", f"PG26A{at:05d}") for at in range(3))
    papers = [
        BagPaper(samples.dispatch(3), 12, "解燚"),
        BagPaper(StopReceipt("261020-1/3", DAY, samples.contact(), jobs), 3, "解燚"),
        BagPaper(StopReceipt("261020-1/113", DAY, long, ()), 113, samples.LONG),
        BagPaper(StopVisit("261020-1/3", DAY, long, ("收口" * 30,), 2), 3, "解燚"),
    ]
    made = [build(paper, speak) for paper in papers]
    check_marks(made, PAPERS["a4-3"], language)
    for paper, document in zip(papers, made, strict=True):
        for page in pages_of(document, PAPERS["a4-3"], language):
            large = [call for call in page.calls if call[0] == "text" and call[4] == 28.0]
            assert [call[3] for call in large] == [str(paper.stop)]


def test_an_empty_van_has_no_loading_list(fill: Any, tmp_path: Path) -> None:
    def fetched() -> None:
        home = make.household("H0001", "陈䶮", latitude=30.76, longitude=105.71)
        ask_for("visit", home.id, DAY, note="收口")
        plan_route(DAY, seconds=0.1)

    fill(fetched)
    papers = route_papers(DAY)
    assert papers and not any(isinstance(paper, LoadingList) for paper in papers)
    assert not any(isinstance(paper, LoadingList) for paper in route_papers(numbers=["261020-1"]))
    print_documents("drivebag", tmp_path / "a.pdf", tr=ZH, day=DAY)
    pages = text_of(tmp_path / "a.pdf")
    assert "收送货路线单" in pages[0] and not any("装车单" in page for page in pages)


def test_a_day_without_a_plan_has_no_bag(fill: Any, tmp_path: Path) -> None:
    fill(make.month_of_slips)
    with pytest.raises(UserError) as refused:
        print_documents("drivebag", tmp_path / "a.pdf", tr=ZH, day=DAY)
    assert refused.value.field == "date"


def planned_day() -> None:
    """A van takes the material of a new subcontract along; nobody has made out a slip for it."""
    change_settings({"cooperative.name": "合作社"})
    bamboo = make.material("M1", name="竹篾", unit="kg", pack_size=5_000)
    with operation("price"):
        Material.update(price=68_000).execute()
    order = make.order(make.product("P1", "竹编果篮", bom=[(bamboo, 0.12, 0)], good=3.25))
    home = make.household("H0001", "陈䶮", latitude=30.76, longitude=105.71)
    make.subcontract(home, order, 100, due=date(2026, 11, 20), number="PG1")
    plan_route(DAY, seconds=0.1)


def test_what_is_taken_along_and_has_no_slip_yet_has_one_in_the_bag(fill: Any, tmp_path: Path) -> None:
    fill(planned_day)
    result = print_documents("drivebag", tmp_path / "a.pdf", tr=ZH, day=DAY)
    (slip,) = (page for page in text_of(tmp_path / "a.pdf") if "发料单" in page)
    for words in (
        "未记账：录入路线单时才编号", "261020-1/1", "陈䶮H0001", "PG1竹编果篮100件3.2500元/件", "11月20日前交100件",
        "1M1竹篾PG115公斤3包×5公斤102.00□", "领料人签字或按手印",
    ):  # fmt: skip
        assert slip.count(words) == 3, words
    assert ("drivebag", "261020-1/1-D") in [("drivebag", key) for key in result.keys]
    count_file("drivebag", result.keys, result.others)
    print_documents("drivebag", tmp_path / "a.pdf", tr=ZH, day=DAY)
    assert [page.count("补打1次") for page in text_of(tmp_path / "a.pdf") if "发料单" in page] == [3]
    # Once it is posted the bag holds the slip itself.
    make.dispatch(Subcontract.get(), Material.get(), 12, day=DAY, number="FL1")
    plan_route(DAY, seconds=0.1)
    print_documents("drivebag", tmp_path / "a.pdf", tr=ZH, day=DAY)
    (slip,) = (page for page in text_of(tmp_path / "a.pdf") if "发料单" in page)
    assert "FL1" in slip and "未记账" not in slip


@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_a_receipt_of_the_bag_speaks_as_a_household_does(language: str) -> None:
    speak = paper_translator(language)
    jobs = (Job("collect", "竹编果篮", 40_000, "piece", "PG26A00001"),)
    document = build(BagPaper(StopReceipt("261020-1/3", DAY, samples.contact(), jobs), 3, "解燚"), speak)
    (page,) = pages_of(document, PAPERS["a4-3"], language)
    said = " ".join(words_on(page))
    heads = {"zh": ("做坏", "料坏", "还没验"), "en": ("Spoiled", "Bad material"), "both": ("做坏", "Spoiled")}
    assert not [word for word in heads[language] if word not in said]
    assert not [word for word in ("工废", "料废", "待检") if word in said]
