"""The process is killed in the middle of a verb: nothing told is lost, nothing is half done, nothing is left about."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.trust.kills import ROOT, SAMPLE
from tests.trust.promises import LONG, PROMISE, times


def test_a_verb_killed_at_any_moment_is_done_as_a_whole_or_not_at_all(
    tmp_path: Path, record_property: Any
) -> None:
    many = times(12, 300)
    run = subprocess.run(
        [sys.executable, "-m", "tests.trust.kills", str(tmp_path), str(many), "" if LONG else SAMPLE],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert found["wrong"] == [] and found["killed"] == many and found["told"]
    record_property(PROMISE, ("a verb killed in the middle: 0 lost, 0 halves, 0 debris", many))
