"""Asking a public list whether a fault is known of any part that is pinned: ``python3 dev.py audit``."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from resources.packaging import wheelhouse
from resources.packaging.environment import PYTHON, ROOT, Stop, say

SECONDS = 600
_REASON = 200


class Findings(NamedTuple):
    """How many parts were asked about, which could not be, and the faults that are known, each as a line."""

    asked: int
    unknown: list[str]
    faults: list[str]


def audit() -> int:
    """Ask about every pinned part; the exit code: 1 when a fault is known, 0 also when nobody could be asked."""
    pins = wheelhouse.pinned(tuple(sorted(path.name for path in ROOT.glob("requirements*.txt"))))
    with tempfile.TemporaryDirectory(prefix="yuanba-audit-") as folder:
        listed = Path(folder) / "pins.txt"
        listed.write_text("\n".join(pins) + "\n", encoding="utf-8")
        answer, why = _asked(listed)
    if answer is None:
        say(f"nothing could be asked, so nothing is known of {len(pins)} parts: {why}")
        return 0
    found = read(answer)
    for fault in found.faults:
        print(fault)
    if not found.asked:
        say("nothing could be asked, so nothing is known of any part")
    else:
        if found.unknown:
            say(f"{len(found.unknown)} parts could not be asked about: {', '.join(found.unknown)}")
        say(f"{found.asked} parts asked about, {len(found.faults)} known faults")
    return 1 if found.faults else 0


def read(answer: str) -> Findings:
    """What an answer says of the parts. Raises Stop when it is none."""
    try:
        parts: list[dict[str, Any]] = json.loads(answer)["dependencies"]
        unknown = [str(part["name"]) for part in parts if "skip_reason" in part]
        faults = [
            f"{part['name']} {part['version']}: {fault['id']}"
            + (f", mended in {', '.join(fault['fix_versions'])}" if fault.get("fix_versions") else "")
            for part in parts
            for fault in part.get("vulns", ())
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise Stop("pip-audit answered what nobody here understands; ask for its newer version.") from error
    return Findings(len(parts) - len(unknown), unknown, faults)


def _asked(pins: Path) -> tuple[str | None, str]:
    """The answer of pip-audit as JSON, or None and why there is none: no network, mostly."""
    command = [PYTHON, "-m", "pip_audit", "-r", pins, "--no-deps", "--disable-pip"]
    command += ["--progress-spinner", "off", "--format", "json"]
    try:
        run = subprocess.run(
            [str(part) for part in command],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return None, str(error)[:_REASON]
    if run.stdout.lstrip().startswith("{"):
        return run.stdout, ""
    lines = [line.strip() for line in run.stderr.splitlines() if line.strip()]
    return None, (lines[-1] if lines else "pip-audit said nothing")[:_REASON]
