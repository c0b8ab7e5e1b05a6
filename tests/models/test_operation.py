"""The one door for writes: all or nothing, chained, numbered without gaps, with keys that never go back."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pytest
from peewee import fn
from sqlcipher3.dbapi2 import DatabaseError

from models import keys as keys_module
from models.actions.numbering import next_number
from models.actions.party.parties import save_household
from models.actions.pay.adjustments import post_adjustment
from models.chain import broken_links, chain_head
from models.database import TOGETHER, close_database, db, insert_rows, own_connection
from models.errors import NeedsConfirmation, UserError
from models.keys import KeyMaker, next_key
from models.opening import open_database
from models.operation import Committed, ask, asking, listen
from models.tables.party import Household, Region
from models.tables.trail import Change, Layout, Machine, Operation
from tests.writing import operation

DAY = date(2026, 10, 5)


def test_what_fails_leaves_nothing(database: Path) -> None:
    head = chain_head()
    with pytest.raises(ZeroDivisionError), operation("Try"):
        save_household({"head": "陈㛃"})
        raise ZeroDivisionError
    assert (Household.select().count(), chain_head()) == (0, head)


def test_a_question_comes_after_every_refusal_and_before_anything_is_kept(database: Path) -> None:
    home = save_household({"head": "陈㛃"})
    question = NeedsConfirmation("sure", "Is it?")
    head = chain_head()
    with pytest.raises(UserError), asking(question):
        save_household({"head": ""}, home)
    with asking(question):
        # Nothing changes, so there is nothing to ask.
        save_household({"head": "陈㛃"}, home)
    with pytest.raises(NeedsConfirmation), operation("Try"):
        ask(question)
        save_household({"head": "陈䶮"}, home)
    assert (chain_head(), Household.get().head) == (head, "陈㛃")
    # Saved again with the answer, it differs from what the record holds as it did before.
    assert home.head == "陈㛃"
    save_household({"head": "陈䶮"}, home)
    assert Household.get().head == "陈䶮"


def test_a_question_goes_with_what_asked_it(database: Path) -> None:
    home = save_household({"head": "陈㛃"})
    question = NeedsConfirmation("sure", "Is it?")
    with operation("Try"):
        with contextlib.suppress(UserError), operation("Part"):
            ask(question)
            raise UserError("no")
        save_household({"head": "陈䶮"}, home)
    assert Household.get().head == "陈䶮"
    with asking(question):
        with asking(None):
            pass
        with pytest.raises(NeedsConfirmation):
            save_household({"head": "陈㛃"}, home)
    with pytest.raises(NeedsConfirmation):
        ask(question)


def test_no_verb_raises_a_question_itself() -> None:
    """It would come before what is refused further down; `ask` has the operation raise it."""
    actions = Path(__file__).resolve().parents[2] / "models" / "actions"
    raised = [
        path.name for path in actions.rglob("*.py") if "raise NeedsConfirmation" in path.read_text("utf-8")
    ]
    assert not raised


def test_an_operation_without_changes_leaves_no_trace(database: Path) -> None:
    home = save_household({"head": "陈㛃"})
    head = chain_head()
    save_household({"head": "陈㛃"}, home)
    assert chain_head() == head


def test_every_change_is_logged_with_before_and_after(database: Path) -> None:
    home = save_household({"head": "陈㛃"})
    save_household({"phone": "13800000001"}, home)
    log = list(Change.select().where(Change.row_id == home.id).order_by(Change.id))
    layout = Layout.get_by_id(log[-1].layout_id)
    columns = json.loads(layout.columns)
    phone = columns.index("phone")
    last = log[-1]
    assert (json.loads(last.before)[phone], json.loads(last.after)[phone]) == ("", "13800000001")
    assert log[0].before is None
    assert broken_links() == []


def test_rows_inserted_together_are_logged_as_if_one_by_one(database: Path) -> None:
    fields = ("id", "code", "name", "level", "parent", "trade")
    above = Region.get()
    # A value that is never there, one only in some rows; more rows than a statement takes.
    rows = [
        (next_key(), f"9{at:05d}", "䶮村", "village", above.id if 30 < at < 60 and at % 7 else None, None)
        for at in range(2 * TOGETHER + 23)
    ]

    def log() -> list[tuple[object, ...]]:
        columns = (Change.layout_id, Change.row_id, Change.before, Change.after)
        newest = Operation.select(fn.MAX(Operation.id))
        return list(Change.select(*columns).where(Change.operation_id == newest).order_by(Change.id).tuples())

    with operation("One by one"):
        for row in rows:
            db.execute_sql(
                "INSERT INTO region (id, code, name, level, parent_id, trade_id) VALUES (?, ?, ?, ?, ?, ?)",
                row,
            )
    wanted = log(), list(Region.select().order_by(Region.id).tuples())
    with operation("Taken out"):
        Region.delete().where(Region.id.in_([row[0] for row in rows])).execute()
    with operation("Together"):
        insert_rows(Region, fields, iter(rows))
    assert (log(), list(Region.select().order_by(Region.id).tuples())) == wanted
    assert len(wanted[0]) == len(rows) and broken_links() == []


def test_rows_inserted_together_outside_an_operation_are_refused(database: Path) -> None:
    before = Region.select().count()
    row = (next_key(), "900001", "䶮村", "village", None)
    with pytest.raises(DatabaseError, match="outside an operation"):
        insert_rows(Region, ("id", "code", "name", "level", "parent"), [row])
    assert Region.select().count() == before


def test_pages_hear_of_a_commit_and_only_of_a_commit(database: Path) -> None:
    heard: list[Committed] = []
    stop = listen(heard.append)
    with pytest.raises(UserError):
        post_adjustment(1, DAY, 0, "x")
    assert heard == []
    save_household({"head": "陈㛃"})
    newest = Operation.select().order_by(Operation.id.desc()).get().id
    assert heard == [Committed(newest, frozenset({"household", "location"}))]
    stop()
    save_household({"head": "单䶮"})
    assert len(heard) == 1


def test_numbers_have_no_gaps_even_after_a_failure(database: Path) -> None:
    def take() -> str:
        with operation("Take"):
            return next_number("dispatch", DAY)

    assert take() == "FL26A00001"
    with pytest.raises(ZeroDivisionError), operation("Fail"):
        next_number("dispatch", DAY)
        raise ZeroDivisionError
    assert take() == "FL26A00002"
    with operation("Another year"):
        assert next_number("dispatch", date(2027, 1, 1)) == "FL27A00001"


def test_another_laptop_gets_another_letter(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with operation("First"):
        assert next_number("order", DAY) == "DD26A00001"
    monkeypatch.setenv("YUANBA_HOME", str(tmp_path / "other"))
    with operation("Second"):
        assert next_number("order", DAY) == "DD26B00001"
    assert Machine.select().count() == 2


def test_keys_survive_a_clock_set_back(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = save_household({"head": "袁𫖯"}).id
    monkeypatch.setattr(keys_module.time, "time_ns", lambda: 1_600_000_000_000_000_000)
    assert next_key() > before
    close_database()
    open_database(database)
    home = save_household({"head": "陈㛃"})
    close_database()
    open_database(database)
    assert save_household({"head": "单䶮"}).id > home.id > before


def test_keys_from_many_threads_are_distinct() -> None:
    maker, made = KeyMaker(), []
    threads = [
        threading.Thread(target=lambda: made.extend(maker.next() for _ in range(5000))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 20_000
    assert max(made) < 1 << 63


def test_a_worker_thread_writes_through_its_own_connection(database: Path) -> None:
    def work() -> None:
        with own_connection():
            save_household({"head": "陈㛃"})

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert Household.get().head == "陈㛃"


SECOND_COPY = """
import sys
from models.database import close_database
from models.opening import open_database
from models.actions.party.parties import save_household
open_database(sys.argv[1])
for i in range(40):
    save_household({"head": f"second {i}"})
