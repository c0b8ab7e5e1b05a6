"""Files and folders that do not obey: each is one clear sentence, nothing is half done, and one can go on reading."""

from __future__ import annotations

import errno
import gc
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import peewee
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog

from models import backup, database, files
from models.database import close_database, current_path, db
from models.errors import UserError
from models.i18n import translator
from models.opening import open_database
from models.queries.party.households import households
from models.tables.ledger import Voucher
from models.tables.party import Household
from reports.exchange.list_export import write_list
from tests import factories as make
from tests.ui.clerk import CTRL, TODAY, Clerk
from ui.shell import app, backup_commands, trouble

ROOT = Path(__file__).resolve().parents[3]


class Stubborn:
    """An `open` that fails on whatever is opened for writing below a folder, as its disk would."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path, number: int) -> None:
        self.folder, self.number, self._open = folder, number, Path.open
        monkeypatch.setattr(Path, "open", lambda path, *rest, **more: self.open(path, *rest, **more))

    def open(self, path: Path, mode: str = "r", *rest: Any, **more: Any) -> Any:
        """The file, or the disk's fault."""
        if set(mode) & set("wa+x") and self.folder in path.parents:
            raise OSError(self.number, os.strerror(self.number), str(path))
        return self._open(path, mode, *rest, **more)


def test_what_the_disk_refuses_is_a_sentence_of_its_own(tmp_path: Path) -> None:
    target = tmp_path / "名册.xlsx"
    said = {
        number: files.unwritable(target, OSError(number, "?")).message
        for number in (errno.ENOSPC, errno.EROFS, errno.EIO, errno.EACCES)
    }
    assert said[errno.ENOSPC] == f"“{tmp_path}”所在的磁盘已满。请腾出空间后重做一次。"
    assert "写保护" in said[errno.EROFS] and "插着" in said[errno.EIO] and "其他程序" in said[errno.EACCES]
    assert len(set(said.values())) == 4
    assert files.unwritable(tmp_path / "no" / "a.xlsx", OSError(errno.ENOENT, "?")).message.startswith(
        "没有文件夹"
    )


