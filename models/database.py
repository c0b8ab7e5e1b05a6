"""The open database. This module alone knows which engine is underneath.

SQLite through SQLCipher: one driver with or without a password. WAL with ``synchronous=FULL``, because under
NORMAL a power cut may take the last commits; foreign keys on.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import re
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, compress, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import peewee
from playhouse.sqlcipher_ext import SqlCipherDatabase
from sqlcipher3 import dbapi2

from models.errors import Cancelled, UserError
from models.files import DISK_FULL, DISK_GONE, PAGE_BYTES, PLAIN_HEAD, is_full, writable
from models.i18n import mark, tr
from models.keys import next_key
from models.rules.desk.password_letters import refuse_strange_letters

BUSY_SECONDS = 8
PART = 900  # values a statement may carry, some left for its other conditions
TOGETHER = 50  # rows a statement inserts
FOREIGN = (b"\xff\xd8\xff", b"\x89PNG", b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"GIF8", b"Rar!")
"""How pictures, workbooks, archives and printed paper begin."""
PRAGMAS = (
    # A wrong password is said in one sentence of ours; the engine would write lines of its own before it.
    ("cipher_log_level", "none"),
    ("journal_mode", "wal"),
    ("synchronous", "full"),
    ("foreign_keys", "on"),
    ("temp_store", "memory"),
    # KiB of pages, for every connection; each question beside the window has its own. More makes none of them quicker.
    ("cache_size", -2_000),
    ("recursive_triggers", "on"),
)

_HEAD = ("default_cache_size", "page_count", "freelist_count", "schema_version", "user_version")
_PRIMARY = 0xFF  # the part of an extended result code that tells the kind
_READ_ONLY = mark('"{name}" may not be written to. Copy it to a folder of yours.')
_DAMAGED = mark('"{name}" is damaged. Restore the latest backup.')
_UNOPENED = mark('"{name}" cannot be opened.')
IN_USE = mark('Another copy of Yuanba is writing to "{name}". Wait a moment and do it again.')
_MOVED = mark(
    '"{name}" was moved, renamed or deleted while it was open. Nothing was changed. Put it back, or open it anew.'
)
_WORLD_FAULTS = (
    (dbapi2.SQLITE_FULL, DISK_FULL),
    (dbapi2.SQLITE_BUSY, IN_USE),
    (dbapi2.SQLITE_LOCKED, IN_USE),
    (dbapi2.SQLITE_READONLY, _READ_ONLY),
    (dbapi2.SQLITE_CORRUPT, _DAMAGED),
    (dbapi2.SQLITE_NOTADB, _DAMAGED),
    (dbapi2.SQLITE_IOERR, DISK_GONE),
    (dbapi2.SQLITE_CANTOPEN, _UNOPENED),
)
"""What the engine's result codes mean to a clerk; of several the first counts."""

Thing = TypeVar("Thing")

before_closing: set[Callable[[], object]] = set()
"""What is done with the open database before it is closed."""
_worker = threading.local()


class _Current(peewee.DatabaseProxy):
    """The open database; to a thread that looks into another file (`looking_into`), that one."""

    @property
    def obj(self) -> Any:
        """The engine every question of this thread goes to, or None."""
        return getattr(_worker, "engine", None) or self._open

    @obj.setter
    def obj(self, engine: Any) -> None:
        object.__setattr__(self, "_open", engine)


db: Any = _Current()


class Halt:
    """Breaks off what a worker's own connection is asked, from any thread; Cancelled is raised there."""

    def __init__(self) -> None:
        self.given = False
        self._lock = threading.Lock()
        self._connection: Any = None

    def give(self) -> None:
        """Break off the statement under way, and refuse every later one; never waits."""
        self.given = True
        with self._lock:
            if self._connection is not None:
                self._connection.interrupt()

    @contextlib.contextmanager
    def over(self, connection: Any) -> Iterator[None]:
        """Have a connection of the calling thread under this halt."""
        _worker.halt = self
        with self._lock:
            self._connection = connection
        try:
            yield
        except Exception as error:
            if self.given and dbapi2.SQLITE_INTERRUPT in result_codes(error):
                raise Cancelled from error
            raise
        finally:
            # Under the lock, so that no connection is interrupted while it closes.
            with self._lock:
                self._connection = None
            _worker.halt = None


