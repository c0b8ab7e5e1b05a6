"""Copies that can be trusted: verified when made and before they are put back, and a check that finds what is wrong."""

from __future__ import annotations

import json
import os
import sqlite3
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from models import backup, second_place
from models.actions.ledger.voiding import void
from models.actions.pay import locking
from models.actions.pay.adjustments import post_adjustment
from models.backup import back_up, check, restore
from models.backup_copies import all_copies, contents, copies, newest_sound
from models.chain import chain_head
from models.database import close_database, connect, current_path, db
from models.device import machine_mark
from models.errors import UserError
from models.files import PAGE_BYTES, WRITING, writing_prefix
from models.opening import open_database
from models.tables.ledger import Voucher
from models.tables.party import Household
from tests.books import read_worked_example

UPGRADES = Path(__file__).parents[1] / "upgrades"


@pytest.fixture
def october(database: Path, fill: Any) -> Path:
    fill(read_worked_example)
    return database


def one_more(fen: int = 500) -> str:
    household = Household.get(Household.code == "H0001")
    return post_adjustment(household.id, date(2026, 10, 21), fen, "满勤奖")


def engine_write(path: Path, *statements: str) -> None:
    """Write to a closed file beside the program, as somebody with a database tool would."""
    with sqlite3.connect(path) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def test_a_copy_holds_what_still_is_in_the_journal(october: Path, tmp_path: Path) -> None:
    head = chain_head()
    copy = back_up(tmp_path / "copy.db")
    close_database()
    open_database(copy)
    assert chain_head() == head
    assert Household.select().count() == 1
    assert check() == []
    close_database()
    assert not Path(f"{copy}-wal").exists()


