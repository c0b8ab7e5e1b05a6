"""Claims for support money by workbook: the rule by its code and the claim's day, and a second time nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from models.actions.exchange.workbook import import_workbook
from models.actions.programme.claim_doubts import claim_doubts
from models.errors import WorkbookRefused
from models.tables.support import Claim, ClaimPerson
from models.tables.trail import Operation
from tests.books import Rows, write_book

RULE = {"code": "JY", "name": "稳岗奖补", "basis": "每人", "amount": 1000}
RECORDS: dict[str, Rows] = {
    "households": [{"code": "H0001", "head": "单春梅"}],
    "workers": [{"household": "H0001", "name": name} for name in ("单春梅", "单小竹")],
    "workshops": [{"code": "Z001", "name": "屏风村作坊", "kind": "村级作坊"}],
    "support_rules": [
        {**RULE, "from": date(2025, 1, 1), "to": date(2025, 12, 31)},
        {**RULE, "from": date(2026, 1, 1), "amount": 1200},
    ],
    "claims": [
        {
            "number": f"SB{at}",
            "code": "JY",
            "workshop": "Z001",
            "date": day,
            "amount": 1000,
            "status": "已到账",
            "paid_on": date(2026, 6, 1),
        }
        for at, day in ((1, date(2025, 12, 31)), (2, date(2026, 1, 1)))
    ],
    "claim_people": [
        {"household": "H0001", "worker": "单春梅", "claim": f"SB{at}", "amount": 1000} for at in (1, 2)
    ],
}


def test_each_claim_finds_the_rule_of_its_day_and_again_changes_nothing(
    database: Path, tmp_path: Path
) -> None:
    import_workbook(write_book(tmp_path / "book.xlsx", RECORDS))
    assert [(one.number, one.rule.start) for one in Claim.select().order_by(Claim.number)] == [
        ("SB1", date(2025, 1, 1)),
        ("SB2", date(2026, 1, 1)),
    ]
    assert ClaimPerson.select().count() == 2
    before = Operation.select().count()
    assert not import_workbook(write_book(tmp_path / "again.xlsx", RECORDS)).changed
    assert Operation.select().count() == before


@pytest.mark.parametrize(
    ("sheet", "changes", "at"),
    [
        ("claims", {"date": date(2024, 12, 31)}, ("奖补申报", 2, "奖补代码")),
        ("claims", {"code": "XX"}, ("奖补申报", 2, "奖补代码")),
        ("claims", {"paid_on": None}, ("奖补申报", 2, "到账日期")),
    ],
)
def test_what_is_wrong_is_told_in_its_place(
    database: Path, tmp_path: Path, sheet: str, changes: dict[str, object], at: tuple[str, int, str]
) -> None:
    first, *rest = RECORDS[sheet]
    book = write_book(tmp_path / "book.xlsx", {**RECORDS, sheet: [{**first, **changes}, *rest]})
    with pytest.raises(WorkbookRefused) as refused:
        import_workbook(book)
    assert at in [(one.sheet, one.row, one.column) for one in refused.value.problems]
    assert not Claim.select().count()


def test_who_is_claimed_twice_is_refused_in_the_row(database: Path, tmp_path: Path) -> None:
    claims = [*RECORDS["claims"], {**RECORDS["claims"][1], "number": "SB3"}]
    people = [*RECORDS["claim_people"], {**RECORDS["claim_people"][0], "claim": "SB3"}]
    book = write_book(tmp_path / "book.xlsx", {**RECORDS, "claims": claims, "claim_people": people})
    with pytest.raises(WorkbookRefused) as refused:
        import_workbook(book)
    assert {(one.sheet, one.column) for one in refused.value.problems} == {("申报人员", "姓名")}


def test_an_amount_that_is_not_its_peoples_is_told(database: Path, tmp_path: Path) -> None:
    first, second = RECORDS["claims"]
    odd = {**RECORDS, "claims": [{**first, "amount": 900}, second]}
    told = import_workbook(write_book(tmp_path / "book.xlsx", odd)).warnings
    assert [(one.sheet, one.row, one.column) for one in told] == [("奖补申报", 2, "金额")]
    # The form says the same, until the amount is right.
    claim = Claim.get(Claim.number == "SB1")
    assert claim_doubts({}, claim) == {"amount": told[0].message} and "1,000" in told[0].message
    assert claim_doubts({"amount": 100_000}, claim) == claim_doubts({"note": "只批了 900 元"}, claim) == {}


def test_a_workshop_claimed_twice_is_refused_in_both_rows(database: Path, tmp_path: Path) -> None:
    rules = [{**RULE, "basis": "每个作坊", "from": date(2025, 1, 1)}]
    first = {**RECORDS["claims"][0], "status": "已申报", "paid_on": None}
    records = {
        **RECORDS,
        "support_rules": rules,
        "claim_people": [],
        "claims": [first, {**first, "number": "SB9"}],
    }
    with pytest.raises(WorkbookRefused) as refused:
        import_workbook(write_book(tmp_path / "book.xlsx", records))
    told = [(one.sheet, one.row, one.column) for one in refused.value.problems]
    assert told == [("奖补申报", 2, "申报编号"), ("奖补申报", 3, "申报编号")]
    assert not Claim.select().exists()