close_database()
"""


def test_two_copies_writing_at_once_never_collide(database: Path) -> None:
    other = subprocess.Popen(
        [sys.executable, "-c", SECOND_COPY, str(database)], cwd=Path(__file__).parents[2]
    )
    for i in range(40):
        save_household({"head": f"first {i}"})
    assert other.wait(60) == 0
    assert Household.select().count() == 80
    assert broken_links() == []


def test_a_full_disk_is_one_sentence_and_nothing_half_done(database: Path) -> None:
    save_household({"head": "陈㛃"})
    pages = db.execute_sql("PRAGMA page_count").fetchone()[0]
    db.execute_sql(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(UserError, match="磁盘"), operation("Much"):
        for i in range(500):
            save_household({"head": f"农户 {i}", "note": "很长的备注" * 50})
    db.execute_sql("PRAGMA max_page_count = 1000000")
    assert Household.select().count() == 1
    assert broken_links() == []


def test_a_file_held_by_another_program_is_one_sentence(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlcipher3 import dbapi2

    other = dbapi2.connect(str(database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    db.execute_sql("PRAGMA busy_timeout = 50")
    with pytest.raises(UserError):
        save_household({"head": "陈㛃"})
    other.execute("ROLLBACK")
    other.close()
    save_household({"head": "陈㛃"})
