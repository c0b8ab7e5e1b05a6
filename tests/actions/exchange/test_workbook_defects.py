"""Two sheets about defects: their codes, and how many pieces of a slip had which."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from models.actions.exchange.workbook import import_workbook
from models.errors import WorkbookRefused
from models.queries.ledger.defects import BY_DEFECT, DefectFilters, pieces
from models.tables.ledger import DefectCount
from models.tables.product import Defect
from models.tables.trail import Operation
from tests.books import worked_example, write_book

pytestmark = pytest.mark.usefixtures("database")

CODES = [
    {"product": "P-1", "code": "ａ", "name": "收口松", "remedy": "压紧再锁边"},
    {"code": "B", "name": "毛刺"},
]
COUNTS = [
    {"number": "HS1", "code": "a", "quantity": 3},
    {"number": "HS1", "subcontract": "PG1", "code": "B", "quantity": 2},
]


def book(folder: Path, **sheets: Any) -> Path:
    return write_book(folder / "book.xlsx", worked_example() | {"defects": CODES} | sheets)


def said() -> dict[str, int]:
    return {Defect.get_by_id(one.key).code: one.quantity for one in pieces(BY_DEFECT, DefectFilters()).slices}


def test_codes_and_counts_come_in_and_a_second_time_change_nothing(tmp_path: Path) -> None:
    path = book(tmp_path, defect_counts=COUNTS)
    result = import_workbook(path)
    assert (result.counts["defects"].added, result.counts["defect_counts"].added) == (2, 2)
    assert said() == {"A": 3000, "B": 2000}
    assert Defect.get(Defect.code == "A").remedy == "压紧再锁边"
    again = import_workbook(path)
    assert not again.changed
    assert (again.counts["defects"].unchanged, again.counts["defect_counts"].unchanged) == (2, 2)


def test_counts_may_follow_a_slip_that_is_posted(tmp_path: Path) -> None:
    import_workbook(book(tmp_path))
    assert not DefectCount.select().count()
    result = import_workbook(book(tmp_path, defect_counts=COUNTS))
    assert result.counts["defect_counts"].added == 2 and said() == {"A": 3000, "B": 2000}
    changed = [{**CODES[0], "name": "口子松"}, CODES[1]]
    result = import_workbook(book(tmp_path, defects=changed))
    assert (result.counts["defects"].updated, result.counts["defects"].unchanged) == (1, 1)


@pytest.mark.parametrize("posted", [False, True])
@pytest.mark.parametrize(
    ("rows", "column"),
    [
        ([{"number": "HS1", "code": "A", "quantity": 6}], "数量"),
        ([{"number": "HS1", "code": "A", "quantity": 0}], "数量"),
        ([*COUNTS, {"number": "HS1", "code": "C", "quantity": 1}], "代号"),
        ([{"number": "HS9", "code": "A", "quantity": 1}], "单号"),
        ([{"number": "HS1", "subcontract": "PG9", "code": "A", "quantity": 1}], "派工单号"),
        ([COUNTS[0], COUNTS[0]], "单号"),
        ([{"number": "HS1", "code": "A"}], "数量"),
    ],
)
def test_a_fault_names_its_cell_and_nothing_comes_in(
    tmp_path: Path, posted: bool, rows: list[dict[str, Any]], column: str
) -> None:
    if posted:
        import_workbook(book(tmp_path))
    before = Operation.select().count()
    with pytest.raises(WorkbookRefused) as refused:
        import_workbook(book(tmp_path, defect_counts=rows))
    (problem,) = refused.value.problems
    assert (problem.sheet, problem.column) == ("缺陷数", column)
    assert Operation.select().count() == before and not DefectCount.select().count()


def test_another_quantity_than_posted_is_a_fault(tmp_path: Path) -> None:
    import_workbook(book(tmp_path, defect_counts=COUNTS))
    with pytest.raises(WorkbookRefused) as refused:
        import_workbook(book(tmp_path, defect_counts=[{**COUNTS[0], "quantity": 1}]))
    (problem,) = refused.value.problems
    assert problem.column == "数量" and said() == {"A": 3000, "B": 2000}


def test_a_code_of_two_meanings_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(WorkbookRefused) as refused:
        import_workbook(book(tmp_path, defects=[*CODES, {"code": "A", "name": "别的"}]))
    (problem,) = refused.value.problems
    assert (problem.sheet, problem.column) == ("缺陷", "代号")
