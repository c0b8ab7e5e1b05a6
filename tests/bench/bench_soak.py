"""A working day at the window: thousands of pages, records, dialogs and previews, at the same memory and speed."""

from __future__ import annotations

import gc
import os
import random
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.database import close_database
from models.opening import open_database
from tests.bench.floor import Row

ACTIONS, WARM = 2_000, 500
GROWTH = 10  # MB
FLAT = 1.2
PROCESS = Path("/proc/self")


@dataclass(frozen=True)
class Held:
    """What the program holds at a moment; memory and files are None where the system does not tell."""

    megabytes: float | None
    threads: int
    files: int | None


def run() -> list[Row]:
    """Work a day at the window over a small cooperative."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # A platform without a screen says that it cannot raise windows.
    os.environ["QT_LOGGING_RULES"] = "default.warning=false"
    with tempfile.TemporaryDirectory() as name:
        os.environ["YUANBA_HOME"] = name
        path = Path(name) / "soak.db"
        open_database(path)
        try:
            return _day(path)
        finally:
            close_database()


def _day(path: Path) -> list[Row]:
    from PySide6.QtWidgets import QApplication

    from tests.bench.history import TODAY
    from tests.ui.dialogs import something_of_everything
    from ui.shell import app as start

    something_of_everything()
    app = start.application()
    desk = start.OpenFile(path, "zh", today=lambda: TODAY)
    try:
        desk.window.resize(1366, 768)
        desk.window.show()
        taken, before, after = _worked(desk.window, app)
    finally:
        desk.window.close()
        QApplication.processEvents()
    last, first = taken[-WARM:], taken[WARM : 2 * WARM]
    rows = [
        Row(
            f"p95 of an action, the last {WARM:,} of {ACTIONS:,} beside the second {WARM:,}",
            _p95(last),
            _p95(first),
            FLAT,
        )
    ]
    since = f"in {ACTIONS - WARM:,} actions"
    if before.megabytes is not None and after.megabytes is not None:
        grown = after.megabytes - before.megabytes
        rows.append(Row(f"memory the window grew by {since}", grown, None, GROWTH, "MB"))
    rows.append(Row(f"threads that stayed {since}", after.threads - before.threads, None, 0, ""))
    if before.files is not None and after.files is not None:
        rows.append(Row(f"open files that stayed {since}", after.files - before.files, None, 0, ""))
    return rows


def _worked(window: Any, app: Any) -> tuple[list[float], Held, Held]:
    """Seconds of each action, what was held after the first of them, and what at the end."""
    actions, chance = _actions(window), random.Random(7)
    taken, before = [], _held(app)
    # Everything once before it counts: what is done for the first time loads modules, fonts and pictures.
    acts = [*actions, *chance.choices(actions, k=ACTIONS - WARM - len(actions))]
    # The last are the second ones again: each is held against itself.
    acts += acts[WARM : 2 * WARM]
    for number, act in enumerate(acts):
        if number == WARM:
            before = _held(app)
        begun = time.perf_counter()
        act()
        app.processEvents()
        taken.append(time.perf_counter() - begun)
    return taken, before, _held(app)


def _actions(window: Any) -> list[Callable[[], object]]:
    """What a clerk does: pages, records, and every dialog opened and closed."""
    from tests.ui.dialogs import DIALOGS, opened
    from tests.ui.stations import RECORDS
    from ui.pages import PAGES

    def dialog(name: str) -> Callable[[], object]:
        key, target, act = DIALOGS[name]

        def open_it() -> None:
            page = window.go(key) if target is None else window.go(key, target())
            _heard()
            opened(lambda: act(page), 1, look=_seen)

        return open_it

    def record(key: str) -> Callable[[], object]:
        def look() -> None:
            for one in RECORDS[key]():
                window.go(key, one)
                _heard()
            window.go(key).home()

        return look

    pages = [lambda key=entry.key: (window.go(key), _heard()) for entry in PAGES]
    return [*pages, *map(record, RECORDS), *map(dialog, DIALOGS)]


def _seen(dialog: Any) -> None:
    """Look until what a dialog makes beside the window is there: a preview closed at once has laid out no page."""
    from PySide6.QtWidgets import QApplication

    from ui.kit.background_task import under_way

    while under_way() is not None:
        QApplication.processEvents()
        time.sleep(0.003)
    QApplication.processEvents()


def _heard() -> None:
    from PySide6.QtWidgets import QApplication

    from ui.kit import background_query

    background_query.settle()
    QApplication.processEvents()


def _held(app: Any) -> Held:
    """What the program holds now, without what is about to go and the drawn pieces that Qt keeps up to 10 MB of."""
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtGui import QPixmapCache

    for _ in range(2):
        app.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
    QPixmapCache.clear()
    if not PROCESS.exists():
        return Held(None, threading.active_count(), None)
    pages = int((PROCESS / "statm").read_text().split()[1])
    files = len(list((PROCESS / "fd").iterdir()))
    return Held(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, threading.active_count(), files)


def _p95(taken: list[float]) -> float:
    return sorted(taken)[len(taken) * 95 // 100]
