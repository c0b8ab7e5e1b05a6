"""A full disk: every verb either does all it was asked or says where there is no room, and leaves all as it was."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from models import database, files
from models.actions.ledger import printing
from models.database import close_database
from models.errors import UserError
from models.opening import open_database
from models.settings import change_settings, setting
from tests import factories as make
from tests.trust.processes import run_module
from tests.trust.promises import LONG, PROMISE
from tests.trust.small_disk import LEVELS, VERBS, WINDOWS, apart
from ui.cli.main import main


@pytest.mark.skipif(not apart(), reason="no disk can be mounted here")
def test_every_verb_on_a_disk_that_is_full(tmp_path: Path, record_property: Any) -> None:
    at = tmp_path / "disk"
    at.mkdir()
    levels = LEVELS if LONG else (0, 256)
    windows = len(LEVELS) * len(WINDOWS) if LONG else 1
    found = run_module("small_disk", at, ",".join(map(str, levels)), windows, within=apart())
    assert found["wrong"] == []
    assert found["tried"] == len(levels) * len(VERBS) + windows
    record_property(PROMISE, ("a verb on a full disk does all or nothing, and says where", found["tried"]))


@pytest.fixture
def full(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that cannot grow, on a disk that takes nothing more, as it can be had everywhere."""
    path = tmp_path / "coop.db"
    open_database(path)
    make.month_of_slips()
    change_settings({"cooperative.name": "合作社"})
    pages = database.db.execute_sql("PRAGMA page_count").fetchone()[0]
    close_database()

    def no_room(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files.os, "fsync", no_room)
    monkeypatch.setattr(database, "PRAGMAS", (*database.PRAGMAS, ("max_page_count", pages)))
    return path


WRITING = [verb for verb in VERBS if verb.makes and verb.begins == "open"]


@pytest.mark.parametrize("verb", WRITING, ids=lambda verb: verb.name)
def test_nothing_is_left_of_a_file_that_could_not_be_written(
    full: Path, verb: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(tmp_path.iterdir())
    said = [one.format_map({"on": tmp_path, "from": tmp_path}) for one in verb.said]
    assert main(["--db", str(full), *said]) == 2
    (sentence,) = capsys.readouterr().err.splitlines()
    assert str(tmp_path) in sentence and "已满" in sentence
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("stood", [None, b"older"], ids=["nothing", "an older one"])
def test_a_paper_that_could_not_be_counted_is_withdrawn(
    tmp_path: Path,
    home: Path,
    stood: bytes | None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path, paper = tmp_path / "coop.db", tmp_path / "out.pdf"
    open_database(path)
    make.month_of_slips()
    close_database()
    if stood is not None:
        paper.write_bytes(stood)
    before = sorted(tmp_path.iterdir())

    def no_room(*_: Any) -> None:
        raise UserError("磁盘已满。", "target")

    monkeypatch.setattr(printing, "insert_rows", no_room)
    asked = ["print", "dispatch", str(paper), "--period", "2026-10", "--overwrite", "--issuer", "合作社"]
    assert main(["--db", str(path), *asked]) == 2
    assert "已满" in capsys.readouterr().err
    assert sorted(tmp_path.iterdir()) == before
    assert stood is None or paper.read_bytes() == stood
    open_database(path)
    assert not setting("cooperative.name")
    close_database()
