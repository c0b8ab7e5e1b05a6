"""A copy of the program to add to, as somebody would who follows the README, and what is seen of it when it runs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Before:
    """Lines that go into a file, in front of the first place where it has these words."""

    words: str
    lines: str


Places = Mapping[str, str | Sequence[Before]]
"""By path, a new file, or what goes into one there is."""


def copied_program(folder: Path) -> Path:
    """All that runs of the program, in a folder of its own."""
    program = folder / "program"
    for name in ("models", "reports", "ui", "resources"):
        shutil.copytree(
            ROOT / name, program / name, ignore=shutil.ignore_patterns("__pycache__", "packaging")
        )
    shutil.copy(ROOT / "main.py", program)
    return program


def add(program: Path, places: Places) -> None:
    """Write new files, and new lines into those there are."""
    for path, new in places.items():
        file = program / path
        if isinstance(new, str):
            assert not file.exists(), path
            file.write_text(new, encoding="utf-8")
            continue
        for one in new:
            text = file.read_text(encoding="utf-8")
            assert one.words in text, path
            file.write_text(text.replace(one.words, one.lines + one.words, 1), encoding="utf-8")


def look(program: Path, code: str, *arguments: Path) -> None:
    """Run ``code``, which says "seen" at its end, in the copy of the program."""
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=program,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "YUANBA_HOME": str(program.parent / "home")},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stdout.strip().endswith("seen"), done.stderr[-1500:]
