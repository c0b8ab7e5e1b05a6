"""Names and PINs of those who sign in: no two read alike, and what nobody can see is no PIN."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import rights, second_place, signed_in
from models.actions.desk.people import change_own_secret, save_user
from models.backup import back_up
from models.errors import UserError
from models.key_file import refuse_weak
from models.rules.desk.password_letters import seen_letters
from models.secret import kept_of
from models.tables.desk import User

UNSEEN = (
    "    ",
    "\u3000" * 6,
    "\u200b" * 8,
    "\u3164\u2800\u115f\uffa0",
    " \u00ad\u2060\ufeff\u202e1\u0301\u200d23",
)


def refused(name: str) -> UserError:
    with pytest.raises(UserError) as found:
        save_user({"name": name, "role": "clerk"})
    return found.value


@pytest.mark.parametrize(
    "name", ["BOSS", "boss", " Boss ", "ｂｏｓｓ", "ＢＯＳＳ", "bo\u200bss", "b oss", "ﬀ"]
)
def test_a_name_that_reads_like_anothers_is_refused_beside_it(database: Path, name: str) -> None:
    save_user({"name": "boss", "role": "manager"})
    save_user({"name": "FF", "role": "viewer"})
    assert refused(name).field == "name"
    assert User.select().count() == 2


def test_one_who_left_keeps_his_name_and_anybody_may_write_his_own_otherwise(database: Path) -> None:
    boss = save_user({"name": "boss", "role": "manager"})
    gone = save_user({"name": "任秀英", "role": "clerk", "active": False})
    assert refused("任 秀英").field == "name"
    assert save_user({"name": "Boss"}, boss).name == "Boss"
    with pytest.raises(UserError) as found:
        save_user({"name": "BOSS"}, gone)
    assert found.value.field == "name" and User.get_by_id(gone.id).name == "任秀英"


def test_a_name_is_as_long_as_a_slip_has_room_for(database: Path) -> None:
    save_user({"name": "长" * 40, "role": "manager"})
    assert refused("名" * 41).field == "name"
    assert User.select().count() == 1


def test_who_signs_in_by_name_may_write_it_as_he_likes(database: Path) -> None:
    save_user({"name": "Boss", "role": "manager"})
    signed_in.sign_out()
    assert signed_in.sign_in_by_name(" ｂｏｓｓ").name == "Boss" == rights.maker()


@pytest.mark.parametrize("secret", UNSEEN)
def test_a_pin_nobody_can_see_is_refused_beside_it(database: Path, secret: str) -> None:
    with pytest.raises(UserError) as found:
        save_user({"name": "彭经理", "role": "manager", "secret": secret})
    assert found.value.field == "secret" and User.select().count() == 0
    save_user({"name": "彭经理", "role": "manager"})
    with pytest.raises(UserError) as found:
        change_own_secret("", secret)
    assert found.value.field == "secret" and User.get().secret == ""


def test_a_password_of_the_file_is_made_of_letters_that_are_seen() -> None:
    for words in (
        " " * 12,
        " \u3000\u2003\u2002\u200a\u2009 \u00a0",
        "\u200b\u200c\u200d\u2060" * 3,
        "abc   \t  d",
    ):
        with pytest.raises(UserError) as found:
            refuse_weak(words)
        assert found.value.field == "new"
    refuse_weak("four words of mine")


@given(st.text(st.characters(categories=("Zs", "Cf", "Cc", "Mn")), min_size=1, max_size=60))
def test_nothing_unseen_is_ever_a_pin(words: str) -> None:
    assert seen_letters(words) == ""
    with pytest.raises(UserError):
        kept_of(words)


@pytest.mark.skipif(os.name != "posix", reason="rights of a folder")
def test_only_the_user_may_look_into_the_folders_of_copies(
    home: Path, database: Path, tmp_path: Path
) -> None:
    def mode(path: Path) -> int:
        return stat.S_IMODE(path.stat().st_mode)

    before = os.umask(0o022)
    try:
        own, shared = tmp_path / "own", tmp_path / "shared"
        for folder in (own, shared, database.parent / "backups"):
            with contextlib.suppress(FileExistsError):
                folder.mkdir(mode=0o755)
        (shared / "minutes.txt").write_text("", encoding="utf-8")
        for folder, wanted in ((own, 0o700), (shared, 0o755)):
            second_place.choose(database, folder)
            save_user({"name": folder.name, "role": "manager"})
            copy = back_up()
            assert mode(copy.parent) == 0o700 and mode(copy) == 0o600
            assert mode(folder) == wanted and mode(folder / copy.name) == 0o600
    finally:
        os.umask(before)
