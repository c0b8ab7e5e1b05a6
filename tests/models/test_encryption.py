"""A file's password is set, changed and taken away, with its copies; it is never left half under another one."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from models import encryption
from models.actions.party.parties import save_household
from models.actions.photos import remove_photo
from models.backup import back_up, check, restore
from models.database import close_database, connect, db
from models.encryption import change_password, give_code, readable_beside
from models.errors import UserError
from models.migrations import VERSION
from models.opening import open_database
from models.queries.desk.global_search import find
from models.tables.party import Household
from models.tables.photo import DOOR, Photo
from tests import factories as make

FIRST, SECOND = "竹篾-井边-四十二", "another one 7"


@pytest.fixture
def file(database: Path) -> Path:
    """A closed file with a household and a copy."""
    save_household({"head": "单春梅"})
    back_up()
    close_database()
    return database


def holds(path: Path, password: str | None) -> bool:
    open_database(path, password, create=False)
    try:
        return check() == [] and Household.select().count() == 1 and bool(find("春梅"))
    finally:
        close_database()


def test_a_password_is_set_and_taken_away(file: Path) -> None:
    (copy,) = (file.parent / "backups").glob("*.db")
    assert readable_beside(file) == [file, copy]
    assert change_password(file, None, FIRST) == []
    assert readable_beside(file) == [] and "春梅".encode() not in file.read_bytes()
    assert holds(file, FIRST)
    with pytest.raises(UserError):
        open_database(file, SECOND, create=False)
    assert change_password(file, FIRST, None) == []
    assert readable_beside(file) == [file, copy] and holds(file, None) and holds(copy, None)
    assert not [one for one in file.parent.rglob("*") if one.name.startswith(".writing")]


def test_a_wrong_password_changes_nothing(file: Path) -> None:
    change_password(file, None, FIRST)
    change_password(file, FIRST, SECOND)
    before = file.read_bytes()
    with pytest.raises(UserError):
        change_password(file, FIRST, None)
    assert file.read_bytes() == before


@pytest.mark.parametrize("weak", ["", "short", "aaaaaaaaaaaa", "with a \0 inside"])
def test_a_weak_password_is_refused(file: Path, weak: str) -> None:
    with pytest.raises(UserError) as refused:
        change_password(file, None, weak)
    assert refused.value.field == "new" and holds(file, None)


def test_a_file_somebody_has_open_stays_and_loses_nothing(file: Path) -> None:
    other = connect(file)
    other.execute_sql("SELECT count(*) FROM voucher").fetchone()
    with pytest.raises(UserError, match="打开"):
        change_password(file, None, FIRST)
    # What it writes from here on stands in the journal alone until it is closed.
    other.execute_sql("PRAGMA wal_autocheckpoint = 0")
    other.execute_sql("PRAGMA user_version = 4711")
    assert Path(f"{file}-wal").stat().st_size
    beside = connect(file)
    assert beside.user_version == 4711
    beside.close()
    other.execute_sql(f"PRAGMA user_version = {VERSION}")
    other.close()
    assert holds(file, None)


def test_another_cooperatives_file_beside_it_is_never_touched(file: Path) -> None:
    south = file.with_name(f"{file.stem}-south{file.suffix}")
    south.write_bytes(file.read_bytes())
    before = south.read_bytes()
    open_elsewhere = connect(south)
    open_elsewhere.execute_sql("SELECT count(*) FROM voucher").fetchone()
    aside = file.with_name(f"{file.stem}-replaced-20261130-101112{file.suffix}")
    aside.write_bytes(before)
    change_password(file, None, FIRST)
    assert Path(f"{south}-wal").exists()
    open_elsewhere.close()
    assert south.read_bytes() == before and readable_beside(file) == []
    assert holds(aside, FIRST)


def test_nobody_is_let_in_while_the_file_is_written_anew(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, seen = encryption._export, []

    def meanwhile(engine: Any, path: Path, target: Path, password: str | None) -> None:
        whole(engine, path, target, password)
        if path == file:
            # The program's own engine: two engines in one process would not see each other's locks.
            with contextlib.closing(dbapi2.connect(str(file), timeout=0)) as late:
                try:
                    late.execute("PRAGMA user_version = 4711")
                except dbapi2.OperationalError as refused:
                    seen.append(str(refused))

    monkeypatch.setattr(encryption, "_export", meanwhile)
    change_password(file, None, FIRST)
    assert len(seen) == 1 and holds(file, FIRST)


def test_a_disk_without_room_says_so_and_changes_nothing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(file.parent)._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)
    with pytest.raises(UserError, match="磁盘"):
        change_password(file, None, FIRST)
    monkeypatch.undo()
    assert holds(file, None)


def test_a_copy_under_another_password_is_named(file: Path) -> None:
    (copy,) = (file.parent / "backups").glob("*.db")
    change_password(copy, None, SECOND)
    assert change_password(file, None, FIRST) == [copy]
    assert holds(copy, SECOND)


def test_what_reads_back_otherwise_is_not_put_in_place(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = encryption._export

    def lossy(engine: object, path: Path, target: Path, password: str | None) -> None:
        whole(engine, path, target, password)
        copy = connect(target, password)
        copy.execute_sql("DROP TRIGGER household_log_delete")
        copy.execute_sql("DELETE FROM household")
        copy.close()

    monkeypatch.setattr(encryption, "_export", lossy)
    with pytest.raises(UserError):
        change_password(file, None, FIRST)
    assert holds(file, None)
    assert db.obj is None


def test_photos_go_with_an_encrypted_file_through_backup_restore_and_another_password(
    home: Path, database: Path
) -> None:
    owner = make.household("H1", "单春梅")
    make.photo(owner, DOOR, 40)

    def photos() -> list[tuple[Any, ...]]:
        return sorted(map(tuple, db.execute_sql("SELECT digest, data FROM photo_data").fetchall()))

    held = photos()
    assert len(held) == 2
    close_database()
    give_code(database, None, "竹篾-井边-四十二")
    open_database(database, "竹篾-井边-四十二")
    assert photos() == held and check() == []
    copy = back_up()
    assert not any(bytes(data)[200:240] in copy.read_bytes() for _, data in held)
    remove_photo(Photo.get().id)
    make.photo(owner, DOOR, 80)
    close_database()
    restore(copy, database, "竹篾-井边-四十二")
    change_password(database, "竹篾-井边-四十二", "桑叶-灶台-七十一")
    open_database(database, "桑叶-灶台-七十一")
    assert photos() == held and check() == [] and Photo.get().household_id == owner.id
    close_database()
