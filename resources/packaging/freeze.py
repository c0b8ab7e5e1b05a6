"""The program as one folder that needs no Python: PyInstaller on ``yuanba.spec``, tried before it counts."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from resources.packaging.environment import PYTHON, ROOT, Stop, call, say

SPEC = Path(__file__).resolve().parent / "yuanba.spec"
ICON_DRAWER = Path(__file__).resolve().parent / "icon.py"
BILL_WRITER = Path(__file__).resolve().parent / "bill.py"
COMPILE = (PYTHON, "-m", "resources.packaging.translations", "--compile")
SMALL = 1_000_000
"""Bytes below which a part has no line of its own in the table of sizes."""


def build(dist: Path, python: Sequence[object] = (PYTHON,), place: str = "") -> Path:
    """Freeze the program into ``dist/yuanba``; returns that folder.

    ``python`` is the command of the Python that freezes, ``place`` what comes before a path of this machine where that
    Python has another idea of paths (Wine's "Z:"). What lies in ``dist/extra`` is packed as well. Raises Stop.
    """
    (dist / "extra").mkdir(parents=True, exist_ok=True)
    if call([PYTHON, ICON_DRAWER, dist]) != 0:
        raise Stop("the icon could not be drawn; the message above says why.")
    through_a_pipe(COMPILE, "the catalogues could not be compiled")
    bill = [*python, f"{place}{BILL_WRITER}", f"{place}{dist}"]
    through_a_pipe(bill, "the licences of the parts could not be gathered")
    command = [*python, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "ERROR"]
    command += ["--distpath", f"{place}{dist}", "--workpath", f"{place}{dist / 'work'}", f"{place}{SPEC}"]
    through_a_pipe(command, "PyInstaller could not freeze the program")
    return dist / "yuanba"


def repeatable() -> dict[str, str]:
    """An environment in which the same sources give the same bytes: a fixed order of sets, the time of the commit."""
    stamped = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    return dict(os.environ, PYTHONHASHSEED="1", SOURCE_DATE_EPOCH=stamped or "1790000000")


def try_out(program: Sequence[object], place: str = "") -> None:
    """Let a frozen program make a whole demo with every document and a planned day; raises Stop when it does not."""
    with tempfile.TemporaryDirectory(prefix="yuanba-package-") as folder:
        env = dict(os.environ, YUANBA_HOME=f"{place}{folder}")
        trial = [*program, "demo", f"{place}{Path(folder) / 'demo'}", "--households", "8"]
        through_a_pipe(trial, "the program was built, but does not make a demo", env)


def through_a_pipe(command: Sequence[object], fault: str, env: dict[str, str] | None = None) -> None:
    """Run a command that shows nothing unless it fails; raises Stop with ``fault`` and what it said.

    Its output goes through a pipe: a Windows program under Wine starts with no other here.
    """
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=env or repeatable(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode != 0:
        raise Stop(f"{fault}:\n{done.stdout.decode(errors='replace').strip()}")


def size(folder: Path) -> int:
    """How many bytes the files of a folder hold."""
    return sum(file.lstat().st_size for file in folder.rglob("*") if not file.is_dir())


def sizes(folder: Path) -> str:
    """A table of what each part of a frozen program weighs, the heaviest first, small parts together."""
    parts: Counter[str] = Counter()
    for file in folder.rglob("*"):
        if file.is_file():
            inside = file.relative_to(folder).parts
            inside = inside[1:] if inside[0] == "_internal" else inside
            parts[inside[0].removesuffix(".libs").split("-")[0]] += file.lstat().st_size
    shown = [(name, weight) for name, weight in parts.most_common() if weight >= SMALL]
    shown.append(("everything else", sum(weight for weight in parts.values() if weight < SMALL)))
    shown.append(("all of it", sum(parts.values())))
    wide = max(len(name) for name, _ in shown)
    return "\n".join(f"{name:<{wide}}  {weight / 1_000_000:7.1f} MB" for name, weight in shown)


def package() -> Path:
    """Build the folder for this system, try it, tell its size; returns it."""
    dist = ROOT / "dist"
    folder = build(dist)
    try_out([folder / ("yuanba.exe" if os.name == "nt" else "yuanba")])
    print(sizes(folder))
    say(f"{folder.relative_to(ROOT)} holds the program; hand out the whole folder")
    return folder
