"""What was typed and not posted, kept in files beside the window's own, so that a crash or a power cut loses nothing.

A draft belongs to one page or sheet and one database. It holds keys and figures, never names of people where the
database it belongs to is encrypted, because this file is not.
"""

from __future__ import annotations

import contextlib
import json
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from models.database import current_path
from models.i18n import tr
from models.machine import home
from models.operation import announced, done

_POSTING = "posting"


def place(name: str) -> Path:
    """Where the draft of a page is kept for the database that is open now."""
    where = str(current_path() or "").encode()
    return home() / "drafts" / f"{name}-{zlib.crc32(where):08x}.json"


def keep(path: Path, content: dict[str, Any], *, durable: bool = False) -> str:
    """Write a draft in place of the one before; ``durable`` also waits until the disk has it.

    Answers why it could not be written, as a sentence; nothing when it was.
    """
    unfinished = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("w", encoding="utf-8") as stream:
            json.dump(content, stream, ensure_ascii=False)
            stream.flush()
            if durable:
                os.fsync(stream.fileno())
        unfinished.replace(path)
    except OSError:
        return tr("What is typed cannot be kept in “{name}”. Post it before you close the window.").format(
            name=path.parent
        )
    return ""


@contextlib.contextmanager
def posting(path: Path | None, content: dict[str, Any]) -> Iterator[None]:
    """Post inside what a draft holds: if the program dies before it is dropped, it is not shown again once posted."""
    with announced() as key:
        if path is not None:
            keep(path, {**content, _POSTING: key}, durable=True)
        yield


def kept(path: Path) -> dict[str, Any] | None:
    """A draft, or None; one that was posted, or cannot be read any more, counts as none."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(content, dict):
        return None
    key = content.pop(_POSTING, None)
    if isinstance(key, int) and done(key):
        drop(path)
        return None
    return content


def left() -> set[str]:
    """The names of the drafts that are kept for the database that is open now."""
    ending = place("").name
    found = [path for path in place("").parent.glob(f"*{ending}") if kept(path) is not None]
    return {path.name.removesuffix(ending) for path in found}


def drop(path: Path) -> None:
    """Forget a draft: it was posted or thrown away."""
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
