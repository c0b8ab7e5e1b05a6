"""Reading workbooks in: all or nothing, every fault in its place, messy values, and a second time nothing."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from models.actions.exchange.workbook import ImportResult, import_workbook
from models.actions.ledger.voiding import void
from models.actions.pay.locking import lock
from models.database import close_database
from models.errors import Cancelled, UserError, WorkbookRefused
from models.opening import open_database
from models.queries.ledger.stock import holdings, progress
from models.queries.pay.earnings import statements
from models.tables.ledger import Voucher
from models.tables.order import Subcontract
from models.tables.party import Household
from models.tables.product import Rate
from models.tables.trail import Operation
from tests import factories
from tests.books import worked_example, write_book

Records = dict[str, list[dict[str, Any]]]


def read_in(tmp_path: Path, records: Records, **options: Any) -> ImportResult:
    return import_workbook(write_book(tmp_path / "book.xlsx", records), **options)


def faults(tmp_path: Path, records: Records) -> list[tuple[str, int | None, str | None]]:
    """Where an import finds faults; and nothing may have changed."""
    operations, homes = Operation.select().count(), Household.select().count()
    with pytest.raises(WorkbookRefused) as refused:
        read_in(tmp_path, records)
    assert (Operation.select().count(), Household.select().count()) == (operations, homes)
    return [(p.sheet, p.row, p.column) for p in refused.value.problems]


def test_the_worked_example_pays_84_34(database: Path, tmp_path: Path) -> None:
    result = read_in(tmp_path, worked_example())
    assert result.counts["collections"].added == 1
    month = statements("2026-10")
    (statement,) = month.statements
    assert [line.amount for line in statement.lines] == [16250, 1300, 325]
    r = statement.reckoning
    assert (r.gross, r.taken, r.carried_out, r.recovered, r.advance_left, r.net) == (
        18875,
        3775,
        2225,
        6666,
        13334,
        8434,
    )


def test_a_second_time_changes_nothing(database: Path, tmp_path: Path) -> None:
    read_in(tmp_path, worked_example())
    before = Operation.select().count()
    again = read_in(tmp_path, worked_example())
    assert not again.changed
    assert again.counts["collections"].unchanged == 1
    assert Operation.select().count() == before


def test_a_locked_month_can_be_read_in_again(database: Path, tmp_path: Path) -> None:
    read_in(tmp_path, worked_example())
    lock("2026-10")
    assert not read_in(tmp_path, worked_example()).changed


def test_check_reports_and_keeps_nothing(database: Path, tmp_path: Path) -> None:
    result = read_in(tmp_path, worked_example(), check=True)
    assert result.counts["households"].added == 1
    assert Household.select().count() == 0


def test_the_file_is_untouched_by_a_refused_workbook(tmp_path: Path) -> None:
    file = tmp_path / "coop.db"
    open_database(file)
    close_database()
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    records = worked_example()
    records["collections"][0]["good"] = 49
    open_database(file)
    with pytest.raises(WorkbookRefused):
        read_in(tmp_path, records)
    close_database()
    assert hashlib.sha256(file.read_bytes()).hexdigest() == before


def test_every_fault_is_listed_with_its_place(database: Path, tmp_path: Path) -> None:
    records = worked_example()
    records["households"].append({"code": "H0002", "head": ""})
    records["materials"].append({"code": "M-BAM", "name": "again", "unit": "公斤"})
    records["rates"].append({"product": "P-1", "grade": "合格", "from": date(2026, 12, 1), "rate": 4})
    records["rates"].append({"product": "P-1", "grade": "上等", "from": date(2027, 12, 1), "rate": 4})
    records["subcontracts"].append({**records["subcontracts"][0], "number": "PG9", "household": "H9999"})
    records["collections"].append({**records["collections"][0], "number": "HS9", "received": 10.0005})
    records["collections"].append({**records["collections"][0], "number": "HS8", "received": 61})
    records["adjustments"].append({**records["adjustments"][0], "number": "JK9", "amount": "1.234"})
    found = faults(tmp_path, records)
    assert found == [
        ("农户", 3, "户主"),
        ("物料", 3, "编码"),
        ("工价", 5, "起"),
        ("工价", 6, "等级"),
        ("派工", 3, "户号"),
        ("回收", 3, "实收"),
        ("回收", 4, "实收"),
        ("奖扣", 4, "金额"),
    ]


def test_a_fault_repeats_the_cell_as_it_was_written(database: Path, tmp_path: Path) -> None:
    records = worked_example()
    records["dispatches"].append(
        {**records["dispatches"][0], "number": "FL9", "quantity": 500.5, "kind": "退料", "date": "2026/10/20"}
    )
    records["collections"].append({**records["collections"][0], "number": "HS9", "received": "6,100.5"})
    records["inspections"] = [
        {"number": "JY9", "date": date(2026, 10, 25), "collection": "HS1", "work_scrap": 2, "good": 0}
    ]
    records["advances"].append({**records["advances"][0], "number": "YZ9", "amount": -5})
    with pytest.raises(WorkbookRefused) as refused:
        read_in(tmp_path, records)
    assert [(p.column, p.value) for p in refused.value.problems] == [
        ("数量", "500.5"),
        ("实收", "6,100.5"),
        ("工废", "2"),
        ("金额", "-5"),
    ]


def test_a_row_tells_all_that_is_wrong_with_it_at_once(database: Path, tmp_path: Path) -> None:
    records = worked_example()
    records["rates"].append({"product": "P-9", "grade": "上等", "from": "soon", "rate": 4})
    records["orders"].append({**records["orders"][0], "number": None, "product": "P-9", "due": "soon"})
    records["subcontracts"].append(
        {**records["subcontracts"][0], "number": "PG9", "household": "H9", "quantity": "x"}
    )
    records["dispatches"].append(
        {**records["dispatches"][0], "number": "FL9", "date": None, "material": "M-9", "subcontract": "PG8"}
    )
    records["collections"].append(
        {**records["collections"][0], "number": "HS9", "date": "soon", "received": 1}
    )
    path = write_book(tmp_path / "book.xlsx", records)
    book = openpyxl.load_workbook(path)
    book["回收"]["Z1"] = "颜色"
    book.save(path)
    with pytest.raises(WorkbookRefused) as refused:
        import_workbook(path)
    assert {(p.sheet, p.column) for p in refused.value.problems} == {
        *(("工价", column) for column in ("产品编码", "等级", "起")),
        *(("订单", column) for column in ("订单号", "产品编码", "交期")),
        *(("派工", column) for column in ("户号", "数量")),
        *(("发料", column) for column in ("日期", "物料编码", "派工单号")),
        *(("回收", column) for column in ("日期", "实收")),
    }
    assert len(refused.value.problems) == 13
    assert [(p.sheet, p.column) for p in refused.value.warnings] == [("回收", "颜色")]


def test_a_formula_with_an_error_and_a_number_too_long_are_never_taken_for_nothing(
    database: Path, tmp_path: Path
) -> None:
    path = write_book(tmp_path / "book.xlsx", worked_example())
    book = openpyxl.load_workbook(path)
    losses = [cell.value for cell in book["物料清单"][1]].index("损耗率%") + 1
    book["物料清单"].cell(2, losses, "#REF!")
    heads = [cell.value for cell in book["农户"][1]]
    book["农户"].cell(2, heads.index("村") + 1, "#N/A")
    book["农户"].cell(2, heads.index("银行账号") + 1, 6228480000000000001)
    book.save(path)
    with pytest.raises(WorkbookRefused) as refused:
        import_workbook(path)
    assert [(p.sheet, p.row, p.column, p.value) for p in refused.value.problems] == [
        ("农户", 2, "村", "#N/A"),
        ("农户", 2, "银行账号", "6.22848e+18"),
        ("物料清单", 2, "损耗率%", "#REF!"),
    ]


def test_an_inspection_line_is_the_same_with_its_subcontract_named_or_not(
    database: Path, tmp_path: Path
) -> None:
    records = worked_example()
    parts = {"good": 50, "second": 5, "rework": 1, "work_scrap": 1, "material_scrap": 1, "pending": 2}
    records["collections"][0] |= parts
    one = {"number": "JY1", "date": date(2026, 10, 25), "collection": "HS1", "good": 1}
    named = {**one, "subcontract": records["subcontracts"][0]["number"]}
    records["inspections"] = [one, named]
    assert faults(tmp_path, records) == [("检验", 3, "回收单号")]
    for records["inspections"] in ([one], [named]):
        read_in(tmp_path, records)
    assert not read_in(tmp_path, records).changed


@pytest.mark.parametrize(
    ("sheet", "changes", "column"),
    [
        ("dispatches", {"number": "FL9", "quantity": 500}, "事由"),
        ("dispatches", {"number": "FL9", "quantity": 500, "kind": "退料"}, "数量"),
        ("dispatches", {"number": "FL9", "quantity": 0}, "数量"),
        ("dispatches", {"number": "FL9", "material": "M-NONE"}, "物料编码"),
        ("dispatches", {"number": "FL9", "date": "31.12.26"}, "日期"),
        ("collections", {"number": "HS9", "received": 100, "good": 95}, "事由"),
        ("collections", {"number": "HS9", "good": -1}, "合格"),
        ("collections", {"number": "HS9", "gross": 61, "tare": 2}, "毛重"),
        ("advances", {"number": "YZ9", "amount": 0}, "金额"),
        ("advances", {"number": "YZ9", "instalments": 1.5}, "期数"),
        ("adjustments", {"number": "JK9", "reason": None}, "事由"),
    ],
)
def test_one_bad_voucher(
    database: Path, tmp_path: Path, sheet: str, changes: dict[str, Any], column: str
) -> None:
    records = worked_example()
    row = {**records[sheet][0], **changes}
    if sheet == "collections":
        parts = ("second", "rework", "work_scrap", "material_scrap", "pending")
        if "received" in changes:
            row |= dict.fromkeys(parts, 0) | {"second": 5}
    if changes.get("quantity") == 500 and "kind" not in changes:
        row["reason"] = None
    records[sheet].append(row)
    found = faults(tmp_path, records)
    assert [(row, col) for _, row, col in found] == [(len(records[sheet]) + 1, column)]


def test_over_the_limit_needs_only_a_reason(database: Path, tmp_path: Path) -> None:
    records = worked_example()
    records["dispatches"].append(
        {**records["dispatches"][0], "number": "FL9", "quantity": 500, "reason": "竹子不好"}
    )
    assert read_in(tmp_path, records).changed


def test_vouchers_never_change_and_masters_do(database: Path, tmp_path: Path) -> None:
    read_in(tmp_path, worked_example())
    records = worked_example()
    records["households"][0]["head"] = "单䶮㛃"
    assert read_in(tmp_path, records).counts["households"].updated == 1
    assert Household.get().head == "单䶮㛃"
    records["collections"][0] |= {"good": 49, "second": 6}
    assert faults(tmp_path, records) == [("回收", 2, "合格")]


def test_an_agreement_alone_is_an_update_of_its_household(database: Path, tmp_path: Path) -> None:
    read_in(tmp_path, worked_example())
    records = worked_example()
    records["households"][0]["agreement_to"] = date(2026, 12, 31)
    result = read_in(tmp_path, records)
    assert (result.counts["households"].updated, result.counts["households"].unchanged) == (1, 0)
    assert not read_in(tmp_path, records).changed


def test_lines_of_one_voucher_share_date_and_household(database: Path, tmp_path: Path) -> None:
    records = worked_example()
    records["households"].append({"code": "H0002", "head": "陈㛃"})
    records["subcontracts"].append({**records["subcontracts"][0], "number": "PG2", "household": "H0002"})
    first = records["collections"][0]
    records["collections"].append({**first, "subcontract": "PG2"})
    records["dispatches"].append(
        {**records["dispatches"][0], "subcontract": "PG2", "date": date(2026, 10, 12)}
    )
    assert faults(tmp_path, records) == [
        ("发料", 3, "日期"),
        ("发料", 3, "派工单号"),
        ("回收", 3, "派工单号"),
    ]


def test_values_as_people_write_them(database: Path, tmp_path: Path) -> None:
    path = write_book(tmp_path / "messy.xlsx", worked_example())
    book = openpyxl.load_workbook(path)
    page = book["回收"]
    page["A2"], page["B2"], page["D2"] = " ＨＳ００１ ", "２０２６．１０．２０", "６０"
    book["派工"]["E2"] = "2026/10/10"
    book["派工"]["D2"] = "１００"
    book["奖扣"]["B2"] = 20261018
    book["农户"].insert_rows(2)
    book["发料"]["Z1"] = "备注二"
    book.create_sheet("草稿")["A1"] = "x"
    book["发料"].move_range("A1:H20", cols=3)
    book.save(path)
    result = import_workbook(path)
    assert {(w.sheet, w.column) for w in result.warnings} >= {("草稿", None), ("发料", "备注二")}
    assert Voucher.get(Voucher.kind == "collection").number == "HS001"
    assert statements("2026-10").statements[0].reckoning.net == 8434


def test_english_names_read_just_as_well(database: Path, tmp_path: Path) -> None:
    from models.queries.exchange.workbook_schema import RECORDS

    path = write_book(tmp_path / "zh.xlsx", worked_example())
    book = openpyxl.load_workbook(path)
    for sheet in RECORDS:
        if sheet.zh in book.sheetnames:
            page = book[sheet.zh]
            for cell in page[1]:
                cell.value = next(c.key for c in sheet.columns if c.zh == cell.value)
            page.title = sheet.en
    book.save(path)
    import_workbook(path)
    assert statements("2026-10").statements[0].reckoning.net == 8434


def test_no_agreement_is_only_a_warning(database: Path, tmp_path: Path) -> None:
    records = worked_example()
    records["households"][0]["agreement_to"] = date(2026, 9, 30)
    warned = [(w.sheet, w.row, w.column) for w in read_in(tmp_path, records).warnings]
    assert ("发料", 2, "日期") in warned


def test_into_a_locked_period_nothing_is_posted(database: Path, tmp_path: Path) -> None:
    read_in(tmp_path, worked_example())
    lock("2026-10")
    records = worked_example()
    records["adjustments"].append({**records["adjustments"][0], "number": "JK9"})
    records["collections"].append({**records["collections"][0], "number": "HS9"})
    assert faults(tmp_path, records) == [("回收", 3, "日期"), ("奖扣", 4, "日期")]


def test_a_void_slip_stays_void(database: Path, tmp_path: Path) -> None:
    read_in(tmp_path, worked_example())
    void(Voucher.get(Voucher.kind == "collection").id, "写错")
    result = read_in(tmp_path, worked_example())
    assert not result.changed
    assert [w.column for w in result.warnings] == ["单号"]
    assert progress()[0].good == 0


def test_a_new_rate_may_close_the_span_before(database: Path, tmp_path: Path) -> None:
    read_in(tmp_path, worked_example())
    records = worked_example()
    records["rates"][1]["to"] = date(2026, 10, 31)
    records["rates"].append({"product": "P-1", "grade": "合格", "from": date(2026, 11, 1), "rate": 3.8})
    result = read_in(tmp_path, records)
    assert (result.counts["rates"].updated, result.counts["rates"].added) == (1, 1)
    assert Rate.select().count() == 4


def test_material_returned_before_the_first_receipt(database: Path, tmp_path: Path) -> None:
    records = worked_example()
    issue = records["dispatches"][0]
    records["dispatches"].append({**issue, "number": "FL9", "quantity": 20, "kind": "退料"})
    read_in(tmp_path, records)
    (row,) = holdings(date(2026, 10, 31))
    assert (row.issued, row.returned, row.used) == (issue["quantity"] * 1000, 20_000, 48_450)
    assert Subcontract.get().closed_on is None


OLD = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.xlsx", b"", "空文件"),
        ("x.xlsx", b"not a workbook", "不是 Excel 文件"),
        ("x.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(99), "不是 Excel 文件"),
        ("x.xlsx", b"PK\x03\x04broken", "已损坏"),
        ("x.xls", OLD, "旧版 Excel 文件"),
        ("x.xlsx", OLD + "EncryptedPackage".encode("utf-16-le"), "设了密码"),
        ("x.csv", "户主姓名,村\n单春梅,屏风村\n".encode("gb18030"), "另存为 .xlsx"),
    ],
)
def test_a_file_that_is_no_workbook_is_told_apart(
    database: Path, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UserError) as refused:
        import_workbook(path)
    assert said in refused.value.message and f"“{name}”" in refused.value.message
    with pytest.raises(UserError):
        import_workbook(tmp_path / "missing.xlsx")


def test_cancelling_leaves_nothing(database: Path, tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done == total:
            raise Cancelled

    with pytest.raises(Cancelled):
        read_in(tmp_path, worked_example(), progress=stop)
    assert Household.select().count() == 0


def test_households_that_share_a_phone_or_an_id_number_are_odd_but_come_in(
    database: Path, tmp_path: Path
) -> None:
    factories.household("H0001", "单春梅", phone="138 0000 0001")
    people = [
        {"code": "H0002", "head": "曾国芳", "phone": "13800000001"},
        {"code": "H0003", "head": "解大林", "id_number": "11010519491231002X"},
        {"code": "H0004", "head": "仇桂英", "id_number": "11010519491231002x"},
        {"code": "H0005", "head": "朴正华", "phone": "13800000005"},
    ]
    said = [(w.row, w.column, w.message) for w in read_in(tmp_path, {"households": people}).warnings]
    assert said == [
        (2, "电话", "单春梅 H0001 的电话和这个一样。"),
        (3, "身份证号", "仇桂英 H0004 的身份证号和这个一样。"),
        (4, "身份证号", "解大林 H0003 的身份证号和这个一样。"),
    ]
    again = [(w.row, w.column) for w in read_in(tmp_path, {"households": people}).warnings]
    assert again == [(row, column) for row, column, _ in said]


def test_coordinates_far_from_the_others_are_named_but_come_in(database: Path, tmp_path: Path) -> None:
    people = [
        {"code": f"H000{at}", "head": "曾国芳", "latitude": 30.7 + at / 100, "longitude": 105.7}
        for at in range(5)
    ]
    people[1] |= {"head": "解大林", "longitude": 15.7}
    people[2] |= {"head": "仇桂英", "latitude": 0, "longitude": 0}
    result = read_in(tmp_path, {"households": people})
    assert [(w.row, w.column) for w in result.warnings] == [(3, "经度"), (4, "纬度")]
    assert result.warnings[0].message.startswith("解大林 H0001：")
    assert result.warnings[1].message.startswith("仇桂英 H0002：") and Household.select().count() == 5


def warned(tmp_path: Path, records: Records) -> list[tuple[str, int | None, str | None]]:
    """Where an import that goes through finds something odd."""
    return [(p.sheet, p.row, p.column) for p in read_in(tmp_path, records).warnings]


def test_more_given_out_than_ordered_is_told_and_let_in(database: Path, tmp_path: Path) -> None:
    records = worked_example()
    more = {**records["subcontracts"][0], "number": "PG2", "quantity": 5000}
    records["subcontracts"].append(more)
    result = read_in(tmp_path, records)
    (said,) = result.warnings
    assert (said.sheet, said.row, said.column, said.value) == ("派工", 3, "数量", "5000")
    assert "5,100" in said.message and "5,000" in said.message
    assert Subcontract.select().count() == 2
    # An order cut below what is out already is told beside the order.
    assert warned(tmp_path, {"orders": [{**records["orders"][0], "quantity": 90}]}) == [("订单", 2, "数量")]


def test_a_receipt_far_beyond_its_subcontract_is_told(database: Path, tmp_path: Path) -> None:
    records = worked_example()
    records["collections"][0] |= {"received": 250, "pending": 190}
    assert warned(tmp_path, records) == [("回收", 2, "实收")]


def test_numbers_written_oddly_are_told_and_lost_digits_refused(database: Path, tmp_path: Path) -> None:
    records = worked_example()
    records["enterprises"][0]["phone"] = "825"
    home = records["households"][0]
    home |= {"id_number": "110105194912310021", "phone": "1380000000", "account": "6222021234567890"}
    records["workers"] = [{"household": "H0001", "name": "单英", "id_number": "123"}]
    assert warned(tmp_path, records) == [
        ("企业", 2, "电话"),
        ("农户", 2, "身份证号"),
        ("农户", 2, "电话"),
        ("农户", 2, "银行账号"),
        ("工人", 2, "身份证号"),
    ]
    for lost in ("6.22848E+18", 6.22848e18):
        home["account"] = lost
        assert faults(tmp_path, records) == [("农户", 2, "银行账号")]
    home["account"] = "6.22848E+18"
    with pytest.raises(WorkbookRefused) as refused:
        read_in(tmp_path, records)
    assert [(odd.row, odd.column) for odd in refused.value.warnings if odd.sheet == "农户"] == [
        (2, "身份证号"),
        (2, "电话"),
    ]
