"""What was typed and not posted, kept in files beside the window's own, so that a crash or a power cut loses nothing.

A draft belongs to one page or sheet, one database and who typed it, and is encrypted where that is.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from models import rights
from models.database import current_path
from models.i18n import tr
from models.operation import announced, done
from models.sealed_file import draft_of, only_mine, sealed, unsealed

_POSTING = "posting"


def place(name: str) -> Path:
    """Where the draft of a page is kept for the database that is open now, and for who is signed in."""
    person = rights.person()
    # What one typed may hold what the next must not see, and would be posted under the wrong name.
    return draft_of(current_path(), name if person is None else f"{name}-{person.key}")


class Draft:
    """The draft of one page or sheet; one without a name keeps nothing."""

    def __init__(self, name: str) -> None:
        self.name = name
        # The place is settled now: a late write must not end up with a database opened meanwhile.
        self._path = place(name) if name else None
        self.unkept = ""
        """Why what is typed is not on the disk, as a sentence; nothing while it is."""

    def keep(self, content: dict[str, Any] | None, *, durable: bool = False) -> str:
        """Write a content in place of the one before, None forgets it; ``durable`` also waits until the disk has it.

        Answers what is to be said, which is ``unkept`` the first time it happens.
        """
        if self._path is None:
            return ""
        if content is None:
            self.drop()
            return ""
        before, self.unkept = self.unkept, _written(self._path, content, durable)
        return "" if before else self.unkept

    @contextlib.contextmanager
    def posting(self, content: dict[str, Any] | None) -> Iterator[int]:
        """Post a content inside: if the program dies before it is dropped, it is not shown again once posted.

        Gives the key of the operation that posts it.
        """
        with announced() as key:
            if self._path is not None and content is not None:
                _written(self._path, {**content, _POSTING: key}, durable=True)
            yield key

    def kept(self) -> dict[str, Any] | None:
        """What an earlier run left, or None."""
        return None if self._path is None else _kept(self._path)

    def drop(self) -> None:
        """Forget it: it was posted or thrown away."""
        if self._path is not None:
            _drop(self._path)


def left() -> set[str]:
    """The names of the drafts that are kept for the database that is open now."""
    ending = place("").name
    found = [path for path in place("").parent.glob(f"*{ending}") if _kept(path) is not None]
    return {path.name.removesuffix(ending) for path in found}


def _written(path: Path, content: dict[str, Any], durable: bool) -> str:
    """Why a draft could not be written, as a sentence; nothing when it was."""
    unfinished = path.with_suffix(".new")
    try:
        only_mine(path.parent)
        with unfinished.open("wb") as stream:
            stream.write(sealed(json.dumps(content, ensure_ascii=False).encode()))
            stream.flush()
            if durable:
                os.fsync(stream.fileno())
        unfinished.replace(path)
    except OSError:
        return tr('What is typed cannot be kept in "{name}". Post it before you close the window.').format(
            name=path.parent
        )
    return ""


def _kept(path: Path) -> dict[str, Any] | None:
    """A draft, or None; one that was posted, or cannot be read any more, counts as none."""
    try:
        content = json.loads(unsealed(path.read_bytes()) or b"")
    except (OSError, ValueError):
        return None
    if not isinstance(content, dict):
        return None
    key = content.pop(_POSTING, None)
    if isinstance(key, int) and done(key):
        _drop(path)
        return None
    return content


def _drop(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
