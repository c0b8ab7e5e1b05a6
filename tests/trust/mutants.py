"""Files from outside as accidents and strangers make them, by the thousand: each is read or refused in a sentence.

`python -m tests.trust.mutants FOLDER KIND=COUNT…` tries so many of each kind and says in JSON what happened, the
slowest, and the most memory that reading one took. What makes the files runs in a process of its own, as it takes
more memory than what reads them.
"""

from __future__ import annotations

import bz2
import contextlib
import gc
import hashlib
import json
import multiprocessing as processes
import os
import random
import shutil
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from models.errors import UserError
from tests import mutations

LONG: Final = {
    "backup": 1_500,
    "phone": 7_000,
    "code": 3_000,
    "map": 2_500,
    "package": 1_000,
    "foreign": 500,
    "workbook": 4_500,
}
SAMPLE: Final = {"backup": 12, "phone": 300, "code": 100, "map": 24, "package": 30}
"""A few of the workbooks are tried with the import."""
BATCH: Final = 250
MEGABYTES, SECONDS = 400, 30
READ, REFUSED = "read", "refused"
NASTY: Final = (
    *("", "0", "-1", "9" * 30, "9" * 5_000, "1e400", "NaN", "null", "true", "[]", "{}", "\u0000", "\\ud800", "25:61"),
    *("2026-02-30", "0000-00-00", "<b>", "=1+1", "😀", "长" * 3_000, "[" * 20_000, '{"a":' * 20_000, "999", "-91"),
)  # fmt: skip
Make = Callable[[int, Path], bytes]
Try = Callable[[Path], str]


@dataclass(frozen=True)
class Kind:
    """A kind of file: how one is made from a seed (and what lies in the folder), called, and read."""

    make: Make
    ending: str
    tried: Try


def damaged(rng: random.Random, data: bytes) -> bytes:
    """Some bytes as an accident leaves them."""
    return rng.choice((mutations.flip, mutations.cut))(rng, data)


def reworded(rng: random.Random, data: bytes) -> bytes:
    """A text with a word, a figure or a mark of it replaced, doubled, or put in."""
    text = data.decode("utf-8", "replace")
    for _ in range(rng.choice((1, 1, 2, 5))):
        if not text:
            break
        start = rng.randrange(len(text))
        end = min(len(text), start + rng.choice((0, 1, 2, 8, 40)))
        text = (
            text[:start]
            + rng.choice((rng.choice(NASTY), text[start:end] * rng.choice((0, 2, 50))))
            + text[end:]
        )
    return text.encode("utf-8", "replace")


def _either(rng: random.Random, data: bytes) -> bytes:
    return (reworded if rng.random() < 0.7 else damaged)(rng, data)


# -- what a phone saved -----------------------------------------------------------------------------------------


def phone(seed: int, whole: Path) -> bytes:
    """A driver's entries with something wrong in them."""
    rng = random.Random(seed)
    job = {"actual": "12.5", "text": "好"}
    stops = {
        str(n): {"result": "done", "arrived": "09:05", "works": {str(n * 7): dict(job)}} for n in range(1, 5)
    }
    drives = {"3": {"left": "08:00", "back": "", "out": "1200", "in": "1231.4"}}
    written: dict[str, Any] = {
        "format": "yuanba-actuals", "version": 1, "date": "2026-10-20", "stops": stops, "drives": drives
    }  # fmt: skip
    if rng.random() < 0.5:
        spot: Any = written
        while isinstance(spot, dict) and spot:
            key = rng.choice(list(spot))
            if not isinstance(spot[key], dict) or rng.random() < 0.3:
                spot[rng.choice((key, rng.choice(NASTY)))] = rng.choice(
                    (rng.choice(NASTY), [], {}, None, 1e308, True)
                )
                break
            spot = spot[key]
    text = json.dumps(written, ensure_ascii=rng.random() < 0.5).encode("utf-8", "surrogatepass")
    return text if rng.random() < 0.3 else _either(rng, text)


def phone_tried(path: Path) -> str:
    from models.actions.road.route_completion import read_actuals

    try:
        read_actuals(path.read_text(encoding="utf-8", errors="replace"))
    except UserError as refusal:
        return _sentence(refusal)
    return READ


# -- what a scanner read ----------------------------------------------------------------------------------------


def code(seed: int, whole: Path) -> bytes:
    """Codes as a scanner types them: of a drive, of a certificate, with something wrong in them."""
    import zlib

    rng = random.Random(seed)
    record = b"0d0905\x1f012.5\x1e1n0930\x1eL0800"
    body = "91" + "261020" + "01" + "12345" + "01" + "01" + "".join(f"{byte:03d}" for byte in record)
    if rng.random() < 0.5:
        body = reworded(rng, body.encode()).decode()
    codes = [
        body + f"{zlib.crc32(body.encode('utf-8', 'replace')):010d}",
        f"YB1:LOCK:2026-10:12:345678:345678:{'A1' * 32}",
        "ABCD·1234·5678",
    ]
    return reworded(rng, rng.choice(codes).encode()) if rng.random() < 0.8 else codes[0].encode()


