"""A household's year on one page, and its ledger of three years: as the statements say."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from models.actions.party import parties
from models.actions.pay.locking import lock, mark_paid
from models.errors import UserError
from models.i18n import translator
from models.queries.desk import outwork_ledger
from models.queries.desk.household_years import year_of, year_papers
from models.queries.desk.reports import REPORTS
from models.queries.pay.earnings import statements
from models.queries.report import ReportFilters
from models.settings import change_settings
from models.tables.party import Household, Worker
from models.tables.support import Claim, ClaimPerson, SupportRule
from models.tables.training import Attendance, Course
from reports.desk import household_year, outwork
from reports.desk.outwork_export import write_outwork
from reports.paper.formatting import amount
from tests import factories as made
from tests.writing import operation

TODAY = date(2026, 12, 1)


def year() -> Any:
    """September and October locked, November open: pieces, a bonus, a deduction, a course and support money."""
    change_settings({"pay.allowance": 50_000, "pay.tax_estimate": True})
    bamboo = made.material("M-1")
    basket = made.product("P-1", bom=[(bamboo, 0.5, 0)], good=32.5, second=2)
    home = made.household("H0001", "单䶮", sex="女")
    worker = parties.save_worker(home.id, {"name": "李小妹", "sex": "女", "birth_date": date(1999, 5, 1)})
    work = made.subcontract(home, made.order(basket, day=date(2026, 9, 1)), 200, day=date(2026, 9, 2))
    made.dispatch(work, bamboo, 60, day=date(2026, 9, 3))
    made.dispatch(work, bamboo, 5, date(2026, 9, 9), "return")
    made.collection(work, date(2026, 9, 20), good=40, second=2, rework=1)
    made.adjustment(home, 30, "质量奖", date(2026, 9, 21))
    made.adjustment(home, -50, "丢失模具", date(2026, 9, 22))
    lock("2026-09", date(2026, 10, 2))
    mark_paid("2026-09", date(2026, 10, 10))
    made.collection(work, date(2026, 10, 20), good=30)
    lock("2026-10", date(2026, 11, 2))
    made.collection(work, date(2026, 11, 12), good=7)
    with operation("a course and support money"):
        first, last = date(2026, 9, 1), date(2026, 9, 9)
        course = Course.create(number="K1", name="竹编初级", kind="central", start=first, end=last)
        for day in (1, 2, 3):
            Attendance.create(course=course, worker=worker, date=date(2026, 9, day))
        rule = SupportRule.create(
            code="A", name="培训补助", basis="day", amount=5_000, start=date(2026, 1, 1)
        )
        claim = Claim.create(
            number="BZ1", rule=rule, date=date(2026, 10, 1), amount=15_000, paid_on=date(2026, 11, 3)
        )
        ClaimPerson.create(claim=claim, worker=worker, amount=15_000, days=3)
    return home


@pytest.fixture
def home(fill: Any) -> Any:
    return fill(year)


def test_the_year_is_what_the_statements_say(home: Any) -> None:
    (paper,) = year_papers(2026).papers
    assert [(one.key, one.locked, one.worked) for one in paper.months] == [
        ("2026-09", True, True),
        ("2026-10", True, True),
        ("2026-11", False, True),
    ]
    gross = REPORTS["income"].ask(ReportFilters(), TODAY).total
    assert gross is not None and paper.total("gross") == gross.cells["gross"]
    for one in paper.months:
        reckoning = statements(one.key).statements[0].reckoning
        assert all(one.figures[name] == getattr(reckoning, name) for name in one.figures)
    assert paper.tax == sum(one.tax or 0 for one in paper.months) > 0
    assert [(one.name, one.days) for one in paper.courses] == [("竹编初级", 3)]
    assert [one.amount for one in paper.support] == [15_000]
    assert year_papers(2025).count == 0


def test_what_the_office_cut_is_shared_by_what_was_claimed(home: Any) -> None:
    """All papers add up to the money that came; who only counts for a workshop got none of it."""
    other = made.worker(made.household("H0002"))
    with operation("another person, and less money"):
        claim = Claim.get()
        claim.amount, claim.status = 22_222, "paid"
        claim.save()
        ClaimPerson.create(claim=claim, worker=other, amount=10_000, days=2)
        shop = Claim.create(
            number="BZ2", rule=claim.rule, date=claim.date, amount=9_000, status="paid", paid_on=claim.paid_on
        )
        ClaimPerson.create(claim=shop, worker=other, amount=0)
    made.adjustment(Household.get(Household.code == "H0002"), 3, "勤快", date(2026, 11, 9))
    papers = list(year_papers(2026).papers)
    assert [[(one.amount, one.shared) for one in paper.support] for paper in papers] == [
        [(13_333, True)],
        [(8_889, True)],
    ]
    assert "按批准" in str(household_year.build(papers[0], translator("zh")))
    # The months of the book in which the household has no statement are named.
    months = [{one.key for one in paper.months} for paper in papers]
    assert papers[1].unpaid == tuple(sorted(months[0] - months[1])) != ()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_sums_on_paper_are_those_of_its_rows(home: Any, language: str) -> None:
    (paper,) = year_papers(2026, household="H0001").papers
    table: Any = household_year.build(paper, translator(language)).blocks[0]
    keys = [column.key for column in table.columns]
    assert "make_up" not in keys and {"piece", "allowance", "bonus", "taken", "gross", "net", "tax"} <= set(
        keys
    )
    for at, key in enumerate(keys[1:], start=1):
        wanted = paper.tax if key == "tax" else paper.total(key)
        assert str(table.total[at]) == str(amount(wanted or 0))
        fen = [
            int(str(row.cells[at]).replace(",", "").replace("−", "-").replace(".", "")) for row in table.rows
        ]
        assert sum(fen) == wanted


def test_a_year_is_said_plainly(database: Path) -> None:
    assert year_of("2026") == year_of("2026-10") == 2026
    for text in ("26", "year", "20261", ""):
        with pytest.raises(UserError):
            year_of(text)


def test_the_ledger_tells_every_order_hand_out_receipt_and_pay(home: Any, tmp_path: Path) -> None:
    span = date(2024, 1, 1), date(2026, 11, 30)
    (paper,) = outwork_ledger.outwork_papers(*span).papers
    (helper,) = paper.people
    speak = translator("zh")
    assert [speak(paper.sex), helper.name, speak(helper.sex)] == ["女", "李小妹", "女"]
    assert helper.birth == date(1999, 5, 1)
    assert [one.quantity for one in paper.lines if one.what == outwork_ledger.ORDERED] == [200_000]
    moved = [
        (one.what, one.quantity)
        for one in paper.lines
        if one.what in (outwork_ledger.HANDED, outwork_ledger.RETURNED)
    ]
    assert moved == [(outwork_ledger.HANDED, 60_000), (outwork_ledger.RETURNED, 5_000)]
    frozen = [statements(key).statements[0].reckoning for key in ("2026-09", "2026-10")]
    november = statements("2026-11").statements[0].reckoning
    assert paper.total(outwork_ledger.RECEIVED) == sum(one.piece for one in (*frozen, november))
    assert paper.total(outwork_ledger.STATED) == sum(one.gross for one in frozen)
    assert paper.total(outwork_ledger.PAID) == frozen[0].net
    assert outwork.build(paper, translator("zh")).title == "代工记录"
    target = tmp_path / "ledger.xlsx"
    write_outwork(target, *span, tr=translator("zh"))
    book = openpyxl.load_workbook(target)
    assert [len(list(sheet.rows)) - 1 for sheet in book][:2] == [1, 1]
    assert len(paper.lines) <= book.worksheets[2].max_row - 1


def test_a_sex_an_older_program_kept_as_it_was_written_is_said_in_the_papers_language(home: Any) -> None:
    with operation("as an older program kept it"):
        Household.update(sex="女").execute()
        Worker.update(sex="女").execute()
    (paper,) = outwork_ledger.outwork_papers(date(2024, 1, 1), date(2026, 11, 30)).papers
    facts = outwork.build(paper, translator("en")).blocks[0].facts  # type: ignore[attr-defined]
    assert all("Female" in fact.value and "女" not in fact.value for fact in facts)
