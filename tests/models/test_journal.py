"""A journal left over beside a file it does not belong to: nothing is mixed, and both are kept."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from models import journal
from models.backup import back_up, check
from models.database import close_database
from models.errors import UserError
from models.opening import open_database
from models.tables.party import Household
from tests import factories as make


def codes() -> list[str]:
    return [one.code for one in Household.select().order_by(Household.code)]


def crashed(path: Path, folder: Path) -> Path:
    """What a crash leaves of the open file: it and its journal."""
    folder.mkdir()
    for beside in ("", "-wal"):
        shutil.copyfile(f"{path}{beside}", f"{folder / path.name}{beside}")
    return folder / path.name


@pytest.fixture(params=[None, "Geheim-2026!"], ids=["plain", "encrypted"])
def coop(request: pytest.FixtureRequest, tmp_path: Path, home: Path) -> tuple[Path, str | None]:
    path, password = tmp_path / "coop.db", request.param
    open_database(path, password)
    make.household("H1", "单春梅")
    close_database()
    return path, password


@pytest.mark.parametrize("copied", ["by hand", "as a backup", "as a backup of the same day"])
def test_a_copy_put_back_beside_the_journal_of_a_crash_is_told_and_nothing_is_mixed(
    coop: tuple[Path, str | None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, copied: str
) -> None:
    monkeypatch.setattr(journal, "BETWEEN_LOOKS", 0.0)
    path, password = coop
    shutil.copyfile(path, tmp_path / "copy.db")
    open_database(path, password)
    if copied == "as a backup":
        (tmp_path / "copy.db").unlink()
        back_up(tmp_path / "copy.db")
    make.household("H2", "曾国芳")
    if copied == "as a backup of the same day":
        (tmp_path / "copy.db").unlink()
        back_up(tmp_path / "copy.db")
    held = codes()[: 2 if copied.endswith("day") else 1]
    make.household("H3", "解大林")
    left = crashed(path, tmp_path / "crash")
    close_database()
    wal = Path(f"{left}-wal").read_bytes()
    shutil.copyfile(tmp_path / "copy.db", left)
    before = left.read_bytes()
    with pytest.raises(UserError, match="没有混在一起"):
        open_database(left, password)
    (kept,) = left.parent.glob("*-found.db")
    assert left.read_bytes() == kept.read_bytes() == before and Path(f"{kept}-wal").read_bytes() == wal
    assert not Path(f"{left}-wal").exists()
    open_database(left, password)
    assert codes() == held and check() == []
    close_database()


def test_a_copy_put_back_after_a_session_of_one_operation_is_told(
    coop: tuple[Path, str | None], tmp_path: Path
) -> None:
    path, password = coop
    shutil.copyfile(path, tmp_path / "copy.db")
    open_database(path, password)
    make.household("H2", "曾国芳")
    left = crashed(path, tmp_path / "crash")
    close_database()
    shutil.copyfile(tmp_path / "copy.db", left)
    with pytest.raises(UserError, match="没有混在一起"):
        open_database(left, password)


def test_a_session_that_only_tried_leaves_the_file_as_it_was(coop: tuple[Path, str | None]) -> None:
    path, password = coop
    before = path.read_bytes()
    open_database(path, password)
    with pytest.raises(UserError):
        make.household("H1", "")
    close_database()
    assert path.read_bytes() == before


def test_what_a_crash_leaves_comes_back_whole(coop: tuple[Path, str | None], tmp_path: Path) -> None:
    path, password = coop
    for number in range(2, 6):
        open_database(path, password)
        make.household(f"H{number}", "曾国芳")
        left = crashed(path, tmp_path / f"crash{number}")
        close_database()
        open_database(left, password)
        assert codes()[-1] == f"H{number}" and check() == []
        close_database()


def test_a_kill_while_the_file_is_marked_leaves_a_file_that_opens(
    coop: tuple[Path, str | None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, password = coop
    left: list[Path] = []
    put = journal._set

    def killed_here(engine: Any, number: int) -> None:
        put(engine, number)
        if not left:
            left.append(crashed(path, tmp_path / "crash"))

    monkeypatch.setattr(journal, "_set", killed_here)
    open_database(path, password)
    make.household("H2", "曾国芳")
    close_database()
    assert Path(f"{left[0]}-wal").stat().st_size
    open_database(left[0], password)
    assert codes() == ["H1", "H2"] and check() == []
    close_database()


def test_a_second_window_is_no_left_over(coop: tuple[Path, str | None]) -> None:
    path, password = coop
    open_database(path, password)
    make.household("H2", "曾国芳")
    journal.refuse_strange(path, password)
    assert codes() == ["H1", "H2"] and Path(f"{path}-wal").exists()
    close_database()


def test_a_journal_without_its_file_is_kept(coop: tuple[Path, str | None], tmp_path: Path) -> None:
    path, password = coop
    open_database(path, password)
    make.household("H2", "曾国芳")
    make.household("H3", "解大林")
    left = crashed(path, tmp_path / "crash")
    close_database()
    left.unlink()
    with pytest.raises(UserError, match="没有混在一起"):
        open_database(left, password)
    (kept,) = left.parent.iterdir()
    assert kept.name.endswith("-found.db-wal") and kept.stat().st_size > 10_000
