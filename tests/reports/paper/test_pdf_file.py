"""The file itself: what it is called, in which order its text reads, how large it is."""

from __future__ import annotations

import tracemalloc
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
from reportlab.pdfbase.ttfonts import TTFontFace

from models.settings import change_settings
from reports.paper.document import Letterhead
from reports.paper.fonts import font_path, paper_font
from reports.paper.language import paper_translator
from reports.paper.papers import PAPERS
from reports.paper.printing import PrintRun, write_documents
from reports.pay import statement
from tests import factories as made
from tests.reports import samples
from tests.reports.printed import print_documents

ZH, EN = paper_translator("zh"), paper_translator("en")
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"


def test_a_file_is_named_by_its_documents_their_time_and_whose_they_are(fill: Any, tmp_path: Path) -> None:
    fill(made.month_of_slips)
    change_settings({"cooperative.name": "大石镇竹编合作社"})

    def title(tr: Any = ZH, **asked: Any) -> str:
        target = tmp_path / "a.pdf"
        print_documents(target=target, tr=tr, **asked)
        with pikepdf.open(target) as pdf:
            return str(pdf.docinfo["/Title"])

    assert title(key="dispatch", period="2026-10") == "发料单  2026年10月  大石镇竹编合作社"
    assert title(EN, key="passbook", since="2026-01", until="2026-10").split("  ")[1] == "2026-01 – 2026-10"
    assert title(key="dispatch", number="FL1").split("  ")[1] == "FL1"
    assert title(key="dispatch", number="FL1").split("  ")[2:] == [
        "2026年10月10日",
        "单䶮",
        "大石镇竹编合作社",
    ]
    one = title(key="statement", period="2026-10", household="H0001")
    assert one == "计件工资单  2026年10月  单䶮  大石镇竹编合作社"
    assert title(key="ratecard") == "工价公示  大石镇竹编合作社"


def _print(target: Path, papers: list[Any], paper: str) -> None:
    documents = [statement.build(paper, ZH) for paper in papers]
    letterhead = Letterhead("合作社", samples.PRINTED, ZH)
    write_documents(target, PrintRun(documents, len(documents), "a", PAPERS[paper], letterhead))


def test_a_months_statements_are_one_small_file_with_one_font(tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    people = [
        samples.contact(code=f"H{at:04d}", head=SURNAMES[at % 40] + SURNAMES[at * 7 % 40]) for at in range(78)
    ]
    _print(
        target, [samples.statement(5, contact=one, number=f"GZ{at}") for at, one in enumerate(people)], "a4"
    )
    assert target.stat().st_size < 300_000
    with pikepdf.open(target) as pdf:
        assert len(pdf.pages) == 78
        files = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/FontFile2" in one]
        assert len(files) == 1 and "+" in str(files[0].FontName)


def test_the_text_reads_from_the_net_to_its_reasons_to_where_it_is_signed(tmp_path: Path) -> None:
    for paper in ("241x140", "241x93", "a5"):
        target = tmp_path / f"{paper}.pdf"
        _print(target, [samples.statement(2)], paper)
        pages = pypdfium2.PdfDocument(target)
        text = "".join(page.get_textpage().get_text_range() for page in pages)
        places = [text.find(words) for words in ("实发（到手）", "应发工资", "人民币", "领钱人签字")]
        assert -1 not in places and places == sorted(places), (paper, text)


def test_cutting_the_font_down_copies_no_more_of_it_than_a_file_uses() -> None:
    face, codes = paper_font().face, [0, *map(ord, SURNAMES)]
    tracemalloc.start()
    try:
        cut = face.makeSubset(codes)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()
    assert cut == TTFontFace(str(font_path())).makeSubset(codes)