def unless_halted(things: Iterable[Thing]) -> Iterator[Thing]:
    """Things one by one, as long as the calling worker is not halted; Cancelled is raised then.

    For what takes long between two questions to the database.
    """
    halt: Halt | None = getattr(_worker, "halt", None)
    for thing in things:
        if halt is not None and halt.given:
            raise Cancelled
        yield thing


def _place_of(words: Any, person: int) -> Any:
    """What puts a text in its place in a list, by its sound; None for an empty one, which comes last."""
    if not words or not isinstance(words, str):
        return words or None
    # Imported here: what reads Chinese takes a while to be made, and a window that starts sorts nothing.
    from models.rules.pinyin import sort_key

    return sort_key(words, surname=bool(person))


class _Engine(SqlCipherDatabase):  # type: ignore[misc]
    """The engine; a worker that was halted between two statements is answered no more.

    ``marked``: whether the file has the mark of this session (`journal`). ``path``: the file. ``only_read``: whether
    it lies where nothing can be written.
    """

    password: str | None = None
    marked = False
    only_read = False
    _stood: tuple[int, int] | None = None

    def notice_place(self) -> None:
        """Remember which file on the disk it is."""
        self._stood = _standing(self.path)

    def require_place(self) -> None:
        """Raise UserError when the file was moved, deleted or replaced since it was opened: what is written is lost."""
        if self._stood is not None and _standing(self.path) != self._stood:
            raise UserError(tr(_MOVED).format(name=self.path))

    def require_writable(self) -> None:
        """Raise UserError when nothing can be written into the file where it lies."""
        if self.only_read:
            raise UserError(tr(_READ_ONLY).format(name=self.path))

    def __init__(self, path: str, *arguments: Any, **options: Any) -> None:
        super().__init__(path, *arguments, **options)
        self.path = path
        self.register_function(_place_of, "sort_key", 2)

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        halt: Halt | None = getattr(_worker, "halt", None)
        if halt is not None and halt.given:
            raise Cancelled
        reads: set[str] | None = getattr(_worker, "reads", None)
        if reads is not None:
            reads |= tables_read(sql)
        return super().execute_sql(sql, params)


def _standing(path: str) -> tuple[int, int] | None:
    """The device and number by which the system knows the file that stands at a path; None where none does."""
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


_SOURCE = re.compile(r'\b(?:FROM|JOIN)\s+(?:main\.)?"?([a-z_]+)\b|, "([a-z_]+)" AS')
_FOUND = "found_"
"""How the full-text index of a table is called (`models.search`)."""


@lru_cache(maxsize=2_000)
def tables_read(sql: str) -> frozenset[str]:
    """The tables a question may read, by name; what changes rows asks for nobody."""
    if not sql.lstrip().startswith(("SELECT", "WITH")):
        return frozenset()
    return frozenset((one or other).removeprefix(_FOUND) for one, other in _SOURCE.findall(sql))


def note_reads(reads: set[str] | None) -> set[str] | None:
    """From here on add the tables this thread's questions read to ``reads``; answers what they were added to before."""
    outer: set[str] | None = getattr(_worker, "reads", None)
    _worker.reads = reads
    return outer


@contextlib.contextmanager
def noting(reads: set[str] | None) -> Iterator[None]:
    """Add the tables that this thread's questions read inside to ``reads``; with None to nothing."""
    outer = note_reads(reads)
    try:
        yield
    finally:
        note_reads(outer)


class Record(peewee.Model):
    """A row with a time-ordered key; every table is one of these."""

    LABEL: ClassVar[str] = ""
    """What a record of the table is, a marked text; a table without it holds inner marks that no reader is told."""
    CALLED: ClassVar[tuple[str, ...]] = ()
    """The columns a record is called by, where they are other than most tables'."""

    id = peewee.BigIntegerField(primary_key=True, default=next_key)

    class Meta:
        database = db
        legacy_table_names = False

    @classmethod
    def get_by_id(cls, pk: int | None) -> Any:
        """The record of a key that was shown. Raises UserError when somebody removed it since."""
        row = cls.get_or_none(cls._meta.primary_key == pk)
        if row is None:
            raise UserError(tr("This is not there any more."))
        return row

    if TYPE_CHECKING:
        # peewee gives a row the bare key of each reference (``household_id``) and whatever a select names.
        def __getattr__(self, name: str) -> Any: ...


