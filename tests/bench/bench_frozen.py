"""The program that is handed out: its start beside ``python main.py``, cold and warm, and what it weighs.

Only what lies in ``dist/`` is measured; ``python3 dev.py package`` and ``installer`` put it there. A start is over when
the window, painted, listens for a second start.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Sequence
from pathlib import Path

from models.version import DEBIAN_PACKAGE, WINDOWS_INSTALLER
from tests.bench.floor import Row, median, pair

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "dist"
FROZEN = DIST / "yuanba" / ("yuanba.exe" if os.name == "nt" else "yuanba")
TIMES = 5
PATIENCE_S = 120
INSTALLER_MB, INSTALLED_MB = 120, 300


def run() -> list[Row]:
    """Time whole processes, in turns, and weigh what lies in ``dist/``."""
    rows = weights()
    if not FROZEN.is_file():
        print(f"{FROZEN.relative_to(ROOT)} is not there: python3 dev.py package makes it", file=sys.stderr)
        return rows
    with tempfile.TemporaryDirectory() as name:
        home = Path(name) / "home"
        env = dict(os.environ, YUANBA_HOME=str(home), TMPDIR=name, QT_QPA_PLATFORM="offscreen")
        env.pop("YUANBA_DB", None)
        sources = [sys.executable, str(ROOT / "main.py")]
        demo = ["demo", str(home), "--households", "20", "--quiet"]
        subprocess.run([*sources, *demo], env=env, check=True, stdout=subprocess.DEVNULL)
        file = shutil.move(home / "demo.db", home / "yuanba.db")
        start(sources, env, file)
        start([str(FROZEN)], env, file)
        ours, floor = pair(lambda: start([str(FROZEN)], env, file), lambda: start(sources, env, file), TIMES)
        rows.append(Row("start of the frozen program beside python main.py, warm", ours, floor, 1.3))
        if hasattr(os, "posix_fadvise"):
            installed, read = (
                files_of(FROZEN.parent),
                files_of(Path(sys.prefix), ROOT / "ui", ROOT / "models"),
            )
            cold: tuple[list[float], list[float]] = [], []
            for _ in range(TIMES):
                for taken, command, files in ((cold[0], [str(FROZEN)], installed), (cold[1], sources, read)):
                    forget(files)
                    taken.append(median(lambda command=command: start(command, env, file), 1))
            ours, floor = (statistics.median(taken) for taken in cold)
            rows.append(Row("start of the frozen program beside python main.py, cold", ours, floor, 1.3))
    return rows


def weights() -> list[Row]:
    """What was built weighs, against what a stick and an old laptop have room for."""
    rows = []
    for title, pattern in (("Windows' installer", WINDOWS_INSTALLER), ("Debian's package", DEBIAN_PACKAGE)):
        for file in sorted(DIST.rglob(pattern.format(version="*", architecture="*"))):
            rows.append(Row(f"{title}, {file.name}", file.stat().st_size / 1e6, None, INSTALLER_MB, "MB"))
    for folder in sorted((*DIST.glob("yuanba"), *DIST.glob("*/yuanba"))):
        size = sum(file.lstat().st_size for file in folder.rglob("*") if file.is_file())
        name = folder.relative_to(ROOT).as_posix()
        rows.append(Row(f"installed, {name}", size / 1e6, None, INSTALLED_MB, "MB"))
    return rows


def files_of(*folders: Path) -> list[Path]:
    """Every file below some folders."""
    return [file for folder in folders for file in folder.rglob("*") if file.is_file()]


def forget(files: Sequence[Path]) -> None:
    """Let the system's memory give up what it holds of some files."""
    for path in files:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(handle)


def start(command: Sequence[str], env: dict[str, str], file: Path) -> None:
    """Start the program, wait until its window stands, and end it; raises RuntimeError when it does not come."""
    home, mark = env["YUANBA_HOME"], zlib.crc32(str(file).encode())
    ear = f"yuanba-{zlib.crc32(home.encode()):08x}-{mark:08x}"
    place = Path(r"\\.\pipe") if os.name == "nt" else Path(env["TMPDIR"])
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + PATIENCE_S
        while not any(one.name == ear for one in place.iterdir()):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{command[0]} opened no window")
            time.sleep(0.005)
    finally:
        process.kill()
        process.wait()
        (place / ear).unlink(missing_ok=True)
