"""The papers of money, goods and inspections: what each must show, read back from its PDF."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.actions.ledger.printing import count_printing
from models.actions.ledger.voiding import void
from models.actions.order.orders import save_order
from models.actions.party.parties import save_household
from models.actions.product.products import save_material
from models.errors import UserError
from models.rules.ledger import voucher_kind
from models.settings import change_settings
from models.tables.ledger import Voucher
from models.tables.party import Household
from models.tables.product import Material
from reports.kinds import KINDS
from reports.paper.language import paper_translator
from reports.paper.papers import PAPERS
from tests import factories as made
from tests.reports import samples
from tests.reports.marks import boxes, pages_of, text_of
from tests.reports.printed import print_documents
from ui.kit.print_commands import document_of

ZH = paper_translator("zh")


@pytest.fixture
def every(fill: Any) -> Any:
    """Slips of every kind."""
    return fill(made.slips_of_every_kind)


def page(folder: Path, kind: str, **asked: Any) -> str:
    """The text of the only page of a kind, without spaces."""
    target = folder / "a.pdf"
    print_documents(kind, target, tr=asked.pop("tr", ZH), **asked)
    (text,) = text_of(target)
    return text


def test_every_kind_of_voucher_has_a_paper() -> None:
    assert voucher_kind.DOCUMENTS.keys() == voucher_kind.KINDS.keys()
    for kind in voucher_kind.KINDS:
        assert document_of(kind) in KINDS


def test_every_voucher_prints_by_its_number(every: Any, tmp_path: Path) -> None:
    seen = set()
    for row in Voucher.select():
        document = document_of(row.kind)
        result = print_documents(document, tmp_path / "a.pdf", tr=ZH, number=row.number)
        assert result.keys == (row.number,)
        assert row.number in text_of(tmp_path / "a.pdf")[0]
        seen.add(row.kind)
    # All but a top-up, which is printed as an issue is.
    assert voucher_kind.KINDS.keys() - seen == {"top_up"}


def test_an_inspection_names_its_receipt_and_what_was_pending(every: Any, tmp_path: Path) -> None:
    text = page(tmp_path, "inspection", number="JY1")
    for words in (
        "检验单", "曾㛃H0013", "HS310月20日竹编果篮4件111", "3.2500", "2.6000",
        "还没验", "退回返工：竹编果篮1", "改好再算钱", "¥3.25", "毛病", "检验人", "农户签字或按手印",
    ):  # fmt: skip
        assert words in text, words
    made.inspection("HS3", date(2026, 10, 24), number="JY2", good=1)
    later = page(tmp_path, "inspection", number="JY2")
    # Three of the four were taken on the twenty-second.
    assert "竹编果篮1件1—3.25" in later


@pytest.mark.parametrize("language", ["zh", "en", "both"])
@pytest.mark.parametrize("paper", ["a4-3", "241x93"])
def test_an_inspection_far_off_keeps_to_one_sheet_with_what_was_wrong(paper: str, language: str) -> None:
    landmark = "村小学背后三百米黄葛树下第二个岔路口往左数第五家红砖楼房旁"
    data = samples.inspection(contact=samples.contact(landmark=landmark))
    document = KINDS["inspection"].build(data, paper_translator(language))
    (sheet,) = pages_of(document, PAPERS[paper], language)
    said = "".join(box.text for box in boxes(sheet))
    assert landmark in said and ("What was wrong" if language == "en" else "毛病") in said


def test_goods_in_say_from_whom_how_much_and_what_it_is_worth(every: Any, tmp_path: Path) -> None:
    save_material({"price": 68_000}, Material.get(Material.code == "M-BAM"))
    text = page(tmp_path, "receipt", copies=None)
    assert "存根企业财务" in text
    for words in (
        "入库单", "竹材公司", "成都市武侯区", "M-BAM", "412.5公斤", "82包×5公斤+零2.5公斤", "6.8000", "2,805.00",
        "料值合计¥2,805.00", "交货人", "收货人（仓库）",
    ):  # fmt: skip
        assert words in text, words


def test_a_delivery_goes_by_order_product_and_grade(every: Any, tmp_path: Path) -> None:
    text = page(tmp_path, "delivery", number="SH1", copies=None)
    customer = every.enterprise
    for words in (
        "送货单",
        customer.name,
        every.number,
        "竹编果篮",
        "合格40",
        "二等5",
        "合计45",
        "收货单位签字盖章",
        "企业",
    ):
        assert words in text, words


def test_a_delivery_says_what_is_paid_for_good_pieces_where_the_order_does(
    every: Any, tmp_path: Path
) -> None:
    save_order({"price": None}, every)
    text = page(tmp_path, "delivery", number="SH1")
    assert "售价" not in text and "金额" not in text
    save_order({"price": 48_500}, every)
    text = page(tmp_path, "delivery", number="SH1")
    # 40 good at 4.85; what the seconds are worth is written in by hand.
    for words in ("售价（元）金额（元）", "合格40件4.8500194.00", "二等5件合计", "合计金额¥194.00"):
        assert words in text, words
    for language, words in (("en", "Amountinall¥194.00"), ("both", "合计金额Amountinall¥194.00")):
        assert words in page(tmp_path, "delivery", number="SH1", tr=paper_translator(language))


def test_an_advance_is_signed_for_with_its_instalments(every: Any, tmp_path: Path) -> None:
    text = page(tmp_path, "advance", household="H0001")
    for words in (
        "预支领条", "单䶮H0001", "¥200.00", "分3次扣", "人民币贰佰元整", "12026年10月66.66133.34",
        "32026年12月66.680.00", "领钱人签字", "手印", "发钱人",
    ):  # fmt: skip
        assert words in text, words


def test_a_deduction_says_why_and_until_when_to_dispute_it(every: Any, tmp_path: Path) -> None:
    change_settings({"cooperative.cashier": "周会计 0825-0000001"})
    target = tmp_path / "a.pdf"
    print_documents("adjustment", target, tr=ZH, household="H0001")
    deduction, bonus = text_of(target)
    for words in (
        "奖扣单（扣款）", "¥60.00", "损坏模具", "人民币陆拾元整", "每月最多扣应发的20%",
        "10月28日前找周会计0825-0000001", "2026年10月", "农户签字", "手印",
    ):  # fmt: skip
        assert words in deduction, words
    assert "奖扣单（奖励）" in bonus and "质量奖" in bonus and "20%" not in bonus


def test_opening_stock_and_corrections_have_papers(every: Any, tmp_path: Path) -> None:
    assert "棉绳30公斤" in page(tmp_path, "opening") and "合作社仓库" in page(tmp_path, "opening")
    text = page(tmp_path, "correction", number="GZ1")
    for words in ("用料更正单", "曾㛃H0013", "竹篾0.5公斤", "受潮报废"):
        assert words in text, words
    assert "29" in page(tmp_path, "stockcount", number=Voucher.get(Voucher.kind == "count").number)


@pytest.mark.parametrize(
    ("kind", "number"),
    [("inspection", "JY1"), ("correction", "GZ1"), ("delivery", "SH1"), ("dispatch", "FL3")],
)
def test_a_void_slip_says_since_when_and_why(every: Any, tmp_path: Path, kind: str, number: str) -> None:
    row = Voucher.get(Voucher.number == number)
    before = page(tmp_path, kind, number=number)
    void(row.id, "开错了户", date(2026, 10, 29), with_dependents=True)
    after = page(tmp_path, kind, number=number)
    assert "2026年10月29日作废：开错了户" in after and "作废" not in before
    # What it once said stands there as it was.
    assert after.replace("2026年10月29日作废：开错了户", "").removesuffix("作废") == before


def test_enterprises_slips_are_not_chosen_by_household_and_reprints_count(every: Any, tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        page(tmp_path, "delivery", household="H0001")
    assert refused.value.field == "household"
    first = print_documents("delivery", tmp_path / "a.pdf", tr=ZH, period="2026-10")
    count_printing("delivery", first.keys)
    assert "补打1次" in page(tmp_path, "delivery", number="SH1")


def test_a_reversed_receipt_shows_what_it_takes_back(every: Any, tmp_path: Path) -> None:
    from models.actions.ledger.voiding import reverse
    from models.actions.pay.locking import lock

    lock("2026-10", date(2026, 11, 2))
    home = Household.get(Household.code == "H0013")
    reverse(Voucher.get(Voucher.number == "JY1").id, date(2026, 11, 3), "数错")
    print_documents("inspection", tmp_path / "a.pdf", tr=ZH, household=home.code, period="2026-11")
    (text,) = text_of(tmp_path / "a.pdf")
    assert "−¥3.25" in text


def test_a_delivery_slip_that_was_printed_says_what_it_said_then(every: Any, tmp_path: Path) -> None:
    bamboo, home = Material.get(Material.code == "M-BAM"), Household.get(Household.code == "H0001")
    save_material({"price": 68_000}, bamboo)
    count_printing("dispatch", ["FL1"])
    first = page(tmp_path, "dispatch", number="FL1")
    assert "601.12" in first and "单䶮" in first and "老槐树下" in first
    save_material({"price": 70_000, "name": "慈竹篾"}, bamboo)
    save_household({"head": "单大龙", "landmark": "新桥头", "phone": "13911112222"}, home)
    assert page(tmp_path, "dispatch", number="FL1") == first
    # Another one that was never printed says what holds now, and so does a printing of another kind.
    other = page(tmp_path, "dispatch", number="FL2")
    assert "慈竹篾" in other and "420.00" in other
    assert "单大龙" in page(tmp_path, "collection", number="HS1")
    # Printed again it stays with the first, also among others and once it is void.
    count_printing("dispatch", ["FL1", "FL2"])
    save_material({"price": 80_000, "name": "竹片"}, bamboo)
    print_documents("dispatch", tmp_path / "a.pdf", tr=ZH, numbers=("FL1", "FL2", "FL3"))
    one, two, three = text_of(tmp_path / "a.pdf")
    assert one == first.replace("补打1次", "补打2次") and "慈竹篾" in two and "竹片" in three
    void(Voucher.get(Voucher.number == "FL1").id, "开错了", date(2026, 10, 29), with_dependents=True)
    gone = page(tmp_path, "dispatch", number="FL1")
    assert "作废：开错了" in gone and "601.12" in gone and "单䶮" in gone and "竹片" not in gone
