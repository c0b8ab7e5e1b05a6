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


def read_no_sources() -> None:
    """Spare the start Qt's binding reading every module's source to see whether it asks for its other spellings.

    None does. It takes a twentieth of the start; without the function it is done with, nothing happens.
    """
    import PySide6.QtCore  # noqa: F401  it looks at what is imported after it

    spellings = sys.modules.get("shibokensupport.feature")
    if hasattr(spellings, "_mod_uses_pyside"):
        spellings._mod_uses_pyside = lambda module: False
