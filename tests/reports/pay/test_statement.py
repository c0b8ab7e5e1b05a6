"""The pay statement as a household reads it: what is paid out first, one row a slip, every amount to be checked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.actions.ledger.voiding import reverse
from models.actions.pay.locking import lock
from models.queries.ledger.piece_lines import PaidLine
from models.queries.pay.statements import Origin, StatementPaper, UnpaidRow
from models.tables.party import Household
from reports.kinds import KINDS
from reports.paper.language import paper_translator
from reports.paper.papers import MM, PAPERS
from reports.pay import statement
from tests import factories as made
from tests.reports import samples
from tests.reports.marks import boxes, pages_of, text_of
from tests.reports.printed import print_documents
from tests.writing import operation

ZH = paper_translator("zh")


COIL, TEA = 4, 5
"""Works beside the baskets, which are the first."""


def row(slip: str, grade: str, quantity: int, rate: int, amount: int, **values: Any) -> PaidLine:
    """A paid line of baskets on the twentieth."""
    return PaidLine(
        date(2026, 10, 20),
        int(slip[-5:].strip("HSJY")),
        slip,
        values.get("subcontract", "PG1"),
        values.get("work", 1),
        grade,
        quantity,
        rate,
        amount,
    )


def of(*lines: PaidLine, **values: Any) -> StatementPaper:
    """A statement of some lines."""
    works = samples.WORKS | {COIL: ("线圈", "件"), TEA: ("茶", "kg")}
    return replace(samples.statement(1), lines=lines, works=works, **values)


def words(data: StatementPaper, paper: str = "a4", language: str = "zh") -> list[str]:
    """The texts of a statement's pages in the order they are drawn."""
    document = KINDS["statement"].build(data, paper_translator(language))
    return [
        call[3]
        for page in pages_of(document, PAPERS[paper], language)
        for call in page.calls
        if call[0] == "text"
    ]


@pytest.mark.parametrize("paper_key", KINDS["statement"].papers)
@pytest.mark.parametrize("large", [False, True])
def test_what_is_paid_out_stands_framed_at_the_top_of_the_first_page(paper_key: str, large: bool) -> None:
    if large and paper_key not in KINDS["statement"].enlarged_papers:
        return
    paper = PAPERS[paper_key].enlarged() if large else PAPERS[paper_key]
    document = KINDS["statement"].build(samples.statement(), ZH, large)
    first = pages_of(document, paper)[0]
    (net,) = [box for box in boxes(first) if box.text == "¥84.34"]
    assert net.size == (36 if large else 22)
    assert net.right > paper.width * MM / 2
    table = max(box.top for box in boxes(first) if box.text in ("做的活", "日期"))
    assert net.bottom > table
    framed = [call for call in first.calls if call[0] == "rect" and call[2] < net.bottom < call[2] + call[4]]
    (frame,) = [call for call in framed if call[1] < net.left and call[1] + call[3] > net.right]
    within = [box.text for box in boxes(first) if frame[2] < box.bottom and box.top < frame[2] + frame[4] + 2]
    assert "11月10日发现金" in within
    # Read aloud, whose and which month comes first, then how much, then why.
    order = [call[3] for call in first.calls if call[0] == "text"]
    assert order.index("2026年10月") < order.index("¥84.34") < order.index("解燚") < order.index("金额")


@pytest.mark.parametrize("paper_key", KINDS["statement"].papers)
def test_boxes_to_sign_and_for_the_thumb_have_room(paper_key: str) -> None:
    document = KINDS["statement"].build(samples.statement(), ZH)
    last = pages_of(document, PAPERS[paper_key])[-1]
    sizes = [(call[3] / MM, call[4] / MM) for call in last.calls if call[0] == "rect"]
    for wide, high in (statement.SIGN_BOX, statement.THUMB_BOX):
        assert any(abs(w - wide) < 0.6 and high - 0.6 < h for w, h in sizes), sizes


def test_an_id_number_shows_its_ends_only() -> None:
    said = " ".join(words(samples.statement(contact=samples.contact(identity="510921198003070053"))))
    assert "身份证 5109…0053" in said and "1980" not in said
    assert "身份证" not in " ".join(words(samples.statement()))


