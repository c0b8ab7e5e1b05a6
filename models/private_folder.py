"""Where this run puts what it needs on the disk for a moment: previews, parts of workbooks. Nobody else may look in.

What a killed run left there, and what it had begun to write in other folders, is swept when the program starts again.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from models import files
from models.device import home
from models.files import sweep, writing_prefix
from models.sealed_file import only_mine

FOLDER: Final = "work"
BEGUN: Final = "begun.txt"
"""The folders in which something was begun to be written since the last sweep."""


@contextlib.contextmanager
def private_temporaries() -> Iterator[None]:
    """Have all that is put on the disk for a moment in a folder of the user's alone, gone at the end."""
    try:
        folder = only_mine(home() / FOLDER)
        tidy(folder)
        made = tempfile.TemporaryDirectory(prefix=writing_prefix(), dir=folder, ignore_cleanup_errors=True)
    except OSError:
        # A disk that takes nothing: what must be written says so itself.
        yield
        return
    before, tempfile.tempdir = tempfile.tempdir, made.name
    files.begun.add(_note)
    try:
        with made:
            yield
    finally:
        tempfile.tempdir = before
        files.begun.discard(_note)


def tidy(folder: Path) -> None:
    """Sweep what killed runs left, here and where they had begun to write."""
    sweep(folder)
    record = folder / BEGUN
    with contextlib.suppress(OSError, UnicodeDecodeError):
        places = set(record.read_text(encoding="utf-8").splitlines())
        for place in places:
            sweep(Path(place))
        # Of a run that goes on at this moment something may still stand there.
        left = [place for place in places if any(Path(place).glob(f"{files.WRITING}*"))]
        if len(left) < len(places):
            record.write_text("".join(f"{place}\n" for place in left), encoding="utf-8")


def _note(place: Path) -> None:
    """Something is begun in a folder: it is known there even if this run is killed."""
    with contextlib.suppress(OSError):
        record = only_mine(home() / FOLDER) / BEGUN
        words = str(place.absolute())
        known = record.read_text(encoding="utf-8").splitlines() if record.is_file() else []
        if words not in known:
            with open(record, "a", encoding="utf-8", opener=files.mine_alone) as lines:
                lines.write(f"{words}\n")
