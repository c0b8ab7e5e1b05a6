"""Every kind on every paper it fits, in every language: nothing cut, nothing overlapping, nothing too small."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from reports.kinds import KINDS
from reports.language import paper_translator
from reports.paper import MM, PAPERS, RULE, SMALLEST, Paper
from reports.printing import write_documents
from tests.reports import samples
from tests.reports.marks import boxes, letterhead, pages_of, words_on

SAMPLES: dict[str, list[Any]] = {
    "dispatch": [samples.dispatch(), samples.dispatch(30), samples.dispatch(1, voided=True, printed=2)],
    "collection": [samples.collection(), samples.collection(12)],
    "return": [samples.returned()],
    "transfer": [samples.returned("transfer")],
    "statement": [
        samples.statement(),
        samples.statement(1),
        samples.statement(60),
        samples.statement(number="", rows=()),
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
    "account": [samples.account(), samples.account(30), samples.account(0)],
    "passbook": [samples.passbook(), samples.passbook(60)],
    "visit": [samples.visit(), samples.visit("很长的意见" * 80)],
    "equipment": [samples.loan()],
    "ratecard": [samples.rate_card(), samples.rate_card(60)],
    "label": [samples.labels(1), samples.labels(50)],
    "agreement": [samples.agreement(), samples.agreement("只有一条：{rates}" + "写得很长" * 60)],
    "enterprise": [samples.enterprise(), samples.enterprise(40)],
    "blank": [
        samples.blank(kind) for kind in ("issue", "collection", "return", "transfer", "visit", "equipment")
    ],
    "missing": [samples.missing(), samples.missing(60)],
    "ruler": ["241x140"],
}
EVERY = [
    (kind, paper, language)
    for kind in SAMPLES
    for paper in KINDS[kind].papers
    for language in ("zh", "en", "both")
]


def documents(kind: str, language: str, paper: str, large: bool = False) -> list[Any]:
    # The test page has no records: what it shows is the paper itself.
    data = [paper] if kind == "ruler" else SAMPLES[kind]
    return [KINDS[kind].build(each, paper_translator(language), large) for each in data]


@pytest.mark.parametrize(("kind", "paper_key", "language"), EVERY)
def test_nothing_is_cut_and_nothing_overlaps(kind: str, paper_key: str, language: str) -> None:
    if kind != "ruler":  # which is measured from the paper's own edge
        check_marks(documents(kind, language, paper_key), PAPERS[paper_key], language)


@pytest.mark.parametrize("language", ["zh", "en", "both"])
@pytest.mark.parametrize("paper_key", KINDS["statement"].papers)
def test_the_easy_statement_fits_every_paper(paper_key: str, language: str) -> None:
    paper = PAPERS[paper_key].enlarged()
    check_marks(documents("statement", language, paper_key, large=True), paper, language)


def check_marks(made: list[Any], paper: Paper, language: str) -> None:
    left, right = paper.left * MM - 1, (paper.width - paper.right) * MM + 1
    for document in made:
        for marks in pages_of(document, paper, language):
            placed = boxes(marks)
            assert placed
            for box in placed:
                assert box.left >= left, box
                assert box.right <= right, box
                assert box.bottom >= paper.bottom * MM - 3, box
                assert not paper.height or box.top <= (paper.height - paper.top) * MM + 1, box
                assert box.size >= SMALLEST, box
            overlapping = [
                (one, other)
                for at, one in enumerate(placed)
                for other in placed[at + 1 :]
                if one.meets(other)
            ]
            assert overlapping == []


@pytest.mark.parametrize(("kind", "paper_key", "language"), EVERY)
def test_rules_are_strong_enough_for_a_dot_matrix(kind: str, paper_key: str, language: str) -> None:
    for document in documents(kind, language, paper_key):
        for marks in pages_of(document, PAPERS[paper_key], language):
            for call in marks.calls:
                if call[0] in ("line", "rect"):
                    assert call[5] >= RULE
                elif call[0] == "circle":
                    assert call[4] >= RULE


def test_signatures_are_never_alone_and_only_on_the_last_page() -> None:
    for lines in range(1, 40):
        document = import_module("reports.statement").build(samples.statement(lines), paper_translator("zh"))
        pages = [words_on(marks) for marks in pages_of(document, PAPERS["241x140"])]
        signed = ["制单" in words for words in pages]
        assert signed == [False] * (len(pages) - 1) + [True]
        # The reckoning stays together with the end of the table it rests on.
        assert "计件合计" in pages[-1]


def test_a_long_table_repeats_its_header_and_carries_its_sum() -> None:
    data = samples.statement(60)
    document = import_module("reports.statement").build(data, paper_translator("zh"))
    pages = [words_on(marks) for marks in pages_of(document, PAPERS["241x140"])]
    assert len(pages) > 2
    running = 0
    rows = list(data.rows)
    for at, words in enumerate(pages):
        if "派工单" not in words:
            continue
        shown = sum(1 for word in words if word.startswith("HS26A"))
        if at:
            assert words[words.index("承前页") + 1] == f"{running / 100:,.2f}"
        here = sorted(rows, key=lambda row: (row.date, row.slip, row.subcontract))[:60]
        running = sum(row.amount for row in here[: _shown_before(pages, at) + shown])
        if at < len(pages) - 1 and "转下页" in words:
            assert words[words.index("转下页") + 1] == f"{running / 100:,.2f}"
    assert running == data.piece


def _shown_before(pages: list[list[str]], page: int) -> int:
    return sum(1 for words in pages[:page] for word in words if word.startswith("HS26A"))


def test_figures_align_on_the_decimal() -> None:
    document = import_module("reports.statement").build(samples.statement(9), paper_translator("zh"))
    marks = pages_of(document, PAPERS["a4"])[0]
    points = set()
    for box in boxes(marks):
        if box.text in ("1,234", "12.345"):
            whole = box.text.partition(".")[0]
            points.add(round(box.left + sum(5.55 if c.isdigit() else 2.78 for c in whole) * box.size / 10, 1))
    assert len(points) == 1


def test_page_numbers_reprint_void_and_part() -> None:
    document = import_module("reports.dispatch").build(
        samples.dispatch(voided=True, printed=2), paper_translator("zh")
    )
    words = words_on(pages_of(document, PAPERS["241x140"], part="第二联 农户")[0])
    assert any("补打 2 次" in word for word in words)
    assert any("第 1 页 共 1 页" in word for word in words)
    assert "作废" in words
    assert {"第", "二", "联", "农", "户"} <= set(words)


def test_the_part_stands_inside_the_tear_line() -> None:
    document = import_module("reports.dispatch").build(samples.dispatch(), paper_translator("zh"))
    for key in ("241x140", "241x93"):
        marks = pages_of(document, PAPERS[key], part="第二联 农户")[0]
        label = [
            box for box in boxes(marks) if box.text in "第二联农户" and len(box.text) == 1 and box.left > 600
        ]
        assert len(label) == 5
        assert all(box.left > (241 - 22) * MM and box.right < (241 - 12.7) * MM for box in label)


def test_large_print_is_larger_and_still_fits() -> None:
    paper = PAPERS["a4"].enlarged()
    document = import_module("reports.statement").build(samples.statement(), paper_translator("zh"))
    for marks in pages_of(document, paper):
        assert min(box.size for box in boxes(marks)) >= 13
        assert all(box.right <= (210 - 17) * MM + 1 for box in boxes(marks))


@pytest.mark.parametrize("kind", ["issue", "collection", "return", "transfer", "visit"])
@pytest.mark.parametrize("paper", ["241x140", "241x93", "a5-landscape"])
def test_a_blank_slip_has_fewer_lines_rather_than_a_second_page(
    kind: str, paper: str, tmp_path: Path
) -> None:
    for language in ("zh", "en"):
        document = KINDS["blank"].build(samples.blank(kind), paper_translator(language))
        result = write_documents(
            tmp_path / "a.pdf",
            [document],
            1,
            title="",
            paper=PAPERS[paper],
            letterhead=letterhead(language),
        )
        assert result.pages == 1
