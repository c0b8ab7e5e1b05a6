"""Questions beside the window: replaced, given up, and let go where nothing comes to harm."""

from __future__ import annotations

import gc
import threading
import weakref
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from models.database import close_database, db
from models.errors import UserError
from models.opening import open_database
from tests.ui.clerk import Place
from ui.kit import background_query
from ui.kit.background_query import Asker, give_up, settle

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


@pytest.fixture
def place(qtbot: Any, database: Path) -> Place:
    made = Place()
    qtbot.addWidget(made)
    made.show()
    return made


def endless(begun: threading.Event) -> Any:
    """A question the engine itself never answers."""

    def question() -> Any:
        db.connection().set_progress_handler(lambda: begun.set(), 1000)
        return db.execute_sql(ENDLESS).fetchone()

    return question


def one_after_the_other(begun: threading.Event) -> Any:
    """A question of ever more short statements."""

    def question() -> None:
        while True:
            db.execute_sql("SELECT 1").fetchone()
            begun.set()

    return question


@pytest.mark.parametrize("slow", [endless, one_after_the_other])
def test_a_replaced_question_is_broken_off_and_nothing_is_said(place: Place, qtbot: Any, slow: Any) -> None:
    asker, begun, heard = Asker(place), threading.Event(), []
    asker.ask(slow(begun), lambda answer: heard.append(("old", answer)))
    assert begun.wait(5)
    asker.ask(lambda: db.execute_sql("SELECT 42").fetchone()[0], lambda answer: heard.append(("new", answer)))
    qtbot.waitUntil(lambda: not background_query._under_way)
    assert heard == [("new", 42)] and place.said == [] and not asker.waiting


def test_the_windows_own_connection_goes_on(place: Place, qtbot: Any) -> None:
    asker, begun = Asker(place), threading.Event()
    asker.ask(endless(begun), lambda answer: None)
    assert begun.wait(5)
    rows = db.execute_sql("SELECT value FROM json_each('[1, 2, 3]')")
    assert rows.fetchone() == (1,)
    asker.stop()
    settle()
    assert rows.fetchall() == [(2,), (3,)] and db.execute_sql("SELECT 1").fetchone() == (1,)
    qtbot.waitUntil(lambda: not background_query._under_way)


def test_what_was_broken_off_before_it_began_asks_nothing(place: Place, qtbot: Any) -> None:
    asker, asked = Asker(place), []

    def question() -> None:
        go_on.wait(5)
        db.execute_sql("SELECT 1")
        asked.append(1)

    go_on = threading.Event()
    asker.ask(question, asked.append)
    asker.stop()
    go_on.set()
    qtbot.waitUntil(lambda: not background_query._under_way)
    assert asked == [] and place.said == []


def test_what_is_given_up_is_never_answered(place: Place, qtbot: Any) -> None:
    asker, copier = Asker(place), Asker(place, finishes=True)
    begun, go_on, heard = threading.Event(), threading.Event(), []
    asker.ask(endless(begun), heard.append)
    # What writes a file is done to its end, although nobody hears of it any more.
    copier.ask(lambda: (go_on.wait(5), db.execute_sql("SELECT 1"), done.append(1)), heard.append)
    done: list[int] = []
    assert begun.wait(5)
    threading.Timer(0.1, go_on.set).start()
    give_up()
    assert done == [1]
    qtbot.waitUntil(lambda: not background_query._under_way)
    assert heard == [] and place.said == []


def part_of(place: Place) -> Asker:
    """What asks for a part of a page, unlike the window itself."""
    return Asker(QWidget(place))


def test_two_are_answered_at_a_time_and_what_was_asked_last_is_next(place: Place, qtbot: Any) -> None:
    go_on, begun, heard = threading.Event(), [], []

    def question(name: str) -> Any:
        return lambda: (begun.append(name), go_on.wait(5))

    for name in ("first", "second", "third", "fourth"):
        part_of(place).ask(question(name), lambda _, name=name: heard.append(name))
    qtbot.waitUntil(lambda: len(begun) == 2)
    # What the window itself asks waits for none of them.
    Asker(place).ask(lambda: begun.append("own"), lambda _: None)
    qtbot.waitUntil(lambda: "own" in begun)
    assert sorted(begun) == ["first", "own", "second"]
    go_on.set()
    qtbot.waitUntil(lambda: len(heard) == 4)
    assert begun[3] == "fourth" and not background_query._waiting


def test_what_is_not_wanted_any_more_while_it_waits_is_never_asked(place: Place, qtbot: Any) -> None:
    go_on, asked = threading.Event(), []
    for _ in range(2):
        part_of(place).ask(lambda: go_on.wait(5), lambda _: None)
    waits, writes = part_of(place), Asker(QWidget(place), finishes=True)
    waits.ask(lambda: asked.append("old"), asked.append)
    waits.ask(lambda: asked.append("new"), asked.append)
    writes.ask(lambda: asked.append("written"), asked.append)
    waits.stop()
    threading.Timer(0.1, go_on.set).start()
    give_up()
    qtbot.waitUntil(lambda: not background_query._under_way)
    assert asked == ["written"] and place.said == []


def test_an_error_is_said_unless_somebody_deals_with_it(place: Place, qtbot: Any) -> None:
    asker, seen = Asker(place), []

    def question() -> None:
        raise UserError("没有这一天")

    asker.ask(question, seen.append)
    qtbot.waitUntil(lambda: place.said == ["没有这一天"])
    asker.ask(question, seen.append, lambda error: seen.append(error))
    qtbot.waitUntil(lambda: len(seen) == 1)
    assert place.said == ["没有这一天"] and not asker.waiting


def test_a_page_that_is_gone_is_let_go_in_the_windows_thread(database: Path, qtbot: Any) -> None:
    freed: list[threading.Thread] = []
    go_on = threading.Event()

    def leave() -> None:
        page = Place()
        weakref.finalize(page, lambda: freed.append(threading.current_thread()))
        asker = Asker(page)
        weakref.finalize(asker, lambda: freed.append(threading.current_thread()))

        def question() -> int:
            go_on.wait(5)
            return len(page.said)

        asker.ask(question, page.said.append)

    leave()
    gc.collect()
    assert freed == []
    go_on.set()
    qtbot.waitUntil(lambda: not background_query._under_way)
    gc.collect()
    assert freed == [threading.main_thread()] * 2


def test_a_question_that_gets_no_thread_is_said_and_waited_for_by_nobody(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_left(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    asker = Asker(place)
    with monkeypatch.context() as full:
        full.setattr(threading.Thread, "start", none_left)
        asker.ask(lambda: 1, lambda answer: None)
    assert place.said == ["电脑太忙，现在做不了。请关掉别的程序再试。"]
    assert not asker.waiting
    give_up()


def test_nothing_is_asked_while_the_file_is_replaced(place: Place, qtbot: Any, database: Path) -> None:
    asked: list[str] = []
    asker = Asker(place)
    close_database()
    asker.ask(lambda: asked.append("while closed"), lambda _: None)
    settle()
    open_database(database)
    asker.ask(lambda: asked.append("open again"), lambda _: None)
    settle()
    assert asked == ["open again"]
