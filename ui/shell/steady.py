"""Keeps the window alive on Python before 3.12, where Qt's binding gives away references that it never took.

PySide6 6.12 returns None, True and False as Python 3.12 allows, where they are never counted. Python 3.11 counts: some
thousand painted cells later its only None would be freed, and the program dies with "deallocating None". A count that
cannot reach nothing makes them what they are from 3.12 on.
"""

from __future__ import annotations

import sys

ENOUGH = 1 << 60


def keep_constants() -> None:
    """Give Python's constants a reference count that no session can use up; nothing happens where none is kept."""
    if sys.version_info >= (3, 12) or sys.implementation.name != "cpython":
        return
    import ctypes

    for constant in (None, True, False, NotImplemented, Ellipsis):
        count = ctypes.c_ssize_t.from_address(id(constant))
        if count.value < ENOUGH // 2:
            count.value += ENOUGH


def import_as_usual() -> None:
    """Give Python its own import back, which Qt's binding replaces to look for modules that ask for other spellings.

    None of ours does. It would read every module's source and take a tenth of the start; where the binding keeps the
    import it replaced under another name, nothing happens.
    """
    import builtins

    import PySide6.QtCore  # noqa: F401  it replaces the import of all that follows

    usual = getattr(builtins, "__orig_import__", None)
    if usual is not None:
        builtins.__import__ = usual