def current_path() -> Path | None:
    """The file of the open database, or None when none is open."""
    return None if db.obj is None or db.obj.database is None else Path(db.obj.path)


def only_read() -> bool:
    """Whether a file is open that lies where nothing can be written."""
    return db.obj is not None and db.obj.only_read


def current_password() -> str | None:
    """The password of the open database, or None when it has none."""
    return None if db.obj is None else db.obj.password


def stretched(path: Path, password: str | None) -> str:
    """What the engine is handed to open a file: the key it would make of the password itself, for every connection.

    Made once, a further connection takes a millisecond instead of 150. "" for none; the password as it is where the
    file does not say yet what it is stretched with, or somebody else made it a key already.
    """
    if not password or password.startswith("x'"):
        return password or ""
    try:
        with path.open("rb") as file:
            salt = file.read(len(PLAIN_HEAD))
    except OSError:
        return password
    if len(salt) < len(PLAIN_HEAD) or salt == PLAIN_HEAD:
        return password
    return _stretched(password, salt)


@lru_cache(maxsize=16)
def _stretched(password: str, salt: bytes) -> str:
    # As the engine does it: https://www.zetetic.net/sqlcipher/design/
    return f"x'{hashlib.pbkdf2_hmac('sha512', password.encode(), salt, rounds(), 32).hex()}'"


def rounds() -> int:
    """How often the engine turns a password over to make a key of it."""
    with contextlib.closing(dbapi2.connect(":memory:")) as engine:
        return int(engine.execute("PRAGMA cipher_default_kdf_iter").fetchone()[0])


def connect(path: Path, password: str | None = None) -> Any:
    """A database object on a file, not yet bound to the tables.

    Raises UserError when the file is no database of ours or the password does not open it.
    """
    refuse_strange_letters(password)
    # An empty passphrase would silently write plain text, so None and "" are the same: not encrypted.
    engine = _Engine(
        str(path),
        passphrase=stretched(path, password),
        pragmas=PRAGMAS,
        timeout=BUSY_SECONDS,
        lock_type="IMMEDIATE",
    )
    engine.password = password or None
    try:
        engine.connect()
        engine.execute_sql("SELECT count(*) FROM sqlite_master").fetchone()
    except (peewee.DatabaseError, UnicodeDecodeError) as error:
        engine.close()
        raise _unopened(path, password, error) from error
    return engine


def connect_reading(path: Path, password: str | None = None) -> Any:
    """A database object on a file in a place that takes no writing; see `connect`, which raises the same.

    Raises UserError also where the newest work stands in a journal that cannot be read there.
    """
    refuse_strange_letters(password)
    pragmas = [one for one in PRAGMAS if one[0] not in ("journal_mode", "synchronous")]
    ways = _reading(path)
    for way in ways:
        engine = _Engine(
            f"{path.absolute().as_uri()}?{way}",
            passphrase=stretched(path, password),
            pragmas=pragmas,
            uri=True,
        )
        engine.path, engine.only_read, engine.password = str(path), True, password or None
        try:
            engine.connect()
            engine.execute_sql("SELECT count(*) FROM sqlite_master").fetchone()
            return engine
        except (peewee.DatabaseError, UnicodeDecodeError) as error:
            engine.close()
            if way == ways[-1]:
                raise _unopened(path, password, error) from error
    raise AssertionError(path)


def _reading(path: Path) -> list[str]:
    """The ways a file is opened without a trace: one that nobody has open as what nobody changes meanwhile."""
    journal = Path(f"{path}-wal")
    ways = ["mode=ro"] if journal.is_file() else []
    # Past a journal that holds something nobody may read: the newest work stands there.
    return ways if ways and journal.stat().st_size else [*ways, "mode=ro&immutable=1"]


def _unopened(path: Path, password: str | None, error: Exception) -> Exception:
    """Why a file does not open, as a sentence; the error itself where it is a defect."""
    if isinstance(error, UnicodeDecodeError):
        # The engine names what it cannot make out of a damaged page, and that is no text.
        return UserError(tr(_DAMAGED).format(name=str(path)))
    if dbapi2.SQLITE_NOTADB not in result_codes(error):
        return world_fault(error, path) or error
    if _surely_foreign(path):
        return UserError(tr('"{name}" is not a Yuanba file.').format(name=path.name))
    message = (
        tr('The password does not open "{name}", or it is not a Yuanba file.')
        if password
        else tr('"{name}" is not a Yuanba file, or it needs a password.')
    )
    return UserError(message.format(name=path.name), "password")


