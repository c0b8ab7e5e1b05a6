"""How long the window does not answer over three years of 300 households, by the clock: pages, records, common acts."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from models.database import close_database
from models.opening import open_database
from tests.bench.floor import Row

MOVEMENTS, HOUSEHOLDS = 153_000, 300
"""92,000 slips."""
LIMIT = 0.1
AFTERWARDS = ("orders", "households", "products", "reports")
"""Pages that are looked at after each change of look; all others were made alike."""
KEPT = "YUANBA_BLOCKS_FILE"
"""Where the large file is kept for the next time, if anywhere."""


def run() -> list[Row]:
    """Walk the pages and the commonest acts over a large file; each row is the longest wait of one of them."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QT_LOGGING_RULES"] = "default.warning=false"
    with tempfile.TemporaryDirectory() as name:
        os.environ["YUANBA_HOME"] = name
        path = Path(os.environ.get(KEPT, Path(name) / "blocks.db"))
        if not path.exists():
            _fill(path)
        other = _other_look(path)
        open_database(path)
        try:
            return _walked(path, other)
        finally:
            close_database()


def _fill(path: Path) -> None:
    from tests.bench import history

    history.fill(path, MOVEMENTS, households=HOUSEHOLDS)


def _walked(path: Path, other: Path) -> list[Row]:
    from PySide6.QtWidgets import QApplication

    from tests.bench.history import TODAY
    from tests.bench.loop_watch import LoopWatch
    from ui.kit import background_query
    from ui.kit.background_task import under_way
    from ui.kit.turns import turns
    from ui.shell import app as start
    from ui.shell.leaving import still_leaving

    start.application()
    desk = start.OpenFile(path, "zh", today=lambda: TODAY)
    window: Any = desk.window
    window.resize(1366, 768)
    window.show()
    watch = LoopWatch(LIMIT)
    watch.begin()
    done = []

    def settled() -> bool:
        return (
            not background_query._under_way
            and under_way() is None
            and not turns().under_way
            and not still_leaving()
        )

    try:
        for name, act in _acts(desk, path, other):
            watch.do(name, act, settled)
            done.append(name)
    finally:
        watch.end()
        window.close()
        QApplication.processEvents()
    for stall in watch.longest.values():
        print(stall, flush=True)
    return [Row(f"longest wait: {name}", watch.longest[name].seconds, None, LIMIT) for name in done]


def _acts(desk: Any, desk_file: Path, other: Path) -> Iterator[tuple[str, Callable[[], Any]]]:
    """What is done, in its order."""
    from models.queries.desk.target import Month, Record
    from models.tables.ledger import Voucher
    from models.tables.order import Order
    from models.tables.party import Household
    from models.tables.product import Product
    from tests.ui.dialogs import first
    from ui.pages import PAGES
    from ui.shell.first_run import Beginning

    window = desk.window
    for time in ("first", "again"):
        for entry in PAGES:
            yield f"{entry.key}, {time}", lambda key=entry.key: window.go(key)
    for key, table in (
        ("households", Household),
        ("orders", Order),
        ("products", Product),
        ("vouchers", Voucher),
    ):
        yield f"a record of {key}", lambda key=key, table=table: window.go(key, Record(first(table)()))
        yield f"back from {key}", lambda key=key: window.go(key).home()
    yield "a month of pay", lambda: window.go("pay", Month("2026-09"))
    for key in ("households", "vouchers"):
        yield f"sort {key}", lambda key=key: window.go(key).table.table.sortByColumn(1, _descending())
        yield f"search {key}", lambda key=key: window.go(key).table.search.setText("陈")
        yield f"all of {key} again", lambda key=key: window.go(key).table.search.clear()
        yield f"choose all {key}", lambda key=key: window.go(key).table.table.selectAll()
        yield f"copy all {key}", lambda key=key: window.go(key).table.verbs.copy_rows()
    yield "find", lambda: window.top.find.setText("H0001")
    for words, changed in (
        ("dark", {"screen.theme": "dark"}),
        ("light", {"screen.theme": "light"}),
        ("larger letters", {"screen.font_size": "18"}),
        ("usual letters", {"screen.font_size": "14"}),
    ):
        yield "to settings", lambda: window.go("settings")
        yield words, lambda changed=changed: _set(window, changed)
        for key in AFTERWARDS:
            yield f"{key}, after {words}", lambda key=key: window.go(key)
    yield "a file with another look", lambda: desk.switch(Beginning(other))
    yield "back to the first file", lambda: desk.switch(Beginning(desk_file))


def _set(window: Any, changed: dict[str, Any]) -> None:
    """Keep settings and follow them, as the page of settings does."""
    from models.settings import change_settings

    change_settings(changed)
    window.settings_changed()


def _other_look(path: Path) -> Path:
    """A file beside another that wants dark and large letters; none is open afterwards."""
    from models.settings import change_settings

    other = path.with_name("other-look.db")
    if not other.exists():
        open_database(other)
        change_settings({"screen.theme": "dark", "screen.font_size": "18", "screen.language": "zh"})
        close_database()
    return other


def _descending() -> Any:
    from PySide6.QtCore import Qt

    return Qt.SortOrder.DescendingOrder
