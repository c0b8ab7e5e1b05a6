"""Every figure on paper against the results workbook: the PDFs of a month are read back as a person would read them.

The months are those whose second reckoning `test_exported_books` checks, so paper, workbook and pencil agree.
"""

from __future__ import annotations

import re
import tempfile
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from models.actions.exchange.workbook import import_workbook
from models.actions.pay.locking import lock
from models.settings import change_settings
from reports.exchange.workbook import write_results
from reports.paper.language import paper_translator
from tests.books import write_book
from tests.reports.printed import print_documents
from tests.scenarios.test_exported_books import dec, invent

ZH = paper_translator("zh")
MONTH = "2026-10"
FIGURE = re.compile(r"^[−-]?[\d,]+(\.\d+)?$")
WORK = {"P1": "篮", "P2": "片"}
NOTES = (100, 50, 20, 10, 5, 1, Decimal("0.5"), Decimal("0.1"))


def figure(text: str) -> Decimal:
    return Decimal(text.replace("−", "-").replace(",", "").removeprefix("¥"))


def figures(line: str) -> list[Decimal]:
    """The figures that stand in a line, in order."""
    return [figure(word) for word in line.split() if FIGURE.match(word)]


def yen(line: str) -> Decimal:
    """The framed figure of a line: the sign of a minus stands before the currency."""
    found = re.search(r"(−?)¥([\d,.]+)", line)
    assert found is not None, line
    return figure(found[1] + found[2])


class Paper:
    """The lines of a kind's pages, household by household."""

    def __init__(self, folder: Path, kind: str, **asked: Any) -> None:
        target = folder / f"{kind}.pdf"
        print_documents(kind, target, tr=ZH, period=MONTH, **{"paper": "a4", **asked})
        document = pypdfium2.PdfDocument(target)
        self.lines: list[str] = []
        self.of: dict[str, list[str]] = defaultdict(list)
        for page in document:
            words = page.get_textpage().get_text_bounded()
            lines = [line.strip() for line in words.splitlines()]
            self.lines += lines
            code = re.search(r"\bH\d\b", words)
            assert code is not None
            self.of[code[0]] += lines
        document.close()

    def one(self, code: str, *begins: str) -> str:
        """The only line of a household that begins like this."""
        (line,) = [line for line in self.of[code] if line.startswith(begins)]
        return line


class Book:
    """The results workbook by sheet, its rows by header."""

    def __init__(self, folder: Path) -> None:
        write_results(folder / "results.xlsx", MONTH)
        book = CalamineWorkbook.from_path(str(folder / "results.xlsx"))
        self.sheets = {}
        for name in book.sheet_names:
            heads, *rows = book.get_sheet_by_name(name).to_python()
            self.sheets[name] = [dict(zip(heads, row, strict=True)) for row in rows]
        self.pay = {row["户号"]: row for row in self.sheets["工资"]}

    def lines(self, code: str) -> list[dict[str, Any]]:
        return [row for row in self.sheets["计件明细"] if row["户号"] == code]


@cache
def october(seed: int, locked: bool) -> Callable[[], Book]:
    """What reads an invented autumn in and answers with October's results, open or locked."""

    def read() -> Book:
        change_settings({"pay.allowance": 35_000})
        with tempfile.TemporaryDirectory() as folder:
            import_workbook(write_book(Path(folder) / "book.xlsx", invent(seed)))
            if locked:
                lock("2026-09")
                lock(MONTH)
            return Book(Path(folder))

    return read


@pytest.fixture(params=[(seed, locked) for seed in range(3) for locked in (False, True)])
def month(request: Any, fill: Any, tmp_path: Path) -> tuple[Path, Book]:
    """October of an invented autumn, open or locked; and its results."""
    return tmp_path, fill(october(*request.param))


