"""Opening files: ours, others', newer ones, encrypted ones; and moving older ones on."""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models import migrations
from models.actions.party.parties import save_household
from models.actions.party.placing import match_again
from models.actions.pay.locking import lock
from models.backup import back_up, check
from models.chain import broken_links
from models.database import close_database, connect, db, integrity_faults
from models.device import machine_mark
from models.errors import UserError
from models.keys import next_key
from models.migrations.steps.v22_programme import keep_groups
from models.opening import open_database
from models.operation import operation
from models.queries.desk.integrity import faults
from models.queries.party.place_tree import PlaceTree
from models.queries.pay.earnings import statements
from models.queries.rates import rate_table
from models.rights import by_the_house
from models.rules.ledger.grade import RATED
from models.settings import setting
from models.tables.order import Order, Subcontract
from models.tables.party import Household, Region
from models.tables.pay import PayPeriod
from models.tables.trail import Change, Setting
from tests import factories as make
from tests.upgrades.make import expected_pay, figures_of_pay, write

ROOT = Path(__file__).resolve().parents[2]
UPGRADES = Path(__file__).parents[1] / "upgrades"


def test_a_new_file_knows_the_county(database: Path) -> None:
    assert Region.select().where(Region.name == "大石镇").exists()
    assert db.obj.journal_mode == "wal" and db.obj.synchronous == 2 and db.obj.foreign_keys == 1
    assert integrity_faults() == [] and broken_links() == []