def in_memory() -> Any:
    """An empty database in memory, beside the open one and bound to no table."""
    engine = _Engine(":memory:", passphrase="")
    engine.connect()
    return engine


def file_head(path: Path, password: str | None, *, journal: bool) -> tuple[int, tuple[Any, ...]] | None:
    """The mark in the head of a file and what else its first page says, with its journal or by itself.

    None when it cannot be read. Nothing is changed, and nothing brought from the journal into the file.
    """
    engine = _Engine(
        f"{path.absolute().as_uri()}?{'mode=ro' if journal else 'immutable=1'}",
        passphrase=stretched(path, password),
        pragmas=(("cipher_log_level", "none"),),
        uri=True,
    )
    try:
        engine.connect()
        mark, *rest = (engine.execute_sql(f"PRAGMA {name}").fetchone()[0] for name in _HEAD)
        layout = engine.execute_sql("SELECT * FROM sqlite_master").fetchall()
        return int(mark), (*rest, *layout)
    except (peewee.DatabaseError, UnicodeDecodeError):
        return None
    finally:
        engine.close()


def _surely_foreign(path: Path) -> bool:
    """Whether a file cannot even be one of ours with a password: those are whole pages that look like chance."""
    with path.open("rb") as file:
        begins = file.read(8)
    return bool(path.stat().st_size % PAGE_BYTES) or begins.startswith(FOREIGN)


def close_database() -> None:
    """Close the open database in this thread; nothing happens when none is open."""
    if db.obj is not None:
        if not db.obj.is_closed():
            for act in before_closing:
                act()
            db.obj.close()
        db.initialize(None)


@contextlib.contextmanager
def looking_into(engine: Any) -> Iterator[None]:
    """Have what this thread asks answered by another file; other threads go on with the open one."""
    _worker.engine = engine
    try:
        yield
    finally:
        _worker.engine = None


@contextlib.contextmanager
def read_only(path: Path, password: str | None = None) -> Iterator[Any]:
    """A file opened for a look: nothing of it is changed, nothing comes to stand beside it.

    Raises UserError when it is no database of ours or the password does not open it.
    """
    if not path.is_file():
        raise UserError(tr('There is no file "{name}".').format(name=str(path)))
    refuse_strange_letters(password)
    engine = _Engine(
        f"{path.absolute().as_uri()}?{_reading(path)[0]}",
        passphrase=stretched(path, password),
        pragmas=(("cipher_log_level", "none"),),
        uri=True,
    )
    engine.password = password or None
    try:
        engine.connect()
        engine.execute_sql("SELECT count(*) FROM sqlite_master").fetchone()
        yield engine
    except (peewee.DatabaseError, UnicodeDecodeError) as error:
        raise _unopened(path, password, error) from error
    finally:
        engine.close()


@contextlib.contextmanager
def own_connection(halt: Halt | None = None) -> Iterator[None]:
    """Give the calling worker thread its own connection to the open database; ``halt`` breaks off what it does.

    Nothing happens when none is open. Raises Cancelled once it was halted.
    """
    engine = db.obj
    if engine is None:
        yield
        return
    with engine.connection_context(), (halt or Halt()).over(engine.connection()):
        yield


def among(column: Any, keys: Collection[int] | Collection[str]) -> Any:
    """The condition that a column is one of these keys or texts, however many: they travel as one value."""
    return column.in_(peewee.SQL("(SELECT value FROM json_each(?))", (json.dumps(list(keys)),)))


def parts(things: Iterable[Thing], most: int = PART) -> Iterator[list[Thing]]:
    """Keys or rows in lists short enough for one statement."""
    rest = iter(things)
    while some := list(islice(rest, most)):
        yield some


