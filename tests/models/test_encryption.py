"""A file's password is set, changed and taken away, with its copies; it is never left half under another one."""

from __future__ import annotations

from pathlib import Path

import pytest

from models import encryption
from models.actions.party.parties import save_household
from models.backup import back_up, check
from models.database import close_database, connect, db
from models.encryption import change_password, readable_beside
from models.errors import UserError
from models.opening import open_database
from models.queries.desk.global_search import find
from models.tables.party import Household

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


@pytest.mark.parametrize("weak", ["", "short", "aaaaaaaaaaaa"])
def test_a_weak_password_is_refused(file: Path, weak: str) -> None:
    with pytest.raises(UserError) as refused:
        change_password(file, None, weak)
    assert refused.value.field == "new" and holds(file, None)


def test_a_file_somebody_has_open_stays(file: Path) -> None:
    other = connect(file)
    other.execute_sql("BEGIN")
    other.execute_sql("SELECT count(*) FROM voucher").fetchone()
    with pytest.raises(UserError, match="打开"):
        change_password(file, None, FIRST)
    other.close()
    assert holds(file, None)


def test_a_copy_under_another_password_is_named(file: Path) -> None:
    (copy,) = (file.parent / "backups").glob("*.db")
    change_password(copy, None, SECOND)
    assert change_password(file, None, FIRST) == [copy]
    assert holds(copy, SECOND)


def test_what_reads_back_otherwise_is_not_put_in_place(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = encryption._export

    def lossy(engine: object, target: Path, password: str | None) -> None:
        whole(engine, target, password)
        copy = connect(target, password)
        copy.execute_sql("DROP TRIGGER household_log_delete")
        copy.execute_sql("DELETE FROM household")
        copy.close()

    monkeypatch.setattr(encryption, "_export", lossy)
    with pytest.raises(UserError):
        change_password(file, None, FIRST)
    assert holds(file, None)
    assert db.obj is None
