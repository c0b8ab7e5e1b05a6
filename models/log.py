"""The log of this laptop: what went wrong in the program, kept in the per-user data folder."""

from __future__ import annotations

import contextlib
import copy
import logging
import logging.handlers
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from models.database import current_password
from models.device import home
from models.sealed_file import only_mine

BYTES = 1_000_000
KEPT = 5


class _Quiet(logging.handlers.RotatingFileHandler):
    """A log on a disk that is full loses lines and says nothing: what matters is said where it is asked for."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Let a line go that cannot be written; what is wrong with the line itself is shown."""
        if not isinstance(sys.exception(), OSError):
            super().handleError(record)


class _Discreet(logging.Formatter):
    """While an encrypted file is open only where a fault was and of what kind: its words may be those of the file."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record, without what was put into its sentence."""
        if current_password() is not None and record.args:
            record = copy.copy(record)
            record.args, record.exc_text = None, None
        return super().format(record)

    def formatException(self, ei: Any) -> str:
        """The lines of a fault and of those behind it, without what they say."""
        if current_password() is None:
            return super().formatException(ei)
        lines: list[str] = []
        fault: traceback.TracebackException | None = traceback.TracebackException(*ei)
        while fault is not None:
            lines += [*fault.stack.format(), fault.exc_type.__name__ if fault.exc_type else "?", "\n"]
            fault = fault.__cause__ or fault.__context__
        return "".join(lines).rstrip()


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
        only_mine(path.parent)
    except OSError:
        yield
        return
    handler = _Quiet(path, maxBytes=BYTES, backupCount=KEPT, encoding="utf-8", delay=True)
    handler.setFormatter(_Discreet("%(asctime)s %(levelname)s %(name)s: %(message)s"))
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