def test_the_statements_are_the_results(month: tuple[Path, Book]) -> None:
    folder, book = month
    paper = Paper(folder, "statement")
    assert set(paper.of) == set(book.pay)
    for code, pay in book.pay.items():
        check_rows(paper.of[code], book.lines(code))
        assert figures(paper.one(code, "计件工资 "))[-1] == dec(pay["计件"])
        assert yen(paper.one(code, "实发（到手） ¥")) == dec(pay["实发"])
        (net,) = [line for line in paper.of[code] if line.startswith(f"实发（到手） {pay['大写']}")]
        assert figures(net) == [dec(pay["实发"])]
        plus = [figures(line)[-1] for line in paper.of[code] if line.startswith("加 ")]
        minus = [figures(line)[-1] for line in paper.of[code] if line.startswith("减 ")]
        assert sum(plus) + dec(pay["计件"]) == dec(pay["应发"])
        assert figures(paper.one(code, "应发工资 ")) == [dec(pay["应发"])]
        assert -sum(minus) == dec(pay["扣款"]) + dec(pay["预支扣回"])
        # Large print sums up by work and grade, and draws the money in the envelope.
        large = Paper(folder, "statement", household=code, large=True)
        works = [line for line in large.lines if re.match(r"[篮片] \S+ \d+ 次 ", line)]
        assert sum(figures(line)[-1] for line in works) == dec(pay["计件"])
        assert yen(large.one(code, "实发（到手） ¥")) == dec(pay["实发"])
        if any("装袋现金" in line for line in large.lines):
            assert envelope(large.lines) == dec(pay["实发"])
        else:
            assert dec(pay["实发"]) == 0


def check_rows(lines: list[str], wanted: list[dict[str, Any]]) -> None:
    """One row a slip: what they come to by day and work is the workbook's, and so are the rates below them."""
    paid: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in wanted:
        paid[f"{row['日期']:%m-%d}", WORK[row["产品编码"]]] += dec(row["金额"])
    shown: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for line in lines:
        found = re.match(r"(\d\d-\d\d) .*?([篮片])( PG\S+)? ", line)
        if found and not line.endswith("—"):
            shown[found[1], found[2]] += figures(line)[-1]
    assert {key: value for key, value in shown.items() if value} == {
        key: value for key, value in paid.items() if value
    }
    rates = {
        figure(word)
        for line in lines
        if line.startswith("工价")
        for word in line.split()
        if FIGURE.match(word)
    }
    assert rates == {dec(row["单价"]) for row in wanted}


def envelope(lines: list[str]) -> Decimal:
    """What the pictures of notes and coins and the words beside them come to."""
    at = next(number for number, line in enumerate(lines) if "装袋现金" in line)
    fen = re.search(r"另有 (\d+) 分", lines[at])
    total = Decimal(fen[1]) / 100 if fen else Decimal(0)
    words = " ".join(lines[at + 1 :]).replace("× ", "×").split()
    last = Decimal(0)
    for word in words:
        if re.fullmatch(r"\d+(角)?", word):
            last = Decimal(word.removesuffix("角")) / (10 if word.endswith("角") else 1)
            total += last
        elif re.fullmatch(r"×\d+", word):
            total += last * (int(word[1:]) - 1)
        else:
            break
    return total


