"""A disk of a few megabytes that every verb meets at several levels of full; run in a process of its own.

`unshare -m python -m tests.trust.small_disk FOLDER LEVEL,LEVEL WINDOWS` mounts a disk on FOLDER that nobody else
sees, tries every verb at each level and so many starts of the window, and says in JSON what did not keep its promise
and how many were tried. A verb on a full disk either does all it was asked, or says one sentence that names where
there is no room and leaves everything as it was.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
BYTES: Final = 6 << 20
LEVELS: Final = (0, 4, 16, 32, 64, 128, 256, 512, 768, 1024, 1536)
"""Kilobytes that are left free."""
DONE, REFUSED = 0, 2
FULL: Final = "磁盘已满"
_FILLER: Final = "filler"
_JOURNALS: Final = ("-wal", "-shm")


@dataclass(frozen=True)
class Verb:
    """A verb as it is asked for; ``begins``: the file it is asked of, ``makes``: the files it writes."""

    name: str
    said: tuple[str, ...] = ()
    begins: str = "open"
    makes: tuple[str, ...] = ()
    changes: bool = False
    does: Callable[[Path], object] | None = None


def _posting(path: Path) -> None:
    from models.opening import open_database
    from models.tables.party import Household
    from tests import factories as make

    open_database(path, create=False)
    make.visit(Household.get(Household.code == "H0001"), day=date(2026, 10, 24), finding="长" * 30_000)


def _opening(path: Path) -> None:
    from models.opening import open_database

    open_database(path)


_ISSUER: Final = ("--issuer", "合作社")
_ROUTE: Final = ("{on}/out.pdf", "--json", "{on}/out.json", "--html", "{on}/out.html")
_WINDOW: Final = """
import sys
from PySide6.QtCore import QTimer
from ui.shell import app, opening
from ui.shell.first_run import Beginning
said = []
app.way_out = lambda parent, path, sentence: said.append(sentence)
app.ask_beginning = lambda parent, usual: Beginning(usual)
begun = app.OpenFile.begun
def begin(desk, choice):
    begun(desk, choice)
    QTimer.singleShot(300, desk.window.close)
