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


@contextlib.contextmanager
def importing() -> Iterator[None]:
    """Hold the collector back while modules are imported, and never walk what they left: they stay."""
    with held_back():
        yield
        # Else all of it, being youngest, would be walked at once.
        gc.freeze()


_spared: list[bool] = []


def spare() -> None:
    """Never walk again what is there the first time this is called: modules, objects that stay as the program does.

    A full collection then takes a third of the time, and Python, which puts it off until a quarter more is there than
    it found the last time, does it often enough that closed dialogs do not wait for hours.
    """
    if _spared:
        return
    _spared.append(True)
    gc.freeze()
    # Now it found nothing.
    gc.collect()
