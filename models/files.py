"""Writing a file all or nothing: beside its target under another name, put in its place when it is complete."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from models.errors import UserError
from models.i18n import tr


@contextlib.contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A path to write to, which becomes ``target`` when the block ends well and vanishes when it does not.

    Raises UserError (field: target) when the folder is missing, or the file is open in another program.
    """
    # The target stays untouched until the last moment, so a reader never sees half a file.
    try:
        handle, name = tempfile.mkstemp(prefix=".writing-", suffix=target.suffix, dir=target.parent)
        os.close(handle)
    except OSError as error:
        raise unwritable(target) from error
    unfinished = Path(name)
    try:
        yield unfinished
        with unfinished.open("rb+") as stream:
            os.fsync(stream.fileno())
        unfinished.chmod(0o644)
        unfinished.replace(target)
    except OSError as error:
        raise unwritable(target) from error
    finally:
        unfinished.unlink(missing_ok=True)


def unwritable(target: Path) -> UserError:
    """Why a file cannot be written, as one sentence."""
    if not target.parent.is_dir():
        return UserError(tr("There is no folder “{name}”.").format(name=str(target.parent)), "target")
    if target.is_dir():
        return UserError(tr("“{name}” is a folder, not a file.").format(name=str(target)), "target")
    return UserError(
        tr("“{name}” cannot be written. Close it in other programs, or choose another name.").format(
            name=str(target)
        ),
        "target",
    )