def test_the_ledger_mark_stands_beside_the_number() -> None:
    said = words(samples.statement(), "241x140")
    assert said[said.index("GZ26A00034") + 1] == "账印 7F3A·91C2"


def test_one_row_for_a_slip_and_rates_said_once() -> None:
    data = samples.statement()
    (line,) = statement.slip_lines(data)
    assert (line.pieces, line.unpaid, line.amount) == (
        {"good": 50_000, "second": 5_000, "material_scrap": 1_000},
        4_000,
        17_875,
    )
    (rates,) = statement.rate_lines([line])
    assert rates.rates == {"good": 32_500, "second": 26_000, "material_scrap": 32_500}


def test_two_lines_of_one_grade_are_two_rows_so_that_each_amount_can_be_checked() -> None:
    rows = (
        row("HS1", "good", 1_000, 15, 0),
        row("HS1", "good", 500, 15, 0),
        row("HS1", "second", 1_000, 9, 0),
    )
    lines = statement.slip_lines(of(*rows, unpaid=()))
    assert [line.pieces for line in lines] == [{"good": 1_000}, {"good": 500, "second": 1_000}]


def test_works_paid_by_two_rates_say_which_subcontract_is_which() -> None:
    rows = (
        row("HS1", "good", 10_000, 32_500, 3_250, subcontract="PG1"),
        row("HS2", "good", 10_000, 35_000, 3_500, subcontract="PG2"),
        row("HS3", "good", 2_000, 375, 8, subcontract="PG3", work=COIL),
    )
    data = of(*rows, unpaid=(), piece=6_758)
    said = words(data)
    assert "竹编果篮 PG1" in said and "竹编果篮 PG2" in said and "线圈" in said
    assert [text for text in said if text in ("3.2500", "3.5000", "0.0375")] == ["3.2500", "3.5000", "0.0375"]


def test_pieces_of_several_units_say_theirs() -> None:
    rows = (
        row("HS1", "good", 10_000, 32_500, 3_250),
        row("HS2", "good", 2_500, 12_000, 300, work=TEA),
    )
    said = words(of(*rows, unpaid=()))
    assert said.count("件") == 1 and said.count("公斤") == 1
    assert any(text.startswith("工价（元/公斤）") for text in said)


def test_what_was_not_paid_is_said_by_what_becomes_of_it() -> None:
    unpaid = (
        UnpaidRow(date(2026, 10, 20), "HS26A00031", "PG26A00034", "竹编果篮", "件", 3_000, 1_000),
        UnpaidRow(date(2026, 10, 21), "HS26A00032", "PG26A00034", "竹编果篮", "件", 2_000, 0),
    )
    data = samples.statement(unpaid=unpaid)
    assert statement.unpaid_words(data, ZH) == "不付的：返工 5 件（改好再算钱），做坏的 1 件"
    assert statement.unpaid_words(samples.statement(unpaid=()), ZH) == ""


def test_gross_is_always_said_and_nothing_to_pay_is_said_too() -> None:
    data = samples.statement(bonuses=(), deductions=(), recoveries=(), gross=17_875, net=0, piece=17_875)
    said = words(data)
    assert "应发工资" in said and "这个月没有钱发" in said


def test_an_inspection_is_named_after_the_receipt_the_household_holds() -> None:
    origin = Origin("HS00114")
    line = row("JY00009", "good", 1_000, 32_500, 325)
    unpaid = (UnpaidRow(date(2026, 10, 20), "JY00009", "PG1", "竹编果篮", "件", 1_000, 0, origin),)
    said = words(of(line, unpaid=unpaid, origins={(line.voucher, line.subcontract): origin}))
    assert "补检 HS00114" in said and not any("JY" in text for text in said)
    back = line._replace(quantity=-1_000, amount=-325)
    origins = {(line.voucher, line.subcontract): Origin("HS00114", reverses=True)}
    assert "更正 HS00114" in words(of(back, unpaid=(), origins=origins))


