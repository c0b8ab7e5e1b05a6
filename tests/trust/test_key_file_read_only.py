"""A key file that cannot be written: one sentence, the file opens by every password it opened by, nothing is lost."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models import encryption, key_file, rights
from models.actions.desk import people
from models.actions.desk.undo import last_undoable, undo
from models.backup import back_up, check, restore
from models.database import close_database
from models.encryption import give_code
from models.errors import UserError
from models.key_file import EVERYONE
from models.opening import open_database
from models.tables.desk import User
from models.unlocking import prove
from tests import factories as make

OWN, HERS, NEW = "竹篾-井边-四十二", "桑叶-灶台-七十一", "柴刀-晒坝-九十三"


@pytest.fixture
def file(home: Path, database: Path) -> Path:
    make.household("H1", "单春梅")
    people.save_user({"name": "彭经理", "role": "manager"})
    people.save_user({"name": "任文员", "role": "clerk"})
    close_database()
    give_code(database, None, OWN)
    open_database(database, OWN)
    rights.take_seat(rights.Person(User.get(User.role == "manager").id, "彭经理", "manager"), guarded=True)
    encryption.give_password(database, label(), HERS, prove(database, OWN))
    return database


def label() -> str:
    return str(User.get(User.name == "任文员").label)


@pytest.fixture
def read_only(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key file beside the file is write-protected, as Windows sees it: nothing takes its place."""
    place, replace = key_file.path_of(file), Path.replace

    def refuse(self: Path, target: Any) -> Path:
        if Path(target) == place:
            raise PermissionError(errno.EACCES, "Access is denied", str(self), None, str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refuse)


def opens(path: Path, password: str) -> bool:
    close_database()
    try:
        open_database(path, password)
    except UserError:
        return False
    return check() == []


def left(path: Path) -> list[str]:
    return [one.name for one in path.parent.glob(".writing-*")]


@pytest.mark.usefixtures("read_only")
@pytest.mark.parametrize("what", ["own password", "another's", "who leaves", "undo"])
def test_what_needs_it_is_refused_whole(file: Path, what: str) -> None:
    """``undo``: of somebody made, whose password the key file has meanwhile."""
    by = prove(file, OWN)
    before = key_file.beside(file)
    acts: dict[str, Callable[[], object]] = {
        "own password": lambda: encryption.set_password(file, by, NEW, sheet=False),
        "another's": lambda: encryption.give_password(file, label(), NEW, by),
        "who leaves": lambda: people.save_user({"active": False}, User.get(User.name == "任文员")),
    }
    if what == "undo":
        people.save_user({"name": "薛会计", "role": "viewer"})
        gone = User.get(User.name == "薛会计").label
        # As if the key file had become write-protected only now.
        held = key_file.beside(file)
        assert held is not None and held.wraps
        key_file.path_of(file).write_text(
            key_file.path_of(file).read_text(encoding="utf-8").replace(label(), gone), encoding="utf-8"
        )
        before = key_file.beside(file)
        last = last_undoable()
        assert last is not None
        acts["undo"] = lambda: undo(last.id)
    with pytest.raises(UserError) as refused:
        acts[what]()
    assert file.name in refused.value.message and "\n" not in refused.value.message
    assert key_file.beside(file) == before and left(file) == []
    assert User.get(User.name == "任文员").active and User.select().count() == (3 if what == "undo" else 2), (
        what
    )
    assert opens(file, OWN) and not opens(file, NEW)
    assert what == "undo" or opens(file, HERS)


@pytest.mark.usefixtures("read_only")
def test_a_new_code_holds_though_the_old_key_file_stays(file: Path) -> None:
    copy = back_up()
    close_database()
    code, _ = give_code(file, OWN, NEW)
    assert opens(file, NEW) and opens(file, code), "by the one that lies beside the old one"
    assert not opens(file, OWN) and not opens(file, HERS)
    close_database()
    restore(copy, file, NEW)
    assert opens(file, NEW) and left(file) == []


def test_once_it_can_be_written_again_it_is(file: Path) -> None:
    with pytest.MonkeyPatch.context() as patched:
        place, replace = key_file.path_of(file), Path.replace

        def refuse(self: Path, target: Any) -> Path:
            if Path(target) == place:
                raise PermissionError(errno.EACCES, "Access is denied", str(self))
            return replace(self, target)

        patched.setattr(Path, "replace", refuse)
        close_database()
        give_code(file, OWN, NEW, EVERYONE)
    assert opens(file, NEW)
    held = key_file.unwrap(file, NEW)
    assert held is not None and held.label == EVERYONE
    assert not list(file.parent.glob("*.coming.keys"))