def test_the_pay_list_is_the_results(month: tuple[Path, Book]) -> None:
    folder, book = month
    paper = Paper(folder, "paylist")
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for code, pay in book.pay.items():
        (line,) = [line for line in paper.lines if re.match(rf"\d+ {code} ", line)]
        extra = dec(pay["补贴"]) + dec(pay["奖励"])
        optional = [extra, -dec(pay["扣款"]), -dec(pay["预支扣回"])]
        assert figures(line)[1:] == [dec(pay["计件"]), *filter(None, optional), dec(pay["实发"])]
        for head in ("计件", "扣款", "预支扣回", "实发"):
            sums[head] += dec(pay[head])
        sums["extra"] += extra
    (total,) = [line for line in paper.lines if line.startswith("合计")]
    optional = [sums["extra"], -sums["扣款"], -sums["预支扣回"]]
    assert figures(total)[1:] == [sums["计件"], *filter(None, optional), sums["实发"]]
    (net,) = [line for line in paper.lines if line.startswith("实发合计")]
    assert yen(net) == sums["实发"]
    # Notes and coins: the envelopes of all households, note by note, add up to what is paid in cash.
    worth = figures(next(line for line in paper.lines if line.startswith("金额")))
    pieces = figures(next(line for line in paper.lines if line.startswith("几张")))
    cash = figures(next(line for line in paper.lines if line.startswith("发现金")))[-1]
    assert sum(worth) == cash == sums["实发"]
    needed = [0] * len(NOTES)
    for pay in book.pay.values():
        left = dec(pay["实发"])
        for at, note in enumerate(NOTES):
            needed[at] += int(left // note)
            left %= note
    assert pieces == [count for count in needed if count]


def test_the_accounts_are_the_results(month: tuple[Path, Book]) -> None:
    folder, book = month
    paper = Paper(folder, "account")
    held = {(row["户号"], row["物料编码"]): row for row in book.sheets["物料结存"]}
    for code, lines in paper.of.items():
        for line in lines:
            if re.match(r"M\d ", line):
                assert figures(line)[-1] == dec(held[code, line.split()[0]]["结存"]), line
        listed = {line.split()[0] for line in lines if re.match(r"M\d ", line)}
        assert {item for home, item in held if home == code and held[home, item]["结存"]} <= listed
        for row in book.sheets["订单进度"]:
            (line,) = [line for line in lines if line.startswith(f"{row['派工单号']} ")] or [""]
            if not line or row["户号"] != code:
                continue
            made = {
                grade: sum(
                    (
                        dec(one["数量"])
                        for one in book.lines(code)
                        if one["派工单号"] == row["派工单号"] and one["等级"] == grade
                    ),
                    Decimal(0),
                )
                for grade in ("合格", "二等")
            }
            found = figures(line)
            assert found[0] == dec(row["数量"])
            assert found[1 : 1 + len([one for one in made.values() if one])] == [
                one for one in made.values() if one
            ]
            if dec(row["未交"]) and row["状态"] != "短结":
                assert found[-1] == dec(row["未交"])
        if code in book.pay:
            assert yen(paper.one(code, "实发")) == dec(book.pay[code]["实发"])


def test_the_passbooks_run_to_the_results(month: tuple[Path, Book]) -> None:
    folder, book = month
    paper = Paper(folder, "passbook")
    for code, lines in paper.of.items():
        # What each slip earned stands in the right half, the way from it to what is owed below the halves.
        earned = [figure(found[1]) for line in lines if (found := re.search(r" (−?[\d,]+\.\d\d) □$", line))]
        piece = sum(dec(row["金额"]) for row in book.lines(code))
        assert sum(earned) == piece
        begins = ("上次剩下 ", "计件工资 ")
        steps = [line for line in lines if line.startswith(begins) or re.match(r"\d+月\d+日 \S", line)]
        assert figures(next(line for line in steps if line.startswith("计件工资 ")))[-1] == piece
        owed = yen(next(line for line in lines if "¥" in line))
        assert sum(figures(line)[-1] for line in steps) == owed
        (end,) = [line for line in lines if line.startswith("做了还没发的钱 ") and "¥" not in line]
        assert figures(end) == [owed]
        materials = {"竹": "M1", "线": "M2"}
        closing = {
            materials[line.split()[0]]: figures(line)[-1]
            for line in lines
            if re.match(r"[竹线] .*[\d,.]+ (公斤|米) □$", line)
            and not re.match(r"[竹线] [−\d,.]+ (公斤|米) □", line)
        }
        for row in book.sheets["物料结存"]:
            if row["户号"] == code and dec(row["结存"]):
                assert closing[row["物料编码"]] == dec(row["结存"])
