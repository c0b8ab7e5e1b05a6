"""Keeps the window alive on Python before 3.12, where Qt's binding gives away references to None that it never took.

PySide6 6.12 returns None from its void calls as Python 3.12 allows, where None is never counted. Python 3.11 counts:
some thousand painted cells later its only None would be freed, and the program dies with "deallocating None". A count
that cannot reach nothing makes None what it is from 3.12 on.
"""

from __future__ import annotations

import sys

ENOUGH = 1 << 60


def keep_none() -> None:
    """Give None a reference count that no session can use up; does nothing where None is not counted."""
    if sys.version_info >= (3, 12) or sys.implementation.name != "cpython":
        return
    import ctypes

    count = ctypes.c_ssize_t.from_address(id(None))
    if count.value < ENOUGH // 2:
        count.value += ENOUGH
