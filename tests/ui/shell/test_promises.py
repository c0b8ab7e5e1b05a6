"""What the product promises stands in the help: the pages agree with the program, and the code cites what is there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from models.queries.exchange.result_sheets import RESULTS
from models.queries.exchange.workbook_schema import RECORDS
from models.rules import amount
from models.rules.ledger import balance
from models.rules.pay import wage
from reports.kinds import KINDS
from reports.paper.papers import PAPERS
from ui.cli.main import program
from ui.shell import help

ROOT = Path(__file__).resolve().parents[3]
LANGUAGES = ("zh", "en")
PROMISES = ("rules", "layout", "commands", "papers")
CITED = re.compile(r'(?<!resources/)\bhelp/([a-z-]+)(?:, "([^"]+)")?')
OUTSIDE = re.compile(r"\bspecs?[ /](?:pay|workbook|cli|documents)|\b(?:DESIGN|DOMAIN|EXEMPLARS|WORDS|LOOK)\b")
"""How files would be cited that are not in the repository."""


def text(language: str, key: str) -> str:
    """All of a page of help."""
    return next(one.text for one in help.topics(language) if one.key == key)


def headings(language: str, key: str) -> list[str]:
    """The sections of a page of help."""
    return re.findall(r"^## (.+)$", text(language, key), re.MULTILINE)


def rows(language: str, key: str, section: int) -> list[list[str]]:
    """The table of a page's section, counted from 1, cell by cell."""
    part = re.split(r"^## .+$", text(language, key), flags=re.MULTILINE)[section]
    return [
        [cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line[:1] == "|"
    ]


@cache
def docstrings() -> tuple[tuple[str, str], ...]:
    """Every text of a file that cites something which stands by itself, as docstrings do, with its place."""
    return tuple(_docstrings())


def _docstrings() -> Iterator[tuple[str, str]]:
    for folder in ("models", "reports", "ui", "tests"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            code = path.read_text(encoding="utf-8")
            said = " ".join(code.split())
            # Most files cite nothing at all, and to take one apart takes long.
            cites = CITED.search(said) or OUTSIDE.search(said)
            for node in ast.walk(ast.parse(code)) if cites else ():
                if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                    if isinstance(node.value.value, str):
                        place = f"{path.relative_to(ROOT).as_posix()}:{node.lineno}"
                        yield place, " ".join(node.value.value.split())


def test_every_page_and_section_that_the_code_cites_is_there() -> None:
    cited = [(place, *found) for place, said in docstrings() for found in CITED.findall(said)]
    known = {one.key for one in help.topics("en")}
    lost = [one for one in cited if one[1] not in known or (one[2] and one[2] not in headings("en", one[1]))]
    assert lost == []
    assert {key for _, key, _ in cited} >= set(PROMISES), "each page is cited where it is kept"


def test_nothing_outside_the_repository_is_cited() -> None:
    assert [place for place, said in docstrings() if OUTSIDE.search(said)] == []


@pytest.mark.parametrize("key", PROMISES)
def test_both_languages_promise_the_same(key: str) -> None:
    shape = [re.findall(r"^(?:## |- |\| )", text(language, key), re.MULTILINE) for language in LANGUAGES]
    assert shape[0] == shape[1]
    figures = [
        re.findall(r"\d[\d.]*\d", re.sub(r"\d+ (April|May)|\d 月( \d+ 日)?", "", text(language, key)))
        for language in LANGUAGES
    ]
    assert sorted(figures[0]) == sorted(figures[1])
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(f"(resources/help/{language}/{key}.md)" in readme for language in LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_layout_names_every_sheet_in_its_order(language: str) -> None:
    names = [
        f"{sheet.zh} · {sheet.en}" if language == "zh" else f"{sheet.en} · {sheet.zh}"
        for sheet in (*RECORDS, *RESULTS)
    ]
    assert [row[0] for section in (5, 6) for row in rows(language, "layout", section)] == names


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_line_names_every_verb_and_option(language: str) -> None:
    root = program()
    told = {said.split()[0]: f"{said} {what}" for said, what in rows(language, "commands", 1)}
    shared = {said.split()[0] for said, _ in rows(language, "commands", 2)}
    assert list(told) == list(root.commands)
    for verb, command in root.commands.items():
        options = {name for one in command.params if isinstance(one, click.Option) for name in one.opts}
        assert shared <= options, verb
        assert set(re.findall(r"--[a-z-]+", told[verb])) == options - shared - {
            "--overwrite",
            "--protect",
            "--help",
        }, verb
    files = text(language, "commands").split("\n## ")[3]
    assert all(option in files for option in ("--overwrite", "--protect"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_papers_name_every_kind_and_size(language: str) -> None:
    from models.i18n import translator

    tr = translator(language)
    assert [row[:2] for row in rows(language, "papers", 2)] == [
        [key, tr(kind.title)] for key, kind in KINDS.items()
    ]
    sizes = [size for row in rows(language, "papers", 3) for size in re.split("[、, ]+", row[0])]
    assert sorted(sizes) == sorted(PAPERS)


def fen(figure: str) -> int:
    """A figure of the page in fen."""
    return int(figure.replace("−", "-").replace(".", ""))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_worked_example_is_what_the_program_reckons(language: str) -> None:
    shown = [fen(row[2]) for row in rows(language, "rules", 6)]
    lines = [
        amount.line_amount(pieces * 1000, rate) for pieces, rate in ((78, 24000), (6, 19000), (3, 24000))
    ]
    advance = wage.OwedAdvance(1, 0, 25000, 3)
    april = wage.reckon(sum(lines), 2000, 8000, 0, [advance], allowance_ppm=50_000, cap_ppm=200_000)
    assert shown == [
        *lines, april.piece, april.allowance, april.bonus, april.gross, april.taken, april.carried_out,
        april.recovered, april.advance_left, april.net,
    ]  # fmt: skip
    assert "、".join(f"{part / 100:.2f}" for part in wage.instalments(25000, 3)) in text("zh", "rules")
    assert amount.in_words(april.net) in text("zh", "rules")

    later = wage.OwedAdvance(1, 1, 25000, 3, april.recovered)
    back = wage.Corrections([(-april.piece, 50_000)], april.carried_out, april.taken)
    may = wage.reckon(30000, 0, 0, april.carried_out, [later], cap_ppm=200_000, back=back)
    assert [fen(row[2]) for row in rows(language, "rules", 8)] == [
        may.piece, may.allowance, may.gross, may.taken, may.recovered, may.given_back, may.net,
    ]  # fmt: skip

    used = balance.consumed(88_000, 350)
    held = balance.Holding(issued=40_000, consumed=used, loss_ppm=20_000)
    assert (used, held.balance, held.allowed_loss) == (30_800, 9_200, 616)
    assert all(figure in text(language, "rules") for figure in ("= 30.8 ", "9.2 ", "0.616 "))
