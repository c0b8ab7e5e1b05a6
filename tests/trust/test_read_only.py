"""A file on a write-protected disk can be read: checked, exported, printed elsewhere; every write is a sentence."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from models import files
from models.actions.pay import locking
from models.database import close_database, only_read
from models.opening import open_database
from models.settings import change_settings
from models.tables.party import Household
from tests import factories as make
from tests.trust.promises import LONG, PROMISE
from tests.trust.small_disk import ROOT, apart
from ui.cli.main import main
from ui.shell.app import OpenFile

PASSWORD = "竹篾 42 编"
READING = (
    ("check",),
    ("pay", "2026-10"),
    ("export", "2026-10", "{to}/results.xlsx"),
    ("export", "2026-10", "{to}/county.xlsx", "--as", "county"),
    ("print", "statement", "{to}/statements.pdf", "--period", "2026-10"),
    ("report", "households", "--out", "{to}/report.xlsx"),
    ("backup", "{to}/copy.db"),
)
WRITING = (
    ("pay", "2026-10", "--unlock", "--reason", "写错"),
    ("pay", "2026-10", "--paid"),
    ("void", "TL1", "--reason", "写错"),
    ("import", "{to}/book.xlsx"),
    ("print", "blank", "{to}/blank.pdf", "--blanks", "3"),
    ("route", "2026-10-30", "{to}/route.pdf", "--seconds", "1"),
)


def held(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir()}


@pytest.fixture(params=[None, PASSWORD], ids=["plain", "encrypted"])
def kept(request: pytest.FixtureRequest, tmp_path: Path, home: Path) -> tuple[Path, list[str]]:
    """A closed file with a locked month in a folder of its own, and how the command line is told of it."""
    path = tmp_path / "stick" / "coop.db"
    path.parent.mkdir()
    open_database(path, request.param)
    make.month_of_slips()
    change_settings({"cooperative.name": "合作社"})
    locking.lock("2026-10")
    close_database()
    told = ["--db", str(path)]
    if request.param:
        (tmp_path / "password.txt").write_text(request.param, encoding="utf-8")
        told += ["--password-file", str(tmp_path / "password.txt")]
    return path, told


@pytest.fixture
def protected(kept: tuple[Path, list[str]], monkeypatch: pytest.MonkeyPatch) -> tuple[Path, list[str]]:
    """The same, and the system refuses whatever would be written there."""
    folder, real = kept[0].parent, files._refused_writing

    def refused(path: Path) -> OSError | None:
        return OSError(errno.EROFS, os.strerror(errno.EROFS)) if path.parent == folder else real(path)

    monkeypatch.setattr(files, "_refused_writing", refused)
    return kept


def test_reading_works_and_every_write_is_one_sentence(
    protected: tuple[Path, list[str]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    record_property: Any,
) -> None:
    path, told = protected
    (to := tmp_path / "to").mkdir()
    before = held(path.parent)
    for verb in READING:
        said = [one.format(to=to) for one in verb]
        assert main([*told, *said]) == 0, (said, capsys.readouterr())
        heard = capsys.readouterr()
        assert ("没有记下" in heard.err) is (verb[0] == "print")
        assert all(Path(one).exists() for one in said if one.startswith(str(to)))
    written = held(to)
    for verb in WRITING:
        said = [one.format(to=to) for one in verb]
        assert main([*told, *said]) == 2, said
        (sentence,) = capsys.readouterr().err.splitlines()
        assert "coop.db" in sentence and "不可写入" in sentence
    assert held(path.parent) == before and held(to) == written
    record_property(
        PROMISE, ("a write-protected file is read, and takes nothing", len(READING) + len(WRITING))
    )


def test_work_that_stands_in_a_journal_alone_is_not_left_out(
    protected: tuple[Path, list[str]], tmp_path: Path
) -> None:
    path, told = protected
    password = PASSWORD if len(told) > 2 else None
    ours = tmp_path / "ours.db"
    ours.write_bytes(path.read_bytes())
    open_database(ours, password)
    make.household("H9999")
    # As after a cut, before the journal was brought over.
    cut = {ending: Path(f"{ours}{ending}").read_bytes() for ending in ("", "-wal")}
    close_database()
    for ending, data in cut.items():
        Path(f"{path}{ending}").write_bytes(data)
    open_database(path, password)
    assert only_read() and Household.select().where(Household.code == "H9999").exists()
    close_database()


def test_the_window_says_so_in_its_top_bar(protected: tuple[Path, list[str]], qtbot: Any) -> None:
    path, told = protected
    open_database(path, PASSWORD if len(told) > 2 else None)
    assert only_read()
    desk = OpenFile(path)
    qtbot.addWidget(desk.window)
    desk.window.say_state()
    assert desk.window.top.backup.text() == "只能看"
    desk.back_up_daily()
    desk.window.close()
    close_database()
    assert [one.name for one in path.parent.iterdir()] == ["coop.db"]


_MOUNTED = """
import subprocess, sys
from sqlcipher3 import dbapi2
from ui.cli.main import main
dbapi2.connect(":memory:").execute("PRAGMA cipher_default_kdf_iter = 1000")
at, to, *told = sys.argv[1:]
subprocess.run(["mount", "--bind", at, at], check=True)
subprocess.run(["mount", "-o", "remount,ro,bind", at], check=True)
from tests.trust.test_read_only import READING, WRITING
codes = [main([*told, *(one.format(to=to) for one in verb)]) for verb in (*READING, *WRITING)]
assert codes == [0] * len(READING) + [2] * len(WRITING), codes
"""


@pytest.mark.skipif(not LONG or not apart(), reason="no disk can be mounted here, or only a sample is tried")
def test_on_a_disk_that_is_mounted_so(kept: tuple[Path, list[str]], tmp_path: Path) -> None:
    path, told = kept
    before = held(path.parent)
    (tmp_path / "to").mkdir()
    command = [
        sys.executable,
        "-c",
        _MOUNTED,
        str(path.parent),
        str(tmp_path / "to"),
        "--language",
        "zh",
        *told,
    ]
    run = subprocess.run(
        [*apart(), *command], cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, encoding="utf-8"
    )
    assert run.returncode == 0, run.stderr
    assert held(path.parent) == before
