"""Statements and slips by phone: the text, the QR code with the few figures, files of all or none."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import segno

from models.actions.pay.locking import lock
from models.errors import UserError
from models.queries.pay.statements import statement_papers
from models.tables.order import Subcontract
from reports.exchange.messages import SENDABLE, as_text, write_each
from reports.paper.language import paper_translator
from reports.paper.marks import code_runs
from reports.paper.phone_code import MOST, phone_code
from reports.pay import statement
from tests import factories as made
from tests.reports import samples
from tests.reports.printed import planned_messages, texts

ZH, EN = paper_translator("zh"), paper_translator("en")


@pytest.fixture
def month(fill: Any) -> Any:
    def slips() -> None:
        made.month_of_slips()
        _, second = Subcontract.select().order_by(Subcontract.id)
        made.collection(second, date(2026, 10, 21), good=10, number="HS2")

    return fill(slips)


def test_a_statement_as_text_says_net_lines_and_whom_to_ask(month: Any) -> None:
    said = texts("statement", tr=ZH, period="2026-10", household="H0001")
    for words in (
        "计件工资单 2026年10月",
        "单䶮 H0001",
        "实发（到手） ¥",
        "HS1 ",
        "合格 50",
        "应发工资",
        "账印",
    ):
        assert words in said, words
    assert "签字" not in said and "打印" not in said
    assert "Net pay, in hand ¥" in texts("statement", tr=EN, period="2026-10", household="H0001")
    both = texts("statement", tr=ZH, period="2026-10")
    assert both.count("计件工资单") == both.count("\n\n") + 1 > 1


@pytest.mark.parametrize("kind", SENDABLE)
def test_every_slip_that_is_handed_out_has_a_text_with_its_number(fill: Any, kind: str) -> None:
    fill(made.slips_of_every_kind)
    which = {"period": "2026-10"} if kind == "statement" else {}
    planned = planned_messages(kind, tr=ZH, **which)
    for document in planned.documents:
        said = as_text(document, planned.letterhead).decode("utf-8-sig")
        assert document.title in said and document.number in said
        assert "□" not in said and len(said.splitlines()) > 2


def test_what_nobody_is_handed_is_not_sent(month: Any) -> None:
    with pytest.raises(UserError) as refused:
        planned_messages("paylist", tr=ZH, period="2026-10")
    assert refused.value.field == "kind"


def test_files_of_a_batch_are_all_written_or_none(month: Any, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "texts"

    def write(target: Path, make: Any = as_text) -> list[Path]:
        return write_each(planned_messages("statement", tr=ZH, period="2026-10"), target, "text", make)

    def fail(document: Any, letterhead: Any) -> bytes:
        if document.bookmark.startswith("H0002"):
            raise UserError("no")
        return b"a"

    with pytest.raises(UserError):
        write(folder, fail)
    assert not folder.exists()
    with pytest.raises(UserError) as refused:
        write(tmp_path / "one.txt")
    assert refused.value.field == "target" and not (tmp_path / "one.txt").exists()
    files = write(folder)
    assert [file.name.split()[0] for file in files] == ["H0001", "H0002"] and len(set(files)) == 2
    assert "H0002" in files[1].read_text(encoding="utf-8-sig")
    (tmp_path / "taken").write_text("a")
    with pytest.raises(UserError):
        write(tmp_path / "taken")


def test_the_code_of_a_statement_says_its_figures_in_what_a_phone_reads(month: Any) -> None:
    lock("2026-10", date(2026, 11, 2))
    (data,) = statement_papers(["2026-10"], household="H0001").papers
    said = phone_code(data, ZH).splitlines()
    assert said[0] == f"实发 {statement.money(data.net)} 元"
    assert data.number in said[1] and "H0001" in said[1] and "2026-10" in said[1]
    assert sum(float(line.split()[1].replace(",", "")) for line in said[2:-1]) * 100 == pytest.approx(
        data.piece
    )
    assert said[-1].startswith("账印 ")
    assert statement.build(data, ZH).code == "\n".join(said)


def test_many_slips_are_one_line_of_the_code_and_it_stays_small() -> None:
    for rows in (0, 1, 5, 60):
        data = samples.statement(rows)
        for speak in (ZH, EN, paper_translator("both")):
            said = phone_code(data, speak)
            assert len(said.encode()) <= MOST
            size, _ = code_runs(said)
            assert size <= 49
    assert "张单" in phone_code(samples.statement(60), ZH)


def test_a_code_with_chinese_is_utf_8_for_every_phone() -> None:
    code_runs.cache_clear()
    size, runs = code_runs("实发 104.00 元")
    plain = segno.make_qr("实发 104.00 元".encode(), error="m", mask=3)
    assert size == len(plain.matrix)
    dark = {(column + step, row) for column, row, length in runs for step in range(length)}
    assert dark == {(x, y) for y, line in enumerate(plain.matrix) for x, bit in enumerate(line) if bit}
