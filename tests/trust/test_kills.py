"""The process is killed in the middle of a verb: nothing told is lost, nothing is half done, nothing is left about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.trust.kills import SAMPLE
from tests.trust.processes import run_module
from tests.trust.promises import LONG, PROMISE, times


def test_a_verb_killed_at_any_moment_is_done_as_a_whole_or_not_at_all(
    tmp_path: Path, record_property: Any
) -> None:
    many = times(12, 300)
    found = run_module("kills", tmp_path, many, "" if LONG else SAMPLE)
    assert found["wrong"] == [] and found["killed"] == many and found["told"]
    record_property(PROMISE, ("a verb killed in the middle: 0 lost, 0 halves, 0 debris", many))
