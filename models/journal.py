"""The journal beside a file (-wal), and how to tell that it belongs to another one.

After a crash the newest work stands in the journal alone. When somebody then puts a copy back by hand and leaves the
journal, the engine would mix the two without a word. So every session that writes puts a new mark into the file's
head, and every operation carries it into the journal. The mark of the file is odd, that of its own journal the next
number, so that a journal with an odd one holds nothing but a mark that was being set when the program was killed.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
import time
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import peewee

from models.database import BUSY_SECONDS, PRAGMAS, file_head
from models.errors import UserError
from models.files import PAGE_BYTES
from models.i18n import tr

LOOKS: Final = 3
BETWEEN_LOOKS: Final = 0.3
"""Seconds; another copy of the program that marks the file this moment is through by then."""
_LEAST, _MOST = 10_000, 1_000_000_000
_HEAD: Final = 32
"""Bytes of a journal that holds nothing yet."""
_ONE_PAGE: Final = _HEAD + 24 + PAGE_BYTES
"""Bytes of a journal that holds one page, behind the page's own head."""


def mark(engine: Any) -> None:
    """Put a new mark into the head of an open file, unless another copy of the program is at work on it."""
    # Nobody waits for this: where another is at work the mark of before will do.
    engine.execute_sql("PRAGMA busy_timeout = 0")
    try:
        with contextlib.suppress(peewee.OperationalError):
            _mark(engine)
    finally:
        engine.execute_sql(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")


def _mark(engine: Any) -> None:
    if not _emptied(engine):
        return
    old = engine.execute_sql("PRAGMA default_cache_size").fetchone()[0]
    new = _LEAST + 2 * secrets.randbelow(_MOST) + 1
    _set(engine, new)
    # Brings the head into the journal, which thereby tells whose it is before more is written.
    _set(engine, new + 1 if _emptied(engine) else old)
    # The mark stands where the engine looks for the size of its cache.
    engine.execute_sql(f"PRAGMA cache_size = {dict(PRAGMAS)['cache_size']}")


def _set(engine: Any, number: int) -> None:
    engine.execute_sql(f"PRAGMA default_cache_size = {number}")


def _emptied(engine: Any) -> bool:
    """Whether all that stands in the journal could be brought into the file."""
    return not engine.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]


def refuse_strange(path: Path, password: str | None) -> None:
    """Raise UserError, once, when the journal beside a file belongs to another; copies of both are kept aside.

    The journal is gone then, and the file as it was: opened again it holds what it holds itself.
    """
    journal = Path(f"{path}-wal")
    for look in range(LOOKS):
        if not _strange(path, journal, password):
            return
        if look < LOOKS - 1:
            time.sleep(BETWEEN_LOOKS)
    kept = path.with_name(f"{path.stem}-{datetime.now():%Y%m%d-%H%M%S}-found{path.suffix}")
    try:
        if path.is_file():
            shutil.copy2(path, kept)
        journal.rename(f"{kept}-wal")
    except OSError:
        # Where it cannot be moved another program has it open, and then it is no left-over.
        with contextlib.suppress(OSError):
            kept.unlink(missing_ok=True)
        return
    with contextlib.suppress(OSError):
        Path(f"{path}-shm").unlink(missing_ok=True)
    words = tr(
        'Unfinished work of another file lay beside "{name}". Nothing was mixed; both are kept as "{kept}". Open'
        ' "{name}" again to go on without it.'
    )
    raise UserError(words.format(name=path.name, kept=kept.name))


def _strange(path: Path, journal: Path, password: str | None) -> bool:
    if not journal.is_file() or journal.stat().st_size <= _HEAD:
        return False
    if not path.is_file() or not path.stat().st_size:
        return True
    own, told = (file_head(path, password, journal=with_it) for with_it in (False, True))
    if own is None or told is None:
        return own is not None
    if told[0] == own[0] or (own[0] % 2 and told[0] == own[0] + 1):
        return False
    setting = told[0] % 2 and journal.stat().st_size == _ONE_PAGE and own[1] == told[1]
    return not setting
