"""How many pages a usual slip takes: one, on every paper it fits and in every language, but where said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from models.queries.pay.signature_lists import A_SHEET
from models.queries.programme.course_papers import MoneyList, SignInSheet
from reports.kinds import KINDS
from reports.paper.language import paper_translator
from reports.paper.layout import PageLayout
from reports.paper.papers import MM, PAPERS
from tests.reports import samples
from tests.reports.marks import boxes, letterhead, pages_of, words_on

FAR = samples.contact(landmark="村委会往东第三个路口老槐树下王家杂货铺后面的青瓦小院子那一家")
USUAL: dict[str, list[Any]] = {
    "dispatch": [samples.dispatch(), samples.dispatch(3, contact=FAR)],
    "collection": [samples.collection(), samples.collection(2, contact=FAR)],
    "inspection": [samples.inspection(), samples.inspection(contact=FAR, reason="收口松")],
    "return": [samples.returned(contact=FAR)],
    "transfer": [samples.returned("transfer", contact=FAR)],
    "correction": [samples.goods("correction", contact=FAR)],
    "opening": [samples.goods("opening", contact=FAR)],
    "receipt": [samples.goods("receipt")],
    "delivery": [samples.goods("delivery")],
    "sale": [samples.goods("sale")],
    "advance": [samples.advance(), samples.advance(contact=FAR)],
    "adjustment": [samples.adjustment(contact=FAR)],
    "statement": [samples.statement(), samples.statement(contact=FAR)],
    "account": [samples.account()],
    "visit": [samples.visit()],
    "equipment": [samples.loan()],
    "blank": [
        samples.blank(kind) for kind in ("issue", "collection", "return", "transfer", "visit", "equipment")
    ],
}
LISTS: dict[str, Callable[[int], Any]] = {
    "paylist": samples.pay_sheet,
    "passbook": samples.passbook,
    "machinecard": samples.machine_card,
    "ratecard": samples.rate_card,
    "workshopmap": samples.workshop_map,
    "missing": samples.missing,
    "stockcount": samples.stock_count,
    "enterprise": samples.enterprise,
    "bill": samples.bill,
    "signin": lambda people: SignInSheet(samples.course(people), samples.days(3)),
    "trainingmoney": lambda people: MoneyList(samples.course(people)),
    **{kind: partial(samples.goods, kind) for kind in ("receipt", "delivery", "sale", "opening")},
}
A_LIST = A_SHEET
"""So many rows fit on one sheet of the usual paper, with total and signatures."""
LOW = ("a4-3", "241x93")
"""Papers of a third of A4: what says all twice, or reckons a month's pay, may take a second page there."""


SHORT = ("return", "transfer", "advance", "adjustment", "visit", "equipment", "blank")
"""Kinds that keep to one page of those too."""


def kept_to_one(kind: str, paper: str, language: str) -> bool:
    """Whether a usual slip has to stay on one page."""
    if paper not in LOW or kind in SHORT:
        return True
    return language != "both" and (kind, paper) != ("statement", "a4-3")


@pytest.mark.parametrize("language", ["zh", "en", "both"])
@pytest.mark.parametrize("kind", USUAL)
def test_a_usual_slip_is_one_page(kind: str, language: str) -> None:
    for paper in KINDS[kind].papers:
        layout = PageLayout(PAPERS[paper], letterhead(language))
        for data in USUAL[kind]:
            document = KINDS[kind].build(data, paper_translator(language))
            count = len(layout.pages(document)[1])
            assert count == 1 or not kept_to_one(kind, paper, language), (paper, count)


@pytest.mark.parametrize("kind", LISTS)
def test_a_short_list_is_one_sheet_of_its_usual_paper(kind: str) -> None:
    layout = PageLayout(PAPERS[KINDS[kind].papers[0]], letterhead("zh"))
    for rows in range(1, A_LIST + 1):
        document = KINDS[kind].build(LISTS[kind](rows), paper_translator("zh"))
        assert len(layout.pages(document)[1]) == 1, rows


