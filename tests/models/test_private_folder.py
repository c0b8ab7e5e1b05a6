"""What is put on the disk for a moment lies where nobody else may look, and does not outlive its run."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from models.files import WRITING, replacing, writing_prefix
from models.private_folder import private_temporaries


def test_what_is_temporary_lies_in_a_folder_of_the_users_alone(home: Path) -> None:
    before = tempfile.gettempdir()
    with private_temporaries(), tempfile.NamedTemporaryFile() as one, tempfile.TemporaryDirectory() as other:
        for place in (Path(one.name), Path(other)):
            assert (home / "work") in place.parents
        if os.name == "posix":
            assert stat.S_IMODE((home / "work").stat().st_mode) == 0o700
            assert stat.S_IMODE(Path(one.name).parent.stat().st_mode) == 0o700
    assert tempfile.gettempdir() == before
    assert [one.name for one in (home / "work").iterdir()] == []


def dead_process() -> int:
    """The number of a process that is no more."""
    run = subprocess.Popen([sys.executable, "-c", "pass"])
    run.wait()
    return run.pid


@pytest.mark.skipif(os.name != "posix", reason="numbers of processes are used again at once on Windows")
def test_what_a_killed_run_left_is_swept_here_and_where_it_had_begun_to_write(
    home: Path, tmp_path: Path
) -> None:
    far = tmp_path / "far away"
    far.mkdir()
    mine = writing_prefix()
    dead = mine.replace(str(os.getpid()), str(dead_process()), 1)
    with private_temporaries(), replacing(far / "a.txt") as unfinished:
        unfinished.write_text("a", encoding="utf-8")
    for folder in (home / "work", far):
        (folder / f"{dead}left").mkdir()
        (folder / f"{dead}left" / "b.pdf").write_text("b", encoding="utf-8")
        (folder / f"{mine}goes on").write_text("c", encoding="utf-8")
    with private_temporaries():
        pass
    for folder in (home / "work", far):
        assert [one.name for one in folder.iterdir() if one.name.startswith(WRITING)] == [f"{mine}goes on"]
    assert str(far) in (home / "work" / "begun.txt").read_text(encoding="utf-8"), (
        "something still goes on there"
    )
    (far / f"{mine}goes on").unlink()
    with private_temporaries():
        pass
    assert (home / "work" / "begun.txt").read_text(encoding="utf-8") == ""


def test_where_nothing_can_be_written_the_program_starts_all_the_same(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "no room")

    monkeypatch.setattr("models.private_folder.only_mine", full)
    before = tempfile.gettempdir()
    with private_temporaries():
        assert tempfile.gettempdir() == before
