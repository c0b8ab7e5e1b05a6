"""Writing a file all or nothing: beside its target under another name, put in its place when it is complete."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from models.errors import UserError
from models.i18n import tr

_WRITING: Final = ".writing-"


@contextlib.contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A path to write to, which becomes ``target`` when the block ends well and vanishes when it does not.

    Raises UserError (field: target) when the folder is missing, or the file is open in another program.
    """
    with replacing_all([target]) as (unfinished,):
        yield unfinished


@contextlib.contextmanager
def replacing_all(targets: Sequence[Path]) -> Iterator[list[Path]]:
    """Paths to write to, which become ``targets`` all together when the block ends well, or none of them.

    When one cannot be put in its place, those before it are put back as they were. Raises UserError (field: target).
    """
    unfinished: list[Path] = []
    current = targets[0]
    try:
        # The targets stay untouched until the last moment, so a reader never sees half a file.
        for current in targets:
            unfinished.append(_beside(current))
        yield unfinished
        for place, made in enumerate(unfinished):
            current = targets[place]
            with made.open("rb+") as stream:
                os.fsync(stream.fileno())
            made.chmod(0o644)
        _put_in_place(list(zip(unfinished, targets, strict=True)))
    except _NotPlaced as error:
        raise unwritable(error.target) from error
    except OSError as error:
        raise unwritable(current) from error
    finally:
        for made in unfinished:
            made.unlink(missing_ok=True)


class _NotPlaced(Exception):
    def __init__(self, target: Path) -> None:
        self.target = target


def _beside(target: Path) -> Path:
    handle, name = tempfile.mkstemp(prefix=_WRITING, suffix=target.suffix, dir=target.parent)
    os.close(handle)
    return Path(name)


def _put_in_place(pairs: Sequence[tuple[Path, Path]]) -> None:
    """Rename each made file to its target; a single one in one step, several with the old ones kept until the end."""
    if len(pairs) == 1:
        made, target = pairs[0]
        made.replace(target)
        return
    moved: list[tuple[Path, Path]] = []
    placed: list[Path] = []
    target = pairs[0][1]
    try:
        for made, target in pairs:
            if target.is_file():
                old = made.with_name(made.name.replace(_WRITING, ".before-", 1))
                target.replace(old)
                moved.append((target, old))
            made.replace(target)
            placed.append(target)
    except OSError as error:
        for put in placed:
            put.unlink(missing_ok=True)
        for was, old in moved:
            old.replace(was)
        raise _NotPlaced(target) from error
    for _, old in moved:
        old.unlink(missing_ok=True)


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
