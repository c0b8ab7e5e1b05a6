"""The log of this laptop: what went wrong in the program, kept in the per-user data folder."""

from __future__ import annotations

import contextlib
import logging
import logging.handlers
import sys
from collections.abc import Iterator
from pathlib import Path

from models.device import home

BYTES = 1_000_000
KEPT = 5


class _Quiet(logging.handlers.RotatingFileHandler):
    """A log on a disk that is full loses lines and says nothing: what matters is said where it is asked for."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Let a line go that cannot be written; what is wrong with the line itself is shown."""
        if not isinstance(sys.exception(), OSError):
            super().handleError(record)


def log_file() -> Path:
    """Where the log is written."""
    return home() / "logs" / "yuanba.log"


@contextlib.contextmanager
def logging_to_file() -> Iterator[None]:
    """Write warnings and defects to the log while the program runs; old logs roll over.

    Where the folder takes no log the program runs without one.
    """
    path = log_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        yield
        return
    handler = _Quiet(path, maxBytes=BYTES, backupCount=KEPT, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        with contextlib.suppress(OSError):
            handler.close()