@pytest.mark.parametrize("content", [b"something else entirely, long enough to be read" * 100])
def test_a_foreign_file_is_refused_and_untouched(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "photo.jpg"
    file.write_bytes(content)
    with pytest.raises(UserError):
        open_database(file)
    assert file.read_bytes() == content


def test_another_programs_database_is_refused_and_untouched(tmp_path: Path) -> None:
    from sqlcipher3 import dbapi2

    file = tmp_path / "other.db"
    other = dbapi2.connect(str(file))
    other.execute("CREATE TABLE t (x)")
    other.commit()
    other.close()
    with pytest.raises(UserError):
        open_database(file)
    assert not list(tmp_path.glob("*before*"))


def test_missing_places_are_sentences(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        open_database(tmp_path / "none" / "x.db")
    with pytest.raises(UserError):
        open_database(tmp_path / "x.db", create=False)
    with pytest.raises(UserError):
        open_database(tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_damaged_page_that_is_no_text_is_said(database: Path) -> None:
    close_database()
    database.write_bytes(database.read_bytes().replace(b"tablevoucher", b"tablevou\xb1her"))
    with pytest.raises(UserError, match="损坏"):
        open_database(database)


def test_an_encrypted_file_opens_only_with_its_password(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "secret.db"
    open_database(file, "竹 篾'1")
    save_household({"head": "陈㛃"})
    close_database()
    assert "陈㛃".encode() not in file.read_bytes()
    for wrong in (None, "", "bamboo"):
        with pytest.raises(UserError):
            open_database(file, wrong)
    # The engine has no words of its own beside ours.
    assert capfd.readouterr().err == ""
    open_database(file, "竹 篾'1")
    assert Household.get().head == "陈㛃"
    close_database()


def test_a_newer_file_is_refused_with_a_sentence(database: Path) -> None:
    db.obj.user_version = migrations.VERSION + 1
    close_database()
    with pytest.raises(UserError, match="新版"):
        open_database(database)


def test_a_migration_runs_once_after_a_backup(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_household({"head": "陈㛃"})
    close_database()
    steps: list[str] = []

    def add() -> None:
        steps.append("ran")
        db.execute_sql("CREATE TABLE later (id INTEGER PRIMARY KEY)")

    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, ("later", add)))
    monkeypatch.setattr(migrations, "VERSION", migrations.VERSION + 1)
    open_database(database)
    close_database()
    open_database(database)
    assert steps == ["ran"] and db.obj.user_version == migrations.VERSION
    close_database()
    (backup,) = database.parent.glob("*before*")
    copy = connect(backup)
    assert copy.user_version == migrations.VERSION - 1
    copy.close()


def test_a_migration_that_fails_changes_nothing(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    close_database()

    def fail() -> None:
        db.execute_sql("CREATE TABLE later (id INTEGER PRIMARY KEY)")
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(migrations, "STEPS", (*migrations.STEPS, ("later", fail)))
        patched.setattr(migrations, "VERSION", migrations.VERSION + 1)
        with pytest.raises(ZeroDivisionError):
            open_database(database)
    open_database(database)
    assert "later" not in db.obj.get_tables()


@pytest.fixture(scope="module")
def new_layout(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Any]:
    """The layout of a new file."""
    open_database(tmp_path_factory.mktemp("new") / "new.db")
    made = schema()
    close_database()
    return made


@pytest.fixture(scope="module")
def brought_up(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """A file of an older layout as opening it leaves it, closed; brought up once for all that ask for it."""
    folder = tmp_path_factory.mktemp("upgrades")

    def opened_once(file: Path) -> Path:
        copy = folder / file.name
        if not copy.exists():
            shutil.copyfile(file, copy)
            open_database(copy)
            close_database()
        return copy

    return opened_once


@pytest.mark.parametrize("file", sorted(UPGRADES.glob("*.db")), ids=lambda file: file.stem)
def test_every_released_version_still_opens(
    file: Path, brought_up: Callable[[Path], Path], new_layout: dict[tuple[str, str], Any]
) -> None:
    open_database(brought_up(file))
    assert Household.select().count() > 0
    assert integrity_faults() == [] and broken_links() == []
    upgraded = schema()
    assert upgraded.keys() == new_layout.keys()
    for part, wanted in new_layout.items():
        assert upgraded[part] == wanted, part
    close_database()


@pytest.mark.parametrize("layout", range(migrations.FIRST, migrations.VERSION + 1))
def test_every_layout_has_a_file_whose_pay_is_as_its_own_program_told_it(
    layout: int, tmp_path: Path, brought_up: Callable[[Path], Path]
) -> None:
    file, copy = UPGRADES / f"v{layout}.db", tmp_path / "old.db"
    shutil.copyfile(file, copy)
    engine = connect(copy)
    assert engine.user_version == layout
    engine.close()
    shutil.copyfile(brought_up(file), copy)
    open_database(copy)
    assert figures_of_pay() == expected_pay()
    assert list(faults()) == []
    assert setting("visits.return_days") == (0 if layout < 22 else 90), "nobody is due what nobody asked for"
    # What the steps did to older rows stands in no log, what is written from now on does.
    home = Household.get(Household.code == "H0013")
    changes = Change.select().where(Change.row_id == home.id)
    before = changes.count()
    save_household({"phone": "13900000000"}, home)
    assert changes.count() == before + 1 and broken_links() == []
    # Locking the open month freezes what was told of it.
    lock("2026-11", date(2026, 12, 2))
    frozen, told = figures_of_pay()["2026-11"], expected_pay()["2026-11"]
    numbers = {code: figures.pop("number") for code, figures in frozen.items()}
    assert all(numbers.values()) and len(set(numbers.values())) == len(numbers)
    assert frozen == {code: {k: v for k, v in told[code].items() if k != "number"} for code in frozen}
    assert list(faults()) == []
    close_database()


def test_an_older_files_groups_become_places_whose_sums_are_their_villages(database: Path) -> None:
    """As the step to layout 22 finds them: households of a listed village, their group a word."""
    written = {"H1": "3组", "H2": "第三组", "H3": "三社", "H4": "5", "H5": "", "H6": " ", "H7": "三组"}
    for code, group in written.items():
        make.household(code, group=group, village="玉泉社区" if code == "H7" else "屏风村")
    villages = {row.id: row.region_id for row in Household.select()}
    with by_the_house(), operation("as an older program kept them"):
        for home in Household.select():
            if home.region.level == "group":
                villages[home.id] = home.region.parent_id
                Household.update(region=home.region.parent).where(Household.id == home.id).execute()
        Region.delete().where(Region.level == "group").execute()
    with by_the_house(), operation("take over"):
        keep_groups(next_key)
    assert list(faults()) == []
    named = {home.code: (home.region.level, home.region.name) for home in Household.select()}
    third = ("group", "3组")
    assert [named[code] for code in ("H1", "H2", "H3", "H4")] == [third, third, third, ("group", "5组")]
    assert named["H5"][0] == named["H6"][0] == "village" and named["H7"] == ("group", "三组")
    assert Region.select().where(Region.level == "group").count() == 3
    tree = PlaceTree()
    for home in Household.select():
        village = tree.at(home.region_id, "village")
        assert village is not None and village.id == villages[home.id]
    with by_the_house(), operation("the list of places is saved again"):
        assert match_again() == 0, "a household saved later lives where it lives now"
    with by_the_house(), operation("taken over twice"):
        Setting.delete().execute()
        keep_groups(next_key)
    assert Region.select().where(Region.level == "group").count() == 3


def test_a_file_of_this_layout_can_be_made(tmp_path: Path) -> None:
    write(tmp_path / "made.db")
    open_database(tmp_path / "made.db", create=False)
    assert db.obj.user_version == migrations.VERSION and figures_of_pay() == expected_pay()
    close_database()


def test_an_older_files_pay_is_told_as_its_own_program_told_it(tmp_path: Path) -> None:
    copy = tmp_path / "old.db"
    copy.write_bytes((UPGRADES / "demo-v8.db").read_bytes())
    open_database(copy)
    told = {
        month.period.key: tuple(
            map(month.total, ("piece", "gross", "taken", "recovered", "net", "carried_out"))
        )
        for month in map(statements, ("2026-09", "2026-10", "2026-11"))
    }
    # Two months locked and paid, one open; in fen, as the program of that layout printed them.
    assert told == {
        "2026-09": (227_837, 237_894, 9_627, 6_666, 221_601, 373),
        "2026-10": (271_773, 282_707, 5_873, 11_666, 265_168, 0),
        "2026-11": (186_126, 197_350, 4_932, 34_732, 157_686, 68),
    }
    assert list(faults()) == []
    close_database()


def test_an_older_files_subcontracts_keep_the_rates_of_their_day(tmp_path: Path) -> None:
    copy = tmp_path / "old.db"
    copy.write_bytes((UPGRADES / "demo-v1.db").read_bytes())
    open_database(copy)
    rates = rate_table()
    rows = list(Subcontract.select(Subcontract, Order.product).join(Order).objects())
    assert {row.good_rate for row in rows} - {None}
    assert all(period.as_of for period in PayPeriod.select())
    for row in rows:
        assert (row.good_rate, row.second_rate) == tuple(
            rates.rate(row.product, grade, row.date) for grade in RATED
        )
    close_database()


def schema() -> dict[tuple[str, str], Any]:
    """The whole layout of the open file: columns, references, indexes, triggers, and what the change log takes down."""

    def rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
        return sorted(db.execute_sql(sql, values).fetchall(), key=repr)

    found: dict[tuple[str, str], Any] = {}
    for kind, name, sql in rows("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"):
        if kind == "table":
            # A column added later has a default for the rows that stand; the program always writes a value.
            columns = rows('SELECT name, type, "notnull", pk, hidden FROM pragma_table_xinfo(?)', name)
            references = rows(
                'SELECT "from", "table", "to", on_update, on_delete FROM pragma_foreign_key_list(?)', name
            )
            unique = rows('SELECT name, "unique", origin, partial FROM pragma_index_list(?)', name)
            found[kind, name] = columns, references, unique
        else:
            # Layouts are numbered as they came; which columns they hold stands in the statement.
            words = re.sub(r"\)\), \d+, (NEW|OLD)", r")), layout, \1", " ".join(sql.split()))
            if kind == "index":
                words = words.replace('"', "")  # names are quoted or not, as they were written
            found[kind, name] = words
    newest = (
        "SELECT table_name, columns FROM layout WHERE id IN (SELECT max(id) FROM layout GROUP BY table_name)"
    )
    found["layout", ""] = rows(newest)
    return found


def test_an_old_file_is_only_changed_once_a_verified_copy_of_it_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models import database, verified_copy

    old = tmp_path / "old.db"
    old.write_bytes((UPGRADES / "demo-v1.db").read_bytes())

    def lossy(target: Path) -> None:
        whole(target)
        engine = connect(target)
        engine.execute_sql("DROP TRIGGER subcontract_log_delete")
        engine.execute_sql("PRAGMA foreign_keys = OFF")
        engine.execute_sql("DELETE FROM subcontract WHERE id = (SELECT min(id) FROM subcontract)")
        engine.close()

    whole = database.copy_into
    monkeypatch.setattr(database, "copy_into", lossy)
    monkeypatch.setattr(verified_copy, "ATTEMPTS", 1)
    with pytest.raises(UserError, match="不一致"):
        open_database(old)
    engine = connect(old)
    assert engine.user_version == 1
    engine.close()
    assert not list(tmp_path.glob("*before*")), "nothing that could be taken for a good copy"

    monkeypatch.setattr(database, "copy_into", whole)
    open_database(old)
    close_database()
    (kept,) = tmp_path.glob("*before*")
    engine = connect(kept)
    assert engine.user_version == 1 and verified_copy.engine_faults(engine) == []
    engine.close()


def test_a_file_that_went_while_it_was_open_takes_nothing_more(database: Path, tmp_path: Path) -> None:
    save_household({"head": "陈㛃"})
    database.rename(tmp_path / "elsewhere.db")
    with pytest.raises(UserError, match="移走"):
        save_household({"head": "单春梅"})
    (tmp_path / "elsewhere.db").rename(database)
    save_household({"head": "单春梅"})
    assert Household.select().count() == 2


def test_a_folder_that_was_renamed_under_an_open_file_is_noticed(database: Path, tmp_path: Path) -> None:
    close_database()
    (folder := tmp_path / "账本").mkdir()
    path = folder / "coop.db"
    database.rename(path)
    open_database(path)
    save_household({"head": "陈㛃"})
    folder.rename(tmp_path / "旧账本")
    for act in (lambda: save_household({"head": "单春梅"}), lambda: back_up(tmp_path / "copy.db")):
        with pytest.raises(UserError, match="移走"):
            act()
    assert not (tmp_path / "copy.db").exists() and not folder.exists()
    close_database()
    open_database(tmp_path / "旧账本" / "coop.db")
    assert [one.head for one in Household.select()] == ["陈㛃"]
    close_database()


def test_two_programs_that_make_one_file_leave_one_whole_file(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from models.opening import open_database;"
        "from models.database import close_database; open_database(Path(sys.argv[1])); close_database()"
    )
    for number in range(2):
        path = tmp_path / f"both-{number}.db"
        running = [
            subprocess.Popen([sys.executable, "-c", code, str(path)], cwd=ROOT, stderr=subprocess.PIPE)
            for _ in range(3)
        ]
        ended = [(one.communicate()[1], one.returncode) for one in running]
        assert [said for said, code in ended if code and b"UserError" not in said] == []
        open_database(path)
        assert check() == []
        close_database()


def test_an_empty_mark_of_a_laptop_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YUANBA_HOME", str(tmp_path))
    (tmp_path / "machine").write_text("", encoding="utf-8")
    mark = machine_mark()
    assert len(mark) == 32 and (tmp_path / "machine").read_text(encoding="utf-8") == mark
    assert [one.name for one in tmp_path.iterdir()] == ["machine"]


def test_texts_have_limits_and_hold_nothing_unseen(database: Path) -> None:
    save_household({"head": "陈\ud83d㛃\x07\x9b"})
    home = Household.get()
    assert home.head == "陈㛃"
    with pytest.raises(UserError, match="200") as refused:
        save_household({"head": "长" * 201})
    assert refused.value.field == "head" and Household.select().count() == 1


def test_a_password_is_stretched_once_however_often_the_file_is_asked(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlcipher3 import dbapi2

    from models import database

    path, password = tmp_path / "a.db", "竹篾-井边-'四十二'"
    open_database(path, password)
    close_database()
    calls: list[bytes] = []
    real = database.hashlib.pbkdf2_hmac

    def counted(name: str, words: bytes, *rest: Any) -> bytes:
        calls.append(words)
        return real(name, words, *rest)

    monkeypatch.setattr(database.hashlib, "pbkdf2_hmac", counted)
    for _ in range(2):
        open_database(path, password)
        for _ in range(3):
            with database.own_connection():
                assert database.db.execute_sql("SELECT count(*) FROM operation").fetchone() == (1,)
            database.db.obj.connect(reuse_if_open=True)
        assert database.current_password() == password
        close_database()
    assert calls == [password.encode()]
    # And the engine by itself makes the same key of it.
    with contextlib.closing(dbapi2.connect(str(path))) as plain:
        plain.execute(f"PRAGMA key = '{password.replace(chr(39), chr(39) * 2)}'")
        assert plain.execute("SELECT count(*) FROM operation").fetchone() == (1,)


def test_a_record_that_another_window_removed_is_a_sentence(database: Path) -> None:
    home = make.household()
    assert Household.get_by_id(home.id) == home
    with pytest.raises(UserError, match="没有了"):
        Household.get_by_id(home.id + 1)
