"""Photos on records: limits, doubles, order, undo, the trail, and what it costs the file."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from peewee import IntegrityError

from models.actions.desk.undo import last_undoable, undo
from models.actions.photos import Shot, add_photos, change_photo, move_photo, remove_photo
from models.backup import back_up, check
from models.database import close_database, current_path, db
from models.errors import UserError
from models.i18n import tr
from models.opening import open_database
from models.queries import photos
from models.queries.desk.operation_details import changes_by
from models.rules.photo import MOST_EACH
from models.tables.photo import DEFECT, DOOR, FINDING, LANDMARK, MACHINE, SAMPLE, Photo, PhotoData
from models.tables.trail import Change, Operation
from tests import factories as make
from tests.writing import operation


def undo_newest() -> None:
    newest = last_undoable()
    assert newest is not None
    undo(newest.id)


def shot(shade: int = 90) -> Shot:
    return Shot(make.jpeg(shade=shade), make.jpeg(80, 60, shade))


def test_a_photo_hangs_on_each_kind_of_record(database: Path) -> None:
    home, basket = make.household(), make.product("P-1")
    owners: list[tuple[Any, str]] = [
        (basket, SAMPLE),
        (basket, DEFECT),
        (make.machine(), MACHINE),
        (home, DOOR),
        (home, LANDMARK),
        (make.visit(home), FINDING),
    ]
    for shade, (owner, subject) in enumerate(owners, 50):
        made = make.photo(owner, subject, shade, caption="  竹篮 ")
        row = next(row for row in photos.photo_rows(owner.id) if row.id == made.id)
        assert (row.owner, row.subject, row.caption, row.width, row.height) == (
            owner.id,
            subject,
            "竹篮",
            640,
            480,
        )
        assert photos.photo_bytes(made.id) == make.jpeg(shade=shade)
        assert photos.thumbnails([made.id])[made.id] == make.jpeg(80, 60, shade)
    # A record's list shows its first photo.
    first = photos.first_digests(Photo.product, [basket.id, home.id, 5])
    assert list(photos.bytes_of(first.values()).values()) == [make.jpeg(80, 60, 50)]
    assert list(first) == [basket.id]
    assert photos.any_of(Photo.product) and not photos.any_of(Photo.defect)
    assert check() == []


def test_what_is_refused_changes_nothing(database: Path) -> None:
    home = make.household()
    make.photo(home, DOOR)
    kept = (Photo.select().count(), PhotoData.select().count(), Operation.select().count())
    noise = make.jpeg(1200, 1200, quality=100, comment=b"x")
    refused: list[tuple[str, list[Shot]]] = [
        (SAMPLE, [shot(1)]),
        (DOOR, [shot(90)]),  # there already
        (DOOR, [shot(7), shot(7)]),
        (DOOR, [Shot(b"%PDF-1.7", shot().thumbnail)]),
        (DOOR, [Shot(shot(8).photo, make.jpeg(900, 900, 8, quality=100))]),
        (DOOR, [Shot(noise[:-2] + bytes(200 * 1024) + b"\xff\xd9", shot().thumbnail)]),
        (DOOR, [shot(shade) for shade in range(1, MOST_EACH + 1)]),
    ]
    for subject, shots in refused:
        with pytest.raises(UserError):
            add_photos(home, subject, shots)
        assert kept == (Photo.select().count(), PhotoData.select().count(), Operation.select().count())
    assert len(add_photos(home, DOOR, [shot(shade) for shade in range(1, MOST_EACH)])) == MOST_EACH - 1


def test_the_same_photo_of_two_records_is_kept_once(database: Path) -> None:
    one, other = make.household(), make.household()
    make.photo(one, DOOR)
    make.photo(other, DOOR)
    assert (Photo.select().count(), PhotoData.select().count()) == (2, 2)


def test_words_and_day_are_changed(database: Path) -> None:
    home = make.household()
    made = make.photo(home, DOOR)
    day = date.today() - timedelta(days=1)
    assert change_photo(made.id, subject=LANDMARK, caption="老槐树", taken_on=day)
    assert not change_photo(made.id, subject=LANDMARK, caption="老槐树 ", taken_on=day)
    row = photos.photo_rows(home.id)[0]
    assert (row.subject, row.caption, row.taken_on) == (LANDMARK, "老槐树", day)
    with pytest.raises(UserError):
        change_photo(made.id, subject=SAMPLE, caption="", taken_on=None)
    with pytest.raises(UserError):
        change_photo(made.id, subject=DOOR, caption="", taken_on=date.today() + timedelta(days=2))


def test_photos_are_put_in_another_order(database: Path) -> None:
    home = make.household()
    keys = [make.photo(home, DOOR, shade).id for shade in (1, 2, 3)]

    def order() -> list[int]:
        return [keys.index(row.id) for row in photos.photo_rows(home.id)]

    assert move_photo(keys[2], -2)
    assert order() == [2, 0, 1]
    assert not move_photo(keys[2], -1)
    assert move_photo(keys[2], 9)
    assert order() == [0, 1, 2]
    undo_newest()
    assert order() == [2, 0, 1]


def test_a_removed_photo_comes_back_whole(database: Path) -> None:
    home = make.household()
    made = make.photo(home, DOOR, caption="木门")
    remove_photo(made.id)
    assert photos.photo_rows(home.id) == []
    assert check() == []
    with pytest.raises(UserError):
        remove_photo(made.id)
    undo_newest()
    assert [row.caption for row in photos.photo_rows(home.id)] == ["木门"]
    assert photos.photo_bytes(made.id) == make.jpeg()
    undo_newest()  # the adding, too
    assert photos.photo_rows(home.id) == []
    assert check() == []


def test_the_log_holds_the_hash_and_never_the_bytes(database: Path) -> None:
    home = make.household()
    made = make.photo(home, DOOR)
    logged = Change.select().where(Change.row_id == made.id).get()
    assert made.data_id in logged.after
    assert len(logged.after) < 400
    newest = last_undoable()
    assert newest is not None
    (change,) = changes_by(newest.id, 9)
    assert (change.name, [field.after for field in change.fields]) == (home.head, [tr("Door")])


def test_bytes_are_added_in_an_operation_and_never_touched(database: Path) -> None:
    made = make.photo(make.household(), DOOR)
    for write in (
        lambda: PhotoData.insert(digest="0" * 64, data=b"x").execute(),
        lambda: PhotoData.update(data=b"x").execute(),
        lambda: PhotoData.delete().execute(),
    ):
        with pytest.raises(IntegrityError):
            write()
    with operation("Try"), pytest.raises(IntegrityError):
        PhotoData.update(data=b"x").where(PhotoData.digest == made.data_id).execute()


def test_the_check_names_altered_missing_and_stray_bytes(database: Path) -> None:
    home = make.household(head="陈㛃")
    made = make.photo(home, DOOR)
    triggers = db.execute_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'photo_data'"
    ).fetchall()

    def beside(sql: str, *values: Any) -> list[str]:
        db.execute_sql("PRAGMA foreign_keys = OFF")
        for name, _ in triggers:
            db.execute_sql(f"DROP TRIGGER {name}")
        db.execute_sql(sql, values)
        for _, statement in triggers:
            db.execute_sql(statement)
        db.execute_sql("PRAGMA foreign_keys = ON")
        return check()

    was = bytes(PhotoData.get_by_id(made.thumbnail_id).data)
    assert any(
        "陈㛃" in one
        for one in beside("UPDATE photo_data SET data = ? WHERE digest = ?", b"x", made.thumbnail_id)
    )
    assert beside("UPDATE photo_data SET data = ? WHERE digest = ?", was, made.thumbnail_id) == []
    assert beside("INSERT INTO photo_data VALUES (?, ?)", "0" * 64, b"x")
    assert beside("DELETE FROM photo_data WHERE digest = ?", "0" * 64) == []
    assert any("陈㛃" in one for one in beside("DELETE FROM photo_data WHERE digest = ?", made.data_id))


def test_a_backup_has_the_photos_and_the_file_grows_by_them_alone(database: Path, tmp_path: Path) -> None:
    home = make.household()
    path = current_path()
    assert path is not None
    db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    before = path.stat().st_size
    added = 0
    for shade in range(10):
        made = make.photo(home, DOOR, shade)
        added += sum(len(bytes(PhotoData.get_by_id(key).data)) for key in (made.data_id, made.thumbnail_id))
        remove_photo(made.id)
        undo_newest()
    db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    # Whole pages for each photo, and the rows of the log.
    assert path.stat().st_size - before < added + 10 * 2 * 4096 + 100_000
    made = make.photo(home, DOOR, 50)
    kept = back_up(tmp_path / "kept.yuanba")
    close_database()
    open_database(kept, create=False)
    assert photos.photo_bytes(made.id) == make.jpeg(shade=50)
    assert check() == []


def test_an_encrypted_file_hides_its_photos_too(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "secret.yuanba"
    open_database(path, password="竹篮八只")
    try:
        made = make.photo(make.household(), DOOR)
        assert photos.photo_bytes(made.id) == make.jpeg()
        assert check() == []
    finally:
        close_database()
    assert make.jpeg()[20:60] not in path.read_bytes()
