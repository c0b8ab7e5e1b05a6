"""Files from outside that are damaged or strange: read or refused in a sentence, in bounded time and memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.trust import mutants
from tests.trust.mutants import MEGABYTES, SAMPLE, SECONDS
from tests.trust.processes import run_module
from tests.trust.promises import LONG, PROMISE


@pytest.mark.skipif(LONG, reason="many more of each are tried")
@pytest.mark.parametrize("kind", SAMPLE)
def test_a_few_of_each_kind(kind: str, tmp_path: Path, home: Path, record_property: Any) -> None:
    wrong = mutants.here(kind, SAMPLE[kind], tmp_path)
    assert wrong == []
    record_property(PROMISE, (f"a mutated {kind} is read or refused in a sentence", SAMPLE[kind]))


@pytest.mark.skipif(not LONG, reason="a few of each kind are tried")
def test_thousands_of_each_kind(tmp_path: Path, record_property: Any) -> None:
    found = run_module("mutants", tmp_path, env={"YUANBA_HOME": str(tmp_path / "home")})
    assert found["wrong"] == []
    assert found["slowest"][0] < SECONDS and found["most"][0] < MEGABYTES
    for words, count in found["counts"].items():
        record_property(PROMISE, (f"a mutated {words}", count))
