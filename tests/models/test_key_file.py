"""Several people each open one file by a password of their own; nobody is locked out when the small file is lost."""

from __future__ import annotations

import json
import os
import shutil
import stat
from pathlib import Path

import pytest

from models import encryption, key_file, second_place
from models.actions.party.parties import save_household
from models.backup import back_up, check, restore
from models.database import close_database, current_password
from models.encryption import change_password, give_code
from models.errors import UserError
from models.key_file import EVERYONE
from models.opening import open_database, opened_as
from models.rules.desk.recovery_code import engine_key, in_groups
from models.tables.party import Household
from models.unlocking import RECOVERY, Unlocked, unlocked

MANAGER, CLERK, OTHER = "竹篾-井边-四十二", "another one 7", "a third, 老井"


pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
def file(home: Path, database: Path) -> Path:
    """A closed file with a household and a copy."""
    save_household({"head": "单春梅"})
    back_up()
    close_database()
    return database


@pytest.fixture
def code(file: Path) -> str:
    """The file's recovery code; the manager's password opens it, and the clerk's."""
    made, kept = give_code(file, None, MANAGER, "m1")
    assert kept == []
    key_file.wrap(file, "c2", CLERK, made)
    return made


def opened(path: Path, typed: str) -> str:
    open_database(path, typed, create=False)
    try:
        assert check() == [] and Household.select().count() == 1
        return opened_as()
    finally:
        close_database()


def refused(path: Path, typed: str) -> bool:
    try:
        open_database(path, typed, create=False)
    except UserError as error:
        return error.field == "password"
    finally:
        close_database()
    return False


def test_each_opens_it_by_his_own_password_and_it_is_known_whose(file: Path, code: str) -> None:
    assert (opened(file, MANAGER), opened(file, CLERK)) == ("m1", "c2")
    assert key_file.labels(file) == ("m1", "c2")
    assert key_file.unwrap(file, CLERK) == ("c2", code) == key_file.unwrap(file, CLERK, "c2")
    assert key_file.unwrap(file, CLERK, "m1") is None is key_file.unwrap(file, CLERK, "nobody")
    assert refused(file, "guessed once") and refused(file, MANAGER.upper() + "x")
    held = key_file.path_of(file).read_text(encoding="utf-8")
    assert code not in held and not {MANAGER, CLERK} & set(held.split('"'))
    if os.name == "posix":
        assert {stat.S_IMODE(one.stat().st_mode) for one in (file, key_file.path_of(file))} == {0o600}


def test_people_come_and_go_without_the_records_being_written(file: Path, code: str) -> None:
    before = file.read_bytes()
    key_file.drop(file, "c2")
    key_file.wrap(file, "m1", OTHER, code)
    assert refused(file, CLERK) and refused(file, MANAGER)
    assert file.read_bytes() == before and opened(file, OTHER) == "m1"
    with pytest.raises(UserError) as weak:
        key_file.wrap(file, "c2", "1234", code)
    assert weak.value.field == "new" and key_file.labels(file) == ("m1",)


def test_the_recovery_code_opens_it_without_any_key_file(file: Path, code: str, home: Path) -> None:
    for lying in {*home.rglob("*.keys"), *file.parent.rglob("*.keys")}:
        lying.unlink()
    typed = " ".join(in_groups(code)).lower().replace("0", "o")
    assert opened(file, typed) == RECOVERY and refused(file, MANAGER)
    groups = in_groups(code)
    groups[2] = groups[2][:-1] + ("7" if groups[2][-1] != "7" else "8")
    with pytest.raises(UserError, match="3"):
        open_database(file, " ".join(groups))
    with pytest.raises(UserError, match="39"):
        open_database(file, code[1:])


