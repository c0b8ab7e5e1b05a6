"""What was done to the open file beside this process: by another window, or on the command line."""

from __future__ import annotations

from typing import Any, Final

from models.database import current_path, db, noting, translated_faults
from models.operation import Committed, listen

_CHANGED: Final = (
    "SELECT DISTINCT table_name FROM change JOIN layout ON layout.id = layout_id"
    " WHERE operation_id > ? AND operation_id <= ? AND operation_id NOT IN ({})"
)


class OtherWork:
    """Remembers how far it has looked; what this process does itself is told by `models.operation.listen`."""

    def __init__(self) -> None:
        self._engine: Any = None
        self._version = self._newest = 0
        self._own: set[int] = set()
        self.stop = listen(self._hear)

    def look(self) -> frozenset[str]:
        """The tables, by name, whose rows others changed since it was asked last; cheap where nobody wrote anything.

        Raises UserError for faults of the machine.
        """
        if current_path() is None:
            return frozenset()
        with noting(None), translated_faults():
            if self._engine is not db.obj:
                self._engine, self._version, self._newest = db.obj, _version(), _newest()
                self._own.clear()
            before, self._newest = self._newest, _newest()
            own, self._own = sorted(self._own), set()
            # Another number, once any other connection has written.
            version = _version()
            if version == self._version:
                return frozenset()
            self._newest, self._version = _newest(), version
            bounds = (before, self._newest, *own)
            rows = db.execute_sql(_CHANGED.format(", ".join("?" * len(own))), bounds).fetchall()
            return frozenset(name for (name,) in rows)

    def _hear(self, done: Committed) -> None:
        self._own.add(done.id)


def _version() -> int:
    return int(db.execute_sql("PRAGMA data_version").fetchone()[0])


def _newest() -> int:
    return int(db.execute_sql("SELECT coalesce(max(id), 0) FROM operation").fetchone()[0])