def code_tried(path: Path) -> str:
    from models.rules.desk.ledger_mark import read_mark
    from models.rules.road.phone_codes import put_together, read_part

    text = path.read_text(encoding="utf-8", errors="replace")
    read_mark(text)
    try:
        put_together([read_part(text)])
    except UserError as refusal:
        return _sentence(refusal)
    return READ


# -- backups ----------------------------------------------------------------------------------------------------


def backup(seed: int, whole: Path) -> bytes:
    """A copy of a file, or of an encrypted one, that was damaged; or something else altogether."""
    rng = random.Random(seed)
    data = (whole / rng.choice(("open.db", "open.db", "secret.db", "old.db"))).read_bytes()
    if rng.random() < 0.05:
        return rng.choice((b"", b"SQLite format 3\0", rng.randbytes(8192), mutations.sound()[0]))
    if rng.random() < 0.3:
        # The head of the file and what says how it is laid out are read first.
        return damaged(rng, data[:4096]) + data[4096:]
    return damaged(rng, data)


def backup_tried(path: Path) -> str:
    from models import marks
    from models.backup import restore
    from models.backup_copies import contents

    target = path.with_name("target.db")
    said = 0
    for act in (lambda: contents(path), lambda: restore(path, target)):
        try:
            act()
        except UserError as refusal:
            said += _sentence(refusal) == REFUSED
    for left in path.parent.glob("target*"):
        left.unlink()
    (path.parent / "home" / marks.FILE).unlink(missing_ok=True)
    left = [one.name for one in path.parent.iterdir() if one.name.startswith(".writing-")]
    assert not left, left
    return REFUSED if said else READ


# -- maps -------------------------------------------------------------------------------------------------------


@cache
def _maps(whole: Path) -> tuple[tuple[str, bytes], ...]:
    return tuple((name, (whole / name).read_bytes()) for name in ("map.osm", "map.osm.pbf", "map.osm.bz2"))


def road_map(seed: int, whole: Path) -> bytes:
    """An extract with something wrong in it; the first letter tells how it is packed."""
    rng = random.Random(seed)
    name, data = rng.choice(_maps(whole))
    if name.endswith(".osm"):
        return b"x" + _either(rng, data)
    if name.endswith(".bz2"):
        return b"b" + (
            bz2.compress(_either(rng, bz2.decompress(data))) if rng.random() < 0.6 else damaged(rng, data)
        )
    return b"p" + damaged(rng, data)


def map_tried(path: Path) -> str:
    from models.actions.road.road_import import read_roads

    data = path.read_bytes()
    source = path.with_name({b"x": "a.osm", b"b": "a.osm.bz2", b"p": "a.osm.pbf"}[data[:1]])
    source.write_bytes(data[1:])
    try:
        read_roads(source)
    except UserError as refusal:
        return _sentence(refusal)
    return READ


# -- newer versions on a stick ----------------------------------------------------------------------------------


def package(seed: int, whole: Path) -> bytes:
    """The list of checksums beside an installer, with something wrong in it."""
    rng = random.Random(seed)
    name = "yuanba-9.0.0-setup.exe"
    text = (
        f"{hashlib.sha256(b'installer').hexdigest()}  {name}\n{'0' * 64} *yuanba_9.0.0_amd64.deb\n".encode()
    )
    return _either(rng, text) if rng.random() < 0.9 else text


def package_tried(path: Path) -> str:
    from models.sticks import Newer, fetch, newer_on
    from models.version import CHECKSUMS

    stick = path.with_name("stick")
    stick.mkdir(exist_ok=True)
    (stick / CHECKSUMS).write_bytes(path.read_bytes())
    installer = stick / "yuanba-9.0.0-setup.exe"
    installer.write_bytes(b"installer")
    newer_on(stick)
    try:
        fetch(Newer(installer, "9.0.0"), path.with_name("fetched"))
    except UserError as refusal:
        return _sentence(refusal)
    return READ


KINDS: Final = {
    "workbook": Kind(lambda seed, whole: mutations.mutated(seed), ".xlsx", mutations.tried),
    "foreign": Kind(lambda seed, whole: mutations.foreign(seed), ".xlsx", mutations.tried),
    "backup": Kind(backup, ".db", backup_tried),
    "phone": Kind(phone, ".json", phone_tried),
    "code": Kind(code, ".txt", code_tried),
    "map": Kind(road_map, ".map", map_tried),
    "package": Kind(package, ".txt", package_tried),
}


def _sentence(refusal: UserError) -> str:
    assert refusal.message and len(refusal.message) < 2_000 and "Traceback" not in refusal.message
    return REFUSED


def prepare(whole: Path) -> None:
    """What is damaged: files of a cooperative, maps of where it lies."""
    from models.actions.pay.locking import lock
    from models.database import close_database
    from models.encryption import change_password
    from models.opening import open_database
    from tests import factories as make
    from tests.extracts import county

    whole.mkdir()
    for name in ("open.db", "secret.db"):
        open_database(whole / name)
        make.month_of_slips()
        lock("2026-10")
        close_database()
    change_password(whole / "secret.db", None, "zhumie42bian")
    shutil.copyfile(Path(__file__).parents[1] / "upgrades" / "v18.db", whole / "old.db")
    for name in ("map.osm", "map.osm.pbf", "map.osm.bz2"):
        county(whole / name, size=4)