@pytest.mark.parametrize("where", ["laptop", "backups", "second place"])
def test_a_lost_key_file_is_put_back_from_each_of_its_copies(
    file: Path, code: str, home: Path, tmp_path: Path, where: str
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    second_place.choose(file, stick)
    open_database(file, MANAGER)
    back_up()
    close_database()
    backups = file.parent / "backups"
    places = {"laptop": home / "keys", "backups": backups, "second place": stick}
    assert all(list(place.glob("*.keys")) for place in places.values())
    key_file.path_of(file).unlink()
    for place in places.keys() - {where}:
        for lying in places[place].glob("*.keys"):
            lying.unlink()
    assert opened(file, CLERK) == "c2"
    assert key_file.labels(file) == ("m1", "c2")


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 1}', "�" * 3, "[" * 100_000])
def test_a_damaged_key_file_counts_as_none(file: Path, code: str, content: str) -> None:
    key_file.path_of(file).write_text(content, encoding="utf-8")
    assert opened(file, CLERK) == "c2" and key_file.labels(file) == ("m1", "c2")


@pytest.mark.parametrize(
    "cost",
    [
        {"memory": 1 << 30},
        {"memory": 1 << 20},
        {"memory": 1 << 18, "passes": 60},
        {"lanes": 0},
        {"passes": 10**9},
        {"memory": "x"},
        {"memory": float("inf")},
    ],
)
def test_a_key_file_that_asks_too_much_of_a_laptop_counts_as_none(
    file: Path, code: str, cost: dict[str, int]
) -> None:
    lying = key_file.path_of(file)
    told = json.loads(lying.read_text(encoding="utf-8"))
    told["argon2id"] |= cost
    lying.write_text(json.dumps(told), encoding="utf-8")
    assert key_file.labels(file) == () and opened(file, MANAGER) == "m1"


@pytest.mark.parametrize(
    "wraps",
    [
        {"m1": {"nonce": "", "sealed": ""}},
        {"m1": {"nonce": "A" * 400, "sealed": "AAAA"}},
        {"\ud800": {"nonce": "A" * 16, "sealed": "AAAA"}},
    ],
)
def test_a_key_file_with_wraps_that_are_none_counts_as_none(
    file: Path, code: str, wraps: dict[str, dict[str, str]]
) -> None:
    lying = key_file.path_of(file)
    told = json.loads(lying.read_text(encoding="utf-8"))
    lying.write_text(json.dumps(told | {"wraps": wraps}), encoding="utf-8")
    assert key_file.labels(file) == () and opened(file, MANAGER) == "m1"


def test_an_older_key_file_lets_nobody_in_who_left_since(file: Path, code: str) -> None:
    older = file.with_name("older.keys")
    shutil.copyfile(key_file.path_of(file), older)
    key_file.drop(file, "c2")
    assert refused(file, CLERK) and opened(file, MANAGER) == "m1"
    # Also where the one beside the file is lost: its newer copies tell.
    key_file.path_of(file).unlink()
    assert refused(file, CLERK) and opened(file, MANAGER) == "m1"
    assert key_file.labels(file) == ("m1",)


def test_half_a_character_is_no_password_and_no_defect(file: Path, code: str) -> None:
    assert refused(file, "\ud800 bamboo")
    with pytest.raises(UserError) as told:
        key_file.wrap(file, "c2", "\ud800 bamboo", code)
    assert told.value.field == "new"


def test_one_password_for_all_puts_an_end_to_all_others(file: Path, code: str, home: Path) -> None:
    assert change_password(file, CLERK, OTHER) == []
    assert opened(file, OTHER) == "" and key_file.labels(file) == ()
    assert not [*home.rglob("*.keys"), *file.parent.rglob("*.keys")]
    assert all(refused(file, typed) for typed in (MANAGER, CLERK, code))
    assert change_password(file, OTHER, None) == [] and opened(file, "") == ""


def test_a_new_code_makes_the_old_one_and_every_other_password_worthless(file: Path, code: str) -> None:
    fresh, kept = give_code(file, code, OTHER)
    assert kept == [] and fresh != code and opened(file, OTHER) == EVERYONE
    assert all(refused(file, typed) for typed in (MANAGER, CLERK, code))


