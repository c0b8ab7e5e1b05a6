"""Asking for known faults of the parts, and hashes where the requirements carry them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from resources.packaging import audit, environment
from resources.packaging.environment import Stop, pins_of

ANSWER = {
    "dependencies": [
        {"name": "click", "version": "8.5.1", "vulns": []},
        {"name": "segno", "version": "1.6.6", "vulns": [{"id": "GHSA-x", "fix_versions": ["1.6.7"]}]},
        {"name": "peewee", "skip_reason": "not found"},
    ]
}
SKIPPED = {"dependencies": [{"name": "click", "skip_reason": "no network"}]}


def answers(monkeypatch: pytest.MonkeyPatch, code: int, out: str, err: str = "") -> None:
    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        assert "pip_audit" in command
        pins = Path(command[command.index("-r") + 1]).read_text(encoding="utf-8").splitlines()
        assert len(pins) > 90 and all(pin.count("==") == 1 for pin in pins)
        return subprocess.CompletedProcess(command, code, out, err)

    monkeypatch.setattr(audit.subprocess, "run", run)


@pytest.mark.parametrize(
    ("code", "out", "err", "ends", "words"),
    [
        (1, json.dumps(ANSWER), "", 1, "2 parts asked about, 1 known faults"),
        (0, json.dumps({"dependencies": ANSWER["dependencies"][:1]}), "", 0, "1 parts asked about, 0"),
        (0, json.dumps(SKIPPED), "", 0, "nothing could be asked"),
        (1, "", "Traceback\nConnectionError: no route", 0, "nothing could be asked, so nothing is known of"),
    ],
)
def test_what_was_asked_is_said_and_what_could_not_be(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    code: int,
    out: str,
    err: str,
    ends: int,
    words: str,
) -> None:
    answers(monkeypatch, code, out, err)
    assert audit.audit() == ends
    heard = capsys.readouterr()
    assert words in heard.err
    assert ("GHSA-x, mended in 1.6.7" in heard.out) is bool(ends)


def test_an_answer_of_another_kind_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, 0, '{"other": 1}')
    with pytest.raises(Stop):
        audit.audit()


HASHED = """# parts
-r other.txt
click==8.5.1 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
segno==1.6.6 --hash=sha256:cc
"""


def test_pins_are_read_with_hashes_and_without() -> None:
    assert (
        pins_of(HASHED)
        == pins_of("click==8.5.1  # remark\n\nsegno==1.6.6\n")
        == ["click==8.5.1", "segno==1.6.6"]
    )


@pytest.mark.parametrize(
    ("text", "held"), [(HASHED.replace("-r other.txt\n", ""), True), ("click==8.5.1\n", False)]
)
def test_set_up_holds_every_part_against_its_hash_where_there_are_hashes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, held: bool
) -> None:
    asked: list[list[object]] = []
    (tmp_path / "requirements.txt").write_text(text, encoding="utf-8")
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "STAMP", tmp_path / "stamp.json")
    monkeypatch.setattr(environment, "PYTHON", tmp_path / "requirements.txt")
    monkeypatch.setattr(environment, "works", lambda python: True)
    monkeypatch.setattr(environment, "install_from_system", lambda *_: None)
    monkeypatch.setattr(environment, "call", lambda command: asked.append(command) or 0)
    environment.set_up("requirements.txt")
    assert ("--require-hashes" in asked[0]) is held
