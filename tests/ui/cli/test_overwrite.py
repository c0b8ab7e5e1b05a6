"""Nothing is written over without asking, and a cooperative's file never, with a password or without."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from models import files
from models.database import close_database
from models.errors import UserError
from models.opening import open_database
from tests.books import read_worked_example
from ui.cli.main import main

SECRET = "Geheim-2026!"


@pytest.fixture
def coop(database: Path, home: Path, fill: Any) -> Path:
    """A closed file with the worked example of pay."""
    fill(read_worked_example)
    close_database()
    return database


VERBS = {
    "template": ("template", "{target}"),
    "export": ("export", "2026-10", "{target}"),
    "county": ("export", "2026-10", "{target}", "--as", "county"),
    "print": ("print", "statement", "{target}", "--period", "2026-10"),
    "route": ("route", "2026-10-09", "{target}", "--seconds", "1"),
    "route --json": ("route", "2026-10-09", "{folder}/new.pdf", "--json", "{target}", "--seconds", "1"),
    "route --html": ("route", "2026-10-09", "{folder}/new.pdf", "--html", "{target}", "--seconds", "1"),
}


def run(coop: Path, verb: str, target: Path, *more: str) -> int:
    words = [part.format(target=target, folder=coop.parent) for part in VERBS[verb]]
    return main(["--db", str(coop), *words, *more])


@pytest.mark.parametrize("verb", VERBS)
def test_a_file_that_is_there_stays_unless_it_may_go(
    coop: Path, verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    target = coop.parent / "filled.xlsx"
    target.write_bytes(b"a week of typing")
    before, home = coop.read_bytes(), sorted(path.name for path in coop.parent.iterdir())
    assert run(coop, verb, target) == 2
    assert "已经存在" in capsys.readouterr().err
    assert target.read_bytes() == b"a week of typing" and coop.read_bytes() == before
    assert sorted(path.name for path in coop.parent.iterdir()) == home
    if not verb.startswith("route"):
        assert run(coop, verb, target, "--overwrite") == 0 and target.read_bytes() != b"a week of typing"


@pytest.mark.parametrize("password", [None, SECRET])
@pytest.mark.parametrize("verb", VERBS)
def test_a_cooperatives_file_is_never_written_over(
    coop: Path, verb: str, password: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    other = coop.parent / "other.xlsx"
    open_database(other, password)
    close_database()
    before = other.read_bytes()
    assert run(coop, verb, other, "--overwrite") == 2 and run(coop, verb, other) == 2
    assert capsys.readouterr().err.count("合作社的账本") == 2 and other.read_bytes() == before


@pytest.mark.parametrize("beside", files.JOURNALS)
def test_the_name_of_a_files_journal_is_that_files(
    coop: Path, beside: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(coop, "template", Path(f"{coop}{beside}"), "--overwrite") == 2
    assert "合作社的账本" in capsys.readouterr().err and not Path(f"{coop}{beside}").exists()
    assert run(coop, "template", coop.parent / f"free{beside}") == 0


def test_an_encrypted_file_is_known_by_its_pages_and_other_files_are_not_taken_for_one(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.db"
    open_database(path, SECRET)
    close_database()
    for _ in range(3):
        with pytest.raises(UserError):
            files.refuse_records(path)
    for name, data in (
        ("text", b"a" * 8192), ("odd", os.urandom(8191)), ("empty", b""), ("archive", b"PK" + bytes(4094)),
    ):  # fmt: skip
        (tmp_path / name).write_bytes(data)
        files.refuse_records(tmp_path / name)


def test_two_files_cannot_go_to_one_place(coop: Path) -> None:
    target = coop.parent / "a.pdf"
    assert run(coop, "route", target, "--json", str(target)) == 2 and not target.exists()


def test_a_demo_writes_over_nothing(tmp_path: Path, home: Path) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    (folder / "dispatch.pdf").write_bytes(b"mine")
    assert main(["demo", str(folder), "--households", "8", "--months", "1"]) == 2
    assert [path.name for path in folder.iterdir()] == ["dispatch.pdf"]