def test_inspections_and_corrections_of_the_books_name_the_receipt(fill: Any, tmp_path: Path) -> None:
    fill(made.month_of_slips)
    home = Household.get(Household.code == "H0002")
    part = made.subcontract(home, made.order(made.product("P-COIL", good=1.5)), quantity=100)
    received = made.collection(part, date(2026, 10, 20), good=10, pending=6, number="HS7")
    made.inspection(received, date(2026, 10, 21), number="JY7", good=4, rework=2)
    print_documents("statement", tmp_path / "a.pdf", tr=ZH, period="2026-10", household="H0002")
    (page,) = text_of(tmp_path / "a.pdf")
    assert "补检HS7" in page and "JY7" not in page
    lock("2026-10", date(2026, 11, 2))
    made.collection(part, date(2026, 11, 3), good=20, number="HS8")
    number = reverse(made.voucher("inspection", "JY7").id, date(2026, 11, 4), "数错")
    print_documents("statement", tmp_path / "b.pdf", tr=ZH, period="2026-11", household="H0002")
    (page,) = text_of(tmp_path / "b.pdf")
    assert "更正HS7" in page and number not in page


def test_a_statement_of_a_household_without_a_phone_or_number_still_says_whom_to_ask(
    fill: Any, tmp_path: Path
) -> None:
    fill(made.month_of_slips)
    with operation("Clear"):
        Household.update(phone="", id_number="").execute()
    print_documents("statement", tmp_path / "a.pdf", tr=ZH, period="2026-10", household="H0001")
    (page,) = text_of(tmp_path / "a.pdf")
    assert "数不对？找合作社。" in page and "这个月还没算完，数还会变。" in page


@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_a_short_statement_in_large_print_fills_its_page(language: str) -> None:
    paper = PAPERS["a4"].enlarged()
    data = of(row("HS1", "good", 32_000, 32_500, 10_400))
    (page,) = pages_of(KINDS["statement"].build(data, paper_translator(language), True), paper, language)
    largest = max(box.size for box in boxes(page) if box.text == "竹编果篮")
    assert largest >= paper.type.text * 1.1


@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_three_grades_of_two_works_in_large_print_keep_to_one_a5(language: str) -> None:
    paper = PAPERS["a5"].enlarged()
    landmark = "村小学背后三百米黄葛树下第二个岔路口往左数第五家红砖楼房旁"
    lines = [
        row(f"HS{slip}", grade, 90_000, 32_537, 29_283, work=work)
        for slip in range(30)
        for work in (1, 2)
        for grade in ("good", "second", "material_scrap")
    ]
    contact = samples.contact(landmark=landmark, head="欧阳王老五秀英芳", identity="510922197001010053")
    data = of(*lines, contact=contact)
    (page,) = pages_of(KINDS["statement"].build(data, paper_translator(language), True), paper, language)
    said = "".join(box.text for box in boxes(page))
    assert landmark in said and said.count("30 times" if language == "en" else "30 次") == 6
    assert min(box.size for box in boxes(page)) >= 9


def test_large_print_says_the_piece_rate_with_its_unit() -> None:
    paper = PAPERS["a4"].enlarged()
    data = of(row("HS1", "good", 32_000, 32_500, 10_400))
    (page,) = pages_of(KINDS["statement"].build(data, ZH, True), paper)
    said = "".join(box.text for box in boxes(page))
    assert "工价" in said and "元/件" in said and "收货" in said and "单价" not in said


def test_the_name_of_a_box_is_not_broken_within_a_word() -> None:
    paper = PAPERS["a4"].enlarged()
    english = paper_translator("en")
    (page,) = pages_of(KINDS["statement"].build(samples.statement(1), english, True), paper, "en")
    assert "Thumbprint" in [box.text for box in boxes(page)]


def test_one_piece_not_paid_is_called_a_piece() -> None:
    unpaid = UnpaidRow(date(2026, 10, 20), "HS1", "PG1", "竹编果篮", "件", 2_000, 1_000)
    data = replace(samples.statement(), unpaid=(unpaid,))
    said = statement.unpaid_words(data, paper_translator("en"))
    assert said == "Not paid: rework 2 pieces (paid once it is done well), spoiled 1 piece"


def test_on_a_paper_in_both_languages_a_sentence_keeps_to_one() -> None:
    data = replace(samples.statement(1), cashier="", object_until=None)
    said = "".join(words(data, language="both"))
    assert "数不对？找合作社。" in said and "the cooperative" not in said
