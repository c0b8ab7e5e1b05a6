"""The power goes in the middle of an import, of locking pay, of posting: all of it is there afterwards, or nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from models.backup import back_up, check
from models.database import close_database
from models.opening import open_database
from models.tables.ledger import Movement, Voucher
from models.tables.party import Household
from models.tables.pay import PayPeriod, Statement
from tests.bench.books import write_book
from tests.trust.promises import LONG

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.sampled
HOUSEHOLDS, VOUCHERS = 40, 800
MOMENTS = (0.35, 0.5, 0.65, 0.8, 0.9, 0.97) if LONG else (0.6, 0.9)
POST = """
import sys
from datetime import date
from models.actions.ledger.posting import Draft, MaterialLine, post
from models.opening import open_database
from models.tables.order import Subcontract
from models.tables.product import Material
open_database(sys.argv[1])
material = Material.get(Material.code == "M-BAM").id
drafts = [
    Draft("top_up", date(2026, 10, 2), s.household_id, [MaterialLine(s.id, material, 1000, "x")])
    for s in Subcontract.select() for _ in range(20)
]
print("ready", flush=True)
post(drafts)
"""


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A workbook of some size, and a file it was read into."""
    folder = tmp_path_factory.mktemp("month")
    book, path = folder / "book.xlsx", folder / "full.db"
    write_book(book, HOUSEHOLDS, VOUCHERS)
    run(["main.py", "--db", str(path), "import", str(book)], folder).wait()
    return book, path


def run(arguments: list[str], folder: Path) -> subprocess.Popen[bytes]:
    """The program in a process of its own."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, "YUANBA_HOME": str(folder / "home")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def copy_of(path: Path, target: Path) -> Path:
    open_database(path)
    try:
        return back_up(target)
    finally:
        close_database()


def killed_at_every_moment(
    arguments: Callable[[Path], list[str]], start: Callable[[Path], Path], folder: Path
) -> list[Path]:
    """Kill the same run at several moments of its life; returns the files it left, the last one from a whole run."""
    whole = start(folder / "whole.db")
    began = time.monotonic()
    assert run(arguments(whole), folder).wait() == 0
    lasted = time.monotonic() - began
    left = []
    for moment in MOMENTS:
        path = start(folder / f"at-{moment}.db")
        process = run(arguments(path), folder)
        time.sleep(lasted * moment)
        process.kill()
        process.wait()
        left.append(path)
    return [*left, whole]


def state(path: Path) -> tuple[int, int, int, int]:
    """Households, slips, movements and statements of a file that `check` finds sound."""
    open_database(path)
    try:
        assert check() == []
        return (
            Household.select().count(),
            Voucher.select().count(),
            Movement.select().count(),
            Statement.select().count() + PayPeriod.select().count(),
        )
    finally:
        close_database()


def test_killed_while_importing_into_a_new_file(month: tuple[Path, Path], tmp_path: Path) -> None:
    book, full = month
    files = killed_at_every_moment(
        lambda path: ["main.py", "--db", str(path), "import", str(book)], lambda path: path, tmp_path
    )
    nothing, everything = (0, 0, 0, 0), state(full)
    found = [state(path) for path in files]
    assert set(found) <= {nothing, everything} and found[-1] == everything
    for path in files[:1]:
        assert run(["main.py", "--db", str(path), "import", str(book)], tmp_path).wait() == 0
        assert state(path) == everything


def test_killed_while_locking_pay(month: tuple[Path, Path], tmp_path: Path) -> None:
    _, full = month
    open_before = state(full)
    files = killed_at_every_moment(
        lambda path: ["main.py", "--db", str(path), "pay", "2026-10", "--lock"],
        lambda path: copy_of(full, path),
        tmp_path,
    )
    found = [state(path) for path in files]
    assert set(found) <= {open_before, found[-1]} and found[-1] != open_before


def test_killed_while_posting(month: tuple[Path, Path], tmp_path: Path) -> None:
    _, full = month
    before = state(full)
    files = killed_at_every_moment(
        lambda path: ["-c", POST, str(path)], lambda path: copy_of(full, path), tmp_path
    )
    found = [state(path) for path in files]
    assert set(found) <= {before, found[-1]} and found[-1][1] > before[1]


def test_killed_while_backing_up(month: tuple[Path, Path], tmp_path: Path) -> None:
    _, full = month
    for moment in (0.05, 0.15, 0.25):
        target = tmp_path / f"copy-{moment}.db"
        process = run(["main.py", "--db", str(full), "backup", str(target)], tmp_path)
        time.sleep(moment)
        process.kill()
        process.wait()
        if target.exists():
            assert state(target) == state(full)
    assert state(full)[0] == HOUSEHOLDS
