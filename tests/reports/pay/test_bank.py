"""The bank's payment file: who is in it, in which columns and encoding, and what it refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from models.actions.party.parties import save_household
from models.actions.pay.locking import lock
from models.errors import Cancelled, UserError
from models.queries.pay.bank import bank_layout, columns_of, payments
from models.queries.pay.earnings import statements
from models.settings import change_settings
from models.tables.party import Household
from reports.paper.language import paper_translator
from reports.pay.bank import file_sentences, names_of, write_bank_files
from tests import factories as made
from tests.writing import operation

ZH = paper_translator("zh")
ACCOUNT = "622848000000000123"


def month_by_bank() -> None:
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


@pytest.fixture
def month(fill: Any) -> None:
    fill(month_by_bank)


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
    assert [path.name for path in paths] == ["bank-1of2.csv", "bank-2of2.csv"]
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
    (tmp_path / "bank-2of2.csv").mkdir()
    with pytest.raises(UserError):
        written(tmp_path / "bank.csv", rows=1)
    assert [path.name for path in tmp_path.glob("*.csv")] == ["bank-2of2.csv"]


@pytest.mark.parametrize("failing", [1, 2])
def test_a_disk_that_fails_leaves_the_files_that_were_there(
    month: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    lock("2026-10", date(2026, 11, 2))
    old = written(tmp_path / "bank.csv", rows=1)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.suffix == ".csv"}
    replace, steps = Path.replace, iter(range(1, 100))

    def fails(self: Path, target: Path) -> Path:
        if next(steps) == failing:
            raise OSError(28, "No space left on device")
        return replace(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", fails)
        with pytest.raises(UserError) as refused:
            written(tmp_path / "bank.csv", rows=1, columns="account")
    assert refused.value.field == "target"
    after = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.suffix == ".csv"}
    assert after == before and len(old) == 2
    assert written(tmp_path / "bank.csv", rows=1, columns="account") == old
    assert {path.name: path.read_bytes() for path in old} != before
    assert len([path for path in tmp_path.iterdir() if path.suffix == ".csv"]) == 2


def test_a_stopped_writing_leaves_nothing(month: None, tmp_path: Path) -> None:
    lock("2026-10", date(2026, 11, 2))
    change_settings({"bank.rows": 1})

    def stop(done: int, total: int) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        write_bank_files(tmp_path / "bank.csv", "2026-10", tr=ZH, progress=stop)
    assert list(tmp_path.glob("*.csv")) == []


def test_what_was_written_is_told_file_by_file_and_in_all(month: None, tmp_path: Path) -> None:
    lock("2026-10", date(2026, 11, 2))
    change_settings({"bank.rows": 1})
    files = write_bank_files(tmp_path / "bank.csv", "2026-10", tr=ZH)
    assert [(file.path.name, file.rows, file.total) for file in files] == [
        ("bank-1of2.csv", 1, 3_250),
        ("bank-2of2.csv", 1, 6_500),
    ]
    first, second, whole, risky = file_sentences(files)
    assert "bank-1of2.csv" in first and "32.50" in first and "65.00" in second and "97.50" in whole
    assert "H0002 =1+1" in risky
    assert len(file_sentences(write_bank_files(tmp_path / "bank.xlsx", "2026-10", tr=ZH))) == 3
    names = names_of(Path("a.csv"), 12)
    assert (names[0].name, names[-1].name) == ("a-01of12.csv", "a-12of12.csv")


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_a_character_the_encoding_lacks_is_named_with_its_row(
    month: None, tmp_path: Path, encoding: str
) -> None:
    lock("2026-10", date(2026, 11, 2))
    names = "䶮㛃𫖯㐱𠅤"
    (path,) = written(tmp_path / "bank.csv", columns=f"name={names}\namount", encoding=encoding)
    assert path.read_bytes().decode(encoding).startswith(names)
    layout = replace(bank_layout(), columns=columns_of("name=半\ud842个\namount"))
    with pytest.raises(UserError, match=r"U\+D842") as refused:
        write_bank_files(tmp_path / "bad.csv", "2026-10", tr=ZH, layout=layout)
    assert refused.value.field == "bank.encoding" and not (tmp_path / "bad.csv").exists()


@pytest.mark.parametrize("text", ["", "\n", "iban", "account,name"])
def test_columns_that_do_not_exist_are_refused(text: str) -> None:
    with pytest.raises(UserError) as refused:
        columns_of(text)
    assert refused.value.field == "bank.columns"


def test_an_account_without_its_last_digits_never_reaches_the_bank(month: None, tmp_path: Path) -> None:
    with operation("an older program"):
        Household.update(account="6.22848E+18").where(Household.code == "H0001").execute()
    lock("2026-10", date(2026, 11, 2))
    with pytest.raises(UserError, match="H0001 单䶮"):
        written(tmp_path / "bank.csv")
    assert list(tmp_path.glob("*.csv")) == []
