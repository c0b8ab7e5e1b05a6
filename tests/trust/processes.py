"""Runs of this folder's modules in a process of their own, which tell as JSON what they found."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]


def run_module(
    name: str, *arguments: object, within: Sequence[str] = (), env: Mapping[str, str] | None = None
) -> Any:
    """What a module of this folder found; ``within`` is a command that runs another one."""
    run = subprocess.run(
        [*within, sys.executable, "-m", f"tests.trust.{name}", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **(env or {})},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)
