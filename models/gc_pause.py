"""Python's cycle collector held back while hundreds of thousands of plain rows are built."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def held_back() -> Iterator[None]:
    """Hold the collector back for the block: walking ever more rows that hold no cycles would take half the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        # Counted among the old at once: else the first thing made afterwards has all of them walked.
        gc.freeze()
        gc.unfreeze()
        if was_on:
            gc.enable()
