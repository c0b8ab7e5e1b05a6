"""The search index: what a clerk may type, found in a hundred thousand rows between two keystrokes.

Derived from the tables by the engine itself and never logged. FTS5 holds every three characters of a row's words. As
each word stands between two blanks on either side, one or two characters at its beginning make three as well. Like
``models.database`` this module knows which engine is underneath.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any, Final

from peewee import SQL, DatabaseError, Value, fn

from models.database import db, only_read

WHOLE, BEGINS, HOLDS = range(3)
"""How closely a row was asked for: a whole word, the beginning of a word, or anything in it."""

_SHORTEST: Final = 3
_MANY: Final = 15_000
_GAP: Final = "  "
_LAST: Final = "\U0010ffff"

# A Chinese name is also found by its later characters, since people are often called by the given name alone.
_LATER: Final = (
    "CASE WHEN NEW.{0} GLOB '[ -~]*' THEN '' ELSE"
    " substr(NEW.{0}, 2) || '  ' || substr(NEW.{0}, 3) || '  ' || substr(NEW.{0}, 4) END"
)
TABLES: Final = {"household": ("head", ("landmark", "helper")), "worker": ("name", ())}
"""The tables with an index of words: the column of the name, and columns that only their own list is searched by."""

_NUMBERED: Final = {
    "household": "code",
    "orders": "number",
    "subcontract": "number",
    "voucher": "number",
    "statement": "number",
    "agreement": "number",
}
_TAIL: Final = "ltrim(substr({0}, length(rtrim({0}, '0123456789')) + 1), '0')"


def index_numbers(engine: Any) -> None:
    """Make the indexes numbers are found by."""
    for table, number in _NUMBERED.items():
        engine.execute_sql(f'CREATE INDEX {table}_tail ON "{table}" ({_TAIL.format(number)})')
    engine.execute_sql("CREATE INDEX agreement_number ON agreement (number)")


def create(engine: Any) -> None:
    """Make the index of every table that needs one, with the triggers that keep it; the tables must be empty."""
    index_numbers(engine)
    for table in TABLES:
        _create_words(engine, table)


def _create_words(engine: Any, table: str) -> None:
    name, others = TABLES[table]
    index = f"found_{table}"
    engine.execute_sql(
        f"CREATE VIRTUAL TABLE {index} USING fts5"
        "(words, more, content='', contentless_delete=1, tokenize='trigram')"
    )
    enter = f"INSERT INTO {index} (rowid, words, more) VALUES (NEW.id, {', '.join(_entered(table))})"
    forget = f"DELETE FROM {index} WHERE rowid = OLD.id"
    for verb, change in (
        ("INSERT", enter),
        (f"UPDATE OF {', '.join(('search', name, *others))}", f"{forget}; {enter}"),
        ("DELETE", forget),
    ):
        trigger = f"{index}_{verb.split()[0].lower()}"
        engine.execute_sql(f'CREATE TRIGGER {trigger} AFTER {verb} ON "{table}" BEGIN {change}; END')


def _entered(table: str) -> tuple[str, str]:
    """The words of a new row, and what only its own list is searched by, as the engine reckons them."""
    name, others = TABLES[table]
    words = f"'  ' || replace(NEW.search, ' ', '  ') || '  ' || {_LATER.format(name)} || '  '"
    more = " || '  ' || ".join(f"replace(NEW.{other}, ' ', '  ')" for other in others) or "''"
    return words, f"'  ' || {more} || '  '"


def mend() -> list[str]:
    """Make every index of words anew that is not whole; answers the tables it was done for."""
    if only_read():
        return []
    broken = [table for table in TABLES if not _whole(table)]
    for table in broken:
        with db.atomic("IMMEDIATE"):
            for verb in ("insert", "update", "delete"):
                db.execute_sql(f"DROP TRIGGER IF EXISTS found_{table}_{verb}")
            db.execute_sql(f"DROP TABLE IF EXISTS found_{table}")
            _create_words(db, table)
            words, more = (text.replace("NEW.", "") for text in _entered(table))
            db.execute_sql(
                f'INSERT INTO found_{table} (rowid, words, more) SELECT id, {words}, {more} FROM "{table}"'
            )
    return broken


def _whole(table: str) -> bool:
    index = f"found_{table}"
    try:
        if missing(table):
            return False
        # Looks through the index's own pages; it writes nothing.
        db.execute_sql(f"INSERT INTO {index} ({index}) VALUES ('integrity-check')")
    except DatabaseError:
        return False
    return True


def found(table: str, words: Sequence[str], closeness: int, most: int) -> list[int]:
    """The keys of rows that hold every word that closely, at most so many; words are lower case.

    ``table`` is household or worker. Fewer than three characters are only found where a word begins with them.
    """
    asked = " AND ".join(f"words : {_phrase(word, closeness)}" for word in words)
    if not asked:
        return []
    index = f"found_{table}"
    rows = db.execute_sql(f"SELECT rowid FROM {index} WHERE {index} MATCH ? LIMIT ?", (asked, most))
    return [row[0] for row in rows]


class Words:
    """Stands for a searched column of a list whose rows, or whose households, the index knows."""

    def __init__(self, table: str, key: Any, *, named: bool = False) -> None:
        """``key`` is the column that holds the table's key; ``named`` leaves out what only its own list knows."""
        self._table, self._key, self._columns = table, key, "words : " if named else ""

    def contains(self, word: str) -> Any:
        """The condition that a row holds a word, as a column's own ``contains`` does."""
        query, asked = self._query(word)
        if len(word) < _SHORTEST and not word.isascii() and not self._count(word, 1):
            # A short Chinese word is mostly a name or its end; where it is not, every row is looked at.
            held = " || ' ' || ".join(self._read())
            return self._key.in_(SQL(f'(SELECT id FROM "{self._table}" WHERE instr({held}, ?))', (word,)))
        return self._key.in_(SQL(f"({query})", (asked,)))

    def alone(self, word: str) -> Any:
        """The same for a word that nothing else narrows down: a list comes to its first page sooner.

        Where many rows match, they are read in the list's own order instead of being gathered first.
        """
        if self._key.model._meta.table_name != self._table or self._count(word, _MANY) < _MANY:
            return self.contains(word)
        columns = [getattr(self._key.model, name) for name in self._read()]
        rows = reduce(lambda one, other: one.concat(" ").concat(other), columns)
        begun = " " if len(word) < _SHORTEST and word.isascii() else ""
        return fn.INSTR(Value(" ").concat(fn.LOWER(rows)), begun + word.lower()) > 0

    def _query(self, word: str) -> tuple[str, str]:
        index = f"found_{self._table}"
        asked = self._columns + _phrase(word.lower(), HOLDS)
        return f"SELECT rowid FROM {index} WHERE {index} MATCH ?", asked

    def _count(self, word: str, most: int) -> int:
        query, asked = self._query(word)
        rows = db.execute_sql(f"SELECT count(*) FROM ({query} LIMIT {most})", (asked,))
        return int(rows.fetchone()[0])

    def _read(self) -> tuple[str, ...]:
        return "search", *(() if self._columns else TABLES[self._table][1])


