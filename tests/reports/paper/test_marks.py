"""Marks: moved they are drawn where they would stand moved, and what is written reads back."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.paper import marks
from reports.paper.canvas import PaperCanvas
from reports.paper.fonts import face, undrawable
from tests.reports.samples import PRINTED

MARKS: list[marks.Mark] = [
    marks.Text(3, 4, "竹编", 10, True, 1.6),
    marks.Text(3, 4, "作废", 90, turn=(0.8, 0.6), hollow=True),
    marks.Stroke(1, 2, 30, 40, 1.5),
    marks.rule(0, 200, 7.5),
    marks.Polyline([(0, 0), (10, 5), (20, 0)], 2.6),
    marks.Frame(5, 20, 40, 15, 1.5),
    marks.Fill(5, 20, 40, 15),
    marks.Fill(5, 20, 40, 15, white=True),
    marks.Circle(50, 50, 8.5),
    marks.Circle(50, 50, 8.5, white=True),
    marks.Code(10, 10, 45, "HS26A00031"),
]


def drawn(*shown: marks.Mark, x: float = 0.0, y: float = 0.0) -> bytes:
    """A file of one page with marks measured from a point."""
    file = BytesIO()
    canvas = PaperCanvas(file, title="", created=PRINTED, language="zh-CN")
    canvas.setPageSize((400, 300))
    for mark in shown:
        mark.draw(canvas, x, y)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def read(file: bytes) -> str:
    """What stands on the first page."""
    import pypdfium2

    document = pypdfium2.PdfDocument(file)
    try:
        return str(document[0].get_textpage().get_text_range())
    finally:
        document.close()


points = st.integers(-400, 400).map(lambda quarters: quarters / 4)


@given(st.sampled_from(MARKS), points, points)
@settings(deadline=None)
def test_a_mark_moved_is_drawn_where_it_stands_then(mark: marks.Mark, right: float, down: float) -> None:
    moved = mark.moved(right, down)
    assert drawn(moved) == drawn(mark, x=right, y=-down)
    assert moved.moved(-right, -down) == mark
    assert (drawn(moved, y=300) == drawn(mark, y=300)) is (right == down == 0)


def test_a_sheet_tells_its_marks_from_the_corner_of_the_page() -> None:
    sheet = marks.MarkSheet(400, 300)
    sheet.put(10, 20, [marks.Text(1, 2, "竹", 10)])
    sheet.put(0, 100, [marks.rule(0, 50, 3)])
    assert list(sheet.marks) == [marks.Text(11, 22, "竹", 10), marks.rule(0, 50, 103)]


def test_on_a_sheet_texts_are_read_in_their_order_whatever_lies_between() -> None:
    sheet = marks.MarkSheet(400, 300)
    sheet.put(
        0,
        20,
        [
            marks.Text(10, 10, "甲", 10),
            marks.Fill(0, 30, 200, 40, white=True),
            marks.Text(10, 20, "乙", 12, True),
        ],
    )
    sheet.put(0, 60, [marks.Text(10, 10, "丙", 10)])
    file = BytesIO()
    canvas = PaperCanvas(file, title="", created=PRINTED, language="zh-CN")
    sheet.draw(canvas)
    canvas.save()
    assert "".join(read(file.getvalue()).split()) == "甲乙丙"


def test_one_font_holds_more_characters_than_a_byte_can_name() -> None:
    seen: dict[int, str] = {}
    for code in [*range(0x21, 0x7F), *range(0x4E00, 0x9FA5, 7)]:
        seen.setdefault(face().charToGlyph.get(code, 0), chr(code))
    characters = [char for glyph, char in seen.items() if glyph][:1_000]
    lines = ["".join(characters[start : start + 40]) for start in range(0, 1_000, 40)]
    file = drawn(*(marks.Text(10, 10 + 11 * at, line, 9) for at, line in enumerate(lines)), y=300)
    assert "".join(read(file).split()) == "".join(characters)
    with pikepdf.open(BytesIO(file)) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert len(pdf.pages[0].Resources.Font) == 1
        shown = [values[0] for values, operator in pikepdf.parse_content_stream(pdf.pages[0], "Tj")]
        codes = b"".join(bytes(string) for string in shown)
    assert codes == b"".join(number.to_bytes(2) for number in range(1, 1_001))


@given(st.text(alphabet=st.sampled_from("竹编果篮()\\<>%\r\n\t/[]{}解燚䶮㛃 aZ09"), min_size=1, max_size=40))
@settings(deadline=None)
def test_whatever_is_typed_reads_back(text: str) -> None:
    expected = "".join(text.split())
    assert undrawable(text) == []
    assert "".join(read(drawn(marks.Text(10, 100, text, 8), y=300)).split()) == expected


def test_a_character_the_font_lacks_is_drawn_as_another_sign() -> None:
    sheet = marks.MarkSheet(400, 300)
    sheet.put(0, 0, [marks.Text(10, 20, "张😀三", 10), marks.Text(10, 40, "李四", 10)])
    assert sheet.undrawable() == [("张😀三", "😀")]
    file = BytesIO()
    canvas = PaperCanvas(file, title="", created=PRINTED, language="zh-CN")
    sheet.draw(canvas, "〓")
    canvas.save()
    assert "".join(read(file.getvalue()).split()) == "张〓三李四"


def test_a_file_says_what_it_is_and_shows_its_contents_when_there_are_several(tmp_path: Path) -> None:
    def written(*names: tuple[str, str]) -> pikepdf.Pdf:
        file = BytesIO()
        canvas = PaperCanvas(file, title="计件工资单", created=PRINTED, language="zh-CN")
        for title, chapter in names:
            canvas.bookmark(title, chapter)
            marks.draw_texts(canvas, [(marks.Text(0, 0, title, 10), 10, 10)])
            canvas.showPage()
        assert canvas.pages == len(names)
        canvas.save()
        return pikepdf.open(file)

    one = written(("H0001 单䶮", ""))
    assert str(one.docinfo["/Title"]) == "计件工资单" and str(one.docinfo["/Creator"]) == "Yuanba"
    assert str(one.docinfo["/CreationDate"]) == f"D:{PRINTED:%Y%m%d%H%M%S}"
    assert one.Root.PageMode == "/UseNone" and one.Root.Lang == "zh-CN"
    assert one.Root.ViewerPreferences.PrintScaling == "/None"
    several = written(("2026-09", "H0001"), ("2026-10", "H0001"), ("2026-10", "H0002"), ("丙", ""))
    assert several.Root.PageMode == "/UseOutlines"
    with several.open_outline() as outline:
        found = [
            (item.title, item.is_closed, [each.title for each in item.children]) for item in outline.root
        ]
    assert [(title, inside) for title, _, inside in found] == [
        ("H0001", ["2026-09", "2026-10"]),
        ("H0002", ["2026-10"]),
        ("丙", []),
    ]
    assert found[0][1], "a chapter is shown folded"


@pytest.mark.parametrize("pages", [1, 3])
def test_pages_are_in_the_file_before_it_is_finished(pages: int) -> None:
    file = BytesIO()
    canvas = PaperCanvas(file, title="", created=PRINTED, language="zh-CN")
    for number in range(pages):
        marks.Text(10, 10, f"第{number}页", 10).draw(canvas, 0, 300)
        canvas.showPage()
        assert file.getvalue().count(b"/Type /Page\n") == number + 1
    canvas.save()
    with pikepdf.open(file) as pdf:
        assert len(pdf.pages) == pages and pdf.check_pdf_syntax() == []
