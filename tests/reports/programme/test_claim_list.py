"""The claim list: the same people and sums on paper and in the workbook, masked for who may not see numbers."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from models import signed_in
from models.actions.desk import people
from models.actions.party.parties import save_worker
from models.actions.programme.claims import make_claim
from models.actions.programme.employment import save_placements
from models.actions.programme.support import save_rules
from models.actions.programme.workshops import save_workshops
from models.database import db
from models.i18n import translator
from models.queries.programme.claim_papers import ClaimPaper, claim_papers
from models.tables.party import Worker
from models.tables.support import SupportRule
from reports.programme.claim_sheets import write_claims
from tests import factories as make

IDENTITY = "110101199003070011"
START = date(2026, 1, 1)


@pytest.fixture
def claimed(database: Path) -> str:
    """A claim for two people of one household; a manager and a clerk may sign in. Its number."""
    home = make.household("H0900", "单春梅")
    (shop,) = save_workshops([({"code": "Z001", "name": "屏风村作坊", "kind": "village"}, None)])
    for name in ("单春梅", "单小竹"):
        worker = save_worker(home.id, {"name": name, "sex": "Female", "id_number": IDENTITY})
        save_placements(
            [
                (
                    {
                        "worker": worker.id,
                        "employer": shop.name,
                        "workshop": shop.id,
                        "start": START,
                        "contract_days": 365,
                        "insured_from": START,
                    },
                    None,
                )
            ]
        )
    rule = {"code": "JY", "name": "稳岗奖补", "basis": "person", "amount": 100_000, "start": START}
    (award,) = save_rules([({**rule, "contract_days": 365, "insured": True}, None)])
    (number,) = make_claim(award.id, date(2026, 11, 2), workers=[row.id for row in Worker.select()])
    for role in ("manager", "clerk"):
        people.save_user({"name": role, "role": role})
    return number


def told(role: str, number: str) -> ClaimPaper:
    signed_in.sign_in_by_name(role)
    (paper,) = claim_papers(numbers=[number])
    return paper


def test_numbers_are_masked_and_pay_left_out_for_a_clerk(claimed: str) -> None:
    paper = told("manager", claimed)
    assert {line.identity for line in paper.lines} == {IDENTITY}
    assert paper.periods == ("2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10")
    assert len(paper.pay) == 1
    paper = told("clerk", claimed)
    assert all("•" in line.identity for line in paper.lines)
    assert paper.pay == ()


def test_many_claims_ask_no_more_than_one(claimed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    home = make.household("H0901", "何文秀")
    worker = save_worker(home.id, {"name": "何文秀", "sex": "Female", "id_number": IDENTITY})
    work = {"worker": worker.id, "employer": "川粮厂", "start": START, "contract_days": 400}
    save_placements([({**work, "insured_from": START}, None)])
    award = SupportRule.get()
    numbers = [claimed, *make_claim(award.id, date(2026, 11, 3), workers=[worker.id])]
    signed_in.sign_in_by_name("manager")
    asked: list[str] = []
    ask = db.execute_sql

    def told(sql: str, *rest: Any, **more: Any) -> Any:
        asked.append(sql)
        return ask(sql, *rest, **more)

    monkeypatch.setattr(db.obj, "execute_sql", told)
    found = [claim_papers(numbers=[one])[0] for one in numbers]
    apart = len(asked)
    asked.clear()
    assert claim_papers(numbers=numbers) == found
    # The month of each claim's day is asked for by itself.
    assert len(asked) <= apart // 2 + 10
    assert [line.name for line in found[1].lines] == ["何文秀"] and len(found[1].contracts) == 1
    assert [one.contact.code for one in found[0].pay] == ["H0900"]


def test_the_workbook_says_what_the_paper_says(claimed: str, tmp_path: Path) -> None:
    paper = told("manager", claimed)
    write_claims(tmp_path / "claim.xlsx", [claimed], tr=translator("zh"))
    book = openpyxl.load_workbook(tmp_path / "claim.xlsx")
    sheets: dict[str, list[Any]] = {sheet.title: list(sheet.values) for sheet in book}
    assert list(sheets) == ["奖补申报", "人数", "应发", "合同清单"]
    (head, *rows) = sheets["人数"]
    amounts = [row[head.index("金额")] for row in rows]
    assert [round(one * 100) for one in amounts] == [line.amount for line in paper.lines]
    (head, row) = sheets["奖补申报"]
    assert round(row[head.index("金额")] * 100) == paper.amount == 200_000
    assert row[head.index("大写")] == "人民币贰仟元整"