def insert_rows(table: type[Record], fields: Sequence[str], rows: Iterable[Iterable[Any]]) -> None:
    """Insert many rows at once; values are as the database stores them (days as ISO text)."""
    names = [table._meta.fields[name].column_name for name in fields]
    head = 'INSERT INTO "{}" ({}) VALUES '.format(table._meta.table_name, ", ".join(f'"{n}"' for n in names))
    # As a trigger may break a statement off, the engine keeps aside what it changes: once for many rows.
    with translated_faults():
        for some in parts(rows, TOGETHER):
            columns = list(zip(*some, strict=True))
            # The driver takes longer to hand over a None than all else of a row.
            filled = [column[0] is not None or column.count(None) < len(column) for column in columns]
            places = "({})".format(", ".join("?" if there else "NULL" for there in filled))
            values = chain.from_iterable(zip(*compress(columns, filled), strict=True))
            db.connection().execute(head + ", ".join([places] * len(some)), tuple(values))


def insert_named(table: type[Record], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert many rows at once, each by the names of its fields; all name the same ones in the same order."""
    if rows:
        insert_rows(table, tuple(rows[0]), (row.values() for row in rows))


def world_fault(error: BaseException, path: Path | None = None) -> UserError | None:
    """The sentence for a fault of the machine (full disk, file in use, stick pulled out), or None for a defect."""
    codes = result_codes(error)
    name = str(path or current_path() or "")
    sentence = next((sentence for code, sentence in _WORLD_FAULTS if code in codes), None)
    if sentence is None:
        return None
    if sentence == DISK_FULL or (sentence == DISK_GONE and is_full(Path(name))):
        sentence = DISK_FULL
        return UserError(tr(sentence).format(name=str(Path(name).parent)), "target")
    if sentence == _UNOPENED and path is not None and path.is_file() and not writable(path):
        sentence = _READ_ONLY
    return UserError(tr(sentence).format(name=name))


def is_busy(error: BaseException) -> bool:
    """Whether somebody else has the file, or a table of it, for himself."""
    return not result_codes(error).isdisjoint((dbapi2.SQLITE_BUSY, dbapi2.SQLITE_LOCKED))


def result_codes(error: BaseException) -> set[int]:
    """The engine's result codes of an error and of those behind it; a rollback that fails hides why."""
    codes = set()
    seen: BaseException | None = error
    while seen is not None:
        code: int | None = getattr(seen, "sqlite_errorcode", None)
        if code is not None:
            codes.add(code & _PRIMARY)
        elif isinstance(seen, dbapi2.OperationalError):
            # The driver's own: what the page holds as text is none.
            codes.add(dbapi2.SQLITE_CORRUPT)
        seen = seen.__cause__ or seen.__context__
    return codes


@contextlib.contextmanager
def translated_faults(path: Path | None = None) -> Iterator[None]:
    """Turn faults of the machine into sentences; defects pass through as they are.

    ``path``: the file that is worked on, where it is not the open one.
    """
    try:
        yield
    except Exception as error:
        if isinstance(error, (peewee.DatabaseError, dbapi2.Error)):
            fault = world_fault(error, path)
            if fault is not None:
                raise fault from error
        raise


def quick_faults() -> list[str]:
    """The first thing the engine finds wrong with the pages of the file, its indexes left out; empty when sound."""
    return [str(row[0]) for row in db.execute_sql("PRAGMA quick_check(1)").fetchall() if row[0] != "ok"]


def integrity_faults() -> list[str]:
    """What the engine itself finds wrong with the file; empty when sound."""
    faults: list[str] = []
    # The pages of an encrypted file are looked at without the journal: what stands there is brought over first.
    with contextlib.suppress(peewee.OperationalError):
        db.execute_sql("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
    for pragma in ("integrity_check", "cipher_integrity_check"):
        faults += [str(row[0]) for row in db.execute_sql(f"PRAGMA {pragma}").fetchall() if row[0] != "ok"]
    faults += [str(row) for row in db.execute_sql("PRAGMA foreign_key_check").fetchall()]
    return faults


def copy_into(target: Path) -> None:
    """Write a complete, compact copy of the open database; WAL content is included."""
    try:
        with translated_faults():
            db.execute_sql("VACUUM INTO ?", (str(target),))
    except UserError as refusal:
        # What is full is the disk of the copy, a stick perhaps.
        if refusal.field == "target":
            raise world_fault(refusal, target) or refusal from refusal
        raise


class StoredDays(dict[str, dt.date]):
    """Days by how they are stored; the same few stand in hundreds of thousands of rows."""

    def __missing__(self, words: str) -> dt.date:
        day = self[words] = dt.date.fromisoformat(words)
        return day