def test_copies_without_a_target_lie_beside_the_file_and_go_as_they_grow_old(
    october: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = october.parent / "backups"
    folder.mkdir()
    colleague = folder / "test-zzzz-20200101-000000-000000.db"
    colleague.write_bytes(b"a colleague's")
    other_file = folder / f"test-{machine_mark()[:4]}-0123456789-20260101-000000-000000.db"
    other_file.write_bytes(b"another file of that name")
    first = back_up()
    # As old as a copy of years ago, and one of the same hour.
    stamp = first.name.split("-")[-4:-1]
    old = first.with_name(first.name.replace("-".join(stamp), "20200101-000000-000000"))
    first.rename(old)
    made = [back_up() for _ in range(2)]
    assert not old.exists() and not made[0].exists() and made[1].exists()
    assert colleague.exists() and other_file.exists()
    assert [one.path for one in copies(october, folder)] == [made[1]]


def test_a_damaged_file_never_pushes_a_good_copy_out(october: Path) -> None:
    good = back_up()
    close_database()
    engine_write(october, "DROP TRIGGER household_log_update")
    open_database(october)
    for _ in range(2):
        with pytest.raises(UserError, match="household"):
            back_up()
    made = copies(october, good.parent)
    assert [one.sound for one in made] == [False, True] and made[1].path == good
    assert newest_sound(october) == made[1]
    close_database()


def test_a_copy_tells_what_it_holds_and_stays_as_it_is(october: Path) -> None:
    one_more()
    copy = back_up()
    before = copy.read_bytes()
    held = contents(copy)
    assert held.slips == Voucher.select().count() and held.until == date(2026, 10, 21)
    assert held.size == len(before) == len(copy.read_bytes()) and copy.read_bytes() == before
    assert held.at is not None and held.operation
    assert not Path(f"{copy}-wal").exists()


def test_every_layout_tells_what_it_holds() -> None:
    for file in sorted(UPGRADES.glob("v*.db")):
        assert contents(file).size == file.stat().st_size


def test_the_second_place_is_written_when_it_is_there(
    october: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    with pytest.raises(UserError):
        second_place.choose(october, october.parent / "backups")
    second_place.choose(october, stick)
    copy = back_up()
    assert (stick / copy.name).read_bytes() == copy.read_bytes()
    stick.rename(tmp_path / "pulled-out")
    place = second_place.chosen(october)
    assert place is not None and place.missed(date.today()) == 0
    assert place.missed(date.today() + timedelta(days=9)) == 9
    assert back_up().exists()
    second_place.choose(october, None)
    assert second_place.chosen(october) is None


def test_a_file_of_the_same_name_is_never_overwritten(october: Path, tmp_path: Path) -> None:
    target = tmp_path / "stick.db"
    target.write_bytes(b"a colleague's file")
    with pytest.raises(UserError, match="已经存在"):
        back_up(target)
    assert target.read_bytes() == b"a colleague's file"


def test_a_folder_as_target_gets_a_name_of_its_own(october: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    first, second = back_up(stick), back_up(stick)
    assert first != second and first.parent == stick == second.parent


def test_a_missing_folder_is_said(october: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有"):
        back_up(tmp_path / "gone" / "copy.db")


def test_a_copy_that_lost_rows_is_thrown_away(
    october: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = backup.database.copy_into

    def lossy(target: Path) -> None:
        whole(target)
        engine_write(target, "DROP TRIGGER worker_log_insert", "DELETE FROM change WHERE id = -1")
        engine_write(target, "DROP TRIGGER agreement_log_delete", "DELETE FROM agreement")

    monkeypatch.setattr(backup.database, "copy_into", lossy)
    with pytest.raises(UserError, match="不一致"):
        back_up(tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()
    assert not list(tmp_path.glob(".writing*"))


def test_restoring_keeps_what_is_replaced(october: Path, tmp_path: Path) -> None:
    copy = back_up(tmp_path / "copy.db")
    number = one_more()
    kept = restore(copy, october)
    assert current_path() is None
    assert kept is not None and kept.parent == october.parent
    open_database(october)
    assert not Voucher.select().where(Voucher.number == number).exists()
    assert check() == []
    open_database(kept)
    assert Voucher.select().where(Voucher.number == number).exists()
    assert check() == []
    close_database()


def test_restoring_to_a_new_place(october: Path, tmp_path: Path) -> None:
    copy = back_up(tmp_path / "copy.db")
    close_database()
    assert restore(copy, tmp_path / "new.db") is None
    open_database(tmp_path / "new.db")
    assert check() == []
    close_database()


def test_a_damaged_backup_is_refused_and_nothing_is_touched(october: Path, tmp_path: Path) -> None:
    copy = back_up(tmp_path / "copy.db")
    close_database()
    data = bytearray(copy.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 3000] = b"\xff" * 3000
    copy.write_bytes(data)
    before = october.read_bytes()
    with pytest.raises(UserError):
        restore(copy, october)
    assert october.read_bytes() == before
    assert not list(tmp_path.glob("*replaced*")) and not list(tmp_path.glob(".writing*"))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 a zip", b"SQLite format 3\x00 but no more"])
def test_a_file_that_is_no_database_is_refused(october: Path, tmp_path: Path, content: bytes) -> None:
    close_database()
    other = tmp_path / "other.db"
    other.write_bytes(content)
    with pytest.raises(UserError):
        restore(other, october)
    open_database(october)
    assert check() == []
    close_database()


def test_a_foreign_database_is_refused(october: Path, tmp_path: Path) -> None:
    close_database()
    engine_write(tmp_path / "foreign.db", "CREATE TABLE t (a)")
    with pytest.raises(UserError, match="foreign"):
        restore(tmp_path / "foreign.db", october)


@pytest.mark.parametrize(
    "statements",
    [
        ("DROP TABLE worker",),
        ("PRAGMA user_version = 0",),
        ("CREATE TRIGGER theirs BEFORE INSERT ON voucher BEGIN SELECT 1; END",),
        ("DROP TRIGGER operation_stays_delete", "DELETE FROM operation"),
        ("DROP TRIGGER household_log_update",),
    ],
)
def test_a_copy_that_is_laid_out_otherwise_or_has_lost_its_trail_is_refused(
    october: Path, tmp_path: Path, statements: tuple[str, ...]
) -> None:
    copy = back_up(tmp_path / "copy.db")
    back_up()
    close_database()
    engine_write(copy, "PRAGMA foreign_keys = OFF", *statements)
    before = october.read_bytes()
    with pytest.raises(UserError) as refused:
        restore(copy, october)
    assert refused.value.field == "backup" and "\n" not in refused.value.message
    assert october.read_bytes() == before
    assert not list(tmp_path.glob("*replaced*")) and not list(tmp_path.glob("*unsound*"))
    assert not list(tmp_path.glob(".writing*"))


def test_the_only_copy_is_put_beside_when_it_is_not_sound(october: Path, tmp_path: Path) -> None:
    copy = back_up(tmp_path / "copy.db")
    close_database()
    engine_write(copy, "DROP TRIGGER household_log_update")
    october.write_bytes(b"nothing of use" * 500)
    with pytest.raises(UserError, match="unsound"):
        restore(copy, october)
    (beside,) = tmp_path.glob("*-unsound-*.db")
    assert beside.read_bytes() == copy.read_bytes() and october.read_bytes().startswith(b"nothing of use")


@pytest.mark.parametrize("version", [1, 9, 17])
def test_a_copy_of_an_older_layout_is_looked_at_and_put_back_as_it_is(tmp_path: Path, version: int) -> None:
    file, target = UPGRADES / f"v{version}.db", tmp_path / "file.db"
    restore(file, target)
    assert target.read_bytes()[60:64] == version.to_bytes(4, "big")
    assert [one.name for one in tmp_path.iterdir()] == ["file.db"]


def test_what_a_killed_process_left_is_swept(october: Path) -> None:
    close_database()
    folder = october.parent / "backups"
    folder.mkdir()
    alive = writing_prefix()
    dead = alive.replace(str(os.getpid()), "4000001")
    for name in (f"{dead}x.db", f"{alive}y.db", f"{WRITING}another-laptops.db"):
        (folder / name).write_bytes(b"half")
    open_database(october)
    assert sorted(one.name for one in folder.glob(f"{WRITING}*")) == sorted(
        [f"{alive}y.db", f"{WRITING}another-laptops.db"]
    )
    close_database()


def test_a_file_is_not_restored_onto_itself(october: Path) -> None:
    close_database()
    with pytest.raises(UserError):
        restore(october, october)
    assert october.exists()


def test_an_open_file_is_not_replaced(october: Path, tmp_path: Path) -> None:
    copy = back_up(tmp_path / "copy.db")
    close_database()
    # The program's own engine: two engines in one process would not see each other's locks.
    other = connect(october)
    with pytest.raises(UserError, match="打开"):
        restore(copy, october)
    other.close()
    assert not list(tmp_path.glob("*replaced*"))


def test_a_damaged_file_can_be_replaced_and_is_kept(october: Path, tmp_path: Path) -> None:
    copy = back_up(tmp_path / "copy.db")
    close_database()
    october.write_bytes(b"nothing of use" * 500)
    Path(f"{october}-wal").write_bytes(b"an old journal")
    kept = restore(copy, october)
    assert kept is not None and kept.read_bytes().startswith(b"nothing of use")
    assert Path(f"{kept}-wal").read_bytes() == b"an old journal"
    open_database(october)
    assert check() == []
    close_database()


def test_a_file_that_was_emptied_is_not_begun_again_but_restored(october: Path, tmp_path: Path) -> None:
    copy = back_up()
    close_database()
    october.write_bytes(b"")
    with pytest.raises(UserError) as refusal:
        open_database(october)
    assert october.name in refusal.value.message and october.stat().st_size <= PAGE_BYTES
    restore(copy, october)
    open_database(october)
    assert check() == [] and Household.select().exists()
    close_database()
    # Without a backup it may be a file whose making was broken off, but whoever only looks begins none.
    fresh = tmp_path / "fresh.db"
    fresh.write_bytes(b"")
    with pytest.raises(UserError):
        open_database(fresh, create=False)
    assert fresh.stat().st_size <= PAGE_BYTES
    open_database(fresh)
    close_database()


def test_a_password_stays_on_the_copy(tmp_path: Path) -> None:
    path, copy = tmp_path / "secret.db", tmp_path / "copy.db"
    open_database(path, "竹篾 42")
    back_up(copy)
    close_database()
    assert not copy.read_bytes().startswith(b"SQLite format 3")
    with pytest.raises(UserError):
        restore(copy, tmp_path / "again.db", "wrong")
    restore(copy, tmp_path / "again.db", "竹篾 42")
    open_database(tmp_path / "again.db", "竹篾 42")
    assert check() == []
    close_database()


def test_a_sound_file_with_a_void_slip_and_locked_pay_has_no_faults(october: Path) -> None:
    number = one_more()
    void(Voucher.get(Voucher.number == number).id, "写错户")
    void(Voucher.get(Voucher.number == "HS1").id, "写错户")
    one_more(1500)
    locking.lock("2026-10")
    assert check() == []


def tampered(october: Path, *statements: str) -> list[str]:
    """What `check` says after somebody wrote into the file with the triggers out of the way."""
    close_database()
    connection = sqlite3.connect(october)
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    for _, sql in triggers:
        connection.execute(sql)
    connection.commit()
    connection.close()
    open_database(october)
    found = check()
    close_database()
    return found


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE movement SET quantity = quantity + 1 WHERE product_id IS NOT NULL", "HS1 的出入"),
        ("DELETE FROM collection_line", "HS1 是空单"),
        ("UPDATE household SET head = 'x'", "户主现为 x"),
        ("DELETE FROM agreement", "未经操作记录被删除"),
        ("UPDATE operation SET title = 'x' WHERE id = (SELECT max(id) FROM operation)", "操作记录"),
        ("UPDATE change SET after = replace(after, '竹篮', '木篮')", "操作记录"),
        ("DELETE FROM voucher WHERE series = 'adjustment' AND number LIKE '__26A%'", "缺 …26A00001"),
        ("UPDATE statement SET net = net + 100", "数字对不上"),
        ("UPDATE statement_line SET amount = amount + 1", "数量 × 工价"),
    ],
)
def test_what_was_written_beside_the_program_is_found(october: Path, statement: str, said: str) -> None:
    one_more()
    locking.lock("2026-10")
    assert any(said in fault for fault in tampered(october, statement)), tampered(october)


def test_a_table_nobody_follows_any_more_is_found(october: Path) -> None:
    close_database()
    engine_write(october, "DROP TRIGGER worker_log_update")
    open_database(october)
    assert any("worker" in fault for fault in check())
    close_database()


def test_many_faults_of_one_kind_are_counted(october: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def plenty() -> Any:
        yield from ("x",) * 25

    monkeypatch.setattr(backup.integrity, "CHECKS", (plenty,))
    found = check()
    assert len(found) == 21 and "5" in found[-1]
    assert json.dumps(found) and db.obj is not None


def test_a_backup_is_never_restored_onto_a_folder(october: Path, tmp_path: Path) -> None:
    copy = back_up(tmp_path / "copy.db")
    close_database()
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "mine.txt").write_text("hi", encoding="utf-8")
    with pytest.raises(UserError, match="文件夹"):
        restore(copy, folder)
    assert (folder / "mine.txt").exists() and not list(tmp_path.glob("*replaced*"))


def test_a_backup_that_says_another_layout_than_it_has_is_refused(october: Path, tmp_path: Path) -> None:
    copy = back_up(tmp_path / "copy.db")
    close_database()
    before = october.read_bytes()
    for number in (1, 5):
        engine_write(copy, f"PRAGMA user_version = {number}")
        with pytest.raises(UserError, match=r"copy\.db"):
            restore(copy, october)
    assert october.read_bytes() == before


@pytest.mark.parametrize(
    "kept",
    [
        '{"folder": "/x"}',
        '{"folder": "", "written": "2026-11-30"}',
        '"x"',
        '{"folder": "/x", "written": "tomorrow"}',
    ],
)
def test_a_second_place_somebody_wrote_by_hand_is_none(october: Path, home: Path, kept: str) -> None:
    told = json.dumps({second_place._key(october): json.loads(kept)})
    (home / second_place.FILE).write_text(told, encoding="utf-8")
    assert second_place.chosen(october) is None and back_up().exists()


def test_the_second_place_must_be_another_folder_that_is_there(october: Path, tmp_path: Path) -> None:
    for folder in (october.parent / "backups" / ".." / "backups", tmp_path / "gone"):
        with pytest.raises(UserError):
            second_place.choose(october, folder)


def test_a_copy_of_before_an_update_by_an_older_program_is_listed(october: Path) -> None:
    older = october.with_name(f"{october.stem}-before-v17-20261101-080000{october.suffix}")
    older.write_bytes(b"x")
    assert [one.path for one in all_copies(october)] == [older]