def test_a_copy_is_restored_by_whatever_opens_it(file: Path, code: str, tmp_path: Path) -> None:
    (copy,) = (file.parent / "backups").glob("*.db")
    for number, typed in enumerate((CLERK, code, " ".join(in_groups(code)))):
        target = tmp_path / f"other {number}" / "put back.db"
        target.parent.mkdir()
        restore(copy, target, typed)
        assert opened(target, MANAGER) == "m1"


def test_a_lost_file_is_put_back_by_its_code_and_everybody_opens_it_as_before(file: Path, code: str) -> None:
    (copy,) = (file.parent / "backups").glob("*.db")
    file.unlink()
    restore(copy, file, code)
    assert (opened(file, CLERK), opened(file, code)) == ("c2", RECOVERY)


def test_a_copy_of_before_under_another_password_brings_its_own_key_file(
    file: Path, code: str, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    open_database(file, MANAGER)
    copy = back_up(stick)
    close_database()
    give_code(file, MANAGER, OTHER)
    kept = restore(copy, file, CLERK)
    assert opened(file, MANAGER) == "m1" and refused(file, OTHER)
    assert kept is not None and opened(kept, OTHER) == EVERYONE


def test_an_older_copy_put_there_by_hand_does_not_cost_the_newer_ones_their_key_file(
    file: Path, code: str, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    open_database(file, MANAGER)
    older = back_up(stick)
    close_database()
    give_code(file, MANAGER, OTHER)
    newer = tmp_path / "newer.db"
    shutil.copyfile(file, newer)
    shutil.copyfile(older, file)
    shutil.copyfile(stick / f"{file.name}.keys", file.with_name("of the stick.keys"))
    assert opened(file, CLERK) == "c2" and key_file.labels(file) == ("m1", "c2")
    assert opened(newer, OTHER) == EVERYONE


def test_a_plain_copy_leaves_no_key_file_behind(file: Path, tmp_path: Path) -> None:
    plain = tmp_path / "plain.db"
    shutil.copyfile(file, plain)
    give_code(file, None, MANAGER)
    kept = restore(plain, file, MANAGER)
    assert opened(file, "") == "" and key_file.labels(file) == ()
    assert kept is not None and opened(kept, MANAGER) == EVERYONE


@pytest.mark.parametrize("after", [0, 1])
def test_broken_off_while_it_is_written_anew_one_of_the_passwords_opens_it(
    file: Path, code: str, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    whole, done = encryption._rewrite, []

    def cut(path: Path, old: str | None, new: str | None) -> None:
        if len(done) == after:
            raise KeyboardInterrupt
        whole(path, old, new)
        done.append(path)

    monkeypatch.setattr(encryption, "_rewrite", cut)
    with pytest.raises(KeyboardInterrupt):
        give_code(file, MANAGER, OTHER)
    assert opened(file, OTHER if after else MANAGER) == (EVERYONE if after else "m1")
    (copy,) = (file.parent / "backups").glob("*.db")
    assert opened(copy, MANAGER) == "m1"


@pytest.mark.parametrize("after", [0, 1])
def test_killed_while_it_is_written_anew_one_of_the_passwords_opens_it(
    file: Path, code: str, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    """As a kill leaves it: nothing that tidies up has run."""
    (copy,) = (file.parent / "backups").glob("*.db")
    key_file.begin(file, EVERYONE, OTHER, fresh := key_file.new_code())
    if after:
        encryption._rewrite(file, engine_key(code), engine_key(fresh))
    assert opened(file, OTHER if after else MANAGER) == (EVERYONE if after else "m1")
    assert opened(copy, MANAGER) == "m1"


def test_who_reopens_by_what_the_engine_took_stays_who_he_was(file: Path, code: str) -> None:
    open_database(file, CLERK)
    taken = current_password()
    assert taken == engine_key(code)
    open_database(file, taken)
    assert opened_as() == "c2"
    close_database()


def test_what_opens_a_plain_file_is_nothing(file: Path) -> None:
    assert unlocked(file, "whatever") == Unlocked("whatever")
    assert unlocked(file, "") == Unlocked(None)
