"""Python's cycle collector: held back while many plain rows are built, and spared what stays as long as the program."""

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
        if was_on:
            gc.enable()


def spare() -> None:
    """Never walk again what is there now: modules and the window itself, some 300,000 objects that stay.

    A full collection then takes a few milliseconds instead of a hundred, and Python, which puts it off until a quarter
    more is there, does it often enough that closed dialogs do not wait for hours.
    """
    gc.freeze()
    # Python compares with what it found the last time: now it found nothing.
    gc.collect()


def spare_no_more() -> None:
    """Walk everything again: what was spared is about to go."""
    gc.unfreeze()
