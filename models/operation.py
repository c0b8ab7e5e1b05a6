"""The one door for every write.

``with operation("Post dispatch {number}", number=…):`` begins an immediate transaction, records who, when and on which
laptop, and commits all or nothing. Triggers log every row's before and after; the operation is chained by SHA-256 to
the one before it, and sealed with the laptop's key.
"""

from __future__ import annotations

import contextlib
import functools
import json
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from models.chain import chain_head, changes_of, link
from models.database import db, noting, translated_faults
from models.device import last_key, machine_letter
from models.errors import NeedsConfirmation
from models.files import APPLICATION_ID
from models.i18n import mark
from models.journal import mark as mark_file
from models.keys import keys, next_key
from models.rights import Answer, Taken, doing, maker
from models.seal import seal
from models.signed_in import look_again

SET_UP = mark("Set up the file")
"""The title of the first operation of every file; nobody takes it back."""
TAKEN_OVER = mark("Brought up from an older version")
"""The title of the operation that binds what an older program had written into the chain; nobody takes it back."""
IMPORTED = mark("Import {file}")
"""The title of an operation that read a workbook."""


_UNNAMED = ""
"""The title of an operation that has only looked so far; the first one opened inside gives it its own."""


class Committed(NamedTuple):
    """An operation that was done: its key, and the tables whose rows it changed, by name."""

    id: int
    tables: frozenset[str]


_here = threading.local()
_listeners: list[Callable[[Committed], None]] = []


class Open:
    """An operation under way: its key and what may still be said about it."""

    def __init__(self, key: int, title: str, arguments: dict[str, Any], undoes: int | None) -> None:
        self.id = key
        self.title = title
        self.arguments = arguments
        self.undoes = undoes
        self.recorded = False
        self.always = False
        self.questions: list[NeedsConfirmation] = []
        self.before: list[tuple[Any, dict[str, Any]]] = []

    def stays(self) -> None:
        """Leave its trace even when it changes nothing."""
        self.always = True

    def become(self, title: str, arguments: dict[str, Any], undoes: int | None) -> Open:
        """The same operation, now that it is known what it is."""
        self.title, self.arguments, self.undoes = title, dict(arguments), undoes
        return self

    def says(self, **arguments: Any) -> None:
        """Fill in title arguments that are only known on the way, such as the number given."""
        self.arguments.update(arguments)


class Joined(Open):
    """An operation inside another: it writes with it, and what is said of it stays the outer one's to say."""

    def __init__(self, outer: Open) -> None:
        self.id, self.title, self.undoes, self.recorded = outer.id, outer.title, outer.undoes, False
        self.arguments = dict(outer.arguments)


def listen(listener: Callable[[Committed], None]) -> Callable[[], None]:
    """Call ``listener(committed)`` after every commit; returns how to stop listening."""
    _listeners.append(listener)

    def stop() -> None:
        if listener in _listeners:
            _listeners.remove(listener)

    return stop


def user_name() -> str:
    """Who is working: who is signed in; where the file has no users, the name the system knows."""
    if named := maker():
        return named
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "?"


@contextlib.contextmanager
def operation(title: str, /, *, undoes: int | None = None, **arguments: Any) -> Iterator[Open]:
    """Open an operation, or join the one under way in this thread.

    ``title`` is a `mark`ed source string whose placeholders ``arguments`` fill. An operation that changed nothing
    leaves no trace. Raises what was to be asked (`ask`) once all went through, UserError for faults of the machine
    (disk full, file in use, file moved away), and when who is signed in may not do it any more.
    """
    running: Open | None = getattr(_here, "open", None)
    if running is not None:
        asked = len(running.questions)
        try:
            yield running.become(title, arguments, undoes) if running.title == _UNNAMED else Joined(running)
        except BaseException:
            # Of what was refused there is nothing to ask.
            del running.questions[asked:]
            raise
        return
    if not doing():
        raise RuntimeError(f"{title!r} is done by something that does not say what right it takes")
    db.obj.require_writable()
    db.obj.require_place()
    with translated_faults(), db.atomic("IMMEDIATE"):
        # Under the write lock, so that a second copy of the program never makes the same key.
        last = last_key()
        keys.advance(last)
        look_again()
        opened = Open(_key_after(last), title, dict(arguments), undoes)
        opened.questions += getattr(_here, "asked", ())
        db.execute_sql("INSERT INTO open_operation (id) VALUES (?)", (opened.id,))
        # Brings the head of the file into the journal, by which the two are known to belong together.
        db.execute_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        _here.open = opened
        try:
            yield opened
            opened.recorded = _record(opened)
            if opened.recorded and opened.questions:
                raise opened.questions[0]
        except BaseException:
            for row, held in reversed(opened.before):
                row.__data__.update(held)
            raise
        finally:
            _here.open = None
        db.execute_sql("DELETE FROM open_operation")
    if opened.recorded:
        _mark_file()
        committed = Committed(opened.id, changed_tables(opened.id) if _listeners else frozenset())
        for listener in tuple(_listeners):
            listener(committed)


