"""A release: what must hold before anything is handed out, then all this machine can build, with checksums."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from models.version import CHECKSUMS, VERSION
from resources.packaging import bill, debian, freeze, windows
from resources.packaging.environment import PYTHON, ROOT, WINDOWS, Stop, call, say

HERE = Path(__file__).resolve().parent
DRAFT = "--draft"
NEWS = ("zh", "en")
# Upgrades of every older file, the licences, the wheel, what is said of a new version: quick enough for every release.
TESTS = (
    "tests/models/test_database.py",
    "tests/models/test_backup.py",
    "tests/packaging",
    "tests/ui/shell/test_help.py",
)


def release(dist: Path, draft: bool) -> int:
    """Check, build and write the checksums into ``dist/release``; answers the exit code.

    A ``draft`` may be of a version whose day is still open and of files that are not committed.
    """
    faults = version_faults(draft)
    if call([PYTHON, "-m", "resources.packaging.translations"]) != 0:
        faults.append("the translations are not whole; see above")
    faults += [] if draft else uncommitted()
    if call([PYTHON, "-m", "pytest", "-q", "-n", "0", *TESTS]) != 0:
        faults.append("tests of upgrades, licences and packages fail; see above")
    for fault in faults:
        say(fault)
    if faults:
        raise Stop(f"nothing was built: {len(faults)} faults")
    target = dist / "release"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    left_out = build(dist, target)
    (target / CHECKSUMS).write_text(bill.checksums([*target.iterdir()]), encoding="utf-8", newline="\n")
    for file in sorted(target.iterdir()):
        print(f"{file.stat().st_size / 1e6:8.1f} MB  {file.name}")
    for reason in left_out:
        say(f"not built here: {reason}")
    return 0


def version_faults(draft: bool) -> list[str]:
    """What the change log and the news do not say of this version."""
    faults = []
    told = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    heading = re.search(rf"^## {re.escape(VERSION)} \((.+)\)$", told, re.MULTILINE)
    if heading is None:
        faults.append(f"CHANGELOG.md has no heading of {VERSION}")
    elif not draft and not re.fullmatch(r"\d{4}-\d\d-\d\d", heading[1]):
        faults.append(f'CHANGELOG.md gives {VERSION} no day: "{heading[1]}" instead of YYYY-MM-DD')
    counts = {}
    for language in NEWS:
        text = (ROOT / "resources" / "help" / language / "news.md").read_text(encoding="utf-8")
        section = re.search(rf"^## {re.escape(VERSION)}$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
        if section is None:
            faults.append(f"resources/help/{language}/news.md says nothing of {VERSION}")
        else:
            counts[language] = len(re.findall(r"^- ", section[1], re.MULTILINE))
    if len(set(counts.values())) > 1 or 0 in counts.values():
        faults.append(f"the news of {VERSION} is not the same in every language: {counts}")
    return faults


def uncommitted() -> list[str]:
    """Files whose state nobody could build again."""
    told = subprocess.run(
        ["git", "status", "--porcelain"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return [f"not committed: {line[3:]}" for line in told.stdout.splitlines()]


def build(dist: Path, target: Path) -> list[str]:
    """Put everything that can be built here into ``target``; answers what could not be, and why."""
    left_out = []
    systems: list[tuple[str, Callable[[Path], Path]]] = [("windows", windows.installer)]
    if not WINDOWS:
        systems.append(("debian", debian.package))
    for name, make in systems:
        folder = dist / name
        try:
            shutil.copy2(make(folder), target)
        except Stop as reason:
            left_out.append(f"{name}: {reason}")
            continue
        for told in folder.glob("*.cdx.json"):
            shutil.copy2(told, target / f"{name}-{told.name}")
        shutil.copy2(folder / "extra" / "resources" / "licences" / "all.txt", target / f"{name}-licences.txt")
    code = "import sys; sys.path.insert(0, sys.argv[1]); import backend\n"
    code += "backend.build_wheel(sys.argv[2]); backend.build_sdist(sys.argv[2])"
    try:
        freeze.through_a_pipe([PYTHON, "-c", code, HERE, target], "the wheel could not be built")
    except Stop as reason:
        left_out.append(str(reason))
    return left_out
