"""Marks kept outside the file: who cuts it off or writes it anew leaves them behind; a restored copy is no alarm."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlcipher3 import dbapi2

from models import format, marks, seal
from models.actions.desk.people import save_user
from models.actions.party.parties import save_household
from models.actions.pay.locking import lock
from models.backup import back_up, check, remarks, restore
from models.chain import chain_head
from models.database import close_database
from models.errors import UserError
from models.opening import open_database
from models.operation import TAKEN_OVER
from models.queries.desk.trail_marks import compare
from models.queries.pay.lock_certificates import lock_certificates
from models.queries.pay.signature_lists import pay_sheets
from models.queries.periods import period_named
from models.rules.desk.ledger_mark import Locked, ReadMark, lock_code, read_mark, short_mark
from models.signed_in import sign_in_by_name
from models.tables.trail import Operation
from reports.kinds import KINDS
from reports.paper.language import paper_translator
from tests.books import read_worked_example
from tests.trust import tampering

UPGRADES = Path(__file__).parents[1] / "upgrades"


@pytest.fixture
def worked(database: Path, home: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A file closed once, a copy of it then, and more work since; open."""
    save_household({"head": "陈㛃"})
    close_database()
    early = Path(shutil.copyfile(database, tmp_path / "early.db"))
    open_database(database)
    save_household({"head": "单䶮"})
    close_database()
    open_database(database)
    return database, early


def told() -> list[str]:
    """What a check remarks of marks; the file of the fixture was set up on another laptop, which is remarked too."""
    return [remark for remark in remarks() if "封记" not in remark]


def put_in_place(path: Path, copy: Path) -> list[str]:
    close_database()
    shutil.copyfile(copy, path)
    open_database(path)
    return check()


def test_an_honest_file_is_held_against_its_marks(worked: tuple[Path, Path], home: Path) -> None:
    assert check() == [] and told() == []
    assert len((home / marks.FILE).read_text(encoding="utf-8").splitlines()) == 2


def test_an_older_state_in_its_place_is_named(worked: tuple[Path, Path]) -> None:
    (fault,) = put_in_place(*worked)
    assert "截断或重写" in fault


def test_the_folder_of_the_backups_remembers_too(worked: tuple[Path, Path], home: Path) -> None:
    back_up()
    (home / marks.FILE).unlink()
    (fault,) = put_in_place(*worked)
    assert "备份时" in fault


def test_a_copy_that_was_restored_is_no_alarm_and_is_told(worked: tuple[Path, Path]) -> None:
    back_up()
    close_database()
    restore(worked[1], worked[0])
    open_database(worked[0])
    assert check() == [] and len(told()) == 1
    save_household({"head": "袁𫖯"})
    close_database()
    open_database(worked[0])
    assert check() == []
    # What is cut off after that is named again.
    assert len(put_in_place(*worked)) == 1


def test_another_copy_and_another_cooperative_are_no_alarm(worked: tuple[Path, Path], tmp_path: Path) -> None:
    close_database()
    open_database(worked[1])
    save_household({"head": "在副本里练习"})
    assert check() == []
    close_database()
    open_database(tmp_path / "other.db")
    assert check() == []
    close_database()
    (tmp_path / "other.db").replace(worked[0])
    open_database(worked[0])
    assert check() == [] and ["另一个账本" in remark for remark in told()] == [True]


@pytest.mark.parametrize(
    "sealed", [None, lambda bound: seal._sealed(b"x" * 32, bound)], ids=["old", "another"]
)
def test_a_file_written_anew_is_named_whatever_its_seals(
    worked: tuple[Path, Path], sealed: Callable[[str], str] | None
) -> None:
    close_database()
    with tampering.unguarded(worked[0]) as connection:
        tampering.recomputed(connection, Random(3), sealed=sealed)
    open_database(worked[0])
    assert any("截断或重写" in fault for fault in check())


def test_a_record_that_cannot_be_written_stops_nothing(worked: tuple[Path, Path], home: Path) -> None:
    (home / marks.FILE).unlink()
    (home / marks.FILE).mkdir()
    save_household({"head": "袁𫖯"})
    back_up()
    assert check() == []


def test_a_mark_from_paper_is_found_in_the_chain_or_not(worked: tuple[Path, Path]) -> None:
    head = chain_head()
    save_household({"head": "袁𫖯"})
    for text in (short_mark(head), head, f"账印 {short_mark(head)}", f"{head[:4]} {head[4:8]}".lower()):
        assert compare(text).agrees, text
    assert not compare("0000·0000").agrees
    for text in ("", "账印", "H0001", "GZ26A00001"):
        with pytest.raises(UserError):
            compare(text)