def ask(question: NeedsConfirmation) -> None:
    """Raise a question once the operation under way went through, at once where none is; nothing of it is then kept.

    What is refused anyway is not asked about first. Where nothing changes there is nothing to ask.
    """
    running: Open | None = getattr(_here, "open", None)
    if running is None:
        raise question
    running.questions.append(question)


def changing(row: Any) -> None:
    """Note what a record holds before it is changed: where the operation is not kept, it holds that again.

    It is saved again once a question was answered; with what it had already, nothing would be written.
    """
    running: Open = _here.open
    running.before.append((row, dict(row.__data__)))


@contextlib.contextmanager
def asking(question: NeedsConfirmation | None) -> Iterator[None]:
    """Have the operation that is opened inside raise a question as `ask` does; None asks nothing."""
    before: tuple[NeedsConfirmation, ...] = getattr(_here, "asked", ())
    _here.asked = before if question is None else (*before, question)
    try:
        yield
    finally:
        _here.asked = before


def in_turn(verb: Callable[Taken, Answer]) -> Callable[Taken, Answer]:
    """Have a verb look at the records and write them in one go.

    Without it another window may do the same, or lock the month, between what the verb looks at and what it writes: it
    then waits for that window to be done, and writes what it would have refused.
    """

    @functools.wraps(verb)
    def whole(*arguments: Taken.args, **named: Taken.kwargs) -> Answer:
        with operation(_UNNAMED):
            return verb(*arguments, **named)

    return whole


def _mark_file() -> None:
    """Mark the file after the first operation of a session; one that was refused leaves the file as it was."""
    engine = db.obj
    if not engine.marked and not engine.in_transaction():
        engine.marked = True
        with translated_faults():
            mark_file(engine)


def changed_tables(key: int) -> frozenset[str]:
    """The tables whose rows an operation changed, by name, as the change log knows them."""
    with noting(None):
        rows = db.execute_sql(
            "SELECT table_name FROM layout"
            " WHERE id IN (SELECT DISTINCT layout_id FROM change WHERE operation_id = ?)",
            (key,),
        ).fetchall()
    return frozenset(name for (name,) in rows)


@contextlib.contextmanager
def announced() -> Iterator[int]:
    """The key that the next operation inside will have, known before anything is written.

    Whoever notes it first can tell after a crash whether the operation was still done; see `done`.
    """
    key = _here.announced = next_key()
    try:
        yield key
    finally:
        _here.announced = None


def done(key: int) -> bool:
    """Whether an operation that was announced is in the trail."""
    from models.tables.trail import Operation

    return bool(Operation.select().where(Operation.id == key).exists())


def _key_after(last: int) -> int:
    """The key that was announced, or a new one where another copy of the program wrote meanwhile."""
    key: int | None = getattr(_here, "announced", None)
    _here.announced = None
    return key if key is not None and key > last else next_key()


def _record(opened: Open) -> bool:
    from models.tables.trail import Operation

    changed = db.execute_sql("SELECT 1 FROM change WHERE operation_id = ? LIMIT 1", (opened.id,)).fetchone()
    if changed is None and not opened.always:
        return False
    letter = machine_letter()
    previous = chain_head()
    head = {
        "id": opened.id,
        "title": opened.title,
        "arguments": json.dumps(opened.arguments, ensure_ascii=False, sort_keys=True, default=str),
        "user": user_name(),
        "machine": letter,
        "at": datetime.now().astimezone().isoformat(timespec="seconds"),
        "undoes": opened.undoes,
        "last_key": next_key(),
    }
    bound = link(previous, head, changes_of(opened.id))
    Operation.create(**head, previous=previous, hash=bound, seal=seal(bound))
    return True
