"""Sheets of A4 that are cut apart: the three parts of a slip on one, two accounts on one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from reports.kinds import KINDS
from reports.paper.document import Document
from reports.paper.language import paper_translator
from reports.paper.papers import PAPERS
from reports.paper.printing import PrintResult, PrintRun, write_documents
from tests import factories as made
from tests.reports import samples
from tests.reports.marks import letterhead, places
from tests.reports.printed import print_documents

ZH = paper_translator("zh")


def write(folder: Path, documents: list[Document], paper: str = "a4-3", **values: Any) -> PrintResult:
    """Some documents as a PDF."""
    return write_documents(
        folder / "a.pdf",
        PrintRun(
            documents,
            len(documents),
            title="",
            paper=PAPERS[paper],
            letterhead=letterhead(),
            **values,
        ),
    )


def slips(count: int, kind: str = "dispatch", **values: Any) -> list[Document]:
    """So many slips with numbers of their own."""
    sample = samples.dispatch if kind == "dispatch" else samples.collection
    return [KINDS[kind].build(sample(**values, number=f"FL{at}"), ZH) for at in range(1, count + 1)]


def bands(path: Path, count: int) -> list[list[str]]:
    """The text of every page's bands from top to bottom, without spaces."""
    document = pypdfium2.PdfDocument(path)
    found = []
    for page in document:
        width, height = page.get_size()
        step = height / count
        words = page.get_textpage()
        found.append(
            [
                "".join(
                    words.get_text_bounded(0, height - (at + 1) * step, width, height - at * step).split()
                )
                for at in range(count)
            ]
        )
    document.close()
    return found


def test_the_three_parts_of_a_slip_lie_on_one_sheet(tmp_path: Path) -> None:
    result = write(tmp_path, slips(2), copies=None)
    assert (result.documents, result.pages) == (2, 2)
    for number, page in enumerate(bands(tmp_path / "a.pdf", 3), start=1):
        for part, name in zip(page, ("第一联存根", "第二联农户", "第三联财务"), strict=True):
            assert name in part and f"FL{number}" in part and part.count("发料单") == 1


@pytest.mark.parametrize(("copies", "sheets"), [(None, 1), (1, 1), (3, 1), (4, 2), (6, 2)])
@pytest.mark.parametrize("parts", ["copies", "carbon", "pages"])
def test_copies_fill_whole_sheets(tmp_path: Path, copies: int | None, sheets: int, parts: str) -> None:
    assert write(tmp_path, slips(1), copies=copies, parts=parts).pages == sheets
    assert all("存根" in page[0] and "财务" in page[2] for page in bands(tmp_path / "a.pdf", 3))


def test_a_slip_of_two_pages_takes_two_sheets_each_with_its_parts(tmp_path: Path) -> None:
    document = KINDS["dispatch"].build(samples.dispatch(20, number="FL1"), ZH)
    result = write(tmp_path, [document], copies=None)
    assert result.pages > 1
    for number, page in enumerate(bands(tmp_path / "a.pdf", 3), start=1):
        assert all(f"第{number}页" in part for part in page)


def test_two_slips_share_a_sheet_and_the_last_may_stand_alone(tmp_path: Path) -> None:
    assert write(tmp_path, slips(3), "a4-2").pages == 2
    (first, second), (top, low) = bands(tmp_path / "a.pdf", 2)
    assert "FL1" in first and "FL2" in second
    assert "FL3" in top and low == ""
    assert "存根" not in top


def test_what_is_left_out_leaves_no_gap(tmp_path: Path) -> None:
    odd = KINDS["dispatch"].build(samples.dispatch(contact=samples.contact(head="张😀三"), number="FL9"), ZH)
    one, two = slips(2)
    result = write(tmp_path, [one, odd, two], "a4-2")
    assert (result.documents, result.pages) == (2, 1)
    ((top, low),) = bands(tmp_path / "a.pdf", 2)
    assert "FL1" in top and "FL2" in low


def test_sheets_are_a4_with_dashed_cuts_and_bookmarks_find_their_page(tmp_path: Path) -> None:
    write(tmp_path, slips(3), "a4-2")
    with pikepdf.open(tmp_path / "a.pdf") as pdf, pdf.open_outline() as outline:
        assert pdf.check_pdf_syntax() == []
        for page in pdf.pages:
            assert float(page.mediabox[3]) == pytest.approx(841.89, abs=0.1)
            assert b"[4 3] 0 d" in page.Contents.read_bytes()
        places = [item.destination[0].objgen for item in outline.root]
        numbers = [page.objgen for page in pdf.pages]
        assert places == [numbers[0], numbers[0], numbers[1]]


def test_the_shift_of_a_printer_holds_for_each_part(tmp_path: Path) -> None:
    write(tmp_path, slips(1), copies=None)
    straight = places(tmp_path / "a.pdf")
    write(tmp_path, slips(1), copies=None, offset=(10, -5))
    shifted = places(tmp_path / "a.pdf")
    assert [char for char, _, _ in shifted] == [char for char, _, _ in straight]
    for (_, x, y), (_, left, bottom) in zip(shifted, straight, strict=True):
        assert (x - left, y - bottom) == pytest.approx((28.35, 14.17), abs=0.02)


def test_a_months_slips_take_a_sheet_each_and_accounts_half_of_one(fill: Any, tmp_path: Path) -> None:
    fill(made.month_of_slips)
    result = print_documents("dispatch", tmp_path / "a.pdf", tr=ZH, period="2026-10", paper="a4-3")
    assert result.pages == result.documents == 2
    result = print_documents("account", tmp_path / "b.pdf", tr=ZH, period="2026-10", paper="a4-2")
    assert (result.documents, result.pages) == (2, 1)
    assert KINDS["account"].paper == "a5-landscape"
