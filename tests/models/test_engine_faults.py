"""Faults of the machine are told by the engine's result codes, whatever words it finds for them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import peewee
import pytest

from models import database
from models.actions.party.parties import save_household
from models.database import connect, current_path, db, is_busy, result_codes, world_fault
from models.errors import UserError

FULL, BUSY, READ_ONLY, DAMAGED, GONE, UNOPENED = (
    "磁盘已满",
    "另一个院坝正在写",
    "不可写入",
    "已损坏",
    "没有响应",
    "打不开",
)


@contextlib.contextmanager
def full() -> Iterator[None]:
    pages = db.execute_sql("PRAGMA page_count").fetchone()[0]
    db.execute_sql(f"PRAGMA max_page_count = {pages}")
    yield
    db.execute_sql(f"PRAGMA max_page_count = {2**30}")


@contextlib.contextmanager
def held_by_another() -> Iterator[None]:
    path = current_path()
    assert path is not None
    other = connect(path)
    db.execute_sql("PRAGMA busy_timeout = 0")
    with other.atomic("EXCLUSIVE"):
        yield
    other.close()


@contextlib.contextmanager
def read_only() -> Iterator[None]:
    db.execute_sql("PRAGMA query_only = 1")
    yield
    db.execute_sql("PRAGMA query_only = 0")


@pytest.mark.parametrize(("state", "words"), [(full, FULL), (held_by_another, BUSY), (read_only, READ_ONLY)])
def test_a_refused_write_is_a_sentence(
    database: Path, state: Callable[[], contextlib.AbstractContextManager[None]], words: str
) -> None:
    with state(), pytest.raises(UserError, match=words):
        for number in range(200):
            save_household({"head": "单春梅", "note": "长" * 500, "landmark": str(number)})
    save_household({"head": "陈㛃"})


def test_a_text_that_is_none_is_damage(database: Path) -> None:
    with pytest.raises(peewee.OperationalError) as raised:
        db.execute_sql("SELECT CAST(x'ff' AS TEXT)").fetchone()
    fault = world_fault(raised.value)
    assert fault is not None and DAMAGED in fault.message


def refusal(code: int | None, words: str = "in no language") -> Any:
    error = peewee.OperationalError(words)
    if code is not None:
        error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (5, BUSY),
        (5 | 2 << 8, BUSY),  # while another snapshot is read
        (6, BUSY),
        (8 | 3 << 8, READ_ONLY),  # the disk was mounted again
        (10 | 4 << 8, GONE),
        (11 | 1 << 8, DAMAGED),
        (13, FULL),
        (14, UNOPENED),
        (26, DAMAGED),
    ],
)
def test_the_kind_is_told_whatever_the_words(code: int, words: str) -> None:
    fault = world_fault(refusal(code))
    assert fault is not None and words in fault.message
    assert is_busy(refusal(code)) == (words == BUSY)


@pytest.mark.parametrize("words", ["database is locked", "disk I/O error", "database or disk is full"])
@pytest.mark.parametrize("code", [None, 1, 19, 21])
def test_words_alone_are_no_fault_of_the_machine(words: str, code: int | None) -> None:
    assert world_fault(refusal(code, words)) is None and not is_busy(refusal(code, words))


def test_a_rollback_that_fails_does_not_hide_why() -> None:
    error = refusal(1, "cannot rollback - no transaction is active")
    error.__context__ = refusal(13)
    assert result_codes(error) == {1, 13}
    fault = world_fault(error)
    assert fault is not None and FULL in fault.message


def test_an_interrupted_question_is_a_halt_only_when_it_was_given() -> None:
    for given, expected in ((False, peewee.OperationalError), (True, database.Cancelled)):
        halt = database.Halt()
        with pytest.raises(expected), halt.over(peewee.SqliteDatabase(":memory:")):
            halt.given = given
            raise refusal(9)
