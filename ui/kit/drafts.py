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

from models import rights, signed_in
from models.database import current_path
from models.i18n import tr
from models.operation import announced, done
from models.rules.desk.roles import MANAGER
from models.sealed_file import draft_of, only_mine, sealed, unsealed

_POSTING = "posting"
_handed_over: dict[Path, Path] = {}
"""Where drafts that were nobody's lie now: who still has a page open on one goes on in it."""


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
        self._settled = place(name) if name else None
        if self._settled is not None:
            _handed_over.pop(self._settled, None)
        self.unkept = ""
        """Why what is typed is not on the disk, as a sentence; nothing while it is."""

    @property
    def _path(self) -> Path | None:
        return None if self._settled is None else _handed_over.get(self._settled, self._settled)

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


def hand_over() -> None:
    """Give what was typed before anybody signed in to the manager who came first, once he sits there."""
    person = rights.person()
    managers = (one.person for one in signed_in.people() if one.person.role == MANAGER)
    if person is None or person != next(managers, None):
        return
    owned = tuple(f"-{key}" for key in signed_in.keys_of_all())
    pattern = draft_of(current_path(), "*")
    ending = pattern.name.removeprefix("*")
    for path in pattern.parent.glob(pattern.name):
        name = path.name.removesuffix(ending)
        mine = place(name)
        # Of two of one page the one begun under his name counts; the other is not thrown away.
        if not name.endswith(owned) and not mine.exists():
            with contextlib.suppress(OSError):
                path.rename(mine)
                _handed_over[path] = mine


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
