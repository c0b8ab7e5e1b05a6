"""Long work beside the window."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog
from shiboken6 import delete

from models.errors import NeedsConfirmation, UserError
from tests.ui.clerk import Place
from ui.kit import background_task as running
from ui.kit.background_task import ProgressBox, run, under_way


@pytest.fixture
def window(qtbot: Any) -> Place:
    made = Place()
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_work_runs_elsewhere_and_its_end_here(window: Place, qtbot: Any) -> None:
    threads: list[threading.Thread] = []
    done: list[int] = []

    def work(progress: Any) -> int:
        threads.append(threading.current_thread())
        progress(1, 1)
        return 42

    run(window, "Sum", work, lambda result: (done.append(result), threads.append(threading.current_thread())))
    qtbot.waitUntil(lambda: done == [42])
    assert threads[0] is not threads[1] and threads[1] is threading.main_thread()
    assert under_way() is None


def test_an_error_comes_through_the_door(window: Place, qtbot: Any) -> None:
    def work(progress: Any) -> None:
        raise UserError("没有这个月")

    run(window, "Pay", work)
    qtbot.waitUntil(lambda: window.said == ["没有这个月"])
    assert under_way() is None


def test_the_caller_may_deal_with_an_error(window: Place, qtbot: Any) -> None:
    seen: list[BaseException] = []

    def work(progress: Any) -> None:
        raise UserError("x")

    run(window, "Pay", work, failed=lambda error: seen.append(error) is None)
    qtbot.waitUntil(lambda: len(seen) == 1)
    assert window.said == []


def test_a_bar_comes_late_and_stopping_is_clean(window: Place, qtbot: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(running, "SHOW_AFTER_MS", 30)
    done: list[Any] = []

    def work(progress: Any) -> None:
        for number in range(10_000):
            progress(number, 10_000, "下一户")
            time.sleep(0.002)

    work_under_way = run(window, "Long", work, done.append)
    assert work_under_way is not None and QApplication.activeModalWidget() is None
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), ProgressBox))
    box: Any = QApplication.activeModalWidget()
    qtbot.waitUntil(lambda: box.bar.value() > 0)
    assert "下一户" in box.words.text()
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: under_way() is None)
    assert done == [] and window.said == []


def test_one_thing_at_a_time(window: Place, qtbot: Any) -> None:
    go_on = threading.Event()
    run(window, "First", lambda progress: go_on.wait(5))
    assert run(window, "Second", lambda progress: None) is None
    assert "First" in window.said[0]
    go_on.set()
    qtbot.waitUntil(lambda: under_way() is None)


@pytest.mark.parametrize("unasked", [True, False])
def test_what_somebody_asks_for_waits_for_what_nobody_did(window: Place, qtbot: Any, unasked: bool) -> None:
    go_on = threading.Event()
    done: list[str] = []
    run(window, "Reckon", lambda progress: go_on.wait(10), lambda _: done.append("first"), unasked=unasked)
    QTimer.singleShot(20, window, go_on.set)
    run(window, "Lock", lambda progress: None, lambda _: done.append("second"))
    qtbot.waitUntil(lambda: under_way() is None)
    assert done == (["first", "second"] if unasked else ["first"])
    assert window.said == ([] if unasked else ["请稍等，“Reckon”还没有完成。"])


def test_nothing_begins_for_a_page_that_went_while_it_waited(qtbot: Any) -> None:
    window = Place()
    go_on = threading.Event()
    run(None, "Reckon", lambda progress: go_on.wait(10), unasked=True)
    QTimer.singleShot(20, lambda: (delete(window), go_on.set()))
    assert run(window, "Lock", lambda progress: pytest.fail("nobody is there")) is None
    assert under_way() is None


def test_nothing_begins_for_a_window_that_was_closed_while_it_waited(window: Place, qtbot: Any) -> None:
    go_on = threading.Event()
    run(window, "Reckon", lambda progress: go_on.wait(10), unasked=True)
    QTimer.singleShot(20, window, lambda: (window.close(), go_on.set()))
    assert run(window, "Lock", lambda progress: pytest.fail("nobody is there")) is None
    assert under_way() is None


def test_a_key_pressed_twice_while_it_waits_does_one_thing(window: Place, qtbot: Any) -> None:
    go_on = threading.Event()
    done: list[str] = []

    def press() -> None:
        run(window, "Lock", lambda progress: None, lambda _: done.append("locked"))

    run(window, "Reckon", lambda progress: go_on.wait(10), unasked=True)
    QTimer.singleShot(10, window, press)
    QTimer.singleShot(40, window, go_on.set)
    press()
    qtbot.waitUntil(lambda: under_way() is None)
    assert done == ["locked"] and window.said == []


def test_a_question_from_the_work_is_asked_and_it_runs_again(window: Place, qtbot: Any) -> None:
    done: list[Any] = []

    def work(progress: Any, consent: Any) -> Any:
        if not consent.keys:
            raise NeedsConfirmation("sure", "?")
        return consent.keys

    def agree() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QDialog):
            box.accept()

    timer = QTimer(window, interval=10)
    timer.timeout.connect(agree)
    timer.start()
    run(window, "Ask", work, done.append, asks=True)
    qtbot.waitUntil(lambda: done == [frozenset({"sure"})])
    timer.stop()


@pytest.mark.parametrize("asking", [False, True])
def test_a_page_that_is_gone_is_asked_nothing(qtbot: Any, monkeypatch: Any, asking: bool) -> None:
    monkeypatch.setattr(running, "SHOW_AFTER_MS", 10)
    page, going, done = Place(), threading.Event(), []
    shown: list[bool] = []

    class Seen(ProgressBox):
        def __init__(self, *what: Any, **how: Any) -> None:
            super().__init__(*what, **how)
            shown.append(True)

    monkeypatch.setattr(running, "ProgressBox", Seen)

    def work(progress: Any, consent: Any) -> None:
        assert going.wait(5)
        if asking:
            raise NeedsConfirmation("more", "还要吗？")

    begun = run(page, "Sum", work, done.append, asks=True)
    assert begun is not None
    delete(page)
    # The bar comes without the page, and nobody is left to answer the question.
    qtbot.waitUntil(lambda: shown == [True])
    with qtbot.waitSignal(begun.finished):
        going.set()
    assert under_way() is None and not done


def test_the_worker_has_a_connection_of_its_own(window: Place, qtbot: Any, database: Path) -> None:
    from models.database import db
    from models.settings import change_settings, setting

    here = id(db.connection())
    seen: list[tuple[int, str]] = []

    def work(progress: Any) -> None:
        change_settings({"cooperative.name": "大石镇"})
        seen.append((id(db.connection()), setting("cooperative.name")))

    run(window, "Write", work)
    qtbot.waitUntil(lambda: under_way() is None)
    assert seen and seen[0][0] != here and seen[0][1] == "大石镇"
    assert setting("cooperative.name") == "大石镇"


def test_a_stopped_write_leaves_nothing(window: Place, qtbot: Any, database: Path) -> None:
    from models.i18n import mark
    from models.settings import change_settings, setting
    from tests.writing import operation

    started = threading.Event()

    def work(progress: Any) -> None:
        with operation(mark("Change settings")):
            change_settings({"cooperative.name": "half"})
            for _ in range(1000):
                started.set()
                time.sleep(0.002)
                progress(0, 0)

    work_under_way = run(window, "Write", work)
    assert work_under_way is not None
    started.wait(5)
    work_under_way.cancel()
    work_under_way.wait()
    assert setting("cooperative.name") == ""


def test_a_statement_that_takes_long_is_broken_off_and_nothing_kept(
    window: Place, qtbot: Any, database: Path
) -> None:
    from models.database import db
    from models.i18n import mark
    from models.settings import change_settings, setting
    from models.tables.party import Location
    from tests.writing import operation

    begun = threading.Event()
    endless = "WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n)"
    insert = f"{endless} INSERT INTO location (id, kind, name) SELECT i, 'household', '' FROM n"

    def work(progress: Any) -> None:
        with operation(mark("Change settings")):
            change_settings({"cooperative.name": "half"})
            db.connection().set_progress_handler(lambda: begun.set(), 1000)
            db.execute_sql(insert)

    places = Location.select().count()
    done: list[Any] = []
    work_under_way = run(window, "Write", work, done.append)
    assert work_under_way is not None and begun.wait(5)
    work_under_way.cancel()
    work_under_way.wait()
    assert done == [] and window.said == []
    assert setting("cooperative.name") == "" and Location.select().count() == places


def test_nothing_is_collected_in_the_worker_thread(window: Place, qtbot: Any) -> None:
    import gc

    seen: list[bool] = []
    run(window, "Work", lambda progress: seen.append(gc.isenabled()))
    qtbot.waitUntil(lambda: under_way() is None)
    assert seen == [False] and gc.isenabled()


def test_work_that_gets_no_thread_is_said_and_locks_nothing_out(
    window: Place, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_left(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as full:
        full.setattr(threading.Thread, "start", none_left)
        assert run(window, "Pay", lambda progress: 1) is None
    assert under_way() is None and window.said == ["电脑太忙，现在做不了。请关掉别的程序再试。"]
    done: list[int] = []
    run(window, "Pay", lambda progress: 2, done.append)
    qtbot.waitUntil(lambda: done == [2])


def test_the_bar_may_be_gone_with_its_dialog_before_the_work_ends(qtbot: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(running, "SHOW_AFTER_MS", 10)
    dialog, go_on = QDialog(), threading.Event()

    def work(progress: Any) -> None:
        go_on.wait(10)
        progress(1, 1, "下一户")

    work_under_way = run(dialog, "Long", work)
    assert work_under_way is not None
    qtbot.waitUntil(lambda: work_under_way._box is not None and work_under_way._box.isVisible())
    delete(dialog)
    go_on.set()
    # What goes wrong in a slot fails the test.
    qtbot.waitUntil(lambda: under_way() is None)
