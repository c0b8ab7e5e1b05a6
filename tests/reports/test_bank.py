"""The bank's payment file: who is in it, in which columns and encoding, and what it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from models.actions.parties import save_household
from models.actions.pay import lock
from models.errors import UserError
from models.queries.bank import columns_of, payments
from models.queries.pay import statements
from models.settings import change_settings
from models.tables.party import Household
from reports.bank import write_bank_files
from reports.language import paper_translator
from tests import factories as made

ZH = paper_translator("zh")
ACCOUNT = "622848000000000123"


@pytest.fixture
def month(database: Any) -> Iterator[None]:
    """Four households: two by bank, one in cash, one by bank with nothing left after its advance."""
    basket = made.product("P-BASKET", good=3.25)
    order = made.order(basket)
    bank = {"pay_method": "bank", "bank": "蓬溪农商银行", "account": ACCOUNT}
    heads = [
        ("H0001", "单䶮", bank),
        ("H0002", "=1+1", bank | {"account": "0099 8877"}),
        ("H0003", "王五", {}),
    ]
    for code, head, values in heads:
        work = made.subcontract(made.household(code, head, **values), order)
        made.collection(work, date(2026, 10, 20), good=10 * int(code[-1]))
    made.advance(made.household("H0004", "赵六", **bank), 50, 1, date(2026, 10, 5))
    yield


def written(target: Path, **layout: Any) -> list[Path]:
    """The bank's files of October."""
    change_settings({f"bank.{name}": value for name, value in layout.items()})
    return [file.path for file in write_bank_files(target, "2026-10", tr=ZH)]


def test_only_bank_households_with_pay_of_a_locked_month(month: None, tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        written(tmp_path / "bank.csv")
    assert refused.value.field == "period" and list(tmp_path.glob("*.csv")) == []
    lock("2026-10", date(2026, 11, 2))
    (path,) = written(tmp_path / "bank.csv")
    assert path.read_bytes().decode("gb18030").split("\r\n") == [
        "序号,银行账号,户名,银行,金额,备注",
        f"1,{ACCOUNT},单䶮,蓬溪农商银行,32.50,2026年10月计件工资",
        "2,00998877,=1+1,蓬溪农商银行,65.00,2026年10月计件工资",
        "",
    ]
    paid = payments("2026-10")
    nets = {s.code: s.reckoning.net for s in statements("2026-10").statements}
    assert [(row.code, row.amount) for row in paid.rows] == [
        ("H0001", nets["H0001"]),
        ("H0002", nets["H0002"]),
    ]
    assert paid.total == 9_750 and paid.cash == 2


def test_columns_headers_delimiter_encoding_and_note_are_the_banks(month: None, tmp_path: Path) -> None:
    lock("2026-10", date(2026, 11, 2))
    (path,) = written(
        tmp_path / "bank.txt",
        columns="name=收款人姓名\nempty\n\namount\naccount=收款账号\ncode\nvillage",
        delimiter="|",
        encoding="utf-8",
        note="{month}工资",
    )
    lines = path.read_bytes().decode("utf-8").splitlines()
    assert lines[0] == "收款人姓名|空栏|金额|收款账号|户号|村"
    assert lines[1] == f"单䶮||32.50|{ACCOUNT}|H0001|赤城镇屏风村"
    (path,) = written(tmp_path / "bank.txt", columns="note", header=False, encoding="utf-8-sig")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf2026")
    assert path.read_text(encoding="utf-8-sig").splitlines() == ["2026年10月工资"] * 2


def test_a_limit_of_rows_makes_several_files_that_count_anew(month: None, tmp_path: Path) -> None:
    lock("2026-10", date(2026, 11, 2))
    paths = written(tmp_path / "bank.csv", rows=1, columns="number\namount")
    assert [path.name for path in paths] == ["bank-1.csv", "bank-2.csv"]
    assert [path.read_text(encoding="gb18030").split() for path in paths] == [
        ["序号,金额", "1,32.50"],
        ["序号,金额", "1,65.00"],
    ]


def test_a_workbook_keeps_account_numbers_as_text(month: None, tmp_path: Path) -> None:
    lock("2026-10", date(2026, 11, 2))
    (path,) = written(tmp_path / "bank.xlsx")
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert rows[1][1] == ACCOUNT and rows[2][1] == "00998877"
    assert rows[2][2] == "=1+1" and rows[2][4] == 65.0


def test_a_missing_account_is_named_and_nothing_is_written(month: None, tmp_path: Path) -> None:
    save_household({"account": ""}, existing=Household.get(Household.code == "H0002"))
    lock("2026-10", date(2026, 11, 2))
    with pytest.raises(UserError, match="H0002 =1\\+1"):
        written(tmp_path / "bank.csv", rows=1)
    assert list(tmp_path.glob("*.csv")) == []


def test_a_folder_that_is_missing_leaves_no_first_file(month: None, tmp_path: Path) -> None:
    lock("2026-10", date(2026, 11, 2))
    (tmp_path / "bank-2.csv").mkdir()
    with pytest.raises(UserError):
        written(tmp_path / "bank.csv", rows=1)
    assert not (tmp_path / "bank-1.csv").exists()


@pytest.mark.parametrize("text", ["", "\n", "iban", "account,name"])
def test_columns_that_do_not_exist_are_refused(text: str) -> None:
    with pytest.raises(UserError) as refused:
        columns_of(text)
    assert refused.value.field == "bank.columns"
