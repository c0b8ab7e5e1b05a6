"""Printing from a real month: the PDF is read back and compared with what the queries say."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from models import signed_in
from models.actions.desk.people import save_user
from models.actions.ledger.printing import count_printing
from models.actions.ledger.voiding import void
from models.actions.pay.locking import lock
from models.actions.road.registration import ask_for
from models.errors import Cancelled, UserError
from models.format import money
from models.queries.pay.earnings import statements
from models.rules.amount import in_words
from models.setting_definitions import BY_KEY
from models.settings import change_settings
from models.tables.ledger import Voucher
from models.tables.party import Household
from models.tables.pay import PayPeriod
from models.tables.road import Errand
from reports.kinds import KINDS, check_selection
from reports.paper.document import Document
from reports.paper.language import paper_translator
from reports.paper.layout import PageLayout
from reports.paper.papers import PAPERS
from reports.paper.printing import PrintRun, UnprintableText, write_documents
from reports.selection import Selection
from tests import factories as made
from tests.reports import samples
from tests.reports.marks import letterhead, places, text_of
from tests.reports.printed import print_documents
from tests.trust.promises import LONG, times
from tests.writing import operation

ZH = paper_translator("zh")


@pytest.fixture
def month(fill: Any) -> Any:
    """Two households of one village: slips of every kind, and pay."""
    return fill(made.month_of_slips)


@pytest.fixture
def every(fill: Any) -> Any:
    """The same with slips of every kind there is."""
    return fill(made.slips_of_every_kind)


def asked_of(kind: str) -> dict[str, Any]:
    """What prints all of October of a kind."""
    if "period" in KINDS[kind].takes:
        return {"period": "2026-10"}
    return {"since": "2026-10", "until": "2026-10"} if "span" in KINDS[kind].one_of else {}


def printed(tmp_path: Path, kind: str, **asked: Any) -> tuple[Path, list[str]]:
    """A PDF of a kind and the text of its pages without spaces."""
    target = tmp_path / f"{kind}.pdf"
    print_documents(kind, target, tr=asked.pop("tr", ZH), printed=samples.PRINTED, **asked)
    return target, text_of(target)


def test_the_statement_shows_the_worked_example(month: Any, tmp_path: Path) -> None:
    lock("2026-10", date(2026, 11, 2))
    _, pages = printed(tmp_path, "statement", period="2026-10", household="H0001")
    (page,) = pages
    for words in (
        "计件工资单", "单䶮", "<b>老槐树下</b>&井边", "10-20HS1竹编果篮50514178.75", "计件工资50件514178.75",
        "合格二等料坏的（照付）返工、做坏（不付）金额", "工价（元/件）PG26A000013.25002.60003.2500",
        "不付的：返工3件（改好再算钱），做坏的1件", "应发工资188.75",
        "质量奖10.00", "损坏模具60.00（每月最多扣应发的20%，剩22.25下月再扣）−37.75",
        "10月5日预支200.00，第1次，共3次（还没扣133.34）−66.66", "实发（到手）¥84.34",
        "实发（到手）人民币捌拾肆元叁角肆分84.34", "11月10日打到农商行（尾号0001）", "账印",
        "11月12日前", "领钱人签字", "手印", "第1页共1页", "2026-11-02打印",
    ):  # fmt: skip
        assert words in page, words


def test_an_income_tax_estimate_is_only_told_where_it_is_wanted(month: Any, tmp_path: Path) -> None:
    made.adjustment(Household.get(Household.code == "H0001"), 6_000, "年终奖", date(2026, 10, 30))
    _, (page,) = printed(tmp_path, "statement", period="2026-10", household="H0001")
    assert "个税" not in page
    change_settings({"pay.tax_estimate": True})
    _, (page,) = printed(tmp_path, "statement", period="2026-10", household="H0001")
    # 6,188.75 gross: four fifths of it at 20 %. It stays what it is: a remark, and the net pay is as before.
    assert "个税估算（不代扣）：¥990.20。" in page and "¥6,062.09" in page


def test_the_estimate_takes_the_table_of_the_last_day_and_what_is_locked_keeps_it(
    month: Any, tmp_path: Path
) -> None:
    def told() -> str:
        _, (page,) = printed(tmp_path, "statement", period="2026-10", household="H0001")
        return page.partition("个税估算（不代扣）：")[2].partition("。")[0]

    made.adjustment(Household.get(Household.code == "H0001"), 6_000, "年终奖", date(2026, 10, 30))
    law = BY_KEY["pay.tax_tables"].default[0]
    half = {**law, "start": "2026-10-31", "brackets": [[None, 100_000, 0]]}
    change_settings({"pay.tax_estimate": True, "pay.tax_tables": [law, {**half, "start": "2026-11-01"}]})
    assert told() == "¥990.20"
    change_settings({"pay.tax_tables": [half, law]})
    assert told() == "¥495.10"
    lock("2026-10", date(2026, 11, 2))
    change_settings({"pay.tax_tables": [law]})
    assert told() == "¥495.10"
    change_settings({"pay.tax_estimate": False})
    assert told() == "¥495.10"


def test_statements_locked_without_an_estimate_stay_without(month: Any, tmp_path: Path) -> None:
    made.adjustment(Household.get(Household.code == "H0001"), 6_000, "年终奖", date(2026, 10, 30))
    lock("2026-10", date(2026, 11, 2))
    change_settings({"pay.tax_estimate": True})
    _, (page,) = printed(tmp_path, "statement", period="2026-10", household="H0001")
    assert "个税" not in page
    # A program that kept no tables locked it: they are what they were then, whatever was changed since.
    with operation("Lock"):
        PayPeriod.update(tax_table=None).execute()
    change_settings({"pay.tax_tables": [{**BY_KEY["pay.tax_tables"].default[0], "share_ppm": 0}]})
    _, (page,) = printed(tmp_path, "statement", period="2026-10", household="H0001")
    assert "个税估算（不代扣）：¥990.20。" in page


def test_every_figure_of_the_pay_list_is_the_querys(month: Any, tmp_path: Path) -> None:
    pay = statements("2026-10")
    _, pages = printed(tmp_path, "paylist", period="2026-10")
    page = "".join(pages)
    for statement in pay.statements:
        assert statement.code in page and statement.head in page
        assert money(statement.reckoning.net) in page
    assert in_words(pay.total("net")) in page
    assert "签字或按手印" in page


def test_delivery_receipt_return_and_transfer_say_what_they_must(month: Any, tmp_path: Path) -> None:
    _, (slip,) = printed(tmp_path, "dispatch", number="FL1")
    for words in (
        "发料单",
        "FL1",
        "竹编果篮",
        "100件",
        "3.2500元/件",
        "2.6000元/件",
        "88.4公斤",
        "17包×5公斤+零3.4公斤",
        "哪天交发钱日",
        "10月31日11月10日",
        "10月31日前交100件",
        "领料人签字或按手印",
    ):
        assert words in slip, words
    _, (slip,) = printed(tmp_path, "collection", number="HS1")
    for words in (
        "回收单", "HS1", "60件", "¥178.75", "还要交", "45178.75", "家里还剩的料", "39.95公斤",
        "元/件3.25002.60003.2500", "做坏的（不付）", "料坏的（照付）", "这个月到今天的计件工资",
    ):  # fmt: skip
        assert words in slip, words
    _, (slip,) = printed(tmp_path, "return", number="TL1")
    for words in ("退料单", "5.25公斤", "合作社仓库", "做完剩余"):
        assert words in slip, words
    _, (slip,) = printed(tmp_path, "transfer", number="DB1")
    for words in ("调拨单", "陈㛃𫖯H0002", "单䶮H0001", "2公斤"):
        assert words in slip, words


def test_slips_of_a_household_and_day_share_a_paper_when_asked(month: Any, tmp_path: Path) -> None:
    part = made.subcontract(Household.get(Household.code == "H0001"), month, quantity=30)
    made.dispatch(part, made.material("M-TIE", "铁丝", price=5_000), 12.5, reason="绑边", number="FL8")
    made.collection(part, date(2026, 10, 20), good=7, number="HS8")
    alone = print_documents("dispatch", tmp_path / "a.pdf", tr=ZH, household="H0001")
    assert alone.documents == 2 and alone.keys == ("FL1", "FL8")
    target = tmp_path / "b.pdf"
    shared = print_documents("dispatch", target, tr=ZH, household="H0001", merge=True)
    assert (shared.documents, shared.keys) == (1, ("FL1", "FL8"))
    (page,) = text_of(target)
    # The value of what is known, and the number of its slip beside each material.
    for words in ("FL1FL8", "1FL1", "2FL8", "铁丝", "12.5", "6.25", "100件", "30件", "第一样哪天交"):
        assert words in page, words
    count_printing("dispatch", shared.keys)
    print_documents("dispatch", target, tr=ZH, number="FL8", merge=True)
    assert "补打1次" in text_of(target)[0]
    shared = print_documents("collection", target, tr=ZH, household="H0001", merge=True)
    (page,) = text_of(target)
    assert shared.keys == ("HS1", "HS8") and "HS1HS8" in page
    assert page.count("元/件") == 1 and "¥201.50" in page, "one line of rates serves both"
    # What is void or on another day stays alone.
    made.collection(part, date(2026, 10, 21), good=1, number="HS9")
    void(made.voucher("collection", "HS8").id, "数错")
    both = print_documents("collection", target, tr=ZH, numbers=("HS1", "HS8", "HS9"), merge=True)
    assert both.documents == 3
    with pytest.raises(UserError) as refused:
        print_documents("paylist", target, tr=ZH, period="2026-10", merge=True)
    assert refused.value.field == "merge"


def test_a_shared_paper_names_everybody_who_made_out_a_slip_on_it(month: Any, tmp_path: Path) -> None:
    part = made.subcontract(Household.get(Household.code == "H0001"), month, quantity=30)
    for name, role, number in (("彭经理", "manager", "8"), ("任文员", "clerk", "9"), ("彭经理", "", "10")):
        if role:
            save_user({"name": name, "role": role})
        signed_in.sign_in_by_name(name)
        made.dispatch(part, made.material(f"M-{number}", "铁丝"), 1, reason="绑边", number=f"FL{number}")
        made.collection(part, date(2026, 10, 20), good=1, number=f"HS{number}")
    for kind in ("dispatch", "collection"):
        target = tmp_path / f"{kind}.pdf"
        assert print_documents(kind, target, tr=ZH, household="H0001", merge=True).documents == 1
        (page,) = text_of(target)
        assert "制单：彭经理、任文员" in page.replace(" ", "") or "制单彭经理、任文员" in page.replace(
            " ", ""
        ), page
        assert page.count("彭经理") == 1


def test_more_used_than_issued_is_said_in_words(month: Any, tmp_path: Path) -> None:
    part = made.subcontract(Household.get(Household.code == "H0002"), month, quantity=100)
    made.collection(part, date(2026, 10, 24), good=90, number="HS8")
    _, (page,) = printed(tmp_path, "collection", number="HS8")
    assert "多用了18.5公斤，待核对" in page and "−18.5" not in page


def test_the_account_adds_up(month: Any, tmp_path: Path) -> None:
    _, (page,) = printed(tmp_path, "account", period="2026-10", household="H0001")
    # 88.4 issued − 5.25 returned + 2 transferred − 57 pieces × 0.85 consumed
    for words in ("88.4", "5.25", "48.45", "36.7公斤", "45", "¥84.34"):
        assert words in page, words
    # Both scraps apart, the reasons of what was added and taken off.
    for words in ("做坏的（不付）", "料坏的（照付）", "质量奖", "损坏模具"):
        assert words in page, words


def test_the_passbook_ends_where_the_account_does(month: Any, tmp_path: Path) -> None:
    _, (page,) = printed(tmp_path, "passbook", period="2026-10", household="H0001")
    for words in (
        "10-10竹篾88.4公斤100件10-31□", "FL1竹编果篮3.25、2.60元/件", "10-20合格50二等5返工3178.75□",
        "HS1做坏1料坏145件",
        "退料竹篾−5.25公斤", "调拨竹篾2公斤", "10月5日预支YZ26A00001□−200.00",
        "竹篾90.45.2548.4536.7公斤□", "做了还没发的钱−71.25",
    ):  # fmt: skip
        assert words in page, words
    # 188.75 gross, less 60 for the mould and 200 handed out in advance.
    assert "−¥71.25" in page


def test_forty_receipts_take_two_pages_of_a_passbook(tmp_path: Path) -> None:
    document = KINDS["passbook"].build(samples.passbook(80), ZH)
    layout = PageLayout(PAPERS["a4"], letterhead())
    assert len(layout.pages(document)[1]) <= 2


def test_visit_machine_agreement_rates_and_label_say_what_they_must(month: Any, tmp_path: Path) -> None:
    _, (page,) = printed(tmp_path, "visit", period="2026-10")
    for words in ("技术指导记录", "收口", "厚薄不均", "勤换刀片", "彭技术员", "签字或按手印"):
        assert words in page, words
    _, (page,) = printed(tmp_path, "equipment")
    for words in ("设备借用单", "绕线机", "RX-2", "SB1", "良好", "¥50.00", "归还时状况"):
        assert words in page, words
    _, (page,) = printed(tmp_path, "agreement", number="XY1")
    for words in (
        "代工协议",
        "XY1",
        "2026年12月31日",
        "3.2500",
        "最多扣应发的20%",
        "甲方（签字盖章）",
        "乙方（手印）",
        "证明人",
    ):
        assert words in page, words
    _, (page,) = printed(tmp_path, "ratecard", day=date(2026, 10, 10))
    for words in ("工价公示", "赤城镇屏风村", "竹编果篮", "3.25", "2.60"):
        assert words in page, words
    _, (page, *_) = printed(tmp_path, "label", period="2026-10")
    for words in ("单䶮", "H0001", "竹编果篮", "100件"):
        assert words in page, words


def test_a_locked_statement_keeps_the_days_it_named(month: Any, tmp_path: Path) -> None:
    lock("2026-10", date(2026, 11, 2))
    change_settings({"pay.pay_day": 28, "pay.objection_days": 60})
    asked = {"period": "2026-10", "household": "H0001"}
    _, (page,) = printed(tmp_path, "statement", **asked)
    assert "11月10日打到" in page and "11月12日前" in page
    with operation("an older program"):
        PayPeriod.update(pay_on=None, object_until=None).execute()
    _, (page,) = printed(tmp_path, "statement", **asked)
    assert "11月28日打到" in page and "2027年1月1日前" in page


def test_a_visit_says_what_it_was_planned_for(month: Any, tmp_path: Path) -> None:
    home = made.household("H0077", "解燚")
    made.visit(home, "起底", date(2026, 10, 3), advice="篾片先分厚薄", next_date=date(2026, 10, 14))
    asked = ask_for("visit", home.id, date(2026, 10, 13), note="教新式样")
    with operation("done"):
        Errand.update(done_on=date(2026, 10, 15)).where(Errand.id == asked.id).execute()
    made.visit(home, "收口", date(2026, 10, 15))
    made.visit(home, "锁边", date(2026, 10, 20))
    _, pages = printed(tmp_path, "visit", period="2026-10", household="H0077")
    first, planned, last = pages
    assert "计划—" in first and "计划—" in last
    assert "计划2026年10月14日篾片先分厚薄;2026年10月13日教新式样" in planned


def test_a_whole_period_is_one_file_with_bookmarks_and_pages_counted_per_document(
    month: Any, tmp_path: Path
) -> None:
    target, pages = printed(tmp_path, "statement", period="2026-10")
    assert len(pages) == len(statements("2026-10").statements)
    assert all("第1页共1页" in page for page in pages)
    with pikepdf.open(target) as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == [
            f"{s.code} {s.head}" for s in statements("2026-10").statements
        ]


@pytest.mark.sampled
@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_every_kind_is_a_sound_pdf_on_every_paper(
    every: Any, tmp_path: Path, kind: str, language: str
) -> None:
    if kind == "lock":
        lock("2026-10", date(2026, 11, 2))
    for paper in KINDS[kind].papers if LONG or language == "zh" else KINDS[kind].papers[:1]:
        if (kind, language) == ("statement", "both") and 0 < PAPERS[paper].height < 100:
            continue  # where what takes more than a page is refused
        spoken = paper_translator(language)
        target, pages = printed(tmp_path, kind, paper=paper, tr=spoken, **asked_of(kind))
        assert all(pages)
        with pikepdf.open(target) as pdf:
            assert pdf.check_pdf_syntax() == []
            for page in pdf.pages:
                _, _, width, height = (float(edge) / 72 * 25.4 for edge in page.mediabox)
                assert abs(width - PAPERS[paper].width) < 0.1
                assert (
                    not PAPERS[paper].height or abs(height - PAPERS[paper].height * PAPERS[paper].stack) < 0.1
                )
                (font,) = page.resources.Font.values()
                (face,) = font.DescendantFonts
                assert str(face.BaseFont).startswith("/YUANBA+") and face.FontDescriptor.FontFile2 is not None
                # Black is the colour a page begins with: nothing may set another, but white to clear what is below.
                for before, (values, operator) in pairwise(pikepdf.parse_content_stream(page)):
                    if str(operator) in ("g", "G", "rg", "RG", "k", "K", "cs", "CS", "sc", "scn"):
                        white = (str(operator), [int(value) for value in values]) == ("g", [1])
                        assert white and str(before.operator) in ("q", "w"), (operator, values)


def test_reprints_are_counted_and_void_slips_say_so(month: Any, tmp_path: Path) -> None:
    result = print_documents("dispatch", tmp_path / "a.pdf", tr=ZH, day=made.DAY)
    assert result.keys == ("FL1", "FL2") and result.documents == 2
    count_printing("dispatch", result.keys)
    count_printing("dispatch", ["FL1"])
    _, pages = printed(tmp_path, "dispatch", period="2026-10")
    assert "补打2次" in pages[0] and "补打1次" in pages[1]
    void(made.voucher("dispatch", "FL2").id, "开错了", with_dependents=True)
    _, pages = printed(tmp_path, "dispatch", period="2026-10")
    assert len(pages) == 1
    _, (page,) = printed(tmp_path, "dispatch", number="FL2")
    assert "作废" in page and "60公斤" in page


NO_EVIDENCE = ("certificate", "drivebag", "label", "machinecard", "missing", "ruler", "signin", "workshopmap")


@pytest.mark.parametrize("kind", [key for key in KINDS if key not in NO_EVIDENCE])
def test_every_kind_says_that_it_is_a_reprint(every: Any, tmp_path: Path, kind: str) -> None:
    """Labels, maps, cards, missing numbers, the test page, certificates and sheets to sign are printed anew.

    What a bag for a drive holds counts each for its own kind, see `test_drivebag`.
    """
    asked = {"day": date(2026, 10, 30)} if kind in ("ratecard", "route") else asked_of(kind)
    if kind in ("statement", "lock"):
        lock("2026-10", date(2026, 11, 2))  # before, a statement is a proof without a number
    first = print_documents(kind, tmp_path / "a.pdf", tr=ZH, copies=2, **asked)
    assert all(first.keys)
    assert not any("补打" in page for page in text_of(tmp_path / "a.pdf"))
    count_printing(kind, first.keys)
    again = print_documents(kind, tmp_path / "b.pdf", tr=ZH, copies=2, **asked)
    assert again.keys == first.keys
    assert all("补打1次" in page for page in text_of(tmp_path / "b.pdf"))


@pytest.mark.parametrize(
    ("kind", "number"),
    [("dispatch", "FL2"), ("collection", "HS1"), ("return", "TL1"), ("transfer", "DB1"), ("visit", "")],
)
def test_every_kind_of_slip_says_that_it_is_void(month: Any, tmp_path: Path, kind: str, number: str) -> None:
    series = "dispatch" if kind == "return" else kind
    number = number or Voucher.get(Voucher.series == series).number
    _, pages = printed(tmp_path, kind, number=number)
    assert not any("作废" in page for page in pages)
    void(made.voucher(series, number).id, "开错了", with_dependents=True)
    _, pages = printed(tmp_path, kind, number=number, copies=3)
    assert len(pages) >= 3 and all("作废" in page for page in pages)


def test_copies_carry_their_part_and_carbon_paper_names_all(month: Any, tmp_path: Path) -> None:
    _, pages = printed(tmp_path, "dispatch", number="FL1", copies=3)
    assert ["第一联存根" in pages[0], "第二联农户" in pages[1], "第三联财务" in pages[2]] == [True] * 3
    _, (page,) = printed(tmp_path, "dispatch", number="FL1")
    assert "存根农户财务" in page
    _, (page,) = printed(tmp_path, "dispatch", number="FL1", paper="a4")
    assert "存根" not in page


def test_the_same_print_is_the_same_file(month: Any, tmp_path: Path) -> None:
    first = printed(tmp_path, "dispatch", period="2026-10")[0].read_bytes()
    assert printed(tmp_path, "dispatch", period="2026-10")[0].read_bytes() == first


def test_an_offset_moves_the_print_but_not_the_page(month: Any, tmp_path: Path) -> None:
    straight = places(printed(tmp_path, "dispatch", number="FL1")[0])
    target = printed(tmp_path, "dispatch", number="FL1", offset=(10, -5))[0]
    moved = places(target)
    assert [char for char, _, _ in moved] == [char for char, _, _ in straight]
    for (_, x, y), (_, left, bottom) in zip(moved, straight, strict=True):
        assert (x - left, y - bottom) == pytest.approx((28.35, 14.17), abs=0.02)
    with pikepdf.open(target) as pdf:
        assert abs(float(pdf.pages[0].mediabox[3]) / 72 * 25.4 - 139.7) < 0.1


@pytest.mark.parametrize(
    ("kind", "asked", "field"),
    [
        ("letter", {}, "kind"),
        ("statement", {}, "period"),
        ("statement", {"period": "2026-13"}, "period"),
        ("statement", {"period": "2026-10", "household": "H9999"}, "household"),
        ("statement", {"period": "2026-10", "day": made.DAY}, "date"),
        ("dispatch", {"number": "FL9"}, "number"),
        ("dispatch", {"number": "FL1", "paper": "a3"}, "paper"),
        ("paylist", {"period": "2026-10", "paper": "80mm"}, "paper"),
        ("dispatch", {"number": "FL1", "copies": 0}, "copies"),
        ("dispatch", {"day": date(2025, 1, 1)}, None),
        ("statement", {"period": "2025-01"}, None),
    ],
)
def test_what_cannot_be_printed_is_refused_and_leaves_nothing(
    month: Any, tmp_path: Path, kind: str, asked: dict[str, Any], field: str | None
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(UserError) as refused:
        print_documents(kind, folder / "a.pdf", tr=ZH, **asked)
    assert refused.value.field == field
    assert list(folder.iterdir()) == []


def test_slips_are_printed_one_or_all_of_them(month: Any, tmp_path: Path) -> None:
    whole = printed(tmp_path, "dispatch")[1]
    assert len(whole) > 1
    assert whole == printed(tmp_path, "dispatch", since="2000-01-01", until="2100-12-31")[1]
    mine = printed(tmp_path, "dispatch", household="H0001")[1]
    assert 0 < len(mine) < len(whole)
    with pytest.raises(UserError):
        # The window asks first: there nobody means every slip there ever was.
        check_selection(KINDS["dispatch"], Selection())


def test_characters_no_font_draws_are_named_and_where_nothing_else_is_asked_for_nothing_is_printed(
    month: Any, tmp_path: Path
) -> None:
    made.collection(
        made.subcontract(made.household("H0003", "张😀三"), month), date(2026, 10, 20), good=1, number="HS2"
    )
    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(UnprintableText) as refused:
        print_documents("statement", folder / "a.pdf", tr=ZH, period="2026-10", household="H0003")
    assert "张😀三" in refused.value.message and "U+1F600 GRINNING FACE" in refused.value.message
    assert "H0003" in refused.value.message
    assert list(folder.iterdir()) == []
    print_documents("statement", folder / "b.pdf", tr=ZH, period="2026-10", copies=3)
    with pikepdf.open(folder / "b.pdf") as pdf:
        assert len(pdf.pages) == 3 and pdf.check_pdf_syntax() == []


def test_a_stopped_print_leaves_the_old_file(month: Any, tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    target.write_bytes(b"old")
    seen = []

    def stop(done: int, total: int) -> None:
        seen.append((done, total))
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        print_documents("dispatch", target, tr=ZH, period="2026-10", progress=stop)
    assert seen == [(0, 2), (1, 2)]
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".pdf"] == ["a.pdf"]


def test_the_number_is_in_the_qr_code(month: Any, tmp_path: Path) -> None:
    import segno

    from reports.paper.marks import code_runs

    size, runs = code_runs("HS26A00031")
    dark = {(column + step, row) for column, row, length in runs for step in range(length)}
    matrix = segno.make_qr("HS26A00031", error="m", mask=3).matrix
    assert size == len(matrix)
    assert dark == {
        (column, row) for row, line in enumerate(matrix) for column, bit in enumerate(line) if bit
    }


def _many(count: int) -> Iterator[Document]:
    build = import_module("reports.pay.statement").build
    for number in range(count):
        yield build(samples.statement(number=f"GZ26A{number:05d}"), ZH)


def _peak(tmp_path: Path, count: int) -> int:
    seldom = gc.get_threshold()
    # What nobody holds any more goes at once: it is what is held that must not grow.
    gc.collect()
    gc.freeze()
    gc.collect()
    gc.set_threshold(200, 5, 5)
    tracemalloc.start()
    try:
        result = write_documents(
            tmp_path / "many.pdf",
            PrintRun(
                _many(count),
                count,
                title="",
                paper=PAPERS["241x140"],
                letterhead=letterhead(),
            ),
        )
        assert result.pages == count
        assert (tmp_path / "many.pdf").stat().st_size < count * 20_000
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        gc.set_threshold(*seldom)
        gc.unfreeze()


@pytest.mark.sampled
def test_memory_does_not_grow_with_the_number_of_documents(tmp_path: Path) -> None:
    few, many = times(10, 60), times(50, 300)
    _peak(tmp_path, few)
    # A page alone would be eight kilobytes; what is kept of a document is its bookmark and its page's place.
    assert _peak(tmp_path, many) < _peak(tmp_path, few) + (many - few) * 4_000


@pytest.mark.parametrize("key", ["trainingmoney", "signin", "certificate"])
def test_what_a_paper_is_not_chosen_by_is_said_first_and_then_what_it_is(key: str) -> None:
    """A course has no pay period: whoever said one is not asked for one."""
    kind = KINDS[key]
    with pytest.raises(UserError, match="工资期") as wrong:
        check_selection(kind, Selection(period="2026-10"))
    with pytest.raises(UserError, match="单号、起止时间") as none:
        check_selection(kind, Selection())
    assert (wrong.value.field, none.value.field) == ("period", "number")
