"""Every kind on every paper it fits, in every language: nothing cut, nothing overlapping, nothing too small."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.queries.programme.course_papers import MoneyList, SignInSheet
from models.queries.road.route_sheets import LoadingList
from reports.kinds import KINDS
from reports.paper.fonts import text_width
from reports.paper.language import paper_translator
from reports.paper.papers import MM, PAPERS, RULE, SMALLEST, Paper
from reports.paper.printing import PrintRun, write_documents
from tests.reports import samples
from tests.reports.marks import Box, boxes, letterhead, pages_of, words_on

SAMPLES: dict[str, list[Any]] = {
    "dispatch": [samples.dispatch(), samples.dispatch(30), samples.dispatch(1, voided=True, printed=2)],
    "collection": [samples.collection(), samples.collection(12)],
    "inspection": [
        samples.inspection(),
        samples.inspection(12, reason="收口松"),
        samples.inspection(voided_on=date(2026, 10, 12), voided=True, void_reason="数错了" * 30),
    ],
    "correction": [samples.goods("correction", reason="受潮报废")],
    "receipt": [samples.goods("receipt"), samples.goods("receipt", 40)],
    "delivery": [samples.goods("delivery"), samples.goods("delivery", 40)],
    "sale": [samples.goods("sale"), samples.goods("sale", 40)],
    "opening": [samples.goods("opening")],
    "advance": [
        samples.advance(),
        samples.advance(60, reason="看病"),
        samples.advance(
            contact=samples.contact(head=samples.LONG, landmark=samples.RARE, identity="5109" * 4)
        ),
    ],
    "bill": [samples.bill(), samples.bill(60)],
    "year": [samples.year(), samples.year(2)],
    "outwork": [samples.outwork(), samples.outwork(40)],
    "dispute": [samples.dispute(), samples.dispute("很长的话" * 80)],
    "adjustment": [samples.adjustment(), samples.adjustment(1_000, reason="很长的事由" * 60)],
    "return": [samples.returned()],
    "transfer": [samples.returned("transfer")],
    "statement": [
        samples.statement(),
        samples.statement(1),
        samples.statement(1, tax=99_020),
        samples.statement(60),
        samples.statement(number="", lines=()),
        samples.statement(
            contact=samples.contact(head=samples.LONG, village="很长的村名" * 12, landmark=samples.RARE)
        ),
        samples.statement(2, contact=samples.contact(head="解" * 500, landmark="<b>" * 100)),
    ],
    "paylist": [
        samples.pay_sheet(),
        samples.pay_sheet(1),
        samples.pay_sheet(60),
        replace(samples.pay_sheet(60), summary=True),
    ],
    "lock": [samples.lock_certificate()],
    "account": [samples.account(), samples.account(30), samples.account(0)],
    "passbook": [samples.passbook(), samples.passbook(60)],
    "visit": [samples.visit(), samples.visit("很长的意见" * 80)],
    "claim": [
        samples.claim(),
        samples.claim(60, "day", pay=()),
        samples.claim(12, "workshop", amount=1_500_000, note="按核定金额" * 30),
    ],
    "equipment": [samples.loan()],
    "return_visit": [samples.return_visit(), samples.return_visit("说了很多" * 80)],
    "machine": [samples.machine_event(), samples.machine_event(condition="很长的话" * 40)],
    "machinecard": [samples.machine_card(), samples.machine_card(0), samples.machine_card(60)],
    "signin": [
        SignInSheet(samples.course(), samples.days(3)),
        SignInSheet(samples.course(40, 7), samples.days(7), 1, 2),
        SignInSheet(replace(samples.course(3), people=()), samples.days(1)),
    ],
    "trainingmoney": [MoneyList(samples.course()), MoneyList(samples.course(40, 9))],
    "certificate": [samples.certificate(), samples.certificate("竹编果篮和花器的高级编织技艺" * 4)],
    "ratecard": [samples.rate_card(), samples.rate_card(60)],
    "workshopmap": [samples.workshop_map(), samples.workshop_map(1), samples.workshop_map(80)],
    "label": [samples.labels(1), samples.labels(50)],
    "agreement": [samples.agreement(), samples.agreement("只有一条：{rates}" + "写得很长" * 60)],
    "enterprise": [samples.enterprise(), samples.enterprise(40)],
    "blank": [
        samples.blank(kind) for kind in ("issue", "collection", "return", "transfer", "visit", "equipment")
    ],
    "missing": [samples.missing(), samples.missing(60)],
    "stockcount": [
        samples.stock_count(),
        samples.stock_count(60, contact=samples.contact()),
        samples.stock_count(8, number="PD26A00001", reason="年底盘点", printed=1),
    ],
    "ruler": ["241x140"],
    "route": [
        samples.route(1),
        samples.route(6),
        samples.route(60),
        samples.hard_route(),
        LoadingList(samples.route(1)),
        LoadingList(samples.route(60)),
        LoadingList(samples.hard_route()),
        samples.left_behind(),
        samples.left_behind(60),
    ],
}
EVERY = [
    (kind, paper, language)
    for kind in SAMPLES
    for paper in KINDS[kind].papers
    for language in ("zh", "en", "both")
]


HOUSEHOLDS = (
    "dispatch",
    "collection",
    "inspection",
    "return",
    "transfer",
    "advance",
    "adjustment",
    "dispute",
    "statement",
)
HOUSEHOLDS += ("paylist", "account", "passbook", "ratecard", "agreement", "blank")
NEVER = (
    "单价",
    "过账",
    "承前",
    "领收人",
    "链首",
    "结算日期",
    "收入",
    "工废",
    "料废",
    "待检",
    "废品",
    "转下月",
    "期初",
    "耗用",
    "结存",
    "物料",
    "备零钞",
    "零分",
    "报废",
    "结转",
    "本期",
    "不良",
)


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("kind", HOUSEHOLDS)
def test_what_a_household_holds_has_no_word_of_the_office(kind: str, large: bool) -> None:
    if large and not KINDS[kind].enlarged_papers:
        return
    papers = KINDS[kind].enlarged_papers if large else KINDS[kind].papers
    paper = PAPERS[papers[0]].enlarged() if large else PAPERS[papers[0]]
    for document in documents(kind, "zh", papers[0], large):
        for page in pages_of(document, paper):
            said = "".join(box.text for box in boxes(page))
            assert not [word for word in NEVER if word in said]


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        (
            "issue",
            (
                *("做的活", "要交", "哪天交", "合格工价", "二等工价", "发钱日", "户号", "领料人签字或按手印"),
                *("整包和散装", "料值（元）", "点清", "□", "借用设备"),
            ),
        ),
        (
            "collection",
            ("合格", "二等", "返工", "做坏", "料坏", "还没验", "还要交", "计件", "毛重", "皮重", "合格工价"),
        ),
        ("return", ("到", "合作社仓库", "事由")),
        ("transfer", ("转给", "村组", "电话")),
        ("visit", ("技术员", "主题", "下次日期", "计划")),
        ("equipment", ("借出日期", "归还日期", "押金")),
    ],
)
def test_a_blank_slip_asks_for_what_the_filled_one_says(kind: str, wanted: tuple[str, ...]) -> None:
    document = KINDS["blank"].build(samples.blank(kind), paper_translator("zh"))
    for paper in KINDS["blank"].papers:
        (page,) = pages_of(document, PAPERS[paper])
        said = "".join(box.text for box in boxes(page))
        assert not [word for word in wanted if word not in said], paper


EVERY_SLIP = [place for place in EVERY if place[0] in ("statement", "dispatch", "collection")]


def documents(kind: str, language: str, paper: str, large: bool = False) -> list[Any]:
    # The test page has no records: what it shows is the paper itself.
    data: list[Any] = [paper] if kind == "ruler" else SAMPLES[kind]
    if kind == "label":
        data = [replace(each, paper=paper, frame=bool(at)) for at, each in enumerate(data)]
    return [KINDS[kind].build(each, paper_translator(language), large) for each in data]


@pytest.mark.parametrize(("kind", "paper_key", "language"), EVERY)
def test_nothing_is_cut_or_overlaps_and_rules_are_strong(kind: str, paper_key: str, language: str) -> None:
    for document in documents(kind, language, paper_key):
        for marks in pages_of(document, PAPERS[paper_key], language):
            check_rules(marks)
            if kind != "ruler":  # which is measured from the paper's own edge
                check_boxes(boxes(marks), PAPERS[paper_key])


@pytest.mark.parametrize("language", ["zh", "en", "both"])
@pytest.mark.parametrize("paper_key", KINDS["statement"].fits(large=True))
def test_the_easy_statement_is_one_page_on_every_paper(paper_key: str, language: str) -> None:
    paper = PAPERS[paper_key].enlarged()
    made = documents("statement", language, paper_key, large=True)
    check_marks(made, paper, language)
    usual = [samples.statement(), samples.statement(1), samples.statement(60), samples.statement(rows=0)]
    for data in usual:
        document = KINDS["statement"].build(data, paper_translator(language), large=True)
        (page,) = pages_of(document, paper, language)
        assert max(box.size for box in boxes(page)) == 36


def check_marks(made: list[Any], paper: Paper, language: str) -> None:
    for document in made:
        for marks in pages_of(document, paper, language):
            check_boxes(boxes(marks), paper)


def check_boxes(placed: list[Box], paper: Paper) -> None:
    left, right = paper.left * MM - 1, (paper.width - paper.right) * MM + 1
    assert placed
    for box in placed:
        assert box.left >= left, box
        assert box.right <= right, box
        assert box.bottom >= paper.bottom * MM - 3, box
        assert not paper.height or box.top <= (paper.height - paper.top) * MM + 1, box
        assert box.size >= SMALLEST, box
        assert not {"{", "}"} & set(box.text), box
    assert overlapping(placed) == []


def check_rules(marks: Any) -> None:
    """Strong enough for a dot matrix."""
    for call in marks.calls:
        if call[0] in ("line", "rect"):
            assert call[5] >= RULE
        elif call[0] == "circle":
            assert call[4] >= RULE


def overlapping(placed: list[Box]) -> list[tuple[Box, Box]]:
    """The pairs of boxes that overlap; each is only held against those that begin before it ends."""
    found = []
    placed = sorted(placed, key=lambda box: box.left)
    for at, one in enumerate(placed):
        for other in islice(placed, at + 1, None):
            if other.left >= one.right:
                break
            if one.meets(other):
                found.append((one, other))
    return found


def test_boxes_that_overlap_are_found() -> None:
    wide, inside = Box(0, 0, 100, 10, "wide", 8), Box(90, 5, 95, 15, "inside", 8)
    above, behind = Box(1, 20, 2, 30, "above", 8), Box(99, 0, 120, 10, "behind", 8)
    assert overlapping([behind, above, inside, wide]) == [(wide, inside), (wide, behind)]
    assert overlapping([wide, above]) == []


@pytest.mark.parametrize("paper", ["241x140", "a5-landscape", "a4"])
@pytest.mark.parametrize("kind", ["collection", "inspection"])
def test_the_framed_amount_is_as_large_in_every_language(kind: str, paper: str) -> None:
    if paper not in KINDS[kind].papers:
        return
    sizes = set()
    for language in ("zh", "en", "both"):
        marks = pages_of(documents(kind, language, paper)[0], PAPERS[paper], language)[-1]
        sizes.add(max(box.size for box in boxes(marks) if box.text.startswith("¥")))
    assert sizes == {PAPERS[paper].type.figure}


@pytest.mark.parametrize("paper", KINDS["enterprise"].papers)
def test_heads_of_an_enterprises_account_take_two_lines_in_english(paper: str) -> None:
    marks = pages_of(documents("enterprise", "en", paper)[0], PAPERS[paper], "en")[0]
    said = [box.text for box in boxes(marks)]
    for head in ("Finished", "Delivered", "Accepted", "Rejected", "Unchecked", "Outstanding"):
        assert head in said
    assert said.count("Oct") == 4 and said.count("To date") == 3


def test_signatures_are_never_alone_and_only_on_the_last_page() -> None:
    for lines in range(1, 40):
        document = import_module("reports.pay.statement").build(
            samples.statement(lines), paper_translator("zh")
        )
        pages = [words_on(marks) for marks in pages_of(document, PAPERS["241x140"])]
        signed = ["领钱人签字" in words for words in pages]
        assert signed == [False] * (len(pages) - 1) + [True]
        # The reckoning stays together with the end of the table it rests on.
        assert any(word.startswith("实发（到手）  ") for word in pages[-1])
        assert "应发工资" in pages[-1]


@pytest.mark.parametrize("paper", ("a4", "a5-landscape"))
def test_a_claim_breaks_no_name(paper: str) -> None:
    data = samples.claim(6, "workshop")
    document = import_module("reports.programme.claim_list").build(data, paper_translator("zh"))
    words = [word for marks in pages_of(document, PAPERS[paper]) for word in words_on(marks)]
    named = [word for word in words if "尉" in word or "凤" in word]
    assert len(named) >= 3 and [word for word in named if "尉迟小凤" not in word] == []


def test_a_long_table_repeats_its_header_and_carries_its_sum() -> None:
    data = samples.statement(60)
    document = import_module("reports.pay.statement").build(data, paper_translator("zh"))
    pages = [words_on(marks) for marks in pages_of(document, PAPERS["241x140"])]
    assert len(pages) > 2
    running = 0
    rows = list(data.lines)
    for at, words in enumerate(pages):
        if "做的活" not in words:
            continue
        shown = sum(1 for word in words if word.startswith("HS26A"))
        if at:
            assert words[words.index("接上页") + 1] == f"{running / 100:,.2f}"
        here = sorted(rows, key=lambda row: (row.date, row.number, row.subcontract))[:60]
        running = sum(row.amount for row in here[: _shown_before(pages, at) + shown])
        if at < len(pages) - 1 and "转下页" in words:
            assert words[words.index("转下页") + 1] == f"{running / 100:,.2f}"
    assert running == data.piece


def _shown_before(pages: list[list[str]], page: int) -> int:
    return sum(1 for words in pages[:page] for word in words if word.startswith("HS26A"))


def test_figures_align_on_the_decimal() -> None:
    document = import_module("reports.pay.statement").build(samples.statement(9), paper_translator("zh"))
    marks = pages_of(document, PAPERS["a4"])[0]
    points = set()
    for box in boxes(marks):
        if box.text in ("1,234", "12.345"):
            whole = box.text.partition(".")[0]
            points.add(round(box.left + sum(5.55 if c.isdigit() else 2.78 for c in whole) * box.size / 10, 1))
    assert len(points) == 1


def test_page_numbers_reprint_void_and_part() -> None:
    document = import_module("reports.ledger.dispatch").build(
        samples.dispatch(voided=True, printed=2), paper_translator("zh")
    )
    words = words_on(pages_of(document, PAPERS["241x140"], part="第二联 农户")[0])
    assert any("补打 2 次" in word for word in words)
    assert any("第 1 页 共 1 页" in word for word in words)
    assert "作废" in words
    assert {"第", "二", "联", "农", "户"} <= set(words)


def test_the_part_stands_inside_the_tear_line() -> None:
    document = import_module("reports.ledger.dispatch").build(samples.dispatch(), paper_translator("zh"))
    for key in ("241x140", "241x93"):
        marks = pages_of(document, PAPERS[key], part="第二联 农户")[0]
        label = [
            box for box in boxes(marks) if box.text in "第二联农户" and len(box.text) == 1 and box.left > 600
        ]
        assert len(label) == 5
        assert all(box.left > (241 - 22) * MM and box.right < (241 - 12.7) * MM for box in label)


def test_large_print_is_larger_and_still_fits() -> None:
    paper = PAPERS["a4"].enlarged()
    document = import_module("reports.pay.statement").build(samples.statement(), paper_translator("zh"))
    for marks in pages_of(document, paper):
        assert min(box.size for box in boxes(marks)) >= 13
        assert all(box.right <= (210 - 17) * MM + 1 for box in boxes(marks))


@pytest.mark.parametrize("kind", ["issue", "collection", "return", "transfer", "visit", "equipment"])
@pytest.mark.parametrize("paper", ["241x140", "241x93", "a5-landscape"])
def test_a_blank_slip_has_fewer_lines_rather_than_a_second_page(
    kind: str, paper: str, tmp_path: Path
) -> None:
    for language in ("zh", "en", "both"):
        document = KINDS["blank"].build(samples.blank(kind), paper_translator(language))
        result = write_documents(
            tmp_path / "a.pdf",
            PrintRun(
                [document],
                1,
                title="",
                paper=PAPERS[paper],
                letterhead=letterhead(language),
            ),
        )
        assert result.pages == 1


def ink(kind: str, paper_key: str, language: str, *data: Any) -> list[list[Any]]:
    """The boxes of texts on the pages of documents, page by page."""
    say = paper_translator(language)
    return [
        boxes(marks)
        for each in data
        for marks in pages_of(KINDS[kind].build(each, say), PAPERS[paper_key], language)
    ]


@pytest.mark.parametrize("language", ["zh", "en", "both"])
@pytest.mark.parametrize("paper_key", KINDS["statement"].papers)
def test_month_name_and_net_pay_are_the_largest_on_a_statement(paper_key: str, language: str) -> None:
    page = [box for page in ink("statement", paper_key, language, samples.statement()) for box in page]
    month = {"zh": "2026年10月", "en": "Oct 2026", "both": "2026-10"}[language]
    size = {box.text: box.size for box in page}
    others = [
        box.size
        for box in page
        if box.text not in (month, "¥84.34") and not box.text.startswith("解燚") and box.size < 13
    ]
    for words in (month, "解燚", "¥84.34"):
        assert size[words] >= max(others) + 1.5, words
    assert size["¥84.34"] >= size[month] and size["¥84.34"] >= size["解燚"]


@pytest.mark.parametrize("paper_key", KINDS["statement"].papers)
@pytest.mark.parametrize("language", ["zh", "both"])
def test_no_line_of_a_statement_stands_alone_on_a_page(paper_key: str, language: str) -> None:
    if language == "both" and paper_key in ("241x93", "a4-3"):
        return  # where a statement of more than a page is refused
    for lines in range(3, 40, 3):
        pages = ink("statement", paper_key, language, samples.statement(lines))
        shown = [sum(box.text.startswith("HS26A") for box in page) for page in pages]
        assert sum(shown) == lines
        # One line may stand with the reckoning it ends in, but never alone.
        assert 1 not in shown[:-1], shown
        assert all(len(page) > 12 for page in pages)


@pytest.mark.parametrize("paper_key", ["241x140", "80mm"])
def test_what_is_left_at_home_aligns_on_the_decimal(paper_key: str) -> None:
    (page,) = ink("collection", paper_key, "zh", samples.collection())
    found = {box.text: box for box in page if box.text in ("37.4", "44", "公斤", "个")}
    whole = text_width("37", found["37.4"].size)
    assert found["37.4"].left + whole == pytest.approx(found["44"].right, abs=0.05)
    assert found["公斤"].left > found["37.4"].right and found["个"].left > found["44"].right


def test_a_delivery_says_in_its_frame_how_much_is_due_and_when() -> None:
    (page,) = ink("dispatch", "241x140", "zh", samples.dispatch())
    size = {box.text: box.size for box in page}
    assert size["100 件"] == PAPERS["241x140"].type.figure
    assert "10月25日前交" in size


@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_a_rate_card_is_read_from_two_metres_and_keeps_to_its_page(language: str) -> None:
    # A letter is read easily from two hundred times its height: 10 mm from two metres, of which a figure takes seven.
    paper = PAPERS["a4"].enlarged()
    for count, least in ((3, 24), (60, 15)):
        document = KINDS["ratecard"].build(samples.rate_card(count), paper_translator(language))
        drawn = pages_of(document, paper, language)
        check_marks([document], paper, language)
        assert len(drawn) == 1 or count == 60
        assert all(box.size >= least for marks in drawn for box in boxes(marks) if box.text == "3.25")


@pytest.mark.parametrize("kind", ["statement", "dispatch", "collection", "account", "agreement"])
def test_signatures_follow_soon_on_a_mostly_empty_sheet_and_end_a_form(kind: str) -> None:
    def last(paper_key: str) -> float:
        return min(box.bottom for box in ink(kind, paper_key, "zh", SAMPLES[kind][0])[-1])

    if kind != "agreement":
        assert last("a4") > 297 * MM / 2
    if "241x140" in KINDS[kind].papers:
        assert last("241x140") < 14 * MM


HOSTILE = st.text(alphabet=st.sampled_from("竹编果篮解燚䶮㛃，。（）%<&>=aZ09 .-·"), max_size=120)


@given(HOSTILE, HOSTILE, HOSTILE, st.integers(0, 25), st.sampled_from(EVERY_SLIP))
@settings(max_examples=60, deadline=None)
def test_whatever_is_typed_stays_on_the_page_and_apart(
    head: str, reason: str, work: str, lines: int, place: tuple[str, str, str]
) -> None:
    kind, paper_key, language = place
    contact = samples.contact(head=head or "解", landmark=reason, village=work)
    data: Any
    if kind == "statement":
        data = samples.statement(lines, contact=contact, cashier=reason, bonuses=((reason, 1_234_567),))
        data = replace(data, works={key: (work, unit) for key, (_, unit) in data.works.items()})
    elif kind == "dispatch":
        data = samples.dispatch(lines, contact=contact, reason=reason)
        data = replace(
            data, materials=tuple(replace(each, name=work, reason=reason) for each in data.materials)
        )
    else:
        data = samples.collection(max(1, lines), contact=contact, reason=reason)
        data = replace(data, lines=tuple(replace(line, reason=reason) for line in data.lines))
    check_marks([KINDS[kind].build(data, paper_translator(language))], PAPERS[paper_key], language)