def ending(table: str, digits: str, most: int) -> list[int]:
    """The keys of rows whose number ends in these digits, leading zeros aside, the newest first.

    ``table`` is household, orders, subcontract, voucher, statement or agreement.
    """
    tail = _TAIL.format(_NUMBERED[table])
    rows = db.execute_sql(
        f'SELECT id FROM "{table}" WHERE {tail} = ? ORDER BY id DESC LIMIT ?', (digits.lstrip("0"), most)
    )
    return [row[0] for row in rows]


def starting(table: str, beginning: str, most: int) -> list[int]:
    """The keys of rows whose number begins so, in capitals or as written, the highest number first.

    ``table`` is as for `ending`.
    """
    spans = {(text, text + _LAST) for text in (beginning, beginning.upper(), beginning.lower())}
    number = _NUMBERED[table]
    query = (
        f'SELECT id FROM "{table}" WHERE {{}}{number} >= ? AND {number} < ? ORDER BY {number} DESC LIMIT ?'
    )
    keys: dict[int, None] = {}
    for span in sorted(spans):
        if table == "voucher":
            # The index begins with the series; there are about ten, so each is asked in turn.
            for series in _all_series():
                found = db.execute_sql(query.format("series = ? AND "), (series, *span, most))
                keys.update(dict.fromkeys(row[0] for row in found))
        else:
            keys.update(dict.fromkeys(row[0] for row in db.execute_sql(query.format(""), (*span, most))))
    return list(keys)[:most]


def _all_series() -> list[str]:
    """The series vouchers are numbered in, each found by one step in the index."""
    rows = db.execute_sql(
        "WITH RECURSIVE s (name) AS (SELECT min(series) FROM voucher UNION ALL"
        " SELECT (SELECT min(series) FROM voucher WHERE series > name) FROM s WHERE name IS NOT NULL)"
        " SELECT name FROM s WHERE name IS NOT NULL"
    )
    return [row[0] for row in rows]


def missing(table: str) -> int:
    """How many rows more the table has than its index; 0 when the index is whole."""
    return int(
        db.execute_sql(
            f'SELECT (SELECT count(*) FROM "{table}") - (SELECT count(*) FROM found_{table})'
        ).fetchone()[0]
    )


def _phrase(word: str, closeness: int) -> str:
    if closeness == WHOLE:
        word = f"{_GAP}{word}{_GAP}"
    elif closeness == BEGINS or len(word) < _SHORTEST:
        word = f"{_GAP}{word}"
    return '"{}"'.format(word.replace('"', '""').replace("\0", ""))