app.OpenFile.begun = begin
code = opening.main(sys.argv[1:])
print(*said, file=sys.stderr)
sys.exit(code)
"""


def _window(path: Path) -> None:
    """Start the window in a process of its own, and close it."""
    from models.errors import UserError

    run = subprocess.run(
        [sys.executable, "-c", _WINDOW, str(path)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )
    said = "\n".join(line for line in run.stderr.splitlines() if "propagateSizeHints" not in line)
    if run.returncode == REFUSED:
        raise UserError(said)
    if run.returncode or "Traceback" in said:
        raise RuntimeError(said)


def _printing(name: str, kind: str, *options: str) -> Verb:
    """A verb that prints slips of a kind into a PDF."""
    return Verb(name, ("print", kind, "{on}/out.pdf", *options), makes=("out.pdf",), changes=True)


VERBS: Final = (
    Verb("import", ("import", "{from}/book.xlsx"), changes=True),
    Verb("import into a new file", ("import", "{from}/book.xlsx"), begins="", changes=True),
    Verb("new file", begins="", changes=True, does=_opening),
    Verb("post", changes=True, does=_posting),
    Verb("void", ("void", "TL1", "--reason", "写错"), changes=True),
    Verb("pay", ("pay", "2026-10", "--paid"), begins="locked", changes=True),
    Verb("lock", ("pay", "2026-10", "--lock"), changes=True),
    Verb("unlock", ("pay", "2026-10", "--unlock", "--reason", "写错"), begins="locked", changes=True),
    Verb("backup", ("backup", "{on}/copy.db"), makes=("copy.db",)),
    Verb("backup by age", ("backup",)),
    Verb("restore", ("restore", "{from}/locked.db"), changes=True),
    Verb("export", ("export", "2026-10", "{on}/out.xlsx"), makes=("out.xlsx",)),
    Verb("bank", ("export", "2026-10", "{on}/out.xlsx", "--as", "bank"), begins="locked"),
    _printing("print", "dispatch", "--period", "2026-10"),
    _printing("print for the first time", "dispatch", "--period", "2026-10", *_ISSUER),
    _printing("blank slips", "blank", "--blanks", "9"),
    Verb(
        "route",
        ("route", "2026-10-30", *_ROUTE, "--seconds", "1"),
        makes=("out.pdf", "out.json", "out.html"),
        changes=True,
    ),
    Verb("report", ("report", "households", "--out", "{on}/out.xlsx"), makes=("out.xlsx",)),
    Verb("report on paper", ("report", "households", "--out", "{on}/out.pdf"), makes=("out.pdf",)),
    Verb("template", ("template", "{on}/out.xlsx"), makes=("out.xlsx",)),
    Verb("password", ("password", "--new", "{from}/password.txt"), changes=True),
    Verb("migration", ("check",), begins="old", changes=True),
    Verb("check", ("check",)),
)
WINDOWS: Final = tuple(
    Verb(f"the window's start on {words}", begins=begins, does=_window)
    for words, begins in (("a file", "open"), ("an old file", "old"), ("no file", ""))
)


@cache
def apart() -> list[str]:
    """How a process is started that may mount a disk which nobody else sees; empty where none may."""
    if sys.platform != "linux":
        return []
    for command in (["unshare", "-m"], ["unshare", "-Urm"]):
        try:
            tried = subprocess.run([*command, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True)
        except OSError:
            return []
        if tried.returncode == 0:
            return command
    return []


class Disk:
    """The disk, what stands on it at first, and what is found on it afterwards."""

    def __init__(self, at: Path, whole: Path) -> None:
        self.at, self.whole = at, whole
        self.file = at / "coop.db"

    def begin(self, verb: Verb, free: int | None) -> None:
        """Have the disk hold the file a verb is asked of and the user's folder, and so many kilobytes free."""
        for left in self.at.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        shutil.copytree(self.whole / "home", self.at / "home")
        if verb.begins:
            shutil.copyfile(self.whole / f"{verb.begins}.db", self.file)
        self.before = self.rows()
        self.stood = self.names()
        if free is not None:
            room = shutil.disk_usage(self.at).free - free * 1024
            (self.at / _FILLER).write_bytes(bytes(max(0, room)))

    def rows(self) -> Any:
        """What every table of the file holds, whatever its password; None when it is not there."""
        import sqlcipher3

        if not self.file.exists():
            return None
        for password in ("", (self.whole / "password.txt").read_text(encoding="utf-8")):
            with (
                contextlib.closing(sqlcipher3.connect(str(self.file))) as engine,
                contextlib.suppress(sqlcipher3.DatabaseError),
            ):
                if password:
                    engine.execute(f"PRAGMA key = '{password}'")
                tables = [
                    name
                    for (name,) in engine.execute(
                        "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1"
                    )
                ]
                held = {name: engine.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables}
                return password, held, engine.execute("PRAGMA user_version").fetchone()
        return "not to be read"

    def names(self) -> set[str]:
        """The files on the disk; what belongs to the user's folder and to an open file left out."""
        found = {one.relative_to(self.at).as_posix() for one in self.at.rglob("*") if one.is_file()}
        return {
            one
            for one in found
            if not one.startswith(("home/logs", "home/marks", "home/work/begun"))
            and not one.endswith((*_JOURNALS, "-marks.txt"))
            and one != _FILLER
        }


def _asked(verb: Verb, disk: Disk) -> tuple[int, str]:
    """Do a verb; its exit code and what it said on standard error."""
    from models.database import close_database
    from models.errors import UserError
    from ui.cli.main import main

    err, out = io.StringIO(), io.StringIO()
    with contextlib.redirect_stderr(err), contextlib.redirect_stdout(out):
        if verb.does is None:
            said = [one.format_map({"on": disk.at, "from": disk.whole}) for one in verb.said]
            return main(["--db", str(disk.file), "--language", "zh", *said]), err.getvalue()
        try:
            verb.does(disk.file)
            return DONE, err.getvalue()
        except UserError as refusal:
            return REFUSED, refusal.message
        except Exception:
            return 1, traceback.format_exc(limit=-4)
        finally:
            close_database()


