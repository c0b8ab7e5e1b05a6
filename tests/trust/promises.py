"""How often what takes long is tried: a sample in every run, all of it with ``python3 dev.py test --trust``."""

from __future__ import annotations

import os
from typing import Final

LONG: Final = bool(os.environ.get("YUANBA_TRUST"))
PROMISE: Final = "promise"
"""The property of a test's report under which it says what it held, and how often: words, or words and a count."""


def times(sample: int, long: int) -> int:
    """How often something is tried in this run."""
    return long if LONG else sample
