"""Reading workbooks: what a cell means, whoever wrote it, and files that are not what they seem."""

from __future__ import annotations

import io
import re
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from models import cells, spreadsheet
from models.cells import Broken, Unreadable, Unstored
from models.errors import UserError
from models.spreadsheet import opened

FORMATS = (
    "General", "yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "h:mm", "m/d/yy h:mm", "[Red]0.00", "#,##0.00_);(#,##0.00)",
    "@", '0"day"', "mm:ss", "yyyy-mm-dd;@", "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", '#,##0 "kg"', "0\\d",
    "[$-804]aaaa", "[h]:mm",
)  # fmt: skip
FIGURES = (0, 0.25, 0.5, 1, 1.5, 59, 60, 61, 46000, 46000.25, 20261005, 3_000_000)


def rows_of(path: Path, name: str | None = None) -> dict[int, list[Any]]:
    with opened(path) as book:
        return dict(book.sheet(name or book.sheet_names[0]).rows)


def saved(path: Path, fill: Callable[[Any], None]) -> Path:
    book = openpyxl.Workbook()
    fill(book.active)
    book.save(path)
    return path


def changed(source: Path, target: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """A copy of a workbook whose parts were changed; None leaves a part out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = change(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
    return target


def with_sheet(folder: Path, xml: str) -> Path:
    """A workbook whose first sheet is written as given."""
    plain = saved(folder / "plain.xlsx", lambda sheet: sheet.append(["a"]))
    return changed(
        plain, folder / "made.xlsx", lambda name, data: xml.encode() if "sheet1.xml" in name else data
    )


def sheet(body: str, rest: str = "") -> str:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{body}</sheetData>{rest}</worksheet>'


def test_cells_mean_what_another_reader_says(tmp_path: Path) -> None:
    def fill(page: Any) -> None:
        for at, code in enumerate(FORMATS, start=1):
            for place, figure in enumerate(FIGURES, start=1):
                page.cell(at, place, figure).number_format = code
        page.append(
            ["单䶮", True, False, None, "  b ", datetime(2026, 1, 2, 3, 4, 5), date(2026, 1, 1), time(8, 30)]
        )
        page.merge_cells("B20:C22")

    path = saved(tmp_path / "a.xlsx", fill)
    other = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Sheet")
    with opened(path) as book:
        found = book.sheet("Sheet")
    assert list(found.merged) == other.merged_cell_ranges
    got = dict(found.rows)
    for number, row in enumerate(other.to_python(skip_empty_area=False), start=1):
        own = got.get(number, [])
        assert [(type(cell), cell) for cell in own + [""] * (len(row) - len(own))] == [
            (type(cell), cell) for cell in row
        ]


@pytest.mark.parametrize(
    ("figure", "code", "means"),
    [
        (0.02, "0%", "2%"), (0.025, "0.00%", "2.5%"), (0.07, "0%", "7%"), (0.035000000000000003, "0.0%", "3.5%"),
        (1, "0%", "100%"), (0.0255, "0%", "2.55%"), (-0.5, "0%;[Red]-0%", "-50%"),
        (2, '0"%"', 2.0), (2, "0\\%", 2.0), (0.02, "0.00", 0.02),
    ],
)  # fmt: skip
def test_a_percent_cell_means_what_it_shows(tmp_path: Path, figure: float, code: str, means: Any) -> None:
    def fill(page: Any) -> None:
        page["A1"] = figure
        page["A1"].number_format = code

    assert rows_of(saved(tmp_path / "a.xlsx", fill)) == {1: [means]}


def test_what_holds_no_value_is_known_for_it(tmp_path: Path) -> None:
    xml = sheet(
        '<row r="1"><c r="A1"><f>B1*2</f></c><c r="B1"><f>1+1</f><v></v></c><c r="C1" t="str"><f>""</f><v></v></c>'
        '<c r="D1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="E1" t="s"><v>99</v></c><c r="F1"><v>1_0</v></c>'
        '<c r="G1"><v>nan</v></c><c r="H1"><f>2+2</f><v>4</v></c></row>'
    )
    (row,) = rows_of(with_sheet(tmp_path, xml)).values()
    assert [type(cell) for cell in row] == [
        Unstored, Unstored, str, Broken, Unreadable, Unreadable, Unreadable, float,
    ]  # fmt: skip
    assert row[0] == "=B1*2" and row[2] == "" and row[3] == "#DIV/0!" and row[7] == 4


def test_other_programs_write_sheets_in_other_ways(tmp_path: Path) -> None:
    body = (
        '<x:row><x:c t="inlineStr"><x:is>\n <x:r><x:t>单</x:t></x:r>\n <x:r><x:t>䶮</x:t></x:r>'
        "<x:rPh><x:t>shan</x:t></x:rPh></x:is></x:c><x:c><!-- no --><x:v> 3.25 </x:v>\n</x:c></x:row>"
        '<x:row><x:c r="B7" t="str"><x:v>a_x000D_<![CDATA[&b]]></x:v></x:c></x:row>'
        '<x:row r="3"><x:c r="A3" t="d"><x:v>2026-10-05T00:00:00Z</x:v></x:c>'
        '<x:c r="B3" t="b"><x:v>1</x:v></x:c></x:row>'
    )
    xml = f'<x:worksheet xmlns:x="u"><x:sheetData>{body}</x:sheetData></x:worksheet>'
    assert rows_of(with_sheet(tmp_path, xml)) == {
        1: ["单䶮", 3.25],
        7: ["", "a\r&b"],
        3: [date(2026, 10, 5), True],
    }
    plain = saved(tmp_path / "b.xlsx", lambda page: page.append(["字"]))
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(tmp_path / "c.xlsx", "w") as new:
        for name in old.namelist():
            new.writestr(name.replace("/", "\\").upper(), old.read(name))
    assert rows_of(tmp_path / "c.xlsx") == {1: ["字"]}


CELLS = (
    '<c r="A{r}" t="s"><v>0</v></c>', '<c r="B{r}"><v>12</v></c>', '<c r="C{r}" s="1"><v>46272</v></c>',
    '<c r="D{r}" t="n"><v>1.5E3</v></c>', '<c r="E{r}" s="1"/>', '<c r="F{r}"><v>101.125</v></c>',
    '<c r="AB{r}"><v>7</v></c>', '<c r="B{r}" t="s"><v>99</v></c>', '<c r="C{r}" t="s"><v>1.0</v></c>',
    '<c r="D{r}"><v>1-2</v></c>', '<c><v>3</v></c>', '<c r="E{r}"><v>1E999</v></c>',
    '<c r="F{r}"><v>999999999999999999</v></c>', '<c r="G{r}" s="1"><v>-1</v></c>',
    '<c r="A{r}" t="b"><v>1</v></c>', '<c r="B{r}" t="str"><v>a&gt;b</v></c>', '<c r="C{r}"><f>A1</f></c>',
    '<c r="D{r}" t="inlineStr"><is><t>单</t></is></c>', '<c r="E{r}" t="s" ><v>0</v></c>',
    '<c r="A99"><v>5</v></c>', '<c r="F{r}"><v>4</v>\n</c>', '<c r="H{r}"><v> 4</v></c>', '<row r="{r}">',
    '<c r="A{r}" t="s"><v>0</v>',
)  # fmt: skip
"""Cells as they mostly are, the first seven, and others."""


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.lists(st.one_of(st.sampled_from(CELLS[:7]), st.sampled_from(CELLS)), max_size=6),
            st.sampled_from(
                ['<row r="{r}">', '<row r="{r}" spans="1:6" x:dyDescent="0.2">', "<row>", '<row r="{r}"  >']
            ),
        ),
        max_size=8,
    ),
    st.sampled_from([7, 40, 90_000]),
)
def test_plain_rows_are_read_as_others_are(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[list[str], str]], chunk: int
) -> None:
    body = "".join(
        (begin + "".join(own) + "</row>").replace("{r}", str(number))
        for number, (own, begin) in enumerate(rows, 7)
    )
    folder = tmp_path_factory.mktemp("plain")
    days = saved(folder / "days.xlsx", lambda page: page.append([date(2026, 1, 1)]))

    def read(xml: str) -> Any:
        xml = xml.replace("<worksheet ", '<worksheet xmlns:x="x" ')
        path = changed(days, folder / "a.xlsx", lambda name, data: xml.encode() if "sheet1" in name else data)
        try:
            return [(number, [(type(cell), cell) for cell in row]) for number, row in rows_of(path).items()]
        except UserError as error:
            return error.message

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spreadsheet, "CHUNK", chunk)
        # Behind a comment every mark is heard.
        assert read(sheet(body)) == read(sheet(body).replace("<sheetData>", "<!-- --><sheetData>"))


def test_what_stands_in_a_comment_is_no_row_wherever_the_bytes_are_cut(tmp_path: Path) -> None:
    begin = sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="2">').partition("</sheetData>")[0]
    # The row is longer than what waits for its end, and the next bytes begin within the mark of the comment.
    space = " " * (3 * spreadsheet.CHUNK - len(begin) - 1)
    hidden = '<!-- <row r="3"><c r="A3"><v>3</v></c></row> -->'
    rest = " " * spreadsheet.CHUNK
    xml = f'{begin}{space}{hidden}{rest}<c r="A2"><v>2</v></c></row></sheetData></worksheet>'
    assert xml[3 * spreadsheet.CHUNK - 1 :].startswith("<!--")
    assert rows_of(with_sheet(tmp_path, xml)) == {1: [1], 2: [2]}


def test_a_cell_far_away_takes_the_room_of_one(tmp_path: Path) -> None:
    xml = sheet(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>',
        '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
    )
    path = with_sheet(tmp_path, xml)
    tracemalloc.start()
    rows = rows_of(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert list(rows) == [1, 1048576] and rows[1048576][16383] == 2 and peak < 3_000_000


@pytest.mark.parametrize(
    "body",
    [
        '<row r="0"><c r="A0"><v>1</v></c></row>', '<row r="1048577"><c r="A1048577"><v>1</v></c></row>',
        '<row r="1"><c r="XFE1"><v>1</v></c></row>', '<row r="1"><c r="11"><v>1</v></c></row>',
        '<row r="one"/>', '<row r="1"><c r="A1">', "&lt;&nothing;",
    ],
)  # fmt: skip
def test_a_place_that_cannot_be_is_damage(tmp_path: Path, body: str) -> None:
    with pytest.raises(UserError, match="损坏"):
        rows_of(with_sheet(tmp_path, sheet(body)))


def test_what_grows_without_end_is_refused_before_it_does(tmp_path: Path) -> None:
    far = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 5_000))
    with pytest.raises(UserError, match="太大"):
        rows_of(with_sheet(tmp_path, sheet(far)))
    letters = sheet('<row r="1"><c r="A1" t="str"><v>' + "x" * 3_000_000 + "</v></c></row>")
    with pytest.raises(UserError, match="损坏"):
        rows_of(with_sheet(tmp_path, letters))
    with pytest.raises(UserError, match="损坏"):
        rows_of(with_sheet(tmp_path, sheet(f'<row r="1" spans="{"1" * 9_000_000}"/>')))
    laughs = '<!DOCTYPE a [<!ENTITY b "bbbb">]>' + sheet('<row r="1"><c r="A1"><v>&b;</v></c></row>')
    with pytest.raises(UserError, match="损坏"):
        rows_of(with_sheet(tmp_path, laughs))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_elements_without_end_inside_each_other_are_refused_before_they_fill_the_memory(
    tmp_path: Path, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fed = []
    parse = spreadsheet.expat.ParserCreate

    def counting(*arguments: Any) -> Any:
        parser = parse(*arguments)
        fed.append(parser)
        return parser

    monkeypatch.setattr(spreadsheet.expat, "ParserCreate", counting)
    deep = f"<?xml version='1.0' encoding='{encoding}'?><worksheet>" + "<a>" * 2_000_000
    path = changed(
        saved(tmp_path / "plain.xlsx", lambda sheet: sheet.append(["a"])),
        tmp_path / "deep.xlsx",
        lambda name, data: deep.encode(encoding) if "sheet1.xml" in name else data,
    )
    with pytest.raises(UserError), opened(path) as book:
        book.sheet(book.sheet_names[0])
    assert fed[-1].CurrentByteIndex < 1_000_000, "most of it was never looked at"
    flat = "<worksheet><sheetData>" + "<row><c/></row><!-- c -->" * 150_000 + "</sheetData></worksheet>"
    assert rows_of(with_sheet(tmp_path, flat)) == {}, "so many beside each other are fine"


def test_reading_ends_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(tmp_path / "a.xlsx", lambda page: page.append([1]))
    monkeypatch.setattr(cells, "MOST_SECONDS", -1)
    with pytest.raises(UserError, match="时间"):
        rows_of(path)


def test_files_of_other_kinds_are_told_what_they_are(tmp_path: Path) -> None:
    sound = saved(tmp_path / "sound.xlsx", lambda page: page.append(["a"])).read_bytes()

    def refusal(name: str, data: bytes) -> str:
        (tmp_path / name).write_bytes(data)
        with pytest.raises(UserError) as refused:
            rows_of(tmp_path / name)
        return refused.value.message

    def packed(**parts: bytes) -> bytes:
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as file:
            for name, data in parts.items():
                file.writestr(name.replace("__", "/").replace("_", "."), data)
        return target.getvalue()

    assert "其他格式" in refusal("a.ods", packed(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"))
    assert "其他格式" in refusal("a.xlsb", packed(xl__workbook_bin=b"?"))
    assert "损坏" in refusal("a.xlsx", packed(photo_jpg=b"?"))
    assert "旧版" in refusal("a.xls", spreadsheet.OLD_FILE + b"?")
    assert "密码" in refusal("b.xlsx", spreadsheet.OLD_FILE + "EncryptedPackage".encode("utf-16-le"))
    assert "文本" in refusal("a.csv", "户号,户主\n".encode("gbk"))
    assert "不是" in refusal("c.xlsx", b"%PDF-1.7")
    assert "空" in refusal("d.xlsx", b"")
    assert "损坏" in refusal("e.xlsx", sound[: len(sound) // 2])
    assert "损坏" in refusal("f.xlsx", sound.replace(b"PK\x05\x06", b"PK\x05\x07"))
    listing = re.compile(rb"(PK\x05\x06.{8}).{4}", re.DOTALL)
    assert "损坏" in refusal("g.xlsx", listing.sub(lambda found: found[1] + b"\xff\xff\xff\x0f", sound))
