"""Nothing is altered unseen: what is done to a file beside the program is named, and an honest file raises no alarm."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from models.actions.demo.cooperative import build_demo
from models.backup import check
from models.database import Record, close_database, db
from models.i18n import tr
from models.keys import next_key
from models.kinds import ChoiceField, DayField
from models.layouts import GIVEN, columns_of, layouts
from models.opening import open_database
from models.queries.desk.integrity import SHOWN
from models.queries.desk.operation_details import RECORDS
from models.tables.registry import LOGGED
from tests.trust import tampering
from tests.trust.promises import LONG, PROMISE, times
from tests.trust.tampering import unguarded
from tests.writing import operation

NAMED = "what was altered around the program is named"


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed file with two months of work and a row in every table."""
    path = build_demo(tmp_path_factory.mktemp("honest"), households=8, months=2).path
    open_database(path)
    with operation("A row for every table"):
        for table in LOGGED:
            if not table.select().exists():
                add_row(table)
    close_database()
    return path


def add_row(table: type[Record]) -> None:
    """A row with some value in every column that must have one."""
    values: dict[str, Any] = {}
    for field in table._meta.sorted_fields[1:]:
        if hasattr(field, "rel_model"):
            values[field.column_name] = None if field.null else field.rel_model.select().first().get_id()
        elif isinstance(field, DayField):
            values[field.column_name] = "2026-10-01"
        elif isinstance(field, ChoiceField):
            values[field.column_name] = field.choices[0][0]
        elif field.field_type == "TEXT":
            values[field.column_name] = f"{field.name} 1"
        else:
            values[field.column_name] = 1
    names = ", ".join(f'"{name}"' for name in ("id", *values))
    marks = ", ".join("?" * (len(values) + 1))
    db.execute_sql(
        f'INSERT INTO "{table._meta.table_name}" ({names}) VALUES ({marks})', (next_key(), *values.values())
    )


@pytest.fixture
def copy(honest: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(honest, tmp_path / "file.db"))


def found(path: Path) -> list[str]:
    open_database(path, create=False)
    try:
        return check()
    finally:
        close_database()


def test_the_honest_file_is_sound(copy: Path) -> None:
    assert found(copy) == []
    with unguarded(copy):
        pass
    assert found(copy) == []


def chosen(kinds: dict[str, tampering.Tampering], some: int) -> list[Any]:
    """So many kinds by chance, or each of them over and over for the long count."""
    names = sorted(kinds)
    times_each, rest = divmod(some, len(names))
    picked = names * times_each + sorted(Random(7).sample(names, rest))
    return [pytest.param(name, kinds[name], at, id=f"{name}-{at}") for at, name in enumerate(picked)]


def tampered(path: Path, tamper: tampering.Tampering, seed: int) -> bool:
    """Tamper with a file; whether there was anything to alter."""
    for chance in range(20):
        with unguarded(path) as connection:
            if tamper(connection, Random(seed * 100 + chance)):
                return True
    return False


def called(table: str) -> str:
    """What a finding calls the rows of a table."""
    return tr(RECORDS[table]) if table in RECORDS else table


ROWS = tampering.rows()


@pytest.mark.parametrize(("name", "tamper", "seed"), chosen(ROWS, times(24, len(ROWS))))
def test_rows_altered_beside_the_program_are_named(
    copy: Path, name: str, tamper: tampering.Tampering, seed: int, record_property: Any
) -> None:
    assert tampered(copy, tamper, seed)
    kind, table = name.split()
    faults = found(copy)
    assert faults
    # Where the log was altered with the row, the operation is named instead.
    assert kind == "edit_with_its_change" or any(called(table) in fault for fault in faults)
    record_property(PROMISE, NAMED)


@pytest.mark.parametrize(("name", "tamper", "seed"), chosen(tampering.TRAIL, times(22, 400 - len(ROWS))))
def test_an_altered_trail_is_named(
    copy: Path, name: str, tamper: tampering.Tampering, seed: int, record_property: Any
) -> None:
    assert tampered(copy, tamper, seed)
    assert found(copy)
    record_property(PROMISE, NAMED)


@pytest.mark.parametrize("tamper", tampering.SCHEMA.values(), ids=list(tampering.SCHEMA))
def test_another_layout_is_named(copy: Path, tamper: tampering.Tampering, record_property: Any) -> None:
    with contextlib.closing(dbapi2.connect(str(copy))) as connection, connection:
        tamper(connection, Random(1))
    assert found(copy)
    record_property(PROMISE, NAMED)


UPGRADES = sorted((Path(__file__).parents[1] / "upgrades").glob("*.db"))


@pytest.fixture(scope="module", params=UPGRADES, ids=lambda path: path.stem)
def brought_up(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of an older program, opened by this one and closed; the tests of it follow each other."""
    path = Path(shutil.copyfile(request.param, tmp_path_factory.mktemp("older") / "old.db"))
    open_database(path)
    close_database()
    return path


@pytest.fixture
def upgraded(brought_up: Path, tmp_path: Path) -> Path:
    """A copy of it that may be altered."""
    return Path(shutil.copyfile(brought_up, tmp_path / "old.db"))


def test_a_file_of_every_layout_raises_no_alarm(upgraded: Path, record_property: Any) -> None:
    assert found(upgraded) == []
    record_property(PROMISE, "no alarm on an honest file of an older layout")


def test_what_a_step_gave_older_rows_is_written_down(upgraded: Path) -> None:
    open_database(upgraded)
    try:
        known_layouts = layouts()
        for table in LOGGED:
            name, own = table._meta.table_name, known_layouts[table._meta.table_name]
            came_later = {
                column for known in own.values() for column in columns_of(table) if column not in known
            }
            assert came_later <= GIVEN.get(name, {}).keys(), name
    finally:
        close_database()


ALTERED = (
    "UPDATE household SET account = '6217000000000001'",
    "UPDATE statement SET account = account || '1'",
    "UPDATE statement SET number = number || '1'",
    "UPDATE voucher SET reason = reason || 'x'",
    "UPDATE material SET price = 1 + coalesce(price, 0)",
    "UPDATE region SET name = 'x'",
    # What a migration worked out.
    "UPDATE subcontract SET good_rate = 1 + coalesce(good_rate, 0)",
    "UPDATE household SET place_pinyin = 'x'",
    "UPDATE statement SET paid_by = 'x', paid_on = NULL",
    "UPDATE pay_period SET as_of = 1",
)


def test_rows_logged_by_an_older_program_are_held_against_the_log(
    upgraded: Path, request: pytest.FixtureRequest, tmp_path: Path, record_property: Any
) -> None:
    at = UPGRADES.index(request.node.callspec.params["brought_up"]) % len(ALTERED)
    for statement in ALTERED if LONG else ALTERED[at : at + 1]:
        path = Path(shutil.copyfile(upgraded, tmp_path / "altered.db"))
        with unguarded(path) as connection:
            count = connection.execute(statement).rowcount
        named = [fault for fault in found(path) if "未经操作记录被改动" in fault]
        assert len(named) == min(count, SHOWN), statement
        record_property(PROMISE, NAMED)
