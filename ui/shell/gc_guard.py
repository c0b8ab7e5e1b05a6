"""Garbage is collected in the window's thread alone: a widget freed by another one takes the program down.

Python's collector runs in whichever thread happens to allocate. So it is held while any work goes on beside the window.
"""

from __future__ import annotations

import gc

from models.errors import UserError
from models.i18n import tr

_held = 0


def hold() -> None:
    """Hold the collector back; called in the window's thread, once for each piece of work that begins."""
    global _held
    _held += 1
    gc.disable()


def release() -> None:
    """The work has ended; the collector goes on when none is left. Called in the window's thread."""
    global _held
    _held = max(0, _held - 1)
    if not _held:
        gc.enable()


def no_thread() -> UserError:
    """What to say where the system gives no thread for work beside the window."""
    return UserError(tr("This computer has no room for more work now. Close other programs and try again."))
