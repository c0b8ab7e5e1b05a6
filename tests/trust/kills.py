"""Verbs whose process is killed in the middle, at any moment; run in a process of its own.

`python -m tests.trust.kills FOLDER TIMES [VERB,VERB]` kills so often, verb by verb, opens what was left as the next
start would, and says in JSON what was lost, half done or left lying about. What a process told of (a slip posted) must
be there; what it was about to do is there as a whole or not at all.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import multiprocessing as processes
import os
import random
import re
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
OLD, NEW = "zhumie42bian", "shiqiao77cun"
NOTED: Final = ("change", "operation", "layout", "machine", "sqlite_sequence")
"""Tables that tell when and by which laptop, or how rows are logged."""
_KNOWN: Final = re.compile(
    r"coop\.db(-wal|-shm)?|coop-before-v\d+-[\d-]+\.db|coop-replaced-[\d-]+\.db"
    r"|backups/coop-[0-9a-f-]+-\d{8}-\d{6}-\d{6}(-[a-z]+)*\.db|(backups/)?[a-z-]*marks\.txt|out\.(pdf|xlsx)"
)
SAMPLE: Final = "import,posting,lock,restore,migration,password"
Tell = Callable[[int], None]


@dataclass(frozen=True)
class Verb:
    """What is killed: ``begins`` is the file it is done to, ``password`` the one it may have afterwards."""

    name: str
    act: Callable[[Path, Path, Tell], object]
    begins: str = "open"
    password: str = ""


def _said(*words: str) -> Callable[[Path, Path, Tell], object]:
    def act(file: Path, whole: Path, tell: Tell) -> object:
        from ui.cli.main import main

        asked = [word.format_map({"on": file.parent, "from": whole}) for word in words]
        code = main(["--db", str(file), "--quiet", *asked])
        assert code == 0, asked
        tell(1)
        return code

    return act


def _post(file: Path, whole: Path, tell: Tell) -> None:
    from models.opening import open_database
    from models.tables.party import Household
    from tests import factories as make

    open_database(file)
    heads = [one for one in Household.select()]
    for number in range(1, 31):
        make.advance(heads[number % len(heads)], number, day=date(2026, 10, 24))
        tell(number)


def _open(file: Path, whole: Path, tell: Tell) -> None:
    from models.opening import open_database

    open_database(file)
    tell(1)


VERBS: Final = (
    Verb("import", _said("import", "{from}/book.xlsx")),
    Verb("import into a new file", _said("import", "{from}/book.xlsx"), ""),
    Verb("posting", _post),
    Verb("pay", _said("pay", "2026-10", "--paid"), "locked"),
    Verb("lock", _said("pay", "2026-10", "--lock")),
    Verb("unlock", _said("pay", "2026-10", "--unlock", "--reason", "写错"), "locked"),
    Verb("backup", _said("backup")),
    Verb("restore", _said("restore", "{from}/locked.db")),
    Verb("migration", _open, "old"),
    Verb("password", _said("password", "--new", "{from}/new.txt"), "open", NEW),
    Verb("results as a workbook", _said("export", "2026-10", "{on}/out.xlsx")),
    Verb("printing", _said("print", "dispatch", "{on}/out.pdf", "--period", "2026-10")),
)


def prepare(whole: Path) -> None:
    """What the verbs begin with."""
    from tests.books import write_book
    from tests.trust import small_disk

    small_disk.prepare(whole)
    rows = [{"code": f"N{n:04d}", "head": "单䶮", "note": "长" * 40} for n in range(400)]
    write_book(whole / "book.xlsx", {"households": rows})
    (whole / "new.txt").write_text(NEW, encoding="utf-8")


def _child(verb: Verb, file: Path, whole: Path, told: Any) -> None:
    sys.stdout = sys.stderr = io.StringIO()
    os.environ["YUANBA_HOME"] = str(file.parent / "home")
    verb.act(file, whole, told.send)


class Killer:
    """Begins a verb in a folder of its own, kills it, and looks at what is there."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder, self.chance = folder, chance
        self.whole = folder / "whole"
        self.at = folder / "at"
        self.file = self.at / "coop.db"
        self.lasts: dict[str, float] = {}
        self.ends: dict[str, tuple[Any, Any]] = {}
        way = "fork" if "fork" in processes.get_all_start_methods() else "spawn"
        self.way: Any = processes.get_context(way)

    def begin(self, verb: Verb) -> None:
        """A folder with what a verb begins with, and nothing else."""
        shutil.rmtree(self.at, ignore_errors=True)
        shutil.copytree(self.whole / "home", self.at / "home")
        if verb.begins:
            shutil.copyfile(self.whole / f"{verb.begins}.db", self.file)

    def run(self, verb: Verb, seconds: float | None) -> int:
        """Do a verb and kill it after so many seconds; how far it told it had come."""
        self.begin(verb)
        hears, tells = self.way.Pipe(duplex=False)
        process = self.way.Process(target=_child, args=(verb, self.file, self.whole, tells))
        process.start()
        if seconds is None:
            process.join()
        else:
            time.sleep(seconds)
            process.kill()
            process.join()
        told = 0
        with contextlib.suppress(EOFError):
            while hears.poll():
                told = hears.recv()
        return told

    def measure(self, verb: Verb) -> None:
        """How long a verb lasts, and what is there before and after it."""
        self.begin(verb)
        before = self.state(verb)
        began = time.monotonic()
        told = self.run(verb, None)
        self.lasts[verb.name] = time.monotonic() - began
        assert told, verb.name
        self.ends[verb.name] = before, self.state(verb)

    def state(self, verb: Verb) -> Any:
        """What a file holds, opened as the next start would: the rows of each table by number, and faults."""
        from models.backup import check
        from models.database import close_database, db
        from models.errors import UserError
        from models.opening import open_database
        from models.private_folder import private_temporaries

        os.environ["YUANBA_HOME"] = str(self.at / "home")
        with private_temporaries():
            pass
        # Killed before anything stood in it, a file is begun again by the next start.
        if not self.file.exists() or not (verb.begins or self.file.stat().st_size):
            return None
        passwords = ("", verb.password) if verb.password else ("",)
        for password in passwords:
            try:
                open_database(self.file, password, create=False)
            except UserError as refusal:
                if password == passwords[-1]:
                    return f"does not open: {refusal.message}"
                continue
            try:
                faults = check()
                tables = [
                    name
                    for (name,) in db.execute_sql(
                        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'found_*' ORDER BY name"
                    ).fetchall()
                ]
                counts = {
                    name: db.execute_sql(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables
                }
                return faults or {name: many for name, many in counts.items() if name not in NOTED}
            finally:
                close_database()

    def look(self, verb: Verb, told: int) -> list[str]:
        """What was lost, half done, or left lying about."""
        found, (before, after) = self.state(verb), self.ends[verb.name]
        wrong = []
        if verb.act is _post:
            posted = found["voucher"] - before["voucher"] if isinstance(found, dict) else -1
            if not told <= posted <= told + 1:
                wrong.append(f"told of {told} and holds {posted}: {found}")
        elif found != after and (told or not (found == before or _only_begun(found, verb))):
            wrong.append(f"is neither as before nor as after ({told} told): {_differing(found, before)}")
        # Copies that have their name are whole.
        for copy in self.at.glob("backups/*.db"):
            if (fault := self._unsound(copy, verb)) is not None:
                wrong.append(f"{copy.name}: {fault}")
        names = {one.relative_to(self.at).as_posix() for one in self.at.rglob("*") if one.is_file()}
        left = {one for one in names if not one.startswith("home/") and not _KNOWN.fullmatch(one)}
        left |= {one for one in names if one.startswith("home/") and not re.fullmatch(_HOME, one)}
        if left:
            wrong.append(f"left {sorted(left)}")
        return [f"{verb.name}: {one}" for one in wrong]

    def _unsound(self, copy: Path, verb: Verb) -> str | None:
        from models.database import connect
        from models.errors import UserError
        from models.verified_copy import engine_faults

        for password in {"", verb.password}:
            with contextlib.suppress(UserError):
                engine = connect(copy, password)
                faults = engine_faults(engine)
                engine.close()
                return str(faults[0]) if faults else None
        return "does not open"


_HOME: Final = r"home/(machine|key|work/begun\.txt|marks\.txt|logs/.*|second-places\.json)"


def _only_begun(found: Any, verb: Verb) -> bool:
    """Whether a file that was to be made holds tables without a row of anybody's."""
    return not verb.begins and isinstance(found, dict) and not found["household"] and not found["voucher"]


def _differing(found: Any, before: Any) -> Any:
    if not isinstance(found, dict) or not isinstance(before, dict):
        return found
    return {name: (before.get(name), many) for name, many in found.items() if before.get(name) != many}


def main(folder: Path, times: int, only: str = "") -> int:
    """Kill so often in all, of all verbs or those named, and say what was found."""
    from models.i18n import set_language
    from ui.cli import main as warm  # noqa: F401  # what a child would import first is there already

    set_language("zh")
    killer = Killer(folder, random.Random(7))
    prepare(killer.whole)
    verbs = [verb for verb in VERBS if not only or verb.name in only.split(",")]
    for verb in verbs:
        killer.measure(verb)
    wrong: list[str] = []
    told = 0
    for at, verb in zip(range(times), itertools.cycle(verbs), strict=False):
        # On a busy machine all may die before they told of anything: the last ones are left longer then.
        least = 0.0 if told or at < times - len(verbs) else 0.9
        done = killer.run(verb, killer.chance.uniform(least, 1.05) * killer.lasts[verb.name])
        told += done
        wrong += killer.look(verb, done)
    print(json.dumps({"killed": times, "told": told, "wrong": wrong}))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:]))