def _make(kind: str, seeds: range, whole: Path, folder: Path) -> None:
    for seed in seeds:
        (folder / f"{seed}{KINDS[kind].ending}").write_bytes(KINDS[kind].make(seed, whole))


def _read(kind: str, seeds: range, folder: Path, told: Any) -> None:
    """Read each in a process of its own, and tell what became of it, how long it took, and the memory of all."""
    from models.opening import open_database

    home = folder / "home"
    home.mkdir(exist_ok=True)
    os.environ["YUANBA_HOME"] = str(home)
    sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  # as long as the process
    open_database(folder / "own.db")
    _settle(kind)
    for seed in seeds:
        _forget()
        began = time.monotonic()
        try:
            became = KINDS[kind].tried(folder / f"{seed}{KINDS[kind].ending}")
        except Exception:
            became = traceback.format_exc(limit=-3)
        told.send((seed, became, time.monotonic() - began, _peak()))


def _settle(kind: str) -> None:
    """Where a map is read, somebody lives."""
    if kind == "map":
        from tests import factories as make

        make.household("H1", latitude=30.75, longitude=105.70)


def _forget() -> None:
    """Have the memory that is told be that of one file: what the last one left is given back first."""
    gc.collect()
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _peak() -> int:
    """The most memory this process had at a time, in megabytes; 0 where the system does not tell."""
    try:
        text = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0
    return next(int(line.split()[1]) // 1024 for line in text.splitlines() if line.startswith("VmHWM"))


def batches(
    kind: str, many: int, folder: Path, first: int = 0
) -> Iterator[list[tuple[int, str, float, int]]]:
    """Of each batch what became of every file: its seed, in a word, in seconds, and with how much memory."""
    # Begun afresh, a process has no memory of what came before it.
    fresh: Any = processes.get_context("spawn")
    whole = folder / "whole"
    for start in range(first, first + many, BATCH):
        seeds = range(start, min(start + BATCH, first + many))
        at = folder / "at"
        shutil.rmtree(at, ignore_errors=True)
        at.mkdir()
        making = fresh.Process(target=_make, args=(kind, seeds, whole, at))
        making.start()
        making.join()
        assert making.exitcode == 0, (kind, start)
        hears, tells = fresh.Pipe(duplex=False)
        reading = fresh.Process(target=_read, args=(kind, seeds, at, tells))
        reading.start()
        tells.close()
        found = []
        for seed in seeds:
            try:
                told = hears.recv() if hears.poll(2 * SECONDS) else None
            except EOFError:
                told = None
            if told is None:
                found.append((seed, "the process ended, or did not come to an end", float(2 * SECONDS), 0))
                break
            found.append(told)
        reading.kill()
        reading.join()
        yield found


def here(kind: str, many: int, folder: Path) -> list[str]:
    """Try so many of a kind in this process; what was wrong."""
    from models.database import close_database
    from models.opening import open_database

    if kind in ("backup", "map"):
        prepare(folder / "whole")
    open_database(folder / "own.db")
    wrong = []
    try:
        _settle(kind)
        for seed in range(many):
            path = folder / f"{seed}{KINDS[kind].ending}"
            path.write_bytes(KINDS[kind].make(seed, folder / "whole"))
            try:
                KINDS[kind].tried(path)
            except Exception:
                wrong.append(f"{kind} {seed}: {traceback.format_exc(limit=-3)}")
    finally:
        close_database()
    return wrong


def main(folder: Path, wanted: dict[str, int]) -> int:
    """Try so many of each kind, and say what happened."""
    prepare(folder / "whole")
    counts: Counter[str] = Counter()
    wrong, slowest, most = [], (0.0, ""), (0, "")
    for kind, many in wanted.items():
        for batch in batches(kind, many, folder):
            for seed, became, seconds, memory in batch:
                counts[f"{kind} {became if became in (READ, REFUSED) else 'wrong'}"] += 1
                slowest, most = (
                    max(slowest, (seconds, f"{kind} {seed}")),
                    max(most, (memory, f"{kind} {seed}")),
                )
                if became not in (READ, REFUSED) or seconds > SECONDS or memory > MEGABYTES:
                    wrong.append(f"{kind} {seed}: {became}, {seconds:.1f} s, {memory} MB")
        print(kind, dict(counts), slowest, most, len(wrong), file=sys.stderr, flush=True)
    print(json.dumps({"counts": counts, "wrong": wrong, "slowest": slowest, "most": most}, ensure_ascii=True))
    return 0


if __name__ == "__main__":
    os.environ.setdefault("YUANBA_HOME", str(Path(sys.argv[1]) / "home"))
    Path(os.environ["YUANBA_HOME"]).mkdir(parents=True, exist_ok=True)
    sys.exit(
        main(Path(sys.argv[1]), {one.split("=")[0]: int(one.split("=")[1]) for one in sys.argv[2:]} or LONG)
    )
