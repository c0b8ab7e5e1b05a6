"""Which laptop this is: a letter inside voucher numbers and a number inside keys.

The laptop's own mark lives outside the database, so that a copied file does not make two laptops the same.
"""

from __future__ import annotations

import contextlib
import os
import uuid
import zlib
from functools import cache
from pathlib import Path

from platformdirs import user_data_path

from models.database import db
from models.errors import UserError
from models.files import disk_fault
from models.i18n import tr


def home() -> Path:
    """The per-user data folder; ``YUANBA_HOME`` overrides it. Raises UserError when it cannot be made."""
    override = os.environ.get("YUANBA_HOME")
    folder = Path(override) if override else user_data_path("Yuanba", appauthor=False)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise unusable(folder, error) from error
    return folder


@cache
def _mark_in(folder: Path) -> str:
    file = folder / "machine"
    try:
        with contextlib.suppress(FileNotFoundError):
            kept = file.read_text(encoding="utf-8").strip()
            # A full disk may have left it empty, and an empty mark would be that of many laptops.
            if kept:
                return kept
        mark = uuid.uuid4().hex
        unfinished = file.with_name(f"{file.name}-{mark}")
        try:
            unfinished.write_text(mark, encoding="utf-8")
            if file.exists():
                unfinished.replace(file)
            else:
                _keep_first(unfinished, file)
        finally:
            unfinished.unlink(missing_ok=True)
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise unusable(folder, error) from error


def _keep_first(unfinished: Path, file: Path) -> None:
    """Give a finished file its name, unless another copy of the program was faster."""
    try:
        os.link(unfinished, file)
    except FileExistsError:
        return
    except OSError:
        # A file system without links.
        unfinished.replace(file)


def unusable(folder: Path, error: OSError | UnicodeError) -> UserError:
    """The sentence for a data folder that cannot be read or written."""
    fault = disk_fault(error, folder / "machine") if isinstance(error, OSError) else None
    return UserError(
        fault
        or tr(
            'The data folder "{name}" cannot be read or written. Check the disk and who may write there.'
        ).format(name=str(folder))
    )


def machine_mark() -> str:
    """The mark of this laptop, made on its first start."""
    return _mark_in(home())


def machine_number() -> int:
    """The laptop's number inside keys, 0 to 1023."""
    return zlib.crc32(machine_mark().encode()) % 1024


def machine_letter() -> str:
    """The laptop's letter in this database, given inside the operation that first needs it.

    Raises UserError when 24 laptops already write to copies of this file.
    """
    from models.tables.trail import Machine

    mark = machine_mark()
    # Asked by every operation: as plain as can be.
    own = db.execute_sql("SELECT letter FROM machine WHERE mark = ?", (mark,)).fetchone()
    if own is not None:
        return str(own[0])
    known = {m.letter for m in Machine.select()}
    free = [c for c in "ABCDEFGHJKLMNPQRSTUVWXYZ" if c not in known]
    if not free:
        raise UserError(tr("Too many laptops have written to this file."))
    import platform

    Machine.create(mark=mark, letter=free[0], name=platform.node())
    return free[0]


def known_letter() -> str | None:
    """The laptop's letter in this database; None while it has written nothing."""
    from models.tables.trail import Machine

    row = Machine.get_or_none(Machine.mark == machine_mark())
    return None if row is None else str(row.letter)


def last_key() -> int:
    """The greatest key any laptop has written into this database."""
    row = db.execute_sql("SELECT last_key FROM operation ORDER BY id DESC LIMIT 1").fetchone()
    return 0 if row is None else int(row[0])
