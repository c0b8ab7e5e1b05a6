"""What every test starts from: no display, no home of its own, Chinese, and no database left open."""

from __future__ import annotations

import copy
import gc
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.trust.promises import LONG, PROMISE

# Before anything imports Qt: a test never opens a window on the desk of whoever runs it. Set YUANBA_DISPLAY to watch.
if not os.environ.get("YUANBA_DISPLAY"):
    os.environ["QT_QPA_PLATFORM"] = "offscreen"

# Before anything makes a temporary file: a record is on the disk before it counts, and thousands of tests would wait
# for the disk longer than they work. Where Linux keeps files in memory and has room, they lie there.
_memory = Path("/dev/shm")
if "TMPDIR" not in os.environ and _memory.is_dir() and shutil.disk_usage(_memory).free > 2_000_000_000:
    os.environ["TMPDIR"] = tempfile.tempdir = str(_memory)

# Before anything asks for the user's folder: neither settings nor a database of the user may be read or written.
_home = tempfile.TemporaryDirectory(prefix="yuanba-tests-", ignore_cleanup_errors=True)
os.environ["YUANBA_HOME"] = _home.name
os.environ.pop("YUANBA_DB", None)

# Before anything is collected: what thousands of tests are made of stays until the end, and Python's collector, which
# comes by after every few hundred new objects, would look through all of it again and again.
gc.set_threshold(20_000, 20, 50)

Work = Callable[[], Any]
"""What fills a cooperative: a function of a module, or anything else that is equal to itself in the next test."""

settings.register_profile("desk", deadline=None, max_examples=100)
settings.register_profile(
    "ci", deadline=None, max_examples=100, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say at the end which promises were held, and how often."""
    kept: Counter[str] = Counter()
    for report in terminalreporter.stats.get("passed", ()):
        for name, promise in report.user_properties:
            if name == PROMISE:
                words, count = (promise, 1) if isinstance(promise, str) else promise
                kept[words] += count
    if kept:
        terminalreporter.section("promises held" + ("" if LONG else ", a sample (dev.py test --trust: all)"))
        for promise, times in sorted(kept.items()):
            terminalreporter.write_line(f"{times:5}  {promise}")


@pytest.fixture(scope="session", autouse=True)
def _passwords_are_tried_quickly() -> None:
    """A password costs whoever guesses it a tenth of a second; here it is known, and hundreds of files are opened."""
    from sqlcipher3 import dbapi2

    from models import key_file

    assert key_file.cost.memory >= 65_536 and key_file.cost.passes >= 3
    key_file.cost = key_file.Cost(memory=64, passes=1, lanes=1)
    connection = dbapi2.connect(":memory:")
    (turns,) = connection.execute("PRAGMA cipher_default_kdf_iter").fetchone()
    assert int(turns) >= 256_000
    connection.execute("PRAGMA cipher_default_kdf_iter = 1000")
    connection.close()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's data folder of this test alone."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("YUANBA_HOME", str(folder))
    return folder


@pytest.fixture(scope="session")
def _empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from models.database import close_database
    from models.opening import open_database

    path = tmp_path_factory.mktemp("empty") / "empty.db"
    open_database(path)
    close_database()
    return path


@pytest.fixture
def database(_empty: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A new, empty cooperative, open; the path of its file. A test that fills it at once has it opened by ``fill``."""
    from models.database import close_database
    from models.opening import open_database

    path = tmp_path / "test.db"
    if "fill" not in request.fixturenames or "qtbot" in request.fixturenames:
        shutil.copyfile(_empty, path)
        open_database(path)
    yield path
    _refuse_open_transaction()
    close_database()


@pytest.fixture(scope="session")
def _filled() -> dict[Work, tuple[Path, Any]]:
    return {}


@pytest.fixture
def fill(
    database: Path,
    _empty: Path,
    _filled: dict[Work, tuple[Path, Any]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[Work], Any]:
    """Do on the open, empty cooperative what other tests start from too; done once, it is copied from then on.

    ``fill(work)`` answers with what ``work()`` answered, as a copy that the test may change.
    """
    from models.database import close_database
    from models.opening import open_database

    def filled(work: Work) -> Any:
        if work not in _filled:
            if _open_path() is None:
                shutil.copyfile(_empty, database)
                open_database(database)
            answer = work()
            close_database()
            kept = tmp_path_factory.mktemp("filled") / "filled.db"
            shutil.copyfile(database, kept)
            _filled[work] = kept, answer
        else:
            close_database()
            shutil.copyfile(_filled[work][0], database)
        open_database(database)
        return copy.deepcopy(_filled[work][1])

    return filled


@pytest.fixture(autouse=True)
def _nothing_is_spared() -> Iterator[None]:
    """What one test's window spared from the collector is collected before the next counts what is gone."""
    yield
    gc.unfreeze()


@pytest.fixture
def spared() -> None:
    """What was there before the test is walked by no collection within it: all that thousands of tests are made of."""
    gc.freeze()


@pytest.fixture(autouse=True)
def _speak_chinese() -> Iterator[None]:
    from models import i18n

    i18n.set_language("zh")
    yield
    i18n.set_language("zh")


@pytest.fixture(autouse=True)
def _nothing_left_open() -> Iterator[None]:
    # A database that was open before belongs to a fixture of a whole module, which closes it itself.
    before = _open_path()
    yield
    after = _open_path()
    if after is None:
        return
    from models.database import close_database

    _refuse_open_transaction()
    if after != before:
        close_database()
        pytest.fail(f"the test left a database open: {after}")


def _refuse_open_transaction() -> None:
    """Fail, and end the transaction, when the test left one open in the open database."""
    from models.database import close_database, current_path, db

    # The connection itself is asked: peewee only knows of transactions that were begun through it.
    if current_path() is not None and db.connection().in_transaction:
        db.connection().rollback()
        close_database()
        pytest.fail("the test left a transaction open")


def _open_path() -> Path | None:
    if "models.database" not in sys.modules:
        return None
    from models.database import current_path

    return current_path()
