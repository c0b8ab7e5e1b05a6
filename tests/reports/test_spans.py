"""Spans and villages: one command, one file, bookmarks per household, pages counted per document."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from models.actions.ledger.printing import count_printing
from models.actions.pay.locking import lock
from models.errors import UserError
from models.format import money
from models.queries.pay.earnings import statements
from models.rules.amount import in_words
from models.settings import change_settings
from models.tables import road
from models.tables.party import Household
from reports.kinds import KINDS
from reports.paper.language import paper_translator
from reports.paper.papers import MM, PAPERS, RULE
from tests import factories as made
from tests.reports import samples
from tests.reports.marks import pages_of, text_of
from tests.reports.printed import print_documents
from tests.writing import operation

ZH = paper_translator("zh")


def autumn_of_pay() -> None:
    """Two households of two villages with pay in September and October; November only for one."""
    bamboo = made.material("M-BAM")
    basket = made.product("P-BASKET", bom=((bamboo, 0.85, 0),), good=3.25)
    order = made.order(basket, 5000, date(2026, 9, 1))
    homes = [
        made.household("H0001", "单䶮", village="屏风村"),
        made.household(
            "H0002", "陈㛃", village="云台村", pay_method="bank", bank="农商行", account="62280001"
        ),
    ]
    works = [made.subcontract(home, order, 900, date(2026, 9, 2)) for home in homes]
    made.dispatch(works[0], bamboo, 50, date(2026, 9, 3), number="FL1")
    for month in (9, 10):
        for number, work in enumerate(works):
            made.collection(work, date(2026, month, 20), good=10 + number, number=f"HS{month}{number}")
    made.collection(works[0], date(2026, 11, 20), good=3, number="HS110")
    lock("2026-09", date(2026, 10, 2))


@pytest.fixture
def autumn(fill: Any) -> None:
    fill(autumn_of_pay)


def pages(tmp_path: Path, kind: str, **asked: Any) -> list[str]:
    """The text of a kind's pages."""
    print_documents(kind, tmp_path / "a.pdf", tr=ZH, printed=samples.PRINTED, **asked)
    return text_of(tmp_path / "a.pdf")


def outline(path: Path) -> list[tuple[str, list[str]]]:
    with pikepdf.open(path) as pdf, pdf.open_outline() as found:
        assert pdf.check_pdf_syntax() == []
        return [(item.title, [child.title for child in item.children]) for item in found.root]


def test_a_year_of_statements_stands_household_by_household(autumn: None, tmp_path: Path) -> None:
    shown = pages(tmp_path, "statement", since="2026-01", until="2026-12")
    assert [("H0001" in page, "第1页共1页" in page) for page in shown] == [(True, True)] * 3 + [
        (False, True)
    ] * 2
    assert [page.split("2026年")[1].partition("月")[0] for page in shown] == ["9", "10", "11", "9", "10"]
    assert outline(tmp_path / "a.pdf") == [
        ("H0001 单䶮", ["2026年9月 GZ26A00001", "2026年10月", "2026年11月"]),
        ("H0002 陈㛃", ["2026年9月 GZ26A00002", "2026年10月"]),
    ]
    for key in ("2026-09", "2026-10", "2026-11"):
        for one in statements(key).statements:
            assert any(money(one.reckoning.net) in page and one.head in page for page in shown)


def test_one_village_and_one_month_alone(autumn: None, tmp_path: Path) -> None:
    (page,) = pages(tmp_path, "statement", period="2026-10", village="云台村")
    assert "H0002" in page
    assert outline(tmp_path / "a.pdf") == [("H0002 陈㛃", [])]
    (page,) = pages(tmp_path, "ratecard", day=date(2026, 10, 1), village="赤城镇屏风村")
    assert "屏风村" in page and "云台村" not in page
    with pytest.raises(UserError) as refused:
        pages(tmp_path, "statement", period="2026-10", village="无名村")
    assert refused.value.field == "village"


def test_a_pay_list_of_one_sheet_says_its_sum_itself(autumn: None, tmp_path: Path) -> None:
    (page,) = pages(tmp_path, "paylist", period="2026-10")
    nets = [s.reckoning.net for s in statements("2026-10").statements]
    assert in_words(sum(nets)) in page and "要准备的钱" in page and "工资发放汇总表" not in page