def test_the_certificate_of_a_month_is_compared_with_its_figures(database: Path) -> None:
    read_worked_example()
    lock("2026-10", date(2026, 12, 1))
    (certificate,) = lock_certificates([period_named("2026-10")])
    assert certificate.link == chain_head() and certificate.count == 1
    scanned = KINDS["lock"].build(certificate, paper_translator("zh")).code
    assert compare(scanned).agrees and compare(f"扫：{scanned}\r\n".replace(":", "：")).agrees
    assert pay_sheets("2026-10")[0].books == certificate.link
    mark = read_mark(lock_code(figures := Locked("2026-10", 1, 1, 1), chain_head()))
    assert mark is not None and mark.locked == figures and mark.link == chain_head()
    answer = compare(lock_code(figures, chain_head()))
    assert not answer.agrees and "2026-10" in answer.sentences[-1]
    pay = format.money(certificate.sums["gross"])
    assert pay in answer.sentences[-1]
    for role in ("manager", "viewer"):
        save_user({"name": role, "role": role})
    sign_in_by_name("viewer")
    told = compare(lock_code(figures, certificate.link)).sentences[-1]
    assert "2026-10" in told and pay not in told
    assert not compare(lock_code(Locked("2026-11", 1, 1, 1), chain_head())).agrees


def test_a_month_locked_anew_in_an_older_state_does_not_have_the_certificates_mark(
    database: Path, tmp_path: Path
) -> None:
    read_worked_example()
    close_database()
    before = Path(shutil.copyfile(database, tmp_path / "before.db"))
    open_database(database)
    lock("2026-10", date(2026, 12, 1))
    (certificate,) = lock_certificates([period_named("2026-10")])
    close_database()
    shutil.copyfile(before, database)
    open_database(database)
    lock("2026-10", date(2026, 12, 1))
    assert not compare(certificate.code).agrees


@given(st.integers(0, 10**6), st.integers(-(10**12), 10**12), st.integers(-(10**12), 10**12), st.data())
def test_a_code_is_read_back_whatever_the_scanner_makes_of_it(
    count: int, gross: int, net: int, data: Any
) -> None:
    link = data.draw(st.text("0123456789abcdef", min_size=64, max_size=64))
    figures = Locked("2026-10", count, gross, net)
    code = lock_code(figures, link)
    wide = "".join(chr(ord(c) + 0xFEE0) if data.draw(st.booleans()) else c for c in code)
    for typed in (code, code.lower(), wide, f" {code}\r\n", f"{code[:20]} {code[20:]}"):
        assert read_mark(typed) == ReadMark(link, figures)
    assert read_mark(short_mark(link)) == ReadMark(link[:8])


def columns(connection: Any) -> dict[str, set[str]]:
    """The columns of every table."""
    names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*'"
    return {
        table: {row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')}
        for (table,) in connection.execute(names).fetchall()
    }


def lay_out_like(older: Any, connection: Any) -> None:
    """Take away what the layout of an older file had not yet, and say that it were of that layout."""
    had = columns(older)
    for table, held in columns(connection).items():
        if table not in had:
            connection.execute(f'DROP TABLE "{table}"')
            continue
        if held - had[table]:
            # Made anew: a column that others refer to or that refers to others cannot be dropped.
            made = older.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]
            kept = ", ".join(f'"{column}"' for column in sorted(held & had[table]))
            connection.execute("PRAGMA legacy_alter_table = ON")
            connection.execute(f'ALTER TABLE "{table}" RENAME TO "{table}_later"')
            connection.execute(made)
            connection.execute(f'INSERT INTO "{table}" ({kept}) SELECT {kept} FROM "{table}_later"')
            connection.execute(f'DROP TABLE "{table}_later"')
    version = older.execute("PRAGMA user_version").fetchone()[0]
    connection.execute(f"PRAGMA user_version = {version}")


def test_a_file_passed_off_as_an_older_programs_is_named(worked: tuple[Path, Path]) -> None:
    close_database()
    with tampering.unguarded(worked[0]) as connection:
        tampering.recomputed_without_seals(connection, Random(3))
    with contextlib.closing(dbapi2.connect(str(worked[0]))) as connection, connection:
        logged = connection.execute(
            "SELECT name FROM sqlite_master WHERE name GLOB '*_log_*' OR name GLOB '*_stays_*'"
        )
        for (name,) in logged.fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute("UPDATE operation SET seal = ''")
        tampering.relink(connection)
        with contextlib.closing(dbapi2.connect(str(UPGRADES / "v16.db"))) as older:
            lay_out_like(older, connection)
    open_database(worked[0])
    assert Operation.select().order_by(Operation.id.desc()).get().title == TAKEN_OVER
    assert any("截断或重写" in fault for fault in check())