def tried(verb: Verb, disk: Disk, free: int) -> list[str]:
    """What a verb did not keep of its promise with so many kilobytes free."""
    from models import device, seal

    disk.begin(verb, free)
    for remembered in (device._mark_in, seal._key_in, seal._others_in):
        remembered.cache_clear()
    code, said = _asked(verb, disk)
    made = {name for name in verb.makes if (disk.at / name).exists()}
    (disk.at / _FILLER).unlink()
    after, names = disk.rows(), disk.names()
    wrong = []
    if code == DONE:
        if verb.changes and after == disk.before:
            wrong.append("said done and did nothing")
        if made != set(verb.makes):
            wrong.append(f"said done and wrote only {sorted(made)}")
    elif code == REFUSED:
        wrong += _left_by_refusal(disk, said, after, names)
    else:
        wrong.append(f"ended with {code}: {said}")
    debris = [one for one in names if ".writing-" in one or one.endswith("-journal")]
    if debris:
        wrong.append(f"left {debris}")
    return [f"{verb.name}, {free} KB free: {one}" for one in wrong]


def _left_by_refusal(disk: Disk, said: str, after: Any, names: set[str]) -> Iterator[str]:
    """What a refusal says or leaves that it should not."""
    if said.strip().count("\n") or str(disk.at) not in said or FULL not in said:
        yield f"says {said!r}"
    if after != disk.before:
        yield f"said no and changed the file: {_differing(disk.before, after)}"
    # A verified copy that was made first is whole, whatever came after it.
    more = {one for one in names - disk.stood if not one.startswith("backups/") and "-before-v" not in one}
    if more or disk.stood - names:
        yield f"said no and left {sorted(more)} more and {sorted(disk.stood - names)} less"


def _differing(before: Any, after: Any) -> Any:
    if not isinstance(before, tuple) or not isinstance(after, tuple):
        return type(before).__name__, type(after).__name__, after if isinstance(after, str) else ""
    return [name for name in {*before[1], *after[1]} if before[1].get(name) != after[1].get(name)] or (
        before[2],
        after[2],
    )


def prepare(whole: Path) -> None:
    """What the verbs begin with, on a disk that has room."""
    from models.actions.pay.locking import lock
    from models.backup import back_up
    from models.database import close_database
    from models.opening import open_database
    from models.settings import change_settings
    from tests import factories as make
    from tests.books import worked_example, write_book

    (whole / "home").mkdir(parents=True)
    os.environ["YUANBA_HOME"] = str(whole / "home")
    open_database(whole / "making.db")
    make.month_of_slips()
    change_settings({"cooperative.name": "合作社"})
    back_up(whole / "open.db")
    lock("2026-10")
    back_up(whole / "locked.db")
    close_database()
    shutil.copyfile(ROOT / "tests" / "upgrades" / "v19.db", whole / "old.db")
    (whole / "password.txt").write_text("zhumie42bian", encoding="utf-8")
    book = worked_example()
    book["households"] = [{"code": f"N{n:04d}", "head": "单䶮", "note": "长" * 90} for n in range(200)]
    write_book(whole / "book.xlsx", {"households": book["households"]})


def main(at: Path, levels: list[int], windows: int) -> int:
    """Mount the disk, try every verb at each level, and say what was found."""
    from models.i18n import set_language

    set_language("zh")
    whole = at.with_name(f"{at.name}-whole")
    prepare(whole)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={BYTES}", "tmpfs", str(at)], check=True)
    disk = Disk(at, whole)
    os.environ["YUANBA_HOME"] = str(at / "home")
    # A window takes its time to start, so it meets only the fullest of them where time is short.
    all_of_it = [(verb, free) for verb in VERBS for free in levels]
    all_of_it += [(verb, free) for verb in WINDOWS for free in levels][:windows]
    wrong = [fault for verb, free in all_of_it for fault in tried(verb, disk, free)]
    print(json.dumps({"tried": len(all_of_it), "wrong": wrong}))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), [int(one) for one in sys.argv[2].split(",")], int(sys.argv[3])))
