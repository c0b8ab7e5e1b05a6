"""The window answers within a tenth of a second; a test that fails names the function that held it up.

Only the work of the window's own thread counts here, so that a busy machine is no fault; the time by the clock on a
file of three years is what ``python3 dev.py bench blocks`` measures.
"""

from __future__ import annotations

import importlib
import time
from typing import Any

from tests.bench.loop_watch import LoopWatch
from tests.ui.clerk import Clerk
from tests.ui.dialogs import something_of_everything
from tests.ui.stations import RECORDS
from ui.kit import background_query
from ui.kit.turns import turns
from ui.pages import PAGES

LIMIT = 0.1
SLACK = 2.0
"""How much slower than the laptop it is meant for a machine that tests may be."""


def answered() -> bool:
    """Whether nobody waits for an answer any more."""
    return not background_query._under_way and not turns().under_way


def test_no_page_holds_the_window_up(clerk: Clerk) -> None:
    something_of_everything()
    for entry in PAGES:
        # Loaded beside the window as a rule (`ui.shell.load_ahead`), and slower where nothing is kept compiled.
        importlib.import_module(entry.place.partition(":")[0])
    watch = LoopWatch(LIMIT)
    watch.begin()
    try:
        for entry in PAGES:
            for visit in ("first", "again"):
                watch.do(f"{entry.key}, {visit}", lambda key=entry.key: clerk.window.go(key), answered)
            for target in RECORDS.get(entry.key, list)()[:1]:
                watch.do(
                    f"a record of {entry.key}",
                    lambda key=entry.key, target=target: clerk.window.go(key, target),
                    answered,
                )
    finally:
        watch.end()
    held = [stall for stall in watch.stalls if stall.worked > LIMIT * SLACK]
    assert not held, "\n".join(map(str, held))


def hold_up() -> None:
    """Something that takes too long, in a function of ours as far as the watch can tell."""
    until = time.thread_time() + 0.3
    while time.thread_time() < until:
        pass


def test_the_watch_hears_what_holds_up_and_names_it(clerk: Clerk, monkeypatch: Any) -> None:
    from tests.bench import loop_watch

    monkeypatch.setattr(loop_watch, "OURS", (*loop_watch.OURS, str(loop_watch.ROOT / "tests" / "ui")))
    watch = LoopWatch(LIMIT)
    watch.begin()
    try:
        watch.do("nothing", lambda: None)
        watch.do("holding up", hold_up)
    finally:
        watch.end()
    [stall] = [stall for stall in watch.stalls if stall.worked > LIMIT]
    assert stall.act == "holding up" and stall.seconds >= stall.worked > 0.25
    assert stall.where[0] == "tests/ui/test_answering.py:hold_up" and "hold_up" in str(stall)
