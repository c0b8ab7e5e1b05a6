"""What was typed and not posted, kept in files beside the window's own, so that a crash or a power cut loses nothing.

A draft belongs to one page and one database. It holds keys and figures, never names of people, because the database
it belongs to may be encrypted while this file is not.
"""

from __future__ import annotations

import contextlib
import json
import os
import zlib
from pathlib import Path
from typing import Any

from models.database import current_path
from models.machine import home


def place(name: str) -> Path:
    """Where the draft of a page is kept for the database that is open now."""
    where = str(current_path() or "").encode()
    return home() / "drafts" / f"{name}-{zlib.crc32(where):08x}.json"


def keep(path: Path, content: dict[str, Any], *, durable: bool = False) -> None:
    """Write a draft in place of the one before; ``durable`` also waits until the disk has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".new")
    with unfinished.open("w", encoding="utf-8") as stream:
        json.dump(content, stream, ensure_ascii=False)
        stream.flush()
        if durable:
            os.fsync(stream.fileno())
    unfinished.replace(path)


def kept(path: Path) -> dict[str, Any] | None:
    """A draft, or None; a file that cannot be read any more counts as none."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None


def drop(path: Path) -> None:
    """Forget a draft: it was posted or thrown away."""
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