@pytest.mark.parametrize("paper", KINDS["year"].papers)
def test_a_whole_year_is_one_sheet_and_names_the_months_without_pay(paper: str) -> None:
    for months in range(1, 13):
        unpaid = tuple(f"2026-{at:02d}" for at in range(months + 1, 13))
        data = replace(samples.year(months), unpaid=unpaid)
        (page,) = pages_of(KINDS["year"].build(data, paper_translator("zh")), PAPERS[paper])
        said = " ".join(words_on(page))
        assert ("没有工资的月份" in said) == (months < 12) and "SB0004" in said and "¥400.00" in said
        assert months == 12 or "12月" in said


def test_what_ends_a_route_sheet_of_four_stops_stands_on_its_page() -> None:
    """The sketch is lower rather than the totals and who signs on a sheet of their own."""
    document = KINDS["route"].build(samples.route(4), paper_translator("zh"))
    assert len(pages_of(document, PAPERS["a4"])) == 1


def test_a_receipt_with_what_was_wrong_is_one_third_of_a_sheet_in_two_languages() -> None:
    """What is said of it without a figure, such as what is left at the house, takes the room of the figures too."""
    usual = samples.collection()
    line = replace(usual.lines[0], gross=None, tare=None)
    document = KINDS["collection"].build(replace(usual, lines=(line,)), paper_translator("both"))
    (page,) = pages_of(document, PAPERS["a4-3"], "both")
    assert any("竹篮提手" in words for words in words_on(page)) and any(
        "篾片断裂" in words for words in words_on(page)
    )


@pytest.mark.parametrize("language", ["zh", "en", "both"])
@pytest.mark.parametrize("paper", ["241x140", "a5-landscape", "a4-3", "241x93"])
def test_the_grades_of_a_receipt_stand_beside_one_another(paper: str, language: str) -> None:
    document = KINDS["collection"].build(samples.collection(), paper_translator(language))
    (page,) = pages_of(document, PAPERS[paper], language)[:1]
    (line,) = {box.bottom for box in boxes(page) if box.text == "PG26A00034"}
    beside = [box.text for box in boxes(page) if box.bottom == line]
    assert {"50", "5", "3", "178.75"} <= set(beside)


@pytest.mark.parametrize("language", ["zh", "both"])
def test_sixty_entries_of_a_passbook_take_two_pages(language: str) -> None:
    document = KINDS["passbook"].build(samples.passbook(60), paper_translator(language))
    assert len(pages_of(document, PAPERS["a4"], language)) <= 2


@pytest.mark.parametrize("paper", ["a5", "a4", "80mm", "241x93"])
@pytest.mark.parametrize("kind", ["dispatch", "collection", "statement", "passbook"])
def test_no_number_is_broken(kind: str, paper: str) -> None:
    for language in ("zh", "en", "both"):
        if paper not in KINDS[kind].papers:
            continue
        data = {"passbook": samples.passbook(4), **{key: some[0] for key, some in USUAL.items()}}[kind]
        document = KINDS[kind].build(data, paper_translator(language))
        said = [word for page in pages_of(document, PAPERS[paper], language) for word in words_on(page)]
        cut = [word for word in said if word.startswith(("PG26A", "HS26A", "FL26A"))]
        assert cut and all(len(word.split()[0]) == 10 for word in cut), (language, cut)


def test_the_mark_of_a_void_slip_crosses_what_is_printed() -> None:
    document = KINDS["dispatch"].build(samples.dispatch(1, voided=True), paper_translator("zh"))
    for paper in ("a4", "241x140"):
        (page,) = pages_of(document, PAPERS[paper])
        ((_, _, y, _, size, *_),) = [call for call in page.calls if call[0] == "across"]
        printed = [box for box in boxes(page)]
        middle = y + size / 2
        assert min(box.bottom for box in printed) < middle < max(box.top for box in printed), paper
        assert paper != "a4" or middle > PAPERS[paper].height * MM / 2


@pytest.mark.parametrize("language", ["en", "both"])
def test_the_frame_stands_beside_the_title_with_a_long_bank(language: str) -> None:
    far = samples.contact(pay_method="bank", bank="蓬溪农村商业银行股份有限公司", account="6228480000000001")
    document = KINDS["statement"].build(samples.statement(contact=far), paper_translator(language))
    (page,) = pages_of(document, PAPERS["241x140"], language)
    (net,) = [box for box in boxes(page) if box.text == "¥84.34"]
    titles = [box for box in boxes(page) if box.text in ("Piece-work pay statement", "计件工资单")]
    assert net.top > max(box.bottom for box in titles)