def test_villages_run_on_in_one_pay_list_and_their_sum_ends_it(
    autumn: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As with more households than one sheet holds.
    monkeypatch.setattr("models.queries.pay.signature_lists.A_SHEET", 1)
    villages, whole = pages(tmp_path, "paylist", period="2026-10")
    nets = {s.code: s.reckoning.net for s in statements("2026-10").statements}
    assert (
        villages.index("云台村")
        < villages.index("H0002")
        < villages.index("屏风村")
        < villages.index("H0001")
    )
    assert in_words(sum(nets.values())) in villages and "要准备的钱" in villages
    # Each list has a number of its own, their sum that of the month.
    assert "FF2610-01" in villages and "FF2610" in whole and "FF2610-" not in whole
    assert "工资发放汇总表" in whole and in_words(sum(nets.values())) in whole
    assert "屏风村" in whole and "云台村" in whole and money(nets["H0001"]) in whole
    assert len(pages(tmp_path, "paylist", period="2026-10", village="屏风村")) == 1
    assert "发钱日2026年11月10日" in villages and "发钱日2026年11月10日" in whole
    assert len(pages(tmp_path, "paylist", since="2026-09", until="2026-10")) == 4
    assert [title for title, _ in outline(tmp_path / "a.pdf")] == ["2026年9月", "2026年10月"]


def test_a_pay_list_names_the_ends_of_id_and_phone_and_leaves_room_to_sign(
    autumn: None, tmp_path: Path
) -> None:
    with operation("ID"):
        Household.update(id_number="510921198003070053", phone="13800000211").where(
            Household.code == "H0001"
        ).execute()
    (page,) = pages(tmp_path, "paylist", period="2026-10", village="屏风村")
    assert "00530211" in page and "1980" not in page
    document = KINDS["paylist"].build(samples.pay_sheet(6), paper_translator("zh"))
    rules = sorted(
        {
            call[2]
            for call in pages_of(document, PAPERS["a4"])[0].calls
            if call[0] == "line" and call[5] == RULE
        }
    )
    gaps = [high - low for low, high in pairwise(rules)]
    assert sum(abs(gap - 14 * MM) < 0.6 for gap in gaps) >= 4


def test_a_passbook_over_several_months_carries_on(autumn: None, tmp_path: Path) -> None:
    (page,) = pages(tmp_path, "passbook", since="2026-09", until="2026-11", household="H0001")
    assert "2026-09-01–2026-11-30" in page and "ZC260901-261130-H0001" in page
    for words in ("FL1", "HS90", "HS100", "HS110", "竹篾50公斤", "74.75"):
        assert words in page, words
    (page,) = pages(tmp_path, "passbook", period="2026-10", household="H0001")
    assert "2026年10月" in page and "HS90" not in page and "上次剩下" in page


def test_slips_of_a_span_of_days(autumn: None, tmp_path: Path) -> None:
    assert len(pages(tmp_path, "collection", since="2026-09-20", until="2026-10-20")) == 4
    assert len(pages(tmp_path, "collection", since="2026-10", until="2026-11-01")) == 2


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"since": "2026-10"}, "until"),
        ({"until": "2026-10"}, "since"),
        ({"since": "2026-10", "until": "2026-09"}, "until"),
        ({"since": "2026-13", "until": "2026-14"}, "since"),
        ({"since": "soon", "until": "2026-10"}, "since"),
    ],
)
def test_a_span_that_is_none_is_refused(
    autumn: None, tmp_path: Path, asked: dict[str, str], field: str
) -> None:
    with pytest.raises(UserError) as refused:
        pages(tmp_path, "statement", **asked)
    assert refused.value.field == field


def test_every_numbered_paper_counts_its_printings(autumn: None, tmp_path: Path) -> None:
    lock("2026-10", date(2026, 11, 2))
    for kind in ("statement", "paylist", "account", "passbook", "collection"):
        result = print_documents(kind, tmp_path / "a.pdf", tr=ZH, period="2026-10")
        assert all(result.keys) and len(set(result.keys)) == result.documents, kind
        assert not any("补打" in page for page in text_of(tmp_path / "a.pdf")), kind
        count_printing(kind, result.keys)
        count_printing(kind, result.keys)
        print_documents(kind, tmp_path / "a.pdf", tr=ZH, period="2026-10")
        assert all("补打2次" in page for page in text_of(tmp_path / "a.pdf")), kind


def test_the_three_parts_are_a_setting(autumn: None, tmp_path: Path) -> None:
    (page,) = pages(tmp_path, "collection", number="HS90")
    assert "存根农户财务" in page
    change_settings({"paper.parts": "pages"})
    parts = pages(tmp_path, "collection", number="HS90")
    assert ["第一联存根" in parts[0], "第二联农户" in parts[1], "第三联财务" in parts[2]] == [True] * 3
    (page,) = pages(tmp_path, "collection", number="HS90", copies=1)
    assert "第一联存根" in page
    # A list has no parts: one page is one page.
    assert len(pages(tmp_path, "paylist", period="2026-09", village="屏风村")) == 1
    change_settings({"paper.parts": "carbon"})
    two = pages(tmp_path, "collection", number="HS90", copies=2, paper="a4")
    assert ["存根农户财务" in page for page in two] == [True, True]


def test_the_easy_statement_shows_the_same_figures(autumn: None, tmp_path: Path) -> None:
    shown = "".join(pages(tmp_path, "statement", period="2026-09", household="H0001", paper="a4", large=True))
    for words in ("10件", "3.25", "32.50", "手印", "证明人签字", "装袋现金", "5角", "叁拾贰元伍角整"):
        assert words in shown, words
    assert KINDS["statement"].enlarged


def test_a_pay_list_for_each_drive_of_a_day(autumn: None, tmp_path: Path) -> None:
    day = date(2026, 10, 10)
    with pytest.raises(UserError) as refused:
        pages(tmp_path, "paylist", period="2026-09", day=day)
    assert refused.value.field == "date"
    homes = [home.id for home in Household.select().order_by(Household.code)]
    with operation("Plan a drive"):
        plan = road.RoutePlan.create(date=day)
        driver = road.Driver.create(name="何大川")
        for number, stops in enumerate(([homes[1], homes[0]], [homes[0]]), start=1):
            drive = road.RouteDrive.create(
                plan=plan, number=number, driver=driver, start=0, end=0, distance=0
            )
            for place, home in enumerate(stops):
                road.RouteStop.create(plan=plan, drive=drive, place=place, kind="task", household=home)
    first, second, whole = pages(tmp_path, "paylist", period="2026-09", day=day)
    assert "261010-1何大川" in first and first.index("H0002") < first.index("H0001")
    assert "261010-2何大川" in second and "H0002" not in second and "要准备的钱" in second
    assert "工资发放汇总表" in whole
