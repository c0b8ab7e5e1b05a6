"""Numbered steps from an older file to this program's layout.

A new file is made from the tables' own metadata (`current`); an older one goes through the `steps` it has not seen. All
run in one transaction, after a backup beside the file, without the change log; a newer file is refused.
"""

from __future__ import annotations

from pathlib import Path

from models.database import db
from models.errors import UserError
from models.files import APPLICATION_ID, replacing
from models.i18n import tr
from models.migrations.steps import KEPT, STEPS, Step, found

FIRST = 1
VERSION = FIRST + len(STEPS)


def migrate(path: Path, *, fresh: bool, password: str | None = None, keep: bool = True) -> None:
    """Bring the open file to this program's layout, after a verified copy of it unless ``keep`` is off.

    Raises UserError for a newer file, a file of another program, or when no verified copy of it could be kept first.
    """
    version = db.obj.user_version
    if not fresh and (version == 0 or db.obj.application_id != APPLICATION_ID):
        raise UserError(tr('"{name}" is not a Yuanba file.').format(name=path.name))
    if version == VERSION:
        return
    if version > VERSION:
        raise UserError(
            tr('"{name}" was written by a newer Yuanba. Update the program.').format(name=path.name)
        )
    # Imported here: a file of this layout needs none of the tables to be opened.
    from models.migrations import current

    db.obj.require_writable()
    if not fresh and keep:
        _keep_copy(path, password)
    with db.atomic("EXCLUSIVE"):
        if db.obj.user_version == VERSION:
            # Another copy of the program did it while this one waited.
            return
        if fresh:
            current.create_tables(db.obj)
        else:
            current.stop_log()
            for _, step in STEPS[version - FIRST :]:
                _take(step)
        current.start_log()
        db.execute_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute_sql(f"PRAGMA user_version = {VERSION}")
        current.lay_out(
            VERSION, () if fresh else [found(KEPT[at]) for at in sorted(KEPT) if version < at], fresh=fresh
        )


def _take(step: str | Step) -> None:
    if isinstance(step, str):
        step = found(step)
    if callable(step):
        step()
    else:
        for statement in step:
            db.execute_sql(statement)


def _keep_copy(path: Path, password: str | None) -> None:
    from models.backup_copies import before_migration
    from models.verified_copy import write_verified

    kept = before_migration(path, VERSION)
    with replacing(kept, private=True) as unfinished:
        # A row that refers to one that is gone was so before; it must not keep an old file from being opened.
        write_verified(unfinished, password, links=False)