# The rows a workbook's writer has parked are let go of late when its end fails.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
def test_a_list_on_a_full_disk_is_refused_and_leaves_nothing(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    import xlsxwriter.workbook

    make.household("H1", "单春梅")
    target = tmp_path / "out" / "名册.xlsx"
    target.parent.mkdir()
    target.write_bytes(b"as it was")

    def full(*_: Any, **__: Any) -> Any:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(xlsxwriter.workbook, "ZipFile", full)
    with pytest.raises(UserError) as refusal:
        write_list(target, households(), translator("zh"))
    assert "磁盘" in refusal.value.message
    del refusal
    gc.collect()
    assert target.read_bytes() == b"as it was" and list(target.parent.iterdir()) == [target]


def test_a_defect_while_writing_stays_a_defect(tmp_path: Path) -> None:
    with pytest.raises(KeyError), files.replacing(tmp_path / "a.pdf"):
        raise KeyError("not the disk's fault")
    assert not list(tmp_path.iterdir())


def test_posting_on_a_full_disk_keeps_the_lines_and_the_window(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.subcontract(make.household("H1", "单春梅"), number="PG00001")
    page = clerk.go("collection")
    for words in ("PG00001", "3"):
        clerk.type(words)
        clerk.press(Qt.Key.Key_Return)
    # The engine itself says so: no page may be added to the file any more.
    pages = db.execute_sql("PRAGMA page_count").fetchone()[0]
    db.execute_sql(f"PRAGMA max_page_count = {pages}")
    try:
        for _ in range(200):
            clerk.press(Qt.Key.Key_Return, CTRL)
            if any("磁盘已满" in words for words in clerk.said):
                break
            clerk.window.notice.hide()
            _more(page, clerk)
    finally:
        db.execute_sql(f"PRAGMA max_page_count = {2**30}")
    assert any("磁盘已满" in words for words in clerk.said)
    assert len(page.grid.lines()) == 1 and page.dirty
    posted = Voucher.select().count()
    page = clerk.go("households")
    assert page.table.count() == 1
    page = clerk.go("collection")
    clerk.press(Qt.Key.Key_Return, CTRL)
    assert Voucher.select().count() == posted + 1 and not page.dirty


def _more(page: Any, clerk: Clerk) -> None:
    """Something more to post, so that the free room of the last page is used up."""
    clerk.go("collection")
    for words in ("PG00001", "1"):
        clerk.type(words)
        clerk.press(Qt.Key.Key_Return)


def test_a_backup_folder_that_is_a_file_is_told_by_name(clerk: Clerk) -> None:
    make.household("H1", "单春梅")
    path = current_path()
    assert path is not None
    (path.parent / "backups").write_text("no folder", encoding="utf-8")
    backup_commands.back_up(clerk.window)
    clerk.wait()
    assert any("backups" in words and "写不进去" in words for words in clerk.said)
    assert backup_commands.state(path)[1] == "soon"


def test_an_export_to_a_folder_of_that_name_is_told(
    clerk: Clerk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "名册.xlsx"
    target.mkdir()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    make.household("H1", "单春梅")
    page = clerk.go("households")
    page.table.export.trigger()
    clerk.wait()
    assert any("是一个文件夹" in words or "文件夹，不是" in words for words in clerk.said), clerk.said


def read_only(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a write-protected stick: neither the file nor its folder takes anything."""
    Stubborn(monkeypatch, path.parent, errno.EROFS)


def test_a_file_on_a_write_protected_disk_is_copied_first_of_all(
    tmp_path: Path, home: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "stick" / "coop.db"
    path.parent.mkdir()
    open_database(path)
    make.household("H1", "单春梅")
    close_database()
    assert files.writable(path) and not list(path.parent.glob(".writing*"))
    read_only(path, monkeypatch)
    assert not files.writable(path)
    unopened = peewee.OperationalError("whatever the engine calls it")
    unopened.sqlite_errorcode = 14
    fault = database.world_fault(unopened, path)
    assert fault is not None and "不可写入" in fault.message
    box = trouble.Trouble(None, fault.message, path)
    qtbot.addWidget(box)
    assert box.ways[trouble.COPY].isDefault() and not box.ways[trouble.AGAIN].isDefault()
    copy = app._copied(None, path)
    assert copy.parent == home
    open_database(copy)
    try:
        assert [row.head for row in Household.select()] == ["单春梅"]
    finally:
        close_database()


def test_a_file_that_can_only_be_read_is_said_before_anything_is_typed(
    clerk: Clerk, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.household("H1", "单春梅")
    path = current_path()
    assert path is not None
    desk = app.OpenFile(path, today=lambda: TODAY)
    said: list[tuple[Any, ...]] = []
    monkeypatch.setattr(desk.window.notice, "say", lambda *what, **__: said.append(what))
    try:
        desk._say_unwritable()
        assert not said
        monkeypatch.setattr(app, "writable", lambda _: False)
        desk._say_unwritable()
        words, action, slot = said[0][:3]
        assert path.name in words and "只能看" in words and action == "复制一份来用"
        slot()
        assert desk.path.parent == home and current_path() == desk.path
        assert [row.head for row in Household.select()] == ["单春梅"]
    finally:
        desk.window.close()
        desk.window.deleteLater()
        desk.claim.release()
        close_database()
        open_database(path)


FOREIGN = {
    "照片.db": b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(8180),
    "表.db": b"PK\x03\x04" + bytes(8188),
    "字.db": "一二三".encode(),
    "半页.db": b"x" * 5000,
}


@pytest.mark.parametrize("name", sorted(FOREIGN))
def test_a_file_of_another_kind_is_not_asked_for_a_password(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(FOREIGN[name])
    with pytest.raises(UserError) as refusal:
        open_database(path)
    assert refusal.value.field is None and refusal.value.message == f"“{name}”不是院坝的账本。"
    assert path.read_bytes() == FOREIGN[name]


def test_a_database_of_another_program_is_refused_whatever_version_it_bears(tmp_path: Path) -> None:
    import sqlite3

    from models.migrations import VERSION

    for version in (0, 1, VERSION, VERSION + 1):
        path = tmp_path / f"other{version}.db"
        other = sqlite3.connect(path)
        other.execute("CREATE TABLE notes (words)")
        other.execute(f"PRAGMA user_version = {version}")
        other.commit()
        other.close()
        before = path.read_bytes()
        with pytest.raises(UserError, match="不是院坝的账本"):
            open_database(path)
        assert path.read_bytes()[100:] == before[100:] and list(tmp_path.glob(f"other{version}-*")) == []


def test_an_encrypted_file_asks_and_a_truncated_one_is_called_damaged(tmp_path: Path) -> None:
    path = tmp_path / "coop.db"
    open_database(path, "ein Wort")
    make.household("H1", "单春梅")
    close_database()
    with pytest.raises(UserError) as refusal:
        open_database(path)
    assert refusal.value.field == "password"
    with pytest.raises(UserError) as refusal:
        open_database(path, "another")
    assert refusal.value.field == "password"
    plain = tmp_path / "plain.db"
    open_database(plain)
    make.household("H1", "单春梅")
    close_database()
    plain.write_bytes(plain.read_bytes()[: plain.stat().st_size // 2 // 4096 * 4096])
    with pytest.raises(UserError, match="损坏"):
        open_database(plain)


def test_a_page_that_cannot_be_read_is_a_finding_of_the_check(tmp_path: Path) -> None:
    path = tmp_path / "coop.db"
    open_database(path)
    for number in range(40):
        make.household(f"H{number}", "单春梅", note="词" * 300)
    close_database()
    raw = bytearray(path.read_bytes())
    for start in range(4096 * 8, len(raw) - 4096, 4096 * 3):
        raw[start : start + 2048] = os.urandom(2048)
    path.write_bytes(raw)
    try:
        open_database(path)
    except UserError as refusal:
        assert "损坏" in refusal.message
        return
    try:
        assert backup.check()
    finally:
        close_database()


BOX = pytest.mark.skipif(os.name == "nt", reason="Windows always has a display: the sentence waits in a box")


@pytest.mark.parametrize("arguments", [pytest.param(["main.py"], marks=BOX), ["main.py", "check"]])
def test_a_data_folder_that_cannot_be_is_one_sentence(tmp_path: Path, arguments: list[str]) -> None:
    place = tmp_path / "home"
    place.write_text("no folder", encoding="utf-8")
    environment = {**os.environ, "YUANBA_HOME": str(place), "YUANBA_LANGUAGE": "zh"}
    environment = {
        name: value for name, value in environment.items() if name not in ("DISPLAY", "QT_QPA_PLATFORM")
    }
    ran = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, check=False, timeout=60
    )
    said = ran.stderr.decode("utf-8", "replace")
    assert ran.returncode == 2 and str(place) in said and "Traceback" not in said


def test_without_a_window_the_reason_is_shown_in_a_box(qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from ui.shell import opening

    seen: list[str] = []

    def look() -> None:
        box: Any = QApplication.activeModalWidget()
        seen.append(box.words.text())
        box.accept()

    monkeypatch.setattr(
        opening, "machine_mark", lambda: (_ for _ in ()).throw(UserError("数据文件夹无法使用。"))
    )
    QTimer.singleShot(50, look)
    assert opening.main() == opening.REFUSED and seen == ["数据文件夹无法使用。"]


def test_a_log_that_cannot_be_written_stops_nobody(home: Path) -> None:
    from models.log import logging_to_file

    (home / "logs").write_text("no folder", encoding="utf-8")
    with logging_to_file():
        logging.getLogger("yuanba").warning("said to nobody")
    assert (home / "logs").read_text(encoding="utf-8") == "no folder"
